package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"kefu/server/api"
	"kefu/server/app"
	"kefu/server/config"
	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
)

// world is a running desk with people in it, and the document that every one
// of its answers is held against.
type world struct {
	*testdesk.Desk
	document document
	people   map[string]testdesk.Person // by the name that scenarios use
}

// identity secret of the test desks.
const identitySecret = "the shop's own secret, 32 characters"

// eachDesk runs f on a desk over each database.
func eachDesk(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	testkit.EachAddress(t, func(t *testing.T, address string) { f(t, newWorld(t, address, nil)) })
}

func newWorld(t *testing.T, address string, edit func(*config.Config)) *world {
	t.Helper()
	d := testdesk.Start(t, address, func(c *config.Config, _ *app.Options) {
		c.IdentitySecret = identitySecret
		if edit != nil {
			edit(c)
		}
	})
	w := &world{Desk: d, document: theDocument(t)}
	w.people = map[string]testdesk.Person{
		"nobody": {}, "stranger": {Token: "nonsense"}, "admin": {Token: testdesk.AdminKey, ID: "1", Name: "Admin"},
		"agent": d.Agent("Han Mei", "agent"), "colleague": d.Agent("李雷", "agent"), "supervisor": d.Agent("Su Pervisor", "supervisor"),
		"customer": d.Visitor("Wang Fang"), "other": d.Visitor(""),
	}
	return w
}

// theDocument is what kefu prints, with the features that the desk has.
func theDocument(t testing.TB) document {
	t.Helper()
	b, err := api.OpenAPI(app.Features()...)
	if err != nil {
		t.Fatal(err)
	}
	d, err := parseDocument(b)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// as returns a person of the world, who must be there.
func (w *world) as(name string) testdesk.Person {
	p, ok := w.people[name]
	if !ok {
		panic("no such person: " + name)
	}
	return p
}

// object is JSON that a scenario sends or wants.
type object = map[string]any

// scenario is one call and what must come of it.
type scenario struct {
	name   string
	as     string // of world.people; "" is nobody
	call   string // "GET /conversations", below /api/v1 unless it begins with "/!"
	body   any    // marshalled; a string is sent as it is
	status int
	code   string // of a refusal
	want   object // parts of the answer, by dotted path; a func(any) bool checks
	header http.Header
}

// run makes the calls in order, each as a subtest.
func (w *world) run(t *testing.T, scenarios []scenario) {
	t.Helper()
	for _, s := range scenarios {
		name := s.name
		if name == "" {
			name = s.as + " " + s.call
		}
		t.Run(name, func(t *testing.T) {
			a := w.do(t, s)
			if a.Status != s.status {
				t.Fatalf("%s as %s: got %d %s, want %d", s.call, s.as, a.Status, a.Raw, s.status)
			}
			if got, _ := a.Body["code"].(string); s.code != "" && got != s.code {
				t.Fatalf("got the code %q, want %q: %s", got, s.code, a.Raw)
			}
			for path, want := range s.want {
				if got := a.Body.At(strings.Split(path, ".")...); !fits(got, want) {
					t.Errorf("%s is %v, want %v: %s", path, got, want, a.Raw)
				}
			}
		})
	}
}

func fits(got, want any) bool {
	if f, ok := want.(func(any) bool); ok {
		return f(got)
	}
	b, _ := json.Marshal(want)
	var asJSON any
	_ = json.Unmarshal(b, &asJSON)
	return reflect.DeepEqual(got, asJSON)
}

// do makes a call and holds the answer against the document.
func (w *world) do(t *testing.T, s scenario) testdesk.Answer {
	t.Helper()
	method, path, _ := strings.Cut(s.call, " ")
	if rest, root := strings.CutPrefix(path, "/!"); root {
		path = "/" + rest
	} else {
		path = api.Base + path
	}
	req, err := http.NewRequest(method, w.URL+path, w.reader(t, s.body))
	if err != nil {
		t.Fatal(err)
	}
	if s.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if token := w.as(orNobody(s.as)).Token; token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for name, values := range s.header {
		req.Header[name] = values
		if values == nil {
			req.Header.Del(name)
		}
	}
	a := w.Do(req)
	w.hold(t, req, a)
	return a
}

func orNobody(s string) string {
	if s == "" {
		return "nobody"
	}
	return s
}

func (w *world) reader(t *testing.T, body any) io.Reader {
	switch b := body.(type) {
	case nil:
		return nil
	case string:
		return strings.NewReader(b)
	case []byte:
		return bytes.NewReader(b)
	}
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(b)
}

// hold checks an answer: that the document describes it, and that refusals are
// problem documents with all that belongs to one.
func (w *world) hold(t *testing.T, req *http.Request, a testdesk.Answer) {
	t.Helper()
	if a.Status >= 400 {
		w.holdProblem(t, req, a)
	}
	op := w.operation(req.Method, req.URL.Path)
	if op == nil {
		if a.Status != http.StatusNotFound && a.Status != http.StatusMethodNotAllowed && req.Method != http.MethodOptions {
			t.Errorf("%s %s answers %d but is not in the document", req.Method, req.URL.Path, a.Status)
		}
		return
	}
	responses := op["responses"].(map[string]any)
	response, ok := responses[fmt.Sprint(a.Status)].(map[string]any)
	if !ok {
		if response, ok = responses["default"].(map[string]any); !ok || a.Status < 400 {
			t.Fatalf("%s %s answers %d, which the document does not know", req.Method, req.URL.Path, a.Status)
		}
	}
	content, _ := response["content"].(map[string]any)
	if len(a.Raw) == 0 {
		if len(content) > 0 && req.Method != http.MethodHead {
			t.Errorf("%s %s answers %d without the body that the document describes", req.Method, req.URL.Path, a.Status)
		}
		return
	}
	kind, _, _ := mime.ParseMediaType(a.Header.Get("Content-Type"))
	media, ok := content[kind].(map[string]any)
	if !ok {
		if _, anything := content["application/octet-stream"]; !anything {
			t.Fatalf("%s %s answers %d as %q, which the document does not know", req.Method, req.URL.Path, a.Status, kind)
		}
		return
	}
	if !strings.HasSuffix(kind, "json") {
		return
	}
	var v any
	if err := json.Unmarshal(a.Raw, &v); err != nil {
		t.Fatalf("%s %s: %v in %s", req.Method, req.URL.Path, err, a.Raw)
	}
	if err := w.document.check(media["schema"].(map[string]any), v, "body"); err != nil {
		t.Errorf("%s %s %d is not what the document says: %v: %s", req.Method, req.URL.Path, a.Status, err, a.Raw)
	}
}

func (w *world) holdProblem(t *testing.T, req *http.Request, a testdesk.Answer) {
	t.Helper()
	if req.URL.Path == "/readyz" || req.Method == http.MethodHead {
		return
	}
	b := a.Body
	title := http.StatusText(a.Status)
	if got := a.Header.Get("Content-Type"); got != api.ProblemType || b["type"] != "about:blank" || b["title"] != title ||
		b["status"] != float64(a.Status) || b["detail"] == "" || b["code"] == "" || b["request_id"] != a.Header.Get("X-Request-Id") || b["request_id"] == "" {
		t.Errorf("%s %s answers %d, but with no full problem document: %q %s", req.Method, req.URL.Path, a.Status, got, a.Raw)
	}
	if got := a.Header.Get("WWW-Authenticate"); (got == "Bearer") != (a.Status == 401) {
		t.Errorf("%d comes with WWW-Authenticate %q", a.Status, got)
	}
	if got := a.Header.Get("Retry-After"); (got != "") != (a.Status == 429 || a.Status == 503) {
		t.Errorf("%d comes with Retry-After %q", a.Status, got)
	}
}

// operation finds the operation of an address.
func (w *world) operation(method, path string) map[string]any {
	paths := w.document.at("paths").(map[string]any)
	if method == http.MethodHead {
		method = http.MethodGet
	}
	for template, item := range paths {
		if matches(template, path) {
			if op, ok := item.(map[string]any)[strings.ToLower(method)].(map[string]any); ok {
				return op
			}
		}
	}
	return nil
}

func matches(template, path string) bool {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if want[i] != got[i] && (!strings.HasPrefix(want[i], "{") || got[i] == "") {
			return false
		}
	}
	return true
}

// must makes a call that has to succeed and returns its body.
func (w *world) must(t *testing.T, as, call string, body any) testkit.Frame {
	t.Helper()
	a := w.do(t, scenario{as: as, call: call, body: body})
	if a.Status/100 != 2 {
		t.Fatalf("%s as %s: %d %s", call, as, a.Status, a.Raw)
	}
	return a.Body
}

// eventually waits until ok holds, and fails if it does not soon.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("%s did not come about", what)
}

// some checks for a text that is not empty.
func some(v any) bool { s, _ := v.(string); return s != "" }

// long checks for a list of n entries.
func long(n int) func(any) bool {
	return func(v any) bool { l, ok := v.([]any); return ok && len(l) == n }
}
