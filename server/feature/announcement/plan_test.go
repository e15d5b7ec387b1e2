package announcement_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"kefu/server/desk"
	"kefu/server/feature/announcement"
	"kefu/server/store"
	"kefu/server/testkit"
)

// fillAnnouncements makes n customers, who were told of n announcements but the
// last two; every 50th bears a tag.
func fillAnnouncements(t *testing.T, db *store.DB, n int) {
	t.Helper()
	var customers, tags, told, announcements []string
	for id := 1; id <= n; id++ {
		customers = append(customers, fmt.Sprintf("(%d,'o-%d','web','{}',1,1)", id, id))
		announcements = append(announcements, fmt.Sprintf("(%d,'x',1,1)", id))
		if id%50 == 0 {
			tags = append(tags, fmt.Sprintf("(%d,'vip')", id))
		}
		if id%3 > 0 {
			told = append(told, fmt.Sprintf("(%d,%d)", id, n-2))
		}
	}
	analyze := "ANALYZE"
	if db.Dialect() == "mysql" {
		analyze = "ANALYZE TABLE customers, conversation_tags, announcements, announcement_cursors, agents"
	}
	for _, text := range []string{
		"INSERT INTO customers (id,openid,channel,profile,created_at,last_seen_at) VALUES " + strings.Join(customers, ","),
		"INSERT INTO conversation_tags VALUES " + strings.Join(tags, ","),
		"INSERT INTO announcements (id,text,agent_id,created_at) VALUES " + strings.Join(announcements, ","),
		"INSERT INTO announcement_cursors VALUES " + strings.Join(told, ","),
		fmt.Sprintf("UPDATE announcement_cursors SET last_id=%d WHERE customer_id=0", n),
		"INSERT INTO agents (id,name,role,key_prefix,key_hash,created_at) VALUES (1,'Han','admin','p','h',1)",
		analyze,
	} {
		rows, err := db.Query(text)
		if err != nil {
			t.Fatal(err)
		}
		rows.Close() //nolint:errcheck // only its doing is wanted
	}
}

// listeners are customers of a node who are told.
type listeners struct {
	ids  []int64
	told func(customer int64)
}

func (l listeners) CustomersHere() []int64 { return l.ids }

func (l listeners) ToCustomer(customer int64, _ any) { l.told(customer) }

// TestQueryPlans: to tell customers, and to find out that there is nothing to
// tell, costs no more for all that was told before.
func TestQueryPlans(t *testing.T) {
	my, w := testkit.WatchedMySQL(t)
	lite := testkit.OpenDatabase(t, testkit.NewAddress(t, "sqlite"))
	fillAnnouncements(t, my, 3000)
	fillAnnouncements(t, lite, 600)
	ctx, stop := context.WithCancel(t.Context())
	var once sync.Once
	f := announcement.New(my, listeners{[]int64{1, 2, 3, 50, 100}, func(customer int64) {
		if customer == 100 {
			once.Do(stop)
		}
	}}, slog.New(slog.DiscardHandler))
	sent := w.During(func() {
		if _, err := f.Announce(ctx, desk.Principal{Role: desk.RoleAdmin, ID: 1}, "hello", "vip"); err != nil {
			t.Fatal(err)
		}
		f.Run(ctx) // until the last is told
		f.Greet(t.Context(), desk.Principal{Role: desk.RoleCustomer, ID: 2400})
	})
	seen := map[string]bool{}
	for _, s := range sent {
		if !testkit.Explained(s.Text) {
			continue
		}
		seen[s.Text] = true
		if bad := testkit.MySQLPlan(t, my, s); bad != "" {
			t.Errorf("MySQL: %s: %s", bad, s.Text)
		}
		s.Text = strings.TrimSuffix(s.Text, " FOR UPDATE")
		if bad := testkit.SQLitePlan(t, lite, s); bad != "" {
			t.Errorf("SQLite: %s: %s", bad, s.Text)
		}
	}
	for _, part := range []string{"FROM announcements a", "UPDATE announcement_cursors SET last_id=last_id+1", "FROM announcement_cursors WHERE customer_id=?",
		"UPDATE announcement_cursors SET last_id=? WHERE", " FOR UPDATE", "FROM conversation_tags", "FROM customers"} {
		found := false
		for text := range seen {
			found = found || strings.Contains(text, part)
		}
		if !found {
			t.Errorf("no statement with %q was explained", part)
		}
	}
}
