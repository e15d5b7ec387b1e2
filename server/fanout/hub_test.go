package fanout

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"kefu/server/desk"
	"kefu/server/wire"
)

// TestOneConnectionTooManyClosesTheOldest: each identity for itself, each
// session once, also when many come before the first one has left.
func TestOneConnectionTooManyClosesTheOldest(t *testing.T) {
	for _, who := range []desk.Principal{customer(7), agent(7)} {
		h := newHub(nil, 3)
		others := []*session{newSession("other customer", customer(8)), newSession("other agent", agent(8))}
		if who.IsCustomer() {
			others = append(others, newSession("agent of the same number", agent(7)))
		} else {
			others = append(others, newSession("customer of the same number", customer(7)))
		}
		for _, s := range others {
			h.Join(s)
		}
		var mine []*session
		var leave []func()
		for i := range 6 {
			s := newSession(fmt.Sprint(i), who)
			mine = append(mine, s)
			leave = append(leave, h.Join(s))
		}
		for i, s := range mine {
			want := ""
			if i < 3 {
				want = "4009 too_many_connections"
			}
			if s.closed != want || s.times > 1 {
				t.Errorf("%s: connection %d is closed %d times with %q, not %q", who.Role, i, s.times, s.closed, want)
			}
		}
		for _, s := range others {
			if s.closed != "" {
				t.Errorf("%s was closed: %s", s.id, s.closed)
			}
		}
		for _, l := range leave { // those that were closed leave as well
			l()
		}
		last := newSession("last", who)
		h.Join(last)
		if last.closed != "" {
			t.Errorf("closed although nobody else is there: %s", last.closed)
		}
	}
}

func TestWhoIsHere(t *testing.T) {
	h := newHub(nil, 5)
	if h.AgentsHere() || h.Concerned(7) {
		t.Error("somebody is here before they came")
	}
	leaveCustomer := h.Join(newSession("c", customer(7)))
	if h.AgentsHere() || !h.Concerned(7) || h.Concerned(8) || !slices.Equal(h.CustomersHere(), []int64{7}) {
		t.Errorf("customers %v", h.CustomersHere())
	}
	leaveAgent := h.Join(newSession("a", agent(7)))
	if !h.AgentsHere() || !h.Concerned(8) {
		t.Error("an agent is concerned by every conversation")
	}
	leaveAgent()
	leaveCustomer()
	if h.AgentsHere() || h.Concerned(7) || len(h.CustomersHere()) > 0 {
		t.Error("somebody is here after they left")
	}
}

func TestRevoke(t *testing.T) {
	h := newHub(nil, 5)
	a1, a2, b, c := newSession("a1", agent(7)), newSession("a2", agent(7)), newSession("b", agent(8)), newSession("c", customer(7))
	for _, s := range []*session{a1, a2, b, c} {
		h.Join(s)
	}
	h.RevokeAgent(7)
	if a1.closed != "1008 revoked" || a2.closed != "1008 revoked" || b.closed+c.closed != "" {
		t.Errorf("%q %q %q %q", a1.closed, a2.closed, b.closed, c.closed)
	}
	h.RecheckAgents(func(who desk.Principal) bool { return who.ID != 8 })
	if b.closed != "1008 revoked" {
		t.Errorf("%q", b.closed)
	}
	d := newSession("d", customer(9))
	h.Join(d)
	if n := h.CloseAll(wire.CloseGoingAway, wire.ReasonGoingAway); n != 5 || d.closed != "1001 going_away" {
		t.Errorf("%d sessions, %q", n, d.closed)
	}
}

func TestAudiences(t *testing.T) {
	h := newHub(nil, 5)
	a, b, li, other := newSession("a", agent(1)), newSession("b", agent(2)), newSession("li", customer(1)), newSession("other", customer(2))
	plain := newSession("plain", customer(2))
	plain.plain = true
	all := []*session{a, b, li, other, plain}
	for _, s := range all {
		h.Join(s)
	}
	for _, c := range []struct {
		p    Packet
		want []*session
	}{
		{Packet{To: ToAgents}, []*session{a, b}}, {Packet{To: ToAgent, ID: 2}, []*session{b}}, {Packet{To: ToCustomer, ID: 1}, []*session{li}},
		{Packet{To: ToCustomer, ID: 3}, nil}, {Packet{To: ToCustomers}, []*session{li, other, plain}}, {Packet{To: ToCustomers, Except: "li"}, []*session{other, plain}},
		{Packet{To: "nobody"}, nil},
	} {
		c.p.Frame, c.p.Plain = []byte(`{"text":"x"}`), []PlainMessage{{Frame: []byte(`{"msg":"x"}`)}}
		h.deliver(&c.p)
		for _, s := range all {
			if heard := len(s.frames) > 0; heard != slices.Contains(c.want, s) {
				t.Errorf("%s %d: %s heard %v", c.p.To, c.p.ID, s.id, s.frames)
			}
			s.frames = nil
		}
	}
	h.ToCustomer(2, wire.Announcement{Type: wire.TypeAnnouncement, ID: "1", Text: "closed tomorrow"})
	if fmt.Sprint(other.texts(), plain.texts(), li.texts()) != "[closed tomorrow] [closed tomorrow] []" || plain.frames[0] != `{"msg":"closed tomorrow"}` {
		t.Errorf("%v %v %v", other.texts(), plain.frames, li.texts())
	}
}

// TestCatchUpStaysUnderTheFrameLimit: many messages of the largest size are
// told in several frames, in order.
func TestCatchUpStaysUnderTheFrameLimit(t *testing.T) {
	h := newHub(nil, 5)
	a, li := newSession("a", agent(1)), newSession("li", customer(1))
	h.Join(a)
	h.Join(li)
	var long []rune
	for range desk.MaxTextChars {
		long = append(long, '<') // six bytes each in JSON
	}
	n := said(1, 1, customer(1), string(long))
	for seq := int64(2); seq <= 200; seq++ {
		n.Messages = append(n.Messages, said(1, seq, customer(1), string(long)).Messages[0])
	}
	h.TellHere([]desk.News{n}, 0)
	for _, s := range []*session{a, li} {
		if got := len(s.texts()); got != 200 {
			t.Errorf("%s heard %d messages", s.id, got)
		}
		for _, f := range s.frames {
			if len(f) >= wire.MaxServerFrame {
				t.Errorf("a frame of %d bytes", len(f))
			}
		}
	}
}

// TestHubUnderTraffic: comings and goings while much is told, under the race detector.
func TestHubUnderTraffic(t *testing.T) {
	h := newHub(nil, 4)
	stay := newSession("stay", agent(1))
	h.Join(stay)
	var working sync.WaitGroup
	for w := range 4 {
		working.Go(func() {
			for i := range 200 {
				s := newSession(fmt.Sprint(w, "-", i), customer(int64(i%5)))
				if i%3 == 0 {
					s = newSession(s.id, agent(int64(2+i%5)))
				}
				leave := h.Join(s)
				h.Tell([]desk.News{said(int64(i%5), int64(i+1), agent(1), fmt.Sprint(w, "-", i))}, 0)
				h.TellTyping(customer(1), 1, false)
				h.Concerned(3)
				leave()
			}
		})
	}
	working.Wait()
	if n := len(stay.texts()); n != 800 {
		t.Errorf("heard %d of 800", n)
	}
	if len(h.CustomersHere()) > 0 {
		t.Errorf("%v are left", h.CustomersHere())
	}
}
