package app_test

import (
	"fmt"
	"reflect"
	"time"
)

// view is one conversation as a client of protocol.md builds it up from what
// it is told: each seq once and in order, a higher rev over a lower one.
type view struct {
	id       string
	messages map[int64]message
	head     int64            // everything up to it is held
	read     map[string]int64 // by side: how far it has read
	activity map[int64]entry  // agents, by rev

	unread, unreadRev int64
	stands            summary // agents: the highest rev that was told

	// synced is the rev up to which a sync told everything: a live frame's
	// rev says nothing about what came before it.
	synced  int64
	syncing bool
	again   bool      // another sync is needed after this one
	behind  bool      // it is known that something is missing
	hole    time.Time // since when messages are held beyond the head; zero: none

	// What this connection was told live, and from where on it must have
	// been told everything; base is -1 until that is known.
	told      map[int64]bool // by seq
	toldRevs  map[int64]bool // notes and events
	base      int64
	baseRev   int64
	holeSyncs int
}

func newView(id string) *view {
	return &view{id: id, messages: map[int64]message{}, read: map[string]int64{}, activity: map[int64]entry{},
		unreadRev: -1, stands: summary{Rev: -1}, told: map[int64]bool{}, toldRevs: map[int64]bool{}, base: -1}
}

// connected starts a new connection's account of what was told live.
func (v *view) connected() {
	v.told, v.toldRevs, v.base = map[int64]bool{}, map[int64]bool{}, -1
	v.syncing, v.again = false, false
}

// caughtUp notes that everything from here on must be told live.
func (v *view) caughtUp() {
	v.base, v.baseRev = v.head, v.synced
	for rev := range v.activity {
		v.baseRev = max(v.baseRev, rev)
	}
}

// put takes a message; it returns what is wrong with it.
func (v *view) put(m message, live bool) string {
	if live {
		v.told[m.Seq] = true
	}
	old, held := v.messages[m.Seq]
	if held {
		if wrong := contradiction(&old, &m); wrong != "" {
			return wrong
		}
		if old.RecalledAt != nil && m.RecalledAt == nil {
			m = old // what is told late is older
		}
	}
	v.messages[m.Seq] = m
	for {
		if _, next := v.messages[v.head+1]; !next {
			break
		}
		v.head++
	}
	switch {
	case int64(len(v.messages)) == v.head:
		v.hole = time.Time{}
	case v.hole.IsZero():
		v.hole = time.Now()
	}
	return ""
}

// contradiction says in what two tellings of the same seq differ that must not.
func contradiction(a, b *message) string {
	switch {
	case a.ID != b.ID || a.ClientID != b.ClientID || a.Sender != b.Sender || a.Kind != b.Kind || a.CreatedAt != b.CreatedAt || a.OpenID != b.OpenID:
		return fmt.Sprintf("seq %d is two messages: %+v and %+v", a.Seq, *a, *b)
	case a.RecalledAt == nil && b.RecalledAt == nil && (!reflect.DeepEqual(a.Text, b.Text) || !reflect.DeepEqual(a.Attachment, b.Attachment)):
		return fmt.Sprintf("seq %d has two contents", a.Seq)
	case (a.RecalledAt != nil && a.Text != nil) || (b.RecalledAt != nil && b.Text != nil):
		return fmt.Sprintf("seq %d was recalled and still has a text", a.Seq)
	}
	return ""
}

// note takes a note or an event; it returns what is wrong with it.
func (v *view) note(e entry, live bool) string {
	if live {
		v.toldRevs[e.Rev] = true
	}
	if old, held := v.activity[e.Rev]; held && (old.ID != e.ID || old.Text != e.Text || old.AfterSeq != e.AfterSeq || old.CreatedAt != e.CreatedAt) {
		return fmt.Sprintf("rev %d is two entries: %+v and %+v", e.Rev, old, e)
	}
	if old, held := v.activity[e.Rev]; held && e.Kind == "" {
		e.Kind = old.Kind
	}
	v.activity[e.Rev] = e
	return ""
}

// count takes an unread count unless a higher rev told another.
func (v *view) count(rev, unread int64) {
	if rev >= v.unreadRev {
		v.unread, v.unreadRev = unread, rev
	}
}

// summarize takes a summary unless a higher rev told another.
func (v *view) summarize(s summary) {
	if s.Rev >= v.stands.Rev {
		v.stands = s
	}
	v.count(s.Rev, s.Unread)
}

func (v *view) readUpTo(read map[string]int64) {
	for side, seq := range read {
		v.read[side] = max(v.read[side], seq)
	}
}

// isRead is the read flag of a message that is held.
func (v *view) isRead(m *message) bool {
	return m.ReadAt != nil || m.Seq <= v.read[otherSide(m.side())]
}
