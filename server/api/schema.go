package api

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
)

// unmarshal reads JSON in UTF-8; encoding/json would take broken UTF-8 and
// store something else than was sent.
func unmarshal(data []byte, v any) error {
	if !utf8.Valid(data) {
		return errors.New("not UTF-8")
	}
	return json.Unmarshal(data, v)
}

// finishSchemas makes the document say what huma can't: which objects may be
// null, namely pointers to structs without omitempty, as encoding/json writes
// them. And what needs no saying is left out: that there may be more fields.
func finishSchemas(schemas huma.Registry) {
	for name, schema := range schemas.Map() {
		if more, ok := schema.AdditionalProperties.(bool); ok && more {
			schema.AdditionalProperties = nil
		}
		t := schemas.TypeFromRef("#/components/schemas/" + name)
		if t == nil || t.Kind() != reflect.Struct {
			continue
		}
		for _, f := range reflect.VisibleFields(t) {
			jsonName, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			property := schema.Properties[jsonName]
			if property == nil || property.Ref == "" || f.Type.Kind() != reflect.Pointer || strings.Contains(options, "omitempty") {
				continue
			}
			schema.Properties[jsonName] = &huma.Schema{
				Description: property.Description,
				AnyOf:       []*huma.Schema{{Ref: property.Ref}, {Type: "null"}},
			}
		}
	}
}

// operationAt finds a registered operation.
func operationAt(doc *huma.OpenAPI, method, path string) *huma.Operation {
	item := doc.Paths[path]
	return map[string]*huma.Operation{
		"GET": item.Get, "POST": item.Post, "PATCH": item.Patch, "DELETE": item.Delete, "PUT": item.Put, "HEAD": item.Head,
	}[method]
}
