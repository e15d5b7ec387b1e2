package chat

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
)

// refused returns the error of a call, or of its change.
func (n *node) refused(submit func(done func(*desk.Change)) error) error {
	ctx, cancel := context.WithTimeout(n.t.Context(), 30*time.Second)
	defer cancel()
	_, err := Wait(ctx, submit)
	return err
}

func TestServiceRefuses(t *testing.T) {
	n := newNode(t, testkit.OpenDatabase(t, testkit.NewAddress(t, "sqlite")), nil, nil)
	li, other, han := n.customer("o-li"), n.customer("o-other"), n.agent("Han")
	gone := n.agent("Gone")
	if _, _, err := n.db.UpdateAgent(t.Context(), gone.ID, store.AgentPatch{Disabled: ref(true)}); err != nil {
		t.Fatal(err)
	}
	n.send(li, Target{}, "c0", "x")
	mine := desk.FormatID(li.ID)
	text := desk.NewMessage{ClientID: "c1", Kind: desk.KindText, Text: "x"}
	send := func(who desk.Principal, target Target, kind desk.MessageKind, upload string) error {
		m := text
		m.Kind = kind
		return n.refused(func(d func(*desk.Change)) error { return n.chat.Send(t.Context(), who, target, m, upload, d) })
	}
	read := func(who desk.Principal, target Target, seq int64) error {
		return n.refused(func(d func(*desk.Change)) error { return n.chat.Read(t.Context(), who, target, seq, d) })
	}
	recall := func(who desk.Principal, id string) error {
		return n.refused(func(d func(*desk.Change)) error { return n.chat.Recall(t.Context(), who, id, d) })
	}
	note := func(who desk.Principal, id, clientID, text string) error {
		return n.refused(func(d func(*desk.Change)) error {
			return n.chat.Note(t.Context(), who, id, desk.NewNote{ClientID: clientID, Text: text}, d)
		})
	}
	edit := func(who desk.Principal, id int64, p desk.Patch) error {
		return n.refused(func(d func(*desk.Change)) error { return n.chat.Edit(t.Context(), who, id, p, d) })
	}
	for name, c := range map[string]struct {
		err  error
		code desk.Code
	}{
		"to another's conversation":       {send(li, to(other.ID), desk.KindText, ""), desk.CodeNotFound},
		"to another's openid":             {send(li, Target{OpenID: "o-other"}, desk.KindText, ""), desk.CodeNotFound},
		"an agent to nobody":              {send(han, Target{}, desk.KindText, ""), desk.CodeBadRequest},
		"to a conversation not there":     {send(han, to(999), desk.KindText, ""), desk.CodeNotFound},
		"to an openid not there":          {send(han, Target{OpenID: "x"}, desk.KindText, ""), desk.CodeNotFound},
		"a file not there":                {send(li, Target{}, desk.KindImage, "none"), desk.CodeNotFound},
		"a document as a picture":         {send(li, Target{}, desk.KindImage, "doc"), desk.CodeBadRequest},
		"a picture as a voice":            {send(li, Target{}, desk.KindVoice, "pic"), desk.CodeBadRequest},
		"reading what is not there":       {read(li, Target{}, 2), desk.CodeBadRequest},
		"reading below nothing":           {read(li, Target{}, -1), desk.CodeBadRequest},
		"reading nothing":                 {read(li, Target{}, 0), ""},
		"reading another's":               {read(li, to(other.ID), 0), desk.CodeNotFound},
		"recalling another's":             {recall(li, desk.FormatID(other.ID)+"-1"), desk.CodeNotFound},
		"recalling the customer's":        {recall(han, mine+"-1"), desk.CodeForbidden},
		"recalling what is not there":     {recall(li, mine+"-9"), desk.CodeNotFound},
		"recalling what is no id":         {recall(li, mine), desk.CodeNotFound},
		"a customer's note":               {note(li, mine, "n", "x"), desk.CodeForbidden},
		"a note without text":             {note(han, mine, "n", " "), desk.CodeBadRequest},
		"a note without client_id":        {note(han, mine, "", "x"), desk.CodeBadRequest},
		"a note too long":                 {note(han, mine, "n", strings.Repeat("好", 4001)), desk.CodeTooLarge},
		"a note nowhere":                  {note(han, "999", "n", "x"), desk.CodeNotFound},
		"a customer's edit":               {edit(li, li.ID, desk.Patch{Status: ref(desk.StatusResolved)}), desk.CodeForbidden},
		"an assignee who is not there":    {edit(han, li.ID, desk.Patch{Assignee: &desk.Assignee{ID: 999}}), desk.CodeBadRequest},
		"an assignee who is disabled":     {edit(han, li.ID, desk.Patch{Assignee: &desk.Assignee{ID: gone.ID}}), desk.CodeBadRequest},
		"editing what is not there":       {edit(han, 999, desk.Patch{Status: ref(desk.StatusResolved)}), desk.CodeNotFound},
		"a customer in another's viewing": {n.chat.View(li, "s", mine), desk.CodeForbidden},
		"typing in another's":             {n.chat.Typing(t.Context(), li, to(other.ID), false), desk.CodeNotFound},
	} {
		if desk.CodeOf(c.err) != c.code {
			t.Errorf("%s: %v", name, c.err)
		}
	}
	if r := n.wait(func(d func(*desk.Change)) error {
		return n.chat.Send(t.Context(), li, Target{}, desk.NewMessage{ClientID: "p", Kind: desk.KindImage}, "pic", d)
	}); r.Message.Attachment == nil || r.Message.Attachment.Mime != "image/png" {
		t.Errorf("the picture %+v", r.Message)
	}
	if c, err := n.chat.State(t.Context(), li.ID); err != nil || c.LastSeq != 2 {
		t.Errorf("what was refused left something: %+v, %v", c, err)
	}
}

// TestClaimRace: one wins, the others are told who.
func TestClaimRace(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		n := newNode(t, db, nil, nil)
		li := n.customer("o-li")
		n.send(li, Target{}, "c", "x")
		agents := []desk.Principal{n.agent("Han"), n.agent("Wu"), n.agent("Zhao")}
		var racing sync.WaitGroup
		errs := make([]error, len(agents))
		for i, a := range agents {
			racing.Go(func() { _, errs[i] = n.chat.Claim(t.Context(), a, li.ID) })
		}
		racing.Wait()
		c, err := n.chat.State(t.Context(), li.ID)
		if err != nil {
			t.Fatal(err)
		}
		for i, a := range agents {
			if a.ID == c.Assignee {
				if errs[i] != nil {
					t.Errorf("the winner: %v", errs[i])
				}
				if _, err := n.chat.Claim(t.Context(), a, li.ID); err != nil {
					t.Errorf("the winner again: %v", err)
				}
				for k, err := range errs {
					if k != i && (desk.CodeOf(err) != desk.CodeConflict || !strings.Contains(err.Error(), a.Name)) {
						t.Errorf("a loser: %v", err)
					}
				}
			}
		}
		if c.Assignee == 0 {
			t.Error("nobody has it")
		}
	})
}

func TestWaitEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Wait(ctx, func(func(*desk.Change)) error { return nil }); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Error(err)
	}
	odd := errors.New("odd")
	if _, err := Wait(t.Context(), func(func(*desk.Change)) error { return odd }); !errors.Is(err, odd) {
		t.Error(err)
	}
}
