package gateway_test

import (
	"testing"

	"kefu/server/app"
	"kefu/server/config"
	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
)

// sqliteDesk runs a desk on SQLite: what differs between databases is tested
// in store and app.
func sqliteDesk(t *testing.T, edit func(*config.Config, *app.Options)) *testdesk.Desk {
	t.Helper()
	return testdesk.Start(t, testkit.NewAddress(t, "sqlite"), edit)
}

func send(clientID, text string) map[string]any {
	return map[string]any{"type": "message.send", "client_id": clientID, "kind": "text", "text": text}
}

func sendTo(conversation, clientID, text string) map[string]any {
	f := send(clientID, text)
	f["conversation_id"] = conversation
	return f
}

func wantType(t *testing.T, f testkit.Frame, want string) testkit.Frame {
	t.Helper()
	if f.Type() != want {
		t.Fatalf("got %v, want a frame of type %s", f, want)
	}
	return f
}

func wantError(t *testing.T, f testkit.Frame, code string) {
	t.Helper()
	if f.Type() != "error" || f["code"] != code {
		t.Fatalf("got %v, want the error %s", f, code)
	}
	if detail, _ := f["detail"].(string); detail == "" {
		t.Fatalf("the error %v has no detail", f)
	}
}

func wantAt(t *testing.T, f testkit.Frame, want any, path ...string) {
	t.Helper()
	if got := f.At(path...); got != want {
		t.Fatalf("%v is %v, want %v, in %v", path, got, want, f)
	}
}
