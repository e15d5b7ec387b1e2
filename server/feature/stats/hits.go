package stats

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"kefu/server/desk"
)

// episodeFigure is a figure that counts episodes.
type episodeFigure struct {
	at    string // the column of the time by which it is counted
	agent string // whose it is
	only  string // a further condition; may be empty
	// from is where the value begins and value what it is; nil: it has none.
	value func(*episode) *float64
	until string // the column at which the value ends
}

func episodeFigures() map[string]episodeFigure {
	return map[string]episodeFigure{
		"opened":         {at: "opened_at", agent: "assignee_id"},
		"unanswered":     {at: "opened_at", agent: "assignee_id", only: " AND by_customer=1 AND reply_at=0"},
		"first_response": {at: "opened_at", agent: "reply_by", only: " AND by_customer=1 AND reply_at>0", value: (*episode).response, until: "reply_at"},
		"resolved":       {at: "resolved_at", agent: "resolved_by"},
		"resolution":     {at: "resolved_at", agent: "resolved_by", value: (*episode).resolution, until: "resolved_at"},
	}
}

// where is the condition for a range of time.
func (e episodeFigure) where(only filter, from, to int64) (string, []any) {
	where, args := only.and(e.at+">=? AND "+e.at+"<?"+e.only, from, to)
	if only.byAgent {
		where += " AND " + e.agent + "=?"
		args = append(args, only.agent)
	}
	return where, args
}

func (e episodeFigure) hit(found *episode) hit {
	h := hit{conversation: found.conversation, episode: found}
	if e.value != nil {
		h.value = e.value(found)
	}
	return h
}

func (e episodeFigure) time(found *episode) int64 {
	if e.at == "resolved_at" {
		return found.resolvedAt
	}
	return found.openedAt
}

// spot is where a page ended: three numbers, in the order of the list.
type spot [3]int64

func (s spot) String() string {
	parts := make([]string, len(s))
	for i, n := range s {
		parts[i] = strconv.FormatInt(n, 36)
	}
	return strings.Join(parts, ".")
}

// parseSpot reads a cursor; "" is otherwise. Anything else is bad_request.
func parseSpot(cursor string, otherwise spot) (spot, error) {
	if cursor == "" {
		return otherwise, nil
	}
	var s spot
	parts := strings.Split(cursor, ".")
	for i := range s {
		var err error
		if len(parts) == len(s) {
			s[i], err = strconv.ParseInt(parts[i], 36, 64)
		}
		if len(parts) != len(s) || err != nil {
			return s, desk.Errorf(desk.CodeBadRequest, "cursor must be one that an earlier answer gave")
		}
	}
	return s, nil
}

// beyond is the first place of a list that counts down.
func beyond() spot { return spot{1 << 60, 1 << 60, 1 << 30} }

// newest lists episodes by their time, newest first: a range of the index for
// each stretch of the period that fits, until the page is full.
func (r records) newest(ctx context.Context, q cellQuery, figure episodeFigure) (hits, error) {
	below, err := parseSpot(q.cursor, beyond())
	if err != nil {
		return hits{}, err
	}
	var h hits
	for _, s := range q.span.stretches(q.fits) {
		from, to := max(s.from*slotMillis, q.span.from), min(s.to*slotMillis, q.span.to)
		if from > below[0] {
			continue
		}
		where, args := figure.where(q.filter, from, to)
		where += fmt.Sprintf(" AND %[1]s<=? AND (%[1]s<? OR conversation_id<? OR conversation_id=? AND number<?) ORDER BY %[1]s DESC, conversation_id DESC, number DESC LIMIT ?", figure.at)
		found, err := r.episodes(ctx, where, append(args, below[0], below[0], below[1], below[1], below[2], q.limit+1-len(h.found))...)
		if err != nil {
			return hits{}, err
		}
		for _, e := range found {
			h.found = append(h.found, figure.hit(e))
		}
		if len(h.found) > q.limit {
			h.found = h.found[:q.limit]
			last := h.found[q.limit-1].episode
			h.next = spot{figure.time(last), last.conversation, int64(last.number)}.String()
			break
		}
	}
	return h, nil
}

// longest lists episodes by their value, the longest first. It reads the whole
// range, as the figures do, and keeps a page of it.
func (r records) longest(ctx context.Context, q cellQuery, figure episodeFigure) (hits, error) {
	below, err := parseSpot(q.cursor, beyond())
	if err != nil {
		return hits{}, err
	}
	where, args := figure.where(q.filter, q.span.from, q.span.to)
	var best []spot // value, conversation, number
	read := 0
	shrink := func() {
		sort.Slice(best, func(i, k int) bool { return slices.Compare(best[i][:], best[k][:]) > 0 })
		best = best[:min(len(best), q.limit+1)]
	}
	err = r.each(ctx, "SELECT conversation_id, number, "+figure.at+", "+figure.until+"-opened_at FROM stats_episodes WHERE "+where, args, func(rows *sql.Rows) error {
		var s spot
		var at int64
		if err := rows.Scan(&s[1], &s[2], &at, &s[0]); err != nil {
			return err
		}
		if read++; read > maxEpisodes {
			return errTooMany()
		}
		if c, ok := q.span.at(at); !ok || !q.fits(c) || slices.Compare(s[:], below[:]) >= 0 {
			return nil
		}
		if best = append(best, s); len(best) >= 8*(q.limit+1) {
			shrink()
		}
		return nil
	})
	if err != nil {
		return hits{}, r.db.Fail("list the longest", err)
	}
	shrink()
	return r.pick(ctx, best, q.limit, figure)
}

// pick loads the episodes of a page.
func (r records) pick(ctx context.Context, best []spot, limit int, figure episodeFigure) (hits, error) {
	var h hits
	if len(best) > limit {
		best = best[:limit]
		h.next = best[limit-1].String()
	}
	if len(best) == 0 {
		return h, nil
	}
	ids := make([]int64, len(best))
	for i, s := range best {
		ids[i] = s[1]
	}
	by := map[spot]*episode{}
	err := r.in(ctx, "SELECT "+episodeColumns("")+" FROM stats_episodes WHERE conversation_id IN (?)", ids, func(rows *sql.Rows) error {
		e, err := scanEpisode(rows)
		by[spot{0, e.conversation, int64(e.number)}] = e
		return err
	})
	for _, s := range best {
		if e := by[spot{0, s[1], s[2]}]; e != nil {
			h.found = append(h.found, figure.hit(e))
		}
	}
	return h, r.db.Fail("list the longest", err)
}
