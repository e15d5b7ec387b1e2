package app

import (
	"encoding/json"
	"io/fs"
	"net/http"

	"kefu/frontend"
	"kefu/server/api"
	"kefu/server/feature/settings"
	"kefu/server/pages"
)

// newPages serves the built front end, or the page that says how to build it.
func newPages(dist fs.FS, _ bool, s *settings.Feature) http.Handler {
	return pages.New(pages.Config{
		Files: dist, Placeholder: frontend.Placeholder(), AllowedOrigins: s.Origins, Refuse: api.RefuseStatus,
		Look: func() []byte {
			look, _ := json.Marshal(s.Public()) // texts and booleans: it can't fail
			return look
		},
	})
}
