package app_test

import (
	"crypto/rand"
	"database/sql"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"kefu/server/testkit/netfault"
	"kefu/server/testkit/testdesk"

	"github.com/go-sql-driver/mysql"
)

// A database that hangs, takes no connections, or only lets itself be read and
// then fails over to another server: nothing that was acked is lost, nobody
// waits in vain, memory stays bounded, and the desk goes on by itself.
func TestDatabaseThatRefuses(t *testing.T) {
	shared := os.Getenv("KEFU_TEST_MYSQL")
	m := newMariaDB(t)
	first := newPrimary(t, m.ctl("address"))
	line := netfault.New(t, first.cfg.Addr)
	cfg := first.account()
	cfg.Addr = line.Addr()
	d := testdesk.Start(t, "mysql:"+cfg.FormatDSN(), unbounded)
	c := newCrowd(t, d, lasting(40, 300), 10)
	c.begin()
	c.wantStored("at first")

	before := taken()
	must(t, m.signal(syscall.SIGSTOP))
	c.wantRefused("by one that hangs")
	time.Sleep(lasting(6*time.Second, 20*time.Second)) // some find out again and again
	during, waiting := taken(), depth(d)
	if during.routines > before.routines+200 || during.heap > before.heap+64<<20 || waiting > 256 {
		t.Errorf("while the database hangs %d changes wait; before it the process had %+v, now %+v", waiting, before, during)
	}
	must(t, m.signal(syscall.SIGCONT))
	c.wantStored("after it hung")

	crowd := first.crowd()
	line.Cut()
	c.wantRefused("by one that has too many connections")
	wantReady(t, d, http.StatusServiceUnavailable, "down")
	crowd()
	c.wantStored("when it takes connections again")

	first.run("SET GLOBAL read_only=1")
	c.wantRefused("by one that is read-only")
	wantReady(t, d, http.StatusOK, "degraded")
	second := newPrimary(t, shared)
	second.copyOf(first)
	line.Turn(second.cfg.Addr) // and the old one lives on
	c.wantStored("by the other server")
	wantReady(t, d, http.StatusOK, "ok")
	c.rest()
	c.check()
}

// wantStored waits until more is stored, wantRefused until more is refused.
func (c *crowd) wantStored(when string) {
	c.t.Helper()
	start, n := time.Now(), c.stored.Load()
	if !eventually(time.Minute, func() bool { return c.stored.Load() > n+int64(len(c.members)) }) {
		c.t.Fatalf("%s nothing is stored", when)
	}
	c.t.Logf("%s stored within %s", when, time.Since(start).Round(10*time.Millisecond))
}

func (c *crowd) wantRefused(when string) {
	c.t.Helper()
	n := c.refused.Load()
	if !eventually(time.Minute, func() bool { return c.refused.Load() > n+int64(len(c.members)) }) {
		c.t.Fatalf("%s nobody is refused", when)
	}
}

// wantReady waits until /readyz answers so of the database.
func wantReady(t *testing.T, d *testdesk.Desk, status int, database string) {
	t.Helper()
	var a testdesk.Answer
	if !eventually(time.Minute, func() bool {
		a = d.Call("GET", "/readyz", "", nil)
		return a.Status == status && a.Body["database"] == database
	}) {
		t.Errorf("/readyz says %d %s, want %d and %s", a.Status, a.Raw, status, database)
	}
}

// use is what the process takes.
type use struct {
	routines int
	heap     uint64 // bytes
}

func taken() use {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return use{runtime.NumGoroutine(), m.HeapAlloc}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// primary is a server that may be read-only for the desk, whose account is no
// administrator's.
type primary struct {
	t     *testing.T
	cfg   *mysql.Config // an administrator's
	admin *sql.DB
}

// The desk's database and account, the same on each of its servers.
var (
	primaryDatabase = "kefu_test_" + strings.ToLower(rand.Text()[:12])
	primaryPassword = rand.Text()
)

func newPrimary(t *testing.T, dsn string) *primary {
	t.Helper()
	cfg, err := mysql.ParseDSN(dsn)
	must(t, err)
	admin, err := sql.Open("mysql", dsn)
	must(t, err)
	admin.SetMaxOpenConns(1) // which stays when no others are taken
	p := &primary{t, cfg, admin}
	p.run("CREATE DATABASE " + primaryDatabase + " CHARACTER SET utf8mb4")
	p.run("CREATE USER '" + primaryDatabase + "'@'%' IDENTIFIED BY '" + primaryPassword + "'")
	p.run("GRANT ALL ON " + primaryDatabase + ".* TO '" + primaryDatabase + "'@'%'")
	t.Cleanup(func() {
		for _, text := range []string{"SET GLOBAL read_only=0", "DROP DATABASE " + primaryDatabase, "DROP USER '" + primaryDatabase + "'@'%'"} {
			admin.Exec(text) //nolint:errcheck // a server of the test's own goes with it
		}
		admin.Close() //nolint:errcheck // the test is over
	})
	return p
}

func (p *primary) run(text string) {
	p.t.Helper()
	if _, err := p.admin.Exec(text); err != nil {
		p.t.Fatalf("%s: %v", text, err)
	}
}

// account is the desk's.
func (p *primary) account() *mysql.Config {
	c := p.cfg.Clone()
	c.User, c.Passwd, c.DBName = primaryDatabase, primaryPassword, primaryDatabase
	return c
}

// crowd takes all connections that the server gives; the function gives them back.
func (p *primary) crowd() (leave func()) {
	p.t.Helper()
	const limit = 12
	others, err := sql.Open("mysql", p.account().FormatDSN())
	must(p.t, err)
	others.SetMaxIdleConns(limit)
	for range limit {
		conn, err := others.Conn(p.t.Context())
		must(p.t, err)
		must(p.t, conn.PingContext(p.t.Context()))
		p.t.Cleanup(func() { conn.Close() }) //nolint:errcheck // the test is over
	}
	var was string
	must(p.t, p.admin.QueryRow("SELECT @@GLOBAL.max_connections").Scan(&was))
	p.run("SET GLOBAL max_connections=10")
	return func() {
		others.Close() //nolint:errcheck // only its end matters
		p.run("SET GLOBAL max_connections=" + was)
	}
}

// copyOf makes p's database that of other.
func (p *primary) copyOf(other *primary) {
	p.t.Helper()
	client := func(program string, c *mysql.Config, args ...string) *exec.Cmd {
		host, port, _ := strings.Cut(c.Addr, ":")
		cmd := exec.Command(program, append([]string{"--no-defaults", "--protocol=tcp", "--host=" + host, "--port=" + port, "--user=" + c.User}, args...)...)
		cmd.Env = append(os.Environ(), "MYSQL_PWD="+c.Passwd)
		return cmd
	}
	dump, err := client("mariadb-dump", other.cfg, "--single-transaction", primaryDatabase).Output()
	must(p.t, err)
	load := client("mariadb", p.cfg, primaryDatabase)
	load.Stdin = strings.NewReader(string(dump))
	if out, err := load.CombinedOutput(); err != nil {
		p.t.Fatalf("loading the other server: %v\n%s", err, out)
	}
}
