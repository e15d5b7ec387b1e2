package wire

import (
	"errors"
	"strings"
	"testing"

	"kefu/server/desk"
)

// hostile are frames that no client of ours sends.
var hostile = []string{
	``, ` `, `null`, `true`, `1`, `"x"`, `[]`, `[{"type":"ping"}]`, `{`, `{}`, `{}{}`, `{"type":"ping"}x`, "\ufeff{}", `{'type':'ping'}`, `{"type":"ping",}`,
	"{\"type\":\"ping\xff\"}", "{\"type\":\"\xed\xa0\x80\"}", "{\"\x00\":1}",
	`{"type":"message.send","id":1,"client_id":"c","kind":"text","text":"\ud800"}`, `{"type":"message.send","id":"\ud83d","text":"\udc00\ud800"}`,
	`{"type":5}`, `{"type":null}`, `{"type":{}}`, `{"type":["ping"]}`, `{"type":"message.send","text":7}`, `{"type":"message.send","client_id":7}`,
	`{"type":"message.read","seq":"7"}`, `{"type":"message.read","seq":1.5}`, `{"type":"message.read","seq":1e400}`, `{"type":"message.read","seq":-1}`,
	`{"type":"message.read","seq":99999999999999999999999999}`, `{"type":"sync","limit":1e2}`, `{"type":"sync","limit":"all"}`,
	`{"type":"ping","id":true}`, `{"type":"ping","id":{}}`, `{"type":"ping","id":[1]}`, `{"type":"ping","id":null}`, `{"type":"ping","id":-0.5e-3}`,
	`{"type":"ping","id":1e999999}`, `{"type":"message.send","attachment":[]}`, `{"type":"message.send","attachment":{"size":"x"}}`, `{"type":"note.send","mentions":["3",4]}`,
	`{"type":"note.send","mentions":{}}`, `{"type":"ping","type":"typing","id":1,"id":2}`, `{"type":"ping","TYPE":5}`,
	`{"msg":"x","type":2}`, `{"msg":null}`, `{"msg":5,"type":"2"}`, `{"msg":"x","type":"two"}`, `{"msg":"x","type":2.0}`, `{"msg":"x","type":{}}`, `{"msg":"x","type":" 2"}`,
	`{"msg":"x","type":"\u0032"}`, `{"msg":"x","type":99999999999999999999}`, `{"msg":"x","openid":5}`, `{"msg":"x","msg":"y","type":1,"type":2}`,
}

// deep is nested as deep as a frame can be.
func deep(open, shut string) string {
	n := (MaxClientFrame - 64) / (len(open) + len(shut))
	return `{"type":"ping","x":` + strings.Repeat(open, n) + strings.Repeat(shut, n) + `}`
}

func TestDecodeClientRefuses(t *testing.T) {
	const closes = desk.Code("the connection is closed")
	for _, c := range []struct {
		frame, id, detail string
		code              desk.Code
	}{
		{``, "", "", closes}, {`[]`, "", "", closes}, {`null`, "", "", closes}, {`"x"`, "", "", closes}, {`{`, "", "", closes}, {`{}{}`, "", "", closes},
		{"{\"type\":\"ping\xff\"}", "", "", closes}, {deep("[", "]"), "", "", closes}, {deep(`{"a":`, "}"), "", "", closes},
		{`{}`, "", "type must be", desk.CodeBadRequest},
		{`{"id":3}`, "3", "type must be", desk.CodeBadRequest},
		{`{"type":5,"id":3}`, "3", "type must be a string", desk.CodeBadRequest},
		{`{"id":3,"type":"message.send","text":7}`, "3", "text must be a string", desk.CodeBadRequest},
		{`{"type":"message.send","text":{"a":"secret"},"id":"x"}`, `"x"`, "text must be a string", desk.CodeBadRequest},
		{`{"type":"message.read","id":3,"seq":"7"}`, "3", "seq must be a whole number", desk.CodeBadRequest},
		{`{"type":"message.read","id":3,"seq":1.5}`, "3", "seq must be a whole number", desk.CodeBadRequest},
		{`{"type":"message.read","id":3,"seq":1e400}`, "3", "seq must be a whole number", desk.CodeBadRequest},
		{`{"type":"message.read","id":3,"seq":9223372036854775808}`, "3", "seq must be a whole number", desk.CodeBadRequest},
		{`{"type":"sync","id":3,"limit":"all"}`, "3", "limit must be a whole number", desk.CodeBadRequest},
		{`{"type":"message.send","id":3,"attachment":[]}`, "3", "attachment must be an object", desk.CodeBadRequest},
		{`{"type":"note.send","id":3,"mentions":"3"}`, "3", "mentions must be a list", desk.CodeBadRequest},
		{`{"type":"note.send","id":3,"mentions":["3",4]}`, "3", "mentions must be a string", desk.CodeBadRequest},
		{`{"type":"ping","id":true}`, "", "id must be", desk.CodeBadRequest},
		{`{"type":"ping","id":{"a":1}}`, "", "id must be", desk.CodeBadRequest},
		{`{"type":"ping","id":"` + strings.Repeat("x", 127) + `"}`, "", "id must be", desk.CodeBadRequest},
		{`{"type":5,"id":[1]}`, "", "type must be a string", desk.CodeBadRequest},
	} {
		f, err := DecodeClient([]byte(c.frame))
		shown := c.frame[:min(len(c.frame), 80)]
		if c.code == closes {
			if !errors.Is(err, ErrBadFrame) {
				t.Errorf("%s: %v", shown, err)
			}
			continue
		}
		if desk.CodeOf(err) != c.code || !strings.HasPrefix(desk.AsError(err).Detail, c.detail) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", shown, err)
		}
		if string(f.ID) != c.id {
			t.Errorf("%s: to be answered under %s", shown, f.ID)
		}
	}
}

func TestDecodeClientTakes(t *testing.T) {
	for frame, id := range map[string]string{
		" \r\n\t{\"type\":\"ping\"}\n ":                                                     "",
		`{"type":"ping","id":null}`:                                                         "",
		`{"type":"ping","id":-1.5e3}`:                                                       "-1.5e3",
		`{"type":"ping","id":"` + strings.Repeat("x", 126) + `"}`:                           `"` + strings.Repeat("x", 126) + `"`,
		`{"type":"typing","type":"ping","id":1,"id":2}`:                                     "2",
		`{"type":"ping","text":"\ud800"}`:                                                   "",
		`{"type":"ping","x":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}`: "",
	} {
		if f, err := DecodeClient([]byte(frame)); err != nil || f.Type != TypePing || string(f.ID) != id {
			t.Errorf("%.80s: %+v, %v", frame, f, err)
		}
	}
}

func TestDecodePlainRefuses(t *testing.T) {
	for frame, detail := range map[string]string{
		`{"type":2}`:                     "msg must be the text",
		`{"msg":null,"type":2}`:          "msg must be the text",
		`{"msg":5,"type":2}`:             "msg must be a string",
		`{"msg":"x","openid":5}`:         "openid must be a string",
		`{"msg":"x","client_id":5}`:      "client_id must be a string",
		`{"msg":"x","type":"two"}`:       "type must be 1 or 2",
		`{"msg":"x","type":2.5}`:         "type must be 1 or 2",
		`{"msg":"x","type":{}}`:          "type must be 1 or 2",
		`{"type":"message.send","id":1}`: "type must be 1 or 2",
		`{"type":"ping","id":1}`:         "type must be 1 or 2",
	} {
		if _, err := DecodePlain([]byte(frame)); desk.CodeOf(err) != desk.CodeBadRequest || !strings.HasPrefix(desk.AsError(err).Detail, detail) {
			t.Errorf("%s: %v", frame, err)
		}
	}
	for _, frame := range []string{``, `[]`, `hello`, `"msg"`, "{\"msg\":\"\xff\"}", `{"msg":"x"`} {
		if _, err := DecodePlain([]byte(frame)); !errors.Is(err, ErrBadFrame) {
			t.Errorf("%q: %v", frame, err)
		}
	}
}
