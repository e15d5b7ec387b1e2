package testkit

import (
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
)

// Proxy stands before a server on a loopback port and fails as networks and
// servers do.
type Proxy struct {
	listener net.Listener

	mu     sync.Mutex
	target string
	links  map[*link]struct{}
	hung   bool // of connections to come
	delay  time.Duration
	judge  func(sent []byte) Verdict
	closed bool
}

// Verdict is what becomes of a client's bytes.
type Verdict int

// The verdicts.
const (
	Pass      Verdict = iota
	CutBefore         // the connection ends and the server sees nothing of it
	CutWithin         // the server gets half of it, then the connection ends
	CutAfter          // the server carries it out; the connection ends before the answer
	Withhold          // the server carries it out; nothing comes of this connection any more
)

// link is one connection through a proxy.
type link struct {
	client, server net.Conn
	hung           chan struct{} // not nil: nothing passes until it is closed
	mute           bool          // the client hears nothing more
	answered       chan struct{} // closed when the server has said what a mute link keeps
}

// NewProxy returns one that passes everything on to target ("host:port").
func NewProxy(t testing.TB, target string) *Proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{listener: l, target: target, links: map[*link]struct{}{}}
	t.Cleanup(p.close)
	go p.accept()
	return p
}

// MySQLThrough returns a proxy before the server of a "mysql:" address, and
// the address that leads through it.
func MySQLThrough(t testing.TB, address string) (*Proxy, string) {
	t.Helper()
	cfg, err := mysql.ParseDSN(strings.TrimPrefix(address, "mysql:"))
	if err != nil {
		t.Fatal(err)
	}
	p := NewProxy(t, cfg.Addr)
	cfg.Addr = p.Address()
	return p, "mysql:" + cfg.FormatDSN()
}

// Address is where clients connect to, "host:port".
func (p *Proxy) Address() string { return p.listener.Addr().String() }

// Hang lets nothing pass any more, on no connection: bytes wait, and nobody is
// told. New connections are taken and stay silent.
func (p *Proxy) Hang() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hung = true
	for l := range p.links {
		if l.hung == nil {
			l.hung = make(chan struct{})
		}
	}
}

// Resume ends what Hang began: what has waited passes.
func (p *Proxy) Resume() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hung = false
	for l := range p.links {
		l.resume()
	}
}

func (l *link) resume() {
	if l.hung != nil {
		close(l.hung)
		l.hung = nil
	}
}

// Point leads new connections to another server. Those that are there stay as
// they are, hung if they hang.
func (p *Proxy) Point(target string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.target, p.hung = target, false
}

// Delay holds whatever clients send up for that long, 0 not at all: a server
// that takes its time for each statement.
func (p *Proxy) Delay(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay = d
}

// Judge has f say what becomes of whatever clients send; nil: all passes. It
// is called for several connections at once.
func (p *Proxy) Judge(f func(sent []byte) Verdict) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.judge = f
}

// Cut ends all connections.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for l := range p.links {
		l.cut()
	}
}

func (l *link) cut() {
	l.client.Close() //nolint:errcheck // it is to break
	if l.server != nil {
		l.server.Close() //nolint:errcheck // as above
	}
	l.resume()
}

// Open is the number of connections.
func (p *Proxy) Open() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.links)
}

func (p *Proxy) close() {
	p.listener.Close() //nolint:errcheck // the test is over
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.Cut()
}

func (p *Proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		l := &link{client: client, answered: make(chan struct{})}
		p.mu.Lock()
		if p.closed {
			client.Close() //nolint:errcheck // too late
			p.mu.Unlock()
			return
		}
		if p.hung {
			l.hung = make(chan struct{})
		}
		p.links[l] = struct{}{}
		p.mu.Unlock()
		go p.run(l)
	}
}

// wait waits while l hangs.
func (p *Proxy) wait(l *link) {
	for {
		p.mu.Lock()
		hung := l.hung
		p.mu.Unlock()
		if hung == nil {
			return
		}
		<-hung
	}
}

func (p *Proxy) run(l *link) {
	defer func() {
		p.mu.Lock()
		l.cut()
		delete(p.links, l)
		p.mu.Unlock()
	}()
	p.wait(l)
	p.mu.Lock()
	target := p.target
	p.mu.Unlock()
	server, err := net.Dial("tcp", target)
	if err != nil {
		return
	}
	p.mu.Lock()
	l.server = server
	p.mu.Unlock()
	defer server.Close() //nolint:errcheck // it ends with the client's
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.answers(l, server)
	}()
	p.requests(l, server)
	p.mu.Lock()
	l.cut()
	p.mu.Unlock()
	<-done
}

// requests passes on what the client sends until the connection ends.
func (p *Proxy) requests(l *link, server net.Conn) {
	buf := make([]byte, 256<<10)
	for {
		n, err := l.client.Read(buf)
		if err != nil {
			return
		}
		p.wait(l)
		p.mu.Lock()
		delay, judge := p.delay, p.judge
		p.mu.Unlock()
		time.Sleep(delay)
		verdict := Pass
		if judge != nil {
			verdict = judge(buf[:n])
		}
		switch verdict {
		case CutBefore:
			return
		case CutWithin:
			server.Write(buf[:n/2]) //nolint:errcheck // it ends either way
			return
		case CutAfter, Withhold:
			p.mu.Lock()
			l.mute = true
			p.mu.Unlock()
		}
		if _, err := server.Write(buf[:n]); err != nil {
			return
		}
		if verdict == CutAfter {
			<-l.answered
			return
		}
	}
}

// answers passes on what the server sends until the connection ends.
func (p *Proxy) answers(l *link, server net.Conn) {
	buf := make([]byte, 256<<10)
	said := sync.OnceFunc(func() { close(l.answered) })
	for {
		n, err := server.Read(buf)
		p.wait(l)
		p.mu.Lock()
		mute := l.mute
		p.mu.Unlock()
		if mute {
			said()
		} else if _, failed := l.client.Write(buf[:n]); failed != nil || err != nil {
			l.client.Close() //nolint:errcheck // the server ended it, or it ended itself
			return
		}
		if err != nil {
			return // of a mute link the client is left waiting
		}
	}
}
