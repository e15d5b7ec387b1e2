package store

import (
	"database/sql"
	"encoding/json"
	"fmt"

	"kefu/server/desk"
)

// The columns of the corridor's tables, in the order in which the scan and
// append functions of this file take them.
const (
	conversationColumns = "id, status, assignee_id, priority, last_seq, rev, customer_read_seq, desk_read_seq, customer_unread, desk_unread, " +
		"waiting_since, active_at, created_at, updated_at"
	conversationColumnCount = 14

	customerColumns = "id, openid, channel, name, avatar_url, profile, blocked, external_id, linked_to, created_at, last_seen_at"

	messageColumns = "conversation_id, seq, client_id, sender_role, sender_id, sender_name, kind, body, attachment, created_at, read_at, recalled_at"

	messageColumnCount = 12

	// What a message has that is a text, not read and not recalled: the other
	// columns' defaults say the rest.
	textColumns     = "conversation_id, seq, client_id, sender_role, sender_id, sender_name, kind, body, created_at"
	textColumnCount = 9

	// What a message needs to know of its customer.
	writerColumns = "id, openid, name, blocked"

	activityColumns     = "conversation_id, rev, after_seq, kind, agent_id, agent_name, client_id, body, mentions, data, created_at"
	activityColumnCount = 11
)

// conversationChanging is every column of a conversation but its id, in the
// order of conversationColumns.
var conversationChanging = []string{"status", "assignee_id", "priority", "last_seq", "rev", "customer_read_seq", "desk_read_seq",
	"customer_unread", "desk_unread", "waiting_since", "active_at", "created_at", "updated_at"}

// scanner is a row, of whichever kind.
type scanner interface{ Scan(...any) error }

func scanConversation(r scanner, c *desk.Conversation) error {
	var waiting, active, created, updated int64
	err := r.Scan(&c.ID, &c.Status, &c.Assignee, &c.Priority, &c.LastSeq, &c.Rev, &c.CustomerReadSeq, &c.DeskReadSeq,
		&c.CustomerUnread, &c.DeskUnread, &waiting, &active, &created, &updated)
	c.WaitingSince, c.ActiveAt, c.CreatedAt, c.UpdatedAt = at(waiting), at(active), at(created), at(updated)
	return err
}

func appendConversation(args []any, c *desk.Conversation) []any {
	return append(args, c.ID, string(c.Status), c.Assignee, string(c.Priority), c.LastSeq, c.Rev, c.CustomerReadSeq, c.DeskReadSeq,
		c.CustomerUnread, c.DeskUnread, millis(c.WaitingSince), millis(c.ActiveAt), millis(c.CreatedAt), millis(c.UpdatedAt))
}

// scanCustomer reads customerColumns.
func scanCustomer(r scanner, c *desk.Customer) error {
	var profile string
	var created, seen int64
	if err := r.Scan(&c.ID, &c.OpenID, &c.Channel, &c.Name, &c.AvatarURL, &profile, &c.Blocked, &c.ExternalID, &c.LinkedTo, &created, &seen); err != nil {
		return err
	}
	c.CreatedAt, c.LastSeenAt = at(created), at(seen)
	if profile == "" || profile == "{}" {
		return nil
	}
	if err := json.Unmarshal([]byte(profile), &c.Profile); err != nil {
		return fmt.Errorf("the profile of customer %d: %w", c.ID, err)
	}
	return nil
}

func scanMessage(r scanner, m *desk.Message) error {
	var body, attachment sql.NullString
	var created, read, recalled int64
	err := r.Scan(&m.ConversationID, &m.Seq, &m.ClientID, &m.Sender.Role, &m.Sender.ID, &m.Sender.Name, &m.Kind, &body, &attachment,
		&created, &read, &recalled)
	if err != nil {
		return err
	}
	m.Text, m.CreatedAt, m.ReadAt, m.RecalledAt = body.String, at(created), at(read), at(recalled)
	if !attachment.Valid {
		return nil
	}
	if m.Kind == desk.KindCard {
		err = json.Unmarshal([]byte(attachment.String), &m.Card)
	} else {
		err = json.Unmarshal([]byte(attachment.String), &m.Attachment)
	}
	if err != nil {
		return fmt.Errorf("the attachment of message %s: %w", m.ID(), err)
	}
	return nil
}

func appendMessage(args []any, m *desk.Message) []any {
	return append(args, m.ConversationID, m.Seq, m.ClientID, string(m.Sender.Role), m.Sender.ID, m.Sender.Name, string(m.Kind),
		orNull(m.Text), attachmentJSON(m), millis(m.CreatedAt), millis(m.ReadAt), millis(m.RecalledAt))
}

// isText reports whether textColumns say all of m.
func isText(m *desk.Message) bool {
	return m.Attachment == nil && m.Card == nil && m.ReadAt.IsZero() && m.RecalledAt.IsZero()
}

func appendText(args []any, m *desk.Message) []any {
	return append(args, m.ConversationID, m.Seq, m.ClientID, string(m.Sender.Role), m.Sender.ID, m.Sender.Name, string(m.Kind),
		orNull(m.Text), millis(m.CreatedAt))
}

func attachmentJSON(m *desk.Message) any {
	switch {
	case m.Attachment != nil:
		return toJSON(m.Attachment)
	case m.Card != nil:
		return toJSON(m.Card)
	}
	return nil
}

func scanActivity(r scanner, a *desk.Activity) error {
	var clientID, body, mentions, data sql.NullString
	var created int64
	err := r.Scan(&a.ConversationID, &a.Rev, &a.AfterSeq, &a.Kind, &a.AgentID, &a.AgentName, &clientID, &body, &mentions, &data, &created)
	if err != nil {
		return err
	}
	a.ClientID, a.Text, a.CreatedAt = clientID.String, body.String, at(created)
	if mentions.Valid {
		err = json.Unmarshal([]byte(mentions.String), &a.Mentions)
	}
	if err == nil && data.Valid {
		err = json.Unmarshal([]byte(data.String), &a.Data)
	}
	if err != nil {
		return fmt.Errorf("activity %s: %w", a.ID(), err)
	}
	return nil
}

func appendActivity(args []any, a *desk.Activity) []any {
	var mentions, data any
	if len(a.Mentions) > 0 {
		mentions = toJSON(a.Mentions)
	}
	if a.Data != nil {
		data = toJSON(a.Data)
	}
	return append(args, a.ConversationID, a.Rev, a.AfterSeq, string(a.Kind), a.AgentID, a.AgentName, orNull(a.ClientID), orNull(a.Text),
		mentions, data, millis(a.CreatedAt))
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// toJSON writes what this package reads back; its types always marshal.
func toJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("store: %T does not marshal: %v", v, err))
	}
	return string(b)
}

func (s *groupState) scanNow(r *sql.Rows) error { return r.Scan(&s.now) }

func (s *groupState) scanConversation(r *sql.Rows) error {
	row := new(heldRow)
	if err := scanConversation(r, &row.Conversation); err != nil {
		return err
	}
	row.was = row.Conversation
	s.conversations[row.ID] = row
	return nil
}

// customer returns a function that reads a customer, whole or as writerColumns
// have it.
func (s *groupState) customer(whole bool) func(*sql.Rows) error {
	return func(r *sql.Rows) (err error) {
		c := new(desk.Customer)
		if whole {
			err = scanCustomer(r, c)
		} else {
			err = r.Scan(&c.ID, &c.OpenID, &c.Name, &c.Blocked)
		}
		s.customers[c.ID] = c
		return err
	}
}

func (s *groupState) scanMessage(r *sql.Rows) error {
	m := new(desk.Message)
	if err := scanMessage(r, m); err != nil {
		return err
	}
	s.keepMessage(m)
	return nil
}

func (s *groupState) keepMessage(m *desk.Message) {
	if s.messages == nil {
		s.messages = map[clientKey]*desk.Message{}
	}
	s.messages[clientKey{m.ConversationID, m.ClientID}] = m
}

func (s *groupState) scanNote(r *sql.Rows) error {
	a := new(desk.Activity)
	if err := scanActivity(r, a); err != nil {
		return err
	}
	s.keepNote(a)
	return nil
}

func (s *groupState) keepNote(a *desk.Activity) {
	if s.notes == nil {
		s.notes = map[clientKey]*desk.Activity{}
	}
	s.notes[clientKey{a.ConversationID, a.ClientID}] = a
}

func (s *groupState) scanTag(r *sql.Rows) error {
	var id int64
	var tag string
	if err := r.Scan(&id, &tag); err != nil {
		return err
	}
	if s.tags == nil {
		s.tags = map[int64][]string{}
	}
	s.tags[id] = append(s.tags[id], tag)
	return nil
}
