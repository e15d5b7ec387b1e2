package api_test

import (
	"strings"
	"testing"
)

func TestCustomers(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		mine := w.as("customer")
		w.run(t, []scenario{
			{name: "newest first, the silent too", as: "agent", call: "GET /customers", status: 200, want: object{"items": are("openid", w.as("other").OpenID, mine.OpenID), "next_cursor": nil}},
			{name: "by name", as: "agent", call: "GET /customers?q=Wang", status: 200, want: object{"items": are("openid", mine.OpenID)}},
			{name: "by openid", as: "agent", call: "GET /customers?q=" + mine.OpenID, status: 200, want: object{"items": are("openid", mine.OpenID)}},
			{name: "a page", as: "agent", call: "GET /customers?limit=1", status: 200, want: object{"items": long(1), "next_cursor": some}},
			{name: "a made-up cursor", as: "agent", call: "GET /customers?cursor=~", status: 400, code: "bad_request"},
			{as: "customer", call: "GET /customers", status: 403, code: "forbidden"},
			{as: "nobody", call: "GET /customers", status: 401, code: "unauthorized"},

			{name: "one", as: "agent", call: "GET /customers/" + mine.OpenID, status: 200,
				want: object{"openid": mine.OpenID, "conversation_id": mine.ID, "name": "Wang Fang", "channel": "web", "profile": object{}, "blocked": false, "online": false}},
			{name: "openids have a case", as: "agent", call: "GET /customers/" + strings.ToUpper(mine.OpenID), status: 404, code: "not_found"},
			{name: "one that is not there", as: "agent", call: "GET /customers/nobody", status: 404, code: "not_found"},
			{name: "one that can't be", as: "agent", call: "GET /customers/%E5%A5%BD", status: 404, code: "not_found"},
			{name: "oneself", as: "customer", call: "GET /customers/" + mine.OpenID, status: 403, code: "forbidden"},
		})
		next := w.must(t, "agent", "GET /customers?limit=1", nil)["next_cursor"].(string)
		w.run(t, []scenario{{name: "the next page", as: "agent", call: "GET /customers?limit=1&cursor=" + next, status: 200, want: object{"items": are("openid", mine.OpenID), "next_cursor": nil}}})
	})
}

func TestEditCustomer(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		call := "PATCH /customers/" + w.as("customer").OpenID
		many := object{}
		for i := range 33 {
			many[strings.Repeat("k", i+1)] = "v"
		}
		w.run(t, []scenario{
			{name: "everything", as: "agent", call: call, status: 200,
				body: object{"name": "王芳", "avatar_url": "https://img.example/a.png", "profile": object{"phone": "123", "city": "北京"}},
				want: object{"name": "王芳", "avatar_url": "https://img.example/a.png", "profile": object{"phone": "123", "city": "北京"}, "blocked": false}},
			{name: "one field more, one less", as: "agent", call: call, body: object{"profile": object{"phone": "", "size": "M"}}, status: 200,
				want: object{"profile": object{"city": "北京", "size": "M"}, "name": "王芳"}},
			{name: "nothing", as: "agent", call: call, body: object{}, status: 200, want: object{"name": "王芳"}},
			{name: "an unsafe avatar", as: "agent", call: call, body: object{"avatar_url": "http://img.example/a.png"}, status: 400, code: "bad_request"},
			{name: "too many fields", as: "agent", call: call, body: object{"profile": many}, status: 400, code: "bad_request"},
			{name: "a field of the wrong type", as: "agent", call: call, body: object{"profile": object{"phone": 123}}, status: 400, code: "bad_request"},
			{name: "a name that is too long", as: "agent", call: call, body: object{"name": strings.Repeat("x", 65)}, status: 400, code: "bad_request"},
			{name: "one that is not there", as: "agent", call: "PATCH /customers/nobody", body: object{"name": "x"}, status: 404, code: "not_found"},
			{as: "customer", call: call, body: object{"name": "x"}, status: 403, code: "forbidden"},

			{name: "block", as: "agent", call: call, body: object{"blocked": true}, status: 200, want: object{"blocked": true}},
			{name: "lists show who is blocked", as: "agent", call: "GET /conversations/" + w.as("customer").ID, status: 200, want: object{"customer.blocked": true}},
			{name: "the blocked can't send", as: "customer", call: "POST /my/messages", body: object{"text": "x"}, status: 403, code: "blocked"},
			{name: "the blocked can read", as: "customer", call: "GET /my/messages", status: 200},
			{name: "let go", as: "agent", call: call, body: object{"blocked": false}, status: 200, want: object{"blocked": false}},
			{name: "and send again", as: "customer", call: "POST /my/messages", body: object{"text": "x"}, status: 201},
		})
	})
}

// Who logs in as the shop's own user is shown with the visitor they were.
func TestEarlierIdentities(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		was := w.as("customer")
		login := w.must(t, "customer", "POST /auth/visitor", object{"external_id": "u-1", "signature": sign("u-1")})
		now := login.At("customer", "openid").(string)
		w.run(t, []scenario{
			{name: "who they are", as: "agent", call: "GET /customers/" + now, status: 200, want: object{"external_id": "u-1", "earlier": are("openid", was.OpenID)}},
			{name: "who they were", as: "agent", call: "GET /customers/" + was.OpenID, status: 200, want: object{"earlier": nil, "linked_to": some}},
			{name: "in lists it is left out", as: "agent", call: "GET /customers?q=" + now, status: 200, want: object{"items": are("earlier", nil)}},
		})
	})
}
