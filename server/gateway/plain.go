package gateway

import (
	"context"
	"crypto/rand"
	"sync"
	"time"

	"kefu/server/chat"
	"kefu/server/desk"
	"kefu/server/fanout"
	"kefu/server/wire"
)

// plainQueue feeds a session of the plain dialect: each message once, in
// order, and never more at a time than melody's queue takes. It knows when a
// message was written, which is when a plain customer has read it.
type plainQueue struct {
	session *session
	mu      sync.Mutex
	waiting []fanout.PlainMessage
	flying  []fanout.PlainMessage // given to melody, oldest first
	recent  map[shown]bool        // what was shown, so that a repeat is not
	order   []shown
	read    int64 // the highest seq that was written
}

type shown struct{ conversation, seq int64 }

const (
	plainFlying  = 16
	plainWaiting = 4096
	plainRecent  = 1024
)

func newPlainQueue(s *session) *plainQueue {
	return &plainQueue{session: s, recent: map[shown]bool{}}
}

// push shows a message, unless it was shown.
func (q *plainQueue) push(m fanout.PlainMessage) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if m.Seq > 0 && !q.remember(shown{m.Conversation, m.Seq}) {
		return
	}
	if len(q.waiting) >= plainWaiting {
		q.session.Close(wire.CloseSlowConsumer, wire.ReasonSlowConsumer)
		return
	}
	q.waiting = append(q.waiting, m)
	q.feed()
}

// remember reports whether k is new.
func (q *plainQueue) remember(k shown) bool {
	if q.recent[k] {
		return false
	}
	q.recent[k] = true
	q.order = append(q.order, k)
	if len(q.order) > plainRecent {
		delete(q.recent, q.order[0])
		q.order = q.order[1:]
	}
	return true
}

// answer writes what is no message: an error.
func (q *plainQueue) answer(frame []byte) {
	q.push(fanout.PlainMessage{Frame: frame})
}

// feed gives melody what it has room for; the lock is held.
func (q *plainQueue) feed() {
	for len(q.waiting) > 0 && len(q.flying) < plainFlying {
		m := q.waiting[0]
		q.waiting = q.waiting[1:]
		q.flying = append(q.flying, m)
		q.session.push(m.Frame)
	}
}

// sent notes that the oldest flying frame was written.
func (q *plainQueue) sent() {
	q.mu.Lock()
	if len(q.flying) == 0 {
		q.mu.Unlock()
		return
	}
	m := q.flying[0]
	q.flying = q.flying[1:]
	q.read = max(q.read, m.Seq)
	read := q.read
	q.feed()
	idle := len(q.flying) == 0
	q.mu.Unlock()
	if idle && read > 0 && q.session.who.IsCustomer() {
		q.session.markRead("", read)
	}
}

// markRead marks as read what a plain session was shown, or answers.
func (s *session) markRead(conversation string, seq int64) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	err := s.gateway.cfg.Chat.Read(ctx, s.who, chat.Target{ConversationID: conversation}, seq, nil)
	if err != nil {
		s.gateway.cfg.Log.Warn("cannot mark as read", "session", s.id, "error", err)
	}
}

// handlePlain takes a frame of the plain dialect. It returns the code of what
// it answered at once.
func (s *session) handlePlain(b []byte) error {
	f, err := wire.DecodePlain(b)
	if err != nil {
		return err
	}
	if err := s.checkPlain(f); err != nil {
		return err
	}
	text, err := desk.CleanText(f.Msg)
	if err != nil {
		return err
	}
	if f.ClientID == "" {
		f.ClientID = rand.Text()
	} else if err := desk.ValidClientID(f.ClientID); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), requestWithin)
	defer cancel()
	m := desk.NewMessage{ClientID: f.ClientID, Kind: desk.KindText, Text: text}
	return s.gateway.cfg.Chat.Send(ctx, s.who, chat.Target{OpenID: f.OpenID}, m, "", s.plainSent)
}

// checkPlain checks the type against the side: 1 is an agent's, 2 a customer's.
func (s *session) checkPlain(f wire.PlainFrame) error {
	if s.who.IsCustomer() {
		if f.Type != 0 && f.Type != 2 {
			return desk.Errorf(desk.CodeBadRequest, `a customer sends {"msg": "hello", "type": 2}`)
		}
		return nil
	}
	if f.Type != 0 && f.Type != 1 || f.OpenID == "" {
		return desk.Errorf(desk.CodeBadRequest, `an agent sends {"msg": "hello", "type": 1, "openid": "the customer's"}`)
	}
	return nil
}

// plainSent answers a failure; success needs no answer. A plain agent's answer
// reads what came before it.
func (s *session) plainSent(c *desk.Change) {
	if c.Result.Err != nil {
		s.queue.answer(wire.EncodePlainError(c.Result.Err))
		return
	}
	if !s.who.IsCustomer() && c.Result.Message.Seq > 1 && !c.Result.Duplicate {
		s.markRead(desk.FormatID(c.ConversationID), c.Result.Message.Seq-1)
	}
}
