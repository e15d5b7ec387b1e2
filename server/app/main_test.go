package app_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

func TestMain(m *testing.M) {
	if os.Getenv(nodeVariable) != "" {
		os.Exit(runNode())
	}
	dir, err := os.MkdirTemp("", "kefu-app-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	binary = sync.OnceValues(func() (string, error) { return build(dir) })
	code := m.Run()
	os.RemoveAll(dir) //nolint:errcheck // it is temporary
	os.Exit(code)
}

// binary is the path of the real program, built when it is first needed.
var binary func() (string, error)

// build builds the program as the tests were built: with the race detector if
// they have it, so that most of it lies in the build's cache already.
func build(dir string) (string, error) {
	path := filepath.Join(dir, "kefu")
	args := []string{"build", "-o", path}
	if raceDetector {
		args = append(args, "-race")
	}
	out, err := exec.Command("go", append(args, "-ldflags", "-X main.version=under-test", "kefu/server")...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
}
