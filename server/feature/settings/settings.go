// Package settings holds what admins change while the desk runs: its name, who
// may carry the widget and how it looks, limits, opening hours. The
// configuration gives the defaults; what was changed stands in one row of the
// database, which every node looks at.
//
//	PATCH ─▶ row, if its version is still the one that was read ─▶ this node, at once
//	                        └─▶ every other node's look, each second
//
// Reading a setting is a pointer load.
package settings

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"kefu/server/api"
	"kefu/server/desk"
	"kefu/server/store"
)

// lookEvery is how late another node's change may be seen, at most twice that
// with a slow database.
const lookEvery = time.Second

// Options make a Feature.
type Options struct {
	DB *store.DB
	// Defaults are the settings of a desk whose admins have changed none. Of
	// AllowedOrigins there are none: the fixed ones are FixedOrigins.
	Defaults Settings
	// FixedOrigins are the configuration's.
	FixedOrigins []string
	// ParseOrigin reads an origin as the configuration does: scheme and host
	// alone, in lower case.
	ParseOrigin func(string) (string, error)
	// PublicURL is the configuration's: the address customers see, without a
	// slash at the end; empty if it says none.
	PublicURL string
	// WeChat is nil on a desk without a mini-program; WeChatAppID is its AppID.
	WeChat      WeChat
	WeChatAppID string
	// WeChatTests limits the tests of the mini-program's connection.
	WeChatTests api.Limiter
	Log         *slog.Logger
}

// Feature keeps the settings. Safe for concurrent use.
type Feature struct {
	o       Options
	records records
	now     atomic.Pointer[state]
	moving  sync.Mutex // while now is being replaced: it never goes back
	wake    chan struct{}
}

// state is one version of the settings, with what follows from them. It never changes.
type state struct {
	Settings
	version int64
	changed Patch // what admins changed
	agentID int64
	at      time.Time
	origins []string // fixed and added
	zone    *time.Location
}

// New returns the settings as the database has them now. To register its
// routes only, call Routes.
func New(ctx context.Context, o Options) (*Feature, error) {
	f := &Feature{o: o, records: records{o.DB}, wake: make(chan struct{}, 1)}
	return f, f.load(ctx)
}

// Routes returns a feature that registers its routes and does nothing else.
func Routes() *Feature { return &Feature{} }

// Current returns the settings. They must not be changed.
func (f *Feature) Current() *Settings { return &f.now.Load().Settings }

// Origins returns the pages that may carry the widget, beside the desk's own.
func (f *Feature) Origins() []string { return f.now.Load().origins }

// OpensAt returns when the desk opens next by its hours: the zero time while it
// is open, and when nobody knows.
func (f *Feature) OpensAt(now time.Time) time.Time {
	s := f.now.Load()
	return s.OpeningHours.next(now, s.zone)
}

// Run follows the settings, and calls opening whenever OpensAt answers
// something else than before, until ctx ends.
func (f *Feature) Run(ctx context.Context, opening func()) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	opensAt := f.OpensAt(time.Now())
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			// That the database is away others say, less often.
			if err := f.look(ctx); err != nil && ctx.Err() == nil && desk.CodeOf(err) != desk.CodeUnavailable {
				f.o.Log.Warn("cannot read the settings; those of before stay", "error", err)
			}
		case <-f.wake: // this node changed them itself
		}
		if at := f.OpensAt(time.Now()); !at.Equal(opensAt) {
			opensAt = at
			opening()
		}
	}
}

// look loads the settings if somebody changed them.
func (f *Feature) look(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	version, err := f.records.version(ctx)
	if err != nil || version == f.now.Load().version {
		return err
	}
	return f.load(ctx)
}

func (f *Feature) load(ctx context.Context) error {
	r, err := f.records.read(ctx)
	if err != nil {
		return err
	}
	return f.use(r)
}

// use makes a stored version the present one, unless a newer one is.
func (f *Feature) use(r row) error {
	s, err := f.stateOf(r)
	if err != nil {
		return err
	}
	f.moving.Lock()
	defer f.moving.Unlock()
	if was := f.now.Load(); was == nil || s.version > was.version {
		f.now.Store(s)
	}
	return nil
}

func (f *Feature) stateOf(r row) (*state, error) {
	s := &state{version: r.Version, agentID: r.AgentID, at: time.UnixMilli(r.UpdatedAt).UTC()}
	if err := json.Unmarshal([]byte(r.Document), &s.changed); err != nil {
		return nil, err
	}
	if err := merge(f.o.Defaults, &s.Settings); err != nil { // a copy that shares nothing
		return nil, err
	}
	if err := merge(s.changed, &s.Settings); err != nil {
		return nil, err
	}
	s.Widget.TextColor = textColor(s.Widget.Color)
	s.origins = slices.Concat(f.o.FixedOrigins, s.AllowedOrigins)
	zone, err := time.LoadLocation(s.OpeningHours.TimeZone)
	if err != nil {
		return nil, err
	}
	s.zone = zone
	return s, nil
}

// merge writes over to what from holds, object by object.
func merge(from, to any) error {
	b, err := json.Marshal(from)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, to)
}

// change stores p over what was changed before, if the settings are still those
// of version; conflict if not, bad_request for what p must not be.
func (f *Feature) change(ctx context.Context, who desk.Principal, version int64, p Patch) error {
	if err := f.check(&p); err != nil {
		return err
	}
	r, err := f.records.replace(ctx, version, who.ID, func(document string) (string, error) {
		return f.merged(document, p)
	})
	if err != nil {
		return err
	}
	if err := f.use(r); err != nil {
		return err
	}
	select {
	case f.wake <- struct{}{}:
	default:
	}
	return nil
}

// merged adds p to a stored document. What is the configuration's again is
// taken out of it, so that it follows the configuration.
func (f *Feature) merged(document string, p Patch) (string, error) {
	var all Patch
	if err := json.Unmarshal([]byte(document), &all); err != nil {
		return "", err
	}
	if err := merge(p, &all); err != nil {
		return "", err
	}
	d := &f.o.Defaults
	drop(&all.DeskName, d.DeskName)
	if l := all.Limits; l != nil {
		drop(&l.MaxUploadBytes, d.Limits.MaxUploadBytes)
		drop(&l.ConnectionsPerIdentity, d.Limits.ConnectionsPerIdentity)
	}
	b, err := json.Marshal(all)
	return string(b), err
}

// drop forgets a value that is the default.
func drop[T comparable](v **T, otherwise T) {
	if *v != nil && **v == otherwise {
		*v = nil
	}
}
