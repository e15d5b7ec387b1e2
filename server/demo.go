package main

import (
	"context"
	"errors"
	"time"

	"kefu/server/demo"
)

// demoCommand fills a running desk through its public interface. It reads no
// configuration: the desk may be anywhere.
func demoCommand(ctx context.Context, c *call) error {
	o := demo.Options{Out: c.out}
	c.flags.StringVar(&o.Key, "key", "", "an admin's staff `key`")
	c.flags.StringVar(&o.URL, "url", "http://127.0.0.1:8080", "the desk's `address`")
	c.flags.IntVar(&o.Customers, "customers", 0, "`how many` customers to make (default: as many as have conversations written for them)")
	c.flags.DurationVar(&o.Live, "live", 0, "go on chatting for so long, such as 10m")
	if err := c.parse(); err != nil {
		return err
	}
	switch {
	case o.Key == "":
		return errors.New("--key must be an admin's staff key: the desk's first start printed one")
	case o.Live < 0 || o.Live > 24*time.Hour:
		return errors.New("--live must be from 0 to 24h")
	}
	return demo.Run(ctx, o)
}
