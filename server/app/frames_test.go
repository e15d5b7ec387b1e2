package app_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"time"

	"kefu/server/wire"

	"github.com/gorilla/websocket"
)

// message is a message as protocol.md shows it.
type message struct {
	ID             string         `json:"id"`
	ConversationID string         `json:"conversation_id"`
	OpenID         string         `json:"openid"`
	Seq            int64          `json:"seq"`
	ClientID       string         `json:"client_id"`
	Sender         sender         `json:"sender"`
	Kind           string         `json:"kind"`
	Text           *string        `json:"text"`
	Attachment     map[string]any `json:"attachment"`
	CreatedAt      string         `json:"created_at"`
	ReadAt         *string        `json:"read_at"`
	RecalledAt     *string        `json:"recalled_at"`
}

type sender struct {
	Role string `json:"role"`
	ID   string `json:"id"`
	Name string `json:"name"`
}

// side is whose message it is, as read_seq and receipts name the sides.
func (m *message) side() string {
	if m.Sender.Role == customerSide {
		return customerSide
	}
	return deskSide
}

// The two readers of a conversation.
const (
	customerSide = "customer"
	deskSide     = "desk"
)

func otherSide(side string) string {
	if side == customerSide {
		return deskSide
	}
	return customerSide
}

// entry is a note or an event.
type entry struct {
	Type           string         `json:"type"` // in lists of both
	ID             string         `json:"id"`
	ConversationID string         `json:"conversation_id"`
	AfterSeq       int64          `json:"after_seq"`
	Rev            int64          `json:"rev"`
	Agent          *ref           `json:"agent"`
	Kind           string         `json:"kind"`
	ClientID       string         `json:"client_id"`
	Text           string         `json:"text"`
	Mentions       []string       `json:"mentions"`
	Data           map[string]any `json:"data"`
	CreatedAt      string         `json:"created_at"`
}

type ref struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// summary is a conversation as agents see it, as a customer does (welcome),
// and what message frames say of one: fields that are not there stay zero.
type summary struct {
	ID          string           `json:"id"`
	Status      string           `json:"status"`
	Assignee    *ref             `json:"assignee"`
	Tags        []string         `json:"tags"`
	Priority    string           `json:"priority"`
	LastSeq     int64            `json:"last_seq"`
	Rev         int64            `json:"rev"`
	LastMessage *message         `json:"last_message"`
	Unread      int64            `json:"unread"`
	ReadSeq     map[string]int64 `json:"read_seq"`
	Customer    *struct {
		Online bool `json:"online"`
	} `json:"customer"`
}

// frame is any frame from the server: the union of their fields.
type frame struct {
	Type           string           `json:"type"`
	ID             string           `json:"id"`
	Code           string           `json:"code"`
	Detail         string           `json:"detail"`
	Conversation   *summary         `json:"conversation"`
	Conversations  []summary        `json:"conversations"`
	Message        *message         `json:"message"`
	Messages       []message        `json:"messages"`
	Updated        []message        `json:"updated"`
	Note           *entry           `json:"note"`
	Event          *entry           `json:"event"`
	Activity       []entry          `json:"activity"`
	ConversationID string           `json:"conversation_id"`
	Reader         string           `json:"reader"`
	Seq            int64            `json:"seq"`
	ReadAt         string           `json:"read_at"`
	Rev            int64            `json:"rev"`
	Unread         *int64           `json:"unread"`
	UnreadTotal    *int64           `json:"unread_total"`
	ReadSeq        map[string]int64 `json:"read_seq"`
	HasMore        bool             `json:"has_more"`
	Cursor         string           `json:"cursor"`
	LastSeq        int64            `json:"last_seq"`
	Online         *bool            `json:"online"` // presence of a customer
	Agent          *ref             `json:"agent"`  // presence of an agent
	Status         string           `json:"status"`
	Customers      []struct {       // who is present
		ConversationID string `json:"conversation_id"`
	} `json:"customers"`
}

// line is one WebSocket connection.
type line struct {
	ws  *websocket.Conn
	in  chan []byte // closed at the end, and err is set then
	err error
	mu  sync.Mutex // writers
	// lastAcked is the seq of the last ack of a first attempt, by
	// conversation: what a connection wrote in order is stored in order.
	lastAcked map[string]int64
}

// dial connects; status is the HTTP status of a refusal, 0 if nobody answered.
func dial(base, token string) (l *line, status int, err error) {
	d := websocket.Dialer{HandshakeTimeout: 30 * time.Second, Subprotocols: []string{wire.Subprotocol}}
	ws, answer, err := d.Dial(strings.Replace(base, "http", "ws", 1)+"/ws?token="+token, nil)
	if answer != nil {
		status = answer.StatusCode
	}
	if err != nil {
		return nil, status, err
	}
	l = &line{ws: ws, in: make(chan []byte, 1024), lastAcked: map[string]int64{}}
	go l.read()
	return l, status, nil
}

func (l *line) read() {
	defer close(l.in)
	for {
		_, b, err := l.ws.ReadMessage()
		if err != nil {
			l.err = err
			return
		}
		l.in <- b
	}
}

// write sends a frame; what can't be written is seen by the reader.
func (l *line) write(v any) {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ws.SetWriteDeadline(time.Now().Add(30 * time.Second)) //nolint:errcheck // seen when writing
	if l.ws.WriteMessage(websocket.TextMessage, b) != nil {
		l.ws.Close() //nolint:errcheck // the reader ends
	}
}

// close ends the connection, with a close frame or as a lost network does,
// and lets its reader end.
func (l *line) close(politely bool) {
	if politely {
		l.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), time.Now().Add(time.Second)) //nolint:errcheck // it ends either way
	}
	l.ws.Close() //nolint:errcheck // it may be closed
	for range l.in {
	}
}

// closeCode returns the code of the server's close frame, 0 if there was none.
func closeCode(err error) (int, string) {
	var closed *websocket.CloseError
	if errors.As(err, &closed) && closed.Code != websocket.CloseAbnormalClosure {
		return closed.Code, closed.Text
	}
	return 0, ""
}

// secretMark begins the text of every note: no customer may ever be sent it.
const secretMark = "internal-note-"

// forCustomers reports why a frame must not have been sent to a customer.
func forCustomers(f *frame, raw []byte, conversation string) string {
	switch f.Type {
	case "note", "event", "viewing", "changed", "conversation":
		return "a frame for agents"
	}
	switch {
	case bytes.Contains(raw, []byte(secretMark)):
		return "a note's text"
	case len(f.Activity) > 0 || f.Note != nil || f.Event != nil:
		return "notes or events"
	case f.ConversationID != "" && f.ConversationID != conversation, f.Conversation != nil && f.Conversation.ID != conversation, len(f.Conversations) > 0:
		return "another conversation"
	}
	all := append(append([]message(nil), f.Messages...), f.Updated...)
	if f.Message != nil {
		all = append(all, *f.Message)
	}
	for i := range all {
		if all[i].ConversationID != conversation {
			return "a message of another conversation"
		}
	}
	return ""
}

// decode reads a frame; one that can't be read has no type.
func decode(raw []byte) *frame {
	f := new(frame)
	json.Unmarshal(raw, f) //nolint:errcheck // it has no type then
	return f
}
