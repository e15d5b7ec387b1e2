// Package limit says how often something may happen: for each key of many
// (an address, an identity), and for the frames of one session.
//
// Memory counts in this process, Redis together with other nodes, Off allows
// all; a Maker makes one of the first two. Who uses a limiter declares its
// method as an interface of its own.
package limit

import (
	"container/list"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Rate is what may happen in the long run, and at once.
type Rate struct {
	PerSecond float64 // above 0
	Burst     int     // at least 1
}

// Memory is a token bucket for each key, in process. It holds at most as many
// keys as it was made for: the one unused for the longest is forgotten first,
// and starts full when it comes again. Safe for concurrent use.
type Memory struct {
	rate    Rate
	maxKeys int
	now     func() time.Time

	mu      sync.Mutex
	buckets map[string]*list.Element // of *bucket
	recent  *list.List               // most recently used in front
}

type bucket struct {
	key     string
	limiter *rate.Limiter
}

// NewMemory returns a limiter of r for each of at most maxKeys keys; now is
// time.Now outside tests.
func NewMemory(r Rate, maxKeys int, now func() time.Time) *Memory {
	return &Memory{rate: r, maxKeys: max(1, maxKeys), now: now, buckets: map[string]*list.Element{}, recent: list.New()}
}

// Allow takes n from key's bucket if it holds as many. Otherwise it takes
// nothing, and retryAfter, always above 0, is when as many will be there. With
// n = 0 it only looks: it answers as for 1 and takes nothing. More than the
// burst is never allowed.
func (m *Memory) Allow(key string, n int) (ok bool, retryAfter time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	if n <= 0 {
		e, known := m.buckets[key]
		if !known { // looking makes no bucket
			return true, 0
		}
		wait := waitFor(e.Value.(*bucket).limiter, now, 1)
		return wait == 0, wait
	}
	l := m.bucket(key)
	if l.AllowN(now, n) {
		return true, 0
	}
	return false, max(waitFor(l, now, n), time.Millisecond)
}

// owe empties key's bucket so far that one is there again after wait, if it
// holds more: it is known from elsewhere that it was used there too.
func (m *Memory) owe(key string, wait time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now, l := m.now(), m.bucket(key)
	for n := int(l.TokensAt(now) - 1 + wait.Seconds()*m.rate.PerSecond); n > 0; n -= m.rate.Burst {
		l.ReserveN(now, min(n, m.rate.Burst))
	}
}

// bucket finds or makes key's bucket; m.mu is held.
func (m *Memory) bucket(key string) *rate.Limiter {
	if e, ok := m.buckets[key]; ok {
		m.recent.MoveToFront(e)
		return e.Value.(*bucket).limiter
	}
	if m.recent.Len() >= m.maxKeys {
		oldest := m.recent.Back()
		delete(m.buckets, m.recent.Remove(oldest).(*bucket).key)
	}
	b := &bucket{key: key, limiter: rate.NewLimiter(rate.Limit(m.rate.PerSecond), m.rate.Burst)}
	m.buckets[key] = m.recent.PushFront(b)
	return b.limiter
}

// Len returns the number of keys held.
func (m *Memory) Len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.recent.Len()
}

// waitFor returns when l will hold n, rounded up to milliseconds, 0 if it does.
func waitFor(l *rate.Limiter, now time.Time, n int) time.Duration {
	missing := float64(n) - l.TokensAt(now)
	if missing <= 0 {
		return 0
	}
	ms := math.Ceil(missing / float64(l.Limit()) * 1000)
	return time.Duration(ms) * time.Millisecond
}

// Limiter says how often something may happen, by key; see Memory.
type Limiter interface {
	Allow(key string, n int) (ok bool, retryAfter time.Duration)
}

// Maker makes limiters. name says what is limited: limiters of one name on
// several nodes may share their buckets.
type Maker interface {
	// Limiter makes one that may wait a moment for what other nodes count.
	Limiter(name string, r Rate, maxKeys int) Limiter
	// Behind makes one that never waits: what other nodes count is known a
	// little later, so that each may allow a few too many.
	Behind(name string, r Rate, maxKeys int) Limiter
}

// InProcess makes limiters that count in this process alone, by that clock.
type InProcess func() time.Time

// Limiter implements Maker.
func (now InProcess) Limiter(_ string, r Rate, maxKeys int) Limiter {
	return NewMemory(r, maxKeys, now)
}

// Behind implements Maker.
func (now InProcess) Behind(name string, r Rate, maxKeys int) Limiter {
	return now.Limiter(name, r, maxKeys)
}

// Off allows everything: for load tests.
type Off struct{}

// Allow returns true.
func (Off) Allow(string, int) (bool, time.Duration) { return true, 0 }
