package wire

import (
	"strings"
	"testing"

	"kefu/server/desk"
)

// BenchmarkEncodeMessage is what a message costs, however many hear it.
func BenchmarkEncodeMessage(b *testing.B) {
	m := sampleMessage()
	m.Text = strings.Repeat("你好", 20)
	states := []ConversationState{{ID: "17", Rev: 57, Unread: 3}}
	b.ReportAllocs()
	for b.Loop() {
		w := encoder.Message(m)
		if len(Encode(MessageFrame{Type: TypeMessage, Message: &w, Conversations: states})) == 0 {
			b.Fatal("nothing")
		}
	}
}

// BenchmarkEncodeMessages is a commit group of 32.
func BenchmarkEncodeMessages(b *testing.B) {
	ms := make([]*desk.Message, 32)
	for i := range ms {
		ms[i] = sampleMessage()
	}
	b.ReportAllocs()
	for b.Loop() {
		if len(Encode(MessagesFrame{Type: TypeMessages, Messages: encoder.Messages(ms)})) == 0 {
			b.Fatal("nothing")
		}
	}
}

func BenchmarkDecodeMessageSend(b *testing.B) {
	frame := []byte(`{"type":"message.send","id":12,"client_id":"5f0c2a6e-8d1b","kind":"text","text":"` + strings.Repeat("你好", 20) + `"}`)
	b.ReportAllocs()
	for b.Loop() {
		if f, err := DecodeClient(frame); err != nil || f.Type != TypeMessageSend {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodePlain(b *testing.B) {
	m := sampleMessage()
	b.ReportAllocs()
	for b.Loop() {
		if encoder.EncodePlain(m, true) == nil {
			b.Fatal("nothing")
		}
	}
}
