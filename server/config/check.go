package config

import (
	"fmt"
	"log/slog"
	"math"
	"mime"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// checker gathers mistakes, each under its key.
type checker struct{ mistakes []error }

// wrong notes that the value of key is a mistake: what says what is wrong and
// what would be right, as the sentence's end after the key.
func (c *checker) wrong(key, what string, args ...any) {
	c.mistakes = append(c.mistakes, fmt.Errorf("`%s` (%s) %s", key, variable(key), fmt.Sprintf(what, args...)))
}

// check turns what is written into what it means.
func (s *settings) check() (Config, []error) {
	var c checker
	cfg := Config{
		Listen:                    c.listen(s.Listen),
		Database:                  c.database(s.Database),
		Redis:                     c.redis(s.Redis),
		Secret:                    c.secret("secret", s.Secret, MinSecretChars),
		AdminStaffKey:             c.secret("admin_staff_key", s.AdminStaffKey, MinStaffKeyChars),
		IdentitySecret:            c.secret("identity_secret", s.IdentitySecret, MinStaffKeyChars),
		DataDir:                   filepath.Clean(s.DataDir),
		WeChat:                    c.wechat(s),
		RateLimits:                c.onOff("rate_limits", s.RateLimits),
		PublicURL:                 c.publicURL(s.PublicURL),
		AllowedOrigins:            c.origins(s.AllowedOrigins),
		TrustedProxies:            c.proxies(s.TrustedProxies),
		MaxUploadBytes:            c.bytes("max_upload_bytes", s.MaxUploadBytes, 1<<10, 1<<30),
		UploadTypes:               c.uploadTypes(s.UploadTypes),
		LogFormat:                 c.logFormat(s.LogFormat),
		LogLevel:                  c.logLevel(s.LogLevel),
		Metrics:                   c.metrics(s.Metrics),
		MaxConnectionsPerIdentity: c.number("max_connections_per_identity", s.MaxConnectionsPerIdentity, 1, 10000),
		ShutdownTimeout:           c.duration("shutdown_timeout", s.ShutdownTimeout, time.Second, 10*time.Minute),
		DeskName:                  c.deskName(s.DeskName),
		JournalWriters:            c.number("journal_writers", s.JournalWriters, 1, 64),
	}
	if s.Database == defaults().Database { // left as it is, it follows the data folder
		cfg.Database.Path = filepath.Join(cfg.DataDir, "kefu.db")
	}
	cfg.Files = c.files(s.Files, cfg.DataDir)
	if s.Redis != "" && s.Secret == "" {
		c.wrong("secret", "is not set although `redis` is: set it to the same random text of at least %d characters on every node", MinSecretChars)
	}
	return cfg, c.mistakes
}

func (c *checker) listen(s string) string {
	host, port, err := net.SplitHostPort(s)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil || strings.ContainsAny(host, " /") {
		c.wrong("listen", "is %q: it must be an address and a port, such as 127.0.0.1:8080", s)
	}
	return s
}

func (c *checker) secret(key, s string, least int) Secret {
	switch n := utf8.RuneCountInString(s); {
	case s == "":
	case n < least:
		c.wrong(key, "is only %d characters long: it must be a random text of at least %d", n, least)
	case strings.ContainsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError }):
		c.wrong(key, "holds white space or control characters: it must be a random text without any")
	case len(s) > 1024:
		c.wrong(key, "is %d bytes long: it must be at most 1024", len(s))
	}
	return Secret(s)
}

func (c *checker) wechat(s *settings) WeChat {
	if (s.WeChatAppID == "") != (s.WeChatAppSecret == "") {
		missing, present := "wechat_app_id", "wechat_app_secret"
		if s.WeChatAppID != "" {
			missing, present = present, missing
		}
		c.wrong(missing, "is not set although `%s` is: set both, or neither for a desk without WeChat login", present)
	}
	base, err := webAddress(s.WeChatBaseURL)
	if err != nil {
		c.wrong("wechat_base_url", "is %q: it must be an address such as https://api.weixin.qq.com", redactURL(s.WeChatBaseURL))
	}
	return WeChat{AppID: s.WeChatAppID, AppSecret: Secret(s.WeChatAppSecret), BaseURL: base}
}

func (c *checker) publicURL(s string) string {
	if s == "" {
		return ""
	}
	origin, err := Origin(s)
	if err != nil {
		c.wrong("public_url", "is %q: it must be scheme and host alone, such as https://desk.example.com", redactURL(s))
	}
	return origin
}

func (c *checker) origins(in list) []string {
	var out []string
	for _, s := range in {
		origin, err := Origin(s)
		if err != nil {
			c.wrong("allowed_origins", "has %q: each must be scheme and host alone, such as https://shop.example.com", redactURL(s))
			continue
		}
		if !slices.Contains(out, origin) {
			out = append(out, origin)
		}
	}
	return out
}

// webAddress checks an http or https address without query, and drops the
// slash at its end.
func webAddress(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", fmt.Errorf("not an http or https address")
	}
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	return strings.TrimRight(u.String(), "/"), nil
}

// hostChars are those of a host and its port as browsers send them, other
// scripts as punycode: what an address may hold beside them would end or begin
// something else in a Content-Security-Policy.
const hostChars = "abcdefghijklmnopqrstuvwxyz0123456789-._:[]"

// Origin reads an origin, scheme and host alone, and writes it as a browser
// does: in lower case, and without the scheme's own port.
func Origin(s string) (string, error) {
	address, err := webAddress(s)
	if err != nil {
		return "", err
	}
	u, _ := url.Parse(address)
	if u.Path != "" || strings.Trim(u.Host, hostChars) != "" {
		return "", fmt.Errorf("not an origin")
	}
	if (u.Scheme == "https" && u.Port() == "443") || (u.Scheme == "http" && u.Port() == "80") {
		u.Host = strings.TrimSuffix(u.Host, ":"+u.Port())
	}
	return u.Scheme + "://" + u.Host, nil
}

// redactURL hides a password that was written into an address.
func redactURL(s string) string {
	if at := strings.LastIndexByte(s, '@'); at >= 0 {
		return hidden + s[at:]
	}
	return s
}

func (c *checker) proxies(in list) []netip.Prefix {
	var out []netip.Prefix
	for _, s := range in {
		if prefix, err := netip.ParsePrefix(s); err == nil {
			out = append(out, prefix.Masked())
		} else if addr, err := netip.ParseAddr(s); err == nil && addr.Zone() == "" {
			addr = addr.Unmap()
			out = append(out, netip.PrefixFrom(addr, addr.BitLen()))
		} else {
			c.wrong("trusted_proxies", "has %q: each must be an IP address or a network, such as 10.0.0.0/8", s)
		}
	}
	return out
}

func (c *checker) uploadTypes(in list) []string {
	var out []string
	for _, s := range in {
		t, params, err := mime.ParseMediaType(s)
		kind, sub, found := strings.Cut(t, "/")
		switch {
		case err != nil || len(params) > 0 || !found || kind == "" || sub == "" || strings.Contains(t, "*"):
			c.wrong("upload_types", "has %q: each must be one MIME type, such as image/png", s)
		case activeContent(t):
			c.wrong("upload_types", "has %q, which can carry scripts that would run for whoever opens it: leave it out", s)
		case !slices.Contains(out, t):
			out = append(out, t)
		}
	}
	return out
}

// activeContent reports whether a browser would run what a file of type t says.
func activeContent(t string) bool {
	return strings.HasSuffix(t, "+xml") || strings.HasSuffix(t, "/xml") || strings.HasSuffix(t, "html") ||
		strings.HasSuffix(t, "javascript") || strings.HasSuffix(t, "ecmascript") || t == "application/x-shockwave-flash"
}

func (c *checker) onOff(key, s string) bool {
	switch strings.ToLower(s) {
	case "on", "true", "yes", "1":
		return true
	case "off", "false", "no", "0":
	default:
		c.wrong(key, "is %q: it must be on or off", s)
	}
	return false
}

func (c *checker) metrics(s string) Metrics {
	switch strings.ToLower(s) {
	case "on", "true":
		return Metrics{On: true}
	case "off", "false":
		return Metrics{}
	}
	if len(s) < MinStaffKeyChars || strings.ContainsFunc(s, unicode.IsSpace) {
		c.wrong("metrics", "must be on, off, or a token of at least %d characters without white space that the reader has to show", MinStaffKeyChars)
	}
	return Metrics{On: true, Token: Secret(s)}
}

func (c *checker) logFormat(s string) LogFormat {
	f := LogFormat(strings.ToLower(s))
	if f != LogText && f != LogJSON {
		c.wrong("log_format", "is %q: it must be text or json", s)
	}
	return f
}

func (c *checker) logLevel(s string) slog.Level {
	switch strings.ToLower(s) {
	case "debug":
		return slog.LevelDebug
	case "info":
		return slog.LevelInfo
	case "warn", "warning":
		return slog.LevelWarn
	case "error":
		return slog.LevelError
	}
	c.wrong("log_level", "is %q: it must be debug, info, warn or error", s)
	return slog.LevelInfo
}

func (c *checker) number(key, s string, least, most int) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < least || n > most {
		c.wrong(key, "is %q: it must be a whole number from %d to %d", s, least, most)
	}
	return n
}

func (c *checker) duration(key, s string, least, most time.Duration) time.Duration {
	d, err := time.ParseDuration(s)
	if err != nil || d < least || d > most {
		c.wrong(key, "is %q: it must be a time from %s to %s, such as 10s", s, shortDuration(least), shortDuration(most))
	}
	return d
}

// shortDuration writes d without the zeros that Duration.String ends in.
func shortDuration(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	return s
}

// units of bytes(); the binary ones, since that is what people mean by a limit.
var units = []struct {
	suffix string
	factor int64
}{{"gib", 1 << 30}, {"mib", 1 << 20}, {"kib", 1 << 10}, {"b", 1}, {"", 1}}

func (c *checker) bytes(key, s string, least, most int64) int64 {
	lower := strings.ToLower(strings.ReplaceAll(s, " ", ""))
	for _, u := range units {
		digits, ok := strings.CutSuffix(lower, u.suffix)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(digits, 10, 64)
		if err != nil || n < 0 || n > math.MaxInt64/u.factor || n*u.factor < least || n*u.factor > most {
			break
		}
		return n * u.factor
	}
	c.wrong(key, "is %q: it must be a number of bytes from %d to %d, or with a unit, such as 20MiB", s, least, most)
	return 0
}

func (c *checker) deskName(s string) string {
	s = strings.TrimSpace(s)
	if n := utf8.RuneCountInString(s); n < 1 || n > 64 || strings.ContainsFunc(s, unicode.IsControl) || !utf8.ValidString(s) {
		c.wrong("desk_name", "must be 1 to 64 characters long, on one line")
	}
	return s
}
