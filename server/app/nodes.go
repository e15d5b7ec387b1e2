package app

import (
	"context"
	"time"
)

// A node renews its lease every beatEvery; when it has not for leaseTime, it
// has ended, and with it the presence of all who were connected to it. Both
// together, and a slow query, stay under the ten seconds in which that must be
// told.
const (
	beatEvery = 2 * time.Second
	leaseTime = 6 * time.Second
)

// keepLease renews this node's lease and takes nodes that ended off the board.
// While the database is away nobody is: a node that can't see whether the
// others live believes them.
func (n *Node) keepLease(ctx context.Context) {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for {
		n.beat(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (n *Node) beat(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, beatEvery)
	defer cancel()
	living, err := n.db.Beat(ctx, n.bus.Self(), leaseTime)
	if err != nil {
		n.log.Debug("cannot renew the lease", "error", err)
		return
	}
	n.hub.Board().Alive(living)
}
