package store_test

import (
	"fmt"
	"slices"
	"testing"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
)

// remembering makes n customers whose conversations the writer remembers, each of
// one message of theirs, and has it trust that.
func (r *room) remembering(n int) []desk.Principal {
	r.t.Helper()
	people := r.customers(n)
	for _, li := range people {
		r.do(send(li.ID, li, "first", "x"))
	}
	r.w.Trust()
	return people
}

// exec runs a statement as somebody does by hand.
func (r *room) exec(query string, args ...any) {
	r.t.Helper()
	if _, err := r.db.Exec(query, args...); err != nil {
		r.t.Fatal(err)
	}
}

// TestConversationThatIsGone: what a writer remembers may have been deleted, and
// nothing is stored then that belongs to nobody.
func TestConversationThatIsGone(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		people := r.remembering(2)
		gone, stays := people[0], people[1]
		r.exec("DELETE FROM messages WHERE conversation_id=?", gone.ID)
		r.exec("DELETE FROM activity WHERE conversation_id=?", gone.ID)
		r.exec("DELETE FROM conversations WHERE id=?", gone.ID)
		r.exec("DELETE FROM customers WHERE id=?", gone.ID)
		late, good := send(gone.ID, gone, "late", "x"), send(stays.ID, stays, "good", "x")
		r.commit(late, good)
		if desk.CodeOf(late.Result.Err) != desk.CodeNotFound || good.Result.Err != nil || good.Result.Message.Seq != 2 {
			t.Errorf("the one that is gone: %v; the other: %+v", late.Result.Err, good.Result)
		}
		if n := r.number("SELECT COUNT(*) FROM messages WHERE conversation_id=?", gone.ID); n != 0 {
			t.Errorf("%d messages belong to nobody", n)
		}
		recount(r)
	})
}

// TestRowsThatAreGone: what was deleted beside a conversation holds nothing up.
func TestRowsThatAreGone(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		li, u := r.remembering(1)[0], anUpload("photo")
		for i := range int64(2) {
			r.do(send(li.ID, li, fmt.Sprint("c", i), "x"))
			r.exec("DELETE FROM messages WHERE conversation_id=?", li.ID)
			if i > 0 {
				r.w.Trust()
			}
			if got := r.do(read(li.ID, han, r.conversation(li.ID).LastSeq)); got.Receipt == nil || r.conversation(li.ID).DeskUnread != 0 {
				t.Errorf("the read: %+v", got)
			}
		}
		c := send(li.ID, li, "photo", "")
		c.Send.Kind, c.Send.Attachment = desk.KindFile, &u.Attachment
		r.do(c)
	})
}

// TestStaleMemoryIsNotBelieved: whatever another writer did meanwhile holds for
// the message of one that is sure of what it remembers.
func TestStaleMemoryIsNotBelieved(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		here, there := newRoom(t, db), newRoom(t, db)
		li := here.customer("o-li")
		customer := func(p desk.CustomerPatch) func() *desk.Change {
			return func() *desk.Change { return patch(li.ID, han, desk.Patch{Customer: &p}) }
		}
		for i, c := range []struct {
			name      string
			meanwhile func() *desk.Change
			right     func(r *desk.Result) bool
		}{
			{"a note", func() *desk.Change { return note(li.ID, han, "n", "x") }, func(*desk.Result) bool { return true }},
			{"an answer", func() *desk.Change { return send(li.ID, han, "a", "x") }, func(r *desk.Result) bool { return r.Conversation.WaitingSince.Equal(r.Message.CreatedAt) }},
			{"a read", func() *desk.Change { return read(li.ID, han, here.conversation(li.ID).LastSeq) }, func(r *desk.Result) bool { return r.Conversation.DeskUnread == 1 }},
			{"a claim", func() *desk.Change {
				return patch(li.ID, wu, desk.Patch{Claim: true, Assignee: &desk.Assignee{ID: wu.ID}})
			}, func(r *desk.Result) bool { return r.Conversation.Assignee == wu.ID }},
			{"a resolution", func() *desk.Change { return patch(li.ID, han, desk.Patch{Status: ref(desk.StatusResolved)}) }, func(r *desk.Result) bool {
				return r.Conversation.Status == desk.StatusOpen && len(r.Activity) == 1 && r.Conversation.WaitingSince.Equal(r.Message.CreatedAt)
			}},
			{"a name", customer(desk.CustomerPatch{Name: ref("Anna")}), func(r *desk.Result) bool { return r.Message.Sender.Name == "Anna" }},
			{"a block", customer(desk.CustomerPatch{Blocked: ref(true)}), func(r *desk.Result) bool { return desk.CodeOf(r.Err) == desk.CodeBlocked }},
			{"its end", customer(desk.CustomerPatch{Blocked: ref(false)}), func(r *desk.Result) bool { return r.Err == nil }},
		} {
			before := send(li.ID, li, fmt.Sprint("before", i), "x")
			here.commit(before)
			there.do(c.meanwhile())
			was := there.conversation(li.ID)
			here.w.Trust()
			after := send(li.ID, li, fmt.Sprint("after", i), "x")
			here.commit(after)
			if r := &after.Result; !c.right(r) || r.Err == nil && r.RevFrom != was.Rev || r.Changed() && r.Conversation != here.conversation(li.ID) {
				t.Errorf("after %s: %+v, %+v", c.name, r, r.Message)
			}
			recount(here)
		}
	})
}

// TestStaleMemoryInAnySQLMode: that nothing stale is written does not hang on
// what the server makes of a wrong value.
func TestStaleMemoryInAnySQLMode(t *testing.T) {
	db, _ := testkit.WatchedMySQL(t)
	for i, mode := range []string{"", "ANSI,NO_UNSIGNED_SUBTRACTION", "TRADITIONAL"} {
		here, there := newRoom(t, db), newRoom(t, db)
		people := here.remembering(2)
		here.w.Exec(t, "SET sql_mode='"+mode+"'")
		there.do(note(people[1].ID, han, fmt.Sprint("n", i), "x"))
		before := [2]desk.Conversation{here.conversation(people[0].ID), here.conversation(people[1].ID)}
		here.w.Trust()
		here.commit(send(people[0].ID, han, fmt.Sprint("c", i), "x"), send(people[1].ID, han, fmt.Sprint("c", i), "x"))
		for k, was := range before {
			if c := here.conversation(was.ID); c.Rev != was.Rev+1 || c.LastSeq != was.LastSeq+1 {
				t.Errorf("mode %q, conversation %d: from rev %d, seq %d to rev %d, seq %d", mode, k, was.Rev, was.LastSeq, c.Rev, c.LastSeq)
			}
		}
		recount(here)
	}
}

// TestWhatMustBeReadRaisesNoDoubt: a group that can't be written unseen costs
// the next one nothing.
func TestWhatMustBeReadRaisesNoDoubt(t *testing.T) {
	db, watcher := testkit.WatchedMySQL(t)
	r := newRoom(t, db)
	people := r.remembering(6)
	n := 0
	for name, f := range map[string]func(){
		"an opening": func() {
			r.do(patch(people[0].ID, han, desk.Patch{Status: ref(desk.StatusResolved)}))
			r.do(send(people[0].ID, people[0], fmt.Sprint("again", n), "x"))
		},
		"many ways": func() {
			var group []*desk.Change
			for i, li := range people {
				for k := range i + 1 {
					group = append(group, send(li.ID, li, fmt.Sprint("many", n, "-", k), "x"))
				}
			}
			r.commit(group...)
		},
	} {
		unstalled(t, "after "+name, func() ([]string, bool) {
			n++
			r.w.Trust()
			got := verbs(watcher, func() {
				f()
				r.do(send(people[1].ID, people[1], fmt.Sprint("after", n), "x"))
			})
			return got, !slices.Contains(got, "ROLLBACK") && slices.Equal(got[len(got)-5:], []string{"BEGIN", "UPDATE", "SET", "INSERT", "COMMIT"})
		})
	}
	recount(r)
}

// TestUnseenAttachmentIsCountedOnce, though the group was begun twice.
func TestUnseenAttachmentIsCountedOnce(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		here, there := newRoom(t, db), newRoom(t, db)
		li := here.remembering(1)[0]
		u := anUpload("photo")
		if err := db.CreateUpload(t.Context(), u); err != nil {
			t.Fatal(err)
		}
		for i := range int64(4) {
			if i%2 == 1 {
				there.do(note(li.ID, han, fmt.Sprint("n", i), "x"))
			}
			here.w.Trust()
			c := send(li.ID, li, fmt.Sprint("c", i), "")
			c.Send.Kind, c.Send.Attachment = desk.KindFile, &u.Attachment
			here.do(c)
			if got, err := db.UploadByID(t.Context(), u.ID); err != nil || got.Sent != i+1 {
				t.Errorf("after message %d: %+v, %v", i, got, err)
			}
		}
		recount(here)
	})
}

// TestMemoryIsBounded, however many write within a minute.
func TestMemoryIsBounded(t *testing.T) {
	if most := store.MostRemembered(3 * store.MaxRemembered); most > store.MaxRemembered || most < store.MaxRemembered/2 {
		t.Errorf("a writer remembers %d conversations", most)
	}
}
