package stats_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
)

const base = "/api/v1"

// send writes to a customer, or as one.
func send(d *testdesk.Desk, by testdesk.Person, conversation, text string) {
	path := base + "/my/messages"
	if by.OpenID == "" {
		path = base + "/conversations/" + conversation + "/messages"
	}
	d.Must(http.MethodPost, path, by.Token, map[string]any{"text": text})
}

func patchConversation(d *testdesk.Desk, by testdesk.Person, conversation string, body map[string]any) {
	d.Must(http.MethodPatch, base+"/conversations/"+conversation, by.Token, body)
}

// soon waits until the desk's answer is what it should be.
func soon(t *testing.T, d *testdesk.Desk, who testdesk.Person, path string, fits func(testkit.Frame) bool) testkit.Frame {
	t.Helper()
	var last testkit.Frame
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if last = d.Must(http.MethodGet, base+path, who.Token, nil); fits(last) {
			return last
		}
	}
	t.Fatalf("%s: %v", path, last)
	return nil
}

func period() string {
	return fmt.Sprintf("from=%s&to=%s&tz=Asia/Shanghai", time.Now().UTC().AddDate(0, 0, -2).Format(time.DateOnly), time.Now().UTC().AddDate(0, 0, 2).Format(time.DateOnly))
}

func items(f testkit.Frame) (out []testkit.Frame) {
	all, _ := f["items"].([]any)
	for _, x := range all {
		out = append(out, testkit.Frame(x.(map[string]any)))
	}
	return out
}

// TestADay goes through everything that the dashboard shows, on a whole desk.
func TestADay(t *testing.T) {
	t.Parallel()
	testkit.EachAddress(t, func(t *testing.T, address string) {
		d := testdesk.Start(t, address, nil)
		su, han, wu := d.Agent("Su", "supervisor"), d.Agent("=Han", "agent"), d.Agent("吴", "agent")
		li, fang, quiet := d.Visitor("李雷"), d.Visitor("Fang"), d.Visitor("quiet")
		d.Dial(han)
		d.Dial(li)
		send(d, li, "", "one")
		send(d, li, "", "two")
		send(d, fang, "", "hello")
		patchConversation(d, han, li.ID, map[string]any{"assignee_id": han.ID})

		now := soon(t, d, su, "/stats/now", func(f testkit.Frame) bool { return f["open"] == 2.0 && f["unassigned"] == 1.0 })
		if now["waiting"] != 2.0 || now["pending"] != 0.0 || now["agents_online"] != 1.0 || now["customers_online"] != 1.0 ||
			now.At("longest_wait", "conversation_id") != li.ID || now.At("longest_wait", "customer_name") != "李雷" {
			t.Errorf("now is %v", now)
		}
		agents := now["agents"].([]any)
		if a := testkit.Frame(agents[0].(map[string]any)); len(agents) != 1 || a.At("agent", "id") != han.ID || a["open"] != 1.0 || a["waiting"] != 1.0 || a["status"] != "online" {
			t.Errorf("the agents are %v", agents)
		}
		if w := items(d.Must(http.MethodGet, base+"/stats/conversations?figure=waiting", su.Token, nil)); len(w) != 2 || w[0].At("conversation", "id") != li.ID || w[0]["value"].(float64) <= 0 {
			t.Errorf("who waits: %v", w)
		}
		if u := items(d.Must(http.MethodGet, base+"/stats/conversations?figure=unassigned", su.Token, nil)); len(u) != 1 || u[0].At("conversation", "id") != fang.ID {
			t.Errorf("nobody's: %v", u)
		}
		if o := items(d.Must(http.MethodGet, base+"/stats/conversations?figure=open&agent="+han.ID, su.Token, nil)); len(o) != 1 || o[0].At("conversation", "id") != li.ID {
			t.Errorf("Han's: %v", o)
		}
		d.Dial(quiet) // who has not written is online all the same
		var ids []any
		for cursor := ""; len(ids) < 5; {
			page := d.Must(http.MethodGet, base+"/stats/conversations?figure=online&limit=1&cursor="+cursor, su.Token, nil)
			for _, c := range items(page) {
				ids = append(ids, c.At("conversation", "id"), c.At("conversation", "customer", "online"))
			}
			if cursor, _ = page["next_cursor"].(string); cursor == "" {
				break
			}
		}
		if fmt.Sprint(ids) != fmt.Sprint([]any{quiet.ID, true, li.ID, true}) {
			t.Errorf("online: %v", ids)
		}

		send(d, han, li.ID, "at your service")
		patchConversation(d, han, li.ID, map[string]any{"status": "resolved"})
		send(d, li, "", "one more thing")
		send(d, wu, quiet.ID, "we write first")
		patchConversation(d, wu, quiet.ID, map[string]any{"status": "pending"})

		p := soon(t, d, su, "/stats/period?"+period(), func(f testkit.Frame) bool { return f.At("total", "sent") == 2.0 && f["catching_up"] == false })
		total := testkit.Frame(p["total"].(map[string]any))
		for figure, want := range map[string]float64{"opened": 4, "unanswered": 2, "resolved": 1, "received": 4, "sent": 2} {
			if total[figure] != want {
				t.Errorf("%s is %v, not %v", figure, total[figure], want)
			}
		}
		if total.At("first_response", "count") != 1.0 || total.At("first_response", "median_seconds") == nil || total.At("resolution", "count") != 1.0 {
			t.Errorf("the times are %v", total)
		}
		eps := items(d.Must(http.MethodGet, base+"/conversations/"+li.ID+"/episodes", han.Token, nil))
		if len(eps) != 2 || eps[0]["number"] != 2.0 || eps[0]["first_seq"] != 4.0 || eps[0]["resolved_at"] != nil || eps[0].At("assignee", "id") != han.ID ||
			eps[1]["first_seq"] != 1.0 || eps[1]["last_seq"] != 3.0 || eps[1]["messages"] != 3.0 || eps[1].At("resolved_by", "name") != "=Han" ||
			eps[1]["first_response_seconds"].(float64) <= 0 || eps[1]["opened_by"] != "customer" {
			t.Errorf("the episodes are %v", eps)
		}
		if e := items(d.Must(http.MethodGet, base+"/conversations/"+quiet.ID+"/episodes", han.Token, nil)); len(e) != 1 || e[0]["opened_by"] != "desk" || e[0]["first_response_seconds"] != nil {
			t.Errorf("the desk's own episode is %v", e)
		}
		checkFiles(t, d, su)
	})
}

func checkFiles(t *testing.T, d *testdesk.Desk, su testdesk.Person) {
	t.Helper()
	file := func(query string) [][]string {
		t.Helper()
		a := d.Call(http.MethodGet, base+"/stats/export?"+query, su.Token, nil)
		text, marked := strings.CutPrefix(string(a.Raw), "\ufeff")
		if a.Status != 200 || !marked || a.Header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.HasPrefix(a.Header.Get("Content-Disposition"), `attachment; filename="kefu-`) {
			t.Fatalf("%s: %d %v %.200s", query, a.Status, a.Header, a.Raw)
		}
		all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v in %s", query, err, text)
		}
		return all
	}
	for table, n := range map[string]int{"days": 5, "hours": 24, "weekdays": 7, "week_hours": 168, "channels": 2} {
		if got := file(period() + "&table=" + table); len(got) != n+1 {
			t.Errorf("%s has %d rows", table, len(got))
		}
	}
	agents := file(period() + "&table=agents")
	var names []string
	for _, r := range agents[1:] {
		names = append(names, r[1])
	}
	if got := strings.Join(names, "|"); got != "'=Han|吴|" {
		t.Errorf("the agents' file has %q", got)
	}
	opened := file(period() + "&table=conversations&figure=opened")
	if len(opened) != 5 || opened[1][2] != "web" || opened[4][1] != "李雷" || opened[4][13] != "'=Han" {
		t.Errorf("the opened: %v", opened)
	}
	if got := file("table=conversations&figure=waiting"); len(got) != 3 {
		t.Errorf("who waits: %v", got)
	}
	name := d.Call(http.MethodGet, base+"/stats/export?from=2026-11-01&to=2026-11-02&table=days", su.Token, nil).Header.Get("Content-Disposition")
	if name != `attachment; filename="kefu-days-2026-11-01-2026-11-02.csv"` {
		t.Errorf("the file is called %s", name)
	}
}

func TestRefusals(t *testing.T) {
	testkit.EachAddress(t, func(t *testing.T, address string) {
		d := testdesk.Start(t, address, nil)
		admin := testdesk.Person{Token: testdesk.AdminKey}
		su, han, li := d.Agent("Su", "supervisor"), d.Agent("Han", "agent"), d.Visitor("li")
		days := "from=2026-11-01&to=2026-11-02"
		for _, c := range []struct {
			as     testdesk.Person
			path   string
			status int
			says   string
		}{
			{su, "/stats/now", 200, ""}, {admin, "/stats/now", 200, ""}, {han, "/stats/now", 403, "supervisors"}, {li, "/stats/now", 403, ""}, {testdesk.Person{}, "/stats/now", 401, ""},
			{su, "/stats/period?" + days, 200, ""}, {han, "/stats/period?" + days, 403, ""},
			{han, "/stats/conversations?figure=opened&" + days, 403, ""}, {han, "/stats/export?table=days&" + days, 403, ""},
			{han, "/conversations/" + li.ID + "/episodes", 200, ""}, {li, "/conversations/" + li.ID + "/episodes", 403, ""},
			{han, "/conversations/999/episodes", 404, ""}, {han, "/conversations/" + li.ID + "/episodes?cursor=~", 400, "cursor"},
			{su, "/stats/period", 400, "from and to must be days"},
			{su, "/stats/period?from=2026-11-01&to=2026-13-01", 400, ""},
			{su, "/stats/period?from=2026-11-02&to=2026-11-01", 400, "from must not be after to"},
			{su, "/stats/period?from=2025-01-01&to=2026-02-05", 400, "at most 400 days; this one has 401"},
			{su, "/stats/period?from=9999-12-01&to=9999-12-31", 400, "in the years"}, {su, "/stats/period?from=0001-01-01&to=0001-12-31", 400, "in the years"},
			{su, "/stats/period?from=2025-01-01&to=2026-02-04", 200, ""},
			{su, "/stats/period?tz=Mars/Olympus&" + days, 400, "IANA"}, {su, "/stats/period?tz=Local&" + days, 400, "IANA"}, {su, "/stats/period?tz=../UTC&" + days, 400, "IANA"},
			{su, "/stats/period?channel=fax&" + days, 400, "channel"}, {su, "/stats/period?agent=x&" + days, 400, "agent must be"},
			{su, "/stats/conversations?" + days, 400, "figure"}, {su, "/stats/conversations?figure=opened", 400, "from and to"},
			{su, "/stats/conversations?figure=opened&cursor=x&" + days, 400, "cursor"}, {su, "/stats/conversations?figure=waiting&cursor=x", 400, "cursor"},
			{su, "/stats/conversations?figure=sent&cursor=x.y.z.0&" + days, 400, "cursor"},
			{su, "/stats/conversations?figure=opened&sort=longest&" + days, 400, "sorted by length"},
			{su, "/stats/conversations?figure=open&channel=web", 400, "no channel"},
			{su, "/stats/conversations?figure=opened&hour=24&" + days, 400, "hour"}, {su, "/stats/conversations?figure=opened&hour=0&weekday=7&" + days, 200, ""},
			{su, "/stats/export?" + days, 400, "table"}, {su, "/stats/export?table=days&from=x", 400, ""}, {su, "/stats/export?table=conversations&" + days, 400, "figure"},
		} {
			a := d.Call(http.MethodGet, base+c.path, c.as.Token, nil)
			if detail, _ := a.Body["detail"].(string); a.Status != c.status || !strings.Contains(detail, c.says) {
				t.Errorf("%s as %q: %d %.200s, want %d and %q", c.path, c.as.Name, a.Status, a.Raw, c.status, c.says)
			}
		}
	})
}
