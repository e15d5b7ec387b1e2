package stats

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"kefu/server/desk"

	"github.com/jmoiron/sqlx"
)

// counting is what one transaction is to write.
type counting struct {
	positions []position
	episodes  []*episode
	slots     map[slotKey]traffic
	channels  map[int64]desk.Channel // of the conversations in slots
	rest      []desk.Revision        // conversations that did not fit, or not wholly
}

// task is the way of one conversation: its walk, and how far it goes now.
type task struct {
	walk
	seqTo, revTo int64
	whole        bool // to its end, as it was when the task was made
	messages     []message
	entries      []entry
}

// count walks through what is new in these conversations, as far as fits into
// one transaction. It writes nothing.
func (r records) count(ctx context.Context, news []desk.Revision) (*counting, error) {
	c := &counting{slots: map[slotKey]traffic{}, channels: map[int64]desk.Channel{}}
	tasks, err := r.plan(ctx, news, c)
	if err == nil && len(tasks) > 0 {
		err = r.readMessages(ctx, tasks)
	}
	if err == nil && len(tasks) > 0 {
		err = r.readEntries(ctx, tasks)
	}
	if err != nil {
		return nil, r.db.Fail("read what is to be counted", err)
	}
	for _, t := range tasks {
		slices.SortFunc(t.messages, func(a, b message) int { return cmp.Compare(a.seq, b.seq) })
		slices.SortFunc(t.entries, func(a, b entry) int { return cmp.Compare(a.rev, b.rev) })
		if err := t.through(t.messages, t.entries); err != nil {
			return nil, r.db.Fail("count a conversation", err)
		}
		t.seq = t.seqTo // messages that were erased leave holes
		if t.whole {
			t.rev = t.revTo
		}
		c.positions = append(c.positions, t.position)
		c.channels[t.conversation] = t.channel
		for _, e := range t.touched {
			c.episodes = append(c.episodes, e)
		}
	}
	return c, nil
}

// plan finds how far each conversation is counted, and how far to go now.
func (r records) plan(ctx context.Context, news []desk.Revision, c *counting) ([]*task, error) {
	at, last, err := r.positions(ctx, news)
	if err != nil {
		return nil, err
	}
	var tasks []*task
	room := int64(mostOfAll)
	for _, n := range news {
		p := at[n.ConversationID]
		if p.seq >= n.LastSeq && p.rev >= n.Rev {
			continue // by another node, or before the start
		}
		t := &task{seqTo: min(n.LastSeq, p.seq+mostOfOne), revTo: n.Rev}
		if t.whole = t.seqTo == n.LastSeq; !t.whole || room <= 0 {
			c.rest = append(c.rest, n)
		}
		if room <= 0 {
			continue
		}
		room -= t.seqTo - p.seq
		t.walk = walk{position: p, history: lookup{ctx, r}, current: last[n.ConversationID], touched: map[int]*episode{}, slots: c.slots}
		tasks = append(tasks, t)
	}
	return tasks, nil
}

// positions loads how far conversations are counted, and their last episodes.
func (r records) positions(ctx context.Context, news []desk.Revision) (map[int64]position, map[int64]*episode, error) {
	ids := make([]int64, len(news))
	for i, n := range news {
		ids[i] = n.ConversationID
	}
	at, last := map[int64]position{}, map[int64]*episode{}
	err := r.in(ctx, "SELECT conversation_id, seq, rev, episodes, assignee_id, channel FROM stats_conversations WHERE conversation_id IN (?)", ids, func(rows *sql.Rows) error {
		var p position
		err := rows.Scan(&p.conversation, &p.seq, &p.rev, &p.episodes, &p.assignee, &p.channel)
		at[p.conversation] = p
		return err
	})
	if err == nil && len(at) > 0 {
		err = r.in(ctx, "SELECT "+episodeColumns("e.")+" FROM stats_conversations s JOIN stats_episodes e ON e.conversation_id=s.conversation_id AND e.number=s.episodes "+
			"WHERE s.conversation_id IN (?)", ids, func(rows *sql.Rows) error {
			e, err := scanEpisode(rows)
			last[e.conversation] = e
			return err
		})
	}
	if err == nil && len(at) < len(ids) {
		err = r.in(ctx, "SELECT id, channel FROM customers WHERE id IN (?)", ids, func(rows *sql.Rows) error {
			var p position
			err := rows.Scan(&p.conversation, &p.channel)
			if _, known := at[p.conversation]; !known {
				at[p.conversation] = p
			}
			return err
		})
	}
	for _, id := range ids {
		if p, known := at[id]; !known { // the customer is erased
			p.conversation = id
			at[id] = p
		}
	}
	return at, last, err
}

// readMessages reads the tasks' messages: a range of the primary key each.
func (r records) readMessages(ctx context.Context, tasks []*task) error {
	var ranges []string
	var args []any
	by := map[int64]*task{}
	for _, t := range tasks {
		by[t.conversation] = t
		if t.seqTo > t.seq {
			ranges = append(ranges, "(conversation_id=? AND seq>? AND seq<=?)")
			args = append(args, t.conversation, t.seq, t.seqTo)
		}
	}
	if len(ranges) == 0 {
		return nil
	}
	return r.each(ctx, "SELECT conversation_id, seq, sender_role, sender_id, created_at FROM messages WHERE "+strings.Join(ranges, " OR "),
		args, func(rows *sql.Rows) error {
			var m message
			err := rows.Scan(&m.conversation, &m.seq, &m.role, &m.sender, &m.at)
			if t := by[m.conversation]; t != nil {
				t.messages = append(t.messages, m)
			}
			return err
		})
}

// countedKinds are the events that the walk knows.
const countedKinds = "('assigned','opened','pending','recalled','resolved','unassigned')"

// readEntries reads the tasks' activity. Where a task ends before its
// conversation does, what stands after its last message is left for later.
func (r records) readEntries(ctx context.Context, tasks []*task) error {
	ranges := make([]string, len(tasks))
	var args []any
	by := map[int64]*task{}
	for i, t := range tasks {
		by[t.conversation] = t
		ranges[i] = "(conversation_id=? AND rev>? AND rev<=?)"
		args = append(args, t.conversation, t.rev, t.revTo)
	}
	return r.each(ctx, "SELECT conversation_id, rev, after_seq, kind, agent_id, data, created_at FROM activity WHERE ("+strings.Join(ranges, " OR ")+
		") AND kind IN "+countedKinds, args, func(rows *sql.Rows) error {
		var a entry
		err := rows.Scan(&a.conversation, &a.rev, &a.afterSeq, &a.kind, &a.agent, &a.data, &a.at)
		if t := by[a.conversation]; t != nil && (t.whole || a.afterSeq < t.seqTo) {
			t.entries = append(t.entries, a)
		}
		return err
	})
}

// lookup is the history of what is stored.
type lookup struct {
	ctx context.Context
	records
}

func (l lookup) reply(conversation, after, upTo int64) (message, error) {
	m := message{conversation: conversation, role: desk.RoleAgent}
	err := l.db.QueryRowContext(l.ctx, "SELECT seq, sender_id, created_at FROM messages WHERE conversation_id=? AND seq>? AND seq<=? AND sender_role='agent' AND recalled_at=0 ORDER BY seq LIMIT 1",
		conversation, after, upTo).Scan(&m.seq, &m.sender, &m.at)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return m, err
}

func (l lookup) repliedBy(conversation, seq int64) (*episode, error) {
	e, err := scanEpisode(l.db.QueryRowContext(l.ctx, "SELECT "+episodeColumns("")+" FROM stats_episodes WHERE conversation_id=? AND reply_seq=?", conversation, seq))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return e, err
}

// in runs a query over ids.
func (r records) in(ctx context.Context, text string, ids []int64, scan func(*sql.Rows) error) error {
	return r.inWith(ctx, text, ids, nil, scan)
}

// inWith is in for a query that takes more than the ids, which come first.
func (r records) inWith(ctx context.Context, text string, ids []int64, more []any, scan func(*sql.Rows) error) error {
	query, args, err := sqlx.In(text, append([]any{ids}, more...)...)
	if err != nil {
		return err
	}
	return r.each(ctx, query, args, scan)
}

// each runs a query and scans its rows.
func (r records) each(ctx context.Context, text string, args []any, scan func(*sql.Rows) error) error {
	rows, err := r.db.QueryContext(ctx, text, args...)
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
