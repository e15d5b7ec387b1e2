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
	Of    string       `json:"of,omitempty"`
	Facts []gossipFact `json:"f,omitempty"`
	// Part counts the parts of a telling of all facts, from 0; Last is its end.
	Part int  `json:"n,omitempty"`
	Last bool `json:"z,omitempty"`
}

type gossipKind string

const (
	gossipWant  gossipKind = "want"  // tell all your facts
	gossipAll   gossipKind = "all"   // a part of all facts as of Seq
	gossipDelta gossipKind = "delta" // what changed from Seq-1 to Seq
	gossipBeat  gossipKind = "beat"  // the last delta was Seq
)

// gossipFact without a value is one that went.
type gossipFact struct {
	Kind  byte            `json:"k"`
	ID    int64           `json:"i"`
	Value json.RawMessage `json:"v,omitempty"`
}

// run tells the others what is new, and all of it to who asked.
func (b *Board) run() {
	defer b.done.Done()
	beat := time.NewTicker(beatEvery)
	defer beat.Stop()
	var told time.Time // all of it, last
	for {
		select {
		case <-b.ended:
			return
		case <-beat.C:
			b.say(gossip{Kind: gossipBeat, Seq: b.told()})
		case <-b.wake:
			if !b.pause(gather) {
				return
			}
		}
		b.sayFresh()
		if b.isAsked() && time.Since(told) >= askAgain {
			b.sayAll()
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

func (b *Board) told() int64 {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.seq
}

func (b *Board) isAsked() bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.asked
}

func (b *Board) say(g gossip) {
	if payload, err := json.Marshal(g); err == nil {
		b.bus.Publish(Everybody, append([]byte{boardPayload}, payload...))
	}
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
			g.Facts = append(g.Facts, gossipFact{k.kind, k.id, b.mine[k]})
			delete(b.fresh, k)
		}
		b.mu.Unlock()
		b.say(g)
	}
}

// sayAll tells every fact of this node's.
func (b *Board) sayAll() {
	b.mu.Lock()
	b.asked = false
	seq, facts := b.seq, make([]gossipFact, 0, len(b.mine))
	for k, v := range b.mine {
		facts = append(facts, gossipFact{k.kind, k.id, v})
	}
	b.mu.Unlock()
	for n := 0; n == 0 || len(facts) > 0; n++ {
		part := facts[:min(len(facts), boardPart)]
		facts = facts[len(part):]
		b.say(gossip{Kind: gossipAll, Seq: seq, Facts: part, Part: n, Last: len(facts) == 0})
	}
}

// listening is called when this node begins to hear: what was told before it
// has missed, and the others may have missed what it told.
func (b *Board) listening() {
	b.mu.Lock()
	b.asked = true
	for _, p := range b.peers {
		p.whole = false
	}
	b.mu.Unlock()
	b.say(gossip{Kind: gossipWant})
	b.ring()
}

// receive takes what another node's board tells.
func (b *Board) receive(from string, payload []byte) {
	var g gossip
	if json.Unmarshal(payload, &g) != nil {
		return // not of this version
	}
	b.mu.Lock()
	p := b.peer(from)
	p.heard = time.Now()
	var changed []fact
	switch g.Kind {
	case gossipWant:
		b.asked = b.asked || g.Of == "" || g.Of == b.bus.Self()
	case gossipAll:
		changed = b.receiveAll(from, p, &g)
	case gossipDelta:
		if p.whole && g.Seq == p.seq+1 {
			changed = b.apply(from, p, g.Facts)
			p.seq = g.Seq
		} else if g.Seq > p.seq {
			p.whole = false
		}
	case gossipBeat:
		if g.Seq > p.seq {
			p.whole = false
		}
	}
	ask := !p.whole && time.Since(p.asked) >= askAgain
	if ask {
		p.asked = time.Now()
	}
	answer := b.asked
	b.mu.Unlock()
	if ask {
		b.say(gossip{Kind: gossipWant, Of: from})
	}
	if answer {
		b.ring()
	}
	b.tellWatchers(changed)
}

// peer finds or makes another node; the lock is held.
func (b *Board) peer(name string) *peer {
	p := b.peers[name]
	if p == nil {
		p = &peer{facts: map[fact]json.RawMessage{}, heard: time.Now()}
		b.peers[name] = p
	}
	return p
}

// receiveAll takes a part of everything; the lock is held.
func (b *Board) receiveAll(from string, p *peer, g *gossip) (changed []fact) {
	if p.whole && g.Seq <= p.seq {
		return nil // another node asked
	}
	if g.Part == 0 {
		p.coming, p.parts = map[fact]json.RawMessage{}, 0
	}
	if p.coming == nil || g.Part != p.parts {
		p.coming = nil
		return nil // a part was lost: it is asked for again
	}
	p.parts++
	for _, f := range g.Facts {
		p.coming[fact{f.Kind, f.ID}] = f.Value
	}
	if !g.Last {
		return nil
	}
	changed = b.replace(from, p, p.coming)
	p.whole, p.seq, p.coming = true, g.Seq, nil
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

// replace makes a node's facts those; it returns which differ. The lock is held.
func (b *Board) replace(name string, p *peer, facts map[fact]json.RawMessage) (changed []fact) {
	for k := range p.facts {
		if facts[k] == nil {
			b.put(name, p, k, nil)
			changed = append(changed, k)
		}
	}
	for k, v := range facts {
		if string(p.facts[k]) != string(v) {
			b.put(name, p, k, v)
			changed = append(changed, k)
		}
	}
	return changed
}

// put notes one fact of a node's; the lock is held.
func (b *Board) put(name string, p *peer, k fact, value json.RawMessage) {
	_, had := p.facts[k]
	switch {
	case value != nil && !had:
		b.places[k] = append(b.places[k], name)
	case value == nil && had:
		left := slices.DeleteFunc(slices.Clone(b.places[k]), func(x string) bool { return x == name })
		if b.places[k] = left; len(left) == 0 {
			delete(b.places, k)
		}
	}
	if value == nil {
		delete(p.facts, k)
	} else {
		p.facts[k] = value
	}
}

func (b *Board) tellWatchers(changed []fact) {
	for _, k := range changed {
		if f := b.watch[k.kind]; f != nil {
			f(k.id)
		}
	}
}
