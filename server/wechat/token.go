package wechat

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
)

// Outcome is what a test of the connection came to.
type Outcome string

// The outcomes. Quota is the day's, which is used up.
const (
	OutcomeOK          Outcome = "ok"
	OutcomeAppID       Outcome = "invalid_app_id"
	OutcomeSecret      Outcome = "invalid_secret"
	OutcomeIP          Outcome = "ip_not_allowed"
	OutcomeQuota       Outcome = "quota_used"
	OutcomeBusy        Outcome = "busy"
	OutcomeUnreachable Outcome = "unreachable"
	OutcomeUnknown     Outcome = "unknown"
)

// Test is what came of a test.
type Test struct {
	Outcome Outcome
	ErrCode int    // the platform's own, 0 if it gave none
	IP      string // with OutcomeIP: this server's address as the platform sees it, if it said so
}

// Test asks for the token that the platform's other calls need (stable_token,
// https://developers.weixin.qq.com/miniprogram/dev/server/API/mp-access-token/api_getstableaccesstoken),
// which tells whether AppID, secret and this server's address are as they must
// be. A token that is in use stays good.
func (c *Client) Test(ctx context.Context) Test {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	body, err := json.Marshal(map[string]any{"grant_type": "client_credential", "appid": c.appID, "secret": c.secret})
	if err != nil {
		return Test{Outcome: OutcomeUnknown}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/cgi-bin/stable_token", bytes.NewReader(body))
	if err != nil {
		return Test{Outcome: OutcomeUnreachable}
	}
	req.Header.Set("Content-Type", "application/json")
	var got struct {
		AccessToken string `json:"access_token"`
		failure
	}
	errcode := 0
	if err = c.answer(req, &got); err == nil {
		errcode, err = got.code()
	}
	if err == nil && errcode == 0 && got.AccessToken == "" {
		err = fmt.Errorf("the answer holds no token")
	}
	if err != nil {
		c.log.Warn("testing the connection with WeChat", "error", err)
		return Test{Outcome: OutcomeUnreachable}
	}
	t := Test{Outcome: outcomeOf(errcode), ErrCode: errcode}
	if t.Outcome == OutcomeIP {
		t.IP = refusedIP(got.ErrMsg)
	}
	return t
}

func outcomeOf(errcode int) Outcome {
	switch errcode {
	case 0:
		return OutcomeOK
	case errAppID, errAppIDMissing:
		return OutcomeAppID
	case errAppSecret, errSecretMissing, errCredential:
		return OutcomeSecret
	case errIP:
		return OutcomeIP
	case errDailyQuota:
		return OutcomeQuota
	case errTooOften, errBusy:
		return OutcomeBusy
	}
	return OutcomeUnknown
}

// refusedIP finds the address in a message such as "invalid ip 192.0.2.1 ipv6
// ::ffff:192.0.2.1, not in whitelist"; "" if there is none.
func refusedIP(message string) string {
	_, after, _ := strings.Cut(message, "invalid ip ")
	for _, word := range strings.FieldsFunc(after, func(r rune) bool { return r == ' ' || r == ',' }) {
		if ip, err := netip.ParseAddr(word); err == nil {
			return ip.Unmap().String()
		}
	}
	return ""
}
