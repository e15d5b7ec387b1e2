package chat

import (
	"context"
	"sync"
	"time"
)

// summaries loads conversations as lists show them, behind the sends, and
// shows them to agents. Several changes of one conversation cost one load.
type summaries struct {
	service *Service
	mu      sync.Mutex
	waiting map[int64]bool
	wake    chan struct{}
}

func newSummaries(s *Service) *summaries {
	return &summaries{service: s, waiting: map[int64]bool{}, wake: make(chan struct{}, 1)}
}

// refresh asks for these conversations to be shown soon. It never blocks.
func (q *summaries) refresh(ids []int64) {
	if len(ids) == 0 {
		return
	}
	q.mu.Lock()
	for _, id := range ids {
		q.waiting[id] = true
	}
	q.mu.Unlock()
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// summaryBatch bounds one load.
const summaryBatch = 200

func (q *summaries) take() []int64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	ids := make([]int64, 0, min(len(q.waiting), summaryBatch))
	for id := range q.waiting {
		if len(ids) == summaryBatch {
			break
		}
		ids = append(ids, id)
		delete(q.waiting, id)
	}
	return ids
}

func (q *summaries) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-q.wake:
		}
		for ids := q.take(); len(ids) > 0; ids = q.take() {
			if err := q.show(ctx, ids); err != nil {
				q.service.log.Warn("cannot read summaries; trying again", "error", err)
				q.refresh(ids)
				select {
				case <-ctx.Done():
					return
				case <-time.After(time.Second):
				}
			}
		}
	}
}

func (q *summaries) show(ctx context.Context, ids []int64) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	found, err := q.service.records.Summaries(ctx, ids)
	if err == nil {
		q.service.publisher.TellSummaries(found, true)
	}
	return err
}
