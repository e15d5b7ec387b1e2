package fanout

import (
	"fmt"
	"strings"
	"testing"

	"kefu/server/desk"
)

// deaf is a session that counts what it is told and keeps nothing.
type deaf struct {
	*session
	told int
}

func (d *deaf) Deliver(*Packet) { d.told++ }

// BenchmarkTell is what a commit group of 32 customers' messages costs until
// every session has it in line: by the number of agents.
func BenchmarkTell(b *testing.B) {
	const group = 32
	for _, agents := range []int{0, 1, 10, 1000} {
		b.Run(fmt.Sprint(agents, "-agents"), func(b *testing.B) {
			h := newHub(nil, agents+1)
			sessions := make([]*deaf, 0, agents+group)
			join := func(id string, who desk.Principal) {
				s := &deaf{session: newSession(id, who)}
				sessions = append(sessions, s)
				h.Join(s)
			}
			for i := range agents {
				join(fmt.Sprint("a", i), agent(int64(i+1)))
			}
			news := make([]desk.News, group)
			for i := range news {
				id := int64(1000 + i)
				join(fmt.Sprint("c", i), customer(id))
				news[i] = said(id, 7, customer(id), strings.Repeat("你好", 10))
			}
			b.ReportAllocs()
			for b.Loop() {
				h.Tell(news, 1)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*group), "ns/message")
			for _, s := range sessions {
				if s.told != b.N {
					b.Fatalf("%s was told %d times of %d", s.ID(), s.told, b.N)
				}
			}
		})
	}
}

// BenchmarkJoin is what a connection costs the hub, with ten thousand there.
func BenchmarkJoin(b *testing.B) {
	h := newHub(nil, 20)
	for i := range int64(10_000) {
		h.Join(newSession(fmt.Sprint(i), customer(i+1)))
	}
	s := newSession("new", customer(20_000))
	b.ReportAllocs()
	for b.Loop() {
		h.Join(s)()
	}
}
