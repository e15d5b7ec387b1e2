package app_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
)

// person is a customer or an agent, on some devices.
type person struct {
	w       *world
	name    string
	token   string
	openid  string // customers
	id      string // an agent's; a customer's conversation's
	devices []*device

	mu     sync.Mutex
	sent   []*sending
	open   []*sending // of sent: what may not be acked yet
	serial int
}

func (w *world) newCustomer(name string) *person {
	w.t.Helper()
	p := &person{w: w, name: name}
	var answer struct {
		Token    string
		Customer struct{ OpenID string }
	}
	w.must(w.nodes[len(w.customers)%len(w.nodes)], http.MethodPost, "/auth/visitor", "", map[string]any{"name": name}, &answer)
	p.token, p.openid = answer.Token, answer.Customer.OpenID
	var mine summary
	w.must(w.nodes[0], http.MethodGet, "/my/conversation", p.token, nil, &mine)
	p.id = mine.ID
	w.model.add(p)
	return p
}

func (w *world) newAgent(name string) *person {
	w.t.Helper()
	p := &person{w: w, name: name}
	var answer struct {
		StaffKey string `json:"staff_key"`
		Agent    ref
	}
	w.must(w.nodes[0], http.MethodPost, "/agents", w.admin, map[string]any{"name": name, "role": "agent"}, &answer)
	p.token, p.id = answer.StaffKey, answer.Agent.ID
	return p
}

func (p *person) staff() bool { return p.openid == "" }

func (p *person) side() string {
	if p.staff() {
		return deskSide
	}
	return customerSide
}

// wireID is the person as a message's sender.
func (p *person) wireID() string {
	if p.staff() {
		return p.id
	}
	return p.openid
}

// compose makes a message, and compile a note, under a new client_id.
func (p *person) compose(conversation, text string) *sending {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.serial++
	s := &sending{clientID: fmt.Sprintf("%s:%d", p.name, p.serial), conversation: conversation, kind: "text", text: text, by: p}
	p.sent, p.open = append(p.sent, s), append(p.open, s)
	return s
}

func (p *person) compile(conversation, text string, mentions []string) *sending {
	s := p.compose(conversation, secretMark+text)
	s.note, s.mentions = true, mentions
	return s
}

// earlier returns something that the person sent before, nil if there is nothing.
func (p *person) earlier(r *rand.Rand) *sending {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.sent) == 0 {
		return nil
	}
	return p.sent[r.IntN(len(p.sent))]
}

// post sends a new message or note from a device.
func (p *person) post(d *device, s *sending) {
	p.w.model.sent(s)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.send(s)
}

// resendDue sends again, from d, what was not acked for too long, or, if d has
// just connected again, what was on its way there. The device's lock is held.
func (p *person) resendDue(d *device, again bool) {
	var lost *device
	if again {
		lost = d
	}
	p.mu.Lock()
	var due []*sending
	p.open, due = p.w.model.sift(p.open, resendWait, lost)
	p.mu.Unlock()
	for _, s := range due {
		d.send(s)
	}
}

// send writes s, for the first time or again. The lock is held.
func (d *device) send(s *sending) {
	f := map[string]any{"type": "message.send", "client_id": s.clientID, "kind": s.kind, "text": s.text}
	if s.kind == "card" {
		f["attachment"] = map[string]any{"title": s.text, "url": "https://shop.example/" + s.clientID, "price": "¥9.90"}
		delete(f, "text")
	}
	if s.note {
		f = map[string]any{"type": "note.send", "client_id": s.clientID, "text": s.text, "mentions": s.mentions}
	}
	if d.who.staff() {
		f["conversation_id"] = s.conversation
	}
	d.w.model.attempt(s, d)
	l := d.line
	d.ask(f, func(a *frame) {
		switch {
		case a == nil: // the connection ended: it is sent again
		case a.Type != "ack":
			d.refused("the send of "+s.clientID, a)
		case s.note:
			if wrong := d.w.model.noteAcked(s, a.Note); wrong != "" {
				d.complain("note %s: %s: %+v", s.clientID, wrong, a.Note)
				return
			}
			a.Note.Kind = "note"
			d.note(d.view(s.conversation), *a.Note, true)
		default:
			d.messageAcked(s, a.Message, l)
		}
	})
}

func (d *device) messageAcked(s *sending, m *message, l *line) {
	if wrong := d.w.model.messageAcked(s, m); wrong != "" {
		d.w.blame(duplicated, "%s: message %s: %s: %+v", d.name, s.clientID, wrong, m)
		return
	}
	if d.w.model.sentOnce(s) {
		if m.Seq <= l.lastAcked[s.conversation] {
			d.w.blame(disorder, "%s: message %s has seq %d, below %d that was written before it on the same connection", d.name, s.clientID, m.Seq, l.lastAcked[s.conversation])
		}
		l.lastAcked[s.conversation] = m.Seq
	}
	d.put(d.view(s.conversation), *m, true)
}
