package chat

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/fanout"
	"kefu/server/journal"
	"kefu/server/presence"
	"kefu/server/store"
	"kefu/server/wire"
)

// node is a desk without sockets: everything behind the gateway, on a real
// database.
type node struct {
	t        *testing.T
	db       *store.DB
	hub      *fanout.Hub
	chat     *Service
	presence *presence.Tracker
}

type signed struct{}

func (signed) URL(id string, _ bool) string { return "/files/" + id }

// uploaded are the files that may be sent, by id.
type uploaded map[string]desk.Attachment

func (u uploaded) Attachment(_ context.Context, _ desk.Principal, id string) (desk.Attachment, error) {
	if a, ok := u[id]; ok {
		return a, nil
	}
	return desk.Attachment{}, desk.Errorf(desk.CodeNotFound, "there is no such file")
}

// newNode starts a node. wrap changes what it reads from the database; bus may
// be nil.
func newNode(t *testing.T, db *store.DB, bus fanout.Bus, wrap func(Records) Records) *node {
	t.Helper()
	n := &node{t: t, db: db}
	n.hub = fanout.NewHub(wire.Encoder{Links: signed{}}, bus, func() int { return 10 })
	n.presence = presence.New(n.hub, n.hub.Board(), func(int64) bool { return false }, time.Hour)
	n.hub.UsePresence(n.presence)
	var records Records = db
	if wrap != nil {
		records = wrap(db)
	}
	files := uploaded{"pic": {ID: "pic", Name: "a.png", Mime: "image/png", Size: 9}, "doc": {ID: "doc", Name: "a.pdf", Mime: "application/pdf", Size: 9}}
	n.chat = New(records, files, n.hub, n.hub.Board(), slog.New(slog.DiscardHandler))
	n.hub.OnRemote(func(p fanout.Progress) {
		n.chat.Heard(p.From, &desk.Conversation{ID: p.Conversation, Rev: p.Rev, LastSeq: p.Seq, CustomerReadSeq: p.CustomerRead, DeskReadSeq: p.DeskRead})
	})
	j := journal.New(journal.Config{Committers: []journal.Committer{db.NewGroupWriter()}, Publish: n.chat.Published, Log: slog.New(slog.DiscardHandler)})
	n.chat.Use(j)
	if bus != nil {
		n.hub.Listen()
	}
	t.Cleanup(func() {
		if err := j.Close(context.Background()); err != nil {
			t.Error(err)
		}
		n.presence.Close()
	})
	return n
}

// run does what happens behind the sends, until it is stopped or the test ends.
func (n *node) run() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		n.chat.Run(ctx)
	}()
	stop = func() { cancel(); <-done }
	n.t.Cleanup(stop)
	return stop
}

// showSummaries does of what run does only that. The watch tells again whatever
// it finds before it was told: what is counted in a test must be told without.
func (n *node) showSummaries() {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		n.chat.summaries.run(ctx)
	}()
	n.t.Cleanup(func() { stop(); <-done })
}

func (n *node) customer(openid string) desk.Principal {
	n.t.Helper()
	c, _, err := n.db.EnsureCustomer(n.t.Context(), desk.Customer{OpenID: openid, Channel: desk.ChannelWeb, Name: "Name of " + openid})
	if err != nil {
		n.t.Fatal(err)
	}
	return c.Principal()
}

func (n *node) agent(name string) desk.Principal {
	n.t.Helper()
	a, err := n.db.CreateAgent(n.t.Context(), desk.Agent{Name: name, Role: desk.RoleAgent, KeyPrefix: name, KeyHash: []byte(name)})
	if err != nil {
		n.t.Fatal(err)
	}
	return a.Principal()
}

// wait waits for what must succeed.
func (n *node) wait(submit func(done func(*desk.Change)) error) *desk.Result {
	n.t.Helper()
	ctx, cancel := context.WithTimeout(n.t.Context(), 30*time.Second)
	defer cancel()
	c, err := Wait(ctx, submit)
	if err != nil {
		n.t.Fatal(err)
	}
	return &c.Result
}

func (n *node) send(who desk.Principal, to Target, clientID, text string) *desk.Result {
	n.t.Helper()
	return n.wait(func(done func(*desk.Change)) error {
		return n.chat.Send(n.t.Context(), who, to, desk.NewMessage{ClientID: clientID, Kind: desk.KindText, Text: text}, "", done)
	})
}

func (n *node) read(who desk.Principal, to Target, seq int64) *desk.Result {
	n.t.Helper()
	return n.wait(func(done func(*desk.Change)) error { return n.chat.Read(n.t.Context(), who, to, seq, done) })
}

func (n *node) recall(who desk.Principal, id string) *desk.Result {
	n.t.Helper()
	return n.wait(func(done func(*desk.Change)) error { return n.chat.Recall(n.t.Context(), who, id, done) })
}

func (n *node) note(who desk.Principal, conversation int64, text string) *desk.Result {
	n.t.Helper()
	return n.wait(func(done func(*desk.Change)) error {
		return n.chat.Note(n.t.Context(), who, desk.FormatID(conversation), desk.NewNote{ClientID: strings.ReplaceAll(text, " ", "_"), Text: text}, done)
	})
}

func (n *node) edit(who desk.Principal, conversation int64, p desk.Patch) *desk.Result {
	n.t.Helper()
	return n.wait(func(done func(*desk.Change)) error { return n.chat.Edit(n.t.Context(), who, conversation, p, done) })
}

func to(id int64) Target { return Target{ConversationID: desk.FormatID(id)} }

func ref[T any](v T) *T { return &v }

// frame is what a session was sent.
type frame map[string]any

func (f frame) at(path ...string) any {
	var v any = map[string]any(f)
	for _, p := range path {
		m, _ := v.(map[string]any)
		v = m[p]
	}
	return v
}

// session is a connection that keeps what it is told.
type session struct {
	t     *testing.T
	id    string
	who   desk.Principal
	plain bool
	mu    sync.Mutex
	got   []frame
	more  chan struct{}
	leave func()
}

var _ fanout.Session = (*session)(nil)

// join connects who.
func (n *node) join(who desk.Principal, plain bool) *session {
	n.t.Helper()
	s := &session{t: n.t, id: fmt.Sprintf("%s-%d-%p", who.Role, who.ID, &who), who: who, plain: plain, more: make(chan struct{}, 1)}
	s.leave = sync.OnceFunc(n.hub.Join(s))
	n.t.Cleanup(s.leave)
	return s
}

func (s *session) ID() string                { return s.id }
func (s *session) Principal() desk.Principal { return s.who }
func (s *session) Plain() bool               { return s.plain }
func (s *session) Rename(string)             {}
func (s *session) Close(code int, reason string) {
	s.keep(frame{"type": "close", "code": code, "reason": reason})
}

func (s *session) Deliver(p *fanout.Packet) {
	if s.plain {
		for _, m := range p.Plain {
			s.decode(m.Frame)
		}
	} else if len(p.Frame) > 0 {
		s.decode(p.Frame)
	}
}

func (s *session) decode(b []byte) {
	var f frame
	if err := json.Unmarshal(b, &f); err != nil {
		s.t.Errorf("told %s: %v", b, err)
	}
	s.keep(f)
}

func (s *session) keep(f frame) {
	s.mu.Lock()
	s.got = append(s.got, f)
	s.mu.Unlock()
	select {
	case s.more <- struct{}{}:
	default: // who waits looks through all of them
	}
}

func (s *session) all() []frame {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]frame(nil), s.got...)
}

// forget drops what was told so far.
func (s *session) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = nil
}

// within waits for a frame; nil if none comes in time.
func (s *session) within(limit time.Duration, fits func(frame) bool) frame {
	timer := time.After(limit)
	for {
		for _, f := range s.all() {
			if fits(f) {
				return f
			}
		}
		select {
		case <-s.more:
		case <-timer:
			return nil
		}
	}
}

// await waits for a frame that must come.
func (s *session) await(what string, fits func(frame) bool) frame {
	s.t.Helper()
	f := s.within(30*time.Second, fits)
	if f == nil {
		s.t.Fatalf("%s %d was never told of %s; told were %v", s.who.Role, s.who.ID, what, s.all())
	}
	return f
}

// message waits for a message with this text.
func (s *session) message(text string) frame {
	s.t.Helper()
	return s.await("the message "+text, func(f frame) bool { return holds(f, text) })
}

func holds(f frame, text string) bool {
	if f["msg"] == text || f["type"] == "message" && f.at("message", "text") == text {
		return true
	}
	ms, _ := f["messages"].([]any)
	for _, m := range ms {
		if frame(m.(map[string]any)).at("text") == text {
			return true
		}
	}
	return false
}

func ofType(kind string) func(frame) bool { return func(f frame) bool { return f["type"] == kind } }

// types lists the types of what was told, once each.
func (s *session) types() map[string]int {
	out := map[string]int{}
	for _, f := range s.all() {
		name, _ := f["type"].(string)
		out[name]++
	}
	return out
}
