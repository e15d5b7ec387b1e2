package netfault

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// piece is how much is carried at once.
const piece = 16 << 10

// link is one connection and its other half.
type link struct {
	proxy  *Proxy
	client net.Conn
	ended  chan struct{}
	// answers is what becomes of the target's, a Fate.
	answers atomic.Int32

	mu     sync.Mutex
	server net.Conn // nil: not connected yet
	left   int64    // bytes until it is reset; negative: for ever
	over   bool
}

// connected takes the other half; false: it is too late.
func (l *link) connected(server net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over {
		server.Close() //nolint:errcheck // nobody is there any more
		return false
	}
	l.server = server
	return true
}

// reset ends both halves as a machine does that knows nothing of them.
func (l *link) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over {
		return
	}
	l.over = true
	close(l.ended)
	for _, c := range []net.Conn{l.client, l.server} {
		if tcp, ok := c.(*net.TCPConn); ok {
			tcp.SetLinger(0) //nolint:errcheck // it ends either way
			tcp.Close()      //nolint:errcheck // it ends either way
		}
	}
}

// pass waits until the line carries in that direction, and returns how it
// behaves; false: it has ended.
func (l *link) pass(up bool) (Fault, bool) {
	for {
		l.proxy.mu.Lock()
		f, changed := l.proxy.fault, l.proxy.changed
		l.proxy.mu.Unlock()
		if held := up && f.HoldUp || !up && f.HoldDown; !held {
			return f, true
		}
		select {
		case <-l.ended:
			return f, false
		case <-changed:
		}
	}
}

// carry copies one direction until the connection ends. That it ended is held
// back as what it carries is.
func (l *link) carry(from, to net.Conn, up bool) {
	defer l.reset()
	judged := l.answered
	if up {
		judged = l.sent
	}
	buf := make([]byte, piece)
	for {
		n, err := from.Read(buf)
		f, ok := l.pass(up)
		if !ok || f.Refuse {
			return
		}
		if f.Delay > 0 {
			select {
			case <-l.ended:
				return
			case <-time.After(f.Delay):
			}
		}
		n, goesOn := judged(buf[:n])
		allowed := l.spend(n)
		if _, wrong := to.Write(buf[:allowed]); wrong != nil || err != nil || allowed < n || !goesOn {
			return
		}
	}
}

// spend returns how many of n bytes are still carried.
func (l *link) spend(n int) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.left < 0 {
		return n
	}
	allowed := min(int64(n), l.left)
	l.left -= allowed
	return int(allowed)
}
