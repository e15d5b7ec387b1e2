package wire

import (
	"encoding/json"
	"time"

	"kefu/server/desk"
)

// TimeFormat is RFC 3339 in UTC with milliseconds.
const TimeFormat = "2006-01-02T15:04:05.000Z"

// Time writes t for the wire.
func Time(t time.Time) string { return t.UTC().Format(TimeFormat) }

// OptionalTime writes t for the wire, nil for the zero time.
func OptionalTime(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := Time(t)
	return &s
}

// Sender is who wrote a message.
type Sender struct {
	Role string `json:"role" enum:"customer,agent,bot,system"`
	ID   string `json:"id" doc:"a customer's openid, an agent's id"`
	Name string `json:"name"`
}

// Attachment is a stored file, or a card. Clients send {id} for a file, and
// the whole of a card.
type Attachment struct {
	ID           string `json:"id,omitempty"`
	Name         string `json:"name,omitempty"`
	Mime         string `json:"mime,omitempty"`
	Size         int64  `json:"size,omitempty" doc:"bytes"`
	URL          string `json:"url,omitempty" doc:"relative, signed, good for a day; of a card: its https link"`
	ThumbnailURL string `json:"thumbnail_url,omitempty"`
	Width        int    `json:"width,omitempty"`
	Height       int    `json:"height,omitempty"`
	DurationMS   int64  `json:"duration_ms,omitempty"`

	Title    string          `json:"title,omitempty" doc:"cards"`
	ImageURL string          `json:"image_url,omitempty" doc:"cards: an https link"`
	Price    string          `json:"price,omitempty" doc:"cards"`
	Fields   json.RawMessage `json:"fields,omitempty" doc:"cards: an object of texts, or a list of such objects"`
}

// Message is a message as every client sees it.
type Message struct {
	ID             string      `json:"id"`
	ConversationID string      `json:"conversation_id"`
	OpenID         string      `json:"openid"`
	Seq            int64       `json:"seq"`
	ClientID       string      `json:"client_id"`
	Sender         Sender      `json:"sender"`
	Kind           string      `json:"kind" enum:"text,image,file,voice,video,card"`
	Text           *string     `json:"text" nullable:"true"`
	Attachment     *Attachment `json:"attachment"`
	CreatedAt      string      `json:"created_at" format:"date-time"`
	ReadAt         *string     `json:"read_at" nullable:"true" format:"date-time"`
	RecalledAt     *string     `json:"recalled_at" nullable:"true" format:"date-time"`
}

// Links signs the addresses of uploaded files.
type Links interface {
	// URL returns a relative address of the file, or of its thumbnail,
	// which expires.
	URL(fileID string, thumbnail bool) string
}

// Encoder turns the desk's nouns into the wire's. It holds no state and may be
// used from any goroutine.
type Encoder struct{ Links Links }

// Message returns m as the wire shows it.
func (e Encoder) Message(m *desk.Message) Message {
	w := Message{
		ID: m.ID(), ConversationID: desk.FormatID(m.ConversationID), OpenID: m.OpenID, Seq: m.Seq, ClientID: m.ClientID,
		Sender: Sender{Role: string(m.Sender.Role), ID: desk.FormatID(m.Sender.ID), Name: m.Sender.Name},
		Kind:   string(m.Kind), CreatedAt: Time(m.CreatedAt), ReadAt: OptionalTime(m.ReadAt), RecalledAt: OptionalTime(m.RecalledAt),
	}
	if m.Sender.Role == desk.RoleCustomer {
		w.Sender.ID = m.OpenID
	}
	if m.Text != "" {
		w.Text = &m.Text
	}
	switch {
	case m.Attachment != nil:
		a := e.Attachment(m.Attachment)
		w.Attachment = &a
	case m.Card != nil:
		w.Attachment = &Attachment{Title: m.Card.Title, ImageURL: m.Card.ImageURL, Price: m.Card.Price, URL: m.Card.URL, Fields: m.Card.Fields}
	}
	return w
}

// Messages returns ms as the wire shows them, never nil.
func (e Encoder) Messages(ms []*desk.Message) []Message {
	out := make([]Message, len(ms))
	for i, m := range ms {
		out[i] = e.Message(m)
	}
	return out
}

// Attachment returns a stored file with links signed now.
func (e Encoder) Attachment(a *desk.Attachment) Attachment {
	w := Attachment{ID: a.ID, Name: a.Name, Mime: a.Mime, Size: a.Size, Width: a.Width, Height: a.Height, DurationMS: a.DurationMS}
	w.URL = e.Links.URL(a.ID, false)
	if a.HasThumbnail {
		w.ThumbnailURL = e.Links.URL(a.ID, true)
	} else if a.Width > 0 && a.DurationMS == 0 {
		w.ThumbnailURL = w.URL // a picture that is small enough itself
	}
	return w
}

// CustomerBrief is what a list shows of a customer.
type CustomerBrief struct {
	OpenID    string `json:"openid"`
	Name      string `json:"name"`
	AvatarURL string `json:"avatar_url,omitempty"`
	Channel   string `json:"channel" enum:"wechat,web"`
	Online    bool   `json:"online"`
	Blocked   bool   `json:"blocked,omitempty"`
	Page      *Page  `json:"page,omitempty" doc:"where a web visitor is now; only while online"`
}

// Page is where a web visitor is on the shop's site.
type Page struct {
	URL   string `json:"url" doc:"http or https: to be shown with care, the visitor's browser said so"`
	Title string `json:"title"`
	Since string `json:"since" format:"date-time"`
}

// NewPage returns p as agents see it, nil for none.
func NewPage(p *desk.Page) *Page {
	if p == nil {
		return nil
	}
	return &Page{URL: p.URL, Title: p.Title, Since: Time(p.Since)}
}

// AgentRef names an agent.
type AgentRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Conversation is a conversation's summary, for agents.
type Conversation struct {
	ID           string        `json:"id"`
	Customer     CustomerBrief `json:"customer"`
	Status       string        `json:"status" enum:"open,pending,resolved"`
	Assignee     *AgentRef     `json:"assignee"`
	Tags         []string      `json:"tags" nullable:"false"`
	Priority     string        `json:"priority" enum:"low,normal,high,urgent"`
	LastSeq      int64         `json:"last_seq"`
	Rev          int64         `json:"rev"`
	LastMessage  *Message      `json:"last_message"`
	Unread       int64         `json:"unread" doc:"the customer's messages that the desk has not read"`
	WaitingSince *string       `json:"waiting_since" nullable:"true" format:"date-time" doc:"since when the customer has been unanswered"`
	CreatedAt    string        `json:"created_at" format:"date-time"`
	UpdatedAt    string        `json:"updated_at" format:"date-time"`
}

// status is what clients are told: a conversation in which nothing was said
// yet is open to them.
func status(s desk.Status) string {
	if s == desk.StatusNew {
		return string(desk.StatusOpen)
	}
	return string(s)
}

// Conversation returns s as agents see it.
func (e Encoder) Conversation(s *desk.Summary) Conversation {
	w := Conversation{
		ID: desk.FormatID(s.ID),
		Customer: CustomerBrief{OpenID: s.Customer.OpenID, Name: s.Customer.Name, AvatarURL: s.Customer.AvatarURL,
			Channel: string(s.Customer.Channel), Online: s.Online, Blocked: s.Customer.Blocked, Page: NewPage(s.Page)},
		Status: status(s.Status), Tags: s.Tags, Priority: string(s.Priority),
		LastSeq: s.LastSeq, Rev: s.Rev, Unread: s.DeskUnread, WaitingSince: OptionalTime(s.WaitingSince),
		CreatedAt: Time(s.CreatedAt), UpdatedAt: Time(s.UpdatedAt),
	}
	if w.Tags == nil {
		w.Tags = []string{}
	}
	if s.Assignee != 0 {
		w.Assignee = &AgentRef{ID: desk.FormatID(s.Assignee), Name: s.AssigneeName}
	}
	if s.LastMessage != nil {
		m := e.Message(s.LastMessage)
		w.LastMessage = &m
	}
	return w
}

// Conversations returns ss as agents see them, never nil.
func (e Encoder) Conversations(ss []desk.Summary) []Conversation {
	out := make([]Conversation, len(ss))
	for i := range ss {
		out[i] = e.Conversation(&ss[i])
	}
	return out
}

// Note is an internal note.
type Note struct {
	ID             string   `json:"id"`
	ConversationID string   `json:"conversation_id"`
	AfterSeq       int64    `json:"after_seq"`
	Rev            int64    `json:"rev"`
	Agent          AgentRef `json:"agent"`
	ClientID       string   `json:"client_id"`
	Text           string   `json:"text"`
	Mentions       []string `json:"mentions" nullable:"false"`
	CreatedAt      string   `json:"created_at" format:"date-time"`
}

// Event is something that happened to a conversation.
type Event struct {
	ID             string         `json:"id"`
	ConversationID string         `json:"conversation_id"`
	AfterSeq       int64          `json:"after_seq"`
	Rev            int64          `json:"rev"`
	Agent          *AgentRef      `json:"agent" doc:"null when no agent did it"`
	Kind           string         `json:"kind"`
	Data           map[string]any `json:"data"`
	CreatedAt      string         `json:"created_at" format:"date-time"`
}

// Activity is a note or an event in a list of both, told apart by type.
type Activity struct {
	Type           string         `json:"type" enum:"note,event"`
	ID             string         `json:"id"`
	ConversationID string         `json:"conversation_id"`
	AfterSeq       int64          `json:"after_seq"`
	Rev            int64          `json:"rev"`
	Agent          *AgentRef      `json:"agent"`
	Kind           string         `json:"kind"`
	ClientID       string         `json:"client_id,omitempty"`
	Text           string         `json:"text,omitempty"`
	Mentions       []string       `json:"mentions,omitempty"`
	Data           map[string]any `json:"data,omitempty"`
	CreatedAt      string         `json:"created_at" format:"date-time"`
}

func agentRef(a *desk.Activity) *AgentRef {
	if a.AgentID == 0 {
		return nil
	}
	return &AgentRef{ID: desk.FormatID(a.AgentID), Name: a.AgentName}
}

func mentions(ids []int64) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = desk.FormatID(id)
	}
	return out
}

// NewNote returns a note's wire form; a.Kind is ActivityNote.
func NewNote(a *desk.Activity) Note {
	return Note{ID: a.ID(), ConversationID: desk.FormatID(a.ConversationID), AfterSeq: a.AfterSeq, Rev: a.Rev,
		Agent: AgentRef{ID: desk.FormatID(a.AgentID), Name: a.AgentName}, ClientID: a.ClientID, Text: a.Text,
		Mentions: mentions(a.Mentions), CreatedAt: Time(a.CreatedAt)}
}

// NewEvent returns an event's wire form.
func NewEvent(a *desk.Activity) Event {
	data := a.Data
	if data == nil {
		data = map[string]any{}
	}
	return Event{ID: a.ID(), ConversationID: desk.FormatID(a.ConversationID), AfterSeq: a.AfterSeq, Rev: a.Rev,
		Agent: agentRef(a), Kind: string(a.Kind), Data: data, CreatedAt: Time(a.CreatedAt)}
}

// NewActivity returns the entries of a list of notes and events, never nil.
func NewActivity(as []desk.Activity) []Activity {
	out := make([]Activity, len(as))
	for i := range as {
		a := &as[i]
		out[i] = Activity{Type: "event", ID: a.ID(), ConversationID: desk.FormatID(a.ConversationID), AfterSeq: a.AfterSeq,
			Rev: a.Rev, Agent: agentRef(a), Kind: string(a.Kind), ClientID: a.ClientID, Text: a.Text, Data: a.Data, CreatedAt: Time(a.CreatedAt)}
		if a.Kind == desk.ActivityNote {
			out[i].Type, out[i].Mentions = "note", mentions(a.Mentions)
		}
	}
	return out
}
