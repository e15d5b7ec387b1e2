package app_test

import (
	"crypto/rand"
	"fmt"
	"regexp"
	"sync"
	"testing"
	"time"

	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
)

// A client that comes out of a tunnel sends all that it has written at once:
// as long as it keeps within its rate's burst and reads, it is served.
func TestBurstOfSendsIsServed(t *testing.T) {
	t.Parallel()
	address := testkit.NewAddress(t, "mysql")
	d := testdesk.Start(t, address, nil)
	customer, agent := d.Visitor("Li Lei"), d.Agent("Han Mei", "agent")
	other := d.Dial(customer)
	for name, who := range map[string]testdesk.Person{"customer": customer, "agent": agent} {
		for try := 1; ; try++ { // on a slow machine the desk's patience with the lock may end first
			text := fmt.Sprintf("%s's try %d", name, try)
			if sendBurst(t, d, address, who, customer.ID, text) {
				other.Message(text)
				break
			}
			if try == 5 {
				t.Fatalf("the %s is refused again and again", name)
			}
		}
	}
}

// sendBurst sends many messages at once while the database makes them all wait,
// so that they are committed and answered at once; false: some were refused
// because it made them wait for too long.
func sendBurst(t *testing.T, d *testdesk.Desk, address string, who testdesk.Person, conversation, text string) bool {
	t.Helper()
	const burst = 150
	l, _, err := dial(d.URL, who.Token)
	if err != nil {
		t.Fatal(err)
	}
	defer l.close(true)
	release := sync.OnceFunc(holdUp(t, address, conversation))
	defer release()
	for i := range burst {
		id := fmt.Sprint(rand.Text(), i)
		l.write(map[string]any{"type": "message.send", "id": id, "client_id": id, "conversation_id": conversation, "kind": "text", "text": text})
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(time.Minute)
	refused := 0
	for acked := 0; acked+refused < burst; {
		select {
		case raw, more := <-l.in:
			switch f := decode(raw); {
			case !more:
				t.Fatalf("%s: the connection was ended after %d acks: %v", text, acked, l.err)
			case f.Type == "ack":
				acked++
			case f.Type == "error" && f.Code == "unavailable":
				refused++
				release()
			case f.Type == "error":
				t.Fatalf("%s is answered %s", text, raw)
			}
		case <-tick.C:
			if depth(d) >= burst {
				release()
			}
		case <-deadline:
			t.Fatalf("%s: %d of %d acks and %d refusals", text, acked, burst, refused)
		}
	}
	return refused == 0
}

// holdUp locks a conversation's row until release.
func holdUp(t *testing.T, address, conversation string) (release func()) {
	t.Helper()
	tx, err := testkit.OpenDatabase(t, address).Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec("SELECT id FROM conversations WHERE id=? FOR UPDATE", conversation); err != nil {
		t.Fatal(err)
	}
	return func() { tx.Rollback() } //nolint:errcheck // the lock goes either way
}

var queued = regexp.MustCompile(`(?m)^kefu_queue_depth (\d+)`)
