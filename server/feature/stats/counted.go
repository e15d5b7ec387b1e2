package stats

import (
	"context"
	"math"
	"slices"
	"sort"

	"kefu/server/api"
	"kefu/server/desk"
	"kefu/server/store"
)

// hit is something that a figure counts.
type hit struct {
	conversation int64
	episode      *episode // nil if it is no episode
	value        *float64
}

// hits is a page of them; next is "" on the last one.
type hits struct {
	found []hit
	next  string
}

func (f *Feature) listCounted(ctx context.Context, _ desk.Principal, in *countedInput) (*api.Body[api.Page[Counted]], error) {
	p, err := f.counted(ctx, &in.CellInput, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return &api.Body[api.Page[Counted]]{Body: p}, nil
}

// counted answers a page of what a figure counts.
func (f *Feature) counted(ctx context.Context, in *CellInput, cursor string, limit int) (api.Page[Counted], error) {
	h, err := f.hits(ctx, in, cursor, limit)
	if err != nil {
		return api.Page[Counted]{}, err
	}
	items, err := f.describe(ctx, h.found)
	return api.NewPage(items, h.next), err
}

func (f *Feature) hits(ctx context.Context, in *CellInput, cursor string, limit int) (hits, error) {
	switch in.Figure {
	case "":
		return hits{}, desk.Errorf(desk.CodeBadRequest, "figure must say what is counted")
	case "online", "open", "pending", "waiting", "unassigned":
		return f.present(ctx, in, cursor, limit)
	}
	s, only, err := in.parse()
	if err != nil {
		return hits{}, err
	}
	q := cellQuery{span: s, filter: only, fits: in.fits(), cursor: cursor, limit: limit}
	if in.Figure == "received" || in.Figure == "sent" {
		return f.records.writtenIn(ctx, q, in.Figure == "sent")
	}
	figure := episodeFigures()[in.Figure]
	if in.Sort == "longest" {
		if figure.value == nil {
			return hits{}, desk.Errorf(desk.CodeBadRequest, "only first_response and resolution can be sorted by length")
		}
		return f.records.longest(ctx, q, figure)
	}
	return f.records.newest(ctx, q, figure)
}

// fits says which hours of the week are meant.
func (in *CellInput) fits() func(cell) bool {
	return func(c cell) bool {
		return (in.Weekday == 0 || int(c.weekday) == in.Weekday-1) && (!in.Hour.IsSet || int64(c.hour) == in.Hour.Value)
	}
}

// cellQuery asks for what lies in a cell of a period.
type cellQuery struct {
	span   *span
	filter filter
	fits   func(cell) bool
	cursor string
	limit  int
}

// present lists what the figures of now count.
func (f *Feature) present(ctx context.Context, in *CellInput, cursor string, limit int) (hits, error) {
	only, err := in.filter()
	if err != nil {
		return hits{}, err
	}
	if only.channel != "" {
		return hits{}, desk.Errorf(desk.CodeBadRequest, "%s is a figure of now, which knows no channel", in.Figure)
	}
	if in.Figure == "online" {
		if only.byAgent {
			return hits{}, desk.Errorf(desk.CodeBadRequest, "online counts customers, whoever has their conversation: leave agent out")
		}
		return f.online(cursor, limit)
	}
	if in.Figure == "waiting" {
		return f.waiting(ctx, only, cursor, limit)
	}
	chosen := store.ConversationFilter{Status: desk.StatusOpen}
	if in.Figure == "pending" {
		chosen.Status = desk.StatusPending
	}
	if only.byAgent {
		chosen.Assignee = &only.agent
	}
	if in.Figure == "unassigned" {
		chosen.Assignee = new(int64)
	}
	page, next, err := f.records.db.Conversations(ctx, chosen, cursor, limit)
	found := make([]hit, len(page))
	for i := range page {
		found[i].conversation = page[i].ID
	}
	return hits{found, next}, err
}

// online lists the conversations of the customers who are online, also of those
// who have not written yet; the newest customers first.
func (f *Feature) online(cursor string, limit int) (hits, error) {
	below, err := api.ParseCursor(cursor, math.MaxInt64)
	if err != nil {
		return hits{}, err
	}
	var h hits
	for _, id := range f.sessions.OnlineCustomers() {
		if id >= below {
			continue
		}
		if len(h.found) == limit {
			h.next = api.FormatCursor(h.found[limit-1].conversation)
			break
		}
		h.found = append(h.found, hit{conversation: id})
	}
	return h, nil
}

// waiting lists who waits, the longest first.
func (f *Feature) waiting(ctx context.Context, only filter, cursor string, limit int) (hits, error) {
	after := store.Place{}
	if cursor != "" {
		var err error
		if after, err = store.ParsePlace(cursor); err != nil {
			return hits{}, err
		}
	}
	clock, err := f.records.db.Clock(ctx)
	if err != nil {
		return hits{}, err
	}
	open, err := f.records.open(ctx)
	if err != nil {
		return hits{}, err
	}
	open = slices.DeleteFunc(open, func(o openOne) bool {
		return o.waitingSince == 0 || !only.wants(o.assignee) || o.waitingSince < after.ActiveAt || o.waitingSince == after.ActiveAt && o.id <= after.ID
	})
	sort.Slice(open, func(i, k int) bool {
		return open[i].waitingSince < open[k].waitingSince || open[i].waitingSince == open[k].waitingSince && open[i].id < open[k].id
	})
	var h hits
	for i, o := range open {
		if i == limit {
			h.next = store.Place{ActiveAt: open[i-1].waitingSince, ID: open[i-1].id}.String()
			break
		}
		h.found = append(h.found, hit{conversation: o.id, value: seconds(clock - o.waitingSince)})
	}
	return h, nil
}

// describe adds what clients are shown. Conversations that are gone are left out.
func (f *Feature) describe(ctx context.Context, found []hit) ([]Counted, error) {
	var ids []int64
	var episodes []*episode
	for _, h := range found {
		if !slices.Contains(ids, h.conversation) {
			ids = append(ids, h.conversation)
		}
		if h.episode != nil {
			episodes = append(episodes, h.episode)
		}
	}
	summaries, err := f.records.db.Summaries(ctx, ids)
	if err != nil {
		return nil, err
	}
	w, err := f.episodeWriter(ctx, episodes)
	if err != nil {
		return nil, err
	}
	by := make(map[int64]*desk.Summary, len(summaries))
	for i := range summaries {
		s := &summaries[i]
		s.Online = f.sessions.CustomerOnline(s.ID)
		by[s.ID] = s
	}
	items := make([]Counted, 0, len(found))
	for _, h := range found {
		s := by[h.conversation]
		if s == nil {
			continue
		}
		c := Counted{Conversation: f.encoder.Conversation(s), Value: h.value}
		if h.episode != nil {
			e := w.episode(h.episode)
			c.Episode = &e
		}
		items = append(items, c)
	}
	return items, nil
}
