package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"time"

	"kefu/server/app"
	"kefu/server/config"
)

// serve runs the desk until ctx ends, then drains it.
func serve(ctx context.Context, c *call) error {
	floor := make([]byte, heapFloor)
	defer runtime.KeepAlive(floor)
	cfg, err := c.config()
	if err != nil {
		return err
	}
	log := newLog(cfg, os.Stderr)
	listener, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return fmt.Errorf("listen (KEFU_LISTEN): cannot listen on %s: %w", cfg.Listen, err)
	}
	node, err := app.New(ctx, cfg, app.Options{Log: log})
	if err != nil {
		listener.Close() //nolint:errcheck // nobody was served
		return err
	}
	announce(c.out, cfg, listener.Addr(), node.FirstKey) // who finds it ready finds this said
	return node.Serve(ctx, listener)
}

// heapFloor is memory that counts as used and, never being touched, is none of
// the machine's, in bytes. The runtime collects garbage when there is as much
// of it as of what is used: a desk with few connections uses so little that
// under load it would collect a dozen times a second, which is a fifth of its
// work. So there may always be this much.
const heapFloor = 32 << 20

// announce tells where to click.
func announce(out io.Writer, cfg config.Config, addr net.Addr, firstKey string) {
	base := cfg.PublicURL
	if base == "" {
		base = "http://" + clickable(addr)
	}
	fmt.Fprintf(out, "%s is open.\n\n  Agents:    %s/console/\n  Customers: %s/demo   (a shop page with the widget)\n             %s/chat   (the chat alone)\n", cfg.DeskName, base, base, base)
	if firstKey != "" {
		fmt.Fprintf(out, "\n  The first admin's staff key, shown this once:\n\n      %s\n", firstKey)
	}
	fmt.Fprintln(out)
}

// clickable names an address that a browser on this machine can open.
func clickable(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

func newLog(cfg config.Config, to io.Writer) *slog.Logger {
	o := &slog.HandlerOptions{Level: cfg.LogLevel}
	if cfg.LogFormat == config.LogJSON {
		return slog.New(slog.NewJSONHandler(to, o))
	}
	return slog.New(slog.NewTextHandler(to, o))
}

// healthcheck asks a desk whether it is ready.
func healthcheck(ctx context.Context, c *call) error {
	base := c.flags.String("url", "", "the desk's `address` (default: where the configuration lets it listen)")
	cfg, err := c.config()
	if err != nil {
		return err
	}
	if *base == "" {
		addr, err := net.ResolveTCPAddr("tcp", cfg.Listen)
		if err != nil {
			return err
		}
		*base = "http://" + clickable(addr)
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(*base, "/")+"/readyz", nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer answer.Body.Close() //nolint:errcheck // only the status counts
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the desk is not ready: %s", answer.Status)
	}
	return nil
}
