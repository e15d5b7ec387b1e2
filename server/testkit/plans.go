package testkit

import (
	"context"
	"database/sql/driver"
	"fmt"
	"regexp"
	"strconv"
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

// isSmall reports whether a table has a row for each node or agent, what nodes
// said in the last half minute, or one row at all: it may be read as a whole.
func isSmall(table string) bool {
	switch table {
	case "nodes", "gossip", "agents", "schema_compat", "settings", "stats_follow":
		return true
	}
	return false
}

var (
	named   = regexp.MustCompile(`(?:FROM|JOIN|UPDATE) (\w+)(?: (?:AS )?(\w+))?`)
	bounded = regexp.MustCompile(`\(SELECT \w+ FROM [^()]* LIMIT \?\) (\w+)`)
	rowsOf  = regexp.MustCompile(`(?:^|[ .(])(?:id|conversation_id|customer_id|assignee_id|seq|\w+_id, ?\w+\)) IN \(`)
)

// tableOf is the table that a plan names by its alias; "" of a derived table
// that is bounded by its LIMIT.
func tableOf(text, alias string) string {
	for _, m := range named.FindAllStringSubmatch(text, -1) {
		if m[2] == alias || m[1] == alias {
			return m[1]
		}
	}
	for _, m := range bounded.FindAllStringSubmatch(text, -1) {
		if m[1] == alias || strings.HasPrefix(alias, "<derived") {
			return ""
		}
	}
	return alias
}

// sortsFew reports whether a statement is of rows that it names, of those of a
// bounded table, or of the conversations that were active in one minute: those
// may be sorted.
func sortsFew(text string) bool {
	return rowsOf.MatchString(text) || bounded.MatchString(text) || strings.Contains(text, "active_slot=?")
}

// most is how many rows a statement without a LIMIT may expect to read in the
// tests' databases, which have some thousands: the others are history.
const most = 1000

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
		if bad := mysqlStep(s.Text, row); bad != "" {
			return bad
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return ""
}

// mysqlStep judges one line of a plan.
func mysqlStep(text string, row map[string]any) string {
	show := func(k string) string {
		if b, ok := row[k].([]byte); ok {
			return string(b)
		}
		return fmt.Sprint(row[k])
	}
	extra, limited := show("Extra"), strings.Contains(text, " LIMIT ")
	plan := fmt.Sprintf("table %s, type %s, key %s, rows %s, %s", show("table"), show("type"), show("key"), show("rows"), extra)
	table := tableOf(text, show("table"))
	expected, _ := strconv.Atoi(show("rows")) //nolint:errcheck // NULL is none
	switch {
	case show("table") == "<nil>" && len(named.FindAllString(text, 2)) > 1:
		return "for want of a row, it has no plan: " + plan
	case table == "" || isSmall(table):
		return ""
	case show("type") == "ALL" || show("type") == "index":
		return "it reads all: " + plan
	case !limited && expected > most:
		return "it reads much: " + plan
	case (strings.Contains(extra, "filesort") || strings.Contains(extra, "temporary")) && !sortsFew(text):
		return "it sorts: " + plan
	}
	return ""
}

// SQLitePlan is MySQLPlan for SQLite, of a statement that was sent to MySQL too.
func SQLitePlan(t *testing.T, db *store.DB, s Statement) string {
	t.Helper()
	text := strings.ReplaceAll(s.Text, " STRAIGHT_JOIN ", " CROSS JOIN ")
	rows, err := db.Query("EXPLAIN QUERY PLAN "+text, s.Args...)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	defer rows.Close() //nolint:errcheck // read below
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		scanned, all := strings.CutPrefix(detail, "SCAN ")
		if all {
			alias, _, _ := strings.Cut(scanned, " ")
			table := tableOf(text, alias)
			all = table != "" && !isSmall(table)
		}
		if all || strings.Contains(detail, "TEMP B-TREE") && !sortsFew(text) {
			return detail
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return ""
}
