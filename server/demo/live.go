package demo

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// talksAtOnce is how many conversations go on side by side, and present how
// many customers more are just online.
const (
	talksAtOnce = 3
	present     = 12
)

// live goes on chatting for as long as was asked for, or until ctx ends: both
// are a good end.
func (d *demo) live(ctx context.Context) error {
	d.say("Chatting on for %s; Ctrl-C ends it.", d.Live)
	ctx, cancel := context.WithTimeout(ctx, d.Live)
	defer cancel()
	for _, a := range d.actors[:min(present, len(d.actors))] {
		if _, err := a.ask(ctx, frame{"type": "ping"}); err != nil {
			return ended(ctx, err)
		}
	}
	tables := min(talksAtOnce, len(d.actors))
	done := make(chan error, tables)
	for table := range tables {
		var guests []*actor
		for i := table; i < len(d.actors); i += tables {
			guests = append(guests, d.actors[i])
		}
		random := rand.New(rand.NewPCG(d.random.Uint64(), uint64(table)))
		go func() { done <- d.table(ctx, guests, random) }()
	}
	var first error
	for range tables {
		if err := <-done; err != nil && first == nil {
			first = err
			cancel()
		}
	}
	return first
}

// ended is nil for an error that only says that the time is over.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil && (errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || errors.Is(err, errLost)) {
		return nil
	}
	return err
}

// table has one talk after the other.
func (d *demo) table(ctx context.Context, guests []*actor, random *rand.Rand) error {
	for ctx.Err() == nil {
		a := guests[random.IntN(len(guests))]
		talks := d.talks[a.lang]
		if err := d.talk(ctx, a, talks[random.IntN(len(talks))], random); err != nil {
			return ended(ctx, err)
		}
	}
	return nil
}

// talk plays a talk as people do: they read, they type, they wait.
func (d *demo) talk(ctx context.Context, a *actor, lines []line, random *rand.Rand) error {
	for _, l := range lines {
		if err := d.wait(ctx, time.Duration(1500+random.IntN(4000))*time.Millisecond); err != nil {
			return err
		}
		who, typing := a.session, frame{"type": "typing"}
		if l.op == opAgent {
			by := a.claimed
			if by == nil {
				by = d.agentOf(a.agent)
			}
			if err := a.readBy(ctx, by); err != nil {
				return err
			}
			who, typing = by.session, frame{"type": "typing", "conversation_id": a.conversation}
		} else if err := a.read(ctx); err != nil {
			return err
		}
		if err := d.typeFor(ctx, who, typing, typingTime(l.arg)); err != nil {
			return err
		}
		if err := d.speak(ctx, a, l); err != nil {
			return err
		}
	}
	return nil
}

// speak sends a line of a live talk. An agent who answers does not claim.
func (d *demo) speak(ctx context.Context, a *actor, l line) error {
	var by *agent
	if l.op == opAgent {
		if by = a.claimed; by == nil {
			by = d.agentOf(a.agent)
		}
	}
	return d.send(ctx, a, by, l)
}

// typeFor shows that somebody types, every 3 s as the contract wants it.
func (d *demo) typeFor(ctx context.Context, who *session, typing frame, how time.Duration) error {
	const every = 3 * time.Second
	for ; how > 0; how -= every {
		if err := who.tell(ctx, typing); err != nil && !errors.Is(err, errLost) {
			return err
		}
		if err := d.wait(ctx, min(how, every)); err != nil {
			return err
		}
	}
	return nil
}

// wait is a pause at the pace that was asked for.
func (d *demo) wait(ctx context.Context, t time.Duration) error {
	return pause(ctx, time.Duration(float64(t)*d.Pace))
}
