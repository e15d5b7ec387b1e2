package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"kefu/server/desk"

	"github.com/jmoiron/sqlx"
)

// DB is an open database. Features run their own statements on it.
type DB struct {
	*sqlx.DB
	dialect dialect
	// customers is where what customers ask is read; nil: where all is.
	customers *sqlx.DB
	// groups is where groups of changes are committed: connections of their
	// own, so that reads never wait for a group. Each writer holds one.
	groups *sql.DB
	idle   int // connections that a pool keeps
	// writing lets one of this process write at a time where the database
	// has one writer only (SQLite): waiting in line beats polling a busy file.
	writing *sync.Mutex
	renewed atomic.Int64 // ns; when the idle connections were thrown away
	refusal refusal
	// fewTagged is what a test sets instead of the constant.
	fewTagged int
}

// Open opens the database at address: "sqlite:path" or "mysql:dsn", the latter
// as go-sql-driver writes it. It connects to nothing yet.
func Open(address string, o Options) (*DB, error) {
	scheme, rest, _ := strings.Cut(address, ":")
	switch scheme {
	case "mysql":
		return openMySQL(rest, o)
	case "sqlite":
		return openSQLite(rest)
	}
	return nil, fmt.Errorf("the database address must begin with sqlite: or mysql:, not %q", scheme)
}

// Close closes all connections.
func (db *DB) Close() error {
	var errs []error
	for _, p := range db.pools() {
		errs = append(errs, p.Close())
	}
	return errors.Join(errs...)
}

// Dialect is "mysql" or "sqlite".
func (db *DB) Dialect() string { return db.dialect.name() }

// Now is an SQL expression: the database's clock in ms since 1970, UTC.
func (db *DB) Now() string { return db.dialect.now() }

// ForUpdate ends a SELECT whose rows the same transaction is about to write.
func (db *DB) ForUpdate() string { return db.dialect.forUpdate() }

// OnDuplicate stands between the rows of an INSERT and what is set where a row
// with the same key, the columns of the primary key, is there already.
func (db *DB) OnDuplicate(key string) string { return db.dialect.onDuplicate(key) }

// Incoming is, after OnDuplicate, what the INSERT brought for a column.
func (db *DB) Incoming(column string) string { return db.dialect.incoming(column) }

// IsDuplicate reports whether err says that a unique key was broken.
func (db *DB) IsDuplicate(err error) bool { return db.dialect.isDuplicate(err) }

// maxTries bounds how often a transaction that the database took back is run.
const maxTries = 6

// Write runs f in a transaction and runs it again when the database asks for
// that, so f must do nothing that can't be done twice.
func (db *DB) Write(ctx context.Context, f func(*sqlx.Tx) error) error {
	if db.writing != nil {
		db.writing.Lock()
		defer db.writing.Unlock()
	}
	for try := 1; ; try++ {
		err := db.writeOnce(ctx, f)
		if err == nil {
			db.wrote()
		}
		if err == nil || try == maxTries || ctx.Err() != nil || !db.dialect.mayRetry(err) {
			return err
		}
		pause(ctx, try)
	}
}

func (db *DB) writeOnce(ctx context.Context, f func(*sqlx.Tx) error) error {
	tx, err := db.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it has nothing to do
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// pause waits a little longer with each try.
func pause(ctx context.Context, try int) {
	select {
	case <-ctx.Done():
	case <-time.After(time.Duration(2<<try) * time.Millisecond):
	}
}

// fail says what was being done, and makes unavailable of a database that is
// away: what a client is told then is the same everywhere.
func (db *DB) fail(doing string, err error) error {
	if err == nil {
		return nil
	}
	var known *desk.Error
	if errors.As(err, &known) {
		return err
	}
	err = fmt.Errorf("%s: %w", doing, err)
	if db.dialect.refusesWrites(err) {
		db.refusal.note(err)
	}
	if !db.dialect.isDown(err) && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if db.dialect.isStale(err) {
		db.renew()
	}
	return desk.Unavailable(err)
}

// Fail is fail for features.
func (db *DB) Fail(doing string, err error) error { return db.fail(doing, err) }

// notFound makes not_found of a row that is not there.
func notFound(err error, what string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return desk.Errorf(desk.CodeNotFound, "there is no such %s", what)
	}
	return err
}

// marks returns n placeholders with commas between them.
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }

// millis writes a time as it is stored; the zero time is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// at reads a stored time; 0 is the zero time.
func at(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
