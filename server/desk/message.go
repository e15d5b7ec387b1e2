package desk

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// MessageKind is what a message holds.
type MessageKind string

// The kinds of protocol.md.
const (
	KindText  MessageKind = "text"
	KindImage MessageKind = "image"
	KindFile  MessageKind = "file"
	KindVoice MessageKind = "voice"
	KindVideo MessageKind = "video"
	KindCard  MessageKind = "card"
)

// HasUpload reports whether messages of kind k carry an uploaded file.
func (k MessageKind) HasUpload() bool {
	switch k {
	case KindImage, KindFile, KindVoice, KindVideo:
		return true
	}
	return false
}

// Sender is who wrote a message, as it was when they wrote it.
type Sender struct {
	Role Role // customer, agent, bot or system
	ID   int64
	Name string
}

// Message is one entry of a conversation that both sides see.
type Message struct {
	ConversationID int64
	OpenID         string // the conversation's customer
	Seq            int64  // 1, 2, 3 … without gaps, in the order of commit
	ClientID       string
	Sender         Sender
	Kind           MessageKind
	Text           string
	Attachment     *Attachment
	Card           *Card
	CreatedAt      time.Time
	ReadAt         time.Time // zero: not read by the other side
	RecalledAt     time.Time // zero: not recalled
}

// ID is the message's id on the wire: "<conversation_id>-<seq>".
func (m *Message) ID() string {
	return strconv.FormatInt(m.ConversationID, 10) + "-" + strconv.FormatInt(m.Seq, 10)
}

// Recalled reports whether the sender took the message back.
func (m *Message) Recalled() bool { return !m.RecalledAt.IsZero() }

// Attachment is an uploaded file as the desk stored it. Links are not part of
// it: they are signed anew for each reader.
type Attachment struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	Mime         string `json:"mime"`
	Size         int64  `json:"size"` // bytes
	Width        int    `json:"width,omitempty"`
	Height       int    `json:"height,omitempty"`
	DurationMS   int64  `json:"duration_ms,omitempty"`
	HasThumbnail bool   `json:"has_thumbnail,omitempty"`
}

// Card is a product or an order that a client shows in the conversation: texts
// and https links only.
type Card struct {
	Title    string          `json:"title"`
	ImageURL string          `json:"image_url,omitempty"`
	Price    string          `json:"price,omitempty"`
	URL      string          `json:"url,omitempty"`
	Fields   json.RawMessage `json:"fields,omitempty"`
}

// FormatID writes a numeric id as the wire shows it.
func FormatID(id int64) string { return strconv.FormatInt(id, 10) }

// ParseID reads an id from the wire: a positive decimal number without sign or
// leading zeros. Anything else is not_found, since no such thing can exist.
func ParseID(s string) (int64, error) {
	if s == "" || len(s) > 19 || s[0] < '1' || s[0] > '9' {
		return 0, Errorf(CodeNotFound, "there is no such id")
	}
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, Errorf(CodeNotFound, "there is no such id")
	}
	return id, nil
}

// ParseMessageID takes a message's wire id apart; not_found if it is none.
func ParseMessageID(s string) (conversationID, seq int64, err error) {
	c, n, ok := strings.Cut(s, "-")
	if !ok {
		return 0, 0, Errorf(CodeNotFound, "there is no such message")
	}
	if conversationID, err = ParseID(c); err != nil {
		return 0, 0, err
	}
	if seq, err = ParseID(n); err != nil {
		return 0, 0, err
	}
	return conversationID, seq, nil
}
