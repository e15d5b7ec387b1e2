package store_test

import (
	"testing"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
)

// orders calls f with every order of n things.
func orders(n int, f func(order []int)) {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	var permute func(k int)
	permute = func(k int) {
		if k == n {
			f(order)
			return
		}
		for i := k; i < n; i++ {
			order[k], order[i] = order[i], order[k]
			permute(k + 1)
			order[k], order[i] = order[i], order[k]
		}
	}
	permute(0)
}

// TestGroupInEveryOrder: several changes of one conversation in one group, in
// every order, each order in a conversation of its own; all of them together
// are one group. Three messages lie there already.
func TestGroupInEveryOrder(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		changes := func(id int64, li desk.Principal) []*desk.Change {
			return []*desk.Change{
				send(id, li, "p1", "one more"),
				send(id, han, "p2", "an answer"),
				read(id, wu, 2),
				recall(id, li, 4), // pending, not there yet, or somebody else's, as the order has it
				recall(id, li, 3), // stored
			}
		}
		r.inEveryOrder(t, 5, changes)
	})
}

// TestGroupOfAgentsInEveryOrder: the same with what agents do.
func TestGroupOfAgentsInEveryOrder(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		changes := func(id int64, li desk.Principal) []*desk.Change {
			return []*desk.Change{
				send(id, li, "p1", "one more"),
				patch(id, han, desk.Patch{Status: ref(desk.StatusResolved)}),
				note(id, han, "n1", "hm"),
				patch(id, wu, desk.Patch{Claim: true, Assignee: &desk.Assignee{ID: 4, Name: "Wu"}}),
				patch(id, han, desk.Patch{Claim: true, Assignee: &desk.Assignee{ID: 3, Name: "Han Mei"}}),
			}
		}
		r.inEveryOrder(t, 5, changes)
	})
}

// TestGroupOfReadsInEveryOrder: both sides read partly and wholly.
func TestGroupOfReadsInEveryOrder(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		changes := func(id int64, li desk.Principal) []*desk.Change {
			return []*desk.Change{
				send(id, han, "p1", "an answer"),
				read(id, li, 3),
				read(id, li, 4),
				recall(id, han, 4),
				recall(id, han, 2),
			}
		}
		r.inEveryOrder(t, 5, changes)
	})
}

func (r *room) inEveryOrder(t *testing.T, n int, changes func(int64, desk.Principal) []*desk.Change) {
	t.Helper()
	var all [][]int
	orders(n, func(o []int) { all = append(all, append([]int(nil), o...)) })
	models, people := map[int64]*model{}, r.customers(len(all))
	var before, group []*desk.Change
	for i, li := range people {
		models[li.ID] = newModel()
		before = append(before, send(li.ID, li, "m1", "first"), send(li.ID, han, "m2", "second"), send(li.ID, li, "m3", "third"))
		set := changes(li.ID, li)
		for _, k := range all[i] {
			group = append(group, set[k])
		}
	}
	for _, g := range [][]*desk.Change{before, group} {
		r.commit(g...)
		for _, c := range g {
			verdict(t, models[c.ConversationID], c)
		}
	}
	for id, m := range models {
		m.check(r, id)
	}
	recount(r)
}

// TestResultTellsTheWholeStory: what a send, a read and a recall answer.
func TestResultTellsTheWholeStory(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		li := r.customer("o-li")
		first := r.do(send(li.ID, li, "c1", "hello"))
		if len(first.Activity) != 1 || first.Activity[0].Kind != desk.ActivityOpened || !first.SummaryChanged || first.Conversation.DeskUnread != 1 ||
			first.OpenID != "o-li" || first.Message.Sender.Name != "Li o-li" || first.Message.OpenID != "o-li" {
			t.Errorf("the first message: %+v", first)
		}
		second := r.do(send(li.ID, li, "c2", "?"))
		if len(second.Activity) != 0 || second.SummaryChanged || second.Conversation.DeskUnread != 2 {
			t.Errorf("the second: %+v", second)
		}
		got := r.do(read(li.ID, han, 1))
		if got.Receipt == nil || got.Receipt.Seq != 1 || got.Receipt.Reader != desk.DeskSide || got.Conversation.DeskUnread != 1 {
			t.Errorf("the read: %+v", got)
		}
		if at := r.history(li.ID)[0].ReadAt; !at.Equal(got.Receipt.ReadAt) {
			t.Errorf("read at %v, the receipt says %v", at, got.Receipt.ReadAt)
		}
		if again := r.do(read(li.ID, wu, 1)); again.Receipt != nil || again.Changed() {
			t.Errorf("read again: %+v", again)
		}
		back := r.do(recall(li.ID, li, 2))
		if back.Conversation.DeskUnread != 0 || !back.SummaryChanged || back.Message.OpenID != "o-li" {
			t.Errorf("the recall: %+v", back)
		}
		if again := r.do(recall(li.ID, li, 2)); again.Changed() || !again.Message.Recalled() {
			t.Errorf("recalled again: %+v", again)
		}
		old := r.do(recall(li.ID, li, 1))
		if old.Conversation.DeskUnread != 0 || !old.SummaryChanged {
			t.Errorf("the recall of what was read: %+v", old)
		}
	})
}

func TestChangeOfNothingThereIsNotFound(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		li := r.customer("o-li")
		for _, c := range []*desk.Change{send(999, han, "c", "x"), read(999, han, 1), recall(999, han, 1), recall(li.ID, li, 99), note(999, han, "n", "x"),
			patch(999, han, desk.Patch{Status: ref(desk.StatusOpen)})} {
			good := send(li.ID, li, "ok", "x") // the others of the group don't mind
			r.commit(c, good)
			if desk.CodeOf(c.Result.Err) != desk.CodeNotFound || good.Result.Err != nil {
				t.Errorf("%s: %v; the other: %v", describe(c), c.Result.Err, good.Result.Err)
			}
		}
	})
}

// TestRefusedPatchLeavesNothingBehind: neither in the table nor for the next
// change of the group.
func TestRefusedPatchLeavesNothingBehind(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		li := r.customer("o-li")
		r.do(patch(li.ID, han, desk.Patch{Claim: true, Assignee: &desk.Assignee{ID: 3, Name: "Han Mei"}}))
		late := patch(li.ID, wu, desk.Patch{Claim: true, Assignee: &desk.Assignee{ID: 4}, Customer: &desk.CustomerPatch{Name: ref("Stolen")}})
		bad := patch(li.ID, wu, desk.Patch{Status: ref(desk.StatusPending), Customer: &desk.CustomerPatch{AvatarURL: ref("http://x/")}})
		good := patch(li.ID, han, desk.Patch{Customer: &desk.CustomerPatch{Profile: map[string]string{"phone": "1"}}})
		r.commit(late, bad, good)
		if desk.CodeOf(late.Result.Err) != desk.CodeConflict || late.Result.Conversation.Assignee != 3 {
			t.Errorf("the late claim: %+v", late.Result)
		}
		if desk.CodeOf(bad.Result.Err) != desk.CodeBadRequest {
			t.Errorf("the bad avatar: %v", bad.Result.Err)
		}
		c, err := db.CustomerByID(t.Context(), li.ID)
		if err != nil || c.Name != "Li o-li" || c.Profile["phone"] != "1" || r.conversation(li.ID).Status != desk.StatusNew {
			t.Errorf("afterwards: %+v, %v", c, err)
		}
	})
}
