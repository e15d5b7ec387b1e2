package auth

import (
	"bytes"
	"crypto/sha256"
	"regexp"
	"strings"
	"testing"
)

func TestNewStaffKey(t *testing.T) {
	form := regexp.MustCompile(`^sk_[0-9A-Za-z]{8}_[0-9A-Za-z]{32}$`)
	keys, prefixes := map[string]bool{}, map[string]bool{}
	letters := map[rune]int{}
	for range 500 {
		key, prefix, hash, err := NewStaffKey()
		if err != nil || !form.MatchString(key) {
			t.Fatalf("%q, %v", key, err)
		}
		if KeyPrefix(key) != prefix || !bytes.Equal(HashStaffKey(key), hash) || len(hash) != sha256.Size {
			t.Fatalf("the parts of %q do not fit", key)
		}
		if strings.Contains(key[len("sk_")+8:], prefix) {
			t.Errorf("the random part of %q holds the prefix", key)
		}
		keys[key], prefixes[prefix] = true, true
		for _, r := range key[len("sk_00000000_"):] {
			letters[r]++
		}
	}
	if len(keys) != 500 || len(prefixes) != 500 {
		t.Error("keys repeat")
	}
	for _, r := range base62 { // 16,000 letters, 258 of each; 7 standard deviations
		if n := letters[r]; n < 145 || n > 371 {
			t.Errorf("%c comes %d times", r, n)
		}
	}
}

func TestKeyPrefix(t *testing.T) {
	random := strings.Repeat("r", 32)
	for _, x := range []struct {
		name, key string
		derived   bool
	}{
		{"a key of ours", "sk_abcd1234_" + random, false},
		{"an operator's", "correct-horse-battery-staple", true},
		{"an operator's in Chinese", "这是一个很长很长很长很长的密钥啊", true},
		{"like ours, but shorter", "sk_abcd1234_" + random[1:], true},
		{"like ours, but longer", "sk_abcd1234_" + random + "r", true},
		{"like ours, but with other letters", "sk_abcd-234_" + random, true},
		{"like ours, without the line", "sk_abcd1234-" + random, true},
		{"empty", "", true},
	} {
		got := KeyPrefix(x.key)
		if derived := regexp.MustCompile(`^k-[0-9a-f]{10}$`).MatchString(got); derived != x.derived || !x.derived && got != "abcd1234" {
			t.Errorf("%s: got %q", x.name, got)
		}
		if got != KeyPrefix(x.key) {
			t.Errorf("%s: not the same twice", x.name)
		}
		if strings.Contains(string(HashStaffKey(x.key)), got) {
			t.Errorf("%s: the prefix shows in the hash", x.name)
		}
	}
	if KeyPrefix("correct-horse-battery-staple") == KeyPrefix("correct-horse-battery-staplf") {
		t.Error("two keys share a prefix")
	}
}
