package fanout

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"kefu/server/desk"
)

// lossy loses some of what its node publishes.
type lossy struct {
	Bus
	chance atomic.Int32 // of a hundred
	sent   atomic.Int64
}

func (l *lossy) Publish(to string, payload []byte) {
	l.sent.Add(1)
	if rand.Int32N(100) >= l.chance.Load() {
		l.Bus.Publish(to, payload)
	}
}

// boards are n nodes' boards on a bus that loses as many of a hundred payloads.
func boards(t *testing.T, n int, chance int32) ([]*Board, []*lossy) {
	t.Helper()
	bus := new(MemoryBus)
	var all []*Board
	var ends []*lossy
	for range n {
		end := &lossy{Bus: bus.Node()}
		end.chance.Store(chance)
		b := NewBoard(end)
		all, ends = append(all, b), append(ends, end)
		end.Subscribe(func(from string, p []byte) { b.receive(from, p[1:]) }, b.listening)
		b.Open()
		t.Cleanup(func() { b.Close(); end.Close() }) //nolint:errcheck // it never fails
	}
	return all, ends
}

// copies reports whether b's copy of a node is what that node says.
func copies(b, of *Board) bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	of.mu.RLock()
	defer of.mu.RUnlock()
	p := b.peers[of.bus.Self()]
	if p == nil || !p.whole || p.facts.size() != of.mine.size() {
		return false
	}
	for _, shelf := range of.mine {
		for k, v := range shelf {
			if string(p.facts.get(k)) != string(v) || !slices.Contains(b.places[k.kind][k.id], of.bus.Self()) {
				return false
			}
		}
	}
	n := 0
	for _, ids := range b.places {
		for _, nodes := range ids {
			if slices.Contains(nodes, of.bus.Self()) {
				n++
			}
		}
	}
	return n == of.mine.size()
}

func agree(all []*Board) bool {
	for _, b := range all {
		for _, of := range all {
			if b != of && !copies(b, of) {
				return false
			}
		}
	}
	return true
}

// TestBoardsAgree: three nodes that set and take back facts at random on a bus
// that loses a third of everything end with true copies of each other, and who
// watches knows the last of every fact.
func TestBoardsAgree(t *testing.T) {
	all, ends := boards(t, 3, 33)
	var mu sync.Mutex
	last := map[int64]int{} // as the first node's watcher saw it
	all[0].watch['x'] = func(id int64) {
		mu.Lock()
		defer mu.Unlock()
		last[id] = len(all[0].Others('x', id))
	}
	var work sync.WaitGroup
	for n, b := range all {
		work.Add(1)
		go func() {
			defer work.Done()
			for i := range 3000 {
				var value json.RawMessage
				if rand.IntN(3) > 0 {
					value = fmt.Appendf(nil, "%d", i)
				}
				b.Set("xy"[rand.IntN(2)], int64(rand.IntN(200*(n+1))), value)
				if i%100 == 0 {
					time.Sleep(time.Millisecond)
				}
			}
		}()
	}
	work.Wait()
	for _, e := range ends {
		e.chance.Store(0)
	}
	eventually(t, "the boards agree", func() bool { return agree(all) })
	// Watchers are told right after the board has changed.
	eventually(t, "the watcher knows what the board knows", func() bool {
		mu.Lock()
		defer mu.Unlock()
		for id, n := range last {
			if len(all[0].Others('x', id)) != n {
				return false
			}
		}
		return true
	})
}

// TestBoardTellsNewcomersEverything: also when it takes several payloads, and
// until then the node is taken to have anything.
func TestBoardTellsNewcomersEverything(t *testing.T) {
	bus := new(MemoryBus)
	open := func() *Board {
		end := bus.Node()
		b := NewBoard(end)
		end.Subscribe(func(from string, p []byte) { b.receive(from, p[1:]) }, b.listening)
		b.Open()
		t.Cleanup(func() { b.Close(); end.Close() }) //nolint:errcheck // it never fails
		return b
	}
	a := open()
	for i := range int64(2*boardPart + 17) {
		a.Set('x', i, yes)
	}
	b := open()
	eventually(t, "the boards agree", func() bool { return agree([]*Board{a, b}) })
	if nodes := b.Hearing(nil, 'x', 2*boardPart); !slices.Equal(nodes, []string{a.bus.Self()}) {
		t.Errorf("who hears: %v", nodes)
	}
	if nodes := b.Hearing(nil, 'x', -1); len(nodes) > 0 {
		t.Errorf("who hears of what nobody has: %v", nodes)
	}
	// A node of which nothing is known yet may have anything.
	c := NewBoard(bus.Node())
	c.receive("stranger", []byte(`{"k":"beat","q":7}`))
	if nodes := c.Hearing(nil, 'x', -1); !slices.Equal(nodes, []string{"stranger"}) {
		t.Errorf("who may hear: %v", nodes)
	}
}

// TestBoardForgetsTheDead: their facts go, and who watches is told; a newcomer
// whom nobody has listed yet stays.
func TestBoardForgetsTheDead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // nobody is heard between two lines of it
		all, _ := boards(t, 3, 0)
		var went atomic.Int64
		all[0].watch['x'] = func(id int64) {
			if len(all[0].Others('x', id)) == 0 {
				went.Store(id)
			}
		}
		all[1].Set('x', 5, yes)
		all[2].Set('x', 5, yes)
		all[2].Set('x', 6, yes)
		eventually(t, "the boards agree", func() bool { return agree(all) })
		names := []string{all[0].bus.Self(), all[1].bus.Self(), all[2].bus.Self()}
		all[0].Alive(names[:1])
		if got := all[0].Nodes(); len(got) != 2 {
			t.Errorf("newcomers were taken off: %v are left", got)
		}
		all[0].Alive(names)
		all[0].Alive(names[:1])
		if got := all[0].Nodes(); len(got) != 2 || went.Load() != 0 {
			t.Errorf("nodes that are heard were taken off, as if their leases told all: %v are left", got)
		}
		all[0].mu.Lock()
		all[0].peers[names[2]].heard = time.Now().Add(-quiet)
		all[0].mu.Unlock()
		all[0].Alive(names[:2])
		if got := all[0].Nodes(); !slices.Equal(got, names[1:2]) {
			t.Errorf("%v are left", got)
		}
		if all[0].Others('x', 6) != nil || len(all[0].Others('x', 5)) != 1 || went.Load() != 6 {
			t.Errorf("the dead one still says %s, told of %d", all[0].Others('x', 6), went.Load())
		}
		// It was not dead, only quiet: all that it says comes back.
		eventually(t, "it is known again", func() bool { return copies(all[0], all[2]) })
	})
}

// TestNewsGoWhereTheyAreHeard: a node without agents gets only its own
// customers' news, a node without anybody concerned none.
func TestNewsGoWhereTheyAreHeard(t *testing.T) {
	bus := new(MemoryBus)
	var hubs []*Hub
	var ends []*lossy
	heard := make([]chan Progress, 3)
	for i := range 3 {
		ends = append(ends, &lossy{Bus: bus.Node()})
		hubs = append(hubs, newHub(ends[i], 5))
		heard[i] = make(chan Progress, 100)
		hubs[i].OnRemote(func(p Progress) { heard[i] <- p })
	}
	han, li, wu := newSession("han", agent(1)), newSession("li", customer(7)), newSession("wu", customer(8))
	hubs[1].Join(han)
	hubs[1].Join(li)
	leave := hubs[2].Join(wu)
	for i, h := range hubs {
		h.Listen()
		t.Cleanup(func() { h.board.Close(); ends[i].Close() }) //nolint:errcheck // it never fails
	}
	for _, pair := range [][2]*Hub{{hubs[0], hubs[1]}, {hubs[0], hubs[2]}, {hubs[1], hubs[2]}} {
		knowEachOther(t, pair)
	}
	hubs[0].Tell([]desk.News{said(7, 1, agent(9), "for li"), said(8, 1, agent(9), "for wu"), said(9, 1, agent(9), "for nobody")}, 0)
	li.hears(t, "for li")
	wu.hears(t, "for wu")
	han.hears(t, "for nobody")
	if got := fmt.Sprint(li.texts(), wu.texts(), han.texts()); got != "[for li] [for wu] [for li for wu for nobody]" {
		t.Errorf("they heard %s", got)
	}
	for i, want := range []int{0, 3, 1} {
		eventually(t, fmt.Sprintf("node %d knows how far it is", i), func() bool { return len(heard[i]) >= want })
		if len(heard[i]) != want {
			t.Errorf("node %d heard of %d conversations, not %d", i, len(heard[i]), want)
		}
	}
	leave()
	eventually(t, "nobody is concerned", func() bool { return !hubs[0].anyElsewhere(8) && !hubs[1].anyElsewhere(8) })
	hubs[1].Tell([]desk.News{said(8, 2, agent(9), "wu has left")}, 0)
	hubs[1].Tell([]desk.News{said(7, 2, agent(9), "behind it")}, 0)
	li.hears(t, "behind it")
	if len(wu.texts()) != 1 || len(heard[2]) != 1 {
		t.Errorf("the node without anybody heard: %v, %d", wu.texts(), len(heard[2]))
	}
}

// TestNewsForWhomTheSenderDidNotKnow: a customer who has just come to this node
// gets no news from another yet; what agents here heard says nothing of that,
// so the watch must not think that all was told.
func TestNewsForWhomTheSenderDidNotKnow(t *testing.T) {
	h := newHub(nil, 5)
	var heard []Progress
	h.OnRemote(func(p Progress) { heard = append(heard, p) })
	h.Join(newSession("han", agent(1)))
	for _, to := range []audience{forAgents, forCustomer, forAgents | forCustomer} {
		b, err := json.Marshal(envelope{Progress: []sentProgress{{Progress{Conversation: 7, Rev: int64(to)}, to}}})
		if err != nil {
			t.Fatal(err)
		}
		h.receive(b)
	}
	h.Join(newSession("li", customer(7)))
	h.receive([]byte(`{"p":[],"n":[{"c":7,"rev":9,"for":1}]}`))
	h.receive([]byte(`{"p":[],"n":[{"c":7,"rev":10,"for":3}]}`))
	var revs []int64
	for _, p := range heard {
		revs = append(revs, p.Rev)
	}
	if !slices.Equal(revs, []int64{1, 3, 10}) {
		t.Errorf("believed %v", revs)
	}
}
