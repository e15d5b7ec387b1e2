package gateway

import (
	"context"

	"kefu/server/desk"
	"kefu/server/fanout"
	"kefu/server/wire"
)

// welcome tells a connection where it stands, or, in the plain dialect, what
// it has missed. The session hears already; what it hears waits until this is
// written, so that nothing falls between.
func (s *session) welcome(ctx context.Context) error {
	if s.who.IsCustomer() {
		return s.welcomeCustomer(ctx)
	}
	return s.welcomeAgent(ctx)
}

func (s *session) welcomeCustomer(ctx context.Context) error {
	g := s.gateway
	c, err := g.cfg.Chat.State(ctx, s.who.ID)
	if err != nil {
		return err
	}
	s.seq.Store(c.LastSeq)
	s.rev.Store(c.Rev)
	if s.plain {
		if err := s.offlinePool(ctx); err != nil {
			return err
		}
	} else {
		frame := s.newWelcome()
		mine := wire.NewMyConversation(&c)
		frame.Conversation = &mine
		s.answer(frame)
		s.answer(g.cfg.Hub.Available(g.cfg.Presence.Available()))
	}
	s.gone = g.cfg.Hub.Announce(s.Principal(), s.known)
	s.release()
	for _, greeter := range g.cfg.Greeters {
		go func() {
			ctx, cancel := s.request(requestWithin)
			defer cancel()
			greeter.Greet(ctx, s.who)
		}()
	}
	return nil
}

func (s *session) welcomeAgent(ctx context.Context) error {
	g := s.gateway
	if s.plain {
		if err := s.offlinePool(ctx); err != nil {
			return err
		}
		s.gone = g.cfg.Hub.Announce(s.Principal(), s.known)
		s.release()
		return nil
	}
	cursor, err := g.cfg.Chat.Cursor(ctx)
	if err != nil {
		return err
	}
	total, err := g.cfg.Chat.CountUnread(ctx)
	if err != nil {
		return err
	}
	frame := s.newWelcome()
	frame.UnreadTotal, frame.Cursor = &total, cursor
	s.answer(frame)
	for _, a := range g.cfg.Presence.Agents() {
		s.answer(wire.PresenceFrame{Type: wire.TypePresence, Agent: &wire.AgentRef{ID: desk.FormatID(a.ID), Name: a.Name}, Status: string(desk.AgentOnline)})
	}
	for id, agents := range g.cfg.Chat.Viewing() {
		s.answer(fanout.Viewing(id, agents))
	}
	s.gone = g.cfg.Hub.Announce(s.Principal(), s.known)
	s.release()
	return nil
}

func (s *session) newWelcome() wire.Welcome {
	return wire.Welcome{Type: wire.TypeWelcome, SessionID: s.id, Me: wire.NewMe(s.who), ServerTime: wire.Time(s.gateway.cfg.Now()), Limits: s.gateway.Limits(s.who)}
}

// Limits are what who may send: what welcome and GET /me say.
func (g *Gateway) Limits(who desk.Principal) wire.Limits {
	now := g.cfg.Limits()
	return wire.Limits{MaxFrameBytes: wire.MaxClientFrame, MaxTextChars: desk.MaxTextChars, FramesPerSecond: now.frames(who),
		MaxUploadBytes: now.MaxUploadBytes, UploadTypes: g.cfg.UploadTypes}
}

// offlinePool writes what the other side wrote while nobody here read it.
func (s *session) offlinePool(ctx context.Context) error {
	missed, err := s.gateway.cfg.Chat.Offline(ctx, s.who)
	if err != nil {
		return err
	}
	for _, m := range missed {
		if frame := s.gateway.cfg.Encoder.EncodePlain(m, !s.who.IsCustomer()); frame != nil {
			s.plainly.show(fanout.PlainMessage{Conversation: m.ConversationID, Seq: m.Seq, Frame: frame})
		}
	}
	return nil
}
