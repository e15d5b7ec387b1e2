package chat

import (
	"context"

	"kefu/server/desk"
)

// Target names a conversation, as an agent's client does: by its id, or by its
// customer's openid. Customers leave it empty, or name their own.
type Target struct{ ConversationID, OpenID string }

// Resolve returns the id of the conversation that who means. A customer gets
// not_found for any but their own; so does an agent for one that is not there
// by openid, while an id is only parsed: the change itself finds out.
func (s *Service) Resolve(ctx context.Context, who desk.Principal, t Target) (int64, error) {
	if who.IsCustomer() {
		if t.ConversationID != "" && t.ConversationID != desk.FormatID(who.ID) || t.OpenID != "" && t.OpenID != who.OpenID {
			return 0, desk.Errorf(desk.CodeNotFound, "there is no such conversation")
		}
		return who.ID, nil
	}
	switch {
	case t.ConversationID != "":
		return desk.ParseID(t.ConversationID)
	case t.OpenID != "":
		c, err := s.records.CustomerByOpenID(ctx, t.OpenID)
		return c.ID, err
	}
	return 0, desk.Errorf(desk.CodeBadRequest, "conversation_id must say which conversation is meant")
}

// Send stores a message. m is valid; uploadID names the file it carries, if it
// carries one. done is called once, after the commit or the failure, and must
// not block; an error means that it will not be called.
func (s *Service) Send(ctx context.Context, who desk.Principal, t Target, m desk.NewMessage, uploadID string, done func(*desk.Change)) error {
	id, err := s.Resolve(ctx, who, t)
	if err != nil {
		return err
	}
	if uploadID != "" {
		a, err := s.uploads.Attachment(ctx, who, uploadID)
		if err != nil {
			return err
		}
		if err := fits(m.Kind, a.Mime); err != nil {
			return err
		}
		m.Attachment = &a
	}
	return s.journal.Submit(&desk.Change{ConversationID: id, By: who, Send: &m, Done: done})
}

// fits checks that the file is what the message's kind says.
func fits(kind desk.MessageKind, mime string) error {
	family := map[desk.MessageKind]string{desk.KindImage: "image/", desk.KindVoice: "audio/", desk.KindVideo: "video/"}[kind]
	if len(mime) < len(family) || mime[:len(family)] != family {
		return desk.Errorf(desk.CodeBadRequest, "a message of kind %s can't carry a file of type %s; send it as a file", kind, mime)
	}
	return nil
}

// Read marks all up to seq as read by who's side; seq 0 and below what is read
// already is well and changes nothing.
func (s *Service) Read(ctx context.Context, who desk.Principal, t Target, seq int64, done func(*desk.Change)) error {
	id, err := s.Resolve(ctx, who, t)
	if err != nil {
		return err
	}
	if seq < 0 {
		return desk.Errorf(desk.CodeBadRequest, "seq must be the seq of a message")
	}
	return s.journal.Submit(&desk.Change{ConversationID: id, By: who, Read: &desk.ReadUpTo{Seq: seq}, Done: done})
}

// Recall takes a message of who's back. messageID is the wire id.
func (s *Service) Recall(_ context.Context, who desk.Principal, messageID string, done func(*desk.Change)) error {
	id, seq, err := desk.ParseMessageID(messageID)
	if err != nil {
		return err
	}
	if who.IsCustomer() && id != who.ID {
		return desk.Errorf(desk.CodeNotFound, "there is no such message")
	}
	return s.journal.Submit(&desk.Change{ConversationID: id, By: who, Recall: &desk.RecallMessage{Seq: seq}, Done: done})
}

// Note stores an internal note. Customers are forbidden to.
func (s *Service) Note(_ context.Context, who desk.Principal, conversationID string, n desk.NewNote, done func(*desk.Change)) error {
	if who.IsCustomer() {
		return desk.Errorf(desk.CodeForbidden, "notes are for agents")
	}
	if err := desk.ValidClientID(n.ClientID); err != nil {
		return err
	}
	text, err := desk.CleanText(n.Text)
	if err != nil {
		return err
	}
	n.Text = text
	id, err := desk.ParseID(conversationID)
	if err != nil {
		return err
	}
	return s.journal.Submit(&desk.Change{ConversationID: id, By: who, Note: &n, Done: done})
}

// Edit changes what agents keep of a conversation. An assignee must be an
// agent who is not disabled; their name is filled in here.
func (s *Service) Edit(ctx context.Context, who desk.Principal, conversation int64, p desk.Patch, done func(*desk.Change)) error {
	if who.IsCustomer() {
		return desk.Errorf(desk.CodeForbidden, "this is for agents")
	}
	if p.Assignee != nil && p.Assignee.ID != 0 {
		a, err := s.records.AgentByID(ctx, p.Assignee.ID)
		if err != nil || a.Disabled {
			if desk.CodeOf(err) == desk.CodeNotFound || err == nil {
				err = desk.Errorf(desk.CodeBadRequest, "assignee_id must be an agent who is not disabled")
			}
			return err
		}
		p.Assignee = &desk.Assignee{ID: a.ID, Name: a.Name}
	}
	return s.journal.Submit(&desk.Change{ConversationID: conversation, By: who, Patch: &p, Done: done})
}

// Wait turns a call with a done function into one that waits for the commit.
// It returns the change as it was committed, or why it was not. When ctx ends
// first the change may still be carried out; the same client_id finds out.
func Wait(ctx context.Context, submit func(done func(*desk.Change)) error) (*desk.Change, error) {
	answered := make(chan *desk.Change, 1)
	if err := submit(func(c *desk.Change) { answered <- c }); err != nil {
		return nil, err
	}
	select {
	case c := <-answered:
		return c, c.Result.Err
	case <-ctx.Done():
		return nil, desk.Unavailable(ctx.Err())
	}
}

// Claim gives the conversation to who if nobody else has it; conflict, with
// the winner's name, if somebody was faster.
func (s *Service) Claim(ctx context.Context, who desk.Principal, conversation int64) (*desk.Change, error) {
	var state desk.Conversation
	c, err := Wait(ctx, func(done func(*desk.Change)) error {
		return s.Edit(ctx, who, conversation, desk.Patch{Claim: true, Assignee: &desk.Assignee{ID: who.ID}}, func(c *desk.Change) {
			state = c.Result.Conversation
			done(c)
		})
	})
	if desk.CodeOf(err) == desk.CodeConflict {
		if winner, lookup := s.records.AgentByID(ctx, state.Assignee); lookup == nil {
			return nil, desk.Errorf(desk.CodeConflict, "%s has this conversation", winner.Name)
		}
	}
	return c, err
}
