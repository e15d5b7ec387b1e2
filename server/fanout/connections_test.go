package fanout

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"kefu/server/desk"
)

// TestTooManyConnectionsOnAllNodes: of an identity's connections to several
// nodes the oldest are closed, wherever they are, when there have been too many
// for a while, and nobody else's; until then an identity may move to another node.
func TestTooManyConnectionsOnAllNodes(t *testing.T) {
	for _, who := range []desk.Principal{customer(7), agent(7)} {
		synctest.Test(t, func(t *testing.T) {
			bus := new(MemoryBus)
			var hubs []*Hub
			for range 3 {
				end := bus.Node()
				h := newHub(end, 4)
				h.Listen()
				hubs = append(hubs, h)
				defer func() { h.board.Close(); end.Close() }() //nolint:errcheck // it never fails
			}
			time.Sleep(5 * time.Second)
			other := newSession("other", customer(8))
			hubs[0].Join(other)
			var mine []*session
			var leave []func()
			join := func(node int) {
				s := newSession(fmt.Sprint("number ", len(mine), " on ", node), who)
				mine = append(mine, s)
				leave = append(leave, hubs[node].Join(s))
				time.Sleep(time.Second)
			}
			closed := func() (ids []int) {
				for range 20 {
					time.Sleep(2 * time.Second)
					for _, h := range hubs {
						h.CloseExcess()
					}
				}
				for i, s := range mine {
					if s.closed == "4009 too_many_connections" && s.times == 1 {
						ids = append(ids, i)
					} else if s.closed != "" {
						t.Errorf("%s: closed %d times with %s", s.id, s.times, s.closed)
					}
				}
				return ids
			}
			for _, node := range []int{0, 1, 2, 0} {
				join(node)
			}
			if got := closed(); len(got) > 0 {
				t.Errorf("%v are closed although there are no more than allowed", got)
			}
			join(1)
			join(2)
			// Within the time nobody is closed: they may be moving.
			for _, h := range hubs {
				h.CloseExcess()
			}
			for _, s := range mine {
				if s.closed != "" {
					t.Errorf("%s was closed at once", s.id)
				}
			}
			if got := closed(); !slices.Equal(got, []int{0, 1}) {
				t.Errorf("%v are closed, not the two oldest", got)
			}
			leave[0]()
			leave[1]()
			// All of the third node's come to the first, before it knows that they left.
			join(0)
			join(0)
			leave[2]()
			leave[5]()
			if got := closed(); !slices.Equal(got, []int{0, 1}) {
				t.Errorf("%v are closed after some have moved", got)
			}
			if other.closed != "" {
				t.Error("somebody else was closed")
			}
		})
	}
}
