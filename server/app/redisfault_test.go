package app_test

import (
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"kefu/server/testkit"
	"kefu/server/testkit/netfault"
	"kefu/server/testkit/testdesk"
)

// redisFault is a way in which a Redis fails.
type redisFault struct {
	name string
	// state is what /readyz comes to say of Redis; "" if it need not notice.
	state string
	long  bool // not in the short run
	begin func(*netfault.Proxy, *redisServers)
	end   func(*netfault.Proxy, *redisServers)
}

func clearLine(p *netfault.Proxy, _ *redisServers) { p.Set(netfault.Fault{}) }

var redisFaults = []redisFault{
	{"hanging", "down", false, func(p *netfault.Proxy, _ *redisServers) { p.Set(netfault.Fault{HoldUp: true, HoldDown: true}) }, clearLine},
	{"full", "degraded", false,
		func(_ *netfault.Proxy, s *redisServers) { s.do("CONFIG", "SET", "maxmemory", "1") },
		func(_ *netfault.Proxy, s *redisServers) { s.do("CONFIG", "SET", "maxmemory", "0") }},
	{"restarted with another password", "down", false,
		func(_ *netfault.Proxy, s *redisServers) {
			s.ctl("restart")
			one := s.client().Conn() // who is connected stays so, whatever the password
			for _, command := range [][]any{{"CONFIG", "SET", "requirepass", "another"}, {"CLIENT", "KILL", "TYPE", "pubsub"}, {"CLIENT", "KILL", "TYPE", "normal"}} {
				if err := one.Do(s.t.Context(), command...).Err(); err != nil {
					s.t.Error(err)
				}
			}
		},
		func(_ *netfault.Proxy, s *redisServers) { s.ctl("restart") }},
	{"a replica", "degraded", true,
		func(_ *netfault.Proxy, s *redisServers) { s.do("REPLICAOF", "127.0.0.1", "1") },
		func(_ *netfault.Proxy, s *redisServers) { s.do("REPLICAOF", "NO", "ONE") }},
	{"away", "down", true, func(p *netfault.Proxy, _ *redisServers) { p.Set(netfault.Fault{Refuse: true}) }, clearLine},
	{"killed", "down", true,
		func(_ *netfault.Proxy, s *redisServers) { s.ctl("kill") },
		func(_ *netfault.Proxy, s *redisServers) { s.ctl("start") }},
	{"swallowing its replies", "down", true, func(p *netfault.Proxy, _ *redisServers) { p.Set(netfault.Fault{HoldDown: true}) }, clearLine},
	{"slow", "", true, func(p *netfault.Proxy, _ *redisServers) { p.Set(netfault.Fault{Delay: 250 * time.Millisecond}) }, clearLine},
	{"cut in mid-reply", "", true, func(p *netfault.Proxy, _ *redisServers) {
		for range 5 {
			p.CutAfter(func() int64 { return rand.Int64N(200) })
			time.Sleep(500 * time.Millisecond)
		}
	}, clearLine},
}

// TestRedisFaults: whatever Redis does to one node of two, messages are
// committed, acked and told within each node and find the other node, /readyz
// and the figures say how it is, the log says it in one line, and when Redis is
// well again so is everything, by itself.
func TestRedisFaults(t *testing.T) {
	t.Parallel()
	server := newRedisServers(t, "redis")
	line := netfault.New(t, server.host())
	p := newPair(t, "redis://"+line.Addr(), server.ctl("address"))
	p.wantState(p.a, "ok")
	p.joined("at first")
	for _, f := range redisFaults {
		if f.long && !long() {
			continue
		}
		t.Logf("%s at %s", f.name, time.Now().Format(time.StampMilli))
		f.begin(line, server)
		p.talk(f.name)
		if f.state != "" {
			gone, back := p.lines("level=WARN"), p.lines("redis is back")
			p.wantState(p.a, f.state)
			p.talk("still " + f.name)
			f.end(line, server)
			p.joined("no longer " + f.name)
			p.wantState(p.a, "ok")
			p.wantLines(f.name, gone, back)
		} else {
			p.joined("while it is " + f.name)
			f.end(line, server)
			p.joined("no longer " + f.name)
		}
		p.wantState(p.b, "ok")
		p.talk("no longer " + f.name)
	}
}

// wantLines waits for the line that Redis is back, one for each that it went,
// and checks that there are few: not one for each look. A machine that stands
// still for seconds is another outage.
func (p *pair) wantLines(fault string, gone, back int) {
	p.t.Helper()
	if !eventually(90*time.Second, func() bool {
		return p.lines("redis is back") > back && p.lines("redis is back") == p.lines("level=WARN")
	}) {
		p.t.Errorf("%s: the log never says that redis is back", fault)
	}
	if warned := p.lines("level=WARN") - gone; warned > 2 {
		var lines []string
		for line := range strings.Lines(p.log.String()) {
			if strings.Contains(line, "redis") {
				lines = append(lines, line)
			}
		}
		p.t.Errorf("%s: the log has more than a line each way:\n%s", fault, strings.Join(lines, ""))
	}
}

// acked tells the ack of the number-th send.
func acked(number int) func(testkit.Frame) bool {
	return func(f testkit.Frame) bool { return f.Type() == "ack" && f["id"] == formatInt(int64(number)) }
}

// TestNobodyWaitsForRedis: a Redis that takes everything and answers nothing,
// from the start on, keeps no send waiting.
func TestNobodyWaitsForRedis(t *testing.T) {
	t.Parallel()
	silent := netfault.New(t, "127.0.0.1:1")
	silent.Set(netfault.Fault{HoldUp: true, HoldDown: true})
	p := newPair(t, "redis://"+silent.Addr(), "redis://"+silent.Addr())
	other := p.a.Dial(p.a.Visitor("Zhang"))
	for i := range 1000 {
		id := formatInt(int64(i))
		other.Send(map[string]any{"type": "message.send", "id": id, "client_id": id, "kind": "text", "text": id})
		if late := i - 50; late >= 0 { // no more than the journal takes of one
			other.Take("the ack before "+id, acked(late))
		}
	}
	for i := 950; i < 1000; i++ {
		other.Take("one of the last acks", acked(i))
	}
	p.agent.Message("999")
	p.talk("without any Redis")
	p.wantState(p.a, "down")

	// Who comes and goes on the other node is known by the database.
	online(t, p.a, p.li.ID)
	p.phone.Close()
	presence(t, p.agent, p.li.ID, false)
	p.b.Dial(p.li)
	presence(t, p.agent, p.li.ID, true)
	// So is who is revoked.
	wu := p.a.Agent("Wu", "agent")
	there := p.b.Dial(wu)
	p.a.Must(http.MethodPatch, "/api/v1/agents/"+wu.ID, testdesk.AdminKey, map[string]any{"disabled": true})
	if code, reason := there.CloseCode(); code != 1008 || reason != "revoked" {
		t.Errorf("the disabled agent's connection ended with %d %s", code, reason)
	}
}

// TestNodeDiesWithoutRedis: who comes to a node while Redis is away is online
// everywhere, and when that node is killed, nowhere.
func TestNodeDiesWithoutRedis(t *testing.T) {
	t.Parallel()
	redis, database := newRedisServers(t, "redis"), testkit.NewAddress(t, "mysql")
	stays, dies := newServer(t, database, "KEFU_REDIS="+redis.ctl("address")), newServer(t, database, "KEFU_REDIS="+redis.ctl("address"))
	stays.up()
	dies.up()
	here, there := testdesk.At(t, stays.URL), testdesk.At(t, dies.URL)
	agent := here.Dial(here.Agent("Han Mei", "agent"))
	redis.ctl("kill")
	li := there.Visitor("Li Lei")
	there.Dial(li).Ask(map[string]any{"type": "message.send", "client_id": "c-1", "kind": "text", "text": "hello"})
	agent.Message("hello")
	online(t, here, li.ID)
	start := time.Now()
	dies.kill()
	presence(t, agent, li.ID, false)
	t.Logf("offline %v after the node was killed", time.Since(start).Round(time.Millisecond))
}
