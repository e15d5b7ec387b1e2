package fanout

import (
	"encoding/json"
	"fmt"
	"sync/atomic"
	"testing"
	"time"
)

// manyFacts is a node's board with a statement of each of n customers, as
// presence makes them, and twenty conversations that agents have open.
func manyFacts(n int, bus Bus) *Board {
	b := NewBoard(bus)
	for i := range int64(n) {
		b.Set('c', i, json.RawMessage(fmt.Sprintf(`{"o":"o6_bmjrPTlm6_2sgVt7hM%07d","k":true,"p":{"url":"https://shop.example/things/%d","title":"A thing that is for sale","since":"2026-01-02T03:04:05.678Z"}}`, i, i)))
	}
	for i := range int64(20) {
		b.Set('v', i, json.RawMessage(`[{"i":3,"n":"Han Mei"}]`))
	}
	return b
}

// recorded are payloads that a board told.
type recorded struct {
	Bus
	payloads [][]byte
}

func (r *recorded) Self() string { return "teller" }

func (r *recorded) Publish(_ string, payload []byte) { r.payloads = append(r.payloads, payload) }

func telling50k() *recorded {
	told := new(recorded)
	manyFacts(50_000, told).sayAll(1)
	return told
}

// BenchmarkEach is what a welcome of an agent asks of a board with 50,000
// customers of another node: which conversations agents have open there.
func BenchmarkEach(b *testing.B) {
	board := NewBoard(new(MemoryBus).Node())
	for _, p := range telling50k().payloads {
		board.receive("teller", p[1:])
	}
	for b.Loop() {
		n := 0
		board.Each('v', func(int64, []json.RawMessage) { n++ })
		if n != 20 {
			b.Fatal(n)
		}
	}
}

// BenchmarkTellEverything is a telling of 50,000 facts, and how long somebody
// who sets a fact meanwhile waits at the most.
func BenchmarkTellEverything(b *testing.B) {
	told := new(recorded)
	board := manyFacts(50_000, told)
	worst := longestWait(func(i int64) { board.Set('x', i%100, yes) }, func() {
		for b.Loop() {
			told.payloads = told.payloads[:0]
			board.sayAll(1)
		}
	})
	b.ReportMetric(float64(worst.Microseconds())/1000, "ms-waited")
}

// BenchmarkHearEverything is hearing it on another node, and how long a send
// that looks for who hears waits there meanwhile.
func BenchmarkHearEverything(b *testing.B) {
	payloads := telling50k().payloads
	var board atomic.Pointer[Board]
	board.Store(NewBoard(new(MemoryBus).Node()))
	worst := longestWait(func(i int64) { board.Load().Hearing(nil, FactHears, i) }, func() {
		for b.Loop() {
			fresh := NewBoard(new(MemoryBus).Node())
			board.Store(fresh)
			for _, p := range payloads {
				fresh.receive("teller", p[1:])
			}
		}
	})
	b.ReportMetric(float64(worst.Microseconds())/1000, "ms-waited")
}

// longestWait is how long ask took at the most while work was done. What a
// machine's other work adds is in it.
func longestWait(ask func(i int64), work func()) (worst time.Duration) {
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for i := int64(0); ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(200 * time.Microsecond):
			}
			start := time.Now()
			ask(i)
			worst = max(worst, time.Since(start))
		}
	}()
	work()
	close(stop)
	<-done
	return worst
}
