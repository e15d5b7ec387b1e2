//go:build linux

package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"kefu/scripts/benchmark/load"
)

// stormSize is how many come back at once.
const stormSize = 5000

// storm: a switch failed, a node was restarted. 200 others write meanwhile, a
// message a second each.
func storm(b *bench) error {
	size := stormSize
	if b.o.quick {
		size = 1000
	}
	size = min(size, openFiles()-1000)
	targets, err := b.pair(customers)
	if err != nil {
		return err
	}
	for range max(b.rounds()-1, 1) {
		for _, t := range targets {
			if err := b.stormOne(t, size); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bench) stormOne(t *target, size int) error {
	if err := t.logIn(customers + size); err != nil {
		return err
	}
	var mu sync.Mutex
	var took []time.Duration
	crowd := &load.Crowd{Customer: func(i int) (string, error) { return t.people.customer(customers + i) }, Accepted: func(d time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		took = append(took, d)
	}}
	defer crowd.Close()
	for _, u := range t.urls {
		crowd.Addresses = append(crowd.Addresses, strings.TrimPrefix(u, "http://"))
	}
	if _, err := crowd.AddCustomers(0, size); err != nil {
		return fmt.Errorf("%s: before the storm: %w", t.name, err)
	}
	t.settle()
	calm, err := t.measure(load.Mode{Rate: customers, For: b.length()})
	if err != nil {
		return err
	}
	crowd.Close()
	took = nil
	storm := make(chan error, 1)
	var all time.Duration
	go func() {
		time.Sleep(time.Second)
		begin := time.Now()
		_, err := crowd.AddCustomers(0, size)
		all = time.Since(begin)
		storm <- err
	}()
	meanwhile, err := t.measure(load.Mode{Rate: customers, For: b.length() + 2*time.Second})
	if stormErr := <-storm; stormErr != nil {
		return fmt.Errorf("%s: in the storm: %w", t.name, stormErr)
	}
	if err != nil {
		return err
	}
	slices.Sort(took)
	b.report.add(t.yardstick, fmt.Sprintf("until all %s are welcomed", short(float64(size))), "s", all.Seconds(), nil)
	b.report.add(t.yardstick, "one connection, p99", "ms", ms(load.Quantile(took, .99)), nil)
	b.report.add(t.yardstick, "others, before: send to ack, p99", "ms", ms(load.Quantile(calm.Ack, .99)), nil)
	b.report.add(t.yardstick, "others, meanwhile: send to ack, p50", "ms", ms(load.Quantile(meanwhile.Ack, .5)), nil)
	b.report.add(t.yardstick, "others, meanwhile: send to ack, p99", "ms", ms(load.Quantile(meanwhile.Ack, .99)), nil)
	return nil
}
