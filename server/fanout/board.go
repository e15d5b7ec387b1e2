package fanout

import (
	"encoding/json"
	"sync"
	"sync/atomic"
	"time"
)

// Board is what each node says of itself: small facts, each of a kind and
// about an id, of which every other node holds a copy. Who is connected where,
// and what agents have open, stands here.
//
// A node numbers what it tells. Who missed something, or has just come, asks
// for what it lacks (Gossip); until it has that, it takes the node to have any
// fact (Hearing), so that nobody is left out. A node that ended is taken off by
// Alive: the facts of a killed one are gone when its lease is.
//
// Safe for concurrent use. No call waits for the network, and none holds the
// lock for longer than some thousand facts take.
type Board struct {
	bus   Bus
	wake  chan struct{}
	ended chan struct{}
	done  sync.WaitGroup
	watch map[byte]func(id int64) // fixed once the board is open
	slow  atomic.Bool             // answers take seconds

	mu     sync.RWMutex
	mine   shelves
	fresh  map[fact]bool // of mine, not told yet
	seq    int64         // of what was told last
	recent backlog       // what was told lately
	asked  bool          // somebody lacks some of mine
	lacks  int64         // all that was told after this seq; 0: everything
	peers  map[string]*peer
	places map[byte]map[int64][]string // which other nodes have it
}

type fact struct {
	kind byte
	id   int64
}

// peer is another node.
type peer struct {
	whole bool // facts are all of its, up to seq
	exact bool // they were once, and lack only what was told after seq
	seq   int64
	facts shelves
	// of a telling of everything, that is coming in spans of shelves
	coming int64 // its seq
	next   int   // the shelf that is to come next; 0: none is coming
	asked  time.Time
	heard  time.Time
	lived  bool // it was among the living
}

const (
	// gather is how long changes are gathered to be told at once.
	gather = 5 * time.Millisecond
	// beatEvery is how often a node says how far it has told, so that who lost
	// the last telling finds out.
	beatEvery = 2 * time.Second
	// askAgain is how long an answer is waited for, and how often one node
	// tells everything at most; slowly is the same when the database carries.
	askAgain = time.Second
	slowly   = 8 * time.Second
	// boardPart is about how many facts one payload carries, and how many are
	// changed under one lock.
	boardPart = 1000
	// newcomer is how long a node that was heard, but is not among the living
	// yet, is believed.
	newcomer = 10 * time.Second
	// quiet is how long a node that was among the living is believed after it
	// was heard last: when the database was away, the first to renew its lease
	// finds all others' run out.
	quiet = 2*beatEvery + time.Second
)

// NewBoard returns a board on which nothing stands; Watch, then Open it. bus
// may be nil: there are no others.
func NewBoard(bus Bus) *Board {
	return &Board{
		bus: bus, wake: make(chan struct{}, 1), ended: make(chan struct{}), watch: map[byte]func(int64){},
		fresh: map[fact]bool{}, peers: map[string]*peer{}, places: map[byte]map[int64][]string{},
	}
}

// Watch says what is told that another node's fact of a kind came, changed or
// went; before Open.
func (b *Board) Watch(kind byte, changed func(id int64)) { b.watch[kind] = changed }

// Open begins to tell the others.
func (b *Board) Open() {
	if b.bus == nil {
		return
	}
	b.done.Add(1)
	go b.run()
}

// Close ends the telling. The others keep the facts for as long as this node's
// lease lasts: its people are about to come to them.
func (b *Board) Close() {
	close(b.ended)
	b.done.Wait()
}

// Slow says that answers take seconds: what was asked for is waited for longer.
func (b *Board) Slow(is bool) { b.slow.Store(is) }

// Set makes a fact of this node's; nil takes it back.
func (b *Board) Set(kind byte, id int64, value json.RawMessage) {
	if b.bus == nil {
		return
	}
	k := fact{kind, id}
	b.mu.Lock()
	b.mine.set(k, value)
	b.fresh[k] = true
	b.mu.Unlock()
	b.ring()
}

func (b *Board) ring() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// Others returns what other nodes say; nil if none says anything.
func (b *Board) Others(kind byte, id int64) []json.RawMessage {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.others(fact{kind, id})
}

func (b *Board) others(k fact) []json.RawMessage {
	var values []json.RawMessage
	for _, node := range b.places[k.kind][k.id] {
		values = append(values, b.peers[node].facts.get(k))
	}
	return values
}

// ByNode is Others with the names of the nodes.
func (b *Board) ByNode(kind byte, id int64) map[string]json.RawMessage {
	b.mu.RLock()
	defer b.mu.RUnlock()
	k := fact{kind, id}
	values := make(map[string]json.RawMessage, len(b.places[kind][id]))
	for _, node := range b.places[kind][id] {
		values[node] = b.peers[node].facts.get(k)
	}
	return values
}

// Each calls f with every id of which another node has a fact of that kind. It
// costs what those do, however much stands on the board beside them.
func (b *Board) Each(kind byte, f func(id int64, values []json.RawMessage)) {
	type found struct {
		id     int64
		values []json.RawMessage
	}
	b.mu.RLock()
	all := make([]found, 0, len(b.places[kind]))
	for id := range b.places[kind] {
		all = append(all, found{id, b.others(fact{kind, id})})
	}
	b.mu.RUnlock()
	for _, x := range all {
		f(x.id, x.values)
	}
}

// Hearing appends to nodes the other nodes that have the fact, or may have it.
func (b *Board) Hearing(nodes []string, kind byte, id int64) []string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	nodes = append(nodes, b.places[kind][id]...)
	for name, p := range b.peers {
		if !p.whole && p.facts.get(fact{kind, id}) == nil {
			nodes = append(nodes, name)
		}
	}
	return nodes
}

// Nodes lists the other nodes.
func (b *Board) Nodes() []string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	names := make([]string, 0, len(b.peers))
	for name := range b.peers {
		names = append(names, name)
	}
	return names
}

// Alive says which nodes live. All others are taken off, but for those that were
// heard just now.
func (b *Board) Alive(nodes []string) {
	living := make(map[string]bool, len(nodes))
	for _, name := range nodes {
		living[name] = true
	}
	var dead []string
	b.mu.Lock()
	for _, name := range nodes {
		if b.bus != nil && name != b.bus.Self() {
			b.peer(name).lived = true
		}
	}
	for name, p := range b.peers {
		if !living[name] && !p.believed() {
			dead = append(dead, name)
		}
	}
	b.mu.Unlock()
	for _, name := range dead {
		b.takeOff(name)
	}
}

// believed reports whether it was heard so lately that it lives, whatever its
// lease says.
func (p *peer) believed() bool {
	if p.lived {
		return time.Since(p.heard) < quiet
	}
	return time.Since(p.heard) < newcomer
}

// takeOff takes off what a node said, span by span, unless it is heard again.
func (b *Board) takeOff(name string) {
	for at := 0; at < shelfCount; {
		b.mu.Lock()
		p := b.peers[name]
		if p == nil || p.believed() {
			b.mu.Unlock()
			return
		}
		p.whole, p.exact = false, false
		next := p.facts.span(at)
		gone := b.replace(name, p, at, next, nil)
		if at = next; at == shelfCount {
			delete(b.peers, name)
		}
		b.mu.Unlock()
		b.tellWatchers(gone)
	}
}
