package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
)

const goodSecret = "0123456789abcdef0123456789abcdef"

// write puts text into a file of its own and returns its path.
func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kefu.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestShippedFileIsTheDefaults(t *testing.T) {
	data, err := os.ReadFile("../../configs/kefu.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got, mistakes := parseFile(data)
	if mistakes != nil {
		t.Fatal(mistakes)
	}
	for _, l := range []*list{&got.AllowedOrigins, &got.TrustedProxies} {
		if len(*l) == 0 {
			*l = nil
		}
	}
	if want := defaults(); !reflect.DeepEqual(got, want) {
		t.Errorf("configs/kefu.yaml says\n%+v\nbut the defaults are\n%+v", got, want)
	}
	for _, key := range keys() {
		if n := len(regexp.MustCompile(`(?m)^`+key+`:`).FindAll(data, -1)); n != 1 {
			t.Errorf("configs/kefu.yaml has the key %s %d times", key, n)
		}
	}
}

func TestEveryKeyHasItsVariable(t *testing.T) {
	typ := reflect.TypeFor[settings]()
	for i := range typ.NumField() {
		f := typ.Field(i)
		if got, want := envPrefix+f.Tag.Get("env"), variable(f.Tag.Get("yaml")); got != want {
			t.Errorf("%s is overridden by %s, want %s", f.Tag.Get("yaml"), got, want)
		}
	}
}

func TestDefaults(t *testing.T) {
	t.Chdir(t.TempDir()) // no file here
	c, err := Load("", nil)
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Listen: "127.0.0.1:8080", Database: Database{Driver: SQLite, Path: "data/kefu.db"}, DataDir: "data",
		WeChat: WeChat{BaseURL: "https://api.weixin.qq.com"}, RateLimits: true, MaxUploadBytes: 20 << 20,
		UploadTypes: []string(defaults().UploadTypes), Files: Files{Disk: "data/files"}, LogFormat: LogText,
		Metrics: Metrics{On: true}, MaxConnectionsPerIdentity: 20, ShutdownTimeout: 10 * time.Second,
		DeskName: "Kefu", JournalWriters: 1,
	}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("got  %#v\nwant %#v", c, want)
	}
}

func TestFileThenEnvironment(t *testing.T) {
	path := write(t, "listen: 127.0.0.1:1\ndesk_name: 客服\njournal_writers: 2\nrate_limits: false\n"+
		"allowed_origins: [https://A.example, 'http://b.example:80']\nmetrics:\n")
	c, err := Load(path, []string{"KEFU_LISTEN=:2", "KEFU_DATA_DIR=/srv/desk/", "KEFU_TRUSTED_PROXIES=10.1.2.3/8, ::1",
		"KEFU_DESK_NAME=", "PATH=/bin", "KEFU_TEST_MYSQL=x", "KEFU_PORT=tcp://10.0.0.1:80"})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ name, got, want string }{
		{"the environment wins", c.Listen, ":2"},
		{"the file is read", c.DeskName, "客服"},
		{"numbers and booleans are texts", fmt.Sprint(c.JournalWriters, c.RateLimits), "2 false"},
		{"an empty value is the default", fmt.Sprint(c.Metrics.On), "true"},
		{"the database follows the data folder", c.Database.Path, "/srv/desk/kefu.db"},
		{"so do the files", c.Files.Disk, "/srv/desk/files"},
		{"origins as browsers write them", strings.Join(c.AllowedOrigins, " "), "https://a.example http://b.example"},
		{"the file is named", c.File, path},
	} {
		if x.got != x.want {
			t.Errorf("%s: got %q, want %q", x.name, x.got, x.want)
		}
	}
	if want := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}; !reflect.DeepEqual(c.TrustedProxies, want) {
		t.Errorf("proxies %v, want %v", c.TrustedProxies, want)
	}
}

// What is not in quotes is what is written, not the number it looks like.
func TestFileValuesAreTexts(t *testing.T) {
	for text, want := range map[string]string{
		"01234567890123456789012345678901":         "01234567890123456789012345678901",
		"1e100000000000000000000000000000":         "1e100000000000000000000000000000",
		"0x345678901234567890123456789012":         "0x345678901234567890123456789012",
		"12345678901234567890.12345678900":         "12345678901234567890.12345678900",
		"12_345_678_901_234_567_890_123_45":        "12_345_678_901_234_567_890_123_45",
		"'" + goodSecret + "' # a comment":         goodSecret,
		"\"" + goodSecret + "\"":                   goodSecret,
		"|\n  " + goodSecret:                       goodSecret,
		"~":                                        "",
		"2026-11-21-2026-11-21-2026-11-21-2026-11": "2026-11-21-2026-11-21-2026-11-21-2026-11",
		"true-0123456789abcdef0123456789abcdef":    "true-0123456789abcdef0123456789abcdef",
		"\"\\x30123456789abcdef0123456789abcdef\"": goodSecret,
	} {
		c, err := Load(write(t, "secret: "+text+"\nlisten: :1\n"), nil)
		if err != nil || c.Secret.Reveal() != want {
			t.Errorf("%s: got %q, %v", text, c.Secret.Reveal(), err)
		}
	}
}

func TestDefaultFileIsRead(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.MkdirAll("configs", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(DefaultFile, []byte("desk_name: here\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load("", nil)
	if err != nil || c.DeskName != "here" || c.File != DefaultFile {
		t.Errorf("got %q of %q, %v", c.DeskName, c.File, err)
	}
}

func TestMistakesInTheFile(t *testing.T) {
	for _, x := range []struct{ name, text, want string }{
		{"unknown key", "listen: :1\n\nlog_leval: info\n", "line 3: there is no key `log_leval`: did you mean `log_level`?"},
		{"unknown key like no other", "colour: red\n", "line 1: there is no key `colour`: configs/kefu.yaml of the project lists them all"},
		{"list for one value", "listen: [a, b]\n", "line 1: `listen` (KEFU_LISTEN) must be one value, in quotes if it has special characters"},
		{"mapping for one value", "secret:\n  a: b\n", "line 1: `secret` (KEFU_SECRET) must be one value, in quotes if it has special characters"},
		{"mapping for a list", "# c\nupload_types:\n  a: b\n", "line 2: `upload_types` (KEFU_UPLOAD_TYPES) must be a list of values"},
		{"a list at the top", "- a\n", "it is not a list of settings: write each as `key: value`"},
		{"an anchor's value", "secret: *x\n", "line 1: `secret` (KEFU_SECRET) must be one value, in quotes if it has special characters"},
		{"a key twice", "listen: :1\n\nlisten: :2\n", "line 3: `listen` stands in line 1 already: write it once"},
		{"two documents", "listen: :1\n---\nlisten: :2\n", "it holds several YAML documents: one is right"},
	} {
		t.Run(x.name, func(t *testing.T) {
			path := write(t, x.text)
			_, err := Load(path, nil)
			if err == nil || err.Error() != path+": "+x.want {
				t.Errorf("got  %v\nwant %s: %s", err, path, x.want)
			}
		})
	}
	for _, x := range []struct{ name, text, want string }{
		{"a tab", "listen: :1\n\t- x\n", "line 2: it is not valid YAML"},
		{"no YAML, beside a secret", "secret: " + goodSecret + "\nlisten: \"a\n", "not valid YAML"},
	} {
		t.Run(x.name, func(t *testing.T) {
			_, err := Load(write(t, x.text), nil)
			if err == nil || !strings.Contains(err.Error(), x.want) || strings.Contains(err.Error(), goodSecret) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none.yaml"), nil); err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("a file that is named must exist: %v", err)
	}
	for _, empty := range []string{"", "# nothing\n", "---\n"} {
		if _, err := Load(write(t, empty), nil); err != nil {
			t.Errorf("an empty file %q: %v", empty, err)
		}
	}
}

func TestMistakesInValues(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, x := range []struct {
		env  []string
		want string
	}{
		{[]string{"KEFU_LISTEN=8080"}, "`listen` (KEFU_LISTEN) is \"8080\": it must be an address and a port, such as 127.0.0.1:8080"},
		{[]string{"KEFU_LISTEN=a:http"}, "`listen` (KEFU_LISTEN) is \"a:http\": it must be an address and a port, such as 127.0.0.1:8080"},
		{[]string{"KEFU_LISTEN=:70000"}, "`listen` (KEFU_LISTEN) is \":70000\": it must be an address and a port, such as 127.0.0.1:8080"},
		{[]string{"KEFU_DATABSE=x"}, "there is no variable KEFU_DATABSE: did you mean KEFU_DATABASE?"},
		{[]string{"KEFU_DATABASE=postgres://x"}, "`database` (KEFU_DATABASE) names no kind of database: it must begin with sqlite: or mysql:, such as sqlite:data/kefu.db"},
		{[]string{"KEFU_DATABASE=sqlite:"}, "`database` (KEFU_DATABASE) must name SQLite's file, such as sqlite:data/kefu.db"},
		{[]string{"KEFU_DATABASE=sqlite::memory:"}, "`database` (KEFU_DATABASE) must name SQLite's file, such as sqlite:data/kefu.db"},
		{[]string{"KEFU_DATABASE=mysql:u:hunter2@tcp(h:3306)"}, "`database` (KEFU_DATABASE) names no database after a slash: it must look like mysql:user:password@tcp(host:3306)/kefu"},
		{[]string{"KEFU_DATABASE=mysql:u:hunter2@tcp(h:3306)/"}, "`database` (KEFU_DATABASE) names no database after the slash: it must look like mysql:user:password@tcp(host:3306)/kefu"},
		{[]string{"KEFU_DATABASE=mysql://u:hunter2@h/kefu"}, "`database` (KEFU_DATABASE) is written as a URL, which the driver does not take: it must look like mysql:user:password@tcp(host:3306)/kefu"},
		{[]string{"KEFU_DATABASE=mysql:u:hunter2@h:3306/kefu"}, "`database` (KEFU_DATABASE) has a host without tcp( ) around it: it must look like mysql:user:password@tcp(host:3306)/kefu"},
		{[]string{"KEFU_DATABASE=mysql:u:hunter2@tcp(h:3306/kefu"}, "`database` (KEFU_DATABASE) has a host without its closing bracket: it must look like mysql:user:password@tcp(host:3306)/kefu"},
		{[]string{"KEFU_DATABASE=mysql:u:hunter2@tcp(h)/kefu?loc=Asia/Shanghai"}, "`database` (KEFU_DATABASE) has a slash in its options that must be written %2F: it must look like mysql:user:password@tcp(host:3306)/kefu"},
		{[]string{"KEFU_REDIS=http://h", "KEFU_SECRET=" + goodSecret}, "`redis` (KEFU_REDIS) begins with no known scheme: " + redisExample},
		{[]string{"KEFU_REDIS=redis://:hunter2@a:1,b:2", "KEFU_SECRET=" + goodSecret}, "`redis` (KEFU_REDIS) names several hosts, which only Sentinel and Cluster have: " + redisExample},
		{[]string{"KEFU_REDIS=redis+sentinel://a:1,b:2", "KEFU_SECRET=" + goodSecret}, "`redis` (KEFU_REDIS) names no master after the hosts: " + redisExample},
		{[]string{"KEFU_REDIS=redis+cluster://a:1/2", "KEFU_SECRET=" + goodSecret}, "`redis` (KEFU_REDIS) names a database, which Cluster does not have: " + redisExample},
		{[]string{"KEFU_REDIS=redis+sentinels://a/main", "KEFU_SECRET=" + goodSecret}, "`redis` (KEFU_REDIS) begins with no known scheme: " + redisExample},
		{[]string{"KEFU_REDIS=redis+sentinel://a:1,,b:2/main", "KEFU_SECRET=" + goodSecret}, "`redis` (KEFU_REDIS) has a host that is none: " + redisExample},
		{[]string{"KEFU_REDIS=redis+sentinel://a:1/main/x", "KEFU_SECRET=" + goodSecret}, "`redis` (KEFU_REDIS) has a database that is no number: " + redisExample},
		{[]string{"KEFU_REDIS=redis+cluster://a:0", "KEFU_SECRET=" + goodSecret}, "`redis` (KEFU_REDIS) has a host that is none: " + redisExample},
		{[]string{"KEFU_REDIS=redis+cluster://a?sentinel_password=x", "KEFU_SECRET=" + goodSecret}, "`redis` (KEFU_REDIS) has the unknown option \"sentinel_password\": " + redisExample},
		{[]string{"KEFU_REDIS=redis://a:port", "KEFU_SECRET=" + goodSecret}, "`redis` (KEFU_REDIS) has a host that is none: " + redisExample},
		{[]string{"KEFU_REDIS=redis://a?pool=3", "KEFU_SECRET=" + goodSecret}, "`redis` (KEFU_REDIS) has the unknown option \"pool\": " + redisExample},
		{[]string{"KEFU_REDIS=redis://a"}, "`secret` (KEFU_SECRET) is not set although `redis` is: set it to the same random text of at least 32 characters on every node"},
		{[]string{"KEFU_SECRET=hunter2"}, "`secret` (KEFU_SECRET) is only 7 characters long: it must be a random text of at least 32"},
		{[]string{"KEFU_SECRET=" + goodSecret + " x"}, "`secret` (KEFU_SECRET) holds white space or control characters: it must be a random text without any"},
		{[]string{"KEFU_ADMIN_STAFF_KEY=hunter2"}, "`admin_staff_key` (KEFU_ADMIN_STAFF_KEY) is only 7 characters long: it must be a random text of at least 16"},
		{[]string{"KEFU_IDENTITY_SECRET=hunter2"}, "`identity_secret` (KEFU_IDENTITY_SECRET) is only 7 characters long: it must be a random text of at least 16"},
		{[]string{"KEFU_WECHAT_APP_ID=wx1"}, "`wechat_app_secret` (KEFU_WECHAT_APP_SECRET) is not set although `wechat_app_id` is: set both, or neither for a desk without WeChat login"},
		{[]string{"KEFU_WECHAT_APP_SECRET=hunter2"}, "`wechat_app_id` (KEFU_WECHAT_APP_ID) is not set although `wechat_app_secret` is: set both, or neither for a desk without WeChat login"},
		{[]string{"KEFU_WECHAT_BASE_URL=api.weixin.qq.com"}, "`wechat_base_url` (KEFU_WECHAT_BASE_URL) is \"api.weixin.qq.com\": it must be an address such as https://api.weixin.qq.com"},
		{[]string{"KEFU_RATE_LIMITS=maybe"}, "`rate_limits` (KEFU_RATE_LIMITS) is \"maybe\": it must be on or off"},
		{[]string{"KEFU_ALLOWED_ORIGINS=https://a.example/shop"}, "`allowed_origins` (KEFU_ALLOWED_ORIGINS) has \"https://a.example/shop\": each must be scheme and host alone, such as https://shop.example.com"},
		{[]string{"KEFU_ALLOWED_ORIGINS=https://a.example;sandbox"}, "`allowed_origins` (KEFU_ALLOWED_ORIGINS) has \"https://a.example;sandbox\": each must be scheme and host alone, such as https://shop.example.com"},
		{[]string{"KEFU_ALLOWED_ORIGINS=*"}, "`allowed_origins` (KEFU_ALLOWED_ORIGINS) has \"*\": each must be scheme and host alone, such as https://shop.example.com"},
		{[]string{"KEFU_PUBLIC_URL=https://u:hunter2@a.example"}, "`public_url` (KEFU_PUBLIC_URL) is \"[hidden]@a.example\": it must be scheme and host alone, such as https://desk.example.com"},
		{[]string{"KEFU_TRUSTED_PROXIES=proxy"}, "`trusted_proxies` (KEFU_TRUSTED_PROXIES) has \"proxy\": each must be an IP address or a network, such as 10.0.0.0/8"},
		{[]string{"KEFU_MAX_UPLOAD_BYTES=20 parsec"}, "`max_upload_bytes` (KEFU_MAX_UPLOAD_BYTES) is \"20 parsec\": it must be a number of bytes from 1024 to 1073741824, or with a unit, such as 20MiB"},
		{[]string{"KEFU_MAX_UPLOAD_BYTES=9999999999GiB"}, "`max_upload_bytes` (KEFU_MAX_UPLOAD_BYTES) is \"9999999999GiB\": it must be a number of bytes from 1024 to 1073741824, or with a unit, such as 20MiB"},
		{[]string{"KEFU_UPLOAD_TYPES=image/*"}, "`upload_types` (KEFU_UPLOAD_TYPES) has \"image/*\": each must be one MIME type, such as image/png"},
		{[]string{"KEFU_UPLOAD_TYPES=image/svg+xml"}, "`upload_types` (KEFU_UPLOAD_TYPES) has \"image/svg+xml\", which can carry scripts that would run for whoever opens it: leave it out"},
		{[]string{"KEFU_FILES=s3://host/bucket"}, "`files` (KEFU_FILES) has no key and secret before the host: it must look like s3://key:secret@host/bucket?region=eu-west-1&tls=on"},
		{[]string{"KEFU_FILES=s3://k:hunter2@host"}, "`files` (KEFU_FILES) names no bucket after the host: it must look like s3://key:secret@host/bucket?region=eu-west-1&tls=on"},
		{[]string{"KEFU_FILES=ftp"}, "`files` (KEFU_FILES) must be disk, disk:folder, or s3://key:secret@host/bucket?region=eu-west-1&tls=on"},
		{[]string{"KEFU_LOG_FORMAT=xml"}, "`log_format` (KEFU_LOG_FORMAT) is \"xml\": it must be text or json"},
		{[]string{"KEFU_LOG_LEVEL=loud"}, "`log_level` (KEFU_LOG_LEVEL) is \"loud\": it must be debug, info, warn or error"},
		{[]string{"KEFU_METRICS=hunter2"}, "`metrics` (KEFU_METRICS) must be on, off, or a token of at least 16 characters without white space that the reader has to show"},
		{[]string{"KEFU_MAX_CONNECTIONS_PER_IDENTITY=0"}, "`max_connections_per_identity` (KEFU_MAX_CONNECTIONS_PER_IDENTITY) is \"0\": it must be a whole number from 1 to 10000"},
		{[]string{"KEFU_SHUTDOWN_TIMEOUT=10"}, "`shutdown_timeout` (KEFU_SHUTDOWN_TIMEOUT) is \"10\": it must be a time from 1s to 10m, such as 10s"},
		{[]string{"KEFU_DESK_NAME=" + strings.Repeat("客", 65)}, "`desk_name` (KEFU_DESK_NAME) must be 1 to 64 characters long, on one line"},
		{[]string{"KEFU_JOURNAL_WRITERS=many"}, "`journal_writers` (KEFU_JOURNAL_WRITERS) is \"many\": it must be a whole number from 1 to 64"},
	} {
		t.Run(strings.Join(x.env, " "), func(t *testing.T) {
			_, err := Load("", x.env)
			if err == nil || err.Error() != x.want {
				t.Errorf("got  %v\nwant %s", err, x.want)
			}
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Error("the sentence shows a secret")
			}
		})
	}
	_, err := Load("", []string{"KEFU_LISTEN=x", "KEFU_METRICS=x"})
	if err == nil || strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("two mistakes are two sentences, got %v", err)
	}
}

func TestAddresses(t *testing.T) {
	t.Chdir(t.TempDir())
	load := func(t *testing.T, env ...string) Config {
		t.Helper()
		c, err := Load("", append(env, "KEFU_SECRET="+goodSecret))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for dsn, want := range map[string]Database{
		"sqlite:/var//kefu.db":                    {Driver: SQLite, Path: "/var/kefu.db"},
		"mysql:u:p@ss/w?d@tcp(h:3306)/kefu?tls=1": {Driver: MySQL, DSN: "u:p@ss/w?d@tcp(h:3306)/kefu?tls=1"},
		"mysql:kefu@unix(/run/mysqld.sock)/kefu":  {Driver: MySQL, DSN: "kefu@unix(/run/mysqld.sock)/kefu"},
		"mysql:/kefu":                             {Driver: MySQL, DSN: "/kefu"},
	} {
		got := load(t, "KEFU_DATABASE="+dsn).Database
		if got != want {
			t.Errorf("%s: got %#v", dsn, got)
		}
		if address := strings.Replace(dsn, "//", "/", 1); got.Address() != address {
			t.Errorf("%s: the address is %s", dsn, got.Address())
		}
	}
	for addr, want := range map[string]Redis{
		"":                         {},
		"redis://h":                {Mode: RedisSingle, Addrs: []string{"h:6379"}},
		"redis://127.0.0.1:7000/3": {Mode: RedisSingle, Addrs: []string{"127.0.0.1:7000"}, DB: 3},
		"rediss://u:p%40:s@[::1]":  {Mode: RedisSingle, Addrs: []string{"[::1]:6379"}, Username: "u", Password: "p@:s", TLS: true},
		"redis+sentinel://:p@a:1,b/main/2?sentinel_password=q": {
			Mode: RedisSentinel, Addrs: []string{"a:1", "b:26379"}, Password: "p", SentinelPassword: "q", MasterName: "main", DB: 2},
		"rediss+cluster://a:1,b:2": {Mode: RedisCluster, Addrs: []string{"a:1", "b:2"}, TLS: true},
		"redis+cluster://u:p@a":    {Mode: RedisCluster, Addrs: []string{"a:6379"}, Username: "u", Password: "p"},
		"rediss+sentinel://a/main?sentinel_username=s": {
			Mode: RedisSentinel, Addrs: []string{"a:26379"}, SentinelUsername: "s", MasterName: "main", TLS: true},
	} {
		if got := load(t, "KEFU_REDIS="+addr).Redis; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %#v, want %#v", addr, got, want)
		}
	}
	for addr, want := range map[string]Files{
		"disk":       {Disk: "data/files"},
		"disk:/srv/": {Disk: "/srv"},
		"s3://k:s/+@h:9000/b?tls=off&region=cn-north-1": {S3: &S3{Endpoint: "h:9000", Bucket: "b", Region: "cn-north-1", AccessKey: "k", SecretKey: "s/+"}},
		"s3://k:s@h/b": {S3: &S3{Endpoint: "h", Bucket: "b", Region: "us-east-1", AccessKey: "k", SecretKey: "s", TLS: true}},
	} {
		if got := load(t, "KEFU_FILES="+addr).Files; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %#v, want %#v", addr, got, want)
		}
	}
	for text, want := range map[string]int64{"1024": 1024, "5 MiB": 5 << 20, "2kib": 2048, "1GiB": 1 << 30, "4096B": 4096} {
		if got := load(t, "KEFU_MAX_UPLOAD_BYTES="+text).MaxUploadBytes; got != want {
			t.Errorf("%s: got %d, want %d", text, got, want)
		}
	}
	for text, want := range map[string]Metrics{"off": {}, "on": {On: true}, "0123456789abcdef": {On: true, Token: "0123456789abcdef"}} {
		if got := load(t, "KEFU_METRICS="+text).Metrics; got != want {
			t.Errorf("%s: got %#v, want %#v", text, got, want)
		}
	}
}

// Whatever a Config is printed with, nothing of it leaks.
func TestSecretsStayHidden(t *testing.T) {
	t.Chdir(t.TempDir())
	const word = "hunter2hunter2hunter2hunter2hunter2"
	c, err := Load("", []string{
		"KEFU_SECRET=" + word, "KEFU_ADMIN_STAFF_KEY=" + word, "KEFU_IDENTITY_SECRET=" + word, "KEFU_METRICS=" + word,
		"KEFU_WECHAT_APP_ID=wx1", "KEFU_WECHAT_APP_SECRET=" + word, "KEFU_DATABASE=mysql:u:" + word + "@tcp(h)/kefu",
		"KEFU_REDIS=redis+sentinel://:" + word + "@h/main?sentinel_password=" + word, "KEFU_FILES=s3://k:" + word + "@h/b",
	})
	if err != nil {
		t.Fatal(err)
	}
	if c.Secret.Reveal() != word || c.Redis.SentinelPassword.Reveal() != word || c.Files.S3.SecretKey.Reveal() != word {
		t.Fatal("the secrets did not arrive")
	}
	var logs bytes.Buffer
	slog.New(slog.NewTextHandler(&logs, nil)).Info("x", "config", c, "secret", c.Secret, "s3", *c.Files.S3)
	slog.New(slog.NewJSONHandler(&logs, nil)).Info("x", "config", c, "secret", c.Secret, "redis", c.Redis)
	encoded, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	logs.Write(encoded)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T"} {
		fmt.Fprintf(&logs, verb, c)
		fmt.Fprintf(&logs, verb, &c)
		fmt.Fprintf(&logs, verb, c.Secret)
		fmt.Fprintf(&logs, verb, c.Database)
		fmt.Fprintf(&logs, verb, *c.Files.S3)
	}
	for _, leak := range []string{word, "hunter2", fmt.Sprintf("%x", word), fmt.Sprintf("%d", []byte(word))} {
		if strings.Contains(logs.String(), leak) {
			t.Errorf("a secret leaked as %q in %s", leak, logs.String())
		}
	}
	if got := c.Database.String(); got != "mysql:tcp(h)/kefu" {
		t.Errorf("the database shows as %q", got)
	}
	if Secret("").String() != "" || !strings.Contains(logs.String(), hidden) {
		t.Error("an empty secret shows as empty, a set one as hidden")
	}
}

func TestEditDistance(t *testing.T) {
	for _, x := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"listen", "lisen", 1}, {"redis", "rdeis", 1}, {"a", "", 1}, {"kitten", "sitting", 3}} {
		if got := editDistance(x.a, x.b); got != x.want {
			t.Errorf("%s %s: got %d, want %d", x.a, x.b, got, x.want)
		}
	}
}
