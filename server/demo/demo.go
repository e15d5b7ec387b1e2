package demo

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"strings"
	"time"
)

// Options say what to fill, and with how much.
type Options struct {
	// URL is the desk's address: http or https, without a path.
	URL string
	// Key is an admin's staff key.
	Key string
	// Customers is how many there shall be, at least 1; 0 is one for each
	// conversation that is written down.
	Customers int
	// Live is how long to go on chatting afterwards; 0 for not at all.
	Live time.Duration
	// Pace stretches the pauses of Live: 1 is a person's; tests are faster.
	// 0 is 1.
	Pace float64
	// PhotoHeight is how high the photos are that customers send, pixels: they
	// take time to paint. 0 is 840.
	PhotoHeight int
	// Out is told what happens. It is no log: it is shown staff keys, once.
	Out io.Writer
}

// MaxCustomers is the most that one call makes.
const MaxCustomers = 2000

// Run fills the desk. Its errors are sentences for the person who ran it: the
// desk does not answer, the key is wrong, the key is not an admin's. What was
// made before an error stays.
func Run(ctx context.Context, o Options) error {
	library, err := load()
	if err != nil {
		return err
	}
	base, err := address(o.URL)
	if err != nil {
		return err
	}
	if o.Customers == 0 {
		o.Customers = len(library.scripts)
	}
	if o.Customers < 1 || o.Customers > MaxCustomers {
		return fmt.Errorf("--customers must be from 1 to %d", MaxCustomers)
	}
	if o.PhotoHeight == 0 {
		o.PhotoHeight = photoHeight
	}
	if o.Pace == 0 {
		o.Pace = 1
	}
	// The same day each time, so that pictures of it can be compared.
	d := &demo{Options: o, library: library, rest: newREST(base), random: rand.New(rand.NewPCG(2026, 11)), photos: map[string][][]byte{}}
	defer d.leave()
	if err := d.checkAdmin(ctx); err != nil {
		return err
	}
	if err := d.hire(ctx); err != nil {
		return fmt.Errorf("making the agents: %w", err)
	}
	if err := d.fill(ctx); err != nil {
		return fmt.Errorf("filling the desk: %w", err)
	}
	d.report(base)
	if o.Live > 0 {
		return d.live(ctx)
	}
	return nil
}

// demo is one run.
type demo struct {
	Options
	*library
	rest   *rest
	random *rand.Rand
	agents []*agent
	actors []*actor
	photos map[string][][]byte
	made   struct{ messages, notes, files int }
}

// say tells the person what happens.
func (d *demo) say(format string, args ...any) {
	fmt.Fprintf(d.Out, format+"\n", args...) //nolint:errcheck // nobody reads it then
}

// address checks the desk's address.
func address(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", fmt.Errorf("--url must be the desk's address, such as http://127.0.0.1:8080")
	}
	return strings.TrimSuffix(u.Scheme+"://"+u.Host+u.Path, "/"), nil
}

// checkAdmin finds out early whether the desk is there and the key can do it.
func (d *demo) checkAdmin(ctx context.Context) error {
	var me struct {
		Role string `json:"role"`
		Name string `json:"name"`
	}
	err := d.rest.call(ctx, "GET", "/me", d.Key, nil, &me)
	switch {
	case err == nil && me.Role == "admin":
		return nil
	case err == nil:
		return fmt.Errorf("the staff key is not an admin's: %s is %s, and only admins can make agents", me.Name, me.Role)
	case codeOf(err) == "unauthorized":
		return fmt.Errorf("the desk at %s does not know this staff key: take the one that its first start printed, or make one with kefu staff-key", d.rest.base)
	case codeOf(err) == "":
		return fmt.Errorf("no desk answers at %s: start one with kefu serve, or name another with --url (%w)", d.rest.base, err)
	}
	return err
}

// report says what there is now, and where to look at it.
func (d *demo) report(base string) {
	d.say("\nMade %d customers, %d messages, %d notes and %d files. These agents can log in; their staff keys are shown this once:\n", len(d.actors), d.made.messages, d.made.notes, d.made.files)
	for _, a := range d.agents {
		d.say("  %-11s %-14s %s", a.role, a.name, a.key)
	}
	d.say("\nOpen %s/console/ and log in with one of them, and %s/demo beside it to be a customer.", base, base)
}

// leave closes every connection.
func (d *demo) leave() {
	for _, a := range d.agents {
		a.leave()
	}
	for _, a := range d.actors {
		a.leave()
	}
}
