package wire

import (
	"encoding/json"
	"reflect"
	"testing"
)

func number(n int) *int { return &n }

func raw(s string) json.RawMessage { return json.RawMessage(s) }

func TestDecodeClientGolden(t *testing.T) {
	openid := "o6_bmjrPTlm6_2sgVt7hMZOPfL2M"
	want := map[string]ClientFrame{
		"a customer sends a text":          {Type: TypeMessageSend, ID: raw(`1`), ClientID: "5f0c-1", Kind: "text", Text: "你好 👋"},
		"an agent sends to a conversation": {Type: TypeMessageSend, ID: raw(`"a-2"`), ClientID: "5f0c-2", ConversationID: "17", Kind: "text", Text: "Hello"},
		"an agent sends to an openid":      {Type: TypeMessageSend, ID: raw(`3`), ClientID: "5f0c-3", OpenID: openid, Kind: "text", Text: "Hello"},
		"a picture":                        {Type: TypeMessageSend, ID: raw(`4`), ClientID: "5f0c-4", Kind: "image", Attachment: &Attachment{ID: "u7"}},
		"a file with a caption":            {Type: TypeMessageSend, ID: raw(`5`), ClientID: "5f0c-5", Kind: "file", Text: "the invoice", Attachment: &Attachment{ID: "u8"}},
		"a card": {Type: TypeMessageSend, ID: raw(`6`), ClientID: "5f0c-6", Kind: "card", Attachment: &Attachment{Title: "羊毛衫",
			ImageURL: "https://shop.example/i.jpg", Price: "¥199", URL: "https://shop.example/p/1", Fields: raw(`{"颜色": "红"}`)}},
		"a customer reads":                {Type: TypeMessageRead, ID: raw(`7`), Seq: 42},
		"an agent reads":                  {Type: TypeMessageRead, ID: raw(`8`), ConversationID: "17", Seq: 42},
		"a recall":                        {Type: TypeMessageRecall, ID: raw(`9`), MessageID: "17-42"},
		"a note":                          {Type: TypeNoteSend, ID: raw(`10`), ClientID: "5f0c-7", ConversationID: "17", Text: "asks for a refund", Mentions: []string{"3", "4"}},
		"a customer types":                {Type: TypeTyping},
		"an agent types":                  {Type: TypeTyping, ConversationID: "17"},
		"an agent types a note":           {Type: TypeTyping, ConversationID: "17", Internal: true},
		"a customer syncs":                {Type: TypeSync, ID: raw(`11`), AfterSeq: 40, AfterRev: 55},
		"an agent syncs a page":           {Type: TypeSync, ID: raw(`12`), ConversationID: "17", Limit: number(200)},
		"changes from now":                {Type: TypeChanges, ID: raw(`13`)},
		"changes since a cursor":          {Type: TypeChanges, ID: raw(`14`), Cursor: "mi4n3k.h", Limit: number(50)},
		"viewing":                         {Type: TypeViewing, ConversationID: "17"},
		"viewing nothing":                 {Type: TypeViewing},
		"who is online":                   {Type: TypePresence, ID: raw(`16`), ConversationIDs: []string{"17", "18"}},
		"a page":                          {Type: TypePage, URL: "https://shop.example/p/1?size=m", Title: "羊毛衫 <b>"},
		"a page without a title":          {Type: TypePage, URL: "http://shop.example/"},
		"a ping":                          {Type: TypePing, ID: raw(`9007199254740991`)},
		"a ping with a text as id":        {Type: TypePing, ID: raw(`"p\"1\u003c"`)},
		"fields that a newer client adds": {Type: TypePing, ID: raw(`15`)},
	}
	frames := golden(t, "client_frames.json")
	sameNames(t, frames, want)
	for name, frame := range frames {
		got, err := DecodeClient(frame)
		if err != nil || !reflect.DeepEqual(got, want[name]) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestDecodePlainGolden(t *testing.T) {
	want := map[string]PlainFrame{
		"a customer":                         {Msg: "text", Type: 2},
		"a customer with the type as a text": {Msg: "你好", Type: 2},
		"an agent":                           {Msg: "text", Type: 1, OpenID: "o6_bmjrPTlm6_2sgVt7hMZOPfL2M"},
		"an agent with the type as a text":   {Msg: "text", Type: 1, OpenID: "o6_bmj"},
		"no type":                            {Msg: "text"},
		"a type of null":                     {Msg: "text"},
		"a client_id":                        {Msg: "text", Type: 2, ClientID: "c-1"},
		"fields that are unknown":            {Msg: "text", Type: 2},
	}
	frames := golden(t, "plain_frames.json")
	sameNames(t, frames, want)
	for name, frame := range frames {
		got, err := DecodePlain(frame)
		if err != nil || got != want[name] {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}
