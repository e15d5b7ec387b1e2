package wire

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files of what the desk sends anew")

// golden reads a file of testdata: an object with a frame for each named case.
// The tests of the TypeScript client read the same files.
func golden(t *testing.T, name string) map[string]json.RawMessage {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	frames := map[string]json.RawMessage{}
	if err := json.Unmarshal(b, &frames); err != nil {
		t.Fatal(err)
	}
	return frames
}

// sameNames checks that the file and the table of a test hold the same cases.
func sameNames[T any](t *testing.T, frames map[string]json.RawMessage, table map[string]T) {
	t.Helper()
	for name := range frames {
		if _, ok := table[name]; !ok {
			t.Errorf("the test does not know the case %q", name)
		}
	}
	for name := range table {
		if _, ok := frames[name]; !ok {
			t.Errorf("the golden file lacks the case %q", name)
		}
	}
}

// compact writes JSON without the spaces between its parts.
func compact(t *testing.T, b []byte) string {
	t.Helper()
	var out bytes.Buffer
	if err := json.Compact(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
