// Package gateway speaks the wire contract on WebSockets: it admits a
// connection, reads its frames in order, hands each to the chat service, and
// writes what the hub has for it.
//
//	socket ─▶ melody ─▶ session.handle ─▶ frame table ─▶ chat
//	socket ◀─ melody ◀─ session.Deliver ◀──────────────── hub
package gateway

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"kefu/server/auth"
	"kefu/server/chat"
	"kefu/server/desk"
	"kefu/server/fanout"
	"kefu/server/wire"

	"github.com/gorilla/websocket"
	"github.com/olahol/melody"
)

// Authenticator says whose credential it is.
type Authenticator interface {
	Authenticate(ctx context.Context, credential, remoteIP string) (desk.Principal, error)
}

// Meter counts what passes. Its calls are cheap.
type Meter interface {
	Connected(role desk.Role)
	Disconnected(role desk.Role)
	// Frame counts a frame from a client; code is "" if it was carried out.
	Frame(frameType string, code desk.Code)
}

// Greeter is called with each customer that connects, after the welcome.
type Greeter interface {
	Greet(ctx context.Context, who desk.Principal)
}

// Config makes a Gateway.
type Config struct {
	Auth     Authenticator
	Chat     *chat.Service
	Hub      *fanout.Hub
	Presence Presence
	Encoder  wire.Encoder
	Meter    Meter
	Greeters []Greeter
	// Origins are the desk's own, beside the host it is asked by: only their
	// pages may connect with the console's cookie.
	Origins []string
	// Limits are those that may change while the desk runs.
	Limits      func() Limits
	UploadTypes []string
	// RemoteIP is the client's address as far as it can be believed.
	RemoteIP func(*http.Request) string
	// RateLimits false lets frames through unbounded: for load tests.
	RateLimits bool
	// PingEvery is how often an idle connection is pinged (25 s), Idle after
	// how long of silence it is closed (60 s).
	PingEvery, Idle time.Duration
	// CustomerBacklog is what may wait for a customer's session that reads
	// slowly, in bytes (8 MiB: twice what a burst of the longest texts brings).
	CustomerBacklog int
	// Now is time.Now if nil: what the server's time is said to be, and when
	// tokens end.
	Now func() time.Time
	Log *slog.Logger
}

// Presence says whether anybody is there to answer.
type Presence interface {
	Available() bool
	Agents() []desk.Principal
	// SetPage notes where a customer is; known as in fanout.Presence.
	SetPage(who desk.Principal, p desk.Page, known bool)
}

// Limits are what sessions may send.
type Limits struct {
	// CustomerFrames and AgentFrames are how many frames a second a session
	// may send in the long run.
	CustomerFrames, AgentFrames int
	MaxUploadBytes              int64
}

// frames are those of a session of who.
func (l Limits) frames(who desk.Principal) int {
	if who.IsCustomer() {
		return l.CustomerFrames
	}
	return l.AgentFrames
}

// agentBacklog is what may wait for an agent's session that reads slowly, in bytes.
const agentBacklog = 16 << 20

// melodyQueue is how many frames melody queues for a session; see queue.
const melodyQueue = 8

// Gateway serves /ws.
type Gateway struct {
	cfg      Config
	melody   *melody.Melody
	draining atomic.Bool
	open     atomic.Int64
	buffers  sync.Pool // of corked connections
	tidy     *tidy
}

// New returns a gateway.
func New(cfg Config) *Gateway {
	if cfg.PingEvery == 0 {
		cfg.PingEvery = 25 * time.Second
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Idle == 0 {
		cfg.Idle = 60 * time.Second
	}
	if cfg.CustomerBacklog == 0 {
		cfg.CustomerBacklog = 8 << 20
	}
	g := &Gateway{cfg: cfg, tidy: newTidy()}
	g.melody = g.newMelody()
	return g
}

// Drain refuses new connections from now on.
func (g *Gateway) Drain() { g.draining.Store(true) }

// Open is the number of connections.
func (g *Gateway) Open() int64 { return g.open.Load() }

// ServeHTTP admits a connection or refuses it before the upgrade.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if g.draining.Load() {
		w.Header().Set("Retry-After", "1")
		refuse(w, desk.Errorf(desk.CodeUnavailable, "the desk is going down; connect again"))
		return
	}
	credential, byCookie := auth.FromRequest(r, true)
	ctx, cancel := context.WithTimeout(r.Context(), 10*time.Second)
	defer cancel()
	who, err := g.cfg.Auth.Authenticate(ctx, credential, g.cfg.RemoteIP(r))
	if err != nil {
		refuse(w, err)
		return
	}
	if byCookie && !auth.SameOrigin(r, g.cfg.Origins) {
		refuse(w, desk.Errorf(desk.CodeForbidden, "the Origin header must be the desk's own"))
		return
	}
	if err := validHandshake(r); err != nil {
		refuse(w, err)
		return
	}
	plain, err := dialectOf(r)
	if err != nil {
		refuse(w, err)
		return
	}
	g.admit(w, r, &session{gateway: g, id: rand.Text()[:16], who: who, plain: plain, credential: credential})
}

// admit takes the connection over and lets melody run it in a goroutine of its
// own, so that net/http's and gin's buffers of the request are freed: they are
// more than half of what an idle connection would cost.
func (g *Gateway) admit(w http.ResponseWriter, r *http.Request, s *session) {
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		refuse(w, err)
		return
	}
	if buffered.Reader.Buffered() > 0 {
		conn.Close() //nolint:errcheck // it spoke before it was answered
		return
	}
	conn.SetDeadline(time.Time{}) //nolint:errcheck // net/http's deadlines end here
	upgrade := handshakeOf(r)
	s.raw = conn
	s.cork = &corked{Conn: newLingering(conn), buffers: &g.buffers}
	g.open.Add(1)
	g.tidy.connected()
	go func() {
		defer g.open.Add(-1)
		defer func() {
			if p := recover(); p != nil {
				g.cfg.Log.Error("a panic ended a connection", "session", s.id, "panic", p)
				conn.Close() //nolint:errcheck // it is lost either way
			}
		}()
		err := g.melody.HandleRequestWithKeys(&hijacked{conn: s.cork}, upgrade, map[string]any{sessionKey: s})
		if err != nil {
			conn.Close() //nolint:errcheck // the handshake failed
		}
	}()
}

const sessionKey = "s"

func sessionOf(ms *melody.Session) *session { return ms.MustGet(sessionKey).(*session) }

func (g *Gateway) newMelody() *melody.Melody {
	m := melody.New()
	m.Config.MaxMessageSize = wire.MaxClientFrame
	m.Config.MessageBufferSize = melodyQueue
	m.Config.PingPeriod, m.Config.PongWait = g.cfg.PingEvery, g.cfg.Idle
	m.Upgrader = newUpgrader()
	m.HandleConnect(func(ms *melody.Session) { sessionOf(ms).connected(ms) })
	m.HandleDisconnect(func(ms *melody.Session) { sessionOf(ms).disconnected() })
	m.HandleMessage(func(ms *melody.Session, b []byte) { sessionOf(ms).receive(b) })
	m.HandleMessageBinary(func(ms *melody.Session, _ []byte) { sessionOf(ms).Close(wire.CloseBadFrame, wire.ReasonBadFrame) })
	m.HandleSentMessage(func(ms *melody.Session, b []byte) { sessionOf(ms).sent(b) })
	m.HandleError(func(ms *melody.Session, err error) { sessionOf(ms).failed(err) })
	return m
}

// refuse answers a request that is not upgraded, as REST does.
func refuse(w http.ResponseWriter, err error) {
	writeProblem(w, desk.AsError(err))
}

var errNoUpgrade = errors.New("the request asks for no WebSocket")

func validHandshake(r *http.Request) error {
	if r.Method != http.MethodGet || !websocket.IsWebSocketUpgrade(r) || r.Header.Get("Sec-Websocket-Version") != "13" || r.Header.Get("Sec-Websocket-Key") == "" {
		return &desk.Error{Code: desk.CodeBadRequest, Detail: "this address speaks WebSocket (RFC 6455, version 13): ask for an upgrade", Cause: errNoUpgrade}
	}
	return nil
}

// dialectOf says whether the connection speaks plain frames: it asks for no
// subprotocol. One that asks for others than kefu.v1 only is refused.
func dialectOf(r *http.Request) (plain bool, err error) {
	asked := websocket.Subprotocols(r)
	if len(asked) == 0 {
		return true, nil
	}
	for _, p := range asked {
		if p == wire.Subprotocol {
			return false, nil
		}
	}
	return false, desk.Errorf(desk.CodeBadRequest, "the subprotocol must be %s, or none for plain frames", wire.Subprotocol)
}
