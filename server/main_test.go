package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"testing"
)

// The front end's REST client is typed by a committed copy of the document.
func TestOpenAPICopyIsFresh(t *testing.T) {
	var now bytes.Buffer
	if err := run(context.Background(), []string{"openapi"}, nil, &now); err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile("../frontend/packages/api/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if canonical(t, now.Bytes()) != canonical(t, kept) {
		t.Error("frontend/packages/api/openapi.json is stale: run scripts/generate")
	}
}

// canonical writes JSON in one way.
func canonical(t *testing.T, b []byte) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
