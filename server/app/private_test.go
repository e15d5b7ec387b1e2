package app_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"kefu/server/testkit"
)

// private is a database server, or a Redis, of the test's own.
type private struct {
	t       *testing.T
	control string
}

// newPrivate starts one with the program that a variable names.
func newPrivate(t *testing.T, variable string) *private {
	t.Helper()
	program := os.Getenv(variable)
	if program == "" {
		t.Fatalf("%s names no program that starts a server: run scripts/test, which sets it", variable)
	}
	out, err := exec.Command(program).Output()
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	lines := strings.Fields(string(out))
	p := &private{t: t, control: lines[len(lines)-1]}
	t.Cleanup(func() { p.ctl("kill") })
	return p
}

// newMariaDB starts one.
func newMariaDB(t *testing.T) *private {
	t.Helper()
	return newPrivate(t, "KEFU_TEST_MARIADBD")
}

// database makes an empty database on a MariaDB and returns its address.
func (p *private) database() string { return testkit.OnMySQL(p.t, p.ctl("address")) }

// ctl controls it as scripts/lib/ctl does, from the test's own goroutine.
func (p *private) ctl(what string) string {
	p.t.Helper()
	out, err := p.try(what)
	if err != nil {
		p.t.Fatal(err)
	}
	return out
}

// try is ctl for any goroutine.
func (p *private) try(what string) (string, error) {
	out, err := exec.Command(p.control, what).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", p.control, what, err, out)
	}
	return strings.TrimSpace(string(out)), nil
}

// signal sends the server a signal.
func (p *private) signal(s syscall.Signal) error {
	b, err := os.ReadFile(filepath.Join(filepath.Dir(p.control), "pid"))
	if err != nil {
		return err
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		return err
	}
	return syscall.Kill(pid, s)
}
