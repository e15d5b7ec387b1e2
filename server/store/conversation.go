package store

import (
	"context"
	"slices"
	"sort"
	"strconv"
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

// ConversationFilter chooses conversations; the zero value chooses all that
// have messages.
type ConversationFilter struct {
	Status   desk.Status // "": any
	Assignee *int64      // nil: any; 0: nobody's
	Tag      string
	Query    string // part of the customer's name, or the whole openid
	Unread   bool   // only with messages that the desk has not read
}

// Place is where a page of conversations ended: what came before it in the
// list's order is not asked for again.
type Place struct{ ActiveAt, ID int64 }

// String is the place as a cursor.
func (p Place) String() string {
	return strconv.FormatInt(p.ActiveAt, 36) + "." + strconv.FormatInt(p.ID, 36)
}

// ParsePlace reads a cursor; bad_request if it is none.
func ParsePlace(s string) (Place, error) {
	a, b, ok := strings.Cut(s, ".")
	active, err1 := strconv.ParseInt(a, 36, 64)
	id, err2 := strconv.ParseInt(b, 36, 64)
	if !ok || err1 != nil || err2 != nil {
		return Place{}, desk.Errorf(desk.CodeBadRequest, "cursor must be one that an earlier answer gave")
	}
	return Place{active, id}, nil
}

// Conversations lists summaries, newest activity first, from after the place
// that cursor names ("" for the start). next is "" at the end.
func (db *DB) Conversations(ctx context.Context, f ConversationFilter, cursor string, limit int) (page []desk.Summary, next string, err error) {
	var after *Place
	if cursor != "" {
		p, err := ParsePlace(cursor)
		if err != nil {
			return nil, "", err
		}
		after = &p
	}
	statuses := []desk.Status{f.Status}
	if f.Status == "" {
		// Each status is one range of the index; all of them would be a sort of everything.
		statuses = []desk.Status{desk.StatusOpen, desk.StatusPending, desk.StatusResolved}
	}
	var places []Place
	for _, s := range statuses {
		some, err := db.places(ctx, f, s, after, limit+1)
		if err != nil {
			return nil, "", db.fail("list conversations", err)
		}
		places = append(places, some...)
	}
	sort.Slice(places, func(i, k int) bool {
		if places[i].ActiveAt != places[k].ActiveAt {
			return places[i].ActiveAt > places[k].ActiveAt
		}
		return places[i].ID > places[k].ID
	})
	if len(places) > limit {
		places = places[:limit]
		next = places[limit-1].String()
	}
	ids := make([]int64, len(places))
	for i, p := range places {
		ids[i] = p.ID
	}
	page, err = db.Summaries(ctx, ids)
	return page, next, err
}

// places finds a page of one status, in the list's order.
func (db *DB) places(ctx context.Context, f ConversationFilter, status desk.Status, after *Place, limit int) ([]Place, error) {
	var b strings.Builder
	args := []any{string(status)}
	b.WriteString("SELECT c.id, c.active_at FROM conversations c")
	if f.Query != "" {
		b.WriteString(" JOIN customers u ON u.id=c.id")
	}
	if f.Tag != "" {
		b.WriteString(" JOIN conversation_tags t ON t.conversation_id=c.id")
	}
	b.WriteString(" WHERE c.status=? AND c.last_seq>0")
	if f.Assignee != nil {
		b.WriteString(" AND c.assignee_id=?")
		args = append(args, *f.Assignee)
	}
	if f.Unread {
		b.WriteString(" AND c.has_unread=1")
	}
	if f.Query != "" {
		b.WriteString(" AND (u.name LIKE ? ESCAPE '!' OR u.openid=?)")
		args = append(args, "%"+escapeLike(f.Query)+"%", asciiOnly(f.Query))
	}
	if f.Tag != "" {
		b.WriteString(" AND t.tag=?")
		args = append(args, f.Tag)
	}
	if after != nil {
		b.WriteString(" AND c.active_at<=? AND (c.active_at<? OR c.id<?)")
		args = append(args, after.ActiveAt, after.ActiveAt, after.ID)
	}
	b.WriteString(" ORDER BY c.active_at DESC, c.id DESC LIMIT ?")
	args = append(args, limit)
	rows, err := db.QueryContext(ctx, b.String(), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // an error of the rows shows in Err
	var out []Place
	for rows.Next() {
		var p Place
		if err := rows.Scan(&p.ID, &p.ActiveAt); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

func escapeLike(s string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s)
}

// asciiOnly keeps a text that could be an identifier; another equals none:
// MySQL takes no notice of spaces at the end when it compares.
func asciiOnly(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] <= ' ' || s[i] > '~' {
			return ""
		}
	}
	return s
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
	var args []any
	for range 4 {
		args = append(args, since, since, afterID, limit)
	}
	rows, err := db.QueryContext(ctx, changedSince, args...)
	if err != nil {
		return nil, 0, db.fail("list changed conversations", err)
	}
	defer rows.Close() //nolint:errcheck // an error of the rows shows in Err
	for rows.Next() {
		var r desk.Revision
		if err := rows.Scan(&r.ConversationID, &r.Rev, &r.LastSeq, &r.UpdatedAt); err != nil {
			return nil, 0, db.fail("list changed conversations", err)
		}
		changed = append(changed, r)
	}
	sort.Slice(changed, func(i, k int) bool {
		if changed[i].UpdatedAt != changed[k].UpdatedAt {
			return changed[i].UpdatedAt < changed[k].UpdatedAt
		}
		return changed[i].ConversationID < changed[k].ConversationID
	})
	return changed[:min(len(changed), limit)], now, db.fail("list changed conversations", rows.Err())
}

// changedSince finds a conversation by its last change: a message, which moved
// active_at, or anything else, which moved updated_at. It is one statement, so
// that all of it sees one moment.
var changedSince = changedBy("updated_at", "active_at<=updated_at") +
	" UNION ALL " + changedBy("active_at", "updated_at<active_at AND status='open'") +
	" UNION ALL " + changedBy("active_at", "updated_at<active_at AND status='pending'") +
	" UNION ALL " + changedBy("active_at", "updated_at<active_at AND status='resolved'")

func changedBy(column, where string) string {
	return strings.ReplaceAll("SELECT id, rev, last_seq, changed_at FROM (SELECT id, rev, last_seq, @ AS changed_at FROM conversations"+
		" WHERE @>=? AND (@>? OR id>?) AND "+where+" AND last_seq>0 ORDER BY @, id LIMIT ?) c", "@", column)
}

// Clock returns the database's time in ms since 1970, UTC.
func (db *DB) Clock(ctx context.Context) (int64, error) {
	var now int64
	err := db.GetContext(ctx, &now, "SELECT "+db.dialect.now())
	return now, db.fail("read the database's clock", err)
}

// UnreadTotal is the number of customers' messages that the desk has not
// read, over all conversations. It costs as much as there are conversations
// with unread messages.
func (db *DB) UnreadTotal(ctx context.Context) (int64, error) {
	var n int64
	err := db.GetContext(ctx, &n, "SELECT CAST(COALESCE(SUM(desk_unread),0) AS "+db.dialect.integer()+") FROM conversations WHERE has_unread=1")
	return n, db.fail("count unread messages", err)
}

// UnreadNewest lists the newest of the desk's unread messages, at most limit of
// them, in the order in which they were written.
func (db *DB) UnreadNewest(ctx context.Context, limit int) ([]*desk.Message, error) {
	rows, err := db.QueryContext(ctx, "SELECT id, desk_read_seq, active_at FROM conversations WHERE has_unread=1 ORDER BY active_at DESC, id DESC LIMIT ?", limit)
	if err != nil {
		return nil, db.fail("list unread messages", err)
	}
	defer rows.Close() //nolint:errcheck // an error of the rows shows in Err
	type mark struct{ id, read, active int64 }
	var marks []mark
	for rows.Next() {
		var m mark
		if err := rows.Scan(&m.id, &m.read, &m.active); err != nil {
			return nil, db.fail("list unread messages", err)
		}
		marks = append(marks, m)
	}
	if err := rows.Err(); err != nil {
		return nil, db.fail("list unread messages", err)
	}
	var out []*desk.Message // the newest first
	for _, m := range marks {
		if len(out) == limit && m.active < out[limit-1].CreatedAt.UnixMilli() {
			break // neither this conversation nor a later one has a newer message
		}
		some, err := db.Unread(ctx, m.id, desk.DeskSide, m.read, limit)
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
