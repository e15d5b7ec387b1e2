package limit

import (
	"crypto/rand"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

func connect(t *testing.T, address string) redis.UniversalClient {
	t.Helper()
	o, err := redis.ParseURL(strings.TrimSpace(address))
	if err != nil {
		t.Fatal(err)
	}
	// What Redis did and nobody heard of is done twice when it is tried again.
	o.ReadTimeout, o.WriteTimeout, o.MaxRetries = time.Minute, time.Minute, -1
	c := redis.NewClient(o)
	t.Cleanup(func() { c.Close() }) //nolint:errcheck // the test is over
	return c
}

func shared(t *testing.T) redis.UniversalClient {
	t.Helper()
	address := os.Getenv("KEFU_TEST_REDIS")
	if address == "" {
		t.Fatal("KEFU_TEST_REDIS names no server: run scripts/test, which starts one")
	}
	return connect(t, address)
}

// patient asks as r.Allow does, of Redis and of nothing else: a test machine
// may be too slow for the product's patience.
func patient(t *testing.T, r *Redis, key string, n int) (bool, time.Duration) {
	t.Helper()
	for limit := time.Now().Add(time.Minute); time.Now().Before(limit); time.Sleep(10 * time.Millisecond) {
		r.shared.rest.Store(0)
		ok, wait := r.Allow(key, n)
		if r.shared.rest.Load() == 0 {
			return ok, wait
		}
	}
	t.Fatal("Redis never answered in time")
	return false, 0
}

// TestRedisSharesBuckets: two nodes together are allowed what one would be.
func TestRedisSharesBuckets(t *testing.T) {
	client, prefix := shared(t), "kefu:test:"+rand.Text()
	slow := Rate{PerSecond: 0.01, Burst: 4}
	a, b := NewShared(client, prefix, time.Now).limiter("x", slow, 10), NewShared(client, prefix, time.Now).limiter("x", slow, 10)
	other := NewShared(client, prefix, time.Now).limiter("y", slow, 10)
	for _, x := range []struct {
		name string
		r    *Redis
		key  string
		n    int
		ok   bool
	}{
		{"looking at what is not there", a, "a", 0, true},
		{"one node takes three", a, "a", 3, true},
		{"the other can't have two", b, "a", 2, false},
		{"a refusal took nothing", b, "a", 1, true},
		{"now it is empty for the first too", a, "a", 1, false},
		{"looking says so", a, "a", 0, false},
		{"another key is not concerned", b, "b", 4, true},
		{"another limiter is not concerned", other, "a", 4, true},
		{"more than the burst never", a, "c", 5, false},
	} {
		ok, wait := patient(t, x.r, x.key, x.n)
		if ok != x.ok || (wait > 0) == ok || wait > 500*time.Second {
			t.Errorf("%s: %v, wait %v", x.name, ok, wait)
		}
	}
	fast := NewShared(client, prefix, time.Now).limiter("fast", Rate{PerSecond: 50, Burst: 2}, 10)
	patient(t, fast, "k", 2)
	ok, wait := patient(t, fast, "k", 2)
	for limit := time.Now().Add(30 * time.Second); !ok && time.Now().Before(limit); ok, wait = patient(t, fast, "k", 2) {
		time.Sleep(wait)
	}
	if !ok {
		t.Error("the bucket never filled again")
	}
	ttl, err := client.PTTL(t.Context(), prefix+":fast:k").Result()
	if err != nil || ttl > time.Second {
		t.Errorf("the key is kept for %v, %v", ttl, err)
	}
}

// TestRedisClockIsSetBack: what was stored by a clock that was ahead, before it
// was set or a replica became the master, refuses nobody until then.
func TestRedisClockIsSetBack(t *testing.T) {
	client, prefix := shared(t), "kefu:test:"+rand.Text()
	r := NewShared(client, prefix, time.Now).limiter("x", Rate{PerSecond: 1, Burst: 10}, 10)
	ahead := time.Now().Add(time.Hour).UnixMilli()
	for key, taken := range map[string]bool{"asked": false, "told": true} {
		if err := client.Set(t.Context(), r.prefix+key, ahead, 2*time.Hour).Err(); err != nil {
			t.Fatal(err)
		}
		ms, err := take.Run(t.Context(), client, []string{r.prefix + key}, r.args(1, taken)...).Int64()
		if err != nil || ms != 0 {
			t.Errorf("%s: %d ms are to be waited, %v", key, ms, err)
		}
		if ttl, err := client.PTTL(t.Context(), r.prefix+key).Result(); err != nil || ttl > 2*time.Second {
			t.Errorf("%s: it is kept for %v, %v", key, ttl, err)
		}
	}
}

// TestRedisConcurrently: no more than the burst is allowed, whoever asks.
func TestRedisConcurrently(t *testing.T) {
	client, prefix := shared(t), "kefu:test:"+rand.Text()
	var allowed atomic.Int64
	var wg sync.WaitGroup
	for range 4 {
		r := NewShared(client, prefix, time.Now).limiter("x", Rate{PerSecond: 0.001, Burst: 20}, 10)
		wg.Go(func() {
			for range 10 {
				if ok, _ := patient(t, r, "k", 1); ok {
					allowed.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if allowed.Load() != 20 {
		t.Errorf("%d were allowed, not 20", allowed.Load())
	}
}

// ownServer starts a Redis of the test's own.
func ownServer(t *testing.T) (client redis.UniversalClient, ctl func(verb string) string) {
	t.Helper()
	start := exec.Command("../../scripts/lib/new-server", "redis", t.TempDir())
	if program := os.Getenv("KEFU_TEST_REDISD"); program != "" {
		start = exec.Command(program) //nolint:gosec // the tests' own
	}
	out, err := start.Output()
	if err != nil {
		t.Fatal(err)
	}
	ctl = func(verb string) string {
		out, err := exec.Command(strings.TrimSpace(string(out)), verb).Output() //nolint:gosec // the tests' own
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	t.Cleanup(func() { ctl("kill") })
	return connect(t, ctl("address")), ctl
}

// TestRedisAway: each node goes by its own count, and nobody waits long; when
// Redis is back the count is shared again.
func TestRedisAway(t *testing.T) {
	client, ctl := ownServer(t)
	c := newClock()
	rate := Rate{PerSecond: 0.001, Burst: 3}
	a, b := NewShared(client, "k", c.now).limiter("x", rate, 10), NewShared(client, "k", c.now).limiter("x", rate, 10)
	patient(t, a, "k", 2)
	ctl("kill")
	if ok, _ := b.Allow("k", 3); !ok {
		t.Error("alone, a node was refused its own burst")
	}
	if b.shared.rest.Load() == 0 {
		t.Error("Redis is asked on and on")
	}
	if ok, _ := b.Allow("k", 1); ok {
		t.Error("alone, a node has no limit")
	}
	ctl("start")
	c.advance(sharedRest)
	if ok, _ := patient(t, a, "k", 3); !ok { // the new Redis has forgotten
		t.Error("the bucket is not full again")
	}
	if ok, _ := patient(t, b, "k", 1); ok {
		t.Error("the count is not shared again")
	}
}
