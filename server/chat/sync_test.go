package chat

import (
	"fmt"
	"testing"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
)

// TestSyncInPages: however small the pages, asking on from where one ended
// gives everything once.
func TestSyncInPages(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		n := newNode(t, db, nil, nil)
		li, han := n.customer("o-li"), n.agent("Han")
		for i := range 12 {
			n.send(li, Target{}, fmt.Sprint("c", i), "x")
			n.note(han, li.ID, fmt.Sprint("n", i))
		}
		n.recall(li, desk.FormatID(li.ID)+"-5")
		rev := n.read(han, to(li.ID), 7).RevTo
		for _, who := range []desk.Principal{li, han} {
			for _, limit := range []int{1, 5, 12, 200} {
				var seqs, notes []int64
				var seq, after int64
				for range 100 {
					r, err := n.chat.Sync(t.Context(), who, to(li.ID), seq, after, &limit)
					if err != nil {
						t.Fatal(err)
					}
					for _, m := range r.Messages {
						seqs = append(seqs, m.Seq)
						seq = m.Seq
					}
					for _, a := range r.Activity {
						notes = append(notes, a.Rev)
					}
					if seq < 12 && r.Rev > after {
						t.Errorf("rev %d is told before all messages are: what changed beyond them would be missed", r.Rev)
					}
					after = r.Rev
					if r.Conversation.CustomerReadSeq != 0 || r.Conversation.DeskReadSeq != 7 {
						t.Errorf("%+v", r.Conversation)
					}
					if !r.HasMore {
						break
					}
				}
				if fmt.Sprint(seqs) != "[1 2 3 4 5 6 7 8 9 10 11 12]" || after != rev {
					t.Errorf("%s in pages of %d: %v up to rev %d of %d", who.Role, limit, seqs, after, rev)
				}
				if want := map[desk.Role]int{desk.RoleCustomer: 0, desk.RoleAgent: 14}[who.Role]; len(notes) != want {
					t.Errorf("%s in pages of %d: %d notes and events: %v", who.Role, limit, len(notes), notes)
				}
			}
		}
	})
}

// TestSyncTellsWhatChanged: a recall of what a client has already.
func TestSyncTellsWhatChanged(t *testing.T) {
	n := newNode(t, testkit.OpenDatabase(t, testkit.NewAddress(t, "sqlite")), nil, nil)
	li := n.customer("o-li")
	var rev int64
	for i := range 4 {
		rev = n.send(li, Target{}, fmt.Sprint("c", i), "x").RevTo
	}
	n.recall(li, desk.FormatID(li.ID)+"-2")
	n.recall(li, desk.FormatID(li.ID)+"-4")
	for _, c := range []struct {
		seq, rev      int64
		messages, old string
	}{{4, rev, "", "2 4 "}, {3, rev, "4 ", "2 "}, {0, 0, "1 2 3 4 ", ""}, {4, rev + 1, "", "4 "}, {4, rev + 2, "", ""}, {4, 99, "", ""}} {
		r, err := n.chat.Sync(t.Context(), li, Target{}, c.seq, c.rev, nil)
		var messages, old string
		for _, m := range r.Messages {
			messages += fmt.Sprint(m.Seq, " ")
		}
		for _, m := range r.Updated {
			old += fmt.Sprint(m.Seq, " ")
			if !m.Recalled() || m.Text != "" {
				t.Errorf("%+v", m)
			}
		}
		if err != nil || messages != c.messages || old != c.old {
			t.Errorf("after seq %d and rev %d: messages %q, updated %q, %v", c.seq, c.rev, messages, old, err)
		}
	}
}

func TestSyncAndChangesRefuse(t *testing.T) {
	n := newNode(t, testkit.OpenDatabase(t, testkit.NewAddress(t, "sqlite")), nil, nil)
	li, other, han := n.customer("o-li"), n.customer("o-other"), n.agent("Han")
	sync := func(who desk.Principal, target Target, seq, rev int64, limit *int) error {
		_, err := n.chat.Sync(t.Context(), who, target, seq, rev, limit)
		return err
	}
	changes := func(who desk.Principal, cursor string, limit *int) error {
		_, _, _, err := n.chat.Changes(t.Context(), who, cursor, limit)
		return err
	}
	for name, c := range map[string]struct {
		err  error
		code desk.Code
	}{
		"one's own":               {sync(li, Target{}, 0, 0, nil), ""},
		"one's own by name":       {sync(li, to(li.ID), 0, 0, nil), ""},
		"another's":               {sync(li, to(other.ID), 0, 0, nil), desk.CodeNotFound},
		"another's by openid":     {sync(li, Target{OpenID: "o-other"}, 0, 0, nil), desk.CodeNotFound},
		"an agent's, of none":     {sync(han, Target{}, 0, 0, nil), desk.CodeBadRequest},
		"one that is not there":   {sync(han, Target{ConversationID: "999"}, 0, 0, nil), desk.CodeNotFound},
		"what is no id":           {sync(han, Target{ConversationID: "x"}, 0, 0, nil), desk.CodeNotFound},
		"by openid":               {sync(han, Target{OpenID: "o-li"}, 0, 0, nil), ""},
		"an openid not there":     {sync(han, Target{OpenID: "o-LI"}, 0, 0, nil), desk.CodeNotFound},
		"a limit of 0":            {sync(li, Target{}, 0, 0, ref(0)), desk.CodeBadRequest},
		"a limit of 201":          {sync(li, Target{}, 0, 0, ref(201)), desk.CodeBadRequest},
		"a limit of 200":          {sync(li, Target{}, 0, 0, ref(200)), ""},
		"a seq below 0":           {sync(li, Target{}, -1, 0, nil), desk.CodeBadRequest},
		"a rev below 0":           {sync(li, Target{}, 0, -1, nil), desk.CodeBadRequest},
		"a seq above all":         {sync(li, Target{}, 1<<62, 1<<62, nil), ""},
		"a customer's changes":    {changes(li, "", nil), desk.CodeForbidden},
		"changes":                 {changes(han, "", nil), ""},
		"a cursor of a stranger":  {changes(han, "?", nil), desk.CodeBadRequest},
		"a negative cursor":       {changes(han, "-1", nil), desk.CodeBadRequest},
		"half a cursor":           {changes(han, "1.", nil), desk.CodeBadRequest},
		"changes, a limit of 500": {changes(han, "", ref(500)), ""},
		"changes, a limit of 501": {changes(han, "", ref(501)), desk.CodeBadRequest},
	} {
		if desk.CodeOf(c.err) != c.code {
			t.Errorf("%s: %v", name, c.err)
		}
	}
}

// TestChangesInPages: from a cursor on nothing is left out, and the next
// cursor finds what comes later.
func TestChangesInPages(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		n := newNode(t, db, nil, nil)
		han := n.agent("Han")
		_, cursor, _, err := n.chat.Changes(t.Context(), han, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 9 {
			n.send(n.customer(fmt.Sprint("o-", i)), Target{}, "c", "x")
		}
		n.join(n.customer("o-3"), false)
		gone := n.hub.Announce(n.customer("o-3"), func() bool { return true })
		defer gone()
		walk := func(limit int) (seen map[string]int, last string) {
			seen, at := map[string]int{}, cursor
			for range 100 {
				page, next, more, err := n.chat.Changes(t.Context(), han, at, &limit)
				if err != nil || len(page) > limit || more && len(page) != limit {
					t.Fatalf("%d of %d, %v", len(page), limit, err)
				}
				for _, s := range page {
					seen[s.Customer.OpenID]++
					if s.Online != (s.Customer.OpenID == "o-3") || s.LastMessage == nil {
						t.Errorf("%+v", s)
					}
				}
				if at = next; !more {
					break
				}
			}
			return seen, at
		}
		for _, limit := range []int{1, 2, 4, 9, 200} {
			if seen, _ := walk(limit); len(seen) != 9 {
				t.Errorf("in pages of %d: %v", limit, seen)
			}
		}
		_, cursor = walk(200)
		n.send(n.customer("o-5"), Target{}, "c2", "x")
		if seen, _ := walk(200); seen["o-5"] != 1 {
			t.Errorf("what came later: %v", seen)
		}
	})
}

func TestOfflinePool(t *testing.T) {
	n := newNode(t, testkit.OpenDatabase(t, testkit.NewAddress(t, "sqlite")), nil, nil)
	li, other, han := n.customer("o-li"), n.customer("o-other"), n.agent("Han")
	n.send(li, Target{}, "c1", "one")
	n.send(other, Target{}, "c1", "two")
	n.send(li, Target{}, "c2", "three")
	n.send(han, to(li.ID), "a1", "an answer")
	n.send(han, to(li.ID), "a2", "taken back")
	n.recall(han, desk.FormatID(li.ID)+"-4")
	n.read(han, to(li.ID), 1)
	for who, want := range map[*desk.Principal]string{&li: "an answer ", &other: "", &han: "two three "} {
		ms, err := n.chat.Offline(t.Context(), *who)
		got := ""
		for _, m := range ms {
			got += m.Text + " "
		}
		if want == "two three " && got == "three two " {
			got = want // the two were written in one millisecond
		}
		if err != nil || got != want {
			t.Errorf("%s: %q, not %q, %v", who.Role, got, want, err)
		}
	}
}
