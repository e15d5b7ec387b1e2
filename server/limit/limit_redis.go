package limit

import (
	"context"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// Shared makes limiters whose buckets several nodes share, in Redis.
//
// Each counts in its own process as well and goes by that alone while Redis is
// away or slow: nobody waits for Redis longer than sharedWait, and after that
// nobody asks it for sharedRest.
type Shared struct {
	client redis.UniversalClient
	prefix string
	now    func() time.Time
	rest   atomic.Int64 // unix ms until which Redis is not asked
}

const (
	sharedWait = 50 * time.Millisecond
	sharedRest = time.Second
)

// NewShared returns a maker of limiters; prefix begins their keys in Redis. now
// is time.Now outside tests.
func NewShared(client redis.UniversalClient, prefix string, now func() time.Time) *Shared {
	return &Shared{client: client, prefix: prefix, now: now}
}

// Limiter implements Maker: the buckets are those of every limiter of that name.
func (s *Shared) Limiter(name string, r Rate, maxKeys int) Limiter {
	return s.limiter(name, r, maxKeys)
}

func (s *Shared) limiter(name string, r Rate, maxKeys int) *Redis {
	return &Redis{shared: s, prefix: s.prefix + ":" + name + ":", rate: r, alone: NewMemory(r, maxKeys, s.now)}
}

// Redis is a token bucket for each key, kept in Redis as the time at which it
// is full again (the generic cell rate algorithm, by Redis's own clock). Safe
// for concurrent use.
type Redis struct {
	shared *Shared
	prefix string
	rate   Rate
	alone  *Memory
}

// take answers how many ms are to be waited, 0 if n were taken. ARGV: ms for
// one, burst, n (0: look as for 1).
var take = redis.NewScript(`
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
local each, burst, n = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local full = tonumber(redis.call('GET', KEYS[1]) or now)
if full < now then full = now end
local after = full + math.max(n, 1) * each
local wait = after - burst * each - now
if wait > 0 then return math.ceil(wait) end
if n > 0 then redis.call('SET', KEYS[1], string.format('%.3f', after), 'PX', math.ceil(after - now) + 1) end
return 0`)

// Allow is as Memory's.
func (r *Redis) Allow(key string, n int) (ok bool, retryAfter time.Duration) {
	ok, retryAfter = r.alone.Allow(key, n)
	s := r.shared
	if s.now().UnixMilli() < s.rest.Load() {
		return ok, retryAfter
	}
	ctx, cancel := context.WithTimeout(context.Background(), sharedWait)
	defer cancel()
	each := strconv.FormatFloat(1000/r.rate.PerSecond, 'f', -1, 64)
	wait, err := take.Run(ctx, s.client, []string{r.prefix + key}, each, r.rate.Burst, max(n, 0)).Int64()
	if err != nil {
		s.rest.Store(s.now().Add(sharedRest).UnixMilli())
		return ok, retryAfter
	}
	return wait <= 0, time.Duration(wait) * time.Millisecond
}
