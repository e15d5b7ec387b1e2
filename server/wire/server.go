package wire

import (
	"encoding/json"

	"kefu/server/desk"
)

// Close codes of protocol.md, with their reason texts.
const (
	CloseGoingAway          = 1001
	ClosePolicy             = 1008 // token_expired, revoked
	CloseTooLarge           = 1009
	CloseBadFrame           = 4000
	CloseSlowConsumer       = 4008
	CloseTooManyConnections = 4009
	CloseIdle               = 4010
	CloseRateLimited        = 4029

	ReasonGoingAway          = "going_away"
	ReasonTokenExpired       = "token_expired"
	ReasonRevoked            = "revoked"
	ReasonTooLarge           = "too_large"
	ReasonBadFrame           = "bad_frame"
	ReasonSlowConsumer       = "slow_consumer"
	ReasonTooManyConnections = "too_many_connections"
	ReasonIdle               = "idle"
	ReasonRateLimited        = "rate_limited"
)

// Me is who a connection speaks for.
type Me struct {
	Role string `json:"role" enum:"customer,agent,supervisor,admin"`
	ID   string `json:"id"`
	Name string `json:"name"`
}

// NewMe returns p as the wire shows it.
func NewMe(p desk.Principal) Me { return Me{Role: string(p.Role), ID: p.WireID(), Name: p.Name} }

// MyConversation is what customers see of their conversation.
type MyConversation struct {
	ID      string `json:"id"`
	LastSeq int64  `json:"last_seq"`
	Rev     int64  `json:"rev"`
	Unread  int64  `json:"unread"`
	Status  string `json:"status"`
	// ReadSeq tells a client that starts anew which of its messages are read.
	ReadSeq ReadSeq `json:"read_seq"`
}

// NewMyConversation returns c as its customer sees it.
func NewMyConversation(c *desk.Conversation) MyConversation {
	return MyConversation{ID: desk.FormatID(c.ID), LastSeq: c.LastSeq, Rev: c.Rev, Unread: c.CustomerUnread, Status: status(c.Status),
		ReadSeq: ReadSeq{Customer: c.CustomerReadSeq, Desk: c.DeskReadSeq}}
}

// Limits tells a client what it may send.
type Limits struct {
	MaxFrameBytes   int      `json:"max_frame_bytes"`
	MaxTextChars    int      `json:"max_text_chars"`
	FramesPerSecond int      `json:"frames_per_second"`
	MaxUploadBytes  int64    `json:"max_upload_bytes"`
	UploadTypes     []string `json:"upload_types"`
}

// Welcome is the first frame on every connection.
type Welcome struct {
	Type         string          `json:"type"`
	SessionID    string          `json:"session_id"`
	Me           Me              `json:"me"`
	ServerTime   string          `json:"server_time"`
	Conversation *MyConversation `json:"conversation,omitempty"`
	UnreadTotal  *int64          `json:"unread_total,omitempty"`
	Cursor       string          `json:"cursor,omitempty"`
	Limits       Limits          `json:"limits"`
}

// Ack answers a frame that was carried out.
type Ack struct {
	Type    string          `json:"type"`
	ID      json.RawMessage `json:"id,omitempty"`
	Message *Message        `json:"message,omitempty"`
	Note    *Note           `json:"note,omitempty"`
	// Rev is the conversation's behind a customer's message, which the
	// connection that sent it is told by nothing else; 0: not said.
	Rev int64 `json:"rev,omitempty"`
}

// ErrorFrame answers a frame that was not.
type ErrorFrame struct {
	Type         string          `json:"type"`
	ID           json.RawMessage `json:"id,omitempty"`
	Code         string          `json:"code"`
	Detail       string          `json:"detail"`
	RetryAfterMS int64           `json:"retry_after_ms,omitempty"`
}

// NewError returns the answer to the frame with this id.
func NewError(id json.RawMessage, err error) ErrorFrame {
	e := desk.AsError(err)
	return ErrorFrame{Type: "error", ID: id, Code: string(e.Code), Detail: e.Detail, RetryAfterMS: e.RetryAfter.Milliseconds()}
}

// ConversationState is what a message's frame tells agents of its conversation.
type ConversationState struct {
	ID     string `json:"id"`
	Rev    int64  `json:"rev"`
	Unread int64  `json:"unread"`
}

// MessageFrame carries a new message.
type MessageFrame struct {
	Type          string              `json:"type"`
	Message       *Message            `json:"message"`
	Conversations []ConversationState `json:"conversations,omitempty"` // agents
	Rev           int64               `json:"rev,omitempty"`           // customers
	Unread        *int64              `json:"unread,omitempty"`        // customers
}

// MessagesFrame carries the messages of one commit.
type MessagesFrame struct {
	Type          string              `json:"type"`
	Messages      []Message           `json:"messages"`
	Conversations []ConversationState `json:"conversations,omitempty"`
	Rev           int64               `json:"rev,omitempty"`
	Unread        *int64              `json:"unread,omitempty"`
}

// MessageUpdated carries a message as it now stands.
type MessageUpdated struct {
	Type    string  `json:"type"`
	Message Message `json:"message"`
}

// NoteFrame carries a note to agents.
type NoteFrame struct {
	Type string `json:"type"`
	Note Note   `json:"note"`
}

// EventFrame carries an event to agents.
type EventFrame struct {
	Type  string `json:"type"`
	Event Event  `json:"event"`
}

// ReceiptFrame says that a side has read all up to seq.
type ReceiptFrame struct {
	Type           string `json:"type"`
	ConversationID string `json:"conversation_id"`
	Reader         string `json:"reader"`
	Seq            int64  `json:"seq"`
	ReadAt         string `json:"read_at"`
}

// Who is a person as a typing frame shows them.
type Who struct {
	Role string `json:"role"`
	ID   string `json:"id,omitempty"` // an agent's, to agents
	Name string `json:"name"`
}

// TypingFrame says that the other side is writing, or to agents that another agent is.
type TypingFrame struct {
	Type           string `json:"type"`
	ConversationID string `json:"conversation_id"`
	Who            Who    `json:"who"`
}

// UnreadFrame carries a count after a read or a recall.
type UnreadFrame struct {
	Type           string `json:"type"`
	ConversationID string `json:"conversation_id,omitempty"` // agents
	Unread         int64  `json:"unread"`
	Rev            int64  `json:"rev"`
	UnreadTotal    *int64 `json:"unread_total,omitempty"` // agents
}

// ConversationFrame carries a summary to agents.
type ConversationFrame struct {
	Type         string       `json:"type"`
	Conversation Conversation `json:"conversation"`
}

// PresenceFrame tells who is there: agents whether a customer, or another
// agent, customers whether anybody.
type PresenceFrame struct {
	Type           string    `json:"type"`
	Available      *bool     `json:"available,omitempty"`
	OpensAt        *string   `json:"opens_at,omitempty"`
	ConversationID string    `json:"conversation_id,omitempty"`
	Online         *bool     `json:"online,omitempty"`
	Page           *Page     `json:"page,omitempty"` // with Online
	Agent          *AgentRef `json:"agent,omitempty"`
	Status         string    `json:"status,omitempty"`
}

// Present answers an agent's presence frame: who is online of the customers of
// the first Answered conversations that it asked of. HasMore says that there
// was no room for the others.
type Present struct {
	Type      string          `json:"type"`
	ID        json.RawMessage `json:"id,omitempty"`
	Customers []Visiting      `json:"customers"`
	Answered  int             `json:"answered"`
	HasMore   bool            `json:"has_more"`
}

// Visiting is a conversation whose customer is online.
type Visiting struct {
	ConversationID string `json:"conversation_id"`
	Page           *Page  `json:"page,omitempty"` // where they are, if that is known
}

// ReadSeq is how far each side has read.
type ReadSeq struct {
	Customer int64 `json:"customer"`
	Desk     int64 `json:"desk"`
}

// Synced answers sync.
type Synced struct {
	Type           string          `json:"type"`
	ID             json.RawMessage `json:"id,omitempty"`
	ConversationID string          `json:"conversation_id"`
	Messages       []Message       `json:"messages"`
	HasMore        bool            `json:"has_more"`
	Rev            int64           `json:"rev"`
	ReadSeq        ReadSeq         `json:"read_seq"`
	Unread         int64           `json:"unread"`
	Updated        []Message       `json:"updated"`
	Activity       *[]Activity     `json:"activity,omitempty"` // agents
}

// Changed answers changes.
type Changed struct {
	Type          string          `json:"type"`
	ID            json.RawMessage `json:"id,omitempty"`
	Conversations []Conversation  `json:"conversations"`
	Cursor        string          `json:"cursor"`
	HasMore       bool            `json:"has_more"`
}

// Announcement is a broadcast from the desk.
type Announcement struct {
	Type      string `json:"type"`
	ID        string `json:"id"`
	Text      string `json:"text"`
	CreatedAt string `json:"created_at"`
}

// ViewingFrame says which agents have a conversation open.
type ViewingFrame struct {
	Type           string     `json:"type"`
	ConversationID string     `json:"conversation_id"`
	Agents         []AgentRef `json:"agents"`
}

// Pong answers ping.
type Pong struct {
	Type       string          `json:"type"`
	ID         json.RawMessage `json:"id,omitempty"`
	ServerTime string          `json:"server_time"`
	LastSeq    *int64          `json:"last_seq,omitempty"` // customers
	Rev        *int64          `json:"rev,omitempty"`      // customers
	Cursor     string          `json:"cursor,omitempty"`   // agents
	// UnreadTotal lets an agent's client put right what it has counted itself.
	UnreadTotal *int64 `json:"unread_total,omitempty"`
}

// Resync tells a client that it may have missed something.
type Resync struct {
	Type string `json:"type"`
}

// Frame types from the server.
const (
	TypeWelcome        = "welcome"
	TypeAck            = "ack"
	TypeError          = "error"
	TypeMessage        = "message"
	TypeMessages       = "messages"
	TypeMessageUpdated = "message.updated"
	TypeNote           = "note"
	TypeEvent          = "event"
	TypeReceipt        = "receipt"
	TypeUnread         = "unread"
	TypeConversation   = "conversation"
	TypePresence       = "presence"
	TypePresent        = "present"
	TypeSynced         = "synced"
	TypeChanged        = "changed"
	TypeResync         = "resync"
	TypeAnnouncement   = "announcement"
	TypePong           = "pong"
)

// Encode writes a frame. The frames of this package always encode.
func Encode(frame any) []byte {
	if n := sizeOf(frame); n > 0 {
		if b, ok := appendFrame(make([]byte, 0, n), frame); ok {
			return b
		}
	}
	b, err := json.Marshal(frame)
	if err != nil {
		// Only a card's raw fields could break it, and those were checked
		// when they came in.
		b, _ = json.Marshal(NewError(nil, err))
	}
	return b
}

// Fit writes the frame. One that would be larger than MaxServerFrame returns
// fewer messages and entries instead, with has_more.
func (f Synced) Fit() []byte {
	b := Encode(f)
	for len(b) >= MaxServerFrame && (len(f.Messages) > 1 || f.Activity != nil && len(*f.Activity) > 1) {
		f.HasMore = true
		if len(f.Messages) > 1 {
			f.Messages = f.Messages[:len(f.Messages)/2]
		}
		if f.Activity != nil && len(*f.Activity) > 1 {
			some := (*f.Activity)[:len(*f.Activity)/2]
			f.Activity, f.Rev = &some, some[len(some)-1].Rev
		}
		b = Encode(f)
	}
	return b
}
