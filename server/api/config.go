package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"kefu/server/auth"
	"kefu/server/chat"
	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/wire"
)

// Authenticator says whose credential it is, and logs in. auth.Service is one.
type Authenticator interface {
	Authenticate(ctx context.Context, credential, remoteIP string) (desk.Principal, error)
	LoginWeChat(ctx context.Context, code, name, avatarURL string) (auth.Session, error)
	LoginVisitor(ctx context.Context, r auth.VisitorRequest) (auth.Session, error)
	LoginAgent(ctx context.Context, staffKey, remoteIP string) (auth.Session, error)
	Refresh(ctx context.Context, token string) (auth.Session, error)
	Logout(ctx context.Context, credential, remoteIP string) (desk.Principal, error)
}

// Chat changes conversations. chat.Service is one.
type Chat interface {
	Send(ctx context.Context, who desk.Principal, t chat.Target, m desk.NewMessage, uploadID string, done func(*desk.Change)) error
	Read(ctx context.Context, who desk.Principal, t chat.Target, seq int64, done func(*desk.Change)) error
	Note(ctx context.Context, who desk.Principal, conversationID string, n desk.NewNote, done func(*desk.Change)) error
	Edit(ctx context.Context, who desk.Principal, conversation int64, p desk.Patch, done func(*desk.Change)) error
	Claim(ctx context.Context, who desk.Principal, conversation int64) (*desk.Change, error)
	// CountUnread counts the customers' messages that the desk has not read.
	CountUnread(ctx context.Context) (int64, error)
}

// Records reads and keeps what is no conversation's change. store.DB is one.
type Records interface {
	Conversation(ctx context.Context, id int64) (desk.Conversation, error)
	Conversations(ctx context.Context, f store.ConversationFilter, cursor string, limit int) (page []desk.Summary, next string, err error)
	Summaries(ctx context.Context, ids []int64) ([]desk.Summary, error)
	MessagesBefore(ctx context.Context, conversation, before int64, limit int) ([]*desk.Message, error)
	MessagesAfter(ctx context.Context, conversation, after int64, limit int) ([]*desk.Message, error)
	Activity(ctx context.Context, conversation, after int64, limit int) ([]desk.Activity, error)
	Customers(ctx context.Context, query, cursor string, limit int) (page []desk.Customer, next string, err error)
	CustomerByID(ctx context.Context, id int64) (desk.Customer, error)
	CustomerByOpenID(ctx context.Context, openid string) (desk.Customer, error)
	Earlier(ctx context.Context, customer int64, limit int) ([]desk.Customer, error)
	Agents(ctx context.Context) ([]desk.Agent, error)
	OpenConversations(ctx context.Context, agents []int64) (map[int64]int64, error)
	CreateAgent(ctx context.Context, a desk.Agent) (desk.Agent, error)
	UpdateAgent(ctx context.Context, id int64, p store.AgentPatch) (a desk.Agent, revoked bool, err error)
}

// Files takes uploads and gives them back. files.Service is one.
type Files interface {
	Receive(w http.ResponseWriter, r *http.Request, who desk.Principal) (desk.Attachment, error)
	Serve(w http.ResponseWriter, r *http.Request, id string, thumbnail bool) error
	May(ctx context.Context, who desk.Principal, id string) error
}

// Links checks the addresses that files were given. files.Links is one.
type Links interface {
	Verify(id, variant, e, s string) error
}

// Sessions knows who is connected, on any node. Its calls never block.
type Sessions interface {
	// RevokeAgent ends the agent's connections with 1008 revoked, everywhere.
	RevokeAgent(id int64)
	// EndLogin ends the connections of a login likewise, everywhere or here.
	EndLogin(l desk.Login, everywhere bool)
	CustomerOnline(id int64) bool
	// CustomerPage returns where the customer is; nil if that is not known.
	CustomerPage(id int64) *desk.Page
	AgentStatus(id int64) desk.AgentStatus
}

// Limiter says how often something may happen, by key. limit.Memory is one.
type Limiter interface {
	Allow(key string, n int) (ok bool, retryAfter time.Duration)
}

// Recorder counts. metrics.Recorder is one.
type Recorder interface {
	// Request is told of each answered request; route is a pattern, such as
	// /api/v1/conversations/:id, or "" where none matched.
	Request(route, method string, status int, took time.Duration)
	// Problem is told of each refusal.
	Problem(code desk.Code)
}

// Readiness is what GET /readyz answers: each part is ok, degraded, down, or,
// for Redis where there is none, off.
type Readiness struct {
	Status   string `json:"status" enum:"ok,degraded,down" doc:"down only when the database is away"`
	Database string `json:"database" enum:"ok,degraded,down" doc:"degraded: it can be read, but stores nothing: its disk is full, or it is read-only"`
	Redis    string `json:"redis" enum:"ok,degraded,down,off"`
}

// Config is what the interface stands on.
type Config struct {
	Authenticator Authenticator
	Chat          Chat
	Records       Records
	Files         Files
	Links         Links
	Sessions      Sessions
	Encoder       wire.Encoder
	// Limits are what GET /me tells somebody that they may send.
	Limits func(who desk.Principal) wire.Limits

	// AgentChanged is called after an agent was changed; nil: nobody wants to know.
	AgentChanged func()

	// Logins limits logins and new visitors for each client address, Calls
	// what a customer changes, by identity. nil: no limit.
	Logins, Calls Limiter

	// Features register their routes beside those of the core.
	Features []Feature

	WebSocket http.Handler // GET /ws; nil: none
	Pages     http.Handler // GET of all that has no route of its own; nil: none

	// Ready answers GET /readyz; nil: always ok.
	Ready func(ctx context.Context) Readiness
	// Metrics answers GET /metrics; nil: nobody may read them. With
	// MetricsToken only who shows it as a bearer token may.
	Metrics      http.Handler
	MetricsToken string
	Recorder     Recorder // nil: nothing is counted

	Log *slog.Logger // nil: nothing is logged
	// PublicURL is the address that customers see, without a trailing slash;
	// may be empty. https there makes the cookie Secure everywhere.
	PublicURL string
	// AllowedOrigins are other sites' pages that may call with a bearer token,
	// as they are now; nil: none.
	AllowedOrigins func() []string
	TrustedProxies []netip.Prefix
}
