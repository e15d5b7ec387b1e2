package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Serve answers on listener until ctx ends, and then drains the node: requests
// are finished, what was accepted is committed, sessions are told to go. It
// returns when the node has stopped, within the configured time, or when the
// listener fails.
func (n *Node) Serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{Handler: n, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(n.log.Handler(), slog.LevelDebug)}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	n.log.Info("draining")
	drain, cancel := context.WithTimeout(context.Background(), n.cfg.ShutdownTimeout)
	defer cancel()
	n.shutDown(drain, server)
	n.Stop(drain)
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}

// shutDown lets requests finish for a while, and then ends them: a slow upload
// must leave time to tell the sessions.
func (n *Node) shutDown(ctx context.Context, server *http.Server) {
	ctx, cancel := context.WithTimeout(ctx, n.cfg.ShutdownTimeout/2)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		n.log.Warn("some requests were not finished in time", "error", err)
		server.Close() //nolint:errcheck // nothing more can be done for them
	}
}
