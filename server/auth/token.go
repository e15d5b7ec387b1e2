package auth

import (
	"crypto/rand"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"kefu/server/desk"
)

// How long tokens last (protocol.md, "Connecting").
const (
	CustomerTokenLife = 30 * 24 * time.Hour
	AgentTokenLife    = 12 * time.Hour
	// RefreshGrace is how long after its end a customer's token can still be
	// exchanged for a new one.
	RefreshGrace = 30 * 24 * time.Hour
)

const (
	issuer           = "kefu"
	audienceCustomer = "customer"
	audienceAgent    = "agent"
	// clockSkew is how far the clocks of two nodes may be apart: one that jumps,
	// or was set by hand, is wrong by hours and not by seconds.
	clockSkew = 24 * time.Hour
)

// claims are what a token says.
type claims struct {
	jwt.RegisteredClaims
	// OpenID, of customers: an id that was given anew after a customer was
	// erased opens nothing.
	OpenID string `json:"openid,omitempty"`
	// Epoch, of agents: the token_epoch it was issued under.
	Epoch int64 `json:"epoch,omitempty"`
	// Login names the login that it was issued for, and issued anew: all its
	// tokens end with it. "" in tokens of older desks.
	Login string `json:"sid,omitempty"`
}

// id returns the customer's or agent's id.
func (c *claims) id() (int64, error) { return desk.ParseID(c.Subject) }

// tokens signs and verifies tokens with HMAC-SHA256, and nothing else: the
// algorithm a token names is never believed.
type tokens struct {
	key []byte
	now func() time.Time
}

func newTokens(secret DeskSecret, now func() time.Time) *tokens {
	return &tokens{key: secret.Derive("kefu/tokens/v1"), now: now}
}

// customer issues a token for c, of a login; "" begins one.
func (t *tokens) customer(c desk.Customer, login string) (string, time.Time, error) {
	return t.sign(claims{OpenID: c.OpenID, Login: login}, audienceCustomer, c.ID, CustomerTokenLife)
}

// agent issues a token for a, good as long as its token epoch is the present
// one, of a login; "" begins one.
func (t *tokens) agent(a desk.Agent, login string) (string, time.Time, error) {
	return t.sign(claims{Epoch: a.TokenEpoch, Login: login}, audienceAgent, a.ID, AgentTokenLife)
}

func (t *tokens) sign(c claims, audience string, id int64, life time.Duration) (string, time.Time, error) {
	if c.Login == "" {
		c.Login = rand.Text()
	}
	now := t.now().UTC().Truncate(time.Second) // a JWT counts whole seconds
	expires := now.Add(life)
	c.RegisteredClaims = jwt.RegisteredClaims{
		Issuer: issuer, Subject: desk.FormatID(id), Audience: jwt.ClaimStrings{audience},
		IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(expires),
	}
	text, err := jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString(t.key)
	return text, expires, err
}

// verify returns what token says, if it is ours and lasts: unauthorized
// otherwise. A customer's may have ended up to grace ago.
func (t *tokens) verify(token string, grace time.Duration) (*claims, error) {
	var c claims
	// The parser knows no grace: the claims are validated below.
	parser := jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithStrictDecoding(), jwt.WithoutClaimsValidation())
	if _, err := parser.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return t.key, nil }); err != nil {
		return nil, errWrong()
	}
	if len(c.Audience) != 1 || (c.Audience[0] != audienceCustomer && c.Audience[0] != audienceAgent) || c.IssuedAt == nil || c.ExpiresAt == nil {
		return nil, errWrong()
	}
	now, end := t.now(), c.ExpiresAt.Time
	if c.Audience[0] == audienceCustomer {
		end = end.Add(grace)
	}
	// When a token was issued is not held against it: what begins in the future
	// comes from a node whose clock is ahead. One that has ended has ended, as
	// its holder was told.
	begun := c
	begun.ExpiresAt = nil
	err := jwt.NewValidator(jwt.WithIssuer(issuer), jwt.WithTimeFunc(func() time.Time { return now })).Validate(&begun)
	switch {
	case err != nil:
		return nil, errWrong()
	case !now.Before(end):
		return nil, desk.Errorf(desk.CodeUnauthorized, "the token has expired")
	}
	return &c, nil
}

// looksLikeToken tells tokens from staff keys: a JWT is three parts of
// base64url, the first of which encodes `{"`.
func looksLikeToken(credential string) bool {
	return strings.HasPrefix(credential, "eyJ") && strings.Count(credential, ".") == 2
}

// errWrong is the one answer to every wrong credential: what exactly is wrong
// helps only who guesses.
func errWrong() *desk.Error {
	return desk.Errorf(desk.CodeUnauthorized, "the credential is missing, wrong or no longer valid")
}
