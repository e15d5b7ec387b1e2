// Package wechat speaks with the WeChat platform's servers.
package wechat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// DefaultBaseURL is the platform's address.
const DefaultBaseURL = "https://api.weixin.qq.com"

const (
	callTimeout  = 5 * time.Second
	maxAnswer    = 64 << 10 // bytes; an answer has a few hundred
	busyPause    = 200 * time.Millisecond
	maxOpenIDLen = 128
)

// Options make a Client.
type Options struct {
	AppID     string
	AppSecret string
	BaseURL   string        // without a trailing slash; DefaultBaseURL if empty
	Timeout   time.Duration // of one call; 5 s if zero
	Log       *slog.Logger  // slog's default if nil
}

// Client calls the platform in the name of one mini-program. Safe for
// concurrent use.
type Client struct {
	appID, secret, base string
	timeout             time.Duration
	http                *http.Client
	log                 *slog.Logger
}

// New returns a Client.
func New(o Options) *Client {
	c := &Client{appID: o.AppID, secret: o.AppSecret, base: o.BaseURL, timeout: o.Timeout, log: o.Log}
	if c.base == "" {
		c.base = DefaultBaseURL
	}
	if c.timeout <= 0 {
		c.timeout = callTimeout
	}
	if c.log == nil {
		c.log = slog.Default()
	}
	// The address of a call holds the secret: it must not be taken elsewhere.
	c.http = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return c
}

// session is the answer of code2Session. The session_key, with which a
// person's data could be read, is not even decoded.
type session struct {
	OpenID string `json:"openid"`
	failure
}

// failure is the part of every answer that says what went wrong.
type failure struct {
	ErrCode json.RawMessage `json:"errcode"` // a number, or none; in some of WeChat's documents a text
	ErrMsg  string          `json:"errmsg"`
}

// code returns the error code, 0 if there is none.
func (f failure) code() (int, error) {
	text := strings.Trim(string(f.ErrCode), `"`)
	if text == "" || text == "null" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, errors.New("the answer's errcode is no number")
	}
	return n, nil
}

// OpenID exchanges the code of wx.login for the openid of who holds it
// (code2Session,
// https://developers.weixin.qq.com/miniprogram/dev/server/API/user-login/api_code2session).
// A code works once, for five minutes. Errors, all desk.Errors: unauthorized
// (the code is worth nothing, ask wx.login for a new one), rate_limited,
// blocked (WeChat holds the user back as a high risk), unavailable (WeChat
// does not answer or is busy), internal (the registration is wrong: the log
// names the key).
func (c *Client) OpenID(ctx context.Context, code string) (string, error) {
	s, errcode, err := c.code2Session(ctx, code)
	if err == nil && errcode == errBusy { // nothing was done with the code
		select {
		case <-ctx.Done():
			return "", unavailable(ctx.Err())
		case <-time.After(busyPause):
		}
		s, errcode, err = c.code2Session(ctx, code)
	}
	switch {
	case err != nil:
		return "", unavailable(err)
	case errcode != 0:
		return "", c.refusal(errcode, s.ErrMsg)
	case !validOpenID(s.OpenID):
		return "", unavailable(errors.New("the answer holds no usable openid"))
	}
	return s.OpenID, nil
}

// code2Session makes one call. Its error says why there was no answer of
// WeChat's, and holds nothing of the address.
func (c *Client) code2Session(ctx context.Context, code string) (s session, errcode int, err error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	query := url.Values{"appid": {c.appID}, "secret": {c.secret}, "js_code": {code}, "grant_type": {"authorization_code"}}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/sns/jscode2session?"+query.Encode(), nil)
	if err != nil {
		return s, 0, errors.New("the platform's address is none")
	}
	if err := c.answer(req, &s); err != nil {
		return s, 0, err
	}
	errcode, err = s.code()
	return s, errcode, err
}

// answer makes a call and reads its answer. Its errors hold nothing of the address.
func (c *Client) answer(req *http.Request, into any) error {
	resp, err := c.http.Do(req)
	if err != nil {
		return withoutAddress(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case err != nil:
		return fmt.Errorf("reading the answer: %w", withoutAddress(err))
	case resp.StatusCode != http.StatusOK:
		return fmt.Errorf("the answer has the status %d", resp.StatusCode)
	case len(body) > maxAnswer:
		return errors.New("the answer is too long")
	}
	// The platform calls its JSON text/plain: the content type says nothing.
	if json.Unmarshal(body, into) != nil {
		return errors.New("the answer is not JSON")
	}
	return nil
}

// withoutAddress drops the address, which holds the secret, from an error of
// net/http.
func withoutAddress(err error) error {
	var failed *url.Error
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}

// validOpenID takes what the store can hold: printable ASCII.
func validOpenID(s string) bool {
	if s == "" || len(s) > maxOpenIDLen {
		return false
	}
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
