package store_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
)

// TestWriterKnowsWhatOthersChanged: a writer that remembers a customer sees what
// another node's writer has made of them since.
func TestWriterKnowsWhatOthersChanged(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		here, there := newRoom(t, db), newRoom(t, db)
		li, wang := here.customer("o-li"), here.customer("o-wang")
		n := 0
		saysAs := func(r *room, name string) {
			t.Helper()
			n++
			if got := r.do(send(li.ID, li, fmt.Sprint("c", n), "x")).Message.Sender.Name; got != name {
				t.Errorf("the customer is called %q, not %q", got, name)
			}
		}
		saysAs(here, "Li o-li")
		for i, name := range []string{"Lei", "Li Lei", "Lei"} {
			there.do(patch(li.ID, han, desk.Patch{Customer: &desk.CustomerPatch{Name: &name}}))
			saysAs(here, name)
			saysAs(here, name)
			here.commit(send(li.ID, li, fmt.Sprint("both", i), "x"), send(wang.ID, wang, fmt.Sprint("both", i), "x"))
		}
		there.do(patch(li.ID, han, desk.Patch{Customer: &desk.CustomerPatch{Blocked: ref(true)}}))
		late := send(li.ID, li, "late", "x")
		if here.commit(late); desk.CodeOf(late.Result.Err) != desk.CodeBlocked {
			t.Errorf("blocked elsewhere: %v", late.Result.Err)
		}
		here.do(patch(li.ID, han, desk.Patch{Customer: &desk.CustomerPatch{Blocked: ref(false), Name: ref("Anna")}}))
		for _, r := range []*room{here, there, here} {
			saysAs(r, "Anna")
		}
	})
}

// TestWriterLearnsAMissingName: a name that a login brings is there at once,
// though it raises no rev.
func TestWriterLearnsAMissingName(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		for i, name := range []string{"", "", "Li Lei", "Li Lei"} {
			c, _, err := db.EnsureCustomer(t.Context(), desk.Customer{OpenID: "o-1", Channel: desk.ChannelWeb, Name: name})
			if err != nil {
				t.Fatal(err)
			}
			for k := range 2 { // read, and from memory
				if got := r.do(send(c.ID, c.Principal(), fmt.Sprint("c", i, k), "x")).Message.Sender.Name; got != name {
					t.Errorf("after the login as %q it is %q", name, got)
				}
				r.w.Trust()
			}
		}
	})
}

// verbs are the first words of what f made the store send.
func verbs(w *testkit.Watcher, f func()) (out []string) {
	for _, s := range w.During(f) {
		out = append(out, strings.Fields(s.Text)[0])
	}
	return out
}

// unstalled does f until it reports true, a few times: where a machine stalls for
// half a second amid a group, the database's clock is not where the writer takes
// it to be.
func unstalled(t *testing.T, what string, f func() (verbs []string, well bool)) {
	t.Helper()
	var got []string
	for range 5 {
		var well bool
		if got, well = f(); well {
			return
		}
	}
	t.Errorf("%s: %v", what, got)
}

// TestRememberedConversationIsNotRead: what a message costs of one who goes on
// writing to a writer that remembers them.
func TestRememberedConversationIsNotRead(t *testing.T) {
	db, watcher := testkit.WatchedMySQL(t)
	here, there := newRoom(t, db), newRoom(t, db)
	li, wang := here.customer("o-li"), here.customer("o-wang")
	here.commit(send(li.ID, li, "c1", "x"), send(wang.ID, wang, "c1", "x"))
	n := 1
	talk := func(r *room) []string {
		n++
		r.w.Trust()
		group := []*desk.Change{send(li.ID, li, fmt.Sprint("c", n), "x"), send(wang.ID, han, fmt.Sprint("c", n), "x")}
		done := verbs(watcher, func() { r.commit(group...) })
		for _, c := range group {
			if c.Result.Err != nil || c.Result.Message.Seq != int64(n) {
				t.Errorf("message %d: %+v", n, c.Result)
			}
		}
		return done
	}
	unseen, look := []string{"BEGIN", "UPDATE", "SET", "UPDATE", "SET", "INSERT", "COMMIT"}, []string{"BEGIN", "SELECT", "SELECT", "SELECT", "UPDATE", "SET", "UPDATE", "SET", "INSERT", "COMMIT"}
	for range 3 {
		unstalled(t, "a question and an answer", func() ([]string, bool) {
			got := talk(here)
			return got, slices.Equal(got, unseen)
		})
	}
	nameless, _, err := db.EnsureCustomer(t.Context(), desk.Customer{OpenID: "o-nameless", Channel: desk.ChannelWeb})
	if err != nil {
		t.Fatal(err)
	}
	var said int64
	unstalled(t, "of one without a name", func() ([]string, bool) { // the first is read
		here.w.Trust()
		said++
		got := verbs(watcher, func() { here.do(send(nameless.ID, nameless.Principal(), fmt.Sprint("c", said), "x")) })
		return got, slices.Equal(got, []string{"BEGIN", "UPDATE", "SET", "INSERT", "COMMIT"})
	})
	unstalled(t, "a read", func() ([]string, bool) {
		talk(here)
		here.w.Trust()
		got := verbs(watcher, func() { here.do(read(li.ID, han, int64(n))) })
		return got, slices.Equal(got, []string{"BEGIN", "UPDATE", "SET", "UPDATE", "SET", "COMMIT"})
	})
	talk(there)
	for range 2 { // by turns: each finds out, and reads
		if got := talk(here); !slices.Equal(got, slices.Concat(unseen, []string{"ROLLBACK"}, look)) {
			t.Errorf("after another writer's message: %v", got)
		}
		talk(there)
	}
	here.do(send(li.ID, li, "doubt", "x")) // which finds that it was wrong, and trusts itself no more
	if got := verbs(watcher, func() { here.do(send(li.ID, li, "no", "x")) }); slices.Contains(got, "ROLLBACK") || !slices.Contains(got, "SELECT") {
		t.Errorf("a writer that was wrong tries it again at once: %v", got)
	}
	recount(here)
}

// TestStaleMemoryRefusesNothing: what a writer does not know of yet may be read
// and answered.
func TestStaleMemoryRefusesNothing(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		here, there := newRoom(t, db), newRoom(t, db)
		li := here.customer("o-li")
		for i := range 3 {
			here.do(send(li.ID, li, fmt.Sprint("c", i), "x"))
			seq := there.do(send(li.ID, han, fmt.Sprint("h", i), "x")).Message.Seq
			here.w.Trust()
			if got := here.do(read(li.ID, li, seq)); got.Receipt == nil || got.Conversation.CustomerUnread != 0 {
				t.Errorf("the read of another writer's message: %+v", got)
			}
		}
		here.do(patch(li.ID, han, desk.Patch{Customer: &desk.CustomerPatch{Blocked: ref(true)}}))
		there.do(patch(li.ID, han, desk.Patch{Customer: &desk.CustomerPatch{Blocked: ref(false)}}))
		here.w.Trust()
		here.do(send(li.ID, li, "free again", "x"))
	})
}

// TestTimesAreTheDatabasesThoughNobodyAsks: when its clock is not where a writer
// takes it to be, the writer asks.
func TestTimesAreTheDatabasesThoughNobodyAsks(t *testing.T) {
	db, _ := testkit.WatchedMySQL(t)
	r := newRoom(t, db)
	li := r.customer("o-li")
	r.do(send(li.ID, li, "c1", "x"))
	for i, ms := range []int64{5_000, 3_600_000, 3_600_001, -5_000} {
		now, err := db.Clock(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		r.w.SetClock(t, now+ms) // it stands still from now on
		r.w.Trust()
		at := r.do(send(li.ID, li, fmt.Sprint("again", i), "x")).Message.CreatedAt.UnixMilli()
		if off := at - now - ms; off < -500 || off > 500 {
			t.Errorf("the database's clock was set by %d ms, and the message's time is %d ms beside it", ms, off)
		}
	}
}

// TestWritersAtOnce: two of them, both sure of what they remember, lose nothing.
func TestWritersAtOnce(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		people := r.customers(12)
		var all sync.WaitGroup
		for w := range 2 {
			one := newRoom(t, db)
			all.Go(func() {
				for i := range 60 {
					one.w.Trust()
					var group []*desk.Change
					for k, li := range people {
						if (i+k+w)%3 == 0 { // mostly others than the other writer's
							group = append(group, send(li.ID, []desk.Principal{li, han}[(i+w)%2], fmt.Sprint(w, "-", i), "x"))
						}
					}
					if err := one.w.Commit(t.Context(), group); err != nil {
						t.Error(err)
						return
					}
					for _, c := range group {
						if c.Result.Err != nil || c.Result.Duplicate {
							t.Errorf("%s: %+v", describe(c), c.Result)
						}
					}
				}
			})
		}
		all.Wait()
		recount(r)
		if n := r.number("SELECT COUNT(*) FROM messages"); n != 2*60*4 {
			t.Errorf("%d messages are stored", n)
		}
	})
}
