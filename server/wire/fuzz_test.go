package wire

import (
	"encoding/json"
	"errors"
	"testing"
	"unicode/utf8"

	"kefu/server/desk"
)

func seed(f *testing.F, files ...string) {
	for _, s := range hostile {
		f.Add([]byte(s))
	}
	f.Add([]byte(deep("[", "]")))
	f.Add([]byte(deep(`{"a":`, "}")))
	for _, file := range files {
		for _, frame := range golden(new(testing.T), file) {
			f.Add([]byte(frame))
		}
	}
}

// FuzzDecodeClient: whatever comes is a frame, a refusal of that frame, or the
// end of the connection, and what is taken out of it is within bounds.
func FuzzDecodeClient(f *testing.F) {
	seed(f, "client_frames.json")
	f.Fuzz(func(t *testing.T, b []byte) {
		frame, err := DecodeClient(b)
		checkRefusal(t, b, err)
		if errors.Is(err, ErrBadFrame) {
			return
		}
		// The id is echoed in the answer, whatever it is.
		answer := Encode(Ack{Type: TypeAck, ID: frame.ID})
		var back Ack
		if err := json.Unmarshal(answer, &back); err != nil || back.Type != TypeAck || len(frame.ID) > maxIDBytes {
			t.Fatalf("the answer %s: %v", answer, err)
		}
		if err != nil {
			return
		}
		m, upload, err := frame.Send()
		if err == nil {
			checkSend(t, m, upload)
		} else if code := desk.CodeOf(err); code != desk.CodeBadRequest && code != desk.CodeTooLarge {
			t.Fatalf("%v", err)
		}
		if _, err := ParseMentions(frame.Mentions); err != nil && desk.CodeOf(err) != desk.CodeBadRequest {
			t.Fatal(err)
		}
	})
}

// checkSend checks what the journal relies on.
func checkSend(t *testing.T, m desk.NewMessage, upload string) {
	if desk.ValidClientID(m.ClientID) != nil || utf8.RuneCountInString(m.Text) > desk.MaxTextChars || !utf8.ValidString(m.Text) {
		t.Fatalf("%+v", m)
	}
	if m.Kind.HasUpload() != (upload != "") || (m.Kind == desk.KindCard) != (m.Card != nil) || m.Kind == desk.KindText && m.Text == "" {
		t.Fatalf("%+v with the upload %q", m, upload)
	}
	if m.Card != nil && !json.Valid(Encode(Message{Attachment: &Attachment{Title: m.Card.Title, Fields: m.Card.Fields}})) {
		t.Fatalf("the card %+v", m.Card)
	}
}

func checkRefusal(t *testing.T, b []byte, err error) {
	switch code := desk.CodeOf(err); {
	case err == nil:
		if !json.Valid(b) || !utf8.Valid(b) {
			t.Fatalf("took what is no JSON: %q", b)
		}
	case errors.Is(err, ErrBadFrame):
		var object map[string]json.RawMessage
		if utf8.Valid(b) && json.Unmarshal(b, &object) == nil && object != nil {
			t.Fatalf("closed the connection for %q", b)
		}
	case code != desk.CodeBadRequest:
		t.Fatalf("%q: %v", b, err)
	}
}

func FuzzDecodePlain(f *testing.F) {
	seed(f, "plain_frames.json")
	f.Fuzz(func(t *testing.T, b []byte) {
		_, err := DecodePlain(b)
		checkRefusal(t, b, err)
		if err != nil && !json.Valid(EncodePlainError(err)) {
			t.Fatal("the answer is no JSON")
		}
	})
}
