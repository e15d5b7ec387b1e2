//go:build linux

package main

import (
	"fmt"
	"strings"
	"time"

	"kefu/scripts/benchmark/load"
)

// target is a server to be measured, with those who are connected to it.
type target struct {
	name      string
	yardstick bool
	urls      []string
	pids      []int // of its processes
	database  int   // process of its database; 0: within
	people    people
	stored    func() (int64, error) // messages in its database
	stop      func()

	crowd *load.Crowd
	sent  int64 // over all runs, each once
}

// people gives out credentials, the i-th always to the same one.
type people interface {
	customer(i int) (string, error)
	agent(i int) (string, error)
}

// connect makes the crowd: customers, the i-th being the i%identities-th
// person, and agents.
func (t *target) connect(connections, identities, agents int) error {
	if t.crowd == nil {
		c := &load.Crowd{Agent: t.people.agent}
		for _, u := range t.urls {
			c.Addresses = append(c.Addresses, strings.TrimPrefix(u, "http://"))
		}
		c.Customer = func(i int) (string, error) { return t.people.customer(i % identities) }
		t.crowd = c
	}
	if _, err := t.crowd.AddCustomers(len(t.crowd.Customers), connections); err != nil {
		return fmt.Errorf("%s: connecting customers: %w", t.name, err)
	}
	if err := t.crowd.AddAgents(agents); err != nil {
		return fmt.Errorf("%s: connecting agents: %w", t.name, err)
	}
	return nil
}

// disconnect ends all connections.
func (t *target) disconnect() {
	if t.crowd != nil {
		t.crowd.Close()
		t.crowd = nil
	}
}

// close ends the server too.
func (t *target) close() {
	t.disconnect()
	t.stop()
}

// spent is what the server's and the database's processes have cost so far.
func (t *target) spent() (server, database time.Duration) {
	for _, pid := range t.pids {
		server += cpuOf(pid)
	}
	if t.database != 0 {
		database = cpuOf(t.database)
	}
	return server, database
}

// resident is the server's resident memory, in bytes.
func (t *target) resident() (sum int64) {
	for _, pid := range t.pids {
		sum += memoryOf(pid)
	}
	return sum
}

// sample is one run of one target.
type sample struct {
	load.Result
	server, database time.Duration // over the run
}

// perSecond is how many messages were acked a second.
func (s *sample) perSecond() float64 { return float64(s.Acked) / s.Took.Seconds() }

// each is d for each message, in microseconds.
func (s *sample) each(d time.Duration) float64 {
	return float64(d) / float64(time.Microsecond) / float64(max(s.Acked, 1))
}

// measure puts one load on the target and checks that nothing was lost.
func (t *target) measure(m load.Mode) (sample, error) {
	server, database := t.spent()
	r, err := t.crowd.Do(m)
	s := sample{Result: r}
	if err != nil {
		return s, fmt.Errorf("%s: %w", t.name, err)
	}
	s.server, s.database = t.spent()
	s.server -= server
	s.database -= database
	if !m.Resend {
		t.sent += r.Sent
	}
	return s, t.check(m, &r)
}

// check compares what was sent with what came back.
func (t *target) check(m load.Mode, r *load.Result) error {
	if r.Acked != r.Sent {
		return fmt.Errorf("%s: %d messages were sent, %d acked", t.name, r.Sent, r.Acked)
	}
	// What is sent again is shown again, to who may have missed it.
	if want := r.Sent * int64(len(t.crowd.Agents)); r.Agents != want && !(m.Resend && r.Agents > want) {
		return fmt.Errorf("%s: agents were to be shown %d messages, and were shown %d", t.name, want, r.Agents)
	}
	if m.Replies && r.Theirs < r.Sent {
		return fmt.Errorf("%s: customers were to be shown %d replies, and were shown %d", t.name, r.Sent, r.Theirs)
	}
	return nil
}

// checkStored compares what was sent with what stands in the database.
func (t *target) checkStored() error {
	n, err := t.stored()
	if err == nil && n != t.sent {
		err = fmt.Errorf("%d messages were sent, %d are stored", t.sent, n)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", t.name, err)
	}
	return nil
}
