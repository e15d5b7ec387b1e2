package demo

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// crowd is how many customers are online at once.
const crowd = 60

// fill has every conversation take place. What is written down comes last, so
// that it stands on top of the lists.
func (d *demo) fill(ctx context.Context) error {
	if err := d.paint(); err != nil {
		return err
	}
	d.actors = d.cast()
	waves := slices.Collect(slices.Chunk(d.actors, crowd))
	slices.Reverse(waves)
	for _, wave := range waves {
		if err := d.play(ctx, wave); err != nil {
			return err
		}
		for _, a := range wave {
			a.leave()
		}
	}
	return nil
}

// beat is one line of one conversation, and when it is said in a day that
// ends at 1.
type beat struct {
	at    float64
	actor *actor
	line  line
}

// Lengths in the day.
const (
	lineLength = 0.012
	laterGap   = 0.2
)

// play lets the conversations of a wave run side by side, as on a working day.
func (d *demo) play(ctx context.Context, wave []*actor) error {
	var day []beat
	for _, a := range wave {
		if err := d.enter(ctx, a); err != nil {
			return err
		}
		day = append(day, d.beats(a)...)
	}
	slices.SortStableFunc(day, func(a, b beat) int { return cmp.Compare(a.at, b.at) })
	for i, b := range day {
		if i%100 == 0 {
			d.say("  %d of %d lines", i, len(day))
		}
		if err := d.act(ctx, b.actor, b.line); err != nil {
			return fmt.Errorf("%s: %w", b.actor.name, err)
		}
	}
	return d.close(ctx, wave)
}

// beats puts a conversation into the day, by its end: what is done with ended
// long ago, and of those who wait, a few have waited long.
func (d *demo) beats(a *actor) []beat {
	var out []beat
	at := 0.0
	for _, l := range a.lines {
		if l.op == opDo && l.arg == "later" {
			at += laterGap
			continue
		}
		at += lineLength * (0.5 + d.random.Float64())
		out = append(out, beat{at, a, l})
	}
	random := d.random.Float64()
	var end float64
	switch a.ending() {
	case "resolved":
		end = 0.25 + 0.65*random
	case "pending":
		end = 0.4 + 0.55*random
	default:
		end = 1 - 0.3*random*random
	}
	for i := range out {
		out[i].at += end - at
	}
	return out
}

// ending is the status that the conversation ends with.
func (s *script) ending() string {
	status := "open"
	for _, l := range s.lines {
		switch {
		case l.op == opCustomer:
			status = "open"
		case l.op == opDo && slices.Contains([]string{"open", "pending", "resolved"}, l.arg):
			status = l.arg
		}
	}
	return status
}

// close lets the customers read what the desk wrote last.
func (d *demo) close(ctx context.Context, wave []*actor) error {
	for _, a := range wave {
		if !a.unseen {
			if err := a.read(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// act carries one line out.
func (d *demo) act(ctx context.Context, a *actor, l line) error {
	switch l.op {
	case opCustomer:
		if err := a.read(ctx); err != nil {
			return err
		}
		if err := d.send(ctx, a, nil, l); err != nil {
			return err
		}
		d.count(l)
		return d.label(ctx, a)
	case opAgent:
		by, err := d.serve(ctx, a)
		if err != nil {
			return err
		}
		d.count(l)
		return d.send(ctx, a, by, l)
	case opNote:
		by, err := d.serve(ctx, a)
		if err != nil {
			return err
		}
		d.count(l)
		_, err = by.ask(ctx, frame{"type": "note.send", "client_id": newClientID(), "conversation_id": a.conversation, "text": a.text(l.arg)})
		return err
	}
	return d.do(ctx, a, l.arg)
}

// count keeps the figures of the report.
func (d *demo) count(l line) {
	switch {
	case l.op == opNote:
		d.made.notes++
		return
	case l.what == "picture" || l.what == "file":
		d.made.files++
	}
	d.made.messages++
}

// serve has the conversation's agent claim it, if need be, and read it.
func (d *demo) serve(ctx context.Context, a *actor) (*agent, error) {
	by := a.claimed
	if by == nil {
		by = d.agentOf(a.agent)
		err := d.rest.call(ctx, "POST", "/conversations/"+a.conversation+"/claim", by.key, nil, nil)
		if err != nil && codeOf(err) != "conflict" { // the desk may have given it to somebody
			return nil, err
		}
		a.claimed = by
	}
	return by, a.readBy(ctx, by)
}

// read has the customer read everything.
func (a *actor) read(ctx context.Context) error {
	if a.last == 0 || a.seen {
		return nil
	}
	_, err := a.ask(ctx, frame{"type": "message.read", "seq": a.last})
	a.seen = err == nil
	return err
}

// readBy has an agent read everything.
func (a *actor) readBy(ctx context.Context, by *agent) error {
	if a.desk == a.last {
		return nil
	}
	_, err := by.ask(ctx, frame{"type": "message.read", "conversation_id": a.conversation, "seq": a.last})
	a.desk = a.last
	return err
}

// send has the customer, or an agent, send what a line says.
func (d *demo) send(ctx context.Context, a *actor, by *agent, l line) error {
	f := frame{"type": "message.send", "client_id": newClientID()}
	from, token := a.session, a.token
	if by != nil {
		from, token = by.session, by.key
		f["conversation_id"] = a.conversation
	}
	switch l.what {
	case "", "recall":
		f["kind"], f["text"] = "text", a.text(l.arg)
	case "card":
		f["kind"], f["attachment"] = "card", card(l.arg, a.lang)
	default:
		made := d.makeFile(l, a)
		id, err := d.rest.upload(ctx, token, made)
		if err != nil {
			return err
		}
		f["kind"], f["attachment"] = made.kind, frame{"id": id}
	}
	sent, err := from.ask(ctx, f)
	if err != nil {
		return err
	}
	if sent.Message == nil {
		return fmt.Errorf("the ack of a message came without it")
	}
	a.last, a.seen = sent.Message.Seq, by == nil && a.seen
	if l.what == "recall" {
		_, err = from.ask(ctx, frame{"type": "message.recall", "message_id": sent.Message.ID})
	}
	return err
}

// do carries out a line that begins with =.
func (d *demo) do(ctx context.Context, a *actor, what string) error {
	verb, name, _ := strings.Cut(what, " ")
	by := a.claimed
	if by == nil {
		by = d.agentOf(a.agent)
	}
	edit := frame{}
	switch verb {
	case "read":
		return a.readBy(ctx, by)
	case "unseen":
		a.unseen = true
		return nil
	case "assign":
		a.claimed = d.agentOf(strings.TrimSpace(name))
		edit["assignee_id"] = a.claimed.id
	default:
		if err := a.readBy(ctx, by); err != nil {
			return err
		}
		edit["status"] = verb
	}
	return d.rest.call(ctx, "PATCH", "/conversations/"+a.conversation, by.key, edit, nil)
}
