//go:build linux

package load

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Crowd is who is connected to a server, of one node or several.
type Crowd struct {
	Addresses []string                    // host:port of each node; connections are dealt out in turn
	Customer  func(i int) (string, error) // token of the i-th customer, from 0
	Agent     func(i int) (string, error) // token of the i-th agent
	Accepted  func(took time.Duration)    // told of each connection that was welcomed; nil: nobody
	sources   sources
	dealt     atomic.Int64
	messages  atomic.Int64 // counter of client ids

	Customers, Agents []*Line
}

// Buffers of the clients' readers, in bytes: an agent's holds a frame of a
// group of messages.
const (
	customerBuffer = 2 << 10
	agentBuffer    = 64 << 10
)

// dialing bounds how many connect at once.
const dialing = 500

// AddCustomers connects customers from..to-1 and returns their lines, which
// stand in Customers too.
func (c *Crowd) AddCustomers(from, to int) ([]*Line, error) {
	lines, err := c.add(from, to, dialing, c.Customer, customerBuffer, true)
	c.Customers = append(c.Customers, lines...)
	return lines, err
}

// AddAgents connects agents until there are n. One after another: each is told
// to all who are there.
func (c *Crowd) AddAgents(n int) error {
	lines, err := c.add(len(c.Agents), n, 4, c.Agent, agentBuffer, false)
	c.Agents = append(c.Agents, lines...)
	for i, l := range c.Agents {
		l.mu.Lock()
		l.sample = i == 0
		l.mu.Unlock()
	}
	return err
}

func (c *Crowd) add(from, to, atOnce int, token func(int) (string, error), buffer int, customer bool) ([]*Line, error) {
	if to <= from {
		return nil, nil
	}
	lines, errs := make([]*Line, to-from), make([]error, to-from)
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(atOnce, to-from) {
		all.Go(func() {
			for {
				i := int(next.Add(1) - 1)
				if i >= len(lines) {
					return
				}
				lines[i], errs[i] = c.connect(from+i, token, buffer, customer)
			}
		})
	}
	all.Wait()
	connected := lines[:0]
	for _, l := range lines {
		if l != nil {
			connected = append(connected, l)
		}
	}
	return connected, some(errs)
}

// some joins the first errors of many, and counts the rest.
func some(errs []error) error {
	const most = 3
	errs = slices.DeleteFunc(errs, func(err error) bool { return err == nil })
	if len(errs) <= most {
		return errors.Join(errs...)
	}
	return errors.Join(append(errs[:most:most], fmt.Errorf("and %d more", len(errs)-most))...)
}

func (c *Crowd) connect(i int, token func(int) (string, error), buffer int, customer bool) (*Line, error) {
	credential, err := token(i)
	if err != nil {
		return nil, err
	}
	start := time.Now()
	address := c.Addresses[int(c.dealt.Add(1))%len(c.Addresses)]
	l, err := connect(&c.sources, address, credential, buffer, customer)
	if err == nil && c.Accepted != nil {
		c.Accepted(time.Since(start))
	}
	return l, err
}

// Drop ends all connections of lines and forgets them.
func (c *Crowd) Drop(lines []*Line) {
	gone := make(map[*Line]bool, len(lines))
	var all sync.WaitGroup
	for _, l := range lines {
		gone[l] = true
		all.Go(l.Close)
	}
	all.Wait()
	keep := func(old []*Line) (left []*Line) {
		for _, l := range old {
			if !gone[l] {
				left = append(left, l)
			}
		}
		return left
	}
	c.Customers, c.Agents = keep(c.Customers), keep(c.Agents)
}

// Close ends all connections.
func (c *Crowd) Close() {
	c.Drop(append(append([]*Line(nil), c.Customers...), c.Agents...))
}

// Err is why connections ended that should not have.
func (c *Crowd) Err() error {
	var errs []error
	for _, l := range append(append([]*Line(nil), c.Customers...), c.Agents...) {
		if err := l.Err(); err != nil {
			errs = append(errs, err)
		}
	}
	return some(errs)
}

// Traffic is how many bytes went over the customers' and the agents' sockets so
// far, frame headers included, TCP's and the system's left out.
type Traffic struct{ FromCustomers, ToCustomers, ToAgents int64 }

// Traffic counts.
func (c *Crowd) Traffic() (t Traffic) {
	for _, l := range c.Customers {
		t.FromCustomers += l.conn.out.Load()
		t.ToCustomers += l.conn.in.Load()
	}
	for _, l := range c.Agents {
		t.ToAgents += l.conn.in.Load()
	}
	return t
}

// pushed is what all agents, and all customers, were shown, and how much of it twice.
func (c *Crowd) pushed() (agents, customers, twice int64) {
	for _, l := range c.Agents {
		n := l.Counts()
		agents, twice = agents+n.Pushed, twice+n.Twice
	}
	for _, l := range c.Customers {
		n := l.Counts()
		customers, twice = customers+n.Pushed, twice+n.Twice
	}
	return agents, customers, twice
}
