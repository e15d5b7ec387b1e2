package api

import (
	"strconv"

	"kefu/server/desk"

	"github.com/danielgtaylor/huma/v2"

	"reflect"
)

// Page is a part of a list.
type Page[T any] struct {
	Items []T `json:"items"`
	// NextCursor is null on the last page.
	NextCursor *string `json:"next_cursor" doc:"asks for the next page; null on the last one"`
}

// NewPage returns a page; next is "" on the last one. items may be nil.
func NewPage[T any](items []T, next string) Page[T] {
	if items == nil {
		items = []T{}
	}
	p := Page[T]{Items: items}
	if next != "" {
		p.NextCursor = &next
	}
	return p
}

// Paging is the part of an input that asks for a page.
type Paging struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"how many entries at most"`
	Cursor string `query:"cursor" maxLength:"200" doc:"the next_cursor of the page before"`
}

// FormatCursor makes a cursor of the last entry's number.
func FormatCursor(n int64) string { return strconv.FormatInt(n, 36) }

// ParseCursor reads a cursor of FormatCursor; "" is otherwise. Anything else
// is bad_request.
func ParseCursor(s string, otherwise int64) (int64, error) {
	if s == "" {
		return otherwise, nil
	}
	n, err := strconv.ParseInt(s, 36, 64)
	if err != nil || n < 0 {
		return 0, errCursor()
	}
	return n, nil
}

func errCursor() error {
	return desk.Errorf(desk.CodeBadRequest, "cursor must be one that an earlier answer gave")
}

// OptionalInt is a number in a query that may be left out, 0 being a number.
type OptionalInt struct {
	Value int64
	IsSet bool
}

// Schema implements huma.SchemaProvider.
func (OptionalInt) Schema(r huma.Registry) *huma.Schema { return r.Schema(typeOf[int64](), true, "") }

// Receiver implements huma.ParamWrapper.
func (o *OptionalInt) Receiver() reflect.Value { return reflect.ValueOf(o).Elem().Field(0) }

// OnParamSet implements huma.ParamReactor.
func (o *OptionalInt) OnParamSet(isSet bool, _ any) { o.IsSet = isSet }

func typeOf[T any]() reflect.Type { return reflect.TypeFor[T]() }
