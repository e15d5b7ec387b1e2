package stats_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/feature/stats"
	"kefu/server/store"
	"kefu/server/testkit"
	"kefu/server/wire"
)

// countAll looks until everything is counted.
func countAll(t *testing.T, f *stats.Feature) {
	t.Helper()
	for range 50 {
		overtaken, err := f.Look(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !overtaken {
			return
		}
	}
	t.Fatal("the counting is overtaken for ever")
}

// compare holds the feature's answers against the naive ones.
func compare(t *testing.T, db *store.DB, from, to, tz string) {
	t.Helper()
	f, n := newFeature(db), recount(t, db)
	agents, err := db.Agents(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, channel := range []string{"", "web", "wechat"} {
		for _, agent := range append([]string{"", "none"}, desk.FormatID(agents[0].ID)) {
			in := stats.PeriodInput{From: from, To: to, TZ: tz, Channel: channel, Agent: agent}
			comparePeriod(t, f, n, in)
			if t.Failed() {
				return
			}
		}
	}
}

func comparePeriod(t *testing.T, f *stats.Feature, n *naive, in stats.PeriodInput) {
	t.Helper()
	p, err := f.Ask(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation(in.TZ)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("%+v", in)
	cell := func(when func(local) bool) naiveCell {
		c := naiveCell{channel: in.Channel, agent: -1, when: func(at local) bool {
			return at.day >= in.From && at.day <= in.To && when(at)
		}}
		if in.Agent == "none" {
			c.agent = 0
		} else if in.Agent != "" {
			c.agent, _ = desk.ParseID(in.Agent)
		}
		return c
	}
	any := func(local) bool { return true }
	same(t, name+" total", p.Total, n.figures(cell(any), zone))
	if len(p.Hours) != 24 || len(p.Weekdays) != 7 || len(p.WeekHours) != 168 || len(p.Channels) != 2 || p.Days[0].Date != in.From || p.Days[len(p.Days)-1].Date != in.To {
		t.Errorf("%s: the tables are not whole", name)
	}
	for _, r := range p.Days {
		same(t, name+" "+r.Date, r.Figures, n.figures(cell(func(at local) bool { return at.day == r.Date }), zone))
	}
	for _, r := range p.Hours {
		same(t, fmt.Sprint(name, " hour ", r.Hour), r.Figures, n.figures(cell(func(at local) bool { return at.hour == r.Hour }), zone))
	}
	for _, r := range p.Weekdays {
		same(t, fmt.Sprint(name, " weekday ", r.Weekday), r.Figures, n.figures(cell(func(at local) bool { return at.weekday == r.Weekday }), zone))
	}
	for _, r := range p.WeekHours {
		same(t, fmt.Sprint(name, " week hour ", r.Weekday, r.Hour), r.Figures, n.figures(cell(func(at local) bool { return at.weekday == r.Weekday && at.hour == r.Hour }), zone))
	}
	for _, r := range p.Channels {
		c := cell(any)
		if c.channel == "" || c.channel == r.Channel {
			c.channel = r.Channel
			same(t, name+" "+r.Channel, r.Figures, n.figures(c, zone))
		}
	}
	for _, r := range p.Agents {
		c := cell(any)
		c.agent = 0
		if r.Agent != nil {
			c.agent, _ = desk.ParseID(r.Agent.ID)
		}
		same(t, fmt.Sprint(name, " agent ", c.agent), r.Figures, n.figures(c, zone))
	}
}

func same(t *testing.T, what string, got, want stats.Figures) {
	t.Helper()
	g, _ := json.Marshal(got)
	w, _ := json.Marshal(want)
	if string(g) != string(w) {
		t.Errorf("%s\n is     %s\n not    %s", what, g, w)
	}
}

func today() string { return time.Now().UTC().Format(time.DateOnly) }

// yesterday begins a period that holds what a test does, around midnight too.
func yesterday() string { return time.Now().UTC().AddDate(0, 0, -1).Format(time.DateOnly) }

// TestRecount: after random work the figures are what messages and activity
// say, as it was counted on the way and when it is counted anew, over weeks and
// a change of clocks.
func TestRecount(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		c := newCrew(t, db, 7)
		f := newFeature(db)
		done, stop := context.WithCancel(t.Context())
		var looking sync.WaitGroup
		looking.Go(func() {
			for done.Err() == nil {
				if _, err := f.Look(t.Context()); err != nil {
					t.Error(err)
					return
				}
			}
		})
		c.work(3, 40)
		stop()
		looking.Wait()
		countAll(t, f)
		compare(t, db, yesterday(), today(), "UTC")
		// New York puts its clocks back on the first of November, Kathmandu lies
		// three quarters of an hour off.
		var span int64
		if err := db.Get(&span, "SELECT MAX(created_at)-MIN(created_at) FROM messages"); err != nil {
			t.Fatal(err)
		}
		c.stretch(time.Date(2026, 10, 25, 22, 10, 0, 0, time.UTC), 16*24*3600*1000/max(span, 1))
		countAll(t, newFeature(db))
		compare(t, db, "2026-10-25", "2026-11-12", "America/New_York")
		compare(t, db, "2026-10-31", "2026-11-02", "Asia/Kathmandu")
		checkLists(t, db, stats.PeriodInput{From: "2026-10-25", To: "2026-11-12", TZ: "America/New_York"})
	})
}

// TestRestarts: whoever counts dies again and again, at any moment.
func TestRestarts(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		c := newCrew(t, db, 5)
		done, stop := context.WithCancel(t.Context())
		deaths := 0
		var looking sync.WaitGroup
		looking.Go(func() {
			d := rand.New(rand.NewPCG(c.seed, 99)) //nolint:gosec // it must be repeatable
			for done.Err() == nil {
				life, end := context.WithTimeout(t.Context(), time.Duration(d.IntN(12_000))*time.Microsecond)
				if _, err := newFeature(db).Look(life); err != nil {
					deaths++
				}
				end()
				checkMark(t, db)
			}
		})
		c.work(2, 60)
		stop()
		looking.Wait()
		if deaths == 0 {
			t.Error("nobody died")
		}
		countAll(t, newFeature(db))
		compare(t, db, yesterday(), today(), "UTC")
	})
}

// checkMark: a change that is stamped now is not behind the mark yet, and won't
// be for as long as its commit may take.
func checkMark(t *testing.T, db *store.DB) {
	t.Helper()
	var ahead int64
	if err := db.Get(&ahead, "SELECT since+15000-"+db.Now()+" FROM stats_follow"); err != nil || ahead > 0 {
		t.Errorf("the mark is %d ms ahead of what may still be committed: %v", ahead, err)
	}
}

// TestManyPages: more conversations than one look takes at a time, and whoever
// counts dies between the pages.
func TestManyPages(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		c := newCrew(t, db, 450)
		w := db.NewGroupWriter()
		defer w.Close() //nolint:errcheck // the test is over
		for some := range slices.Chunk(c.customers, 50) {
			var group []*desk.Change
			for _, li := range some {
				group = append(group, &desk.Change{ConversationID: li.ID, By: li, Send: &desk.NewMessage{ClientID: "x", Kind: desk.KindText, Text: "x"}})
			}
			c.commit(w, group...)
		}
		deaths := 0
		for life := time.Millisecond; ; life += max(time.Millisecond, life/4) {
			ctx, end := context.WithTimeout(t.Context(), life)
			_, err := newFeature(db).Look(ctx)
			end()
			checkMark(t, db)
			if err == nil {
				break
			}
			deaths++
		}
		if deaths < 3 {
			t.Errorf("only %d died", deaths)
		}
		p, err := newFeature(db).Ask(t.Context(), stats.PeriodInput{From: yesterday(), To: today(), TZ: "UTC"})
		if err != nil || p.Total.Opened != 450 || p.Total.Received != 450 || p.CatchingUp {
			t.Errorf("counted %+v: %v", p.Total, err)
		}
	})
}

// TestLateCommit: what was stamped before a look and committed after it is
// found, and so is what was stamped before the clock was set back.
func TestLateCommit(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		c := newCrew(t, db, 3)
		c.work(1, 1)
		f := newFeature(db)
		countAll(t, f)
		li := c.customers[0]
		late := func(ms int) {
			c.commit(db.NewGroupWriter(), &desk.Change{ConversationID: li.ID, By: li, Send: &desk.NewMessage{ClientID: fmt.Sprint("late", ms), Kind: desk.KindText, Text: "x"}})
			c.exec("UPDATE conversations SET updated_at="+db.Now()+"-? WHERE id=?", ms, li.ID)
			countAll(t, f)
			compare(t, db, yesterday(), today(), "UTC")
		}
		late(14_000)
		c.exec("UPDATE stats_follow SET since=" + db.Now() + "+3600000")
		late(1000) // within what is looked at again by far: a machine may stand still
	})
}

// TestErasedThings: what was erased before it was counted is missing, and
// nothing else; what was counted stays.
func TestErasedThings(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		c := newCrew(t, db, 4)
		c.work(1, 30)
		gone := []any{c.customers[0].ID, c.customers[1].ID}
		c.exec("DELETE FROM messages WHERE conversation_id=?", gone[0])
		for _, table := range []string{"messages WHERE conversation_id", "activity WHERE conversation_id", "conversations WHERE id", "customers WHERE id"} {
			c.exec("DELETE FROM "+table+"=?", gone[1])
		}
		f := newFeature(db)
		countAll(t, f)
		var received int
		if err := db.Get(&received, "SELECT COUNT(*) FROM messages WHERE sender_role='customer'"); err != nil {
			t.Fatal(err)
		}
		before, err := f.Ask(t.Context(), stats.PeriodInput{From: yesterday(), To: today(), TZ: "UTC"})
		if err != nil || before.Total.Received != received || before.CatchingUp {
			t.Errorf("received %d, not %d: %v", before.Total.Received, received, err)
		}
		c.exec("DELETE FROM conversations WHERE id=?", c.customers[2].ID)
		listed := listAll(t, f, stats.CellInput{PeriodInput: stats.PeriodInput{From: yesterday(), To: today(), TZ: "UTC"}, Figure: "opened"})
		for _, l := range listed {
			if l.Conversation.ID == desk.FormatID(c.customers[2].ID) {
				t.Error("a conversation that is gone is listed")
			}
		}
		if len(listed) == 0 {
			t.Error("nothing is listed")
		}
	})
}

// TestOneNodeLeads: a node leaves the counting to the one that counted last.
func TestOneNodeLeads(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		c := newCrew(t, db, 2)
		first, second := newFeature(db), stats.New(db, nobody{}, wire.Encoder{}, nil)
		countAll(t, first)
		c.work(1, 1)
		c.exec("UPDATE stats_follow SET held_at=" + db.Now() + "+60000") // however slow this machine is
		countAll(t, second)
		counted := func() (n int64) {
			if err := db.Get(&n, "SELECT COUNT(*) FROM stats_conversations"); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := counted(); n != 0 {
			t.Errorf("the second node counted %d conversations at once", n)
		}
		c.exec("UPDATE stats_follow SET held_at=" + db.Now() + "-3000")
		if countAll(t, second); counted() != 2 {
			t.Errorf("the second node counted %d conversations after the first one's end", counted())
		}
	})
}

// TestTwoNodesCount: several count at once, and nothing is counted twice.
func TestTwoNodesCount(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		c := newCrew(t, db, 5)
		done, stop := context.WithCancel(t.Context())
		var mu sync.Mutex
		lost := 0
		var looking sync.WaitGroup
		for range 3 {
			f := newFeature(db)
			looking.Go(func() {
				for done.Err() == nil {
					overtaken, err := f.Look(t.Context())
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					if overtaken {
						lost++
					}
					mu.Unlock()
				}
			})
		}
		c.work(2, 50)
		stop()
		looking.Wait()
		if lost == 0 {
			t.Error("they never met")
		}
		countAll(t, newFeature(db))
		compare(t, db, yesterday(), today(), "UTC")
	})
}

// checkLists: every figure opens as many conversations as it counts.
func checkLists(t *testing.T, db *store.DB, in stats.PeriodInput) {
	t.Helper()
	f := newFeature(db)
	p, err := f.Ask(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	checkCell(t, f, stats.CellInput{PeriodInput: in}, p.Total)
	for _, r := range p.WeekHours[:60] {
		c := stats.CellInput{PeriodInput: in, Weekday: r.Weekday}
		c.Hour.Value, c.Hour.IsSet = int64(r.Hour), true
		checkCell(t, f, c, r.Figures)
	}
	for _, r := range p.Agents {
		c := stats.CellInput{PeriodInput: in}
		if c.Agent = "none"; r.Agent != nil {
			c.Agent = r.Agent.ID
		}
		checkCell(t, f, c, r.Figures)
	}
	for _, r := range p.Channels {
		c := stats.CellInput{PeriodInput: in}
		c.Channel = r.Channel
		checkCell(t, f, c, r.Figures)
	}
}

func checkCell(t *testing.T, f *stats.Feature, in stats.CellInput, want stats.Figures) {
	t.Helper()
	for figure, n := range map[string]int{"opened": want.Opened, "unanswered": want.Unanswered, "resolved": want.Resolved,
		"first_response": want.FirstResponse.Count, "resolution": want.Resolution.Count} {
		in.Figure = figure
		if got := listAll(t, f, in); len(got) != n {
			t.Errorf("%s of %+v: %d are listed, %d counted", figure, in, len(got), n)
		}
	}
	for figure, n := range map[string]int{"received": want.Received, "sent": want.Sent} {
		in.Figure = figure
		sum, seen := 0.0, map[string]bool{}
		for _, c := range listAll(t, f, in) {
			if seen[c.Conversation.ID] {
				t.Errorf("%s of %+v: conversation %s comes twice", figure, in, c.Conversation.ID)
			}
			seen[c.Conversation.ID] = true
			sum += *c.Value
		}
		if int(sum) != n {
			t.Errorf("%s of %+v: %v messages are listed, %d counted", figure, in, sum, n)
		}
	}
	in.Sort = "longest"
	for figure, want := range map[string]stats.Times{"first_response": want.FirstResponse, "resolution": want.Resolution} {
		in.Figure = figure
		var values []float64
		for _, c := range listAll(t, f, in) {
			if n := len(values); n > 0 && values[n-1] < *c.Value {
				t.Errorf("%s of %+v: %v comes after %v", figure, in, *c.Value, values[n-1])
			}
			values = append(values, *c.Value)
		}
		same(t, figure+" of the list", stats.Figures{Resolution: times(values)}, stats.Figures{Resolution: want})
	}
}

// listAll pages through a list, in small pages.
func listAll(t *testing.T, f *stats.Feature, in stats.CellInput) (all []stats.Counted) {
	t.Helper()
	cursor := ""
	for range 1000 {
		items, next, err := f.List(t.Context(), in, cursor, 7)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, items...)
		if cursor = next; next == "" {
			return all
		}
	}
	t.Fatal("the list has no end")
	return nil
}

// TestLongConversations: what does not fit into one transaction is counted in
// several.
func TestLongConversations(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		c := newCrew(t, db, 2)
		w := db.NewGroupWriter()
		defer w.Close()                       //nolint:errcheck // the test is over
		d := rand.New(rand.NewPCG(c.seed, 5)) //nolint:gosec // it must be repeatable
		for i := range 18 {
			var group []*desk.Change
			for _, li := range c.customers {
				group = append(group, &desk.Change{ConversationID: li.ID, By: li, Send: &desk.NewMessage{ClientID: fmt.Sprint("first", i), Kind: desk.KindText, Text: "x"}})
			}
			for range 300 {
				group = append(group, c.change(d, i*80))
			}
			c.commit(w, group...)
		}
		f := newFeature(db)
		countAll(t, f)
		compare(t, db, yesterday(), today(), "UTC")
		var most int64
		if err := db.Get(&most, "SELECT MAX(last_seq) FROM conversations"); err != nil || most < 1100 {
			t.Errorf("the longest conversation has %d messages: %v", most, err)
		}
	})
}
