package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"sort"
	"time"

	"kefu/server/desk"
)

// GroupWriter commits groups of changes, one at a time. It is for one
// goroutine.
type GroupWriter struct {
	db     *DB
	conn   *groupConn
	recent recent
	memory memory
}

// NewGroupWriter returns a writer. It connects when it first commits.
func (db *DB) NewGroupWriter() *GroupWriter {
	return &GroupWriter{db: db, recent: newRecent(), memory: memory{rows: map[int64]*remembered{}}}
}

// Close gives the writer's connection back.
func (w *GroupWriter) Close() error {
	if w.conn == nil {
		return nil
	}
	conn := w.conn
	w.conn = nil
	conn.forget()
	return conn.Close()
}

// Commit carries out all changes of group in one transaction and fills in
// each one's Result: what a rule refuses is an error of that change alone. A
// conversation that another transaction holds for seconds makes only its own
// changes unavailable. A
// returned error means that nothing of the group is known to be stored: it
// is unavailable (desk.CodeUnavailable) when the database is away, so that a
// second try is of no use now, and anything else when one of the changes may
// be to blame. Committing the same changes again is always safe.
//
// What is read is locked in the order of the conversations' ids, so that writers
// on other nodes can't deadlock with it. What is written unread is not: if that
// deadlocks, it is read the next time.
func (w *GroupWriter) Commit(ctx context.Context, group []*desk.Change) error {
	if w.db.writing != nil {
		w.db.writing.Lock()
		defer w.db.writing.Unlock()
	}
	ask, stale := w.recent.suspicion > 0, 0
	for try := 1; ; try++ {
		err := w.commitOnce(ctx, group, ask, stale > 1)
		if err == nil {
			w.recent.committed(group)
			w.db.wrote()
			return nil
		}
		w.abandon(err)
		w.recent.suspect() // part of it may be stored, and will be sent again
		if !ask {
			ask = true
			if errors.Is(err, errUnasked) || w.db.dialect.isDuplicate(err) {
				continue
			}
		}
		if errors.Is(err, errStale) {
			stale++
		}
		again := false
		if ctx.Err() == nil && try < maxTries {
			if w.db.dialect.isLocked(err) {
				if group = w.withoutLocked(ctx, group, err); len(group) == 0 {
					return nil
				}
			}
			// A connection that the server closed while it lay idle says
			// nothing about the server: one more try, on a new one.
			again = w.db.dialect.mayRetry(err) || errors.Is(err, errStale) || try == 1 && w.db.dialect.isDown(err)
		}
		if !again {
			return w.db.fail("commit a group", err)
		}
		pause(ctx, try)
	}
}

// withoutLocked leaves out of group the changes of conversations that somebody
// else holds, a node that was stopped amid a group for one: they alone are
// unavailable. If it can't be found out which those are, group stays as it is.
func (w *GroupWriter) withoutLocked(ctx context.Context, group []*desk.Change, cause error) []*desk.Change {
	locked := map[int64]bool{}
	if w.connect(ctx) != nil || w.findLocked(ctx, wantsOf(group).ids, locked) != nil {
		return group
	}
	rest := make([]*desk.Change, 0, len(group))
	for _, c := range group {
		if !locked[c.ConversationID] {
			rest = append(rest, c)
			continue
		}
		c.Result = desk.Result{Err: w.db.fail("lock a conversation", cause)}
	}
	return rest
}

// findLocked notes which of the conversations somebody else holds, by halving:
// few are.
func (w *GroupWriter) findLocked(ctx context.Context, ids []int64, locked map[int64]bool) error {
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	_, err := w.conn.ExecContext(ctx, "SELECT id FROM conversations WHERE id IN ("+marks(len(ids))+") ORDER BY id FOR UPDATE NOWAIT", args...)
	if err == nil || !w.db.dialect.isLocked(err) {
		return err
	}
	if len(ids) == 1 {
		locked[ids[0]] = true
		return nil
	}
	half := len(ids) / 2
	if err := w.findLocked(ctx, ids[:half], locked); err != nil {
		return err
	}
	return w.findLocked(ctx, ids[half:], locked)
}

// abandon rolls back; if that fails the connection is of no use any more.
func (w *GroupWriter) abandon(err error) {
	if w.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_, rollback := w.conn.ExecContext(ctx, "ROLLBACK")
	if rollback == nil && (!w.db.dialect.isDown(err) || w.db.dialect.mayRetry(err)) {
		return
	}
	w.conn.forget()                                          // before their connection goes: SQLite's driver panics after
	w.conn.Raw(func(any) error { return driver.ErrBadConn }) //nolint:errcheck // it marks the connection as broken
	w.Close()                                                //nolint:errcheck // nothing can be done about it
}

func (w *GroupWriter) connect(ctx context.Context) error {
	if w.conn != nil && time.Since(w.conn.since) > connLife {
		w.Close() //nolint:errcheck // the pool ends it
	}
	if w.conn != nil {
		return nil
	}
	conn, err := w.db.groups.Conn(ctx)
	if err != nil {
		return err
	}
	w.conn = &groupConn{Conn: conn, since: time.Now()}
	w.memory.forget()
	return nil
}

// commitOnce tries once. Unless it is to ask for all messages it fails as a
// duplicate when one is stored that the writer does not remember; unless it is to
// be lenient, as stale when rows are missing beside the conversations' own.
func (w *GroupWriter) commitOnce(ctx context.Context, group []*desk.Change, ask, lenient bool) error {
	if err := w.connect(ctx); err != nil {
		return err
	}
	want := wantsOf(group)
	if !ask {
		want.messages = slices.DeleteFunc(want.messages, func(k clientKey) bool { return !w.recent.has(k) })
		if err := w.commitRemembered(ctx, group, &want); !errors.Is(err, errLook) {
			return err
		}
	}
	want.customers = want.ids
	if !want.profiles {
		want.customers = w.memory.strangers(want.ids)
	}
	state, err := w.db.dialect.openGroup(ctx, w.conn, want)
	if err == nil {
		err = w.memory.introduce(ctx, w.conn, state)
	}
	if err != nil {
		return fmt.Errorf("load: %w", err)
	}
	g := &grouping{ctx: ctx, conn: w.conn, state: state, asked: ask, now: at(state.now), writes: groupWrites{lenient: lenient}}
	if err := g.applyAll(group); err != nil {
		return fmt.Errorf("apply: %w", err)
	}
	if g.writes.empty() {
		// Nothing to keep: let the locks go.
		_, err = w.conn.ExecContext(ctx, "ROLLBACK")
		return err
	}
	if err := w.db.dialect.saveGroup(ctx, w.conn, &g.writes); err != nil {
		return fmt.Errorf("save: %w", err)
	}
	w.memory.committed(state)
	return nil
}

// errLook: what is remembered does not do; nothing was sent. errStale: what was to
// be written over is not as it was taken to be; all is to be rolled back.
var (
	errLook  = errors.New("the conversations must be read first")
	errStale = errors.New("a row to be written is not as it was")
)

// commitRemembered commits a group by what is remembered, in one round trip and
// without reading anything: the database finds out whether that still holds
// (optimistic concurrency control), so that what it refuses has cost it little. errLook if anything in
// it wants a look at the database, a refusal above all.
func (w *GroupWriter) commitRemembered(ctx context.Context, group []*desk.Change, want *groupWants) error {
	optimist, able := w.db.dialect.(optimist)
	if !able || want.look || len(want.messages) > 0 {
		return errLook
	}
	state := w.memory.recall(want.ids)
	if state == nil {
		return errLook
	}
	g := &grouping{ctx: ctx, state: state, now: at(state.now)}
	if err := g.applyAll(group); err != nil {
		return err
	}
	if len(g.writes.conversations) < len(want.ids) || slices.ContainsFunc(group, func(c *desk.Change) bool { return c.Result.Err != nil }) {
		return errLook // only what is written is checked
	}
	err := optimist.saveUnseen(ctx, w.conn, &g.writes, state)
	if err == nil {
		w.memory.committed(state)
		return nil
	}
	if errors.Is(err, errStale) {
		w.memory.wasWrong()
		if _, err = w.conn.ExecContext(ctx, "ROLLBACK"); err == nil {
			err = errLook
		}
	}
	return fmt.Errorf("save: %w", err)
}

// wantsOf names what the changes need to see.
func wantsOf(group []*desk.Change) groupWants {
	var want groupWants
	seen := make(map[int64]bool, len(group))
	for _, c := range group {
		if !seen[c.ConversationID] {
			seen[c.ConversationID] = true
			want.ids = append(want.ids, c.ConversationID)
		}
		switch {
		case c.Send != nil:
			want.messages = append(want.messages, clientKey{c.ConversationID, c.Send.ClientID})
		case c.Recall != nil:
			want.look = true
		case c.Note != nil:
			want.look = true
			want.notes = append(want.notes, clientKey{c.ConversationID, c.Note.ClientID})
		case c.Patch != nil:
			want.look, want.profiles = true, true
			if c.Patch.Tags != nil {
				want.tags = append(want.tags, c.ConversationID)
			}
		}
	}
	sort.Slice(want.ids, func(i, k int) bool { return want.ids[i] < want.ids[k] })
	return want
}
