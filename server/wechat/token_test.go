package wechat

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"kefu/server/wechat/wechattest"
)

func TestConnection(t *testing.T) {
	platform := wechattest.Start("wx-app", "wx-secret")
	defer platform.Close()
	for _, c := range []struct {
		name, appID, secret string
		before              func()
		want                Test
	}{
		{"well", "wx-app", "wx-secret", nil, Test{Outcome: OutcomeOK}},
		{"another AppID", "wx-other", "wx-secret", nil, Test{OutcomeAppID, 40013, ""}},
		{"no AppID", "", "wx-secret", nil, Test{OutcomeAppID, 41002, ""}},
		{"another secret", "wx-app", "guess", nil, Test{OutcomeSecret, 40125, ""}},
		{"no secret", "wx-app", "", nil, Test{OutcomeSecret, 41004, ""}},
		{"a secret of another", "wx-app", "wx-secret", func() { platform.FailNext(40001) }, Test{OutcomeSecret, 40001, ""}},
		{"the quota", "wx-app", "wx-secret", func() { platform.FailNext(45009) }, Test{OutcomeQuota, 45009, ""}},
		{"too often", "wx-app", "wx-secret", func() { platform.FailNext(45011) }, Test{OutcomeBusy, 45011, ""}},
		{"busy", "wx-app", "wx-secret", func() { platform.FailNext(-1) }, Test{OutcomeBusy, -1, ""}},
		{"something new", "wx-app", "wx-secret", func() { platform.FailNext(89503) }, Test{OutcomeUnknown, 89503, ""}},
		{"an address that is not listed", "wx-app", "wx-secret", func() { platform.RefuseIP("203.0.113.7") }, Test{OutcomeIP, 40164, "203.0.113.7"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.before != nil {
				c.before()
			}
			got := New(Options{AppID: c.appID, AppSecret: c.secret, BaseURL: platform.URL, Timeout: time.Minute, Log: slog.New(slog.DiscardHandler)}).Test(t.Context())
			if got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestConnectionThatIsNone(t *testing.T) {
	var log strings.Builder
	for name, answer := range map[string]string{"no JSON": "<html>", "no token": "{}", "an errcode that is none": `{"errcode":"x"}`, "a redirect": ""} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if answer == "" {
					http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
				}
				_, _ = w.Write([]byte(answer))
			}))
			defer server.Close()
			c := New(Options{AppID: "wx-app", AppSecret: "wx-secret", BaseURL: server.URL, Timeout: time.Minute, Log: slog.New(slog.NewTextHandler(&log, nil))})
			if got := c.Test(t.Context()); got != (Test{Outcome: OutcomeUnreachable}) {
				t.Errorf("got %+v", got)
			}
			server.Close()
			if got := c.Test(t.Context()); got != (Test{Outcome: OutcomeUnreachable}) {
				t.Errorf("nobody there: got %+v", got)
			}
		})
	}
	if strings.Contains(log.String(), "wx-secret") || log.Len() == 0 {
		t.Errorf("the log has %s", log.String())
	}
}

func TestRefusedIP(t *testing.T) {
	for message, want := range map[string]string{
		"invalid ip 61.172.68.219, not in whitelist hint: [KJ]":                     "61.172.68.219",
		"invalid ip 61.172.68.219 ipv6 ::ffff:61.172.68.219, not in whitelist rid:": "61.172.68.219",
		"invalid ip 2001:db8::1, not in whitelist":                                  "2001:db8::1",
		"not in whitelist": "", "invalid ip <b>x</b>": "", "": "",
	} {
		if got := refusedIP(message); got != want {
			t.Errorf("%q: %q, want %q", message, got, want)
		}
	}
}
