package fanout

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// shelf is a database's table as nodes use it, in this process.
type shelf struct {
	mu      sync.Mutex
	entries map[string][][]byte
	away    bool
}

func (s *shelf) WriteGossip(_ context.Context, node string, number int64, payload []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return errors.New("away")
	}
	for int64(len(s.entries[node])) < number {
		s.entries[node] = append(s.entries[node], nil) // what was not written
	}
	s.entries[node][number-1] = append([]byte(nil), payload...)
	return nil
}

func (s *shelf) ReadGossip(_ context.Context, node string, after int64) (payloads [][]byte, last int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return nil, after, errors.New("away")
	}
	for i, p := range s.entries[node] {
		if int64(i) >= after && p != nil {
			payloads, after = append(payloads, p), int64(i)+1
		}
	}
	return payloads, after, nil
}

func (s *shelf) DropGossip(_ context.Context, node string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.entries, node)
	return nil
}

// TestTheDatabaseStandsInForTheBus: boards that a bus has parted agree again by
// the database, within two rounds when little was lost, also when the database
// was away for some of them; and when the bus is back, nothing is left there.
func TestTheDatabaseStandsInForTheBus(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus, table := new(MemoryBus), &shelf{entries: map[string][][]byte{}}
		var all []*Board
		var ends []*lossy
		var spares []*Spare
		var names []string
		for range 3 {
			end := &lossy{Bus: bus.Node()}
			s := NewSpare(end, table)
			b := NewBoard(s)
			s.Subscribe(func(from string, p []byte) { b.receive(from, p[1:]) }, b.listening)
			b.Open()
			all, ends, spares, names = append(all, b), append(ends, end), append(spares, s), append(names, end.Self())
			defer func() { b.Close(); end.Close() }() //nolint:errcheck // it never fails
		}
		rounds := func(n int) {
			for range n {
				time.Sleep(2 * time.Second)
				for i, s := range spares {
					all[i].Slow(true)
					if err := s.Exchange(t.Context(), names); err != nil && !table.away {
						t.Error(err)
					}
				}
			}
		}
		for i := range int64(5000) {
			all[0].Set('x', i, yes)
		}
		time.Sleep(5 * time.Second)
		if !agree(all) {
			t.Fatal("the boards don't agree while all is well")
		}
		for _, e := range ends {
			e.chance.Store(100)
		}
		all[0].Set('x', 1, nil) // lost before anybody notices
		time.Sleep(time.Second)
		rounds(1)
		for i := range int64(100) {
			all[1].Set('x', i, yes)
			all[0].Set('x', 2*i, nil)
		}
		rounds(6)
		if !agree(all) {
			t.Error("the boards don't agree by the database")
		}
		size := 0
		for _, entries := range table.entries {
			for _, e := range entries {
				size += len(e)
			}
		}
		if size > 50_000 {
			t.Errorf("%d bytes went through the database for some hundred changes", size)
		}
		table.away = true
		all[2].Set('y', 1, yes)
		rounds(3)
		table.away = false
		rounds(8)
		if !agree(all) {
			t.Error("the boards don't agree after the database was away")
		}
		for i, e := range ends {
			e.chance.Store(0)
			all[i].Slow(false)
			if err := spares[i].Rest(t.Context()); err != nil {
				t.Error(err)
			}
		}
		all[1].Set('y', 2, yes)
		time.Sleep(15 * time.Second)
		if !agree(all) || len(table.entries) > 0 {
			t.Errorf("the bus is back: they agree: %v; %d nodes' entries are left", agree(all), len(table.entries))
		}
	})
}

// TestLargeTellingsAreSeveralEntries: and come whole.
func TestLargeTellingsAreSeveralEntries(t *testing.T) {
	table := &shelf{entries: map[string][][]byte{}}
	bus := new(MemoryBus)
	a, b := NewSpare(bus.Node(), table), NewSpare(bus.Node(), table)
	if err := a.Exchange(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	var got []string
	b.heard = func(_ string, p []byte) { got = append(got, string(p[1:len(p)-1])) }
	var want []string
	for i := range 30 {
		text := fmt.Sprintf("%0*d", 200_000+i, i)
		want = append(want, text)
		a.Publish(Everybody, []byte(string(boardPayload)+text))
		a.Publish("one", []byte(string(boardPayload)+"not for all"))
		a.Publish(Everybody, []byte(string(newsPayload)+"no gossip"))
	}
	for _, s := range []*Spare{a, b} {
		if err := s.Exchange(t.Context(), []string{a.Self(), b.Self()}); err != nil {
			t.Fatal(err)
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%d of %d came, or others", len(got), len(want))
	}
	for _, e := range table.entries[a.Self()] {
		if len(e) > gossipEntry {
			t.Errorf("an entry of %d bytes", len(e))
		}
	}
}
