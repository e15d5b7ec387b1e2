package auth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"kefu/server/desk"
	"kefu/server/limit"
)

// Accounts is where customers and agents are kept; store implements it. What
// is not there is a desk.Error with not_found.
type Accounts interface {
	// AgentOfLogin and CustomerOfLogin return whose token it is, and whether
	// its login was ended; "" is no login.
	AgentOfLogin(ctx context.Context, id int64, login string) (a desk.Agent, ended bool, err error)
	CustomerOfLogin(ctx context.Context, id int64, login string) (c desk.Customer, ended bool, err error)
	AgentByKeyPrefix(ctx context.Context, prefix string) (desk.Agent, error)
	// EnsureCustomer returns the customer of c.OpenID, made with its
	// conversation if there was none. A name or avatar in c fills one that is
	// empty, and replaces none.
	EnsureCustomer(ctx context.Context, c desk.Customer) (customer desk.Customer, created bool, err error)
	// LinkVisitor notes that the visitor turned out to be the customer.
	LinkVisitor(ctx context.Context, visitorID, customerID int64) error
	// EndLogin ends a login for good; it is remembered for keep, until the
	// last of its tokens has ended by itself. Again is harmless.
	EndLogin(ctx context.Context, l desk.Login, keep time.Duration) error
}

// WeChat exchanges the code of wx.login for the customer's openid. Its errors
// are desk.Errors: unauthorized for a code that is worth nothing.
type WeChat interface {
	OpenID(ctx context.Context, code string) (string, error)
}

// Options make a Service.
type Options struct {
	Accounts Accounts
	Secret   DeskSecret
	// IdentitySecret checks the signatures of external_ids; empty: none is accepted.
	IdentitySecret string
	// WeChat is nil for a desk without WeChat login.
	WeChat WeChat
	// NoLimits lets staff keys be tried without bounds: for load tests.
	NoLimits bool
	// Limits makes what bounds them; nil: in this process.
	Limits limit.Maker
	// Now is time.Now if nil.
	Now func() time.Time
}

// Service authenticates. Safe for concurrent use.
type Service struct {
	accounts       Accounts
	wechat         WeChat
	identitySecret []byte
	tokens         *tokens
	guard          *guard
}

// New returns a Service.
func New(o Options) *Service {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Limits == nil {
		o.Limits = limit.InProcess(o.Now)
	}
	return &Service{
		accounts: o.Accounts, wechat: o.WeChat, identitySecret: []byte(o.IdentitySecret),
		tokens: newTokens(o.Secret, o.Now), guard: newGuard(!o.NoLimits, o.Limits),
	}
}

// Session is what a login answers. Exactly one of Customer and Agent is set;
// an agent's comes without the key's hash.
type Session struct {
	Token     string
	ExpiresAt time.Time // UTC
	Customer  *desk.Customer
	Agent     *desk.Agent
}

// Authenticate returns whose credential it is: a customer's or an agent's
// token, or a staff key. The errors are unauthorized (missing, wrong, expired,
// revoked), rate_limited after too many wrong staff keys from remoteIP, and
// whatever Accounts says when it cannot answer.
func (s *Service) Authenticate(ctx context.Context, credential, remoteIP string) (desk.Principal, error) {
	switch {
	case credential == "" || len(credential) > maxCredentialBytes:
		return desk.Principal{}, errWrong()
	case !looksLikeToken(credential):
		agent, err := s.agentByKey(ctx, credential, remoteIP)
		return agent.Principal(), err
	}
	holder, err := s.holder(ctx, credential, 0)
	if err != nil {
		return desk.Principal{}, err
	}
	return holder.principal(), nil
}

// LoginAgent exchanges a staff key for a token. Errors are as Authenticate's.
func (s *Service) LoginAgent(ctx context.Context, staffKey, remoteIP string) (Session, error) {
	if staffKey == "" || len(staffKey) > maxCredentialBytes {
		return Session{}, errWrong()
	}
	agent, err := s.agentByKey(ctx, staffKey, remoteIP)
	if err != nil {
		return Session{}, err
	}
	return s.agentSession(agent, "")
}

// Refresh exchanges a token for a new one with its full life: an agent's while
// it is valid, a customer's up to RefreshGrace after its end. Anything else,
// a staff key too, is unauthorized.
func (s *Service) Refresh(ctx context.Context, token string) (Session, error) {
	if len(token) > maxCredentialBytes || !looksLikeToken(token) {
		return Session{}, errWrong()
	}
	holder, err := s.holder(ctx, token, RefreshGrace)
	if err != nil {
		return Session{}, err
	}
	if holder.agent != nil {
		return s.agentSession(*holder.agent, holder.login)
	}
	return s.customerSession(*holder.customer, holder.login)
}

// Logout ends the login that a token is of, and with it every token that it
// was renewed by, and returns whose it was. A staff key is of no login: it
// stays good. Errors are as Authenticate's; a customer's token may have ended
// up to RefreshGrace ago.
func (s *Service) Logout(ctx context.Context, credential, remoteIP string) (desk.Principal, error) {
	if len(credential) > maxCredentialBytes || !looksLikeToken(credential) {
		return s.Authenticate(ctx, credential, remoteIP)
	}
	h, err := s.holder(ctx, credential, RefreshGrace)
	if err != nil {
		return desk.Principal{}, err
	}
	who, keep := h.principal(), AgentTokenLife
	if who.IsCustomer() {
		keep = CustomerTokenLife + RefreshGrace
	}
	if who.Login == "" {
		return who, nil // of an older desk: it ends by itself
	}
	if err := s.accounts.EndLogin(ctx, desk.Login{ID: who.Login, Role: who.Role, HolderID: who.ID}, keep+clockSkew); err != nil {
		return who, fmt.Errorf("ending the login: %w", err)
	}
	return who, nil
}

// holder is whose token it is, as the accounts have them now.
type holder struct {
	customer *desk.Customer
	agent    *desk.Agent
	expires  time.Time
	login    string
}

func (h holder) principal() desk.Principal {
	var p desk.Principal
	if h.agent != nil {
		p = h.agent.Principal()
	} else {
		p = h.customer.Principal()
	}
	p.ExpiresAt, p.Login = h.expires, h.login
	return p
}

// holder verifies token and looks up whose it is.
func (s *Service) holder(ctx context.Context, token string, grace time.Duration) (holder, error) {
	c, err := s.tokens.verify(token, grace)
	if err != nil {
		return holder{}, err
	}
	id, err := c.id()
	if err != nil {
		return holder{}, errWrong()
	}
	h := holder{expires: c.ExpiresAt.UTC(), login: c.Login}
	if c.Audience[0] == audienceAgent {
		agent, ended, err := s.accounts.AgentOfLogin(ctx, id, h.login)
		if err != nil {
			return holder{}, missingIsWrong(err, "looking the agent up")
		}
		if ended || agent.Disabled || agent.TokenEpoch != c.Epoch {
			return holder{}, errWrong()
		}
		h.agent = &agent
		return h, nil
	}
	customer, ended, err := s.accounts.CustomerOfLogin(desk.AskedBy(ctx, desk.CustomerSide), id, h.login)
	if err != nil {
		return holder{}, missingIsWrong(err, "looking the customer up")
	}
	if ended || customer.OpenID != c.OpenID {
		return holder{}, errWrong()
	}
	h.customer = &customer
	return h, nil
}

// agentByKey returns the agent whose staff key it is. An unknown prefix takes
// the same steps as a known one with a wrong key.
func (s *Service) agentByKey(ctx context.Context, key, remoteIP string) (desk.Agent, error) {
	hash := HashStaffKey(key)
	try := newAttempt(remoteIP, hash)
	if err := s.guard.check(try); err != nil {
		return desk.Agent{}, err
	}
	agent, err := s.accounts.AgentByKeyPrefix(ctx, KeyPrefix(key))
	if err != nil && desk.CodeOf(err) != desk.CodeNotFound {
		return desk.Agent{}, fmt.Errorf("looking the staff key up: %w", err)
	}
	stored := agent.KeyHash
	if len(stored) != sha256.Size {
		stored = make([]byte, sha256.Size) // no key hashes to zeros
	}
	if subtle.ConstantTimeCompare(stored, hash) != 1 || agent.Disabled || err != nil {
		return desk.Agent{}, s.guard.fail(try)
	}
	return agent, nil
}

func (s *Service) agentSession(a desk.Agent, login string) (Session, error) {
	token, expires, err := s.tokens.agent(a, login)
	if err != nil {
		return Session{}, fmt.Errorf("signing a token: %w", err)
	}
	a.KeyHash = nil
	return Session{Token: token, ExpiresAt: expires, Agent: &a}, nil
}

func (s *Service) customerSession(c desk.Customer, login string) (Session, error) {
	token, expires, err := s.tokens.customer(c, login)
	if err != nil {
		return Session{}, fmt.Errorf("signing a token: %w", err)
	}
	return Session{Token: token, ExpiresAt: expires, Customer: &c}, nil
}

// missingIsWrong turns not_found into unauthorized: the credential's holder is
// gone. Other errors keep their code.
func missingIsWrong(err error, doing string) error {
	var known *desk.Error
	if errors.As(err, &known) && known.Code == desk.CodeNotFound {
		return errWrong()
	}
	return fmt.Errorf("%s: %w", doing, err)
}
