//go:build linux

package main

import (
	"fmt"
	"slices"

	"kefu/scripts/benchmark/load"
)

// sqlite is the shop's desk: nothing but the binary.
func sqlite(b *bench) error {
	d, err := b.startDesk(deskOptions{sqlite: true})
	if err != nil {
		return err
	}
	defer d.close()
	senders := []int{1, 32, 256}
	if err := d.connect(slices.Max(senders), customers, agents); err != nil {
		return err
	}
	for _, n := range senders {
		if err := b.turns([]*target{d.target}, load.Mode{Senders: n}, b.noteThroughput(label("%s", of(n, "sender")), false)); err != nil {
			return err
		}
	}
	return b.turns([]*target{d.target}, load.Mode{Rate: 200}, b.noteTimes(label("200 msg/s"), nil))
}

// nodes: what it costs to be several.
func nodes(b *bench) error {
	var all []*target
	defer func() {
		for _, t := range all {
			t.close()
		}
	}()
	for _, n := range []int{1, 3} {
		d, err := b.startDesk(deskOptions{nodes: n, redis: true})
		if err != nil {
			return err
		}
		all = append(all, d.target)
		if err := d.connect(256, customers, agents); err != nil {
			return err
		}
	}
	name := map[*target]string{all[0]: "one node", all[1]: "three nodes"}
	for _, m := range []load.Mode{{Senders: 32}, {Senders: 256}} {
		if err := b.turns(all, m, func(t *target, s *sample) {
			b.noteThroughput(label("%s, %d senders", name[t], m.Senders), false)(t, s)
		}); err != nil {
			return err
		}
	}
	return b.turns(all, load.Mode{Rate: 200}, func(t *target, s *sample) { b.noteTimes(label("%s, 200 msg/s", name[t]), nil)(t, s) })
}

// agentsOnline: a message goes to all who are online. The rate is low, since a
// thousand agents are fifty thousand frames a second then.
func agentsOnline(b *bench) error {
	counts := []int{1, 10, 100, 1000}
	if b.o.quick {
		counts = []int{1, 10, 100}
	}
	b.close()
	d, err := b.startDesk(deskOptions{})
	if err != nil {
		return err
	}
	defer d.close()
	y, err := b.startYardstick()
	if err != nil {
		return err
	}
	defer y.close()
	both := []*target{d.target, y}
	first := map[*target]float64{}
	for _, n := range counts {
		for _, t := range both {
			if err := t.connect(customers, customers, n); err != nil {
				return err
			}
			t.settle()
		}
		m := load.Mode{Rate: 50}
		prefix := label("%s, %d msg/s", of(n, "agent"), m.Rate)
		times, cost := b.noteTimes(prefix, nil), b.noteCost(prefix, nil)
		acks := map[*target][]float64{}
		if err := b.turns(both, m, func(t *target, s *sample) {
			times(t, s)
			cost(t, s)
			acks[t] = append(acks[t], ms(load.Quantile(s.Ack, .5)))
			b.reached(t, m, s)
		}); err != nil {
			return fmt.Errorf("%d agents: %w", n, err)
		}
		for _, t := range both {
			if n == counts[0] {
				first[t] = median(acks[t])
			} else if n == counts[len(counts)-1] {
				b.report.add(t.yardstick, prefix+"send to ack, p50, to that with one agent", "times", median(acks[t])/first[t], atMost(1.5))
			}
		}
	}
	return nil
}
