package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// ids lists one field of a page's entries.
func fieldOf(v any, path ...string) []any {
	out := []any{}
	for _, item := range list(v) {
		value := item
		for _, p := range path {
			m, _ := value.(map[string]any)
			value = m[p]
		}
		out = append(out, value)
	}
	return out
}

// are checks a page for its entries' values of one field.
func are(path string, want ...any) func(any) bool {
	return func(v any) bool {
		return fits(any(fieldOf(v, strings.Split(path, ".")...)), want)
	}
}

func TestListConversations(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		first, second := w.as("customer").ID, w.as("other").ID
		w.must(t, "customer", "POST /my/messages", object{"text": "你好"})
		w.must(t, "other", "POST /my/messages", object{"text": "hello"})
		w.must(t, "agent", "PATCH /conversations/"+first, object{"tags": []string{"vip", "退款"}, "assignee_id": w.as("agent").ID, "status": "pending"})
		w.must(t, "agent", "POST /conversations/"+first+"/read", object{"seq": 1})
		silent := w.Visitor("says nothing")
		w.run(t, []scenario{
			{name: "newest activity first, without the silent", as: "agent", call: "GET /conversations", status: 200, want: object{"items": are("id", second, first), "next_cursor": nil}},
			{name: "by status", as: "agent", call: "GET /conversations?status=pending", status: 200, want: object{"items": are("id", first)}},
			{name: "mine", as: "agent", call: "GET /conversations?assignee=me", status: 200, want: object{"items": are("id", first)}},
			{name: "a colleague's", as: "colleague", call: "GET /conversations?assignee=" + w.as("agent").ID, status: 200, want: object{"items": are("id", first)}},
			{name: "mine, of who has none", as: "colleague", call: "GET /conversations?assignee=me", status: 200, want: object{"items": long(0)}},
			{name: "nobody's", as: "agent", call: "GET /conversations?assignee=none", status: 200, want: object{"items": are("id", second)}},
			{name: "by tag", as: "agent", call: "GET /conversations?tag=" + url.QueryEscape("退款"), status: 200, want: object{"items": are("id", first)}},
			{name: "by name", as: "agent", call: "GET /conversations?q=wang", status: 200, want: object{"items": are("customer.name", "Wang Fang")}},
			{name: "by openid", as: "agent", call: "GET /conversations?q=" + w.as("other").OpenID, status: 200, want: object{"items": are("id", second)}},
			{name: "a name that looks like a pattern", as: "agent", call: "GET /conversations?q=%25", status: 200, want: object{"items": long(0)}},
			{name: "unread", as: "agent", call: "GET /conversations?unread=true", status: 200, want: object{"items": are("id", second)}},
			{name: "read or not", as: "agent", call: "GET /conversations?unread=false", status: 200, want: object{"items": long(2)}},
			{name: "a page of one", as: "agent", call: "GET /conversations?limit=1", status: 200, want: object{"items": are("id", second), "next_cursor": some}},
			{name: "an unknown parameter", as: "agent", call: "GET /conversations?colour=red", status: 200},
			{name: "an unknown status", as: "agent", call: "GET /conversations?status=lost", status: 400, code: "bad_request"},
			{name: "a made-up assignee", as: "agent", call: "GET /conversations?assignee=him", status: 400, code: "bad_request"},
			{name: "a made-up cursor", as: "agent", call: "GET /conversations?cursor=made-up", status: 400, code: "bad_request"},
			{name: "limit 0", as: "agent", call: "GET /conversations?limit=0", status: 400, code: "bad_request"},
			{name: "limit 201", as: "agent", call: "GET /conversations?limit=201", status: 400, code: "bad_request"},
			{name: "limit x", as: "agent", call: "GET /conversations?limit=x", status: 400, code: "bad_request"},
			{as: "customer", call: "GET /conversations", status: 403, code: "forbidden"},
			{as: "nobody", call: "GET /conversations", status: 401, code: "unauthorized"},
			{name: "the silent has one all the same", as: "agent", call: "GET /conversations/" + silent.ID, status: 200, want: object{"last_message": nil, "last_seq": 0}},
		})
		next := w.must(t, "agent", "GET /conversations?limit=1", nil)["next_cursor"].(string)
		w.run(t, []scenario{{name: "the next page", as: "agent", call: "GET /conversations?limit=1&cursor=" + next, status: 200, want: object{"items": are("id", first), "next_cursor": nil}}})
	})
}

func TestGetConversation(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		id := w.as("customer").ID
		w.must(t, "customer", "POST /my/messages", object{"text": "你好"})
		w.run(t, []scenario{
			{as: "agent", call: "GET /conversations/" + id, status: 200, want: object{"id": id, "status": "open", "assignee": nil, "tags": []string{}, "priority": "normal",
				"last_seq": 1, "last_message.text": "你好", "unread": 1, "waiting_since": some, "customer.openid": w.as("customer").OpenID, "customer.online": false}},
			{as: "agent", call: "GET /conversations/999999", status: 404, code: "not_found"},
			{as: "agent", call: "GET /conversations/0", status: 404, code: "not_found"},
			{as: "agent", call: "GET /conversations/x", status: 404, code: "not_found"},
			{as: "agent", call: "GET /conversations/99999999999999999999", status: 404, code: "not_found"},
			{as: "customer", call: "GET /conversations/" + id, status: 403, code: "forbidden"},
			{as: "nobody", call: "GET /conversations/" + id, status: 401, code: "unauthorized"},
		})
		customer := w.Dial(w.as("customer"))
		w.run(t, []scenario{{name: "online", as: "agent", call: "GET /conversations/" + id, status: 200, want: object{"customer.online": true}}})
		customer.Close()
	})
}

func TestEditConversation(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		id := w.as("customer").ID
		call := "PATCH /conversations/" + id
		w.must(t, "customer", "POST /my/messages", object{"text": "你好"})
		disabled := w.Agent("Gone", "agent")
		w.must(t, "admin", "PATCH /agents/"+disabled.ID, object{"disabled": true})
		watching := w.Dial(w.as("colleague"))
		w.run(t, []scenario{
			{name: "everything", as: "agent", call: call, status: 200,
				body: object{"status": "pending", "assignee_id": w.as("colleague").ID, "tags": []string{" vip ", "vip", "退款"}, "priority": "urgent"},
				want: object{"status": "pending", "assignee.id": w.as("colleague").ID, "assignee.name": "李雷", "tags": []string{"vip", "退款"}, "priority": "urgent"}},
			{name: "nothing", as: "agent", call: call, body: object{}, status: 200, want: object{"status": "pending", "assignee.id": w.as("colleague").ID}},
			{name: "an unknown field", as: "agent", call: call, body: object{"mood": "good"}, status: 200, want: object{"status": "pending"}},
			{name: "null is nobody", as: "agent", call: call, body: `{"assignee_id":null}`, status: 200, want: object{"assignee": nil, "status": "pending", "tags": []string{"vip", "退款"}}},
			{name: "no tags", as: "agent", call: call, body: object{"tags": []string{}}, status: 200, want: object{"tags": []string{}}},
			{name: "resolved", as: "agent", call: call, body: object{"status": "resolved"}, status: 200, want: object{"status": "resolved", "waiting_since": nil}},
			{name: "an unknown status", as: "agent", call: call, body: object{"status": "lost"}, status: 400, code: "bad_request"},
			{name: "an unknown priority", as: "agent", call: call, body: object{"priority": "max"}, status: 400, code: "bad_request"},
			{name: "a number as assignee", as: "agent", call: call, body: `{"assignee_id":3}`, status: 400, code: "bad_request"},
			{name: "a made-up assignee", as: "agent", call: call, body: object{"assignee_id": "him"}, status: 400, code: "bad_request"},
			{name: "an assignee who is not there", as: "agent", call: call, body: object{"assignee_id": "999"}, status: 400, code: "bad_request"},
			{name: "a disabled assignee", as: "agent", call: call, body: object{"assignee_id": disabled.ID}, status: 400, code: "bad_request"},
			{name: "a tag with a comma", as: "agent", call: call, body: object{"tags": []string{"a,b"}}, status: 400, code: "bad_request"},
			{name: "an empty tag", as: "agent", call: call, body: object{"tags": []string{" "}}, status: 400, code: "bad_request"},
			{name: "tags of the wrong type", as: "agent", call: call, body: object{"tags": "vip"}, status: 400, code: "bad_request"},
			{name: "not JSON", as: "agent", call: call, body: `{"status":`, status: 400, code: "bad_request"},
			{name: "a list", as: "agent", call: call, body: `[1]`, status: 400, code: "bad_request"},
			{name: "one that is not there", as: "agent", call: "PATCH /conversations/999999", body: object{"status": "open"}, status: 404, code: "not_found"},
			{name: "nothing of one that is not there", as: "agent", call: "PATCH /conversations/999999", body: object{}, status: 404, code: "not_found"},
			{as: "customer", call: call, body: object{"status": "open"}, status: 403, code: "forbidden"},
			{as: "nobody", call: call, body: object{"status": "open"}, status: 401, code: "unauthorized"},
		})
		if got := watching.OfType("event").At("event", "conversation_id"); got != id {
			t.Errorf("a colleague was told of %v", got)
		}
	})
}

func TestClaimConversation(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		w.must(t, "customer", "POST /my/messages", object{"text": "你好"})
		call := "POST /conversations/" + w.as("customer").ID + "/claim"
		rivals := []string{"agent", "colleague", "supervisor", "admin"}
		statuses := make([]int, len(rivals))
		var all sync.WaitGroup
		for i, who := range rivals {
			all.Add(1)
			go func() {
				defer all.Done()
				statuses[i] = w.Call(http.MethodPost, "/api/v1"+strings.TrimPrefix(call, "POST "), w.as(who).Token, nil).Status
			}()
		}
		all.Wait()
		winner := ""
		for i, s := range statuses {
			switch {
			case s == 200 && winner == "":
				winner = rivals[i]
			case s != 409:
				t.Fatalf("the rivals got %v", statuses)
			}
		}
		loser := rivals[0]
		if loser == winner {
			loser = rivals[1]
		}
		w.run(t, []scenario{
			{name: "the winner again", as: winner, call: call, status: 200, want: object{"assignee.id": w.as(winner).ID}},
			{name: "a loser learns the name", as: loser, call: call, status: 409, code: "conflict", want: object{"detail": w.as(winner).Name + " has this conversation"}},
			{as: "customer", call: call, status: 403, code: "forbidden"},
			{as: "agent", call: "POST /conversations/999999/claim", status: 404, code: "not_found"},
		})
	})
}
