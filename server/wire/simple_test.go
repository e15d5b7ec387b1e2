package wire

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// slow is DecodeClient without decodeSimple: a space is what that never reads.
func slow(b string) (ClientFrame, error) { return DecodeClient([]byte(" " + b)) }

// TestSimpleFramesAreReadAsAll: what decodeSimple reads is what encoding/json
// reads, and what it refuses is left as it is.
func TestSimpleFramesAreReadAsAll(t *testing.T) {
	names := []string{"type", "client_id", "conversation_id", "openid", "kind", "text", "id", "Type", "seq", "unknown", "internal", ""}
	values := []string{`"message.send"`, `"x"`, `""`, `"你好"`, `"a\"b"`, `"\u4f60"`, "7", "0", "07", "-1", "1.5", "null", "true", "{}", "[]", `"`, "\"a\nb\"", "\"\xff\"", "",
		`"` + strings.Repeat("a", 200) + `"`, strings.Repeat("9", 200), `" "`, "\"\x7f\""}
	r := rand.New(rand.NewPCG(3, 4))
	simple := 0
	for range 50_000 {
		var b strings.Builder
		b.WriteString("{")
		for i := range r.IntN(4) {
			if i > 0 {
				b.WriteString(",")
			}
			name, v := names[r.IntN(len(names))], values[r.IntN(len(values))]
			if r.IntN(2) == 0 {
				name, v = names[r.IntN(6)], values[r.IntN(4)]
			}
			b.WriteString(`"` + name + `":` + v)
		}
		text := b.String() + []string{"}", "}", "}", "} ", "}}", "},", "", ",}"}[r.IntN(8)]
		f, ok := decodeSimple([]byte(text))
		if !ok {
			if !reflect.DeepEqual(f, ClientFrame{}) {
				t.Fatalf("%s was refused and left %+v", text, f)
			}
			continue
		}
		simple++
		want, err := slow(text)
		if err != nil || !reflect.DeepEqual(f, want) {
			t.Fatalf("%s is read as %+v, want %+v (%v)", text, f, want, err)
		}
	}
	if simple < 800 {
		t.Errorf("only %d of the frames were simple", simple)
	}
}

// TestSendsAreSimple: the frames that clients send all day take the short way.
func TestSendsAreSimple(t *testing.T) {
	for _, text := range []string{
		`{"type":"message.send","id":12,"client_id":"5f0c","kind":"text","text":"你好, <b>?"}`,
		`{"type":"message.send","id":"a1","client_id":"5f0c","conversation_id":"17","kind":"text","text":"hello"}`,
		`{"type":"ping","id":3}`, `{"type":"typing"}`,
	} {
		if _, ok := decodeSimple([]byte(text)); !ok {
			t.Errorf("%s is not", text)
		}
	}
	// The frame does not keep the buffer that it was read from.
	b := []byte(`{"type":"ping","id":123}`)
	f, _ := decodeSimple(b)
	copy(b, strings.Repeat("x", len(b)))
	if f.Type != "ping" || string(f.ID) != "123" || !json.Valid(f.ID) {
		t.Errorf("the buffer changed and so did the frame: %+v", f)
	}
}
