//go:build linux

package main

import (
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"kefu/scripts/benchmark/load"
	"kefu/scripts/benchmark/yardstick"
	"kefu/server/app"
	"kefu/server/config"
	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
)

// both returns the product and the yardstick, within this process.
func both(t *testing.T) []*target {
	t.Helper()
	source := func() string { // empty
		return strings.TrimPrefix(testkit.OnMySQL(t, os.Getenv("KEFU_TEST_MYSQL")), "mysql:")
	}
	product, other := source(), source()
	d := testdesk.Start(t, "mysql:"+product, func(c *config.Config, _ *app.Options) { c.RateLimits = false })
	h, err := yardstick.New(t.Context(), other)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	targets := []*target{
		{name: "product", urls: []string{d.URL}, people: newDeskPeople(d.URL, testdesk.AdminKey), stored: func() (int64, error) { return countMessages(product) }},
		{name: "yardstick", yardstick: true, urls: []string{s.URL}, people: yardstickPeople{}, stored: func() (int64, error) { return countMessages(other) }},
	}
	for _, x := range targets {
		x.pids = []int{os.Getpid()}
		t.Cleanup(x.disconnect)
	}
	return targets
}

// TestCountsAgree: whatever the load, what was sent is what was acked, stored
// and pushed, on the product and the yardstick alike.
func TestCountsAgree(t *testing.T) {
	for _, x := range both(t) {
		t.Run(x.name, func(t *testing.T) {
			if err := x.connect(8, 6, 3); err != nil {
				t.Fatal(err)
			}
			const long = 250 * time.Millisecond
			for _, m := range []load.Mode{
				{Senders: 1, For: long}, {Senders: 8, For: long}, {Senders: 8, For: long, Resend: true},
				{Rate: 100, For: long}, {Rate: 40, For: long, Replies: true}, {Senders: 3, For: long, Replies: true}, {Senders: 8, For: long},
			} {
				s, err := x.measure(m) // it compares acks and pushes
				if err != nil {
					t.Fatalf("%+v: %v", m, err)
				}
				if s.Sent == 0 || len(s.Ack) != int(s.Acked) || m.Rate > 0 && s.Sent != int64(float64(m.Rate)*long.Seconds()) {
					t.Errorf("%+v: %d were sent, %d acked, %d timed", m, s.Sent, s.Acked, len(s.Ack))
				}
				if !m.Resend && len(s.Push) != int(s.Sent) {
					t.Errorf("%+v: %d were sent, the first agent timed %d", m, s.Sent, len(s.Push))
				}
				if s.Traffic.FromCustomers == 0 != m.Replies || s.Traffic.ToAgents == 0 {
					t.Errorf("%+v: the traffic is %+v", m, s.Traffic)
				}
				if err := x.checkStored(); err != nil {
					t.Errorf("%+v: %v", m, err)
				}
			}
		})
	}
}

// TestLossesAreSeen: the checks that TestCountsAgree rests on are not blind.
func TestLossesAreSeen(t *testing.T) {
	x := &target{name: "it", crowd: &load.Crowd{Agents: make([]*load.Line, 2)}, sent: 7, stored: func() (int64, error) { return 6, nil }}
	for name, r := range map[string]load.Result{
		"an ack": {Sent: 3, Acked: 2, Agents: 6, Theirs: 3}, "a push": {Sent: 3, Acked: 3, Agents: 5, Theirs: 3},
		"a push too many": {Sent: 3, Acked: 3, Agents: 7, Theirs: 3}, "a reply": {Sent: 3, Acked: 3, Agents: 6, Theirs: 2},
	} {
		if x.check(load.Mode{Replies: true}, &r) == nil {
			t.Errorf("%s is lost, and nobody notices", name)
		}
	}
	if err := x.check(load.Mode{Replies: true}, &load.Result{Sent: 3, Acked: 3, Agents: 6, Theirs: 3}); err != nil {
		t.Error(err)
	}
	if x.checkStored() == nil {
		t.Error("a message is not stored, and nobody notices")
	}
}

// TestScenariosFillTheTable runs those that need no process of their own.
func TestScenariosFillTheTable(t *testing.T) {
	b := &bench{ctx: t.Context(), env: &environment{}, o: options{each: 60 * time.Millisecond}, report: &report{Machine: "a test"}, say: func(string) {}, both: both(t)}
	for _, s := range scenarios() {
		if !slices.Contains([]string{"throughput", "latency", "replies", "resend"}, s.name) {
			continue
		}
		b.report.begin(s.name, s.about)
		if err := s.run(b); err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		for _, f := range b.report.last().Figures {
			if len(f.Product) != 1 || len(f.Yardstick) != 1 {
				t.Errorf("%s, %s: %v and %v, want one run of each", s.name, f.What, f.Product, f.Yardstick)
			}
			if f.Unit != "us/msg" && (median(f.Product) <= 0 || median(f.Yardstick) <= 0) {
				t.Errorf("%s, %s: %v and %v", s.name, f.What, f.Product, f.Yardstick)
			}
		}
	}
	var plain, markdown strings.Builder
	b.report.print(&plain, false)
	b.report.print(&markdown, true)
	for _, want := range []string{"32 senders: acked", "≥ 0.80×", "send to agent, p99", "resends to fresh messages"} {
		if !strings.Contains(plain.String(), want) || !strings.Contains(markdown.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, plain.String())
		}
	}
}

func TestBudgets(t *testing.T) {
	for _, c := range []struct {
		b                  *budget
		product, yardstick []float64
		want               string
	}{
		{ratioAtLeast(.8), []float64{90, 80, 10}, []float64{100, 100}, "met"},
		{ratioAtLeast(.8), []float64{79}, []float64{100}, "MISSED"},
		{ratioAtMost(1.25), []float64{125}, []float64{100}, "met"},
		{ratioAtMost(1.25), []float64{126}, []float64{100}, "MISSED"},
		{ratioAtMost(1.25), []float64{126}, nil, ""},
		{atMost(16), []float64{15, 17, 16}, nil, "met"},
		{atLeast(.5), []float64{.4}, nil, "MISSED"},
		{nil, []float64{.4}, nil, ""},
	} {
		f := figure{What: "x", Unit: "us", Product: c.product, Yardstick: c.yardstick, Budget: c.b}
		if got := f.row()[5]; got != c.want {
			t.Errorf("%v of %v and %v is %q, want %q", c.b, c.product, c.yardstick, got, c.want)
		}
	}
	if got := spread([]float64{1000, 1234.4, 2000}, "msg/s"); got != "1,234 ±500 msg/s" {
		t.Errorf("spread writes %q", got)
	}
}

func TestChoose(t *testing.T) {
	count := func(only string, o options) int {
		t.Helper()
		chosen, err := choose(only, o)
		if err != nil {
			t.Fatal(err)
		}
		return len(chosen)
	}
	if all, quick := count("", options{}), count("", options{quick: true}); all != len(scenarios()) || quick == 0 || quick >= all {
		t.Errorf("%d of all, %d of the quick ones", all, quick)
	}
	if n := count("storm,memory", options{quick: true}); n != 2 {
		t.Errorf("%d of two that were asked for", n)
	}
	if _, err := choose("nothing", options{}); err == nil {
		t.Error("nothing was found")
	}
}
