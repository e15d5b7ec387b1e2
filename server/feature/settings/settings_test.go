package settings_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"kefu/server/app"
	"kefu/server/config"
	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
)

const path = "/api/v1/settings"

type object = map[string]any

func read(d *testdesk.Desk) testkit.Frame { return d.Must("GET", path, testdesk.AdminKey, nil) }

// edit changes settings as the admin, on top of what they are now.
func edit(d *testdesk.Desk, change object) testkit.Frame {
	change["version"] = read(d)["version"]
	return d.Must("PATCH", path, testdesk.AdminKey, change)
}

func want(t *testing.T, f testkit.Frame, value any, path ...string) {
	t.Helper()
	got, _ := json.Marshal(f.At(path...))
	if wanted, _ := json.Marshal(value); string(got) != string(wanted) {
		t.Errorf("%v is %s, want %s", path, got, wanted)
	}
}

// each runs f on a desk over each database, with a configuration of its own.
func each(t *testing.T, f func(t *testing.T, d *testdesk.Desk)) {
	t.Helper()
	testkit.EachAddress(t, func(t *testing.T, address string) { f(t, start(t, address)) })
}

func start(t *testing.T, address string) *testdesk.Desk {
	return testdesk.Start(t, address, func(c *config.Config, _ *app.Options) {
		c.DeskName, c.AllowedOrigins, c.MaxUploadBytes = "星河数码", []string{"https://fixed.example"}, 5<<20
		c.PublicURL = "https://desk.example"
	})
}

func TestDefaultsAreTheConfigurations(t *testing.T) {
	each(t, func(t *testing.T, d *testdesk.Desk) {
		s := read(d)
		want(t, s, 0, "version")
		want(t, s, "星河数码", "desk_name")
		want(t, s, "zh-CN", "language")
		want(t, s, []string{}, "allowed_origins")
		want(t, s, []string{"https://fixed.example"}, "fixed_origins")
		want(t, s, "https://desk.example", "public_url")
		want(t, s, 5<<20, "limits", "max_upload_bytes")
		want(t, s, 20, "limits", "connections_per_identity")
		want(t, s, 20, "limits", "customer_frames_per_second")
		want(t, s, "#ffffff", "widget", "text_color")
		want(t, s, false, "opening_hours", "enabled")
		want(t, s, nil, "updated_at")
		want(t, s, false, "wechat", "configured")
	})
}

func TestEdit(t *testing.T) {
	each(t, func(t *testing.T, d *testdesk.Desk) {
		edit(d, object{"desk_name": "  Star River ", "language": "en"})
		s := edit(d, object{
			"allowed_origins": []string{"HTTPS://Shop.example:443", "https://fixed.example", "https://shop.example", " http://localhost:5173 "},
			"limits":          object{"max_upload_bytes": 1 << 20},
			"widget":          object{"color": "#FFD400", "greeting": object{"zh": " 你好\n欢迎 "}, "launcher": object{"label": object{"en": "Chat"}}},
			"opening_hours": object{"enabled": true, "time_zone": "Europe/Berlin", "closed_dates": []string{"2026-12-25", "2026-10-01", "2026-12-25"},
				"week": week(object{"monday": []object{{"from": "13:00", "to": "24:00"}, {"from": "09:00", "to": "12:00"}}})},
		})
		want(t, s, 2, "version")
		want(t, s, "Star River", "desk_name")
		want(t, s, "en", "language")
		want(t, s, []string{"https://shop.example", "http://localhost:5173"}, "allowed_origins")
		want(t, s, 1<<20, "limits", "max_upload_bytes")
		want(t, s, 100, "limits", "agent_frames_per_second")
		want(t, s, "#ffd400", "widget", "color")
		want(t, s, "#000000", "widget", "text_color")
		want(t, s, "你好\n欢迎", "widget", "greeting", "zh")
		want(t, s, true, "widget", "launcher", "visible")
		want(t, s, "Europe/Berlin", "opening_hours", "time_zone")
		want(t, s, []string{"2026-10-01", "2026-12-25"}, "opening_hours", "closed_dates")
		want(t, s, []object{{"from": "09:00", "to": "12:00"}, {"from": "13:00", "to": "24:00"}}, "opening_hours", "week", "monday")
		want(t, s, "Admin", "updated_by", "name")
		s = edit(d, object{"widget": object{"greeting": object{"en": "Hi"}}, "opening_hours": object{"enabled": false}})
		want(t, s, "你好\n欢迎", "widget", "greeting", "zh")
		want(t, s, "Hi", "widget", "greeting", "en")
		want(t, s, "Europe/Berlin", "opening_hours", "time_zone")
		s = edit(d, object{"desk_name": "星河数码"})
		want(t, s, "星河数码", "desk_name")
		want(t, read(d), s["version"], "version")
	})
}

// week is a whole week with some days' hours.
func week(some object) object {
	w := object{}
	for _, day := range []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
		w[day] = []object{}
	}
	for day, spans := range some {
		w[day] = spans
	}
	return w
}

// What is set back to the configuration's follows the configuration again.
func TestADefaultFollowsTheConfiguration(t *testing.T) {
	testkit.EachAddress(t, func(t *testing.T, address string) {
		d := start(t, address)
		edit(d, object{"desk_name": "Another", "limits": object{"max_upload_bytes": 9 << 20, "connections_per_identity": 7}})
		edit(d, object{"desk_name": "星河数码", "limits": object{"max_upload_bytes": 5 << 20}})
		d.Stop()
		again := testdesk.Start(t, address, func(c *config.Config, _ *app.Options) { c.DeskName, c.MaxUploadBytes = "New name", 6<<20 })
		s := read(again)
		want(t, s, "New name", "desk_name")
		want(t, s, 6<<20, "limits", "max_upload_bytes")
		want(t, s, 7, "limits", "connections_per_identity")
	})
}

func TestRefusals(t *testing.T) {
	each(t, func(t *testing.T, d *testdesk.Desk) {
		monday := func(spans ...object) object {
			return object{"opening_hours": object{"week": week(object{"monday": spans})}}
		}
		origins, dates := make([]string, 101), make([]string, 367)
		for i := range origins {
			origins[i] = fmt.Sprintf("https://shop%d.example", i)
		}
		for i := range dates {
			dates[i] = time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		}
		for field, changes := range map[string][]object{
			"desk_name":                         {{"desk_name": " "}, {"desk_name": strings.Repeat("好", 65)}, {"desk_name": "a\nb"}, {"desk_name": 5}},
			"language":                          {{"language": "fr"}, {"language": ""}},
			"allowed_origins[1]":                {{"allowed_origins": []string{"https://a.example", "https://b.example/path"}}, {"allowed_origins": []string{"https://a.example", "*"}}, {"allowed_origins": []string{"https://a.example", "javascript:alert(1)"}}, {"allowed_origins": []string{"https://a.example", "https://x; script-src *"}}, {"allowed_origins": []string{"https://a.example", "https://x.example;sandbox"}}, {"allowed_origins": []string{"https://a.example", "https://münchen.example"}}},
			"allowed_origins":                   {{"allowed_origins": origins}, {"allowed_origins": "https://a.example"}},
			"limits.max_upload_bytes":           {{"limits": object{"max_upload_bytes": 1023}}, {"limits": object{"max_upload_bytes": 1<<30 + 1}}, {"limits": object{"max_upload_bytes": "20MiB"}}},
			"limits.customer_frames_per_second": {{"limits": object{"customer_frames_per_second": 0}}, {"limits": object{"customer_frames_per_second": 1001}}},
			"limits.agent_frames_per_second":    {{"limits": object{"agent_frames_per_second": 19}}},
			"limits.connections_per_identity":   {{"limits": object{"connections_per_identity": 0}}, {"limits": object{"connections_per_identity": 10_001}}},
			"widget.title":                      {{"widget": object{"title": strings.Repeat("x", 65)}}},
			"widget.color":                      {{"widget": object{"color": "red"}}, {"widget": object{"color": "#12345"}}, {"widget": object{"color": "#12345g"}}, {"widget": object{"color": "#123456;x"}}},
			"widget.side":                       {{"widget": object{"side": "top"}}},
			"widget.greeting.zh":                {{"widget": object{"greeting": object{"zh": strings.Repeat("好", 501)}}}},
			"widget.launcher.label.en":          {{"widget": object{"launcher": object{"label": object{"en": strings.Repeat("x", 25)}}}}},
			"opening_hours.time_zone":           {{"opening_hours": object{"time_zone": "Mars/Olympus"}}, {"opening_hours": object{"time_zone": ""}}, {"opening_hours": object{"time_zone": "Local"}}, {"opening_hours": object{"time_zone": "../../etc/passwd"}}},
			"opening_hours.week.monday[0]":      {monday(object{"from": "9:00", "to": "10:00"}), monday(object{"from": "10:00", "to": "10:00"}), monday(object{"from": "00:00", "to": "24:01"}), monday(object{"from": "24:00", "to": "24:00"})},
			"opening_hours.week.monday": {monday(object{"from": "09:00", "to": "12:00"}, object{"from": "11:59", "to": "13:00"}),
				monday(object{"from": "01:00", "to": "02:00"}, object{"from": "02:00", "to": "03:00"}, object{"from": "03:00", "to": "04:00"}, object{"from": "04:00", "to": "05:00"}, object{"from": "05:00", "to": "06:00"}, object{"from": "06:00", "to": "07:00"}, object{"from": "07:00", "to": "08:00"})},
			"opening_hours.closed_dates[0]": {{"opening_hours": object{"closed_dates": []string{"2026-02-30"}}}, {"opening_hours": object{"closed_dates": []string{"tomorrow"}}}},
			"opening_hours.closed_dates":    {{"opening_hours": object{"closed_dates": dates}}},
		} {
			for i, change := range changes {
				t.Run(fmt.Sprint(field, " ", i), func(t *testing.T) {
					change["version"] = 0
					a := d.Call("PATCH", path, testdesk.AdminKey, change)
					detail, _ := a.Body["detail"].(string)
					if a.Status != 400 || a.Body["code"] != "bad_request" || !strings.Contains(detail, field+" ") && !strings.Contains(detail, field+":") {
						t.Errorf("%d %s", a.Status, a.Raw)
					}
				})
			}
		}
		if a := d.Call("PATCH", path, testdesk.AdminKey, object{"desk_name": "x"}); a.Status != 400 || !strings.Contains(string(a.Raw), "version") {
			t.Errorf("without a version: %d %s", a.Status, a.Raw)
		}
		want(t, read(d), 0, "version")
	})
}

func TestWhoMay(t *testing.T) {
	each(t, func(t *testing.T, d *testdesk.Desk) {
		agent, supervisor, customer := d.Agent("Han Mei", "agent"), d.Agent("Su", "supervisor"), d.Visitor("x")
		for _, c := range []struct {
			method, path, token string
			status              int
		}{
			{"PATCH", path, agent.Token, 403}, {"PATCH", path, supervisor.Token, 403}, {"PATCH", path, customer.Token, 403}, {"PATCH", path, "", 401},
			{"GET", path, customer.Token, 403}, {"GET", path, "", 401}, {"GET", path, agent.Token, 200},
			{"POST", path + "/wechat/test", supervisor.Token, 403}, {"POST", path + "/wechat/test", "", 401},
			{"GET", path + "/public", "", 200}, {"GET", path + "/public", "nonsense", 200},
		} {
			var body any
			if c.method != "GET" {
				body = object{"version": 0, "desk_name": "x"}
			}
			if a := d.Call(c.method, c.path, c.token, body); a.Status != c.status {
				t.Errorf("%s %s as %.10s: %d %s, want %d", c.method, c.path, c.token, a.Status, a.Raw, c.status)
			}
		}
		edit(d, object{"allowed_origins": []string{"https://secret-shop.example"}, "widget": object{"title": "你好"}})
		s := d.Must("GET", path, agent.Token, nil)
		for _, hidden := range []string{"allowed_origins", "fixed_origins", "public_url", "limits", "bounds", "defaults", "wechat", "updated_at", "updated_by"} {
			if s[hidden] != nil {
				t.Errorf("an agent sees %s: %v", hidden, s[hidden])
			}
		}
		a := d.Call("GET", path+"/public", "", nil)
		if got := a.Header.Get("Cache-Control"); got != "public, max-age=30" {
			t.Errorf("the public part is kept %q", got)
		}
		want(t, a.Body, "你好", "widget", "title")
		want(t, a.Body, "#ffffff", "widget", "text_color")
		if len(a.Body) != 3 || strings.Contains(string(a.Raw), "secret-shop") {
			t.Errorf("the public part has %s", a.Raw)
		}
	})
}

// Many admins at once, each from what they have read: of each version one wins.
func TestOneWins(t *testing.T) {
	testkit.EachAddress(t, func(t *testing.T, address string) {
		desks := []*testdesk.Desk{start(t, address), start(t, address)}
		const admins = 8
		var wins, conflicts sync.Map
		var running sync.WaitGroup
		for i := range admins {
			running.Add(1)
			go func() {
				defer running.Done()
				name := fmt.Sprint("number ", i)
				switch a := desks[i%2].Call("PATCH", path, testdesk.AdminKey, object{"version": 0, "desk_name": name}); {
				case a.Status == 200:
					wins.Store(name, true)
				case a.Status == 409 && a.Body["code"] == "conflict":
					conflicts.Store(name, true)
				default:
					t.Errorf("%d %s", a.Status, a.Raw)
				}
			}()
		}
		running.Wait()
		var won []string
		wins.Range(func(name, _ any) bool { won = append(won, name.(string)); return true })
		if len(won) != 1 {
			t.Fatalf("%v won", won)
		}
		for _, d := range desks {
			want(t, read(d), won[0], "desk_name")
			want(t, read(d), 1, "version")
		}
	})
}

// The other node, with no bus between them, and what does not ask for the
// settings but rests on them.
func TestAnotherNodeSees(t *testing.T) {
	testkit.EachAddress(t, func(t *testing.T, address string) {
		a, b := start(t, address), start(t, address)
		edit(a, object{"widget": object{"title": "Seen"}})
		public := func(d *testdesk.Desk) any { return d.Must("GET", path+"/public", "", nil).At("widget", "title") }
		if got := public(a); got != "Seen" {
			t.Errorf("the node that changed it has %v", got)
		}
		eventually(t, testkit.Patience, "the other node's look", func() bool { return public(b) == "Seen" })
	})
}

func eventually(t *testing.T, within time.Duration, what string, ok func() bool) {
	t.Helper()
	for limit := time.Now().Add(within); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("%s did not come", what)
		}
	}
}

// What is allowed changes while the desk runs, for those who are connected too.
func TestLimitsFollow(t *testing.T) {
	d := start(t, testkit.NewAddress(t, "sqlite"))
	customer := d.Visitor("Li Lei")
	first, second := d.Dial(customer), d.Dial(customer)
	edit(d, object{"limits": object{"max_upload_bytes": 2048, "customer_frames_per_second": 5, "connections_per_identity": 1}})
	me := d.Must("GET", "/api/v1/me", customer.Token, nil)
	want(t, me, 2048, "limits", "max_upload_bytes")
	want(t, me, 5, "limits", "frames_per_second")
	if !refusedSoon(second) {
		t.Error("a session that was open goes on as before")
	}
	third := d.Dial(customer)
	for _, c := range []*testkit.Client{first, second} {
		if code, _ := c.CloseCode(); code != 4009 {
			t.Errorf("one connection too many was closed with %d", code)
		}
	}
	third.Send(object{"type": "ping", "id": 1})
	third.OfType("pong")
	if a := upload(t, d, customer.Token, 2049); a.Status != 413 || !strings.Contains(string(a.Raw), "2048 bytes") {
		t.Errorf("a file too large: %d %s", a.Status, a.Raw)
	}
	if a := upload(t, d, customer.Token, 2048); a.Status != 201 {
		t.Errorf("a file as large as may be: %d %s", a.Status, a.Raw)
	}
}

// refusedSoon has a client send pings, some at a time and far more than five a
// second, until one is refused: ten seconds' worth of five, fifty, are not.
func refusedSoon(c *testkit.Client) bool {
	const atOnce = 15 // fewer than too many in vain, which would end the connection
	for n := 0; n < 100*atOnce; {
		for range atOnce {
			n++
			c.Send(object{"type": "ping", "id": n})
		}
		for i := range atOnce {
			id := float64(n - i)
			if f := c.Take("an answer", func(f testkit.Frame) bool { return f["id"] == id }); f["code"] == "rate_limited" {
				return true
			}
		}
	}
	return false
}

func upload(t *testing.T, d *testdesk.Desk, token string, size int) testdesk.Answer {
	t.Helper()
	body := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n" + strings.Repeat("x", size) + "\r\n--b--\r\n"
	req, err := http.NewRequest("POST", d.URL+"/api/v1/uploads", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	req.Header.Set("Authorization", "Bearer "+token)
	return d.Do(req)
}

// Which pages may call changes at once; pages_test has which may carry the widget.
func TestOriginsFollow(t *testing.T) {
	d := start(t, testkit.NewAddress(t, "sqlite"))
	allowed := func(origin string) string {
		req, err := http.NewRequest("GET", d.URL+path+"/public", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Origin", origin)
		return d.Do(req).Header.Get("Access-Control-Allow-Origin")
	}
	if cors := allowed("https://shop.example"); cors != "" {
		t.Errorf("a stranger is let in: %q", cors)
	}
	edit(d, object{"allowed_origins": []string{"https://shop.example"}})
	for _, origin := range []string{"https://shop.example", "https://fixed.example"} {
		if cors := allowed(origin); cors != origin {
			t.Errorf("%s is not let in: %q", origin, cors)
		}
	}
	edit(d, object{"allowed_origins": []string{}})
	if cors := allowed("https://shop.example"); cors != "" {
		t.Errorf("who was taken out is let in: %q", cors)
	}
}
