package auth

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// SecretFile is the name of the file in the data folder that keeps the
// desk's secret.
const SecretFile = "secret"

// minSecretChars is the least length of a secret, as config demands it.
const minSecretChars = 32

// DeskSecret is what everything the desk signs is derived from. Printing one
// shows nothing of it.
type DeskSecret struct{ text string }

// NewDeskSecret takes text, at least 32 random characters, as the secret.
func NewDeskSecret(text string) (DeskSecret, error) {
	if len(text) < minSecretChars {
		return DeskSecret{}, fmt.Errorf("the desk's secret must be at least %d characters long", minSecretChars)
	}
	return DeskSecret{text: text}, nil
}

// Derive returns the 32 byte key for purpose, such as "kefu/files/v1": keys of
// different purposes say nothing of each other (HKDF-SHA256, RFC 5869).
func (s DeskSecret) Derive(purpose string) []byte {
	key, err := hkdf.Key(sha256.New, []byte(s.text), nil, purpose, sha256.Size)
	if err != nil { // only for a length beyond HKDF's, which is constant here
		panic("auth: deriving a key: " + err.Error())
	}
	return key
}

// Format implements fmt.Formatter: it shows a placeholder.
func (s DeskSecret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[hidden]") }

// MarshalText implements encoding.TextMarshaler: it shows a placeholder.
func (s DeskSecret) MarshalText() ([]byte, error) { return []byte("[hidden]"), nil }

// LoadSecret returns the configured secret or, when that is empty, the one
// kept in dataDir, which it makes the first time: 256 random bits, readable by
// the owner only. Processes that start together agree on one.
func LoadSecret(dataDir, configured string) (DeskSecret, error) {
	if configured != "" {
		return NewDeskSecret(configured)
	}
	path := filepath.Join(dataDir, SecretFile)
	s, err := readSecret(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return s, err
	}
	if err := os.MkdirAll(dataDir, 0o700); err != nil {
		return DeskSecret{}, fmt.Errorf("making the data folder: %w", err)
	}
	if err := makeSecret(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return DeskSecret{}, fmt.Errorf("keeping the desk's secret: %w", err)
	}
	return readSecret(path)
}

func readSecret(path string) (DeskSecret, error) {
	info, err := os.Stat(path)
	if err != nil {
		return DeskSecret{}, fmt.Errorf("reading the desk's secret: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 { // a copy or a backup widened it
		if err := os.Chmod(path, 0o600); err != nil {
			return DeskSecret{}, fmt.Errorf("the desk's secret can be read by others, and that cannot be mended: %w", err)
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return DeskSecret{}, fmt.Errorf("reading the desk's secret: %w", err)
	}
	s, err := NewDeskSecret(strings.TrimSpace(string(data)))
	if err != nil {
		return DeskSecret{}, fmt.Errorf("%s is damaged: %w; restore it, or delete it to log everybody out", path, err)
	}
	return s, nil
}

// makeSecret writes a new secret to path, whole or not at all; fs.ErrExist if
// another process was first.
func makeSecret(path string) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), SecretFile+".*") // made 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	random := make([]byte, 32)
	_, _ = rand.Read(random) // never fails
	_, err = tmp.WriteString(base64.RawURLEncoding.EncodeToString(random) + "\n")
	if err == nil {
		err = tmp.Sync()
	}
	if cerr := tmp.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	// A link, unlike a rename, never replaces the secret of another process.
	if err := os.Link(tmp.Name(), path); err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	return os.Rename(tmp.Name(), path) // a file system without links
}
