package api_test

import (
	"net/http"
	"sync"
	"testing"

	"kefu/server/testkit"
)

func TestMyConversation(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		id := w.as("customer").ID
		w.run(t, []scenario{
			{name: "before the first message", as: "customer", call: "GET /my/conversation", status: 200,
				want: object{"id": id, "last_seq": 0, "unread": 0, "status": "open", "read_seq": object{"customer": 0, "desk": 0}}},
			{as: "agent", call: "GET /my/conversation", status: 403, code: "forbidden"},
			{as: "admin", call: "GET /my/conversation", status: 403, code: "forbidden"},
			{as: "nobody", call: "GET /my/conversation", status: 401, code: "unauthorized"},
		})
	})
}

func TestMyMessages(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		id := w.as("customer").ID
		agent := w.Dial(w.as("agent"))
		w.run(t, []scenario{
			{name: "a text", as: "customer", call: "POST /my/messages", body: object{"client_id": "m-1", "text": "你好"}, status: 201,
				want: object{"id": id + "-1", "sender": object{"role": "customer", "id": w.as("customer").OpenID, "name": "Wang Fang"}}},
			{name: "again", as: "customer", call: "POST /my/messages", body: object{"client_id": "m-1", "text": "你好"}, status: 200, want: object{"seq": 1}},
			{name: "history, and the revision it stands for", as: "customer", call: "GET /my/messages", status: 200, want: object{"rev": 2}},
			{name: "the same client_id in another conversation", as: "other", call: "POST /my/messages", body: object{"client_id": "m-1", "text": "x"}, status: 201, want: object{"seq": 1}},
			{name: "a foreign conversation_id changes nothing", as: "other", call: "POST /my/messages", body: object{"conversation_id": id, "text": "y"}, status: 201,
				want: object{"conversation_id": w.as("other").ID, "seq": 2}},
			{name: "nothing", as: "customer", call: "POST /my/messages", body: object{}, status: 400, code: "bad_request"},
			{as: "agent", call: "POST /my/messages", body: object{"text": "x"}, status: 403, code: "forbidden"},
			{as: "nobody", call: "POST /my/messages", body: object{"text": "x"}, status: 401, code: "unauthorized"},
		})
		if got := agent.Message("你好").At("conversation_id"); got != id {
			t.Errorf("the agent saw it in %v", got)
		}
	})
}

func TestMyRead(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		id := w.as("customer").ID
		for range 2 {
			w.must(t, "agent", "POST /conversations/"+id+"/messages", object{"text": "x"})
		}
		w.run(t, []scenario{
			{name: "one", as: "customer", call: "POST /my/read", body: object{"seq": 1}, status: 200, want: object{"unread": 1, "read_seq": object{"customer": 1, "desk": 0}}},
			{name: "both", as: "customer", call: "POST /my/read", body: object{"seq": 2}, status: 200, want: object{"unread": 0}},
			{name: "above the last", as: "customer", call: "POST /my/read", body: object{"seq": 3}, status: 400, code: "bad_request"},
			{as: "agent", call: "POST /my/read", body: object{"seq": 1}, status: 403, code: "forbidden"},
			{name: "known everywhere", as: "customer", call: "GET /my/conversation", status: 200, want: object{"unread": 0, "read_seq.customer": 2}},
		})
	})
}

func TestACustomersCallsAreLimited(t *testing.T) {
	w := newWorld(t, testkit.NewAddress(t, "sqlite"), nil)
	var mu sync.Mutex
	var calling sync.WaitGroup
	status := map[int]int{}
	for range 8 { // one after another may be no more than the 20 a second that are allowed, on a slow machine
		calling.Go(func() {
			for range 500 {
				a := w.Call(http.MethodPost, "/api/v1/my/read", w.as("customer").Token, object{"seq": 0})
				mu.Lock()
				status[a.Status]++
				refused := status[429] > 0
				mu.Unlock()
				if refused {
					return
				}
			}
		})
	}
	calling.Wait()
	if status[200] < 200 || status[429] == 0 || len(status) > 2 {
		t.Errorf("as many calls as can be: %v", status)
	}
	w.run(t, []scenario{
		{name: "others are not", as: "other", call: "POST /my/read", body: object{"seq": 0}, status: 200},
		{name: "reading is not", as: "customer", call: "GET /my/conversation", status: 200},
	})
}
