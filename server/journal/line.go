package journal

import (
	"sync"
	"time"

	"kefu/server/desk"
)

// line is where changes wait for a writer. Those of the desk and those of
// customers wait apart, and each side has half of every group while the other
// waits too: a flood of customers does not hold up who answers them, nor a busy
// desk its customers. What one side asks stays in order.
//
// It is bounded by number and by time. When what waits already would take the
// database longer than the patience of who sends, one more is refused at once:
// it would otherwise learn the same late, and send again meanwhile.
type line struct {
	cfg *Config

	mu     sync.Mutex
	more   sync.Cond // signalled when something waits, or the line is closed
	desk   []*desk.Change
	custom []*desk.Change // customers'
	closed bool
	away   bool // the last group found the database away

	busy  bool          // a group is being written
	since time.Time     // when busy, from when on
	pace  time.Duration // what a group has taken lately
}

func newLine(cfg *Config) *line {
	l := &line{cfg: cfg}
	l.more.L = &l.mu
	return l
}

// put puts c in line; false if there is no room.
func (l *line) put(c *desk.Change) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	side := &l.desk
	if c.By.IsCustomer() {
		side = &l.custom
	}
	if l.closed || !l.room(len(*side)) {
		return false
	}
	*side = append(*side, c)
	l.more.Signal()
	return true
}

// room reports whether one more may wait behind n of its side. Without
// hindrance a whole group may always gather, but while the database is away no
// more than it takes to find out that it is back.
func (l *line) room(n int) bool {
	switch {
	case n >= l.cfg.Queue:
		return false
	case l.away:
		return n < probing
	case n < l.cfg.MaxGroup:
		return true
	}
	now := time.Duration(0)
	if l.busy {
		now = max(l.cfg.Now().Sub(l.since), l.pace)
	}
	return now+l.pace*time.Duration(n/l.share()) <= l.cfg.Patience
}

// share is what a side has of a group while both wait.
func (l *line) share() int { return (l.cfg.MaxGroup + 1) / 2 }

// take waits until something is in line and takes a group of it; nil when the
// line is closed and empty. Whoever takes has written what it took before.
func (l *line) take() []*desk.Change {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.busy {
		l.busy = false
		l.pace = (l.pace + l.cfg.Now().Sub(l.since)) / 2
	}
	for len(l.desk)+len(l.custom) == 0 {
		if l.closed {
			return nil
		}
		l.more.Wait()
	}
	group := make([]*desk.Change, 0, min(len(l.desk)+len(l.custom), l.cfg.MaxGroup))
	group = move(group, &l.desk, l.share())
	group = move(group, &l.custom, l.cfg.MaxGroup-len(group))
	group = move(group, &l.desk, l.cfg.MaxGroup-len(group))
	l.busy, l.since = true, l.cfg.Now()
	return group
}

// takeAll takes whatever is in line, for a group that failed.
func (l *line) takeAll(group []*desk.Change) []*desk.Change {
	l.mu.Lock()
	defer l.mu.Unlock()
	group = append(append(group, l.desk...), l.custom...)
	l.desk, l.custom = nil, nil
	return group
}

// found notes whether the database is away, and reports whether that is news.
func (l *line) found(away bool) (news bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	news = l.away != away
	l.away = away
	return news
}

// close refuses what comes from now on.
func (l *line) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	l.more.Broadcast()
}

// move appends the first n of side, or all that there are, to group.
func move(group []*desk.Change, side *[]*desk.Change, n int) []*desk.Change {
	n = min(n, len(*side))
	group = append(group, (*side)[:n]...)
	clear((*side)[:n]) // the rest must not keep them alive
	if *side = (*side)[n:]; len(*side) == 0 {
		*side = nil // an idle line keeps no memory
	}
	return group
}
