package stats

import (
	"context"
	"errors"
	"sync"
	"time"

	"kefu/server/desk"
)

// shared gives everybody who asks for the same within a moment the same
// answer, made once.
type shared[T any] struct {
	lasts time.Duration
	room  chan struct{} // how many answers are made at a time
	mu    sync.Mutex
	by    map[string]*answer[T]
}

type answer[T any] struct {
	done  chan struct{}
	until time.Time // set with done
	value T
	err   error
}

// What took long to make lasts longerBy times as long, up to mostLasts.
const (
	longerBy  = 10
	mostLasts = time.Minute
)

// makeTimeout bounds the making of an answer. It goes on when who asked for it
// is gone, for the others who wait, and for who asks again.
const makeTimeout = 30 * time.Second

func newShared[T any](lasts time.Duration, atOnce int) *shared[T] {
	return &shared[T]{lasts: lasts, room: make(chan struct{}, atOnce), by: map[string]*answer[T]{}}
}

// get returns the answer under key, made by f if there is none that is fresh.
// Who gets it must not change it.
func (s *shared[T]) get(ctx context.Context, key string, f func(context.Context) (T, error)) (T, error) {
	a := s.find(ctx, key, f)
	select {
	case <-a.done:
		return a.value, a.err
	case <-ctx.Done():
		var none T
		return none, late(ctx.Err())
	}
}

func (s *shared[T]) find(ctx context.Context, key string, f func(context.Context) (T, error)) *answer[T] {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	for k, a := range s.by { // few: what is stale goes
		if !a.until.IsZero() && now.After(a.until) {
			delete(s.by, k)
		}
	}
	if a := s.by[key]; a != nil {
		return a
	}
	a := &answer[T]{done: make(chan struct{})}
	s.by[key] = a
	go s.make(context.WithoutCancel(ctx), key, a, f)
	return a
}

func (s *shared[T]) make(ctx context.Context, key string, a *answer[T], f func(context.Context) (T, error)) {
	ctx, cancel := context.WithTimeout(ctx, makeTimeout)
	defer cancel()
	var took time.Duration
	select {
	case s.room <- struct{}{}:
		start := time.Now()
		a.value, a.err = f(ctx)
		took = time.Since(start)
		<-s.room
	case <-ctx.Done():
		a.err = late(ctx.Err())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.until = time.Now().Add(max(s.lasts, min(took*longerBy, mostLasts))); a.err != nil {
		delete(s.by, key) // the next one tries anew
	}
	close(a.done)
}

// late makes unavailable of an end of time.
func late(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return desk.Unavailable(err)
	}
	return err
}
