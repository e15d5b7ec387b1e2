// Package config reads what an operator wrote, in a file and in the
// environment, into one checked value. It keeps no state: the value is handed
// to whom it concerns.
package config

import (
	"errors"
	"log/slog"
	"net/netip"
	"time"
)

// DefaultFile is the file that Load reads, if it exists, when it is given none.
const DefaultFile = "configs/kefu.yaml"

// Config is a checked configuration. Printing or logging one shows no secret.
type Config struct {
	// Listen is the host and port to serve on; the host may be empty, the port 0.
	Listen   string
	Database Database
	Redis    Redis // its zero value: one node, in process
	// Secret signs tokens, at least MinSecretChars long. Empty: one is made
	// and kept in DataDir. Never empty when Redis is set.
	Secret Secret
	// AdminStaffKey is the first admin's staff key, at least
	// MinStaffKeyChars long and without white space; empty: a random one.
	AdminStaffKey Secret
	DataDir       string
	WeChat        WeChat
	// RateLimits is false only for load tests.
	RateLimits bool
	// AllowedOrigins are the pages that may carry the widget, each
	// "scheme://host[:port]" in lower case; empty: the desk's own origin only.
	AllowedOrigins []string
	// IdentitySecret signs external_ids; empty: there are none.
	IdentitySecret Secret
	// PublicURL is the address customers see, without a trailing slash; may be empty.
	PublicURL string
	// TrustedProxies are whose X-Forwarded-For is believed; empty: nobody's.
	TrustedProxies []netip.Prefix

	MaxUploadBytes int64    // of one file, 1 KiB to 1 GiB
	UploadTypes    []string // MIME types in lower case, without parameters
	Files          Files

	LogFormat LogFormat
	LogLevel  slog.Level
	Metrics   Metrics

	MaxConnectionsPerIdentity int           // 1 to 10,000; one more closes the oldest
	ShutdownTimeout           time.Duration // 1 s to 10 min
	DeskName                  string        // what customers see; 1 to 64 code points
	JournalWriters            int           // 1 to 64

	// File is the file that was read, "" if none.
	File string
}

// Bounds of the secrets an operator chooses, in characters.
const (
	MinSecretChars   = 32
	MinStaffKeyChars = 16
)

// WeChat is the mini-program's registration. Without AppID there is no WeChat login.
type WeChat struct {
	AppID     string
	AppSecret Secret
	// BaseURL is the platform's, without a trailing slash.
	BaseURL string
}

// Configured reports whether customers can log in through WeChat.
func (w WeChat) Configured() bool { return w.AppID != "" }

// LogFormat is how log lines are written.
type LogFormat string

// The log formats.
const (
	LogText LogFormat = "text"
	LogJSON LogFormat = "json"
)

// Metrics says who may read /metrics: nobody when off, otherwise who shows
// the token, or everybody when there is none.
type Metrics struct {
	On    bool
	Token Secret
}

// Load reads the file at path and then the environment, which overrides it;
// environ holds "NAME=value" as os.Environ returns them. With an empty path
// DefaultFile is read if it exists; a path that is given must exist. A value
// left empty, in either place, is the default.
//
// The error joins one sentence for each mistake; each names the key, what is
// wrong and what would be right, and none shows a secret.
func Load(path string, environ []string) (Config, error) {
	s, file, err := readFile(path)
	if err != nil {
		return Config{}, err
	}
	if err := s.override(environ); err != nil {
		return Config{}, err
	}
	s.fillDefaults()
	c, mistakes := s.check()
	c.File = file
	if len(mistakes) > 0 {
		return Config{}, errors.Join(mistakes...)
	}
	return c, nil
}
