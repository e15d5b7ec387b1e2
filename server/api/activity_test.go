package api_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestNotes(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		id := w.as("customer").ID
		call := "POST /conversations/" + id + "/notes"
		w.must(t, "customer", "POST /my/messages", object{"text": "你好"})
		colleague, customer := w.Dial(w.as("colleague")), w.Dial(w.as("customer"))
		w.run(t, []scenario{
			{name: "a note", as: "agent", call: call, body: object{"client_id": "n-1", "text": " look ", "mentions": []string{w.as("colleague").ID}}, status: 201,
				want: object{"text": "look", "after_seq": 1, "conversation_id": id, "agent": object{"id": w.as("agent").ID, "name": "Han Mei"}, "mentions": []string{w.as("colleague").ID}}},
			{name: "again", as: "agent", call: call, body: object{"client_id": "n-1", "text": "look"}, status: 200, want: object{"text": "look"}},
			{name: "another's client_id", as: "colleague", call: call, body: object{"client_id": "n-1", "text": "mine"}, status: 409, code: "conflict"},
			{name: "without mentions", as: "agent", call: call, body: object{"text": "two"}, status: 201, want: object{"mentions": []string{}, "client_id": some}},
			{name: "a made-up mention", as: "agent", call: call, body: object{"text": "x", "mentions": []string{"him"}}, status: 400, code: "bad_request"},
			{name: "no text", as: "agent", call: call, body: object{}, status: 400, code: "bad_request"},
			{name: "an empty text", as: "agent", call: call, body: object{"text": "  "}, status: 400, code: "bad_request"},
			{name: "too long", as: "agent", call: call, body: object{"text": strings.Repeat("x", 4001)}, status: 413, code: "too_large"},
			{name: "one that is not there", as: "agent", call: "POST /conversations/999999/notes", body: object{"text": "x"}, status: 404, code: "not_found"},
			{as: "customer", call: call, body: object{"text": "x"}, status: 403, code: "forbidden"},
			{as: "nobody", call: call, body: object{"text": "x"}, status: 401, code: "unauthorized"},
		})
		if got := colleague.OfType("note").At("note", "text"); got != "look" {
			t.Errorf("the colleague saw %v", got)
		}
		w.must(t, "agent", "POST /conversations/"+id+"/messages", object{"text": "the end"})
		customer.Message("the end")
		for _, f := range customer.Frames() {
			if f.Type() == "note" || f.Type() == "event" {
				t.Errorf("the customer was sent %v", f)
			}
		}
	})
}

func TestActivity(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		id := w.as("customer").ID
		call := "GET /conversations/" + id + "/activity"
		w.must(t, "customer", "POST /my/messages", object{"text": "你好"})
		for i := range 3 {
			w.must(t, "agent", "POST /conversations/"+id+"/notes", object{"text": fmt.Sprint("note ", i)})
		}
		w.must(t, "agent", "PATCH /conversations/"+id, object{"status": "resolved"})
		w.run(t, []scenario{
			{name: "oldest first", as: "supervisor", call: call, status: 200, want: object{"items": are("kind", "opened", "note", "note", "note", "resolved"), "next_cursor": nil}},
			{name: "a page", as: "agent", call: call + "?limit=2", status: 200, want: object{"items": are("kind", "opened", "note"), "next_cursor": some}},
			{name: "a made-up cursor", as: "agent", call: call + "?cursor=~", status: 400, code: "bad_request"},
			{as: "agent", call: "GET /conversations/999999/activity", status: 404, code: "not_found"},
			{as: "customer", call: call, status: 403, code: "forbidden"},
		})
		var kinds []any
		for next := ""; ; {
			page := w.must(t, "agent", call+"?limit=2"+next, nil)
			kinds = append(kinds, fieldOf(page["items"], "kind")...)
			cursor, _ := page["next_cursor"].(string)
			if cursor == "" {
				break
			}
			next = "&cursor=" + cursor
		}
		if got := fmt.Sprint(kinds); got != "[opened note note note resolved]" {
			t.Errorf("paging gave %s", got)
		}
	})
}
