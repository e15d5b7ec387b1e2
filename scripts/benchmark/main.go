//go:build linux

// Command benchmark measures the desk beside the yardstick, which is its
// corridor and nothing else, on this machine, in turns, and prints what it
// found as a table. scripts/bench builds and starts what it needs.
//
//	scenario ─▶ pair: product, yardstick ─▶ load.Crowd.Do, each in turn ─▶ report
//
// Every run checks that what was sent was acked and pushed, message by message,
// and stored; one that loses any is an error and no figure.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"kefu/scripts/benchmark/yardstick"
)

// yardstickCommand has this program be the yardstick, on the database that follows.
const yardstickCommand = "be-the-yardstick"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if len(os.Args) == 3 && os.Args[1] == yardstickCommand { // as the benchmark calls itself
		fmt.Fprintln(os.Stderr, "error:", yardstick.Serve(os.Stdout, os.Args[2]))
		os.Exit(1)
	}
	ok, err := run(ctx, os.Args[1:], os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}

// run measures as args say and writes the report to out; ok says that nothing failed.
// A budget that was missed is no failure: it is what the report says.
func run(ctx context.Context, args []string, out io.Writer) (ok bool, err error) {
	var e environment
	var o options
	flags := flag.NewFlagSet("scripts/bench", flag.ContinueOnError)
	flags.StringVar(&e.kefu, "kefu", "", "the desk's binary")
	flags.StringVar(&e.mysql, "mysql", "", "MariaDB, as user:password@tcp(host:port)/")
	flags.IntVar(&e.mysqlPID, "mysql-pid", 0, "its process")
	flags.StringVar(&e.redis, "redis", "", "address of a Redis")
	flags.StringVar(&e.work, "work", "", "folder for what is of no use afterwards")
	flags.BoolVar(&o.quick, "quick", false, "a minute: the corridor only, each once")
	flags.BoolVar(&o.full, "full", false, "longer, and with ten million stored messages")
	only := flags.String("only", "", "the scenarios to run, with commas: "+strings.Join(names(), ", "))
	flags.StringVar(&o.profile, "profile", "", "keep profiles of the product in this `folder`, and say its ten hottest places")
	jsonFile := flags.String("json", "", "also write every run's figures to this `file`")
	markdown := flags.Bool("markdown", false, "print the table in Markdown")
	if err := flags.Parse(args); err != nil {
		return false, err
	}
	chosen, err := choose(*only, o)
	if err != nil {
		return false, err
	}
	b := &bench{ctx: ctx, env: &e, o: o, report: &report{Machine: machine()}, say: func(text string) { fmt.Fprintln(os.Stderr, "==> "+text) }}
	defer b.close()
	ok = true
	for _, s := range chosen {
		b.say(s.name + ": " + s.about)
		b.report.begin(s.name, s.about)
		if err := s.run(b); err != nil {
			if ctx.Err() != nil {
				return false, ctx.Err()
			}
			ok = false
			b.report.fail(err)
			b.say("failed: " + err.Error())
			b.sayLogs()
			b.close() // the next one starts from the beginning
		}
	}
	if *jsonFile != "" {
		if err := b.report.writeJSON(*jsonFile); err != nil {
			return false, err
		}
	}
	b.report.print(out, *markdown)
	return ok, nil
}

// options are what the user asked for.
type options struct {
	quick, full bool
	profile     string
	each        time.Duration // how long a run lasts; 0: as the others say
}
