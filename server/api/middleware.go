package api

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"kefu/server/auth"
	"kefu/server/desk"

	"github.com/gin-gonic/gin"
)

// request is what is known of a request while it is answered, by one goroutine.
type request struct {
	id   string
	code desk.Code // of the refusal, if it was refused
}

type requestKey struct{}

// RequestID is the id that the answer and the log know a request by; "" of a
// context that is no request's.
func RequestID(ctx context.Context) string {
	if r, ok := ctx.Value(requestKey{}).(*request); ok {
		return r.id
	}
	return ""
}

// identify gives the request its id: the caller's own, if it is a sane one.
func (a *api) identify(c *gin.Context) {
	id := c.GetHeader("X-Request-Id")
	if !saneID(id) {
		id = rand.Text()[:16]
	}
	h := c.Writer.Header()
	h.Set("X-Request-Id", id)
	h.Set("X-Content-Type-Options", "nosniff")
	if strings.HasPrefix(c.Request.URL.Path, "/api/") {
		h.Set("Cache-Control", "no-store") // answers are one person's, and change
	}
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), requestKey{}, &request{id: id}))
	c.Next()
}

func saneID(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return true
}

// observe counts and logs the answer. The log gets the path without its query,
// which may hold a token.
func (a *api) observe(c *gin.Context) {
	start := time.Now()
	c.Next()
	took, status := time.Since(start), c.Writer.Status()
	req, _ := c.Request.Context().Value(requestKey{}).(*request)
	if rec := a.cfg.Recorder; rec != nil {
		rec.Request(c.FullPath(), c.Request.Method, status, took)
		if req.code != "" {
			rec.Problem(req.code)
		}
	}
	a.log.LogAttrs(c.Request.Context(), slog.LevelDebug, "request", slog.String("method", c.Request.Method),
		slog.String("path", c.Request.URL.Path), slog.Int("status", status), slog.String("code", string(req.code)),
		slog.Duration("took", took), slog.String("client", a.clientIP(c.Request)), slog.String("request_id", req.id))
}

// recover turns a panic into a problem document, and keeps it from the others.
func (a *api) recover(c *gin.Context) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(p)
		}
		c.Abort()
		if c.Request.Context().Err() != nil {
			// huma panics when it can't write the answer: the client left.
			a.log.Debug("a client left before its answer", "path", c.Request.URL.Path, "request_id", RequestID(c.Request.Context()))
			return
		}
		a.log.Error("a panic while answering", "panic", p, "path", c.Request.URL.Path, "request_id", RequestID(c.Request.Context()), "stack", string(debug.Stack()))
		if !c.Writer.Written() {
			Refuse(c.Writer, c.Request, desk.Errorf(desk.CodeInternal, "something went wrong inside the desk"))
		}
	}()
	c.Next()
}

// crossOrigin lets the pages of the allowed origins call with a bearer token:
// never with the cookie.
func (a *api) crossOrigin(c *gin.Context) {
	origin := c.GetHeader("Origin")
	if a.cfg.AllowedOrigins == nil || !strings.HasPrefix(c.Request.URL.Path, Base+"/") {
		c.Next()
		return
	}
	h := c.Writer.Header()
	h.Add("Vary", "Origin")
	if !slices.ContainsFunc(a.cfg.AllowedOrigins(), func(o string) bool { return strings.EqualFold(o, origin) }) {
		c.Next()
		return
	}
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Expose-Headers", "Retry-After, X-Request-Id")
	if c.Request.Method == http.MethodOptions && c.GetHeader("Access-Control-Request-Method") != "" {
		h.Set("Access-Control-Allow-Methods", "GET, POST")
		h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Request-Id")
		h.Set("Access-Control-Max-Age", "600")
		c.AbortWithStatus(http.StatusNoContent)
		return
	}
	c.Next()
}

func (a *api) clientIP(r *http.Request) string { return auth.ClientIP(r, a.cfg.TrustedProxies) }

// admit returns who may make the call, or why they may not.
func (a *api) admit(r *http.Request, c Call) (desk.Principal, error) {
	if c.Logins {
		if err := allow(a.cfg.Logins, auth.Network(a.clientIP(r)), "too many logins came from here"); err != nil {
			return desk.Principal{}, err
		}
	}
	if c.Access == Anyone {
		return desk.Principal{}, nil
	}
	who, err := a.authenticate(r, false)
	if err != nil {
		return who, err
	}
	if err := c.Access.check(who.Role); err != nil {
		return who, err
	}
	if who.IsCustomer() && !safe(r.Method) {
		return who, allow(a.cfg.Calls, who.OpenID, "you ask for too much at once")
	}
	return who, nil
}

// authenticate returns whose credential r carries; query says whether ?token=
// counts here.
func (a *api) authenticate(r *http.Request, query bool) (desk.Principal, error) {
	credential, byCookie := auth.FromRequest(r, query)
	if credential == "" {
		return desk.Principal{}, desk.Errorf(desk.CodeUnauthorized, "this call needs a token: Authorization: Bearer …")
	}
	if byCookie {
		if err := a.checkOrigin(r); err != nil {
			return desk.Principal{}, err
		}
	}
	ctx, cancel := context.WithTimeout(r.Context(), callTimeout)
	defer cancel()
	return a.cfg.Authenticator.Authenticate(ctx, credential, a.clientIP(r))
}

// checkOrigin refuses an unsafe call that another site's page makes with the
// cookie.
func (a *api) checkOrigin(r *http.Request) error {
	if safe(r.Method) || auth.SameOrigin(r, a.ownSite) {
		return nil
	}
	return desk.Errorf(desk.CodeForbidden, "with the cookie this call is for the desk's own pages only")
}

func safe(method string) bool { return method == http.MethodGet || method == http.MethodHead }

func (a Access) check(role desk.Role) error {
	switch a {
	case Customers:
		if role != desk.RoleCustomer {
			return desk.Errorf(desk.CodeForbidden, "this call is for customers")
		}
	case Agents:
		if !role.IsStaff() {
			return desk.Errorf(desk.CodeForbidden, "this call is for agents")
		}
	case Supervisors:
		if role != desk.RoleSupervisor && role != desk.RoleAdmin {
			return desk.Errorf(desk.CodeForbidden, "this call is for supervisors and admins")
		}
	case Admins:
		if role != desk.RoleAdmin {
			return desk.Errorf(desk.CodeForbidden, "this call is for admins")
		}
	}
	return nil
}

func allow(l Limiter, key, otherwise string) error {
	if l == nil {
		return nil
	}
	if ok, wait := l.Allow(key, 1); !ok {
		return &desk.Error{Code: desk.CodeRateLimited, Detail: otherwise, RetryAfter: wait}
	}
	return nil
}

// refuse answers with err and logs it if it is the desk's fault.
func (a *api) refuse(w http.ResponseWriter, r *http.Request, err error) {
	write(w, a.note(r.Context(), err))
}

// note makes the document of err and logs what is the desk's fault, once.
func (a *api) note(ctx context.Context, err error) *Problem {
	p := problemOf(ctx, err)
	switch {
	case errors.Is(err, context.Canceled):
		if r, ok := ctx.Value(requestKey{}).(*request); ok {
			r.code = "" // nobody was refused
		}
		a.log.Debug("a client left before its answer", "request_id", p.RequestID)
	case p.Status == http.StatusInternalServerError:
		a.log.Error("a call failed", "error", err, "request_id", p.RequestID)
	case p.Status == http.StatusServiceUnavailable:
		a.log.Warn("a call found the desk unavailable", "error", err, "request_id", p.RequestID)
	}
	return p
}
