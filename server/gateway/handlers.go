package gateway

import (
	"context"

	"kefu/server/chat"
	"kefu/server/desk"
	"kefu/server/wire"
)

func target(f *wire.ClientFrame) chat.Target {
	return chat.Target{ConversationID: f.ConversationID, OpenID: f.OpenID}
}

// acked answers f when the journal has committed or refused its change.
func (s *session) acked(f *wire.ClientFrame, fill func(*wire.Ack, *desk.Result)) func(*desk.Change) {
	frame := *f
	return func(c *desk.Change) {
		if c.Result.Err != nil {
			s.gateway.cfg.Meter.Frame(frame.Type, desk.CodeOf(c.Result.Err))
			s.refuse(frame, c.Result.Err)
			return
		}
		ack := wire.Ack{Type: wire.TypeAck, ID: frame.ID}
		if fill != nil {
			fill(&ack, &c.Result)
		}
		s.answer(ack)
	}
}

func (s *session) messageSend(ctx context.Context, f *wire.ClientFrame) error {
	m, uploadID, err := f.Send()
	if err != nil {
		return err
	}
	m.Session = s.id
	return s.gateway.cfg.Chat.Send(ctx, s.Principal(), target(f), m, uploadID, s.acked(f, func(ack *wire.Ack, r *desk.Result) {
		message := s.gateway.cfg.Encoder.Message(r.Message)
		ack.Message = &message
		if s.who.IsCustomer() { // the ack tells it: a pong right behind must not say less
			ack.Rev = r.RevTo
			raise(&s.seq, r.Message.Seq)
			raise(&s.rev, r.RevTo)
		}
	}))
}

func (s *session) messageRead(ctx context.Context, f *wire.ClientFrame) error {
	return s.gateway.cfg.Chat.Read(ctx, s.Principal(), target(f), f.Seq, s.acked(f, nil))
}

func (s *session) messageRecall(ctx context.Context, f *wire.ClientFrame) error {
	return s.gateway.cfg.Chat.Recall(ctx, s.Principal(), f.MessageID, s.acked(f, nil))
}

func (s *session) noteSend(ctx context.Context, f *wire.ClientFrame) error {
	mentions, err := wire.ParseMentions(f.Mentions)
	if err != nil {
		return err
	}
	n := desk.NewNote{ClientID: f.ClientID, Text: f.Text, Mentions: mentions}
	return s.gateway.cfg.Chat.Note(ctx, s.Principal(), f.ConversationID, n, s.acked(f, func(ack *wire.Ack, r *desk.Result) {
		note := wire.NewNote(&r.Activity[0])
		ack.Note = &note
	}))
}

func (s *session) typing(ctx context.Context, f *wire.ClientFrame) error {
	return s.gateway.cfg.Chat.Typing(ctx, s.Principal(), target(f), f.Internal)
}

func (s *session) viewing(_ context.Context, f *wire.ClientFrame) error {
	return s.gateway.cfg.Chat.View(s.Principal(), s.id, f.ConversationID)
}

// page notes where the customer is on the shop's site.
func (s *session) page(_ context.Context, f *wire.ClientFrame) error {
	if !s.who.IsCustomer() {
		return desk.Errorf(desk.CodeForbidden, "page is for customers")
	}
	p, err := f.Page()
	if err != nil {
		return err
	}
	p.Since = s.gateway.cfg.Now()
	s.gateway.cfg.Presence.SetPage(s.Principal(), p, s.known())
	return nil
}

func (s *session) sync(ctx context.Context, f *wire.ClientFrame) error {
	r, err := s.gateway.cfg.Chat.Sync(ctx, s.Principal(), target(f), f.AfterSeq, f.AfterRev, f.Limit)
	if err != nil {
		return err
	}
	e := s.gateway.cfg.Encoder
	frame := wire.Synced{Type: wire.TypeSynced, ID: f.ID, ConversationID: desk.FormatID(r.Conversation.ID),
		Messages: e.Messages(r.Messages), HasMore: r.HasMore, Rev: r.Rev, Unread: r.Conversation.Unread(s.who.Side()),
		ReadSeq: wire.ReadSeq{Customer: r.Conversation.CustomerReadSeq, Desk: r.Conversation.DeskReadSeq},
		Updated: e.Messages(r.Updated)}
	if !s.who.IsCustomer() {
		activity := wire.NewActivity(r.Activity)
		frame.Activity = &activity
	}
	s.push(frame.Fit())
	return nil
}

func (s *session) changes(ctx context.Context, f *wire.ClientFrame) error {
	for {
		changed, cursor, more, err := s.gateway.cfg.Chat.Changes(ctx, s.Principal(), f.Cursor, f.Limit)
		if err != nil {
			return err
		}
		b := wire.Encode(wire.Changed{Type: wire.TypeChanged, ID: f.ID, Conversations: s.gateway.cfg.Encoder.Conversations(changed), Cursor: cursor, HasMore: more})
		if len(b) < wire.MaxServerFrame || len(changed) < 2 {
			s.push(b)
			return nil
		}
		fewer := len(changed) / 2
		f.Limit = &fewer
	}
}

func (s *session) ping(_ context.Context, f *wire.ClientFrame) error {
	pong := wire.Pong{Type: wire.TypePong, ID: f.ID, ServerTime: wire.Time(s.gateway.cfg.Now())}
	if s.who.IsCustomer() {
		if seq, rev, known := s.gateway.cfg.Chat.Progress(s.who.ID); known {
			raise(&s.seq, seq)
			raise(&s.rev, rev)
		}
		seq, rev := s.seq.Load(), s.rev.Load()
		pong.LastSeq, pong.Rev = &seq, &rev
	} else {
		total := s.gateway.cfg.Chat.UnreadTotal()
		pong.Cursor, pong.UnreadTotal = s.gateway.cfg.Chat.ToldCursor(), &total
	}
	s.answer(pong)
	return nil
}
