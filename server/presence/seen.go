package presence

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"kefu/server/desk"
)

// SeenRecords keep when people were seen last, to the minute.
type SeenRecords interface {
	SawCustomers(ctx context.Context, ids []int64) error
	SawAgents(ctx context.Context, ids []int64) error
}

const (
	// seenEvery is how late it is stored that somebody was seen: many who come
	// together cost one statement.
	seenEvery = 5 * time.Second
	// seenBatch bounds one statement.
	seenBatch = 500
	// maxSeen bounds what waits while the database is away; more is forgotten.
	maxSeen = 200_000
)

// Seen stores when people were seen last, behind whatever they do.
type Seen struct {
	records SeenRecords
	log     *slog.Logger
	mu      sync.Mutex
	waiting map[desk.Side]map[int64]struct{}
}

// NewSeen returns a Seen. Start Run, and Flush at the end.
func NewSeen(r SeenRecords, log *slog.Logger) *Seen {
	s := &Seen{records: r, log: log}
	s.take()
	return s
}

// Note takes down that who was seen now. It never blocks.
func (s *Seen) Note(who desk.Principal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ids := s.waiting[who.Side()]; len(ids) < maxSeen {
		ids[who.ID] = struct{}{}
	}
}

func (s *Seen) take() map[desk.Side]map[int64]struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	taken := s.waiting
	s.waiting = map[desk.Side]map[int64]struct{}{desk.CustomerSide: {}, desk.DeskSide: {}}
	return taken
}

// Run stores until ctx ends.
func (s *Seen) Run(ctx context.Context) {
	tick := time.NewTicker(seenEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.Flush(ctx)
		}
	}
}

// Flush stores who was seen since the last time. Who cannot be stored waits for
// the next.
func (s *Seen) Flush(ctx context.Context) {
	for side, waiting := range s.take() {
		save := s.records.SawCustomers
		if side == desk.DeskSide {
			save = s.records.SawAgents
		}
		for ids := slices.Sorted(maps.Keys(waiting)); len(ids) > 0; {
			n := min(len(ids), seenBatch)
			if err := s.save(ctx, save, ids[:n]); err != nil {
				if desk.CodeOf(err) != desk.CodeUnavailable { // that the database is away others say
					s.log.Warn("cannot store who was seen; trying again", "error", err)
				}
				s.again(side, ids)
				break
			}
			ids = ids[n:]
		}
	}
}

func (s *Seen) save(ctx context.Context, save func(context.Context, []int64) error, ids []int64) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return save(ctx, ids)
}

func (s *Seen) again(side desk.Side, ids []int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ids {
		if len(s.waiting[side]) < maxSeen {
			s.waiting[side][id] = struct{}{}
		}
	}
}
