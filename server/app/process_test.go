package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"kefu/server/testkit/testdesk"
)

// server is the real program, run as a process that may be killed and started
// again in the same place.
type server struct {
	t       *testing.T
	program string
	dir     string
	URL     string
	env     []string
	cmd     *exec.Cmd
	out     *output
	begins  func(*exec.Cmd) // is shown each process before it starts; may be nil
	done    chan struct{}   // closed when the process has ended
}

// output gathers what a process prints.
type output struct {
	mu     sync.Mutex
	b      bytes.Buffer
	copyTo io.Writer // may be nil
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.copyTo != nil {
		o.copyTo.Write(p) //nolint:errcheck // the test has it all
	}
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// newServer prepares a server on a database; env adds to its environment.
func newServer(t *testing.T, address string, env ...string) *server {
	t.Helper()
	program, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	return newServerOf(t, program, address, env...)
}

// newServerOf prepares a server of another program that serves.
func newServerOf(t *testing.T, program, address string, env ...string) *server {
	t.Helper()
	dir := t.TempDir()
	listen := freeAddress(t)
	s := &server{t: t, program: program, dir: dir, URL: "http://" + listen, out: new(output)}
	s.env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + dir, "GORACE=atexit_sleep_ms=0",
		"KEFU_LISTEN=" + listen, "KEFU_DATABASE=" + address, "KEFU_DATA_DIR=" + filepath.Join(dir, "data"),
		"KEFU_ADMIN_STAFF_KEY=" + testdesk.AdminKey, "KEFU_SECRET=a-secret-that-all-nodes-of-a-test-share", "KEFU_RATE_LIMITS=off",
	}, env...)
	t.Cleanup(s.kill)
	return s
}

// freeAddress is a loopback address that nothing listens on, below the range
// that outgoing connections are given: clients knock while the server is away,
// and must not be given its port.
func freeAddress(t *testing.T) string {
	t.Helper()
	for range 100 {
		address := fmt.Sprintf("127.0.0.1:%d", 10000+rand.IntN(10000))
		if l, err := net.Listen("tcp", address); err == nil {
			l.Close() //nolint:errcheck // it was only tried
			return address
		}
	}
	t.Fatal("found no free port")
	return ""
}

// command is the program with the server's environment.
func (s *server) command(ctx context.Context, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, s.program, args...)
	c.Dir, c.Env = s.dir, s.env
	return c
}

// tend runs another command of the program to its end.
func (s *server) tend(args ...string) (out string, exit int) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	b, err := s.command(ctx, args...).CombinedOutput()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		s.t.Fatal(err)
	}
	if ended != nil {
		exit = ended.ExitCode()
	}
	return string(b), exit
}

// start starts the process; it need not be ready yet.
func (s *server) start() {
	s.t.Helper()
	s.cmd, s.done = s.command(context.Background(), "serve"), make(chan struct{})
	s.cmd.Stdout, s.cmd.Stderr = s.out, s.out
	if s.begins != nil {
		s.begins(s.cmd)
	}
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	cmd, done := s.cmd, s.done
	go func() {
		defer close(done)
		cmd.Wait() //nolint:errcheck // ProcessState says how it ended
	}()
}

// up starts the process and waits until it is ready.
func (s *server) up() {
	s.t.Helper()
	s.start()
	if !eventually(2*time.Minute, func() bool { return s.ended() || ready(s.URL) == http.StatusOK }) || s.ended() {
		s.t.Fatalf("the server did not get ready:\n%s", s.out)
	}
}

func (s *server) ended() bool {
	select {
	case <-s.done:
		return true
	default:
		return false
	}
}

// ready asks /readyz; 0 is no answer.
func ready(base string) int {
	c := http.Client{Timeout: 30 * time.Second}
	res, err := c.Get(base + "/readyz")
	if err != nil {
		return 0
	}
	res.Body.Close() //nolint:errcheck // only the status counts
	return res.StatusCode
}

// kill ends the process as a power cut does; again is harmless.
func (s *server) kill() {
	if s.cmd == nil || s.ended() {
		return
	}
	s.cmd.Process.Kill() //nolint:errcheck // it may have ended
	<-s.done
	s.judge()
}

// term asks the process to end and returns its exit code and how long it took.
func (s *server) term() (code int, took time.Duration) {
	s.t.Helper()
	start := time.Now()
	s.cmd.Process.Signal(syscall.SIGTERM) //nolint:errcheck // seen below
	select {
	case <-s.done:
	case <-time.After(time.Minute):
		s.t.Errorf("the server did not end after SIGTERM:\n%s", s.out)
		s.kill()
	}
	s.judge()
	return s.cmd.ProcessState.ExitCode(), time.Since(start)
}

// judge looks for what no server may ever print.
func (s *server) judge() {
	s.t.Helper()
	for _, never := range []string{"WARNING: DATA RACE", "panic", "fatal error"} {
		if out := s.out.String(); strings.Contains(out, never) {
			s.t.Errorf("the server printed %q:\n%s", never, out)
		}
	}
}
