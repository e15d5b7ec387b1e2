package stats

import (
	"context"
	"errors"

	"kefu/server/api"
	"kefu/server/desk"
)

// Look counts once, as Run does each second. It reports whether another node
// was faster.
func (f *Feature) Look(ctx context.Context) (overtaken bool, err error) {
	err = f.look(ctx)
	if errors.Is(err, errOvertaken) {
		return true, nil
	}
	return false, err
}

// Hasty takes no notice of who counted last, and small steps.
func (f *Feature) Hasty() *Feature {
	f.lease, f.page = 0, 100
	return f
}

// Ask answers a period, not shared with anybody.
func (f *Feature) Ask(ctx context.Context, in PeriodInput) (*Period, error) {
	f.periods = newShared[*Period](0, 1)
	return f.period(ctx, &in)
}

// List answers a page of what a figure counts.
func (f *Feature) List(ctx context.Context, in CellInput, cursor string, limit int) (items []Counted, next string, err error) {
	page, err := f.counted(ctx, &in, cursor, limit)
	if err == nil && page.NextCursor != nil {
		next = *page.NextCursor
	}
	return page.Items, next, err
}

// ReadNow reads the figures of now, not shared with anybody.
func (f *Feature) ReadNow(ctx context.Context) error {
	_, err := f.readNow(ctx)
	return err
}

// Episodes reads a page of a conversation's episodes.
func (f *Feature) Episodes(ctx context.Context, conversation, cursor string) error {
	_, err := f.listEpisodes(ctx, desk.Principal{}, &episodesInput{api.ConversationID{ID: conversation}, api.Paging{Limit: 2, Cursor: cursor}})
	return err
}
