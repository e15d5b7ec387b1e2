package chat

import (
	"context"
	"sync"
	"time"

	"kefu/server/desk"
)

// recount is how often all unread messages are counted anew, in case somebody
// changes them by hand in the database.
const recount = 10 * time.Minute

// tally counts the customers' messages that the desk has not read. Counting them
// in the database would cost more the more are left unread, and every agent's
// every frame wants the number: so it is counted once, and follows the changes.
type tally struct {
	mu      sync.Mutex
	unread  map[int64]desk.Revision // of the conversations that have any; nil: nobody wants to know
	total   int64
	counted time.Time
}

// Total is the sum; that of the last time somebody wanted to know it.
func (t *tally) Total() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.total
}

// see takes in how conversations stand. What is older than what is known of one
// changes nothing.
func (t *tally) see(changed ...desk.Revision) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, r := range changed {
		t.seeOne(r)
	}
}

func (t *tally) seeOne(r desk.Revision) {
	known := t.unread[r.ConversationID]
	if t.unread == nil || known.Rev > r.Rev {
		return
	}
	t.total += r.DeskUnread - known.DeskUnread
	if r.DeskUnread == 0 {
		// An older state that comes later is put right by the next look.
		delete(t.unread, r.ConversationID)
		return
	}
	t.unread[r.ConversationID] = r
}

// needsCount reports whether it has been long since the last count.
func (t *tally) needsCount() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.unread == nil || time.Since(t.counted) > recount
}

// count counts all. What changes meanwhile the next look takes in.
func (t *tally) count(ctx context.Context, records Records) error {
	all, err := records.UnreadConversations(ctx)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.unread, t.total, t.counted = make(map[int64]desk.Revision, len(all)), 0, time.Now()
	for _, r := range all {
		t.seeOne(r)
	}
	return nil
}

// forget ends the counting until somebody wants to know again.
func (t *tally) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.unread = nil
}
