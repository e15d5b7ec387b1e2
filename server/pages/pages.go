// Package pages serves the built front end: the console, the customer's chat,
// the widget's loader and the demo shop, with headers that leave a page no way
// to do what it was not built for.
package pages

import (
	"bytes"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

// Config is what the pages are served from.
type Config struct {
	// Files are the built pages, as frontend.Files returns them. It is read
	// when a file is first asked for, and must not change.
	Files fs.FS
	// Placeholder is the page to show for one that was not built.
	Placeholder []byte
	// AllowedOrigins returns the other sites whose pages may carry the chat,
	// as they are now; nil: none.
	AllowedOrigins func() []string
	// Look returns how the widget is to look, as it is now: a JSON object as
	// encoding/json writes it, free of what ends a script; nil: as it was built.
	Look func() []byte
	// Refuse answers a request for what is not there (404) or in a wrong way (405).
	Refuse func(w http.ResponseWriter, r *http.Request, status int)
}

// Pages serves /, /console/, /chat, /demo and /widget.js.
type Pages struct {
	cfg   Config
	files files
	sites []site

	mu      sync.Mutex
	dressed map[string]dressed
}

// site is one application: its address without a slash at the end, and who may
// show it in a frame.
type site struct {
	at        string
	ancestors string // of Content-Security-Policy
	frames    string // X-Frame-Options; "" where only the policy can say it
	anyPath   bool   // the application has addresses of its own below it
	carried   bool   // the allowed origins may show it too
	other     string // the one address below it that is a page of its own; "" for none
}

// New returns the pages.
func New(cfg Config) *Pages {
	if cfg.AllowedOrigins == nil {
		cfg.AllowedOrigins = func() []string { return nil }
	}
	return &Pages{cfg: cfg, files: files{from: cfg.Files}, dressed: map[string]dressed{}, sites: []site{
		{at: "/console", ancestors: "'none'", frames: "DENY", anyPath: true},
		{at: "/chat", ancestors: "'self'", frames: "SAMEORIGIN", anyPath: true, carried: true, other: "peek"},
		{at: "/demo", ancestors: "'self'", frames: "SAMEORIGIN"},
	}}
}

// ServeHTTP implements http.Handler.
func (p *Pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	at := r.URL.Path
	serve := p.find(at)
	switch {
	case serve == nil:
		p.cfg.Refuse(w, r, http.StatusNotFound)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		p.cfg.Refuse(w, r, http.StatusMethodNotAllowed)
	default:
		serve(w, r)
	}
}

// find returns what answers an address, nil if there is nothing.
func (p *Pages) find(at string) http.HandlerFunc {
	switch at {
	case "/", "/console": // the console's router wants the slash
		return func(w http.ResponseWriter, r *http.Request) {
			target := "/console/"
			if r.URL.RawQuery != "" && at != "/" {
				target += "?" + r.URL.RawQuery
			}
			http.Redirect(w, r, target, http.StatusFound)
		}
	case "/widget.js":
		return p.loader()
	}
	if at != path.Clean(at) && at != path.Clean(at)+"/" {
		return nil
	}
	for _, s := range p.sites {
		if at == s.at || strings.HasPrefix(at, s.at+"/") {
			if others := p.cfg.AllowedOrigins(); s.carried && len(others) > 0 {
				s.ancestors, s.frames = "'self' "+strings.Join(others, " "), ""
			}
			return p.within(s, at)
		}
	}
	return nil
}

// within answers an address of a site: one of its files, or its page.
func (p *Pages) within(s site, at string) http.HandlerFunc {
	name := strings.TrimPrefix(at, "/")
	if f := p.files.open(name); f != nil && !f.isPage() {
		return func(w http.ResponseWriter, r *http.Request) {
			secure(w.Header(), r, s)
			if f.hashed() {
				w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			}
			f.serve(w, r)
		}
	}
	// A missing script must not look like a page: an old page asks for the
	// assets of the build before.
	own := strings.Trim(strings.TrimPrefix(at, s.at), "/")
	if own != "" && own != "index.html" && (!s.anyPath || strings.HasPrefix(own, "assets/") || path.Ext(own) != "") {
		return nil
	}
	page := p.files.open(s.at[1:] + "/index.html")
	if s.other != "" && own == s.other {
		page = p.files.open(s.at[1:] + "/" + s.other + ".html")
	}
	return func(w http.ResponseWriter, r *http.Request) {
		secure(w.Header(), r, s)
		if page != nil {
			p.looked(page).serve(w, r)
			return
		}
		p.placeholder(w, r)
	}
}

// loader serves the script that a shop's own pages carry.
func (p *Pages) loader() http.HandlerFunc {
	f := p.files.open("widget.js")
	if f == nil {
		return nil
	}
	return func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-cache")
		p.looked(f).serve(w, r)
	}
}

// placeholder says how to build the pages; it needs nothing but itself.
func (p *Pages) placeholder(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'self'")
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(p.cfg.Placeholder))
}
