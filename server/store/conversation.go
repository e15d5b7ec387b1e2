package store

import (
	"context"
	"database/sql"
	"math"
	"slices"
	"sort"
	"strings"

	"kefu/server/desk"

	"github.com/jmoiron/sqlx"
)

// Conversation returns one conversation's row; not_found if there is none.
func (db *DB) Conversation(ctx context.Context, id int64) (desk.Conversation, error) {
	var c desk.Conversation
	err := scanConversation(db.QueryRowContext(ctx, "SELECT "+conversationColumns+" FROM conversations WHERE id=?", id), &c)
	return c, db.fail("read a conversation", notFound(err, "conversation"))
}

// Summaries returns what lists show of these conversations, in the order of
// ids; ids that do not exist are left out.
func (db *DB) Summaries(ctx context.Context, ids []int64) ([]desk.Summary, error) {
	if len(ids) == 0 {
		return []desk.Summary{}, nil
	}
	found := make(map[int64]*desk.Summary, len(ids))
	load := func(text string, scan func(scanner) error) error {
		query, args, err := sqlx.In(text, ids)
		if err != nil {
			return err
		}
		rows, err := db.QueryContext(ctx, query, args...)
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
	err := load("SELECT "+conversationColumns+" FROM conversations WHERE id IN (?)", func(r scanner) error {
		s := new(desk.Summary)
		err := scanConversation(r, &s.Conversation)
		found[s.ID] = s
		return err
	})
	if err == nil {
		err = load("SELECT "+customerColumns+" FROM customers WHERE id IN (?)", func(r scanner) error {
			var c desk.Customer
			err := scanCustomer(r, &c)
			if s := found[c.ID]; s != nil {
				s.Customer = c
			}
			return err
		})
	}
	if err == nil {
		err = load("SELECT "+prefixed("m", messageColumns)+" FROM conversations c JOIN messages m ON m.conversation_id=c.id AND m.seq=c.last_seq WHERE c.id IN (?)", func(r scanner) error {
			m := new(desk.Message)
			err := scanMessage(r, m)
			if s := found[m.ConversationID]; s != nil {
				m.OpenID, s.LastMessage = s.Customer.OpenID, m
			}
			return err
		})
	}
	if err == nil {
		err = load("SELECT conversation_id, tag FROM conversation_tags WHERE conversation_id IN (?) ORDER BY conversation_id, tag", func(r scanner) error {
			var id int64
			var tag string
			err := r.Scan(&id, &tag)
			if s := found[id]; s != nil {
				s.Tags = append(s.Tags, tag)
			}
			return err
		})
	}
	if err == nil {
		err = load("SELECT c.id, a.name FROM conversations c JOIN agents a ON a.id=c.assignee_id WHERE c.id IN (?)", func(r scanner) error {
			var id int64
			var name string
			err := r.Scan(&id, &name)
			if s := found[id]; s != nil {
				s.AssigneeName = name
			}
			return err
		})
	}
	if err != nil {
		return nil, db.fail("read summaries", err)
	}
	out := make([]desk.Summary, 0, len(ids))
	for _, id := range ids {
		if s := found[id]; s != nil {
			out = append(out, *s)
		}
	}
	return out, nil
}

func prefixed(table, columns string) string {
	return table + "." + strings.ReplaceAll(columns, ", ", ", "+table+".")
}

// ChangedSince lists conversations in which something was said, changed at or after a time, by the
// database's clock, oldest change first, from after the conversation (since,
// afterID). now is the database's clock before the list was read.
func (db *DB) ChangedSince(ctx context.Context, since, afterID int64, limit int) (changed []desk.Revision, now int64, err error) {
	if now, err = db.Clock(ctx); err != nil {
		return nil, 0, err
	}
	rows, err := db.QueryContext(ctx, "SELECT id, rev, last_seq, desk_unread, updated_at FROM conversations WHERE updated_at>=? AND (updated_at>? OR id>?) AND last_seq>0 ORDER BY updated_at, id LIMIT ?",
		since, since, afterID, limit)
	if err != nil {
		return nil, 0, db.fail("list changed conversations", err)
	}
	changed, err = scanRevisions(rows)
	return changed, now, db.fail("list changed conversations", err)
}

func scanRevisions(rows *sql.Rows) (out []desk.Revision, err error) {
	defer rows.Close() //nolint:errcheck // an error of the rows shows in Err
	for rows.Next() {
		var r desk.Revision
		if err := rows.Scan(&r.ConversationID, &r.Rev, &r.LastSeq, &r.DeskUnread, &r.UpdatedAt); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// Clock returns the database's time in ms since 1970, UTC.
func (db *DB) Clock(ctx context.Context) (int64, error) {
	var now int64
	err := db.GetContext(ctx, &now, "SELECT "+db.dialect.now())
	return now, db.fail("read the database's clock", err)
}

// UnreadConversations lists the conversations with customers' messages that the
// desk has not read, in no order. It costs as much as there are of them.
func (db *DB) UnreadConversations(ctx context.Context) (unread []desk.Revision, err error) {
	rows, err := db.QueryContext(ctx, "SELECT id, rev, last_seq, desk_unread, updated_at FROM conversations WHERE has_unread=1")
	if err != nil {
		return nil, db.fail("list unread conversations", err)
	}
	unread, err = scanRevisions(rows)
	return unread, db.fail("list unread conversations", err)
}

// UnreadNewest lists the newest of the desk's unread messages, at most limit of
// them, in the order in which they were written.
func (db *DB) UnreadNewest(ctx context.Context, limit int) ([]*desk.Message, error) {
	places, err := db.newest(ctx, " WHERE c.has_unread=1", nil, math.MaxInt64, limit)
	if err != nil {
		return nil, db.fail("list unread messages", err)
	}
	newestFirst(places)
	var out []*desk.Message // the newest first
	for _, p := range places {
		if len(out) == limit && p.ActiveAt < out[limit-1].CreatedAt.UnixMilli() {
			break // neither this conversation nor a later one has a newer message
		}
		c, err := db.Conversation(ctx, p.ID)
		if err != nil {
			return nil, err
		}
		some, err := db.Unread(ctx, p.ID, desk.DeskSide, c.DeskReadSeq, limit)
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
		sort.SliceStable(out, func(i, k int) bool { return newer(out[i], out[k]) })
		out = out[:min(len(out), limit)]
	}
	slices.Reverse(out)
	return out, nil
}

// newer orders messages of several conversations by time, and those of one by seq.
func newer(a, b *desk.Message) bool {
	if a.ConversationID == b.ConversationID {
		return a.Seq > b.Seq
	}
	if !a.CreatedAt.Equal(b.CreatedAt) {
		return a.CreatedAt.After(b.CreatedAt)
	}
	return a.ConversationID > b.ConversationID
}
