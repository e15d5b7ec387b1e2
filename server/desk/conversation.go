package desk

import "time"

// Status is where a conversation stands.
type Status string

// The statuses: pending waits for the customer. New is a conversation in which
// nothing was said yet: it stands in no list, and clients are told that it is
// open.
const (
	StatusNew      Status = "new"
	StatusOpen     Status = "open"
	StatusPending  Status = "pending"
	StatusResolved Status = "resolved"
)

// Valid reports whether s is one of the three statuses that can be set.
func (s Status) Valid() bool {
	return s == StatusOpen || s == StatusPending || s == StatusResolved
}

// Priority orders work; nothing is computed from it.
type Priority string

// The priorities.
const (
	PriorityLow    Priority = "low"
	PriorityNormal Priority = "normal"
	PriorityHigh   Priority = "high"
	PriorityUrgent Priority = "urgent"
)

// Valid reports whether p is one of the four priorities.
func (p Priority) Valid() bool {
	switch p {
	case PriorityLow, PriorityNormal, PriorityHigh, PriorityUrgent:
		return true
	}
	return false
}

// RecallWindow is how long after sending a message may be taken back.
const RecallWindow = 2 * time.Minute

// Conversation is the one lasting thread between a customer and the desk. Its
// ID is the customer's ID.
type Conversation struct {
	ID       int64
	Status   Status
	Assignee int64 // agents.id; 0: nobody
	Priority Priority

	LastSeq int64
	Rev     int64

	// ReadSeq of a side is the highest seq it has read; Unread the number of
	// the other side's messages above it that are not recalled.
	CustomerReadSeq, DeskReadSeq int64
	CustomerUnread, DeskUnread   int64

	// WaitingSince is when the customer's oldest unanswered message was
	// written; zero if they wait for nothing.
	WaitingSince time.Time
	ActiveAt     time.Time // the last message, or the making
	CreatedAt    time.Time
	UpdatedAt    time.Time // the last change of any kind, by the database's clock
}

// ReadSeq returns the highest seq that side has read.
func (c *Conversation) ReadSeq(side Side) int64 {
	if side == CustomerSide {
		return c.CustomerReadSeq
	}
	return c.DeskReadSeq
}

// Unread returns the number of messages that side has not read.
func (c *Conversation) Unread(side Side) int64 {
	if side == CustomerSide {
		return c.CustomerUnread
	}
	return c.DeskUnread
}

func (c *Conversation) addUnread(side Side, n int64) {
	if side == CustomerSide {
		c.CustomerUnread += n
	} else {
		c.DeskUnread += n
	}
}

// Summary is a conversation with what a list shows of it.
type Summary struct {
	Conversation
	Customer     Customer
	AssigneeName string
	Tags         []string
	LastMessage  *Message // nil before the first message
	Online       bool     // the customer, as far as presence knows
	Page         *Page    // where they are, if they are online and it is known
}

// ActivityKind is what an entry that only agents see tells.
type ActivityKind string

// The kinds of activity. All but notes are events.
const (
	ActivityNote       ActivityKind = "note"
	ActivityOpened     ActivityKind = "opened" // data: {"from": the status before, "seq"}
	ActivityPending    ActivityKind = "pending"
	ActivityResolved   ActivityKind = "resolved"
	ActivityAssigned   ActivityKind = "assigned"   // data: {"assignee": {"id", "name"}}
	ActivityUnassigned ActivityKind = "unassigned" // data: {"from": {"id"}}
	ActivityTagged     ActivityKind = "tagged"     // data: {"added": […], "removed": […]}
	ActivityPriority   ActivityKind = "priority"   // data: {"from", "to"}
	ActivityRecalled   ActivityKind = "recalled"   // data: {"seq"}
	ActivityCustomer   ActivityKind = "customer"   // data: {"fields": […]}: the profile was edited
)

// Activity is a note or an event: what only agents see. Every entry raises the
// conversation's rev by one, so (ConversationID, Rev) names it.
type Activity struct {
	ConversationID int64
	Rev            int64
	AfterSeq       int64 // the last message when it happened
	Kind           ActivityKind
	AgentID        int64 // 0: not an agent's doing
	AgentName      string
	ClientID       string  // notes
	Text           string  // notes
	Mentions       []int64 // notes
	Data           map[string]any
	CreatedAt      time.Time
}

// ID is the entry's id on the wire: "<conversation_id>-r<rev>".
func (a *Activity) ID() string {
	return FormatID(a.ConversationID) + "-r" + FormatID(a.Rev)
}

// Receipt says that a side has read all up to Seq.
type Receipt struct {
	ConversationID int64
	Reader         Side
	Seq            int64
	ReadAt         time.Time
}

// Revision is how far a conversation has come.
type Revision struct {
	ConversationID int64
	Rev            int64
	LastSeq        int64
	DeskUnread     int64
	UpdatedAt      int64 // ms since 1970, the database's clock
}
