package fanout

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"kefu/server/desk"
)

// spy hears all that a Redis carries on the tests' channels.
type spy struct {
	mu   sync.Mutex
	news map[string]int // by channel
	last string
}

func newSpy(t *testing.T, address string) *spy {
	t.Helper()
	s := &spy{news: map[string]int{}}
	sub := redisClient(t, address).PSubscribe(t.Context(), "kefu:bus:test:*")
	if _, err := sub.Receive(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sub.Close() }) //nolint:errcheck // the test is over
	go func() {
		for m := range sub.Channel() {
			if len(m.Payload) > selfLength && m.Payload[selfLength] == newsPayload {
				s.mu.Lock()
				s.news[m.Channel]++
				s.last = m.Payload
				s.mu.Unlock()
			}
		}
	}()
	return s
}

// take returns what was carried up to a message of that text.
func (s *spy) take(t *testing.T, text string) map[string]int {
	t.Helper()
	eventually(t, "Redis carried "+text, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return strings.Contains(s.last, text)
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	was := s.news
	s.news = map[string]int{}
	return was
}

// TestOneCommandForEachNodeThatNeedsIt: a group of messages is published once
// for each other node with somebody to tell, however many the messages are, and
// however many sessions hear them, and to no other node.
func TestOneCommandForEachNodeThatNeedsIt(t *testing.T) {
	address, _ := ownRedis(t)
	spied := newSpy(t, address)
	var hubs []*Hub
	var channels []string
	for range 4 {
		bus := newBus(t, address)
		h := newHub(bus, 100)
		hubs, channels = append(hubs, h), append(channels, bus.channel(bus.self))
		h.Listen()
		t.Cleanup(h.board.Close)
	}
	for i := range 50 {
		hubs[1].Join(newSession(fmt.Sprint("customer ", i), customer(7)))
		hubs[2].Join(newSession(fmt.Sprint("agent ", i), agent(int64(i%5+1))))
	}
	hubs[1].Join(newSession("last", customer(8)))
	hubs[3].Join(newSession("not concerned", customer(9)))
	eventually(t, "the first knows who hears", func() bool {
		b := hubs[0].board
		return len(b.Nodes()) == 3 && len(b.Hearing(nil, FactHears, 8)) == 1 && len(b.Hearing(nil, FactHears, 9)) == 1 && len(b.Hearing(nil, FactHears, agentsHear)) == 1
	})
	var group []desk.News
	for i := range int64(200) {
		group = append(group, said(7, i+1, agent(9), fmt.Sprint("of the group ", i)))
	}
	for _, c := range []struct {
		name string
		news []desk.News
		want map[string]int
	}{
		{"a group for a customer and all agents", group, map[string]int{channels[1]: 1, channels[2]: 1}},
		{"a customer who is nowhere", []desk.News{said(10, 1, agent(9), "x")}, map[string]int{channels[2]: 1}},
	} {
		hubs[0].Tell(c.news, 0)
		hubs[0].Tell([]desk.News{said(8, 1, agent(9), "behind "+c.name)}, 0)
		c.want[channels[1]]++
		c.want[channels[2]]++
		// The two letters of the last telling come in either order.
		for limit := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
			got := spied.take(t, "behind "+c.name)
			for channel, n := range got {
				if c.want[channel] -= n; c.want[channel] == 0 {
					delete(c.want, channel)
				}
			}
			if len(c.want) == 0 {
				break
			}
			if time.Now().After(limit) {
				t.Fatalf("%s: Redis carried other than wanted by %v", c.name, c.want)
			}
		}
	}
}

// frameKeeper is a session that keeps which bytes it was given.
type frameKeeper struct {
	*session
	given *byte
	told  chan struct{}
}

func (k *frameKeeper) Deliver(p *Packet) {
	k.given = &p.Frame[0]
	k.told <- struct{}{}
}

// TestOneEncodingForAllSessionsOfANode: all agents of a node get the very same
// bytes, on the node that tells and on one that hears of it.
func TestOneEncodingForAllSessionsOfANode(t *testing.T) {
	bus := new(MemoryBus)
	var hubs [2]*Hub
	var sessions [2][]*frameKeeper
	for i := range hubs {
		end := bus.Node()
		hubs[i] = newHub(end, 1000)
		for n := range 100 {
			k := &frameKeeper{session: newSession(fmt.Sprint(i, "-", n), agent(int64(n+1))), told: make(chan struct{}, 10)}
			hubs[i].Join(k)
			sessions[i] = append(sessions[i], k)
		}
		hubs[i].Listen()
		t.Cleanup(func() { hubs[i].board.Close(); end.Close() }) //nolint:errcheck // it never fails
	}
	knowEachOther(t, hubs)
	hubs[0].Tell([]desk.News{said(7, 1, customer(7), "hello")}, 0)
	for i, all := range sessions {
		given := map[*byte]bool{}
		for _, k := range all {
			<-k.told
			given[k.given] = true
		}
		if len(given) != 1 {
			t.Errorf("the sessions of node %d were given %d encodings of one frame", i, len(given))
		}
	}
}
