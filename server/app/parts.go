package app

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"kefu/frontend"
	"kefu/server/api"
	"kefu/server/auth"
	"kefu/server/config"
	"kefu/server/desk"
	"kefu/server/feature/announcement"
	"kefu/server/feature/settings"
	"kefu/server/files"
	"kefu/server/gateway"
	"kefu/server/limit"
	"kefu/server/metrics"
	"kefu/server/wechat"
	"kefu/server/wire"

	"github.com/redis/go-redis/v9"
)

// quiet drops what go-redis would print by itself: that Redis is away is
// logged once, by the bus.
type quiet struct{}

func (quiet) Printf(context.Context, string, ...any) {}

func newRedis(c config.Redis) redis.UniversalClient {
	redis.SetLogger(quiet{})
	o := &redis.UniversalOptions{
		Addrs: c.Addrs, Username: c.Username, Password: c.Password.Reveal(), DB: c.DB, MasterName: c.MasterName,
		SentinelUsername: c.SentinelUsername, SentinelPassword: c.SentinelPassword.Reveal(),
		IsClusterMode: c.Mode == config.RedisCluster, DialTimeout: 2 * time.Second, ReadTimeout: 2 * time.Second, WriteTimeout: 2 * time.Second,
		ContextTimeoutEnabled: true, // who asks with less patience than that gets its way
	}
	if c.TLS {
		o.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	return redis.NewUniversalClient(o)
}

// newWeChat returns the platform's client; nil on a desk without a mini-program.
func (n *Node) newWeChat() *wechat.Client {
	w := n.cfg.WeChat
	if !w.Configured() {
		return nil
	}
	return wechat.New(wechat.Options{AppID: w.AppID, AppSecret: w.AppSecret.Reveal(), BaseURL: w.BaseURL, Log: n.log})
}

// weChatTest lets admins test the connection.
type weChatTest struct{ *wechat.Client }

// Test implements settings.WeChat.
func (w weChatTest) Test(ctx context.Context) settings.Test {
	t := w.Client.Test(ctx)
	return settings.Test{Outcome: settings.Outcome(t.Outcome), ErrCode: t.ErrCode, IP: t.IP}
}

func (n *Node) newAuth(secret auth.DeskSecret, platform *wechat.Client) *auth.Service {
	o := auth.Options{Accounts: n.db, Secret: secret, IdentitySecret: n.cfg.IdentitySecret.Reveal(), NoLimits: !n.cfg.RateLimits, Limits: n.limiters, Now: n.now}
	if platform != nil {
		o.WeChat = platform
	}
	return auth.New(o)
}

// newSettings reads what admins have changed of the configuration.
func (n *Node) newSettings(ctx context.Context, platform *wechat.Client) (*settings.Feature, error) {
	o := settings.Options{
		DB: n.db, Defaults: settings.Defaults(n.cfg.DeskName, n.cfg.MaxUploadBytes, n.cfg.MaxConnectionsPerIdentity),
		FixedOrigins: n.cfg.AllowedOrigins, ParseOrigin: config.Origin, PublicURL: n.cfg.PublicURL, WeChatAppID: n.cfg.WeChat.AppID,
		WeChatTests: n.limiters.Limiter("wechat-test", limit.Rate{PerSecond: 0.1, Burst: 5}, 1), Log: n.log,
	}
	if platform != nil {
		o.WeChat = weChatTest{platform}
	}
	return settings.New(ctx, o)
}

// limits are what sessions may send now.
func (n *Node) limits() gateway.Limits {
	l := &n.settings.Current().Limits
	return gateway.Limits{CustomerFrames: l.CustomerFramesPerSecond, AgentFrames: l.AgentFramesPerSecond, MaxUploadBytes: l.MaxUploadBytes}
}

func (n *Node) newFiles(ctx context.Context, links *files.Links) (*files.Service, error) {
	temp := filepath.Join(n.cfg.DataDir, "tmp")
	if err := os.MkdirAll(temp, 0o750); err != nil {
		return nil, fmt.Errorf("data folder (KEFU_DATA_DIR): %w", err)
	}
	blobs, err := newBlobs(ctx, n.cfg.Files)
	if err != nil {
		return nil, fmt.Errorf("files (KEFU_FILES): %w", err)
	}
	return files.New(files.Config{MaxBytes: func() int64 { return n.settings.Current().Limits.MaxUploadBytes }, Types: n.cfg.UploadTypes, TempDir: temp}, blobs, n.db, links, n.now)
}

func newBlobs(ctx context.Context, c config.Files) (files.Blobs, error) {
	if c.S3 == nil {
		return files.NewDisk(c.Disk)
	}
	return files.NewS3(ctx, files.S3Config{
		Endpoint: c.S3.Endpoint, Bucket: c.S3.Bucket, Region: c.S3.Region,
		AccessKey: c.S3.AccessKey, SecretKey: c.S3.SecretKey.Reveal(), TLS: c.S3.TLS,
	})
}

// firstAdmin makes the first agent of an empty desk. It returns the key if it
// made that too: nobody will see it again.
func (n *Node) firstAdmin(ctx context.Context) (key string, err error) {
	agents, err := n.db.Agents(ctx)
	if err != nil || len(agents) > 0 {
		return "", err
	}
	configured := n.cfg.AdminStaffKey.Reveal()
	a := desk.Agent{Name: "Admin", Role: desk.RoleAdmin, KeyPrefix: auth.KeyPrefix(configured), KeyHash: auth.HashStaffKey(configured)}
	if configured == "" {
		if key, a.KeyPrefix, a.KeyHash, err = auth.NewStaffKey(); err != nil {
			return "", err
		}
	}
	_, err = n.db.CreateAgent(ctx, a)
	if configured != "" && desk.CodeOf(err) == desk.CodeConflict {
		return "", nil // a node that started beside this one was faster
	}
	return key, err
}

func (n *Node) apiConfig(accounts *auth.Service, uploads *files.Service, links *files.Links, encoder wire.Encoder, meter *metrics.Recorder, announcements *announcement.Feature) api.Config {
	c := api.Config{
		Authenticator: accounts, Chat: n.chat, Records: n.db, Files: uploads, Links: links, Sessions: n.hub, Encoder: encoder,
		Limits: n.gateway.Limits, AgentChanged: n.agentChanged,
		Features:  []api.Feature{announcements, n.settings, n.stats},
		WebSocket: n.gateway, Ready: n.ready, Recorder: meter, Log: n.log,
		PublicURL: n.cfg.PublicURL, AllowedOrigins: n.settings.Origins, TrustedProxies: n.cfg.TrustedProxies,
	}
	if n.cfg.Metrics.On {
		c.Metrics, c.MetricsToken = meter.Handler(), n.cfg.Metrics.Token.Reveal()
	}
	if n.cfg.RateLimits {
		c.Logins = n.limiters.Limiter("logins", limit.Rate{PerSecond: 2, Burst: 60}, 100_000)
		c.Calls = n.limiters.Behind("calls", limit.Rate{PerSecond: 20, Burst: 200}, 100_000)
	}
	dist, built := frontend.Files()
	c.Pages = newPages(dist, built, n.settings)
	return c
}

// origins returns the origin of an address as a list, empty without one.
func origins(address string) []string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil
	}
	return []string{u.Scheme + "://" + u.Host}
}

// ready says how well the node can work: without its database not at all, with
// one that stores nothing for those who read, without Redis on its own.
func (n *Node) ready(ctx context.Context) api.Readiness {
	r := api.Readiness{Status: "ok", Database: "ok", Redis: "off"}
	if n.watch != nil {
		if r.Redis, _ = n.watch.state(); r.Redis != "ok" {
			r.Status = "degraded"
		}
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if n.db.Check(ctx) != nil {
		r.Database, r.Status = "down", "down"
	} else if n.db.CheckWrites(ctx) != nil {
		r.Database, r.Status = "degraded", "degraded"
	}
	return r
}
