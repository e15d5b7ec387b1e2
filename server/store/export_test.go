package store

import "sort"

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

// Trust ends the writer's suspicion: it asks only for the messages that it remembers.
func (w *GroupWriter) Trust() { w.recent.suspicion = 0 }
