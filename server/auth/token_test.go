package auth

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"kefu/server/desk"
)

const testSecret = "a secret of the tests, 32 characters or more"

// clock is a time that only the test moves.
type clock struct{ t time.Time }

func newClock() *clock                   { return &clock{time.Date(2026, 11, 21, 3, 4, 5, 678e6, time.UTC)} }
func (c *clock) now() time.Time          { return c.t }
func (c *clock) advance(d time.Duration) { c.t = c.t.Add(d) }

func mustSecret(t *testing.T, text string) DeskSecret {
	t.Helper()
	s, err := NewDeskSecret(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTokenRoundTrip(t *testing.T) {
	c := newClock()
	tok := newTokens(mustSecret(t, testSecret), c.now)
	text, expires, err := tok.customer(desk.Customer{ID: 17, OpenID: "oAbC"}, "")
	if err != nil || !expires.Equal(c.t.Truncate(time.Second).Add(30*24*time.Hour)) || expires.Location() != time.UTC {
		t.Fatalf("expires %v, %v", expires, err)
	}
	got, err := tok.verify(text, 0)
	if err != nil || got.Subject != "17" || got.OpenID != "oAbC" || got.Audience[0] != "customer" || got.Issuer != "kefu" {
		t.Errorf("got %+v, %v", got, err)
	}
	text, expires, err = tok.agent(desk.Agent{ID: 3, TokenEpoch: 5}, "")
	if err != nil || !expires.Equal(c.t.Truncate(time.Second).Add(12*time.Hour)) {
		t.Fatalf("expires %v, %v", expires, err)
	}
	got, err = tok.verify(text, 0)
	if err != nil || got.Subject != "3" || got.Epoch != 5 || got.Audience[0] != "agent" {
		t.Errorf("got %+v, %v", got, err)
	}
	if !looksLikeToken(text) {
		t.Error("a token of ours does not look like one")
	}
}

func TestTokenLife(t *testing.T) {
	for _, x := range []struct {
		name    string
		agent   bool
		advance time.Duration
		grace   time.Duration
		want    string
	}{
		{"a customer's at its last moment", false, CustomerTokenLife - time.Second, 0, ""},
		{"a customer's at its end", false, CustomerTokenLife, 0, "expired"},
		{"an agent's at its last moment", true, AgentTokenLife - time.Second, 0, ""},
		{"an agent's at its end", true, AgentTokenLife, 0, "expired"},
		{"a customer's in its grace", false, CustomerTokenLife + RefreshGrace - time.Second, RefreshGrace, ""},
		{"a customer's after its grace", false, CustomerTokenLife + RefreshGrace, RefreshGrace, "expired"},
		{"an agent's has no grace", true, AgentTokenLife, RefreshGrace, "expired"},
		{"the other node's clock is an hour behind", false, -time.Hour, 0, ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			c := newClock()
			tok := newTokens(mustSecret(t, testSecret), c.now)
			text, _, err := tok.customer(desk.Customer{ID: 1, OpenID: "o"}, "")
			if x.agent {
				text, _, err = tok.agent(desk.Agent{ID: 1}, "")
			}
			if err != nil {
				t.Fatal(err)
			}
			c.t = c.t.Truncate(time.Second)
			c.advance(x.advance)
			_, err = tok.verify(text, x.grace)
			if x.want == "" && err != nil || x.want != "" && (desk.CodeOf(err) != desk.CodeUnauthorized || !strings.Contains(err.Error(), x.want)) {
				t.Errorf("got %v, want %q", err, x.want)
			}
		})
	}
}

func TestForgedTokens(t *testing.T) {
	c := newClock()
	secret := mustSecret(t, testSecret)
	tok := newTokens(secret, c.now)
	now := c.t
	good := func() jwt.MapClaims {
		return jwt.MapClaims{"iss": "kefu", "sub": "1", "aud": "agent", "iat": now.Unix(), "exp": now.Add(time.Hour).Unix(), "epoch": 1}
	}
	with := func(key string, value any) jwt.MapClaims {
		m := good()
		if value == nil {
			delete(m, key)
		} else {
			m[key] = value
		}
		return m
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(&rsaKey.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	publicPEM := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})
	sign := func(m jwt.SigningMethod, key any, claims jwt.MapClaims) string {
		text, err := jwt.NewWithClaims(m, claims).SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	hs := func(claims jwt.MapClaims) string { return sign(jwt.SigningMethodHS256, tok.key, claims) }
	if _, err := tok.verify(hs(good()), 0); err != nil {
		t.Fatalf("the table's good token is refused: %v", err)
	}
	whole := hs(good())
	parts := strings.Split(whole, ".")
	other := strings.Split(hs(with("sub", "2")), ".")
	for name, text := range map[string]string{
		"alg none":                        sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, good()),
		"alg none with a signature":       base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + parts[1] + "." + parts[2],
		"alg None in other letters":       base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"nOnE"}`)) + "." + parts[1] + ".",
		"RS256":                           sign(jwt.SigningMethodRS256, rsaKey, good()),
		"HS256 under a public RSA key":    sign(jwt.SigningMethodHS256, publicPEM, good()),
		"RS256 named over our signature":  base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS256"}`)) + "." + parts[1] + "." + parts[2],
		"HS512 under our key":             sign(jwt.SigningMethodHS512, tok.key, good()),
		"another key":                     sign(jwt.SigningMethodHS256, mustSecret(t, testSecret+"x").Derive("kefu/tokens/v1"), good()),
		"another purpose's key":           sign(jwt.SigningMethodHS256, secret.Derive("kefu/files/v1"), good()),
		"the secret itself as the key":    sign(jwt.SigningMethodHS256, []byte(testSecret), good()),
		"an empty key":                    sign(jwt.SigningMethodHS256, []byte{}, good()),
		"another's claims":                parts[0] + "." + other[1] + "." + parts[2],
		"no signature":                    parts[0] + "." + parts[1] + ".",
		"a cut signature":                 whole[:len(whole)-2],
		"no audience":                     hs(with("aud", nil)),
		"a foreign audience":              hs(with("aud", "admin")),
		"both audiences":                  hs(with("aud", []string{"agent", "customer"})),
		"no issuer":                       hs(with("iss", nil)),
		"a foreign issuer":                hs(with("iss", "kefu2")),
		"no end":                          hs(with("exp", nil)),
		"an end that is no number":        hs(with("exp", "tomorrow")),
		"no beginning":                    hs(with("iat", nil)),
		"valid in the future":             hs(with("nbf", now.Add(time.Hour).Unix())),
		"ended":                           hs(with("exp", now.Add(-time.Second).Unix())),
		"just ended":                      hs(with("exp", now.Add(-10*time.Second).Unix())),
		"a foreign issuer's, and ended":   hs(jwt.MapClaims{"iss": "x", "sub": "1", "aud": "agent", "iat": 1, "exp": 2}),
		"two dots":                        "eyJ..",
		"no base64":                       "eyJ.*.*",
		"padding":                         parts[0] + "=." + parts[1] + "." + parts[2],
		"a header that is no object":      base64.RawURLEncoding.EncodeToString([]byte(`[]`)) + "." + parts[1] + "." + parts[2],
		"claims that are no object":       hs(nil),
		"an epoch that is no number":      hs(with("epoch", "1")),
		"a token within a token's header": base64.RawURLEncoding.EncodeToString([]byte(`{"alg":["HS256"]}`)) + "." + parts[1] + "." + parts[2],
	} {
		if got, err := tok.verify(text, 0); desk.CodeOf(err) != desk.CodeUnauthorized || got != nil {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
}
