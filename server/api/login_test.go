package api_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"kefu/server/config"
	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
	"kefu/server/wechat/wechattest"
)

func sign(id string) string {
	mac := hmac.New(sha256.New, []byte(identitySecret))
	mac.Write([]byte(id))
	return hex.EncodeToString(mac.Sum(nil))
}

func TestLoginVisitor(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		mine := w.as("customer").OpenID
		w.run(t, []scenario{
			{name: "a new one", call: "POST /auth/visitor", body: object{"name": " Zhao "}, status: 200,
				want: object{"token": some, "expires_at": some, "customer.openid": some, "customer.name": "Zhao", "customer.channel": "web"}},
			{name: "an empty body", call: "POST /auth/visitor", body: object{}, status: 200, want: object{"customer.name": ""}},
			{name: "the one whose token comes along", as: "customer", call: "POST /auth/visitor", body: object{}, status: 200, want: object{"customer.openid": mine}},
			{name: "a wrong token counts as none", as: "stranger", call: "POST /auth/visitor", body: object{}, status: 200,
				want: object{"customer.openid": func(v any) bool { return v != mine }}},
			{name: "a visitor_id is no credential", call: "POST /auth/visitor", body: object{"visitor_id": mine}, status: 200,
				want: object{"customer.openid": func(v any) bool { return v != mine }}},
			{name: "the shop's own user", call: "POST /auth/visitor", body: object{"external_id": "u-7", "signature": sign("u-7")}, status: 200,
				want: object{"customer.openid": "x_u-7"}},
			{name: "a wrong signature", call: "POST /auth/visitor", body: object{"external_id": "u-7", "signature": sign("u-8")}, status: 401, code: "unauthorized"},
			{name: "upper-case hex", call: "POST /auth/visitor", body: object{"external_id": "u-7", "signature": strings.ToUpper(sign("u-7"))}, status: 401, code: "unauthorized"},
			{name: "a signature of nothing", call: "POST /auth/visitor", body: object{"signature": sign("")}, status: 400, code: "bad_request"},
			{name: "unknown fields are ignored", call: "POST /auth/visitor", body: object{"colour": "red", "name": "N"}, status: 200},
			{name: "a name of the wrong type", call: "POST /auth/visitor", body: object{"name": 7}, status: 400, code: "bad_request"},
			{name: "no body", call: "POST /auth/visitor", status: 400, code: "bad_request"},
		})
	})
}

func TestLoginAgent(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		key := w.as("agent").Token
		w.run(t, []scenario{
			{name: "a staff key", call: "POST /auth/agent", body: object{"staff_key": key}, status: 200,
				want: object{"token": some, "expires_at": some, "agent.id": w.as("agent").ID, "agent.name": "Han Mei", "agent.role": "agent", "agent.disabled": nil}},
			{name: "a wrong key", call: "POST /auth/agent", body: object{"staff_key": "sk_wrong"}, status: 401, code: "unauthorized"},
			{name: "a customer's token", call: "POST /auth/agent", body: object{"staff_key": w.as("customer").Token}, status: 401, code: "unauthorized"},
			{name: "an empty key", call: "POST /auth/agent", body: object{"staff_key": ""}, status: 400, code: "bad_request"},
			{name: "no key", call: "POST /auth/agent", body: object{}, status: 400, code: "bad_request"},
		})
	})
}

// session logs an agent in and returns the cookie.
func session(t *testing.T, w *world, as string, header http.Header) (*http.Cookie, testdesk.Answer) {
	t.Helper()
	a := w.do(t, scenario{call: "POST /auth/agent", body: object{"staff_key": w.as(as).Token}, header: header})
	res := http.Response{Header: a.Header}
	for _, c := range res.Cookies() {
		if c.Name == "kefu_session" {
			return c, a
		}
	}
	return nil, a
}

func TestTheCookie(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		c, _ := session(t, w, "agent", http.Header{"Origin": {w.URL}})
		if c == nil || !c.HttpOnly || c.Secure || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.MaxAge < 11*3600 {
			t.Fatalf("the cookie is %+v", c)
		}
		if foreign, a := session(t, w, "agent", http.Header{"Origin": {"https://evil.example"}}); foreign != nil || a.Status != 200 {
			t.Errorf("a foreign page got %d and the cookie %v", a.Status, foreign)
		}
		own, evil := http.Header{"Cookie": {c.Name + "=" + c.Value}, "Origin": {w.URL}}, http.Header{"Cookie": {c.Name + "=" + c.Value}, "Origin": {"https://evil.example"}}
		bare := http.Header{"Cookie": own["Cookie"]}
		bearer := http.Header{"Cookie": own["Cookie"], "Authorization": {"Bearer " + w.as("customer").Token}}
		conversation := "/conversations/" + w.as("customer").ID
		w.run(t, []scenario{
			{name: "reads without an Origin", call: "GET /me", header: bare, status: 200, want: object{"id": w.as("agent").ID}},
			{name: "reads with a foreign one", call: "GET /me", header: evil, status: 200},
			{name: "writes from the desk's page", call: "PATCH " + conversation, body: object{"priority": "high"}, header: own, status: 200},
			{name: "writes without an Origin", call: "PATCH " + conversation, body: object{"priority": "low"}, header: bare, status: 403, code: "forbidden"},
			{name: "writes from a foreign page", call: "PATCH " + conversation, body: object{"priority": "low"}, header: evil, status: 403, code: "forbidden"},
			{name: "nothing was written", call: "GET " + conversation, header: bare, status: 200, want: object{"priority": "high"}},
			{name: "uploads from a foreign page", call: "POST /uploads", header: evil, status: 403, code: "forbidden"},
			{name: "the header decides before the cookie", call: "GET /me", header: bearer, status: 200, want: object{"role": "customer"}},
			{name: "no Origin is needed with the header", call: "POST /my/read", body: object{"seq": 0}, header: bearer, status: 200},
			{name: "a foreign logout", call: "POST /auth/logout", header: evil, status: 403, code: "forbidden"},
			{name: "a foreign refresh", call: "POST /auth/refresh", header: evil, status: 403, code: "forbidden"},
			{name: "?token= does not count", call: "GET /me?token=" + w.as("agent").Token, status: 401, code: "unauthorized"},
		})
		renewed := w.do(t, scenario{call: "POST /auth/refresh", header: own})
		if renewed.Status != 200 || !strings.HasPrefix(renewed.Header.Get("Set-Cookie"), "kefu_session=ey") || !some(renewed.Body["token"]) {
			t.Errorf("refresh: %d %s %q", renewed.Status, renewed.Raw, renewed.Header.Get("Set-Cookie"))
		}
		out := w.do(t, scenario{call: "POST /auth/logout", header: own})
		if out.Status != 204 || !strings.HasPrefix(out.Header.Get("Set-Cookie"), "kefu_session=;") || !strings.Contains(out.Header.Get("Set-Cookie"), "Max-Age=0") {
			t.Errorf("logout: %d %q", out.Status, out.Header.Get("Set-Cookie"))
		}
		stale := http.Header{"Cookie": {c.Name + "=stale"}, "Origin": {w.URL}}
		w.run(t, []scenario{
			{name: "a stale cookie is taken back too", call: "POST /auth/logout", header: stale, status: 204},
			{name: "a stale cookie opens nothing", call: "GET /me", header: stale, status: 401, code: "unauthorized"},
		})
	})
}

func TestTheCookieIsSecureUnderHTTPS(t *testing.T) {
	proxied := newWorld(t, testkit.NewAddress(t, "sqlite"), func(c *config.Config) { c.PublicURL = "https://desk.example" })
	if c, _ := session(t, proxied, "agent", http.Header{"Origin": {"https://desk.example"}}); c == nil || !c.Secure {
		t.Errorf("with an https address: %+v", c)
	}
	plain := newWorld(t, testkit.NewAddress(t, "sqlite"), nil)
	if c, _ := session(t, plain, "agent", http.Header{"X-Forwarded-Proto": {"https"}}); c == nil || c.Secure {
		t.Errorf("anybody's X-Forwarded-Proto was believed: %+v", c)
	}
}

func TestRefreshAndLogout(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		_, login := session(t, w, "agent", nil)
		w.people["token"] = testdesk.Person{Token: login.Body["token"].(string)}
		w.run(t, []scenario{
			{name: "an agent's token", as: "token", call: "POST /auth/refresh", status: 200, want: object{"token": some, "expires_at": some}},
			{as: "customer", call: "POST /auth/refresh", status: 200, want: object{"token": some}},
			{name: "a staff key is no token", as: "agent", call: "POST /auth/refresh", status: 401, code: "unauthorized"},
			{as: "stranger", call: "POST /auth/refresh", status: 401, code: "unauthorized"},
			{as: "nobody", call: "POST /auth/refresh", status: 401, code: "unauthorized"},
			{as: "customer", call: "POST /auth/logout", status: 204},
			{as: "agent", call: "POST /auth/logout", status: 204},
			{as: "nobody", call: "POST /auth/logout", status: 401, code: "unauthorized"},
			{as: "stranger", call: "POST /auth/logout", status: 401, code: "unauthorized"},
		})
	})
}

func TestMe(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		w.must(t, "customer", "POST /my/messages", object{"text": "hello"})
		w.must(t, "agent", "POST /conversations/"+w.as("customer").ID+"/messages", object{"text": "hello too"})
		w.run(t, []scenario{
			{as: "customer", call: "GET /me", status: 200, want: object{"role": "customer", "id": w.as("customer").OpenID, "name": "Wang Fang",
				"conversation.id": w.as("customer").ID, "conversation.last_seq": 2, "conversation.unread": 1, "unread_total": nil,
				"limits.max_frame_bytes": 65536, "limits.max_text_chars": 4000, "limits.frames_per_second": func(v any) bool { return v.(float64) > 0 }}},
			{as: "supervisor", call: "GET /me", status: 200, want: object{"role": "supervisor", "conversation": nil}},
			{as: "nobody", call: "GET /me", status: 401, code: "unauthorized"},
			{as: "stranger", call: "GET /me", status: 401, code: "unauthorized"},
		})
		eventually(t, "the agents' unread total", func() bool { return w.must(t, "agent", "GET /me", nil)["unread_total"] == 1.0 })
	})
}

func TestLoginsAreLimitedByAddress(t *testing.T) {
	w := newWorld(t, testkit.NewAddress(t, "sqlite"), nil)
	// refused logs in until it is; on a slow machine that takes more than the burst.
	refused := func(header func(n int) http.Header) bool {
		for n := range 1000 {
			if a := w.do(t, scenario{call: "POST /auth/visitor", body: object{}, header: header(n)}); a.Status == 429 {
				return a.Body["code"] == "rate_limited"
			}
		}
		return false
	}
	if !refused(func(int) http.Header { return nil }) {
		t.Error("1000 visitors at once were let in from one address")
	}
	if !refused(func(n int) http.Header {
		return http.Header{"X-Forwarded-For": {fmt.Sprintf("203.0.%d.%d", n/250, n%250)}}
	}) {
		t.Error("an address that the client made up helps")
	}
	w.run(t, []scenario{{name: "who is in stays in", as: "customer", call: "GET /me", status: 200}})
}

func TestLoginWeChat(t *testing.T) {
	platform := wechattest.Start("wx-app", "wx-secret")
	defer platform.Close()
	testkit.EachAddress(t, func(t *testing.T, address string) {
		w := newWorld(t, address, func(c *config.Config) {
			c.WeChat = config.WeChat{AppID: "wx-app", AppSecret: "wx-secret", BaseURL: platform.URL}
		})
		code := platform.Login("o6_bmjrPTlm6_2sgVt7hMZOPfL2M")
		w.run(t, []scenario{
			{name: "a code", call: "POST /auth/wechat", body: object{"code": code, "name": "李雷", "avatar_url": "https://img.example/a.png"}, status: 200,
				want: object{"customer.openid": "o6_bmjrPTlm6_2sgVt7hMZOPfL2M", "customer.channel": "wechat", "customer.name": "李雷", "customer.avatar_url": "https://img.example/a.png"}},
			{name: "the same code again", call: "POST /auth/wechat", body: object{"code": code}, status: 401, code: "unauthorized"},
			{name: "an unsafe avatar", call: "POST /auth/wechat", body: object{"code": "x", "avatar_url": "http://img.example/a.png"}, status: 400, code: "bad_request"},
			{name: "no code", call: "POST /auth/wechat", body: object{}, status: 400, code: "bad_request"},
		})
	})
	none := newWorld(t, testkit.NewAddress(t, "sqlite"), nil)
	none.run(t, []scenario{{name: "a desk without WeChat", call: "POST /auth/wechat", body: object{"code": "x"}, status: 403, code: "forbidden"}})
}

// A logout ends its login on the server, and no other one of the same person.
func TestLogoutEndsTheLogin(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		cookie, first := session(t, w, "agent", http.Header{"Origin": {w.URL}})
		_, second := session(t, w, "agent", nil)
		w.people["here"] = testdesk.Person{Token: first.Body["token"].(string)}
		w.people["elsewhere"] = testdesk.Person{Token: second.Body["token"].(string)}
		here, elsewhere, byKey := w.Dial(w.as("here")), w.Dial(w.as("elsewhere")), w.Dial(w.as("agent"))
		own := http.Header{"Cookie": {cookie.Name + "=" + cookie.Value}, "Origin": {w.URL}}
		renewed := w.do(t, scenario{call: "POST /auth/refresh", header: own})
		w.people["renewed"] = testdesk.Person{Token: renewed.Body["token"].(string)}
		newer := w.Dial(w.as("renewed"))
		w.run(t, []scenario{{name: "log out", call: "POST /auth/logout", header: own, status: 204}})
		revoked(t, here)
		revoked(t, newer)
		w.run(t, []scenario{
			{name: "the cookie", call: "GET /me", header: own, status: 401, code: "unauthorized"},
			{name: "the token", as: "here", call: "GET /me", status: 401, code: "unauthorized"},
			{name: "the token that came after it", as: "renewed", call: "GET /me", status: 401, code: "unauthorized"},
			{name: "it can't be renewed", as: "here", call: "POST /auth/refresh", status: 401, code: "unauthorized"},
			{name: "the other login", as: "elsewhere", call: "GET /me", status: 200},
			{name: "the staff key", as: "agent", call: "GET /me", status: 200},
		})
		for name, c := range map[string]*testkit.Client{"the other login": elsewhere, "the staff key": byKey} {
			if f := c.Ask(object{"type": "ping"}); f.Type() != "pong" {
				t.Errorf("%s got %v", name, f)
			}
		}
		phone := w.Dial(w.as("customer"))
		w.run(t, []scenario{
			{name: "a customer", as: "customer", call: "POST /auth/logout", status: 204},
			{name: "their token", as: "customer", call: "GET /me", status: 401, code: "unauthorized"},
		})
		revoked(t, phone)
	})
}
