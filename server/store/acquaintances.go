package store

import (
	"context"
	"time"

	"kefu/server/desk"
)

// A message needs to know four things of its customer, which hardly ever
// change: so a writer remembers them of those whose conversations it wrote
// last. What changes them raises the conversation's rev, so that under the rev
// that the writer left they are as they were. Only a name that is still missing
// may come by a login, which raises nothing.

const (
	// maxAcquaintances bounds how many customers a writer remembers, of some
	// 300 bytes each.
	maxAcquaintances = 16_384
	// acquainted is for how long, so that what somebody changes by hand in the
	// database is seen.
	acquainted = time.Minute
)

// acquaintance is a customer, as writerColumns have it, and the rev of the
// conversation when that was so.
type acquaintance struct {
	customer desk.Customer
	rev      int64
	read     time.Time
}

type acquaintances map[int64]*acquaintance

// strangers lists those of ids of whom nothing, or nothing certain, is remembered.
func (a acquaintances) strangers(ids []int64) []int64 {
	var out []int64
	now := time.Now()
	for _, id := range ids {
		if known := a[id]; known == nil || now.Sub(known.read) > acquainted {
			out = append(out, id)
		}
	}
	return out
}

// introduce fills in the customers of state that were not asked for, and reads
// those after all whose conversations somebody else has changed.
func (a acquaintances) introduce(ctx context.Context, conn *groupConn, state *groupState) error {
	var changed []any
	for id, row := range state.conversations {
		if state.customers[id] != nil {
			continue
		}
		if known := a[id]; known != nil && known.rev == row.Rev {
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

// committed remembers the customers of a group, under the revs that it left.
func (a acquaintances) committed(state *groupState) {
	if len(a)+len(state.conversations) > maxAcquaintances {
		clear(a)
	}
	now := time.Now()
	for id, row := range state.conversations {
		c := state.customers[id]
		if c == nil || c.Name == "" {
			delete(a, id)
			continue
		}
		known := a[id]
		if known == nil || known.rev != row.was.Rev || now.Sub(known.read) > acquainted { // it was read
			known = &acquaintance{read: now}
			a[id] = known
		}
		known.rev = row.Rev
		known.customer = desk.Customer{ID: c.ID, OpenID: c.OpenID, Name: c.Name, Blocked: c.Blocked}
	}
}
