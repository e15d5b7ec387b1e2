package stats_test

import (
	"fmt"
	"strings"
	"testing"

	"kefu/server/desk"
	"kefu/server/feature/stats"
	"kefu/server/store"
	"kefu/server/testkit"
)

// fillHistory makes n conversations (a multiple of 500) with some history that
// is counted: a few of them open, most of them resolved long ago.
func fillHistory(t *testing.T, db *store.DB, n int) {
	t.Helper()
	insert := func(head string, rows []string) {
		t.Helper()
		if _, err := db.Exec("INSERT INTO " + head + " VALUES " + strings.Join(rows, ",")); err != nil {
			t.Fatal(err)
		}
	}
	for from := 1; from <= n; from += 500 {
		var customers, conversations, messages, activity, counted, episodes, slots, sums []string
		for id := from; id < from+500; id++ {
			status, waiting := "resolved", 0
			if id%40 == 0 {
				status, waiting = "open", 1000+id%80/40
			} else if id%33 == 0 {
				status = "pending"
			}
			customers = append(customers, fmt.Sprintf("(%d,'o-%d','web','Li','{}',1,1)", id, id))
			conversations = append(conversations, fmt.Sprintf("(%d,'%s',%d,'normal',10,14,%d,%d,1,%d)", id, status, id%7, waiting, 1000+id/2, 5000+id/3))
			for seq := 1; seq <= 10; seq++ {
				messages = append(messages, fmt.Sprintf("(%d,%d,'c%d','customer',%d,'Li','text','hello',1)", id, seq, seq, id))
			}
			for rev := 2; rev <= 14; rev += 4 {
				activity = append(activity, fmt.Sprintf("(%d,%d,%d,'resolved',1)", id, rev, rev-2))
			}
			counted = append(counted, fmt.Sprintf("(%d,10,14,4,0,'web')", id))
			for e := 1; e <= 4; e++ {
				at := int64(1795000000000) + int64(id+e*n)*600_000
				episodes = append(episodes, fmt.Sprintf("(%d,%d,'web',%d,1,%d,%d,%d,%d,%d,2,%d,2)", id, e, id%7, at, e*2-1, e*2, at+1000, e*2, at+9000))
				slots = append(slots, fmt.Sprintf("(%d,%d,%d,'web',2,1)", at/900_000, id, id%7))
				sums = append(sums, fmt.Sprintf("(%d,'web',%d,2,1)", at/900_000, id*4+e))
			}
		}
		insert("customers (id,openid,channel,name,profile,created_at,last_seen_at)", customers)
		insert("conversations (id,status,assignee_id,priority,last_seq,rev,waiting_since,active_at,created_at,updated_at)", conversations)
		insert("messages (conversation_id,seq,client_id,sender_role,sender_id,sender_name,kind,body,created_at)", messages)
		insert("activity (conversation_id,rev,after_seq,kind,created_at)", activity)
		insert("stats_conversations (conversation_id,seq,rev,episodes,assignee_id,channel)", counted)
		insert("stats_episodes (conversation_id,number,channel,assignee_id,by_customer,opened_at,first_seq,last_seq,reply_at,reply_seq,reply_by,resolved_at,resolved_by)", episodes)
		insert("stats_conversation_slots (slot,conversation_id,agent_id,channel,received,sent)", slots)
		insert("stats_slots (slot,channel,agent_id,received,sent)", sums)
	}
}

// asks are the questions of the dashboard, and a second of the counting.
func asks(t *testing.T, db *store.DB, f *stats.Feature) map[string]func() {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	// fillHistory lets an episode begin every ten minutes from here on.
	week := stats.PeriodInput{From: "2026-11-24", To: "2026-11-25", TZ: "Asia/Shanghai"}
	some := week
	some.Channel, some.Agent = "web", "3"
	list := func(in stats.PeriodInput, figure, sort string) func() {
		return func() {
			c := stats.CellInput{PeriodInput: in, Figure: figure, Sort: sort}
			_, next, err := f.List(ctx, c, "", 20)
			must(err)
			if next != "" {
				_, _, err = f.List(ctx, c, next, 20)
				must(err)
			}
		}
	}
	all := map[string]func(){
		"the period":           func() { _, err := f.Ask(ctx, week); must(err) },
		"the period of some":   func() { _, err := f.Ask(ctx, some); must(err) },
		"now":                  func() { must(f.ReadNow(ctx)) },
		"episodes":             func() { must(f.Episodes(ctx, "17", "3")) },
		"who waits":            list(stats.PeriodInput{}, "waiting", ""),
		"nobody's":             list(stats.PeriodInput{}, "unassigned", ""),
		"pending":              list(stats.PeriodInput{}, "pending", ""),
		"the longest answers":  list(week, "first_response", "longest"),
		"the longest of some":  list(some, "resolution", "longest"),
		"a second of counting": func() { countASecond(t, db, f) },
	}
	for _, figure := range []string{"opened", "unanswered", "resolved", "first_response", "resolution", "received", "sent"} {
		all["newest "+figure] = list(week, figure, "")
		all["newest of some "+figure] = list(some, figure, "")
	}
	return all
}

// countASecond lets things happen that the counting must look up.
func countASecond(t *testing.T, db *store.DB, f *stats.Feature) {
	t.Helper()
	w := db.NewGroupWriter()
	defer w.Close() //nolint:errcheck // the test is over
	agent, resolved, pending := desk.Principal{Role: desk.RoleAgent, ID: 2, Name: "Han"}, desk.StatusResolved, desk.StatusPending
	do := func(changes ...*desk.Change) {
		t.Helper()
		if err := w.Commit(t.Context(), changes); err != nil {
			t.Fatal(err)
		}
		countAll(t, f)
	}
	var group []*desk.Change
	for id := int64(101); id < 140; id++ {
		li := desk.Principal{Role: desk.RoleCustomer, ID: id, OpenID: fmt.Sprint("o-", id)}
		write := func(by desk.Principal, name string) *desk.Change {
			return &desk.Change{ConversationID: id, By: by, Send: &desk.NewMessage{ClientID: name, Kind: desk.KindText, Text: "x"}}
		}
		patch := func(to *desk.Status) *desk.Change {
			return &desk.Change{ConversationID: id, By: agent, Patch: &desk.Patch{Status: to}}
		}
		group = append(group, patch(&resolved), write(li, "a"), write(agent, "b"), patch(&resolved), write(li, "c"), patch(&resolved), patch(&pending))
	}
	do(group...)
	do(&desk.Change{ConversationID: 101, By: agent, Recall: &desk.RecallMessage{Seq: 12}})
}

// TestQueryPlans: nothing that the dashboard asks, and nothing that the counting
// asks each second, reads a whole table or sorts what grows with the desk.
func TestQueryPlans(t *testing.T) {
	my, w := testkit.WatchedMySQL(t)
	lite := testkit.OpenDatabase(t, testkit.NewAddress(t, "sqlite"))
	fillHistory(t, my, 3000)
	fillHistory(t, lite, 1000)
	f := newFeature(my)
	countAll(t, f)
	analyze(t, my, "ANALYZE TABLE customers, conversations, messages, activity, stats_follow, stats_conversations, stats_episodes, stats_slots, stats_conversation_slots")
	analyze(t, lite, "ANALYZE")
	seen := map[string]bool{}
	for name, ask := range asks(t, my, f) {
		for _, s := range w.During(ask) {
			if !testkit.Explained(s.Text) || strings.Contains(s.Text, " FROM agents") || strings.HasSuffix(s.Text, " FOR UPDATE") || strings.Contains(s.Text, "(conversation_id, client_id) IN") {
				continue // agents are few; the group's statements are the store's
			}
			seen[s.Text] = true
			if bad := testkit.MySQLPlan(t, my, s); bad != "" {
				t.Errorf("MySQL, %s: %s: %.400s", name, bad, s.Text)
			}
			s.Text = strings.ReplaceAll(s.Text, my.Now(), lite.Now())
			if bad := testkit.SQLitePlan(t, lite, s); bad != "" {
				t.Errorf("SQLite, %s: %s: %.400s", name, bad, s.Text)
			}
		}
	}
	for _, part := range []string{"FROM messages WHERE (conversation_id", "FROM activity WHERE ((", "AND reply_seq=?", "sender_role='agent' AND recalled_at=0", "JOIN stats_episodes", "stats_slots WHERE slot>=?"} {
		found := false
		for text := range seen {
			found = found || strings.Contains(text, part)
		}
		if !found {
			t.Errorf("no statement with %q was explained", part)
		}
	}
}

func analyze(t *testing.T, db *store.DB, how string) {
	t.Helper()
	rows, err := db.Query(how)
	if err != nil {
		t.Fatal(err)
	}
	rows.Close() //nolint:errcheck // only its doing is wanted
}
