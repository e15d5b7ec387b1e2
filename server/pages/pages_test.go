package pages_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"kefu/server/pages"
)

var big = strings.Repeat("const answer = 42;\n", 200)

// built is a front end as scripts/build leaves it.
var built = fstest.MapFS{
	".keep":                          {Data: nil},
	"widget.js":                      {Data: []byte("loader()")},
	"console/index.html":             {Data: []byte("<!doctype html><title>console</title>")},
	"console/assets/index-CoUZsc.js": {Data: []byte(big)},
	"console/favicon.svg":            {Data: []byte("<svg/>")},
	"console/assets/style-x.css":     {Data: []byte(strings.Repeat("a{color:red}", 200))},
	"console/assets/style-x.css.br":  {Data: []byte("brotli")},
	"chat/index.html":                {Data: []byte("<!doctype html><title>chat</title>")},
	"chat/peek.html":                 {Data: []byte("<!doctype html><title>peek</title>")},
	"demo/index.html":                {Data: []byte("<!doctype html><title>demo</title>")},
}

func serve(p *pages.Pages, method, target string, edit func(*http.Request)) *http.Response {
	r := httptest.NewRequest(method, target, nil)
	r.Host = "desk.example:8443"
	if edit != nil {
		edit(r)
	}
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	return w.Result()
}

func refuse(w http.ResponseWriter, _ *http.Request, status int) { w.WriteHeader(status) }

func TestAddresses(t *testing.T) {
	p := pages.New(pages.Config{Files: built, Placeholder: []byte("build me"), Refuse: refuse})
	for _, c := range []struct {
		method, target string
		status         int
		body           string // a part of it
		location       string
	}{
		{"GET", "/", 302, "", "/console/"},
		{"GET", "/console", 302, "", "/console/"},
		{"GET", "/console?x=1", 302, "", "/console/?x=1"},
		{"GET", "/console/", 200, "<title>console", ""},
		{"GET", "/console/index.html", 200, "<title>console", ""},
		{"GET", "/console/conversations/17", 200, "<title>console", ""},
		{"GET", "/console/assets/index-CoUZsc.js", 200, "answer", ""},
		{"GET", "/console/assets/index-ofYesterday.js", 404, "", ""},
		{"GET", "/console/favicon.svg", 200, "<svg", ""},
		{"GET", "/console/robots.txt", 404, "", ""},
		{"GET", "/chat", 200, "<title>chat", ""},
		{"GET", "/chat/", 200, "<title>chat", ""},
		{"GET", "/chat/anything", 200, "<title>chat", ""},
		{"GET", "/chat/peek", 200, "<title>peek", ""},
		{"GET", "/console/assets/style-x.css.br", 404, "", ""},
		{"GET", "/demo", 200, "<title>demo", ""},
		{"GET", "/demo/", 200, "<title>demo", ""},
		{"GET", "/demo/more", 404, "", ""},
		{"GET", "/widget.js", 200, "loader()", ""},
		{"HEAD", "/console/", 200, "", ""},
		{"POST", "/console/", 405, "", ""},
		{"DELETE", "/", 405, "", ""},
		{"GET", "/chatter", 404, "", ""},
		{"GET", "/.keep", 404, "", ""},
		{"GET", "/console/../widget.js", 404, "", ""},
		{"GET", "/console//assets/index-CoUZsc.js", 404, "", ""},
		{"GET", "/nothing", 404, "", ""},
	} {
		t.Run(c.method+" "+c.target, func(t *testing.T) {
			res := serve(p, c.method, c.target, nil)
			body, _ := io.ReadAll(res.Body)
			if res.StatusCode != c.status || !strings.Contains(string(body), c.body) || res.Header.Get("Location") != c.location {
				t.Errorf("got %d %q to %q, want %d %q to %q", res.StatusCode, body, res.Header.Get("Location"), c.status, c.body, c.location)
			}
		})
	}
}

func TestPolicies(t *testing.T) {
	own := pages.New(pages.Config{Files: built, Refuse: refuse})
	shared := pages.New(pages.Config{Files: built, Refuse: refuse, AllowedOrigins: func() []string { return []string{"https://shop.example", "https://m.shop.example"} }})
	for _, c := range []struct {
		name, target string
		pages        *pages.Pages
		ancestors    string
		frames       string
	}{
		{"console", "/console/", own, "frame-ancestors 'none'", "DENY"},
		{"console with a shop", "/console/", shared, "frame-ancestors 'none'", "DENY"},
		{"chat", "/chat", own, "frame-ancestors 'self'", "SAMEORIGIN"},
		{"chat with a shop", "/chat/", shared, "frame-ancestors 'self' https://shop.example https://m.shop.example", ""},
		{"an asset", "/console/assets/index-CoUZsc.js", own, "frame-ancestors 'none'", "DENY"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := serve(c.pages, "GET", c.target, nil).Header
			csp := h.Get("Content-Security-Policy")
			if !strings.HasSuffix(csp, c.ancestors) || h.Get("X-Frame-Options") != c.frames {
				t.Errorf("got %q and %q", csp, h.Get("X-Frame-Options"))
			}
			for _, want := range []string{"script-src 'self';", "style-src 'self';", "connect-src 'self' ws://desk.example:8443 wss://desk.example:8443;", "object-src 'none'"} {
				if !strings.Contains(csp, want) {
					t.Errorf("the policy %q lacks %q", csp, want)
				}
			}
			if strings.Contains(csp, "unsafe") {
				t.Errorf("the policy %q is not strict", csp)
			}
			if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "same-origin" {
				t.Errorf("headers are missing: %v", h)
			}
		})
	}
}

// Who may carry the chat may change while the desk runs.
func TestAllowedOriginsFollow(t *testing.T) {
	var allowed []string
	p := pages.New(pages.Config{Files: built, Refuse: refuse, AllowedOrigins: func() []string { return allowed }})
	ancestors := func() string {
		_, after, _ := strings.Cut(serve(p, "GET", "/chat", nil).Header.Get("Content-Security-Policy"), "frame-ancestors ")
		return after
	}
	before := ancestors()
	allowed = []string{"https://shop.example"}
	during := ancestors()
	allowed = nil
	if after := ancestors(); before != "'self'" || during != "'self' https://shop.example" || after != "'self'" {
		t.Errorf("%q, %q, %q", before, during, after)
	}
}

func TestAHostileHostNeverEntersThePolicy(t *testing.T) {
	p := pages.New(pages.Config{Files: built, Refuse: refuse})
	h := serve(p, "GET", "/console/", func(r *http.Request) { r.Host = "x; script-src *" }).Header
	if csp := h.Get("Content-Security-Policy"); strings.Contains(csp, "script-src *") || !strings.Contains(csp, "connect-src 'self';") {
		t.Errorf("got %q", csp)
	}
}

func TestCaching(t *testing.T) {
	p := pages.New(pages.Config{Files: built, Refuse: refuse})
	const asset = "/console/assets/index-CoUZsc.js"
	if got := serve(p, "GET", asset, nil).Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
		t.Errorf("an asset: %q", got)
	}
	for _, target := range []string{"/console/", "/chat", "/widget.js", "/console/favicon.svg"} {
		first := serve(p, "GET", target, nil)
		if got := first.Header.Get("Cache-Control"); got != "no-cache" {
			t.Errorf("%s: %q", target, got)
		}
		again := serve(p, "GET", target, func(r *http.Request) { r.Header.Set("If-None-Match", first.Header.Get("ETag")) })
		if again.StatusCode != http.StatusNotModified {
			t.Errorf("%s asked again: %d", target, again.StatusCode)
		}
	}
}

func TestGzip(t *testing.T) {
	p := pages.New(pages.Config{Files: built, Refuse: refuse})
	for accept, want := range map[string]bool{"": false, "gzip": true, "br, gzip;q=0.5": true, "gzip;q=0": false, "gzip; q=0.0": false, "*": true, "br": false} {
		res := serve(p, "GET", "/console/assets/index-CoUZsc.js", func(r *http.Request) { r.Header.Set("Accept-Encoding", accept) })
		zipped := res.Header.Get("Content-Encoding") == "gzip"
		if zipped != want {
			t.Errorf("Accept-Encoding %q: gzip is %v", accept, zipped)
			continue
		}
		body := io.Reader(res.Body)
		if zipped {
			z, err := gzip.NewReader(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			body = z
		}
		if b, err := io.ReadAll(body); err != nil || string(b) != big {
			t.Errorf("Accept-Encoding %q: %d bytes, %v", accept, len(b), err)
		}
		if res.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("Accept-Encoding %q: no Vary", accept)
		}
	}
}

func TestNotBuilt(t *testing.T) {
	p := pages.New(pages.Config{Files: fstest.MapFS{".keep": {}}, Placeholder: []byte("<!doctype html>scripts/build"), Refuse: refuse})
	for target, status := range map[string]int{"/console/": 200, "/chat": 200, "/demo": 200, "/widget.js": 404, "/console/assets/x.js": 404} {
		res := serve(p, "GET", target, nil)
		body, _ := io.ReadAll(res.Body)
		if res.StatusCode != status || (status == 200) != strings.Contains(string(body), "scripts/build") {
			t.Errorf("%s: %d %q", target, res.StatusCode, body)
		}
	}
}

func TestBrotliThatTheBuildMade(t *testing.T) {
	p := pages.New(pages.Config{Files: built, Refuse: refuse})
	for accept, want := range map[string]string{"gzip, deflate, br": "br", "br": "br", "br;q=0, gzip": "gzip", "gzip": "gzip", "*": "gzip", "": ""} {
		res := serve(p, "GET", "/console/assets/style-x.css", func(r *http.Request) { r.Header.Set("Accept-Encoding", accept) })
		body, _ := io.ReadAll(res.Body)
		if got := res.Header.Get("Content-Encoding"); got != want || (want == "br") != (string(body) == "brotli") {
			t.Errorf("%q: got %q, want %q", accept, got, want)
		}
		if res.Header.Get("Vary") != "Accept-Encoding" || res.Header.Get("Content-Type") != "text/css; charset=utf-8" {
			t.Errorf("%q: %v", accept, res.Header)
		}
	}
}

func TestTheLookStandsInTheLoaderAndInTheChat(t *testing.T) {
	files := fstest.MapFS{
		"widget.js":       {Data: []byte(`look("__KEFU_LOOK__")`)},
		"chat/index.html": {Data: []byte(`<meta content="__KEFU_LOOK__">`)},
	}
	look := []byte(`{"title":"\u003c\u0026\"x"}`)
	p := pages.New(pages.Config{Files: files, Refuse: refuse, Look: func() []byte { return look }})
	get := func(target string) (body, etag string) {
		res := serve(p, "GET", target, nil)
		b, _ := io.ReadAll(res.Body)
		return string(b), res.Header.Get("ETag")
	}
	script, first := get("/widget.js")
	if want := `look({"title":"\u003c\u0026\"x"})`; script != want {
		t.Errorf("the loader: got %s, want %s", script, want)
	}
	page, _ := get("/chat")
	if want := `<meta content="{&#34;title&#34;:&#34;\u003c\u0026\&#34;x&#34;}">`; page != want {
		t.Errorf("the chat: got %s, want %s", page, want)
	}
	if again, etag := get("/widget.js"); again != script || etag != first {
		t.Errorf("asked again: %s %s", again, etag)
	}
	look = []byte(`{"title":"other"}`)
	if changed, etag := get("/widget.js"); changed != `look({"title":"other"})` || etag == first {
		t.Errorf("after a change: %s %s", changed, etag)
	}
}
