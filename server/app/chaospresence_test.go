package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// haunting is a customer who was connected to a node that dies, and comes back
// nowhere.
type haunting struct{ over sync.WaitGroup }

func (h *haunting) wait() { h.over.Wait() }

// haunt connects a ghost to each node that is about to end, if nothing else
// fails, and sees them offline everywhere within a lease.
func (c *chaos) haunt(r *round) *haunting {
	h := new(haunting)
	if r.hits() != hitsNode {
		return h
	}
	for _, f := range r.faults {
		if !f.anyNode || f.name == "node stopped" && f.last < presenceBound+time.Second {
			continue
		}
		ghost, victim := c.w.absent[f.node], c.nodes[f.node]
		var l *line
		if !eventually(time.Minute, func() bool {
			var err error
			l, _, err = dial(victim.URL, ghost.token)
			return err == nil
		}) {
			c.w.complain("a ghost cannot connect to %s", victim.name)
			continue
		}
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			for range l.in {
			}
		}()
		for _, n := range c.nodes {
			if n != victim && !eventually(time.Minute, func() bool { return c.online(n, ghost) }) {
				c.w.blame(stale, "%s never knew that %s was connected to %s", n.name, ghost.name, victim.name)
			}
		}
		h.over.Add(1)
		go func() {
			defer h.over.Done()
			c.vanishes(f, l, ghost, victim)
			<-gone
		}()
	}
	return h
}

// vanishes waits until a ghost's node has ended, or stands still, and then for
// them to be offline on all others.
func (c *chaos) vanishes(f *fault, l *line, ghost *person, victim *chaosNode) {
	if f.name == "node stopped" {
		c.w.pause(f.after + 100*time.Millisecond)
	} else if !eventually(time.Minute, func() bool { return !victim.isUp() }) {
		c.w.complain("%s never ended", victim.name)
	}
	dead := time.Now()
	l.ws.Close() //nolint:errcheck // its node is dead
	for _, n := range c.nodes {
		if n == victim {
			continue
		}
		if !eventually(time.Minute, func() bool { return !c.online(n, ghost) }) {
			c.w.blame(stale, "a minute after %s ended %s still has its customer online", victim.name, n.name)
			continue
		}
		c.took("offline after the node died", time.Since(dead), presenceBound, "on", n.name)
	}
}

// online is whether a node has a customer online.
func (c *chaos) online(n *chaosNode, who *person) bool {
	var s summary
	status, _, err := call(n.URL, http.MethodGet, "/conversations/"+who.id, c.w.admin, nil, &s)
	return err == nil && status == http.StatusOK && s.Customer != nil && s.Customer.Online
}

// checkRevoked connects the spare agent to every node that runs, disables them
// through one and sees the connections end.
func (c *chaos) checkRevoked() {
	var lines []*line
	var names []string
	for _, n := range c.nodes {
		if !n.isUp() {
			continue
		}
		if l, _, err := dial(n.URL, c.spare.token); err == nil {
			lines, names = append(lines, l), append(names, n.name)
		}
	}
	through := c.nodes[0]
	for _, n := range c.nodes {
		if n.isUp() && ready(n.URL) == http.StatusOK {
			through = n
		}
	}
	setDisabled := func(to bool) bool {
		return eventually(time.Minute, func() bool {
			status, _, err := call(through.URL, http.MethodPatch, "/agents/"+c.spare.id, c.w.admin, map[string]any{"disabled": to}, nil)
			return err == nil && status == http.StatusOK
		})
	}
	began := time.Now()
	if !setDisabled(true) {
		c.w.complain("the spare agent could not be disabled")
	}
	disabled := time.Now()
	for i, l := range lines {
		c.sawRevoked(l, names[i], began, disabled)
	}
	if !setDisabled(false) {
		c.w.complain("the spare agent could not be enabled again")
	}
}

// sawRevoked reads a line to its end.
func (c *chaos) sawRevoked(l *line, name string, began, disabled time.Time) {
	end := time.After(time.Minute)
	for {
		select {
		case <-end:
			c.w.blame(slow, "a disabled agent is still connected to %s after a minute", name)
			l.close(false)
			return
		case _, ok := <-l.in:
			if ok {
				continue
			}
			if c.hitSince(began)&(hitsNode|hitsDatabase) != 0 {
				return // it may have ended otherwise, or late
			}
			if code, reason := closeCode(l.err); code != 1008 {
				c.w.complain("a disabled agent's connection to %s ended with %d %s: %v", name, code, reason, l.err)
			}
			c.took("disabled agent off all nodes", max(time.Since(disabled), 0), revokedBound, "on", name)
			return
		}
	}
}

// attendance is who is there, by id: customers by their conversation's.
type attendance struct {
	customers, agents map[string]bool
	since             time.Time
}

// sendHome has every fourth customer and one agent leave. The last agent does not
// see it; see unseen.
func (c *chaos) sendHome() *attendance {
	a := &attendance{map[string]bool{}, map[string]bool{c.spare.id: false}, time.Now()}
	for i, p := range c.w.customers {
		a.customers[p.id] = len(p.devices) > 0 && i%4 != 3
	}
	for i, p := range c.w.agents {
		a.agents[p.id] = i > 0
	}
	for _, p := range c.w.everybody() {
		if is, customer := a.customers[p.id]; customer && !p.staff() && !is || p.staff() && !a.agents[p.id] {
			for _, d := range p.devices {
				d.leave()
			}
		}
	}
	for _, d := range c.away().devices {
		d.leave()
	}
	return a
}

// away is the agent who is away while others leave.
func (c *chaos) away() *person { return c.w.agents[len(c.w.agents)-1] }

// unseen waits until all nodes know of the customers who left, and lets the
// agent come back who was away meanwhile: nobody tells of it any more.
func (a *attendance) unseen(c *chaos) {
	var wrong []string
	if !eventually(time.Minute, func() bool {
		wrong = nil
		for _, n := range c.nodes {
			wrong = append(wrong, a.wrongCustomers(c, n)...)
		}
		return len(wrong) == 0
	}) {
		c.w.blame(stale, "%s after some left:\n\t%s", time.Since(a.since).Round(time.Second), strings.Join(wrong[:min(len(wrong), 10)], "\n\t"))
	}
	for _, d := range c.away().devices {
		d.comeBack()
	}
}

// check waits until everybody's view of who is there is what is so.
func (a *attendance) check(c *chaos) {
	var wrong []string
	if !eventually(time.Minute, func() bool {
		wrong = a.wrong(c)
		return len(wrong) == 0
	}) {
		c.w.blame(stale, "after all was quiet for %s:\n\t%s", time.Since(a.since).Round(time.Second), strings.Join(wrong[:min(len(wrong), 10)], "\n\t"))
	}
	c.note("who is online is known everywhere %s after some left", time.Since(a.since).Round(100*time.Millisecond))
}

// agentStatus is an agent as the list of agents shows one.
type agentStatus struct {
	ID     string `json:"id"`
	Status string `json:"status"`
}

// wrong lists what nodes say, and what agents were told, that is not so.
func (a *attendance) wrong(c *chaos) (wrong []string) {
	for _, n := range c.nodes {
		wrong = append(wrong, a.wrongCustomers(c, n)...)
		agents, err := list[agentStatus](n.URL, "/agents", c.w.admin, url.Values{}, 200)
		if err != nil {
			return []string{err.Error()}
		}
		for _, x := range agents {
			if is, known := a.agents[x.ID]; known && is != (x.Status == "online") {
				wrong = append(wrong, n.name+" has agent "+x.ID+" "+x.Status)
			}
		}
	}
	for _, p := range c.w.agents {
		for _, d := range p.devices {
			if !d.isAway() {
				wrong = append(wrong, d.wrongPresence(a)...)
			}
		}
	}
	return wrong
}

// wrongCustomers lists the conversations whose customers a node has wrong.
func (a *attendance) wrongCustomers(c *chaos, n *chaosNode) (wrong []string) {
	talks, err := c.w.conversations(n.URL, c.w.admin)
	if err != nil {
		return []string{err.Error()}
	}
	for _, s := range talks {
		if s.Customer == nil || s.Customer.Online != a.customers[s.ID] {
			wrong = append(wrong, n.name+" is wrong of conversation "+s.ID)
		}
	}
	return wrong
}

func (d *device) wrongPresence(a *attendance) (wrong []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for id, is := range a.customers {
		if d.online[id] != is {
			wrong = append(wrong, d.name+" believes otherwise of conversation "+id)
		}
	}
	for id, is := range a.agents {
		if id != d.who.id && d.colleagues[id] != is {
			wrong = append(wrong, d.name+" believes otherwise of agent "+id)
		}
	}
	return wrong
}
