package pages

import (
	"net/http"
	"strings"
)

// secure sets the headers of a site's answers. Caching is off until a file
// that carries a hash in its name turns it on.
func secure(h http.Header, r *http.Request, s site) {
	h.Set("Content-Security-Policy", policy(r.Host, s.ancestors))
	if s.frames != "" {
		h.Set("X-Frame-Options", s.frames)
	}
	h.Set("X-Content-Type-Options", "nosniff")
	// Not no-referrer: browsers would then send no Origin with unsafe calls.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-cache")
}

// policy lets a page load its own scripts and styles, talk with its own desk,
// and show pictures from anywhere by https: avatars and cards name such.
func policy(host, ancestors string) string {
	connect := "'self'"
	// Older Safari does not count ws: as 'self'.
	if saneHost(host) {
		connect += " ws://" + host + " wss://" + host
	}
	return strings.Join([]string{
		"default-src 'self'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob: https:", "media-src 'self' blob:",
		"connect-src " + connect, "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors " + ancestors,
	}, "; ")
}

// saneHost keeps what a client wrote from becoming a part of the policy.
func saneHost(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && strings.IndexByte(".-:[]", c) < 0 {
			return false
		}
	}
	return s != "" && len(s) < 256
}
