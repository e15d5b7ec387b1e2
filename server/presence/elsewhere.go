package presence

import (
	"encoding/json"

	"kefu/server/desk"
)

// statement is a person as the board has them.
type statement struct {
	OpenID string    `json:"o,omitempty"` // of customers
	Role   desk.Role `json:"r,omitempty"` // of agents
	Name   string    `json:"n,omitempty"` // of agents
	Known  bool      `json:"k,omitempty"`
	// Page is where a customer is; nil: not known.
	Page *desk.Page `json:"p,omitempty"`
}

func (k key) fact() byte {
	if k.side == desk.CustomerSide {
		return FactCustomer
	}
	return FactAgent
}

// say tells the other nodes who is connected here.
func (t *Tracker) say(k key, p person) {
	s := statement{Known: p.known, Page: p.page}
	if p.who.IsCustomer() {
		s.OpenID = p.who.OpenID
	} else {
		s.Role, s.Name = p.who.Role, p.who.Name
	}
	if b, err := json.Marshal(s); err == nil {
		t.board.Set(k.fact(), k.id, b)
	}
}

// heard returns whom other nodes say to be online.
func (t *Tracker) heard(k key) (p person, online bool) {
	for _, fact := range t.board.Others(k.fact(), k.id) {
		var s statement
		if json.Unmarshal(fact, &s) != nil {
			continue
		}
		before := p
		p = person{desk.Principal{Role: s.Role, ID: k.id, OpenID: s.OpenID, Name: s.Name}, before.known || s.Known, s.Page}
		if before.page != nil && (p.page == nil || before.page.Since.After(p.page.Since)) {
			p.page = before.page
		}
		if k.side == desk.CustomerSide {
			p.who.Role = desk.RoleCustomer
		}
		online = true
	}
	return p, online
}

// elsewhere looks again at what other nodes say of one.
func (t *Tracker) elsewhere(k key) {
	t.mu.Lock()
	defer t.mu.Unlock()
	was := t.online(k)
	before := t.away[k]
	p, online := t.heard(k)
	if online {
		t.away[k] = p
	} else {
		delete(t.away, k)
		p = before
	}
	if t.closed {
		return
	}
	p.known = p.known || p.who.IsCustomer() && t.knows(k.id)
	if is := t.online(k); is != was {
		t.changed(p, is)
	} else if online && p.who.Name != before.who.Name && t.here[k] == nil {
		t.teller.TellPresence(p.who, true)
	}
	if online && p.known && p.page != nil && (before.page == nil || *before.page != *p.page) {
		t.teller.TellPage(p.who, p.page)
	}
}
