package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kefu/server/api"
	"kefu/server/config"
	"kefu/server/desk"
	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
)

func TestHealth(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		w.run(t, []scenario{
			{call: "GET /!healthz", status: 200, want: object{"status": "ok"}},
			{call: "HEAD /!healthz", status: 200},
			{call: "GET /!readyz", status: 200, want: object{"status": "ok", "database": "ok", "redis": "off"}},
			{call: "GET /!protocol", status: 200},
		})
		if a := w.do(t, scenario{call: "GET /!protocol"}); !bytes.HasPrefix(a.Raw, []byte("# The wire contract")) || a.Header.Get("Content-Type") != "text/markdown; charset=utf-8" {
			t.Errorf("the contract is served as %q: %.40s", a.Header.Get("Content-Type"), a.Raw)
		}
	})
}

func TestReadyAnswersByTheDatabase(t *testing.T) {
	for _, c := range []struct {
		ready  api.Readiness
		status int
	}{
		{api.Readiness{Status: "ok", Database: "ok", Redis: "ok"}, 200},
		{api.Readiness{Status: "degraded", Database: "ok", Redis: "down"}, 200},
		{api.Readiness{Status: "down", Database: "down", Redis: "off"}, 503},
	} {
		w := httptest.NewRecorder()
		api.New(api.Config{Ready: func(context.Context) api.Readiness { return c.ready }}).ServeHTTP(w, httptest.NewRequest("GET", "/readyz", nil))
		var got api.Readiness
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != c.status || got != c.ready {
			t.Errorf("%+v is answered with %d %s (%v)", c.ready, w.Code, w.Body, err)
		}
	}
}

func TestMetrics(t *testing.T) {
	w := newWorld(t, testkit.NewAddress(t, "sqlite"), nil)
	customer := w.Dial(w.as("customer"))
	defer customer.Close()
	w.must(t, "customer", "POST /my/messages", object{"text": "你好"})
	w.do(t, scenario{as: "customer", call: "GET /conversations"})
	var a testdesk.Answer
	for _, want := range []string{
		`kefu_connections{role="customer"} 1`, `kefu_messages_total{result="stored",sender="customer"} 1`, `kefu_errors_total{code="forbidden"} 1`,
		`kefu_http_requests_total{method="POST",route="/api/v1/my/messages",status="201"} 1`, "kefu_commit_group_size_count", "kefu_commit_seconds_count", "kefu_queue_depth 0",
	} {
		eventually(t, "a metric "+want, func() bool { // what a call comes to is counted after its answer
			a = w.do(t, scenario{call: "GET /!metrics"})
			return strings.Contains(string(a.Raw), want)
		})
	}
	if strings.Contains(string(a.Raw), w.as("customer").OpenID) {
		t.Error("the metrics name a customer")
	}

	closed := newWorld(t, testkit.NewAddress(t, "sqlite"), func(c *config.Config) { c.Metrics.Token = "the scraper's token" })
	closed.run(t, []scenario{
		{name: "without the token", call: "GET /!metrics", status: 401, code: "unauthorized"},
		{name: "an admin has another one", as: "admin", call: "GET /!metrics", status: 401, code: "unauthorized"},
		{name: "with the token", call: "GET /!metrics", header: http.Header{"Authorization": {"Bearer the scraper's token"}}, status: 200},
	})
	off := newWorld(t, testkit.NewAddress(t, "sqlite"), func(c *config.Config) { c.Metrics.On = false })
	off.run(t, []scenario{{name: "off", call: "GET /!metrics", status: 404, code: "not_found"}})
}

func TestWhatIsNoCall(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		w.run(t, []scenario{
			{name: "an unknown call", as: "agent", call: "GET /nothing", status: 404, code: "not_found"},
			{name: "an unknown call of the root", call: "GET /!nothing", status: 404, code: "not_found"},
			{name: "the base itself", call: "GET /!api", status: 404, code: "not_found"},
			{name: "a slash too many", as: "agent", call: "GET /conversations/", status: 404, code: "not_found"},
			{name: "a wrong method", as: "agent", call: "DELETE /conversations", status: 405, code: "bad_request"},
			{name: "a wrong method of a page", call: "POST /!console/", status: 405, code: "bad_request"},
			{name: "a wrong content type", as: "customer", call: "POST /my/messages", body: "text=hello", header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, status: 415, code: "bad_request"},
			{name: "text that is JSON", as: "customer", call: "POST /my/messages", body: `{"text":"x"}`, header: http.Header{"Content-Type": {"text/plain"}}, status: 415, code: "bad_request"},
			{name: "JSON with a charset", as: "customer", call: "POST /my/messages", body: `{"text":"x"}`, header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}, status: 201},
			{name: "whatever is accepted", as: "customer", call: "GET /my/conversation", header: http.Header{"Accept": {"text/html"}}, status: 200},
			{name: "another scheme of authorization", call: "GET /me", header: http.Header{"Authorization": {"Basic eDp5"}}, status: 401, code: "unauthorized"},
		})
		if a := w.do(t, scenario{as: "agent", call: "DELETE /conversations"}); a.Header.Get("Allow") == "" {
			t.Error("405 does not say what is allowed")
		}
	})
}

func TestBadInputIsNeverEchoed(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		const secret = "hunter2hunter2"
		for _, s := range []scenario{
			{call: "POST /auth/agent", body: object{"staff_key": []string{secret}}, status: 400},
			{call: "POST /auth/agent", body: `{"staff_key":"` + secret, status: 400},
			{call: "POST /auth/agent", body: `"` + secret + `"`, status: 400},
			{call: "POST /auth/agent", body: secret, status: 400},
			{call: "POST /auth/agent", body: object{"staff_key": secret}, status: 401},
			{call: "POST /auth/agent", body: object{"staff_key": secret}, header: http.Header{"Content-Type": {secret}}, status: 415},
			{as: "agent", call: "GET /conversations?status=" + secret, status: 400},
			{as: "agent", call: "GET /conversations?limit=" + secret, status: 400},
			{as: "agent", call: "GET /conversations?cursor=" + secret, status: 400},
			{as: "agent", call: "GET /conversations/" + secret, status: 404},
			{as: "agent", call: "GET /customers/" + secret, status: 404},
			{as: "customer", call: "POST /my/messages", body: object{"kind": secret}, status: 400},
			{as: "customer", call: "POST /my/messages", body: object{"client_id": secret + " " + secret, "text": "x"}, status: 400},
			{call: "GET /!" + secret, status: 404},
		} {
			a := w.do(t, s)
			if a.Status != s.status || strings.Contains(string(a.Raw), secret) {
				t.Errorf("%s %v: %d %s", s.call, s.body, a.Status, a.Raw)
			}
		}
	})
}

func TestRequestIDs(t *testing.T) {
	w := newWorld(t, testkit.NewAddress(t, "sqlite"), nil)
	for given, kept := range map[string]bool{"": false, "trace-1.b_C": true, "has space": false, strings.Repeat("x", 65): false, "semi;colon": false} {
		a := w.do(t, scenario{call: "GET /me", header: http.Header{"X-Request-Id": {given}}})
		got := a.Header.Get("X-Request-Id")
		if (got == given) != kept || got == "" || a.Body["request_id"] != got {
			t.Errorf("given %q, the id is %q: %s", given, got, a.Raw)
		}
	}
}

func TestCrossOrigin(t *testing.T) {
	const shop = "https://shop.example"
	w := newWorld(t, testkit.NewAddress(t, "sqlite"), func(c *config.Config) { c.AllowedOrigins = []string{shop} })
	preflight := func(origin string) http.Header {
		return http.Header{"Origin": {origin}, "Access-Control-Request-Method": {"POST"}, "Access-Control-Request-Headers": {"authorization,content-type"}}
	}
	a := w.do(t, scenario{call: "OPTIONS /auth/visitor", header: preflight(shop)})
	if h := a.Header; a.Status != 204 || h.Get("Access-Control-Allow-Origin") != shop || h.Get("Access-Control-Allow-Methods") != "GET, POST" ||
		!strings.Contains(h.Get("Access-Control-Allow-Headers"), "Authorization") || h.Get("Access-Control-Allow-Credentials") != "" || h.Get("Vary") != "Origin" {
		t.Errorf("the shop's preflight: %d %v", a.Status, h)
	}
	a = w.do(t, scenario{as: "customer", call: "GET /me", header: http.Header{"Origin": {shop}}})
	if a.Status != 200 || a.Header.Get("Access-Control-Allow-Origin") != shop {
		t.Errorf("the shop's call: %d %v", a.Status, a.Header)
	}
	a = w.do(t, scenario{call: "OPTIONS /auth/visitor", header: preflight("https://evil.example")})
	if a.Status == 204 || a.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("another's preflight: %d %v", a.Status, a.Header)
	}
	// The shop may carry the widget; the console's cookie is not its own.
	c, _ := session(t, w, "agent", nil)
	a = w.do(t, scenario{call: "POST /auth/refresh", header: http.Header{"Origin": {shop}, "Cookie": {c.Name + "=" + c.Value}}})
	if a.Status != 403 {
		t.Errorf("the shop's page used the console's cookie: %d", a.Status)
	}
	plain := newWorld(t, testkit.NewAddress(t, "sqlite"), nil)
	if a := plain.do(t, scenario{as: "customer", call: "GET /me", header: http.Header{"Origin": {shop}}}); a.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("without configured origins one was allowed")
	}
}

// broken panics, or reports what a database that is away or mad says.
type broken struct {
	api.Records
	api.Sessions
}

func (broken) Agents(context.Context) ([]desk.Agent, error) { panic("the roof is on fire") }
func (broken) Conversation(context.Context, int64) (desk.Conversation, error) {
	return desk.Conversation{}, desk.Unavailable(context.DeadlineExceeded)
}
func (broken) CustomerByOpenID(context.Context, string) (desk.Customer, error) {
	return desk.Customer{}, context.DeadlineExceeded
}

type everybodyIsAdmin struct{ api.Authenticator }

func (everybodyIsAdmin) Authenticate(context.Context, string, string) (desk.Principal, error) {
	return desk.Principal{Role: desk.RoleAdmin, ID: 1}, nil
}

func TestWhatBreaksInside(t *testing.T) {
	var log bytes.Buffer
	desk := api.New(api.Config{Authenticator: everybodyIsAdmin{}, Records: broken{}, Sessions: broken{},
		Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	for _, c := range []struct {
		path   string
		status int
		code   string
		retry  string
	}{
		{"/api/v1/agents", 500, "internal", ""},
		{"/api/v1/conversations/1/messages", 503, "unavailable", "2"},
		{"/api/v1/customers/x", 500, "internal", ""},
	} {
		r := httptest.NewRequest("GET", c.path+"?token=a-token-in-the-query", nil)
		r.Header.Set("Authorization", "Bearer a-token-in-the-header")
		w := httptest.NewRecorder()
		desk.ServeHTTP(w, r)
		var p api.Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != c.status || p.Code != c.code || w.Header().Get("Retry-After") != c.retry ||
			w.Header().Get("Content-Type") != api.ProblemType || strings.Contains(w.Body.String(), "fire") || strings.Contains(w.Body.String(), "deadline") {
			t.Errorf("%s: %d %v %s", c.path, w.Code, w.Header(), w.Body)
		}
		if !strings.Contains(log.String(), p.RequestID) {
			t.Errorf("%s: the log does not know %s", c.path, p.RequestID)
		}
	}
	if !strings.Contains(log.String(), "the roof is on fire") {
		t.Error("the log does not say why")
	}
	if strings.Contains(log.String(), "a-token-in") {
		t.Error("a token reached the log")
	}
}
