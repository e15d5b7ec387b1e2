package wire

import (
	"reflect"
	"strings"
	"testing"

	"kefu/server/desk"
)

func TestSend(t *testing.T) {
	card := &Attachment{ID: "ignored", Title: " x ", URL: "https://a.example/"}
	for _, c := range []struct {
		name   string
		frame  ClientFrame
		want   desk.NewMessage
		upload string
		code   desk.Code
	}{
		{"a text", ClientFrame{ClientID: "c", Kind: "text", Text: " hi "}, desk.NewMessage{ClientID: "c", Kind: desk.KindText, Text: "hi"}, "", ""},
		{"no kind is text", ClientFrame{ClientID: "c", Text: "hi"}, desk.NewMessage{ClientID: "c", Kind: desk.KindText, Text: "hi"}, "", ""},
		{"a text with an attachment is a text", ClientFrame{ClientID: "c", Kind: "text", Text: "hi", Attachment: card}, desk.NewMessage{ClientID: "c", Kind: desk.KindText, Text: "hi"}, "", ""},
		{"a picture", ClientFrame{ClientID: "c", Kind: "image", Attachment: &Attachment{ID: "u", Mime: "text/html", URL: "https://evil.example"}},
			desk.NewMessage{ClientID: "c", Kind: desk.KindImage}, "u", ""},
		{"a voice with a caption", ClientFrame{ClientID: "c", Kind: "voice", Text: " la ", Attachment: &Attachment{ID: "u"}},
			desk.NewMessage{ClientID: "c", Kind: desk.KindVoice, Text: "la"}, "u", ""},
		{"a card", ClientFrame{ClientID: "c", Kind: "card", Attachment: card}, desk.NewMessage{ClientID: "c", Kind: desk.KindCard, Card: &desk.Card{Title: "x", URL: "https://a.example/"}}, "", ""},
		{"no client_id", ClientFrame{Kind: "text", Text: "hi"}, desk.NewMessage{}, "", desk.CodeBadRequest},
		{"a client_id with a space at its end", ClientFrame{ClientID: "c ", Kind: "text", Text: "hi"}, desk.NewMessage{}, "", desk.CodeBadRequest},
		{"no text", ClientFrame{ClientID: "c", Kind: "text"}, desk.NewMessage{}, "", desk.CodeBadRequest},
		{"too long", ClientFrame{ClientID: "c", Kind: "text", Text: strings.Repeat("好", 4001)}, desk.NewMessage{}, "", desk.CodeTooLarge},
		{"a caption too long", ClientFrame{ClientID: "c", Kind: "file", Text: strings.Repeat("好", 4001), Attachment: &Attachment{ID: "u"}}, desk.NewMessage{}, "", desk.CodeTooLarge},
		{"a picture without an upload", ClientFrame{ClientID: "c", Kind: "image"}, desk.NewMessage{}, "", desk.CodeBadRequest},
		{"a picture with a card", ClientFrame{ClientID: "c", Kind: "image", Attachment: &Attachment{Title: "x"}}, desk.NewMessage{}, "", desk.CodeBadRequest},
		{"a card without anything", ClientFrame{ClientID: "c", Kind: "card"}, desk.NewMessage{}, "", desk.CodeBadRequest},
		{"a card with an upload", ClientFrame{ClientID: "c", Kind: "card", Attachment: &Attachment{ID: "u"}}, desk.NewMessage{}, "", desk.CodeBadRequest},
		{"an unknown kind", ClientFrame{ClientID: "c", Kind: "sticker", Text: "x"}, desk.NewMessage{}, "", desk.CodeBadRequest},
		{"a kind in capitals", ClientFrame{ClientID: "c", Kind: "TEXT", Text: "x"}, desk.NewMessage{}, "", desk.CodeBadRequest},
	} {
		m, upload, err := c.frame.Send()
		if desk.CodeOf(err) != c.code {
			t.Errorf("%s: %v", c.name, err)
		} else if err == nil && (!reflect.DeepEqual(m, c.want) || upload != c.upload) {
			t.Errorf("%s: %+v, upload %q", c.name, m, upload)
		}
	}
}

func TestParseMentions(t *testing.T) {
	if ids, err := ParseMentions([]string{"3", "4"}); err != nil || !reflect.DeepEqual(ids, []int64{3, 4}) {
		t.Errorf("%v, %v", ids, err)
	}
	for _, bad := range [][]string{{"x"}, {"-1"}, {""}, {"3", "0"}, strings.Split(strings.Repeat("1,", desk.MaxMentions+1), ",")} {
		if _, err := ParseMentions(bad); desk.CodeOf(err) != desk.CodeBadRequest {
			t.Errorf("%v: %v", bad, err)
		}
	}
}
