package files

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"kefu/server/desk"
)

// Meta is what a client must be told of a file's content.
type Meta struct {
	Name       string
	Mime       string // as found, with the charset of texts
	ETag       string // quoted, by content
	Inline     bool   // a browser may show it; all else it may only save
	ModifiedAt time.Time
}

// cacheFor is how long a browser keeps a file without asking. Links change
// every hour anyway, and a recalled file should leave the caches soon.
const cacheFor = linkStep

// Open returns the content of an upload, or its thumbnail, which must be
// closed. It returns not_found if there is none, or if every message that
// carried it was recalled. Who may have it is asked elsewhere: Links.Verify
// or May. ctx must live as long as the content is read.
func (s *Service) Open(ctx context.Context, id string, thumbnail bool) (io.ReadSeekCloser, Meta, error) {
	u, err := s.record(ctx, id)
	if err != nil {
		return nil, Meta{}, err
	}
	if u.Gone() || thumbnail && !u.HasThumbnail {
		return nil, Meta{}, noSuchFile()
	}
	meta := Meta{Name: u.Name, Mime: u.Mime, ETag: `"` + u.SHA256 + `"`, Inline: mayShow(u.Mime), ModifiedAt: u.CreatedAt}
	if thumbnail {
		return s.openThumbnail(ctx, u.SHA256, meta)
	}
	if strings.HasPrefix(meta.Mime, "text/") {
		meta.Mime += "; charset=utf-8"
	}
	content, err := s.blobs.Open(ctx, u.SHA256)
	return content, meta, missing(u.SHA256, err)
}

// openThumbnail reads the thumbnail, which is small, to see which kind it is.
func (s *Service) openThumbnail(ctx context.Context, sum string, meta Meta) (io.ReadSeekCloser, Meta, error) {
	content, err := s.blobs.Open(ctx, sum+thumbSuffix)
	if err != nil {
		return nil, Meta{}, missing(sum, err)
	}
	defer content.Close() //nolint:errcheck // it was only read
	b, err := io.ReadAll(io.LimitReader(content, maxThumbBytes))
	if err != nil {
		return nil, Meta{}, fmt.Errorf("read a thumbnail: %w", err)
	}
	meta.Mime, meta.ETag = typeJPEG, `"`+sum+`-thumb"`
	if bytes.HasPrefix(b, []byte(pngSignature)) {
		meta.Mime = typePNG
	}
	meta.Name = cleanName(meta.Name, meta.Mime)
	return inMemory{bytes.NewReader(b)}, meta, nil
}

type inMemory struct{ *bytes.Reader }

// Close implements io.Closer.
func (inMemory) Close() error { return nil }

// missing makes not_found of content that is gone from under its record; the
// log learns which.
func missing(sum string, err error) error {
	if !errors.Is(err, errNoBlob) {
		return err
	}
	return &desk.Error{Code: desk.CodeNotFound, Detail: "there is no such file", Cause: fmt.Errorf("the content %s of an upload is not stored", sum)}
}

// mayShow reports whether a browser may show a type in place: what it only
// paints or plays.
func mayShow(mime string) bool {
	return isPicture(mime) || strings.HasPrefix(mime, "audio/") || strings.HasPrefix(mime, "video/")
}

// Serve answers a GET or HEAD with an upload or its thumbnail: ranges,
// conditions, and headers that keep a browser from taking it for anything but
// what was found. It returns the errors of Open, and has then written nothing.
func (s *Service) Serve(w http.ResponseWriter, r *http.Request, id string, thumbnail bool) error {
	content, meta, err := s.Open(r.Context(), id, thumbnail)
	if err != nil {
		return err
	}
	defer content.Close() //nolint:errcheck // it was only read
	h := w.Header()
	h.Set("Content-Type", meta.Mime)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Disposition", disposition(meta.Inline, meta.Name))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", fmt.Sprintf("private, max-age=%d, immutable", int(cacheFor.Seconds())))
	h.Set("ETag", meta.ETag)
	http.ServeContent(w, r, "", meta.ModifiedAt, content)
	return nil
}
