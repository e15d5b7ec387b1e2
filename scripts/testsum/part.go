//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

var errInterrupted = errors.New("interrupted")

// grace is how long an interrupted command may take to clean up behind itself.
const grace = 10 * time.Second

// part is one command and how its outcome is counted.
type part struct {
	name    string
	format  string
	dir     string
	report  string
	results string
	timeout time.Duration
	command []string
}

// counter reads a command's standard output and counts its tests; it prints progress and
// what failed to out.
type counter func(stdout io.Reader, t *tally, out io.Writer) error

// run runs the part. Its error means that the part could not be run to its end;
// everything else, however bad, is a count.
func (p *part) run(out io.Writer) (*tally, error) {
	count, err := p.counter()
	if err != nil {
		return nil, err
	}
	if p.report != "" {
		// An old report must not be taken for that of a run which wrote none.
		if err := os.Remove(p.report); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("remove the old report: %w", err)
		}
	}
	start := time.Now()
	t := &tally{Part: p.name}
	fmt.Fprintf(out, "\n--- %s\n", p.name)

	var rest clipped // what is no report: shown when there is no other explanation
	status, err := p.execute(count, t, &rest, out)
	if err != nil {
		return nil, err
	}
	if p.format == "vitest" && !errors.Is(status, errTimeout) {
		if err := countVitest(p.report, p.dir, t, out); err != nil {
			fmt.Fprintln(&rest, err)
			t.fail(p.name + ": no readable report")
		}
	}
	p.judge(status, t, &rest, out)
	t.Seconds = time.Since(start).Seconds()
	fmt.Fprintln(out, t.line())
	return t, nil
}

func (p *part) counter() (counter, error) {
	switch p.format {
	case "go":
		return countGo, nil
	case "node":
		return countNode, nil
	case "vitest":
		if p.report == "" {
			return nil, errors.New("-format vitest needs -report")
		}
		return nil, nil
	case "exit":
		return nil, nil
	}
	return nil, fmt.Errorf("unknown format %q", p.format)
}

// judge turns what the command's exit status says, and the count does not, into failures.
func (p *part) judge(status error, t *tally, rest *clipped, out io.Writer) {
	switch {
	case errors.Is(status, errTimeout):
		t.fail(fmt.Sprintf("%s: did not end within %s", p.name, p.timeout))
	case p.format == "exit" && status == nil:
		t.pass()
	case status != nil && len(t.Failures) == 0:
		t.fail(fmt.Sprintf("%s: %v", p.name, status))
	case t.none():
		t.fail(p.name + ": ran no test")
	case p.format != "vitest": // its counter has shown what failed
		return
	}
	if len(t.Failures) > 0 {
		rest.writeTo(out)
	}
}

var errTimeout = errors.New("timed out")

// execute runs the command in a process group of its own, so that nothing it started
// outlives it. The first result is the command's own outcome, the second is about us.
func (p *part) execute(count counter, t *tally, rest *clipped, out io.Writer) (status, err error) {
	cmd := exec.Command(p.command[0], p.command[1:]...)
	cmd.Dir = p.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Stderr = rest
	read, write, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make a pipe: %w", err)
	}
	defer func() { _ = read.Close() }()
	if count == nil {
		cmd.Stdout = rest
	} else {
		cmd.Stdout = write
	}
	// A grandchild that keeps our pipes open must not keep us: see stopGroup.
	cmd.WaitDelay = grace

	interrupted, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if err := cmd.Start(); err != nil {
		_ = write.Close()
		return err, nil
	}
	_ = write.Close()

	counted := make(chan error, 1)
	go func() {
		if count == nil {
			counted <- nil
			return
		}
		counted <- count(read, t, out)
	}()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()

	select {
	case status = <-ended:
	case <-time.After(p.timeout):
		// QUIT makes a Go program say where it hangs.
		stopGroup(cmd.Process.Pid, syscall.SIGQUIT, ended)
		status = errTimeout
	case <-interrupted.Done():
		stopGroup(cmd.Process.Pid, syscall.SIGTERM, ended)
		return nil, errInterrupted
	}
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // whatever it left behind
	if err := <-counted; err != nil && status == nil {
		status = err
	}
	return status, nil
}

// stopGroup asks a process group to end, and makes it end after a grace.
func stopGroup(pid int, polite syscall.Signal, ended <-chan error) {
	_ = syscall.Kill(-pid, polite)
	select {
	case <-ended: //nolint:errcheck // how it ended no longer matters
	case <-time.After(grace):
	}
	_ = syscall.Kill(-pid, syscall.SIGKILL)
}

// clipped keeps the first and the last clipSize bytes that are written to it: enough to
// understand a failure, whatever it prints.
type clipped struct {
	head, tail bytes.Buffer
	dropped    int
}

const clipSize = 32 << 10

func (c *clipped) Write(b []byte) (int, error) {
	n := len(b)
	if room := clipSize - c.head.Len(); room > 0 {
		k := min(room, len(b))
		c.head.Write(b[:k])
		b = b[k:]
	}
	c.tail.Write(b)
	if over := c.tail.Len() - clipSize; over > clipSize {
		c.tail.Next(over)
		c.dropped += over
	}
	return n, nil
}

func (c *clipped) String() string {
	var b strings.Builder
	b.Write(c.head.Bytes())
	if c.dropped > 0 {
		fmt.Fprintf(&b, "\n… %d bytes left out …\n", c.dropped)
	}
	b.Write(c.tail.Bytes())
	return b.String()
}

func (c *clipped) writeTo(out io.Writer) {
	s := c.String()
	if s == "" {
		return
	}
	_, _ = io.WriteString(out, s)
	if !strings.HasSuffix(s, "\n") {
		fmt.Fprintln(out)
	}
}
