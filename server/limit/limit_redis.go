package limit

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// Shared makes limiters whose buckets several nodes share, in Redis.
//
// Each counts in its own process as well and goes by that alone while Redis is
// away, slow or full: nobody waits for Redis longer than sharedWait, and after
// that nobody asks it for sharedRest. Start Run.
type Shared struct {
	client redis.UniversalClient
	prefix string
	now    func() time.Time
	begun  time.Time
	rest   atomic.Int64          // until how long after begun Redis is not asked
	unwell atomic.Pointer[error] // why it does not count; nil: it does
	wake   chan struct{}

	mu     sync.Mutex
	behind map[charge]int // what Redis is to be told; see Behind
}

// age is how many ns ago s was made, whatever the wall clock does meanwhile.
func (s *Shared) age() int64 { return int64(s.now().Sub(s.begun)) }

// charge is whose bucket something was taken from.
type charge struct {
	of  *Redis
	key string
}

const (
	sharedWait = 50 * time.Millisecond
	sharedRest = time.Second
	// probeEvery is how often Redis is asked whether it counts.
	probeEvery = 2 * time.Second
	// behindEvery is how long charges are gathered; behindWait is how long
	// telling them may take, and behindMost how many keys wait.
	behindEvery = 20 * time.Millisecond
	behindWait  = 2 * time.Second
	behindMost  = 10_000
	behindBatch = 500
)

// NewShared returns a maker of limiters; prefix begins their keys in Redis. now
// is time.Now outside tests.
func NewShared(client redis.UniversalClient, prefix string, now func() time.Time) *Shared {
	return &Shared{client: client, prefix: prefix, now: now, begun: now(), wake: make(chan struct{}, 1), behind: map[charge]int{}}
}

// Limiter implements Maker: the buckets are those of every limiter of that name.
func (s *Shared) Limiter(name string, r Rate, maxKeys int) Limiter {
	return s.limiter(name, r, maxKeys)
}

// Behind implements Maker.
func (s *Shared) Behind(name string, r Rate, maxKeys int) Limiter {
	return behind{s.limiter(name, r, maxKeys)}
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

// take answers how many ms are to be waited until there are n, 0 if they were
// taken. ARGV: ms for one, burst, n, and whether they were taken already: then
// it takes them in any case, into debt of one burst at most, and answers when
// there is one more. What is full later than such a debt allows was stored by
// another clock, of a master before this one or of one that was set back: it
// is full.
var take = redis.NewScript(`
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
local each, burst, n, taken = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4] == '1'
local full = tonumber(redis.call('GET', KEYS[1]) or now)
if full < now or full > now + 2 * burst * each then full = now end
local after = full + n * each
if taken then after = math.min(after, now + 2 * burst * each) end
local wait = after - burst * each - now
if wait > 0 and not taken then return math.ceil(wait) end
redis.call('SET', KEYS[1], string.format('%.3f', after), 'PX', math.ceil(after - now) + 1)
if taken then return math.ceil(math.max(wait + each, 0)) end
return 0`)

func (r *Redis) args(n int, taken bool) []any {
	return []any{strconv.FormatFloat(1000/r.rate.PerSecond, 'f', -1, 64), r.rate.Burst, n, taken}
}

// Allow is as Memory's. Looking asks this process alone: it knows what it was
// refused elsewhere.
func (r *Redis) Allow(key string, n int) (ok bool, retryAfter time.Duration) {
	ok, retryAfter = r.alone.Allow(key, n)
	s := r.shared
	if n <= 0 || s.age() < s.rest.Load() {
		return ok, retryAfter
	}
	ctx, cancel := context.WithTimeout(context.Background(), sharedWait)
	defer cancel()
	ms, err := take.Run(ctx, s.client, []string{r.prefix + key}, r.args(n, false)...).Int64()
	if err != nil {
		s.rest.Store(s.age() + int64(sharedRest))
		return ok, retryAfter
	}
	wait := time.Duration(ms) * time.Millisecond
	if wait > 0 && n <= r.rate.Burst {
		r.alone.owe(key, wait)
	}
	return wait <= 0, wait
}

// Run tells Redis what was taken behind it and looks whether it counts, until
// ctx ends.
func (s *Shared) Run(ctx context.Context) {
	probe := time.NewTicker(probeEvery)
	defer probe.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-probe.C:
			s.probe(ctx)
		case <-s.wake:
			time.Sleep(behindEvery)
			s.tell(ctx)
		}
	}
}

// probe takes from a bucket that nobody needs.
func (s *Shared) probe(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, behindWait)
	defer cancel()
	nobody := s.limiter("probe", Rate{PerSecond: 1000, Burst: 1000}, 1)
	err := take.Run(ctx, s.client, []string{nobody.prefix}, nobody.args(1, false)...).Err()
	if err == nil {
		s.unwell.Store(nil)
	} else {
		s.unwell.Store(&err)
	}
}

// Trouble is why nodes count apart, as far as this one knows; nil: they count
// together.
func (s *Shared) Trouble() error {
	if why := s.unwell.Load(); why != nil {
		return *why
	}
	return nil
}
