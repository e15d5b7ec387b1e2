package store_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
)

// dice returns random numbers that KEFU_TEST_SEED repeats.
func dice(t *testing.T) *rand.Rand {
	seed := uint64(time.Now().UnixNano())
	if s, err := strconv.ParseUint(os.Getenv("KEFU_TEST_SEED"), 10, 64); err == nil {
		seed = s
	}
	t.Logf("KEFU_TEST_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // it must be repeatable
}

// randomChange is something that somebody might ask; last is about how many
// messages there are.
func randomChange(d *rand.Rand, li desk.Principal, last int) *desk.Change {
	agent := []desk.Principal{han, wu}[d.IntN(2)]
	by := li
	if d.IntN(2) == 0 {
		by = agent
	}
	seq := int64(1 + d.IntN(last+2))
	switch n := d.IntN(20); {
	case n < 10:
		// Few names, so that they meet; some are another sender's.
		return send(li.ID, by, fmt.Sprint(by.Role, d.IntN(last+5)), fmt.Sprint("text ", d.Int()))
	case n < 11:
		return send(li.ID, by, fmt.Sprint("agent", d.IntN(last+5)), "x")
	case n < 14:
		return read(li.ID, by, seq)
	case n < 16:
		return recall(li.ID, by, seq)
	case n < 17:
		return note(li.ID, agent, fmt.Sprint("n", d.IntN(6)), "a note")
	case n < 18:
		return patch(li.ID, agent, desk.Patch{Claim: true, Assignee: &desk.Assignee{ID: agent.ID, Name: agent.Name}})
	case n < 19:
		return patch(li.ID, agent, desk.Patch{Customer: &desk.CustomerPatch{Blocked: ref(d.IntN(4) == 0)}})
	}
	return patch(li.ID, agent, desk.Patch{Status: ref([]desk.Status{desk.StatusOpen, desk.StatusPending, desk.StatusResolved}[d.IntN(3)]), Assignee: &desk.Assignee{}})
}

// plainChange is what is asked all day: a message, or that all was read.
func plainChange(d *rand.Rand, li desk.Principal, last int) *desk.Change {
	by := []desk.Principal{li, han}[d.IntN(2)]
	if d.IntN(4) == 0 {
		return read(li.ID, by, int64(last))
	}
	return send(li.ID, by, fmt.Sprint("plain", d.Int()), "x")
}

// TestRandomWork compares every answer and the whole database with the model.
// Two writers take turns, and mostly trust what they remember.
func TestRandomWork(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r, other, d := newRoom(t, db), newRoom(t, db), dice(t)
		people := r.customers(8)
		models := map[int64]*model{}
		for _, li := range people {
			models[li.ID] = newModel()
		}
		for range 160 {
			if d.IntN(4) == 0 {
				r, other = other, r
			}
			if d.IntN(3) > 0 {
				r.w.Trust()
			}
			change, most := randomChange, 25
			if d.IntN(2) == 0 {
				change, most = plainChange, 8
			}
			var group []*desk.Change
			for range 1 + d.IntN(most) {
				li := people[d.IntN(len(people))]
				group = append(group, change(d, li, len(models[li.ID].messages)))
			}
			r.commit(group...)
			for _, c := range group {
				verdict(t, models[c.ConversationID], c)
			}
			if t.Failed() {
				t.FailNow()
			}
		}
		for id, m := range models {
			m.check(r, id)
		}
		recount(r)
	})
}
