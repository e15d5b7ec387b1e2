// Package testdesk runs whole desks in a test's process, with real sockets and
// a real database, and logs people in.
package testdesk

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"testing"
	"time"

	"kefu/server/app"
	"kefu/server/config"
	"kefu/server/testkit"
)

// AdminKey is the staff key of every test desk's first admin.
const AdminKey = "sk-the-test-desk-admin-key"

// Desk is a running node.
type Desk struct {
	t      testing.TB
	URL    string // http://127.0.0.1:port
	Config config.Config
	Node   *app.Node
	server *http.Server
	done   chan struct{}
}

// Start runs a desk on a database. edit changes its configuration or options;
// it may be nil. The desk is stopped when the test ends.
func Start(t testing.TB, address string, edit func(*config.Config, *app.Options)) *Desk {
	t.Helper()
	dir := t.TempDir()
	cfg, err := config.Load("", []string{
		"KEFU_LISTEN=127.0.0.1:0", "KEFU_DATABASE=" + address, "KEFU_DATA_DIR=" + dir, "KEFU_ADMIN_STAFF_KEY=" + AdminKey,
		"KEFU_SECRET=a-secret-that-all-nodes-of-a-test-share",
	})
	if err != nil {
		t.Fatal(err)
	}
	o := app.Options{Store: testkit.Options(), LeaveDelay: 200 * time.Millisecond, Log: logOf(t)}
	if edit != nil {
		edit(&cfg, &o)
	}
	d := &Desk{t: t, Config: cfg, done: make(chan struct{})}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if d.Node, err = app.New(ctx, cfg, o); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		t.Fatal(err)
	}
	d.URL = "http://" + listener.Addr().String()
	d.server = &http.Server{Handler: d.Node, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		defer close(d.done)
		d.server.Serve(listener) //nolint:errcheck // it ends when the desk stops
	}()
	t.Cleanup(d.Stop)
	return d
}

// At is a desk that runs elsewhere, for its calls only.
func At(t testing.TB, url string) *Desk { return &Desk{t: t, URL: url} }

// logOf shows warnings of the desk when the test is run with KEFU_TEST_LOG set.
func logOf(t testing.TB) *slog.Logger {
	if os.Getenv("KEFU_TEST_LOG") == "" {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(os.Stderr, nil)).With("test", t.Name())
}

// Stop drains the desk; again is harmless.
func (d *Desk) Stop() {
	select {
	case <-d.done:
		return
	default:
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	d.server.Shutdown(ctx) //nolint:errcheck // the rest is closed by Stop
	<-d.done
	d.Node.Stop(ctx)
}

// Answer is what a REST call brought.
type Answer struct {
	Status int
	Header http.Header
	Raw    []byte
	Body   testkit.Frame // nil if it was no JSON object
}

// Call makes a REST call. path begins with /; under /api/v1 unless it names
// the root's. body is marshalled unless nil or an io.Reader.
func (d *Desk) Call(method, path, token string, body any) Answer {
	d.t.Helper()
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case io.Reader:
		reader = b
	default:
		j, err := json.Marshal(b)
		if err != nil {
			d.t.Fatal(err)
		}
		reader = bytes.NewReader(j)
	}
	req, err := http.NewRequest(method, d.URL+path, reader)
	if err != nil {
		d.t.Fatal(err)
	}
	if reader != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	return d.Do(req)
}

// Do makes a prepared request.
func (d *Desk) Do(req *http.Request) Answer {
	d.t.Helper()
	client := http.Client{Timeout: 30 * time.Second}
	res, err := client.Do(req)
	if err != nil {
		d.t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	a := Answer{Status: res.StatusCode, Header: res.Header}
	if a.Raw, err = io.ReadAll(res.Body); err != nil {
		d.t.Fatal(err)
	}
	json.Unmarshal(a.Raw, &a.Body) //nolint:errcheck // nil says that it is none
	return a
}

// Must makes a REST call that has to succeed.
func (d *Desk) Must(method, path, token string, body any) testkit.Frame {
	d.t.Helper()
	a := d.Call(method, path, token, body)
	if a.Status/100 != 2 {
		d.t.Fatalf("%s %s: HTTP %d %s", method, path, a.Status, a.Raw)
	}
	return a.Body
}

// Person is somebody who is logged in.
type Person struct {
	Token  string
	OpenID string // customers
	ID     string // agents: theirs; customers: their conversation's
	Name   string
}

// Visitor logs a new web visitor in.
func (d *Desk) Visitor(name string) Person {
	d.t.Helper()
	b := d.Must("POST", "/api/v1/auth/visitor", "", map[string]any{"name": name})
	p := Person{Name: name, Token: b.At("token").(string), OpenID: b.At("customer", "openid").(string)}
	p.ID = d.Must("GET", "/api/v1/my/conversation", p.Token, nil).At("id").(string)
	return p
}

// Agent makes an agent; the token is the staff key.
func (d *Desk) Agent(name, role string) Person {
	d.t.Helper()
	b := d.Must("POST", "/api/v1/agents", AdminKey, map[string]any{"name": name, "role": role})
	return Person{Name: name, Token: b.At("staff_key").(string), ID: b.At("agent", "id").(string)}
}

// Dial connects somebody with kefu.v1 and waits until they count as online: a
// while after the welcome, but before anything that they send is answered.
func (d *Desk) Dial(p Person) *testkit.Client {
	d.t.Helper()
	c := testkit.Dial(d.t, d.URL, p.Token, false)
	c.OfType("welcome")
	c.Ask(map[string]any{"type": "ping"})
	return c
}

// Plain connects somebody with plain frames.
func (d *Desk) Plain(p Person) *testkit.Client {
	d.t.Helper()
	return testkit.Dial(d.t, d.URL, p.Token, true)
}
