//go:build linux

package main

import (
	"context"
	"fmt"
	"time"

	"kefu/scripts/benchmark/load"
)

// bench is one run of the benchmark.
type bench struct {
	ctx    context.Context
	env    *environment
	o      options
	report *report
	say    func(string)

	both []*target // the product and the yardstick on MariaDB; nil until they are needed
	desk *desk     // the former
}

// The crowd that most scenarios measure with.
const (
	customers = 200
	agents    = 10
)

// pair starts the product and the yardstick, or returns those that run, each
// with at least so many connections of 200 customers, and ten agents.
func (b *bench) pair(connections int) ([]*target, error) {
	if b.both == nil {
		product, err := b.startDesk(deskOptions{})
		if err != nil {
			return nil, err
		}
		b.desk, b.both = product, append(b.both, product.target)
		yardstick, err := b.startYardstick()
		if err != nil {
			return nil, err
		}
		b.both = append(b.both, yardstick)
	}
	for _, t := range b.both {
		if err := t.connect(max(connections, customers), customers, agents); err != nil {
			return nil, err
		}
	}
	return b.both, nil
}

// close ends what pair has started.
func (b *bench) close() {
	for _, t := range b.both {
		t.close()
	}
	b.both = nil
}

// rounds is how often each thing is measured.
func (b *bench) rounds() int {
	switch {
	case b.o.quick, b.o.each > 0:
		return 1
	case b.o.full:
		return 5
	}
	return 3
}

// length is how long one run lasts.
func (b *bench) length() time.Duration {
	switch {
	case b.o.each > 0:
		return b.o.each
	case b.o.quick:
		return 2 * time.Second
	case b.o.full:
		return 8 * time.Second
	}
	return 4 * time.Second
}

// turns measures the same on each target in turn, round after round, and gives
// every sample to note. Each target is warmed up before.
func (b *bench) turns(targets []*target, m load.Mode, note func(*target, *sample)) error {
	m.For = b.length()
	warm := m
	warm.For /= 4
	if m.Rate > 0 { // a customer's first message opens a conversation: that is another thing
		warm.For = max(warm.For, customers*time.Second/time.Duration(m.Rate)+100*time.Millisecond)
	}
	for round := range b.rounds() {
		for _, t := range targets {
			if err := b.ctx.Err(); err != nil {
				return err
			}
			if round == 0 {
				if _, err := t.measure(warm); err != nil {
					return err
				}
			}
			if b.o.each == 0 {
				t.settle()
			}
			s, err := t.measure(m)
			if err != nil {
				return err
			}
			note(t, &s)
		}
	}
	for _, t := range targets {
		if err := t.checkStored(); err != nil {
			return err
		}
	}
	return nil
}

// The figures that many scenarios share.

func (b *bench) noteThroughput(prefix string, bound bool) func(*target, *sample) {
	return func(t *target, s *sample) {
		var least, most *budget
		if bound {
			least, most = ratioAtLeast(0.8), ratioAtMost(1.25)
		}
		b.report.add(t.yardstick, prefix+"acked", "msg/s", s.perSecond(), least)
		b.noteCost(prefix, most)(t, s)
	}
}

func (b *bench) noteCost(prefix string, most *budget) func(*target, *sample) {
	return func(t *target, s *sample) {
		b.report.add(t.yardstick, prefix+"CPU of the server", "us/msg", s.each(s.server), most)
		if t.database != 0 {
			b.report.add(t.yardstick, prefix+"CPU of the database", "us/msg", s.each(s.database), most)
		}
	}
}

func (b *bench) noteTimes(prefix string, p99 *budget) func(*target, *sample) {
	return func(t *target, s *sample) {
		for _, of := range []struct {
			name  string
			times []time.Duration
		}{{"send to ack", s.Ack}, {"send to agent", s.Push}} {
			low, high := ms(load.Quantile(of.times, .5)), ms(load.Quantile(of.times, .99))
			b.report.add(t.yardstick, prefix+of.name+", p50", "ms", low, nil)
			b.report.add(t.yardstick, prefix+of.name+", p99", "ms", high, nil)
			if p99 != nil && low > 0 {
				b.report.add(t.yardstick, prefix+of.name+", p99 to p50", "times", high/low, p99)
			}
		}
	}
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// reached says so when a rate was not reached.
func (b *bench) reached(t *target, m load.Mode, s *sample) {
	want := float64(m.Rate) * b.length().Seconds()
	if got := float64(s.Acked) / s.Took.Seconds(); float64(s.Sent) < 0.98*want || got < 0.95*float64(m.Rate) {
		b.report.note("The %s did not reach %d msg/s: %.0f were acked a second.", t.name, m.Rate, got)
	}
	if late := load.Quantile(s.Late, .99); late > 5*time.Millisecond {
		b.report.note("At %d msg/s to the %s the load generator itself was late by %s (p99): latencies contain that.", m.Rate, t.name, late.Round(100*time.Microsecond))
	}
}

func label(format string, args ...any) string { return fmt.Sprintf(format, args...) + ": " }

// of counts things of a kind: 1 sender, 32 senders.
func of(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return short(float64(n)) + " " + what
}
