//go:build linux

package yardstick

import (
	"bufio"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
)

// hub knows who is connected.
type hub struct {
	mu        sync.RWMutex
	agents    atomic.Pointer[[]*session] // copied on write
	customers map[int64][]*session       // copied on write
}

func newHub() *hub {
	h := &hub{customers: map[int64][]*session{}}
	h.agents.Store(new([]*session))
	return h
}

func (h *hub) join(s *session) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.role == "agent" {
		all := append(slices.Clip(*h.agents.Load()), s)
		h.agents.Store(&all)
		return
	}
	h.customers[s.conversation] = append(slices.Clip(h.customers[s.conversation]), s)
}

func (h *hub) leave(s *session) {
	h.mu.Lock()
	defer h.mu.Unlock()
	without := func(all []*session) []*session {
		return slices.DeleteFunc(slices.Clone(all), func(x *session) bool { return x == s })
	}
	if s.role == "agent" {
		left := without(*h.agents.Load())
		h.agents.Store(&left)
		return
	}
	if left := without(h.customers[s.conversation]); len(left) > 0 {
		h.customers[s.conversation] = left
	} else {
		delete(h.customers, s.conversation)
	}
}

// of returns a customer's sessions.
func (h *hub) of(conversation int64) []*session {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.customers[conversation]
}

// hijacked stands for the response of a connection that was taken over already.
type hijacked struct {
	conn   net.Conn
	header http.Header
}

func (w *hijacked) Header() http.Header {
	if w.header == nil {
		w.header = http.Header{}
	}
	return w.header
}

func (w *hijacked) Write(b []byte) (int, error) { return len(b), nil }
func (w *hijacked) WriteHeader(int)             {}

// Hijack implements http.Hijacker.
func (w *hijacked) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return w.conn, bufio.NewReadWriter(bufio.NewReaderSize(w.conn, 16), bufio.NewWriterSize(w.conn, 16)), nil
}
