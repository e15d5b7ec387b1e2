// Package announcement broadcasts from the desk to its customers: to all, or to
// those whose conversation has a tag. Who is online is told at once, who is not
// on coming, each once, on whichever node.
//
//	POST ─▶ table ─▶ every node follows it ─▶ claim in the database ─▶ Sessions
//
// A claim moves a customer's cursor forward; only who moved it sends. What a
// process claimed and did not send before it died is lost: an announcement is
// told at most once.
package announcement

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/wire"
)

// Sessions are the customers who are connected. Its calls never block.
type Sessions interface {
	// CustomersHere lists those of this node.
	CustomersHere() []int64
	// ToCustomer writes a frame to all connections of a customer, on any node.
	ToCustomer(id int64, frame any)
}

const (
	// lookEvery is how late another node's announcement may be told.
	lookEvery = 2 * time.Second
	// most is how many announcements somebody who was away is told, the newest:
	// a connection's queue is short, and so is patience.
	most = 20
	// batch is how many customers one transaction claims.
	batch = 500
	// claimTimeout bounds one transaction.
	claimTimeout = 5 * time.Second
)

// Announcement is one broadcast.
type Announcement struct {
	ID        int64
	Text      string
	Tag       string // "": for everybody
	AgentID   int64
	AgentName string
	CreatedAt time.Time
}

func (a *Announcement) frame() wire.Announcement {
	return wire.Announcement{Type: wire.TypeAnnouncement, ID: desk.FormatID(a.ID), Text: a.Text, CreatedAt: wire.Time(a.CreatedAt)}
}

// Feature tells announcements.
type Feature struct {
	records  records
	sessions Sessions
	log      *slog.Logger
	wake     chan struct{}
	// recent are the newest announcements, at most most, by id. It is set
	// before the customers here are listed, and read after a customer was
	// added to them: so whoever comes meanwhile is found by one of the two.
	recent atomic.Pointer[[]Announcement]
	told   int64 // all customers here were told up to this id; Run's own
}

// New returns the feature. Start Run, and call Greet for each customer who
// connects. To register its routes only, db and sessions may be nil.
func New(db *store.DB, sessions Sessions, log *slog.Logger) *Feature {
	f := &Feature{records: records{db}, sessions: sessions, log: log, wake: make(chan struct{}, 1)}
	f.recent.Store(&[]Announcement{})
	return f
}

// Run follows the table and tells the customers of this node, until ctx ends.
func (f *Feature) Run(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		// That the database is away the chat's watch says.
		if err := f.look(ctx); err != nil && ctx.Err() == nil && desk.CodeOf(err) != desk.CodeUnavailable {
			f.log.Warn("cannot tell announcements; trying again", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-f.wake:
		}
	}
}

// Announce stores an announcement of who, for all customers or, with a tag,
// for those who have it, and has it told. It returns too_large or bad_request
// for a text that is no message's, bad_request for a tag that is none.
func (f *Feature) Announce(ctx context.Context, who desk.Principal, text, tag string) (a Announcement, err error) {
	a = Announcement{AgentID: who.ID, AgentName: who.Name}
	if a.Text, err = desk.CleanText(text); err != nil {
		return a, err
	}
	if tag != "" {
		tags, err := desk.CleanTags([]string{tag})
		if err != nil {
			return a, err
		}
		a.Tag = tags[0]
	}
	if a, err = f.records.create(ctx, a); err != nil {
		return a, err
	}
	select { // this node need not wait for its next look
	case f.wake <- struct{}{}:
	default:
	}
	return a, nil
}

// look finds what is new and tells everybody here.
func (f *Feature) look(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	recent, err := f.records.newest(ctx, most)
	if err != nil || len(recent) == 0 {
		return err
	}
	newest := recent[len(recent)-1].ID
	if newest <= f.told {
		return nil
	}
	f.recent.Store(&recent)
	here := f.sessions.CustomersHere()
	for len(here) > 0 {
		n := min(len(here), batch)
		if err := f.tell(ctx, here[:n], recent); err != nil {
			return err // from the start again: what was claimed is not told twice
		}
		here = here[n:]
	}
	f.told = newest
	return nil
}

// Greet tells a customer who has just connected what they missed. An error is
// logged only: the next time they come is another chance.
func (f *Feature) Greet(ctx context.Context, who desk.Principal) {
	recent := *f.recent.Load()
	if !who.IsCustomer() || len(recent) == 0 {
		return
	}
	newest := recent[len(recent)-1].ID
	if last, err := f.records.cursor(ctx, who.ID); err == nil && last >= newest {
		return
	}
	if err := f.tell(ctx, []int64{who.ID}, recent); err != nil && ctx.Err() == nil {
		f.log.Warn("cannot tell a customer of announcements", "error", err)
	}
}

// tell claims what these customers, at most batch, were not told yet, and
// sends it to them.
func (f *Feature) tell(ctx context.Context, customers []int64, recent []Announcement) error {
	ctx, cancel := context.WithTimeout(ctx, claimTimeout)
	defer cancel()
	claims, err := f.records.claim(ctx, customers, recent[len(recent)-1].ID, tagsOf(recent))
	if err != nil {
		return err
	}
	for _, c := range claims {
		for i := range recent {
			if a := &recent[i]; c.concerns(a) {
				f.sessions.ToCustomer(c.customer, a.frame())
			}
		}
	}
	return nil
}

// claim is what one customer is to be told by us and nobody else.
type claim struct {
	customer  int64
	after     int64 // announcements above it
	createdAt time.Time
	tags      map[string]bool
}

// concerns reports whether a is news to the customer, who was there when it
// was made and, if it is for some, is one of them.
func (c *claim) concerns(a *Announcement) bool {
	return a.ID > c.after && !a.CreatedAt.Before(c.createdAt) && (a.Tag == "" || c.tags[a.Tag])
}

func tagsOf(as []Announcement) []string {
	seen := map[string]bool{}
	var tags []string
	for _, a := range as {
		if a.Tag != "" && !seen[a.Tag] {
			seen[a.Tag] = true
			tags = append(tags, a.Tag)
		}
	}
	return tags
}
