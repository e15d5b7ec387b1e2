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
	testkit.EachAddress(t, func(t *testing.T, address string) {
		d := testdesk.Start(t, address, unbounded)
		liveAndCheck(t, []string{d.URL})
	})
}

// Two nodes on one database, joined by a bus, and by nothing but the watch.
func TestEveryViewIsWhatIsStoredOnTwoNodes(t *testing.T) {
	for name, joined := range map[string]bool{"bus": true, "watch": false} {
		t.Run(name, func(t *testing.T) {
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

// unbounded lets everybody act as fast as they can.
func unbounded(c *config.Config, _ *app.Options) { c.RateLimits = false }

func liveAndCheck(t *testing.T, nodes []string) {
	w := newWorld(t, nodes, testdesk.AdminKey, false, worldSize{customers: 12, agents: 4, devices: 3})
	w.begin()
	w.pause(lasting(5*time.Second, 2*time.Minute))
	start := time.Now()
	w.rest()
	quiet := time.Now()
	w.check()
	t.Logf("answered after %s, compared after %s", quiet.Sub(start).Round(time.Millisecond), time.Since(quiet).Round(time.Millisecond))
	w.end()
}

// lasting is how long a test does what it does at random.
func lasting(short, longer time.Duration) time.Duration {
	if long() {
		return longer
	}
	return short
}
