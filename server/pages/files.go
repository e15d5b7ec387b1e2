package pages

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

// files keeps what was asked for, ready to be sent.
type files struct {
	from fs.FS
	kept sync.Map // name -> *file
}

// file is one built file in memory.
type file struct {
	name    string
	mime    string
	etag    string // without quotes
	content []byte
	gzipped func() []byte // nil if it does not get smaller
	brotli  []byte        // as the build made it beside the file; nil if it did not
}

// open returns a file, nil if there is none.
func (f *files) open(name string) *file {
	if kept, ok := f.kept.Load(name); ok {
		return kept.(*file)
	}
	if f.from == nil || !fs.ValidPath(name) || strings.HasPrefix(path.Base(name), ".") || path.Ext(name) == ".br" {
		return nil
	}
	content, err := fs.ReadFile(f.from, name) // a folder is an error too
	if err != nil {
		return nil
	}
	made := newFile(name, content)
	made.brotli, _ = fs.ReadFile(f.from, name+".br")
	kept, _ := f.kept.LoadOrStore(name, made)
	return kept.(*file)
}

func newFile(name string, content []byte) *file {
	sum := sha256.Sum256(content)
	made := &file{name: name, mime: typeOf(name), etag: hex.EncodeToString(sum[:12]), content: content}
	made.gzipped = sync.OnceValue(func() []byte { return compress(made) })
	return made
}

// types are named here and not left to the machine's own table, which may know
// none, or wrong ones.
func typeOf(name string) string {
	switch ext := path.Ext(name); ext {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json", ".map":
		return "application/json"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	case ".ico":
		return "image/x-icon"
	case ".webmanifest":
		return "application/manifest+json"
	default:
		if t := mime.TypeByExtension(ext); t != "" {
			return t
		}
		return "application/octet-stream"
	}
}

func compress(f *file) []byte {
	text := strings.HasPrefix(f.mime, "text/") || strings.HasPrefix(f.mime, "application/json") || f.mime == "image/svg+xml"
	if !text || len(f.content) < 1024 {
		return nil
	}
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is one there is
	_, _ = z.Write(f.content)                             // a buffer takes all
	_ = z.Close()
	return b.Bytes()
}

func (f *file) isPage() bool { return path.Ext(f.name) == ".html" }

// hashed reports whether the name changes with the content.
func (f *file) hashed() bool { return strings.Contains(f.name, "/assets/") }

// serve answers with the file: conditions, ranges, and compressed for who takes it.
func (f *file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.mime)
	content, etag := f.content, f.etag
	if small := f.gzipped(); small != nil {
		h.Add("Vary", "Accept-Encoding")
		switch accept := r.Header.Get("Accept-Encoding"); {
		case f.brotli != nil && takes(accept, "br"):
			content, etag = f.brotli, etag+"-br"
			h.Set("Content-Encoding", "br")
		case takes(accept, "gzip"):
			content, etag = small, etag+"-gzip"
			h.Set("Content-Encoding", "gzip")
		}
	}
	h.Set("ETag", `"`+etag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

// takes reads Accept-Encoding (RFC 9110, 12.5.3). Of "*" it makes gzip only.
func takes(accept, coding string) bool {
	for _, part := range strings.Split(accept, ",") {
		name, params, _ := strings.Cut(part, ";")
		if name = strings.TrimSpace(name); !strings.EqualFold(name, coding) && (name != "*" || coding != "gzip") {
			continue
		}
		q := strings.ReplaceAll(strings.TrimSpace(params), " ", "")
		return q == "" || !strings.HasPrefix(q, "q=0") || strings.Trim(q, "q=0.") != ""
	}
	return false
}
