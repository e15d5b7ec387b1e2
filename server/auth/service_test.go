package auth_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"kefu/server/auth"
	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/wechat"
	"kefu/server/wechat/wechattest"
)

const (
	deskSecret     = "a secret of the tests, 32 characters or more"
	identitySecret = "the shop's identity secret"
	openID         = "o6_bmjrPTlm6_2sgVt7hMZOPfL2M"
)

// fixture is a service on a database of its own, with a clock to move.
type fixture struct {
	*auth.Service
	db     *store.DB
	wechat *wechattest.Server
	mu     sync.Mutex
	now    time.Time
}

func (f *fixture) time() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

func (f *fixture) advance(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d)
}

func setup(t *testing.T, change func(*auth.Options)) *fixture {
	t.Helper()
	db, err := store.Open("sqlite:"+filepath.Join(t.TempDir(), "kefu.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	secret, err := auth.NewDeskSecret(deskSecret)
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{db: db, wechat: wechattest.Start("wx1", "s"), now: time.Date(2026, 11, 21, 3, 4, 5, 0, time.UTC)}
	t.Cleanup(f.wechat.Close)
	o := auth.Options{
		Accounts: db, Secret: secret, IdentitySecret: identitySecret, Now: f.time,
		WeChat: wechat.New(wechat.Options{AppID: "wx1", AppSecret: "s", BaseURL: f.wechat.URL}),
	}
	if change != nil {
		change(&o)
	}
	f.Service = auth.New(o)
	return f
}

// agent makes an agent and returns it with its staff key.
func (f *fixture) agent(t *testing.T, name string, role desk.Role) (desk.Agent, string) {
	t.Helper()
	key, prefix, hash, err := auth.NewStaffKey()
	if err != nil {
		t.Fatal(err)
	}
	a, err := f.db.CreateAgent(t.Context(), desk.Agent{Name: name, Role: role, KeyPrefix: prefix, KeyHash: hash})
	if err != nil {
		t.Fatal(err)
	}
	return a, key
}

func want(t *testing.T, what string, err error, code desk.Code) {
	t.Helper()
	if desk.CodeOf(err) != code {
		t.Errorf("%s: got %v, want %q", what, err, code)
	}
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func sign(id string) string {
	mac := hmac.New(sha256.New, []byte(identitySecret))
	mac.Write([]byte(id))
	return hex.EncodeToString(mac.Sum(nil))
}

func TestAgentLogin(t *testing.T) {
	f := setup(t, nil)
	a, key := f.agent(t, "Han Mei", desk.RoleSupervisor)

	p := must(f.Authenticate(t.Context(), key, "192.0.2.1"))(t)
	if p != (desk.Principal{Role: desk.RoleSupervisor, ID: a.ID, Name: "Han Mei", Epoch: 1}) {
		t.Errorf("a staff key used directly: %+v", p)
	}
	s := must(f.LoginAgent(t.Context(), key, "192.0.2.1"))(t)
	if s.Customer != nil || s.Agent == nil || s.Agent.ID != a.ID || s.Agent.KeyHash != nil || !s.ExpiresAt.Equal(f.time().Add(12*time.Hour)) {
		t.Errorf("session %+v", s)
	}
	p = must(f.Authenticate(t.Context(), s.Token, "192.0.2.1"))(t)
	if p != (desk.Principal{Role: desk.RoleSupervisor, ID: a.ID, Name: "Han Mei", Epoch: 1, Login: p.Login, ExpiresAt: s.ExpiresAt}) || p.Login == "" {
		t.Errorf("a token: %+v", p)
	}
	_, err := f.LoginAgent(t.Context(), s.Token, "192.0.2.1")
	want(t, "a token is no staff key", err, desk.CodeUnauthorized)

	f.advance(11 * time.Hour)
	again := must(f.Refresh(t.Context(), s.Token))(t)
	f.advance(time.Hour)
	_, err = f.Authenticate(t.Context(), s.Token, "")
	want(t, "the first token after 12 h", err, desk.CodeUnauthorized)
	_, err = f.Refresh(t.Context(), s.Token)
	want(t, "an agent's ended token", err, desk.CodeUnauthorized)
	if p := must(f.Authenticate(t.Context(), again.Token, ""))(t); p.ID != a.ID {
		t.Errorf("the refreshed token is %+v's", p)
	}
	_, err = f.Refresh(t.Context(), key)
	want(t, "a staff key is not refreshed", err, desk.CodeUnauthorized)
}

func TestOperatorsOwnStaffKey(t *testing.T) {
	f := setup(t, nil)
	const key = "correct-horse-battery-staple"
	must(f.db.CreateAgent(t.Context(), desk.Agent{Name: "Admin", Role: desk.RoleAdmin, KeyPrefix: auth.KeyPrefix(key), KeyHash: auth.HashStaffKey(key)}))(t)
	if p := must(f.Authenticate(t.Context(), key, ""))(t); p.Role != desk.RoleAdmin {
		t.Errorf("got %+v", p)
	}
	_, err := f.Authenticate(t.Context(), strings.ToUpper(key), "")
	want(t, "the key in capitals", err, desk.CodeUnauthorized)
}

func TestWrongCredentials(t *testing.T) {
	f := setup(t, func(o *auth.Options) { o.NoLimits = true })
	_, key := f.agent(t, "A", desk.RoleAgent)
	_, other := f.agent(t, "B", desk.RoleAgent)
	var details []string
	for name, credential := range map[string]string{
		"empty":                            "",
		"the prefix alone":                 key[:11],
		"another prefix":                   "sk_00000000" + key[11:],
		"another's random part":            key[:11] + other[11:],
		"one letter more":                  key + "x",
		"a space":                          key + " ",
		"not ASCII":                        "sk_密钥密钥密钥密钥密钥",
		"invalid UTF-8":                    "sk_\xff\xfe\x00aaaaaaaaaaaaaaaaaaa",
		"very long":                        strings.Repeat("a", 1<<20),
		"the stored hash":                  hex.EncodeToString(auth.HashStaffKey(key)),
		"SQL":                              "' OR 1=1 -- aaaaaaaaaaaa",
		"a token's form":                   "eyJ.eyJ.x",
		"a wildcard":                       "sk_%%%%%%%%_" + key[12:],
		"the key in other letters (ascii)": strings.ToLower(key),
	} {
		_, err := f.Authenticate(t.Context(), credential, "192.0.2.1")
		want(t, name, err, desk.CodeUnauthorized)
		details = append(details, desk.AsError(err).Detail)
		_, err = f.LoginAgent(t.Context(), credential, "192.0.2.1")
		want(t, name+", at the login", err, desk.CodeUnauthorized)
		if err != nil && len(credential) > 4 && strings.Contains(err.Error(), credential) {
			t.Errorf("%s: the credential shows in %v", name, err)
		}
	}
	for _, d := range details {
		if d != details[0] {
			t.Errorf("the answers differ: %q and %q", d, details[0])
		}
	}
}

func TestRevocation(t *testing.T) {
	for _, x := range []struct {
		name     string
		revoke   func(*testing.T, *fixture, int64)
		keyWorks bool
	}{
		{"disabled", func(t *testing.T, f *fixture, id int64) {
			disabled := true
			_, _, err := f.db.UpdateAgent(t.Context(), id, store.AgentPatch{Disabled: &disabled})
			want(t, "disabling", err, "")
		}, false},
		{"key rotated", func(t *testing.T, f *fixture, id int64) {
			_, prefix, hash, _ := auth.NewStaffKey()
			_, _, err := f.db.UpdateAgent(t.Context(), id, store.AgentPatch{KeyPrefix: prefix, KeyHash: hash})
			want(t, "rotating", err, "")
		}, false},
		{"disabled and enabled again", func(t *testing.T, f *fixture, id int64) {
			for _, disabled := range []bool{true, false} {
				_, _, err := f.db.UpdateAgent(t.Context(), id, store.AgentPatch{Disabled: &disabled})
				want(t, "disabling", err, "")
			}
		}, true},
	} {
		t.Run(x.name, func(t *testing.T) {
			f := setup(t, nil)
			a, key := f.agent(t, "A", desk.RoleAgent)
			s := must(f.LoginAgent(t.Context(), key, ""))(t)
			x.revoke(t, f, a.ID)
			_, err := f.Authenticate(t.Context(), s.Token, "")
			want(t, "the token", err, desk.CodeUnauthorized)
			_, err = f.Refresh(t.Context(), s.Token)
			want(t, "refreshing the token", err, desk.CodeUnauthorized)
			_, err = f.Authenticate(t.Context(), key, "")
			if x.keyWorks {
				want(t, "the key", err, "")
			} else {
				want(t, "the key", err, desk.CodeUnauthorized)
			}
		})
	}
}

func TestGuessingIsSlowedDown(t *testing.T) {
	f := setup(t, nil)
	_, key := f.agent(t, "A", desk.RoleAgent)
	codes := map[desk.Code]int{}
	var retry time.Duration
	for i := range 30 {
		_, err := f.LoginAgent(t.Context(), fmt.Sprintf("sk_00000000_%032d", i), "192.0.2.1")
		codes[desk.CodeOf(err)]++
		retry = desk.AsError(err).RetryAfter
	}
	if codes[desk.CodeUnauthorized] != 10 || codes[desk.CodeRateLimited] != 20 || retry <= 0 {
		t.Errorf("the answers were %v, the last with retry after %v", codes, retry)
	}
	_, err := f.Authenticate(t.Context(), key, "192.0.2.1")
	want(t, "the right key from there", err, desk.CodeRateLimited)
	_, err = f.Authenticate(t.Context(), key, "192.0.2.2")
	want(t, "the right key from elsewhere", err, "")
	f.advance(retry)
	_, err = f.Authenticate(t.Context(), key, "192.0.2.1")
	want(t, "the right key after waiting", err, "")
}

// All that use the right key may do so as often as they like.
func TestSuccessIsNotLimited(t *testing.T) {
	f := setup(t, nil)
	_, key := f.agent(t, "A", desk.RoleAgent)
	for range 200 {
		must(f.Authenticate(t.Context(), key, "192.0.2.1"))(t)
	}
}

func TestVisitors(t *testing.T) {
	f := setup(t, nil)
	ctx := t.Context()
	first := must(f.LoginVisitor(ctx, auth.VisitorRequest{Name: " Li Lei\u202e "}))(t)
	if c := first.Customer; !regexp.MustCompile(`^v_[0-9a-f]{32}$`).MatchString(c.OpenID) || c.Channel != desk.ChannelWeb || c.Name != "Li Lei" || first.Agent != nil {
		t.Errorf("a new visitor: %+v", c)
	}
	if !first.ExpiresAt.Equal(f.time().Add(30 * 24 * time.Hour)) {
		t.Errorf("expires at %v", first.ExpiresAt)
	}
	p := must(f.Authenticate(ctx, first.Token, ""))(t)
	if p != (desk.Principal{Role: desk.RoleCustomer, ID: first.Customer.ID, OpenID: first.Customer.OpenID, Name: "Li Lei", Login: p.Login, ExpiresAt: first.ExpiresAt}) || p.Login == "" {
		t.Errorf("the principal is %+v", p)
	}
	_, key := f.agent(t, "A", desk.RoleAgent)
	agent := must(f.LoginAgent(ctx, key, ""))(t)

	for _, x := range []struct {
		name string
		req  auth.VisitorRequest
		same bool
	}{
		{"with the token", auth.VisitorRequest{Token: first.Token}, true},
		{"with the token and the id", auth.VisitorRequest{Token: first.Token, VisitorID: first.Customer.OpenID}, true},
		{"with the token and another id", auth.VisitorRequest{Token: first.Token, VisitorID: "v_00"}, true},
		{"with the id alone", auth.VisitorRequest{VisitorID: first.Customer.OpenID}, false},
		{"with the id and a wrong token", auth.VisitorRequest{VisitorID: first.Customer.OpenID, Token: first.Token + "x"}, false},
		{"with the id and an agent's token", auth.VisitorRequest{VisitorID: first.Customer.OpenID, Token: agent.Token}, false},
		{"with a staff key", auth.VisitorRequest{Token: key}, false},
		{"with nothing", auth.VisitorRequest{}, false},
	} {
		s := must(f.LoginVisitor(ctx, x.req))(t)
		if same := s.Customer.ID == first.Customer.ID; same != x.same {
			t.Errorf("%s: the same visitor: %v, want %v", x.name, same, x.same)
		}
		if p := must(f.Authenticate(ctx, s.Token, ""))(t); p.ID != s.Customer.ID {
			t.Errorf("%s: the token is %+v's", x.name, p)
		}
	}

	nameless := must(f.LoginVisitor(ctx, auth.VisitorRequest{}))(t)
	named := must(f.LoginVisitor(ctx, auth.VisitorRequest{Token: nameless.Token, Name: "Han"}))(t)
	if named.Customer.ID != nameless.Customer.ID || named.Customer.Name != "Han" {
		t.Errorf("a name fills an empty one: %+v", named.Customer)
	}
	kept := must(f.LoginVisitor(ctx, auth.VisitorRequest{Token: nameless.Token, Name: "Other"}))(t)
	if kept.Customer.Name != "Han" {
		t.Errorf("a name replaced another: %+v", kept.Customer)
	}
}

func TestCustomerRefresh(t *testing.T) {
	f := setup(t, nil)
	ctx := t.Context()
	s := must(f.LoginVisitor(ctx, auth.VisitorRequest{}))(t)
	f.advance(31 * 24 * time.Hour)
	_, err := f.Authenticate(ctx, s.Token, "")
	want(t, "a token of 31 days ago", err, desk.CodeUnauthorized)
	again := must(f.Refresh(ctx, s.Token))(t)
	if again.Customer.ID != s.Customer.ID || !again.ExpiresAt.Equal(f.time().Add(30*24*time.Hour)) {
		t.Errorf("refreshed: %+v", again)
	}
	must(f.Authenticate(ctx, again.Token, ""))(t)
	if same := must(f.LoginVisitor(ctx, auth.VisitorRequest{Token: s.Token}))(t); same.Customer.ID != s.Customer.ID {
		t.Error("what can be refreshed says who the visitor is, too")
	}
	f.advance(30 * 24 * time.Hour)
	_, err = f.Refresh(ctx, s.Token)
	want(t, "a token of 61 days ago", err, desk.CodeUnauthorized)
	if other := must(f.LoginVisitor(ctx, auth.VisitorRequest{Token: s.Token}))(t); other.Customer.ID == s.Customer.ID {
		t.Error("a token beyond its grace still says who the visitor is")
	}
}

func TestErasedCustomer(t *testing.T) {
	f := setup(t, nil)
	ctx := t.Context()
	s := must(f.LoginVisitor(ctx, auth.VisitorRequest{}))(t)
	if _, err := f.db.ExecContext(ctx, "UPDATE customers SET openid='v_another' WHERE id=?", s.Customer.ID); err != nil {
		t.Fatal(err)
	}
	_, err := f.Authenticate(ctx, s.Token, "")
	want(t, "the id is another person's now", err, desk.CodeUnauthorized)
	if _, err := f.db.ExecContext(ctx, "DELETE FROM customers"); err != nil {
		t.Fatal(err)
	}
	_, err = f.Authenticate(ctx, s.Token, "")
	want(t, "the customer is gone", err, desk.CodeUnauthorized)
	_, err = f.Refresh(ctx, s.Token)
	want(t, "refreshing", err, desk.CodeUnauthorized)
}

func TestExternalID(t *testing.T) {
	f := setup(t, nil)
	ctx := t.Context()
	visitor := must(f.LoginVisitor(ctx, auth.VisitorRequest{}))(t)
	user := must(f.LoginVisitor(ctx, auth.VisitorRequest{ExternalID: "42", Signature: sign("42"), Name: "Li", Token: visitor.Token}))(t)
	if c := user.Customer; c.OpenID != "x_42" || c.ExternalID != "42" || c.Name != "Li" || c.ID == visitor.Customer.ID {
		t.Errorf("the shop's user: %+v", c)
	}
	linked := func(id int64) int64 { return must(f.db.CustomerByID(ctx, id))(t).LinkedTo }
	if linked(visitor.Customer.ID) != user.Customer.ID {
		t.Error("the visitor is not linked")
	}
	other := must(f.LoginVisitor(ctx, auth.VisitorRequest{ExternalID: "43", Signature: sign("43"), Token: visitor.Token}))(t)
	if other.Customer.ID == user.Customer.ID || linked(visitor.Customer.ID) != user.Customer.ID {
		t.Error("a second user of the computer took the visitor over")
	}
	must(f.LoginVisitor(ctx, auth.VisitorRequest{ExternalID: "43", Signature: sign("43"), Token: user.Token}))(t)
	if linked(user.Customer.ID) != 0 {
		t.Error("one user of the shop was linked to another")
	}
	again := must(f.LoginVisitor(ctx, auth.VisitorRequest{ExternalID: "42", Signature: sign("42")}))(t)
	if again.Customer.ID != user.Customer.ID {
		t.Error("the same user on another device is another customer")
	}

	for name, x := range map[string]struct {
		id, signature string
		want          desk.Code
	}{
		"no signature":           {"42", "", desk.CodeUnauthorized},
		"another's signature":    {"42", sign("43"), desk.CodeUnauthorized},
		"in capitals":            {"42", strings.ToUpper(sign("42")), desk.CodeUnauthorized},
		"cut":                    {"42", sign("42")[:62], desk.CodeUnauthorized},
		"with a space":           {"42", sign("42") + " ", desk.CodeUnauthorized},
		"no hex":                 {"42", "signature", desk.CodeUnauthorized},
		"a signature alone":      {"", sign(""), desk.CodeBadRequest},
		"too long":               {strings.Repeat("客", 256), sign(strings.Repeat("客", 256)), desk.CodeBadRequest},
		"as long as it may be":   {strings.Repeat("客", 255), sign(strings.Repeat("客", 255)), ""},
		"with control letters":   {"4\x002", sign("4\x002"), desk.CodeBadRequest},
		"invalid UTF-8":          {"4\xff2", sign("4\xff2"), desk.CodeBadRequest},
		"Chinese":                {"用户 42", sign("用户 42"), ""},
		"what looks like a hash": {".0a", sign(".0a"), ""},
	} {
		s, err := f.LoginVisitor(ctx, auth.VisitorRequest{ExternalID: x.id, Signature: x.signature})
		want(t, name, err, x.want)
		if err == nil && s.Customer.ExternalID != x.id {
			t.Errorf("%s: the external id is %q", name, s.Customer.ExternalID)
		}
	}
	// The signature is checked byte by byte, and so are the ids.
	a := must(f.LoginVisitor(ctx, auth.VisitorRequest{ExternalID: "Bob", Signature: sign("Bob")}))(t)
	b := must(f.LoginVisitor(ctx, auth.VisitorRequest{ExternalID: "bob", Signature: sign("bob")}))(t)
	if a.Customer.ID == b.Customer.ID {
		t.Error("Bob and bob are one customer")
	}

	without := setup(t, func(o *auth.Options) { o.IdentitySecret = "" })
	mac := hmac.New(sha256.New, nil)
	mac.Write([]byte("42"))
	_, err := without.LoginVisitor(ctx, auth.VisitorRequest{ExternalID: "42", Signature: hex.EncodeToString(mac.Sum(nil))})
	want(t, "a desk without the secret", err, desk.CodeForbidden)
}

// The rule as a shop's server follows it, with another program's signature.
func TestSignatureVector(t *testing.T) {
	f := setup(t, func(o *auth.Options) { o.IdentitySecret = "key-of-the-vector-" })
	// printf 'user-1' | openssl dgst -sha256 -hmac key-of-the-vector-
	const signature = "2668a56a6cef7af08b17f75edb6b53a3ded90a5b26556be06dc7f2385f1db588"
	if _, err := f.LoginVisitor(t.Context(), auth.VisitorRequest{ExternalID: "user-1", Signature: signature}); err != nil {
		t.Error(err)
	}
}

func TestExternalOpenID(t *testing.T) {
	hashed := regexp.MustCompile(`^x_\.[0-9a-f]{64}$`)
	for id, plain := range map[string]bool{
		"42": true, "Bob.Smith-7_x": true, strings.Repeat("a", 60): true,
		strings.Repeat("a", 61): false, "a@b.example": false, "_a": false, ".a": false, "-": false, "客": false, "a b": false, "a/b": false,
	} {
		got := auth.ExternalOpenID(id)
		if plain && got != "x_"+id || !plain && !hashed.MatchString(got) {
			t.Errorf("%q: got %q", id, got)
		}
	}
}

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
