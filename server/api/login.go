package api

import (
	"context"
	"net/http"
	"time"

	"kefu/server/auth"
	"kefu/server/desk"
	"kefu/server/wire"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
)

const cookieName = auth.CookieName

// Token is a credential and its end.
type Token struct {
	Token     string `json:"token"`
	ExpiresAt string `json:"expires_at" format:"date-time"`
}

// CustomerSelf is what customers are told of themselves.
type CustomerSelf struct {
	OpenID    string `json:"openid"`
	Name      string `json:"name"`
	AvatarURL string `json:"avatar_url,omitempty"`
	Channel   string `json:"channel" enum:"wechat,web"`
}

// CustomerSession is what a customer's login answers.
type CustomerSession struct {
	Token
	Customer CustomerSelf `json:"customer"`
}

// AgentSession is what an agent's login answers.
type AgentSession struct {
	Token
	Agent Agent `json:"agent"`
}

func newToken(s auth.Session) Token {
	return Token{Token: s.Token, ExpiresAt: wire.Time(s.ExpiresAt)}
}

func newCustomerSession(s auth.Session) CustomerSession {
	c := s.Customer
	return CustomerSession{Token: newToken(s), Customer: CustomerSelf{OpenID: c.OpenID, Name: c.Name, AvatarURL: c.AvatarURL, Channel: string(c.Channel)}}
}

// origin is where a login came from: huma hands it to handlers that ask.
type origin struct{ r *http.Request }

// Resolve implements huma.Resolver.
func (o *origin) Resolve(ctx huma.Context) []error {
	o.r = humagin.Unwrap(ctx).Request
	return nil
}

type weChatLogin struct {
	Body struct {
		Code      string `json:"code" minLength:"1" maxLength:"512" doc:"what wx.login gave"`
		Name      string `json:"name,omitempty" maxLength:"256"`
		AvatarURL string `json:"avatar_url,omitempty" maxLength:"512" doc:"an https link"`
	}
}

func (a *api) loginWeChat(ctx context.Context, _ desk.Principal, in *weChatLogin) (*Body[CustomerSession], error) {
	s, err := a.cfg.Authenticator.LoginWeChat(ctx, in.Body.Code, in.Body.Name, in.Body.AvatarURL)
	if err != nil {
		return nil, err
	}
	return &Body[CustomerSession]{newCustomerSession(s)}, nil
}

type visitorLogin struct {
	origin
	Body struct {
		VisitorID  string `json:"visitor_id,omitempty" maxLength:"128" doc:"no credential: only the token is"`
		Name       string `json:"name,omitempty" maxLength:"256"`
		ExternalID string `json:"external_id,omitempty" maxLength:"255" doc:"the shop's own id of the person"`
		Signature  string `json:"signature,omitempty" maxLength:"128" doc:"lower-case hex HMAC-SHA256 of external_id under the identity secret"`
	}
}

func (a *api) loginVisitor(ctx context.Context, _ desk.Principal, in *visitorLogin) (*Body[CustomerSession], error) {
	v := auth.VisitorRequest{VisitorID: in.Body.VisitorID, Name: in.Body.Name, ExternalID: in.Body.ExternalID, Signature: in.Body.Signature}
	// The cookie is an agent's; only a token in the header is a visitor's.
	if token, byCookie := auth.FromRequest(in.r, false); !byCookie {
		v.Token = token
	}
	s, err := a.cfg.Authenticator.LoginVisitor(ctx, v)
	if err != nil {
		return nil, err
	}
	return &Body[CustomerSession]{newCustomerSession(s)}, nil
}

type agentLogin struct {
	origin
	Body struct {
		StaffKey string `json:"staff_key" minLength:"1" maxLength:"4096"`
	}
}

// withCookie is an answer that may set the console's cookie.
type withCookie[T any] struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      T
}

func (a *api) loginAgent(ctx context.Context, _ desk.Principal, in *agentLogin) (*withCookie[AgentSession], error) {
	s, err := a.cfg.Authenticator.LoginAgent(ctx, in.Body.StaffKey, a.clientIP(in.r))
	if err != nil {
		return nil, err
	}
	out := &withCookie[AgentSession]{Body: AgentSession{Token: newToken(s), Agent: a.agent(*s.Agent, s.Agent.Role)}}
	// A foreign page must not log a browser in as somebody of its choice.
	if in.r.Header.Get("Origin") == "" || auth.SameOrigin(in.r, a.ownSite) {
		out.SetCookie = []http.Cookie{a.cookie(in.r, s.Token, s.ExpiresAt)}
	}
	return out, nil
}

// cookie makes the console's cookie; an empty token takes it back.
func (a *api) cookie(r *http.Request, token string, expires time.Time) http.Cookie {
	c := http.Cookie{
		Name: cookieName, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: a.secure || auth.IsHTTPS(r, a.cfg.TrustedProxies),
	}
	if token == "" {
		c.MaxAge = -1
	} else {
		c.MaxAge = max(int(time.Until(expires).Seconds()), 1)
	}
	return c
}

type ownCredential struct{ origin }

func (a *api) refresh(ctx context.Context, _ desk.Principal, in *ownCredential) (*withCookie[Token], error) {
	token, byCookie := auth.FromRequest(in.r, false)
	if byCookie {
		if err := a.checkOrigin(in.r); err != nil {
			return nil, err
		}
	}
	s, err := a.cfg.Authenticator.Refresh(ctx, token)
	if err != nil {
		return nil, err
	}
	out := &withCookie[Token]{Body: newToken(s)}
	if byCookie {
		out.SetCookie = []http.Cookie{a.cookie(in.r, s.Token, s.ExpiresAt)}
	}
	return out, nil
}

type cookieOnly struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
}

// logout ends the login that the credential is of, its tokens and connections,
// and takes the cookie back, of a login that has ended already too.
func (a *api) logout(ctx context.Context, _ desk.Principal, in *ownCredential) (*cookieOnly, error) {
	credential, byCookie := auth.FromRequest(in.r, false)
	if byCookie {
		if err := a.checkOrigin(in.r); err != nil {
			return nil, err
		}
	}
	who, err := a.cfg.Authenticator.Logout(ctx, credential, a.clientIP(in.r))
	switch {
	case err == nil && who.Login != "":
		a.cfg.Sessions.EndLogin(desk.Login{ID: who.Login, Role: who.Role, HolderID: who.ID}, true)
	case err != nil && (!byCookie || desk.CodeOf(err) != desk.CodeUnauthorized):
		return nil, err
	}
	return &cookieOnly{SetCookie: []http.Cookie{a.cookie(in.r, "", time.Time{})}}, nil
}

// Me is who a credential stands for.
type Me struct {
	wire.Me
	Conversation *wire.MyConversation `json:"conversation,omitempty" doc:"customers: their own"`
	UnreadTotal  *int64               `json:"unread_total,omitempty" doc:"agents: over all conversations"`
	Limits       wire.Limits          `json:"limits"`
}

func (a *api) me(ctx context.Context, who desk.Principal, _ *Nothing) (*Body[Me], error) {
	m := Me{Me: wire.NewMe(who), Limits: a.cfg.Limits(who)}
	if !who.IsCustomer() {
		total, err := a.cfg.Chat.CountUnread(ctx)
		if err != nil {
			return nil, err
		}
		m.UnreadTotal = &total
		return &Body[Me]{m}, nil
	}
	c, err := a.cfg.Records.Conversation(ctx, who.ID)
	if err != nil {
		return nil, err
	}
	own := wire.NewMyConversation(&c)
	m.Conversation = &own
	return &Body[Me]{m}, nil
}
