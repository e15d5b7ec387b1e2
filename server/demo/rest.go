package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strconv"
	"time"
)

// Bounds of one call.
const (
	callTimeout = 30 * time.Second
	maxAnswer   = 4 << 20 // bytes
	maxRetries  = 20      // of what the desk asks to be tried again
)

// rest makes calls of the REST interface. Safe for concurrent use.
type rest struct {
	base   string
	client *http.Client
}

func newREST(base string) *rest {
	return &rest{base: base, client: &http.Client{Timeout: callTimeout}}
}

// refusal is an error that the desk answered, by a problem document or an
// error frame.
type refusal struct {
	Code         string `json:"code"`
	Detail       string `json:"detail"`
	RetryAfterMS int64  `json:"retry_after_ms"`
	status       int
}

// Error implements error.
func (r *refusal) Error() string {
	if r.Code == "" {
		return fmt.Sprintf("answered HTTP %d", r.status)
	}
	return r.Code + ": " + r.Detail
}

// codeOf is the code of protocol.md of a refusal; "" for any other error.
func codeOf(err error) string {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r.Code
	}
	return ""
}

// call sends in as JSON, unless it is nil, and reads the answer into out,
// unless that is nil. It waits and tries again as often as the desk asks for it.
func (r *rest) call(ctx context.Context, method, path, token string, in, out any) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return err
		}
	}
	return patiently(ctx, func() error { return r.once(ctx, method, path, token, "application/json", body, out) })
}

// upload stores a file and answers its id.
func (r *rest) upload(ctx context.Context, token string, f file) (id string, err error) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	h := textproto.MIMEHeader{"Content-Type": {f.mime}}
	h.Set("Content-Disposition", fmt.Sprintf(`form-data; name="file"; filename=%q`, f.name))
	part, err := w.CreatePart(h)
	if err != nil {
		return "", err
	}
	if _, err := part.Write(f.data); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	var stored struct {
		ID string `json:"id"`
	}
	err = patiently(ctx, func() error {
		return r.once(ctx, "POST", "/uploads", token, w.FormDataContentType(), body.Bytes(), &stored)
	})
	return stored.ID, err
}

func (r *rest) once(ctx context.Context, method, path, token, mime string, body []byte, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, r.base+"/api/v1"+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if body != nil {
		req.Header.Set("Content-Type", mime)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := r.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	answer, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	if res.StatusCode/100 != 2 {
		return refused(res, answer)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("%s %s answered no JSON: is this a Kefu desk?", method, path)
	}
	return nil
}

// refused reads a problem document, and the header that says when to come back.
func refused(res *http.Response, body []byte) error {
	p := &refusal{status: res.StatusCode}
	_ = json.Unmarshal(body, p) // something else than the desk may have answered
	if p.RetryAfterMS == 0 {
		if seconds, err := strconv.ParseInt(res.Header.Get("Retry-After"), 10, 64); err == nil {
			p.RetryAfterMS = seconds * 1000
		}
	}
	return p
}

// patiently does what the desk refuses for now again when it said.
func patiently(ctx context.Context, do func() error) error {
	for try := 1; ; try++ {
		err := do()
		later, ok := errors.AsType[*refusal](err)
		if !ok || try == maxRetries || later.Code != "rate_limited" && later.Code != "unavailable" {
			return err
		}
		if err := pause(ctx, max(time.Duration(later.RetryAfterMS)*time.Millisecond, 50*time.Millisecond)); err != nil {
			return err
		}
	}
}

// pause waits, unless ctx ends first.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
