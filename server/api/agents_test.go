package api_test

import (
	"strings"
	"testing"

	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
)

func TestListAgents(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		online := w.Dial(w.as("colleague"))
		defer online.Close()
		w.must(t, "customer", "POST /my/messages", object{"text": "hello"})
		w.must(t, "agent", "POST /conversations/"+w.as("customer").ID+"/claim", nil)
		w.run(t, []scenario{
			{name: "as an agent", as: "agent", call: "GET /agents", status: 200, want: object{"next_cursor": nil,
				"items": are("name", "Admin", "Han Mei", "李雷", "Su Pervisor")}},
			{name: "who is there", as: "agent", call: "GET /agents", status: 200, want: object{"items": are("status", "offline", "offline", "online", "offline")}},
			{name: "how much they have", as: "agent", call: "GET /agents", status: 200, want: object{"items": are("open_conversations", 0.0, 1.0, 0.0, 0.0)}},
			{name: "agents don't see keys", as: "supervisor", call: "GET /agents", status: 200, want: object{"items": are("key_prefix", nil, nil, nil, nil)}},
			{name: "admins see who is disabled", as: "admin", call: "GET /agents", status: 200, want: object{"items": are("disabled", false, false, false, false)}},
			{name: "admins see who was made when, and seen when", as: "admin", call: "GET /agents", status: 200, want: object{"items": func(v any) bool {
				han := v.([]any)[1].(map[string]any)
				return some(han["created_at"]) && han["last_seen_at"] == nil && some(han["key_prefix"])
			}}},
			{name: "agents don't", as: "agent", call: "GET /agents", status: 200, want: object{"items": are("created_at", nil, nil, nil, nil)}},
			{name: "a page", as: "agent", call: "GET /agents?limit=3", status: 200, want: object{"items": long(3), "next_cursor": some}},
			{as: "customer", call: "GET /agents", status: 403, code: "forbidden"},
			{as: "nobody", call: "GET /agents", status: 401, code: "unauthorized"},
		})
		next := w.must(t, "agent", "GET /agents?limit=3", nil)["next_cursor"].(string)
		w.run(t, []scenario{{name: "the next page", as: "agent", call: "GET /agents?limit=3&cursor=" + next, status: 200, want: object{"items": are("name", "Su Pervisor"), "next_cursor": nil}}})
	})
}

func TestCreateAgent(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		w.run(t, []scenario{
			{name: "an agent", as: "admin", call: "POST /agents", body: object{"name": " 韩梅梅 ", "avatar_url": "https://img.example/h.png"}, status: 201,
				want: object{"agent.id": some, "agent.name": "韩梅梅", "agent.role": "agent", "agent.status": "offline", "agent.disabled": false, "agent.key_prefix": some,
					"staff_key": func(v any) bool { return strings.HasPrefix(v.(string), "sk_") && len(v.(string)) > 40 }}},
			{name: "an admin", as: "admin", call: "POST /agents", body: object{"name": "Boss", "role": "admin"}, status: 201, want: object{"agent.role": "admin"}},
			{name: "no name", as: "admin", call: "POST /agents", body: object{}, status: 400, code: "bad_request"},
			{name: "an empty name", as: "admin", call: "POST /agents", body: object{"name": " "}, status: 400, code: "bad_request"},
			{name: "an unknown role", as: "admin", call: "POST /agents", body: object{"name": "x", "role": "customer"}, status: 400, code: "bad_request"},
			{name: "an unsafe avatar", as: "admin", call: "POST /agents", body: object{"name": "x", "avatar_url": "javascript:1"}, status: 400, code: "bad_request"},
			{as: "supervisor", call: "POST /agents", body: object{"name": "x"}, status: 403, code: "forbidden"},
			{as: "agent", call: "POST /agents", body: object{"name": "x"}, status: 403, code: "forbidden"},
			{as: "customer", call: "POST /agents", body: object{"name": "x"}, status: 403, code: "forbidden"},
			{as: "nobody", call: "POST /agents", body: object{"name": "x"}, status: 401, code: "unauthorized"},
		})
		key := w.must(t, "admin", "POST /agents", object{"name": "New"})["staff_key"].(string)
		w.people["new"] = testdesk.Person{Token: key}
		w.run(t, []scenario{{name: "the key works", as: "new", call: "GET /me", status: 200, want: object{"name": "New"}}})
	})
}

func TestEditAgent(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		call := "PATCH /agents/" + w.as("agent").ID
		w.run(t, []scenario{
			{name: "a name", as: "admin", call: call, body: object{"name": "韩梅梅", "avatar_url": "https://img.example/h.png"}, status: 200,
				want: object{"name": "韩梅梅", "role": "agent", "avatar_url": "https://img.example/h.png"}},
			{name: "nothing", as: "admin", call: call, body: object{}, status: 200, want: object{"name": "韩梅梅"}},
			{name: "an empty name", as: "admin", call: call, body: object{"name": ""}, status: 400, code: "bad_request"},
			{name: "an unknown role", as: "admin", call: call, body: object{"role": "king"}, status: 400, code: "bad_request"},
			{name: "an unsafe avatar", as: "admin", call: call, body: object{"avatar_url": "data:,"}, status: 400, code: "bad_request"},
			{name: "one that is not there", as: "admin", call: "PATCH /agents/999", body: object{"name": "x"}, status: 404, code: "not_found"},
			{name: "a made-up id", as: "admin", call: "PATCH /agents/him", body: object{"name": "x"}, status: 404, code: "not_found"},
			{name: "the last admin stays one", as: "admin", call: "PATCH /agents/1", body: object{"role": "agent"}, status: 409, code: "conflict"},
			{name: "the last admin stays", as: "admin", call: "PATCH /agents/1", body: object{"disabled": true}, status: 409, code: "conflict"},
			{as: "supervisor", call: call, body: object{"name": "x"}, status: 403, code: "forbidden"},
			{as: "customer", call: call, body: object{"name": "x"}, status: 403, code: "forbidden"},
		})
	})
}

// revoked says that a client was told that its credential is worth nothing.
func revoked(t *testing.T, c *testkit.Client) {
	t.Helper()
	if code, reason := c.CloseCode(); code != 1008 || reason != "revoked" {
		t.Errorf("closed with %d %s", code, reason)
	}
}

func TestRevocation(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		login := w.must(t, "nobody", "POST /auth/agent", object{"staff_key": w.as("agent").Token})
		w.people["token"] = testdesk.Person{Token: login["token"].(string)}
		byKey, byToken := w.Dial(w.as("agent")), w.Dial(w.as("token"))
		rotate := "POST /agents/" + w.as("agent").ID + "/staff-key"
		w.run(t, []scenario{
			{as: "supervisor", call: rotate, status: 403, code: "forbidden"},
			{as: "agent", call: rotate, status: 403, code: "forbidden"},
			{as: "admin", call: "POST /agents/999/staff-key", status: 404, code: "not_found"},
			{name: "still in", as: "token", call: "GET /me", status: 200},
		})
		rotated := w.must(t, "admin", strings.TrimSpace(rotate), nil)
		revoked(t, byKey)
		revoked(t, byToken)
		w.people["renewed"] = testdesk.Person{Token: rotated["staff_key"].(string)}
		w.run(t, []scenario{
			{name: "the old key", as: "agent", call: "GET /me", status: 401, code: "unauthorized"},
			{name: "its token", as: "token", call: "GET /me", status: 401, code: "unauthorized"},
			{name: "its token can't be renewed", as: "token", call: "POST /auth/refresh", status: 401, code: "unauthorized"},
			{name: "the new key", as: "renewed", call: "GET /me", status: 200, want: object{"id": w.as("agent").ID}},
		})

		again := w.Dial(w.as("renewed"))
		w.run(t, []scenario{{name: "disable", as: "admin", call: "PATCH /agents/" + w.as("agent").ID, body: object{"disabled": true}, status: 200, want: object{"disabled": true}}})
		revoked(t, again)
		w.run(t, []scenario{
			{name: "the disabled", as: "renewed", call: "GET /me", status: 401, code: "unauthorized"},
			{name: "enable", as: "admin", call: "PATCH /agents/" + w.as("agent").ID, body: object{"disabled": false}, status: 200, want: object{"disabled": false}},
			{name: "the enabled", as: "renewed", call: "GET /me", status: 200},
		})

		colleague := w.Dial(w.as("colleague"))
		w.run(t, []scenario{{name: "a new role", as: "admin", call: "PATCH /agents/" + w.as("colleague").ID, body: object{"role": "supervisor"}, status: 200, want: object{"role": "supervisor"}}})
		revoked(t, colleague)
		w.run(t, []scenario{{name: "the key stays", as: "colleague", call: "GET /me", status: 200, want: object{"role": "supervisor"}}})
	})
}
