package limit

import (
	"context"
	"crypto/rand"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"
)

// TestBehindIsShared: two nodes count together, a little later, and come to no
// more in the long run than one.
func TestBehindIsShared(t *testing.T) {
	client, prefix := shared(t), "kefu:test:"+rand.Text()
	rate := Rate{PerSecond: 0.01, Burst: 10}
	var nodes [2]*Shared
	var limiters [2]Limiter
	for i := range nodes {
		nodes[i] = NewShared(client, prefix, time.Now)
		limiters[i] = nodes[i].Behind("x", rate, 10)
		go nodes[i].Run(t.Context())
	}
	if ok, _ := limiters[0].Allow("k", 9); !ok {
		t.Fatal("a full bucket gave nothing")
	}
	full := nodes[1].limiter("x", rate, 10)
	for limit := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) { // until Redis knows
		if ok, _ := patient(t, full, "k", 10); !ok {
			break
		}
		if time.Now().After(limit) {
			t.Fatal("what was taken was never told")
		}
	}
	if ok, _ := limiters[1].Allow("k", 1); !ok {
		t.Error("the first that another node asks is refused before it knows")
	}
	for limit := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		ok, wait := limiters[1].Allow("k", 0)
		if !ok && wait > 0 && wait <= 1000*time.Second {
			break
		}
		if time.Now().After(limit) {
			t.Fatalf("the other node goes on: %v, wait %v", ok, wait)
		}
	}
	if ok, _ := limiters[1].Allow("other", 10); !ok {
		t.Error("another key is concerned")
	}
}

// TestBehindNeverWaits: a Redis that takes everything and answers nothing costs
// who asks no time at all, by a clock that stands still unless all wait.
func TestBehindNeverWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := redis.NewClient(&redis.Options{Addr: "127.0.0.1:1", ContextTimeoutEnabled: true, MaxRetries: -1, Dialer: func(context.Context, string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			go func() {
				defer theirs.Close() //nolint:errcheck // it is only a pipe
				for b := make([]byte, 1024); ; {
					if _, err := theirs.Read(b); err != nil {
						return
					}
				}
			}()
			return ours, nil
		}})
		s := NewShared(client, "k", time.Now)
		ctx, cancel := context.WithCancel(t.Context())
		go s.Run(ctx)
		l := s.Behind("x", Rate{PerSecond: 1, Burst: 1000}, 10)
		start := time.Now()
		for range 1000 {
			if ok, _ := l.Allow("k", 1); !ok {
				t.Fatal("alone, a node was refused its own burst")
			}
		}
		if ok, _ := l.Allow("k", 1); ok {
			t.Error("alone, a node has no limit")
		}
		if time.Since(start) > 0 {
			t.Errorf("who asked waited %v", time.Since(start))
		}
		time.Sleep(2*probeEvery + 2*behindWait)
		if s.Trouble() == nil {
			t.Error("nobody noticed that nothing is counted")
		}
		cancel()
		client.Close() //nolint:errcheck // the test is over
		time.Sleep(time.Minute)
	})
}

// TestFullRedis: a Redis that stores nothing any more is noticed, and each node
// goes by its own count.
func TestFullRedis(t *testing.T) {
	client, _ := ownServer(t)
	s := NewShared(client, "k", time.Now)
	l := s.limiter("x", Rate{PerSecond: 0.001, Burst: 3}, 10)
	s.probe(t.Context())
	if err := s.Trouble(); err != nil {
		t.Fatalf("a Redis that is well: %v", err)
	}
	client.ConfigSet(t.Context(), "maxmemory", "1")
	s.probe(t.Context())
	if s.Trouble() == nil {
		t.Error("nobody noticed that Redis is full")
	}
	if ok, _ := l.Allow("k", 3); !ok {
		t.Error("a full Redis refuses people")
	}
	if ok, _ := l.Allow("k", 1); ok {
		t.Error("alone, a node has no limit")
	}
	client.ConfigSet(t.Context(), "maxmemory", "0")
	s.probe(t.Context())
	if err := s.Trouble(); err != nil {
		t.Errorf("Redis has room again: %v", err)
	}
}

// TestOwe: a bucket holds what it is known to hold elsewhere, and never more
// than it held.
func TestOwe(t *testing.T) {
	for _, c := range []struct {
		name        string
		taken       int
		owed, after time.Duration
	}{
		{"a full one", 0, 3 * time.Second, 3 * time.Second},
		{"far in debt", 0, 25 * time.Second, 25 * time.Second},
		{"an empty one owes more already", 10, 500 * time.Millisecond, time.Second},
	} {
		clock := newClock()
		m := NewMemory(Rate{PerSecond: 1, Burst: 10}, 10, clock.now)
		m.Allow("k", c.taken)
		m.owe("k", c.owed)
		if ok, wait := m.Allow("k", 1); ok || wait != c.after {
			t.Errorf("%s: allowed is %v, wait %v", c.name, ok, wait)
		}
		clock.advance(c.after)
		if ok, _ := m.Allow("k", 1); !ok {
			t.Errorf("%s: it has not filled again", c.name)
		}
	}
}
