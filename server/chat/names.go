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

// renamed returns the agents who are called something else than before, or may
// be: who was made since it was looked last may have been renamed since, too.
func (n *names) renamed(now map[int64]string) (ids []int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for id, name := range now {
		if was, known := n.by[id]; n.by != nil && (!known || was != name) {
			ids = append(ids, id)
		}
	}
	return ids
}

// use takes the present names over.
func (n *names) use(now map[int64]string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.by = now
}

// maxRenamed bounds how many of an agent's conversations are shown again.
const maxRenamed = 500

// AgentsNamed says how all agents are called now. Of who was renamed since the
// last time, the conversations that are not resolved are shown again, and who
// views what.
func (s *Service) AgentsNamed(ctx context.Context, now map[int64]string) error {
	s.viewing.rename(now)
	for _, id := range s.names.renamed(now) {
		theirs, err := s.records.AssignedTo(ctx, id, maxRenamed)
		if err != nil {
			return err
		}
		s.summaries.refresh(theirs)
	}
	s.names.use(now) // not before: what failed is tried again
	return nil
}
