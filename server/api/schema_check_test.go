package api_test

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// document is the OpenAPI document as JSON, read without the library that
// wrote it, so that the two can't share a mistake.
type document map[string]any

func parseDocument(b []byte) (document, error) {
	var d document
	err := json.Unmarshal(b, &d)
	return d, err
}

// at follows keys down from the root.
func (d document) at(keys ...string) any {
	var v any = map[string]any(d)
	for _, k := range keys {
		m, _ := v.(map[string]any)
		v = m[k]
	}
	return v
}

// resolve follows a local reference.
func (d document) resolve(ref string) (map[string]any, error) {
	rest, local := strings.CutPrefix(ref, "#/")
	found, ok := d.at(strings.Split(rest, "/")...).(map[string]any)
	if !local || !ok {
		return nil, fmt.Errorf("%s refers to nothing", ref)
	}
	return found, nil
}

// keywords are those of JSON Schema 2020-12 that check knows. Another one in
// the document would be a promise that no test keeps.
var keywords = []string{"type", "$ref", "format", "properties", "required", "additionalProperties", "items", "enum", "anyOf",
	"minimum", "maximum", "minLength", "maxLength", "pattern", "description", "examples", "default", "contentMediaType"}

// check reports where v is not what schema says. It is stricter than JSON
// Schema: a property that the schema does not name is an error, since an
// answer must not hold what the document hides.
func (d document) check(schema map[string]any, v any, at string) error {
	if ref, ok := schema["$ref"].(string); ok {
		target, err := d.resolve(ref)
		if err != nil {
			return err
		}
		return d.check(target, v, at)
	}
	if choices, ok := schema["anyOf"].([]any); ok {
		var first error
		for _, s := range choices {
			err := d.check(s.(map[string]any), v, at)
			if err == nil {
				return nil
			}
			if first == nil {
				first = err
			}
		}
		return first
	}
	if err := checkType(schema, v, at); err != nil {
		return err
	}
	if enum, ok := schema["enum"].([]any); ok && !slices.Contains(enum, v) {
		return fmt.Errorf("%s: %v is none of %v", at, v, enum)
	}
	switch v := v.(type) {
	case string:
		return checkString(schema, v, at)
	case float64:
		return checkNumber(schema, v, at)
	case []any:
		items, _ := schema["items"].(map[string]any)
		for i, item := range v {
			if err := d.check(items, item, fmt.Sprintf("%s[%d]", at, i)); err != nil {
				return err
			}
		}
	case map[string]any:
		return d.checkObject(schema, v, at)
	}
	return nil
}

func checkType(schema map[string]any, v any, at string) error {
	var allowed []any
	switch t := schema["type"].(type) {
	case nil:
		return nil
	case string:
		allowed = []any{t}
	case []any:
		allowed = t
	}
	is := map[bool]string{true: "null", false: "?"}[v == nil]
	switch v := v.(type) {
	case bool:
		is = "boolean"
	case string:
		is = "string"
	case float64:
		is = "number"
		if v == math.Trunc(v) && slices.Contains(allowed, "integer") {
			is = "integer"
		}
	case []any:
		is = "array"
	case map[string]any:
		is = "object"
	}
	if !slices.Contains(allowed, any(is)) {
		return fmt.Errorf("%s is %s, not %v", at, is, allowed)
	}
	return nil
}

var wireTime = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`)

func checkString(schema map[string]any, s, at string) error {
	if schema["format"] == "date-time" {
		if _, err := time.Parse(time.RFC3339, s); err != nil || !wireTime.MatchString(s) {
			return fmt.Errorf("%s: %q is no time in UTC with milliseconds", at, s)
		}
	}
	if p, ok := schema["pattern"].(string); ok && !regexp.MustCompile(p).MatchString(s) {
		return fmt.Errorf("%s: %q does not match %s", at, s, p)
	}
	n := float64(utf8.RuneCountInString(s))
	if least, ok := schema["minLength"].(float64); ok && n < least {
		return fmt.Errorf("%s is too short", at)
	}
	if most, ok := schema["maxLength"].(float64); ok && n > most {
		return fmt.Errorf("%s is too long", at)
	}
	return nil
}

func checkNumber(schema map[string]any, n float64, at string) error {
	if least, ok := schema["minimum"].(float64); ok && n < least {
		return fmt.Errorf("%s is below %v", at, least)
	}
	if most, ok := schema["maximum"].(float64); ok && n > most {
		return fmt.Errorf("%s is above %v", at, most)
	}
	return nil
}

func (d document) checkObject(schema map[string]any, v map[string]any, at string) error {
	if schema["type"] == nil {
		return nil // anything
	}
	for _, name := range list(schema["required"]) {
		if _, ok := v[name.(string)]; !ok {
			return fmt.Errorf("%s lacks %s", at, name)
		}
	}
	properties, _ := schema["properties"].(map[string]any)
	more, moreKnown := schema["additionalProperties"].(map[string]any)
	for name, value := range v {
		property, named := properties[name].(map[string]any)
		switch {
		case !named && !moreKnown:
			return fmt.Errorf("%s has %s, which the document does not name", at, name)
		case !named:
			property = more
		}
		if err := d.check(property, value, at+"."+name); err != nil {
			return err
		}
	}
	return nil
}

func list(v any) []any { l, _ := v.([]any); return l }
