package app_test

import (
	"fmt"
	"regexp"
	"strconv"
	"testing"
	"time"

	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
)

// A client that comes out of a tunnel sends all that it has written at once:
// as long as it keeps within its rate's burst and reads, it is served.
func TestBurstOfSendsIsServed(t *testing.T) {
	address := testkit.NewAddress(t, "mysql")
	d := testdesk.Start(t, address, nil)
	customer, agent := d.Visitor("Li Lei"), d.Agent("Han Mei", "agent")
	other := d.Dial(customer)
	for name, who := range map[string]testdesk.Person{"customer": customer, "agent": agent} {
		l, _, err := dial(d.URL, who.Token)
		if err != nil {
			t.Fatal(err)
		}
		const burst = 150
		// The database makes them all wait, so that they are committed and
		// answered at once.
		release := holdUp(t, address, customer.ID)
		for i := range burst {
			id := fmt.Sprintf("%s-%d", name, i)
			l.write(map[string]any{"type": "message.send", "id": id, "client_id": id, "conversation_id": customer.ID, "kind": "text", "text": id})
		}
		waitForQueue(t, d, burst)
		release()
		deadline := time.After(20 * time.Second)
		for acked := 0; acked < burst; {
			select {
			case raw, more := <-l.in:
				if !more {
					t.Fatalf("the %s's connection was ended after %d acks: %v", name, acked, l.err)
				}
				if f := decode(raw); f.Type == "ack" {
					acked++
				} else if f.Type == "error" {
					t.Fatalf("the %s was answered %s", name, raw)
				}
			case <-deadline:
				t.Fatalf("the %s has %d acks of %d", name, acked, burst)
			}
		}
		other.Message(fmt.Sprintf("%s-%d", name, burst-1))
		l.close(true)
	}
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

// waitForQueue waits until n changes wait for their commit.
func waitForQueue(t *testing.T, d *testdesk.Desk, n int) {
	t.Helper()
	last := ""
	if !eventually(30*time.Second, func() bool {
		last = string(d.Call("GET", "/metrics", "", nil).Raw)
		m := queued.FindStringSubmatch(last)
		if len(m) != 2 {
			return false
		}
		depth, err := strconv.Atoi(m[1])
		return err == nil && depth >= n
	}) {
		t.Fatalf("no %d changes came to wait:\n%s", n, last)
	}
}
