package fanout

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/wire"
)

type signed struct{}

func (signed) URL(id string, _ bool) string { return "/files/" + id }

// nobody is a presence that nobody asks.
type nobody struct{}

func (nobody) Join(desk.Principal, bool)    {}
func (nobody) Leave(desk.Principal, bool)   {}
func (nobody) Online(desk.Side, int64) bool { return false }
func (nobody) Customers() int               { return 0 }
func (nobody) OnlineCustomers() []int64     { return nil }
func (nobody) Page(int64) *desk.Page        { return nil }

func newHub(bus Bus, maxEach int) *Hub {
	h := NewHub(wire.Encoder{Links: signed{}}, bus, func() int { return maxEach })
	h.UsePresence(nobody{})
	return h
}

// session is a connection that keeps what it is told.
type session struct {
	id     string
	who    desk.Principal
	plain  bool
	mu     sync.Mutex
	frames []string
	closed string
	times  int
	more   chan struct{}
}

func newSession(id string, who desk.Principal) *session {
	return &session{id: id, who: who, more: make(chan struct{}, 1)}
}

func (s *session) ID() string                { return s.id }
func (s *session) Principal() desk.Principal { return s.who }
func (s *session) Plain() bool               { return s.plain }
func (s *session) Rename(string)             {}

func (s *session) Deliver(p *Packet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.plain {
		for _, m := range p.Plain {
			s.frames = append(s.frames, string(m.Frame))
		}
	} else if len(p.Frame) > 0 {
		s.frames = append(s.frames, string(p.Frame))
	}
	s.ring()
}

func (s *session) Close(code int, reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = fmt.Sprint(code, " ", reason)
	s.times++
	s.ring()
}

// ring wakes who waits; nobody may.
func (s *session) ring() {
	select {
	case s.more <- struct{}{}:
	default:
	}
}

// texts lists the texts of the messages and announcements that were told.
func (s *session) texts() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, b := range s.frames {
		var f struct {
			Msg, Text string
			Message   struct{ Text string }
			Messages  []struct{ Text string }
		}
		if err := json.Unmarshal([]byte(b), &f); err != nil {
			panic(err)
		}
		for _, text := range []string{f.Msg, f.Text, f.Message.Text} {
			if text != "" {
				out = append(out, text)
			}
		}
		for _, m := range f.Messages {
			out = append(out, m.Text)
		}
	}
	return out
}

// await waits until ok.
func (s *session) await(t *testing.T, what string, ok func() bool) {
	t.Helper()
	limit := time.After(time.Minute)
	for !ok() {
		select {
		case <-s.more:
		case <-limit:
			t.Fatalf("%s: never %s; told %v", s.id, what, s.texts())
		}
	}
}

func (s *session) hears(t *testing.T, text string) {
	t.Helper()
	s.await(t, "told "+text, func() bool {
		for _, x := range s.texts() {
			if x == text {
				return true
			}
		}
		return false
	})
}

func customer(id int64) desk.Principal {
	return desk.Principal{Role: desk.RoleCustomer, ID: id, OpenID: fmt.Sprint("o-", id)}
}

func agent(id int64) desk.Principal {
	return desk.Principal{Role: desk.RoleAgent, ID: id, Name: fmt.Sprint("Agent ", id), Epoch: 1}
}

// said is the news of one message.
func said(conversation, seq int64, by desk.Principal, text string) desk.News {
	m := &desk.Message{ConversationID: conversation, OpenID: fmt.Sprint("o-", conversation), Seq: seq, Kind: desk.KindText, Text: text,
		Sender: desk.Sender{Role: by.Role.Sender(), ID: by.ID}, CreatedAt: time.Unix(1e9, 0)}
	return desk.News{Conversation: desk.Conversation{ID: conversation, LastSeq: seq, Rev: seq}, OpenID: m.OpenID, RevFrom: seq - 1, RevTo: seq, Messages: []*desk.Message{m}}
}
