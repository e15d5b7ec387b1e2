// Package app puts the house together: it is the only package that knows every
// other. Read the corridor from here.
//
//	         ┌────────────── one node ───────────────┐
//	socket ─▶ gateway ─▶ chat ─▶ journal ─▶ store ────┼─▶ database: the truth
//	socket ◀─ gateway ◀─ fanout.Hub ◀─ chat ◀┘ commit │
//	                         ▲ │                      │
//	                         │ └──────────▶ bus ──────┼─▶ other nodes, at most once
//	                         └── chat.watch, every 2 s: what no bus has told
//	REST  ─▶ api ──▶ chat, store, files, features     │
//	         └────────────────────────────────────────┘
package app

import (
	"context"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"kefu/server/api"
	"kefu/server/auth"
	"kefu/server/chat"
	"kefu/server/config"
	"kefu/server/desk"
	"kefu/server/fanout"
	"kefu/server/feature/announcement"
	"kefu/server/feature/settings"
	"kefu/server/feature/stats"
	"kefu/server/files"
	"kefu/server/gateway"
	"kefu/server/journal"
	"kefu/server/limit"
	"kefu/server/metrics"
	"kefu/server/presence"
	"kefu/server/store"
	"kefu/server/wire"

	"github.com/redis/go-redis/v9"
)

// Options are what a start can be told beside its configuration.
type Options struct {
	// Store changes how the database is opened.
	Store store.Options
	// Bus joins this node with others of its process; nil: Redis's if it is
	// configured, otherwise none.
	Bus fanout.Bus
	// LeaveDelay is how late going offline is told; 0: presence.LeaveDelay.
	LeaveDelay time.Duration
	// Idle is after how long of silence a connection is closed; 0: 60 s.
	Idle time.Duration
	// CustomerBacklog is what may wait for a customer's session, in bytes; 0: 8 MiB.
	CustomerBacklog int
	// Now is the wall clock of what is dated by this node and not by the
	// database: tokens, signed links, opening hours; nil: time.Now.
	Now func() time.Time
	Log *slog.Logger
}

// Node is one running desk.
type Node struct {
	http.Handler
	// FirstKey is the staff key of the admin that this start made; "" if
	// there were agents, or the key was configured.
	FirstKey string

	cfg      config.Config
	log      *slog.Logger
	now      func() time.Time
	db       *store.DB
	redis    redis.UniversalClient // nil: none
	bus      fanout.Bus            // nil: none
	busWell  func() bool           // it reaches the other nodes
	spare    *fanout.Spare         // stands in for Redis's; nil: none
	watch    *redisWatch           // nil: no Redis
	limiters limit.Maker           // shared with the other nodes if there is a Redis
	hub      *fanout.Hub
	presence *presence.Tracker
	seen     *presence.Seen
	chat     *chat.Service
	settings *settings.Feature
	stats    *stats.Feature
	journal  *journal.Journal
	gateway  *gateway.Gateway
	stop     context.CancelFunc

	agentsChanged chan struct{} // wakes recheckAgents
	running       sync.WaitGroup
}

// databaseWait is how long a start waits for its database: the two are often
// started together.
const databaseWait = 30 * time.Second

// New wires a node and starts what runs behind the requests. The database is
// migrated; a schema that is marked incompatible is refused. Stop it.
func New(ctx context.Context, cfg config.Config, o Options) (*Node, error) {
	n := &Node{cfg: cfg, log: o.Log, now: o.Now, limiters: limit.InProcess(time.Now), busWell: func() bool { return true }, agentsChanged: make(chan struct{}, 1)}
	if n.log == nil {
		n.log = slog.New(slog.DiscardHandler)
	}
	if n.now == nil {
		n.now = time.Now
	}
	if err := n.openDatabase(ctx, o.Store); err != nil {
		return nil, err
	}
	if err := n.wire(ctx, o); err != nil {
		n.db.Close() //nolint:errcheck // the first error says more
		return nil, err
	}
	return n, nil
}

func (n *Node) openDatabase(ctx context.Context, o store.Options) (err error) {
	if n.db, err = store.Open(n.cfg.Database.Address(), o); err != nil {
		return fmt.Errorf("database (KEFU_DATABASE): %w", err)
	}
	if err = n.db.WaitUntilUp(ctx, databaseWait); err == nil {
		_, err = n.db.Migrate(ctx)
	}
	if err != nil {
		n.db.Close() //nolint:errcheck // the first error says more
		return fmt.Errorf("database (KEFU_DATABASE): %w", err)
	}
	return nil
}

func (n *Node) wire(ctx context.Context, o Options) error {
	secret, err := auth.LoadSecret(n.cfg.DataDir, n.cfg.Secret.Reveal())
	if err != nil {
		return fmt.Errorf("secret (KEFU_SECRET): %w", err)
	}
	links, err := files.NewLinks(secret.Derive("kefu/files/v1"), n.now)
	if err != nil {
		return err
	}
	platform := n.newWeChat()
	if n.settings, err = n.newSettings(ctx, platform); err != nil {
		return err
	}
	uploads, err := n.newFiles(ctx, links)
	if err != nil {
		return err
	}
	if n.FirstKey, err = n.firstAdmin(ctx); err != nil {
		return err
	}
	meter := metrics.New()
	if n.bus = o.Bus; n.bus == nil && n.cfg.Redis.Configured() {
		n.redis = newRedis(n.cfg.Redis)
		name := hex.EncodeToString(secret.Derive("kefu/bus/v1")[:8]) // desks may share a Redis
		bus := fanout.NewRedisBus(n.redis, "kefu:bus:3:"+name, n.log)
		n.spare = fanout.NewSpare(bus, n.db)
		n.bus, n.busWell = n.spare, bus.Well
		shared := limit.NewShared(n.redis, "kefu:limit:1:"+name, time.Now)
		n.limiters, n.watch = shared, &redisWatch{bus: bus, limits: shared, log: n.log}
		meter.WatchBus(bus.Well, bus.Dropped, func() bool { return shared.Trouble() == nil })
	}
	encoder := wire.Encoder{Links: links}
	accounts := n.newAuth(secret, platform)

	// The corridor, from the session inward.
	n.hub = fanout.NewHub(encoder, n.bus, func() int { return n.settings.Current().Limits.ConnectionsPerIdentity })
	if o.LeaveDelay == 0 {
		o.LeaveDelay = presence.LeaveDelay
	}
	n.presence = presence.New(n.hub, n.hub.Board(), n.knows, o.LeaveDelay)
	n.seen = presence.NewSeen(n.db, n.log)
	n.presence.UseSeen(n.seen.Note)
	n.hub.UsePresence(n.presence)
	n.hub.UseOpening(func() time.Time { return n.settings.OpensAt(n.now()) })
	n.chat = chat.New(n.db, uploads, n.hub, n.hub.Board(), n.log)
	n.hub.OnRemote(n.heard)
	if err := n.recheck(ctx); err != nil { // who is renamed from now on is known to be
		return err
	}
	committers := make([]journal.Committer, n.cfg.JournalWriters)
	for i := range committers {
		committers[i] = n.db.NewGroupWriter()
	}
	n.journal = journal.New(journal.Config{Committers: committers, Publish: n.published(meter), Log: n.log, Observe: meter.Group})
	n.chat.Use(n.journal)
	announcements := announcement.New(n.db, n.hub, n.log)
	n.stats = stats.New(n.db, n.hub, encoder, n.log)
	n.gateway = gateway.New(gateway.Config{
		Auth: accounts, Chat: n.chat, Hub: n.hub, Presence: n.presence, Encoder: encoder, Meter: meter, Now: n.now,
		Greeters: []gateway.Greeter{announcements}, Origins: origins(n.cfg.PublicURL),
		Limits: n.limits, UploadTypes: uploads.Types(),
		RemoteIP:   func(r *http.Request) string { return auth.ClientIP(r, n.cfg.TrustedProxies) },
		RateLimits: n.cfg.RateLimits, Idle: o.Idle, CustomerBacklog: o.CustomerBacklog, Log: n.log,
	})
	meter.Watch(n.journal.Waiting)
	n.Handler = api.New(n.apiConfig(accounts, uploads, links, encoder, meter, announcements))

	run, stop := context.WithCancel(context.Background())
	n.stop = stop
	n.behind(run, n.chat.Run)
	n.behind(run, announcements.Run)
	n.behind(run, n.stats.Run)
	n.behind(run, func(ctx context.Context) { n.settings.Run(ctx, n.presence.OpeningChanged) })
	n.behind(run, n.recheckAgents)
	n.behind(run, n.forgetLogins)
	n.behind(run, n.seen.Run)
	if n.watch != nil {
		n.behind(run, n.watch.limits.Run)
		n.behind(run, n.watch.run)
	}
	if n.bus != nil {
		n.hub.Listen()
		n.behind(run, n.keepLease)
	}
	return nil
}

// knows reports whether this node has seen the customer's conversation change.
func (n *Node) knows(customer int64) bool {
	_, rev, known := n.chat.Progress(customer)
	return known && rev > 0
}

// published counts a group and lets the chat answer and publish it.
func (n *Node) published(meter *metrics.Recorder) func([]*desk.Change) {
	return func(group []*desk.Change) {
		for _, c := range group {
			meter.Message(c)
		}
		n.chat.Published(group)
	}
}

// behind runs f until the node stops.
func (n *Node) behind(ctx context.Context, f func(context.Context)) {
	n.running.Add(1)
	go func() {
		defer n.running.Done()
		f(ctx)
	}()
}

// heard notes how far another node's news brought this node's sessions.
func (n *Node) heard(p fanout.Progress) {
	n.chat.Heard(p.From, &desk.Conversation{ID: p.Conversation, Rev: p.Rev, LastSeq: p.Seq, CustomerReadSeq: p.CustomerRead, DeskReadSeq: p.DeskRead})
}

// Stop drains the node, from its entrance inward: no new connections, what was
// accepted is committed and answered, sessions are told to go, and what they
// rested on is closed. The HTTP server must have been shut down.
func (n *Node) Stop(ctx context.Context) {
	n.gateway.Drain()
	if err := n.journal.Close(ctx); err != nil {
		n.log.Warn("closing the journal", "error", err)
	}
	n.stop() // nothing is claimed for a session that is about to go
	n.running.Wait()
	n.presence.Close()
	n.hub.Board().Close()
	n.hub.CloseAll(wire.CloseGoingAway, wire.ReasonGoingAway)
	for n.gateway.Open() > 0 && ctx.Err() == nil {
		time.Sleep(10 * time.Millisecond)
	}
	n.seen.Flush(ctx)
	if n.bus != nil {
		n.bus.Close() //nolint:errcheck // it ends either way
	}
	if n.redis != nil {
		n.redis.Close() //nolint:errcheck // it ends either way
	}
	if err := n.db.Close(); err != nil {
		n.log.Warn("closing the database", "error", err)
	}
}
