// Package presence knows who is online, and tells of it.
//
// Each node counts its own connections, says on the board who has any, and
// tells its own sessions: somebody is online while any node says so. Who is
// connected to a node that died goes offline when the board forgets it.
package presence

import (
	"cmp"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"kefu/server/desk"
)

// Teller tells this node's sessions of comings and goings. Its calls never block.
type Teller interface {
	// TellPresence shows agents that who came or went.
	TellPresence(who desk.Principal, online bool)
	// TellAvailable shows customers whether anybody is there to answer.
	TellAvailable(available bool)
	// TellPage shows agents where a customer is.
	TellPage(who desk.Principal, p *desk.Page)
}

// Board is where the nodes of a desk say what others must know: small facts, of
// a kind and about an id. Its calls never wait.
type Board interface {
	// Set makes a fact of this node's; nil takes it back.
	Set(kind byte, id int64, value json.RawMessage)
	// Others returns what other nodes say.
	Others(kind byte, id int64) []json.RawMessage
	// Watch is called once for a kind: changed is told of every change elsewhere.
	Watch(kind byte, changed func(id int64))
}

// The board's kinds of "connected here": of a customer's id, of an agent's.
const (
	FactCustomer = 'c'
	FactAgent    = 'a'
)

// LeaveDelay is how late going offline is told: a reload or a change of
// networks is no leaving.
const LeaveDelay = 10 * time.Second

// Tracker knows who is online. Safe for concurrent use.
type Tracker struct {
	teller    Teller
	board     Board
	knows     func(customer int64) bool
	seen      func(desk.Principal)
	delay     time.Duration
	mu        sync.Mutex
	here      map[key]*entry
	away      map[key]person // on other nodes, as far as was told here
	agents    int            // online
	customers int            // online
	closed    bool
}

type key struct {
	side desk.Side
	id   int64
}

// person is one who is online. Of customers whom no agent knows yet nothing is told.
type person struct {
	who   desk.Principal
	known bool
	page  *desk.Page // never changed once set; nil: not known
}

type entry struct {
	person
	connections int
	leaving     *time.Timer
	pageTold    time.Time
	telling     *time.Timer // of the page, when it was told too lately
}

// New returns a tracker on which nobody is online. knows says whether agents
// have heard of a customer's conversation, as far as this node can tell: whose
// node died can't say that they have written since they came. delay is
// LeaveDelay but in tests.
func New(t Teller, b Board, knows func(customer int64) bool, delay time.Duration) *Tracker {
	tr := &Tracker{teller: t, board: b, knows: knows, seen: func(desk.Principal) {}, delay: delay, here: map[key]*entry{}, away: map[key]person{}}
	b.Watch(FactCustomer, func(id int64) { tr.elsewhere(key{desk.CustomerSide, id}) })
	b.Watch(FactAgent, func(id int64) { tr.elsewhere(key{desk.DeskSide, id}) })
	return tr
}

// UseSeen says who is told of each connection's begin and end, and must not
// block; before any Join.
func (t *Tracker) UseSeen(seen func(desk.Principal)) { t.seen = seen }

// Join counts a connection of who. known says whether agents want to hear of it.
func (t *Tracker) Join(who desk.Principal, known bool) {
	t.seen(who)
	t.mu.Lock()
	defer t.mu.Unlock()
	k := key{who.Side(), who.ID}
	e := t.here[k]
	if e != nil {
		if e.leaving != nil {
			e.leaving.Stop()
			e.leaving = nil
		}
		e.connections++
		return
	}
	e = &entry{person: person{who: who, known: known}, connections: 1}
	t.here[k] = e
	t.say(k, e.person)
	if _, was := t.away[k]; !was {
		t.changed(e.person, true)
	}
}

// Leave takes a connection back. Going offline is told after a delay.
func (t *Tracker) Leave(who desk.Principal, known bool) {
	t.seen(who)
	t.mu.Lock()
	defer t.mu.Unlock()
	k := key{who.Side(), who.ID}
	e := t.here[k]
	if e == nil {
		return
	}
	if e.connections--; e.connections > 0 || t.closed {
		return
	}
	if known != e.known { // the customer has written since: the others must know before it goes
		e.known = known
		t.say(k, e.person)
	}
	e.leaving = time.AfterFunc(t.delay, func() { t.gone(k, e) })
}

func (t *Tracker) gone(k key, e *entry) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.here[k] != e || e.connections > 0 || t.closed {
		return
	}
	delete(t.here, k)
	if e.telling != nil {
		e.telling.Stop()
	}
	t.board.Set(k.fact(), k.id, nil)
	if _, is := t.away[k]; !is {
		t.changed(e.person, false)
	}
}

// changed tells; the lock is held, so that what is told last is true.
func (t *Tracker) changed(p person, online bool) {
	if p.who.IsCustomer() {
		if online {
			t.customers++
		} else {
			t.customers--
		}
		if p.known {
			t.teller.TellPresence(p.who, online)
		}
		return
	}
	t.teller.TellPresence(p.who, online)
	was := t.agents > 0
	if online {
		t.agents++
	} else {
		t.agents--
	}
	if is := t.agents > 0; is != was {
		t.teller.TellAvailable(is)
	}
}

// Online reports whether the one is connected to any node, or left less than
// the delay ago.
func (t *Tracker) Online(side desk.Side, id int64) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.online(key{side, id})
}

func (t *Tracker) online(k key) bool {
	_, away := t.away[k]
	return away || t.here[k] != nil
}

// Customers is how many customers are online, silent visitors included.
func (t *Tracker) Customers() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.customers
}

// OnlineCustomers lists the customers who are online, silent visitors included,
// the newest first.
func (t *Tracker) OnlineCustomers() []int64 {
	t.mu.Lock()
	ids := make([]int64, 0, t.customers)
	for k := range t.here {
		if k.side == desk.CustomerSide {
			ids = append(ids, k.id)
		}
	}
	for k := range t.away {
		if k.side == desk.CustomerSide && t.here[k] == nil {
			ids = append(ids, k.id)
		}
	}
	t.mu.Unlock()
	slices.SortFunc(ids, func(a, b int64) int { return cmp.Compare(b, a) })
	return ids
}

// Available reports whether any agent is online.
func (t *Tracker) Available() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.agents > 0
}

// OpeningChanged tells this node's customers again that nobody is there, if so:
// when the desk opens is something else now. Every node learns of it by itself.
func (t *Tracker) OpeningChanged() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.agents == 0 && !t.closed {
		t.teller.TellAvailable(false)
	}
}

// RenameAgents takes over how agents are called now, and tells of those who are
// connected here; the other nodes hear of them by the board.
func (t *Tracker) RenameAgents(names map[int64]string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for k, e := range t.here {
		if name := names[k.id]; k.side == desk.DeskSide && name != "" && name != e.who.Name && !t.closed {
			e.who.Name = name
			t.say(k, e.person)
			t.teller.TellPresence(e.who, true)
		}
	}
}

// Agents lists the agents who are online.
func (t *Tracker) Agents() []desk.Principal {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []desk.Principal
	for k, e := range t.here {
		if k.side == desk.DeskSide {
			out = append(out, e.who)
		}
	}
	for k, p := range t.away {
		if k.side == desk.DeskSide && t.here[k] == nil {
			out = append(out, p.who)
		}
	}
	return out
}

// Close stops telling.
func (t *Tracker) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed = true
	for _, e := range t.here {
		for _, timer := range []*time.Timer{e.leaving, e.telling} {
			if timer != nil {
				timer.Stop()
			}
		}
	}
}
