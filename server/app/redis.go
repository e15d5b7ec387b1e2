package app

import (
	"context"
	"log/slog"
	"time"

	"kefu/server/fanout"
	"kefu/server/limit"
)

// redisWatch knows how well this node and its Redis work together. Asking it
// costs nothing and never waits.
type redisWatch struct {
	bus    *fanout.RedisBus
	limits *limit.Shared
	log    *slog.Logger
}

const (
	// redisLook is how often the log's line is thought about; the first time, a
	// node that has just started has had time to connect.
	redisLook = time.Second
	// redisBack is how many looks in a row must find all well before the log
	// says so: one line for one outage.
	redisBack = 4
)

// state is "ok"; "down" when nothing reaches the other nodes; or "degraded"
// when messages do, but limits are not counted together: Redis is full, or
// only a replica.
func (w *redisWatch) state() (state string, why error) {
	if why = w.bus.Trouble(); why != nil {
		return "down", why
	}
	if why = w.limits.Trouble(); why != nil {
		return "degraded", why
	}
	return "ok", nil
}

// run writes one line when Redis goes and one when it is back.
func (w *redisWatch) run(ctx context.Context) {
	tick := time.NewTicker(redisLook)
	defer tick.Stop()
	away, well, looks := false, 0, 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		state, why := w.state()
		if looks++; looks < redisBack {
			continue
		}
		if well++; state != "ok" {
			well = 0
		}
		switch {
		case !away && state == "down":
			away = true
			w.log.Warn("redis is away: nodes find each other's messages in the database, up to 2 s late", "error", why)
		case !away && state == "degraded":
			away = true
			w.log.Warn("redis takes nothing: each node counts rate limits by itself", "error", why)
		case away && well == redisBack:
			away = false
			w.log.Info("redis is back")
		}
	}
}
