// Package fanout tells sessions what happened: those connected to this node
// through the hub, those of other nodes through the bus.
//
//	chat ─▶ Tell ─▶ packets, each encoded once ─┬▶ hub ─▶ sessions here
//	                                            └▶ bus ─▶ other nodes' hubs
//
// Nothing here is a promise: the database is the truth, and the chat's watch
// finds what a bus has lost.
package fanout

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"kefu/server/desk"
	"kefu/server/wire"
)

// Session is a connection that can be told things. Its methods never block.
type Session interface {
	ID() string
	Principal() desk.Principal
	// Rename says how who it is is called from now on.
	Rename(name string)
	// Plain reports whether it speaks the plain dialect.
	Plain() bool
	// Deliver writes the packet in the session's dialect.
	Deliver(*Packet)
	// Close ends the connection with a close code and its reason text.
	Close(code int, reason string)
}

// Presence is told who comes and goes.
type Presence interface {
	Join(who desk.Principal, known bool)
	Leave(who desk.Principal, known bool)
	Online(side desk.Side, id int64) bool
	// Customers is how many customers are online.
	Customers() int
	// OnlineCustomers lists them, the newest first.
	OnlineCustomers() []int64
	// Page is where a customer is; nil when offline, or when nobody knows.
	Page(customer int64) *desk.Page
}

// Hub knows who is connected here.
type Hub struct {
	encoder  wire.Encoder
	bus      Bus
	board    *Board
	presence Presence
	maxEach  func() int
	numbered *connections

	agents    atomic.Pointer[[]Session] // copied on write, oldest first
	agentsMu  sync.Mutex
	customers [shards]shard
	plain     atomic.Int64 // sessions of the plain dialect
	onRemote  func(Progress)
	opensAt   func() time.Time
}

const shards = 64

type shard struct {
	mu sync.RWMutex
	by map[int64][]Session // copied on write, oldest first
}

// NewHub returns an empty hub. An identity has at most maxEach connections,
// asked when one comes; of more, the oldest are closed: of those to this node
// at once, of those to all nodes by CloseExcess. bus may be nil: one node.
func NewHub(e wire.Encoder, bus Bus, maxEach func() int) *Hub {
	h := &Hub{encoder: e, bus: bus, board: NewBoard(bus), maxEach: maxEach, onRemote: func(Progress) {}, opensAt: func() time.Time { return time.Time{} }}
	h.numbered = newConnections(h.board, maxEach)
	h.agents.Store(new([]Session))
	for i := range h.customers {
		h.customers[i].by = map[int64][]Session{}
	}
	return h
}

// Board is where the nodes say of themselves what others must know.
func (h *Hub) Board() *Board { return h.board }

// Listen begins to hear other nodes; the hub has a bus.
func (h *Hub) Listen() {
	h.bus.Subscribe(h.hear, h.board.listening)
	h.board.Open()
}

// UsePresence says who is to be told of comings and goings; before any Join.
func (h *Hub) UsePresence(p Presence) { h.presence = p }

// OnRemote says who is to be told how far other nodes' news has brought this
// node's sessions; before the bus carries anything.
func (h *Hub) OnRemote(f func(Progress)) { h.onRemote = f }

// UseOpening says who knows when the desk opens next, the zero time when it is
// open or nobody knows; before any Join.
func (h *Hub) UseOpening(opensAt func() time.Time) { h.opensAt = opensAt }

func (h *Hub) shard(id int64) *shard { return &h.customers[uint64(id)%shards] }

// Join adds a session, which hears from now on, and returns what takes it out
// again, to be called once.
func (h *Hub) Join(s Session) (leave func()) {
	if s.Plain() {
		h.plain.Add(1)
	}
	for _, oldest := range h.add(s) {
		oldest.Close(wire.CloseTooManyConnections, wire.ReasonTooManyConnections)
	}
	return func() {
		h.remove(s)
		if s.Plain() {
			h.plain.Add(-1)
		}
	}
}

// Announce counts who as online and returns what takes that back, to be called
// once. known says, then and now, whether agents know the customer's
// conversation, and so want to hear of it.
func (h *Hub) Announce(who desk.Principal, known func() bool) (gone func()) {
	h.presence.Join(who, known())
	return func() { h.presence.Leave(who, known()) }
}

// add returns the sessions that are too many, if there are any. They are out
// already: until they have left they would count against the next one.
func (h *Hub) add(s Session) (tooMany []Session) {
	who := s.Principal()
	if who.IsCustomer() {
		sh := h.shard(who.ID)
		sh.mu.Lock()
		defer sh.mu.Unlock()
		h.numbered.add(s)
		sh.by[who.ID], tooMany = h.fitting(append(slices.Clip(sh.by[who.ID]), s), who.ID)
		h.forget(tooMany)
		return tooMany
	}
	h.agentsMu.Lock()
	defer h.agentsMu.Unlock()
	old := *h.agents.Load()
	if len(old) == 0 {
		h.board.Set(FactHears, agentsHear, yes)
	}
	h.numbered.add(s)
	all, tooMany := h.fitting(append(slices.Clip(old), s), who.ID)
	h.agents.Store(&all)
	h.forget(tooMany)
	return tooMany
}

func (h *Hub) forget(sessions []Session) {
	for _, s := range sessions {
		h.numbered.remove(s)
	}
}

// CloseExcess closes the oldest connections to this node of identities that
// have had too many to all nodes together, for a while. To be called every few
// seconds while it is known which nodes live.
func (h *Hub) CloseExcess() {
	for _, s := range h.numbered.overdue() {
		s.Close(wire.CloseTooManyConnections, wire.ReasonTooManyConnections)
	}
}

// fitting takes id's oldest sessions out of all if it has more than maxEach.
func (h *Hub) fitting(all []Session, id int64) (left, tooMany []Session) {
	n := -h.maxEach()
	for _, s := range all {
		if s.Principal().ID == id {
			n++
		}
	}
	if n <= 0 {
		return all, nil
	}
	for _, s := range all {
		if s.Principal().ID == id && len(tooMany) < n {
			tooMany = append(tooMany, s)
		} else {
			left = append(left, s)
		}
	}
	return left, tooMany
}

func (h *Hub) remove(s Session) {
	who := s.Principal()
	if who.IsCustomer() {
		sh := h.shard(who.ID)
		sh.mu.Lock()
		defer sh.mu.Unlock()
		h.numbered.remove(s)
		if left := without(sh.by[who.ID], s); len(left) > 0 {
			sh.by[who.ID] = left
		} else {
			delete(sh.by, who.ID)
		}
		return
	}
	h.agentsMu.Lock()
	defer h.agentsMu.Unlock()
	h.numbered.remove(s)
	had := *h.agents.Load()
	left := without(had, s)
	h.agents.Store(&left)
	if len(left) == 0 && len(had) > 0 {
		h.board.Set(FactHears, agentsHear, nil)
	}
}

func without(all []Session, s Session) []Session {
	left := make([]Session, 0, len(all))
	for _, x := range all {
		if x != s {
			left = append(left, x)
		}
	}
	return left
}

// customer returns the sessions of one customer; it must not be changed.
func (h *Hub) customer(id int64) []Session {
	sh := h.shard(id)
	sh.mu.RLock()
	defer sh.mu.RUnlock()
	return sh.by[id]
}

// AgentsHere reports whether any agent is connected to this node.
func (h *Hub) AgentsHere() bool { return len(*h.agents.Load()) > 0 }

// AgentsAnywhere reports whether any agent is connected, to this node or to
// another that this one tells.
func (h *Hub) AgentsAnywhere() bool {
	return h.AgentsHere() || h.bus != nil && h.anyElsewhere(agentsHear)
}

// Concerned reports whether this node has a session to tell of conversation.
func (h *Hub) Concerned(conversation int64) bool {
	return h.AgentsHere() || len(h.customer(conversation)) > 0
}

// CustomersHere lists the customers connected to this node.
func (h *Hub) CustomersHere() []int64 {
	var ids []int64
	for i := range h.customers {
		sh := &h.customers[i]
		sh.mu.RLock()
		for id := range sh.by {
			ids = append(ids, id)
		}
		sh.mu.RUnlock()
	}
	return ids
}

// CustomersOnline is how many customers are connected, to any node.
func (h *Hub) CustomersOnline() int { return h.presence.Customers() }

// OnlineCustomers lists them, the newest first.
func (h *Hub) OnlineCustomers() []int64 { return h.presence.OnlineCustomers() }

// CustomerOnline reports whether the customer is connected anywhere.
func (h *Hub) CustomerOnline(id int64) bool { return h.presence.Online(desk.CustomerSide, id) }

// CustomerPage returns where the customer is; nil when offline, or when nobody knows.
func (h *Hub) CustomerPage(id int64) *desk.Page { return h.presence.Page(id) }

// AgentStatus returns whether the agent is connected anywhere.
func (h *Hub) AgentStatus(id int64) desk.AgentStatus {
	if h.presence.Online(desk.DeskSide, id) {
		return desk.AgentOnline
	}
	return desk.AgentOffline
}

// sessionsHere returns all sessions of this node.
func (h *Hub) sessionsHere() []Session {
	all := append([]Session(nil), *h.agents.Load()...)
	for i := range h.customers {
		sh := &h.customers[i]
		sh.mu.RLock()
		for _, mine := range sh.by {
			all = append(all, mine...)
		}
		sh.mu.RUnlock()
	}
	return all
}

// CloseAll ends every session of this node; it returns how many there were.
func (h *Hub) CloseAll(code int, reason string) int {
	all := h.sessionsHere()
	for _, s := range all {
		s.Close(code, reason)
	}
	return len(all)
}
