package chat

import (
	"sync"

	"kefu/server/desk"
)

// maxTold bounds how many conversations this node remembers having told of.
const maxTold = 200_000

// told remembers how far this node's sessions have been told of each
// conversation, so that the watch can tell them the rest. An entry only ever
// grows without holes: news that skips a revision leaves it where it was.
type told struct {
	mu   sync.Mutex
	upTo map[int64]mark
}

// mark is how far a conversation was told.
type mark struct {
	rev, seq                  int64
	customerRead, deskReadSeq int64
}

func newTold() *told { return &told{upTo: map[int64]mark{}} }

func markOf(c *desk.Conversation) mark {
	return mark{rev: c.Rev, seq: c.LastSeq, customerRead: c.CustomerReadSeq, deskReadSeq: c.DeskReadSeq}
}

// advance notes that what led from rev from to c was told. Of a conversation
// of which nothing is remembered that says nothing about what came before
// from, which another node may have committed and told nobody here: it stays
// unknown until the watch has told it all, unless it was quiet for so long that
// the watch has.
func (t *told) advance(id, from int64, c *desk.Conversation, quiet bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	m, known := t.upTo[id]
	if known && (from > m.rev || c.Rev <= m.rev) || !known && from > 0 && !quiet {
		return
	}
	t.put(id, markOf(c))
}

// reach notes that everything up to c was told.
func (t *told) reach(c *desk.Conversation) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if m, known := t.upTo[c.ID]; !known || c.Rev > m.rev {
		t.put(c.ID, markOf(c))
	}
}

// put keeps m; the lock is held. Forgetting is harmless: what is told twice is
// known by its rev.
func (t *told) put(id int64, m mark) {
	if len(t.upTo) >= maxTold {
		clear(t.upTo)
	}
	t.upTo[id] = m
}

// get returns how far id was told.
func (t *told) get(id int64) (m mark, known bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	m, known = t.upTo[id]
	return m, known
}

// Progress returns the last seq and rev of a conversation that this node has
// told of; false if it remembers none.
func (s *Service) Progress(conversation int64) (seq, rev int64, known bool) {
	m, known := s.told.get(conversation)
	return m.seq, m.rev, known
}

// Heard notes that another node's news brought this node's sessions from one
// revision of a conversation to c.
func (s *Service) Heard(from int64, c *desk.Conversation) { s.told.advance(c.ID, from, c, false) }
