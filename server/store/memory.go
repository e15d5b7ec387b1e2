package store

import (
	"context"
	"time"

	"kefu/server/desk"
)

// Whatever changes a conversation, or what a message needs to know of its
// customer, raises the conversation's rev, and the times of changes are those of
// the database. So a writer remembers the conversations that it wrote last: as
// long as nobody has raised the rev that it left, they are as it left them. Only
// a name that is still missing may come by a login, which raises nothing: of who
// has none, that is asked too.

const (
	// maxRemembered bounds how many conversations a writer remembers, of some
	// 600 bytes each.
	maxRemembered = 16_384
	// rememberedFor is for how long, so that what somebody changes by hand in
	// the database is seen.
	rememberedFor = time.Minute
	// doubtful is how many groups are read first after a conversation that was
	// not as it was remembered: where nodes take turns, reading first is cheaper
	// than to be told.
	doubtful = 100
	// clockError is by how much the database's clock, carried on by this
	// machine's, may be wrong, in ms. The database checks it. It is far below
	// the overlaps of those who look for what has changed.
	clockError = 500
)

// remembered is a conversation with its customer, as writerColumns have them.
type remembered struct {
	conversation desk.Conversation
	customer     desk.Customer
	read         time.Time
}

func (r *remembered) isFresh(now time.Time) bool { return r != nil && now.Sub(r.read) <= rememberedFor }

func (r *remembered) isNameless() bool { return r.customer.Name == "" }

// memory is for one writer.
type memory struct {
	rows  map[int64]*remembered
	doubt int // groups that are read first
	clock clock
}

// clock is the database's: what it said, and when.
type clock struct {
	ms   int64
	read time.Time
}

// strangers lists those of ids of whose customers nothing, or nothing certain,
// is remembered.
func (m *memory) strangers(ids []int64) []int64 {
	var out []int64
	now := time.Now()
	for _, id := range ids {
		if known := m.rows[id]; !known.isFresh(now) || known.isNameless() {
			out = append(out, id)
		}
	}
	return out
}

// recall returns the state of the conversations as it is remembered; nil if
// anything is not, or in doubt.
func (m *memory) recall(ids []int64) *groupState {
	now := time.Now()
	since := now.Sub(m.clock.read)
	if m.doubt > 0 || since > rememberedFor {
		return nil
	}
	state := newGroupState(len(ids))
	state.now = m.clock.ms + since.Milliseconds()
	for _, id := range ids {
		known := m.rows[id]
		if !known.isFresh(now) {
			return nil
		}
		if known.isNameless() {
			state.nameless = append(state.nameless, id)
		}
		c := known.customer
		state.customers[id] = &c
		state.conversations[id] = &heldRow{Conversation: known.conversation, was: known.conversation}
		// What changes later bears a later time, whoever's clock it was.
		state.now = max(state.now, millis(known.conversation.UpdatedAt))
	}
	return state
}

// forget is for a new connection: another server may be at its end, that lost what
// the one before had not passed on, and counts the same revs of other changes.
func (m *memory) forget() {
	clear(m.rows)
	m.clock = clock{}
}

// wasWrong has groups read first for a while.
func (m *memory) wasWrong() { m.doubt = doubtful }

// introduce fills in the customers of a state that was read and that were not
// asked for, and reads those after all whose conversations somebody else has changed.
func (m *memory) introduce(ctx context.Context, conn *groupConn, state *groupState) error {
	now := time.Now()
	m.clock = clock{state.now, now}
	m.doubt = max(m.doubt-1, 0)
	var changed []any
	for id, row := range state.conversations {
		known := m.rows[id]
		if known.isFresh(now) && known.conversation.Rev != row.Rev {
			m.wasWrong()
		}
		if state.customers[id] != nil {
			continue
		}
		if known != nil && known.conversation.Rev == row.Rev && !known.isNameless() {
			c := known.customer
			state.customers[id] = &c
			continue
		}
		changed = append(changed, id)
	}
	if len(changed) == 0 {
		return nil
	}
	rows, err := conn.QueryContext(ctx, "SELECT "+writerColumns+" FROM customers WHERE id IN ("+marks(len(changed))+")", changed...)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // an error of the rows shows in Err
	scan := state.customer(false)
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// committed remembers a group's conversations, as it left them.
func (m *memory) committed(state *groupState) {
	if len(m.rows)+len(state.conversations) > maxRemembered {
		clear(m.rows)
	}
	now := time.Now()
	for id, row := range state.conversations {
		c := state.customers[id]
		if c == nil {
			delete(m.rows, id)
			continue
		}
		known := m.rows[id]
		if known == nil || known.conversation.Rev != row.was.Rev || !known.isFresh(now) { // it was read
			known = &remembered{read: now}
			m.rows[id] = known
		}
		known.conversation = row.Conversation
		known.customer = desk.Customer{ID: c.ID, OpenID: c.OpenID, Name: c.Name, Blocked: c.Blocked}
	}
}
