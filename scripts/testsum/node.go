//go:build unix

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// nodeEvent is one line of scripts/lib/node-reporter.mjs.
type nodeEvent struct {
	Type    string // pass, fail, output, figure
	Name    string // the path of the test: its suites' names and its own
	File    string
	Suite   bool    // a describe block or a test with subtests
	Skip    *string // the reason, possibly empty; nil when it ran
	Todo    bool
	Below   bool // on a failed suite: it failed only because a test in it did
	Error   string
	Seconds float64
	Text    string // of output, and of what a test measured
}

// countNode counts what Node's own test runner reports through our reporter. As with Go,
// the leaves are counted, and a suite only when it fails by itself.
func countNode(stdout io.Reader, t *tally, out io.Writer) error {
	printed := map[string]*clipped{} // per file: shown with its first failure
	lines := bufio.NewReader(stdout)
	for {
		line, err := lines.ReadString('\n')
		if strings.TrimSpace(line) != "" {
			var e nodeEvent
			if json.Unmarshal([]byte(line), &e) != nil {
				_, _ = io.WriteString(out, line)
			} else {
				nodeLine(e, t, out, printed)
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read node's output: %w", err)
		}
	}
}

func nodeLine(e nodeEvent, t *tally, out io.Writer, printed map[string]*clipped) {
	name := e.File + " " + e.Name
	switch {
	case e.Type == "output":
		c := printed[e.File]
		if c == nil {
			c = &clipped{}
			printed[e.File] = c
		}
		_, _ = io.WriteString(c, e.Text)
	case e.Type == "figure":
		fmt.Fprintf(out, "     %s\n", e.Text)
	case e.Skip != nil:
		if !t.skip(name, *e.Skip) {
			fmt.Fprintf(out, "SKIPPED %s: %s\n", name, *e.Skip)
		}
	case e.Todo:
		t.fail(name + " (todo)")
		fmt.Fprintf(out, "TODO %s\n", name)
	case e.Type == "fail" && !(e.Suite && e.Below):
		t.fail(name)
		fmt.Fprintf(out, "FAILED %s\n%s\n", name, e.Error)
		if c := printed[e.File]; c != nil {
			c.writeTo(out)
			delete(printed, e.File)
		}
	case e.Type == "pass" && !e.Suite:
		t.pass()
		fmt.Fprintf(out, "ok   %s  %.1fs\n", name, e.Seconds)
	}
}
