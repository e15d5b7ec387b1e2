package app_test

import (
	"net/http"
	"os"
	"syscall"
	"testing"
	"time"

	"kefu/server/app"
	"kefu/server/config"
	"kefu/server/fanout"
	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
)

// twoNodes are two processes on one MySQL, joined by a Redis.
func twoNodes(t *testing.T) (a, b *server) {
	t.Helper()
	redis := os.Getenv("KEFU_TEST_REDIS")
	if redis == "" {
		t.Fatal("KEFU_TEST_REDIS names no server: run scripts/test, which starts one")
	}
	address := testkit.NewAddress(t, "mysql")
	a, b = newServer(t, address, "KEFU_REDIS="+redis), newServer(t, address, "KEFU_REDIS="+redis)
	a.up()
	b.up()
	return a, b
}

// presence waits for the frame that says that a customer came or went. A lease
// is eight seconds at most, but the machine may be slow.
func presence(t *testing.T, c *testkit.Client, conversation string, online bool) {
	t.Helper()
	_, err := c.TryTake(time.Minute, func(f testkit.Frame) bool {
		return f.Type() == "presence" && f["conversation_id"] == conversation && f["online"] == online
	})
	if err != nil {
		t.Fatalf("never told that the customer is online: %v: %v", online, err)
	}
}

// online waits until a desk has a customer online: that may come later than
// their message, which the database tells of.
func online(t *testing.T, d *testdesk.Desk, conversation string) {
	t.Helper()
	if !eventually(time.Minute, func() bool {
		c := d.Must(http.MethodGet, "/api/v1/conversations/"+conversation, testdesk.AdminKey, nil)
		return c.At("customer", "online") == true
	}) {
		t.Fatal("the customer never came online")
	}
}

// TestNodesKnowWhoIsWhere: presence, pages, viewing, typing, receipts and
// revocations cross from node to node; who was connected to a node that is
// killed is offline when its lease ends, and on again when they come back to
// another.
func TestNodesKnowWhoIsWhere(t *testing.T) {
	t.Parallel()
	stays, dies := twoNodes(t)
	here, there := testdesk.At(t, stays.URL), testdesk.At(t, dies.URL)
	han, wu := here.Agent("Han Mei", "agent"), here.Agent("Wu", "agent")
	li := there.Visitor("Li Lei")
	agent, phone := here.Dial(han), there.Dial(li)
	other := there.Dial(wu)
	came := agent.Take("the other agent", func(f testkit.Frame) bool { return f.Type() == "presence" && f.At("agent", "id") == wu.ID })
	if came["status"] != "online" {
		t.Errorf("the other agent is %v", came["status"])
	}

	if f := phone.Ask(map[string]any{"type": "message.send", "client_id": "c-1", "kind": "text", "text": "hello"}); f.Type() != "ack" {
		t.Fatal(f)
	}
	agent.Message("hello")
	agent.OfType("conversation")
	online(t, here, li.ID) // the summary may be from before this node knew
	phone.Send(map[string]any{"type": "page", "url": "https://shop.example/", "title": "Shop"})
	agent.Take("the page", func(f testkit.Frame) bool { return f.At("page", "title") == "Shop" })
	if !eventually(time.Minute, func() bool { // typing that was lost is told by nothing else
		agent.Send(map[string]any{"type": "typing", "conversation_id": li.ID})
		_, err := phone.TryTake(time.Second, func(f testkit.Frame) bool { return f.Type() == "typing" })
		return err == nil
	}) {
		t.Error("typing never crossed")
	}
	agent.Send(map[string]any{"type": "viewing", "conversation_id": li.ID})
	other.Take("who views", func(f testkit.Frame) bool {
		agents, _ := f["agents"].([]any)
		return f.Type() == "viewing" && len(agents) == 1
	})
	agent.Ask(map[string]any{"type": "message.read", "conversation_id": li.ID, "seq": 1})
	phone.OfType("receipt")

	// Revoked on one node, thrown out by the other.
	here.Must(http.MethodPatch, "/api/v1/agents/"+wu.ID, testdesk.AdminKey, map[string]any{"disabled": true})
	if code, reason := other.CloseCode(); code != 1008 || reason != "revoked" {
		t.Errorf("the disabled agent's connection ended with %d %s", code, reason)
	}

	start := time.Now()
	dies.kill()
	presence(t, agent, li.ID, false)
	t.Logf("offline %v after the node was killed", time.Since(start).Round(time.Millisecond))
	if c := here.Must(http.MethodGet, "/api/v1/conversations/"+li.ID, testdesk.AdminKey, nil); c.At("customer", "online") != false {
		t.Error("the list has them online")
	}
	here.Dial(li)
	presence(t, agent, li.ID, true)
}

// TestStoppedNodeComesBack: a node that stood still for longer than its lease
// is taken for dead, and is one of them again when it goes on.
func TestStoppedNodeComesBack(t *testing.T) {
	t.Parallel()
	stays, stops := twoNodes(t)
	here, there := testdesk.At(t, stays.URL), testdesk.At(t, stops.URL)
	agent := here.Dial(here.Agent("Han Mei", "agent"))
	li := there.Visitor("Li Lei")
	phone := there.Dial(li)
	phone.Ask(map[string]any{"type": "message.send", "client_id": "c-1", "kind": "text", "text": "hello"})
	agent.Message("hello")
	online(t, here, li.ID)
	stops.cmd.Process.Signal(syscall.SIGSTOP) //nolint:errcheck // seen below
	presence(t, agent, li.ID, false)
	stops.cmd.Process.Signal(syscall.SIGCONT) //nolint:errcheck // seen below
	presence(t, agent, li.ID, true)
	here.Must(http.MethodPost, "/api/v1/conversations/"+li.ID+"/messages", testdesk.AdminKey, map[string]any{"kind": "text", "text": "welcome back"})
	phone.Message("welcome back")
}

// TestDatabaseAwayEndsNobodysLease: when the database comes back all leases have
// run out, and the first node to renew its own must not take the others, whom
// it hears, for dead.
func TestDatabaseAwayEndsNobodysLease(t *testing.T) {
	t.Parallel()
	m := newMariaDB(t)
	bus, address := new(fanout.MemoryBus), m.database()
	joined := func(_ *config.Config, o *app.Options) { o.Bus = bus.Node() }
	here, there := testdesk.Start(t, address, joined), testdesk.Start(t, address, joined)
	agent := here.Dial(here.Agent("Han Mei", "agent"))
	li := there.Visitor("Li Lei")
	phone := there.Dial(li)
	phone.Ask(map[string]any{"type": "message.send", "client_id": "c-1", "kind": "text", "text": "hello"})
	agent.Message("hello")
	online(t, here, li.ID)
	time.Sleep(3 * time.Second) // both have renewed their leases and know each other's
	m.ctl("kill")
	time.Sleep(9 * time.Second)
	m.ctl("start")
	if !eventually(time.Minute, func() bool { return ready(here.URL) == http.StatusOK && ready(there.URL) == http.StatusOK }) {
		t.Fatal("the desk never came back")
	}
	f, err := agent.TryTake(5*time.Second, func(f testkit.Frame) bool {
		return f.Type() == "presence" && f["conversation_id"] == li.ID && f["online"] == false
	})
	if err == nil {
		t.Errorf("a customer who was there all the time is %v", f)
	}
}
