package auth_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"testing"
	"time"

	"kefu/server/auth"
	"kefu/server/desk"
)

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
