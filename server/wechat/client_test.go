package wechat_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/wechat"
	"kefu/server/wechat/wechattest"
)

const (
	appID  = "wx0123456789abcdef"
	secret = "a-very-secret-app-secret"
	openID = "o6_bmjrPTlm6_2sgVt7hMZOPfL2M"
)

// client returns a client of base and where it logs.
func client(base string, change func(*wechat.Options)) (*wechat.Client, *bytes.Buffer) {
	var logs bytes.Buffer
	o := wechat.Options{AppID: appID, AppSecret: secret, BaseURL: base, Timeout: time.Minute, Log: slog.New(slog.NewTextHandler(&logs, nil))}
	if change != nil {
		change(&o)
	}
	return wechat.New(o), &logs
}

func TestOpenID(t *testing.T) {
	for _, x := range []struct {
		name    string
		change  func(*wechat.Options)
		prepare func(*wechattest.Server) (code string)
		want    desk.Code
		calls   int
		log     string
	}{
		{name: "a good code", calls: 1},
		{name: "a used code", want: desk.CodeUnauthorized, calls: 2,
			prepare: func(s *wechattest.Server) string {
				code := s.Login(openID)
				resp, err := http.Get(s.URL + "/sns/jscode2session?appid=" + appID + "&secret=" + secret + "&grant_type=authorization_code&js_code=" + code)
				if err != nil || resp.Header.Get("Content-Type") != "text/plain" {
					panic("the stand-in must answer as WeChat does")
				}
				_ = resp.Body.Close()
				return code
			}},
		{name: "an unknown code", want: desk.CodeUnauthorized, calls: 1,
			prepare: func(*wechattest.Server) string { return "the code is a mock one" }},
		{name: "an old code", want: desk.CodeUnauthorized, calls: 1,
			prepare: func(s *wechattest.Server) string {
				code := s.Login(openID)
				s.Advance(wechattest.CodeLife)
				return code
			}},
		{name: "a code just before its end", calls: 1,
			prepare: func(s *wechattest.Server) string {
				code := s.Login(openID)
				s.Advance(wechattest.CodeLife - time.Second)
				return code
			}},
		{name: "too often", want: desk.CodeRateLimited, calls: 1,
			prepare: func(s *wechattest.Server) string { s.FailNext(45011); return s.Login(openID) }},
		{name: "a high risk user", want: desk.CodeBlocked, calls: 1,
			prepare: func(s *wechattest.Server) string { s.Block(openID); return s.Login(openID) }},
		{name: "busy once", calls: 2,
			prepare: func(s *wechattest.Server) string { s.FailNext(-1); return s.Login(openID) }},
		{name: "busy for long", want: desk.CodeUnavailable, calls: 2,
			prepare: func(s *wechattest.Server) string { s.FailNext(-1, -1); return s.Login(openID) }},
		{name: "an error nobody knows", want: desk.CodeInternal, calls: 1, log: "99999",
			prepare: func(s *wechattest.Server) string { s.FailNext(99999); return s.Login(openID) }},
		{name: "a wrong app id", want: desk.CodeInternal, calls: 1, log: "KEFU_WECHAT_APP_ID",
			change: func(o *wechat.Options) { o.AppID = "wx1" }},
		{name: "a wrong secret", want: desk.CodeInternal, calls: 1, log: "KEFU_WECHAT_APP_SECRET",
			change: func(o *wechat.Options) { o.AppSecret = secret + "x" }},
	} {
		t.Run(x.name, func(t *testing.T) {
			s := wechattest.Start(appID, secret)
			defer s.Close()
			c, logs := client(s.URL, x.change)
			code := ""
			if x.prepare != nil {
				code = x.prepare(s)
			} else {
				code = s.Login(openID)
			}
			got, err := c.OpenID(context.Background(), code)
			if desk.CodeOf(err) != x.want {
				t.Fatalf("got %v, want %q", err, x.want)
			}
			if (err == nil) != (got == openID) {
				t.Errorf("got the openid %q", got)
			}
			if s.Calls() != x.calls {
				t.Errorf("%d calls, want %d", s.Calls(), x.calls)
			}
			if !strings.Contains(logs.String(), x.log) || (x.log == "") != (logs.Len() == 0) {
				t.Errorf("the log says %q, want %q", logs, x.log)
			}
			shows := logs.String()
			if err != nil {
				shows += err.Error() + desk.AsError(err).Detail
			}
			if strings.Contains(shows, secret) {
				t.Errorf("the secret shows in %s", shows)
			}
			if x.want == desk.CodeRateLimited && desk.AsError(err).RetryAfter != time.Minute {
				t.Error("rate_limited must say when to try again")
			}
		})
	}
}

// What does not answer as WeChat does is unavailable, and gives nothing away.
func TestStrangeAnswers(t *testing.T) {
	long := `{"openid":"` + strings.Repeat("o", 100<<10) + `"}`
	for _, x := range []struct {
		name   string
		handle http.HandlerFunc
		want   desk.Code
	}{
		{"no JSON", say(200, "<html>"), desk.CodeUnavailable},
		{"empty", say(200, ""), desk.CodeUnavailable},
		{"no openid", say(200, `{"session_key":"x"}`), desk.CodeUnavailable},
		{"an openid with spaces", say(200, `{"openid":"a b"}`), desk.CodeUnavailable},
		{"an openid that is no text", say(200, `{"openid":7}`), desk.CodeUnavailable},
		{"too long", say(200, long), desk.CodeUnavailable},
		{"a bad gateway", say(502, `{"openid":"o1"}`), desk.CodeUnavailable},
		{"errcode 0 beside the openid", say(200, `{"openid":"o1","errcode":0,"errmsg":""}`), ""},
		{"errcode as a text", say(200, `{"errcode":"40029","errmsg":"invalid code"}`), desk.CodeUnauthorized},
		{"errcode that is none", say(200, `{"errcode":"x"}`), desk.CodeUnavailable},
		{"slow", func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-r.Context().Done():
			case <-time.After(5 * time.Second):
			}
		}, desk.CodeUnavailable},
		{"hangs up", func(w http.ResponseWriter, _ *http.Request) {
			conn, _, _ := w.(http.Hijacker).Hijack()
			_ = conn.Close()
		}, desk.CodeUnavailable},
	} {
		t.Run(x.name, func(t *testing.T) {
			s := httptest.NewServer(x.handle)
			defer s.Close()
			c, _ := client(s.URL, func(o *wechat.Options) {
				if x.name == "slow" {
					o.Timeout = 300 * time.Millisecond
				}
			})
			_, err := c.OpenID(context.Background(), "code")
			if desk.CodeOf(err) != x.want {
				t.Fatalf("got %v, want %q", err, x.want)
			}
			if err != nil && (strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "jscode2session")) {
				t.Errorf("the address shows in %v", err)
			}
		})
	}
}

func say(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	stolen := false
	thief := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { stolen = true }))
	defer thief.Close()
	s := httptest.NewServer(http.RedirectHandler(thief.URL, http.StatusFound))
	defer s.Close()
	c, _ := client(s.URL, nil)
	if _, err := c.OpenID(context.Background(), "code"); desk.CodeOf(err) != desk.CodeUnavailable || stolen {
		t.Errorf("got %v, followed: %v", err, stolen)
	}
}

func TestCancelled(t *testing.T) {
	s := wechattest.Start(appID, secret)
	defer s.Close()
	c, _ := client(s.URL, nil)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := c.OpenID(ctx, s.Login(openID)); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("got %v", err)
	}
}

// The stand-in names what is missing as the platform does.
func TestStandInParameters(t *testing.T) {
	s := wechattest.Start(appID, secret)
	defer s.Close()
	for query, want := range map[string]string{
		"":                                     "41002",
		"appid=" + appID:                       "41004",
		"appid=x&secret=" + secret:             "40013",
		"appid=" + appID + "&secret=x":         "40125",
		"appid=" + appID + "&secret=" + secret: "40002",
		"appid=" + appID + "&secret=" + secret + "&grant_type=authorization_code": "41008",
	} {
		resp, err := http.Get(s.URL + "/sns/jscode2session?" + query)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if !strings.Contains(string(body), want) {
			t.Errorf("%q: got %s, want %s", query, body, want)
		}
	}
	resp, err := http.Post(s.URL+"/stand-in/login?openid="+openID, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if !strings.Contains(string(body), `"code":"0`) {
		t.Errorf("a login over HTTP answers %s", body)
	}
}
