package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// Parts of a staff key that the desk made: "sk_", the prefix, "_" and the
// random part, 190 bits of it.
const (
	keyStart       = "sk_"
	keyPrefixChars = 8
	keyRandomChars = 32
	base62         = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)

// maxCredentialBytes bounds what is looked at at all: more than any token or
// staff key of ours has.
const maxCredentialBytes = 4096

// NewStaffKey makes a staff key. The key is shown to its owner once and never
// kept; the prefix (its public part, unique among agents) and the hash are.
func NewStaffKey() (key, prefix string, hash []byte, err error) {
	if prefix, err = randomBase62(keyPrefixChars); err != nil {
		return "", "", nil, err
	}
	random, err := randomBase62(keyRandomChars)
	if err != nil {
		return "", "", nil, err
	}
	key = keyStart + prefix + "_" + random
	return key, prefix, HashStaffKey(key), nil
}

// KeyPrefix returns what a staff key is looked up by: the prefix of a key that
// the desk made; of any other text, which an operator may have chosen, "k-" and
// 40 bits of a hash. At most 12 characters of ASCII.
func KeyPrefix(key string) string {
	if rest, ok := strings.CutPrefix(key, keyStart); ok && len(rest) == keyPrefixChars+1+keyRandomChars &&
		rest[keyPrefixChars] == '_' && isBase62(rest[:keyPrefixChars]) && isBase62(rest[keyPrefixChars+1:]) {
		return rest[:keyPrefixChars]
	}
	// A domain of its own, so that the prefix, which others see, is no part of
	// the stored hash.
	sum := sha256.Sum256([]byte("kefu/staff-key-prefix/v1\x00" + key))
	return "k-" + hex.EncodeToString(sum[:5])
}

// HashStaffKey returns what is stored of a key: its SHA-256, 32 bytes. A slow
// hash would protect guessable passwords; these keys are random, and nobody
// goes through 2^190 of them. A fast one lets a staff key be used directly on
// every call.
func HashStaffKey(key string) []byte {
	sum := sha256.Sum256([]byte(key))
	return sum[:]
}

// randomBase62 returns n random characters, each equally likely.
func randomBase62(n int) (string, error) {
	out := make([]byte, 0, n)
	buf := make([]byte, 2*n)
	for {
		if _, err := rand.Read(buf); err != nil {
			return "", fmt.Errorf("making a staff key: %w", err)
		}
		for _, b := range buf {
			if b >= 248 { // 4*62: above it some characters would come more often
				continue
			}
			if out = append(out, base62[b%62]); len(out) == n {
				return string(out), nil
			}
		}
	}
}

func isBase62(s string) bool {
	for i := range len(s) {
		if strings.IndexByte(base62, s[i]) < 0 {
			return false
		}
	}
	return s != ""
}
