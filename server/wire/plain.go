package wire

import (
	"encoding/json"

	"kefu/server/desk"
)

// plainMessage is a message in the plain dialect.
type plainMessage struct {
	Msg    string `json:"msg"`
	OpenID string `json:"openid,omitempty"`
	URL    string `json:"url,omitempty"`
}

// plainError is a refusal in the plain dialect.
type plainError struct {
	Error string `json:"error"`
	Msg   string `json:"msg"`
}

// EncodePlain writes m for a plain client: agents are told whose it is. A
// recalled message has nothing to show and gives nil.
func (e Encoder) EncodePlain(m *desk.Message, forAgent bool) []byte {
	if m.Recalled() {
		return nil
	}
	p := plainMessage{Msg: m.Text}
	if forAgent {
		p.OpenID = m.OpenID
	}
	switch {
	case m.Attachment != nil:
		p.Msg, p.URL = bracket(m.Kind, m.Attachment.Name), e.Links.URL(m.Attachment.ID, false)
	case m.Card != nil:
		p.Msg, p.URL = bracket(m.Kind, m.Card.Title), m.Card.URL
	}
	b, _ := json.Marshal(p)
	return b
}

// bracket is the short text that stands for what is no text.
func bracket(kind desk.MessageKind, name string) string {
	if name == "" {
		return "[" + string(kind) + "]"
	}
	return "[" + string(kind) + ": " + name + "]"
}

// EncodePlainError writes a refusal for a plain client.
func EncodePlainError(err error) []byte {
	e := desk.AsError(err)
	b, _ := json.Marshal(plainError{Error: string(e.Code), Msg: e.Detail})
	return b
}

// EncodePlain writes the announcement for a plain client.
func (a Announcement) EncodePlain() []byte {
	b, _ := json.Marshal(plainMessage{Msg: a.Text})
	return b
}
