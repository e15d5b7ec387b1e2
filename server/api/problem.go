package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"kefu/server/desk"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
)

// ProblemType is the content type of problem documents (RFC 9457).
const ProblemType = "application/problem+json"

// Problem is the one shape that errors have (RFC 9457, with the code of
// protocol.md and the request's id for the log).
type Problem struct {
	Type         string `json:"type" doc:"about:blank: the title is that of the status" example:"about:blank"`
	Title        string `json:"title" example:"Conflict"`
	Status       int    `json:"status" example:"409"`
	Detail       string `json:"detail" doc:"a sentence for a developer" example:"Han Mei has this conversation"`
	Code         string `json:"code" enum:"bad_request,unknown_type,unauthorized,forbidden,not_found,conflict,too_large,rate_limited,blocked,unavailable,internal"`
	RequestID    string `json:"request_id" doc:"finds the request in the desk's log"`
	RetryAfterMS int64  `json:"retry_after_ms,omitempty" doc:"with rate_limited and unavailable"`
}

// Error implements error.
func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return ProblemType }

// GetHeaders implements huma.HeadersError: what the status obliges to.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "Bearer")
	}
	if p.RetryAfterMS > 0 {
		// Rounded up: who comes back as told must not be refused again.
		h.Set("Retry-After", strconv.FormatInt((p.RetryAfterMS+999)/1000, 10))
	}
	return h
}

// statuses is the one mapping of codes to HTTP.
var statuses = map[desk.Code]int{
	desk.CodeBadRequest: http.StatusBadRequest, desk.CodeUnknownType: http.StatusBadRequest,
	desk.CodeUnauthorized: http.StatusUnauthorized,
	desk.CodeForbidden:    http.StatusForbidden, desk.CodeBlocked: http.StatusForbidden,
	desk.CodeNotFound: http.StatusNotFound, desk.CodeConflict: http.StatusConflict,
	desk.CodeTooLarge: http.StatusRequestEntityTooLarge, desk.CodeRateLimited: http.StatusTooManyRequests,
	desk.CodeUnavailable: http.StatusServiceUnavailable, desk.CodeInternal: http.StatusInternalServerError,
}

// codeOf is the code of a status that no desk.Error chose.
func codeOf(status int) desk.Code {
	switch {
	case status == http.StatusUnauthorized:
		return desk.CodeUnauthorized
	case status == http.StatusForbidden:
		return desk.CodeForbidden
	case status == http.StatusNotFound:
		return desk.CodeNotFound
	case status == http.StatusConflict:
		return desk.CodeConflict
	case status == http.StatusRequestEntityTooLarge:
		return desk.CodeTooLarge
	case status == http.StatusTooManyRequests:
		return desk.CodeRateLimited
	case status == http.StatusServiceUnavailable:
		return desk.CodeUnavailable
	case status >= 500:
		return desk.CodeInternal
	}
	return desk.CodeBadRequest
}

// retryUnavailable is when who finds the desk unavailable should come back.
const retryUnavailable = 2 * time.Second

// problemOf turns any error into its document.
func problemOf(ctx context.Context, err error) *Problem {
	var known *Problem
	if errors.As(err, &known) {
		return known
	}
	e := desk.AsError(err)
	status, ok := statuses[e.Code]
	if !ok {
		status = http.StatusInternalServerError
	}
	p := newProblem(ctx, status, e.Code, e.Detail)
	p.RetryAfterMS = e.RetryAfter.Milliseconds()
	if e.Code == desk.CodeUnavailable && p.RetryAfterMS == 0 {
		p.RetryAfterMS = retryUnavailable.Milliseconds()
	}
	return p
}

// newProblem makes the document, and notes its code for the log.
func newProblem(ctx context.Context, status int, code desk.Code, detail string) *Problem {
	if r, ok := ctx.Value(requestKey{}).(*request); ok {
		r.code = code
	}
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail, Code: string(code), RequestID: RequestID(ctx)}
}

// Refuse answers r with the problem document of err.
func Refuse(w http.ResponseWriter, r *http.Request, err error) {
	write(w, problemOf(r.Context(), err))
}

// RefuseStatus answers r with the problem document of a status, for what only
// HTTP knows: 404, 405, 415.
func RefuseStatus(w http.ResponseWriter, r *http.Request, status int) {
	write(w, newProblem(r.Context(), status, codeOf(status), details[status]))
}

var details = map[int]string{
	http.StatusNotFound:         "there is nothing at this address",
	http.StatusMethodNotAllowed: "this address does not know this method",
}

func write(w http.ResponseWriter, p *Problem) {
	for name, values := range p.GetHeaders() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", ProblemType)
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // a client that is gone needs no answer
}

// setUpLibraries tells huma and gin, whose settings belong to the process,
// what they must know before the first route is made.
var setUpLibraries = sync.OnceFunc(func() {
	gin.SetMode(gin.ReleaseMode)
	huma.DefaultArrayNullable = false
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return humaProblem(context.Background(), status, msg, errs)
	}
	huma.NewErrorWithContext = func(c huma.Context, status int, msg string, errs ...error) huma.StatusError {
		return humaProblem(c.Context(), status, msg, errs)
	}
})

// humaProblem is huma's own refusal as a problem document.
func humaProblem(ctx context.Context, status int, msg string, errs []error) *Problem {
	if status == http.StatusUnprocessableEntity {
		status = http.StatusBadRequest
	}
	if sentence := firstSentences(errs); sentence != "" && status < 500 {
		msg = sentence
	}
	return newProblem(ctx, status, codeOf(status), msg)
}

// firstSentences says what is wrong with the input and where, but never what
// the input was: it may be a secret, and it is not ours.
func firstSentences(errs []error) string {
	const most = 3
	var b strings.Builder
	for i, err := range errs {
		var d *huma.ErrorDetail
		if !errors.As(err, &d) || i == most {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("; ")
		}
		message := d.Message
		if d.Location == "body" {
			// Here, and only here, the message may quote the body.
			if _, raw := d.Value.(string); raw && !strings.HasPrefix(message, "expected ") {
				message = "must be JSON in UTF-8"
				if strings.Contains(d.Message, huma.ErrUnknownContentType.Error()) {
					message = "must be application/json"
				}
			}
		}
		fmt.Fprintf(&b, "%s: %s", d.Location, message)
	}
	return b.String()
}
