package stats

import (
	"context"
	"slices"
	"strings"

	"kefu/server/desk"
	"kefu/server/store"

	"github.com/jmoiron/sqlx"
)

// records keeps what is counted.
type records struct{ db *store.DB }

// mark reads how far the counting has come.
func (r records) mark(ctx context.Context) (mark, error) {
	var m mark
	err := r.db.QueryRowContext(ctx, "SELECT version, since, after_id, caught_up, holder, held_at, "+r.db.Now()+" FROM stats_follow WHERE id=1").
		Scan(&m.version, &m.since, &m.afterID, &m.caughtUp, &m.holder, &m.heldAt, &m.now)
	return m, r.db.Fail("read how far the counting has come", err)
}

// save stores what was counted and moves the mark, in one transaction, if the
// mark is still the version that m has; otherwise errOvertaken.
func (r records) save(ctx context.Context, m mark, c *counting) error {
	err := r.db.Write(ctx, func(tx *sqlx.Tx) error {
		// The update locks the row until the commit: nodes take turns.
		res, err := tx.ExecContext(ctx, "UPDATE stats_follow SET version=version+1, since=?, after_id=?, caught_up=?, holder=?, held_at="+r.db.Now()+" WHERE id=1 AND version=?",
			m.since, m.afterID, m.caughtUp, m.holder, m.version)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errOr(err, errOvertaken)
		}
		if err := r.savePositions(ctx, tx, c.positions); err != nil {
			return err
		}
		if err := r.saveEpisodes(ctx, tx, c.episodes); err != nil {
			return err
		}
		return r.saveSlots(ctx, tx, c)
	})
	return r.db.Fail("count for the dashboard", err)
}

func errOr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// upsert writes rows with one statement for each hundred of them. head names
// the table and its columns, set what becomes of a row that is there.
func (r records) upsert(ctx context.Context, tx *sqlx.Tx, head, key, set string, rows [][]any) error {
	for some := range slices.Chunk(rows, 100) {
		one := "(" + strings.TrimSuffix(strings.Repeat("?,", len(some[0])), ",") + "),"
		args := make([]any, 0, len(some)*len(some[0]))
		for _, row := range some {
			args = append(args, row...)
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO "+head+" VALUES "+strings.TrimSuffix(strings.Repeat(one, len(some)), ",")+r.db.OnDuplicate(key)+set, args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// replaced sets columns to what the insert brought.
func (r records) replaced(columns ...string) string {
	for i, c := range columns {
		columns[i] = c + "=" + r.db.Incoming(c)
	}
	return strings.Join(columns, ", ")
}

func (r records) savePositions(ctx context.Context, tx *sqlx.Tx, all []position) error {
	rows := make([][]any, len(all))
	for i, p := range all {
		rows[i] = []any{p.conversation, p.seq, p.rev, p.episodes, p.assignee, string(p.channel)}
	}
	return r.upsert(ctx, tx, "stats_conversations (conversation_id, seq, rev, episodes, assignee_id, channel)", "conversation_id",
		r.replaced("seq", "rev", "episodes", "assignee_id"), rows)
}

// episodeColumns names the columns in the order of scanEpisode.
func episodeColumns(table string) string {
	return table + strings.Join([]string{"conversation_id", "number", "channel", "assignee_id", "by_customer", "opened_at", "first_seq", "last_seq",
		"reply_at", "reply_seq", "reply_by", "resolved_at", "resolved_by"}, ", "+table)
}

func scanEpisode(row interface{ Scan(...any) error }) (*episode, error) {
	var e episode
	err := row.Scan(&e.conversation, &e.number, &e.channel, &e.assignee, &e.byCustomer, &e.openedAt, &e.firstSeq, &e.lastSeq,
		&e.replyAt, &e.replySeq, &e.replyBy, &e.resolvedAt, &e.resolvedBy)
	return &e, err
}

func (r records) saveEpisodes(ctx context.Context, tx *sqlx.Tx, all []*episode) error {
	rows := make([][]any, len(all))
	for i, e := range all {
		rows[i] = []any{e.conversation, e.number, string(e.channel), e.assignee, e.byCustomer, e.openedAt, e.firstSeq, e.lastSeq,
			e.replyAt, e.replySeq, e.replyBy, e.resolvedAt, e.resolvedBy}
	}
	return r.upsert(ctx, tx, "stats_episodes ("+episodeColumns("")+")", "conversation_id, number",
		r.replaced("assignee_id", "last_seq", "reply_at", "reply_seq", "reply_by", "resolved_at", "resolved_by"), rows)
}

// saveSlots adds what was counted to what stands there.
func (r records) saveSlots(ctx context.Context, tx *sqlx.Tx, c *counting) error {
	type total struct {
		slot, agent int64
		channel     desk.Channel
	}
	totals := map[total]traffic{}
	var each, sums [][]any
	for k, t := range c.slots {
		channel := c.channels[k.conversation]
		each = append(each, []any{k.slot, k.conversation, k.agent, string(channel), t.received, t.sent})
		sum := totals[total{k.slot, k.agent, channel}]
		totals[total{k.slot, k.agent, channel}] = traffic{sum.received + t.received, sum.sent + t.sent}
	}
	for k, t := range totals {
		sums = append(sums, []any{k.slot, string(k.channel), k.agent, t.received, t.sent})
	}
	added := "received=received+" + r.db.Incoming("received") + ", sent=sent+" + r.db.Incoming("sent")
	err := r.upsert(ctx, tx, "stats_conversation_slots (slot, conversation_id, agent_id, channel, received, sent)", "slot, conversation_id, agent_id", added, each)
	if err != nil {
		return err
	}
	return r.upsert(ctx, tx, "stats_slots (slot, channel, agent_id, received, sent)", "slot, channel, agent_id", added, sums)
}
