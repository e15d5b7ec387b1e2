package app_test

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"time"
)

// truth is one conversation as REST tells it when all is quiet.
type truth struct {
	messages []message
	activity []entry
	agents   summary // as agents see it
	mine     summary // as its customer sees it
}

// check compares what is stored with the model, and then every device's view
// with what is stored.
func (w *world) check() {
	w.t.Helper()
	told := w.checkStored()
	w.checkUnreadTotal(told)
	w.checkViews(told)
	messages, notes := w.model.size()
	w.t.Logf("%d messages and %d notes were sent; %d connections were made", messages, notes, w.connections())
}

// checkStored compares what is stored with the model.
func (w *world) checkStored() map[string]*truth {
	w.t.Helper()
	told := map[string]*truth{}
	for i, c := range w.customers {
		limit := []int{7, 23, 200}[min(i, 2)] // small pages of everything would take long
		t := w.fetch(c, w.nodes[i%len(w.nodes)], limit)
		told[c.id] = t
		t.checkAgainst(w, w.model.talks[c.id])
	}
	return told
}

// fetch reads a conversation by REST, its history in both directions, as an
// agent and as its customer.
func (w *world) fetch(c *person, base string, limit int) *truth {
	w.t.Helper()
	agent := w.agents[0]
	t := &truth{}
	w.must(base, http.MethodGet, "/conversations/"+c.id, agent.token, nil, &t.agents)
	w.must(base, http.MethodGet, "/my/conversation", c.token, nil, &t.mine)
	var err error
	if t.activity, err = list[entry](base, "/conversations/"+c.id+"/activity", agent.token, url.Values{}, limit); err != nil {
		w.t.Fatal(err)
	}
	for _, p := range []*person{agent, c} {
		path := p.home(c.id) + "/messages"
		forward, err := list[message](base, path, p.token, url.Values{"after_seq": {"0"}}, limit)
		if err != nil {
			w.t.Fatal(err)
		}
		backward, err := list[message](base, path, p.token, url.Values{}, limit)
		if err != nil {
			w.t.Fatal(err)
		}
		backward = turned(backward)
		if t.messages == nil {
			t.messages = forward
		}
		for _, other := range [][]message{forward, backward} {
			if !reflect.DeepEqual(other, t.messages) {
				w.blame(diverging, "conversation %s: the history differs between directions or readers (%d and %d messages)", c.id, len(t.messages), len(other))
			}
		}
	}
	return t
}

// turned puts pages that were read from the end, each in order, into order.
func turned(all []message) []message {
	var out []message
	for end := len(all); end > 0; {
		start := end - 1
		for start > 0 && all[start-1].Seq < all[start].Seq {
			start--
		}
		out = append(out, all[start:end]...)
		end = start
	}
	return out
}

// checkAgainst compares the stored conversation with the model.
func (t *truth) checkAgainst(w *world, talk *talk) {
	w.t.Helper()
	id := talk.customer.id
	bad := func(f flaw, format string, args ...any) { w.blame(f, "conversation "+id+": "+format, args...) }
	if n := int64(len(t.messages)); n != t.agents.LastSeq || n != t.mine.LastSeq || t.agents.Rev != t.mine.Rev {
		bad(hole, "%d messages are stored, last_seq is %d and %d, rev %d and %d", n, t.agents.LastSeq, t.mine.LastSeq, t.agents.Rev, t.mine.Rev)
	}
	stored := map[string]bool{}
	for i := range t.messages {
		m := &t.messages[i]
		if m.Seq != int64(i)+1 || m.ID != fmt.Sprintf("%s-%d", id, m.Seq) || m.OpenID != talk.customer.openid {
			bad(hole, "message %d of the history is %+v", i+1, *m)
		}
		if stored[m.ClientID] {
			bad(duplicated, "client_id %s is stored twice", m.ClientID)
		}
		stored[m.ClientID] = true
		s := talk.messages[m.ClientID]
		switch {
		case s == nil:
			bad(duplicated, "nobody sent %+v", *m)
		case s.acked && s.seq != m.Seq:
			bad(disorder, "%s is stored as seq %d and was acked as %d", s.clientID, m.Seq, s.seq)
		case m.Sender.ID != s.by.wireID() || m.Sender.Name != s.by.name || m.Kind != s.kind:
			bad(other, "%s was stored as %+v", s.clientID, *m)
		case m.RecalledAt == nil && s.kind == "text" && (m.Text == nil || *m.Text != s.text):
			bad(other, "%s was stored with another text: %+v", s.clientID, *m)
		}
		t.checkRecall(m, talk, bad)
	}
	for _, s := range talk.messages {
		if s.acked && !stored[s.clientID] {
			bad(lost, "%s was acked as seq %d and is not stored", s.clientID, s.seq)
		}
	}
	t.checkReads(talk, bad)
	t.checkNotes(talk, bad)
	t.checkEvents(talk, bad)
}

type complaint func(f flaw, format string, args ...any)

func (t *truth) checkRecall(m *message, talk *talk, bad complaint) {
	acked, asked := talk.recalled[m.ID]
	switch {
	case m.RecalledAt == nil && acked:
		bad(lost, "the recall of %s was acked and it is not recalled", m.ID)
	case m.RecalledAt != nil && !asked:
		bad(other, "%s is recalled and nobody asked for it", m.ID)
	case m.RecalledAt != nil && (m.Text != nil || m.Attachment != nil):
		bad(other, "%s is recalled and still has its content", m.ID)
	}
}

// checkReads checks both sides' marks, every read_at and both counters.
func (t *truth) checkReads(talk *talk, bad complaint) {
	for side, unread := range map[string]int64{customerSide: t.mine.Unread, deskSide: t.agents.Unread} {
		upTo := t.mine.ReadSeq[side]
		if upTo < talk.readAcked[side] || upTo > talk.readTried[side] {
			bad(wrongUnread, "the %s has read up to %d; acked was %d, tried %d", side, upTo, talk.readAcked[side], talk.readTried[side])
		}
		var left int64
		last := ""
		for i := range t.messages {
			m := &t.messages[i]
			if m.side() == side {
				continue
			}
			if (m.ReadAt != nil) != (m.Seq <= upTo) {
				bad(wrongUnread, "the %s has read up to %d and read_at of seq %d is %v", side, upTo, m.Seq, m.ReadAt)
			}
			if m.ReadAt != nil {
				if *m.ReadAt < m.CreatedAt || *m.ReadAt < last {
					bad(wrongUnread, "seq %d, written at %s, was read at %s, and an earlier one at %s", m.Seq, m.CreatedAt, *m.ReadAt, last)
				}
				last = *m.ReadAt
			}
			if m.Seq > upTo && m.RecalledAt == nil {
				left++
			}
		}
		if left != unread {
			bad(wrongUnread, "the %s's unread is %d and %d messages are unread", side, unread, left)
		}
	}
}

func (t *truth) checkNotes(talk *talk, bad complaint) {
	stored := map[string]*entry{}
	var lastRev, lastSeq int64
	for i := range t.activity {
		e := &t.activity[i]
		if e.Rev <= lastRev || e.AfterSeq < lastSeq || e.AfterSeq > t.agents.LastSeq {
			bad(disorder, "the activity is out of order at %+v", *e)
		}
		lastRev, lastSeq = e.Rev, e.AfterSeq
		if e.Type != "note" {
			continue
		}
		s := talk.notes[e.ClientID]
		switch {
		case s == nil || stored[e.ClientID] != nil:
			bad(duplicated, "nobody wrote, or only once, %+v", *e)
		case s.text != e.Text || e.Agent == nil || e.Agent.ID != s.by.id || len(e.Mentions) != len(s.mentions):
			bad(other, "the note %s was stored as %+v", s.clientID, *e)
		}
		stored[e.ClientID] = e
	}
	for _, s := range talk.notes {
		if e := stored[s.clientID]; s.acked && (e == nil || e.ID != s.id || e.Rev != s.rev) {
			bad(lost, "the note %s was acked as %s and is stored as %+v", s.clientID, s.id, e)
		}
	}
}

// checkEvents walks through the status as the events tell it, and accounts for
// every rev: a message, an entry and a read raise it by one each.
func (t *truth) checkEvents(talk *talk, bad complaint) {
	status, next, seen := "new", 0, map[string]int{}
	opened := map[int64]bool{}
	take := func(before int64) { // events that happened before this seq was written
		for ; next < len(t.activity) && t.activity[next].AfterSeq < before; next++ {
			switch e := &t.activity[next]; e.Kind {
			case "pending", "resolved":
				status = e.Kind
				seen[e.Kind]++
			case "opened":
				status = "open"
				if seq, byMessage := e.Data["seq"].(float64); byMessage {
					opened[int64(seq)] = true
				} else {
					seen["open"]++
				}
			}
		}
	}
	for i := range t.messages {
		m := &t.messages[i]
		take(m.Seq)
		if m.side() != customerSide {
			continue
		}
		if status == "new" || status == "pending" || status == "resolved" {
			found := false
			for _, e := range t.activity[next:] {
				seq, _ := e.Data["seq"].(float64)
				found = found || e.Kind == "opened" && int64(seq) == m.Seq
			}
			if !found {
				bad(other, "the customer's seq %d came when it was %s and did not open it", m.Seq, status)
			}
		}
	}
	take(t.agents.LastSeq + 1)
	if status != t.agents.Status {
		bad(other, "its status is %s and its events lead to %s", t.agents.Status, status)
	}
	for kind, n := range seen {
		if n > talk.edits[kind] {
			bad(other, "agents asked for %s %d times and %d events say so", kind, talk.edits[kind], n)
		}
	}
	if left := t.agents.Rev - t.agents.LastSeq - int64(len(t.activity)); left < 0 || left > talk.reads {
		bad(other, "rev %d is not %d messages, %d entries and at most %d reads", t.agents.Rev, t.agents.LastSeq, len(t.activity), talk.reads)
	}
}

// checkUnreadTotal waits as long as unread_total may lag.
func (w *world) checkUnreadTotal(told map[string]*truth) {
	w.t.Helper()
	var want int64
	for _, t := range told {
		want += t.agents.Unread
	}
	for _, base := range w.nodes {
		var me struct {
			UnreadTotal int64 `json:"unread_total"`
		}
		if !eventually(30*time.Second, func() bool {
			w.must(base, http.MethodGet, "/me", w.agents[0].token, nil, &me)
			return me.UnreadTotal == want
		}) {
			w.blame(wrongUnread, "unread_total is %d, and %d messages are unread", me.UnreadTotal, want)
		}
	}
}
