package app_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"kefu/server/testkit/netfault"
	"kefu/server/testkit/testdesk"

	"github.com/go-sql-driver/mysql"
)

// chaos is a desk of several nodes with a database and a Redis of its own, a
// crowd of people, and everything that can fail between them.
//
//	customers, agents ─▶ proxy ─▶ node ─┬▶ proxy ─▶ database
//	     (world)                        └▶ proxy ─▶ Redis
//	couriers, observers, ghosts ──▶ node      (chaoswatch_test.go)
//
// It ends with a verdict from comparing what was acked, what is stored, what
// REST tells and what each client saw.
type chaos struct {
	t      *testing.T
	o      chaosOptions
	start  time.Time
	folder string // of the nodes' logs

	database, redis *private
	redisAddress    string
	admin           *sql.DB
	address         string   // of the database, around the proxies
	addresses       []string // where the database is to be found
	moves           int

	nodes     []*chaosNode
	w         *world
	observers []*observer
	couriers  []*person
	spare     *person // an agent who is disabled now and then

	mu    sync.Mutex
	hit   []span
	worst map[string]time.Duration
	count map[string]int // faults by kind
	peak  figures
}

// chaosOptions say how large and how long; see scripts/chaos.
type chaosOptions struct {
	length                   time.Duration // 0: the short plan
	customers, agents, nodes int
	seed                     uint64 // unless the environment names one; 0: any
	pace                     pace
	// strict judges how long things take too: on a machine that does nothing else.
	strict bool
}

// Everything fails, one thing after another and two at a time, and nothing is
// lost. scripts/chaos runs this for as long as one likes.
func TestChaos(t *testing.T) {
	t.Parallel()
	o := chaosOptions{seed: 1, customers: 24, agents: 4, nodes: 3, pace: pace{time.Second, 300 * time.Millisecond}}
	if length := os.Getenv("KEFU_CHAOS_FOR"); length != "" {
		o = chaosOptions{customers: number(t, "KEFU_CHAOS_CUSTOMERS", 300), agents: number(t, "KEFU_CHAOS_AGENTS", 12),
			nodes: number(t, "KEFU_CHAOS_NODES", 3), strict: true, pace: pace{5 * time.Second, 600 * time.Millisecond}}
		var err error
		if o.length, err = time.ParseDuration(length); err != nil {
			t.Fatalf("KEFU_CHAOS_FOR: %v", err)
		}
	}
	c := newChaos(t, o)
	defer c.verdict()
	c.run()
}

func number(t *testing.T, variable string, usual int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s is %q and must be a number from 1", variable, text)
	}
	return n
}

// newChaos starts everything.
func newChaos(t *testing.T, o chaosOptions) *chaos {
	t.Helper()
	c := &chaos{t: t, o: o, start: time.Now(), worst: map[string]time.Duration{}, count: map[string]int{}}
	if c.folder = os.Getenv("KEFU_CHAOS_DIR"); c.folder == "" {
		c.folder = t.TempDir()
	}
	c.database, c.redis = newMariaDB(t), newPrivate(t, "KEFU_TEST_REDISD")
	c.redisAddress = c.redis.ctl("address")
	c.address = c.database.database()
	c.openAdmin()
	at := strings.Trim(tcpAddress.FindString(c.address), "()")
	c.addresses = []string{at}
	for range 2 {
		c.addresses = append(c.addresses, netfault.New(t, at).Addr())
	}
	for i := range o.nodes {
		c.nodes = append(c.nodes, newChaosNode(t, i, c.folder, c.nodeAccount(), c.redisAddress))
	}
	for _, n := range c.nodes { // together, as a cluster starts
		n.start()
		n.setUp(true)
	}
	for _, n := range c.nodes {
		if !eventually(givenUp, func() bool { return ready(n.URL) == http.StatusOK }) {
			t.Fatalf("%s did not get ready:\n%s", n.name, n.out)
		}
	}
	c.populate()
	return c
}

// openAdmin opens the connection of who runs the database.
func (c *chaos) openAdmin() {
	c.t.Helper()
	cfg, err := mysql.ParseDSN(strings.TrimPrefix(c.address, "mysql:"))
	if err != nil {
		c.t.Fatal(err)
	}
	cfg.Logger = new(mysql.NopLogger) // that the database goes away is no news here
	connector, err := mysql.NewConnector(cfg)
	if err != nil {
		c.t.Fatal(err)
	}
	c.admin = sql.OpenDB(connector)
	c.t.Cleanup(func() { c.admin.Close() }) //nolint:errcheck // the test is over
}

// nodeAccount makes the nodes' account, whom read_only and max_connections
// concern as they don't concern an administrator, and returns its address.
func (c *chaos) nodeAccount() string {
	_, rest, _ := strings.Cut(c.address, "@")
	_, name, _ := strings.Cut(rest, "/")
	name, _, _ = strings.Cut(name, "?")
	c.sql("CREATE USER IF NOT EXISTS 'node'@'127.0.0.1' IDENTIFIED BY 'node'")
	c.sql("GRANT ALL PRIVILEGES ON " + name + ".* TO 'node'@'127.0.0.1'")
	return "mysql:node:node@" + rest
}

// populate has the world's people come, and those who only watch.
func (c *chaos) populate() {
	c.t.Helper()
	var doors []string
	for _, n := range c.nodes {
		doors = append(doors, "http://"+n.clients.Addr())
	}
	c.w = newWorld(c.t, doors, testdesk.AdminKey, true, worldSize{seed: c.o.seed, customers: c.o.customers, agents: c.o.agents, devices: 2, absent: len(c.nodes), pace: c.o.pace, patient: true})
	c.couriers = c.w.customers[:len(c.nodes)]
	watcher := c.w.newAgent("watcher")
	c.spare = c.w.newAgent("spare")
	for i, n := range c.nodes {
		c.deliver(n, c.w.absent[i], "boo", time.Second, 30*time.Second)
		c.observers = append(c.observers, newObserver(c, n, watcher))
	}
}

// run lets everything fail as planned, has all of it healed, and compares.
func (c *chaos) run() {
	plan := shortPlan(c.w.seed, len(c.nodes))
	if c.o.length > 0 {
		plan = newPlan(c.w.seed, len(c.nodes), c.o.length)
	}
	c.note("seed %d, %d customers, %d agents, %d nodes; the plan:", c.w.seed, c.o.customers, c.o.agents, len(c.nodes))
	for _, r := range plan {
		c.note("  %7s  %s", r.at.Round(100*time.Millisecond), r)
	}
	c.w.begin()
	ctx, stop := context.WithCancel(context.Background())
	var watching sync.WaitGroup
	for _, f := range []func(context.Context){c.carryAcross, c.watchHealth} {
		watching.Add(1)
		go func() {
			defer watching.Done()
			f(ctx)
		}()
	}
	for _, r := range plan {
		if c.o.length > 0 {
			c.w.pause(between)
		}
		c.happen(r)
	}
	c.w.pause(between)
	stop()
	watching.Wait()
	c.note("all is healed; waiting for what was sent to be acked")
	c.w.rest()
	c.note("comparing")
	c.compare()
	for _, o := range c.observers {
		o.close()
	}
	c.w.end()
	for _, n := range c.nodes {
		if code, took := n.term(); code != 0 {
			c.w.blame(unhealthy, "%s ended %s after SIGTERM with code %d", n.name, took, code)
		}
	}
}

// happen has one round's failures happen, and waits until the desk has recovered.
func (c *chaos) happen(r *round) {
	c.note("begins: %s", r)
	c.hits(r.hits(), true)
	ghost := c.haunt(r)
	var all sync.WaitGroup
	for _, f := range r.faults {
		all.Add(1)
		go func() {
			defer all.Done()
			c.w.pause(f.after)
			c.carryOut(f)
		}()
	}
	all.Wait()
	ghost.wait()
	c.recovers(r)
	c.hits(r.hits(), false)
}

func (c *chaos) carryOut(f *fault) {
	c.mu.Lock()
	c.count[f.name]++
	c.mu.Unlock()
	end := f.begin(c, c.nodes[f.node], newRandom(f.seed))
	if end == nil {
		return
	}
	c.w.pause(f.last)
	end()
}

// note prints what happens, with the time since the begin.
func (c *chaos) note(format string, args ...any) {
	text := fmt.Sprintf("%8.1fs  %s", time.Since(c.start).Seconds(), fmt.Sprintf(format, args...))
	if c.o.length > 0 {
		fmt.Println(text)
	} else {
		c.t.Log(text)
	}
}

// must complains of what the test itself could not do.
func (c *chaos) must(_ string, err error) {
	if err != nil {
		c.w.complain("%v", err)
	}
}

// sql has the database's administrator do something.
func (c *chaos) sql(statement string) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if _, err := c.admin.ExecContext(ctx, statement); err != nil {
		c.t.Errorf("%s: %v", statement, err)
	}
}

// startNode starts a process that has ended.
func (c *chaos) startNode(n *chaosNode) {
	n.start()
	n.setUp(true)
}
