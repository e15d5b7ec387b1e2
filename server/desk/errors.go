package desk

import (
	"errors"
	"fmt"
	"time"
)

// Code is an error code of the wire contract. It is what a client's program
// decides by; the detail beside it is for the client's developer.
type Code string

// The codes of protocol.md, "error codes".
const (
	CodeBadRequest   Code = "bad_request"
	CodeUnknownType  Code = "unknown_type"
	CodeUnauthorized Code = "unauthorized"
	CodeForbidden    Code = "forbidden"
	CodeNotFound     Code = "not_found"
	CodeConflict     Code = "conflict"
	CodeTooLarge     Code = "too_large"
	CodeRateLimited  Code = "rate_limited"
	CodeBlocked      Code = "blocked"
	// CodeUnavailable promises that nothing was stored that a resend under
	// the same client_id would double.
	CodeUnavailable Code = "unavailable"
	CodeInternal    Code = "internal"
)

// Error is a refusal with a wire code. Its Detail is shown to the client, so
// it never holds a secret, another customer's data or a database's words.
type Error struct {
	Code   Code
	Detail string
	// RetryAfter is how long to wait before trying again; set with
	// CodeRateLimited only.
	RetryAfter time.Duration
	// Cause is logged, never sent. It may be nil.
	Cause error
}

// Error implements error.
func (e *Error) Error() string {
	if e.Cause != nil {
		return string(e.Code) + ": " + e.Detail + ": " + e.Cause.Error()
	}
	return string(e.Code) + ": " + e.Detail
}

// Unwrap gives errors.Is and errors.As the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Errorf returns an *Error whose detail is a sentence for the client's developer.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Detail: fmt.Sprintf(format, args...)}
}

// Unavailable returns the error for a dependency that does not answer; cause
// goes to the log.
func Unavailable(cause error) *Error {
	return &Error{Code: CodeUnavailable, Detail: "the desk cannot store this now; send it again with the same client_id", Cause: cause}
}

// AsError returns err as an *Error: itself if it is one, otherwise an
// internal error that tells the client nothing of the cause. It returns nil
// for nil.
func AsError(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Code: CodeInternal, Detail: "something went wrong inside the desk", Cause: err}
}

// CodeOf returns the wire code of err, "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	return AsError(err).Code
}
