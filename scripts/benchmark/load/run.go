//go:build linux

package load

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Text is the 60 bytes that every message says.
var Text = strings.Repeat("你好 hello ", 5)[:58] + ".."

// Mode is what a run does.
type Mode struct {
	Senders int           // closed loop: as many send, each waiting for its ack; 0: open loop
	Rate    int           // open loop: messages a second, whoever has been answered
	For     time.Duration // how long is sent
	Resend  bool          // every message is one that was sent before, under its client id
	Replies bool          // agents send, in turn, to the customers in turn
}

// Result is what a run saw.
type Result struct {
	Took   time.Duration // until the last answer
	Sent   int64
	Acked  int64
	Failed int64
	Agents int64 // messages pushed, over all agents
	Theirs int64 // replies pushed to customers
	Twice  int64 // pushes beyond those, of messages that were shown already
	// Ack and Push are how long after they were due messages were acked, and
	// shown to the first agent; sorted.
	Ack, Push []time.Duration
	// Late is by how much sends began after they were due; sorted; open loop.
	Late    []time.Duration
	Traffic Traffic
}

// Run is a load that is going on.
type Run struct {
	mode    Mode
	crowd   *Crowd
	stop    time.Time
	repeat  bool
	sentAt  map[*Line]*atomic.Int64 // of a resend, whose client id says nothing
	sent    atomic.Int64
	answers atomic.Int64
	running sync.WaitGroup // closed loop: senders that wait for an ack

	mu  sync.Mutex
	err error
}

// drainFor bounds how long answers and pushes are waited for after the last send.
const drainFor = time.Minute

// Do puts a load on the crowd. An error means that connections broke or sends
// were refused: then nothing was measured.
func (c *Crowd) Do(m Mode) (Result, error) {
	lines := c.Customers
	if m.Replies {
		lines = c.Agents
	}
	if len(lines) == 0 || m.Replies && len(c.Customers) == 0 {
		return Result{}, errNobody
	}
	r := &Run{mode: m, crowd: c, repeat: m.Resend, sentAt: map[*Line]*atomic.Int64{}}
	everybody := slices.Concat(c.Customers, c.Agents)
	before := c.Traffic()
	agents0, theirs0, twice0 := c.pushed()
	for _, l := range everybody {
		l.mu.Lock()
		l.acks, l.pushes, l.seen, l.first = l.acks[:0], l.pushes[:0], l.seen[:0], c.messages.Load()+1
		l.mu.Unlock()
		r.sentAt[l] = new(atomic.Int64)
	}
	for _, l := range everybody {
		l.run.Store(r)
	}
	defer func() {
		for _, l := range everybody {
			l.run.Store(nil)
		}
	}()
	var out Result
	begin := time.Now()
	r.stop = begin.Add(m.For)
	if m.Senders > 0 {
		if m.Senders > len(lines) {
			return out, fmt.Errorf("load: %d senders, but %d connections", m.Senders, len(lines))
		}
		r.closed(lines[:m.Senders])
	} else {
		out.Late = r.open(lines)
	}
	if err := r.failed(); err != nil {
		return out, err
	}
	out.Took = time.Since(begin)
	out.Sent, out.Acked = r.sent.Load(), r.answers.Load()
	wantAgents := out.Sent * int64(len(c.Agents))
	wantTheirs := int64(0)
	if m.Replies {
		wantTheirs = out.Sent // one connection a customer, at least
	}
	for deadline := time.Now().Add(drainFor); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		a, t, twice := c.pushed()
		if out.Agents, out.Theirs, out.Twice = a-agents0, t-theirs0, twice-twice0; out.Agents >= wantAgents && out.Theirs >= wantTheirs {
			break
		}
	}
	after := c.Traffic()
	out.Traffic = Traffic{after.FromCustomers - before.FromCustomers, after.ToCustomers - before.ToCustomers, after.ToAgents - before.ToAgents}
	for _, l := range everybody {
		l.mu.Lock()
		out.Ack, out.Push = appendTimes(out.Ack, l.acks), appendTimes(out.Push, l.pushes)
		l.mu.Unlock()
	}
	slices.Sort(out.Ack)
	slices.Sort(out.Push)
	return out, errors.Join(r.failed(), c.Err())
}

func appendTimes(to []time.Duration, ns []int64) []time.Duration {
	for _, n := range ns {
		to = append(to, time.Duration(n))
	}
	return to
}

// closed has each line send, and its reader send the next when it is acked.
func (r *Run) closed(lines []*Line) {
	r.running.Add(len(lines))
	for _, l := range lines { // each sends once, however late it is
		r.put(l, time.Now())
	}
	finished := make(chan struct{})
	go func() {
		r.running.Wait()
		close(finished)
	}()
	select {
	case <-finished:
	case <-time.After(r.mode.For + drainFor):
		r.broke(errors.New("not every send was answered"))
	}
}

func (r *Run) acked(l *Line) {
	r.answers.Add(1)
	if r.mode.Senders > 0 {
		r.next(l)
	}
}

// next sends a line's next message, or ends its turn.
func (r *Run) next(l *Line) {
	now := time.Now()
	if !now.Before(r.stop) || r.failed() != nil {
		r.running.Done()
		return
	}
	r.put(l, now)
}

// put sends a line's message, or ends its turn.
func (r *Run) put(l *Line, due time.Time) {
	if err := r.send(l, due); err != nil {
		r.broke(err)
		r.running.Done()
	}
}

// send sends a message that is due.
func (r *Run) send(l *Line, due time.Time) error {
	n := r.crowd.messages.Add(1)
	kind, to := byte('q'), ""
	if r.mode.Replies {
		kind, to = 'r', r.crowd.Customers[int(n)%len(r.crowd.Customers)].Conversation
	}
	id := clientID(kind, due.UnixNano(), n)
	if r.repeat {
		l.mu.Lock()
		id = l.last
		l.mu.Unlock()
		if id == "" {
			return errors.New("load: a line that has sent nothing can't send it again")
		}
		r.sentAt[l].Store(due.UnixNano())
	}
	r.sent.Add(1)
	return l.send(id, to, Text)
}

// open sends at the rate, on the lines in turn, and waits for the answers. It
// returns by how much it was late.
func (r *Run) open(lines []*Line) (late []time.Duration) {
	every := time.Second / time.Duration(r.mode.Rate)
	due := r.stop.Add(-r.mode.For)
	for n := 0; due.Before(r.stop); n++ {
		waitUntil(due)
		late = append(late, time.Since(due))
		if err := r.send(lines[n%len(lines)], due); err != nil {
			r.broke(err)
			break
		}
		due = due.Add(every)
	}
	for deadline := time.Now().Add(drainFor); r.answers.Load() < r.sent.Load() && r.failed() == nil && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	slices.Sort(late)
	return late
}

// waitUntil sleeps in the system: the runtime's own timers round up to a
// millisecond when nothing else goes on, which would be most of a latency.
func waitUntil(due time.Time) {
	for {
		left := time.Until(due)
		if left <= 0 {
			return
		}
		t := syscall.NsecToTimespec(int64(left))
		_ = syscall.Nanosleep(&t, nil) // interrupted: the loop sleeps the rest
	}
}

func (r *Run) broke(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		r.err = err
	}
}

func (r *Run) failed() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}

// Quantile of sorted times, by nearest rank; 0 of none.
func Quantile(sorted []time.Duration, q float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}
