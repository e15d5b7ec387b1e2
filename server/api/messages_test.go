package api_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestSendMessage(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		id := w.as("customer").ID
		call := "POST /conversations/" + id + "/messages"
		customer, colleague := w.Dial(w.as("customer")), w.Dial(w.as("colleague"))
		w.run(t, []scenario{
			{name: "a text", as: "agent", call: call, body: object{"client_id": "c-1", "text": " 你好 "}, status: 201,
				want: object{"id": id + "-1", "seq": 1, "conversation_id": id, "openid": w.as("customer").OpenID, "client_id": "c-1", "text": "你好", "kind": "text",
					"sender": object{"role": "agent", "id": w.as("agent").ID, "name": "Han Mei"}, "read_at": nil, "recalled_at": nil}},
			{name: "again", as: "agent", call: call, body: object{"client_id": "c-1", "text": "something else"}, status: 200, want: object{"seq": 1, "text": "你好"}},
			{name: "another's client_id", as: "colleague", call: call, body: object{"client_id": "c-1", "text": "mine"}, status: 409, code: "conflict"},
			{name: "without a client_id", as: "agent", call: call, body: object{"text": "two"}, status: 201, want: object{"seq": 2, "client_id": some}},
			{name: "a card", as: "agent", call: call, status: 201, want: object{"seq": 3, "kind": "card", "text": nil, "attachment.title": "Tea"},
				body: object{"kind": "card", "attachment": object{"title": "Tea", "price": "¥ 42", "url": "https://shop.example/tea", "fields": object{"colour": "green"}}}},
			{name: "a card with an unsafe link", as: "agent", call: call, status: 400, code: "bad_request",
				body: object{"kind": "card", "attachment": object{"title": "Tea", "url": "javascript:alert(1)"}}},
			{name: "a card without a title", as: "agent", call: call, body: object{"kind": "card", "attachment": object{}}, status: 400, code: "bad_request"},
			{name: "a picture that is not there", as: "agent", call: call, body: object{"kind": "image", "attachment": object{"id": "nothing"}}, status: 404, code: "not_found"},
			{name: "a picture without an id", as: "agent", call: call, body: object{"kind": "image"}, status: 400, code: "bad_request"},
			{name: "nothing", as: "agent", call: call, body: object{}, status: 400, code: "bad_request"},
			{name: "white space", as: "agent", call: call, body: object{"text": " \n "}, status: 400, code: "bad_request"},
			{name: "4000 characters", as: "agent", call: call, body: object{"text": strings.Repeat("好", 4000)}, status: 201, want: object{"seq": 4}},
			{name: "4001 characters", as: "agent", call: call, body: object{"text": strings.Repeat("好", 4001)}, status: 413, code: "too_large"},
			{name: "a body without end", as: "agent", call: call, body: object{"text": strings.Repeat("x", 200_000)}, status: 413, code: "too_large"},
			{name: "broken UTF-8", as: "agent", call: call, body: []byte("{\"text\":\"\xff\"}"), status: 400, code: "bad_request"},
			{name: "an unknown kind", as: "agent", call: call, body: object{"kind": "smell", "text": "x"}, status: 400, code: "bad_request"},
			{name: "a client_id with a space", as: "agent", call: call, body: object{"client_id": "a b", "text": "x"}, status: 400, code: "bad_request"},
			{name: "a client_id that is too long", as: "agent", call: call, body: object{"client_id": strings.Repeat("c", 65), "text": "x"}, status: 400, code: "bad_request"},
			{name: "a text of the wrong type", as: "agent", call: call, body: object{"text": 7}, status: 400, code: "bad_request"},
			{name: "a conversation that is not there", as: "agent", call: "POST /conversations/999999/messages", body: object{"text": "x"}, status: 404, code: "not_found"},
			{name: "a made-up id", as: "agent", call: "POST /conversations/x/messages", body: object{"text": "x"}, status: 404, code: "not_found"},
			{as: "customer", call: call, body: object{"text": "x"}, status: 403, code: "forbidden"},
			{as: "nobody", call: call, body: object{"text": "x"}, status: 401, code: "unauthorized"},
		})
		if got := customer.Message("你好").At("seq"); got != 1.0 {
			t.Errorf("the customer saw seq %v", got)
		}
		colleague.Message("你好")
	})
}

func TestHistory(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		for i := 1; i <= 7; i++ {
			w.must(t, "customer", "POST /my/messages", object{"text": fmt.Sprint("message ", i)})
		}
		for as, call := range map[string]string{"agent": "GET /conversations/" + w.as("customer").ID + "/messages", "customer": "GET /my/messages"} {
			w.run(t, []scenario{
				{name: as + ": the newest page", as: as, call: call + "?limit=3", status: 200, want: object{"items": are("seq", 5, 6, 7), "next_cursor": some}},
				{name: as + ": all", as: as, call: call, status: 200, want: object{"items": are("seq", 1, 2, 3, 4, 5, 6, 7), "next_cursor": nil}},
				{name: as + ": before", as: as, call: call + "?before_seq=5&limit=3", status: 200, want: object{"items": are("seq", 2, 3, 4), "next_cursor": some}},
				{name: as + ": before the first", as: as, call: call + "?before_seq=1", status: 200, want: object{"items": long(0), "next_cursor": nil}},
				{name: as + ": after", as: as, call: call + "?after_seq=2&limit=3", status: 200, want: object{"items": are("seq", 3, 4, 5), "next_cursor": some}},
				{name: as + ": from the start", as: as, call: call + "?after_seq=0&limit=3", status: 200, want: object{"items": are("seq", 1, 2, 3)}},
				{name: as + ": after the last", as: as, call: call + "?after_seq=7", status: 200, want: object{"items": long(0), "next_cursor": nil}},
				{name: as + ": both", as: as, call: call + "?after_seq=2&before_seq=5", status: 400, code: "bad_request"},
				{name: as + ": both, one of them 0", as: as, call: call + "?after_seq=0&before_seq=5", status: 400, code: "bad_request"},
				{name: as + ": before nothing", as: as, call: call + "?before_seq=0", status: 400, code: "bad_request"},
				{name: as + ": a negative seq", as: as, call: call + "?after_seq=-1", status: 400, code: "bad_request"},
				{name: as + ": no number", as: as, call: call + "?after_seq=x", status: 400, code: "bad_request"},
				{name: as + ": a made-up cursor", as: as, call: call + "?cursor=b0", status: 400, code: "bad_request"},
				{name: as + ": another made-up cursor", as: as, call: call + "?cursor=zz", status: 400, code: "bad_request"},
				{name: as + ": a cursor and a seq", as: as, call: call + "?cursor=a2&after_seq=2", status: 400, code: "bad_request"},
			})
			for direction, want := range map[string]string{"": "[7 6 5 4 3 2 1]", "?after_seq=0": "[1 2 3 4 5 6 7]"} {
				if got := fmt.Sprint(walk(t, w, as, call, direction)); got != want {
					t.Errorf("paging as %s with %q gave %v", as, direction, got)
				}
			}
		}
		w.run(t, []scenario{
			{as: "agent", call: "GET /conversations/999999/messages", status: 404, code: "not_found"},
			{as: "customer", call: "GET /conversations/" + w.as("customer").ID + "/messages", status: 403, code: "forbidden"},
			{as: "agent", call: "GET /my/messages", status: 403, code: "forbidden"},
			{name: "another customer sees their own only", as: "other", call: "GET /my/messages", status: 200, want: object{"items": long(0)}},
		})
	})
}

// walk follows cursors to the end and returns the seqs as they came: a page
// that leads backward from its end.
func walk(t *testing.T, w *world, as, call, query string) (seqs []any) {
	t.Helper()
	forward := query != ""
	for next := ""; ; {
		page := w.must(t, as, call+query+map[bool]string{true: "&", false: "?"}[query != ""]+"limit=2"+next, nil)
		found := fieldOf(page["items"], "seq")
		if !forward {
			for i, k := 0, len(found)-1; i < k; i, k = i+1, k-1 {
				found[i], found[k] = found[k], found[i]
			}
		}
		seqs = append(seqs, found...)
		cursor, _ := page["next_cursor"].(string)
		if cursor == "" || len(seqs) > 20 {
			return seqs
		}
		query, next = "", "&cursor="+cursor
	}
}

func TestReadConversation(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		id := w.as("customer").ID
		call := "POST /conversations/" + id + "/read"
		for range 3 {
			w.must(t, "customer", "POST /my/messages", object{"text": "x"})
		}
		customer := w.Dial(w.as("customer"))
		w.run(t, []scenario{
			{name: "two of three", as: "agent", call: call, body: object{"seq": 2}, status: 200, want: object{"conversation_id": id, "unread": 1, "read_seq": object{"customer": 0, "desk": 2}}},
			{name: "again", as: "colleague", call: call, body: object{"seq": 1}, status: 200, want: object{"unread": 1, "read_seq.desk": 2}},
			{name: "above the last", as: "agent", call: call, body: object{"seq": 4}, status: 400, code: "bad_request"},
			{name: "negative", as: "agent", call: call, body: object{"seq": -1}, status: 400, code: "bad_request"},
			{name: "a fraction", as: "agent", call: call, body: object{"seq": 1.5}, status: 400, code: "bad_request"},
			{name: "no seq", as: "agent", call: call, body: object{}, status: 400, code: "bad_request"},
			{name: "one that is not there", as: "agent", call: "POST /conversations/999999/read", body: object{"seq": 1}, status: 404, code: "not_found"},
			{as: "customer", call: call, body: object{"seq": 1}, status: 403, code: "forbidden"},
			{name: "the flag", as: "customer", call: "GET /my/messages", status: 200, want: object{"items": func(v any) bool {
				at := fieldOf(v, "read_at")
				return len(at) == 3 && some(at[0]) && some(at[1]) && at[2] == nil
			}}},
		})
		if r := customer.OfType("receipt"); r.At("reader") != "desk" || r.At("seq") != 2.0 {
			t.Errorf("the customer was told %v", r)
		}
	})
}
