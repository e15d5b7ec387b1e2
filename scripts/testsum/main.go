//go:build unix

// Command testsum runs one part of the project's tests, says what failed, and counts.
//
//	testsum -part NAME -format go|node|vitest|exit [-dir D] [-results FILE] [-report FILE] [-timeout D] -- COMMAND…
//	testsum -total FILE
//
// In the first form it runs COMMAND, reads its machine-readable output, prints the output
// of failing tests only, and appends the counts to FILE. A part never passes in silence:
// a command that fails without a failing test, that runs no test at all, that does not
// end within D, or that skips a test (unless the reason names --long) counts as failed.
// The exit status is 0 when nothing failed, 1 when something did, 130 after an interrupt.
//
// In the second form it adds up what the parts wrote to FILE, recalls the names of what
// failed, and prints "N passed, N failed" as the last line.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout))
}

func run(args []string, out io.Writer) int {
	var p part
	var total string
	flags := flag.NewFlagSet("testsum", flag.ExitOnError)
	flags.StringVar(&p.name, "part", "", "name of the part, for people")
	flags.StringVar(&p.format, "format", "exit", "go, node, vitest, or exit (the exit status is the test)")
	flags.StringVar(&p.dir, "dir", "", "folder to run the command in; paths in the report are shown relative to it")
	flags.StringVar(&p.report, "report", "", "the JSON file that vitest writes")
	flags.StringVar(&p.results, "results", "", "file to append the counts to")
	flags.DurationVar(&p.timeout, "timeout", 10*time.Minute, "limit for the whole part")
	flags.StringVar(&total, "total", "", "add up this file of counts")
	_ = flags.Parse(args) // ExitOnError: it does not return one

	if total != "" {
		return printTotal(total, out)
	}
	p.command = flags.Args()
	if p.name == "" || len(p.command) == 0 {
		fmt.Fprintln(os.Stderr, "testsum: -part and a command are needed")
		return 2
	}
	t, err := p.run(out)
	if errors.Is(err, errInterrupted) {
		return 130
	}
	if err == nil && p.results != "" {
		err = appendTally(p.results, t)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "testsum:", err)
		return 1
	}
	if len(t.Failures) > 0 {
		return 1
	}
	return 0
}
