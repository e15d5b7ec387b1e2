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
	places, err := db.places(ctx, f, after, limit+1)
	if err != nil {
		return nil, "", db.fail("list conversations", err)
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

// places finds those that follow after in the list, at least limit of them if
// there are so many, in no order.
func (db *DB) places(ctx context.Context, f ConversationFilter, after *Place, limit int) (found []Place, err error) {
	if f.Tag != "" {
		return db.taggedPlaces(ctx, f, after, limit)
	}
	for _, r := range f.ranges() {
		where, args := r.where("c", after)
		some, err := db.newest(ctx, f.customers()+where, args, slotAfter(after), limit)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return found, nil
}

// listRange is the part of a list that is one range of an index, in the order of
// active_slot. All of a list would be a sort of everything.
type listRange struct {
	*ConversationFilter
	statuses []desk.Status
}

// ranges are the parts of a list: each status for itself, but of the unread,
// who are few and have an index of their own.
func (f *ConversationFilter) ranges() []listRange {
	if f.Unread {
		return []listRange{{f, f.all()}}
	}
	var ranges []listRange
	for _, s := range f.all() {
		ranges = append(ranges, listRange{f, []desk.Status{s}})
	}
	return ranges
}

// all are the statuses that the filter lets through.
func (f *ConversationFilter) all() []desk.Status {
	if f.Status != "" {
		return []desk.Status{f.Status}
	}
	return []desk.Status{desk.StatusOpen, desk.StatusPending, desk.StatusResolved}
}

// slot is what the conversation is indexed by.
func (p Place) slot() int64 { return p.ActiveAt >> slotBits }

// slotAfter is the slot in which a list goes on after a place; nil: in which it begins.
func slotAfter(p *Place) int64 {
	if p == nil {
		return math.MaxInt64
	}
	return p.slot()
}

// newest finds the conversations that where chooses, at most limit, which were
// active last, in slots up to upTo: those of the slots, the newest first, and
// those of the slot with which they end by themselves, in their order. Of the
// others the order is left to who asks. It goes on below a slot that was left
// between the two questions: too few would be taken for the list's end.
func (db *DB) newest(ctx context.Context, where string, args []any, upTo int64, limit int) ([]Place, error) {
	return db.newestOf(ctx, "SELECT c.id AS id, c.active_at AS active_at FROM conversations c"+where, args, upTo, limit)
}

// newestOf is newest for a question of one's own: it selects id and active_at,
// its first table is conversations c, and it may be gone on with a condition.
func (db *DB) newestOf(ctx context.Context, question string, args []any, upTo int64, limit int) (found []Place, err error) {
	for {
		left := limit - len(found)
		page, err := db.placesBy(ctx, question+" AND c.active_slot<=? ORDER BY c.active_slot DESC LIMIT ?", append(args, upTo, left)...)
		if err != nil || len(page) < left {
			return append(found, page...), err
		}
		last := page[left-1].slot()
		whole := slices.IndexFunc(page, func(p Place) bool { return p.slot() == last })
		rest, err := db.placesBy(ctx, question+" AND c.active_slot=? ORDER BY active_at DESC, id DESC LIMIT ?", append(args, last, left-whole)...)
		found = append(append(found, page[:whole]...), rest...)
		if err != nil || len(found) == limit {
			return found, err
		}
		upTo = last - 1
	}
}

// customers joins the customers to conversations c, if the filter asks for some.
func (f *ConversationFilter) customers() string {
	if f.Query == "" {
		return ""
	}
	return " JOIN customers u ON u.id=c.id"
}

// indexed is what an index can choose by, asked of the conversations c.
func (r listRange) indexed() (text string, args []any) {
	if r.Unread {
		return " WHERE c.has_unread=1", nil
	}
	text, args = r.columns("c")
	return " WHERE " + text, args
}

// columns asks row for the statuses and the assignee.
func (r listRange) columns(row string) (text string, args []any) {
	for _, s := range r.statuses {
		args = append(args, string(s))
	}
	text = row + ".status=?"
	if n := len(args); n > 1 {
		text = row + ".status IN (" + marks(n) + ")"
	}
	if r.Assignee != nil {
		text += " AND " + row + ".assignee_id=?"
		args = append(args, *r.Assignee)
	}
	return text, args
}

// where chooses all that the range has after a place, but not by tag. row is
// what has the whole row of a conversation c: c itself or what is joined to it.
func (r listRange) where(row string, after *Place) (text string, args []any) {
	text, args = r.indexed()
	text += " AND " + row + ".last_seq>0"
	if r.Unread {
		more, its := r.columns(row)
		text, args = text+" AND "+more, append(args, its...)
	}
	if r.Query != "" {
		text += " AND (u.name LIKE ? ESCAPE '!' OR u.openid=?)"
		args = append(args, "%"+escapeLike(r.Query)+"%", asciiOnly(r.Query))
	}
	if after != nil {
		text += " AND (" + row + ".active_at<? OR " + row + ".active_at=? AND " + row + ".id<?)"
		args = append(args, after.ActiveAt, after.ActiveAt, after.ID)
	}
	return text, slices.Clip(args)
}

func (db *DB) placesBy(ctx context.Context, question string, args ...any) ([]Place, error) {
	rows, err := db.QueryContext(ctx, question, args...)
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
