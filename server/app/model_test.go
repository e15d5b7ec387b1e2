package app_test

import (
	"sync"
	"time"
)

// model is what the people of a world know they did, and were told came of
// it. What it can't know, the order in which concurrent sends were stored, it
// takes from the acks.
type model struct {
	mu    sync.Mutex
	talks map[string]*talk
}

// talk is the model of one conversation.
type talk struct {
	customer *person
	messages map[string]*sending // by client_id
	notes    map[string]*sending
	bySeq    map[int64]*sending // acked messages

	readAcked map[string]int64 // by side: the highest seq whose read was acked
	readTried map[string]int64 // the highest seq whose read was asked for
	reads     int64            // how many reads were asked for
	recalled  map[string]bool  // message id -> true: acked, false: asked for
	edits     map[string]int   // how often agents asked for a status
	othered   int              // how many other edits were asked for

	// unread is what was told, by side and rev: the same to everyone.
	unread map[string]map[int64]int64
}

// sending is one message or note under its client_id.
type sending struct {
	clientID, conversation, kind, text string
	note                               bool
	by                                 *person
	mentions                           []string

	// Guarded by the model's lock.
	attempts  int
	last      time.Time // of the last attempt
	via       *device   // of the last attempt; nil: REST
	forgotten bool      // its sender gave up without knowing what came of it
	acked     bool
	id        string
	seq, rev  int64 // of an acked message; of an acked note
}

func newModel() *model { return &model{talks: map[string]*talk{}} }

func (m *model) add(customer *person) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.talks[customer.id] = &talk{
		customer: customer, messages: map[string]*sending{}, notes: map[string]*sending{}, bySeq: map[int64]*sending{},
		readAcked: map[string]int64{}, readTried: map[string]int64{}, recalled: map[string]bool{}, edits: map[string]int{},
		unread: map[string]map[int64]int64{customerSide: {}, deskSide: {}},
	}
}

// sent notes a new message or note.
func (m *model) sent(s *sending) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t := m.talks[s.conversation]
	if s.note {
		t.notes[s.clientID] = s
	} else {
		t.messages[s.clientID] = s
	}
}

// attempt counts one more try to send.
func (m *model) attempt(s *sending, via *device) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s.attempts++
	s.last, s.via = time.Now(), via
}

// sentOnce reports whether s was sent by one connection only.
func (m *model) sentOnce(s *sending) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return s.attempts == 1
}

// sift keeps of all what may not be acked yet; due is what was sent so long
// ago without an ack that it is to be sent again, and what was sent via a
// device that has lost its connection since.
func (m *model) sift(all []*sending, after time.Duration, lost *device) (open, due []*sending) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range all {
		if s.acked || s.forgotten {
			continue
		}
		open = append(open, s)
		if s.attempts > 0 && (time.Since(s.last) > after || lost != nil && s.via == lost) {
			due = append(due, s)
		}
	}
	return open, due
}

// forget gives up on s unless it was acked.
func (m *model) forget(s *sending) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s.forgotten = !s.acked
}

// messageAcked takes the message of an ack. It returns what is wrong with it.
func (m *model) messageAcked(s *sending, got *message) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	t := m.talks[s.conversation]
	switch {
	case got == nil:
		return "the ack has no message"
	case got.ClientID != s.clientID || got.ConversationID != s.conversation || got.Sender.ID != s.by.wireID() || got.Kind != s.kind:
		return "the ack is of another message"
	case got.RecalledAt == nil && s.kind == "text" && (got.Text == nil || *got.Text != s.text):
		return "the acked text is another one"
	case got.ID != s.conversation+"-"+formatInt(got.Seq):
		return "the id is not made of the conversation and the seq"
	case s.acked && (s.id != got.ID || s.seq != got.Seq):
		return "it was acked before as " + s.id
	case t.bySeq[got.Seq] != nil && t.bySeq[got.Seq] != s:
		return "this seq was acked for " + t.bySeq[got.Seq].clientID
	}
	s.acked, s.id, s.seq = true, got.ID, got.Seq
	t.bySeq[got.Seq] = s
	return ""
}

// noteAcked takes the note of an ack. It returns what is wrong with it.
func (m *model) noteAcked(s *sending, got *entry) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case got == nil:
		return "the ack has no note"
	case got.Text != s.text || got.ConversationID != s.conversation || got.Agent == nil || got.Agent.ID != s.by.id:
		return "the ack is of another note"
	case s.acked && (s.id != got.ID || s.rev != got.Rev):
		return "it was acked before as " + s.id
	}
	s.acked, s.id, s.rev = true, got.ID, got.Rev
	return ""
}

// read notes that somebody of a side asked to read, or that it was acked.
func (m *model) read(conversation, side string, seq int64, acked bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t := m.talks[conversation]
	if acked {
		t.readAcked[side] = max(t.readAcked[side], seq)
		return
	}
	t.reads++
	t.readTried[side] = max(t.readTried[side], seq)
}

// recall notes that a message's sender asked to recall it, or that it was acked.
func (m *model) recall(conversation, messageID string, acked bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t := m.talks[conversation]
	t.recalled[messageID] = t.recalled[messageID] || acked
}

// edit notes that an agent asked for a status, or for something else ("").
func (m *model) edit(conversation, status string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if t := m.talks[conversation]; status != "" {
		t.edits[status]++
	} else {
		t.othered++
	}
}

// counted notes a side's unread as it was told at a rev, and reports whether
// another number was told at the same rev before.
func (m *model) counted(conversation, side string, rev, unread int64) (before int64, contradicts bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t := m.talks[conversation]
	if t == nil {
		return 0, false
	}
	before, told := t.unread[side][rev]
	t.unread[side][rev] = unread
	return before, told && before != unread
}

// pending lists what is neither acked nor given up.
func (m *model) pending() []*sending {
	m.mu.Lock()
	defer m.mu.Unlock()
	var left []*sending
	for _, t := range m.talks {
		for _, all := range []map[string]*sending{t.messages, t.notes} {
			for _, s := range all {
				if !s.acked && !s.forgotten {
					left = append(left, s)
				}
			}
		}
	}
	return left
}

// size counts messages and notes.
func (m *model) size() (messages, notes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range m.talks {
		messages, notes = messages+len(t.messages), notes+len(t.notes)
	}
	return messages, notes
}

// sums counts messages, notes, what of both was acked, and all attempts.
func (m *model) sums() (messages, notes, acked, attempts int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range m.talks {
		messages, notes = messages+len(t.messages), notes+len(t.notes)
		for _, all := range []map[string]*sending{t.messages, t.notes} {
			for _, s := range all {
				attempts += s.attempts
				if s.acked {
					acked++
				}
			}
		}
	}
	return messages, notes, acked, attempts
}
