package presence

import (
	"time"

	"kefu/server/desk"
)

// pageEvery is how often at most it is told on which page a customer is: who
// leafs through a shop must not flood the agents.
const pageEvery = 3 * time.Second

// SetPage notes where a customer who is online here is. Agents are told at
// once, or a little later if they were told of another page just now; not at
// all unless known.
func (t *Tracker) SetPage(who desk.Principal, p desk.Page, known bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	k := key{who.Side(), who.ID}
	e := t.here[k]
	if e == nil || t.closed {
		return
	}
	if was := e.page; was != nil && was.URL == p.URL {
		if was.Title == p.Title {
			return
		}
		p.Since = was.Since
	}
	e.page, e.known = &p, e.known || known
	switch wait := pageEvery - time.Since(e.pageTold); {
	case e.telling != nil:
	case wait <= 0:
		t.tellPage(k, e)
	default:
		e.telling = time.AfterFunc(wait, func() { t.tellLater(k, e) })
	}
}

func (t *Tracker) tellLater(k key, e *entry) {
	t.mu.Lock()
	defer t.mu.Unlock()
	e.telling = nil
	if t.here[k] == e && !t.closed {
		t.tellPage(k, e)
	}
}

// tellPage tells here and on the other nodes; the lock is held.
func (t *Tracker) tellPage(k key, e *entry) {
	e.pageTold = time.Now()
	t.say(k, e.person)
	if e.known {
		t.teller.TellPage(e.who, e.page)
	}
}

// Page returns where a customer is; nil when offline, or when nobody knows.
func (t *Tracker) Page(customer int64) *desk.Page {
	t.mu.Lock()
	defer t.mu.Unlock()
	k := key{desk.CustomerSide, customer}
	if e := t.here[k]; e != nil && e.page != nil {
		return e.page
	}
	return t.away[k].page
}
