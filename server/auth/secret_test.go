package auth

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestLoadSecretConfigured(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s, err := LoadSecret(dir, testSecret)
	if err != nil || s != mustSecret(t, testSecret) {
		t.Fatalf("got %v", err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Error("a configured secret needs no folder")
	}
	if _, err := LoadSecret(dir, "short"); err == nil {
		t.Error("a short secret was taken")
	}
}

func TestLoadSecretKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	// Processes that start together.
	var mu sync.Mutex
	seen := map[DeskSecret]bool{}
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			s, err := LoadSecret(dir, "")
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			seen[s] = true
		})
	}
	wg.Wait()
	if len(seen) != 1 {
		t.Fatalf("%d secrets were made", len(seen))
	}
	path := filepath.Join(dir, SecretFile)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has the mode %v, %v", info.Mode(), err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("%d files were left", len(left))
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	again, err := LoadSecret(dir, "")
	if err != nil || !seen[again] {
		t.Errorf("another secret the next time: %v", err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Error("a file that others could read was left so")
	}
	other, err := LoadSecret(filepath.Join(t.TempDir(), "other"), "")
	if err != nil || seen[other] {
		t.Errorf("another desk has the same secret: %v", err)
	}
}

func TestLoadSecretDamaged(t *testing.T) {
	dir := t.TempDir()
	for _, text := range []string{"", "short\n"} {
		if err := os.WriteFile(filepath.Join(dir, SecretFile), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadSecret(dir, ""); err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("%q: got %v", text, err)
		}
	}
	if _, err := LoadSecret("/dev/null/data", ""); err == nil {
		t.Error("a folder that cannot be made was no error")
	}
}

func TestDeskSecretStaysHidden(t *testing.T) {
	s := mustSecret(t, testSecret)
	encoded, err := json.Marshal(map[string]any{"s": s})
	if err != nil {
		t.Fatal(err)
	}
	shown := string(encoded)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		shown += fmt.Sprintf(verb, s) + fmt.Sprintf(verb, &s) + fmt.Sprintf(verb, []any{s})
	}
	if strings.Contains(shown, "tests") || strings.Contains(shown, fmt.Sprintf("%x", "tests")) {
		t.Errorf("the secret shows in %s", shown)
	}
}

func TestDerive(t *testing.T) {
	s := mustSecret(t, testSecret)
	a, b := s.Derive("a"), s.Derive("b")
	if len(a) != 32 || bytes.Equal(a, b) || !bytes.Equal(a, s.Derive("a")) || bytes.Equal(a, mustSecret(t, testSecret+"x").Derive("a")) {
		t.Error("a derived key depends on the secret and the purpose, and on nothing else")
	}
}
