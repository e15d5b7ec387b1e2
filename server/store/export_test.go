package store

import (
	"fmt"
	"sort"
	"testing"
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
	if _, err := w.conn.ExecContext(t.Context(), fmt.Sprintf("SET timestamp=%d.%03d", ms/1000, ms%1000)); err != nil {
		t.Fatal(err)
	}
}
