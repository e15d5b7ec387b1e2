package stats

import (
	"context"
	"database/sql"
	"time"

	"kefu/server/api"
	"kefu/server/desk"
	"kefu/server/wire"
)

// listEpisodes pages by number.
func (f *Feature) listEpisodes(ctx context.Context, _ desk.Principal, in *episodesInput) (*api.Body[api.Page[Episode]], error) {
	id, err := desk.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	below, err := api.ParseCursor(in.Cursor, 1<<31-1)
	if err != nil {
		return nil, err
	}
	if _, err := f.records.db.Conversation(ctx, id); err != nil {
		return nil, err
	}
	found, err := f.records.episodes(ctx, "conversation_id=? AND number<? ORDER BY number DESC LIMIT ?", id, below, in.Limit+1)
	if err != nil {
		return nil, err
	}
	next := ""
	if len(found) > in.Limit {
		found = found[:in.Limit]
		next = api.FormatCursor(int64(found[in.Limit-1].number))
	}
	w, err := f.episodeWriter(ctx, found)
	if err != nil {
		return nil, err
	}
	items := make([]Episode, len(found))
	for i, e := range found {
		items[i] = w.episode(e)
	}
	return &api.Body[api.Page[Episode]]{Body: api.NewPage(items, next)}, nil
}

func (r records) episodes(ctx context.Context, where string, args ...any) ([]*episode, error) {
	var found []*episode
	err := r.each(ctx, "SELECT "+episodeColumns("")+" FROM stats_episodes WHERE "+where, args, func(rows *sql.Rows) error {
		e, err := scanEpisode(rows)
		found = append(found, e)
		return err
	})
	return found, r.db.Fail("list episodes", err)
}

// episodeWriter writes episodes for clients: it knows the agents' names, and
// how far the conversations have come whose episodes go on.
type episodeWriter struct {
	names map[int64]string
	seq   map[int64]int64
}

func (f *Feature) episodeWriter(ctx context.Context, found []*episode) (w episodeWriter, err error) {
	if w.names, err = f.names(ctx); err != nil {
		return w, err
	}
	var running []int64
	for _, e := range found {
		if e.running() {
			running = append(running, e.conversation)
		}
	}
	w.seq = map[int64]int64{}
	if len(running) == 0 {
		return w, nil
	}
	err = f.records.in(ctx, "SELECT conversation_id, seq FROM stats_conversations WHERE conversation_id IN (?)", running, func(rows *sql.Rows) error {
		var id, seq int64
		err := rows.Scan(&id, &seq)
		w.seq[id] = seq
		return err
	})
	return w, f.records.db.Fail("read how far conversations are counted", err)
}

func (w episodeWriter) episode(e *episode) Episode {
	last := e.lastSeq
	if e.running() {
		last = max(w.seq[e.conversation], e.firstSeq)
	}
	out := Episode{
		Number: e.number, FirstSeq: e.firstSeq, LastSeq: last, Messages: last - e.firstSeq + 1, OpenedBy: "desk", OpenedAt: wire.Time(time.UnixMilli(e.openedAt)),
		Assignee: agentRef(e.assignee, w.names), FirstReplyAt: optional(e.replyAt), FirstReplyBy: agentRef(e.replyBy, w.names),
		ResolvedAt: optional(e.resolvedAt), ResolvedBy: agentRef(e.resolvedBy, w.names),
		FirstResponseSeconds: e.response(), ResolutionSeconds: e.resolution(),
	}
	if e.byCustomer {
		out.OpenedBy = "customer"
	}
	return out
}

func optional(ms int64) *string {
	if ms == 0 {
		return nil
	}
	return wire.OptionalTime(time.UnixMilli(ms))
}

// response is the first response time in seconds, nil without one.
func (e *episode) response() *float64 {
	if !e.byCustomer || e.replyAt == 0 {
		return nil
	}
	return seconds(e.replyAt - e.openedAt)
}

// resolution is the resolution time in seconds, nil while it goes on.
func (e *episode) resolution() *float64 {
	if e.resolvedAt == 0 {
		return nil
	}
	return seconds(e.resolvedAt - e.openedAt)
}
