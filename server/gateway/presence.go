package gateway

import (
	"context"

	"kefu/server/desk"
	"kefu/server/wire"
)

// presence answers an agent's client who of its list is online now: who came
// back knows of nobody who came or went meanwhile.
//
// What is told while the answer is made waits behind it, and what was told
// before stands in it, as the tracker tells under its lock. So whatever comes
// last on the wire is true.
func (s *session) presence(_ context.Context, f *wire.ClientFrame) error {
	if s.who.IsCustomer() {
		return desk.Errorf(desk.CodeForbidden, "asking who is online is for agents")
	}
	ids, err := f.Asked()
	if err != nil {
		return err
	}
	s.hold()
	defer s.release()
	for n := len(ids); ; n /= 2 {
		b := wire.Encode(s.present(f, ids, n))
		if len(b) < wire.MaxServerFrame || n < 2 {
			s.push(b)
			return nil
		}
	}
}

// present is the answer for the first n of ids.
func (s *session) present(f *wire.ClientFrame, ids []int64, n int) wire.Present {
	hub := s.gateway.cfg.Hub
	frame := wire.Present{Type: wire.TypePresent, ID: f.ID, Customers: []wire.Visiting{}, Answered: n, HasMore: n < len(ids)}
	for _, id := range ids[:n] {
		if hub.CustomerOnline(id) {
			frame.Customers = append(frame.Customers, wire.Visiting{ConversationID: desk.FormatID(id), Page: wire.NewPage(hub.CustomerPage(id))})
		}
	}
	return frame
}

// hold has what is delivered wait until release. For the session's own
// goroutine, which handles one frame at a time.
func (s *session) hold() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.welcomed = false
}
