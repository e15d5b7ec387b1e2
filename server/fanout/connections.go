package fanout

import (
	"cmp"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"kefu/server/desk"
)

// FactConnections is the board's kind of "connected here": of an agent's id.
// For customers FactHears says it. The value of both is the numbers of the
// connections.
const FactConnections = 'n'

// excessKept is for how long an identity may have too many connections on all
// nodes together. Who was connected to a node that ended, or that they left
// without a word, comes to others first and is forgotten there later.
const excessKept = 20 * time.Second

// connections numbers the connections of each identity: one that comes gets a
// higher number than any that is known of, here or on another node. So the
// oldest are known without any clock. Safe for concurrent use.
type connections struct {
	board *Board
	each  func() int // how many one identity may have

	mu     sync.Mutex
	here   map[identity]map[Session]int64
	excess map[identity]time.Time // since when they have had too many
}

type identity struct {
	side desk.Side
	id   int64
}

func identityOf(who desk.Principal) identity { return identity{who.Side(), who.ID} }

func (i identity) fact() byte {
	if i.side == desk.CustomerSide {
		return FactHears
	}
	return FactConnections
}

func newConnections(b *Board, each func() int) *connections {
	c := &connections{board: b, each: each, here: map[identity]map[Session]int64{}, excess: map[identity]time.Time{}}
	b.Watch(FactHears, func(id int64) { c.look(identity{desk.CustomerSide, id}) })
	b.Watch(FactConnections, func(id int64) { c.look(identity{desk.DeskSide, id}) })
	return c
}

// add numbers a connection and tells the other nodes.
func (c *connections) add(s Session) {
	who := identityOf(s.Principal())
	c.mu.Lock()
	defer c.mu.Unlock()
	var highest int64
	for _, x := range c.all(who) {
		highest = max(highest, x.number)
	}
	if c.here[who] == nil {
		c.here[who] = map[Session]int64{}
	}
	c.here[who][s] = highest + 1
	c.say(who)
	c.note(who)
}

// remove forgets a connection and tells the other nodes; again is harmless.
func (c *connections) remove(s Session) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drop(identityOf(s.Principal()), s)
}

// drop is remove; the lock is held.
func (c *connections) drop(who identity, s Session) {
	if _, is := c.here[who][s]; !is {
		return
	}
	if delete(c.here[who], s); len(c.here[who]) == 0 {
		delete(c.here, who)
		delete(c.excess, who)
	} else {
		c.note(who)
	}
	c.say(who)
}

// say puts the numbers on the board; the lock is held.
func (c *connections) say(who identity) {
	var fact json.RawMessage
	if mine := c.here[who]; len(mine) > 0 {
		numbers := make([]int64, 0, len(mine))
		for _, n := range mine {
			numbers = append(numbers, n)
		}
		slices.Sort(numbers)
		fact, _ = json.Marshal(numbers) //nolint:errcheck // numbers only
	}
	c.board.Set(who.fact(), who.id, fact)
}

// connection is one of an identity's; session is nil if it is on another node.
type connection struct {
	number  int64
	node    string
	session Session
}

// all lists an identity's connections to all nodes; the lock is held.
func (c *connections) all(who identity) []connection {
	var all []connection
	for s, n := range c.here[who] {
		all = append(all, connection{number: n, session: s})
	}
	for node, fact := range c.board.ByNode(who.fact(), who.id) {
		var numbers []int64
		if json.Unmarshal(fact, &numbers) == nil {
			for _, n := range numbers {
				all = append(all, connection{number: n, node: node})
			}
		}
	}
	return all
}

// look notes whether an identity that is here has too many connections.
func (c *connections) look(who identity) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.here[who]) > 0 {
		c.note(who)
	}
}

func (c *connections) note(who identity) {
	_, noted := c.excess[who]
	switch tooMany := len(c.all(who)) > c.each(); {
	case !tooMany:
		delete(c.excess, who)
	case !noted:
		c.excess[who] = time.Now()
	}
}

// overdue returns the connections here that are the oldest of too many, and
// were for long enough.
func (c *connections) overdue() (oldest []Session) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for who, since := range c.excess {
		if time.Since(since) < excessKept {
			continue
		}
		delete(c.excess, who)
		all := c.all(who)
		// Two that came to two nodes at once have the same number.
		slices.SortFunc(all, func(a, b connection) int {
			return cmp.Or(cmp.Compare(b.number, a.number), cmp.Compare(c.nameOf(b), c.nameOf(a)))
		})
		for _, x := range all[min(c.each(), len(all)):] {
			if x.session != nil { // until it has left it would count against the next one
				oldest = append(oldest, x.session)
				c.drop(who, x.session)
			}
		}
	}
	return oldest
}

func (c *connections) nameOf(x connection) string {
	if x.session != nil && c.board.bus != nil {
		return c.board.bus.Self()
	}
	return x.node
}
