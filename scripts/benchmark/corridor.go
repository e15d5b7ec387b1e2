//go:build linux

package main

import (
	"slices"

	"kefu/scripts/benchmark/load"
)

// throughput: closed loops.
func throughput(b *bench) error {
	senders := []int{1, 32, 256}
	targets, err := b.pair(slices.Max(senders))
	if err != nil {
		return err
	}
	for _, n := range senders {
		note := b.noteThroughput(label("%s", of(n, "sender")), true)
		if err := b.turns(targets, load.Mode{Senders: n}, func(t *target, s *sample) {
			note(t, s)
			if n == 32 {
				b.noteBytes(t, s)
			}
		}); err != nil {
			return err
		}
	}
	if b.desk != nil {
		if err := b.behind(targets[0], load.Mode{Senders: 32}); err != nil {
			return err
		}
	}
	return b.profiled(targets[0], load.Mode{Senders: 256})
}

func (b *bench) noteBytes(t *target, s *sample) {
	each := func(n int64, to int) float64 { return float64(n) / float64(max(s.Acked, 1)) / float64(max(to, 1)) }
	b.report.add(t.yardstick, "on the wire: from the customer", "B/msg", each(s.Traffic.FromCustomers, 1), nil)
	b.report.add(t.yardstick, "on the wire: to the customer", "B/msg", each(s.Traffic.ToCustomers, 1), nil)
	b.report.add(t.yardstick, "on the wire: to each agent", "B/msg", each(s.Traffic.ToAgents, len(t.crowd.Agents)), nil)
}

// latency: open loops.
func latency(b *bench) error {
	targets, err := b.pair(customers)
	if err != nil {
		return err
	}
	for _, rate := range []int{200, 1000, 5000} {
		var bound *budget
		if rate == 200 {
			bound = atMost(3)
		}
		m := load.Mode{Rate: rate}
		prefix := label("%s msg/s", short(float64(rate)))
		times, cost := b.noteTimes(prefix, bound), b.noteCost(prefix, nil)
		if err := b.turns(targets, m, func(t *target, s *sample) {
			times(t, s)
			cost(t, s)
			b.reached(t, m, s)
		}); err != nil {
			return err
		}
	}
	return nil
}

// replies: the way back.
func replies(b *bench) error {
	targets, err := b.pair(customers)
	if err != nil {
		return err
	}
	if err := b.turns(targets, load.Mode{Senders: agents, Replies: true}, b.noteThroughput(label("%d agents, each waiting for its ack", agents), true)); err != nil {
		return err
	}
	m := load.Mode{Rate: 200, Replies: true}
	times := b.noteTimes(label("%d replies/s", m.Rate), nil)
	return b.turns(targets, m, func(t *target, s *sample) {
		times(t, s)
		b.reached(t, m, s)
	})
}

// resend: all who are connected send again what they sent last.
func resend(b *bench) error {
	const senders = 200
	targets, err := b.pair(senders)
	if err != nil {
		return err
	}
	fresh := map[*target][]float64{}
	if err := b.turns(targets, load.Mode{Senders: senders}, func(t *target, s *sample) {
		fresh[t] = append(fresh[t], s.perSecond())
		b.report.add(t.yardstick, "fresh messages: acked", "msg/s", s.perSecond(), nil)
	}); err != nil {
		return err
	}
	return b.turns(targets, load.Mode{Senders: senders, Resend: true}, func(t *target, s *sample) {
		b.report.add(t.yardstick, "resends: acked", "msg/s", s.perSecond(), nil)
		b.report.add(t.yardstick, "resends to fresh messages", "times", s.perSecond()/median(fresh[t]), atLeast(0.5))
	})
}
