package stats

import (
	"context"
	"database/sql"
)

// writtenIn lists the conversations in which messages were written, each once,
// by the newest slot that fits; the value is how many they were.
func (r records) writtenIn(ctx context.Context, q cellQuery, sent bool) (hits, error) {
	below, err := parseSpot(q.cursor, beyond())
	if err != nil {
		return hits{}, err
	}
	w := written{records: r, cellQuery: q, column: "received", below: below}
	if sent {
		w.column = "sent"
	}
	for _, s := range q.span.stretches(q.fits) {
		for w.more(s) {
			if err := w.read(ctx, s); err != nil {
				return hits{}, r.db.Fail("list conversations by their messages", err)
			}
		}
	}
	return w.hits, nil
}

// written is such a list while it is gathered.
type written struct {
	records
	cellQuery
	hits
	column string
	below  spot // slot, conversation: up to where the slots were read
	last   spot // the last one that is on the page
}

// more reports whether something of the stretch is still to be read.
func (w *written) more(s stretch) bool {
	return w.next == "" && s.from <= w.below[0]
}

// where adds what the query asks for to a condition on slots.
func (w *written) where(condition string, args ...any) (string, []any) {
	condition, args = w.filter.and(condition+" AND "+w.column+">0", args...)
	if w.filter.byAgent {
		condition += " AND agent_id=?"
		args = append(args, w.filter.agent)
	}
	return condition, args
}

// read takes the next slots of a stretch, newest first.
func (w *written) read(ctx context.Context, s stretch) error {
	const some = 400
	where, args := w.where("slot>=? AND slot<? AND slot<=? AND (slot<? OR conversation_id<?)", s.from, s.to, w.below[0], w.below[0], w.below[1])
	var found []spot
	n := 0
	err := w.each(ctx, "SELECT slot, conversation_id FROM stats_conversation_slots WHERE "+where+" ORDER BY slot DESC, conversation_id DESC LIMIT ?", append(args, some), func(rows *sql.Rows) error {
		var f spot
		err := rows.Scan(&f[0], &f[1])
		if n++; len(found) == 0 || found[len(found)-1] != f { // several agents wrote in one slot
			found = append(found, f)
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := w.take(ctx, found); err != nil {
		return err
	}
	if n < some {
		w.below = spot{s.from - 1, 1 << 60}
	} else {
		w.below = found[len(found)-1]
	}
	return nil
}

// sums is what a conversation has in the cell.
type sums struct{ newest, messages int64 }

// take puts conversations on the page whose newest slot this is.
func (w *written) take(ctx context.Context, found []spot) error {
	if len(found) == 0 {
		return nil
	}
	by, err := w.sums(ctx, found)
	if err != nil {
		return err
	}
	for _, f := range found {
		s := by[f[1]]
		if s.newest != f[0] {
			continue // it was listed by a newer one
		}
		if len(w.found) == w.limit {
			w.next = w.last.String()
			return nil
		}
		n := float64(s.messages)
		w.found = append(w.found, hit{conversation: f[1], value: &n})
		w.last = f
	}
	return nil
}

// sums adds up what the conversations have in the cell.
func (w *written) sums(ctx context.Context, found []spot) (map[int64]sums, error) {
	ids := make([]int64, len(found))
	for i, f := range found {
		ids[i] = f[1]
	}
	by := map[int64]sums{}
	first := w.span.firstSlot
	where, args := w.where("slot>=? AND slot<?", first, first+int64(len(w.span.cells)))
	err := w.inWith(ctx, "SELECT conversation_id, slot, "+w.column+" FROM stats_conversation_slots WHERE conversation_id IN (?) AND "+where, ids, args, func(rows *sql.Rows) error {
		var id, slot, n int64
		err := rows.Scan(&id, &slot, &n)
		if c, ok := w.span.ofSlot(slot); ok && w.fits(c) {
			s := by[id]
			by[id] = sums{max(s.newest, slot), s.messages + n}
		}
		return err
	})
	return by, err
}
