package store

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"kefu/server/desk"
)

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
	newestFirst(places)
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

func newestFirst(places []Place) {
	slices.SortFunc(places, func(a, b Place) int {
		return cmp.Or(cmp.Compare(b.ActiveAt, a.ActiveAt), cmp.Compare(b.ID, a.ID))
	})
}

// slotBits: conversations are indexed by active_at >> slotBits, a slot of some
// 65 s, so that most messages leave the index alone; see the migration.
const slotBits = 16

// places finds a page of one status, in the list's order.
func (db *DB) places(ctx context.Context, f ConversationFilter, status desk.Status, after *Place, limit int) ([]Place, error) {
	where, args := f.where(status, after)
	upTo := int64(math.MaxInt64)
	if after != nil {
		upTo = after.ActiveAt >> slotBits
	}
	return db.newest(ctx, where, args, upTo, limit)
}

// newest finds the conversations that where chooses, at most limit, which were
// active last, in slots up to upTo: those of the slots, the newest first, and
// those of the slot with which they end by themselves, in their order. Of the
// others the order is left to who asks. It goes on below a slot that was left
// between the two questions: too few would be taken for the list's end.
func (db *DB) newest(ctx context.Context, where string, args []any, upTo int64, limit int) (found []Place, err error) {
	for {
		left := limit - len(found)
		page, err := db.placesBy(ctx, where+" AND c.active_slot<=? ORDER BY c.active_slot DESC LIMIT ?", append(args, upTo, left)...)
		if err != nil || len(page) < left {
			return append(found, page...), err
		}
		last := page[left-1].ActiveAt >> slotBits
		whole := slices.IndexFunc(page, func(p Place) bool { return p.ActiveAt>>slotBits == last })
		rest, err := db.placesBy(ctx, where+" AND c.active_slot=? ORDER BY c.active_at DESC, c.id DESC LIMIT ?", append(args, last, left-whole)...)
		found = append(append(found, page[:whole]...), rest...)
		if err != nil || len(found) == limit {
			return found, err
		}
		upTo = last - 1
	}
}

// where is what chooses from the conversations of a status, and what goes with it.
func (f *ConversationFilter) where(status desk.Status, after *Place) (text string, args []any) {
	var b strings.Builder
	args = []any{string(status)}
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
		b.WriteString(" AND (c.active_at<? OR c.active_at=? AND c.id<?)")
		args = append(args, after.ActiveAt, after.ActiveAt, after.ID)
	}
	return b.String(), slices.Clip(args)
}

func (db *DB) placesBy(ctx context.Context, where string, args ...any) ([]Place, error) {
	rows, err := db.QueryContext(ctx, "SELECT c.id, c.active_at FROM conversations c"+where, args...)
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
