package auth

import (
	"encoding/hex"
	"net/netip"
	"time"

	"kefu/server/desk"
	"kefu/server/limit"
)

// limiter is what guard needs of package limit.
type limiter interface {
	Allow(key string, n int) (ok bool, retryAfter time.Duration)
}

// How many wrong staff keys are heard out. The keys cannot be guessed at any
// speed a network allows; this keeps the attempts cheap and the logs short.
const (
	guessesAtOnce   = 10 // from one address, and as often the same key
	guessesEvery    = 10 * time.Second
	overallAtOnce   = 200
	overallEvery    = 500 * time.Millisecond
	suspectedFor    = 5 * time.Minute
	guardedKeys     = 50_000
	guardedPairs    = 50_000
	overallGuessKey = "all"
)

// guard slows guessing down. Only failures count, so that an office behind one
// address may log in as often as it likes; and the same wrong key again counts
// only against itself, so that a forgotten script with an old key does not lock
// the office out. When many addresses guess together, those that failed
// lately are refused and others are not: nobody can lock everybody out.
type guard struct {
	byAddress limiter // distinct wrong keys of an address
	byKey     limiter // the same wrong key of an address
	first     limiter // whether a failure is that key's first
	overall   limiter // distinct wrong keys of all
	suspect   limiter // whether an address failed lately
}

func newGuard(on bool, limiters limit.Maker) *guard {
	if !on {
		return &guard{limit.Off{}, limit.Off{}, limit.Off{}, limit.Off{}, limit.Off{}}
	}
	every := func(name string, d time.Duration, burst, keys int) limiter {
		return limiters.Limiter("guess:"+name, limit.Rate{PerSecond: 1 / d.Seconds(), Burst: burst}, keys)
	}
	return &guard{
		byAddress: every("address", guessesEvery, guessesAtOnce, guardedKeys),
		byKey:     every("key", guessesEvery, guessesAtOnce, guardedPairs),
		first:     every("first", suspectedFor, 1, guardedPairs),
		overall:   every("overall", overallEvery, overallAtOnce, 1),
		suspect:   every("suspect", suspectedFor, 1, guardedKeys),
	}
}

// attempt is one use of a staff key.
type attempt struct{ address, pair string }

func newAttempt(remoteIP string, hash []byte) attempt {
	address := network(remoteIP)
	return attempt{address: address, pair: address + " " + hex.EncodeToString(hash[:16])}
}

// check refuses an attempt with rate_limited before anything is looked up.
func (g *guard) check(a attempt) error {
	if ok, wait := g.byKey.Allow(a.pair, 0); !ok {
		return errSlow(wait)
	}
	if ok, wait := g.byAddress.Allow(a.address, 0); !ok {
		return errSlow(wait)
	}
	if ok, wait := g.overall.Allow(overallGuessKey, 0); !ok {
		if clean, _ := g.suspect.Allow(a.address, 0); !clean {
			return errSlow(wait)
		}
	}
	return nil
}

// fail counts a wrong key and returns the answer to it: unauthorized, or
// rate_limited if others were faster to use the allowance up.
func (g *guard) fail(a attempt) error {
	ok, wait := g.byKey.Allow(a.pair, 1)
	if isFirst, _ := g.first.Allow(a.pair, 1); isFirst && ok {
		_, _ = g.overall.Allow(overallGuessKey, 1)
		_, _ = g.suspect.Allow(a.address, 1)
		ok, wait = g.byAddress.Allow(a.address, 1)
	}
	if !ok {
		return errSlow(wait)
	}
	return errWrong()
}

func errSlow(wait time.Duration) error {
	return &desk.Error{Code: desk.CodeRateLimited, Detail: "too many wrong staff keys came from here; wait before the next one", RetryAfter: wait}
}

// network returns what one party can be told by: an IPv4 address, or the /64
// of an IPv6 address, within which a home has all there are.
func network(remoteIP string) string {
	addr, err := netip.ParseAddr(remoteIP)
	if err != nil {
		return remoteIP
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is6() {
		return netip.PrefixFrom(addr, 64).Masked().String()
	}
	return addr.String()
}
