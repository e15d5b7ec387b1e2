package store_test

import (
	"fmt"
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
			if got := r.do(send(c.ID, c.Principal(), fmt.Sprint("c", i), "x")).Message.Sender.Name; got != name {
				t.Errorf("after the login as %q it is %q", name, got)
			}
		}
	})
}
