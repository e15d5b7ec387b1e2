package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"math"
	"slices"
)

// The index of a list knows nothing of tags, and the index of tags nothing of
// the list's order. So a page of a tag is found in the cheaper of two ways. A tag
// that few bear has those few sorted. For one that many bear the list is walked
// in its order, step by step, each conversation asked for the tag, until the page
// is full. A tag that many bear, but few of the newest, is one of times past:
// when half as many as bear it were walked past in vain, they are sorted after all.

const (
	// fewTagged is how many who bear a tag are sorted at once, and how many of a
	// list the first step walks. To sort one costs three times as much as to walk
	// past one: among some hundred thousand conversations the ways meet here.
	fewTagged = 2000
	// stepGrows is by what a step is longer than the one before.
	stepGrows = 4
	// stepMost is by what the longest is longer than the first.
	stepMost = 64
	// taggedMeanwhile is how many may come to bear a tag after it was asked how many do.
	taggedMeanwhile = 1000
)

// tagWalk looks for a page of a tag.
type tagWalk struct {
	db     *DB
	filter ConversationFilter
	after  *Place
	limit  int
	first  int   // how many the first step walks
	past   int   // how many were walked past in vain
	downTo int64 // lower slots are not of this page
	found  []Place
}

// taggedPlaces is places for a tag.
func (db *DB) taggedPlaces(ctx context.Context, f ConversationFilter, after *Place, limit int) ([]Place, error) {
	w := tagWalk{db: db, filter: f, after: after, limit: limit, first: cmp.Or(db.fewTagged, fewTagged), downTo: math.MinInt64}
	sorted, err := w.sort(ctx, w.first)
	for _, r := range f.ranges() {
		if sorted || err != nil {
			break
		}
		sorted, err = w.walk(ctx, r)
	}
	return w.found, err
}

// sort finds the page among all who bear the tag, if they are at most n.
func (w *tagWalk) sort(ctx context.Context, n int) (sorted bool, err error) {
	var more int
	err = w.db.GetContext(ctx, &more, "SELECT 1 FROM conversation_tags WHERE tag=? ORDER BY conversation_id LIMIT 1 OFFSET ?", w.filter.Tag, n)
	if !errors.Is(err, sql.ErrNoRows) {
		return false, err
	}
	where, args := listRange{&w.filter, w.filter.all()}.where("c", w.after)
	args = slices.Concat([]any{w.filter.Tag, n + taggedMeanwhile}, args, []any{w.limit})
	w.found, err = w.db.placesBy(ctx, "SELECT c.id, c.active_at FROM (SELECT conversation_id FROM conversation_tags WHERE tag=? LIMIT ?) t JOIN conversations c ON c.id=t.conversation_id"+
		w.filter.customers()+where+" ORDER BY c.active_at DESC, c.id DESC LIMIT ?", args...)
	return true, err
}

// walk adds what a range has of the page, or finds the whole page by sorting.
func (w *tagWalk) walk(ctx context.Context, r listRange) (sorted bool, err error) {
	question, args := w.question(r)
	var found []Place
	upTo := slotAfter(w.after)
	for step := w.first; ; step = min(step*stepGrows, w.first*stepMost) {
		bottom, err := w.below(ctx, r, upTo, step)
		if err != nil {
			return false, err
		}
		bottom = max(bottom, w.downTo)
		some, err := w.db.newestOf(ctx, question, slices.Concat(args, []any{bottom}), upTo, w.limit-len(found))
		if err != nil {
			return false, err
		}
		found = append(found, some...)
		if len(found) == w.limit || bottom == w.downTo {
			break
		}
		w.past += step
		if sorted, err := w.sort(ctx, 2*w.past); sorted || err != nil {
			return sorted, err
		}
		upTo = bottom - 1
	}
	w.found = append(w.found, found...)
	if newestFirst(w.found); len(w.found) >= w.limit {
		w.found = w.found[:w.limit]
		w.downTo = w.found[w.limit-1].slot()
	}
	return false, nil
}

// question asks a range for those who bear the tag, down to the slot that is its
// last argument. What is only walked past is read in the indexes alone.
func (w *tagWalk) question(r listRange) (text string, args []any) {
	then := w.db.dialect.inOrder()
	text = "SELECT r.id AS id, r.active_at AS active_at FROM conversations c" +
		then + "conversation_tags t ON t.conversation_id=c.id AND t.tag=?" +
		then + "conversations r ON r.id=c.id"
	if r.Query != "" {
		text += then + "customers u ON u.id=c.id"
	}
	where, args := r.where("r", w.after)
	return text + where + " AND c.active_slot>=?", slices.Concat([]any{r.Tag}, args)
}

// below returns the slot to which a step leads down a range from the slot upTo;
// the lowest number if the range ends before.
func (w *tagWalk) below(ctx context.Context, r listRange, upTo int64, step int) (slot int64, err error) {
	where, args := r.indexed()
	err = w.db.GetContext(ctx, &slot, "SELECT c.active_slot FROM conversations c"+where+" AND c.active_slot<=? ORDER BY c.active_slot DESC LIMIT 1 OFFSET ?",
		append(args, upTo, step)...)
	if errors.Is(err, sql.ErrNoRows) {
		return math.MinInt64, nil
	}
	return slot, err
}
