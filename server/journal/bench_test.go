package journal

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"

	"kefu/server/desk"
)

// instant is a database that takes no time.
type instant struct{}

func (instant) Commit(_ context.Context, group []*desk.Change) error {
	for _, c := range group {
		c.Result = desk.Result{RevTo: 1}
	}
	return nil
}

func (instant) Close() error { return nil }

// BenchmarkSubmit is what a change costs from being submitted to being
// answered, without the database: by how many wait for their answers at once.
func BenchmarkSubmit(b *testing.B) {
	for _, senders := range []int{1, 32, 256} {
		b.Run(fmt.Sprint(senders, "-senders"), func(b *testing.B) {
			groups := 0
			j := New(Config{Committers: []Committer{instant{}}, Log: slog.New(slog.DiscardHandler), Publish: func(group []*desk.Change) {
				groups++
				for _, c := range group {
					c.Done(c)
				}
			}})
			left := make(chan struct{}, b.N)
			for range b.N {
				left <- struct{}{}
			}
			close(left)
			b.ReportAllocs()
			b.ResetTimer()
			var all sync.WaitGroup
			for i := range senders {
				all.Go(func() {
					answered := make(chan struct{}, 1)
					for range left {
						c := &desk.Change{ConversationID: int64(i), Done: func(*desk.Change) { answered <- struct{}{} }}
						if err := j.Submit(c); err != nil {
							b.Error(err)
							return
						}
						<-answered
					}
				})
			}
			all.Wait()
			b.StopTimer()
			if err := j.Close(context.Background()); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(b.N)/float64(groups), "changes/group")
		})
	}
}
