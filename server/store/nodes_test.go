package store_test

import (
	"math/rand/v2"
	"sort"
	"sync"
	"testing"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
)

// TestTwoNodesWriteTheSameConversations: no deadlock reaches a sender, no seq
// and no rev is given twice or left out, and the counts are exact.
func TestTwoNodesWriteTheSameConversations(t *testing.T) {
	testkit.EachAddress(t, func(t *testing.T, address string) {
		nodes := []*store.DB{testkit.OpenDatabase(t, address), testkit.OpenDatabase(t, address)}
		r := newRoom(t, nodes[0])
		people := r.customers(6)
		d := dice(t)
		var mu sync.Mutex
		var all []*desk.Change
		var working sync.WaitGroup
		for n := range 4 { // two writers on each node
			w, d := nodes[n%2].NewGroupWriter(), rand.New(rand.NewPCG(d.Uint64(), 2)) //nolint:gosec // it must be repeatable
			working.Go(func() {
				defer w.Close() //nolint:errcheck // the test is over
				for range 40 {
					var group []*desk.Change
					for range 1 + d.IntN(12) {
						group = append(group, randomChange(d, people[d.IntN(len(people))], 40))
					}
					if err := w.Commit(t.Context(), group); err != nil {
						t.Errorf("a group failed: %v", err)
						return
					}
					mu.Lock()
					all = append(all, group...)
					mu.Unlock()
				}
			})
		}
		working.Wait()
		for _, li := range people {
			checkTiling(t, r, li.ID, all)
		}
		recount(r)
	})
}

// checkTiling checks that the changes' revisions follow one another without
// holes up to the conversation's, and that each new message has its own seq.
func checkTiling(t *testing.T, r *room, id int64, all []*desk.Change) {
	t.Helper()
	var mine []*desk.Change
	seqs := map[int64]string{}
	for _, c := range all {
		if c.ConversationID != id || c.Result.Err != nil {
			continue
		}
		if c.Result.Changed() {
			mine = append(mine, c)
		}
		if c.Send != nil {
			if was, known := seqs[c.Result.Message.Seq]; known && was != c.Send.ClientID {
				t.Errorf("seq %d belongs to %s and %s", c.Result.Message.Seq, was, c.Send.ClientID)
			}
			seqs[c.Result.Message.Seq] = c.Send.ClientID
		}
	}
	sort.Slice(mine, func(i, k int) bool { return mine[i].Result.RevFrom < mine[k].Result.RevFrom })
	var rev int64
	for _, c := range mine {
		if c.Result.RevFrom != rev {
			t.Errorf("%s leads from rev %d, the one before led to %d", describe(c), c.Result.RevFrom, rev)
		}
		rev = c.Result.RevTo
	}
	conv := r.conversation(id)
	if conv.Rev != rev || int64(len(seqs)) != conv.LastSeq {
		t.Errorf("conversation %d is at rev %d with %d messages; its changes led to %d and %d", id, conv.Rev, conv.LastSeq, rev, len(seqs))
	}
	for _, m := range r.history(id) {
		if seqs[m.Seq] != m.ClientID {
			t.Errorf("message %s is %s, answered was %s", m.ID(), m.ClientID, seqs[m.Seq])
		}
	}
}
