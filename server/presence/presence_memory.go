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
	// TellAvailable shows customers whether anybody is there to answer:
	// everywhere, or those of this node only.
	TellAvailable(available, everywhere bool)
	// TellPage shows agents where a customer is.
	TellPage(who desk.Principal, p *desk.Page)
}

// LeaveDelay is how late going offline is told: a reload or a change of
// networks is no leaving.
const LeaveDelay = 10 * time.Second

// pageEvery is how often at most it is told on which page a customer is: who
// leafs through a shop must not flood the agents.
const pageEvery = 3 * time.Second

// Memory knows who is connected to this process.
type Memory struct {
	teller Teller
	seen   func(desk.Principal)
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

	page     *desk.Page // never changed once set; nil: not known
	pageTold time.Time
	telling  *time.Timer // of the page, when it was told too lately
}

// NewMemory returns a tracker on which nobody is online. delay is LeaveDelay
// but in tests.
func NewMemory(t Teller, delay time.Duration) *Memory {
	return &Memory{teller: t, seen: func(desk.Principal) {}, delay: delay, by: map[key]*entry{}}
}

// UseSeen says who is told of each connection's begin and end, and must not
// block; before any Join.
func (m *Memory) UseSeen(seen func(desk.Principal)) { m.seen = seen }

// Join counts a connection of who. known says whether agents want to hear of it.
func (m *Memory) Join(who desk.Principal, known bool) {
	m.seen(who)
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
	m.seen(who)
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
	if e.telling != nil {
		e.telling.Stop()
	}
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
		m.teller.TellAvailable(is, true)
	}
}

// SetPage notes where a customer who is online is. Agents are told at once, or
// a little later if they were told of another page just now; not at all unless
// known.
func (m *Memory) SetPage(who desk.Principal, p desk.Page, known bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k := key{who.Side(), who.ID}
	e := m.by[k]
	if e == nil || m.closed {
		return
	}
	if was := e.page; was != nil && was.URL == p.URL {
		if was.Title == p.Title {
			return
		}
		p.Since = was.Since
	}
	e.page = &p
	switch wait := pageEvery - time.Since(e.pageTold); {
	case !known || e.telling != nil:
	case wait <= 0:
		m.tellPage(e)
	default:
		e.telling = time.AfterFunc(wait, func() { m.tellLater(k, e) })
	}
}

func (m *Memory) tellLater(k key, e *entry) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e.telling = nil
	if m.by[k] == e && !m.closed {
		m.tellPage(e)
	}
}

// tellPage tells; the lock is held.
func (m *Memory) tellPage(e *entry) {
	e.pageTold = time.Now()
	m.teller.TellPage(e.who, e.page)
}

// Page returns where a customer is; nil when offline, or when nobody knows.
func (m *Memory) Page(customer int64) *desk.Page {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e := m.by[key{desk.CustomerSide, customer}]; e != nil {
		return e.page
	}
	return nil
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

// OpeningChanged tells this node's customers again that nobody is there, if so:
// when the desk opens is something else now. Every node learns of it by itself.
func (m *Memory) OpeningChanged() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.agents == 0 && !m.closed {
		m.teller.TellAvailable(false, false)
	}
}

// RenameAgents takes over how agents are called now, and tells of those who are
// online.
func (m *Memory) RenameAgents(names map[int64]string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for k, e := range m.by {
		if name := names[k.id]; k.side == desk.DeskSide && name != "" && name != e.who.Name && !m.closed {
			e.who.Name = name
			m.teller.TellPresence(e.who, true)
		}
	}
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
		for _, timer := range []*time.Timer{e.leaving, e.telling} {
			if timer != nil {
				timer.Stop()
			}
		}
	}
}
