package gateway

import (
	"crypto/rand"
	"sync"
	"time"

	"kefu/server/chat"
	"kefu/server/desk"
	"kefu/server/fanout"
	"kefu/server/wire"
)

// plainView shows a session of the plain dialect each message once, and knows
// when it was written, which is when a plain customer has read it.
type plainView struct {
	session *session
	mu      sync.Mutex
	recent  map[shown]bool // what was shown, so that a repeat is not
	order   []shown
	read    int64 // the highest seq that was written
	marked  int64 // the highest seq that was marked as read
}

// shown names a message; the zero value is none.
type shown struct{ conversation, seq int64 }

// plainRecent is how many messages a session remembers having shown.
const plainRecent = 1024

func newPlainView(s *session) *plainView {
	return &plainView{session: s, recent: map[shown]bool{}}
}

// show writes a message, unless it was shown.
func (v *plainView) show(m fanout.PlainMessage) {
	k := shown{m.Conversation, m.Seq}
	if m.Seq > 0 && !v.remember(k) {
		return
	}
	v.session.queue.push(outgoing{frame: m.Frame, shown: k})
}

// remember reports whether k is new.
func (v *plainView) remember(k shown) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.recent[k] {
		return false
	}
	v.recent[k] = true
	v.order = append(v.order, k)
	if len(v.order) > plainRecent {
		delete(v.recent, v.order[0])
		v.order = v.order[1:]
	}
	return true
}

// answer writes what is no message: an error.
func (v *plainView) answer(frame []byte) { v.session.push(frame) }

// sent notes that a frame was written. What a plain customer was shown is
// marked as read when nothing more is on its way, so that a pool of many
// messages is one read.
func (v *plainView) sent(o outgoing, idle bool) {
	v.mu.Lock()
	v.read = max(v.read, o.shown.seq)
	read := v.read
	mark := idle && read > v.marked && v.session.who.IsCustomer()
	if mark {
		v.marked = read
	}
	v.mu.Unlock()
	if mark {
		v.session.markRead("", read)
	}
}

// markRead marks as read what a plain session was shown, or answers.
func (s *session) markRead(conversation string, seq int64) {
	ctx, cancel := s.request(5 * time.Second)
	defer cancel()
	err := s.gateway.cfg.Chat.Read(ctx, s.Principal(), chat.Target{ConversationID: conversation}, seq, nil)
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
	ctx, cancel := s.request(requestWithin)
	defer cancel()
	m := desk.NewMessage{ClientID: f.ClientID, Kind: desk.KindText, Text: text}
	return s.gateway.cfg.Chat.Send(ctx, s.Principal(), chat.Target{OpenID: f.OpenID}, m, "", s.plainSent)
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
		s.plainly.answer(wire.EncodePlainError(c.Result.Err))
		return
	}
	if !s.who.IsCustomer() && c.Result.Message.Seq > 1 && !c.Result.Duplicate {
		s.markRead(desk.FormatID(c.ConversationID), c.Result.Message.Seq-1)
	}
}
