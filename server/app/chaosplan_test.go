package app_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// scope is what a fault makes fail: while it lasts, and until the desk has
// recovered, nobody is blamed for what needs that.
type scope uint8

const (
	hitsDatabase scope = 1 << iota // on some node or on all
	hitsRedis
	hitsNode // the process itself
	hitsClients
)

// kind is one way in which a desk can fail.
type kind struct {
	name     string
	hits     scope
	anyNode  bool          // it is one node's
	min, max time.Duration // how long it lasts
	// begin makes it fail, and returns what ends that; nil: it is over by itself.
	begin func(c *chaos, n *chaosNode, r *rand.Rand) (end func())
}

// fault is one failure of the plan.
type fault struct {
	*kind
	node        int
	after, last time.Duration // after its round's begin
	seed        uint64
}

func (f *fault) String() string {
	where := ""
	if f.anyNode {
		where = fmt.Sprintf(" (node %d)", f.node+1)
	}
	if f.last == 0 {
		return f.name + where
	}
	return fmt.Sprintf("%s%s for %s", f.name, where, f.last)
}

// round is what fails at the same time.
type round struct {
	at     time.Duration // after the begin, if all before recovers as it should
	faults []*fault
}

func (r *round) hits() (all scope) {
	for _, f := range r.faults {
		all |= f.hits
	}
	return all
}

func (r *round) String() string {
	var parts []string
	for _, f := range r.faults {
		parts = append(parts, f.String())
	}
	return strings.Join(parts, " and ")
}

const (
	// between rounds the desk works undisturbed.
	between = 1500 * time.Millisecond
	// recovering is what a plan allows for it.
	recovering = 2 * time.Second
)

// newPlan draws failures for so long, each kind once before any comes again.
// Every fourth comes together with another one.
func newPlan(seed uint64, nodes int, length time.Duration) []*round {
	r := rand.New(rand.NewPCG(seed, 1))
	var plan []*round
	var deck []*kind
	draw := func() *fault {
		if len(deck) == 0 {
			deck = kinds()
			r.Shuffle(len(deck), func(i, j int) { deck[i], deck[j] = deck[j], deck[i] })
		}
		f := &fault{kind: deck[0], node: r.IntN(nodes), seed: r.Uint64()}
		deck = deck[1:]
		f.last = f.min
		if f.max > f.min {
			f.last += time.Duration(r.Int64N(int64(f.max - f.min))).Round(100 * time.Millisecond)
		}
		return f
	}
	for at := between; at < length; {
		now := &round{at: at, faults: []*fault{draw()}}
		if together := r.IntN(4) == 0; together {
			if f := draw(); f.hits&now.hits() == 0 {
				f.after = time.Duration(r.Int64N(int64(2 * time.Second))).Round(100 * time.Millisecond)
				now.faults = append(now.faults, f)
			}
		}
		plan = append(plan, now)
		var longest time.Duration
		for _, f := range now.faults {
			longest = max(longest, f.after+f.last)
		}
		at += longest + recovering + between
	}
	return plan
}

// shortPlan is one of most kinds, each as short as it can be and several at a time.
func shortPlan(seed uint64, nodes int) []*round {
	r := rand.New(rand.NewPCG(seed, 1))
	all := map[string]*kind{}
	for _, k := range kinds() {
		all[k.name] = k
	}
	var plan []*round
	for _, names := range [][]string{
		{"node killed", "clocks jump"},
		{"redis killed", "agent disabled"},
		{"database killed", "line to redis held"},
		{"redis full", "lines of clients held"},
		{"node stopped", "too many connections"},
		{"redis hangs", "lines of clients cut in mid-frame"},
		{"database fails over", "lines of clients slow"},
		{"replies of the database lost", "line to redis cut"},
		{"node drained", "database read-only"},
		{"line to the database cut in mid-frame", "what clients are told lost"},
	} {
		now := &round{}
		for _, name := range names {
			f := &fault{kind: all[name], node: r.IntN(nodes), seed: r.Uint64()}
			f.last = min(f.min, time.Second)
			if f.name == "redis killed" || f.name == "line to redis cut" { // longer than what is published is tried again
				f.last = 3 * time.Second
			}
			now.faults = append(now.faults, f)
		}
		plan = append(plan, now)
	}
	return plan
}
