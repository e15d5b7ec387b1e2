package gateway_test

import (
	"testing"

	"kefu/server/testkit"
)

// TestOwnMessageIsToldOnce: the connection that sends is shown its message by
// the ack, with the rev that a pong will say; another device by a frame.
func TestOwnMessageIsToldOnce(t *testing.T) {
	d := sqliteDesk(t, nil)
	lilei := d.Visitor("Li Lei")
	phone, tablet := d.Dial(lilei), d.Dial(lilei)
	agent := d.Dial(d.Agent("Han Mei", "agent"))
	phone.Ask(send("1", "the first one opens the conversation"))
	for _, f := range []testkit.Frame{phone.Ask(send("2", "hello")), phone.Ask(send("2", "hello"))} { // a resend too
		wantAt(t, f, 2.0, "message", "seq")
		wantAt(t, f, 3.0, "rev")
	}
	wantAt(t, tablet.Message("hello"), 2.0, "seq")
	ack := agent.Ask(sendTo(lilei.ID, "a-1", "an answer"))
	wantAt(t, ack, nil, "rev")
	phone.Message("an answer") // behind everything else
	for _, f := range phone.Frames() {
		if text := f.At("message", "text"); f.Type() != "ack" && text != nil && text != "an answer" {
			t.Errorf("it was told its own message by %v", f)
		}
	}
	agent.Message("an answer")
	pong := phone.Ask(map[string]any{"type": "ping"})
	wantAt(t, pong, 3.0, "last_seq")
	wantAt(t, pong, 4.0, "rev")
}
