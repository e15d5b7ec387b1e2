package announcement_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/feature/announcement"
	"kefu/server/store"
	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
	"kefu/server/wire"
)

const path = "/api/v1/announcements"

func announce(d *testdesk.Desk, text, tag string) testkit.Frame {
	return d.Must(http.MethodPost, path, testdesk.AdminKey, map[string]any{"text": text, "tag": tag})
}

func isAnnouncement(f testkit.Frame) bool { return f.Type() == wire.TypeAnnouncement }

// expect waits for these announcements, and then for others: until a message
// that is sent after them.
func expect(t *testing.T, who string, d *testdesk.Desk, p testdesk.Person, c *testkit.Client, want ...string) {
	t.Helper()
	for _, text := range want {
		if f := c.Take("what "+who+" was to hear, "+text, isAnnouncement); f["text"] != text {
			t.Errorf("%s heard %q, want %q", who, f["text"], text)
		}
	}
	end := fmt.Sprint("end ", time.Now().UnixNano())
	time.Sleep(300 * time.Millisecond) // what comes twice comes late
	d.Must(http.MethodPost, "/api/v1/conversations/"+p.ID+"/messages", testdesk.AdminKey, map[string]any{"text": end})
	c.Message(end)
	for _, f := range c.Frames() {
		if isAnnouncement(f) {
			t.Errorf("%s heard %q too", who, f["text"])
		}
	}
}

func TestEachOnceOnlineAndLater(t *testing.T) {
	t.Parallel()
	testkit.EachAddress(t, func(t *testing.T, address string) {
		d := testdesk.Start(t, address, nil)
		online, away, twice := d.Visitor("online"), d.Visitor("away"), d.Visitor("on two devices")
		c, phone, tablet := d.Dial(online), d.Dial(twice), d.Dial(twice)
		agent := d.Dial(d.Agent("Han Mei", "agent"))
		announce(d, " 春节快乐 ", "")
		first := c.Take("the announcement", isAnnouncement)
		if first["id"] != "1" || first["text"] != "春节快乐" || first["created_at"] == "" {
			t.Errorf("got %v", first)
		}
		announce(d, "two", "")
		expect(t, "who is online", d, online, c, "two")
		expect(t, "the phone", d, twice, phone, "春节快乐", "two")
		expect(t, "the tablet", d, twice, tablet, "春节快乐", "two")

		late := d.Dial(away)
		expect(t, "who was away", d, away, late, "春节快乐", "two")
		late.Close()
		expect(t, "who comes again", d, away, d.Dial(away))
		c.Close()
		expect(t, "who heard it online, on coming again", d, online, d.Dial(online))
		time.Sleep(5 * time.Millisecond)
		young := d.Visitor("came after")
		expect(t, "who is new", d, young, d.Dial(young))
		for _, f := range agent.Frames() {
			if isAnnouncement(f) {
				t.Errorf("an agent was sent %v", f)
			}
		}
	})
}

func TestByTag(t *testing.T) {
	t.Parallel()
	testkit.EachAddress(t, func(t *testing.T, address string) {
		d := testdesk.Start(t, address, nil)
		vip, plain, away := d.Visitor("vip"), d.Visitor("plain"), d.Visitor("away vip")
		for _, p := range []testdesk.Person{vip, away} {
			d.Must(http.MethodPatch, "/api/v1/conversations/"+p.ID, testdesk.AdminKey, map[string]any{"tags": []string{"vip"}})
		}
		cVIP, cPlain := d.Dial(vip), d.Dial(plain)
		announce(d, "for the few", "vip")
		announce(d, "for all", "")
		announce(d, "for nobody", "VIP")
		expect(t, "the tagged", d, vip, cVIP, "for the few", "for all")
		expect(t, "the untagged", d, plain, cPlain, "for all")
		expect(t, "the tagged who was away", d, away, d.Dial(away), "for the few", "for all")
	})
}

func TestPlainClientsHearIt(t *testing.T) {
	t.Parallel()
	testkit.EachAddress(t, func(t *testing.T, address string) {
		d := testdesk.Start(t, address, nil)
		c := d.Plain(d.Visitor("a script"))
		announce(d, "hello", "")
		f := c.Take("the announcement", func(f testkit.Frame) bool { return f["msg"] == "hello" })
		if len(f) != 1 {
			t.Errorf("got %v", f)
		}
	})
}

// Two nodes on one database, with no bus between them.
func TestAnotherNodeFollows(t *testing.T) {
	t.Parallel()
	testkit.EachAddress(t, func(t *testing.T, address string) {
		a, b := testdesk.Start(t, address, nil), testdesk.Start(t, address, nil)
		here, there := a.Visitor("here"), a.Visitor("there")
		onA, onB := a.Dial(here), b.Dial(there)
		announce(a, "across", "")
		onB.Take("the announcement", func(f testkit.Frame) bool { return f["text"] == "across" })
		onA.Take("the announcement", func(f testkit.Frame) bool { return f["text"] == "across" })
		onA.Close()
		expect(t, "who comes to the other node", b, here, b.Dial(here))
	})
}

func TestCalls(t *testing.T) {
	t.Parallel()
	testkit.EachAddress(t, func(t *testing.T, address string) {
		d := testdesk.Start(t, address, nil)
		agent, supervisor, customer := d.Agent("Han Mei", "agent"), d.Agent("Su", "supervisor"), d.Visitor("x")
		for i := range 3 {
			got := announce(d, fmt.Sprint("number ", i+1), "")
			if got["id"] != fmt.Sprint(i+1) || got.At("agent", "name") != "Admin" {
				t.Errorf("stored %v", got)
			}
		}
		for _, c := range []struct {
			method, query, token string
			body                 any
			status               int
		}{
			{"POST", "", agent.Token, map[string]any{"text": "x"}, 403},
			{"POST", "", supervisor.Token, map[string]any{"text": "x"}, 403},
			{"POST", "", customer.Token, map[string]any{"text": "x"}, 403},
			{"POST", "", "", map[string]any{"text": "x"}, 401},
			{"POST", "", testdesk.AdminKey, map[string]any{"text": "  "}, 400},
			{"POST", "", testdesk.AdminKey, map[string]any{}, 400},
			{"POST", "", testdesk.AdminKey, map[string]any{"text": strings.Repeat("x", 4001)}, 413},
			{"POST", "", testdesk.AdminKey, map[string]any{"text": "x", "tag": "a,b"}, 400},
			{"POST", "", testdesk.AdminKey, map[string]any{"text": "x", "tag": strings.Repeat("t", 33)}, 400},
			{"GET", "", agent.Token, nil, 200},
			{"GET", "?cursor=~", agent.Token, nil, 400},
			{"GET", "", customer.Token, nil, 403},
			{"GET", "", "", nil, 401},
		} {
			if a := d.Call(c.method, path+c.query, c.token, c.body); a.Status != c.status {
				t.Errorf("%s %v as %.12s: %d %s, want %d", c.method, c.body, c.token, a.Status, a.Raw, c.status)
			}
		}
		page := d.Must("GET", path+"?limit=2", agent.Token, nil)
		rest := d.Must("GET", path+"?limit=2&cursor="+page["next_cursor"].(string), agent.Token, nil)
		items := append(page["items"].([]any), rest["items"].([]any)...)
		if len(items) != 3 || rest["next_cursor"] != nil || items[0].(map[string]any)["text"] != "number 3" || items[2].(map[string]any)["text"] != "number 1" {
			t.Errorf("the list is %v, %v", page, rest)
		}
	})
}

// crowd is a node's customers, and what each of them was told.
type crowd struct {
	mu   sync.Mutex
	ids  []int64
	told map[int64]int
}

func (c *crowd) CustomersHere() []int64 { return c.ids }

func (c *crowd) ToCustomer(id int64, _ any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.told[id]++
}

// Many nodes that all see the same customers, who connect all the while: each
// customer is told of each announcement exactly once, by somebody.
func TestExactlyOnceAmongManyNodes(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		ctx, cancel := context.WithCancel(context.Background())
		const customers, nodes, announcements = 600, 4, 3
		all := &crowd{told: map[int64]int{}}
		for i := range customers {
			c, _, err := db.EnsureCustomer(ctx, desk.Customer{OpenID: fmt.Sprint("v_", i), Channel: desk.ChannelWeb})
			if err != nil {
				t.Fatal(err)
			}
			all.ids = append(all.ids, c.ID)
		}
		admin, err := db.CreateAgent(ctx, desk.Agent{Name: "Admin", Role: desk.RoleAdmin, KeyPrefix: "k", KeyHash: make([]byte, 32)})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Millisecond) // the announcements come after the customers
		var running sync.WaitGroup
		features := make([]*announcement.Feature, nodes)
		for i := range features {
			features[i] = announcement.New(db, all, slog.New(slog.NewTextHandler(os.Stderr, nil)))
			running.Add(1)
			go func() {
				defer running.Done()
				features[i].Run(ctx)
			}()
		}
		for i := range announcements {
			running.Add(1)
			go func() {
				defer running.Done()
				if _, err := features[i%nodes].Announce(ctx, admin.Principal(), fmt.Sprint("number ", i), ""); err != nil {
					t.Error(err)
				}
			}()
		}
		for i := range 8 {
			running.Add(1)
			go func() {
				defer running.Done()
				for k := i; k < customers && ctx.Err() == nil; k += 8 {
					features[k%nodes].Greet(ctx, desk.Principal{Role: desk.RoleCustomer, ID: all.ids[k]})
				}
			}()
		}
		complete := func() (done, twice int) {
			all.mu.Lock()
			defer all.mu.Unlock()
			for _, n := range all.told {
				if n == announcements {
					done++
				} else if n > announcements {
					twice++
				}
			}
			return done, twice
		}
		deadline := time.Now().Add(time.Minute)
		for done, twice := complete(); done < customers && twice == 0 && time.Now().Before(deadline); done, twice = complete() {
			time.Sleep(20 * time.Millisecond)
		}
		time.Sleep(2500 * time.Millisecond) // one more look by every node
		cancel()
		running.Wait()
		if done, twice := complete(); done != customers || twice != 0 {
			t.Errorf("%d of %d customers heard everything once, %d something twice", done, customers, twice)
		}
	})
}
