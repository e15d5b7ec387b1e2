package app_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"kefu/server/app"
	"kefu/server/config"
	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"

	"github.com/redis/go-redis/v9"
)

// redisServers are Redis servers of the test's own: one, or several that work
// together.
type redisServers struct {
	t       *testing.T
	control string
}

// newRedisServers starts them: redis, sentinel or cluster.
func newRedisServers(t *testing.T, kind string) *redisServers {
	t.Helper()
	program := os.Getenv("KEFU_TEST_REDISD")
	if program == "" {
		t.Fatal("KEFU_TEST_REDISD names no program that starts a Redis: run scripts/test, which installs one")
	}
	out, err := exec.Command(program, kind).Output() //nolint:gosec // the tests' own
	if err != nil {
		t.Fatalf("starting Redis: %v", err)
	}
	s := &redisServers{t, strings.TrimSpace(string(out))}
	t.Cleanup(func() { s.ctl("kill") })
	return s
}

func (s *redisServers) ctl(what string) string {
	s.t.Helper()
	out, err := exec.Command(s.control, what).CombinedOutput() //nolint:gosec // the tests' own
	if err != nil {
		s.t.Fatalf("Redis %s: %v\n%s", what, err, out)
	}
	return strings.TrimSpace(string(out))
}

// members are the single servers of a group.
func (s *redisServers) members() (all []*redisServers) {
	s.t.Helper()
	for _, control := range strings.Fields(s.ctl("members")) {
		all = append(all, &redisServers{s.t, control})
	}
	return all
}

func (s *redisServers) host() string {
	return strings.TrimSuffix(strings.TrimPrefix(s.ctl("address"), "redis://"), "/0")
}

// client asks one server for what the desks would not.
func (s *redisServers) client() *redis.Client {
	c := redis.NewClient(&redis.Options{Addr: s.host()})
	s.t.Cleanup(func() { c.Close() }) //nolint:errcheck // the test is over
	return c
}

func (s *redisServers) do(args ...any) any {
	s.t.Helper()
	answer, err := s.client().Do(context.Background(), args...).Result()
	if err != nil {
		s.t.Fatalf("%v: %v", args, err)
	}
	return answer
}

// pair is two nodes of one desk in process: an agent on one, a customer on the
// other, and what the first logs.
type pair struct {
	t            *testing.T
	a, b         *testdesk.Desk
	han, li      testdesk.Person
	agent, phone *testkit.Client
	log          *output
	number       int
	secret       string
}

// newPair starts one; each node has a Redis address of its own.
func newPair(t *testing.T, redisA, redisB string) *pair {
	t.Helper()
	p := &pair{t: t, log: new(output), secret: rand.Text() + rand.Text()}
	database := testkit.NewAddress(t, "mysql")
	join := func(address string, log *slog.Logger) func(*config.Config, *app.Options) {
		return func(c *config.Config, o *app.Options) {
			own, err := config.Load("", []string{"KEFU_REDIS=" + address, "KEFU_SECRET=" + p.secret})
			if err != nil {
				t.Fatal(err)
			}
			c.Redis, c.Secret, c.RateLimits = own.Redis, own.Secret, false
			if log != nil {
				o.Log = log
			}
		}
	}
	p.a = testdesk.Start(t, database, join(redisA, slog.New(slog.NewTextHandler(p.log, nil))))
	p.b = testdesk.Start(t, database, join(redisB, nil))
	p.han, p.li = p.a.Agent("Han Mei", "agent"), p.b.Visitor("Li Lei")
	p.agent, p.phone = p.a.Dial(p.han), p.b.Dial(p.li)
	return p
}

// state is what /readyz says of Redis; whatever that is, it must be 200.
func (p *pair) state(d *testdesk.Desk) string {
	a := d.Call(http.MethodGet, "/readyz", "", nil)
	status, _ := a.Body.At("status").(string)
	state, _ := a.Body.At("redis").(string)
	if a.Body.At("database") == "ok" && (a.Status != http.StatusOK || (state == "ok") != (status == "ok")) {
		p.t.Errorf("/readyz is %d %s", a.Status, a.Raw)
	}
	return state
}

func (p *pair) wantState(d *testdesk.Desk, want string) {
	p.t.Helper()
	if !eventually(90*time.Second, func() bool { return p.state(d) == want }) {
		p.t.Fatalf("/readyz says that redis is %s, never %s; the log:\n%s", p.state(d), want, p.log)
	}
	shared, up := "1", "1"
	if want != "ok" {
		shared = "0"
	}
	if want == "down" {
		up = "0"
	}
	if !eventually(90*time.Second, func() bool {
		figures := d.Call(http.MethodGet, "/metrics", "", nil).Raw
		return bytes.Contains(figures, []byte("kefu_bus_up "+up)) && bytes.Contains(figures, []byte("kefu_limits_shared "+shared))
	}) {
		p.t.Errorf("while redis is %s the figures are not kefu_bus_up %s and kefu_limits_shared %s", want, up, shared)
	}
}

// talk has each side's message come to the other, by the bus or without it.
func (p *pair) talk(when string) {
	p.t.Helper()
	p.number++
	text := when + " " + formatInt(int64(p.number))
	for _, c := range []*testkit.Client{p.phone, p.agent} {
		f := map[string]any{"type": "message.send", "client_id": rand.Text(), "kind": "text", "text": text + " from " + p.nameOf(c)}
		if c == p.agent {
			f["conversation_id"] = p.li.ID
		}
		if a := c.Ask(f); a.Type() != "ack" {
			p.t.Fatalf("%s: %v", text, a)
		}
	}
	p.agent.Message(text + " from " + p.li.Name)
	p.phone.Message(text + " from " + p.han.Name)
}

func (p *pair) nameOf(c *testkit.Client) string {
	if c == p.agent {
		return p.han.Name
	}
	return p.li.Name
}

// joined waits until the nodes hear each other by the bus: typing is told by
// nothing else.
func (p *pair) joined(when string) {
	p.t.Helper()
	for _, c := range []*testkit.Client{p.phone, p.agent} {
		other := p.agent
		if c == p.agent {
			other = p.phone
		}
		if !eventually(90*time.Second, func() bool {
			c.Send(map[string]any{"type": "typing", "conversation_id": p.li.ID})
			_, err := other.TryTake(200*time.Millisecond, func(f testkit.Frame) bool { return f.Type() == "typing" })
			return err == nil
		}) {
			p.t.Fatalf("%s: typing of %s never crossed", when, p.nameOf(c))
		}
	}
}

// lines counts those of the first node's log.
func (p *pair) lines(text string) int { return strings.Count(p.log.String(), text) }
