package app

import (
	"context"
	"math"
	"time"

	"kefu/server/desk"
)

// recheckEvery bounds how long an agent who was revoked elsewhere (on another
// node, by the command line) stays connected here, and how long who was renamed
// keeps the old name: two seconds at the most, with the look and the telling.
const recheckEvery = 1500 * time.Millisecond

// recheckAgents looks at the agents at once, again and again, and when one was
// changed through this node. It does so where no agent is connected too: whoever
// connects next is shown names, and is to see them change.
func (n *Node) recheckAgents(ctx context.Context) {
	tick := time.NewTicker(recheckEvery)
	defer tick.Stop()
	since := n.now().Add(-loginsOverlap).UnixMilli()
	for {
		next, err := n.recheckLogins(ctx, since)
		if err == nil {
			since = next
			err = n.recheck(ctx)
		}
		// Nobody is thrown out because the database is away; that it is, the
		// chat's watch says.
		if err != nil && ctx.Err() == nil && desk.CodeOf(err) != desk.CodeUnavailable {
			n.log.Warn("cannot look at logins and agents; trying again", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-n.agentsChanged:
		}
	}
}

// recheck ends the connections of agents who were revoked, and has the others
// called by their present names.
func (n *Node) recheck(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	agents, err := n.db.Agents(ctx)
	if err != nil {
		return err
	}
	names := make(map[int64]string, len(agents))
	for _, a := range agents {
		names[a.ID] = a.Name
	}
	n.hub.RecheckAgents(notRevoked(agents))
	n.hub.RenameAgents(names)
	n.presence.RenameAgents(names)
	return n.chat.AgentsNamed(ctx, names)
}

// notRevoked returns who of the connected may stay by these agents, who were
// read before it was looked who is connected: who is newer than what was read,
// or came with a newer key, is looked at the next time.
func notRevoked(agents []desk.Agent) func(desk.Principal) bool {
	epochs := make(map[int64]int64, len(agents))
	for _, a := range agents {
		if epochs[a.ID] = a.TokenEpoch; a.Disabled {
			epochs[a.ID] = math.MaxInt64
		}
	}
	return func(who desk.Principal) bool { return who.Epoch >= epochs[who.ID] }
}

// loginsOverlap is longer than it may take from the end of a login being
// numbered by the database's clock to its commit, and from a credential being
// checked to its connection being found.
const loginsOverlap = 30 * time.Second

// recheckLogins ends the connections here of logins that were ended since,
// through another node, and returns from when to look the next time.
func (n *Node) recheckLogins(ctx context.Context, since int64) (next int64, err error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	ended, now, err := n.db.EndedLogins(ctx, since)
	if err != nil {
		return 0, err
	}
	for _, l := range ended {
		n.hub.EndLogin(l, false)
	}
	return now - loginsOverlap.Milliseconds(), nil
}

// forgetLogins keeps the table of ended logins short.
func (n *Node) forgetLogins(ctx context.Context) {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		if err := n.db.ForgetLogins(ctx); err != nil && ctx.Err() == nil {
			n.log.Warn("cannot forget ended logins; trying again in an hour", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// agentChanged has the agents looked at soon; it never blocks.
func (n *Node) agentChanged() {
	select {
	case n.agentsChanged <- struct{}{}:
	default: // it is about to be done
	}
}
