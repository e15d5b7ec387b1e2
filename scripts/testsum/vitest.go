//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

// vitestReport is what we read of vitest's JSON reporter.
type vitestReport struct {
	TestResults []struct {
		Name             string // the file
		Status           string
		Message          string // why the file could not be run
		AssertionResults []struct {
			FullName string
			Status   string // passed, failed, skipped, pending, todo
		}
	}
}

// countVitest counts the tests of a report file, and names files relative to dir. A file that failed without a failing
// test, as one that does not compile, is one failure. Why something failed is in the
// output of vitest's default reporter, which tells it better than the report does.
func countVitest(path, dir string, t *tally, out io.Writer) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read vitest's report: %w", err)
	}
	var report vitestReport
	if err := json.Unmarshal(data, &report); err != nil {
		return fmt.Errorf("read vitest's report: %w", err)
	}
	for _, file := range report.TestResults {
		failed := len(t.Failures)
		short := strings.TrimPrefix(file.Name, dir+"/")
		for _, test := range file.AssertionResults {
			name := short + " " + test.FullName
			switch test.Status {
			case "passed":
				t.pass()
			case "failed":
				t.fail(name)
				fmt.Fprintln(out, "FAILED", name)
			default:
				if !t.skip(name, "") {
					fmt.Fprintf(out, "SKIPPED %s (%s)\n", name, test.Status)
				}
			}
		}
		if file.Status == "failed" && len(t.Failures) == failed {
			t.fail(short)
			fmt.Fprintf(out, "FAILED %s\n%s\n", short, file.Message)
		}
	}
	return nil
}
