package announcement

import (
	"context"
	"net/http"

	"kefu/server/api"
	"kefu/server/desk"
	"kefu/server/wire"
)

// Stored is an announcement as staff see it.
type Stored struct {
	ID        string        `json:"id"`
	Text      string        `json:"text"`
	Tag       string        `json:"tag,omitempty" doc:"for customers with this tag; left out: for all"`
	Agent     wire.AgentRef `json:"agent"`
	CreatedAt string        `json:"created_at" format:"date-time"`
}

func newStored(a *Announcement) Stored {
	return Stored{ID: desk.FormatID(a.ID), Text: a.Text, Tag: a.Tag, Agent: wire.AgentRef{ID: desk.FormatID(a.AgentID), Name: a.AgentName}, CreatedAt: wire.Time(a.CreatedAt)}
}

// Register implements api.Feature.
func (f *Feature) Register(r *api.Router) {
	api.Handle(r, api.Call{
		ID: "announce", Method: http.MethodPost, Path: "/announcements", Tag: "announcements", Access: api.Admins, Status: http.StatusCreated,
		Errors: []int{http.StatusRequestEntityTooLarge}, Summary: "Broadcast to all customers, or to those with a tag",
	}, f.announce)
	api.Handle(r, api.Call{
		ID: "listAnnouncements", Method: http.MethodGet, Path: "/announcements", Tag: "announcements", Access: api.Agents,
		Summary: "Announcements, newest first",
	}, f.list)
}

type announceInput struct {
	Body struct {
		Text string `json:"text" doc:"1 to 4,000 characters after trimming"`
		Tag  string `json:"tag,omitempty" doc:"only customers whose conversation has it"`
	}
}

func (f *Feature) announce(ctx context.Context, who desk.Principal, in *announceInput) (*api.Body[Stored], error) {
	a, err := f.Announce(ctx, who, in.Body.Text, in.Body.Tag)
	if err != nil {
		return nil, err
	}
	return &api.Body[Stored]{Body: newStored(&a)}, nil
}

func (f *Feature) list(ctx context.Context, _ desk.Principal, in *api.Paging) (*api.Body[api.Page[Stored]], error) {
	below, err := api.ParseCursor(in.Cursor, 1<<62)
	if err != nil {
		return nil, err
	}
	found, err := f.records.below(ctx, below, in.Limit+1)
	if err != nil {
		return nil, err
	}
	next := ""
	if len(found) > in.Limit {
		found = found[:in.Limit]
		next = api.FormatCursor(found[in.Limit-1].ID)
	}
	items := make([]Stored, len(found))
	for i := range found {
		items[i] = newStored(&found[i])
	}
	return &api.Body[api.Page[Stored]]{Body: api.NewPage(items, next)}, nil
}
