package store_test

import (
	"strings"
	"testing"

	"kefu/server/store"
	"kefu/server/testkit"
)

// mysqlsOwn reports whether a group's statement is spelt in a way that only
// MySQL knows. SQLite's are looked at by themselves.
func mysqlsOwn(text string) bool {
	return strings.Contains(text, "(conversation_id, client_id) IN") || strings.Contains(text, "(id,rev) IN")
}

// TestQueryPlans: no hot statement reads a whole table or index, and none
// sorts what grows with the desk. The statements are those that the store
// sends to MySQL; all but the group's are the same on SQLite.
func TestQueryPlans(t *testing.T) {
	my, w := testkit.WatchedMySQL(t)
	fill(t, my, 4000)
	lite := testkit.OpenDatabase(t, testkit.NewAddress(t, "sqlite"))
	fill(t, lite, 500) // its planner goes by what ANALYZE says, and the race detector makes it slow
	mysqlRoom, liteRoom := newRoom(t, my), newRoom(t, lite)
	seen := map[string]bool{}
	for name, f := range hot(t, mysqlRoom) {
		explained := 0
		for _, s := range w.During(f) {
			if !testkit.Explained(s.Text) {
				continue
			}
			explained++
			seen[s.Text] = true
			if bad := testkit.MySQLPlan(t, my, s); bad != "" {
				t.Errorf("MySQL, %s: %s: %.300s", name, bad, s.Text)
			}
			s.Text = strings.TrimSuffix(strings.ReplaceAll(s.Text, my.Now(), lite.Now()), " FOR UPDATE")
			if mysqlsOwn(s.Text) {
				continue
			}
			if bad := testkit.SQLitePlan(t, lite, s); bad != "" {
				t.Errorf("SQLite, %s: %s: %.300s", name, bad, s.Text)
			}
		}
		if explained == 0 {
			t.Errorf("nothing of %s was explained", name)
		}
	}
	hot(t, liteRoom)["a group"]()
	for _, text := range liteRoom.w.Prepared() {
		if testkit.Explained(text) {
			seen[text] = true
			if bad := testkit.SQLitePlan(t, lite, testkit.Statement{Text: text, Args: make([]any, strings.Count(text, "?"))}); bad != "" {
				t.Errorf("SQLite, a group: %s: %.300s", bad, text)
			}
		}
	}
	// What is sent in some cases only, so that the cases above stay those.
	for _, part := range []string{"LIMIT ?) t JOIN conversations c", " STRAIGHT_JOIN ", "LIMIT 1 OFFSET ?", "(id,rev) IN (", "c.active_slot=?", "UPDATE uploads SET recalled",
		"kind='resolved' ORDER BY rev DESC", "sender_role='agent' AND recalled_at=0 ORDER BY seq DESC", "sender_role='customer' AND recalled_at=0 ORDER BY seq LIMIT 1",
		"SELECT COUNT(*) FROM messages", "sender_role<>'customer'", "UPDATE messages SET read_at", "UPDATE messages SET body=NULL", "UPDATE customers SET name", "DELETE FROM conversation_tags",
		"DELETE FROM nodes WHERE beat_at", "DELETE FROM gossip WHERE at", "(conversation_id, client_id) IN", "FORCE INDEX (uq_activity_client)"} {
		found := false
		for text := range seen {
			found = found || strings.Contains(text, part)
		}
		if !found {
			t.Errorf("no statement with %q was explained", part)
		}
	}
	if len(seen) < 90 {
		t.Errorf("only %d statements were explained", len(seen))
	}
	notBlind(t, my, lite)
}

// notBlind finds out whether bad plans would be seen.
func notBlind(t *testing.T, my, lite *store.DB) {
	t.Helper()
	for _, c := range []struct {
		text     string
		bothWays bool
	}{
		{"SELECT seq FROM messages WHERE sender_name='x'", true},
		{"SELECT id FROM conversations WHERE desk_unread>0 ORDER BY created_at LIMIT 5", true},
		{"SELECT a.id FROM conversations a WHERE a.desk_unread>5 LIMIT 5", true},
		{"DELETE FROM ended_logins WHERE holder_id=3", true},
		{"SELECT id FROM conversations WHERE status IN ('open','pending','resolved') ORDER BY active_at DESC LIMIT 50", true},
		{"SELECT c.id FROM conversations c JOIN conversation_tags t ON t.conversation_id=c.id WHERE t.tag='vip' ORDER BY c.active_at DESC LIMIT 5", true},
		// SQLite guesses nothing of how much it will read.
		{"SELECT COUNT(*) FROM conversations WHERE status='resolved' AND last_seq>0", false},
		{"SELECT c.id FROM conversations c JOIN agents g ON g.id=c.assignee_id WHERE c.id=-1", false},
	} {
		if testkit.MySQLPlan(t, my, testkit.Statement{Text: c.text}) == "" {
			t.Errorf("the test is blind to what MySQL does for %s", c.text)
		}
		if c.bothWays && testkit.SQLitePlan(t, lite, testkit.Statement{Text: c.text}) == "" {
			t.Errorf("the test is blind to what SQLite does for %s", c.text)
		}
	}
}
