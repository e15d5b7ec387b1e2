package gateway

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"kefu/server/desk"
	"kefu/server/limit"
	"kefu/server/wire"
)

// requestWithin bounds what a frame may ask of the database.
const requestWithin = 10 * time.Second

// receive takes one text frame. A panic in it ends at most this session.
func (s *session) receive(b []byte) {
	defer func() {
		if p := recover(); p != nil {
			s.gateway.cfg.Log.Error("a panic while handling a frame", "session", s.id, "panic", p)
			s.refuse(wire.ClientFrame{}, desk.Errorf(desk.CodeInternal, "something went wrong inside the desk"))
		}
	}()
	if s.closing.Load() {
		return
	}
	s.heard()
	if n := s.perSecond(); n != s.frames.PerSecond() { // it was changed meanwhile
		s.frames = limit.NewFrames(n, time.Now)
	}
	verdict := s.frames.Take()
	if verdict.Close {
		s.Close(wire.CloseRateLimited, wire.ReasonRateLimited)
		return
	}
	f, err := s.decode(b)
	if errors.Is(err, wire.ErrBadFrame) {
		s.gateway.cfg.Meter.Frame("bad_frame", desk.CodeBadRequest)
		s.Close(wire.CloseBadFrame, wire.ReasonBadFrame)
		return
	}
	if !verdict.Allowed {
		err = &desk.Error{Code: desk.CodeRateLimited, Detail: "too many frames; wait for retry_after_ms", RetryAfter: verdict.RetryAfter}
	}
	if err == nil {
		err = s.handle(f, b)
	}
	s.gateway.cfg.Meter.Frame(s.label(f.Type), desk.CodeOf(err))
	if err != nil {
		s.refuse(f, err)
	}
}

// decode reads a frame of kefu.v1; in the plain dialect only whether it is one
// at all, for which an object that is not plain is none either.
func (s *session) decode(b []byte) (wire.ClientFrame, error) {
	if s.plain {
		if _, err := wire.DecodePlain(b); errors.Is(err, wire.ErrBadFrame) {
			return wire.ClientFrame{}, err
		}
		return wire.ClientFrame{}, nil
	}
	return wire.DecodeClient(b)
}

func (s *session) handle(f wire.ClientFrame, b []byte) error {
	if s.plain {
		return s.handlePlain(b)
	}
	handle := s.handlerOf(f.Type)
	if handle == nil {
		return desk.Errorf(desk.CodeUnknownType, "there is no frame of this type; see the protocol")
	}
	if !s.asksDatabase(&f) {
		return handle(context.Background(), &f)
	}
	ctx, cancel := s.request(requestWithin)
	defer cancel()
	return handle(ctx, &f)
}

// asksDatabase reports whether f asks the database anything before it is in
// the journal's line, or answered: only that needs a bound on its time, and a
// timer for each of the others would cost more than many of them do.
func (s *session) asksDatabase(f *wire.ClientFrame) bool {
	switch f.Type {
	case wire.TypeMessageSend, wire.TypeMessageRead, wire.TypeTyping:
		named := s.who.IsCustomer() || f.ConversationID != "" // else by openid
		return !named || f.Attachment != nil
	case wire.TypeMessageRecall, wire.TypeNoteSend, wire.TypeViewing, wire.TypePresence, wire.TypePage, wire.TypePing:
		return false
	}
	return true
}

// request is the context of what the session asks, which has so much time.
func (s *session) request(within time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(desk.AskedBy(context.Background(), s.who.Side()), within)
}

// label names a frame for the metrics, without letting clients make names.
func (s *session) label(frameType string) string {
	switch {
	case s.plain:
		return "plain"
	case s.handlerOf(frameType) == nil:
		return "unknown"
	}
	return frameType
}

// refuse answers a frame that is not carried out.
func (s *session) refuse(f wire.ClientFrame, err error) {
	e := desk.AsError(err)
	if e.Cause != nil {
		level := slog.LevelWarn
		if e.Code == desk.CodeUnavailable {
			level = slog.LevelDebug // what is away is said once, by who found it so, and not for every frame
		}
		s.gateway.cfg.Log.Log(context.Background(), level, "a frame failed", "session", s.id, "frame", s.label(f.Type), "code", e.Code, "error", e.Cause)
	}
	if s.plain {
		s.plainly.answer(wire.EncodePlainError(err))
		return
	}
	s.answer(wire.NewError(f.ID, err))
}

// handler carries a frame out. It answers itself, now or when the journal has
// committed; an error is answered for it.
type handler func(context.Context, *wire.ClientFrame) error

// handlerOf is the table of frames of kefu.v1; nil for a type that is none.
func (s *session) handlerOf(frameType string) handler {
	switch frameType {
	case wire.TypeMessageSend:
		return s.messageSend
	case wire.TypeMessageRead:
		return s.messageRead
	case wire.TypeMessageRecall:
		return s.messageRecall
	case wire.TypeNoteSend:
		return s.noteSend
	case wire.TypeTyping:
		return s.typing
	case wire.TypeSync:
		return s.sync
	case wire.TypeChanges:
		return s.changes
	case wire.TypeViewing:
		return s.viewing
	case wire.TypePresence:
		return s.presence
	case wire.TypePage:
		return s.page
	case wire.TypePing:
		return s.ping
	}
	return nil
}
