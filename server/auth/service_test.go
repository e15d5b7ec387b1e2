package auth_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"kefu/server/auth"
	"kefu/server/desk"
)

func TestWeChatLogin(t *testing.T) {
	f := setup(t, nil)
	ctx := t.Context()
	first := must(f.LoginWeChat(ctx, f.wechat.Login(openID), "", ""))(t)
	if c := first.Customer; c.OpenID != openID || c.Channel != desk.ChannelWeChat {
		t.Errorf("got %+v", c)
	}
	named := must(f.LoginWeChat(ctx, f.wechat.Login(openID), "李雷", "https://thirdwx.qlogo.cn/a.png"))(t)
	if c := named.Customer; c.ID != first.Customer.ID || c.Name != "李雷" || c.AvatarURL != "https://thirdwx.qlogo.cn/a.png" {
		t.Errorf("what was unknown is filled: %+v", c)
	}
	other := must(f.LoginWeChat(ctx, f.wechat.Login(strings.ToLower(openID)), "", ""))(t)
	if other.Customer.ID == first.Customer.ID {
		t.Error("openids are case sensitive")
	}
	code := f.wechat.Login(openID)
	must(f.LoginWeChat(ctx, code, "", ""))(t)
	_, err := f.LoginWeChat(ctx, code, "", "")
	want(t, "a code twice", err, desk.CodeUnauthorized)
	_, err = f.LoginWeChat(ctx, "", "", "")
	want(t, "no code", err, desk.CodeBadRequest)
	_, err = f.LoginWeChat(ctx, strings.Repeat("c", 513), "", "")
	want(t, "an endless code", err, desk.CodeBadRequest)
	code = f.wechat.Login(openID)
	_, err = f.LoginWeChat(ctx, code, "", "http://tmp/avatar.png")
	want(t, "an avatar that is not https", err, desk.CodeBadRequest)
	_, err = f.LoginWeChat(ctx, code, "", "")
	want(t, "which used no code up", err, "")
	f.wechat.FailNext(45011)
	_, err = f.LoginWeChat(ctx, f.wechat.Login(openID), "", "")
	if e := desk.AsError(err); e == nil || e.Code != desk.CodeRateLimited || e.RetryAfter == 0 {
		t.Errorf("too often: %v", err)
	}
	for _, forged := range []string{"v_0", "x_42"} {
		_, err = f.LoginWeChat(ctx, f.wechat.Login(forged), "", "")
		want(t, "an openid of the web's form", err, desk.CodeInternal)
	}
	without := setup(t, func(o *auth.Options) { o.WeChat = nil })
	_, err = without.LoginWeChat(ctx, "c", "", "")
	want(t, "a desk without WeChat", err, desk.CodeForbidden)
}

// Two phones of one person at once make one customer.
func TestLoginsAtOnce(t *testing.T) {
	f := setup(t, nil)
	var mu sync.Mutex
	ids := map[int64]bool{}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			s, err := f.LoginWeChat(context.Background(), f.wechat.Login(openID), "", "")
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
				return
			}
			ids[s.Customer.ID] = true
		})
	}
	wg.Wait()
	if len(ids) != 1 {
		t.Errorf("%d customers", len(ids))
	}
}

// A database that is away is not a wrong credential: nobody is logged out by it.
func TestDatabaseAway(t *testing.T) {
	f := setup(t, nil)
	_, key := f.agent(t, "A", desk.RoleAgent)
	agent := must(f.LoginAgent(t.Context(), key, ""))(t)
	customer := must(f.LoginVisitor(t.Context(), auth.VisitorRequest{}))(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, credential := range map[string]string{"a key": key, "an agent's token": agent.Token, "a customer's token": customer.Token} {
		_, err := f.Authenticate(ctx, credential, "")
		if err == nil || desk.CodeOf(err) == desk.CodeUnauthorized || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	_, err := f.LoginVisitor(ctx, auth.VisitorRequest{Token: customer.Token})
	if err == nil || desk.CodeOf(err) == desk.CodeUnauthorized {
		t.Errorf("a visitor with a token would have become another: %v", err)
	}
}

// A logout ends the login: the token, what it was renewed by and what it could
// be renewed to; and no other login of the same person.
func TestLogout(t *testing.T) {
	f := setup(t, nil)
	a, key := f.agent(t, "Han Mei", desk.RoleAgent)
	agent := func() string { return must(f.LoginAgent(t.Context(), key, ""))(t).Token }
	visitor := func(token string) string {
		return must(f.LoginVisitor(t.Context(), auth.VisitorRequest{Token: token}))(t).Token
	}
	for _, c := range []struct {
		name         string
		first, other string
		renew        func(token string) string
	}{
		{"an agent", agent(), agent(), func(token string) string { return must(f.Refresh(t.Context(), token))(t).Token }},
		{"a visitor", visitor(""), visitor(""), visitor},
	} {
		t.Run(c.name, func(t *testing.T) {
			f.advance(time.Minute)
			renewed := c.renew(c.first)
			if renewed == c.first || c.first == c.other {
				t.Fatal("two tokens are the same")
			}
			who := must(f.Logout(t.Context(), c.first, ""))(t)
			if was := must(f.Authenticate(t.Context(), c.other, ""))(t); who.Login == "" || who.Login == was.Login {
				t.Errorf("the logins are %q and %q", who.Login, was.Login)
			}
			for name, token := range map[string]string{"the token": c.first, "what it was renewed by": renewed} {
				_, err := f.Authenticate(t.Context(), token, "")
				want(t, name, err, desk.CodeUnauthorized)
				_, err = f.Refresh(t.Context(), token)
				want(t, name+", renewed", err, desk.CodeUnauthorized)
				_, err = f.Logout(t.Context(), token, "")
				want(t, name+", logged out again", err, desk.CodeUnauthorized)
			}
		})
	}
	if p := must(f.Logout(t.Context(), key, ""))(t); p.ID != a.ID || p.Login != "" {
		t.Errorf("a staff key: %+v", p)
	}
	must(f.Authenticate(t.Context(), key, ""))(t)
	_, err := f.Logout(t.Context(), "sk_none", "")
	want(t, "a wrong key", err, desk.CodeUnauthorized)

	// A customer's token that has ended could still be renewed: so it can be ended too.
	late := visitor("")
	f.advance(auth.CustomerTokenLife + time.Hour)
	must(f.Logout(t.Context(), late, ""))(t)
	_, err = f.Refresh(t.Context(), late)
	want(t, "a late one, renewed", err, desk.CodeUnauthorized)
}
