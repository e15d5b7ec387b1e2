package gateway

import (
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"kefu/server/desk"
	"kefu/server/fanout"
	"kefu/server/limit"
	"kefu/server/wire"

	"github.com/gorilla/websocket"
	"github.com/olahol/melody"
)

// session is one connection.
type session struct {
	gateway    *Gateway
	id         string
	who        desk.Principal // as admitted; see Principal
	renamed    atomic.Pointer[string]
	plain      bool
	credential string // until it was checked again
	ms         *melody.Session
	raw        net.Conn
	cork       *corked // over raw
	frames     *limit.Frames

	leave, gone func()
	expiry      *time.Timer

	// Until the welcome is written what is delivered waits in held.
	mu       sync.Mutex
	welcomed bool
	held     []*fanout.Packet

	seq, rev atomic.Int64 // how far a customer was told

	closing atomic.Bool // a close frame is on its way, or will be
	queue   queue
	plainly *plainView // of the plain dialect
}

// ID implements fanout.Session.
func (s *session) ID() string { return s.id }

// Principal implements fanout.Session: who it is, by the name that they have now.
func (s *session) Principal() desk.Principal {
	who := s.who
	if name := s.renamed.Load(); name != nil {
		who.Name = *name
	}
	return who
}

// Rename implements fanout.Session.
func (s *session) Rename(name string) { s.renamed.Store(&name) }

// Plain implements fanout.Session.
func (s *session) Plain() bool { return s.plain }

// connected runs before anything is read or written: what is written here
// waits in melody's queue.
func (s *session) connected(ms *melody.Session) {
	g := s.gateway
	ms.Request = nil // of no more use
	s.ms = ms
	g.cfg.Meter.Connected(s.who.Role)
	s.frames = limit.NewFrames(s.perSecond(), time.Now)
	s.queue.session, s.queue.max = s, agentBacklog
	if s.who.IsCustomer() {
		s.queue.max = g.cfg.CustomerBacklog
	}
	s.cork.more = s.queue.more
	if s.plain {
		s.plainly = newPlainView(s)
	}
	s.leave = g.cfg.Hub.Join(s)
	if g.draining.Load() { // the hub may have told all to go already
		s.Close(wire.CloseGoingAway, wire.ReasonGoingAway)
	}
	// On a stack of its own: this goroutine goes on to read, and would keep for
	// as long as the connection lasts what the database's driver takes for a moment.
	arrived := make(chan struct{})
	go func() {
		defer close(arrived)
		s.arrive()
	}()
	<-arrived
}

// arrive welcomes the connection, or ends it.
func (s *session) arrive() {
	g := s.gateway
	defer func() {
		if p := recover(); p != nil {
			g.cfg.Log.Error("a panic while welcoming a connection", "session", s.id, "panic", p)
			s.Close(wire.CloseGoingAway, wire.ReasonGoingAway)
		}
	}()
	ctx, cancel := s.request(requestWithin)
	defer cancel()
	if err := s.welcome(ctx); err != nil {
		g.cfg.Log.Warn("cannot welcome a connection", "session", s.id, "error", err)
		s.Close(wire.CloseGoingAway, wire.ReasonGoingAway)
		return
	}
	if !s.who.ExpiresAt.IsZero() {
		s.expiry = time.AfterFunc(s.who.ExpiresAt.Sub(s.gateway.cfg.Now()), func() { s.Close(wire.ClosePolicy, wire.ReasonTokenExpired) })
	}
	s.checkAgain(ctx)
}

// perSecond is how many frames a second the session may send now; 0: any number.
func (s *session) perSecond() int {
	if !s.gateway.cfg.RateLimits {
		return 0
	}
	return s.gateway.cfg.Limits().frames(s.who)
}

// checkAgain ends the session of an agent who was disabled between the check
// of the credential and the moment from which a revocation finds the session.
func (s *session) checkAgain(ctx context.Context) {
	credential := s.credential
	s.credential = ""
	if s.who.IsCustomer() {
		return
	}
	if _, err := s.gateway.cfg.Auth.Authenticate(ctx, credential, ""); desk.CodeOf(err) == desk.CodeUnauthorized {
		s.Close(wire.ClosePolicy, wire.ReasonRevoked)
	}
}

func (s *session) disconnected() {
	g := s.gateway
	s.closing.Store(true)
	s.leave()
	if s.gone != nil {
		s.gone()
	}
	if s.expiry != nil {
		s.expiry.Stop()
	}
	g.cfg.Chat.Leave(s.id)
	g.cfg.Meter.Disconnected(s.who.Role)
}

// Deliver implements fanout.Session.
func (s *session) Deliver(p *fanout.Packet) {
	s.mu.Lock()
	if !s.welcomed {
		s.held = append(s.held, p)
		s.mu.Unlock()
		return
	}
	s.mu.Unlock()
	s.write(p)
}

func (s *session) write(p *fanout.Packet) {
	if p.Seq > 0 || p.Rev > 0 {
		raise(&s.seq, p.Seq)
		raise(&s.rev, p.Rev)
	}
	if s.plain {
		for _, m := range p.Plain {
			s.plainly.show(m)
		}
		return
	}
	if len(p.Frame) > 0 {
		s.push(p.Frame)
	}
}

// raise sets v to at least n.
func raise(v *atomic.Int64, n int64) {
	for {
		old := v.Load()
		if old >= n || v.CompareAndSwap(old, n) {
			return
		}
	}
}

// release lets through what was held back during the welcome.
func (s *session) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.held {
		s.write(p)
	}
	s.held, s.welcomed = nil, true
}

// push writes a frame behind those before it.
func (s *session) push(frame []byte) { s.queue.push(outgoing{frame: frame}) }

// answer pushes the frame that answers a client's.
func (s *session) answer(frame any) { s.push(wire.Encode(frame)) }

// Close implements fanout.Session. The close frame goes out behind what was
// written before it.
func (s *session) Close(code int, reason string) { s.queue.close(code, reason) }

// failed is told of every error of the connection.
func (s *session) failed(err error) {
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		// Nothing was heard for too long, or nothing could be written.
		s.lastWord(wire.CloseIdle, wire.ReasonIdle)
	}
}

// lastWord writes a close frame past the queue: the connection ends right after.
func (s *session) lastWord(code int, reason string) {
	if s.closing.CompareAndSwap(false, true) {
		s.ms.WebsocketConnection().WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason), time.Now().Add(time.Second)) //nolint:errcheck // it may be dead
	}
}

// heard extends the time until silence counts as idle.
func (s *session) heard() {
	s.ms.WebsocketConnection().SetReadDeadline(time.Now().Add(s.gateway.cfg.Idle)) //nolint:errcheck // a dead connection says so when read
}

// sent is told of each frame that was written.
func (s *session) sent([]byte) {
	o, idle := s.queue.sent()
	if s.plainly != nil {
		s.plainly.sent(o, idle)
	}
}

// known reports whether agents know of whom the session is: a customer who has
// written nothing stands in no list.
func (s *session) known() bool { return !s.who.IsCustomer() || s.seq.Load() > 0 }
