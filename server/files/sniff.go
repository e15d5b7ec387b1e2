package files

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"

	"kefu/server/desk"
)

// sniffBytes is how much of a file's beginning decides: as much as mimetype reads.
const sniffBytes = 3072

// texts are the kinds of plain text that mimetype tells apart and that are
// harmless as what they also are, plain text.
var texts = []string{
	"text/csv", "text/tab-separated-values", "application/json", "application/x-ndjson", "application/geo+json",
	"application/x-subrip", "text/vtt", "text/vcard", "text/calendar",
}

// found is what a file is.
type found struct {
	mime       string
	durationMS int64 // 0: none, or not cheap to know
}

// source is a file to look at: *os.File, *bytes.Reader.
type source interface {
	io.Reader
	io.ReaderAt
	io.Seeker
}

// sniff says what the size bytes of f are, by looking at them alone, and
// leaves f anywhere. It returns bad_request if they are nothing that allowed
// names; the type that it found is part of the sentence.
func sniff(f source, size int64, allowed []string) (found, error) {
	head := make([]byte, min(size, sniffBytes))
	if _, err := f.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return found{}, fmt.Errorf("read the upload's beginning: %w", err)
	}
	mime := normal(mimetype.Detect(head))
	if never(mime) {
		return found{}, refuse(mime, allowed)
	}
	if slices.Contains(texts, mime) && !slices.Contains(allowed, mime) {
		mime = typeText
	}
	ok := found{mime: mime}
	switch {
	case mime == typeText || slices.Contains(texts, mime):
		if err := checkText(f); err != nil {
			return found{}, err
		}
	case mime == typeZip || isOffice(mime):
		kind, err := zipKind(f, size)
		if err != nil {
			return found{}, err
		}
		ok.mime = kind
	case mime == "video/webm":
		if audioOnlyWebM(head) {
			ok.mime = "audio/webm"
		}
	case strings.HasPrefix(mime, "audio/"), strings.HasPrefix(mime, "video/"):
		ok.mime, ok.durationMS = probe(f, size, mime)
	}
	if never(ok.mime) || !slices.Contains(allowed, ok.mime) {
		return found{}, refuse(ok.mime, allowed)
	}
	return ok, nil
}

// normal returns the type's one name that we use, without parameters.
func normal(m *mimetype.MIME) string {
	t, _, _ := strings.Cut(m.String(), ";")
	switch t {
	case "image/vnd.mozilla.apng":
		return typePNG
	case "audio/x-m4a":
		return "audio/mp4"
	case "video/x-m4v":
		return "video/mp4"
	}
	return t
}

func refuse(mime string, allowed []string) error {
	return desk.Errorf(desk.CodeBadRequest, "the file is of type %s by its content, which may not be uploaded; allowed are %s", mime, strings.Join(allowed, ", "))
}

// checkText reads f to its end: bad_request unless all of it is UTF-8 without
// the control characters that no text has.
func checkText(f source) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read the upload: %w", err)
	}
	buf := make([]byte, 32<<10)
	held := 0 // bytes at the beginning of buf that may be half a character
	for {
		n, err := f.Read(buf[held:])
		text := buf[:held+n]
		whole := len(text)
		if err == nil {
			whole -= halfRune(text)
		}
		if !utf8.Valid(text[:whole]) || bytes.ContainsFunc(text[:whole], notText) {
			return desk.Errorf(desk.CodeBadRequest, "a text file must be UTF-8 text; save it as UTF-8, or send it in a zip")
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read the upload: %w", err)
		}
		held = copy(buf, text[whole:])
	}
}

func notText(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\f' && r != 0x1b || r == 0x7f
}

// halfRune returns how many bytes at the end of b begin a character that does
// not end there.
func halfRune(b []byte) int {
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ {
		if tail := b[len(b)-i:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return i
		}
	}
	return 0
}

// audioOnlyWebM tells a voice recorded by a browser from a video by the codec
// names in the track list, which stands at the beginning.
func audioOnlyWebM(head []byte) bool {
	return !bytes.Contains(head, []byte("V_")) && (bytes.Contains(head, []byte("A_OPUS")) || bytes.Contains(head, []byte("A_VORBIS")))
}
