package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"kefu/server/config"
)

// command is one of the binary's.
type command struct {
	name, args, does string
	run              func(ctx context.Context, c *call) error
}

// call is a command as it was given.
type call struct {
	flags   *flag.FlagSet
	args    []string // of the flags and what follows
	file    *string  // of --config
	environ []string
	out     io.Writer
}

// commands are all, in the order in which the help shows them.
func commands() []command {
	return []command{
		{"serve", "", "serve the desk until SIGTERM; makes and migrates its database first", serve},
		{"migrate", "", "bring the database's schema up to this binary's version", migrate},
		{"agent add", "--name NAME [--role agent|supervisor|admin]", "make an agent and print the staff key, once", agentAdd},
		{"staff-key", "--agent ID|NAME", "give an agent a new staff key and print it, once; the old one ends at once", staffKey},
		{"demo", "--key STAFF_KEY [--url URL] [--customers N] [--live 10m]", "fill a running desk with believable customers and conversations", demoCommand},
		{"openapi", "", "print the REST interface as an OpenAPI 3.1 document", openapi},
		{"healthcheck", "[--url URL]", "succeed if the desk at URL is ready, for containers", healthcheck},
		{"version", "", "print the version", func(_ context.Context, c *call) error {
			fmt.Fprintln(c.out, version)
			return nil
		}},
	}
}

// run carries out one command line.
func run(ctx context.Context, args, environ []string, out io.Writer) error {
	if len(args) == 0 || args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		usage(out)
		return nil
	}
	for _, cmd := range commands() {
		words := strings.Fields(cmd.name)
		if len(args) < len(words) || strings.Join(args[:len(words)], " ") != cmd.name {
			continue
		}
		c := &call{flags: flag.NewFlagSet("kefu "+cmd.name, flag.ContinueOnError), args: args[len(words):], environ: environ, out: out}
		c.flags.SetOutput(out)
		c.file = c.flags.String("config", "", "configuration `file` (default "+config.DefaultFile+", if it exists)")
		c.flags.Usage = func() {
			fmt.Fprintf(out, "kefu %s %s\n\n%s\n\n", cmd.name, cmd.args, cmd.does)
			c.flags.PrintDefaults()
		}
		if err := cmd.run(ctx, c); !errors.Is(err, flag.ErrHelp) {
			return err
		}
		return nil
	}
	return fmt.Errorf("there is no command %q; kefu --help lists them", strings.Join(args, " "))
}

func usage(out io.Writer) {
	fmt.Fprint(out, "Kefu, a self-hosted customer-service desk.\n\nUsage: kefu COMMAND [--config FILE] [OPTIONS]\n\n")
	for _, cmd := range commands() {
		fmt.Fprintf(out, "  %s\n      %s\n", strings.TrimSpace(cmd.name+" "+cmd.args), cmd.does)
	}
	fmt.Fprint(out, "\nEvery key of configs/kefu.yaml can be set in the environment as KEFU_NAME.\nFirst start: kefu serve, then open the console that it prints.\n")
}

// parse reads the flags; words that are none are an error.
func (c *call) parse() error {
	if err := c.flags.Parse(c.args); err != nil {
		return err
	}
	if rest := c.flags.Args(); len(rest) > 0 {
		return fmt.Errorf("%s takes no %q", c.flags.Name(), rest[0])
	}
	return nil
}

// config reads the flags and then the configuration.
func (c *call) config() (config.Config, error) {
	if err := c.parse(); err != nil {
		return config.Config{}, err
	}
	return config.Load(*c.file, c.environ)
}
