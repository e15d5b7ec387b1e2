package frontend_test

import (
	"bytes"
	"io/fs"
	"testing"

	"kefu/frontend"
)

func TestFilesSaysWhetherThePagesAreBuilt(t *testing.T) {
	dist, built := frontend.Files()
	missing := ""
	for _, name := range []string{"widget.js", "chat/index.html", "demo/index.html", "console/index.html"} {
		if _, err := fs.Stat(dist, name); err != nil {
			missing = name
		}
	}
	if built != (missing == "") {
		t.Errorf("built is %v, missing is %q", built, missing)
	}
	if _, err := fs.Stat(dist, ".keep"); err != nil {
		t.Errorf("the file system is not rooted at dist: %v", err)
	}
}

func TestPlaceholderSaysHowToBuild(t *testing.T) {
	if page := frontend.Placeholder(); !bytes.Contains(page, []byte("scripts/build")) || !bytes.HasPrefix(page, []byte("<!doctype html>")) {
		t.Errorf("the placeholder does not say how to build: %.80q", page)
	}
}
