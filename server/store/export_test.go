package store

import (
	"fmt"
	"sort"
	"testing"

	"kefu/server/desk"
)

// Prepared lists the statements that the writer keeps ready on its connection,
// for the test of query plans.
func (w *GroupWriter) Prepared() []string {
	var out []string
	for text := range w.conn.prepared {
		out = append(out, text)
	}
	sort.Strings(out)
	return out
}

// LogLimit is logLimit.
const LogLimit = logLimit

// Trust ends the writer's suspicion: it asks only for the messages that it
// remembers, and reads no conversation that it does.
func (w *GroupWriter) Trust() { w.recent.suspicion, w.memory.doubt = 0, 0 }

// SetClock sets the database's clock, as the writer's connection to MariaDB or
// MySQL sees it, to ms, where it stays.
func (w *GroupWriter) SetClock(t *testing.T, ms int64) {
	t.Helper()
	w.Exec(t, fmt.Sprintf("SET timestamp=%d.%03d", ms/1000, ms%1000))
}

// Exec runs a statement on the writer's connection.
func (w *GroupWriter) Exec(t *testing.T, text string) {
	t.Helper()
	if _, err := w.conn.ExecContext(t.Context(), text); err != nil {
		t.Fatal(err)
	}
}

// ConnectionID is what the server calls the writer's connection; 0: it has none.
func (w *GroupWriter) ConnectionID(t *testing.T) (id int64) {
	t.Helper()
	for w.conn != nil && id == 0 { // a statement that is killed is asked again
		w.conn.QueryRowContext(t.Context(), "SELECT CONNECTION_ID()").Scan(&id) //nolint:errcheck // id says it
	}
	return id
}

// EndConnection has the server end the writer's connection.
func (w *GroupWriter) EndConnection(t *testing.T) {
	t.Helper()
	if _, err := w.db.Exec(fmt.Sprint("KILL CONNECTION ", w.ConnectionID(t))); err != nil {
		t.Fatal(err)
	}
}

// MaxRemembered is maxRemembered.
const MaxRemembered = maxRemembered

// MostRemembered is how many conversations a writer has in its memory at the most
// while it writes n, one after the other.
func MostRemembered(n int64) (most int) {
	m := memory{rows: map[int64]*remembered{}}
	for id := range n {
		state := newGroupState(1)
		state.conversations[id], state.customers[id] = &heldRow{}, &desk.Customer{Name: "Li"}
		m.committed(state)
		most = max(most, len(m.rows))
	}
	return most
}

// SortTagged sets how many who bear a tag are sorted at once, and how many of a
// list the first step walks.
func (db *DB) SortTagged(few int) { db.fewTagged = few }
