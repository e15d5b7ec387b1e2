package wire

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// The frames that each message costs, written by hand: the same bytes as
// encoding/json's, for a fraction of its time. A test holds the two against
// each other.

// appendFrame appends a frame of one of these types; ok is false for any other.
func appendFrame(b []byte, frame any) (_ []byte, ok bool) {
	switch f := frame.(type) {
	case Ack:
		if f.Note != nil || !plainID(f.ID) {
			return b, false
		}
		b = append(b, `{"type":`...)
		b = appendString(b, f.Type)
		if len(f.ID) > 0 {
			b = append(b, `,"id":`...)
			b = append(b, f.ID...)
		}
		if f.Message != nil {
			b = append(b, `,"message":`...)
			b = appendMessage(b, f.Message)
		}
		if f.Rev != 0 {
			b = appendNumber(b, `,"rev":`, f.Rev)
		}
		return append(b, '}'), true
	case MessageFrame:
		if f.Message == nil {
			return b, false
		}
		b = append(b, `{"type":`...)
		b = appendString(b, f.Type)
		b = append(b, `,"message":`...)
		b = appendMessage(b, f.Message)
		return appendState(b, f.Conversations, f.Rev, f.Unread), true
	case MessagesFrame:
		if f.Messages == nil {
			return b, false
		}
		b = append(b, `{"type":`...)
		b = appendString(b, f.Type)
		b = append(b, `,"messages":[`...)
		for i := range f.Messages {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendMessage(b, &f.Messages[i])
		}
		return appendState(append(b, ']'), f.Conversations, f.Rev, f.Unread), true
	}
	return b, false
}

// sizeOf is about how long appendFrame's answer is, in bytes; 0 of a frame that
// it does not write.
func sizeOf(frame any) int {
	const most, state = 448, 64 // of a message with a short text; of a conversation's state
	switch f := frame.(type) {
	case Ack:
		if f.Message != nil && f.Message.Text != nil {
			return most + len(*f.Message.Text)
		}
		return state
	case MessageFrame:
		if f.Message != nil && f.Message.Text != nil {
			return most + state*len(f.Conversations) + len(*f.Message.Text)
		}
		return most
	case MessagesFrame:
		n := most
		for i := range f.Messages {
			if n += most; f.Messages[i].Text != nil {
				n += len(*f.Messages[i].Text)
			}
		}
		return n + state*len(f.Conversations)
	}
	return 0
}

// appendState ends a frame of messages.
func appendState(b []byte, states []ConversationState, rev int64, unread *int64) []byte {
	if len(states) > 0 {
		b = append(b, `,"conversations":[`...)
		for i := range states {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, `{"id":`...)
			b = appendString(b, states[i].ID)
			b = appendNumber(b, `,"rev":`, states[i].Rev)
			b = appendNumber(b, `,"unread":`, states[i].Unread)
			b = append(b, '}')
		}
		b = append(b, ']')
	}
	if rev != 0 {
		b = appendNumber(b, `,"rev":`, rev)
	}
	if unread != nil {
		b = appendNumber(b, `,"unread":`, *unread)
	}
	return append(b, '}')
}

func appendMessage(b []byte, m *Message) []byte {
	b = append(b, `{"id":`...)
	b = appendString(b, m.ID)
	b = append(b, `,"conversation_id":`...)
	b = appendString(b, m.ConversationID)
	b = append(b, `,"openid":`...)
	b = appendString(b, m.OpenID)
	b = appendNumber(b, `,"seq":`, m.Seq)
	b = append(b, `,"client_id":`...)
	b = appendString(b, m.ClientID)
	b = append(b, `,"sender":{"role":`...)
	b = appendString(b, m.Sender.Role)
	b = append(b, `,"id":`...)
	b = appendString(b, m.Sender.ID)
	b = append(b, `,"name":`...)
	b = appendString(b, m.Sender.Name)
	b = append(b, `},"kind":`...)
	b = appendString(b, m.Kind)
	b = append(b, `,"text":`...)
	b = appendOptional(b, m.Text)
	b = append(b, `,"attachment":`...)
	if m.Attachment == nil {
		b = append(b, "null"...)
	} else {
		b = append(b, Encode(m.Attachment)...)
	}
	b = append(b, `,"created_at":`...)
	b = appendString(b, m.CreatedAt)
	b = append(b, `,"read_at":`...)
	b = appendOptional(b, m.ReadAt)
	b = append(b, `,"recalled_at":`...)
	return append(appendOptional(b, m.RecalledAt), '}')
}

func appendNumber(b []byte, name string, n int64) []byte {
	return strconv.AppendInt(append(b, name...), n, 10)
}

func appendOptional(b []byte, s *string) []byte {
	if s == nil {
		return append(b, "null"...)
	}
	return appendString(b, *s)
}

// appendString quotes s. What encoding/json would write in another way than as
// it is, is left to it.
func appendString(b []byte, s string) []byte {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if !asItIs(c) {
				return append(b, encodeString(s)...)
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError || r == '\u2028' || r == '\u2029' {
			return append(b, encodeString(s)...)
		}
		i += n
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

func encodeString(s string) []byte {
	b, _ := json.Marshal(s) // a string always encodes
	return b
}

// asItIs reports whether encoding/json writes an ASCII character unchanged.
func asItIs(c byte) bool {
	return c >= ' ' && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&'
}

// plainID reports whether encoding/json writes a client's id unchanged.
func plainID(id json.RawMessage) bool {
	for i, c := range id {
		if c >= utf8.RuneSelf || !asItIs(c) && (c != '"' || i != 0 && i != len(id)-1) {
			return false
		}
	}
	return true
}
