package stats

import (
	"context"
	"time"

	"kefu/server/api"
	"kefu/server/desk"
	"kefu/server/store"

	"github.com/danielgtaylor/huma/v2"
)

type records struct{ db *store.DB }

type shared[T any] struct{}

func newShared[T any](time.Duration) shared[T] { return shared[T]{} }

type csvFile struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        func(huma.Context)
}

func (f *Feature) getNow(ctx context.Context, _ desk.Principal, _ *api.Nothing) (*api.Body[Now], error) {
	return nil, nil
}
func (f *Feature) getPeriod(ctx context.Context, _ desk.Principal, _ *PeriodInput) (*api.Body[Period], error) {
	return nil, nil
}
func (f *Feature) listCounted(ctx context.Context, _ desk.Principal, _ *countedInput) (*api.Body[api.Page[Counted]], error) {
	return nil, nil
}
func (f *Feature) export(ctx context.Context, _ desk.Principal, _ *exportInput) (*csvFile, error) {
	return nil, nil
}
func (f *Feature) listEpisodes(ctx context.Context, _ desk.Principal, _ *episodesInput) (*api.Body[api.Page[Episode]], error) {
	return nil, nil
}
