package fanout

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/wire"

	"github.com/redis/go-redis/v9"
)

// twoHubs are two nodes' hubs on a bus, each with an agent and the same customer.
func twoHubs(a, b Bus) (hubs [2]*Hub, agents, customers [2]*session, heard chan Progress) {
	heard = make(chan Progress, 10_000)
	for i, bus := range []Bus{a, b} {
		hubs[i] = newHub(bus, 5)
		agents[i], customers[i] = newSession(fmt.Sprint("agent on ", i), agent(int64(i+1))), newSession(fmt.Sprint("customer on ", i), customer(7))
		hubs[i].Join(agents[i])
		hubs[i].Join(customers[i])
	}
	hubs[1].OnRemote(func(p Progress) { heard <- p })
	hubs[0].Listen()
	hubs[1].Listen()
	return hubs, agents, customers, heard
}

// knowEachOther waits until each of two hubs has all that the other's board says.
func knowEachOther(t *testing.T, hubs [2]*Hub) {
	t.Helper()
	eventually(t, "the boards know each other", func() bool {
		for i, h := range hubs {
			h.board.mu.RLock()
			p := h.board.peers[hubs[1-i].bus.Self()]
			known := p != nil && p.whole
			h.board.mu.RUnlock()
			if !known {
				return false
			}
		}
		return true
	})
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for limit := time.Now().Add(time.Minute); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("never: %s", what)
		}
	}
}

// carries checks what a bus between two nodes must carry.
func carries(t *testing.T, a, b Bus) {
	hubs, agents, customers, heard := twoHubs(a, b)
	t.Cleanup(func() { hubs[0].board.Close(); hubs[1].board.Close() })
	knowEachOther(t, hubs)
	news := said(7, 3, customer(7), "hello")
	news.Conversation.CustomerReadSeq, news.Conversation.DeskReadSeq = 1, 2
	hubs[0].Tell([]desk.News{news}, 1)
	for i := range 2 {
		agents[i].hears(t, "hello")
		customers[i].hears(t, "hello")
	}
	if p := <-heard; p != (Progress{Conversation: 7, From: 2, Rev: 3, Seq: 3, CustomerRead: 1, DeskRead: 2}) {
		t.Errorf("the other node heard of %+v", p)
	}
	hubs[1].ToCustomer(7, wire.Announcement{Type: wire.TypeAnnouncement, Text: "back"})
	customers[0].hears(t, "back")
	hubs[0].TellHere([]desk.News{said(7, 4, customer(7), "here only")}, 0)
	hubs[0].Tell([]desk.News{said(7, 5, customer(7), "behind it")}, 0)
	agents[1].hears(t, "behind it")
	for _, text := range agents[1].texts() {
		if text == "here only" {
			t.Error("what was for one node came to the other")
		}
	}
	// Each heard it once: a node's own payloads do not come back to it.
	if got := strings.Join(agents[0].texts(), ","); got != "hello,here only,behind it" {
		t.Errorf("the node's own agent heard %s", got)
	}
	hubs[0].RevokeAgent(2)
	agents[1].await(t, "revoked", func() bool {
		agents[1].mu.Lock()
		defer agents[1].mu.Unlock()
		return agents[1].closed == "1008 revoked"
	})
}

func TestMemoryBusCarries(t *testing.T) {
	bus := &MemoryBus{}
	a, b := bus.Node(), bus.Node()
	carries(t, a, b)
	for _, n := range []Bus{a, b} {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	}
	a.Publish(Everybody, []byte("after the end"))
}

// redisClient connects to a Redis by its address.
func redisClient(t *testing.T, address string) redis.UniversalClient {
	t.Helper()
	o, err := redis.ParseURL(strings.TrimSpace(address))
	if err != nil {
		t.Fatal(err)
	}
	// What is published is lost after a while without an answer: a test machine may need longer.
	o.ReadTimeout, o.WriteTimeout, o.MaxRetries = time.Minute, time.Minute, -1
	c := redis.NewClient(o)
	t.Cleanup(func() { c.Close() }) //nolint:errcheck // the test is over
	return c
}

// newBus returns a node's end of a bus over Redis, on a channel that all nodes
// of that Redis share.
func newBus(t *testing.T, address string) *RedisBus { return newBusOf(t, address, "kefu:bus:test") }

// newBusOf is newBus for the nodes of one desk, whose channels prefix begins.
func newBusOf(t *testing.T, address, prefix string) *RedisBus {
	t.Helper()
	b := NewRedisBus(redisClient(t, address), prefix, slog.New(slog.DiscardHandler))
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

// ownRedis starts a Redis of the test's own and returns what controls it.
func ownRedis(t *testing.T) (address string, ctl func(verb string)) {
	t.Helper()
	start := exec.Command("../../scripts/lib/new-server", "redis", t.TempDir())
	if program := os.Getenv("KEFU_TEST_REDISD"); program != "" {
		start = exec.Command(program) //nolint:gosec // the tests' own
	}
	out, err := start.Output()
	if err != nil {
		t.Fatalf("cannot start a Redis of one's own: %v", err)
	}
	program := strings.TrimSpace(string(out))
	ctl = func(verb string) {
		t.Helper()
		if out, err := exec.Command(program, verb).CombinedOutput(); err != nil { //nolint:gosec // the tests' own
			t.Fatalf("%s: %v: %s", verb, err, out)
		}
	}
	t.Cleanup(func() { ctl("kill") })
	b, err := exec.Command(program, "address").Output() //nolint:gosec // the tests' own
	if err != nil {
		t.Fatal(err)
	}
	return string(b), ctl
}

// TestRedisBusCarriesAndComesBack: over a real Redis, which is then killed:
// nothing blocks and nothing is told meanwhile, and when it returns so does the bus.
func TestRedisBusCarriesAndComesBack(t *testing.T) {
	address, ctl := ownRedis(t)
	carries(t, newBus(t, address), newBus(t, address))

	a, b := newBus(t, address), newBus(t, address)
	hubs, agents, _, _ := twoHubs(a, b)
	t.Cleanup(func() { hubs[0].board.Close(); hubs[1].board.Close() })
	knowEachOther(t, hubs)
	ctl("kill")
	for range 3 * redisQueue { // more than waits: the rest is dropped, and nothing blocks
		a.Publish(Everybody, []byte("lost"))
	}
	hubs[0].Tell([]desk.News{said(8, 1, customer(8), "lost")}, 0)
	if eventually(t, "the node says that the bus carries nothing", func() bool { return !a.Well() }); a.Dropped() == 0 {
		t.Error("nothing was dropped")
	}
	ctl("start")
	eventually(t, "both hear again", func() bool { return a.hearing.Load() == channels && b.hearing.Load() == channels })
	// What waited may come late; what is told now comes.
	for i := 0; ; i++ {
		text := fmt.Sprint("back ", i)
		hubs[0].Tell([]desk.News{said(7, 1, customer(9), text)}, 0)
		limit := time.Now().Add(200 * time.Millisecond)
		for time.Now().Before(limit) {
			texts := agents[1].texts()
			if len(texts) > 0 && strings.HasPrefix(texts[len(texts)-1], "back ") {
				eventually(t, "the bus is well", a.Well)
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
		if i == 300 {
			t.Fatalf("the bus never came back")
		}
	}
}

// TestRedisBusOnTheSharedServer: many at once, none doubled.
func TestRedisBusOnTheSharedServer(t *testing.T) {
	address := os.Getenv("KEFU_TEST_REDIS")
	if address == "" {
		t.Fatal("KEFU_TEST_REDIS names no server: run scripts/test, which starts one")
	}
	prefix := rand.Text() // others may use this server too
	a, b := newBusOf(t, address, prefix), newBusOf(t, address, prefix)
	var mu sync.Mutex
	got := map[string]int{}
	more := make(chan struct{}, 10_000)
	b.Subscribe(func(from string, p []byte) {
		if from != a.self {
			t.Errorf("%s came from %s", p, from)
		}
		mu.Lock()
		got[string(p)]++
		mu.Unlock()
		more <- struct{}{}
	}, func() {})
	a.Subscribe(func(from string, p []byte) { t.Errorf("%s came from %s", p, from) }, func() {})
	eventually(t, "both hear", func() bool { return a.hearing.Load() == channels && b.hearing.Load() == channels })
	for i := range 500 { // to all and to one
		a.Publish([]string{Everybody, b.self}[i%2], fmt.Appendf(nil, "%d", i))
		a.Publish("somebody else", []byte("not for you"))
	}
	limit := time.After(time.Minute)
	for {
		mu.Lock()
		n := 0
		for p, times := range got {
			if n++; times > 1 {
				t.Errorf("%s came %d times", p, times)
			}
		}
		mu.Unlock()
		if n == 500 {
			return
		}
		select {
		case <-more:
		case <-limit:
			t.Fatalf("%d of 500 came", n)
		}
	}
}

// TestBusOfAnotherVersionIsIgnored: what can't be read tells nobody anything.
func TestBusOfAnotherVersionIsIgnored(t *testing.T) {
	h := newHub(nil, 5)
	a := newSession("a", agent(1))
	h.Join(a)
	for _, payload := range []string{"", "x", "[]", `{"p":"x"}`, `{"p":[{"to":"someone new","frame":{}}]}`, `{"p":[{"to":"agents"}]}`} {
		h.receive([]byte(payload))
	}
	if len(a.frames) > 0 || a.closed != "" {
		t.Errorf("told %v, %s", a.frames, a.closed)
	}
}
