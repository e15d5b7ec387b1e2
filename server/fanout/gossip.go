package fanout

import (
	"encoding/json"
	"slices"
	"time"
)

// gossip is what boards tell each other, always to Everybody, so that it comes
// in order.
type gossip struct {
	Kind gossipKind `json:"k"`
	Seq  int64      `json:"q,omitempty"`
	// Of is the node whose facts are wanted; empty: everybody's.
	Of string `json:"of,omitempty"`
	// Known is up to which seq of which node nothing is lacking.
	Known map[string]int64 `json:"kn,omitempty"`
	// From is the seq since which Facts were told.
	From  int64        `json:"fr,omitempty"`
	Facts []gossipFact `json:"f,omitempty"`
	// First is the first shelf of Facts, and Next the one after the last.
	First int `json:"s,omitempty"`
	Next  int `json:"e,omitempty"`
}

type gossipKind string

const (
	gossipWant  gossipKind = "want"  // tell what I lack of your facts
	gossipAll   gossipKind = "all"   // a span of all facts as of Seq
	gossipSince gossipKind = "since" // what changed from From to Seq
	gossipDelta gossipKind = "delta" // what changed from Seq-1 to Seq
	gossipBeat  gossipKind = "beat"  // the last delta was Seq
)

// gossipFact without a value is one that went.
type gossipFact struct {
	Kind  byte            `json:"k"`
	ID    int64           `json:"i"`
	Value json.RawMessage `json:"v,omitempty"`
}

// run tells the others what is new, and who asked what it lacks.
func (b *Board) run() {
	defer b.done.Done()
	beat := time.NewTicker(beatEvery)
	defer beat.Stop()
	var told time.Time // what somebody lacked, last
	for {
		select {
		case <-b.ended:
			return
		case <-beat.C:
			b.sayBeat()
		case <-b.wake:
			if !b.pause(gather) {
				return
			}
		}
		b.sayFresh()
		if time.Since(told) >= b.patience() && b.sayLacking() {
			told = time.Now()
		}
	}
}

// pause waits; false: the board is closed.
func (b *Board) pause(d time.Duration) bool {
	select {
	case <-b.ended:
		return false
	case <-time.After(d):
		return true
	}
}

// patience is how long an answer is waited for.
func (b *Board) patience() time.Duration {
	if b.slow.Load() {
		return slowly
	}
	return askAgain
}

func (b *Board) say(g gossip) {
	if payload, err := json.Marshal(g); err == nil {
		b.bus.Publish(Everybody, append([]byte{boardPayload}, payload...))
	}
}

func (b *Board) sayBeat() {
	b.mu.RLock()
	seq := b.seq
	b.mu.RUnlock()
	b.say(gossip{Kind: gossipBeat, Seq: seq})
}

// sayFresh tells what changed, in as many payloads as it takes.
func (b *Board) sayFresh() {
	for {
		b.mu.Lock()
		if len(b.fresh) == 0 {
			b.mu.Unlock()
			return
		}
		b.seq++
		g := gossip{Kind: gossipDelta, Seq: b.seq}
		for k := range b.fresh {
			if len(g.Facts) == boardPart {
				break
			}
			g.Facts = append(g.Facts, gossipFact{k.kind, k.id, b.mine.get(k)})
			b.recent.note(b.seq, k)
			delete(b.fresh, k)
		}
		b.mu.Unlock()
		b.say(g)
	}
}

// sayLacking tells what somebody asked for; false: nobody did.
func (b *Board) sayLacking() bool {
	b.mu.Lock()
	if !b.asked {
		b.mu.Unlock()
		return false
	}
	b.asked = false
	g := gossip{Kind: gossipSince, From: b.lacks, Seq: b.seq}
	facts, remembered := b.recent.since(b.lacks)
	remembered = remembered && b.lacks > 0
	for k := range facts {
		g.Facts = append(g.Facts, gossipFact{k.kind, k.id, b.mine.get(k)})
	}
	b.mu.Unlock()
	if remembered {
		b.say(g)
	} else {
		b.sayAll(g.Seq)
	}
	return true
}

// sayAll tells every fact of this node's as of seq, span by span. What changes
// meanwhile is told after it.
func (b *Board) sayAll(seq int64) {
	for at := 0; at < shelfCount; {
		b.mu.RLock()
		g := gossip{Kind: gossipAll, Seq: seq, First: at, Next: b.mine.span(at)}
		for _, shelf := range b.mine[at:g.Next] {
			for k, v := range shelf {
				g.Facts = append(g.Facts, gossipFact{k.kind, k.id, v})
			}
		}
		b.mu.RUnlock()
		b.say(g)
		at = g.Next
	}
}

// listening is called when this node begins to hear: what was told before it
// has missed, and the others may have missed what it told.
func (b *Board) listening() {
	b.mu.Lock()
	want := gossip{Kind: gossipWant, Known: map[string]int64{}}
	for name, p := range b.peers {
		p.whole, p.asked = false, time.Now()
		if p.exact {
			want.Known[name] = p.seq
		}
	}
	b.mu.Unlock()
	b.say(want)
	b.sayBeat()
	b.ring()
}

// receive takes what another node's board tells.
func (b *Board) receive(from string, payload []byte) {
	var g gossip
	if json.Unmarshal(payload, &g) != nil || g.First < 0 || g.Next < g.First || g.Next > shelfCount {
		return // not of this version
	}
	b.mu.Lock()
	p := b.peer(from)
	p.heard = time.Now()
	changed := b.take(from, p, &g)
	var ask *gossip
	if !p.whole && time.Since(p.asked) >= b.patience() {
		p.asked, ask = time.Now(), &gossip{Kind: gossipWant, Of: from}
		if p.exact {
			ask.Known = map[string]int64{from: p.seq}
		}
	}
	answer := b.asked
	b.mu.Unlock()
	if ask != nil {
		b.say(*ask)
	}
	if answer {
		b.ring()
	}
	b.tellWatchers(changed)
}

// take notes what a node tells; the lock is held.
func (b *Board) take(from string, p *peer, g *gossip) (changed []fact) {
	switch g.Kind {
	case gossipWant:
		if g.Of == "" || g.Of == b.bus.Self() {
			b.isAsked(g.Known[b.bus.Self()])
		}
	case gossipAll:
		return b.takeSpan(from, p, g)
	case gossipSince:
		if p.exact && g.From <= p.seq && p.seq <= g.Seq {
			p.whole, p.seq = true, g.Seq
			return b.apply(from, p, g.Facts)
		}
	case gossipDelta:
		if p.whole && g.Seq == p.seq+1 {
			p.seq = g.Seq
			return b.apply(from, p, g.Facts)
		}
		p.whole = p.whole && g.Seq <= p.seq
	case gossipBeat:
		p.whole = p.whole && g.Seq <= p.seq
	}
	return nil
}

// isAsked notes that somebody lacks what was told after known; the lock is held.
func (b *Board) isAsked(known int64) {
	if !b.asked || known < b.lacks {
		b.lacks = known
	}
	b.asked = true
}

// peer finds or makes another node; the lock is held.
func (b *Board) peer(name string) *peer {
	p := b.peers[name]
	if p == nil {
		p = &peer{heard: time.Now()}
		b.peers[name] = p
	}
	return p
}

// takeSpan takes a span of everything; the lock is held.
func (b *Board) takeSpan(from string, p *peer, g *gossip) (changed []fact) {
	if p.whole && g.Seq <= p.seq || p.exact && g.Seq < p.seq {
		return nil // another node asked
	}
	if g.First > 0 && (g.First != p.next || g.Seq != p.coming) {
		p.next = 0
		return nil // a span was lost: it is asked for again
	}
	values := make(map[fact]json.RawMessage, len(g.Facts))
	for _, f := range g.Facts {
		values[fact{f.Kind, f.ID}] = f.Value
	}
	changed = b.replace(from, p, g.First, g.Next, values)
	p.coming, p.next = g.Seq, g.Next
	if g.Next == shelfCount {
		p.whole, p.exact, p.seq, p.next = true, true, g.Seq, 0
	}
	return changed
}

// apply takes what changed; the lock is held.
func (b *Board) apply(name string, p *peer, facts []gossipFact) (changed []fact) {
	for _, f := range facts {
		k := fact{f.Kind, f.ID}
		b.put(name, p, k, f.Value)
		changed = append(changed, k)
	}
	return changed
}

// replace makes those the facts on a span of a node's shelves; it returns which
// differ. The lock is held.
func (b *Board) replace(name string, p *peer, first, next int, facts map[fact]json.RawMessage) (changed []fact) {
	for _, shelf := range p.facts[first:next] {
		for k := range shelf {
			if facts[k] == nil {
				b.put(name, p, k, nil)
				changed = append(changed, k)
			}
		}
	}
	for k, v := range facts {
		if string(p.facts.get(k)) != string(v) {
			b.put(name, p, k, v)
			changed = append(changed, k)
		}
	}
	return changed
}

// put notes one fact of a node's; the lock is held.
func (b *Board) put(name string, p *peer, k fact, value json.RawMessage) {
	had := p.facts.get(k) != nil
	p.facts.set(k, value)
	if had == (value != nil) {
		return
	}
	ids := b.places[k.kind]
	if ids == nil {
		ids = map[int64][]string{}
		b.places[k.kind] = ids
	}
	if value != nil {
		ids[k.id] = append(ids[k.id], name)
		return
	}
	left := slices.DeleteFunc(slices.Clone(ids[k.id]), func(x string) bool { return x == name })
	if ids[k.id] = left; len(left) == 0 {
		delete(ids, k.id)
	}
}

func (b *Board) tellWatchers(changed []fact) {
	for _, k := range changed {
		if f := b.watch[k.kind]; f != nil {
			f(k.id)
		}
	}
}
