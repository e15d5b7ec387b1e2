package desk

import (
	"maps"
	"time"
)

// Change is one requested change of one conversation, and what came of it.
// Exactly one of Send, Read, Recall, Note and Patch is set.
//
// A change is filled in by whoever commits it, and only then: until it is
// answered nobody else may look at its Result.
type Change struct {
	ConversationID int64
	By             Principal

	Send   *NewMessage
	Read   *ReadUpTo
	Recall *RecallMessage
	Note   *NewNote
	Patch  *Patch

	Result Result
	// Done is told that the change was committed, or failed, once; it must
	// not block. nil: nobody waits.
	Done func(*Change)
}

// NewMessage is a message to be stored. Its text, card and client_id are valid.
type NewMessage struct {
	ClientID   string
	Kind       MessageKind
	Text       string
	Attachment *Attachment
	Card       *Card
	// Session is the connection it came on if the answer shows it there, so
	// that nothing else needs to; "": none.
	Session string
}

// ReadUpTo marks all up to Seq as read by the side of the one who asks.
type ReadUpTo struct{ Seq int64 }

// RecallMessage takes a message of one's own back.
type RecallMessage struct{ Seq int64 }

// NewNote is an internal note to be stored. Its text and client_id are valid.
type NewNote struct {
	ClientID string
	Text     string
	Mentions []int64
}

// Patch changes what agents keep of a conversation; nil leaves as it is.
type Patch struct {
	Status   *Status
	Assignee *Assignee
	// Claim takes the conversation for Assignee only if nobody else has it.
	Claim    bool
	Priority *Priority
	Tags     *[]string
	Customer *CustomerPatch
}

// Assignee is the agent that a conversation is given to; the zero value is nobody.
type Assignee struct {
	ID   int64
	Name string
}

// CustomerPatch changes a customer's profile; nil leaves as it is. A field
// with an empty value is removed.
type CustomerPatch struct {
	Name      *string
	AvatarURL *string
	Profile   map[string]string
	Blocked   *bool
}

// Result is what came of a change. With Err set nothing was stored.
type Result struct {
	Err error
	// Duplicate: a message or note of this client_id was there before;
	// Message or Activity is the one first stored.
	Duplicate bool
	// RevFrom and RevTo: the change took the conversation from the one to
	// the other; equal when it changed nothing.
	RevFrom, RevTo int64

	Conversation Conversation // as it stands after the change
	QuietUntil   time.Time    // when it had changed before, by the database's clock
	OpenID       string       // of the customer whose conversation it is
	Message      *Message     // of a send or a recall
	Activity     []Activity   // notes and events that it made
	Receipt      *Receipt     // of a read that read something
	// SummaryChanged: something other than a new message changed what agents
	// know of the conversation.
	SummaryChanged bool
}

// Changed reports whether the conversation is another than before.
func (r *Result) Changed() bool { return r.Err == nil && r.RevTo > r.RevFrom }

// Accept numbers m, which is otherwise complete, and makes it the
// conversation's last message. The first message opens the conversation, and a
// customer's opens it again; the assignee stays, and an agent's message changes
// no other status. It returns the event of an opening, if there was one.
func (c *Conversation) Accept(m *Message, by Principal, now time.Time) []Activity {
	c.LastSeq++
	c.Rev++
	m.ConversationID, m.Seq, m.CreatedAt = c.ID, c.LastSeq, now
	c.addUnread(m.Sender.Role.Side().Other(), 1)
	c.ActiveAt = now
	switch {
	case m.Sender.Role == RoleAgent:
		c.WaitingSince = time.Time{}
	case m.Sender.Role == RoleCustomer && c.WaitingSince.IsZero():
		c.WaitingSince = now
	}
	if c.Status == StatusOpen || c.Status != StatusNew && m.Sender.Role != RoleCustomer {
		return nil
	}
	opened := c.record(ActivityOpened, by, now, map[string]any{"from": string(c.Status), "seq": m.Seq})
	opened.AfterSeq = m.Seq - 1 // it stands before the message that begins the episode
	c.Status = StatusOpen
	return []Activity{opened}
}

// record makes the event and raises the rev.
func (c *Conversation) record(kind ActivityKind, by Principal, now time.Time, data map[string]any) Activity {
	c.Rev++
	a := Activity{ConversationID: c.ID, Rev: c.Rev, AfterSeq: c.LastSeq, Kind: kind, Data: data, CreatedAt: now}
	if by.Role.IsStaff() {
		a.AgentID, a.AgentName = by.ID, by.Name
	}
	return a
}

// Annotate records a note.
func (c *Conversation) Annotate(n *NewNote, by Principal, now time.Time) Activity {
	a := c.record(ActivityNote, by, now, nil)
	a.ClientID, a.Text, a.Mentions = n.ClientID, n.Text, n.Mentions
	return a
}

// CanRead checks a read of side up to seq: bad_request above the last message.
// It reports whether there is anything to do.
func (c *Conversation) CanRead(side Side, seq int64) (bool, error) {
	if seq > c.LastSeq {
		return false, Errorf(CodeBadRequest, "seq %d is above the last message, which is %d", seq, c.LastSeq)
	}
	return seq > c.ReadSeq(side), nil
}

// Read moves side's mark up to seq; remaining is the number of messages above
// it that side has still to read.
func (c *Conversation) Read(side Side, seq, remaining int64, now time.Time) *Receipt {
	c.Rev++
	if side == CustomerSide {
		c.CustomerReadSeq, c.CustomerUnread = seq, remaining
	} else {
		c.DeskReadSeq, c.DeskUnread = seq, remaining
	}
	return &Receipt{ConversationID: c.ID, Reader: side, Seq: seq, ReadAt: now}
}

// CanRecall checks whether by may take m back: forbidden if it is somebody
// else's, conflict if it is older than RecallWindow. It reports whether there
// is anything to do: a repeated recall is well and does nothing.
func CanRecall(m *Message, by Principal, now time.Time) (bool, error) {
	if m.Sender.Role != by.Role.Sender() || m.Sender.ID != by.ID {
		return false, Errorf(CodeForbidden, "only its sender can recall a message")
	}
	if m.Recalled() {
		return false, nil
	}
	if now.Sub(m.CreatedAt) > RecallWindow {
		return false, Errorf(CodeConflict, "a message can be recalled for %d minutes only", int(RecallWindow.Minutes()))
	}
	return true, nil
}

// Recall empties m, lowers the unread of the other side if it had not read m,
// and returns the event.
func (c *Conversation) Recall(m *Message, by Principal, now time.Time) Activity {
	other := m.Sender.Role.Side().Other()
	if m.Seq > c.ReadSeq(other) {
		c.addUnread(other, -1)
	}
	m.Text, m.Attachment, m.Card, m.RecalledAt = "", nil, nil, now
	return c.record(ActivityRecalled, by, now, map[string]any{"seq": m.Seq})
}

// RecallMovesWait reports whether the recall of m, which is done, may have
// changed since when the customer waits: m was what they wait for the answer
// of, or the answer.
func (c *Conversation) RecallMovesWait(m *Message) bool {
	switch m.Sender.Role {
	case RoleCustomer:
		return !c.WaitingSince.IsZero() && !m.CreatedAt.After(c.WaitingSince)
	case RoleAgent:
		return c.Status != StatusResolved
	}
	return false
}

// Edit applies p and returns the events of what it really changed. tags are
// the conversation's present ones, fields what Apply changed. A claim that comes too late is a conflict,
// and nothing is changed then.
func (c *Conversation) Edit(p *Patch, tags, fields []string, by Principal, now time.Time) ([]Activity, error) {
	if p.Claim && c.Assignee != 0 && c.Assignee != p.Assignee.ID {
		return nil, Errorf(CodeConflict, "somebody else has this conversation")
	}
	var events []Activity
	if a := p.Assignee; a != nil && a.ID != c.Assignee {
		was := c.Assignee
		c.Assignee = a.ID
		if a.ID == 0 {
			events = append(events, c.record(ActivityUnassigned, by, now, map[string]any{"from": map[string]any{"id": FormatID(was)}}))
		} else {
			events = append(events, c.record(ActivityAssigned, by, now, map[string]any{"assignee": map[string]any{"id": FormatID(a.ID), "name": a.Name}}))
		}
	}
	if p.Status != nil && *p.Status != c.Status {
		from := c.Status
		c.Status = *p.Status
		if c.Status == StatusResolved {
			c.WaitingSince = time.Time{}
		}
		events = append(events, c.record(statusEvent[c.Status], by, now, map[string]any{"from": string(from)}))
	}
	if p.Priority != nil && *p.Priority != c.Priority {
		from := c.Priority
		c.Priority = *p.Priority
		events = append(events, c.record(ActivityPriority, by, now, map[string]any{"from": string(from), "to": string(c.Priority)}))
	}
	if p.Tags != nil {
		if added, removed := missing(*p.Tags, tags), missing(tags, *p.Tags); len(added)+len(removed) > 0 {
			events = append(events, c.record(ActivityTagged, by, now, map[string]any{"added": added, "removed": removed}))
		}
	}
	if len(fields) > 0 {
		events = append(events, c.record(ActivityCustomer, by, now, map[string]any{"fields": fields}))
	}
	return events, nil
}

var statusEvent = map[Status]ActivityKind{
	StatusOpen: ActivityOpened, StatusPending: ActivityPending, StatusResolved: ActivityResolved,
}

// missing returns what of a is not in b, never nil.
func missing(a, b []string) []string {
	out := []string{}
	for _, x := range a {
		found := false
		for _, y := range b {
			found = found || x == y
		}
		if !found {
			out = append(out, x)
		}
	}
	return out
}

// Apply changes cu as p says and returns the names of the fields that are
// others than before. It returns bad_request if the result is out of bounds.
func (p *CustomerPatch) Apply(cu *Customer) (changed []string, err error) {
	was := *cu
	if err := p.apply(cu); err != nil {
		return nil, err
	}
	for _, f := range []struct {
		name    string
		differs bool
	}{
		{"name", cu.Name != was.Name}, {"avatar_url", cu.AvatarURL != was.AvatarURL},
		{"profile", !maps.Equal(cu.Profile, was.Profile)}, {"blocked", cu.Blocked != was.Blocked},
	} {
		if f.differs {
			changed = append(changed, f.name)
		}
	}
	return changed, nil
}

func (p *CustomerPatch) apply(cu *Customer) error {
	if p.Name != nil {
		cu.Name = CleanName(*p.Name)
	}
	if p.AvatarURL != nil {
		if *p.AvatarURL != "" && !HTTPSURL(*p.AvatarURL, MaxAvatarBytes) {
			return Errorf(CodeBadRequest, "avatar_url must be an https link of at most %d bytes", MaxAvatarBytes)
		}
		cu.AvatarURL = *p.AvatarURL
	}
	if p.Blocked != nil {
		cu.Blocked = *p.Blocked
	}
	if p.Profile != nil {
		merged := make(map[string]string, len(cu.Profile)+len(p.Profile))
		for k, v := range cu.Profile {
			merged[k] = v
		}
		for k, v := range p.Profile {
			if len([]rune(k)) > MaxProfileChars || len([]rune(v)) > MaxProfileChars || k == "" {
				return Errorf(CodeBadRequest, "a profile field's name and value must be at most %d characters long", MaxProfileChars)
			}
			if v == "" {
				delete(merged, k)
			} else {
				merged[k] = v
			}
		}
		if len(merged) > MaxProfileFields {
			return Errorf(CodeBadRequest, "a profile has at most %d fields", MaxProfileFields)
		}
		cu.Profile = merged
	}
	return nil
}

// News is what came of committed changes of one conversation, as its sessions
// are told of it. Everything in it is committed.
type News struct {
	Conversation Conversation // as it stands
	OpenID       string
	// RevFrom and RevTo: who knew the conversation at the one knows it at the other.
	RevFrom, RevTo int64
	Messages       []*Message // new ones, in order
	// Session is the customer's connection that is shown Messages by an answer
	// of its own; "": none.
	Session  string
	Updated  []*Message // older ones, as they now stand
	Activity []Activity
	Receipts []Receipt
	// Unread: the counts changed by something else than a new message.
	Unread bool
	// OldBefore: messages written before it may have been told before this
	// process began. Who can't tell a repeat (the plain dialect) is not told
	// them again. The zero time: none may.
	OldBefore time.Time
}
