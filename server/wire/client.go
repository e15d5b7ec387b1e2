package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"

	"kefu/server/desk"
)

// MaxClientFrame is the largest frame a client may send, in bytes.
const MaxClientFrame = 64 << 10

// MaxServerFrame is what frames to clients stay under, in bytes.
const MaxServerFrame = 1 << 20

// MaxAsked bounds of how many conversations one frame asks who is online.
const MaxAsked = 1000

// Frame types from the client; TypePresence is one too.
const (
	TypeMessageSend   = "message.send"
	TypeMessageRead   = "message.read"
	TypeMessageRecall = "message.recall"
	TypeNoteSend      = "note.send"
	TypeTyping        = "typing"
	TypeSync          = "sync"
	TypeChanges       = "changes"
	TypeViewing       = "viewing"
	TypePage          = "page"
	TypePing          = "ping"
)

// ClientFrame is any frame from a client of kefu.v1: the union of their
// fields. Unknown fields are ignored.
type ClientFrame struct {
	Type string `json:"type"`
	// ID is the client's number or string, as written; nil if left out.
	ID             json.RawMessage `json:"id"`
	ClientID       string          `json:"client_id"`
	ConversationID string          `json:"conversation_id"`
	OpenID         string          `json:"openid"`
	Kind           string          `json:"kind"`
	Text           string          `json:"text"`
	Attachment     *Attachment     `json:"attachment"`
	Seq            int64           `json:"seq"`
	MessageID      string          `json:"message_id"`
	Mentions       []string        `json:"mentions"`
	AfterSeq       int64           `json:"after_seq"`
	AfterRev       int64           `json:"after_rev"`
	Limit          *int            `json:"limit"`
	Cursor         string          `json:"cursor"`
	URL            string          `json:"url"`
	Title          string          `json:"title"`
	// Internal: an agent types what only agents will see.
	Internal        bool     `json:"internal"`
	ConversationIDs []string `json:"conversation_ids"`
}

// ErrBadFrame is a frame that breaks the protocol itself: no JSON object, or
// not UTF-8. The connection is closed with 4000 for it.
var ErrBadFrame = errors.New("wire: the frame is no JSON object in UTF-8")

// DecodeClient reads one frame. ErrBadFrame ends the connection; any other
// error is a *desk.Error to be answered under the frame's id, which is set
// then whenever it could be read.
func DecodeClient(b []byte) (ClientFrame, error) {
	f, simple := decodeSimple(b)
	if simple {
		return f, nil
	}
	if err := decodeObject(b, &f); err != nil {
		f.ID = validID(f.ID)
		return f, err
	}
	if id := validID(f.ID); id == nil && len(f.ID) > 0 && string(f.ID) != "null" {
		f.ID = nil
		return f, desk.Errorf(desk.CodeBadRequest, "id must be a number or a string of at most %d bytes", maxIDBytes)
	} else {
		f.ID = id
	}
	if f.Type == "" {
		return f, desk.Errorf(desk.CodeBadRequest, "type must be the frame's type")
	}
	return f, nil
}

// decodeObject tells frames that are no JSON objects (ErrBadFrame) from those
// with a field of the wrong type (bad_request that names it).
func decodeObject(b []byte, into any) error {
	trimmed := bytes.TrimLeft(b, " \t\r\n")
	if len(trimmed) == 0 || trimmed[0] != '{' || !utf8.Valid(b) {
		return ErrBadFrame
	}
	err := json.Unmarshal(b, into)
	var wrong *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrong):
		return desk.Errorf(desk.CodeBadRequest, "%s must be %s", wrong.Field, jsonKind(wrong.Type.Kind().String()))
	default:
		return ErrBadFrame
	}
}

func jsonKind(goKind string) string {
	switch goKind {
	case "string":
		return "a string"
	case "int", "int64":
		return "a whole number"
	case "slice":
		return "a list"
	case "bool":
		return "true or false"
	}
	return "an object"
}

const maxIDBytes = 128

// validID returns id if it is a JSON number or string of bounded size.
func validID(id json.RawMessage) json.RawMessage {
	if len(id) == 0 || len(id) > maxIDBytes {
		return nil
	}
	if c := id[0]; c == '"' || c == '-' || (c >= '0' && c <= '9') {
		return id
	}
	return nil
}

// PlainFrame is a frame of the plain dialect from a client.
type PlainFrame struct {
	Msg      string
	Type     int // 1: from an agent, 2: from a customer, 0: left out
	OpenID   string
	ClientID string
}

// DecodePlain reads a plain frame from a client. Its errors are those of
// DecodeClient.
func DecodePlain(b []byte) (PlainFrame, error) {
	var f struct {
		Msg      *string         `json:"msg"`
		Type     json.RawMessage `json:"type"`
		OpenID   string          `json:"openid"`
		ClientID string          `json:"client_id"`
	}
	if err := decodeObject(b, &f); err != nil {
		return PlainFrame{}, err
	}
	kind, err := plainType(f.Type)
	if err != nil {
		return PlainFrame{}, err
	}
	if f.Msg == nil {
		return PlainFrame{}, desk.Errorf(desk.CodeBadRequest, `msg must be the text, as in {"msg": "hello", "type": 2}`)
	}
	return PlainFrame{Msg: *f.Msg, Type: kind, OpenID: f.OpenID, ClientID: f.ClientID}, nil
}

func plainType(raw json.RawMessage) (int, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return 0, nil
	}
	s := string(raw)
	if raw[0] == '"' {
		if err := json.Unmarshal(raw, &s); err != nil {
			return 0, ErrBadFrame
		}
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, desk.Errorf(desk.CodeBadRequest, "type must be 1 or 2 here; frames of named types need the subprotocol %s", Subprotocol)
	}
	return n, nil
}

// Subprotocol is the WebSocket subprotocol of the named frames.
const Subprotocol = "kefu.v1"

// Send takes the message out of a message.send frame, or of the REST call's
// body, which has the same fields. An upload is named by its id only, in
// uploadID; everything else is checked here.
func (f *ClientFrame) Send() (m desk.NewMessage, uploadID string, err error) {
	if err = desk.ValidClientID(f.ClientID); err != nil {
		return m, "", err
	}
	m = desk.NewMessage{ClientID: f.ClientID, Kind: desk.MessageKind(f.Kind)}
	if m.Kind == "" {
		m.Kind = desk.KindText
	}
	switch {
	case m.Kind == desk.KindText:
		m.Text, err = desk.CleanText(f.Text)
		return m, "", err
	case m.Kind == desk.KindCard:
		if m.Card, err = f.Attachment.card(); err != nil {
			return m, "", err
		}
	case m.Kind.HasUpload():
		if f.Attachment == nil || f.Attachment.ID == "" {
			return m, "", desk.Errorf(desk.CodeBadRequest, "a message of kind %s needs attachment.id, the id of an upload", m.Kind)
		}
		uploadID = f.Attachment.ID
	default:
		return m, "", desk.Errorf(desk.CodeBadRequest, "kind must be text, image, file, voice, video or card")
	}
	if f.Text != "" { // a caption
		if m.Text, err = desk.CleanText(f.Text); err != nil {
			return m, "", err
		}
	}
	return m, uploadID, nil
}

func (a *Attachment) card() (*desk.Card, error) {
	if a == nil {
		return nil, desk.Errorf(desk.CodeBadRequest, "a message of kind card needs an attachment with a title")
	}
	c := &desk.Card{Title: a.Title, ImageURL: a.ImageURL, Price: a.Price, URL: a.URL, Fields: a.Fields}
	return c, c.Validate()
}

// Page takes the page out of a page frame; it has no Since yet.
func (f *ClientFrame) Page() (desk.Page, error) {
	p := desk.Page{URL: f.URL, Title: f.Title}
	return p, p.Validate()
}

// ParseMentions reads agent ids.
func ParseMentions(ids []string) ([]int64, error) {
	if len(ids) > desk.MaxMentions {
		return nil, desk.Errorf(desk.CodeBadRequest, "a note mentions at most %d agents", desk.MaxMentions)
	}
	return parseIDs(ids, "mentions must be ids of agents")
}

// Asked reads of which conversations a presence frame asks: at most MaxAsked.
func (f *ClientFrame) Asked() ([]int64, error) {
	if len(f.ConversationIDs) > MaxAsked {
		return nil, desk.Errorf(desk.CodeBadRequest, "conversation_ids must be at most %d", MaxAsked)
	}
	return parseIDs(f.ConversationIDs, "conversation_ids must be ids of conversations")
}

// parseIDs reads ids; of one that is none, a bad_request says what they must be.
func parseIDs(ids []string, must string) ([]int64, error) {
	out := make([]int64, 0, len(ids))
	for _, s := range ids {
		id, err := desk.ParseID(s)
		if err != nil {
			return nil, desk.Errorf(desk.CodeBadRequest, "%s", must)
		}
		out = append(out, id)
	}
	return out, nil
}

// String names the frame for a log, without its contents.
func (f *ClientFrame) String() string { return fmt.Sprintf("frame %q", f.Type) }
