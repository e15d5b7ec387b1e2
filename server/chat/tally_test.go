package chat

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/fanout"
	"kefu/server/store"
	"kefu/server/testkit"
)

// countings is records that count how often all was counted.
type countings struct {
	Records
	n atomic.Int64
}

func (c *countings) UnreadConversations(ctx context.Context) ([]desk.Revision, error) {
	c.n.Add(1)
	return c.Records.UnreadConversations(ctx)
}

// TestUnreadTotalFollowsTheChanges of both nodes, and is counted once.
func TestUnreadTotalFollowsTheChanges(t *testing.T) {
	twoNodes(t, [2]fanout.Bus{}, func(t *testing.T, here, there *node) {
		records := &countings{Records: here.db}
		here.chat.records = records
		li, other, han := here.customer("o-li"), here.customer("o-other"), here.agent("Han")
		total := func(want int64) {
			t.Helper()
			here.look(time.Minute)
			if n := here.chat.UnreadTotal(); n != want {
				t.Errorf("%d messages are unread, not %d", n, want)
			}
		}
		there.send(li, Target{}, "before", "x")
		total(0) // no agent is here: nobody wants to know
		here.join(han, false)
		if n, err := here.chat.CountUnread(t.Context()); n != 1 || err != nil {
			t.Errorf("the first agent is told %d, %v", n, err)
		}
		for i := range 3 {
			here.send(li, Target{}, fmt.Sprint("h", i), "x")
			there.send(li, Target{}, fmt.Sprint("t", i), "x")
			there.send(other, Target{}, fmt.Sprint("o", i), "x")
		}
		total(10)
		here.send(other, Target{}, "now", "x")
		if n := here.chat.UnreadTotal(); n != 11 {
			t.Errorf("what this node wrote counts at once: %d, not 11", n)
		}
		there.read(han, to(li.ID), 7)
		total(4)
		here.read(han, to(other.ID), 3)
		there.recall(other, desk.FormatID(other.ID)+"-4")
		total(0)
		if n, err := here.chat.CountUnread(t.Context()); n != 0 || err != nil || records.n.Load() != 1 {
			t.Errorf("%d, %v; it was counted %d times", n, err, records.n.Load())
		}
	})
}

// TestUnreadTotalIsCountedAnew after a while, and whenever the first agent comes.
func TestUnreadTotalIsCountedAnew(t *testing.T) {
	twoNodes(t, [2]fanout.Bus{}, func(t *testing.T, here, _ *node) {
		li, han := here.customer("o-li"), here.agent("Han")
		here.send(li, Target{}, "c", "x")
		session := here.join(han, false)
		here.look(time.Minute)
		byHand := func(n int64) {
			t.Helper()
			if _, err := here.db.Exec("UPDATE conversations SET desk_unread=?, updated_at=1", n); err != nil {
				t.Fatal(err)
			}
			here.look(time.Second)
		}
		if byHand(5); here.chat.UnreadTotal() != 1 {
			t.Errorf("%d: it was counted at once", here.chat.UnreadTotal())
		}
		here.chat.tally.counted = time.Now().Add(-recount - time.Second)
		if byHand(6); here.chat.UnreadTotal() != 6 {
			t.Errorf("%d, not 6", here.chat.UnreadTotal())
		}
		session.leave()
		byHand(7)
		here.join(han, false)
		if byHand(8); here.chat.UnreadTotal() != 8 {
			t.Errorf("%d, not 8", here.chat.UnreadTotal())
		}
	})
}

// TestTallyTakesNoOlderState of a conversation than it knows.
func TestTallyTakesNoOlderState(t *testing.T) {
	y := tally{unread: map[int64]desk.Revision{}}
	y.see(desk.Revision{ConversationID: 1, Rev: 5, DeskUnread: 3}, desk.Revision{ConversationID: 2, Rev: 1, DeskUnread: 1})
	y.see(desk.Revision{ConversationID: 1, Rev: 4, DeskUnread: 2}, desk.Revision{ConversationID: 1, Rev: 5, DeskUnread: 3})
	if y.Total() != 4 {
		t.Errorf("%d, not 4", y.Total())
	}
	y.see(desk.Revision{ConversationID: 1, Rev: 6}, desk.Revision{ConversationID: 2, Rev: 2, DeskUnread: 7})
	if y.Total() != 7 || len(y.unread) != 1 {
		t.Errorf("%d, not 7: %v", y.Total(), y.unread)
	}
}

// TestUnreadTotalOfANodeWithoutAgents: agents elsewhere are told by it too.
func TestUnreadTotalOfANodeWithoutAgents(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		bus := &fanout.MemoryBus{}
		a, b := bus.Node(), bus.Node()
		t.Cleanup(func() { a.Close(); b.Close() }) //nolint:errcheck // in memory
		here, there := newNode(t, db, a, nil), newNode(t, db, b, nil)
		li, han := here.customer("o-li"), here.agent("Han")
		for i := range 3 {
			here.send(li, Target{}, fmt.Sprint("c", i), "x")
		}
		hans := here.join(han, false)
		there.awaitHearing(a.Self(), 0)
		there.look(time.Minute)
		there.send(li, Target{}, "c", "x")
		there.recall(li, desk.FormatID(li.ID)+"-4")
		if got := hans.await("the count", ofType("unread")); got["unread_total"] != 3.0 {
			t.Errorf("the agent is told %v", got)
		}
	})
}
