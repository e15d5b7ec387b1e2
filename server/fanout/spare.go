package fanout

import (
	"bytes"
	"context"
	"sync"
	"sync/atomic"
)

// GossipRecords keep for a while what boards tell each other, in the database.
type GossipRecords interface {
	// WriteGossip adds a node's entry under its next number, from 1.
	WriteGossip(ctx context.Context, node string, number int64, payload []byte) error
	// ReadGossip returns a node's entries after a number, in order, and the
	// number of the last.
	ReadGossip(ctx context.Context, node string, after int64) (payloads [][]byte, last int64, err error)
	// DropGossip forgets what a node wrote.
	DropGossip(ctx context.Context, node string) error
}

// Spare is a bus that the database stands in for while it does not carry, or
// not for every node: slowly, at the pace of Exchange, and only for what boards
// tell each other. Messages the watch finds by itself.
type Spare struct {
	Bus
	records GossipRecords
	heard   func(from string, payload []byte)
	on      atomic.Bool
	wrote   bool // entries of this node's are in the database

	mu      sync.Mutex
	waiting []byte // what is to be written, a line for each payload

	number    int64            // of the entry that was written last
	read      map[string]int64 // up to which number, of each other node
	oneAtOnce sync.Mutex       // over heard and listening
}

const (
	// gossipEntry bounds one entry, and gossipWaits what waits to be written:
	// more is lost, as on any bus, and asked for again.
	gossipEntry = 1 << 20
	gossipWaits = 64 << 20
)

// NewSpare returns a bus with the database behind it.
func NewSpare(b Bus, r GossipRecords) *Spare {
	return &Spare{Bus: b, records: r, read: map[string]int64{}}
}

// Publish implements Bus.
func (s *Spare) Publish(to string, payload []byte) {
	if s.on.Load() && to == Everybody && len(payload) > 0 && payload[0] == boardPayload {
		s.mu.Lock()
		if len(s.waiting)+len(payload) < gossipWaits {
			s.waiting = append(append(s.waiting, payload[1:]...), '\n') // JSON holds no line's end
		}
		s.mu.Unlock()
	}
	s.Bus.Publish(to, payload)
}

// Subscribe implements Bus.
func (s *Spare) Subscribe(heard func(string, []byte), listening func()) {
	s.heard = func(from string, payload []byte) {
		s.oneAtOnce.Lock()
		defer s.oneAtOnce.Unlock()
		heard(from, payload)
	}
	s.Bus.Subscribe(s.heard, func() {
		s.oneAtOnce.Lock()
		defer s.oneAtOnce.Unlock()
		listening()
	})
}

// Exchange writes what this node has to say since the last time and hears what
// the living others wrote. Not to be called twice at once, nor with Rest.
func (s *Spare) Exchange(ctx context.Context, living []string) error {
	s.on.Store(true)
	if err := s.write(ctx); err != nil {
		return err
	}
	for _, node := range living {
		if node == s.Self() {
			continue
		}
		payloads, last, err := s.records.ReadGossip(ctx, node, s.read[node])
		if err != nil {
			return err
		}
		s.read[node] = last
		for _, p := range payloads {
			s.hear(node, p)
		}
	}
	return nil
}

// hear takes an entry apart.
func (s *Spare) hear(from string, entry []byte) {
	for line := range bytes.Lines(entry) {
		s.heard(from, append([]byte{boardPayload}, line...))
	}
}

func (s *Spare) write(ctx context.Context) error {
	s.mu.Lock()
	all := s.waiting
	s.waiting = nil
	s.mu.Unlock()
	for len(all) > 0 {
		end := len(all)
		if end > gossipEntry { // at the end of a line
			if end = bytes.LastIndexByte(all[:gossipEntry], '\n') + 1; end == 0 {
				end = bytes.IndexByte(all, '\n') + 1
			}
		}
		s.number++
		s.wrote = true
		if err := s.records.WriteGossip(ctx, s.Self(), s.number, all[:end]); err != nil {
			return err
		}
		all = all[end:]
	}
	return nil
}

// Rest ends the exchange: the bus carries again, for all.
func (s *Spare) Rest(ctx context.Context) error {
	s.on.Store(false)
	s.mu.Lock()
	s.waiting = nil
	s.mu.Unlock()
	clear(s.read)
	if !s.wrote {
		return nil
	}
	err := s.records.DropGossip(ctx, s.Self())
	s.wrote = err != nil
	return err
}
