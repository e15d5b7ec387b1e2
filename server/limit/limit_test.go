package limit

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// clock is a time that only the test moves.
type clock struct{ t time.Time }

func newClock() *clock                   { return &clock{time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)} }
func (c *clock) now() time.Time          { return c.t }
func (c *clock) advance(d time.Duration) { c.t = c.t.Add(d) }

func TestMemory(t *testing.T) {
	c := newClock()
	m := NewMemory(Rate{PerSecond: 2, Burst: 4}, 10, c.now)
	for _, x := range []struct {
		name    string
		advance time.Duration
		key     string
		n       int
		ok      bool
		retry   time.Duration
	}{
		{"looking at what is not there", 0, "a", 0, true, 0},
		{"a burst", 0, "a", 4, true, 0},
		{"one more", 0, "a", 1, false, 500 * time.Millisecond},
		{"looking takes nothing", 0, "a", 0, false, 500 * time.Millisecond},
		{"another key is not concerned", 0, "b", 1, true, 0},
		{"too early", 400 * time.Millisecond, "a", 1, false, 100 * time.Millisecond},
		{"a refusal took nothing", 100 * time.Millisecond, "a", 1, true, 0},
		{"three need 1.5 s", 0, "a", 3, false, 1500 * time.Millisecond},
		{"more than the burst never", time.Hour, "a", 5, false, 500 * time.Millisecond},
		{"the burst is full again, no more", 0, "a", 4, true, 0},
	} {
		c.advance(x.advance)
		ok, retry := m.Allow(x.key, x.n)
		if ok != x.ok || retry != x.retry {
			t.Errorf("%s: got %v %v, want %v %v", x.name, ok, retry, x.ok, x.retry)
		}
	}
}

func TestMemoryForgetsTheLeastRecent(t *testing.T) {
	c := newClock()
	m := NewMemory(Rate{PerSecond: 0.001, Burst: 1}, 3, c.now)
	for _, key := range []string{"a", "b", "c"} {
		m.Allow(key, 1)
	}
	m.Allow("a", 1) // refused, but used
	for i := range 2 {
		m.Allow(fmt.Sprint("new", i), 1)
	}
	if m.Len() != 3 {
		t.Errorf("holds %d keys, want 3", m.Len())
	}
	if ok, _ := m.Allow("a", 0); ok {
		t.Error("the key in use was forgotten")
	}
	if ok, _ := m.Allow("b", 0); !ok {
		t.Error("the oldest key was kept")
	}
}

func TestMemoryConcurrently(t *testing.T) {
	m := NewMemory(Rate{PerSecond: 0.0001, Burst: 100}, 2, time.Now)
	var allowed atomic.Int64
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if ok, _ := m.Allow("k", 1); ok {
					allowed.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if allowed.Load() != 100 {
		t.Errorf("%d allowed, want 100", allowed.Load())
	}
}

func TestOff(t *testing.T) {
	for range 1000 {
		if ok, retry := (Off{}).Allow("k", 1000); !ok || retry != 0 {
			t.Fatal("Off refused")
		}
	}
}

func TestFramesBurst(t *testing.T) {
	c := newClock()
	f := NewFrames(10, c.now)
	for i := range 100 {
		if !f.Take().Allowed {
			t.Fatalf("frame %d of the burst was refused", i)
		}
	}
	v := f.Take()
	if v.Allowed || v.Close || v.RetryAfter != 100*time.Millisecond {
		t.Errorf("beyond the burst: %+v", v)
	}
	// Who waits as told is never refused again.
	for range 500 {
		c.advance(100 * time.Millisecond)
		if v := f.Take(); !v.Allowed {
			t.Fatalf("refused although paced: %+v", v)
		}
	}
}

// What was under way when the refusal came does not close the session.
func TestFramesBearsWithWhatIsUnderWay(t *testing.T) {
	c := newClock()
	f := NewFrames(10, c.now)
	for i := range 500 {
		if f.Take().Close {
			t.Fatalf("closed at frame %d of one write", i)
		}
	}
	c.advance(2 * time.Second)
	for range 20 {
		if v := f.Take(); !v.Allowed {
			t.Fatalf("refused after waiting: %+v", v)
		}
	}
}

func TestFramesClosesWhoGoesOn(t *testing.T) {
	for _, x := range []struct {
		name  string
		every time.Duration
		most  int
	}{
		{"a flood at once", 0, 600},
		{"ten times too fast", 10 * time.Millisecond, 250},
		{"twice too fast", 50 * time.Millisecond, 300},
	} {
		t.Run(x.name, func(t *testing.T) {
			c := newClock()
			f := NewFrames(10, c.now)
			for i := 1; ; i++ {
				if f.Take().Close {
					t.Logf("closed at frame %d", i)
					break
				}
				if i > x.most {
					t.Fatalf("not closed after %d frames", i)
				}
				c.advance(x.every)
			}
		})
	}
}

func TestFramesForgets(t *testing.T) {
	c := newClock()
	f := NewFrames(10, c.now)
	for round := range 50 { // each has 19 late refusals: one short of the end
		for f.Take().Allowed {
		}
		c.advance(grace + time.Millisecond)
		for late := 0; late < 19; {
			v := f.Take()
			if v.Close {
				t.Fatalf("closed in round %d", round)
			}
			if !v.Allowed {
				late++
			}
		}
		c.advance(quiet + time.Second)
	}
}

func TestFramesWithoutLimit(t *testing.T) {
	f := NewFrames(0, nil)
	for range 10000 {
		if !f.Take().Allowed {
			t.Fatal("refused")
		}
	}
}
