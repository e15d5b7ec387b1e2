package app_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
)

// kills is how often a server is killed in a test.
func kills() int { return lasting(10, 100) }

// Whatever was acked survives kill -9, once, under its acked seq.
func TestKilledServerLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	testkit.EachAddress(t, func(t *testing.T, address string) {
		t.Parallel()
		s := newServer(t, address)
		s.up()
		killAndCheck(t, []*server{s}, s)
	})
}

// The same with two nodes on one database, of which one is killed again and
// again: what it committed and told nobody, the other one tells.
func TestKilledNodeOfTwoLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	address := testkit.NewAddress(t, "mysql")
	stays, dies := newServer(t, address), newServer(t, address)
	stays.up()
	dies.up()
	killAndCheck(t, []*server{stays, dies}, dies)
}

func killAndCheck(t *testing.T, nodes []*server, victim *server) {
	var bases []string
	for _, s := range nodes {
		bases = append(bases, s.URL)
	}
	w := newWorld(t, bases, testdesk.AdminKey, true, worldSize{customers: 8, agents: 3, devices: 2})
	r := w.random("killer", 0)
	w.begin()
	for range kills() {
		w.pause(loadBeforeKill(r))
		victim.kill()
		victim.up()
	}
	w.pause(loadBeforeKill(r))
	w.rest()
	w.check()
	w.end()
	for _, s := range nodes {
		if code, _ := s.term(); code != 0 {
			t.Errorf("the server ended with code %d after SIGTERM:\n%s", code, s.out)
		}
	}
}

// loadBeforeKill is long enough for everybody to have connected again and to
// be in the middle of something.
func loadBeforeKill(r *rand.Rand) time.Duration {
	return time.Duration(300+r.IntN(500)) * time.Millisecond
}
