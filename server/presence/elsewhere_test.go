package presence

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"kefu/server/desk"
	"kefu/server/fanout"
	"kefu/server/wire"
)

// node is a tracker on a bus, with what it told.
type node struct {
	*Tracker
	heard *told
	board *fanout.Board
	bus   fanout.Bus
}

// die ends the node, without a word to the others.
func (x *node) die() {
	if x.board != nil {
		x.Close()
		x.board.Close()
		x.bus.Close() //nolint:errcheck // it never fails
		x.board = nil
	}
}

// nodes starts trackers that share a bus.
func nodes(t *testing.T, n int, knows func(int64) bool) []*node {
	bus := new(fanout.MemoryBus)
	var all []*node
	for range n {
		x := &node{heard: &told{}, bus: bus.Node()}
		hub := fanout.NewHub(wire.Encoder{}, x.bus, func() int { return 5 })
		x.board = hub.Board()
		x.Tracker = New(x.heard, x.board, knows, LeaveDelay)
		hub.UsePresence(x.Tracker)
		hub.Listen()
		all = append(all, x)
	}
	t.Cleanup(func() {
		for _, x := range all {
			x.die()
		}
	})
	return all
}

// wrote is a customer of whom agents heard after they came.
var wrote = desk.Principal{Role: desk.RoleCustomer, ID: 9, OpenID: "o-wrote"}

// TestOnlineOnAnyNode: who is connected to several nodes comes and goes once,
// everywhere; who is on a node that died goes with it.
func TestOnlineOnAnyNode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var written atomic.Bool
		all := nodes(t, 3, func(id int64) bool { return id == wrote.ID && written.Load() })
		names := []string{all[0].bus.Self(), all[1].bus.Self(), all[2].bus.Self()}
		told := func(when, want string) {
			t.Helper()
			time.Sleep(50 * time.Millisecond) // of the bubble's clock: gathering and the bus
			synctest.Wait()
			for i, x := range all {
				if got := x.heard.take(); got != want {
					t.Errorf("%s: node %d told %q, not %q", when, i, got, want)
				}
			}
		}
		time.Sleep(5 * time.Second)
		told("at the start", "")
		all[0].Join(li, true)
		told("on one node", "o-li came")
		all[1].Join(li, true)
		told("on a second", "")
		all[0].Leave(li, true)
		time.Sleep(2 * LeaveDelay)
		told("left the first", "")
		all[1].Leave(li, true)
		time.Sleep(LeaveDelay - time.Second)
		told("about to be gone", "")
		all[2].Join(li, true)
		time.Sleep(LeaveDelay)
		told("moved to the third", "")
		all[2].SetPage(li, desk.Page{URL: "https://shop.example/", Title: "Shop", Since: time.Now()}, true)
		told("looks at a page", "o-li at https://shop.example/ Shop")
		for i, x := range all {
			if p := x.Page(li.ID); p == nil || p.Title != "Shop" {
				t.Errorf("node %d has the customer at %v", i, p)
			}
		}

		all[1].Join(han, true)
		told("the first agent", "3 came, available true")
		all[2].Join(wu, true)
		told("the second agent", "4 came")
		for i, x := range all {
			if got := len(x.Agents()); got != 2 || !x.Available() || !x.Online(desk.CustomerSide, li.ID) || !x.Online(desk.DeskSide, wu.ID) {
				t.Errorf("node %d: %d agents", i, got)
			}
		}
		all[2].Join(wrote, false)
		told("a customer who has not written", "")
		for i, x := range all {
			if x.Customers() != 2 {
				t.Errorf("node %d counts %d customers", i, x.Customers())
			}
		}
		written.Store(true)

		// The third dies: li and wu are nowhere, and han alone is there to answer.
		all[2].die()
		all = all[:2]
		time.Sleep(6 * time.Second) // its lease
		for _, x := range all {
			x.board.Alive(names)
			x.board.Alive(names[:2])
		}
		time.Sleep(time.Second)
		synctest.Wait()
		for i, x := range all {
			got := strings.Split(x.heard.take(), ", ")
			slices.Sort(got)
			if !slices.Equal(got, []string{"4 went", "o-li went", "o-wrote went"}) {
				t.Errorf("node %d told %q", i, got)
			}
		}
		all[1].Leave(han, true)
		time.Sleep(LeaveDelay)
		told("the last agent went", "3 went, available false")
	})
}
