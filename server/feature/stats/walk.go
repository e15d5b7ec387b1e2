package stats

import (
	"encoding/json"

	"kefu/server/desk"
)

// slotMillis is the width of a slot: a quarter of an hour.
const slotMillis = 15 * 60 * 1000

// position is how far a conversation is counted, and what must be known of it
// to go on.
type position struct {
	conversation int64
	seq, rev     int64 // its messages up to seq, its activity up to rev
	episodes     int
	assignee     int64
	channel      desk.Channel
}

// episode is a row of stats_episodes; times are ms since 1970, 0 for "not yet".
type episode struct {
	conversation      int64
	number            int
	channel           desk.Channel
	assignee          int64
	byCustomer        bool
	openedAt          int64
	firstSeq, lastSeq int64 // lastSeq: 0 while it goes on
	replyAt, replySeq int64
	replyBy           int64
	resolvedAt        int64
	resolvedBy        int64
}

func (e *episode) running() bool { return e != nil && e.resolvedAt == 0 }

// message and entry are what the walk reads of messages and activity.
type message struct {
	conversation, seq int64
	role              desk.Role
	sender            int64
	at                int64
}

type entry struct {
	conversation, rev, afterSeq int64
	kind                        desk.ActivityKind
	agent                       int64
	data                        []byte
	at                          int64
}

// entryData is the part of an event's data that is counted.
type entryData struct {
	Seq      int64 `json:"seq"`
	Assignee struct {
		ID string `json:"id"`
	} `json:"assignee"`
}

// slotKey is a cell of stats_conversation_slots.
type slotKey struct{ slot, conversation, agent int64 }

type traffic struct{ received, sent int64 }

// history looks up what the walk has passed already.
type history interface {
	// reply finds the first message of an agent that stands, with a seq above
	// after and at most upTo; a zero message if there is none.
	reply(conversation, after, upTo int64) (message, error)
	// repliedBy finds the stored episode whose first reply has this seq; nil
	// if there is none.
	repliedBy(conversation, seq int64) (*episode, error)
}

// walk goes through what is new in one conversation, in order: an entry that
// stands after message k comes before message k+1.
type walk struct {
	position
	history history
	current *episode // the last one; nil before the first
	touched map[int]*episode
	slots   map[slotKey]traffic
}

// through takes messages by seq and entries by rev.
func (w *walk) through(messages []message, entries []entry) error {
	for len(messages) > 0 || len(entries) > 0 {
		if len(entries) == 0 || len(messages) > 0 && messages[0].seq <= entries[0].afterSeq {
			w.message(messages[0])
			messages = messages[1:]
			continue
		}
		if err := w.entry(entries[0]); err != nil {
			return err
		}
		entries = entries[1:]
	}
	return nil
}

func (w *walk) message(m message) {
	w.seq = m.seq
	customer := m.role == desk.RoleCustomer
	if !w.current.running() && (customer || w.episodes == 0) {
		w.episodes++
		w.current = &episode{
			conversation: w.conversation, number: w.episodes, channel: w.channel, assignee: w.assignee,
			byCustomer: customer, openedAt: m.at, firstSeq: m.seq,
		}
		w.touch(w.current)
	}
	key := slotKey{slot: m.at / slotMillis, conversation: w.conversation}
	switch m.role {
	case desk.RoleCustomer:
		key.agent = w.assignee
		w.count(key, traffic{received: 1})
	case desk.RoleAgent:
		key.agent = m.sender
		w.count(key, traffic{sent: 1})
		if e := w.current; e.running() && e.byCustomer && e.replyAt == 0 {
			w.replied(e, m)
		}
	}
}

func (w *walk) count(key slotKey, t traffic) {
	sum := w.slots[key]
	sum.received += t.received
	sum.sent += t.sent
	w.slots[key] = sum
}

func (w *walk) touch(e *episode) { w.touched[e.number] = e }

// replied sets the first reply; the zero message takes it away.
func (w *walk) replied(e *episode, m message) {
	e.replyAt, e.replySeq, e.replyBy = m.at, m.seq, m.sender
	w.touch(e)
}

func (w *walk) entry(a entry) error {
	w.rev = a.rev
	var data entryData
	if len(a.data) > 0 {
		_ = json.Unmarshal(a.data, &data) // what can't be read is as good as not there
	}
	switch a.kind {
	case desk.ActivityAssigned:
		id, _ := desk.ParseID(data.Assignee.ID)
		w.assign(id)
	case desk.ActivityUnassigned:
		w.assign(0)
	case desk.ActivityResolved:
		w.resolve(a)
	case desk.ActivityOpened, desk.ActivityPending:
		if data.Seq == 0 { // by hand; what a message opens, the message tells
			return w.takeBack()
		}
	case desk.ActivityRecalled:
		return w.recall(data.Seq)
	}
	return nil
}

func (w *walk) assign(agent int64) {
	w.assignee = agent
	if w.current.running() {
		w.current.assignee = agent
		w.touch(w.current)
	}
}

func (w *walk) resolve(a entry) {
	if e := w.current; e.running() {
		e.resolvedAt, e.resolvedBy, e.lastSeq = a.at, a.agent, a.afterSeq
		w.touch(e)
	}
}

// takeBack lets a resolved episode go on. What an agent wrote after the
// resolution is in it now.
func (w *walk) takeBack() error {
	e := w.current
	if e == nil || e.running() {
		return nil
	}
	e.resolvedAt, e.resolvedBy, e.lastSeq, e.assignee = 0, 0, 0, w.assignee
	w.touch(e)
	if !e.byCustomer || e.replyAt != 0 {
		return nil
	}
	return w.findReply(e, e.firstSeq)
}

// recall gives the episode whose first reply was taken back its next one.
func (w *walk) recall(seq int64) error {
	e, err := w.repliedBy(seq)
	if err != nil || e == nil {
		return err
	}
	return w.findReply(e, seq)
}

// repliedBy finds the episode whose first reply has this seq, nil if none.
func (w *walk) repliedBy(seq int64) (*episode, error) {
	if seq == 0 || w.current == nil {
		return nil, nil
	}
	if w.current.replySeq == seq {
		return w.current, nil
	}
	for _, e := range w.touched {
		if e.replySeq == seq {
			return e, nil
		}
	}
	if seq >= w.current.firstSeq {
		return nil, nil
	}
	e, err := w.history.repliedBy(w.conversation, seq)
	if e != nil && w.touched[e.number] != nil {
		return nil, err // this walk has found it another reply already
	}
	return e, err
}

func (w *walk) findReply(e *episode, after int64) error {
	upTo := w.seq
	if !e.running() {
		upTo = e.lastSeq
	}
	m, err := w.history.reply(w.conversation, after, upTo)
	w.replied(e, m)
	return err
}
