package settings_test

import (
	"strings"
	"testing"

	"kefu/server/app"
	"kefu/server/config"
	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
	"kefu/server/wechat/wechattest"
)

const testPath = path + "/wechat/test"

func TestWeChatConnection(t *testing.T) {
	platform := wechattest.Start("wx-app", "wx-secret")
	defer platform.Close()
	withSecret := func(t *testing.T, address, secret, base string) *testdesk.Desk {
		return testdesk.Start(t, address, func(c *config.Config, _ *app.Options) {
			c.WeChat = config.WeChat{AppID: "wx-app", AppSecret: config.Secret(secret), BaseURL: base}
		})
	}
	testkit.EachAddress(t, func(t *testing.T, address string) {
		d := withSecret(t, address, "wx-secret", platform.URL)
		want(t, read(d), object{"configured": true, "app_id": "wx-app"}, "wechat")
		got := d.Must("POST", testPath, testdesk.AdminKey, nil)
		want(t, got, true, "ok")
		want(t, got, "ok", "code")
		if !strings.Contains(got["detail"].(string), "连接正常") {
			t.Errorf("by default it speaks the desk's language: %v", got)
		}
		platform.RefuseIP("203.0.113.7")
		got = d.Must("POST", testPath+"?language=en", testdesk.AdminKey, nil)
		platform.RefuseIP("")
		want(t, got, false, "ok")
		want(t, got, "ip_not_allowed", "code")
		want(t, got, 40164, "wechat_code")
		want(t, got, "203.0.113.7", "ip")
		if !strings.Contains(got["detail"].(string), "203.0.113.7") {
			t.Errorf("the sentence is %v", got["detail"])
		}
		for errcode, code := range map[int]string{40013: "invalid_app_id", 45009: "quota_used", 89503: "unknown"} {
			platform.FailNext(errcode)
			got := d.Must("POST", testPath, testdesk.AdminKey, nil)
			want(t, got, code, "code")
			if got["detail"] == "" || strings.Contains(got["detail"].(string), "{") {
				t.Errorf("%d: the sentence is %v", errcode, got["detail"])
			}
		}
		refused := false
		for n := 6; n < 60 && !refused; n++ { // on a slow machine the sixth may be due
			calls := platform.Calls()
			a := d.Call("POST", testPath, testdesk.AdminKey, nil)
			if refused = a.Status == 429; refused && (a.Header.Get("Retry-After") == "" || platform.Calls() != calls) {
				t.Errorf("one test too many: %d %s, %d calls", a.Status, a.Raw, platform.Calls()-calls)
			}
		}
		if !refused {
			t.Error("sixty tests at once were carried out")
		}
	})
	sqlite := func() string { return testkit.NewAddress(t, "sqlite") }
	got := withSecret(t, sqlite(), "an-old-one", platform.URL).Must("POST", testPath, testdesk.AdminKey, nil)
	want(t, got, "invalid_secret", "code")
	got = withSecret(t, sqlite(), "wx-secret", "http://127.0.0.1:1").Must("POST", testPath, testdesk.AdminKey, nil)
	want(t, got, "unreachable", "code")
	got = start(t, sqlite()).Must("POST", testPath, testdesk.AdminKey, nil)
	want(t, got, "not_configured", "code")
}
