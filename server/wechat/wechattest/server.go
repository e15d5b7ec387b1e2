// Package wechattest is a stand-in for WeChat's servers. It behaves as their
// documents, and what they were seen to do beside them, say; so that the desk
// can be tested without a registered mini-program.
package wechattest

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

// CodeLife is how long a code of wx.login can be used.
const CodeLife = 5 * time.Minute

// Server is the platform as one mini-program sees it. Safe for concurrent use.
type Server struct {
	// URL is the base URL, set by Start.
	URL string

	appID, secret string
	http          *httptest.Server

	mu       sync.Mutex
	offset   time.Duration // that Advance moved the clock
	codes    map[string]*code
	blocked  map[string]bool
	failures []int // error codes of the next calls
	refuseIP string
	calls    int
}

type code struct {
	openID string
	issued time.Time
	used   bool
}

// New returns a platform that knows one mini-program. It is an http.Handler;
// Start serves it.
func New(appID, secret string) *Server {
	return &Server{appID: appID, secret: secret, codes: map[string]*code{}, blocked: map[string]bool{}}
}

// Start serves on a free loopback port until Close.
func Start(appID, secret string) *Server {
	s := New(appID, secret)
	s.http = httptest.NewServer(s)
	s.URL = s.http.URL
	return s
}

// Close stops a server that Start began.
func (s *Server) Close() {
	if s.http != nil {
		s.http.Close()
	}
}

// Login is what wx.login does on the phone of openID: it returns a new code.
func (s *Server) Login(openID string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := "0" + rand.Text() // a platform's code is 32 characters or so
	s.codes[text] = &code{openID: openID, issued: s.now()}
	return text
}

// Block makes the platform hold openID's logins back as a high risk (40226).
func (s *Server) Block(openID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blocked[openID] = true
}

// FailNext answers the next calls with these error codes, one each: 45011 for
// too often, -1 for busy, 0 for none. The codes of those calls stay unused.
func (s *Server) FailNext(errcodes ...int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures = append(s.failures, errcodes...)
}

// RefuseIP makes the platform refuse the token to this address (40164), as one
// that is not in the whitelist; "" takes it in. Logins are not checked.
func (s *Server) RefuseIP(ip string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuseIP = ip
}

// Advance moves the platform's clock.
func (s *Server) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offset += d
}

// Calls returns how often the platform was asked.
func (s *Server) Calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

// now is the platform's time; s.mu is held.
func (s *Server) now() time.Time { return time.Now().Add(s.offset) }

// ServeHTTP answers code2Session, stable_token and, for tests in other languages,
// POST /stand-in/login?openid=…, which answers the code of a Login.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/sns/jscode2session":
		answer(w, s.code2Session(r))
	case r.URL.Path == "/cgi-bin/stable_token":
		answer(w, s.stableToken(r))
	case r.URL.Path == "/stand-in/login" && r.Method == http.MethodPost && r.URL.Query().Get("openid") != "":
		answer(w, map[string]any{"code": s.Login(r.URL.Query().Get("openid"))})
	default:
		http.NotFound(w, r)
	}
}

// code2Session checks in the platform's order: whose mini-program, then the code.
func (s *Server) code2Session(r *http.Request) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := r.URL.Query() // of a POST's body it reads nothing: 41002
	if errcode := s.refusal(q.Get("appid"), q.Get("secret")); errcode != 0 {
		return failure(errcode)
	}
	switch {
	case q.Get("grant_type") != "authorization_code":
		return failure(40002)
	case q.Get("js_code") == "":
		return failure(41008)
	}
	c := s.codes[q.Get("js_code")]
	switch {
	case c == nil || (!c.used && s.now().Sub(c.issued) >= CodeLife):
		return failure(40029)
	case c.used:
		return failure(40163)
	case s.blocked[c.openID]:
		return failure(40226)
	}
	c.used = true
	// On success there is no errcode, whatever the page says.
	return map[string]any{"openid": c.openID, "session_key": rand.Text()}
}

// refusal counts a call and returns its error code, 0 for none: first what
// FailNext says, then whose mini-program it is. s.mu is held.
func (s *Server) refusal(appID, secret string) int {
	s.calls++
	if len(s.failures) > 0 {
		next := s.failures[0]
		s.failures = s.failures[1:]
		if next != 0 {
			return next
		}
	}
	switch {
	case appID == "":
		return 41002
	case appID != s.appID:
		return 40013
	case secret == "":
		return 41004
	case secret != s.secret:
		return 40125
	}
	return 0
}

// stableToken answers the token of the mini-program, which it takes by POST
// and as JSON only.
func (s *Server) stableToken(r *http.Request) map[string]any {
	var q struct {
		GrantType string `json:"grant_type"`
		AppID     string `json:"appid"`
		Secret    string `json:"secret"`
		Force     bool   `json:"force_refresh"`
	}
	if r.Method != http.MethodPost {
		return failure(43002)
	}
	if json.NewDecoder(r.Body).Decode(&q) != nil {
		return failure(47001)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if errcode := s.refusal(q.AppID, q.Secret); errcode != 0 {
		return failure(errcode)
	}
	switch {
	case q.GrantType != "client_credential":
		return failure(40002)
	case s.refuseIP != "":
		return map[string]any{"errcode": 40164, "errmsg": fmt.Sprintf("invalid ip %s ipv6 ::ffff:%[1]s, not in whitelist rid: %s", s.refuseIP, rand.Text()[:8])}
	}
	return map[string]any{"access_token": rand.Text(), "expires_in": 7200}
}

// failure is an answer with an error code; its words are the platform's.
func failure(errcode int) map[string]any {
	words := map[int]string{
		-1: "system error", 40002: "invalid grant_type", 40013: "invalid appid", 40029: "invalid code",
		40125: "invalid appsecret", 40163: "code been used", 40226: "code blocked", 41002: "appid missing",
		41004: "appsecret missing", 41008: "missing code", 43002: "require POST method",
		45009: "reach max api daily quota limit", 47001: "data format error", 45011: "api minute-quota reach limit  mustslower  retry next minute",
	}[errcode]
	return map[string]any{"errcode": errcode, "errmsg": fmt.Sprintf("%s, rid: %s", words, rand.Text()[:8])}
}

// answer writes JSON as the platform does: with status 200 and as text/plain.
func answer(w http.ResponseWriter, v map[string]any) {
	w.Header().Set("Content-Type", "text/plain")
	_ = json.NewEncoder(w).Encode(v)
}
