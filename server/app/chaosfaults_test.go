package app_test

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"kefu/server/testkit/netfault"
)

// kinds are all ways in which a run of chaos can make a desk fail.
func kinds() []*kind {
	const s = time.Second
	all := []*kind{
		{"node killed", hitsNode, true, s / 2, 6 * s, (*chaos).kill},
		{"node stopped", hitsNode, true, s, 20 * s, (*chaos).stop},
		{"node drained", hitsNode, true, s / 2, 4 * s, (*chaos).drain},
		{"rolling upgrade", hitsNode, false, 0, 0, (*chaos).roll},
		{"clocks jump", 0, false, 0, 0, (*chaos).jump},
		{"agent disabled", 0, false, 0, 0, (*chaos).disable},
		{"redis killed", hitsRedis, false, s, 8 * s, (*chaos).killRedis},
		{"redis hangs", hitsRedis, false, s, 10 * s, (*chaos).hangRedis},
		{"redis full", hitsRedis, false, 2 * s, 8 * s, (*chaos).fillRedis},
		{"database killed", hitsDatabase, false, s / 2, 6 * s, (*chaos).killDatabase},
		{"database hangs", hitsDatabase, false, s, 8 * s, (*chaos).hangDatabase},
		{"database read-only", hitsDatabase, false, s, 6 * s, (*chaos).readOnly},
		{"too many connections", hitsDatabase, false, s, 6 * s, (*chaos).crowd},
		{"database fails over", hitsDatabase, false, s / 2, 4 * s, (*chaos).failOver},
	}
	lines := []struct {
		name string
		hits scope
		of   func(*chaosNode) *netfault.Proxy
	}{
		{"to the database", hitsDatabase, func(n *chaosNode) *netfault.Proxy { return n.database }},
		{"to redis", hitsRedis, func(n *chaosNode) *netfault.Proxy { return n.redis }},
		{"of clients", hitsClients, func(n *chaosNode) *netfault.Proxy { return n.clients }},
	}
	for _, l := range lines {
		line := "line " + l.name
		replies := "replies of the database lost"
		switch l.hits {
		case hitsClients:
			line, replies = "lines "+l.name, "what clients are told lost"
		case hitsRedis:
			replies = "replies of redis lost"
		}
		set := func(f netfault.Fault) func(*chaos, *chaosNode, *rand.Rand) func() {
			return func(_ *chaos, n *chaosNode, _ *rand.Rand) func() {
				l.of(n).Set(f)
				return func() { l.of(n).Set(netfault.Fault{}) }
			}
		}
		all = append(all,
			&kind{line + " cut", l.hits, true, s, 8 * s, set(netfault.Fault{Refuse: true})},
			&kind{line + " held", l.hits, true, s, 12 * s, set(netfault.Fault{HoldUp: true, HoldDown: true})},
			&kind{replies, l.hits, true, s, 8 * s, set(netfault.Fault{HoldDown: true})},
			&kind{line + " slow", l.hits, true, s, 8 * s, func(_ *chaos, n *chaosNode, r *rand.Rand) func() {
				l.of(n).Set(netfault.Fault{Delay: time.Duration(20+r.IntN(200)) * time.Millisecond})
				return func() { l.of(n).Set(netfault.Fault{}) }
			}},
			&kind{line + " cut in mid-frame", l.hits, true, 0, 0, func(_ *chaos, n *chaosNode, r *rand.Rand) func() {
				for range 3 {
					l.of(n).CutAfter(someBytes(r))
					time.Sleep(time.Duration(100+r.IntN(300)) * time.Millisecond)
				}
				return nil
			}})
	}
	return all
}

func (c *chaos) kill(n *chaosNode, _ *rand.Rand) func() {
	n.setUp(false)
	n.kill()
	return func() { c.startNode(n) }
}

func (c *chaos) stop(n *chaosNode, _ *rand.Rand) func() {
	n.cmd.Process.Signal(syscall.SIGSTOP)                   //nolint:errcheck // it may have ended
	return func() { n.cmd.Process.Signal(syscall.SIGCONT) } //nolint:errcheck // it may have ended
}

func (c *chaos) drain(n *chaosNode, _ *rand.Rand) func() {
	n.setUp(false)
	code, took := n.term()
	c.note("%s ended in %s", n.name, took.Round(time.Millisecond))
	c.took("end after SIGTERM", took, drainBound, n.name)
	if code != 0 {
		c.w.blame(unhealthy, "%s ended %s after SIGTERM with code %d", n.name, took, code)
	}
	return func() { c.startNode(n) }
}

// roll drains each node and starts it again, one after another.
func (c *chaos) roll(_ *chaosNode, r *rand.Rand) func() {
	for _, n := range c.nodes {
		c.drain(n, r)()
		if !eventually(givenUp, func() bool { return ready(n.URL) == http.StatusOK }) {
			c.w.blame(slow, "%s did not start again", n.name)
		}
	}
	return nil
}

// jump sets every clock to another one of an hour behind, right and an hour ahead.
func (c *chaos) jump(_ *chaosNode, r *rand.Rand) func() {
	for _, n := range c.nodes {
		n.jump(int64(r.IntN(3)) - 1)
	}
	return nil
}

// disable has the spare agent disabled: their connections end on all nodes.
func (c *chaos) disable(*chaosNode, *rand.Rand) func() {
	c.checkRevoked()
	return nil
}

func (c *chaos) killRedis(*chaosNode, *rand.Rand) func() {
	c.must(c.redis.try("kill"))
	return func() { c.must(c.redis.try("start")) }
}

func (c *chaos) hangRedis(*chaosNode, *rand.Rand) func() {
	c.must("", c.redis.signal(syscall.SIGSTOP))
	return func() { c.must("", c.redis.signal(syscall.SIGCONT)) }
}

func (c *chaos) fillRedis(*chaosNode, *rand.Rand) func() {
	c.tellRedis("CONFIG SET maxmemory-policy noeviction")
	c.tellRedis("CONFIG SET maxmemory 1")
	return func() { c.tellRedis("CONFIG SET maxmemory 0") }
}

func (c *chaos) tellRedis(command string) {
	conn, err := net.DialTimeout("tcp", strings.TrimSuffix(strings.TrimPrefix(c.redisAddress, "redis://"), "/0"), 30*time.Second)
	if err != nil {
		c.must("", err)
		return
	}
	defer conn.Close()                                 //nolint:errcheck // used once
	conn.SetDeadline(time.Now().Add(30 * time.Second)) //nolint:errcheck // seen when reading
	fmt.Fprint(conn, command+"\r\n")                   //nolint:errcheck // seen when reading
	answer := make([]byte, 128)
	n, err := conn.Read(answer)
	if err == nil && !strings.HasPrefix(string(answer[:n]), "+OK") {
		err = fmt.Errorf("redis answers %q to %s", answer[:n], command)
	}
	c.must("", err)
}

func (c *chaos) killDatabase(*chaosNode, *rand.Rand) func() {
	c.must(c.database.try("kill"))
	return func() { c.must(c.database.try("start")) }
}

func (c *chaos) hangDatabase(*chaosNode, *rand.Rand) func() {
	c.must("", c.database.signal(syscall.SIGSTOP))
	return func() { c.must("", c.database.signal(syscall.SIGCONT)) }
}

func (c *chaos) readOnly(*chaosNode, *rand.Rand) func() {
	c.sql("SET GLOBAL read_only=1")
	return func() { c.sql("SET GLOBAL read_only=0") }
}

// crowd leaves the nodes fewer connections than they need, and takes those away
// that they have.
func (c *chaos) crowd(*chaosNode, *rand.Rand) func() {
	c.sql("SET GLOBAL max_connections=10")
	for _, n := range c.nodes {
		n.database.Cut()
	}
	return func() { c.sql("SET GLOBAL max_connections=500") }
}

// failOver makes the primary refuse writes, then be gone, then be elsewhere.
func (c *chaos) failOver(_ *chaosNode, r *rand.Rand) func() {
	c.sql("SET GLOBAL read_only=1")
	time.Sleep(time.Duration(r.IntN(1000)) * time.Millisecond)
	for _, n := range c.nodes {
		n.database.Set(netfault.Fault{Refuse: true})
	}
	return func() {
		c.sql("SET GLOBAL read_only=0")
		c.moves++
		for _, n := range c.nodes {
			n.database.Move(c.addresses[c.moves%len(c.addresses)])
			n.database.Set(netfault.Fault{})
		}
	}
}
