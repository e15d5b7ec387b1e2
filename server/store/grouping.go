package store

import (
	"context"
	"database/sql"
	"errors"
	"sort"
	"time"

	"kefu/server/desk"
)

// grouping carries a group's changes out, in order, on the rows that it holds
// locked, and gathers what is to be written.
type grouping struct {
	ctx    context.Context
	conn   *groupConn // nil: what must be read is errLook
	state  *groupState
	asked  bool // state has all of the group's messages that are stored
	now    time.Time
	writes groupWrites
}

// applyAll carries out the group. What a rule refuses is refused alone; an error
// is of the database.
func (g *grouping) applyAll(group []*desk.Change) error {
	for _, c := range group {
		c.Result = desk.Result{}
		if err := g.apply(c); err != nil {
			var refusal *desk.Error
			if !errors.As(err, &refusal) {
				return err
			}
			c.Result = desk.Result{Err: refusal, Conversation: c.Result.Conversation}
		}
	}
	g.sortConversations()
	return nil
}

// apply carries out one change. A *desk.Error refuses it alone.
func (g *grouping) apply(c *desk.Change) error {
	row, customer := g.state.conversations[c.ConversationID], g.state.customers[c.ConversationID]
	if row == nil || customer == nil {
		return desk.Errorf(desk.CodeNotFound, "there is no such conversation")
	}
	conv := &row.Conversation
	r := &c.Result
	r.RevFrom, r.QuietUntil = conv.Rev, conv.UpdatedAt
	var err error
	switch {
	case c.Send != nil:
		err = g.send(conv, customer, c)
	case c.Read != nil:
		err = g.read(conv, c)
	case c.Recall != nil:
		err = g.recall(conv, c)
	case c.Note != nil:
		err = g.note(conv, c)
	case c.Patch != nil:
		err = g.patch(conv, customer, c)
	default:
		err = errors.New("a change that asks for nothing")
	}
	r.RevTo = conv.Rev
	if c.Send == nil {
		r.SummaryChanged = r.RevTo > r.RevFrom
	}
	if r.RevTo > r.RevFrom {
		conv.UpdatedAt = g.now
		if !row.changed {
			g.writes.conversations = append(g.writes.conversations, row)
		}
		row.changed = true
	}
	r.Conversation, r.OpenID = *conv, customer.OpenID
	return err
}

func (g *grouping) send(conv *desk.Conversation, customer *desk.Customer, c *desk.Change) error {
	key := clientKey{conv.ID, c.Send.ClientID}
	if known := g.state.messages[key]; known != nil {
		if known.Sender.Role != c.By.Role.Sender() || known.Sender.ID != c.By.ID {
			return desk.Errorf(desk.CodeConflict, "client_id belongs to another sender's message")
		}
		known.OpenID = customer.OpenID
		c.Result.Duplicate, c.Result.Message = true, known
		return nil
	}
	if customer.Blocked && c.By.IsCustomer() {
		if !g.asked {
			return errUnasked // what they sent before they were blocked is stored
		}
		return desk.Errorf(desk.CodeBlocked, "the desk takes no more messages from this customer")
	}
	m := &desk.Message{
		OpenID: customer.OpenID, ClientID: c.Send.ClientID, Kind: c.Send.Kind, Text: c.Send.Text, Attachment: c.Send.Attachment, Card: c.Send.Card,
		Sender: desk.Sender{Role: c.By.Role.Sender(), ID: c.By.ID, Name: c.By.Name},
	}
	if c.By.IsCustomer() {
		m.Sender.Name = customer.Name
	}
	events := conv.Accept(m, c.By, g.now)
	g.record(c, events)
	c.Result.Message, c.Result.SummaryChanged = m, len(events) > 0
	g.writes.messages = append(g.writes.messages, m)
	g.state.keepMessage(m)
	if m.Attachment != nil {
		g.thenMeeting(1, "UPDATE uploads SET sent=sent+1, conversation_id=? WHERE id=?", conv.ID, m.Attachment.ID)
	}
	return nil
}

func (g *grouping) read(conv *desk.Conversation, c *desk.Change) error {
	side, seq := c.By.Side(), c.Read.Seq
	from, unread := conv.ReadSeq(side), conv.Unread(side)
	needed, err := conv.CanRead(side, seq)
	if err != nil || !needed {
		return err
	}
	var remaining int64
	if seq < conv.LastSeq {
		if remaining, err = g.remaining(conv, side, seq); err != nil {
			return err
		}
	}
	c.Result.Receipt = conv.Read(side, seq, remaining, g.now)
	g.thenMeeting(unread-remaining, "UPDATE messages SET read_at=? WHERE conversation_id=? AND seq>? AND seq<=? AND "+writtenBy(side.Other()), g.now.UnixMilli(), conv.ID, from, seq)
	return nil
}

// writtenBy is the condition for a side's own messages.
func writtenBy(side desk.Side) string {
	if side == desk.CustomerSide {
		return "sender_role='customer'"
	}
	return "sender_role<>'customer'"
}

// remaining counts what side has still to read above seq: what is stored, and
// what this group is about to store.
func (g *grouping) remaining(conv *desk.Conversation, side desk.Side, seq int64) (int64, error) {
	if g.conn == nil {
		return 0, errLook
	}
	var n int64
	err := g.conn.QueryRowContext(g.ctx, "SELECT COUNT(*) FROM messages WHERE conversation_id=? AND seq>? AND recalled_at=0 AND "+writtenBy(side.Other()),
		conv.ID, seq).Scan(&n)
	for _, m := range g.writes.messages {
		if m.ConversationID == conv.ID && m.Seq > seq && !m.Recalled() && m.Sender.Role.Side() == side.Other() {
			n++
		}
	}
	return n, err
}

func (g *grouping) recall(conv *desk.Conversation, c *desk.Change) error {
	m, pending, err := g.message(conv.ID, c.Recall.Seq)
	if err != nil {
		return err
	}
	m.OpenID = g.state.customers[conv.ID].OpenID
	needed, err := desk.CanRecall(m, c.By, g.now)
	if err != nil {
		return err
	}
	c.Result.Message = m
	if !needed {
		return nil
	}
	if m.Attachment != nil {
		g.thenMeeting(1, "UPDATE uploads SET recalled=recalled+1 WHERE id=?", m.Attachment.ID)
	}
	g.record(c, []desk.Activity{conv.Recall(m, c.By, g.now)})
	g.state.keepMessage(m) // a resend in this group must not show it again
	if !pending {
		// At once, so that a later read of this group counts right.
		err = g.write("UPDATE messages SET body=NULL, attachment=NULL, recalled_at=? WHERE conversation_id=? AND seq=?", g.now.UnixMilli(), conv.ID, m.Seq)
	}
	if err == nil && conv.RecallMovesWait(m) {
		conv.WaitingSince, err = g.waitingSince(conv)
	}
	return err
}

// write runs an UPDATE of one row at once, which is there; see batch.check.
func (g *grouping) write(text string, args ...any) error {
	result, err := g.conn.ExecContext(g.ctx, text, args...)
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if err == nil && n != 1 {
		err = errStale
	}
	return err
}

// message finds a message among those this group is about to store, or in the table.
func (g *grouping) message(conversation, seq int64) (m *desk.Message, pending bool, err error) {
	for _, m := range g.writes.messages {
		if m.ConversationID == conversation && m.Seq == seq {
			return m, true, nil
		}
	}
	m = new(desk.Message)
	row := g.conn.QueryRowContext(g.ctx, "SELECT "+messageColumns+" FROM messages WHERE conversation_id=? AND seq=?", conversation, seq)
	err = scanMessage(row, m)
	if errors.Is(err, sql.ErrNoRows) {
		err = desk.Errorf(desk.CodeNotFound, "there is no such message")
	}
	return m, false, err
}

func (g *grouping) note(conv *desk.Conversation, c *desk.Change) error {
	key := clientKey{conv.ID, c.Note.ClientID}
	if known := g.state.notes[key]; known != nil {
		if known.AgentID != c.By.ID {
			return desk.Errorf(desk.CodeConflict, "client_id belongs to another agent's note")
		}
		c.Result.Duplicate, c.Result.Activity = true, []desk.Activity{*known}
		return nil
	}
	a := conv.Annotate(c.Note, c.By, g.now)
	g.state.keepNote(&a)
	g.record(c, []desk.Activity{a})
	return nil
}

func (g *grouping) patch(conv *desk.Conversation, customer *desk.Customer, c *desk.Change) error {
	edited := *customer
	var fields []string
	if p := c.Patch.Customer; p != nil {
		var err error
		if fields, err = p.Apply(&edited); err != nil {
			return err
		}
	}
	events, err := conv.Edit(c.Patch, g.state.tags[conv.ID], fields, c.By, g.now)
	if err != nil {
		return err
	}
	*customer = edited // only now: a refused patch leaves nothing to the group's next change
	g.record(c, events)
	if len(fields) > 0 {
		g.thenMeeting(1, "UPDATE customers SET name=?, avatar_url=?, profile=?, blocked=? WHERE id=?",
			customer.Name, customer.AvatarURL, profileJSON(customer.Profile), customer.Blocked, customer.ID)
	}
	if c.Patch.Tags != nil {
		g.retag(conv.ID, *c.Patch.Tags)
	}
	return nil
}

func (g *grouping) retag(id int64, tags []string) {
	g.then("DELETE FROM conversation_tags WHERE conversation_id=?", id)
	for _, t := range tags {
		g.then("INSERT INTO conversation_tags (conversation_id, tag) VALUES (?,?)", id, t)
	}
	if g.state.tags == nil {
		g.state.tags = map[int64][]string{}
	}
	g.state.tags[id] = tags
}

// record keeps entries for the result and for the table.
func (g *grouping) record(c *desk.Change, entries []desk.Activity) {
	c.Result.Activity = entries
	for i := range entries {
		g.writes.activity = append(g.writes.activity, &entries[i])
	}
}

func (g *grouping) then(text string, args ...any) { g.thenMeeting(0, text, args...) }

// thenMeeting is then for an UPDATE that should meet so many rows, or more.
func (g *grouping) thenMeeting(rows int64, text string, args ...any) {
	g.writes.rest = append(g.writes.rest, statement{text, args, rows})
}

// sortConversations sorts the changed rows by id.
func (g *grouping) sortConversations() {
	sort.Slice(g.writes.conversations, func(i, k int) bool { return g.writes.conversations[i].ID < g.writes.conversations[k].ID })
}

func profileJSON(p map[string]string) string {
	if len(p) == 0 {
		return "{}"
	}
	return toJSON(p)
}
