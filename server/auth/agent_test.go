package auth_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"kefu/server/auth"
	"kefu/server/desk"
	"kefu/server/store"
)

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
