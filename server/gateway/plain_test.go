package gateway_test

import (
	"testing"
	"time"

	"kefu/server/testkit"
)

func plainMsg(text string) func(testkit.Frame) bool {
	return func(f testkit.Frame) bool { return f["msg"] == text }
}

// The clients of the demonstrations that the desk grew out of, unmodified:
// they connect with ?token= and know two frames.
func TestPlainClients(t *testing.T) {
	d := sqliteDesk(t, nil)
	lilei := d.Visitor("Li Lei")
	han := d.Agent("Han Mei", "agent")
	agent, customer := d.Plain(han), d.Plain(lilei)

	customer.Send(`{"msg":"are you there?","type":"2"}`)
	f := agent.Take("the question", plainMsg("are you there?"))
	if f["openid"] != lilei.OpenID || len(f) != 2 {
		t.Fatalf("the agent got %v", f)
	}
	agent.Send(map[string]any{"msg": "yes", "type": 1, "openid": lilei.OpenID})
	if f := customer.Take("the answer", plainMsg("yes")); len(f) != 1 {
		t.Fatalf("the customer got %v", f)
	}
	// The sender hears nothing of its own.
	if f, err := customer.TryTake(200*time.Millisecond, plainMsg("are you there?")); err == nil {
		t.Fatalf("the customer got its own %v", f)
	}
	// Written to a plain customer is read; a plain agent's answer reads what came before.
	waitFor(t, func() bool {
		c := d.Must("GET", "/api/v1/conversations/"+lilei.ID, han.Token, nil)
		mine := d.Must("GET", "/api/v1/my/conversation", lilei.Token, nil)
		return c["unread"] == 0.0 && mine["unread"] == 0.0
	})
}

func waitFor(t *testing.T, true func() bool) {
	t.Helper()
	for deadline := time.Now().Add(testkit.Patience); !true(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it did not become true in time")
		}
	}
}

func TestOfflinePool(t *testing.T) {
	d := sqliteDesk(t, nil)
	lilei := d.Visitor("Li Lei")
	han := d.Agent("Han Mei", "agent")
	customer := d.Plain(lilei)
	for _, text := range []string{"one", "two", "three"} {
		customer.Send(map[string]any{"msg": text, "type": 2})
	}
	waitFor(t, func() bool {
		return d.Must("GET", "/api/v1/my/conversation", lilei.Token, nil)["last_seq"] == 3.0
	})
	customer.Close()
	agent := d.Plain(han)
	for _, text := range []string{"one", "two", "three"} {
		if f := agent.Take("a message of the pool", func(testkit.Frame) bool { return true }); f["msg"] != text || f["openid"] != lilei.OpenID {
			t.Fatalf("the pool gave %v, want %s", f, text)
		}
	}
	for i := range 150 { // more than a customer's queue holds at once
		agent.Send(map[string]any{"msg": "answer " + string(rune('a'+i%26)), "type": 1, "openid": lilei.OpenID})
		if i%50 == 49 {
			waitFor(t, func() bool {
				return d.Must("GET", "/api/v1/my/conversation", lilei.Token, nil)["last_seq"] == float64(3+i+1)
			})
		}
	}
	customer = d.Plain(lilei)
	for i := range 150 {
		if f := customer.Take("an answer of the pool", func(testkit.Frame) bool { return true }); f["msg"] != "answer "+string(rune('a'+i%26)) {
			t.Fatalf("answer %d was %v", i, f)
		}
	}
	waitFor(t, func() bool {
		return d.Must("GET", "/api/v1/my/conversation", lilei.Token, nil)["unread"] == 0.0
	})
	customer.Close()
	customer = d.Plain(lilei)
	if f, err := customer.TryTake(300*time.Millisecond, func(testkit.Frame) bool { return true }); err == nil {
		t.Fatalf("what was read came again: %v", f)
	}
}

func TestPlainMeetsNamedFrames(t *testing.T) {
	d := sqliteDesk(t, nil)
	lilei := d.Visitor("Li Lei")
	han := d.Agent("Han Mei", "agent")
	plain, named := d.Plain(lilei), d.Dial(han)
	plain.Send(`{"msg":"hello","type":2}`)
	named.Message("hello")
	named.Ask(sendTo(lilei.ID, "a1", "hello yourself"))
	plain.Take("the answer", plainMsg("hello yourself"))
	card := map[string]any{"type": "message.send", "conversation_id": lilei.ID, "client_id": "a2", "kind": "card",
		"attachment": map[string]any{"title": "A lamp", "url": "https://shop.example/lamp"}}
	wantType(t, named.Ask(card), "ack")
	if f := plain.Take("the card", plainMsg("[card: A lamp]")); f["url"] != "https://shop.example/lamp" {
		t.Fatalf("the card came as %v", f)
	}
}

func TestPlainErrors(t *testing.T) {
	d := sqliteDesk(t, nil)
	lilei := d.Visitor("Li Lei")
	customer, agent := d.Plain(lilei), d.Plain(d.Agent("Han Mei", "agent"))
	for name, c := range map[string]struct {
		client *testkit.Client
		frame  string
		code   string
	}{
		"a named frame":         {customer, `{"type":"message.send","text":"x"}`, "bad_request"},
		"no text":               {customer, `{"type":2}`, "bad_request"},
		"a number for a text":   {customer, `{"msg":5,"type":2}`, "bad_request"},
		"an agent's type":       {customer, `{"msg":"x","type":1}`, "bad_request"},
		"empty":                 {customer, `{"msg":"  ","type":2}`, "bad_request"},
		"another's openid":      {customer, `{"msg":"x","type":2,"openid":"v_other"}`, "not_found"},
		"no openid":             {agent, `{"msg":"x","type":1}`, "bad_request"},
		"an openid of nobody's": {agent, `{"msg":"x","type":1,"openid":"oNobody"}`, "not_found"},
	} {
		c.client.Send(c.frame)
		f := c.client.Take("an error", func(f testkit.Frame) bool { return f["error"] != nil })
		if f["error"] != c.code || f["msg"] == "" {
			t.Errorf("%s: got %v, want %s", name, f, c.code)
		}
	}
}
