package gateway

import (
	"runtime/debug"
	"sync"
	"time"
)

// tidy gives memory back when many have connected and it is quiet again. What
// a handshake and a welcome leave behind is twice what the connection weighs
// from then on; the runtime collects it only when as much again was allocated,
// which on a node whose customers idle is a long time.
//
// While they come it is collected more often than otherwise, so that what is
// kept lies close together.
type tidy struct {
	after   int           // connections that are worth it
	quiet   time.Duration // how long hardly any must have come
	percent func(int) int // debug.SetGCPercent
	free    func()        // debug.FreeOSMemory

	mu    sync.Mutex
	came  int // since the last time
	seen  int // of came, when it was looked last
	armed bool
	looks int // while armed
	usual int // percent, while armed
}

// stormPercent is how much garbage there may be while many connect, as GOGC counts it.
const stormPercent = 40

// newTidy's bounds: a collection costs some ten milliseconds of a processor for
// each thousand connections.
func newTidy() *tidy {
	return &tidy{after: 500, quiet: 2 * time.Second, percent: debug.SetGCPercent, free: debug.FreeOSMemory}
}

// connected notes a connection. It never blocks.
func (t *tidy) connected() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.came++; t.came >= t.after && !t.armed {
		t.armed, t.seen = true, t.came
		if t.usual = t.percent(stormPercent); t.usual >= 0 && t.usual < stormPercent {
			t.percent(t.usual)
		}
		time.AfterFunc(t.quiet, t.look)
	}
}

// Where people come and go all day it is done all the same, every half minute.
const mostLooks = 15

// look waits on while many come.
func (t *tidy) look() {
	t.mu.Lock()
	if t.looks++; t.looks < mostLooks && t.came-t.seen > t.after/50 {
		t.seen = t.came
		time.AfterFunc(t.quiet, t.look)
		t.mu.Unlock()
		return
	}
	t.came, t.looks, t.armed = 0, 0, false
	t.percent(t.usual)
	t.mu.Unlock()
	t.free()
}
