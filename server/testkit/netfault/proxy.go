// Package netfault puts a proxy on loopback between two parts of a desk, which
// fails as networks do when it is told to: connections are cut, also in the
// middle of what they carry, swallowed in either direction, or slow.
package netfault

import (
	"net"
	"sync"
	"testing"
	"time"
)

// Fault is how a line behaves; its zero value carries everything at once.
type Fault struct {
	// Refuse resets every connection, and each new one.
	Refuse bool
	// HoldUp and HoldDown keep back what goes to the target, and what comes
	// from it, until that is over: both are a line that is dead without an end.
	HoldUp, HoldDown bool
	// Delay is how long each piece takes, of at most 16 KiB and each way.
	Delay time.Duration
}

// Proxy carries connections to a target. Safe for concurrent use.
type Proxy struct {
	listener net.Listener

	mu      sync.Mutex
	target  string
	fault   Fault
	judge   func([]byte) Fate
	changed chan struct{} // closed when the fault changes
	links   map[*link]bool
}

// New starts a proxy, which ends with the test.
func New(t testing.TB, target string) *Proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{listener: listener, target: target, changed: make(chan struct{}), links: map[*link]bool{}}
	t.Cleanup(func() {
		listener.Close() //nolint:errcheck // the test is over
		p.Set(Fault{Refuse: true})
	})
	go p.accept()
	return p
}

// Addr is where it listens.
func (p *Proxy) Addr() string { return p.listener.Addr().String() }

// Set changes how all lines behave from now on.
func (p *Proxy) Set(f Fault) {
	p.mu.Lock()
	p.fault = f
	close(p.changed)
	p.changed = make(chan struct{})
	p.mu.Unlock()
	if f.Refuse {
		p.Cut()
	}
}

// Move has what connects from now on carried elsewhere, and resets what is connected.
func (p *Proxy) Move(target string) {
	p.mu.Lock()
	p.target = target
	p.mu.Unlock()
	p.Cut()
}

// Cut resets the connections that are open.
func (p *Proxy) Cut() {
	for _, l := range p.open() {
		l.reset()
	}
}

// CutAfter resets each open connection when it has carried so many bytes more,
// most likely in the middle of something.
func (p *Proxy) CutAfter(bytes func() int64) {
	for _, l := range p.open() {
		l.mu.Lock()
		l.left = bytes()
		l.mu.Unlock()
	}
}

func (p *Proxy) open() []*link {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := make([]*link, 0, len(p.links))
	for l := range p.links {
		all = append(all, l)
	}
	return all
}

func (p *Proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		go p.serve(&link{proxy: p, client: client, left: -1, ended: make(chan struct{})})
	}
}

func (p *Proxy) serve(l *link) {
	p.mu.Lock()
	p.links[l] = true
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		delete(p.links, l)
		p.mu.Unlock()
	}()
	defer l.reset()
	fault, ok := l.pass(true)
	if !ok || fault.Refuse {
		return
	}
	p.mu.Lock()
	target := p.target
	p.mu.Unlock()
	server, err := net.DialTimeout("tcp", target, 5*time.Second)
	if err != nil || !l.connected(server) {
		return
	}
	go l.carry(server, l.client, false)
	l.carry(l.client, server, true)
	<-l.ended
}
