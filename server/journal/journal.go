// Package journal commits changes in groups: many who ask, one transaction.
//
//	Submit ─▶ line ─▶ writer: takes all that waits ─▶ Committer ─▶ Publish
//
// The next group forms while one is being written, so that the slower the
// disk, the larger the groups: nobody waits for a timer. When more is asked
// than the database takes, some are refused at once and nobody waits for long.
package journal

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"kefu/server/desk"
)

// Committer carries out a group in one transaction and fills in each change's
// Result. An error means that nothing of the group is known to be stored, and
// that committing it again is safe; its code is unavailable when trying now is
// of no use.
type Committer interface {
	Commit(ctx context.Context, group []*desk.Change) error
	Close() error
}

// Config bounds a journal. The zero value of a field means its default.
type Config struct {
	// Committers, one for each writer; a conversation always has the same one.
	Committers []Committer
	// Publish is called with each group after its commit, or its failure, in
	// the order of commits of a writer, while the next one is being written.
	// It answers each change's sender.
	Publish func(group []*desk.Change)
	// MaxGroup bounds a group (256).
	MaxGroup int
	// Queue bounds how many changes of the desk, and how many of customers,
	// wait for a writer; more are unavailable (4096).
	Queue int
	// Patience bounds how long a change should wait for its group: when those
	// before it will take longer, at the pace of late, it is unavailable at
	// once (2 s).
	Patience time.Duration
	// Timeout bounds one group's transaction (5 s).
	Timeout time.Duration
	Log     *slog.Logger
	// Observe is told each group's size and how long its commit took; nil: nobody.
	Observe func(size int, took time.Duration, err error)
	// Now is time.Now if nil.
	Now func() time.Time
}

// probing is how many changes of a side may wait while the database is away:
// enough to find out that it is back, and few to be kept waiting until it is
// certain that it is not.
const probing = 32

// Journal orders and commits the changes of all conversations.
type Journal struct {
	cfg     Config
	writers []*writer
	closed  atomic.Bool
	done    sync.WaitGroup
	waiting atomic.Int64
}

type writer struct {
	journal   *Journal
	committer Committer
	line      *line
	out       chan []*desk.Change
}

// ErrClosed is the answer while the desk is going down, ErrFull when more is
// asked of it than the database takes, or the database takes nothing.
var (
	ErrClosed = desk.Unavailable(errors.New("journal: closed"))
	ErrFull   = desk.Unavailable(errors.New("journal: too much waits for the database"))
)

// New starts a journal. Close it after all who submit have stopped.
func New(cfg Config) *Journal {
	if cfg.MaxGroup == 0 {
		cfg.MaxGroup = 256
	}
	if cfg.Queue == 0 {
		cfg.Queue = 4096
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = 5 * time.Second
	}
	if cfg.Patience == 0 {
		cfg.Patience = 2 * time.Second
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	j := &Journal{cfg: cfg}
	for _, c := range cfg.Committers {
		// out holds few groups: publishing that can't keep up slows the
		// writer down, and through the queue those who send.
		w := &writer{journal: j, committer: c, line: newLine(&j.cfg), out: make(chan []*desk.Change, 4)}
		j.writers = append(j.writers, w)
		j.done.Add(2)
		go w.write()
		go w.publish()
	}
	return j
}

// Submit puts c in line and returns at once. Its Result is for Publish; until
// then c belongs to the journal. A full line is unavailable, and c is not kept.
func (j *Journal) Submit(c *desk.Change) error {
	if j.closed.Load() {
		return ErrClosed
	}
	w := j.writers[uint64(c.ConversationID)%uint64(len(j.writers))]
	j.waiting.Add(1)
	if !w.line.put(c) {
		j.waiting.Add(-1)
		return ErrFull
	}
	return nil
}

// Waiting is the number of changes that are in line or being written.
func (j *Journal) Waiting() int64 { return j.waiting.Load() }

// Close commits and publishes what was accepted, then stops the writers. When
// ctx ends first it leaves them to what they are doing.
func (j *Journal) Close(ctx context.Context) error {
	if j.closed.Swap(true) {
		return nil
	}
	for _, w := range j.writers {
		w.line.close()
	}
	finished := make(chan struct{})
	go func() {
		j.done.Wait()
		close(finished)
	}()
	select {
	case <-finished:
	case <-ctx.Done():
		return ctx.Err()
	}
	var errs []error
	for _, w := range j.writers {
		errs = append(errs, w.committer.Close())
	}
	return errors.Join(errs...)
}

func (w *writer) write() {
	defer w.journal.done.Done()
	defer close(w.out)
	for {
		group := w.line.take()
		if group == nil {
			return
		}
		w.out <- w.commit(group)
	}
}

func (w *writer) publish() {
	defer w.journal.done.Done()
	for group := range w.out {
		w.journal.waiting.Add(-int64(len(group)))
		w.publishOne(group)
	}
}

// publishOne keeps a panic of one group from ending the process: what it left
// untold the watch finds in the database.
func (w *writer) publishOne(group []*desk.Change) {
	defer func() {
		if p := recover(); p != nil {
			w.journal.cfg.Log.Error("a panic while publishing", "panic", p)
		}
	}()
	w.journal.cfg.Publish(group)
}

// commit commits group, or, if something in it may be to blame, each change
// alone, so that a poisonous one fails alone. It returns what it answered: when
// the database is away that is all who wait, since each would only wait longer
// for the same answer.
func (w *writer) commit(group []*desk.Change) []*desk.Change {
	err := w.try(group)
	if err == nil {
		w.found(nil)
		return group
	}
	if desk.CodeOf(err) == desk.CodeUnavailable {
		w.found(err)
		group = w.line.takeAll(group)
		fail(group, err)
		return group
	}
	for i, c := range group {
		one := group[i : i+1]
		if len(group) > 1 {
			err = w.try(one)
		}
		if err == nil {
			continue
		}
		w.journal.cfg.Log.Error("a change could not be committed", "conversation", c.ConversationID, "error", err)
		if desk.CodeOf(err) == desk.CodeUnavailable {
			w.found(err)
			fail(group[i:], err)
			return group
		}
		fail(one, err)
	}
	w.found(nil)
	return group
}

// found notes whether the database is away, and says so when that changes: err
// is why, nil if it is not.
func (w *writer) found(err error) {
	if !w.line.found(err != nil) {
		return
	}
	if err != nil {
		w.journal.cfg.Log.Warn("the database takes nothing: who sends is answered unavailable until it does", "error", err)
		return
	}
	w.journal.cfg.Log.Info("the database takes changes again")
}

func fail(group []*desk.Change, err error) {
	for _, c := range group {
		c.Result = desk.Result{Err: err}
	}
}

func (w *writer) try(group []*desk.Change) (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), w.journal.cfg.Timeout)
	defer cancel()
	start := time.Now()
	defer func() {
		if p := recover(); p != nil {
			w.journal.cfg.Log.Error("a panic while committing", "panic", p)
			err = desk.Errorf(desk.CodeInternal, "something went wrong inside the desk")
		}
		if w.journal.cfg.Observe != nil {
			w.journal.cfg.Observe(len(group), time.Since(start), err)
		}
	}()
	return w.committer.Commit(ctx, group)
}
