package wire

import (
	"bytes"
	"unicode/utf8"
)

// decodeSimple reads a frame as clients write nearly all: one flat object of
// known fields that hold texts without escapes, an id that is a whole number or
// such a text, and a type. ok is false for any other, good or bad, and f is empty then.
func decodeSimple(b []byte) (f ClientFrame, ok bool) {
	if !utf8.Valid(b) {
		return ClientFrame{}, false
	}
	rest, found := bytes.CutPrefix(b, []byte{'{'})
	for more := found; more; {
		var name, value []byte
		if name, rest, found = simpleText(rest); !found || len(rest) == 0 || rest[0] != ':' {
			return ClientFrame{}, false
		}
		rest = rest[1:]
		if string(name) == "id" {
			if value, rest, found = simpleID(rest); !found {
				return ClientFrame{}, false
			}
			f.ID = value
		} else {
			into := f.text(name)
			if value, rest, found = simpleText(rest); !found || into == nil {
				return ClientFrame{}, false
			}
			*into = string(value)
		}
		if len(rest) == 0 {
			return ClientFrame{}, false
		}
		more = rest[0] == ','
		if !more && (len(rest) > 1 || rest[0] != '}') {
			return ClientFrame{}, false
		}
		rest = rest[1:]
	}
	if f.Type == "" {
		return ClientFrame{}, false
	}
	f.ID = bytes.Clone(f.ID) // b may be used again
	return f, true
}

// text is the field of a name that holds a text.
func (f *ClientFrame) text(name []byte) *string {
	switch string(name) {
	case "type":
		return &f.Type
	case "client_id":
		return &f.ClientID
	case "conversation_id":
		return &f.ConversationID
	case "openid":
		return &f.OpenID
	case "kind":
		return &f.Kind
	case "text":
		return &f.Text
	}
	return nil
}

// simpleText cuts a text without escapes off b.
func simpleText(b []byte) (text, rest []byte, ok bool) {
	if len(b) == 0 || b[0] != '"' {
		return nil, nil, false
	}
	for i := 1; i < len(b); i++ {
		switch c := b[i]; {
		case c == '"':
			return b[1:i], b[i+1:], true
		case c < ' ', c == '\\':
			return nil, nil, false
		}
	}
	return nil, nil, false
}

// simpleID cuts an id off b, as it is written.
func simpleID(b []byte) (id, rest []byte, ok bool) {
	n := 0
	for n < len(b) && b[n] >= '0' && b[n] <= '9' {
		n++
	}
	if n == 0 {
		text, _, isText := simpleText(b)
		if !isText {
			return nil, nil, false
		}
		n = len(text) + 2
	} else if b[0] == '0' && n > 1 {
		return nil, nil, false
	}
	return b[:n], b[n:], n <= maxIDBytes
}
