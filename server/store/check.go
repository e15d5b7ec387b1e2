package store

import (
	"context"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
)

// refusal remembers that the database, while it answers, stores nothing: its
// disk is full, or it only lets itself be read.
type refusal struct {
	mu     sync.Mutex
	err    error
	probed time.Time
}

// probeEvery bounds how often it is tried whether the database stores again.
const probeEvery = time.Second

func (r *refusal) note(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.err = err
}

// clear forgets a refusal and reports whether there was one.
func (r *refusal) clear() (was bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	was = r.err != nil
	r.err = nil
	return was
}

// wrote notes that the database stores. If it did not, it may be another server
// that does: what lies idle may lead to the old one, which would be read from
// for as long as it lived.
func (db *DB) wrote() {
	if db.refusal.clear() {
		db.renewNow()
	}
}

// last returns the refusal, nil if there is none, and whether it is time to
// find out whether it still stands.
func (r *refusal) last() (err error, probe bool) { //nolint:revive // the error is what is asked for
	r.mu.Lock()
	defer r.mu.Unlock()
	probe = r.err != nil && time.Since(r.probed) >= probeEvery
	if probe {
		r.probed = time.Now()
	}
	return r.err, probe
}

// Check reports whether the database answers.
func (db *DB) Check(ctx context.Context) error {
	var one int
	return db.fail("check the database", db.GetContext(ctx, &one, "SELECT 1"))
}

// CheckWrites returns why the database stores nothing although it answers, nil
// as far as is known if it stores. It goes by the last write and costs nothing
// while that went well; after a refusal it tries by itself, at most once a
// second.
func (db *DB) CheckWrites(ctx context.Context) error {
	err, probe := db.refusal.last()
	if !probe {
		return err
	}
	return db.fail("try to write", db.Write(ctx, func(tx *sqlx.Tx) error {
		// The lease of no node: it stands for no time at all.
		if _, err := tx.ExecContext(ctx, "INSERT INTO nodes (id, beat_at) VALUES (?, 0)", "probe"); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "DELETE FROM nodes WHERE id=?", "probe")
		return err
	}))
}
