package gateway_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"kefu/server/app"
	"kefu/server/config"
	"kefu/server/fanout"
	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
)

func whoIsOnline(ids ...string) map[string]any {
	return map[string]any{"type": "presence", "conversation_ids": ids}
}

// visiting lists the conversations of an answer whose customers are online, and
// their pages' addresses.
func visiting(t *testing.T, f testkit.Frame) map[string]string {
	t.Helper()
	wantType(t, f, "present")
	found := map[string]string{}
	for _, x := range f["customers"].([]any) {
		one := testkit.Frame(x.(map[string]any))
		url, _ := one.At("page", "url").(string)
		found[one["conversation_id"].(string)] = url
	}
	return found
}

func wantVisiting(t *testing.T, f testkit.Frame, want map[string]string) {
	t.Helper()
	if got := visiting(t, f); !maps.Equal(got, want) {
		t.Fatalf("online are %v, want %v", got, want)
	}
}

// Who was away asks, on whichever node, and is told who is online now, and where.
func TestPresent(t *testing.T) {
	bus, address := new(fanout.MemoryBus), testkit.NewAddress(t, "sqlite")
	joined := func(_ *config.Config, o *app.Options) { o.Bus = bus.Node() }
	here, there := testdesk.Start(t, address, joined), testdesk.Start(t, address, joined)
	han := here.Agent("Han Mei", "agent")
	lilei, wu, silent := there.Visitor("Li Lei"), there.Visitor("Wu"), there.Visitor("silent")
	agent, phone, laptop := here.Dial(han), there.Dial(lilei), there.Dial(wu)
	there.Dial(silent)
	phone.Ask(send("c-1", "hello"))
	laptop.Ask(send("c-2", "hello"))
	laptop.Send(page("https://shop.example/p/1", "Shop"))
	agent.Take("the page", func(f testkit.Frame) bool { return f.Type() == "presence" && f["page"] != nil })
	agent.Close()

	// Nothing of their conversations changes.
	phone.Close()
	laptop.Send(page("https://shop.example/p/2", "Shop"))
	ask := whoIsOnline(lilei.ID, wu.ID, silent.ID, "999999")
	want := map[string]string{wu.ID: "https://shop.example/p/2", silent.ID: ""}
	for name, d := range map[string]*testdesk.Desk{"here": here, "there": there} {
		t.Run(name, func(t *testing.T) {
			back := d.Dial(han)
			var got testkit.Frame
			if !eventually(func() bool {
				got = back.Ask(ask)
				return maps.Equal(visiting(t, got), want)
			}) {
				t.Fatalf("online are %v, want %v", got, want)
			}
			wantAt(t, got, 4.0, "answered")
			wantAt(t, got, false, "has_more")
		})
	}
}

// The answer stands in its place among what is told live: behind the frame that
// tells of a leaving no answer has them online.
func TestPresentInItsPlace(t *testing.T) {
	d := sqliteDesk(t, func(_ *config.Config, o *app.Options) { o.LeaveDelay = time.Nanosecond })
	lilei := d.Visitor("Li Lei")
	first := d.Dial(lilei)
	first.Ask(send("c-1", "hello"))
	first.Close()
	long := "https://shop.example/?" + strings.Repeat("&", 1900)
	ids := slices.Repeat([]string{lilei.ID}, 80) // a long page so often: the answer takes a while
	for range 5 {
		phone, agent := d.Dial(lilei), d.Dial(d.Agent("Han Mei", "agent"))
		phone.Send(page(long, ""))
		phone.Ask(map[string]any{"type": "ping"})
		wantVisiting(t, agent.Ask(whoIsOnline(lilei.ID)), map[string]string{lilei.ID: long})
		const asked = 12
		for i := range asked {
			if i == 4 {
				go phone.Close()
			}
			agent.Send(whoIsOnline(ids...))
		}
		var frames []testkit.Frame
		if !eventually(func() bool {
			frames = agent.Frames()
			return has(frames, "present", nil) == asked && has(frames, "presence", false) > 0
		}) {
			t.Fatalf("%d answers, and told of %d leavings", has(frames, "present", nil), has(frames, "presence", false))
		}
		gone := false
		for _, f := range frames {
			switch f.Type() {
			case "presence":
				if f["conversation_id"] == lilei.ID && f["online"] != nil { // they may have come after that
					gone = f["online"] == false
				}
			case "present":
				if gone && len(visiting(t, f)) > 0 {
					t.Fatal("who was told to be gone is online by an answer behind it")
				}
			}
		}
		agent.Close()
	}
}

// has counts the frames of a type, and with that online.
func has(frames []testkit.Frame, frameType string, online any) (n int) {
	for _, f := range frames {
		if f.Type() == frameType && (online == nil || f["online"] == online) {
			n++
		}
	}
	return n
}

func eventually(is func() bool) bool {
	for end := time.Now().Add(testkit.Patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if is() {
			return true
		}
	}
	return false
}

// An answer that has no room for all says how far it goes.
func TestPresentWithoutRoom(t *testing.T) {
	d := sqliteDesk(t, nil)
	lilei := d.Visitor("Li Lei")
	phone, agent := d.Dial(lilei), d.Dial(d.Agent("Han Mei", "agent"))
	long := "https://shop.example/?" + strings.Repeat("&", 1900)
	phone.Send(page(long, ""))
	phone.Ask(map[string]any{"type": "ping"})
	f := agent.Ask(whoIsOnline(slices.Repeat([]string{lilei.ID}, 1000)...))
	wantAt(t, f, true, "has_more")
	wantVisiting(t, f, map[string]string{lilei.ID: long})
	if n := len(f["customers"].([]any)); n < 40 || float64(n) != f["answered"] {
		t.Errorf("%d of %v answered", n, f["answered"])
	}
}

func TestPresentRefused(t *testing.T) {
	d := sqliteDesk(t, nil)
	phone, agent := d.Dial(d.Visitor("Li Lei")), d.Dial(d.Agent("Han Mei", "agent"))
	wantError(t, phone.Ask(whoIsOnline("1")), "forbidden")
	wantError(t, agent.Ask(whoIsOnline("x")), "bad_request")
	wantError(t, agent.Ask(map[string]any{"type": "presence", "conversation_ids": "1"}), "bad_request")
	wantError(t, agent.Ask(whoIsOnline(strings.Split(strings.Repeat("1 ", 1000)+"1", " ")...)), "bad_request")
	wantVisiting(t, agent.Ask(whoIsOnline(strings.Fields(strings.Repeat("999999 ", 1000))...)), map[string]string{})
	wantVisiting(t, agent.Ask(map[string]any{"type": "presence"}), map[string]string{})
}
