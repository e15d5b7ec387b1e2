package api

import (
	"context"

	"kefu/server/chat"
	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/wire"

	"github.com/danielgtaylor/huma/v2"
)

// ConversationID is the part of an input that names a conversation.
type ConversationID struct {
	ID string `path:"id" doc:"the conversation's id"`
}

type conversationList struct {
	Paging
	Status   string `query:"status" enum:"open,pending,resolved"`
	Assignee string `query:"assignee" maxLength:"19" doc:"an agent's id, me, or none"`
	Tag      string `query:"tag" maxLength:"32"`
	Query    string `query:"q" maxLength:"200" doc:"part of the customer's name, or the whole openid"`
	Unread   bool   `query:"unread" doc:"only those with unread messages"`
}

func (a *api) listConversations(ctx context.Context, who desk.Principal, in *conversationList) (*Body[Page[wire.Conversation]], error) {
	f := store.ConversationFilter{Status: desk.Status(in.Status), Tag: in.Tag, Query: in.Query, Unread: in.Unread}
	switch in.Assignee {
	case "":
	case "none":
		f.Assignee = new(int64)
	case "me":
		f.Assignee = &who.ID
	default:
		id, err := desk.ParseID(in.Assignee)
		if err != nil {
			return nil, desk.Errorf(desk.CodeBadRequest, "assignee must be an agent's id, me, or none")
		}
		f.Assignee = &id
	}
	found, next, err := a.cfg.Records.Conversations(ctx, f, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	for i := range found {
		a.present(&found[i])
	}
	return &Body[Page[wire.Conversation]]{NewPage(a.cfg.Encoder.Conversations(found), next)}, nil
}

func (a *api) getConversation(ctx context.Context, _ desk.Principal, in *ConversationID) (*Body[wire.Conversation], error) {
	id, err := desk.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	return a.conversation(ctx, id)
}

// conversation answers one summary.
func (a *api) conversation(ctx context.Context, id int64) (*Body[wire.Conversation], error) {
	found, err := a.cfg.Records.Summaries(ctx, []int64{id})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, errNoConversation()
	}
	a.present(&found[0])
	return &Body[wire.Conversation]{a.cfg.Encoder.Conversation(&found[0])}, nil
}

// present adds what is known of a customer who is online.
func (a *api) present(s *desk.Summary) {
	s.Online, s.Page = a.cfg.Sessions.CustomerOnline(s.ID), a.cfg.Sessions.CustomerPage(s.ID)
}

func errNoConversation() error {
	return desk.Errorf(desk.CodeNotFound, "there is no such conversation")
}

// NullableID is an id in a JSON body that may be left out, and may be null,
// which is something else.
type NullableID struct {
	IsSet bool
	ID    string // "" for null
}

// UnmarshalJSON implements json.Unmarshaler.
func (n *NullableID) UnmarshalJSON(b []byte) error {
	n.IsSet = true
	if string(b) == "null" {
		return nil
	}
	return unmarshal(b, &n.ID)
}

// Schema implements huma.SchemaProvider.
func (NullableID) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Nullable: true}
}

type conversationEdit struct {
	ConversationID
	Body struct {
		Status     *string    `json:"status,omitempty" enum:"open,pending,resolved"`
		AssigneeID NullableID `json:"assignee_id,omitempty" doc:"an agent's id; null is nobody"`
		Tags       *[]string  `json:"tags,omitempty" doc:"all of them: what is not named is removed"`
		Priority   *string    `json:"priority,omitempty" enum:"low,normal,high,urgent"`
	}
}

func (in *conversationEdit) patch() (p desk.Patch, any bool, err error) {
	b := &in.Body
	if b.Status != nil {
		s := desk.Status(*b.Status)
		p.Status, any = &s, true
	}
	if b.Priority != nil {
		s := desk.Priority(*b.Priority)
		p.Priority, any = &s, true
	}
	if b.Tags != nil {
		tags, err := desk.CleanTags(*b.Tags)
		if err != nil {
			return p, false, err
		}
		p.Tags, any = &tags, true
	}
	if b.AssigneeID.IsSet {
		p.Assignee, any = &desk.Assignee{}, true
		if b.AssigneeID.ID != "" {
			if p.Assignee.ID, err = desk.ParseID(b.AssigneeID.ID); err != nil {
				return p, false, desk.Errorf(desk.CodeBadRequest, "assignee_id must be an agent's id, or null")
			}
		}
	}
	return p, any, nil
}

func (a *api) editConversation(ctx context.Context, who desk.Principal, in *conversationEdit) (*Body[wire.Conversation], error) {
	id, err := desk.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	p, any, err := in.patch()
	if err != nil {
		return nil, err
	}
	if any {
		if err := a.edit(ctx, who, id, p); err != nil {
			return nil, err
		}
	}
	return a.conversation(ctx, id)
}

// edit carries a patch out and waits for its commit.
func (a *api) edit(ctx context.Context, who desk.Principal, id int64, p desk.Patch) error {
	_, err := chat.Wait(ctx, func(done func(*desk.Change)) error { return a.cfg.Chat.Edit(ctx, who, id, p, done) })
	return err
}

func (a *api) claimConversation(ctx context.Context, who desk.Principal, in *ConversationID) (*Body[wire.Conversation], error) {
	id, err := desk.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	if _, err := a.cfg.Chat.Claim(ctx, who, id); err != nil {
		return nil, err
	}
	return a.conversation(ctx, id)
}
