package store_test

import (
	"fmt"
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
)

// TestRecallMovesTheWait: the customer waits since the oldest message that
// stands and has no answer that stands.
func TestRecallMovesTheWait(t *testing.T) {
	resolved, opened := desk.StatusResolved, desk.StatusOpen
	for _, c := range []struct {
		name  string
		acts  string // c: customer, a: agent, b: bot writes; 1 to 9: that message is recalled; R: resolved, O: opened by hand
		since int    // the message; 0: they don't wait
	}{
		{"the only question", "c1", 0},
		{"the oldest of several", "ccc1", 2},
		{"the two oldest", "ccc21", 3},
		{"one in between", "ccc2", 1},
		{"one that was answered", "cac1", 3},
		{"all of them", "cc12", 0},
		{"the only answer", "cca3", 1},
		{"the only answer, and they asked again", "cac2", 1},
		{"one of two answers", "caa2", 0},
		{"the second of two answers", "caa3", 0},
		{"both answers", "caa23", 1},
		{"a bot's answer", "cb2", 1},
		{"the answer of a resolved one", "caR2", 0},
		{"the answer of one that was opened again by hand", "caRO2", 0},
		{"a question after a resolution", "cRc2", 0},
		{"an answer after a resolution", "cRcca4", 2},
		{"an answer of before the resolution", "caRc2", 3},
		{"the greeting that nobody asked for", "a1", 0},
		{"an agent's message before the question", "acc1", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
				r := newRoom(t, db)
				// Each by itself, some time apart, and all of them in one group.
				apart, together := r.customer("apart"), r.customer("together")
				for _, li := range []desk.Principal{apart, together} {
					var group []*desk.Change
					by := map[byte]desk.Principal{'c': li, 'a': han, 'b': {Role: desk.RoleBot}}
					wrote := []byte{}
					for i, what := range []byte(c.acts) {
						switch what {
						case 'c', 'a', 'b':
							wrote = append(wrote, what)
							group = append(group, send(li.ID, by[what], fmt.Sprint("m", i), "x"))
						case 'R':
							group = append(group, patch(li.ID, han, desk.Patch{Status: &resolved}))
						case 'O':
							group = append(group, patch(li.ID, han, desk.Patch{Status: &opened}))
						default:
							group = append(group, recall(li.ID, by[wrote[what-'1']], int64(what-'0')))
						}
					}
					if li == together {
						r.commit(group...)
						continue
					}
					for _, change := range group {
						r.do(change)
						time.Sleep(2 * time.Millisecond)
					}
				}
				for _, li := range []desk.Principal{apart, together} {
					var want time.Time
					if c.since > 0 {
						want = r.history(li.ID)[c.since-1].CreatedAt
					}
					if got := r.conversation(li.ID).WaitingSince; !got.Equal(want) {
						t.Errorf("%s: %s waits since %v, not %v", c.acts, li.OpenID, got, want)
					}
				}
			})
		})
	}
}

// TestPatchThatChangesNothing leaves no event and no revision.
func TestPatchThatChangesNothing(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		li := r.customer("o-li")
		edit := desk.Patch{Customer: &desk.CustomerPatch{Name: ref("Li Lei"), Blocked: ref(true), Profile: map[string]string{"phone": "1"}}}
		if res := r.do(patch(li.ID, han, edit)); res.RevTo != res.RevFrom+1 || len(res.Activity) != 1 {
			t.Errorf("the first time: %+v", res)
		}
		if res := r.do(patch(li.ID, han, edit)); res.RevTo != res.RevFrom || len(res.Activity) != 0 || res.SummaryChanged {
			t.Errorf("the second time: %+v", res)
		}
	})
}
