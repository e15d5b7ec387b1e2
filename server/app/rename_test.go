package app_test

import (
	"testing"

	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
)

// A new name of an agent shows everywhere without a reconnect: to those of the
// node where it was given at once, to those of another, without a bus, soon.
func TestAnAgentsNewNameShowsEverywhere(t *testing.T) {
	t.Parallel()
	testkit.EachAddress(t, func(t *testing.T, address string) {
		a, b := testdesk.Start(t, address, nil), testdesk.Start(t, address, nil)
		li, han, wu := a.Visitor("Li Lei"), a.Agent("Han Mei", "agent"), a.Agent("Wu", "agent")
		phone, hans := a.Dial(li), a.Dial(han)
		near, far := a.Dial(wu), b.Dial(wu)
		phone.Ask(map[string]any{"type": "message.send", "client_id": "c1", "kind": "text", "text": "hello"})
		a.Must("PATCH", "/api/v1/conversations/"+li.ID, testdesk.AdminKey, map[string]any{"assignee_id": han.ID})
		hans.Send(map[string]any{"type": "viewing", "conversation_id": li.ID})
		assignedTo := func(name string) func(testkit.Frame) bool {
			return func(f testkit.Frame) bool { return f.At("conversation", "assignee", "name") == name }
		}
		for _, c := range []*testkit.Client{near, far} {
			c.Take("the assignment", assignedTo("Han Mei"))
		}

		a.Must("PATCH", "/api/v1/agents/"+han.ID, testdesk.AdminKey, map[string]any{"name": "韩梅梅"})
		near.Take("the presence", func(f testkit.Frame) bool { return f.Type() == "presence" && f.At("agent", "name") == "韩梅梅" })
		near.Take("the viewing", func(f testkit.Frame) bool {
			agents, _ := f["agents"].([]any)
			return f.Type() == "viewing" && len(agents) == 1 && agents[0].(map[string]any)["name"] == "韩梅梅"
		})
		for _, c := range []*testkit.Client{near, far} {
			c.Take("the conversation", assignedTo("韩梅梅"))
		}
		sent := hans.Ask(map[string]any{"type": "message.send", "client_id": "a1", "conversation_id": li.ID, "kind": "text", "text": "hi"})
		if got := sent.At("message", "sender", "name"); got != "韩梅梅" {
			t.Errorf("what is sent over the old connection is from %v", got)
		}
		hans.Send(map[string]any{"type": "typing", "conversation_id": li.ID})
		if got := phone.OfType("typing").At("who", "name"); got != "韩梅梅" {
			t.Errorf("the customer sees %v typing", got)
		}
	})
}

// A customer's new name comes to every agent, on another node too.
func TestACustomersNewNameShowsEverywhere(t *testing.T) {
	t.Parallel()
	testkit.EachAddress(t, func(t *testing.T, address string) {
		a, b := testdesk.Start(t, address, nil), testdesk.Start(t, address, nil)
		li, wu := a.Visitor("Li Lei"), a.Agent("Wu", "agent")
		near, far, phone := a.Dial(wu), b.Dial(wu), a.Dial(li)
		phone.Ask(map[string]any{"type": "message.send", "client_id": "c1", "kind": "text", "text": "hello"})
		far.Message("hello")
		a.Must("PATCH", "/api/v1/customers/"+li.OpenID, wu.Token, map[string]any{"name": "李雷", "avatar_url": "https://img.example/a.png", "profile": map[string]any{"phone": "1"}})
		for _, c := range []*testkit.Client{near, far} {
			f := c.Take("the conversation", func(f testkit.Frame) bool { return f.At("conversation", "customer", "name") == "李雷" })
			if f.At("conversation", "customer", "avatar_url") != "https://img.example/a.png" {
				t.Errorf("got %v", f)
			}
		}
		sent := phone.Ask(map[string]any{"type": "message.send", "client_id": "c2", "kind": "text", "text": "again"})
		if got := sent.At("message", "sender", "name"); got != "李雷" {
			t.Errorf("what is sent over the old connection is from %v", got)
		}
	})
}
