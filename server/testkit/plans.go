package testkit

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"
	"sync"
	"testing"

	"kefu/server/store"
)

// Statement is one that was sent, with what it sent along.
type Statement struct {
	Text string
	Args []any
}

// Watcher keeps what passes through its connectors.
type Watcher struct {
	mu  sync.Mutex
	all []Statement
}

type conn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ExecerContext
	driver.QueryerContext
	driver.NamedValueChecker
	driver.SessionResetter
	driver.Validator
}

type watched struct {
	conn
	to *Watcher
}

func (c watched) QueryContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Rows, error) {
	c.to.note(q, args)
	return c.conn.QueryContext(ctx, q, args)
}

func (c watched) ExecContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Result, error) {
	c.to.note(q, args)
	return c.conn.ExecContext(ctx, q, args)
}

// note keeps the statements of a text that may hold several.
func (w *Watcher) note(q string, args []driver.NamedValue) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, text := range strings.Split(q, "; ") {
		n := strings.Count(text, "?")
		s := Statement{Text: text}
		for _, a := range args[:n] {
			s.Args = append(s.Args, a.Value)
		}
		args = args[n:]
		w.all = append(w.all, s)
	}
}

// During returns what f made the store send.
func (w *Watcher) During(f func()) []Statement {
	w.mu.Lock()
	w.all = nil
	w.mu.Unlock()
	f()
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]Statement(nil), w.all...)
}

// WatchedMySQL opens a database whose statements are watched.
func WatchedMySQL(t *testing.T) (*store.DB, *Watcher) {
	t.Helper()
	w := &Watcher{}
	db, err := store.Open(NewAddress(t, "mysql"), store.Options{Wrap: func(c driver.Connector) driver.Connector {
		return &watchedConnector{c, w}
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() }) //nolint:errcheck // the test is over
	if _, err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db, w
}

// watchedConnector is one pool's.
type watchedConnector struct {
	driver.Connector
	to *Watcher
}

func (w *watchedConnector) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := w.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return watched{c.(conn), w.to}, nil
}

// Explained reports whether a statement has a plan.
func Explained(text string) bool {
	for _, verb := range []string{"SELECT ", "UPDATE ", "DELETE "} {
		if strings.HasPrefix(text, verb) {
			return strings.Contains(text, " FROM ") || !strings.HasPrefix(text, "SELECT")
		}
	}
	return false
}

// few reports whether a statement is of rows that it names, or of the
// conversations that were active in one minute: those may be sorted.
func few(text string) bool {
	return strings.Contains(text, " IN (") || strings.Contains(text, "active_slot=?")
}

// MySQLPlan says what is wrong with a statement's plan, "" if nothing.
func MySQLPlan(t *testing.T, db *store.DB, s Statement) string {
	t.Helper()
	rows, err := db.Queryx("EXPLAIN "+s.Text, s.Args...)
	if err != nil {
		t.Fatalf("%s: %v", s.Text, err)
	}
	defer rows.Close() //nolint:errcheck // read below
	for rows.Next() {
		row := map[string]any{}
		if err := rows.MapScan(row); err != nil {
			t.Fatal(err)
		}
		show := func(k string) string {
			if b, ok := row[k].([]byte); ok {
				return string(b)
			}
			return fmt.Sprint(row[k])
		}
		extra := show("Extra")
		plan := fmt.Sprintf("table %s, type %s, key %s, rows %s, %s", show("table"), show("type"), show("key"), show("rows"), extra)
		switch {
		case show("table") == "a":
			// Agents: hundreds at the most, and none at all here.
		case show("type") == "ALL" || show("type") == "index" && !strings.Contains(s.Text, "LIMIT"):
			return "it reads all: " + plan
		case strings.Contains(extra, "filesort") && !few(s.Text), strings.Contains(extra, "temporary"):
			return "it sorts: " + plan
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return ""
}

// SQLitePlan is MySQLPlan for SQLite.
func SQLitePlan(t *testing.T, db *store.DB, s Statement) string {
	t.Helper()
	rows, err := db.Query("EXPLAIN QUERY PLAN "+s.Text, s.Args...)
	if err != nil {
		t.Fatalf("%s: %v", s.Text, err)
	}
	defer rows.Close() //nolint:errcheck // read below
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(detail, "SCAN") || strings.Contains(detail, "TEMP B-TREE") && !few(s.Text) {
			return detail
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return ""
}
