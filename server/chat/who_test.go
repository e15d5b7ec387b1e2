package chat

import (
	"fmt"
	"testing"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
)

// TestWhoHearsWhat walks through everything that can happen in a conversation
// and looks at who was told.
func TestWhoHearsWhat(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		n := newNode(t, db, nil, nil)
		n.showSummaries()
		li, other, han, wu := n.customer("o-li"), n.customer("o-other"), n.agent("Han"), n.agent("Wu")
		phone, laptop, stranger := n.join(li, false), n.join(li, false), n.join(other, false)
		hans, wus := n.join(han, false), n.join(wu, false)
		plainLi, plainWu := n.join(li, true), n.join(wu, true)

		n.send(li, Target{}, "c1", "hello")
		for _, s := range []*session{hans, wus} {
			f := s.message("hello")
			if fmt.Sprint(f["conversations"]) != fmt.Sprintf("[map[id:%d rev:2 unread:1]]", li.ID) || f["rev"] != nil || f.at("message", "openid") != "o-li" {
				t.Errorf("the agents' message: %v", f)
			}
			s.await("the new conversation", ofType("conversation"))
			if e := s.await("the opening", ofType("event")); e.at("event", "kind") != "opened" {
				t.Errorf("%v", e)
			}
		}
		for _, s := range []*session{phone, laptop} {
			if f := s.message("hello"); f["rev"] != 2.0 || f["unread"] != 0.0 || f["conversations"] != nil {
				t.Errorf("the customer's own message: %v", f)
			}
		}
		if f := plainWu.message("hello"); f["openid"] != "o-li" || len(f) != 2 {
			t.Errorf("the plain agent's: %v", f)
		}

		n.send(han, to(li.ID), "a1", "how can I help")
		for _, s := range []*session{phone, laptop, hans, wus} {
			s.message("how can I help")
		}
		if f := plainLi.message("how can I help"); len(f) != 1 {
			t.Errorf("the plain customer's: %v", f)
		}

		n.note(han, li.ID, "looks angry")
		wus.await("the note", ofType("note"))
		n.edit(wu, li.ID, desk.Patch{Status: ref(desk.StatusPending), Tags: &[]string{"vip"}})
		hans.await("the tags", func(f frame) bool { return f.at("event", "kind") == "tagged" })
		hans.await("the summary", func(f frame) bool { return f.at("conversation", "status") == "pending" })

		n.read(wu, to(li.ID), 1)
		for _, s := range []*session{phone, hans} {
			if f := s.await("the receipt", ofType("receipt")); f["reader"] != "desk" || f["seq"] != 1.0 {
				t.Errorf("%v", f)
			}
		}
		if f := hans.await("the count", ofType("unread")); f["unread"] != 0.0 || f["conversation_id"] != desk.FormatID(li.ID) || f["unread_total"] == nil {
			t.Errorf("%v", f)
		}
		n.read(li, Target{}, 2)
		hans.await("the customer's receipt", func(f frame) bool { return f["type"] == "receipt" && f["reader"] == "customer" })
		n.recall(han, desk.FormatID(li.ID)+"-2")
		for _, s := range []*session{phone, laptop, hans, wus} {
			if f := s.await("the recall", ofType("message.updated")); f.at("message", "text") != nil || f.at("message", "recalled_at") == nil {
				t.Errorf("%v", f)
			}
		}
		if err := n.chat.Typing(t.Context(), li, Target{}, true); err != nil {
			t.Fatal(err)
		}
		hans.await("typing", ofType("typing"))
		if err := n.chat.Typing(t.Context(), han, to(li.ID), false); err != nil {
			t.Fatal(err)
		}
		if f := phone.await("typing", ofType("typing")); f.at("who", "role") != "agent" || f.at("who", "name") != "Han" || f.at("who", "id") != nil {
			t.Errorf("%v", f)
		}
		if f := wus.await("a colleague's typing", func(f frame) bool { return f["type"] == "typing" && f.at("who", "role") == "agent" }); f.at("who", "id") != desk.FormatID(han.ID) {
			t.Errorf("%v", f)
		}
		if err := n.chat.Typing(t.Context(), han, to(li.ID), true); err != nil { // the phone's count below: of a note it hears nothing
			t.Fatal(err)
		}
		if err := n.chat.View(han, hans.id, desk.FormatID(li.ID)); err != nil {
			t.Fatal(err)
		}
		wus.await("viewing", ofType("viewing"))
		n.send(li, Target{}, "c2", "bye") // behind everything else
		phone.message("bye")

		for _, s := range []*session{phone, laptop} {
			for kind := range s.types() {
				switch kind {
				case "message", "receipt", "unread", "message.updated", "typing":
				default:
					t.Errorf("the customer was told a frame of type %s", kind)
				}
			}
			if s.types()["typing"] != 1 {
				t.Errorf("who types hears of it: %v", s.types())
			}
		}
		if got := stranger.all(); len(got) != 0 {
			t.Errorf("another customer was told %v", got)
		}
		if got := plainLi.all(); len(got) != 1 {
			t.Errorf("the plain customer was told %v", got)
		}
		plainWu.message("bye")
		if got := plainWu.all(); len(got) != 2 {
			t.Errorf("the plain agent was told %v", got)
		}
	})
}

// TestGroupIsOneFrame: what one commit gathered goes to agents as one frame.
func TestGroupIsOneFrame(t *testing.T) {
	n := newNode(t, testkit.OpenDatabase(t, testkit.NewAddress(t, "sqlite")), nil, nil)
	han := n.join(n.agent("Han"), false)
	var group []*desk.Change
	var people []*session
	for i := range 40 {
		li := n.customer(fmt.Sprint("o-", i%20))
		if i < 20 {
			people = append(people, n.join(li, false))
		}
		group = append(group, &desk.Change{ConversationID: li.ID, By: li, Send: &desk.NewMessage{ClientID: fmt.Sprint(i), Kind: desk.KindText, Text: fmt.Sprint("text ", i)}})
	}
	w := n.db.NewGroupWriter()
	defer w.Close() //nolint:errcheck // the test is over
	if err := w.Commit(t.Context(), group); err != nil {
		t.Fatal(err)
	}
	n.chat.Published(group)
	han.message("text 39")
	if got := han.types(); got["messages"] != 1 || got["message"] != 0 {
		t.Errorf("the agent was told %v", got)
	}
	at := 0
	for _, f := range han.all() {
		ms, _ := f["messages"].([]any)
		for _, m := range ms {
			if m.(map[string]any)["text"] != fmt.Sprint("text ", at) {
				t.Fatalf("out of order: %v at %d", m, at)
			}
			at++
		}
	}
	for i, s := range people {
		s.message(fmt.Sprint("text ", i+20))
		for _, f := range s.all() {
			if f.at("message", "openid") != fmt.Sprint("o-", i) {
				t.Errorf("told another's: %v", f)
			}
		}
	}
}

// TestResendIsPublishedAgain: the first publish may have died with its process.
func TestResendIsPublishedAgain(t *testing.T) {
	n := newNode(t, testkit.OpenDatabase(t, testkit.NewAddress(t, "sqlite")), nil, nil)
	li := n.customer("o-li")
	han, phone := n.join(n.agent("Han"), false), n.join(li, false)
	n.send(li, Target{}, "c1", "hello")
	han.message("hello")
	phone.message("hello")
	han.forget()
	phone.forget()
	if r := n.send(li, Target{}, "c1", "hello"); !r.Duplicate || r.Message.Seq != 1 {
		t.Errorf("%+v", r)
	}
	for _, s := range []*session{han, phone} {
		if f := s.message("hello"); f.at("message", "seq") != 1.0 {
			t.Errorf("%v", f)
		}
	}
}
