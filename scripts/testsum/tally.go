//go:build unix

package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"
)

// tally counts one part. Failures holds the name of each failed test, so that its length
// is the count.
type tally struct {
	Part     string
	Passed   int
	Skipped  int
	Failures []string
	Seconds  float64
}

func (t *tally) pass()            { t.Passed++ }
func (t *tally) fail(name string) { t.Failures = append(t.Failures, name) }

// skip counts a skipped test. Only the long tests may be skipped, and must say so; any
// other skip is a test that somebody believes to run and that does not. It tells whether
// the skip was allowed.
func (t *tally) skip(name, reason string) bool {
	if strings.Contains(reason, "--long") || strings.Contains(name, "--long") {
		t.Skipped++
		return true
	}
	t.fail(name + " (skipped)")
	return false
}

func (t *tally) none() bool { return t.Passed == 0 && t.Skipped == 0 && len(t.Failures) == 0 }

// line is the part's own line of the summary.
func (t *tally) line() string {
	s := fmt.Sprintf("%s: %d passed, %d failed", t.Part, t.Passed, len(t.Failures))
	if t.Skipped > 0 {
		s += fmt.Sprintf(", %d left to --long", t.Skipped)
	}
	took := time.Duration(t.Seconds * float64(time.Second)).Round(100 * time.Millisecond)
	return fmt.Sprintf("%s (%s)", s, took)
}

// appendTally adds t as one line of JSON to the file at path.
func appendTally(path string, t *tally) error {
	line, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("encode the counts: %w", err)
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write the counts: %w", err)
	}
	_, err = f.Write(append(line, '\n'))
	return errors.Join(err, f.Close())
}

// printTotal prints each part's line, the names of all failed tests and, last, the sum.
// It returns the exit status: 1 when a test failed or no test ran.
func printTotal(path string, out io.Writer) int {
	tallies, err := readTallies(path)
	if err != nil {
		fmt.Fprintln(out, "testsum:", err)
		fmt.Fprintln(out, "0 passed, 1 failed")
		return 1
	}
	passed, failed := 0, 0
	fmt.Fprintln(out)
	for _, t := range tallies {
		passed += t.Passed
		failed += len(t.Failures)
		fmt.Fprintln(out, t.line())
		for _, name := range t.Failures {
			fmt.Fprintln(out, "  failed:", name)
		}
	}
	if len(tallies) == 0 {
		fmt.Fprintln(out, "nothing ran")
		failed = 1
	}
	fmt.Fprintf(out, "%d passed, %d failed\n", passed, failed)
	if failed > 0 {
		return 1
	}
	return 0
}

func readTallies(path string) ([]tally, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the counts: %w", err)
	}
	defer func() { _ = f.Close() }()
	var tallies []tally
	decode := json.NewDecoder(bufio.NewReader(f))
	for {
		var t tally
		switch err := decode.Decode(&t); {
		case errors.Is(err, io.EOF):
			return tallies, nil
		case err != nil:
			return nil, fmt.Errorf("read the counts: %w", err)
		}
		tallies = append(tallies, t)
	}
}
