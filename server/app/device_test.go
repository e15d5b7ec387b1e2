package app_test

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"
)

func formatInt(n int64) string { return strconv.FormatInt(n, 10) }

const (
	holeLasts  = 500 * time.Millisecond // protocol.md: then a client asks sync
	pingAfter  = time.Second            // of silence; the contract allows ten
	pongWait   = 5 * time.Second        // after a ping nothing was heard: the line is dead
	resendWait = 2 * time.Second        // for an ack
	backoffMax = 3 * time.Second
)

// device is one client of protocol.md: it connects, and again whenever the
// connection ends, keeps its views up and resends what was not acked.
type device struct {
	w    *world
	who  *person
	name string
	drop chan bool // ends the connection; true: with a close frame

	mu          sync.Mutex
	rng         *rand.Rand
	base        string // of the node it is connected to
	line        *line  // nil: offline
	asked       map[string]func(*frame)
	asks        int
	views       map[string]*view
	cursor      string // agents
	listed      bool   // agents: the list of conversations was read once
	changing    bool   // agents: an answer to changes is awaited
	caught      bool   // everything from here on must be told live
	unreadTotal int64
	pinged      time.Time
	connections int
	away        bool // it is to stay offline

	// Agents: who is online, as far as this was told.
	online     map[string]bool // by conversation
	colleagues map[string]bool // by id, on this connection
	attended   map[string]bool // by conversation: this connection's answer said who is online
}

func newDevice(w *world, who *person, n int) *device {
	return &device{w: w, who: who, name: who.name + "/" + strconv.Itoa(n), drop: make(chan bool, 1),
		rng: w.random(who.name, n), asked: map[string]func(*frame){}, views: map[string]*view{},
		online: map[string]bool{}, colleagues: map[string]bool{}}
}

// run keeps the device connected until the world stops.
func (d *device) run() {
	defer d.w.running.Done()
	for tries, failures := 0, 0; !d.w.stopped(); tries++ {
		d.mu.Lock()
		base, wait, away := d.w.node(d.rng), d.backoff(failures), d.away
		d.mu.Unlock()
		if tries > 0 {
			d.w.pause(wait)
		}
		if away {
			continue
		}
		l, status, err := dial(base, d.who.token)
		failures++
		if err != nil {
			if status != 0 && (!d.w.faults || status != http.StatusServiceUnavailable) {
				d.complain("the connection was refused with HTTP %d: %v", status, err)
			} else if !d.w.faults {
				d.complain("cannot connect: %v", err)
			}
			continue
		}
		failures = 0
		d.serve(l, base)
	}
}

// backoff is how long to wait before connecting again. The lock is held.
func (d *device) backoff(failures int) time.Duration {
	if !d.w.patient {
		return time.Duration(20+d.rng.IntN(100)) * time.Millisecond
	}
	return time.Duration(d.rng.Int64N(int64(min(300*time.Millisecond<<min(failures, 8), backoffMax))))
}

// leave has the device stay offline from now on.
func (d *device) leave() {
	d.mu.Lock()
	d.away = true
	d.mu.Unlock()
	d.dropSoon()
}

// comeBack ends what leave began.
func (d *device) comeBack() {
	d.mu.Lock()
	d.away = false
	d.mu.Unlock()
}

func (d *device) serve(l *line, base string) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	politely := false
	defer func() {
		d.lost()
		l.close(politely)
	}()
	heard := time.Now()
	for {
		select {
		case <-d.w.stop:
			politely = true
			return
		case politely = <-d.drop:
			return
		case raw, ok := <-l.in:
			if !ok {
				d.ended(l.err)
				return
			}
			heard = time.Now()
			if !d.take(l, base, raw) {
				return
			}
		case <-tick.C:
			if !d.tick(heard) {
				return
			}
		}
	}
}

// ended judges how the server ended the connection.
func (d *device) ended(err error) {
	code, reason := closeCode(err)
	if code == 1001 && reason == "going_away" && d.w.faults || code == 0 && d.w.faults {
		return
	}
	if d.w.patient && (code == 4008 || code == 4009 || code == 4010) { // its line was held for long
		return
	}
	d.complain("the connection was ended with %d %q: %v", code, reason, err)
}

// lost forgets what belonged to the connection.
func (d *device) lost() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.line, d.caught, d.changing = nil, false, false
	unanswered := d.asked
	d.asked = map[string]func(*frame){}
	for _, f := range unanswered {
		f(nil)
	}
}

func (d *device) complain(format string, args ...any) {
	d.w.complain(d.name+": "+format, args...)
}

// ask sends a request; answered is called, with the lock held, with its answer
// or with nil when the connection ends before. The lock is held.
func (d *device) ask(request map[string]any, answered func(*frame)) {
	if d.line == nil {
		answered(nil)
		return
	}
	d.asks++
	id := strconv.Itoa(d.asks)
	request["id"] = id
	d.asked[id] = answered
	d.line.write(request)
}

// tell sends a frame that has no answer. The lock is held.
func (d *device) tell(f map[string]any) {
	if d.line != nil {
		d.line.write(f)
	}
}

// view returns the view of a conversation. The lock is held.
func (d *device) view(id string) *view {
	v := d.views[id]
	if v == nil {
		v = newView(id)
		if d.caught {
			v.base = 0 // it is new: all of it must be told
		}
		d.views[id] = v
	}
	return v
}

// take handles one frame; false ends the connection.
func (d *device) take(l *line, base string, raw []byte) bool {
	f := new(frame)
	if err := json.Unmarshal(raw, f); err != nil {
		d.complain("cannot read %s: %v", raw, err)
		return true
	}
	if !d.who.staff() {
		if why := forCustomers(f, raw, d.who.id); why != "" {
			d.complain("a customer was sent %s: %s", why, raw)
		}
	}
	d.mu.Lock()
	if d.line == nil {
		defer d.mu.Unlock()
		if f.Type != "welcome" {
			d.complain("the first frame is %s", f.Type)
			return false
		}
		return d.welcome(l, base, f)
	}
	defer d.mu.Unlock()
	if answered := d.asked[f.ID]; f.ID != "" && answered != nil {
		delete(d.asked, f.ID)
		answered(f)
		return true
	}
	d.hear(f)
	return true
}

// welcome catches up with what happened while the device was away; the lock is
// held. Agents read the list of conversations once, then ask for changes.
func (d *device) welcome(l *line, base string, f *frame) bool {
	d.line, d.base = l, base
	d.connections++
	d.colleagues, d.attended = map[string]bool{}, map[string]bool{}
	for _, v := range d.views {
		v.connected()
	}
	d.who.resendDue(d, true)
	if d.who.staff() {
		return d.welcomeAgent(f)
	}
	c := f.Conversation
	v := d.view(d.who.id)
	d.count(v, c.Rev, c.Unread)
	if c.LastSeq > v.head || c.Rev > v.synced {
		v.behind = true
		d.sync(v)
	}
	d.catchUp()
	return true
}

func (d *device) welcomeAgent(f *frame) bool {
	d.unreadTotal = *f.UnreadTotal
	if d.listed {
		d.changes()
		d.attend()
		return true
	}
	list, err := d.w.conversations(d.base, d.who.token)
	if err != nil {
		if !d.w.faults {
			d.complain("cannot list the conversations: %v", err)
		}
		return false
	}
	d.cursor, d.listed = f.Cursor, true
	for _, s := range list {
		v := d.view(s.ID)
		d.summarize(v, s)
		v.behind = true
		d.sync(v)
	}
	d.attend()
	d.catchUp()
	return true
}

// changes asks which conversations changed since the cursor. The lock is held.
func (d *device) changes() {
	d.changing = true
	d.ask(map[string]any{"type": "changes", "cursor": d.cursor, "limit": 1 + d.rng.IntN(20)}, func(a *frame) {
		d.changing = false
		if a == nil {
			return
		}
		if a.Type != "changed" {
			d.refused("changes", a)
			d.dropSoon()
			return
		}
		for _, s := range a.Conversations {
			v := d.view(s.ID)
			d.summarize(v, s)
			if s.LastSeq > v.head || s.Rev > v.synced {
				v.behind = true
			}
		}
		d.cursor = a.Cursor
		if a.HasMore {
			d.changes()
			return
		}
		for _, v := range d.views {
			if v.behind {
				d.sync(v)
			}
		}
		d.catchUp()
	})
}

// dropSoon ends the connection: the next one starts anew.
func (d *device) dropSoon() {
	select {
	case d.drop <- false:
	default:
	}
}

// refused complains of an error, unless the desk says that it can't now: its
// database may be away, and a machine that stands still is taken for that.
func (d *device) refused(what string, a *frame) {
	if a.Code != "unavailable" {
		d.complain("%s was answered %s %s %s", what, a.Type, a.Code, a.Detail)
	}
}

// catchUp notes that the device knows all that happened before, if it does;
// the lock is held.
func (d *device) catchUp() {
	if d.caught || d.changing || d.line == nil {
		return
	}
	for _, v := range d.views {
		if v.behind || v.syncing {
			return
		}
	}
	d.caught = true
	for _, v := range d.views {
		v.caughtUp()
	}
}

// sync asks for what a view lacks; the lock is held.
func (d *device) sync(v *view) {
	if v.syncing {
		v.again = true
		return
	}
	v.syncing = true
	request := map[string]any{"type": "sync", "after_seq": v.head, "after_rev": v.synced}
	if d.who.staff() {
		request["conversation_id"] = v.id
	}
	if d.rng.IntN(2) == 0 {
		request["limit"] = 1 + d.rng.IntN(200)
	}
	head, synced := v.head, v.synced
	d.ask(request, func(a *frame) {
		v.syncing = false
		if a == nil {
			return
		}
		if a.Type != "synced" || a.ConversationID != v.id {
			d.refused("sync", a)
			d.dropSoon()
			return
		}
		for _, m := range append(a.Messages, a.Updated...) {
			d.put(v, m, false)
		}
		for _, e := range a.Activity {
			if e.Type == "note" {
				e.Kind = "note"
			}
			d.note(v, e, false)
		}
		v.readUpTo(a.ReadSeq)
		v.synced = max(v.synced, a.Rev)
		switch {
		case a.HasMore && v.head == head && v.synced == synced:
			d.complain("sync of %s after seq %d and rev %d said has_more and gave nothing", v.id, head, synced)
		case a.HasMore || v.again:
			v.again = false
			d.sync(v)
		default:
			v.behind = false
			d.catchUp()
		}
	})
}

// tick does what is due by time; false: the line is dead.
func (d *device) tick(heard time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.w.faults && time.Since(heard) > pingAfter+pongWait {
		return false
	}
	if d.line == nil {
		return true
	}
	for _, v := range d.views {
		if !v.hole.IsZero() && time.Since(v.hole) > holeLasts && !v.syncing {
			v.hole = time.Now()
			v.holeSyncs++
			d.sync(v)
		}
	}
	if time.Since(heard) > pingAfter && time.Since(d.pinged) > pingAfter {
		d.ping()
	}
	d.who.resendDue(d, false)
	return true
}

// ping asks how far the server has told this connection; the lock is held.
func (d *device) ping() {
	d.pinged = time.Now()
	d.ask(map[string]any{"type": "ping"}, func(a *frame) {
		if a == nil {
			return
		}
		if a.Type != "pong" {
			d.refused("ping", a)
			return
		}
		if d.who.staff() {
			if d.caught && a.Cursor != "" {
				d.cursor = a.Cursor
			}
			return
		}
		if v := d.view(d.who.id); a.LastSeq > v.head || a.Rev > v.synced {
			d.sync(v)
		}
	})
}
