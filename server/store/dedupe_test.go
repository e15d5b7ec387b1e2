package store_test

import (
	"testing"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
)

func TestResendIsStoredOnce(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		li := r.customer("o-li")
		a, b, c := send(li.ID, li, "c1", "hello"), send(li.ID, li, "c1", "hello"), send(li.ID, li, "c2", "next")
		r.commit(a, b, c)
		again := r.do(send(li.ID, li, "c1", "another text"))
		for _, x := range []*desk.Result{&b.Result, again} {
			if x.Err != nil || !x.Duplicate || x.Message.Seq != 1 || x.Message.Text != "hello" || x.Changed() || x.Message.OpenID != "o-li" {
				t.Errorf("the resend: %+v %+v", x, x.Message)
			}
		}
		if !a.Result.Message.CreatedAt.Equal(again.Message.CreatedAt) || a.Result.Message.ID() != again.Message.ID() {
			t.Errorf("answered with another message: %+v and %+v", a.Result.Message, again.Message)
		}
		if conv := r.conversation(li.ID); conv.LastSeq != 2 || conv.DeskUnread != 2 {
			t.Errorf("%+v", conv)
		}
	})
}

// TestClientIDsAreComparedByteByByte: under most collations these would be one.
func TestClientIDsAreComparedByteByByte(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		li := r.customer("o-li")
		ids := []string{"oAbC", "oabc", "OABC", "oAbC_", "o'; --", `o"\`, "%", "_", "0", "00", "~!@#$^&*()"}
		var group []*desk.Change
		for _, id := range ids {
			group = append(group, send(li.ID, li, id, "x"), note(li.ID, han, id, "x"))
		}
		r.commit(group...)
		for i, id := range ids {
			if s := group[2*i].Result; s.Err != nil || s.Duplicate || s.Message.Seq != int64(i+1) {
				t.Errorf("%q: %+v", id, s)
			}
			if n := group[2*i+1].Result; n.Err != nil || n.Duplicate {
				t.Errorf("the note %q: %+v", id, n)
			}
			if again := r.do(send(li.ID, li, id, "x")); !again.Duplicate || again.Message.Seq != int64(i+1) || again.Message.ClientID != id {
				t.Errorf("%q again: %+v", id, again.Message)
			}
		}
	})
}

func TestClientIDOfAnotherSenderIsAConflict(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		li, other := r.customer("o-li"), r.customer("o-other")
		r.do(send(li.ID, li, "c1", "mine"))
		r.do(send(li.ID, han, "a1", "hers"))
		r.do(note(li.ID, han, "n1", "hers"))
		sameNumber := desk.Principal{Role: desk.RoleAgent, ID: li.ID}
		for _, c := range []*desk.Change{send(li.ID, han, "c1", "x"), send(li.ID, li, "a1", "x"), send(li.ID, wu, "a1", "x"), send(li.ID, sameNumber, "c1", "x"), note(li.ID, wu, "n1", "x")} {
			r.commit(c)
			if desk.CodeOf(c.Result.Err) != desk.CodeConflict || c.Result.Message != nil {
				t.Errorf("%s: %v", describe(c), c.Result.Err)
			}
		}
		// In the same group, and freely in another conversation.
		a, b := send(other.ID, other, "both", "x"), send(other.ID, han, "both", "x")
		r.commit(a, b)
		if a.Result.Err != nil || desk.CodeOf(b.Result.Err) != desk.CodeConflict {
			t.Errorf("%v, %v", a.Result.Err, b.Result.Err)
		}
		r.do(send(other.ID, other, "c1", "x"))
		// A supervisor who was an agent then is the same sender.
		promoted := han
		promoted.Role = desk.RoleSupervisor
		if again := r.do(send(li.ID, promoted, "a1", "hers")); !again.Duplicate {
			t.Errorf("%+v", again)
		}
	})
}

func TestNoteIsStoredOnce(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		li := r.customer("o-li")
		c := note(li.ID, han, "n1", "客户要退款")
		c.Note.Mentions = []int64{4, 5}
		first, second := r.do(c).Activity[0], note(li.ID, han, "n1", "again")
		third := note(li.ID, han, "n1", "again")
		r.commit(second, third)
		for _, x := range []*desk.Change{second, third} {
			a := x.Result.Activity
			if x.Result.Err != nil || !x.Result.Duplicate || len(a) != 1 || a[0].ID() != first.ID() || a[0].Text != "客户要退款" || len(a[0].Mentions) != 2 {
				t.Errorf("%+v", x.Result)
			}
		}
		if n := r.number("SELECT COUNT(*) FROM activity"); n != 1 {
			t.Errorf("%d notes", n)
		}
	})
}

// TestResendOfWhatWasRecalled shows nothing of it again, in one group too.
func TestResendOfWhatWasRecalled(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		li := r.customer("o-li")
		r.do(send(li.ID, li, "c1", "secret"))
		back, again := recall(li.ID, li, 1), send(li.ID, li, "c1", "secret")
		r.commit(back, again)
		later := r.do(send(li.ID, li, "c1", "secret"))
		for _, x := range []*desk.Result{&again.Result, later} {
			if !x.Duplicate || !x.Message.Recalled() || x.Message.Text != "" {
				t.Errorf("%+v", x.Message)
			}
		}
	})
}

func TestBlockedCustomer(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		li := r.customer("o-li")
		r.do(send(li.ID, li, "c1", "spam"))
		block := patch(li.ID, han, desk.Patch{Customer: &desk.CustomerPatch{Blocked: ref(true)}})
		refused, resend, answer := send(li.ID, li, "c2", "spam"), send(li.ID, li, "c1", "spam"), send(li.ID, han, "a1", "please stop")
		r.commit(block, refused, resend, answer)
		if desk.CodeOf(refused.Result.Err) != desk.CodeBlocked {
			t.Errorf("%v", refused.Result.Err)
		}
		if resend.Result.Err != nil || !resend.Result.Duplicate || answer.Result.Err != nil {
			t.Errorf("the resend %v, the answer %v", resend.Result.Err, answer.Result.Err)
		}
		r.do(patch(li.ID, han, desk.Patch{Customer: &desk.CustomerPatch{Blocked: ref(false)}}))
		r.do(send(li.ID, li, "c2", "sorry"))
	})
}
