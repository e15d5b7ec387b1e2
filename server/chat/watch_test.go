package chat

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/fanout"
	"kefu/server/store"
	"kefu/server/testkit"
)

// twoNodes are two nodes on one database, each with connections of its own.
func twoNodes(t *testing.T, bus [2]fanout.Bus, f func(t *testing.T, here, there *node)) {
	testkit.EachAddress(t, func(t *testing.T, address string) {
		f(t, newNode(t, testkit.OpenDatabase(t, address), bus[0], nil), newNode(t, testkit.OpenDatabase(t, address), bus[1], nil))
	})
}

// look lets a node look for what it has not told, now, from when its last look
// was so long ago.
func (n *node) look(ago time.Duration) {
	n.t.Helper()
	now, err := n.chat.records.Clock(n.t.Context())
	if err != nil {
		n.t.Fatal(err)
	}
	if _, err := n.chat.look(n.t.Context(), now-ago.Milliseconds()); err != nil {
		n.t.Fatal(err)
	}
}

// TestWatchFindsWhatAnotherNodeCommitted without any bus: messages, receipts,
// notes, events, recalls, in both dialects.
func TestWatchFindsWhatAnotherNodeCommitted(t *testing.T) {
	if watchEvery >= 2*time.Second {
		t.Errorf("a node looks every %v: what it does not hear of must be told within two seconds", watchEvery)
	}
	twoNodes(t, [2]fanout.Bus{}, func(t *testing.T, here, there *node) {
		li, other, han, wu := here.customer("o-li"), here.customer("o-other"), here.agent("Han"), here.agent("Wu")
		here.send(li, Target{}, "c0", "before")
		phone, stranger, hans, plain := here.join(li, false), here.join(other, false), here.join(han, false), here.join(wu, true)
		stop := here.run()
		here.chat.awaitLook(t)
		time.Sleep(2 * time.Millisecond) // what is written now is later than the first look

		there.send(wu, to(li.ID), "a1", "from there")
		there.send(li, Target{}, "c1", "an answer there")
		there.read(wu, to(li.ID), 3)
		there.note(wu, li.ID, "a note there")
		there.send(wu, to(li.ID), "a2", "taken back")
		there.recall(wu, desk.FormatID(li.ID)+"-4")
		last := there.edit(wu, li.ID, desk.Patch{Status: ref(desk.StatusPending)}).RevTo

		for _, s := range []*session{phone, hans} {
			s.message("from there")
			s.message("an answer there")
			s.await("the receipt", func(f frame) bool { return f["type"] == "receipt" && f["reader"] == "desk" && f["seq"] == 3.0 })
			s.await("what was taken back", func(f frame) bool { return f.at("message", "recalled_at") != nil || lastRecalled(f) })
		}
		hans.await("the note", func(f frame) bool { return f.at("note", "text") == "a note there" })
		hans.await("the event", func(f frame) bool { return f.at("event", "kind") == "pending" })
		hans.await("the count", func(f frame) bool { return f["type"] == "unread" && f["unread"] == 0.0 })
		hans.await("the summary", func(f frame) bool { return f.at("conversation", "status") == "pending" })
		plain.message("an answer there")
		if types := phone.types(); types["note"]+types["event"]+types["conversation"] > 0 {
			t.Errorf("the customer was told %v", types)
		}
		if got := stranger.all(); len(got) > 0 {
			t.Errorf("another customer was told %v", got)
		}
		here.awaitRev(li.ID, last)
		stop() // it looks by itself alone
		phone.forget()
		hans.forget()
		here.look(Overlap)
		// Of what was sent before all this the summary may be shown at any time.
		if got := slices.DeleteFunc(append(phone.all(), hans.all()...), ofType("conversation")); len(got) > 0 {
			t.Errorf("a look that found nothing new told %v", got)
		}
	})
}

// lastRecalled reports whether a frame of several messages ends with one that
// was taken back.
func lastRecalled(f frame) bool {
	ms, _ := f["messages"].([]any)
	return len(ms) > 0 && ms[len(ms)-1].(map[string]any)["recalled_at"] != nil
}

// awaitLook waits until the first look is over.
func (s *Service) awaitLook(t *testing.T) {
	t.Helper()
	for limit := time.Now().Add(30 * time.Second); s.ToldCursor() == ""; time.Sleep(time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatal("the node never looked")
		}
	}
}

// awaitRev waits until the node has noted that it told of rev: it does so right
// behind the frames.
func (n *node) awaitRev(conversation, rev int64) {
	n.t.Helper()
	for limit := time.Now().Add(30 * time.Second); ; time.Sleep(time.Millisecond) {
		if _, told, _ := n.chat.Progress(conversation); told >= rev {
			return
		}
		if time.Now().After(limit) {
			n.t.Fatalf("the node never told of rev %d", rev)
		}
	}
}

// TestGapBeforeWhatWasTold: another node's news was lost, then this node
// commits something of the same conversation. What was lost is told all the
// same, whether this node knew the conversation before or not.
func TestGapBeforeWhatWasTold(t *testing.T) {
	for _, known := range []bool{true, false} {
		t.Run(fmt.Sprint("known ", known), func(t *testing.T) {
			twoNodes(t, [2]fanout.Bus{}, func(t *testing.T, here, there *node) {
				li, han := here.customer("o-li"), here.agent("Han")
				first := there
				if known {
					first = here
				}
				first.send(li, Target{}, "c0", "before")
				time.Sleep(2 * time.Millisecond) // later than the last look
				now, err := here.chat.records.Clock(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				time.Sleep(2 * time.Millisecond)
				hans, phone, plain := here.join(han, false), here.join(li, false), here.join(han, true)
				there.note(han, li.ID, "lost note")
				there.send(li, Target{}, "c1", "lost")
				here.send(li, Target{}, "c2", "not lost")
				if _, err := here.chat.look(t.Context(), now); err != nil {
					t.Fatal(err)
				}
				hans.message("lost")
				hans.message("not lost")
				hans.await("the note", func(f frame) bool { return f.at("note", "text") == "lost note" })
				phone.message("lost")
				plain.message("lost")
			})
		})
	}
}

// TestGapInTheBus: news that skips a revision does not count as all that was
// before it.
func TestGapInTheBus(t *testing.T) {
	n := newTold()
	at := func(rev int64) *desk.Conversation { return &desk.Conversation{ID: 1, Rev: rev, LastSeq: rev} }
	rev := func() int64 { m, _ := n.get(1); return m.rev }
	n.advance(1, 0, at(2), false)
	n.advance(1, 3, at(4), false)
	if rev() != 2 {
		t.Errorf("a hole was passed: %d", rev())
	}
	n.advance(1, 2, at(3), false)
	n.advance(1, 3, at(4), false)
	n.advance(1, 1, at(2), false) // late
	n.advance(1, 4, at(4), false) // a resend
	if rev() != 4 {
		t.Errorf("at %d, not 4", rev())
	}
	n.advance(1, 3, at(9), false) // overlapping
	if rev() != 9 {
		t.Errorf("at %d, not 9", rev())
	}
	n = newTold()
	n.advance(1, 5, at(6), false) // who knows what came before
	if _, known := n.get(1); known {
		t.Error("what nobody remembers counts as told")
	}
	n.advance(1, 5, at(6), true) // nothing that the watch has not told
	if rev() != 6 {
		t.Errorf("at %d, not 6", rev())
	}
}

// failing reads from the real database and fails when it is told to.
type failing struct {
	Records
	fail atomic.Int32 // so many reads of activity fail
}

func (f *failing) Activity(ctx context.Context, conversation, after int64, limit int) ([]desk.Activity, error) {
	if f.fail.Add(-1) >= 0 {
		return nil, desk.Unavailable(errors.New("the database went away"))
	}
	return f.Records.Activity(ctx, conversation, after, limit)
}

// TestLookThatFailsInTheMiddle loses nothing: the next one tells it.
func TestLookThatFailsInTheMiddle(t *testing.T) {
	address := testkit.NewAddress(t, "sqlite")
	there := newNode(t, testkit.OpenDatabase(t, address), nil, nil)
	broken := &failing{}
	here := newNode(t, testkit.OpenDatabase(t, address), nil, func(r Records) Records { broken.Records = r; return broken })
	li, han := here.customer("o-li"), here.agent("Han")
	here.send(li, Target{}, "c0", "before")
	hans := here.join(han, false)
	there.send(li, Target{}, "c1", "lost?")
	broken.fail.Store(1)
	now, err := here.chat.records.Clock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := here.chat.look(t.Context(), now-Overlap.Milliseconds()); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Fatalf("the look: %v", err)
	}
	here.look(Overlap)
	hans.message("lost?")
}

// TestBusTellsTheOtherNode, at once, and the watch has nothing to add.
func TestBusTellsTheOtherNode(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		bus := &fanout.MemoryBus{}
		a, b := bus.Node(), bus.Node()
		t.Cleanup(func() { a.Close(); b.Close() }) //nolint:errcheck // in memory
		here, there := newNode(t, db, a, nil), newNode(t, db, b, nil)
		li, han := here.customer("o-li"), here.agent("Han")
		hans, phone := here.join(han, false), here.join(li, false)
		there.awaitHearing(a.Self(), 0, li.ID)
		there.send(li, Target{}, "c1", "over the bus")
		there.note(han, li.ID, "a note")
		hans.message("over the bus")
		phone.message("over the bus")
		hans.await("the note", ofType("note"))
		here.awaitRev(li.ID, 3)
		hans.forget()
		phone.forget()
		here.look(Overlap)
		if got := append(hans.all(), phone.all()...); len(got) > 0 {
			t.Errorf("told again: %v", got)
		}
	})
}

// awaitHearing waits until the node knows that another has somebody to tell of
// every id: a customer's, or 0 for the agents. News from before come by the
// watch alone.
func (n *node) awaitHearing(other string, ids ...int64) {
	n.t.Helper()
	limit := time.Now().Add(30 * time.Second)
	for _, id := range ids {
		for !slices.Contains(n.hub.Board().Hearing(nil, fanout.FactHears, id), other) {
			if time.Now().After(limit) {
				n.t.Fatalf("the node never learnt who hears of %d", id)
			}
			time.Sleep(time.Millisecond)
		}
	}
}

// counted counts the conversations that are read one by one.
type counted struct {
	Records
	reads atomic.Int64
}

func (c *counted) Conversation(ctx context.Context, id int64) (desk.Conversation, error) {
	c.reads.Add(1)
	return c.Records.Conversation(ctx, id)
}

// TestWatchReadsNothingForNobody: what changes elsewhere costs a node without
// anybody concerned no statement each, and is not told to who comes later.
func TestWatchReadsNothingForNobody(t *testing.T) {
	testkit.EachAddress(t, func(t *testing.T, address string) {
		records := new(counted)
		here := newNode(t, testkit.OpenDatabase(t, address), nil, func(r Records) Records {
			records.Records = r
			return records
		})
		there := newNode(t, testkit.OpenDatabase(t, address), nil, nil)
		li, han := there.customer("o-li"), there.agent("Han")
		there.send(li, Target{}, "c1", "one")
		there.send(han, to(li.ID), "a1", "an answer")
		there.read(li, Target{}, 2)
		here.look(Overlap)
		if n := records.reads.Load(); n > 0 {
			t.Errorf("%d conversations were read for nobody", n)
		}
		phone := here.join(li, false)
		there.send(han, to(li.ID), "a2", "for the phone")
		here.look(Overlap)
		phone.message("for the phone")
		for _, old := range []string{"one", "an answer"} {
			if f := phone.within(0, func(f frame) bool { return holds(f, old) }); f != nil {
				t.Errorf("who came later was told %v", f)
			}
		}
	})
}
