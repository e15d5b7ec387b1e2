package wire

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
)

// odd are texts in which JSON has a say.
var odd = []string{"", "hello", "你好", "a\"b\\c", "<b>&amp;</b>", "line\nline\ttab\r", "\x00\x1f\x7f", "\u2028\u2029", "broken \xff\xfe\xc3", "👩‍👩‍👧", "\ufffd", "a\u0300", "é\u2027\u202a"}

func anyText(r *rand.Rand) string {
	s := odd[r.IntN(len(odd))]
	if r.IntN(3) == 0 {
		s += odd[r.IntN(len(odd))]
	}
	return s
}

func anyMessage(r *rand.Rand) Message {
	optional := func() *string {
		if r.IntN(2) == 0 {
			return nil
		}
		s := anyText(r)
		return &s
	}
	m := Message{ID: anyText(r), ConversationID: anyText(r), OpenID: anyText(r), Seq: r.Int64() - r.Int64(), ClientID: anyText(r),
		Sender: Sender{anyText(r), anyText(r), anyText(r)}, Kind: anyText(r), Text: optional(), CreatedAt: anyText(r), ReadAt: optional(), RecalledAt: optional()}
	if r.IntN(4) == 0 {
		m.Attachment = &Attachment{ID: anyText(r), Name: anyText(r), Size: r.Int64N(3), Fields: json.RawMessage(`{"a":"<b>"}`)}
	}
	return m
}

func anyStates(r *rand.Rand) []ConversationState {
	states := make([]ConversationState, r.IntN(3))
	for i := range states {
		states[i] = ConversationState{anyText(r), r.Int64N(100), r.Int64N(2)}
	}
	return states
}

// TestFramesByHandAreJSON: what is written by hand is what encoding/json writes.
func TestFramesByHandAreJSON(t *testing.T) {
	ids := []json.RawMessage{nil, json.RawMessage("7"), json.RawMessage("-1.5e3"), json.RawMessage(`"a"`), json.RawMessage(`"<a>"`), json.RawMessage(`"\u003c\"\\"`),
		json.RawMessage(`"你"`), json.RawMessage("\"\u2028\""), json.RawMessage(`""`)}
	r := rand.New(rand.NewPCG(1, 2))
	byHand := 0
	for range 5000 {
		m, unread := anyMessage(r), r.Int64N(3)
		several := MessagesFrame{Type: TypeMessages, Messages: []Message{}, Conversations: anyStates(r), Rev: r.Int64N(2)}
		for range r.IntN(4) {
			several.Messages = append(several.Messages, anyMessage(r))
		}
		note := Ack{Type: TypeAck, ID: ids[r.IntN(len(ids))], Note: &Note{Text: anyText(r), Mentions: []string{}}}
		for _, frame := range []any{
			Ack{Type: TypeAck, ID: ids[r.IntN(len(ids))], Message: &m, Rev: r.Int64N(3)}, Ack{Type: TypeAck, ID: ids[r.IntN(len(ids))]}, note,
			MessageFrame{Type: TypeMessage, Message: &m, Conversations: anyStates(r)},
			MessageFrame{Type: TypeMessage, Message: &m, Rev: r.Int64N(2), Unread: &unread}, MessageFrame{Type: TypeMessage},
			several, MessagesFrame{Type: TypeMessages},
		} {
			want, err := json.Marshal(frame)
			if err != nil {
				t.Fatal(err)
			}
			if got := Encode(frame); string(got) != string(want) {
				t.Fatalf("by hand  %s\nwant     %s", got, want)
			}
			if _, ok := appendFrame(nil, frame); ok {
				byHand++
			}
		}
	}
	if byHand < 20_000 {
		t.Errorf("only %d frames were written by hand", byHand)
	}
}
