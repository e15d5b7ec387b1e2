package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"slices"
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
	s, mistakes := parseFile(data)
	for i, m := range mistakes {
		mistakes[i] = fmt.Errorf("%s: %w", file, m)
	}
	return s, file, errors.Join(mistakes...)
}

// parseFile reads each value as the text it is written as. The library's
// decoder would first make numbers of what looks like one, and an unquoted
// secret of digits would not be the same any more.
func parseFile(data []byte) (settings, []error) {
	var s settings
	tree, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey()) // repeats are named below
	if err != nil {
		return s, []error{syntaxError(err)}
	}
	if len(tree.Docs) > 1 {
		return s, []error{errors.New("it holds several YAML documents: one is right")}
	}
	var mistakes []error
	seen := map[string]int{}
	for _, doc := range tree.Docs {
		pairs, ok := settingsOf(doc.Body)
		if !ok {
			return s, []error{errors.New("it is not a list of settings: write each as `key: value`")}
		}
		for _, pair := range pairs {
			key, line := pair.Key.GetToken().Value, pair.Key.GetToken().Position.Line
			if before, twice := seen[key]; twice {
				mistakes = append(mistakes, fmt.Errorf("line %d: `%s` stands in line %d already: write it once", line, key, before))
				continue
			}
			seen[key] = line
			if err := s.set(key, pair.Value); err != nil {
				mistakes = append(mistakes, fmt.Errorf("line %d: %w", line, err))
			}
		}
	}
	return s, mistakes
}

// set gives key the value of node.
func (s *settings) set(key string, node ast.Node) error {
	i := slices.Index(keys(), key)
	if i < 0 {
		return fmt.Errorf("there is no key `%s`%s", key, didYouMean(key, keys()))
	}
	switch field := reflect.ValueOf(s).Elem().Field(i).Addr().Interface().(type) {
	case *string:
		text, ok := scalar(node)
		if !ok {
			return fmt.Errorf("`%s` (%s) must be one value, in quotes if it has special characters", key, variable(key))
		}
		*field = text
	case *list:
		if text, ok := scalar(node); ok {
			return field.UnmarshalText([]byte(text))
		}
		if !field.sequence(node) {
			return fmt.Errorf("`%s` (%s) must be a list of values", key, variable(key))
		}
	}
	return nil
}

// sequence takes the scalars of a sequence; false if it is none.
func (l *list) sequence(node ast.Node) bool {
	seq, ok := node.(*ast.SequenceNode)
	if !ok {
		return false
	}
	for _, v := range seq.Values {
		text, ok := scalar(v)
		if !ok {
			return false
		}
		*l = append(*l, text)
	}
	return true
}

// settingsOf returns the pairs of a document: a mapping, or nothing at all.
func settingsOf(body ast.Node) ([]*ast.MappingValueNode, bool) {
	switch n := body.(type) {
	case nil, *ast.NullNode, *ast.CommentGroupNode:
		return nil, true
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	}
	return nil, false
}

// scalar returns the text of a single value as it is written, without quotes
// and the white space around it; false for a mapping, a sequence, an anchor ….
func scalar(node ast.Node) (string, bool) {
	var text string
	switch n := node.(type) {
	case *ast.NullNode:
	case *ast.StringNode:
		text = n.Value
	case *ast.LiteralNode:
		text = n.Value.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		text = n.GetToken().Value
	default:
		return "", false
	}
	return strings.TrimSpace(text), true
}

// syntaxError takes the parser's error down to one line. The parser shows the
// text around a mistake, which may be a secret: only its message is kept.
func syntaxError(err error) error {
	var detailed yaml.Error
	if !errors.As(err, &detailed) || detailed.GetToken() == nil {
		return errors.New("it is not valid YAML: write each setting as `key: value`")
	}
	return fmt.Errorf("line %d: it is not valid YAML (%s): write each setting as `key: value`",
		detailed.GetToken().Position.Line, detailed.GetMessage())
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
