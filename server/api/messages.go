package api

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"

	"kefu/server/chat"
	"kefu/server/desk"
	"kefu/server/wire"
)

// HistoryQuery is the part of an input that asks for messages.
type HistoryQuery struct {
	Paging
	BeforeSeq OptionalInt `query:"before_seq" minimum:"1" doc:"the page before this seq"`
	AfterSeq  OptionalInt `query:"after_seq" minimum:"0" doc:"the page after this seq"`
}

// place is where a page of messages starts, and in which direction it is read.
type place struct {
	seq     int64 // 0 with before: the end
	forward bool
}

// The first letter of a cursor says the direction.
const (
	cursorBefore = "b"
	cursorAfter  = "a"
)

func (q *HistoryQuery) place() (place, error) {
	given := 0
	for _, is := range []bool{q.BeforeSeq.IsSet, q.AfterSeq.IsSet, q.Cursor != ""} {
		if is {
			given++
		}
	}
	switch {
	case given > 1:
		return place{}, desk.Errorf(desk.CodeBadRequest, "only one of before_seq, after_seq and cursor may be given")
	case q.BeforeSeq.IsSet:
		return place{seq: q.BeforeSeq.Value}, nil
	case q.AfterSeq.IsSet:
		return place{seq: q.AfterSeq.Value, forward: true}, nil
	case q.Cursor == "":
		return place{}, nil
	}
	number, forward := strings.CutPrefix(q.Cursor, cursorAfter)
	if !forward {
		var backward bool
		if number, backward = strings.CutPrefix(q.Cursor, cursorBefore); !backward {
			return place{}, errCursor()
		}
	}
	seq, err := ParseCursor(number, -1)
	if err == nil && (seq < 0 || seq == 0 && !forward) {
		err = errCursor()
	}
	return place{seq: seq, forward: forward}, err
}

// history answers a page of messages, in order of seq. Its cursor goes on in
// the page's direction.
func (a *api) history(ctx context.Context, conversation int64, q *HistoryQuery) (*Body[Page[wire.Message]], error) {
	at, err := q.place()
	if err != nil {
		return nil, err
	}
	// Without it a conversation that is not there would look like an empty one.
	if _, err := a.cfg.Records.Conversation(ctx, conversation); err != nil {
		return nil, err
	}
	var found []*desk.Message
	next := ""
	if at.forward {
		found, err = a.cfg.Records.MessagesAfter(ctx, conversation, at.seq, q.Limit+1)
		if len(found) > q.Limit {
			found = found[:q.Limit]
			next = cursorAfter + FormatCursor(found[q.Limit-1].Seq)
		}
	} else {
		found, err = a.cfg.Records.MessagesBefore(ctx, conversation, at.seq, q.Limit)
		if len(found) > 0 && found[0].Seq > 1 { // seq has no holes
			next = cursorBefore + FormatCursor(found[0].Seq)
		}
	}
	if err != nil {
		return nil, err
	}
	return &Body[Page[wire.Message]]{NewPage(a.cfg.Encoder.Messages(found), next)}, nil
}

type conversationHistory struct {
	ConversationID
	HistoryQuery
}

func (a *api) listMessages(ctx context.Context, _ desk.Principal, in *conversationHistory) (*Body[Page[wire.Message]], error) {
	id, err := desk.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	return a.history(ctx, id, &in.HistoryQuery)
}

// NewMessage is a message to be sent: the fields of the frame message.send.
type NewMessage struct {
	ClientID   string           `json:"client_id,omitempty" doc:"the sender's own id, which makes a resend harmless: 1 to 64 printable ASCII characters without spaces; made if left out"`
	Kind       string           `json:"kind,omitempty" enum:"text,image,file,voice,video,card" default:"text"`
	Text       string           `json:"text,omitempty" doc:"1 to 4,000 characters after trimming"`
	Attachment *wire.Attachment `json:"attachment,omitempty" doc:"{id} of an upload; of a card, the card"`
}

func (a *api) send(ctx context.Context, who desk.Principal, t chat.Target, m NewMessage) (*StatusBody[wire.Message], error) {
	if m.ClientID == "" {
		m.ClientID = rand.Text()
	}
	frame := wire.ClientFrame{ClientID: m.ClientID, Kind: m.Kind, Text: m.Text, Attachment: m.Attachment}
	message, upload, err := frame.Send()
	if err != nil {
		return nil, err
	}
	change, err := chat.Wait(ctx, func(done func(*desk.Change)) error {
		return a.cfg.Chat.Send(ctx, who, t, message, upload, done)
	})
	if err != nil {
		return nil, err
	}
	return &StatusBody[wire.Message]{Status: newOrNot(change), Body: a.cfg.Encoder.Message(change.Result.Message)}, nil
}

// newOrNot is 201, or 200 for what was there before.
func newOrNot(c *desk.Change) int {
	if c.Result.Duplicate {
		return http.StatusOK
	}
	return http.StatusCreated
}

type conversationSend struct {
	ConversationID
	Body NewMessage
}

func (a *api) sendMessage(ctx context.Context, who desk.Principal, in *conversationSend) (*StatusBody[wire.Message], error) {
	return a.send(ctx, who, chat.Target{ConversationID: in.ID}, in.Body)
}

// ReadUpTo says how far one's side has read.
type ReadUpTo struct {
	Seq int64 `json:"seq" minimum:"0" doc:"all up to it is read"`
}

// ReadState is how far a conversation is read after a read.
type ReadState struct {
	ConversationID string       `json:"conversation_id"`
	Unread         int64        `json:"unread" doc:"of the side that asked"`
	Rev            int64        `json:"rev"`
	ReadSeq        wire.ReadSeq `json:"read_seq"`
}

func (a *api) read(ctx context.Context, who desk.Principal, t chat.Target, seq int64) (*Body[ReadState], error) {
	change, err := chat.Wait(ctx, func(done func(*desk.Change)) error { return a.cfg.Chat.Read(ctx, who, t, seq, done) })
	if err != nil {
		return nil, err
	}
	c := &change.Result.Conversation
	return &Body[ReadState]{ReadState{
		ConversationID: desk.FormatID(c.ID), Unread: c.Unread(who.Side()), Rev: c.Rev,
		ReadSeq: wire.ReadSeq{Customer: c.CustomerReadSeq, Desk: c.DeskReadSeq},
	}}, nil
}

type conversationRead struct {
	ConversationID
	Body ReadUpTo
}

func (a *api) readConversation(ctx context.Context, who desk.Principal, in *conversationRead) (*Body[ReadState], error) {
	return a.read(ctx, who, chat.Target{ConversationID: in.ID}, in.Body.Seq)
}
