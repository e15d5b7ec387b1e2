package app_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"kefu/server/testkit"
	"kefu/server/testkit/netfault"
	"kefu/server/testkit/testdesk"

	"github.com/go-sql-driver/mysql"
)

// throughLine is the address of a MySQL database by way of a line that may fail.
func throughLine(t *testing.T, address string) (*netfault.Proxy, string) {
	t.Helper()
	cfg, err := mysql.ParseDSN(strings.TrimPrefix(address, "mysql:"))
	if err != nil {
		t.Fatal(err)
	}
	p := netfault.New(t, cfg.Addr)
	cfg.Addr = p.Addr()
	return p, "mysql:" + cfg.FormatDSN()
}

// depth is how many changes wait for their commit.
func depth(d *testdesk.Desk) int {
	m := queued.FindStringSubmatch(string(d.Call("GET", "/metrics", "", nil).Raw))
	if len(m) != 2 {
		return -1
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return -1
	}
	return n
}

// When customers send many times what the database takes, some are refused at
// once, agents are served all the same, nothing is lost, and afterwards all is
// as it was.
func TestMoreIsSentThanTheDatabaseTakes(t *testing.T) {
	t.Parallel()
	slow, address := throughLine(t, testkit.NewAddress(t, "mysql"))
	d := testdesk.Start(t, address, unbounded)
	c := newCrowd(t, d, 40, 50)
	agent := d.Dial(d.Agent("Han Mei", "agent"))
	sent := 0
	// serve has the agent answer a customer, read, and look.
	serve := func(what string) {
		t.Helper()
		sent++
		id, in := fmt.Sprint("a", sent), c.members[0].ID
		for _, f := range []map[string]any{
			{"type": "message.send", "client_id": id, "kind": "text", "text": id, "conversation_id": in},
			{"type": "message.read", "seq": 0, "conversation_id": in},
			{"type": "note.send", "client_id": id, "text": id, "conversation_id": in},
			{"type": "sync", "after_seq": 0, "limit": 1, "conversation_id": in},
			{"type": "changes"},
		} {
			if a := agent.Ask(f); a.Type() == "error" {
				t.Errorf("%s an agent's %s is answered %v", what, f["type"], a)
			}
		}
	}
	slow.Set(netfault.Fault{Delay: 40 * time.Millisecond})
	for range 2 {
		serve("before the flood")
	}
	c.begin()
	if !eventually(time.Minute, func() bool { return c.refused.Load() > 0 }) {
		t.Error("nobody is refused")
	}
	deepest := 0
	for range 2 {
		serve("in the flood")
		deepest = max(deepest, depth(d))
	}
	t.Logf("%d refused and %d stored, %d waited", c.refused.Load(), c.stored.Load(), deepest)
	slow.Set(netfault.Fault{})
	c.rest()
	serve("after the flood")
	if n := depth(d); n != 0 {
		t.Errorf("after the flood %d wait", n)
	}
	c.members = c.members[1:] // of the first one the agent's messages stand between
	c.check()
}
