package settings

import (
	"context"

	"kefu/server/api"
	"kefu/server/desk"
)

// Outcome is what a test of the mini-program's connection came to.
type Outcome string

// The outcomes.
const (
	Works         Outcome = "ok"
	NotConfigured Outcome = "not_configured"
	WrongAppID    Outcome = "invalid_app_id"
	WrongSecret   Outcome = "invalid_secret"
	IPRefused     Outcome = "ip_not_allowed"
	QuotaUsed     Outcome = "quota_used"
	Busy          Outcome = "busy"
	Unreachable   Outcome = "unreachable"
	Unknown       Outcome = "unknown"
)

// Test is what came of a test.
type Test struct {
	Outcome Outcome
	// ErrCode is WeChat's own error code, 0 if it gave none.
	ErrCode int
	// IP is this server's address as WeChat sees it, with IPRefused.
	IP string
}

// WeChat is the platform, asked in the mini-program's name.
type WeChat interface {
	// Test asks for the token that every call needs.
	Test(ctx context.Context) Test
}

// WeChatTestResult is what an admin is told of a test.
type WeChatTestResult struct {
	OK      bool   `json:"ok"`
	Code    string `json:"code" enum:"ok,not_configured,invalid_app_id,invalid_secret,ip_not_allowed,quota_used,busy,unreachable,unknown"`
	Detail  string `json:"detail" doc:"a sentence for who runs the shop, in the language asked for"`
	ErrCode int    `json:"wechat_code,omitempty" doc:"WeChat's own error code"`
	IP      string `json:"ip,omitempty" doc:"with ip_not_allowed: this server's address, to be added to the whitelist"`
}

type weChatTestInput struct {
	Language string `query:"language" enum:"zh-CN,en" doc:"of the detail; the desk's own if left out"`
}

func (f *Feature) testWeChat(ctx context.Context, _ desk.Principal, in *weChatTestInput) (*api.Body[WeChatTestResult], error) {
	if ok, wait := f.o.WeChatTests.Allow("wechat", 1); !ok {
		return nil, &desk.Error{Code: desk.CodeRateLimited, Detail: "WeChat counts these calls: wait a little before the next test", RetryAfter: wait}
	}
	t := Test{Outcome: NotConfigured}
	if f.o.WeChat != nil {
		t = f.o.WeChat.Test(ctx)
	}
	language := in.Language
	if language == "" {
		language = f.Current().Language
	}
	return &api.Body[WeChatTestResult]{Body: WeChatTestResult{
		OK: t.Outcome == Works, Code: string(t.Outcome), Detail: t.sentence(language), ErrCode: t.ErrCode, IP: t.IP,
	}}, nil
}
