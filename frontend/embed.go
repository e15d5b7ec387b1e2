// Package frontend carries the built pages inside the binary: the console, the
// customer's chat and the demo shop. On a clone where they were not built yet
// it carries a page that says how to build them.
package frontend

import (
	"embed"
	"io/fs"
)

// embedded holds dist, which scripts/build writes. Only its .keep is committed,
// so that the pattern matches on a fresh clone.
//
//go:embed all:dist placeholder.html
var embedded embed.FS

// Files returns the built pages, rooted at frontend/dist:
//
//	console/index.html   the agent console, served under /console/
//	chat/index.html      the customer's chat, served under /chat/
//	demo/index.html      the demo shop, served under /demo/
//	widget.js            the loader that a shop's pages embed
//
// built is false unless all of them are there; Placeholder is the page to show
// for those that are not. The names below assets/ of each page hold a hash of
// their content and may be cached for good; everything else must be asked for
// anew.
func Files() (dist fs.FS, built bool) {
	dist, err := fs.Sub(embedded, "dist")
	if err != nil {
		panic("frontend: " + err.Error()) // "dist" is a valid name
	}
	for _, name := range []string{"console/index.html", "chat/index.html", "demo/index.html", "widget.js"} {
		if _, err := fs.Stat(dist, name); err != nil {
			return dist, false
		}
	}
	return dist, true
}

// Placeholder returns the page to show while nothing is built: complete HTML,
// UTF-8, without scripts.
func Placeholder() []byte {
	page, err := embedded.ReadFile("placeholder.html")
	if err != nil {
		panic("frontend: " + err.Error()) // it is embedded
	}
	return page
}
