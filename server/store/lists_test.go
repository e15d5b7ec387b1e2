package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
)

// pages walks through a list to its end and returns its openids in order.
func pages(t *testing.T, db *store.DB, f store.ConversationFilter, limit int) (openids []string) {
	t.Helper()
	cursor := ""
	for range 100 {
		page, next, err := db.Conversations(t.Context(), f, cursor, limit)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) > limit || next != "" && len(page) != limit {
			t.Fatalf("a page of %d", len(page))
		}
		for _, s := range page {
			openids = append(openids, s.Customer.OpenID)
		}
		if next == "" {
			return openids
		}
		cursor = next
	}
	t.Fatal("the list has no end")
	return nil
}

// TestListOverTies: conversations of the same millisecond are each listed
// once, whatever the page's size, and so is every status.
func TestListOverTies(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		people := r.customers(21)
		statuses := []desk.Status{desk.StatusOpen, desk.StatusPending, desk.StatusResolved}
		for i, li := range people {
			r.do(send(li.ID, li, "c", "x"))
			if _, err := db.Exec("UPDATE conversations SET active_at=?, status=? WHERE id=?", 1000+i/7, string(statuses[i%3]), li.ID); err != nil {
				t.Fatal(err)
			}
		}
		r.customer("o-silent") // lists show conversations that have messages
		var want []string
		for i := len(people) - 1; i >= 0; i-- {
			want = append(want, people[i].OpenID)
		}
		for _, limit := range []int{1, 2, 5, 7, 20, 21, 22, 200} {
			if got := pages(t, db, store.ConversationFilter{}, limit); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("in pages of %d: %v", limit, got)
			}
		}
		if got := pages(t, db, store.ConversationFilter{Status: desk.StatusPending}, 2); len(got) != 7 || got[0] != people[19].OpenID {
			t.Errorf("pending: %v", got)
		}
		for _, bad := range []string{"x", "1", "1.2.3", "?.?", "-"} {
			if _, _, err := db.Conversations(t.Context(), store.ConversationFilter{}, bad, 5); desk.CodeOf(err) != desk.CodeBadRequest {
				t.Errorf("the cursor %q: %v", bad, err)
			}
		}
	})
}

// TestListOverSlots: in order to the millisecond, though the index knows minutes.
func TestListOverSlots(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		people := r.customers(40)
		order := rand.New(rand.NewPCG(1, 2)).Perm(len(people))
		want := make([]string, len(people))
		for i, li := range people {
			r.do(send(li.ID, li, "c", "x"))
			// Five slots and a bit of 2^16 ms; a slot's first and last millisecond are among them.
			at := 1<<20 + order[i]*8192
			if order[i]%8 == 7 {
				at += 8191
			}
			if _, err := db.Exec("UPDATE conversations SET active_at=?, status=? WHERE id=?", at, []string{"open", "resolved"}[i%2], li.ID); err != nil {
				t.Fatal(err)
			}
			want[len(people)-1-order[i]] = li.OpenID
		}
		for limit := 1; limit <= len(people)+1; limit++ {
			if got := pages(t, db, store.ConversationFilter{}, limit); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("in pages of %d: %v", limit, got)
			}
		}
	})
}

// TestListWhileConversationsMove: however many conversations come to the top
// while a list is read, those that stay are all in it.
func TestListWhileConversationsMove(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		people := r.customers(40)
		for i, li := range people { // one in each slot; every other one moves
			r.do(send(li.ID, li, "c", "x"))
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
				if _, err := db.Exec("UPDATE conversations SET active_at=? WHERE id=?", (200+n)<<16, people[n%20*2].ID); err != nil {
					t.Error(err)
					return
				}
			}
		})
		for begun := time.Now(); time.Since(begun) < time.Second; {
			got := map[string]bool{}
			for _, openid := range pages(t, db, store.ConversationFilter{Status: desk.StatusOpen}, 3) {
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

func TestListFilters(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		people := r.customers(4)
		for i, li := range people {
			r.do(send(li.ID, li, "c", fmt.Sprint("last ", i)))
		}
		agent, err := db.CreateAgent(t.Context(), desk.Agent{Name: "韩梅梅", Role: desk.RoleAgent, KeyPrefix: "p", KeyHash: []byte("h")})
		if err != nil {
			t.Fatal(err)
		}
		r.do(patch(people[0].ID, han, desk.Patch{Assignee: &desk.Assignee{ID: agent.ID, Name: agent.Name}, Tags: &[]string{"vip", "Ärger", "退款"}}))
		r.do(patch(people[1].ID, han, desk.Patch{Tags: &[]string{"VIP"}, Customer: &desk.CustomerPatch{Name: ref("100%_李雷!")}}))
		r.do(read(people[2].ID, han, 1))
		for name, c := range map[string]struct {
			f    store.ConversationFilter
			want []int
		}{
			"an assignee":         {store.ConversationFilter{Assignee: &agent.ID}, []int{0}},
			"nobody's":            {store.ConversationFilter{Assignee: ref(int64(0))}, []int{3, 2, 1}},
			"a tag":               {store.ConversationFilter{Tag: "vip"}, []int{0}},
			"a tag in capitals":   {store.ConversationFilter{Tag: "VIP"}, []int{1}},
			"a tag that is none":  {store.ConversationFilter{Tag: "arger"}, nil},
			"a Chinese tag":       {store.ConversationFilter{Tag: "退款"}, []int{0}},
			"unread":              {store.ConversationFilter{Unread: true}, []int{3, 1, 0}},
			"part of a name":      {store.ConversationFilter{Query: "李"}, []int{1}},
			"a name's own signs":  {store.ConversationFilter{Query: "%_李雷!"}, []int{1}},
			"a sign of patterns":  {store.ConversationFilter{Query: "%"}, []int{1}},
			"another sign":        {store.ConversationFilter{Query: "_"}, []int{1}},
			"an openid":           {store.ConversationFilter{Query: "o-0003"}, []int{3}},
			"in Latin, any case":  {store.ConversationFilter{Query: "LI O"}, []int{3, 2, 0}},
			"everything together": {store.ConversationFilter{Status: desk.StatusOpen, Assignee: &agent.ID, Tag: "vip", Unread: true, Query: "li"}, []int{0}},
			"nothing":             {store.ConversationFilter{Query: "nobody"}, nil},
		} {
			var want []string
			for _, i := range c.want {
				want = append(want, people[i].OpenID)
			}
			for _, limit := range []int{1, 50} {
				if got := pages(t, db, c.f, limit); fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("%s, pages of %d: %v, not %v", name, limit, got, want)
				}
			}
		}
		s, err := db.Summaries(t.Context(), []int64{people[1].ID, 999, people[0].ID})
		if err != nil || len(s) != 2 || s[0].ID != people[1].ID || s[1].AssigneeName != "韩梅梅" || fmt.Sprint(s[1].Tags) != "[vip Ärger 退款]" ||
			s[1].LastMessage == nil || s[1].LastMessage.Text != "last 0" || s[1].LastMessage.OpenID != "o-0000" || s[1].Customer.Name != "Li o-0000" {
			t.Errorf("summaries %+v, %v", s, err)
		}
	})
}

func TestHistoryPages(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		li, other := r.customer("o-li"), r.customer("o-other")
		for i := range 10 {
			r.do(send(li.ID, []desk.Principal{li, han}[i%2], fmt.Sprint(i), "x"))
		}
		r.do(send(other.ID, other, "c", "x"))
		r.do(recall(li.ID, li, 3))
		seqs := func(ms []*desk.Message, err error) string {
			t.Helper()
			out := ""
			for _, m := range ms {
				if m.ConversationID != li.ID || m.OpenID != "o-li" {
					t.Errorf("%+v", m)
				}
				out += fmt.Sprint(m.Seq, " ")
			}
			return out + fmt.Sprint(err)
		}
		for _, c := range []struct{ got, want string }{
			{seqs(db.MessagesAfter(t.Context(), li.ID, 0, 3)), "1 2 3 <nil>"}, {seqs(db.MessagesAfter(t.Context(), li.ID, 8, 5)), "9 10 <nil>"},
			{seqs(db.MessagesAfter(t.Context(), li.ID, 10, 5)), "<nil>"}, {seqs(db.MessagesBefore(t.Context(), li.ID, 0, 3)), "8 9 10 <nil>"},
			{seqs(db.MessagesBefore(t.Context(), li.ID, 8, 3)), "5 6 7 <nil>"}, {seqs(db.MessagesBefore(t.Context(), li.ID, 1, 3)), "<nil>"},
			{seqs(db.Unread(t.Context(), li.ID, desk.DeskSide, 0, 9)), "1 5 7 9 <nil>"}, {seqs(db.Unread(t.Context(), li.ID, desk.DeskSide, 5, 1)), "9 <nil>"},
			{seqs(db.Unread(t.Context(), li.ID, desk.CustomerSide, 2, 9)), "4 6 8 10 <nil>"}, {seqs(updated(db.UpdatedSince(t.Context(), li.ID, 0, 10, 9))), "3 <nil>"},
			{seqs(updated(db.UpdatedSince(t.Context(), li.ID, 0, 2, 9))), "<nil>"},
		} {
			if c.got != c.want {
				t.Errorf("%s, not %s", c.got, c.want)
			}
		}
		oldest, err := db.UnreadNewest(t.Context(), 3)
		if err != nil || len(oldest) != 3 || oldest[0].ConversationID != li.ID || oldest[0].Seq >= oldest[1].Seq {
			t.Errorf("%v, %v", oldest, err)
		}
		if _, err := db.Message(t.Context(), li.ID, 11); desk.CodeOf(err) != desk.CodeNotFound {
			t.Errorf("a message that is not there: %v", err)
		}
	})
}

// TestChangedSincePages: all of a time that many share, each once.
func TestChangedSincePages(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		people := r.customers(12)
		for i, li := range people {
			if _, err := db.Exec("UPDATE conversations SET updated_at=?, rev=?, last_seq=1 WHERE id=?", 5000+i/4, i+1, li.ID); err != nil {
				t.Fatal(err)
			}
		}
		for _, limit := range []int{1, 3, 4, 5, 12, 50} {
			var got []int64
			since, after := int64(5001), int64(0)
			for {
				page, now, err := db.ChangedSince(t.Context(), since, after, limit)
				if err != nil || now < 1e12 {
					t.Fatal(now, err)
				}
				for _, x := range page {
					got = append(got, x.Rev)
					since, after = x.UpdatedAt, x.ConversationID
				}
				if len(page) < limit {
					break
				}
			}
			if fmt.Sprint(got) != "[5 6 7 8 9 10 11 12]" {
				t.Errorf("in pages of %d: %v", limit, got)
			}
		}
	})
}

func updated(ms []*desk.Message, _ int64, err error) ([]*desk.Message, error) { return ms, err }
