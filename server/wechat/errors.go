package wechat

import (
	"fmt"
	"time"
	"unicode/utf8"

	"kefu/server/desk"
)

// The platform's error codes: those of code2Session's page and of the global
// return codes. 40163 stands on neither page and is given all the same.
const (
	errBusy          = -1
	errCredential    = 40001 // of a secret: of another mini-program
	errAppID         = 40013
	errInvalidCode   = 40029
	errAppSecret     = 40125
	errCodeUsed      = 40163
	errIP            = 40164
	errHighRisk      = 40226
	errAppIDMissing  = 41002
	errSecretMissing = 41004
	errDailyQuota    = 45009
	errTooOften      = 45011
)

// tooOftenWait: the allowance is counted by the minute.
const tooOftenWait = time.Minute

// refusal turns an error code into the desk's answer. message goes to the log,
// cut, never to the client.
func (c *Client) refusal(errcode int, message string) error {
	cause := fmt.Errorf("WeChat answered %d: %s", errcode, cut(message, 200))
	switch errcode {
	case errInvalidCode, errCodeUsed:
		return &desk.Error{Code: desk.CodeUnauthorized, Detail: "WeChat does not take this code: it is wrong, used or too old; ask wx.login for a new code", Cause: cause}
	case errTooOften:
		return &desk.Error{Code: desk.CodeRateLimited, Detail: "WeChat refuses so many logins; try again in a minute", RetryAfter: tooOftenWait, Cause: cause}
	case errHighRisk:
		return &desk.Error{Code: desk.CodeBlocked, Detail: "WeChat holds this user's logins back", Cause: cause}
	case errBusy:
		return unavailable(cause)
	case errAppID, errAppIDMissing:
		return c.misconfigured("wechat_app_id (KEFU_WECHAT_APP_ID)", errcode, cause)
	case errAppSecret, errSecretMissing:
		return c.misconfigured("wechat_app_secret (KEFU_WECHAT_APP_SECRET)", errcode, cause)
	}
	c.log.Error("WeChat refuses a login for an unknown reason", "errcode", errcode)
	return &desk.Error{Code: desk.CodeInternal, Detail: "WeChat refuses the login", Cause: cause}
}

// misconfigured tells the operator, not the customer, which key is wrong.
func (c *Client) misconfigured(key string, errcode int, cause error) error {
	c.log.Error("WeChat does not know this mini-program: correct the key", "key", key, "errcode", errcode)
	return &desk.Error{Code: desk.CodeInternal, Detail: "WeChat login is set up wrongly on this desk", Cause: cause}
}

func unavailable(cause error) error {
	return &desk.Error{Code: desk.CodeUnavailable, Detail: "WeChat does not answer now; ask wx.login for a new code and try again", Cause: cause}
}

// cut shortens s to at most n bytes of whole characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
