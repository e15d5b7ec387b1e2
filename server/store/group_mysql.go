package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"slices"
	"strings"

	"kefu/server/desk"
)

// openGroup takes one round trip: everything goes in one text, and the answers
// come back one after another.
func (d mysqlDialect) openGroup(ctx context.Context, conn *groupConn, want groupWants) (*groupState, error) {
	var b strings.Builder
	args := make([]any, 0, len(want.ids)*2+len(want.messages)*2)
	idArgs := func(ids []int64) {
		for _, id := range ids {
			args = append(args, id)
		}
	}
	b.WriteString("BEGIN; SELECT " + conversationColumns + " FROM conversations WHERE id IN (" + marks(len(want.ids)) + ") ORDER BY id FOR UPDATE; ")
	idArgs(want.ids)
	// The clock is read after the locks: rows that change later bear later times.
	b.WriteString("SELECT " + d.now())
	if n := len(want.customers); n > 0 {
		b.WriteString("; SELECT " + want.customerColumns() + " FROM customers WHERE id IN (" + marks(n) + ")")
		idArgs(want.customers)
	}
	keyed := func(columns, table, index string, keys []clientKey) {
		if len(keys) == 0 {
			return
		}
		b.WriteString("; SELECT " + columns + " FROM " + table + " FORCE INDEX (" + index + ") WHERE (conversation_id, client_id) IN (" +
			strings.TrimSuffix(strings.Repeat("(?,?),", len(keys)), ",") + ")")
		for _, k := range keys {
			args = append(args, k.conversation, k.clientID)
		}
	}
	// A table that was nearly empty when it was last looked at would be read
	// by conversation: each one's whole history.
	keyed(messageColumns, "messages", "uq_messages_client", want.messages)
	keyed(activityColumns, "activity", "uq_activity_client", want.notes)
	if len(want.tags) > 0 {
		b.WriteString("; SELECT conversation_id, tag FROM conversation_tags WHERE conversation_id IN (" + marks(len(want.tags)) + ") ORDER BY tag")
		idArgs(want.tags)
	}
	rows, err := conn.QueryContext(ctx, b.String(), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // an error of the rows shows in Err
	state := newGroupState(len(want.ids))
	steps := []func(*sql.Rows) error{state.scanConversation, state.scanNow}
	if len(want.customers) > 0 {
		steps = append(steps, state.customer(want.profiles))
	}
	if len(want.messages) > 0 {
		steps = append(steps, state.scanMessage)
	}
	if len(want.notes) > 0 {
		steps = append(steps, state.scanNote)
	}
	if len(want.tags) > 0 {
		steps = append(steps, state.scanTag)
	}
	for i, scan := range steps {
		if i > 0 && !rows.NextResultSet() {
			return nil, errors.Join(errors.New("the database answered fewer results than it was asked for"), rows.Err())
		}
		for rows.Next() {
			if err := scan(rows); err != nil {
				return nil, err
			}
		}
	}
	return state, rows.Err()
}

// saveGroup takes one round trip too, the COMMIT included.
func (mysqlDialect) saveGroup(ctx context.Context, conn *groupConn, w *groupWrites) error {
	b := &conn.batch
	b.reset()
	same, rest := advances(w.conversations)
	for i := range same {
		same[i].update(b, false)
		b.check(int64(len(same[i].rows)), "")
	}
	b.conversations(rest)
	return b.save(ctx, conn, w)
}

// saveUnseen takes the group's only round trip.
func (d mysqlDialect) saveUnseen(ctx context.Context, conn *groupConn, w *groupWrites, known *groupState) error {
	same, rest := advances(w.conversations)
	if len(rest) > 0 {
		return errLook
	}
	b := &conn.batch
	b.reset()
	b.add("BEGIN; ")
	for i := range same {
		same[i].update(b, true)
		also, args := " AND ABS("+d.now()+"-?)<=?", []any{known.now, int64(clockError)}
		if i == 0 && len(known.nameless) > 0 {
			also += " AND NOT EXISTS (SELECT 1 FROM customers WHERE id IN (" + marks(len(known.nameless)) + ") AND name<>'')"
			for _, id := range known.nameless {
				args = append(args, id)
			}
		}
		b.check(int64(len(same[i].rows)), also, args...)
	}
	return b.save(ctx, conn, w)
}

// check ends an UPDATE and asks, when its rows are locked, whether it met so many
// or more, and whether something else holds too: if not, a sum is out of range.
// That is an error whatever mode the server is in (but not in a DO), and the first
// error ends what was sent. A row may be gone; and an UPDATE that is killed as it
// begins MariaDB leaves undone without a word.
func (b *batch) check(rows int64, also string, args ...any) {
	b.add("; SET @met=9223372036854775807+IF(ROW_COUNT()>=?", also, ",0,1); ")
	b.args = append(append(b.args, rows), args...)
}

// save adds what a group writes besides its conversations, and the COMMIT, and
// sends it; errStale if a check says no.
func (b *batch) save(ctx context.Context, conn *groupConn, w *groupWrites) error {
	b.messages(w.messages)
	if n := len(w.activity); n > 0 {
		b.insert("INSERT INTO activity ("+activityColumns+") VALUES ", activityColumnCount, n)
		b.add("; ")
		for _, a := range w.activity {
			b.args = appendActivity(b.args, a)
		}
	}
	for _, s := range w.rest {
		b.add(s.text)
		b.args = append(b.args, s.args...)
		if s.rows > 0 && !w.lenient {
			b.check(s.rows, "")
		} else {
			b.add("; ")
		}
	}
	b.add("COMMIT")
	err := b.run(ctx, conn)
	if isNumber(err, erOutOfRange) {
		err = errStale
	}
	return err
}

// batch is a text of several statements and what goes with it. One is used
// again and again, so that a group needs no memory of its own for it.
type batch struct {
	text  []byte
	args  []any
	named []driver.NamedValue
}

// maxKept bounds what a batch keeps for the next group, in bytes of text and in
// values: a rare huge group must not stay for good.
const maxKept = 1 << 16

func (b *batch) reset() {
	if cap(b.text) > maxKept || cap(b.args) > maxKept {
		*b = batch{}
	}
	b.text, b.args = b.text[:0], b.args[:0]
}

func (b *batch) add(texts ...string) {
	for _, t := range texts {
		b.text = append(b.text, t...)
	}
}

// marks adds n placeholders with commas between them.
func (b *batch) marks(n int) {
	for i := range n {
		if i > 0 {
			b.text = append(b.text, ',')
		}
		b.text = append(b.text, '?')
	}
}

// insert adds head and n rows of placeholders.
func (b *batch) insert(head string, columns, n int) {
	b.add(head)
	for i := range n {
		if i > 0 {
			b.text = append(b.text, ',')
		}
		b.text = append(b.text, '(')
		b.marks(columns)
		b.text = append(b.text, ')')
	}
}

// messages adds the INSERT of new messages: of texts, as nearly all groups are,
// without the columns that are empty.
func (b *batch) messages(ms []*desk.Message) {
	if len(ms) == 0 {
		return
	}
	columns, count, values := messageColumns, messageColumnCount, appendMessage
	if !slices.ContainsFunc(ms, func(m *desk.Message) bool { return !isText(m) }) {
		columns, count, values = textColumns, textColumnCount, appendText
	}
	b.insert("INSERT INTO messages ("+columns+") VALUES ", count, len(ms))
	b.add("; ")
	for _, m := range ms {
		b.args = values(b.args, m)
	}
}

// conversations adds what writes rows whole. They exist and are locked: the
// insert always becomes the update.
func (b *batch) conversations(rows []*heldRow) {
	if len(rows) == 0 {
		return
	}
	b.insert("INSERT INTO conversations ("+conversationColumns+") VALUES ", conversationColumnCount, len(rows))
	b.add(" ON DUPLICATE KEY UPDATE ")
	for i, c := range conversationChanging {
		if i > 0 {
			b.add(", ")
		}
		b.add(c, "=VALUES(", c, ")")
	}
	b.add("; ")
	for _, r := range rows {
		b.args = appendConversation(b.args, &r.Conversation)
	}
}

var errTooLong = errors.New("it is longer than the packets that the database takes: see max_allowed_packet there")

// run sends the batch. It goes past database/sql, which would copy and check
// each value: they are int64, string, bool and nil only. What is too long for
// one packet is not sent; the journal tries each change by itself then.
func (b *batch) run(ctx context.Context, conn *groupConn) error {
	b.named = b.named[:0]
	for i, v := range b.args {
		b.named = append(b.named, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	text := string(b.text)
	err := conn.Raw(func(c any) error {
		_, err := c.(driver.ExecerContext).ExecContext(ctx, text, b.named)
		if errors.Is(err, driver.ErrSkip) {
			err = errTooLong
		}
		return err
	})
	clear(b.named) // they must not keep the messages alive
	clear(b.args)
	return err
}
