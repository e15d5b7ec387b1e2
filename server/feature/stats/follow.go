package stats

import (
	"context"
	"errors"
	"time"

	"kefu/server/desk"
)

const (
	// lookEvery is how late a figure may be, and a little more.
	lookEvery = time.Second
	// overlap is longer than any transaction may last: a change that was
	// stamped before a look may be committed after it.
	overlap = 15 * time.Second
	// lease is how long other nodes leave the counting to the one that counted
	// last: it saves them the reading. That nothing is counted twice is not its
	// doing but version's.
	lease = 3 * time.Second
	// page is how many conversations are listed at a time.
	page = 1000
	// Bounds of one transaction, in conversations, and in messages: of one
	// conversation, of all.
	mostAtOnce, mostOfOne, mostOfAll = 200, 1000, 4000
	// breath is left to others between the transactions of a long way back.
	breath = 10 * time.Millisecond
	// lookTimeout bounds a look that catches up; the next one goes on from there.
	lookTimeout = 5 * time.Minute
	// moveAfter is how far the mark may stay behind while nothing is counted.
	moveAfter = 10 * time.Second
)

// mark is the row of stats_follow, and the time by the database's clock.
type mark struct {
	version, since, afterID int64
	caughtUp                bool
	holder                  string
	heldAt, now             int64
}

// errOvertaken says that another node counted meanwhile: what was read is old.
var errOvertaken = errors.New("another node counted")

// Run follows what happens, until ctx ends.
func (f *Feature) Run(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		// That the database is away others say, less often.
		if err := f.look(ctx); err != nil && ctx.Err() == nil && !errors.Is(err, errOvertaken) && desk.CodeOf(err) != desk.CodeUnavailable {
			f.log.Warn("cannot count for the dashboard; trying again", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// look counts what has changed since the mark. A conversation is known as
// changed by its updated_at, which is stamped by the database's clock while its
// row is locked: so the mark stays overlap behind that clock, and what changed
// since is looked at again and again, and skipped by its rev.
func (f *Feature) look(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	m, err := f.records.mark(ctx)
	if err != nil {
		return err
	}
	if m.holder != f.holder && m.now-m.heldAt < f.lease.Milliseconds() {
		return nil
	}
	end := m.now - overlap.Milliseconds()
	if m.since > end { // the clock was set back
		m.since, m.afterID = end, 0
	}
	l := looking{Feature: f, mark: m, end: end, known: map[int64]int64{}}
	for {
		changed, _, err := f.records.db.ChangedSince(ctx, l.mark.since, l.mark.afterID, f.page)
		if err != nil {
			return err
		}
		if err := l.page(ctx, changed); err != nil {
			return err
		}
		if len(changed) < f.page {
			break
		}
	}
	f.known = l.known
	return l.finish(ctx, m)
}

// looking is one look.
type looking struct {
	*Feature
	mark  mark            // all before it is counted; it runs beyond end, the database's does not
	end   int64           // up to which nothing can be committed any more
	known map[int64]int64 // conversation -> rev up to which it is counted, of those after end
	wrote bool
}

// page counts what is new in these conversations.
func (l *looking) page(ctx context.Context, changed []desk.Revision) error {
	var news []desk.Revision
	for _, r := range changed {
		if rev, ok := l.Feature.known[r.ConversationID]; !ok || rev < r.Rev {
			news = append(news, r)
		}
		if r.UpdatedAt >= l.end {
			l.known[r.ConversationID] = r.Rev
		}
	}
	for len(news) > 0 {
		n := min(len(news), mostAtOnce)
		c, err := l.records.count(ctx, news[:n])
		if err == nil && len(c.positions) > 0 {
			if l.wrote {
				pause(ctx, breath)
			}
			err = l.save(ctx, l.mark, c)
		}
		if err != nil {
			return err
		}
		news = append(c.rest, news[n:]...)
	}
	if n := len(changed); n > 0 {
		l.mark.since, l.mark.afterID = changed[n-1].UpdatedAt, changed[n-1].ConversationID
	}
	return nil
}

// save writes what was counted and the mark, if nobody else has meanwhile.
func (l *looking) save(ctx context.Context, m mark, c *counting) error {
	if m.holder = l.holder; m.since >= l.end {
		m.since, m.afterID = l.end, 0
	}
	err := l.records.save(ctx, m, c)
	if err == nil {
		l.mark.version++
		l.wrote = true
	}
	return err
}

// finish moves the mark to the end of what was looked through. While nothing
// happens that is not worth a transaction each second.
func (l *looking) finish(ctx context.Context, from mark) error {
	late := l.end-from.since > moveAfter.Milliseconds() && l.mark != from
	if from.caughtUp && !l.wrote && !late {
		return nil
	}
	m := l.mark
	m.since, m.afterID, m.caughtUp = l.end, 0, true
	return l.save(ctx, m, &counting{})
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
