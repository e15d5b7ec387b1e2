package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"strings"

	"github.com/caarlos0/env/v11"
	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// envPrefix begins the name of every variable of ours: the variable of the key
// "data_dir" is KEFU_DATA_DIR.
const envPrefix = "KEFU_"

// settings are the values as they are written: what they mean is found out by
// check, which can then say in the project's own words what is wrong.
type settings struct {
	Listen                    string `yaml:"listen" env:"LISTEN"`
	PublicURL                 string `yaml:"public_url" env:"PUBLIC_URL"`
	TrustedProxies            list   `yaml:"trusted_proxies" env:"TRUSTED_PROXIES"`
	AllowedOrigins            list   `yaml:"allowed_origins" env:"ALLOWED_ORIGINS"`
	DeskName                  string `yaml:"desk_name" env:"DESK_NAME"`
	DataDir                   string `yaml:"data_dir" env:"DATA_DIR"`
	Database                  string `yaml:"database" env:"DATABASE"`
	Redis                     string `yaml:"redis" env:"REDIS"`
	JournalWriters            string `yaml:"journal_writers" env:"JOURNAL_WRITERS"`
	Secret                    string `yaml:"secret" env:"SECRET"`
	AdminStaffKey             string `yaml:"admin_staff_key" env:"ADMIN_STAFF_KEY"`
	IdentitySecret            string `yaml:"identity_secret" env:"IDENTITY_SECRET"`
	WeChatAppID               string `yaml:"wechat_app_id" env:"WECHAT_APP_ID"`
	WeChatAppSecret           string `yaml:"wechat_app_secret" env:"WECHAT_APP_SECRET"`
	WeChatBaseURL             string `yaml:"wechat_base_url" env:"WECHAT_BASE_URL"`
	Files                     string `yaml:"files" env:"FILES"`
	MaxUploadBytes            string `yaml:"max_upload_bytes" env:"MAX_UPLOAD_BYTES"`
	UploadTypes               list   `yaml:"upload_types" env:"UPLOAD_TYPES"`
	RateLimits                string `yaml:"rate_limits" env:"RATE_LIMITS"`
	MaxConnectionsPerIdentity string `yaml:"max_connections_per_identity" env:"MAX_CONNECTIONS_PER_IDENTITY"`
	LogFormat                 string `yaml:"log_format" env:"LOG_FORMAT"`
	LogLevel                  string `yaml:"log_level" env:"LOG_LEVEL"`
	Metrics                   string `yaml:"metrics" env:"METRICS"`
	ShutdownTimeout           string `yaml:"shutdown_timeout" env:"SHUTDOWN_TIMEOUT"`
}

// defaults are the values of what nobody set; configs/kefu.yaml shows the same.
func defaults() settings {
	return settings{
		Listen:         "127.0.0.1:8080",
		DeskName:       "Kefu",
		DataDir:        "data",
		Database:       "sqlite:data/kefu.db",
		JournalWriters: "1",
		WeChatBaseURL:  "https://api.weixin.qq.com",
		Files:          "disk",
		MaxUploadBytes: "20MiB",
		UploadTypes: list{
			"image/jpeg", "image/png", "image/gif", "image/webp",
			"audio/mpeg", "audio/mp4", "audio/aac", "audio/amr", "audio/ogg", "audio/wav", "audio/webm",
			"video/mp4", "video/quicktime", "video/webm",
			"application/pdf", "application/zip", "text/plain",
			"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
			"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
			"application/vnd.openxmlformats-officedocument.presentationml.presentation",
		},
		RateLimits:                "on",
		MaxConnectionsPerIdentity: "20",
		LogFormat:                 "text",
		LogLevel:                  "info",
		Metrics:                   "on",
		ShutdownTimeout:           "10s",
	}
}

// list is a YAML sequence of texts, or one text with commas, as a variable
// holds it.
type list []string

// UnmarshalText reads a comma separated text; empty entries are left out.
func (l *list) UnmarshalText(text []byte) error {
	*l = nil
	for _, part := range strings.Split(string(text), ",") {
		if part = strings.TrimSpace(part); part != "" {
			*l = append(*l, part)
		}
	}
	return nil
}

// keys returns every key in the order of the struct.
func keys() []string {
	t := reflect.TypeFor[settings]()
	names := make([]string, t.NumField())
	for i := range names {
		names[i] = t.Field(i).Tag.Get("yaml")
	}
	return names
}

// variable returns the environment variable of key.
func variable(key string) string { return envPrefix + strings.ToUpper(key) }

// readFile reads the settings of path and returns the name of what it read.
func readFile(path string) (s settings, file string, err error) {
	file = path
	if path == "" {
		file = DefaultFile
	}
	data, err := os.ReadFile(file)
	switch {
	case path == "" && errors.Is(err, fs.ErrNotExist):
		return settings{}, "", nil
	case errors.Is(err, fs.ErrNotExist):
		return settings{}, "", fmt.Errorf("the configuration file %s does not exist: name one that does, or leave --config away to use the defaults", file)
	case err != nil:
		return settings{}, "", fmt.Errorf("the configuration file cannot be read: %w", err)
	}
	if s, err = parseFile(data); err != nil {
		return settings{}, "", fmt.Errorf("%s: %w", file, err)
	}
	return s, file, nil
}

// parseFile checks the shape first, so that each mistake has its line and our
// words, and then decodes strictly.
func parseFile(data []byte) (settings, error) {
	var s settings
	tree, err := parser.ParseBytes(data, 0)
	if err != nil {
		return s, syntaxError(err)
	}
	var mistakes []error
	for _, doc := range tree.Docs {
		mistakes = append(mistakes, checkShape(doc.Body)...)
	}
	if len(tree.Docs) > 1 {
		mistakes = append(mistakes, errors.New("it holds several YAML documents: one is right"))
	}
	if len(mistakes) > 0 {
		return s, errors.Join(mistakes...)
	}
	if err := yaml.UnmarshalWithOptions(data, &s, yaml.Strict(), yaml.CustomUnmarshaler(unmarshalList)); err != nil {
		return s, syntaxError(err)
	}
	return s, nil
}

// unmarshalList takes a sequence or a comma separated text.
func unmarshalList(l *list, data []byte) error {
	var many []string
	if err := yaml.Unmarshal(data, &many); err == nil {
		*l = many
		return nil
	}
	var one string
	if err := yaml.Unmarshal(data, &one); err != nil {
		return err
	}
	return l.UnmarshalText([]byte(one))
}

// syntaxError takes the parser's error down to one line. The parser shows the
// text around a mistake, which may be a secret: only its message is kept.
func syntaxError(err error) error {
	var detailed yaml.Error
	if !errors.As(err, &detailed) || detailed.GetToken() == nil {
		return errors.New("it is not valid YAML: write each setting as `key: value`")
	}
	return fmt.Errorf("line %d is not valid YAML (%s): write each setting as `key: value`",
		detailed.GetToken().Position.Line, detailed.GetMessage())
}

// checkShape wants one mapping of known keys to texts, or to lists of texts.
func checkShape(body ast.Node) []error {
	var pairs []*ast.MappingValueNode
	switch n := body.(type) {
	case nil, *ast.NullNode, *ast.CommentGroupNode:
		return nil
	case *ast.MappingNode:
		pairs = n.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{n}
	default:
		return []error{errors.New("it is not a list of settings: write each as `key: value`")}
	}
	lists := map[string]bool{}
	known := map[string]bool{}
	t := reflect.TypeFor[settings]()
	for i := range t.NumField() {
		key := t.Field(i).Tag.Get("yaml")
		known[key] = true
		lists[key] = t.Field(i).Type == reflect.TypeFor[list]()
	}
	var mistakes []error
	for _, pair := range pairs {
		key, line := pair.Key.GetToken().Value, pair.Key.GetToken().Position.Line
		switch {
		case !known[key]:
			mistakes = append(mistakes, fmt.Errorf("line %d: there is no key `%s`%s", line, key, didYouMean(key, keys())))
		case !scalar(pair.Value) && !(lists[key] && sequenceOfScalars(pair.Value)):
			want := "one value"
			if lists[key] {
				want = "a list of values"
			}
			mistakes = append(mistakes, fmt.Errorf("line %d: `%s` (%s) must be %s", line, key, variable(key), want))
		}
	}
	return mistakes
}

func scalar(n ast.Node) bool {
	switch n.(type) {
	case *ast.StringNode, *ast.LiteralNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode:
		return true
	}
	return false
}

func sequenceOfScalars(n ast.Node) bool {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		return false
	}
	for _, v := range seq.Values {
		if !scalar(v) {
			return false
		}
	}
	return true
}

// override takes the variables of environ over what the file says, and names
// variables that look like a mistyped one of ours.
func (s *settings) override(environ []string) error {
	values := map[string]string{}
	for _, pair := range environ {
		if name, value, ok := strings.Cut(pair, "="); ok && strings.HasPrefix(name, envPrefix) {
			values[name] = strings.TrimSpace(value)
		}
	}
	if err := mistypedVariables(values); err != nil {
		return err
	}
	if err := env.ParseWithOptions(s, env.Options{Environment: values, Prefix: envPrefix}); err != nil {
		return fmt.Errorf("the environment cannot be read: %w", err)
	}
	return nil
}

// fillDefaults gives every empty setting its default.
func (s *settings) fillDefaults() {
	have, want := reflect.ValueOf(s).Elem(), reflect.ValueOf(defaults())
	for i := range have.NumField() {
		if have.Field(i).Len() == 0 { // texts and lists both have one
			have.Field(i).Set(want.Field(i))
		}
	}
}
