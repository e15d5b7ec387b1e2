package app_test

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"
)

// world is a desk's people at their devices, doing things at random, and the
// model of what came of it.
type world struct {
	t      testing.TB
	seed   uint64
	nodes  []string // addresses; a device connects to any
	admin  string   // the admin's staff key
	faults bool     // nodes or the database may be away
	// patient people wait longer and longer before they connect again, and
	// bear lines that hang.
	patient bool
	pace    pace
	model   *model

	customers, agents []*person
	absent            []*person // of the customers: they have no devices

	stop    chan struct{} // closed: devices disconnect
	idle    chan struct{} // closed: nobody does anything new
	running sync.WaitGroup
	acting  sync.WaitGroup

	mu    sync.Mutex
	flaws tally
}

// worldSize is how many people there are, and on how many devices.
type worldSize struct {
	customers, agents, devices int
	absent                     int    // customers beside those, who have said nothing and have no devices
	seed                       uint64 // see seedOf
	pace                       pace
	patient                    bool
}

// pace is how long one waits between two acts on average; the zero value is as
// fast as a test may be.
type pace struct{ customers, agents time.Duration }

// of is a pace of one person; it is never 0.
func (p pace) of(staff bool) time.Duration {
	d := p.customers
	if staff {
		d = p.agents
	}
	return max(d, 20*time.Millisecond)
}

// newWorld logs everybody in and connects their devices. Every customer has
// said hello when it returns.
func newWorld(t testing.TB, nodes []string, admin string, faults bool, size worldSize) *world {
	t.Helper()
	w := &world{t: t, seed: seedOf(t, size.seed), nodes: nodes, admin: admin, faults: faults, model: newModel(), stop: make(chan struct{}), flaws: tally{}, pace: size.pace, patient: size.patient}
	t.Logf("KEFU_TEST_SEED=%d repeats the choices of this run", w.seed)
	t.Cleanup(w.end)
	for i := range size.customers {
		w.customers = append(w.customers, w.newCustomer(fmt.Sprintf("customer-%d", i+1)))
	}
	for i := range size.agents {
		w.agents = append(w.agents, w.newAgent(fmt.Sprintf("agent-%d", i+1)))
	}
	for i := range size.absent {
		w.absent = append(w.absent, w.newCustomer(fmt.Sprintf("absent-%d", i+1)))
	}
	for _, p := range w.everybody() {
		r := w.random(p.name, -1)
		for n := range 1 + r.IntN(size.devices) {
			d := newDevice(w, p, n)
			p.devices = append(p.devices, d)
		}
	}
	for _, p := range w.everybody() {
		for _, d := range p.devices {
			w.running.Add(1)
			go d.run()
		}
	}
	for _, p := range w.customers {
		p.post(p.devices[0], p.compose(p.id, "hello"))
	}
	w.flush(time.Minute)
	w.customers = append(w.customers, w.absent...)
	return w
}

// seedOf is the seed of a test: the environment's, or the usual one, or, if that
// is 0, a new one.
func seedOf(t testing.TB, usual uint64) uint64 {
	text := os.Getenv("KEFU_TEST_SEED")
	switch {
	case text == "" && usual != 0:
		return usual
	case text == "":
		return rand.Uint64()
	}
	seed, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("KEFU_TEST_SEED: %v", err)
	}
	return seed
}

// random returns a source of choices of its own for each name and number.
func (w *world) random(name string, n int) *rand.Rand {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s/%d", name, n)
	return rand.New(rand.NewPCG(w.seed, h.Sum64()))
}

// long reports whether the tests may take minutes.
func long() bool { return os.Getenv("KEFU_TEST_LONG") != "" }

func (w *world) everybody() []*person {
	return append(append([]*person(nil), w.customers...), w.agents...)
}

func (w *world) node(r *rand.Rand) string { return w.nodes[r.IntN(len(w.nodes))] }

func (w *world) stopped() bool {
	select {
	case <-w.stop:
		return true
	default:
		return false
	}
}

// pause waits, or less if the world stops.
func (w *world) pause(d time.Duration) {
	select {
	case <-w.stop:
	case <-time.After(d):
	}
}

// complain fails the test.
func (w *world) complain(format string, args ...any) {
	w.t.Helper()
	w.blame(other, format, args...)
}

// blame fails the test with what kind of flaw was found. What follows the first
// complaints of a kind is counted only.
func (w *world) blame(f flaw, format string, args ...any) {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.flaws[f]++; w.flaws[f] <= 20 {
		w.t.Errorf("%s %s: %s", time.Now().Format("15:04:05.000"), f, fmt.Sprintf(format, args...))
	}
}

// begin lets everybody do things at random until rest.
func (w *world) begin() {
	w.idle = make(chan struct{})
	for _, p := range w.everybody() {
		if len(p.devices) > 0 {
			w.acting.Add(1)
			go p.act()
		}
	}
}

// rest ends the doings and waits until everything is answered.
func (w *world) rest() {
	close(w.idle)
	w.acting.Wait()
	w.flush(time.Minute)
}

// flush waits until everything that was sent is acked: devices send again
// whatever is not. However slow the machine is, there must be fewer of them at
// least every within.
func (w *world) flush(within time.Duration) {
	w.t.Helper()
	for left := w.model.pending(); len(left) > 0; {
		if !eventually(within, func() bool { return len(w.model.pending()) < len(left) }) {
			w.t.Fatalf("of %d messages and notes none was acked within %s, one of them %s of %s in conversation %s", len(left), within, left[0].clientID, left[0].by.name, left[0].conversation)
		}
		left = w.model.pending()
	}
}

// end disconnects everybody; again is harmless.
func (w *world) end() {
	if !w.stopped() {
		close(w.stop)
	}
	w.running.Wait()
}

// eventually reports whether f becomes true in time.
func eventually(within time.Duration, f func() bool) bool {
	for deadline := time.Now().Add(within); ; time.Sleep(20 * time.Millisecond) {
		if f() {
			return true
		}
		if time.Now().After(deadline) {
			return false
		}
	}
}
