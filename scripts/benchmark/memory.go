//go:build linux

package main

import (
	"fmt"
	"syscall"
	"time"

	"kefu/scripts/benchmark/load"
)

// Idle connections, step by step: what they cost, and whether the curve is straight.
var idleSteps = []int{2000, 10000, 18000}

// afterLast is how long after the last connection memory is looked at: the
// runtime, and the desk, have cleaned up by then.
const afterLast = 8 * time.Second

// busyConnections send a message every few seconds.
const (
	busyConnections = 2000
	busyRate        = 500
)

// memory measures what connections weigh. Each server is a fresh process whose
// customers have logged in before it was started.
func memory(b *bench) error {
	steps := idleSteps
	if b.o.quick {
		steps = steps[:1]
	}
	if steps = within(steps, openFiles()); len(steps) < len(idleSteps) && !b.o.quick {
		b.report.note("This system's limit of open files allows %d connections here.", openFiles())
	}
	b.close()
	y, err := b.startYardstick()
	if err != nil {
		return err
	}
	err = b.weigh(y, steps)
	y.close()
	if err != nil {
		return err
	}
	d, err := b.startDesk(deskOptions{})
	if err != nil {
		return err
	}
	defer d.close()
	if err = d.logIn(steps[len(steps)-1]); err == nil {
		err = d.again()
	}
	if err == nil {
		err = b.weigh(d.target, steps)
	}
	if err == nil {
		err = d.again()
	}
	if err == nil {
		err = b.weighBusy(d.target)
	}
	return err
}

const kib, mib = 1 << 10, 1 << 20

// weigh connects more and more idle customers.
func (b *bench) weigh(t *target, steps []int) error {
	t.settle()
	empty := t.resident()
	b.report.add(t.yardstick, "no connection: resident", "MiB", float64(empty)/mib, nil)
	for i, n := range steps {
		if err := t.connect(n, n, 0); err != nil {
			return err
		}
		t.settle()
		time.Sleep(afterLast)
		now := t.resident()
		last := i == len(steps)-1
		var each, whole *budget
		if last {
			each = atMost(16)
		}
		if n == 18000 {
			whole = atMost(320)
		}
		b.report.add(t.yardstick, fmt.Sprintf("%s idle customers: each", short(float64(n))), "KiB", float64(now-empty)/kib/float64(n), each)
		if last {
			b.report.add(t.yardstick, fmt.Sprintf("%s idle customers: all, with the server", short(float64(n))), "MiB", float64(now)/mib, whole)
		}
	}
	if !t.yardstick {
		if err := b.profiledMemory(t); err != nil {
			return err
		}
	}
	return t.crowd.Err()
}

// weighBusy has customers write while agents are there.
func (b *bench) weighBusy(t *target) error {
	t.settle()
	empty := t.resident()
	if err := t.connect(busyConnections, busyConnections, agents); err != nil {
		return err
	}
	if _, err := t.measure(load.Mode{Rate: busyRate, For: 3 * b.length()}); err != nil {
		return err
	}
	b.report.add(t.yardstick, fmt.Sprintf("%s busy customers, %d msg/s: each", short(busyConnections), busyRate), "KiB",
		float64(t.resident()-empty)/kib/busyConnections, nil)
	return nil
}

// openFiles is how many connections one process can hold here.
func openFiles() int {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		return 1000
	}
	return int(min(l.Max, 1<<20)) - 500
}

func within(steps []int, limit int) (fitting []int) {
	for _, n := range steps {
		if n <= limit {
			fitting = append(fitting, n)
		}
	}
	if len(fitting) == 0 {
		fitting = []int{limit}
	}
	return fitting
}
