package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

type sqliteDialect struct{}

// logLimit is what the write-ahead log may keep of the disk when its content
// has been copied to where it belongs, in bytes. It is full at 4 MiB as a rule;
// a long read makes it grow.
const logLimit = 16 << 20

// openSQLite opens the file at path, making it and its folder if they are missing.
func openSQLite(path string) (*DB, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return nil, err
	}
	// synchronous(FULL): an ack promises that the message survives a power cut.
	// busy_timeout: no context interrupts that wait, so it is shorter than a
	// group's time, which is 5 s.
	q := url.Values{"_txlock": {"immediate"}, "_pragma": {"journal_mode(WAL)", "busy_timeout(4000)", "synchronous(FULL)", "foreign_keys(0)", fmt.Sprintf("journal_size_limit(%d)", logLimit)}}
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
	readers, err := sqlx.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	const conns = 8
	readers.SetMaxOpenConns(conns)
	readers.SetMaxIdleConns(conns)
	groups, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	return &DB{DB: readers, groups: groups, idle: conns, dialect: sqliteDialect{}, writing: new(sync.Mutex)}, nil
}

func (sqliteDialect) name() string { return "sqlite" }

func (sqliteDialect) now() string { return "CAST(ROUND(unixepoch('now','subsec')*1000) AS INTEGER)" }

func (sqliteDialect) integer() string { return "INTEGER" }

// forUpdate: BEGIN IMMEDIATE holds the only write lock already.
func (sqliteDialect) forUpdate() string { return "" }

// inOrder: SQLite keeps the order of a CROSS JOIN, with ON or without.
func (sqliteDialect) inOrder() string { return " CROSS JOIN " }

func (sqliteDialect) onDuplicate(key string) string {
	return " ON CONFLICT (" + key + ") DO UPDATE SET "
}

func (sqliteDialect) incoming(column string) string { return "excluded." + column }

func sqliteCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

func (sqliteDialect) isDuplicate(err error) bool {
	c := sqliteCode(err)
	return c == sqlite3.SQLITE_CONSTRAINT_UNIQUE || c == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
}

// isNoTable reads the words: SQLite has no code of its own for it.
func (sqliteDialect) isNoTable(err error) bool {
	return sqliteCode(err) == sqlite3.SQLITE_ERROR && strings.Contains(err.Error(), "no such table")
}

func (sqliteDialect) mayRetry(err error) bool { return sqliteCode(err)&0xff == sqlite3.SQLITE_BUSY }

// isStale: a connection that was made while the file was read-only stays so. A
// full disk is no reason: new connections might find no room for what they share.
func (sqliteDialect) isStale(err error) bool { return sqliteCode(err)&0xff == sqlite3.SQLITE_READONLY }

func (sqliteDialect) isLocked(error) bool { return false }

func (sqliteDialect) refusesWrites(err error) bool {
	switch sqliteCode(err) & 0xff {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY:
		return true
	}
	return false
}

func (d sqliteDialect) isDown(err error) bool {
	switch sqliteCode(err) & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_LOCKED:
		return true
	}
	return d.refusesWrites(err)
}

func (sqliteDialect) goose(db *sql.DB, fsys fs.FS) (*goose.Provider, error) {
	return goose.NewProvider(goose.DialectSQLite3, db, fsys, goose.WithDisableGlobalRegistry(true))
}

// prepare keeps a statement ready on the connection: in process, parsing is
// what a statement costs most.
func (c *groupConn) prepare(ctx context.Context, text string) (*sql.Stmt, error) {
	if s := c.prepared[text]; s != nil {
		return s, nil
	}
	s, err := c.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	if c.prepared == nil {
		c.prepared = map[string]*sql.Stmt{}
	}
	c.prepared[text] = s
	return s, nil
}

// each runs a prepared query and scans its rows.
func (c *groupConn) each(ctx context.Context, scan func(*sql.Rows) error, text string, args ...any) error {
	s, err := c.prepare(ctx, text)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // an error of the rows shows in Err
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (c *groupConn) run(ctx context.Context, text string, args ...any) error {
	s, err := c.prepare(ctx, text)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(ctx, args...)
	return err
}

func (d sqliteDialect) openGroup(ctx context.Context, conn *groupConn, want groupWants) (*groupState, error) {
	if err := conn.run(ctx, "BEGIN IMMEDIATE"); err != nil {
		return nil, err
	}
	state := newGroupState(len(want.ids))
	if err := conn.each(ctx, state.scanNow, "SELECT "+d.now()); err != nil {
		return nil, err
	}
	for _, id := range want.ids {
		if err := conn.each(ctx, state.scanConversation, "SELECT "+conversationColumns+" FROM conversations WHERE id=?", id); err != nil {
			return nil, err
		}
	}
	customer := state.customer(want.profiles)
	for _, id := range want.customers {
		if err := conn.each(ctx, customer, "SELECT "+want.customerColumns()+" FROM customers WHERE id=?", id); err != nil {
			return nil, err
		}
	}
	for _, k := range want.messages {
		if err := conn.each(ctx, state.scanMessage, "SELECT "+messageColumns+" FROM messages WHERE conversation_id=? AND client_id=?", k.conversation, k.clientID); err != nil {
			return nil, err
		}
	}
	for _, k := range want.notes {
		if err := conn.each(ctx, state.scanNote, "SELECT "+activityColumns+" FROM activity WHERE conversation_id=? AND client_id=?", k.conversation, k.clientID); err != nil {
			return nil, err
		}
	}
	for _, id := range want.tags {
		if err := conn.each(ctx, state.scanTag, "SELECT conversation_id, tag FROM conversation_tags WHERE conversation_id=? ORDER BY tag", id); err != nil {
			return nil, err
		}
	}
	return state, nil
}

// saveGroup runs prepared single-row statements, which measured faster than
// rows gathered into one.
func (sqliteDialect) saveGroup(ctx context.Context, conn *groupConn, w *groupWrites) error {
	args := make([]any, 0, 16)
	for _, m := range w.messages {
		args = appendMessage(args[:0], m)
		if err := conn.run(ctx, "INSERT INTO messages ("+messageColumns+") VALUES ("+marks(messageColumnCount)+")", args...); err != nil {
			return err
		}
	}
	for _, a := range w.activity {
		args = appendActivity(args[:0], a)
		if err := conn.run(ctx, "INSERT INTO activity ("+activityColumns+") VALUES ("+marks(activityColumnCount)+")", args...); err != nil {
			return err
		}
	}
	update := "UPDATE conversations SET " + strings.Join(conversationChanging, "=?, ") + "=? WHERE id=?"
	for _, c := range w.conversations {
		args = appendConversation(args[:0], &c.Conversation)
		args = append(args[1:], args[0]) // the id comes last here
		if err := conn.run(ctx, update, args...); err != nil {
			return err
		}
	}
	for _, s := range w.rest {
		if _, err := conn.ExecContext(ctx, s.text, s.args...); err != nil {
			return err
		}
	}
	return conn.run(ctx, "COMMIT")
}
