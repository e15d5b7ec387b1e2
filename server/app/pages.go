package app

import (
	"io/fs"
	"net/http"

	"kefu/frontend"
	"kefu/server/api"
	"kefu/server/pages"
)

// newPages serves the built front end, or the page that says how to build it.
func newPages(dist fs.FS, _ bool, allowed func() []string) http.Handler {
	return pages.New(pages.Config{Files: dist, Placeholder: frontend.Placeholder(), AllowedOrigins: allowed, Refuse: api.RefuseStatus})
}
