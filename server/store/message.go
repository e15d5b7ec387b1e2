package store

import (
	"context"
	"math"

	"kefu/server/desk"
)

// MessagesAfter returns messages with a seq above after, in order, at most limit.
func (db *DB) MessagesAfter(ctx context.Context, conversation, after int64, limit int) ([]*desk.Message, error) {
	ms, err := db.messages(ctx, "WHERE conversation_id=? AND seq>? ORDER BY seq LIMIT ?", conversation, after, limit)
	return ms, db.fail("read messages", err)
}

// MessagesBefore returns the last messages with a seq below before, in order,
// at most limit; before 0 means the newest.
func (db *DB) MessagesBefore(ctx context.Context, conversation, before int64, limit int) ([]*desk.Message, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	ms, err := db.messages(ctx, "WHERE conversation_id=? AND seq<? ORDER BY seq DESC LIMIT ?", conversation, before, limit)
	for i, k := 0, len(ms)-1; i < k; i, k = i+1, k-1 {
		ms[i], ms[k] = ms[k], ms[i]
	}
	return ms, db.fail("read messages", err)
}

// Unread returns what side has not read after its mark readSeq, in order, the
// newest limit of them.
func (db *DB) Unread(ctx context.Context, conversation int64, side desk.Side, readSeq int64, limit int) ([]*desk.Message, error) {
	ms, err := db.messages(ctx, "WHERE conversation_id=? AND seq>? AND recalled_at=0 AND "+writtenBy(side.Other())+" ORDER BY seq DESC LIMIT ?", conversation, readSeq, limit)
	for i, k := 0, len(ms)-1; i < k; i, k = i+1, k-1 {
		ms[i], ms[k] = ms[k], ms[i]
	}
	return ms, db.fail("read unread messages", err)
}

// Message returns one message; not_found if there is none.
func (db *DB) Message(ctx context.Context, conversation, seq int64) (*desk.Message, error) {
	ms, err := db.messages(ctx, "WHERE conversation_id=? AND seq=?", conversation, seq)
	if err == nil && len(ms) == 0 {
		return nil, desk.Errorf(desk.CodeNotFound, "there is no such message")
	}
	if err != nil {
		return nil, db.fail("read a message", err)
	}
	return ms[0], nil
}

// messages runs a query over one conversation, whose id is the first of args.
func (db *DB) messages(ctx context.Context, where string, args ...any) ([]*desk.Message, error) {
	rows, err := db.QueryContext(ctx, "SELECT "+messageColumns+" FROM messages "+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // an error of the rows shows in Err
	out := []*desk.Message{}
	for rows.Next() {
		m := new(desk.Message)
		if err := scanMessage(rows, m); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	if err := rows.Err(); err != nil || len(out) == 0 {
		return out, err
	}
	var openid string
	if err := db.GetContext(ctx, &openid, "SELECT openid FROM customers WHERE id=?", args[0]); err != nil {
		return nil, err
	}
	for _, m := range out {
		m.OpenID = openid
	}
	return out, nil
}

// Activity returns notes and events with a rev above after, oldest first, at
// most limit.
func (db *DB) Activity(ctx context.Context, conversation, after int64, limit int) ([]desk.Activity, error) {
	as, err := db.activity(ctx, "WHERE conversation_id=? AND rev>? ORDER BY rev LIMIT ?", conversation, after, limit)
	return as, db.fail("read activity", err)
}

// UpdatedSince returns messages at or below upTo that changed after rev, in
// order: those that were recalled. It looks at limit changes at most; known is
// the rev up to which it did, 0 if it looked at all.
func (db *DB) UpdatedSince(ctx context.Context, conversation, rev, upTo int64, limit int) (updated []*desk.Message, known int64, err error) {
	as, err := db.activity(ctx, "WHERE conversation_id=? AND rev>? AND kind=? ORDER BY rev LIMIT ?", conversation, rev, string(desk.ActivityRecalled), limit+1)
	if err != nil {
		return nil, 0, db.fail("read recalls", err)
	}
	if len(as) > limit {
		as = as[:limit]
		known = as[limit-1].Rev
	}
	args := []any{conversation}
	for _, a := range as {
		if seq, ok := a.Data["seq"].(float64); ok && int64(seq) <= upTo {
			args = append(args, int64(seq))
		}
	}
	if len(args) == 1 {
		return []*desk.Message{}, known, nil
	}
	updated, err = db.messages(ctx, "WHERE conversation_id=? AND seq IN ("+marks(len(args)-1)+") ORDER BY seq", args...)
	return updated, known, db.fail("read recalled messages", err)
}

func (db *DB) activity(ctx context.Context, where string, args ...any) ([]desk.Activity, error) {
	rows, err := db.QueryContext(ctx, "SELECT "+activityColumns+" FROM activity "+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // an error of the rows shows in Err
	out := []desk.Activity{}
	for rows.Next() {
		var a desk.Activity
		if err := scanActivity(rows, &a); err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, rows.Err()
}
