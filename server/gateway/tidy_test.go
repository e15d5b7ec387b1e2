package gateway

import (
	"runtime/debug"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestTidy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var freed, now atomic.Int64
		now.Store(100)
		d := &tidy{after: 10, quiet: 2 * time.Second, free: func() { freed.Add(1) }, percent: func(n int) int {
			return int(now.Swap(int64(n)))
		}}
		come := func(n int, every time.Duration) {
			for range n {
				d.connected()
				time.Sleep(every)
			}
			synctest.Wait()
		}
		later := func(d time.Duration) {
			time.Sleep(d)
			synctest.Wait()
		}
		come(9, 0)
		if later(time.Hour); freed.Load() != 0 {
			t.Fatal("a few were worth it")
		}
		come(20, time.Second) // never quiet
		if freed.Load() != 0 || now.Load() != stormPercent {
			t.Fatalf("it was not quiet: done %d times, with %d percent", freed.Load(), now.Load())
		}
		if later(5 * time.Second); freed.Load() != 1 || now.Load() != 100 {
			t.Fatalf("it was done %d times when it was quiet, and left %d percent", freed.Load(), now.Load())
		}
		if later(time.Hour); freed.Load() != 1 {
			t.Fatal("it is done again and again")
		}
		come(90, time.Second) // all day
		if later(5 * time.Second); freed.Load() < 3 || freed.Load() > 5 || now.Load() != 100 {
			t.Fatalf("done %d times in a minute and a half, with %d percent", freed.Load()-1, now.Load())
		}
		freed.Store(1)
		come(10, 0)
		if later(5 * time.Second); freed.Load() != 2 {
			t.Fatal("it is done only once")
		}
		for _, own := range []int64{20, -1} { // whoever runs it asked for less, or for none
			now.Store(own)
			come(10, 0)
			if during := now.Load(); during > 0 && during != 20 && own == 20 {
				t.Errorf("%d percent while they come, %d were asked for", during, own)
			}
			if later(5 * time.Second); now.Load() != own {
				t.Errorf("it left %d percent, not %d", now.Load(), own)
			}
		}
	})
}

// The real one, with what the runtime really does.
func TestTidyOfTheRuntime(t *testing.T) {
	d := newTidy()
	d.quiet = 10 * time.Millisecond
	freed := make(chan struct{})
	free := d.free
	d.free = func() {
		free()
		close(freed)
	}
	for range d.after {
		d.connected()
	}
	select {
	case <-freed:
	case <-time.After(time.Minute):
		t.Fatal("nothing was given back")
	}
	if was := debug.SetGCPercent(100); was != 100 {
		t.Errorf("it left %d percent", was)
	}
}
