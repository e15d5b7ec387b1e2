package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
)

// listed is a conversation as the naive answer knows it.
type listed struct {
	store.Place
	openid, name string
	status       desk.Status
	assignee     int64
	unread       bool
	tags         []string
}

// fits is the filter in plain words.
func (l *listed) fits(f store.ConversationFilter) bool {
	return (f.Status == "" || l.status == f.Status) && (f.Assignee == nil || l.assignee == *f.Assignee) && (!f.Unread || l.unread) &&
		slices.Contains(l.tags, f.Tag) && (f.Query == "" || l.openid == f.Query || strings.Contains(l.name, f.Query))
}

// fillTagged makes n conversations in no order, several in a slot and some in
// the same millisecond, with tags that many bear, that few bear, and that only
// those bear which were active long ago.
func fillTagged(r *room, n int) []listed {
	r.t.Helper()
	random := rand.New(rand.NewPCG(7, 9))
	all := make([]listed, n)
	for i, li := range r.customers(n) {
		l := listed{
			Place: store.Place{ActiveAt: int64(10+random.IntN(n/5))<<16 + int64(random.IntN(3)), ID: li.ID}, openid: li.OpenID, name: fmt.Sprint("Li ", li.OpenID),
			status:   []desk.Status{desk.StatusOpen, desk.StatusPending, desk.StatusResolved, desk.StatusResolved, desk.StatusResolved}[random.IntN(5)],
			assignee: int64(random.IntN(3)), unread: random.IntN(4) == 0,
		}
		for tag, is := range map[string]bool{"most": random.IntN(4) > 0, "some": random.IntN(6) == 0, "one": i == n/2, "past": l.ActiveAt>>16 < int64(10+n/30)} {
			if is {
				l.tags = append(l.tags, tag)
			}
		}
		all[i] = l
		r.do(send(li.ID, li, "c", "x"))
		if len(l.tags) > 0 {
			r.do(patch(li.ID, han, desk.Patch{Tags: &l.tags}))
		}
		if _, err := r.db.Exec("UPDATE conversations SET active_at=?, status=?, assignee_id=?, desk_unread=? WHERE id=?", l.ActiveAt, string(l.status), l.assignee, l.unread, l.ID); err != nil {
			r.t.Fatal(err)
		}
	}
	slices.SortFunc(all, func(a, b listed) int {
		if a.ActiveAt != b.ActiveAt {
			return int(b.ActiveAt - a.ActiveAt)
		}
		return int(b.ID - a.ID)
	})
	return all
}

// TestListsByTag: whichever way a page of a tag is found, all pages together are
// the naive answer, in its order.
func TestListsByTag(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		all := fillTagged(newRoom(t, db), 60)
		var filters []store.ConversationFilter
		for _, tag := range []string{"most", "some", "past", "one", "none"} {
			for _, status := range []desk.Status{"", desk.StatusOpen, desk.StatusResolved} {
				for _, assignee := range []*int64{nil, ref(int64(2))} {
					for _, unread := range []bool{false, true} {
						for _, query := range []string{"", "o-001"} {
							filters = append(filters, store.ConversationFilter{Tag: tag, Status: status, Assignee: assignee, Unread: unread, Query: query})
						}
					}
				}
			}
		}
		found := 0
		for i, f := range filters {
			var want []string
			for _, l := range all {
				if l.fits(f) {
					want = append(want, l.openid)
				}
			}
			found += len(want)
			for _, few := range [][]int{{1, 1000}, {4}}[i/2%2] { // by walking, by sorting, by either
				db.SortTagged(few)
				limits := []int{2, 7, 50}[(i+few)%3:][:1]
				if f.Status == "" && f.Query == "" && few < 1000 {
					limits = []int{1, 2, 3, 4, 5, 8}
				}
				for _, limit := range limits {
					if got := pages(t, db, f, limit); fmt.Sprint(got) != fmt.Sprint(want) {
						t.Errorf("%+v in pages of %d, with %d sorted at once: %v, not %v", f, limit, few, got, want)
					}
				}
			}
		}
		if found < 150 {
			t.Errorf("only %d were to be found: the test asks for too little", found)
		}
	})
}

// TestListsByTagWhileConversationsMove: those that stay are all in a list by
// tag, however many come to the top and are tagged anew while it is read.
func TestListsByTagWhileConversationsMove(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		people := r.customers(40)
		for i, li := range people { // one in each slot; every other one moves
			r.do(send(li.ID, li, "c", "x"))
			r.do(patch(li.ID, han, desk.Patch{Tags: &[]string{"vip"}}))
			if _, err := db.Exec("UPDATE conversations SET active_at=? WHERE id=?", (100+i)<<16, li.ID); err != nil {
				t.Fatal(err)
			}
		}
		ctx, stop := context.WithCancel(t.Context())
		var moving sync.WaitGroup
		defer moving.Wait()
		defer stop()
		moving.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				li := people[n%20*2]
				tags := []string{"vip", fmt.Sprint("other", n%3)}[n/20%2:]
				err := r.w.Commit(context.WithoutCancel(ctx), []*desk.Change{patch(li.ID, han, desk.Patch{Tags: &tags})})
				if err == nil {
					_, err = db.Exec("UPDATE conversations SET active_at=? WHERE id=?", (200+n)<<16, li.ID)
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
		for n := range 15 {
			db.SortTagged([]int{1, 5, 1000}[n%3])
			got := map[string]bool{}
			for _, openid := range pages(t, db, store.ConversationFilter{Status: desk.StatusOpen, Tag: "vip"}, 3) {
				got[openid] = true
			}
			for i := 1; i < len(people); i += 2 {
				if !got[people[i].OpenID] {
					t.Fatalf("%s, who stays, is not among the %d that were listed", people[i].OpenID, len(got))
				}
			}
		}
	})
}
