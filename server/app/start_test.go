package app_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
)

// A drain answers what it has accepted: after it, what is stored is exactly
// what was acked, and nobody has to wonder.
func TestSIGTERMDrains(t *testing.T) {
	t.Parallel()
	testkit.EachAddress(t, func(t *testing.T, address string) {
		s := newServer(t, address)
		s.up()
		w := &world{t: t, nodes: []string{s.URL}, model: newModel()}
		p := w.newCustomer("in a hurry")
		var lines []*line
		for range 3 {
			l, _, err := dial(s.URL, p.token)
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, l)
		}
		acked := make(chan string, 10_000)
		ends := make(chan error, len(lines))
		for i, l := range lines {
			go hurry(l, fmt.Sprintf("%d-", i), acked, ends)
		}
		for range 50 { // it is in the middle of it
			<-acked
		}
		code, took := s.term()
		if code != 0 || took > 30*time.Second {
			t.Errorf("it ended with code %d after %s:\n%s", code, took, s.out)
		}
		for range lines {
			if code, reason := closeCode(<-ends); code != 1001 || reason != "going_away" {
				t.Errorf("a client was closed with %d %q, want 1001 going_away", code, reason)
			}
		}
		close(acked)
		told := 50
		for range acked {
			told++
		}
		s.up()
		var mine summary
		w.must(s.URL, http.MethodGet, "/my/conversation", p.token, nil, &mine)
		if mine.LastSeq != int64(told) {
			t.Errorf("%d messages are stored and %d were acked", mine.LastSeq, told)
		}
	})
}

// hurry keeps ten sends on their way until the connection ends.
func hurry(l *line, name string, acked chan<- string, ends chan<- error) {
	sent := 0
	send := func() {
		sent++
		id := name + formatInt(int64(sent))
		l.write(map[string]any{"type": "message.send", "id": id, "client_id": id, "kind": "text", "text": "hurry"})
	}
	for range 10 {
		send()
	}
	for raw := range l.in {
		f := decode(raw)
		if f.Type == "ack" {
			acked <- f.ID
			send()
		}
	}
	ends <- l.err
}

func TestWrongConfigurationNamesItsKey(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close() //nolint:errcheck // the test is over
	s := newServer(t, testkit.NewAddress(t, "sqlite"))
	for name, c := range map[string]struct{ env, names, says string }{
		"a database of another kind":  {"KEFU_DATABASE=postgres://localhost/kefu", "KEFU_DATABASE", "mysql:"},
		"a listen without a port":     {"KEFU_LISTEN=localhost", "KEFU_LISTEN", "127.0.0.1:8080"},
		"a port that is taken":        {"KEFU_LISTEN=" + taken.Addr().String(), "KEFU_LISTEN", "cannot listen"},
		"a short secret":              {"KEFU_SECRET=short", "KEFU_SECRET", "at least"},
		"no writers":                  {"KEFU_JOURNAL_WRITERS=0", "KEFU_JOURNAL_WRITERS", "from 1 to"},
		"a slip in a variable's name": {"KEFU_LISTEM=127.0.0.1:1", "KEFU_LISTEM", "KEFU_LISTEN"},
		"a folder that is a file":     {"KEFU_DATA_DIR=" + os.Args[0], "KEFU_DATA_DIR", ""},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			c1 := s.command(ctx, "serve")
			c1.Env = append(c1.Env, c.env)
			out, err := c1.CombinedOutput()
			if err == nil || ctx.Err() != nil {
				t.Fatalf("it started: %s", out)
			}
			if !strings.Contains(string(out), c.names) || !strings.Contains(string(out), c.says) || strings.Count(string(out), "\n") > 2 {
				t.Errorf("it said:\n%s\nwant a sentence with %q and %q", out, c.names, c.says)
			}
			if strings.Contains(string(out), "is open") {
				t.Errorf("it opened: %s", out)
			}
		})
	}
	t.Run("a file with a wrong key", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "wrong.yaml")
		if err := os.WriteFile(file, []byte("desk_name: Kefu\nlisten_on: 127.0.0.1:1\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		out, exit := s.tend("serve", "--config", file)
		if exit == 0 || !strings.Contains(out, "listen_on") || !strings.Contains(out, "2") {
			t.Errorf("exit code %d: %s", exit, out)
		}
	})
}

func TestIncompatibleSchemaIsRefused(t *testing.T) {
	t.Parallel()
	testkit.EachAddress(t, func(t *testing.T, address string) {
		db := testkit.OpenDatabase(t, address)
		if _, err := db.Exec("UPDATE schema_compat SET min_version=999, reason='messages moved house'"); err != nil {
			t.Fatal(err)
		}
		s := newServer(t, address)
		for _, command := range []string{"serve", "migrate"} {
			out, exit := s.tend(command)
			if exit == 0 || !strings.Contains(out, "needs a newer kefu") || !strings.Contains(out, "999") || !strings.Contains(out, "messages moved house") || strings.Contains(out, "is open") {
				t.Errorf("%s: exit code %d: %s", command, exit, out)
			}
		}
	})
}

var staffKeys = regexp.MustCompile(`sk_[0-9A-Za-z]{8}_[0-9A-Za-z]+`)

func TestFirstStaffKeyIsShownOnce(t *testing.T) {
	t.Parallel()
	testkit.EachEmpty(t, func(t *testing.T, address string) {
		s := newServer(t, address, "KEFU_ADMIN_STAFF_KEY=")
		s.up()
		var keys []string
		if !eventually(30*time.Second, func() bool {
			keys = staffKeys.FindAllString(s.out.String(), -1)
			return len(keys) == 1
		}) {
			t.Fatalf("the first start showed %d staff keys:\n%s", len(keys), s.out)
		}
		var me struct{ Role string }
		status, raw, err := call(s.URL, http.MethodGet, "/me", keys[0], nil, &me)
		if err != nil || status != 200 || me.Role != "admin" {
			t.Fatalf("the key opens: HTTP %d %s %v", status, raw, err)
		}
		s.kill()
		s.up()
		if code, _ := s.term(); code != 0 {
			t.Errorf("exit code %d", code)
		}
		s.up()
		if !eventually(30*time.Second, func() bool { return strings.Count(s.out.String(), "/console/") == 3 }) {
			t.Errorf("not every start says where the console is:\n%s", s.out)
		}
		if n := len(staffKeys.FindAllString(s.out.String(), -1)); n != 1 {
			t.Errorf("three starts showed %d staff keys:\n%s", n, s.out)
		}
	})
}

func TestCommandsTellAboutThemselves(t *testing.T) {
	t.Parallel()
	s := newServer(t, testkit.NewAddress(t, "sqlite"))
	help, exit := s.tend("--help")
	if exit != 0 {
		t.Errorf("--help: exit code %d", exit)
	}
	for _, name := range []string{"serve", "migrate", "agent add", "staff-key", "demo", "healthcheck", "version"} {
		if !strings.Contains(help, name) {
			t.Errorf("--help does not tell of %s:\n%s", name, help)
		}
		out, exit := s.tend(append(strings.Fields(name), "--help")...)
		if exit != 0 || name != "version" && !strings.Contains(out, "kefu "+name) {
			t.Errorf("%s --help: exit code %d:\n%s", name, exit, out)
		}
	}
	for _, wrong := range [][]string{{"sreve"}, {"serve", "now"}, {"agent"}, {"agent", "add"}, {"agent", "add", "--name", "X", "--role", "boss"}, {"staff-key", "--agent", "nobody"}, {"serve", "--bogus"}} {
		if out, exit := s.tend(wrong...); exit == 0 || strings.TrimSpace(out) == "" {
			t.Errorf("%v: exit code %d, said %q", wrong, exit, out)
		}
	}
	if out, exit := s.tend("version"); exit != 0 || strings.TrimSpace(out) != "under-test" {
		t.Errorf("version: exit code %d: %s", exit, out)
	}
	if _, exit := s.tend("healthcheck"); exit == 0 {
		t.Error("healthcheck of a desk that does not run succeeded")
	}
}

// The commands work beside a desk that runs on the same database.
func TestCommandsBesideARunningDesk(t *testing.T) {
	t.Parallel()
	testkit.EachEmpty(t, func(t *testing.T, address string) {
		s := newServer(t, address)
		if out, exit := s.tend("migrate"); exit != 0 || strings.Contains(out, " 0 migrations") {
			t.Fatalf("migrate: exit code %d: %s", exit, out)
		}
		if out, exit := s.tend("migrate"); exit != 0 || !strings.Contains(out, " 0 migrations") {
			t.Fatalf("migrate again: exit code %d: %s", exit, out)
		}
		s.up()
		if out, exit := s.tend("healthcheck"); exit != 0 {
			t.Fatalf("healthcheck: exit code %d: %s", exit, out)
		}
		out, exit := s.tend("agent", "add", "--name", "Han Mei", "--role", "supervisor")
		key := staffKeys.FindString(out)
		if exit != 0 || key == "" {
			t.Fatalf("agent add: exit code %d: %s", exit, out)
		}
		l, _, err := dial(s.URL, key)
		if err != nil {
			t.Fatalf("the new agent's key does not open: %v", err)
		}
		admin, _, err := dial(s.URL, testdesk.AdminKey)
		if err != nil {
			t.Fatal(err)
		}
		defer admin.close(true)
		<-admin.in
		<-l.in // the welcome
		out, exit = s.tend("staff-key", "--agent", "Han Mei")
		next := staffKeys.FindString(out)
		if exit != 0 || next == "" || next == key {
			t.Fatalf("staff-key: exit code %d: %s", exit, out)
		}
		if !eventually(time.Minute, func() bool {
			for {
				select {
				case _, more := <-l.in:
					if !more {
						return true
					}
				default:
					return false
				}
			}
		}) {
			t.Fatal("the open connection outlives its key")
		}
		if code, reason := closeCode(l.err); code != 1008 || reason != "revoked" {
			t.Errorf("it was closed with %d %q, want 1008 revoked", code, reason)
		}
		if _, status, err := dial(s.URL, key); err == nil || status != http.StatusUnauthorized {
			t.Errorf("the old key: HTTP %d %v, want 401", status, err)
		}
		again, _, err := dial(s.URL, next)
		if err != nil {
			t.Fatalf("the new key does not open: %v", err)
		}
		again.close(true)
		admin.write(map[string]any{"type": "ping", "id": "still there"})
		for raw := range admin.in {
			if decode(raw).Type == "pong" {
				return
			}
		}
		t.Error("another agent lost the connection")
	})
}
