package store_test

import (
	"testing"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
)

// TestResendToAnotherNode: the first sending went by a writer that this one
// knows nothing of, and it expects no resends. The others of the group are
// stored once all the same, in order.
func TestResendToAnotherNode(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		here, there := newRoom(t, db), newRoom(t, db)
		li, wang := here.customer("o-li"), here.customer("o-wang")
		there.do(send(li.ID, li, "c1", "hello"))
		here.w.Trust()
		before, again, after := send(wang.ID, wang, "w1", "x"), send(li.ID, li, "c1", "hello again"), send(li.ID, li, "c2", "next")
		here.commit(before, again, after)
		if r := again.Result; r.Err != nil || !r.Duplicate || r.Message.Seq != 1 || r.Message.Text != "hello" || r.Changed() {
			t.Errorf("the resend: %+v", r)
		}
		for c, seq := range map[*desk.Change]int64{before: 1, after: 2} {
			if r := c.Result; r.Err != nil || r.Duplicate || r.Message.Seq != seq {
				t.Errorf("%s: %+v", describe(c), r)
			}
		}
		if got := here.conversation(li.ID); got.LastSeq != 2 || got.DeskUnread != 2 {
			t.Errorf("%+v", got)
		}
		recount(here)

		// By somebody else it is a conflict, remembered or not.
		here.w.Trust()
		stolen := send(li.ID, han, "c1", "x")
		here.commit(stolen)
		there.do(send(li.ID, li, "c3", "x"))
		here.w.Trust()
		unseen := send(li.ID, han, "c3", "x")
		here.commit(unseen)
		for _, c := range []*desk.Change{stolen, unseen} {
			if desk.CodeOf(c.Result.Err) != desk.CodeConflict {
				t.Errorf("%s: %+v", describe(c), c.Result)
			}
		}
	})
}

// TestResendOfABlockedCustomer: what they sent before is answered as sent; the
// rest is refused.
func TestResendOfABlockedCustomer(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		here, there := newRoom(t, db), newRoom(t, db)
		li := here.customer("o-li")
		there.do(send(li.ID, li, "c1", "hello"))
		there.do(patch(li.ID, han, desk.Patch{Customer: &desk.CustomerPatch{Blocked: ref(true)}}))
		here.w.Trust()
		again, fresh := send(li.ID, li, "c1", "hello"), send(li.ID, li, "c2", "x")
		here.commit(again, fresh)
		if r := again.Result; r.Err != nil || !r.Duplicate || r.Message.Seq != 1 {
			t.Errorf("the resend: %+v", r)
		}
		if desk.CodeOf(fresh.Result.Err) != desk.CodeBlocked {
			t.Errorf("the new message: %+v", fresh.Result)
		}
	})
}
