package demo_test

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"kefu/server/demo"
	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
)

func run(t *testing.T, d *testdesk.Desk, edit func(*demo.Options)) (string, error) {
	t.Helper()
	var out bytes.Buffer
	o := demo.Options{URL: d.URL, Key: testdesk.AdminKey, PhotoHeight: 120, Out: &out}
	if edit != nil {
		edit(&o)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	err := demo.Run(ctx, o)
	return out.String(), err
}

// list reads all pages of a list.
func list(t *testing.T, d *testdesk.Desk, path string) []testkit.Frame {
	t.Helper()
	var out []testkit.Frame
	for cursor := ""; ; {
		page := d.Must("GET", path+cursor, testdesk.AdminKey, nil)
		for _, x := range page["items"].([]any) {
			out = append(out, testkit.Frame(x.(map[string]any)))
		}
		next, more := page["next_cursor"].(string)
		if !more {
			return out
		}
		cursor = "&cursor=" + next
	}
}

func TestFill(t *testing.T) {
	t.Parallel()
	d := testdesk.Start(t, testkit.NewAddress(t, "sqlite"), nil)
	out, err := run(t, d, nil)
	if err != nil {
		t.Fatal(err)
	}
	conversations := list(t, d, "/api/v1/conversations?limit=200")
	if len(conversations) < 40 {
		t.Errorf("%d conversations, want 40 or more", len(conversations))
	}
	seen := map[string]int{}
	for _, c := range conversations {
		id, unread := c["id"].(string), 0
		for _, m := range list(t, d, "/api/v1/conversations/"+id+"/messages?limit=200") {
			seen["messages"]++
			seen["kind "+m["kind"].(string)]++
			if m["recalled_at"] != nil {
				seen["recalled"]++
			}
			if m.At("sender", "role") == "customer" && m["read_at"] == nil {
				unread++
			}
			if text, _ := m["text"].(string); strings.ContainsAny(text, "{}") {
				t.Errorf("a placeholder was left in %q", text)
			}
		}
		if got := c["unread"].(float64); int(got) != unread {
			t.Errorf("conversation %s: unread %v, want %d", id, got, unread)
		}
		for _, a := range list(t, d, "/api/v1/conversations/"+id+"/activity?limit=200") {
			seen["activity "+a["type"].(string)]++
		}
		seen["status "+c["status"].(string)]++
		seen["priority "+c["priority"].(string)]++
		for what, is := range map[string]bool{
			"assigned": c["assignee"] != nil, "unassigned": c["assignee"] == nil, "unread": unread > 0,
			"waiting": c["waiting_since"] != nil, "tagged": len(c["tags"].([]any)) > 0,
		} {
			if is {
				seen[what]++
			}
		}
	}
	for what, least := range map[string]int{
		"messages": 500, "kind image": 5, "kind file": 4, "kind card": 8, "recalled": 1, "activity note": 10,
		"status open": 10, "status pending": 8, "status resolved": 15, "priority high": 4, "priority urgent": 2,
		"assigned": 20, "unassigned": 8, "unread": 10, "waiting": 10, "tagged": 20,
	} {
		if seen[what] < least {
			t.Errorf("%d %s, want %d or more", seen[what], what, least)
		}
	}
	if want := fmt.Sprintf("%d messages", seen["messages"]); !strings.Contains(out, want) {
		t.Errorf("the report does not say %q:\n%s", want, out)
	}
	checkKeys(t, d, out)
}

// checkKeys logs in with every staff key of the report.
func checkKeys(t *testing.T, d *testdesk.Desk, out string) {
	t.Helper()
	keys := regexp.MustCompile(`sk_\S+`).FindAllString(out, -1)
	roles := map[any]int{}
	for _, key := range keys {
		roles[d.Must("GET", "/api/v1/me", key, nil)["role"]]++
	}
	if roles["agent"] < 3 || roles["supervisor"] < 1 {
		t.Errorf("the keys are of %v", roles)
	}
	for _, link := range []string{d.URL + "/console/", d.URL + "/demo"} {
		if !strings.Contains(out, link) {
			t.Errorf("the report does not name %s", link)
		}
	}
}

func TestFillTwiceAndMore(t *testing.T) {
	t.Parallel()
	d := testdesk.Start(t, testkit.NewAddress(t, "sqlite"), nil)
	if _, err := run(t, d, func(o *demo.Options) { o.Customers = 2 }); err != nil {
		t.Fatal(err)
	}
	if _, err := run(t, d, func(o *demo.Options) { o.Customers = 70 }); err != nil {
		t.Fatal(err)
	}
	customers := list(t, d, "/api/v1/customers?limit=200")
	if len(customers) != 72 {
		t.Errorf("%d customers, want 72", len(customers))
	}
	names := map[any]bool{}
	for _, a := range list(t, d, "/api/v1/agents?limit=200") {
		if names[a["name"]] {
			t.Errorf("two agents are called %v", a["name"])
		}
		names[a["name"]] = true
	}
}

func TestLiveGoesOnAndEnds(t *testing.T) {
	t.Parallel()
	d := testdesk.Start(t, testkit.NewAddress(t, "sqlite"), nil)
	watcher := d.Dial(d.Agent("Watcher", "agent"))
	isTyping := func(f testkit.Frame) bool { return f.Type() == "typing" }
	made := 0
	for live := 4 * time.Second; ; live *= 2 { // a slow machine may come to nothing in so short a time
		began := time.Now()
		out, err := run(t, d, func(o *demo.Options) { o.Customers, o.Live, o.Pace = 4, live, 0.05 })
		if err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took < live {
			t.Errorf("it ended after %s", took)
		}
		var more int
		if _, err := fmt.Sscanf(out[strings.Index(out, "customers, "):], "customers, %d messages", &more); err != nil {
			t.Fatal(err)
		}
		made += more
		total := 0
		for _, c := range list(t, d, "/api/v1/conversations?limit=200") {
			total += int(c["last_seq"].(float64))
		}
		_, err = watcher.TryTake(time.Second, isTyping)
		if total > made && err == nil {
			return
		}
		if live > 30*time.Second {
			t.Fatalf("%d messages, as many as before it went live, or nobody typed: %v", total, err)
		}
	}
}

func TestRefusals(t *testing.T) {
	d := testdesk.Start(t, testkit.NewAddress(t, "sqlite"), nil)
	worker := d.Agent("Han Mei", "supervisor")
	for _, x := range []struct {
		name string
		edit func(*demo.Options)
		want string
	}{
		{"a wrong key", func(o *demo.Options) { o.Key = "sk_nobody-has-this-key-0123456789" }, "does not know this staff key"},
		{"not an admin's", func(o *demo.Options) { o.Key = worker.Token }, "not an admin's: Han Mei is supervisor"},
		{"no desk", func(o *demo.Options) { o.URL = "http://127.0.0.1:1" }, "no desk answers at http://127.0.0.1:1"},
		{"no address", func(o *demo.Options) { o.URL = "localhost" }, "--url must be"},
		{"too many", func(o *demo.Options) { o.Customers = demo.MaxCustomers + 1 }, "--customers must be"},
	} {
		t.Run(x.name, func(t *testing.T) {
			out, err := run(t, d, x.edit)
			if err == nil || !strings.Contains(err.Error(), x.want) {
				t.Errorf("got %v, want %q", err, x.want)
			}
			if strings.Contains(fmt.Sprint(out, err), "sk_nobody") {
				t.Error("the key is in what it says")
			}
		})
	}
	if n := len(list(t, d, "/api/v1/agents?limit=200")); n != 2 {
		t.Errorf("a refused run made agents: there are %d", n)
	}
}
