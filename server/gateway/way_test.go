package gateway_test

import (
	"testing"
	"time"

	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
)

// A customer writes, all agents hear it, one answers, and only the customer
// and the other agents hear that.
func TestMessagesWay(t *testing.T) {
	d := sqliteDesk(t, nil)
	lilei, stranger := d.Visitor("Li Lei"), d.Visitor("A stranger")
	han, wang := d.Agent("Han Mei", "agent"), d.Agent("Wang", "supervisor")
	phone, tablet := d.Dial(lilei), d.Dial(lilei)
	other := d.Dial(stranger)
	agent, colleague := d.Dial(han), d.Dial(wang)

	ack := wantType(t, phone.Ask(send("c-1", "  你好 hello  ")), "ack")
	wantAt(t, ack, "你好 hello", "message", "text")
	wantAt(t, ack, 1.0, "message", "seq")
	wantAt(t, ack, lilei.ID+"-1", "message", "id")
	wantAt(t, ack, lilei.OpenID, "message", "sender", "id")
	for _, c := range []*testkit.Client{tablet, agent, colleague} {
		c.Message("你好 hello")
	}
	summary := agent.OfType("conversation")
	wantAt(t, summary, 1.0, "conversation", "unread")
	wantAt(t, summary, true, "conversation", "customer", "online")

	ack = wantType(t, agent.Ask(sendTo(lilei.ID, "a-1", "Hi, I am Han Mei")), "ack")
	wantAt(t, ack, "agent", "message", "sender", "role")
	for _, c := range []*testkit.Client{phone, tablet, colleague} {
		c.Message("Hi, I am Han Mei")
	}
	if f, err := other.TryTake(300*time.Millisecond, func(f testkit.Frame) bool {
		return f.Type() == "message" || f.Type() == "messages" || f.Type() == "conversation" || f.Type() == "event"
	}); err == nil {
		t.Fatalf("another customer was told %v", f)
	}
	for _, f := range phone.Frames() {
		if f.Type() == "note" || f.Type() == "event" || f.Type() == "conversation" {
			t.Fatalf("the customer was told %v", f)
		}
	}
}

func TestResendIsAnsweredWithTheStoredMessage(t *testing.T) {
	d := sqliteDesk(t, nil)
	lilei := d.Visitor("Li Lei")
	phone := d.Dial(lilei)
	first := phone.Ask(send("same", "once"))
	again := phone.Ask(send("same", "another text"))
	wantAt(t, again, first.At("message", "id"), "message", "id")
	wantAt(t, again, "once", "message", "text")
	agent := d.Dial(d.Agent("Han Mei", "agent"))
	wantError(t, agent.Ask(sendTo(lilei.ID, "same", "mine")), "conflict")
}

func TestReadsReceiptsAndUnread(t *testing.T) {
	d := sqliteDesk(t, nil)
	lilei := d.Visitor("Li Lei")
	phone, agent := d.Dial(lilei), d.Dial(d.Agent("Han Mei", "agent"))
	for _, id := range []string{"1", "2", "3"} {
		phone.Ask(send(id, "text "+id))
	}
	read := func(c *testkit.Client, seq int) testkit.Frame {
		return c.Ask(map[string]any{"type": "message.read", "conversation_id": lilei.ID, "seq": seq})
	}
	wantError(t, read(agent, 4), "bad_request")
	wantType(t, read(agent, 2), "ack")
	wantAt(t, phone.OfType("receipt"), "desk", "reader")
	unread := func(n float64) func(testkit.Frame) bool { // the watch may tell an earlier one too
		return func(f testkit.Frame) bool { return f.Type() == "unread" && f["unread"] == n }
	}
	agent.Take("unread 1", unread(1))
	waitFor(t, func() bool { return agent.Ask(map[string]any{"type": "ping"})["unread_total"] == 1.0 })
	wantType(t, read(agent, 1), "ack") // below: well, and nothing changes
	wantType(t, read(agent, 3), "ack")
	agent.Take("unread 0", unread(0))

	agent.Ask(sendTo(lilei.ID, "a", "an answer"))
	wantAt(t, phone.Take("the answer", func(f testkit.Frame) bool { return f.Type() == "message" && f.At("message", "client_id") == "a" }), 1.0, "unread")
	wantType(t, read(phone, 4), "ack")
	phone.Take("unread 0", unread(0))
	agent.Take("the customer's receipt", func(f testkit.Frame) bool { return f.Type() == "receipt" && f["reader"] == "customer" })
}

func TestRecall(t *testing.T) {
	d := sqliteDesk(t, nil)
	lilei := d.Visitor("Li Lei")
	phone, agent := d.Dial(lilei), d.Dial(d.Agent("Han Mei", "agent"))
	id := phone.Ask(send("1", "a slip")).At("message", "id")
	recall := map[string]any{"type": "message.recall", "message_id": id}
	wantError(t, agent.Ask(recall), "forbidden")
	wantType(t, phone.Ask(recall), "ack")
	updated := agent.OfType("message.updated")
	wantAt(t, updated, nil, "message", "text")
	if updated.At("message", "recalled_at") == nil {
		t.Fatalf("%v says not when it was recalled", updated)
	}
	agent.Take("unread 0", func(f testkit.Frame) bool { return f.Type() == "unread" && f["unread"] == 0.0 })
	wantType(t, phone.Ask(recall), "ack")
	wantError(t, phone.Ask(map[string]any{"type": "message.recall", "message_id": lilei.ID + "-9"}), "not_found")
	other := d.Dial(d.Visitor("A stranger"))
	wantError(t, other.Ask(recall), "not_found")
}

func TestNotesAndEventsAreForAgents(t *testing.T) {
	d := sqliteDesk(t, nil)
	lilei := d.Visitor("Li Lei")
	phone := d.Dial(lilei)
	agent, colleague := d.Dial(d.Agent("Han Mei", "agent")), d.Dial(d.Agent("Wang", "agent"))
	phone.Ask(send("1", "hello"))
	note := map[string]any{"type": "note.send", "client_id": "n1", "conversation_id": lilei.ID, "text": "he is upset", "mentions": []string{"1"}}
	ack := wantType(t, agent.Ask(note), "ack")
	wantAt(t, ack, "he is upset", "note", "text")
	wantAt(t, ack, 1.0, "note", "after_seq")
	wantAt(t, colleague.OfType("note"), "he is upset", "note", "text")
	wantError(t, phone.Ask(note), "forbidden")
	synced := wantType(t, phone.Ask(map[string]any{"type": "sync", "after_seq": 0, "after_rev": 0}), "synced")
	if _, shown := synced["activity"]; shown {
		t.Fatalf("a customer was shown %v", synced["activity"])
	}
	synced = wantType(t, agent.Ask(map[string]any{"type": "sync", "conversation_id": lilei.ID, "after_seq": 0, "after_rev": 0}), "synced")
	if activity := synced["activity"].([]any); len(activity) != 2 { // opened, and the note
		t.Fatalf("the agent was shown %v", activity)
	}
	for _, f := range phone.Frames() {
		if f.Type() == "note" || f.Type() == "event" {
			t.Fatalf("a customer was told %v", f)
		}
	}
}

func TestSyncPagesAndUpdates(t *testing.T) {
	d := sqliteDesk(t, nil)
	phone := d.Dial(d.Visitor("Li Lei"))
	for _, id := range []string{"1", "2", "3"} {
		phone.Ask(send(id, "text "+id))
	}
	page := phone.Ask(map[string]any{"type": "sync", "after_seq": 0, "after_rev": 0, "limit": 2})
	wantAt(t, page, true, "has_more")
	if n := len(page["messages"].([]any)); n != 2 {
		t.Fatalf("a page of 2 has %d messages", n)
	}
	rev := page["rev"]
	phone.Ask(map[string]any{"type": "message.recall", "message_id": page["messages"].([]any)[0].(map[string]any)["id"]})
	rest := phone.Ask(map[string]any{"type": "sync", "after_seq": 2, "after_rev": rev})
	wantAt(t, rest, false, "has_more")
	if u := rest["updated"].([]any); len(u) != 1 || u[0].(map[string]any)["recalled_at"] == nil {
		t.Fatalf("updated is %v", u)
	}
	wantError(t, phone.Ask(map[string]any{"type": "sync", "after_seq": 0, "limit": 201}), "bad_request")
	wantError(t, phone.Ask(map[string]any{"type": "sync", "conversation_id": "999999"}), "not_found")
}

func TestChangesPingTypingViewingPresence(t *testing.T) {
	d := sqliteDesk(t, nil)
	lilei := d.Visitor("Li Lei")
	han := d.Agent("Han Mei", "agent")
	phone := d.Dial(lilei)
	wantAt(t, phone.OfType("presence"), false, "available")
	agent, colleague := d.Dial(han), d.Dial(d.Agent("Wang", "agent"))
	wantAt(t, phone.OfType("presence"), true, "available")

	start := wantType(t, agent.Ask(map[string]any{"type": "changes"}), "changed")
	if n := len(start["conversations"].([]any)); n != 0 {
		t.Fatalf("changes without a cursor gave %d conversations", n)
	}
	phone.Ask(send("1", "hello"))
	changed := wantType(t, agent.Ask(map[string]any{"type": "changes", "cursor": start["cursor"]}), "changed")
	if n := len(changed["conversations"].([]any)); n != 1 {
		t.Fatalf("%d conversations changed, want 1", n)
	}
	wantError(t, phone.Ask(map[string]any{"type": "changes"}), "forbidden")

	pong := wantType(t, phone.Ask(map[string]any{"type": "ping"}), "pong")
	wantAt(t, pong, 1.0, "last_seq")

	phone.Send(map[string]any{"type": "typing"})
	wantAt(t, agent.OfType("typing"), "customer", "who", "role")
	agent.Send(map[string]any{"type": "typing", "conversation_id": lilei.ID})
	wantAt(t, phone.OfType("typing"), "Han Mei", "who", "name")

	agent.Send(map[string]any{"type": "viewing", "conversation_id": lilei.ID})
	if who := colleague.OfType("viewing")["agents"].([]any); len(who) != 1 || who[0].(map[string]any)["id"] != han.ID {
		t.Fatalf("viewing shows %v", who)
	}
	agent.Close()
	colleague.Take("viewing by nobody", func(f testkit.Frame) bool {
		return f.Type() == "viewing" && len(f["agents"].([]any)) == 0
	})
	colleague.Take("Han Mei offline", func(f testkit.Frame) bool { return f.Type() == "presence" && f["status"] == "offline" })
	phone.Close()
	colleague.Take("the customer offline", func(f testkit.Frame) bool { return f.Type() == "presence" && f["online"] == false })
}

func TestStaffKeyAndTokensOpenTheSocket(t *testing.T) {
	d := sqliteDesk(t, nil)
	han := d.Agent("Han Mei", "agent")
	token := d.Must("POST", "/api/v1/auth/agent", "", map[string]any{"staff_key": han.Token}).At("token").(string)
	for _, credential := range []string{han.Token, token} {
		d.Dial(testdesk.Person{Token: credential})
	}
	for name, credential := range map[string]string{"none": "", "wrong": "nonsense", "a wrong key": "sk_abcdefgh_0123456789"} {
		if _, status, err := testkit.TryDial(t, d.URL, credential, false); err == nil || status != 401 {
			t.Errorf("%s: HTTP %d, %v; want 401", name, status, err)
		}
	}
}
