package gateway

import (
	"sync"
	"time"

	"kefu/server/wire"

	"github.com/gorilla/websocket"
)

// queue holds what is to be written to a session, in order. It costs nothing
// when it is empty, takes bursts (a client that comes back sends its whole
// outbox, and gets as many acks), and knows when a frame was written. melody's
// own queue, of which every slot costs memory for every session, is given no
// more than it has room for: it never drops.
type queue struct {
	session *session
	max     int // bytes that may wait

	mu      sync.Mutex
	waiting []outgoing
	bytes   int        // of waiting
	flying  []outgoing // given to melody, oldest first
	closing []byte     // the close message that follows the last frame
	closed  bool       // it was given to melody
}

// outgoing is a frame and, in the plain dialect, the message it shows.
type outgoing struct {
	frame []byte
	shown shown
}

// maxFlying is how many frames melody holds of a session at most.
const maxFlying = melodyQueue - 2

// closeWithin bounds how long a session may take to read what stands before
// its close frame.
const closeWithin = 10 * time.Second

// push puts a frame in line. When more waits than the session is allowed, it
// does not read fast enough: it is closed, never silently thinned.
func (q *queue) push(o outgoing) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closing != nil {
		return
	}
	if q.bytes+len(o.frame) > q.max {
		q.waiting, q.bytes = nil, 0
		q.end(wire.CloseSlowConsumer, wire.ReasonSlowConsumer)
		return
	}
	q.waiting = append(q.waiting, o)
	q.bytes += len(o.frame)
	q.feed()
}

// close puts a close frame behind what waits; what is pushed later is dropped.
func (q *queue) close(code int, reason string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closing == nil {
		q.end(code, reason)
	}
}

// end is close; the lock is held.
func (q *queue) end(code int, reason string) {
	q.closing = websocket.FormatCloseMessage(code, reason)
	q.session.closing.Store(true)
	if code == wire.ClosePolicy {
		q.waiting, q.bytes = nil, 0 // who may not listen any more is told nothing more
	}
	q.feed()
	// Whatever the peer goes on sending meanwhile, it ends then.
	time.AfterFunc(closeWithin+lingerFor, func() { q.session.raw.Close() }) //nolint:errcheck // it may be closed
}

// feed gives melody what it has room for; the lock is held.
func (q *queue) feed() {
	for len(q.waiting) > 0 && len(q.flying) < maxFlying {
		o := q.waiting[0]
		q.waiting = q.waiting[1:]
		q.bytes -= len(o.frame)
		q.flying = append(q.flying, o)
		q.session.ms.Write(o.frame) //nolint:errcheck // a closed session needs nothing
	}
	if len(q.waiting) > 0 {
		return
	}
	q.waiting = nil // an idle session keeps no memory
	if q.closing != nil && !q.closed {
		q.closed = true
		q.session.ms.CloseWithMsg(q.closing) //nolint:errcheck // it may be closed already
	}
}

// more reports whether melody has frames behind the one that it is writing.
func (q *queue) more() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.flying) > 1
}

// sent notes that the oldest flying frame was written and returns it; idle
// says that nothing is behind it.
func (q *queue) sent() (o outgoing, idle bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.flying) == 0 {
		return o, true
	}
	o = q.flying[0]
	if q.flying = q.flying[1:]; len(q.flying) == 0 {
		q.flying = nil
	}
	q.feed()
	return o, len(q.flying) == 0
}
