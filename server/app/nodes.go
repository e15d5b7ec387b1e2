package app

import (
	"context"
	"time"

	"kefu/server/desk"
)

// A node renews its lease every beatEvery; when it has not for leaseTime, it
// has ended, and with it the presence of all who were connected to it. Both
// together, and two beats of another node that came too late or heard a last
// word, stay under the ten seconds in which that must be told.
const (
	beatEvery = 1500 * time.Millisecond
	leaseTime = 5 * time.Second
	// exchangeWait is how long telling each other by the database may take.
	exchangeWait = 10 * time.Second
)

// keepLease renews this node's lease and takes nodes that ended off the board.
// While the database is away nobody is: a node that can't see whether the
// others live believes them. While any node does not reach the bus, they tell
// each other by the database who is where.
func (n *Node) keepLease(ctx context.Context) {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	exchanged := make(chan struct{}, 1) // an exchange that hangs must not end the lease
	exchanged <- struct{}{}
	for {
		if living, deaf, ok := n.beat(ctx); ok && n.spare != nil {
			select {
			case <-exchanged:
				n.running.Add(1)
				go func() {
					defer n.running.Done()
					n.exchange(ctx, living, deaf)
					exchanged <- struct{}{}
				}()
			default:
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (n *Node) beat(ctx context.Context) (living []string, deaf, ok bool) {
	ctx, cancel := context.WithTimeout(ctx, beatEvery)
	defer cancel()
	living, deaf, err := n.db.Beat(ctx, n.bus.Self(), !n.busWell(), leaseTime)
	if err != nil {
		n.log.Debug("cannot renew the lease", "error", err)
		return nil, false, false
	}
	n.hub.Board().Alive(living)
	n.hub.CloseExcess()
	return living, deaf, true
}

// exchange has the database stand in for the bus if anybody is deaf.
func (n *Node) exchange(ctx context.Context, living []string, deaf bool) {
	ctx, cancel := context.WithTimeout(ctx, exchangeWait)
	defer cancel()
	n.hub.Board().Slow(deaf)
	var err error
	if deaf {
		err = n.spare.Exchange(ctx, living)
	} else {
		err = n.spare.Rest(ctx)
	}
	if err != nil && desk.CodeOf(err) != desk.CodeUnavailable && ctx.Err() == nil {
		n.log.Warn("cannot tell the other nodes by the database who is where; trying again", "error", err)
	}
}
