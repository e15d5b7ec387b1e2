package announcement

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"kefu/server/store"

	"github.com/jmoiron/sqlx"
)

// records keeps announcements and the customers' cursors.
type records struct{ db *store.DB }

// counter is the row that gives ids: no customer has the id 0.
const counter = 0

// create stores an announcement under the next id.
func (r records) create(ctx context.Context, a Announcement) (Announcement, error) {
	err := r.db.Write(ctx, func(tx *sqlx.Tx) error {
		// The update locks the counter until the commit: so ids become
		// visible in their order.
		if _, err := tx.ExecContext(ctx, "UPDATE announcement_cursors SET last_id=last_id+1 WHERE customer_id=?", counter); err != nil {
			return err
		}
		if err := tx.GetContext(ctx, &a.ID, "SELECT last_id FROM announcement_cursors WHERE customer_id=?", counter); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO announcements (id, text, tag, agent_id, created_at) VALUES (?,?,?,?,"+r.db.Now()+")",
			a.ID, a.Text, a.Tag, a.AgentID)
		return err
	})
	if err != nil {
		return a, r.db.Fail("store an announcement", err)
	}
	var created int64
	err = r.db.GetContext(ctx, &created, "SELECT created_at FROM announcements WHERE id=?", a.ID)
	a.CreatedAt = time.UnixMilli(created).UTC()
	return a, r.db.Fail("read an announcement", err)
}

// newest returns the newest announcements, at most n, by id.
func (r records) newest(ctx context.Context, n int) ([]Announcement, error) {
	found, err := r.below(ctx, 1<<62, n)
	slices.Reverse(found)
	return found, err
}

// below lists announcements with a lower id, newest first, at most n.
func (r records) below(ctx context.Context, id int64, n int) ([]Announcement, error) {
	rows, err := r.db.QueryContext(ctx, "SELECT a.id, a.text, a.tag, a.agent_id, COALESCE(g.name, ''), a.created_at FROM announcements a "+
		"LEFT JOIN agents g ON g.id=a.agent_id WHERE a.id<? ORDER BY a.id DESC LIMIT ?", id, n)
	if err != nil {
		return nil, r.db.Fail("list announcements", err)
	}
	defer rows.Close() //nolint:errcheck // an error of the rows shows in Err
	found := []Announcement{}
	for rows.Next() {
		var a Announcement
		var created int64
		if err := rows.Scan(&a.ID, &a.Text, &a.Tag, &a.AgentID, &a.AgentName, &created); err != nil {
			return nil, r.db.Fail("list announcements", err)
		}
		a.CreatedAt = time.UnixMilli(created).UTC()
		found = append(found, a)
	}
	return found, r.db.Fail("list announcements", rows.Err())
}

// cursor returns up to which announcement a customer was told.
func (r records) cursor(ctx context.Context, customer int64) (int64, error) {
	var last int64
	err := r.db.GetContext(ctx, &last, "SELECT last_id FROM announcement_cursors WHERE customer_id=?", customer)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return last, r.db.Fail("read an announcement cursor", err)
}

// claim moves the cursors of these customers up to upTo and returns those that
// this call, and no other one, has moved. tags are those to be looked up.
func (r records) claim(ctx context.Context, customers []int64, upTo int64, tags []string) ([]claim, error) {
	if err := r.ensureCursors(ctx, customers); err != nil {
		return nil, r.db.Fail("make announcement cursors", err)
	}
	var claims []claim
	err := r.db.Write(ctx, func(tx *sqlx.Tx) error {
		claims = claims[:0]
		if err := r.load(ctx, tx, &claims, customers, upTo); err != nil || len(claims) == 0 {
			return err
		}
		if err := loadTags(ctx, tx, claims, tags); err != nil {
			return err
		}
		won, _ := index(claims)
		text, args, err := sqlx.In("UPDATE announcement_cursors SET last_id=? WHERE customer_id IN (?)", upTo, won)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, text, args...)
		return err
	})
	return claims, r.db.Fail("claim announcements", err)
}

// ensureCursors makes the rows that are missing. Another node may be making
// the same ones: then there are fewer left to make.
func (r records) ensureCursors(ctx context.Context, customers []int64) error {
	for try := 1; ; try++ {
		missing, err := r.withoutCursor(ctx, customers)
		if err != nil || len(missing) == 0 {
			return err
		}
		err = r.db.Write(ctx, func(tx *sqlx.Tx) error {
			_, err := tx.ExecContext(ctx, "INSERT INTO announcement_cursors (customer_id, last_id) VALUES "+
				strings.TrimSuffix(strings.Repeat("(?,0),", len(missing)), ","), missing...)
			return err
		})
		if !r.db.IsDuplicate(err) || try == 5 {
			return err
		}
	}
}

// withoutCursor returns those of customers that have no cursor, by id.
func (r records) withoutCursor(ctx context.Context, customers []int64) ([]any, error) {
	text, args, err := sqlx.In("SELECT customer_id FROM announcement_cursors WHERE customer_id IN (?)", customers)
	if err != nil {
		return nil, err
	}
	var have []int64
	if err := r.db.SelectContext(ctx, &have, text, args...); err != nil {
		return nil, err
	}
	known := make(map[int64]bool, len(have))
	for _, id := range have {
		known[id] = true
	}
	var missing []any
	for _, id := range slices.Sorted(slices.Values(customers)) {
		if !known[id] {
			missing = append(missing, id)
		}
	}
	return missing, nil
}

// load locks the cursors that are behind, in the order of their customers, so
// that nodes can't deadlock, and finds since when the customers are there.
func (r records) load(ctx context.Context, tx *sqlx.Tx, claims *[]claim, customers []int64, upTo int64) error {
	text, args, err := sqlx.In("SELECT customer_id, last_id FROM announcement_cursors WHERE customer_id IN (?) AND last_id<? ORDER BY customer_id"+r.db.ForUpdate(),
		customers, upTo)
	if err != nil {
		return err
	}
	err = each(ctx, tx, text, args, func(rows *sql.Rows) error {
		var c claim
		err := rows.Scan(&c.customer, &c.after)
		*claims = append(*claims, c)
		return err
	})
	if err != nil || len(*claims) == 0 {
		return err
	}
	ids, byID := index(*claims)
	if text, args, err = sqlx.In("SELECT id, created_at FROM customers WHERE id IN (?)", ids); err != nil {
		return err
	}
	return each(ctx, tx, text, args, func(rows *sql.Rows) error {
		var id, created int64
		err := rows.Scan(&id, &created)
		if c := byID[id]; c != nil {
			c.createdAt = time.UnixMilli(created)
		}
		return err
	})
}

// index returns the claims' customers, and each one's claim.
func index(claims []claim) (ids []int64, byID map[int64]*claim) {
	ids, byID = make([]int64, len(claims)), make(map[int64]*claim, len(claims))
	for i := range claims {
		ids[i], byID[claims[i].customer] = claims[i].customer, &claims[i]
	}
	return ids, byID
}

// loadTags looks up which of the tags the claims' conversations have.
func loadTags(ctx context.Context, tx *sqlx.Tx, claims []claim, tags []string) error {
	if len(tags) == 0 {
		return nil
	}
	ids, byID := index(claims)
	text, args, err := sqlx.In("SELECT conversation_id, tag FROM conversation_tags WHERE conversation_id IN (?) AND tag IN (?)", ids, tags)
	if err != nil {
		return err
	}
	return each(ctx, tx, text, args, func(rows *sql.Rows) error {
		var id int64
		var tag string
		err := rows.Scan(&id, &tag)
		if c := byID[id]; c != nil {
			if c.tags == nil {
				c.tags = map[string]bool{}
			}
			c.tags[tag] = true
		}
		return err
	})
}

func each(ctx context.Context, tx *sqlx.Tx, text string, args []any, scan func(*sql.Rows) error) error {
	rows, err := tx.QueryContext(ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // an error of the rows shows in Err
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
