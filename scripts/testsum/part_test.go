//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestPart(t *testing.T) {
	const passing = `{"Action":"run","Package":"p","Test":"T"}\n{"Action":"pass","Package":"p","Test":"T"}\n{"Action":"pass","Package":"p"}\n`
	cases := []struct {
		name    string
		format  string
		script  string
		timeout time.Duration
		passed  int
		failed  []string
		shown   string
	}{
		{name: "exit 0 is one passed test", format: "exit", script: "echo fine", passed: 1},
		{name: "exit 1 is one failed test, with its output", format: "exit", script: "echo the reason; exit 1", failed: []string{"it: exit status 1"}, shown: "the reason"},
		{name: "no test at all", format: "go", script: "echo >&2 matched nothing", failed: []string{"it: ran no test"}, shown: "matched nothing"},
		{name: "passing tests", format: "go", script: "printf '" + passing + "'", passed: 1},
		{name: "passing tests of a failing command", format: "go", script: "printf '" + passing + "'; echo >&2 why; exit 2", passed: 1, failed: []string{"it: exit status 2"}, shown: "why"},
		{name: "a command that hangs", format: "exit", script: "echo begun; exec sleep 60", timeout: 2 * time.Second, failed: []string{"it: did not end within 2s"}, shown: "begun"},
		{name: "no report", format: "vitest", script: "echo >&2 crashed", failed: []string{"it: no readable report"}, shown: "crashed"},
		{name: "no such command", format: "exit", failed: []string{`it: exec: "no-such-command-here": executable file not found in $PATH`}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := part{name: "it", format: c.format, timeout: time.Minute, command: []string{"sh", "-c", c.script}}
			p.report = filepath.Join(t.TempDir(), "report.json")
			if c.timeout > 0 {
				p.timeout = c.timeout
			}
			if c.script == "" {
				p.command = []string{"no-such-command-here"}
			}
			var out strings.Builder
			got, err := p.run(&out)
			if err != nil {
				t.Fatal(err)
			}
			if got.Passed != c.passed || strings.Join(got.Failures, "|") != strings.Join(c.failed, "|") {
				t.Errorf("counted %d passed, failed %q; want %d, %q\n%s", got.Passed, got.Failures, c.passed, c.failed, &out)
			}
			if !strings.Contains(out.String(), c.shown) {
				t.Errorf("did not print %q:\n%s", c.shown, &out)
			}
		})
	}
}

// What a command leaves behind would disturb the next part.
func TestNothingOutlivesItsPart(t *testing.T) {
	pidFile := filepath.Join(t.TempDir(), "pid")
	p := part{name: "it", format: "exit", timeout: time.Minute,
		command: []string{"sh", "-c", "sleep 600 >/dev/null 2>&1 & echo $! >" + pidFile}}
	if _, err := p.run(&strings.Builder{}); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(pidFile)
	if err != nil {
		t.Fatal(err)
	}
	var pid int
	if _, err := fmt.Sscan(string(data), &pid); err != nil {
		t.Fatal(err)
	}
	for range 3000 {
		if syscall.Kill(pid, 0) != nil || zombie(pid) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("process %d outlived its part", pid)
}

// zombie tells whether the process is dead but not collected, as happens in containers.
func zombie(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && strings.Contains(string(stat), ") Z ")
}

func TestTotal(t *testing.T) {
	results := filepath.Join(t.TempDir(), "results")
	var out strings.Builder
	if status := printTotal(results, &out); status != 1 {
		t.Errorf("status %d without a single part; want 1", status)
	}
	for _, part := range []tally{{Part: "a", Passed: 3}, {Part: "b", Passed: 4, Skipped: 1}} {
		if err := appendTally(results, &part); err != nil {
			t.Fatal(err)
		}
	}
	out.Reset()
	if status := printTotal(results, &out); status != 0 || !strings.HasSuffix(out.String(), "\n7 passed, 0 failed\n") {
		t.Errorf("status %d:\n%s", status, &out)
	}
	if err := appendTally(results, &tally{Part: "c", Failures: []string{"x", "y"}}); err != nil {
		t.Fatal(err)
	}
	out.Reset()
	if status := printTotal(results, &out); status != 1 || !strings.HasSuffix(out.String(), "\n7 passed, 2 failed\n") {
		t.Errorf("status %d:\n%s", status, &out)
	}
}
