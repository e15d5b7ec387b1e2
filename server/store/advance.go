package store

import "kefu/server/desk"

// heldRow is a conversation that a group holds locked: as it is to be, and as
// it was found.
type heldRow struct {
	desk.Conversation
	was     desk.Conversation
	changed bool
}

// maxAdvances bounds the UPDATEs of a group: what advances in yet another way
// is written row by row.
const maxAdvances = 4

// advance is how a change moves a conversation's numbers and times. Nearly all
// conversations of a group advance alike, by one question each, so that one
// short UPDATE, which touches no column but these, serves them all.
type advance struct {
	grown [len(advancing)]int64
	// waiting and active are what waiting_since and active_at are set to, in
	// ms; -1: they stay.
	waiting, active int64
	updated         int64
}

// advancing are the columns that an advance adds to.
var advancing = [...]string{"last_seq", "rev", "customer_read_seq", "desk_read_seq", "customer_unread", "desk_unread"}

func numbersOf(c *desk.Conversation) [len(advancing)]int64 {
	return [...]int64{c.LastSeq, c.Rev, c.CustomerReadSeq, c.DeskReadSeq, c.CustomerUnread, c.DeskUnread}
}

// advanceOf returns how r advances; false if something else of it changes too.
func advanceOf(r *heldRow) (advance, bool) {
	a := advance{grown: numbersOf(&r.Conversation), waiting: -1, active: -1, updated: millis(r.UpdatedAt)}
	for i, n := range numbersOf(&r.was) {
		a.grown[i] -= n
	}
	if !r.WaitingSince.Equal(r.was.WaitingSince) {
		a.waiting = millis(r.WaitingSince)
	}
	if !r.ActiveAt.Equal(r.was.ActiveAt) {
		a.active = millis(r.ActiveAt)
	}
	return a, r.Status == r.was.Status && r.Assignee == r.was.Assignee && r.Priority == r.was.Priority
}

// alike are conversations that advance in one way.
type alike struct {
	advance
	rows []*heldRow
}

// advances sorts rows into those that a few UPDATEs serve and the rest.
func advances(rows []*heldRow) (same []alike, rest []*heldRow) {
rows:
	for _, r := range rows {
		a, ok := advanceOf(r)
		for i := 0; ok && i < len(same); i++ {
			if same[i].advance == a {
				same[i].rows = append(same[i].rows, r)
				continue rows
			}
		}
		if ok && len(same) < maxAdvances {
			same = append(same, alike{a, append(make([]*heldRow, 0, len(rows)), r)})
			continue
		}
		rest = append(rest, r)
	}
	return same, rest
}

// update adds the UPDATE to b: of what was not read, only for those rows that
// nobody has changed since.
func (a *alike) update(b *batch, unseen bool) {
	b.add("UPDATE conversations SET ")
	for i, n := range a.grown {
		if n != 0 {
			b.add(advancing[i], "=", advancing[i], "+?, ")
			b.args = append(b.args, n)
		}
	}
	set := func(column string, ms int64) {
		if ms >= 0 {
			b.add(column, "=?, ")
			b.args = append(b.args, ms)
		}
	}
	set("waiting_since", a.waiting)
	set("active_at", a.active)
	b.add("updated_at=? WHERE id IN (")
	b.marks(len(a.rows))
	b.add(")")
	b.args = append(b.args, a.updated)
	for _, r := range a.rows {
		b.args = append(b.args, r.ID)
	}
	if !unseen {
		return
	}
	b.insert(" AND (id,rev) IN (", 2, len(a.rows))
	b.add(")")
	for _, r := range a.rows {
		b.args = append(b.args, r.ID, r.was.Rev)
	}
}
