//go:build linux

package main

import (
	"time"

	"kefu/scripts/benchmark/load"
)

// behind measures what the product does behind the send, which the other
// figures leave out: it counts for the dashboard, a second later.
func (b *bench) behind(t *target, m load.Mode) error {
	d := b.desk
	var without, with []float64
	total := func(s *sample) float64 { return s.each(s.server + s.database) }
	if err := b.turns([]*target{t}, m, func(_ *target, s *sample) { without = append(without, total(s)) }); err != nil {
		return err
	}
	if err := d.holdStatistics(false); err != nil {
		return err
	}
	time.Sleep(2 * time.Second) // it catches up first
	t.settle()
	if err := b.turns([]*target{t}, m, func(_ *target, s *sample) { with = append(with, total(s)) }); err != nil {
		return err
	}
	b.report.add(false, "behind the send: statistics, server and database", "us/msg", max(median(with)-median(without), 0), nil)
	return d.holdStatistics(true)
}
