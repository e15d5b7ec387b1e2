package app_test

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// figures are what a process says of itself: the highest of all nodes.
type figures struct{ goroutines, memory, queue float64 }

// Bounds of what a node may need: for its connections, and otherwise.
const (
	goroutinesEach = 12
	goroutinesIdle = 400
	memoryBound    = 2 << 30
	quietWithin    = time.Minute
)

// watchHealth looks at the nodes' figures again and again.
func (c *chaos) watchHealth(ctx context.Context) {
	for {
		for _, n := range c.nodes {
			if f, _, err := c.look(n); err == nil {
				c.mu.Lock()
				c.peak = figures{max(c.peak.goroutines, f.goroutines), max(c.peak.memory, f.memory), max(c.peak.queue, f.queue)}
				c.mu.Unlock()
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
		}
	}
}

// look reads a node's figures, and how many connections it has.
func (c *chaos) look(n *chaosNode) (f figures, connections float64, err error) {
	client := http.Client{Timeout: 2 * time.Second}
	res, err := client.Get(n.URL + "/metrics")
	if err != nil {
		return f, 0, err
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	b, err := io.ReadAll(res.Body)
	for _, line := range strings.Split(string(b), "\n") {
		name, value, _ := strings.Cut(line, " ")
		x, _ := strconv.ParseFloat(value, 64) //nolint:errcheck // a comment is no figure
		switch {
		case name == "go_goroutines":
			f.goroutines = x
		case name == "process_resident_memory_bytes":
			f.memory = x
		case name == "kefu_queue_depth":
			f.queue = x
		case strings.HasPrefix(name, "kefu_connections"):
			connections += x
		}
	}
	return f, connections, err
}

// compare judges everything when all is quiet.
func (c *chaos) compare() {
	c.mu.Lock()
	c.hit = nil
	c.mu.Unlock()
	there := c.sendHome()
	c.checkHealth()
	there.unseen(c)
	c.w.check()
	c.checkRows()
	there.check(c)
}

func (c *chaos) checkHealth() {
	for _, n := range c.nodes {
		var f figures
		var connections float64
		var err error
		if !eventually(quietWithin, func() bool {
			f, connections, err = c.look(n)
			return err == nil && f.goroutines > 0 && f.goroutines < goroutinesIdle+goroutinesEach*connections && f.queue == 0
		}) {
			c.w.blame(unhealthy, "%s has %.0f goroutines, %.0f connections, a queue of %.0f: %v", n.name, f.goroutines, connections, f.queue, err)
		}
		c.note("%s: %.0f goroutines, %.0f connections, %.0f MB", n.name, f.goroutines, connections, f.memory/1e6)
	}
	if c.peak.memory > memoryBound {
		c.w.blame(unhealthy, "a node used %.0f MB", c.peak.memory/1e6)
	}
}

// checkRows recounts in the database what the nodes tell of it.
func (c *chaos) checkRows() {
	for what, query := range map[flaw]string{
		hole: `SELECT c.id FROM conversations c LEFT JOIN (SELECT conversation_id, COUNT(*) n, MIN(seq) low, MAX(seq) high FROM messages GROUP BY conversation_id) m
			ON m.conversation_id=c.id WHERE c.last_seq<>COALESCE(m.n,0) OR c.last_seq<>COALESCE(m.high,0) OR c.last_seq>0 AND m.low<>1`,
		duplicated: `SELECT conversation_id FROM messages GROUP BY conversation_id, BINARY client_id HAVING COUNT(*)>1`,
		wrongUnread: `SELECT c.id FROM conversations c WHERE
			c.desk_unread<>(SELECT COUNT(*) FROM messages m WHERE m.conversation_id=c.id AND m.sender_role='customer' AND m.read_at=0 AND m.recalled_at=0) OR
			c.customer_unread<>(SELECT COUNT(*) FROM messages m WHERE m.conversation_id=c.id AND m.sender_role<>'customer' AND m.read_at=0 AND m.recalled_at=0)`,
	} {
		rows, err := c.admin.Query(query)
		if err != nil {
			c.w.complain("%v", err)
			continue
		}
		for rows.Next() {
			var id int64
			if err := rows.Scan(&id); err != nil {
				c.w.complain("%v", err)
			}
			c.w.blame(what, "the rows of conversation %d are wrong", id)
		}
		if err := rows.Close(); err != nil {
			c.w.complain("%v", err)
		}
	}
}

// verdict prints the figures and what they come to.
func (c *chaos) verdict() {
	if c.w == nil {
		return
	}
	c.w.mu.Lock()
	found := maps.Clone(c.w.flaws)
	c.w.mu.Unlock()
	if c.t.Failed() && found.sum() == 0 {
		found[other]++ // it ended early
	}
	messages, notes, acked, attempts := c.w.model.sums()
	c.mu.Lock()
	defer c.mu.Unlock()
	var b strings.Builder
	b.WriteString("\n  failures\n")
	for _, name := range slices.Sorted(maps.Keys(c.count)) {
		fmt.Fprintf(&b, "    %-44s %6d\n", name, c.count[name])
	}
	b.WriteString("  worst times\n")
	for _, what := range slices.Sorted(maps.Keys(c.worst)) {
		fmt.Fprintf(&b, "    %-44s %6d ms\n", what, c.worst[what].Milliseconds())
	}
	devices := 0
	for _, p := range c.w.everybody() {
		devices += len(p.devices)
	}
	for _, row := range []struct {
		what string
		n    int
	}{{"messages sent", messages}, {"notes sent", notes}, {"acked", acked}, {"sent again", attempts - messages - notes}, {"devices", devices},
		{"reconnects", c.w.connections() - devices}, {"most goroutines of a node", int(c.peak.goroutines)}, {"most memory of a node, MB", int(c.peak.memory / 1e6)},
		{"longest queue of a node", int(c.peak.queue)}} {
		fmt.Fprintf(&b, "  %-46s %6d\n", row.what, row.n)
	}
	result := "PASS"
	if found.sum() > 0 || c.t.Failed() {
		result = fmt.Sprintf("FAIL (the nodes' logs: %s)", c.keepLogs())
	}
	fmt.Fprintf(&b, "chaos: %d messages, %s: %s", messages, found, result)
	c.note("%s", b.String())
}

// keepLogs puts the nodes' logs where they outlive the test, and returns where.
func (c *chaos) keepLogs() string {
	if os.Getenv("KEFU_CHAOS_DIR") != "" {
		return c.folder
	}
	kept, err := os.MkdirTemp("", "kefu-chaos-")
	if err == nil {
		err = os.CopyFS(kept, os.DirFS(c.folder))
	}
	if err != nil {
		return err.Error()
	}
	return kept
}
