package api

import (
	"context"
	"crypto/rand"

	"kefu/server/chat"
	"kefu/server/desk"
	"kefu/server/wire"
)

type activityList struct {
	ConversationID
	Paging
}

// listActivity pages by rev, which names an entry.
func (a *api) listActivity(ctx context.Context, _ desk.Principal, in *activityList) (*Body[Page[wire.Activity]], error) {
	id, err := desk.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	after, err := ParseCursor(in.Cursor, 0)
	if err != nil {
		return nil, err
	}
	if _, err := a.cfg.Records.Conversation(ctx, id); err != nil {
		return nil, err
	}
	found, err := a.cfg.Records.Activity(ctx, id, after, in.Limit+1)
	if err != nil {
		return nil, err
	}
	next := ""
	if len(found) > in.Limit {
		found = found[:in.Limit]
		next = FormatCursor(found[in.Limit-1].Rev)
	}
	return &Body[Page[wire.Activity]]{NewPage(wire.NewActivity(found), next)}, nil
}

type noteInput struct {
	ConversationID
	Body struct {
		ClientID string   `json:"client_id,omitempty" doc:"as of a message; made if left out"`
		Text     string   `json:"text" doc:"1 to 4,000 characters after trimming"`
		Mentions []string `json:"mentions,omitempty" doc:"ids of agents"`
	}
}

func (a *api) addNote(ctx context.Context, who desk.Principal, in *noteInput) (*StatusBody[wire.Note], error) {
	if in.Body.ClientID == "" {
		in.Body.ClientID = rand.Text()
	}
	mentions, err := wire.ParseMentions(in.Body.Mentions)
	if err != nil {
		return nil, err
	}
	note := desk.NewNote{ClientID: in.Body.ClientID, Text: in.Body.Text, Mentions: mentions}
	change, err := chat.Wait(ctx, func(done func(*desk.Change)) error { return a.cfg.Chat.Note(ctx, who, in.ID, note, done) })
	if err != nil {
		return nil, err
	}
	return &StatusBody[wire.Note]{Status: newOrNot(change), Body: wire.NewNote(&change.Result.Activity[0])}, nil
}
