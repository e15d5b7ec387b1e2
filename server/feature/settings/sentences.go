package settings

import (
	"strconv"
	"strings"
)

// sentences say what each outcome means and what to do: {ip} and {code} are
// filled in.
var sentences = map[Outcome]struct{ zh, en string }{
	Works: {
		"连接正常：微信认可此小程序的 AppID 和 AppSecret。",
		"The connection works: WeChat knows this AppID and AppSecret.",
	},
	NotConfigured: {
		"尚未配置小程序：请在服务器上设置 KEFU_WECHAT_APP_ID 和 KEFU_WECHAT_APP_SECRET，然后重启。",
		"No mini-program is set up: set KEFU_WECHAT_APP_ID and KEFU_WECHAT_APP_SECRET on the server and start it again.",
	},
	WrongAppID: {
		"微信不认识这个 AppID。请到微信公众平台“开发管理 → 开发设置”核对，注意不要填成公众号的 AppID。",
		"WeChat does not know this AppID. Compare it with the one in the mini-program's admin site, under Development settings.",
	},
	WrongSecret: {
		"AppSecret 不正确，可能已被重置。请到微信公众平台“开发管理 → 开发设置”重新生成并更新服务器配置。",
		"The AppSecret is wrong; it may have been reset. Make a new one in the mini-program's admin site, under Development settings, and set it on the server.",
	},
	IPRefused: {
		"微信拒绝了本服务器的 IP {ip}。请到微信公众平台“开发管理 → 开发设置 → IP 白名单”中添加它。",
		"WeChat refuses this server's IP address {ip}. Add it to the IP whitelist in the mini-program's admin site, under Development settings.",
	},
	QuotaUsed: {
		"今日获取凭证的次数已用完，明天会自动恢复；也可以在微信公众平台清零接口调用次数。",
		"Today's number of such calls is used up. It starts again tomorrow, or can be reset in the mini-program's admin site.",
	},
	Busy: {
		"微信服务器繁忙，请稍后再试。",
		"WeChat is busy. Try again in a moment.",
	},
	Unreachable: {
		"连不上微信服务器。请检查本服务器能否访问 api.weixin.qq.com（网络、DNS、防火墙）。",
		"WeChat cannot be reached. Check that this server can reach api.weixin.qq.com (network, DNS, firewall).",
	},
	Unknown: {
		"微信返回了错误 {code}，请在微信开放文档中查询该错误码的含义。",
		"WeChat answers with the error {code}; its documents say what that means.",
	},
}

// sentence says what came of t, in a language of the settings.
func (t Test) sentence(language string) string {
	s := sentences[t.Outcome].en
	if language == "zh-CN" {
		s = sentences[t.Outcome].zh
	}
	return strings.NewReplacer("{ip}", t.IP, "{code}", strconv.Itoa(t.ErrCode)).Replace(s)
}
