package files

import (
	"mime"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCleanName(t *testing.T) {
	for _, c := range []struct{ name, mime, want string }{
		{"photo.jpg", typeJPEG, "photo.jpg"},
		{"PHOTO.JPEG", typeJPEG, "PHOTO.JPEG"},
		{"../../etc/passwd", typeText, "passwd.txt"},
		{`C:\Users\li\order.pdf`, "application/pdf", "order.pdf"},
		{"..", typePNG, "file.png"},
		{"", typePNG, "file.png"},
		{".png", typePNG, "png.png"},
		{"a/", typePNG, "file.png"},
		{"page.html", typeJPEG, "page.html.jpg"},
		{"invoice.exe", typeZip, "invoice.exe.zip"},
		{"list.csv", typeText, "list.csv"},
		{"gpj.\u202eexe", typeJPEG, "gpj.exe.jpg"},
		{"a\u2066b\u2069\u200f\u061c.png", typePNG, "ab.png"},
		{"line\r\nbreak\x00\x7f.png", typePNG, "line break.png"},
		{`a"b<c>|d?*:.png`, typePNG, "a_b_c__d___.png"},
		{"bad\xff\xfeutf8.png", typePNG, "badutf8.png"},
		{"  spaces  .png ", typePNG, "spaces.png"},
		{"发票 2026.pdf", "application/pdf", "发票 2026.pdf"},
		{"family👨‍👩‍👧.png", typePNG, "family👨‍👩‍👧.png"},
		{"letter", "application/msword", "letter.doc"},
	} {
		if got := cleanName(c.name, c.mime); got != c.want {
			t.Errorf("cleanName(%q, %s) = %q, want %q", c.name, c.mime, got, c.want)
		}
	}
	long := cleanName(strings.Repeat("好", 300)+".png", typePNG)
	if len(long) > maxNameBytes || len(long) < maxNameBytes-3 || !utf8.ValidString(long) || !strings.HasSuffix(long, "好.png") {
		t.Errorf("a long name became %q, %d bytes", long, len(long))
	}
}

func TestDisposition(t *testing.T) {
	for _, name := range []string{"plain.png", "发票 2026.pdf", "semi;colon, and=all (this)'s@%25.txt", `quote"back\slash.zip`, "family👨‍👩‍👧.png"} {
		for _, inline := range []bool{true, false} {
			got := disposition(inline, name)
			for _, r := range got {
				if r < ' ' || r > '~' {
					t.Fatalf("%q: the header %q is not ASCII", name, got)
				}
			}
			kind, params, err := mime.ParseMediaType(got)
			if err != nil || (kind == "inline") != inline {
				t.Errorf("%q: %q is read as %s, %v", name, got, kind, err)
			}
			// mime gives the extended form its precedence.
			if params["filename"] != name {
				t.Errorf("%q: %q is read as %q", name, got, params["filename"])
			}
		}
	}
}
