package stats_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/feature/stats"
	"kefu/server/store"
	"kefu/server/wire"
)

// nobody is online.
type nobody struct{}

func (nobody) CustomersOnline() int                 { return 0 }
func (nobody) OnlineCustomers() []int64             { return nil }
func (nobody) CustomerOnline(int64) bool            { return false }
func (nobody) AgentStatus(int64) desk.AgentStatus   { return desk.AgentOffline }
func (nobody) URL(id string, thumbnail bool) string { return id }

func newFeature(db *store.DB) *stats.Feature {
	return stats.New(db, nobody{}, wire.Encoder{Links: nobody{}}, nil).Hasty()
}

// crew is a desk with people who work on it.
type crew struct {
	t         *testing.T
	db        *store.DB
	agents    []desk.Principal
	customers []desk.Principal
	seed      uint64
}

func newCrew(t *testing.T, db *store.DB, customers int) *crew {
	t.Helper()
	c := &crew{t: t, db: db, seed: uint64(time.Now().UnixNano())}
	if s, err := strconv.ParseUint(os.Getenv("KEFU_TEST_SEED"), 10, 64); err == nil {
		c.seed = s
	}
	t.Logf("KEFU_TEST_SEED=%d", c.seed)
	for i := range 3 {
		a, err := db.CreateAgent(t.Context(), desk.Agent{Name: fmt.Sprint("Agent ", i), Role: desk.RoleAgent, KeyPrefix: fmt.Sprint("k", i), KeyHash: make([]byte, 32)})
		if err != nil {
			t.Fatal(err)
		}
		c.agents = append(c.agents, a.Principal())
	}
	for i := range customers {
		channel := []desk.Channel{desk.ChannelWeb, desk.ChannelWeChat}[i%2]
		p, _, err := db.EnsureCustomer(t.Context(), desk.Customer{OpenID: fmt.Sprint("o-", i), Channel: channel, Name: fmt.Sprint("顾客 ", i)})
		if err != nil {
			t.Fatal(err)
		}
		c.customers = append(c.customers, p.Principal())
	}
	return c
}

// change is something that somebody might ask of a conversation; last is about
// how many messages there are.
func (c *crew) change(d *rand.Rand, last int) *desk.Change {
	li, agent := c.customers[d.IntN(len(c.customers))], c.agents[d.IntN(len(c.agents))]
	by := []desk.Principal{li, li, agent, agent, {Role: desk.RoleBot}}[d.IntN(5)]
	ch := &desk.Change{ConversationID: li.ID, By: agent}
	switch n := d.IntN(20); {
	case n < 9:
		ch.By, ch.Send = by, &desk.NewMessage{ClientID: fmt.Sprint("c", d.Uint64()), Kind: desk.KindText, Text: "x"}
	case n < 13:
		ch.By, ch.Recall = []desk.Principal{li, agent, agent}[d.IntN(3)], &desk.RecallMessage{Seq: int64(1 + d.IntN(last+1))}
	case n < 15:
		ch.Patch = &desk.Patch{Assignee: []*desk.Assignee{{}, {ID: agent.ID, Name: agent.Name}, {ID: agent.ID, Name: agent.Name}}[d.IntN(3)]}
	case n < 16:
		ch.By, ch.Read = by, &desk.ReadUpTo{Seq: int64(d.IntN(last + 1))}
	default:
		ch.Patch = &desk.Patch{Status: ref([]desk.Status{desk.StatusResolved, desk.StatusResolved, desk.StatusOpen, desk.StatusPending}[d.IntN(4)])}
	}
	return ch
}

func ref[T any](v T) *T { return &v }

// work lets people do things at random, from several writers at once.
func (c *crew) work(writers, groups int) {
	c.t.Helper()
	for _, li := range c.customers { // nobody changes the status of an empty conversation
		c.commit(c.db.NewGroupWriter(), &desk.Change{ConversationID: li.ID, By: li, Send: &desk.NewMessage{ClientID: fmt.Sprint("first", c.seed), Kind: desk.KindText, Text: "x"}})
	}
	var working sync.WaitGroup
	for w := range writers {
		working.Go(func() {
			d := rand.New(rand.NewPCG(c.seed, uint64(w))) //nolint:gosec // it must be repeatable
			writer := c.db.NewGroupWriter()
			defer writer.Close() //nolint:errcheck // the test is over
			for i := range groups {
				var group []*desk.Change
				for range 1 + d.IntN(12) {
					group = append(group, c.change(d, 2+i*3))
				}
				c.commit(writer, group...)
			}
		})
	}
	working.Wait()
}

func (c *crew) commit(w *store.GroupWriter, group ...*desk.Change) {
	if err := w.Commit(c.t.Context(), group); err != nil {
		c.t.Error(err)
	}
}

// stretch spreads what happened over more time: each millisecond becomes factor
// of them, beginning at base. What was counted is forgotten.
func (c *crew) stretch(base time.Time, factor int64) {
	c.t.Helper()
	var first int64
	if err := c.db.Get(&first, "SELECT MIN(created_at) FROM messages"); err != nil {
		c.t.Fatal(err)
	}
	for _, table := range []string{"messages", "activity"} {
		c.exec("UPDATE "+table+" SET created_at=?+(created_at-?)*?", base.UnixMilli(), first, factor)
	}
	c.forget()
}

// forget empties what was counted.
func (c *crew) forget() {
	c.t.Helper()
	for _, table := range []string{"conversations", "episodes", "slots", "conversation_slots"} {
		c.exec("DELETE FROM stats_" + table)
	}
	c.exec("UPDATE stats_follow SET since=0, after_id=0, caught_up=0, version=version+1")
}

func (c *crew) exec(query string, args ...any) {
	c.t.Helper()
	if _, err := c.db.Exec(query, args...); err != nil {
		c.t.Fatal(err)
	}
}
