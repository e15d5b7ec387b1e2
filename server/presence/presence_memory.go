// Package presence knows who is online, and tells of it.
package presence

import (
	"sync"
	"time"

	"kefu/server/desk"
)

// Teller tells sessions of comings and goings. Its calls never block.
type Teller interface {
	// TellPresence shows agents that who came or went.
	TellPresence(who desk.Principal, online bool)
	// TellAvailable shows customers whether anybody is there to answer.
	TellAvailable(available bool)
}

// LeaveDelay is how late going offline is told: a reload or a change of
// networks is no leaving.
const LeaveDelay = 10 * time.Second

// Memory knows who is connected to this process.
type Memory struct {
	teller Teller
	delay  time.Duration
	mu     sync.Mutex
	by     map[key]*entry
	agents int // online
	closed bool
}

type key struct {
	side desk.Side
	id   int64
}

type entry struct {
	who         desk.Principal
	connections int
	leaving     *time.Timer
}

// NewMemory returns a tracker on which nobody is online. delay is LeaveDelay
// but in tests.
func NewMemory(t Teller, delay time.Duration) *Memory {
	return &Memory{teller: t, delay: delay, by: map[key]*entry{}}
}

// Join counts a connection of who. known says whether agents want to hear of it.
func (m *Memory) Join(who desk.Principal, known bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k := key{who.Side(), who.ID}
	e := m.by[k]
	if e != nil {
		if e.leaving != nil {
			e.leaving.Stop()
			e.leaving = nil
		}
		e.connections++
		return
	}
	m.by[k] = &entry{who: who, connections: 1}
	m.changed(who, true, known)
}

// Leave takes a connection back. Going offline is told after a delay.
func (m *Memory) Leave(who desk.Principal, known bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k := key{who.Side(), who.ID}
	e := m.by[k]
	if e == nil {
		return
	}
	if e.connections--; e.connections > 0 || m.closed {
		return
	}
	e.leaving = time.AfterFunc(m.delay, func() { m.gone(k, e, known) })
}

func (m *Memory) gone(k key, e *entry, known bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.by[k] != e || e.connections > 0 || m.closed {
		return
	}
	delete(m.by, k)
	m.changed(e.who, false, known)
}

// changed tells; the lock is held, so that what is told last is true.
func (m *Memory) changed(who desk.Principal, online, known bool) {
	if who.IsCustomer() {
		if known {
			m.teller.TellPresence(who, online)
		}
		return
	}
	m.teller.TellPresence(who, online)
	was := m.agents > 0
	if online {
		m.agents++
	} else {
		m.agents--
	}
	if is := m.agents > 0; is != was {
		m.teller.TellAvailable(is)
	}
}

// Online reports whether the one is connected, or left less than the delay ago.
func (m *Memory) Online(side desk.Side, id int64) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.by[key{side, id}] != nil
}

// Available reports whether any agent is online.
func (m *Memory) Available() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.agents > 0
}

// Agents lists the agents who are online.
func (m *Memory) Agents() []desk.Principal {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []desk.Principal
	for k, e := range m.by {
		if k.side == desk.DeskSide {
			out = append(out, e.who)
		}
	}
	return out
}

// Close stops telling.
func (m *Memory) Close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	for _, e := range m.by {
		if e.leaving != nil {
			e.leaving.Stop()
		}
	}
}
