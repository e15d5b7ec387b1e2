package api

import (
	"context"

	"kefu/server/chat"
	"kefu/server/desk"
	"kefu/server/wire"
)

// A customer's conversation has the customer's id: there is no other one that
// these calls could reach.

func (a *api) myConversation(ctx context.Context, who desk.Principal, _ *Nothing) (*Body[wire.MyConversation], error) {
	c, err := a.cfg.Records.Conversation(ctx, who.ID)
	if err != nil {
		return nil, err
	}
	return &Body[wire.MyConversation]{wire.NewMyConversation(&c)}, nil
}

// MyHistory is a page of a customer's messages.
type MyHistory struct {
	Page[wire.Message]
	Rev int64 `json:"rev" doc:"the conversation's revision just before the messages were read: all changes up to it are in them"`
}

func (a *api) myMessages(ctx context.Context, who desk.Principal, in *HistoryQuery) (*Body[MyHistory], error) {
	c, err := a.cfg.Records.Conversation(ctx, who.ID)
	if err != nil {
		return nil, err
	}
	page, err := a.history(ctx, who.ID, in)
	if err != nil {
		return nil, err
	}
	return &Body[MyHistory]{MyHistory{Page: page.Body, Rev: c.Rev}}, nil
}

type myMessage struct{ Body NewMessage }

func (a *api) sendMyMessage(ctx context.Context, who desk.Principal, in *myMessage) (*StatusBody[wire.Message], error) {
	return a.send(ctx, who, chat.Target{}, in.Body)
}

type myRead struct{ Body ReadUpTo }

func (a *api) readMyConversation(ctx context.Context, who desk.Principal, in *myRead) (*Body[ReadState], error) {
	return a.read(ctx, who, chat.Target{}, in.Body.Seq)
}
