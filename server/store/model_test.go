package store_test

import (
	"fmt"
	"testing"
	"time"

	"kefu/server/desk"
)

// model is a conversation as simple as can be: what it holds is counted, never
// kept up to date.
type model struct {
	messages []*said
	read     map[desk.Side]int64
	status   desk.Status
	assignee int64
	blocked  bool
	rev      int64
	notes    map[string]int64 // client_id -> agent
	activity int
	recalls  int
	resolved int // how many messages there were at the last resolution
}

type said struct {
	by             desk.Principal
	clientID, text string
	recalled, read bool
}

func newModel() *model {
	return &model{read: map[desk.Side]int64{}, status: desk.StatusNew, notes: map[string]int64{}}
}

func (m *model) unread(side desk.Side) (n int64) {
	for i, x := range m.messages {
		if x.by.Side() != side && !x.recalled && int64(i+1) > m.read[side] {
			n++
		}
	}
	return n
}

// waits is the message since which the customer waits, from 1; 0 if they don't.
func (m *model) waits() (since int) {
	for i, x := range m.messages {
		switch {
		case x.recalled || i < m.resolved:
		case x.by.Role.Sender() == desk.RoleAgent:
			since = 0
		case x.by.IsCustomer() && since == 0:
			since = i + 1
		}
	}
	return since
}

// apply says what must come of c.
func (m *model) apply(c *desk.Change) (code desk.Code, seq int64, duplicate bool) {
	switch {
	case c.Send != nil:
		return m.send(c)
	case c.Read != nil:
		side, upTo := c.By.Side(), c.Read.Seq
		if upTo > int64(len(m.messages)) {
			return desk.CodeBadRequest, 0, false
		}
		if upTo > m.read[side] {
			for i := m.read[side]; i < upTo; i++ {
				if m.messages[i].by.Side() != side {
					m.messages[i].read = true
				}
			}
			m.read[side] = upTo
			m.rev++
		}
	case c.Recall != nil:
		return m.recall(c)
	case c.Note != nil:
		if by, known := m.notes[c.Note.ClientID]; known {
			if by != c.By.ID {
				return desk.CodeConflict, 0, false
			}
			return "", 0, true
		}
		m.notes[c.Note.ClientID] = c.By.ID
		m.event()
	case c.Patch != nil:
		return m.edit(c.Patch), 0, false
	}
	return "", 0, false
}

func (m *model) event() { m.rev++; m.activity++ }

func (m *model) send(c *desk.Change) (code desk.Code, seq int64, duplicate bool) {
	for i, x := range m.messages {
		if x.clientID == c.Send.ClientID {
			if x.by.Role.Sender() != c.By.Role.Sender() || x.by.ID != c.By.ID {
				return desk.CodeConflict, 0, false
			}
			return "", int64(i + 1), true
		}
	}
	if m.blocked && c.By.IsCustomer() {
		return desk.CodeBlocked, 0, false
	}
	m.messages = append(m.messages, &said{by: c.By, clientID: c.Send.ClientID, text: c.Send.Text})
	m.rev++
	if m.status == desk.StatusNew || c.By.IsCustomer() && m.status != desk.StatusOpen {
		m.status = desk.StatusOpen
		m.event()
	}
	return "", int64(len(m.messages)), false
}

func (m *model) recall(c *desk.Change) (code desk.Code, seq int64, duplicate bool) {
	if c.Recall.Seq < 1 || c.Recall.Seq > int64(len(m.messages)) {
		return desk.CodeNotFound, 0, false
	}
	x := m.messages[c.Recall.Seq-1]
	if x.by.Role.Sender() != c.By.Role.Sender() || x.by.ID != c.By.ID {
		return desk.CodeForbidden, 0, false
	}
	if !x.recalled {
		x.recalled = true
		m.recalls++
		m.event()
	}
	return "", c.Recall.Seq, false
}

func (m *model) edit(p *desk.Patch) desk.Code {
	if p.Claim && m.assignee != 0 && m.assignee != p.Assignee.ID {
		return desk.CodeConflict
	}
	if p.Assignee != nil && p.Assignee.ID != m.assignee {
		m.assignee = p.Assignee.ID
		m.event()
	}
	if p.Status != nil && *p.Status != m.status {
		m.status = *p.Status
		m.event()
		if m.status == desk.StatusResolved {
			m.resolved = len(m.messages)
		}
	}
	if p.Customer != nil && p.Customer.Blocked != nil && *p.Customer.Blocked != m.blocked {
		m.blocked = *p.Customer.Blocked
		m.event()
	}
	return ""
}

// check compares the database with the model.
func (m *model) check(r *room, id int64) {
	r.t.Helper()
	c := r.conversation(id)
	got := fmt.Sprintf("last %d rev %d read %d %d unread %d %d %s assignee %d", c.LastSeq, c.Rev, c.CustomerReadSeq, c.DeskReadSeq, c.CustomerUnread, c.DeskUnread, c.Status, c.Assignee)
	want := fmt.Sprintf("last %d rev %d read %d %d unread %d %d %s assignee %d", len(m.messages), m.rev, m.read[desk.CustomerSide], m.read[desk.DeskSide],
		m.unread(desk.CustomerSide), m.unread(desk.DeskSide), m.status, m.assignee)
	if got != want {
		r.t.Errorf("conversation %d\n is     %s\n not    %s", id, got, want)
	}
	history := r.history(id)
	if len(history) != len(m.messages) {
		r.t.Fatalf("conversation %d has %d messages, not %d", id, len(history), len(m.messages))
	}
	for i, x := range m.messages {
		text := x.text
		if x.recalled {
			text = ""
		}
		h := history[i]
		if h.Seq != int64(i+1) || h.ClientID != x.clientID || h.Text != text || h.Recalled() != x.recalled || h.ReadAt.IsZero() == x.read ||
			h.Sender.Role != x.by.Role.Sender() || h.Sender.ID != x.by.ID || h.OpenID == "" || h.CreatedAt.IsZero() {
			r.t.Errorf("message %s is %+v and should be %+v", h.ID(), h, x)
		}
	}
	var since time.Time
	if n := m.waits(); n > 0 {
		since = history[n-1].CreatedAt
	}
	if !c.WaitingSince.Equal(since) {
		r.t.Errorf("conversation %d waits since %v, not since %v, its message %d", id, c.WaitingSince, since, m.waits())
	}
	if n := r.number("SELECT COUNT(*) FROM activity WHERE conversation_id=?", id); n != int64(m.activity) {
		r.t.Errorf("conversation %d has %d notes and events, not %d", id, n, m.activity)
	}
	updated, _, err := r.db.UpdatedSince(r.t.Context(), id, 0, c.LastSeq, 10_000)
	if err != nil || len(updated) != m.recalls {
		r.t.Errorf("conversation %d tells of %d recalls, not %d: %v", id, len(updated), m.recalls, err)
	}
}

// recount counts what is unread and compares it with the rows, by SQL alone.
func recount(r *room) {
	r.t.Helper()
	for _, side := range []struct{ column, mark, by string }{
		{"desk_unread", "desk_read_seq", "m.sender_role='customer'"}, {"customer_unread", "customer_read_seq", "m.sender_role<>'customer'"},
	} {
		if n := r.number("SELECT COUNT(*) FROM conversations c WHERE c." + side.column + " <> (SELECT COUNT(*) FROM messages m WHERE m.conversation_id=c.id AND " +
			side.by + " AND m.recalled_at=0 AND m.read_at=0)"); n != 0 {
			r.t.Errorf("%d conversations have a wrong %s by the messages' flags", n, side.column)
		}
		if n := r.number("SELECT COUNT(*) FROM conversations c WHERE c." + side.column + " <> (SELECT COUNT(*) FROM messages m WHERE m.conversation_id=c.id AND " +
			side.by + " AND m.recalled_at=0 AND m.seq>c." + side.mark + ")"); n != 0 {
			r.t.Errorf("%d conversations have a wrong %s by the marks", n, side.column)
		}
	}
	if n := r.number("SELECT COUNT(*) FROM conversations c WHERE c.last_seq <> (SELECT COUNT(*) FROM messages m WHERE m.conversation_id=c.id) OR c.last_seq <> (SELECT COALESCE(MAX(m.seq),0) FROM messages m WHERE m.conversation_id=c.id)"); n != 0 {
		r.t.Errorf("%d conversations have holes", n)
	}
	var total int64
	unread, err := r.db.UnreadConversations(r.t.Context())
	for _, c := range unread {
		total += c.DeskUnread
	}
	if want := r.number("SELECT COUNT(*) FROM messages WHERE sender_role='customer' AND recalled_at=0 AND read_at=0"); err != nil || total != want {
		r.t.Errorf("the total of unread is %d, not %d: %v", total, want, err)
	}
}

// verdict compares what came of a change with what the model says.
func verdict(t *testing.T, m *model, c *desk.Change) {
	t.Helper()
	was := m.rev
	code, seq, duplicate := m.apply(c)
	r := &c.Result
	if desk.CodeOf(r.Err) != code {
		t.Errorf("%s: %v, not %q", describe(c), r.Err, code)
		return
	}
	if code != "" {
		return
	}
	if r.Duplicate != duplicate || r.RevFrom != was || r.RevTo != m.rev {
		t.Errorf("%s: duplicate %v, rev from %d to %d; not %v, %d, %d", describe(c), r.Duplicate, r.RevFrom, r.RevTo, duplicate, was, m.rev)
	}
	if seq > 0 && (r.Message == nil || r.Message.Seq != seq) {
		t.Errorf("%s: %+v, not seq %d", describe(c), r.Message, seq)
	}
	if c.Recall != nil && (!r.Message.Recalled() || r.Message.Text != "") {
		t.Errorf("%s: %+v", describe(c), r.Message)
	}
	if got := r.Conversation.DeskUnread; got != m.unread(desk.DeskSide) {
		t.Errorf("%s: the desk has %d unread, not %d", describe(c), got, m.unread(desk.DeskSide))
	}
	if got := r.Conversation.CustomerUnread; got != m.unread(desk.CustomerSide) {
		t.Errorf("%s: the customer has %d unread, not %d", describe(c), got, m.unread(desk.CustomerSide))
	}
}

func describe(c *desk.Change) string {
	what := "?"
	switch {
	case c.Send != nil:
		what = "send " + c.Send.ClientID
	case c.Read != nil:
		what = fmt.Sprint("read ", c.Read.Seq)
	case c.Recall != nil:
		what = fmt.Sprint("recall ", c.Recall.Seq)
	case c.Note != nil:
		what = "note " + c.Note.ClientID
	case c.Patch != nil:
		what = "patch"
	}
	return fmt.Sprintf("conversation %d, %s %d: %s", c.ConversationID, c.By.Role, c.By.ID, what)
}
