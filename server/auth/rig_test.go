package auth_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
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
