package store_test

import (
	"fmt"
	"strings"
	"testing"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
)

// fill makes a desk of n conversations (a multiple of 500) of ten messages,
// most of them resolved and read.
func fill(t *testing.T, db *store.DB, n int) {
	t.Helper()
	run := func(query string, args ...any) {
		t.Helper()
		if _, err := db.Exec(query, args...); err != nil {
			t.Fatal(err)
		}
	}
	const batch = 500
	for from := 1; from <= n; from += batch {
		var customers, conversations, messages, activity []string
		for id := from; id < from+batch; id++ {
			status, unread := "resolved", 0
			if id%20 == 0 {
				status, unread = "open", 1
			} else if id%33 == 0 {
				status = "pending"
			}
			customers = append(customers, fmt.Sprintf("(%d,'o-%d','web','Li %d','{}',1,1)", id, id, id))
			conversations = append(conversations, fmt.Sprintf("(%d,'%s',%d,'normal',10,12,%d,%d,%d,%d)", id, status, id%7, unread, 20_000*id, 1000, 5000+id/3))
			for seq := 1; seq <= 10; seq++ {
				messages = append(messages, fmt.Sprintf("(%d,%d,'c%d','customer',%d,'Li','text','hello',1)", id, seq, seq, id))
			}
			activity = append(activity, fmt.Sprintf("(%d,2,1,'opened',NULL,1)", id), fmt.Sprintf("(%d,11,9,'recalled',NULL,1)", id), fmt.Sprintf("(%d,12,9,'note','n%d',1)", id, id))
		}
		run("INSERT INTO customers (id,openid,channel,name,profile,created_at,last_seen_at) VALUES " + strings.Join(customers, ","))
		run("INSERT INTO conversations (id,status,assignee_id,priority,last_seq,rev,desk_unread,active_at,created_at,updated_at) VALUES " + strings.Join(conversations, ","))
		run("INSERT INTO messages (conversation_id,seq,client_id,sender_role,sender_id,sender_name,kind,body,created_at) VALUES " + strings.Join(messages, ","))
		run("INSERT INTO activity (conversation_id,rev,after_seq,kind,client_id,created_at) VALUES " + strings.Join(activity, ","))
		var logins []string
		for id := from; id < from+batch; id++ {
			logins = append(logins, fmt.Sprintf("('LOGIN-%d','customer',%d,%d,%d)", id, id, 1000*id, 1000*id+500))
		}
		run("INSERT INTO ended_logins (id, role, holder_id, ended_at, keep_until) VALUES " + strings.Join(logins, ","))
		run("INSERT INTO conversation_tags (conversation_id, tag) SELECT id, 'vip' FROM conversations WHERE id%40=0 AND id BETWEEN ? AND ?", from, from+batch-1)
	}
	if db.Dialect() == "sqlite" {
		run("ANALYZE")
		return
	}
	rows, err := db.Query("ANALYZE TABLE customers, conversations, messages, activity, conversation_tags, ended_logins")
	if err != nil {
		t.Fatal(err)
	}
	rows.Close() //nolint:errcheck // only its doing is wanted
}

// ignoreMissing: there are no agents here.
func ignoreMissing(err error) error {
	if desk.CodeOf(err) == desk.CodeNotFound {
		return nil
	}
	return err
}

// hot is what the corridor and the lists ask all day.
func hot(t *testing.T, r *room) map[string]func() {
	ctx, db := t.Context(), r.db
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	list := func(f store.ConversationFilter, cursor string) func() {
		return func() { _, _, err := db.Conversations(ctx, f, cursor, 50); must(err) }
	}
	li := func(id int64) desk.Principal { return desk.Principal{Role: desk.RoleCustomer, ID: id, OpenID: "o"} }
	n := 0
	return map[string]func(){
		"agents' load": func() { _, err := db.OpenConversations(ctx, []int64{1, 2, 3}); must(err) },
		"a group": func() {
			n++
			var group []*desk.Change
			for id := int64(100); id < 140; id++ {
				group = append(group, send(id, li(id), fmt.Sprint("new", n), "x"), note(id, han, fmt.Sprint("new", n), "x"), read(id, han, 4))
			}
			group = append(group, send(7, li(7), "c3", "resend"), recall(100, li(100), 11), patch(8, han, desk.Patch{Tags: &[]string{"vip"}, Customer: &desk.CustomerPatch{Name: ref("x")}}))
			r.commit(group...)
		},
		"a group from memory": func() {
			for range 2 { // the second is not read
				n++
				r.w.Trust()
				var group []*desk.Change
				for id := int64(300); id < 340; id++ {
					group = append(group, send(id, li(id), fmt.Sprint("new", n), "x"), send(id, han, fmt.Sprint("new too", n), "x"))
				}
				r.commit(group...)
			}
		},
		"a group of one": func() {
			n++
			r.commit(send(200, li(200), fmt.Sprint("new", n), "x"), note(200, han, fmt.Sprint("new", n), "x"))
		},
		"history after":          func() { _, err := db.MessagesAfter(ctx, 17, 5, 100); must(err) },
		"history before":         func() { _, err := db.MessagesBefore(ctx, 17, 0, 50); must(err) },
		"unread of one":          func() { _, err := db.Unread(ctx, 17, desk.DeskSide, 3, 200); must(err) },
		"activity":               func() { _, err := db.Activity(ctx, 17, 1, 100); must(err) },
		"updated":                func() { _, _, err := db.UpdatedSince(ctx, 17, 1, 10, 50); must(err) },
		"changed since":          func() { _, _, err := db.ChangedSince(ctx, 6300, 0, 500); must(err) },
		"changed since, paged":   func() { _, _, err := db.ChangedSince(ctx, 6300, 3901, 500); must(err) },
		"what is unread":         func() { _, err := db.UnreadConversations(ctx); must(err) },
		"the newest unread":      func() { _, err := db.UnreadNewest(ctx, 50); must(err) },
		"the unread":             list(store.ConversationFilter{Unread: true}, ""),
		"the open unread":        list(store.ConversationFilter{Status: desk.StatusOpen, Unread: true}, store.Place{ActiveAt: 60_000_000, ID: 3000}.String()),
		"summaries":              func() { _, err := db.Summaries(ctx, []int64{3, 17, 40, 41, 42, 99}); must(err) },
		"a customer by openid":   func() { _, err := db.CustomerByOpenID(ctx, "o-17"); must(err) },
		"the open":               list(store.ConversationFilter{Status: desk.StatusOpen}, ""),
		"all, the second page":   list(store.ConversationFilter{}, store.Place{ActiveAt: 60_000_000, ID: 3000}.String()),
		"one's own":              list(store.ConversationFilter{Assignee: ref(int64(3))}, ""),
		"nobody's, second page":  list(store.ConversationFilter{Status: desk.StatusOpen, Assignee: ref(int64(0))}, store.Place{ActiveAt: 60_000_000, ID: 3000}.String()),
		"a token's agent":        func() { _, _, err := db.AgentOfLogin(ctx, 3, "LOGIN"); must(ignoreMissing(err)) },
		"a token's customer":     func() { _, _, err := db.CustomerOfLogin(ctx, 17, "LOGIN"); must(err) },
		"logins that ended":      func() { _, _, err := db.EndedLogins(ctx, 3_990_000); must(err) },
		"an agent's, renamed":    func() { _, err := db.AssignedTo(ctx, 3, 1000); must(err) },
		"customers seen":         func() { must(db.SawCustomers(ctx, []int64{3, 17, 40, 41})) },
		"earlier visitors":       func() { _, err := db.Earlier(ctx, 17, 20); must(err) },
		"customers, second page": func() { _, _, err := db.Customers(ctx, "", "2s", 50); must(err) },
	}
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
	seen := 0
	for name, f := range hot(t, mysqlRoom) {
		for _, s := range w.During(f) {
			if !testkit.Explained(s.Text) {
				continue
			}
			seen++
			if bad := testkit.MySQLPlan(t, my, s); bad != "" {
				t.Errorf("MySQL, %s: %s: %.300s", name, bad, s.Text)
			}
			if strings.HasSuffix(s.Text, " FOR UPDATE") || strings.Contains(s.Text, "(conversation_id, client_id) IN") || strings.Contains(s.Text, "(id,rev) IN") || strings.Contains(s.Text, "UNIX_TIMESTAMP") {
				continue // MySQL's own
			}
			if bad := testkit.SQLitePlan(t, lite, s); bad != "" {
				t.Errorf("SQLite, %s: %s: %.300s", name, bad, s.Text)
			}
		}
	}
	hot(t, liteRoom)["a group"]()
	for _, text := range liteRoom.w.Prepared() {
		if testkit.Explained(text) {
			seen++
			if bad := testkit.SQLitePlan(t, lite, testkit.Statement{Text: text, Args: make([]any, strings.Count(text, "?"))}); bad != "" {
				t.Errorf("SQLite, a group: %s: %.300s", bad, text)
			}
		}
	}
	for _, bad := range []string{"SELECT seq FROM messages WHERE sender_name='x'", "SELECT id FROM conversations WHERE desk_unread>0 ORDER BY created_at LIMIT 5"} {
		if testkit.MySQLPlan(t, my, testkit.Statement{Text: bad}) == "" || testkit.SQLitePlan(t, lite, testkit.Statement{Text: bad}) == "" {
			t.Errorf("the test is blind to %s", bad)
		}
	}
	if seen < 40 {
		t.Errorf("only %d statements were explained", seen)
	}
}
