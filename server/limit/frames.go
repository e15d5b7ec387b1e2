package limit

import (
	"time"

	"golang.org/x/time/rate"
)

// Bounds of what Frames bears with. Who writes faster than allowed may not
// know it yet: what is already under way when the first refusal reaches them
// is no ill will.
const (
	// burstSeconds is how many seconds' worth may come at once (protocol.md, "Rates").
	burstSeconds = 10
	// grace is the time for a refusal to be heard and heeded.
	grace = time.Second
	// quiet is how long a session must go without a refusal for the earlier
	// ones to be forgotten.
	quiet = 10 * time.Second
	// lateSeconds is how many seconds' worth of refusals after the grace are
	// "going on regardless".
	lateSeconds = 2
	// floodBursts is how many bursts' worth of refusals are, grace or not.
	floodBursts = 5
)

// Frames limits the frames of one session. Not safe for concurrent use: a
// session's frames come one after another.
type Frames struct {
	limiter   *rate.Limiter // nil: no limit
	perSecond int
	now       func() time.Time

	since time.Time // the first refusal of the present run
	last  time.Time // the latest one
	late  int       // refusals of the run after its grace
	all   int       // refusals of the run
	// maxLate and maxAll end the session.
	maxLate, maxAll int
}

// NewFrames allows perSecond frames a second and ten seconds' worth at once;
// with 0 there is no limit. now is time.Now outside tests.
func NewFrames(perSecond int, now func() time.Time) *Frames {
	if perSecond <= 0 {
		return &Frames{}
	}
	burst := burstSeconds * perSecond
	return &Frames{
		limiter: rate.NewLimiter(rate.Limit(perSecond), burst), perSecond: perSecond, now: now,
		maxLate: lateSeconds * perSecond, maxAll: floodBursts * burst,
	}
}

// PerSecond is what NewFrames was given, 0 for no limit.
func (f *Frames) PerSecond() int { return f.perSecond }

// Verdict is what becomes of a frame.
type Verdict struct {
	Allowed bool
	// RetryAfter is when the frame would be allowed; above 0 unless it is.
	RetryAfter time.Duration
	// Close says that the sender goes on regardless: end the session with 4029.
	Close bool
}

// Take judges one frame.
func (f *Frames) Take() Verdict {
	if f.limiter == nil {
		return Verdict{Allowed: true}
	}
	now := f.now()
	if f.limiter.AllowN(now, 1) {
		return Verdict{Allowed: true}
	}
	if f.all == 0 || now.Sub(f.last) > quiet {
		f.since, f.late, f.all = now, 0, 0
	}
	f.last = now
	f.all++
	if now.Sub(f.since) > grace {
		f.late++
	}
	return Verdict{
		RetryAfter: max(waitFor(f.limiter, now, 1), time.Millisecond),
		Close:      f.late >= f.maxLate || f.all >= f.maxAll,
	}
}
