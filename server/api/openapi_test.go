package api_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kefu/server/api"
	"kefu/server/app"

	"github.com/gin-gonic/gin"
)

func TestEveryRouteIsDescribed(t *testing.T) {
	nothing := http.NotFoundHandler()
	engine := api.New(api.Config{Metrics: nothing, WebSocket: nothing, Pages: nothing, Features: app.Features()}).(*gin.Engine)
	parameter := regexp.MustCompile(`:(\w+)`)
	routes := map[string]bool{}
	for _, r := range engine.Routes() {
		path := parameter.ReplaceAllString(r.Path, "{$1}")
		routes[r.Method+" "+path] = true
	}
	described := map[string]bool{}
	for path, item := range theDocument(t).at("paths").(map[string]any) {
		for method := range item.(map[string]any) {
			described[strings.ToUpper(method)+" "+path] = true
		}
	}
	for route := range routes {
		// HEAD is what every GET of these has, and needs no words.
		if !described[route] && !described[strings.Replace(route, "HEAD ", "GET ", 1)] {
			t.Errorf("%s is served but not described", route)
		}
	}
	for route := range described {
		if !routes[route] {
			t.Errorf("%s is described but not served", route)
		}
	}
}

// The table of protocol.md, but for what comes in rooms of its own.
func TestTheContractsCallsAreThere(t *testing.T) {
	paths := theDocument(t).at("paths").(map[string]any)
	for _, call := range []string{
		"POST /auth/wechat", "POST /auth/visitor", "POST /auth/agent", "POST /auth/refresh", "POST /auth/logout", "GET /me",
		"GET /conversations", "GET /conversations/{id}", "PATCH /conversations/{id}", "POST /conversations/{id}/claim",
		"GET /conversations/{id}/messages", "POST /conversations/{id}/messages", "POST /conversations/{id}/read",
		"GET /conversations/{id}/activity", "POST /conversations/{id}/notes",
		"GET /my/conversation", "GET /my/messages", "POST /my/messages", "POST /my/read",
		"GET /customers", "GET /customers/{openid}", "PATCH /customers/{openid}", "POST /uploads", "GET /files/{id}",
		"GET /agents", "POST /agents", "PATCH /agents/{id}", "POST /agents/{id}/staff-key", "POST /announcements", "GET /announcements",
		"GET /settings", "PATCH /settings", "GET /settings/public", "POST /settings/wechat/test",
	} {
		method, path, _ := strings.Cut(call, " ")
		item, _ := paths[api.Base+path].(map[string]any)
		if item[strings.ToLower(method)] == nil {
			t.Errorf("%s is missing", call)
		}
	}
}

func TestTheDocumentIsSound(t *testing.T) {
	d := theDocument(t)
	if d["openapi"] != "3.1.0" || !some(d.at("info", "title")) || !some(d.at("info", "version")) {
		t.Errorf("the head is wrong: %v %v", d["openapi"], d["info"])
	}
	ids := map[string]bool{}
	for path, item := range d.at("paths").(map[string]any) {
		for method, op := range item.(map[string]any) {
			checkOperation(t, d, method+" "+path, path, op.(map[string]any), ids)
		}
	}
	for name, schema := range d.at("components", "schemas").(map[string]any) {
		checkSchema(t, d, name, schema)
	}
}

func checkOperation(t *testing.T, d document, name, path string, op map[string]any, ids map[string]bool) {
	id, _ := op["operationId"].(string)
	if id == "" || ids[id] {
		t.Errorf("%s: the operationId %q is empty or taken", name, id)
	}
	ids[id] = true
	if !some(op["summary"]) || len(list(op["tags"])) == 0 {
		t.Errorf("%s has no summary or no tag", name)
	}
	var inPath []string
	for _, p := range list(op["parameters"]) {
		p := p.(map[string]any)
		if p["in"] == "path" {
			inPath = append(inPath, "{"+p["name"].(string)+"}")
			if p["required"] != true {
				t.Errorf("%s: a path's parameter is not required", name)
			}
		}
		checkSchema(t, d, name+" "+p["name"].(string), p["schema"])
	}
	if want := regexp.MustCompile(`\{\w+\}`).FindAllString(path, -1); !slices.Equal(inPath, want) {
		t.Errorf("%s: the parameters %v are described, not %v", name, inPath, want)
	}
	responses, _ := op["responses"].(map[string]any)
	if len(responses) < 2 {
		t.Errorf("%s describes no refusal", name)
	}
	for status, r := range responses {
		r := r.(map[string]any)
		if !some(r["description"]) {
			t.Errorf("%s: %s has no description", name, status)
		}
		checkContent(t, d, name+" "+status, r["content"])
	}
	if body, ok := op["requestBody"].(map[string]any); ok {
		checkContent(t, d, name, body["content"])
	}
	for _, requirement := range list(op["security"]) {
		for scheme := range requirement.(map[string]any) {
			if d.at("components", "securitySchemes", scheme) == nil {
				t.Errorf("%s: there is no security scheme %s", name, scheme)
			}
		}
	}
}

func checkContent(t *testing.T, d document, name string, content any) {
	media, _ := content.(map[string]any)
	for kind, m := range media {
		checkSchema(t, d, name+" "+kind, m.(map[string]any)["schema"])
	}
}

// checkSchema walks down a schema: known keywords, references that lead
// somewhere, required properties that exist.
func checkSchema(t *testing.T, d document, at string, v any) {
	schema, ok := v.(map[string]any)
	if !ok {
		t.Errorf("%s: %v is no schema", at, v)
		return
	}
	for keyword := range schema {
		if !slices.Contains(keywords, keyword) {
			t.Errorf("%s: the keyword %s is not one that answers are checked for", at, keyword)
		}
	}
	if ref, ok := schema["$ref"].(string); ok {
		if _, err := d.resolve(ref); err != nil {
			t.Errorf("%s: %v", at, err)
		}
	}
	properties, _ := schema["properties"].(map[string]any)
	for _, name := range list(schema["required"]) {
		if properties[name.(string)] == nil {
			t.Errorf("%s: %s is required but not described", at, name)
		}
	}
	for name, p := range properties {
		checkSchema(t, d, at+"."+name, p)
	}
	for _, s := range list(schema["anyOf"]) {
		checkSchema(t, d, at, s)
	}
	for _, key := range []string{"items", "additionalProperties"} {
		if s := schema[key]; s != nil {
			checkSchema(t, d, at+"."+key, s)
		}
	}
}

func TestTheDocumentIsServedAndStable(t *testing.T) {
	want, err := api.OpenAPI(app.Features()...)
	if err != nil {
		t.Fatal(err)
	}
	again, err := api.OpenAPI(app.Features()...)
	if err != nil || string(again) != string(want) {
		t.Errorf("two documents of the same desk differ (%v)", err)
	}
	eachDesk(t, func(t *testing.T, w *world) {
		a := w.do(t, scenario{call: "GET /!openapi.json"})
		if a.Status != 200 || string(a.Raw) != string(want) || a.Header.Get("Content-Type") != "application/json" {
			t.Errorf("the desk serves another document: %d, %d bytes, not %d", a.Status, len(a.Raw), len(want))
		}
	})
}

func TestNullsAreDescribed(t *testing.T) {
	d := theDocument(t)
	for _, c := range []struct {
		path  []string
		value any
		ok    bool
	}{
		{[]string{"Conversation", "properties", "assignee"}, nil, true},
		{[]string{"Conversation", "properties", "assignee"}, object{"id": "1", "name": "x"}, true},
		{[]string{"Conversation", "properties", "assignee"}, "1", false},
		{[]string{"Conversation", "properties", "waiting_since"}, nil, true},
		{[]string{"Conversation", "properties", "tags"}, nil, false},
		{[]string{"PageMessage", "properties", "next_cursor"}, nil, true},
		{[]string{"PageMessage", "properties", "items"}, nil, false},
		{[]string{"Message", "properties", "text"}, nil, true},
		{[]string{"Message", "properties", "attachment"}, nil, true},
		{[]string{"ConversationEditBody", "properties", "assignee_id"}, nil, true},
	} {
		schema, ok := d.at(append([]string{"components", "schemas"}, c.path...)...).(map[string]any)
		if !ok {
			t.Errorf("%v is not in the document", c.path)
			continue
		}
		if err := d.check(schema, c.value, "value"); (err == nil) != c.ok {
			b, _ := json.Marshal(schema)
			t.Errorf("%v as %v: %v, by %s", c.value, c.path, err, b)
		}
	}
}
