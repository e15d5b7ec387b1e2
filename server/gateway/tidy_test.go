package gateway

import (
	"runtime/debug"
	"testing"
	"testing/synctest"
	"time"
)

func TestTidy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		freed := 0
		now := 100
		d := &tidy{after: 10, quiet: 2 * time.Second, free: func() { freed++ }, percent: func(n int) int {
			was := now
			now = n
			return was
		}}
		come := func(n int, every time.Duration) {
			for range n {
				d.connected()
				time.Sleep(every)
			}
			synctest.Wait()
		}
		come(9, 0)
		if time.Sleep(time.Hour); freed != 0 {
			t.Fatal("a few were worth it")
		}
		come(20, time.Second) // never quiet
		if freed != 0 || now != stormPercent {
			t.Fatalf("it was not quiet: done %d times, with %d percent", freed, now)
		}
		if time.Sleep(5 * time.Second); freed != 1 || now != 100 {
			t.Fatalf("it was done %d times when it was quiet, and left %d percent", freed, now)
		}
		if time.Sleep(time.Hour); freed != 1 {
			t.Fatal("it is done again and again")
		}
		come(90, time.Second) // all day
		if time.Sleep(5 * time.Second); freed < 3 || freed > 5 || now != 100 {
			t.Fatalf("done %d times in a minute and a half, with %d percent", freed-1, now)
		}
		freed = 1
		come(10, 0)
		if time.Sleep(5 * time.Second); freed != 2 {
			t.Fatal("it is done only once")
		}
		for _, own := range []int{20, -1} { // whoever runs it asked for less, or for none
			now = own
			come(10, 0)
			if during := now; during > 0 && during != 20 && own == 20 {
				t.Errorf("%d percent while they come, %d were asked for", during, own)
			}
			if time.Sleep(5 * time.Second); now != own {
				t.Errorf("it left %d percent, not %d", now, own)
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
