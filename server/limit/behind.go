package limit

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// behind decides in its process and tells Redis afterwards, many keys at once.
// What the answer says of other nodes' counts is owed here from then on, so
// that in the long run all together allow what one would.
type behind struct{ *Redis }

// Allow is as Memory's, and never waits.
func (b behind) Allow(key string, n int) (ok bool, retryAfter time.Duration) {
	if ok, retryAfter = b.alone.Allow(key, n); ok && n > 0 {
		b.shared.charge(charge{b.Redis, key}, n)
	}
	return ok, retryAfter
}

// charge notes what Redis is to be told.
func (s *Shared) charge(c charge, n int) {
	s.mu.Lock()
	if _, waits := s.behind[c]; waits || len(s.behind) < behindMost {
		s.behind[c] += n
	}
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// tell charges in Redis what was taken; what it does not take in time is
// forgotten.
func (s *Shared) tell(ctx context.Context) {
	s.mu.Lock()
	taken := s.behind
	s.behind = map[charge]int{}
	s.mu.Unlock()
	if s.Trouble() != nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, behindWait)
	defer cancel()
	batch := make([]charge, 0, min(len(taken), behindBatch))
	for c := range taken {
		if batch = append(batch, c); len(batch) == behindBatch {
			s.tellBatch(ctx, batch, taken)
			batch = batch[:0]
		}
	}
	if len(batch) > 0 {
		s.tellBatch(ctx, batch, taken)
	}
}

func (s *Shared) tellBatch(ctx context.Context, batch []charge, taken map[charge]int) {
	pipe := s.client.Pipeline()
	answers := make([]*redis.Cmd, len(batch))
	for i, c := range batch {
		answers[i] = take.Eval(ctx, pipe, []string{c.of.prefix + c.key}, c.of.args(taken[c], true)...)
	}
	pipe.Exec(ctx) //nolint:errcheck // each answer says
	for i, c := range batch {
		if ms, err := answers[i].Int64(); err == nil && ms > 0 {
			c.of.alone.owe(c.key, time.Duration(ms)*time.Millisecond)
		}
	}
}
