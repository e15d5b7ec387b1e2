package app_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"
)

// span is a time in which something was made to fail, or had not recovered yet.
type span struct {
	of         scope
	begin, end time.Time // end is zero while it lasts
}

// hits notes that something begins or ends to fail.
func (c *chaos) hits(s scope, begins bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if begins {
		c.hit = append(c.hit, span{of: s, begin: time.Now()})
	} else {
		c.hit[len(c.hit)-1].end = time.Now()
	}
}

// hitSince is what failed at any time since.
func (c *chaos) hitSince(since time.Time) (all scope) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.hit {
		if s.end.IsZero() || s.end.After(since) {
			all |= s.of
		}
	}
	return all
}

// took notes how long something took, and judges it where time may be judged.
func (c *chaos) took(what string, d, bound time.Duration, where ...string) {
	c.mu.Lock()
	c.worst[what] = max(c.worst[what], d)
	c.mu.Unlock()
	if c.o.strict && d > bound {
		c.w.blame(slow, "%s took %s and may take %s %s", what, d.Round(time.Millisecond), bound, strings.Join(where, " "))
	}
}

// observer is an agent's connection to one node, around the proxies.
type observer struct {
	c    *chaos
	n    *chaosNode
	who  *person
	stop chan struct{}
	done sync.WaitGroup

	mu    sync.Mutex
	since time.Time // connected since; zero: not connected
	heard map[string]time.Time
}

func newObserver(c *chaos, n *chaosNode, who *person) *observer {
	o := &observer{c: c, n: n, who: who, stop: make(chan struct{}), heard: map[string]time.Time{}}
	o.done.Add(1)
	go func() {
		defer o.done.Done()
		for {
			o.connect()
			select {
			case <-o.stop:
				return
			case <-time.After(100 * time.Millisecond):
			}
		}
	}()
	return o
}

func (o *observer) connect() {
	l, _, err := dial(o.n.URL, o.who.token)
	if err != nil {
		return
	}
	defer l.close(false)
	defer o.connected(time.Time{})
	for {
		select {
		case <-o.stop:
			return
		case raw, ok := <-l.in:
			if !ok {
				return
			}
			f := decode(raw)
			if f.Type == "welcome" {
				o.connected(time.Now())
			}
			if f.Message != nil {
				f.Messages = append(f.Messages, *f.Message)
			}
			o.hear(f.Messages)
		}
	}
}

func (o *observer) connected(since time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.since = since
}

func (o *observer) hear(all []message) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i := range all {
		if _, known := o.heard[all[i].ID]; !known {
			o.heard[all[i].ID] = time.Now()
		}
	}
}

func (o *observer) heardAt(id string) (at, since time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.heard[id], o.since
}

func (o *observer) close() {
	close(o.stop)
	o.done.Wait()
}

// deliver sends a message of who by REST to a node, again every so often until
// it is acked, and returns it as acked and when; nil: it never was.
func (c *chaos) deliver(n *chaosNode, who *person, text string, every, within time.Duration) (m *message, at time.Time) {
	s := who.compose(who.id, text)
	c.w.model.sent(s)
	answers := make(chan *message, 1)
	try := func() {
		c.w.model.attempt(s, nil)
		var got message
		status, raw, err := call(n.URL, http.MethodPost, "/my/messages", who.token, map[string]any{"client_id": s.clientID, "text": s.text}, &got)
		switch {
		case err == nil && status/100 == 2:
			if wrong := c.w.model.messageAcked(s, &got); wrong != "" {
				c.w.blame(duplicated, "message %s by REST: %s: %+v", s.clientID, wrong, got)
			}
			select {
			case answers <- &got:
			default: // it was acked before
			}
		case err == nil && status != http.StatusServiceUnavailable:
			c.w.complain("%s: a send to %s is answered HTTP %d %s", who.name, n.name, status, raw)
		}
	}
	// One that hangs must not keep the next from finding out that all is well.
	tick := time.NewTicker(every)
	defer tick.Stop()
	for end := time.After(within); ; {
		go try()
		select {
		case m = <-answers:
			return m, time.Now()
		case <-end:
			return nil, time.Now()
		case <-tick.C:
		}
	}
}

// carryAcross sends from node to node all the time and measures how long it takes.
func (c *chaos) carryAcross(ctx context.Context) {
	var waiting sync.WaitGroup
	defer waiting.Wait()
	for i := 0; ; i++ {
		select {
		case <-ctx.Done():
			return
		case <-time.After(500 * time.Millisecond):
		}
		from := i % len(c.nodes)
		began := time.Now()
		if c.hitSince(began)&(hitsDatabase|hitsNode) != 0 {
			continue
		}
		waiting.Add(1)
		go func() {
			defer waiting.Done()
			m, acked := c.deliver(c.nodes[from], c.couriers[from], "across", 2*time.Second, 10*time.Second)
			if m == nil {
				return
			}
			eventually(toldWithin, func() bool { return c.heardByAll(m.ID, began) })
			c.judgeCarried(c.nodes[from], m, began, acked)
		}()
	}
}

// heardByAll reports whether nobody who was there all the time still has to be
// told of a message.
func (c *chaos) heardByAll(id string, began time.Time) bool {
	for _, o := range c.observers {
		if at, since := o.heardAt(id); at.IsZero() && !since.IsZero() && since.Before(began) {
			return false
		}
	}
	return true
}

// judgeCarried looks when a message came to the observers who were connected
// all the time. Late is one only if there was no reason for it but Redis.
func (c *chaos) judgeCarried(from *chaosNode, m *message, began, acked time.Time) {
	hit := c.hitSince(began)
	if hit&hitsNode != 0 {
		return
	}
	what := "message to all nodes"
	if hit&hitsRedis != 0 {
		what = "message to all nodes, Redis failing"
	}
	for _, o := range c.observers {
		at, since := o.heardAt(m.ID)
		switch {
		case since.IsZero() || since.After(began):
		case at.IsZero():
			c.w.blame(hole, "%s was not told of %s, which %s took, in %s; %s", o.n.name, m.ID, from.name, time.Since(acked), what)
		case hit&hitsDatabase == 0:
			c.took(what, at.Sub(acked), acrossBound, from.name, "to", o.n.name)
		}
	}
}

// toldWithin is when a message that a node did not tell counts as one that it
// never will: far longer than a fault of the database.
const toldWithin = time.Minute

const (
	acrossBound   = 2 * time.Second
	databaseBound = 5 * time.Second
	readyBound    = 8 * time.Second
	startBound    = 30 * time.Second
	presenceBound = 10 * time.Second
	revokedBound  = 2 * time.Second
	drainBound    = 10 * time.Second
	givenUp       = 2 * time.Minute // what did not recover by then never does
)

// recovers waits until every node stores messages again and says that it is well.
func (c *chaos) recovers(r *round) {
	healed := time.Now()
	what, bound := "service after a fault of "+r.scopes(), databaseBound
	if r.hits()&hitsNode != 0 {
		bound = startBound // it has to start first
	}
	var all sync.WaitGroup
	for i, n := range c.nodes {
		all.Add(1)
		go func() {
			defer all.Done()
			if m, at := c.deliver(n, c.couriers[i], "again", 250*time.Millisecond, givenUp); m == nil {
				c.w.blame(slow, "%s stores nothing %s after: %s", n.name, givenUp, r)
			} else {
				c.took(what, at.Sub(healed), bound, "on", n.name)
			}
			if !eventually(givenUp, func() bool { return wellness(n.URL) == "ok" }) {
				c.w.blame(unhealthy, "%s says %q %s after: %s", n.name, wellness(n.URL), givenUp, r)
			} else {
				c.took("/readyz ok after a fault of "+r.scopes(), time.Since(healed), max(bound, readyBound), "on", n.name)
			}
		}()
	}
	all.Wait()
	c.note("  well again after %s", time.Since(healed).Round(time.Millisecond))
}

func (r *round) scopes() string {
	names := ""
	for _, s := range []struct {
		of   scope
		name string
	}{{hitsDatabase, "database"}, {hitsRedis, "redis"}, {hitsNode, "nodes"}, {hitsClients, "clients"}} {
		if r.hits()&s.of != 0 {
			if names != "" {
				names += "+"
			}
			names += s.name
		}
	}
	if names == "" {
		return "nothing"
	}
	return names
}

// wellness is what /readyz says, "" if it does not answer.
func wellness(base string) string {
	client := http.Client{Timeout: 5 * time.Second}
	res, err := client.Get(base + "/readyz")
	if err != nil {
		return ""
	}
	defer res.Body.Close() //nolint:errcheck // read below
	var said struct{ Status string }
	json.NewDecoder(res.Body).Decode(&said) //nolint:errcheck // "" then
	return said.Status
}
