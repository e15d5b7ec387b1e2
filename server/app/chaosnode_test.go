package app_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"kefu/server/app"
	"kefu/server/config"
	"kefu/server/testkit/netfault"
)

// nodeVariable has the test binary be a node: the program, but for a clock
// that can be set.
const nodeVariable = "KEFU_TEST_NODE"

// runNode serves until SIGTERM. Its standard input says by how many seconds its
// clock is wrong, a line each time; it ends with its parent.
func runNode() int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	var wrong atomic.Int64
	go func() {
		for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
			seconds, _ := strconv.ParseInt(lines.Text(), 10, 64) //nolint:errcheck // 0 is right
			wrong.Store(seconds)
		}
		os.Exit(3)
	}()
	if err := serveNode(ctx, &wrong); err != nil {
		fmt.Fprintln(os.Stderr, "kefu:", err)
		return 1
	}
	return 0
}

func serveNode(ctx context.Context, wrong *atomic.Int64) error {
	cfg, err := config.Load("", os.Environ())
	if err != nil {
		return err
	}
	node, err := app.New(ctx, cfg, app.Options{
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: cfg.LogLevel})),
		Now: func() time.Time { return time.Now().Add(time.Duration(wrong.Load()) * time.Second) },
	})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return err
	}
	return node.Serve(ctx, listener)
}

// chaosNode is a node process and the proxies between it and the world.
type chaosNode struct {
	*server
	name                     string
	clients, database, redis *netfault.Proxy

	mu    sync.Mutex
	stdin io.Writer // of the running process
	wrong int64     // its clock, by seconds
	up    bool      // the process is meant to run
}

var tcpAddress = regexp.MustCompile(`\(127\.0\.0\.1:\d+\)`)

// newChaosNode prepares a node; folder takes its log.
func newChaosNode(t *testing.T, n int, folder, database, redis string) *chaosNode {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Trim(tcpAddress.FindString(database), "()")
	c := &chaosNode{
		name:     fmt.Sprintf("node %d", n+1),
		database: netfault.New(t, at),
		redis:    netfault.New(t, strings.TrimSuffix(strings.TrimPrefix(redis, "redis://"), "/0")),
		wrong:    int64(n-1) * 3600, // clocks differ from the beginning
	}
	c.server = newServerOf(t, program, tcpAddress.ReplaceAllString(database, "("+c.database.Addr()+")"),
		"KEFU_REDIS=redis://"+c.redis.Addr()+"/0", nodeVariable+"=1")
	c.clients = netfault.New(t, strings.TrimPrefix(c.URL, "http://"))
	log, err := os.OpenFile(filepath.Join(folder, fmt.Sprintf("node-%d.log", n+1)), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() }) //nolint:errcheck // what is missing is missed by who reads it
	c.out.copyTo = log
	c.begins = c.connect
	return c
}

// connect holds the standard input of a process that is about to start.
func (c *chaosNode) connect(cmd *exec.Cmd) {
	in, err := cmd.StdinPipe()
	if err != nil {
		c.t.Error(err)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stdin = in
	fmt.Fprintln(in, c.wrong) //nolint:errcheck // the process may die at once
}

// jump sets the node's clock wrong by some hours.
func (c *chaosNode) jump(hours int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wrong = hours * 3600
	fmt.Fprintln(c.stdin, c.wrong) //nolint:errcheck // the process may be dead
}

// someBytes is where in the middle of what it carries a line is cut.
func someBytes(r *rand.Rand) func() int64 { return func() int64 { return r.Int64N(1500) } }

func newRandom(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 2)) }

// setUp notes whether the process is meant to run.
func (c *chaosNode) setUp(up bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.up = up
}

func (c *chaosNode) isUp() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.up
}
