package app_test

import (
	"testing"
	"time"

	"kefu/server/app"
	"kefu/server/config"
	"kefu/server/fanout"
	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
)

// Whatever many people do at once, every client sees what is stored, and what
// is stored is what was acked.
func TestEveryViewIsWhatIsStored(t *testing.T) {
	t.Parallel()
	testkit.EachAddress(t, func(t *testing.T, address string) {
		t.Parallel()
		d := testdesk.Start(t, address, unbounded)
		liveAndCheck(t, []string{d.URL})
	})
}

// Two nodes on one database, joined by a bus, and by nothing but the watch.
func TestEveryViewIsWhatIsStoredOnTwoNodes(t *testing.T) {
	t.Parallel()
	for name, joined := range map[string]bool{"bus": true, "watch": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := testkit.NewAddress(t, "mysql")
			bus := new(fanout.MemoryBus)
			var nodes []string
			for range 2 {
				d := testdesk.Start(t, address, func(c *config.Config, o *app.Options) {
					unbounded(c, o)
					if joined {
						o.Bus = bus.Node()
					}
				})
				nodes = append(nodes, d.URL)
			}
			liveAndCheck(t, nodes)
		})
	}
}

// What another node has committed is told here although this node commits to
// the same conversation right after it, before its watch could look.
func TestNodeTellsWhatCameBeforeItsOwn(t *testing.T) {
	t.Parallel()
	address := testkit.NewAddress(t, "mysql")
	one, other := testdesk.Start(t, address, nil), testdesk.Start(t, address, nil)
	customer := one.Visitor("Li Lei")
	han, wang := one.Agent("Han Mei", "agent"), one.Agent("Wang", "agent")
	phone, here, hears := one.Dial(customer), other.Dial(han), other.Dial(wang)
	phone.Ask(map[string]any{"type": "message.send", "client_id": "1", "kind": "text", "text": "said there"})
	here.Ask(map[string]any{"type": "message.send", "client_id": "2", "conversation_id": customer.ID, "kind": "text", "text": "said here"})
	hears.Message("said here")
	hears.Message("said there")
	phone.Message("said here")
}

// unbounded lets everybody act as fast as they can.
func unbounded(c *config.Config, _ *app.Options) { c.RateLimits = false }

func liveAndCheck(t *testing.T, nodes []string) {
	w := newWorld(t, nodes, testdesk.AdminKey, false, worldSize{customers: 12, agents: 4, devices: 3})
	// In rounds: what one round leaves wrong the next one might cover up.
	for range lasting(4, 12) {
		w.begin()
		w.pause(lasting(1200*time.Millisecond, 3*time.Second))
		w.rest()
		w.checkStored()
	}
	w.check()
	w.end()
}

// lasting chooses between the short form of a test and the long one.
func lasting[T any](short, longer T) T {
	if long() {
		return longer
	}
	return short
}
