//go:build linux

package load

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// Line is one client's connection, of a customer or an agent.
type Line struct {
	conn         *conn
	Conversation string // a customer's, as the welcome says
	sample       bool   // an agent whose pushes are timed

	run    atomic.Pointer[Run]
	ended  chan struct{}
	closed atomic.Bool // by us

	mu     sync.Mutex
	last   string   // client id of the last message sent
	first  int64    // counter of the run's first message
	seen   []uint64 // a bit for each message of the run that was shown
	acks   []int64  // ns from due to acked
	pushes []int64  // ns from due to pushed, where sampled
	count  Counts
	err    error
}

// Counts are what lines have seen.
type Counts struct {
	Acked  int64 // answers to sends
	Pushed int64 // messages shown: an agent's of all, a customer's of agents
	Twice  int64 // of them shown again, as the contract allows; not in Pushed
	Failed int64 // error frames
}

var (
	welcomeFrame  = []byte(`{"type":"welcome"`)
	ackFrame      = []byte(`{"type":"ack"`)
	errorFrame    = []byte(`{"type":"error"`)
	messageFrame  = []byte(`{"type":"message"`)
	messagesFrame = []byte(`{"type":"messages"`)
	conversation  = []byte(`"conversation":{"id":"`)
	ofAny         = []byte(`"client_id":"`)
	ofAgents      = []byte(`"client_id":"r`)
)

// connect dials and waits for the welcome; the reader runs from then on.
func connect(s *sources, address, token string, buffer int, customer bool) (*Line, error) {
	c, err := s.dial(address, token, buffer)
	if err != nil {
		return nil, err
	}
	l := &Line{conn: c, ended: make(chan struct{})}
	c.SetReadDeadline(time.Now().Add(patience)) //nolint:errcheck // seen when reading
	var big []byte
	b, err := c.next(&big)
	if err == nil && !bytes.HasPrefix(b, welcomeFrame) {
		err = fmt.Errorf("the first frame is no welcome: %.80s", b)
	}
	if err != nil {
		c.Close() //nolint:errcheck // the first error says more
		return nil, fmt.Errorf("waiting for the welcome: %w", err)
	}
	c.SetReadDeadline(time.Time{}) //nolint:errcheck // seen when reading
	if _, rest, ok := bytes.Cut(b, conversation); ok && customer {
		id, _, _ := bytes.Cut(rest, []byte{'"'})
		l.Conversation = string(id)
	}
	go l.readAll(customer)
	return l, nil
}

func (l *Line) readAll(customer bool) {
	defer close(l.ended)
	marker := ofAny
	if customer {
		marker = ofAgents // one's own come back too, from servers that tell other devices
	}
	var big []byte
	for {
		b, err := l.conn.next(&big)
		if err != nil {
			if !l.closed.Load() {
				l.mu.Lock()
				l.err = err
				l.mu.Unlock()
				if r := l.run.Load(); r != nil {
					r.broke(err)
				}
			}
			return
		}
		switch {
		case bytes.HasPrefix(b, ackFrame):
			l.acked(b)
		case bytes.HasPrefix(b, messageFrame), bytes.HasPrefix(b, messagesFrame):
			l.pushed(b, marker)
		case bytes.HasPrefix(b, errorFrame):
			l.mu.Lock()
			l.count.Failed++
			l.mu.Unlock()
			if r := l.run.Load(); r != nil {
				r.broke(fmt.Errorf("a send failed: %.200s", b))
			}
		}
	}
}

// acked notes an answer and, in a closed loop, sends the next message.
func (l *Line) acked(b []byte) {
	now := time.Now().UnixNano()
	var due int64
	if i := bytes.Index(b, ofAny); i >= 0 {
		due, _ = parseID(b[i:])
	}
	l.mu.Lock()
	l.count.Acked++
	r := l.run.Load()
	if r != nil && !r.repeat {
		l.acks = append(l.acks, now-due)
	} else if r != nil {
		l.acks = append(l.acks, now-r.sentAt[l].Load())
	}
	l.mu.Unlock()
	if r != nil {
		r.acked(l)
	}
}

// pushed counts the messages of a frame, each once.
func (l *Line) pushed(b, marker []byte) {
	now := time.Now().UnixNano()
	r := l.run.Load()
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		i := bytes.Index(b, marker)
		if i < 0 {
			return
		}
		due, n := parseID(b[i:])
		b = b[i+len(marker):]
		switch {
		case r != nil && r.repeat: // the same ones, again and again
			l.count.Pushed++
		case due == 0 || n < l.first: // of an earlier run
		case !l.note(n - l.first):
			l.count.Twice++
		default:
			l.count.Pushed++
			if l.sample {
				l.pushes = append(l.pushes, now-due)
			}
		}
	}
}

// note sets the n-th bit of seen; false if it was set. The lock is held.
func (l *Line) note(n int64) bool {
	for int64(len(l.seen)) <= n/64 {
		l.seen = append(l.seen, 0)
	}
	bit := uint64(1) << (n % 64)
	if l.seen[n/64]&bit != 0 {
		return false
	}
	l.seen[n/64] |= bit
	return true
}

// A client id is q (a question) or r (a reply), 16 hexadecimal digits of the
// nanosecond at which the message was due, and a counter.
func clientID(kind byte, due, counter int64) string {
	return fmt.Sprintf("%c%016x-%08x", kind, due, counter)
}

// parseID reads the client id that stands behind ofAny at the beginning of b:
// when it was due, 0 if it is none of ours, and its counter.
func parseID(b []byte) (due, counter int64) {
	from := len(ofAny) + 1
	if len(b) < from+25 || b[from+16] != '-' {
		return 0, 0
	}
	due, err := strconv.ParseInt(string(b[from:from+16]), 16, 64)
	if err == nil {
		counter, err = strconv.ParseInt(string(b[from+17:from+25]), 16, 64)
	}
	if err != nil {
		return 0, 0
	}
	return due, counter
}

// send sends a message to conversation; "" is a customer's own.
func (l *Line) send(id, conversation, text string) error {
	l.mu.Lock()
	l.last = id
	l.mu.Unlock()
	b := make([]byte, 0, 256)
	b = append(b, `{"type":"message.send","id":1,"client_id":"`...)
	b = append(b, id...)
	if conversation != "" {
		b = append(b, `","conversation_id":"`...)
		b = append(b, conversation...)
	}
	b = append(b, `","kind":"text","text":"`...)
	b = append(b, text...)
	b = append(b, `"}`...)
	return l.conn.write(opText, b)
}

// Close ends the connection without a word, as a lost network does.
func (l *Line) Close() {
	l.closed.Store(true)
	l.conn.Close() //nolint:errcheck // it may be closed
	<-l.ended
}

// Err is why the connection ended, if it was not Close.
func (l *Line) Err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

// Counts returns what the line has seen since it connected.
func (l *Line) Counts() Counts {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.count
}

// errNobody is a load without anybody to send.
var errNobody = errors.New("load: nobody is connected who could send")
