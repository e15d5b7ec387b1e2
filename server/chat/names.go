package chat

import (
	"context"
	"sync"
)

// names remembers how agents were called when it was looked last.
type names struct {
	mu sync.Mutex
	by map[int64]string
}

// change takes the present names over and returns the agents who are called
// something else than before.
func (n *names) change(now map[int64]string) (renamed []int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for id, name := range now {
		if was, known := n.by[id]; known && was != name {
			renamed = append(renamed, id)
		}
	}
	n.by = now
	return renamed
}

// maxRenamed bounds how many of an agent's conversations are shown again.
const maxRenamed = 500

// AgentsNamed says how all agents are called now. Of who was renamed since the
// last time, the conversations that are not resolved are shown again, and who
// views what.
func (s *Service) AgentsNamed(ctx context.Context, now map[int64]string) error {
	s.viewing.rename(now)
	for _, id := range s.names.change(now) {
		theirs, err := s.records.AssignedTo(ctx, id, maxRenamed)
		if err != nil {
			return err
		}
		s.summaries.refresh(theirs)
	}
	return nil
}
