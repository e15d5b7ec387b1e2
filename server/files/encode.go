package files

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/draw"
)

// rewrite replaces the file by m, and returns its type: a PNG stays one, a
// JPEG too; a WebP, which we cannot write, becomes what suits it.
func rewrite(mime string, out outFile, m image.Image, colour []byte) (string, error) {
	if mime == typeWebP {
		colour = nil // another format's
		if mime = typeJPEG; !opaque(m) {
			mime = typePNG
		}
	}
	if err := out.Truncate(0); err != nil {
		return "", err
	}
	if _, err := out.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	return mime, encode(out, mime, m, turnedQuality, colour)
}

// encode writes m as a JPEG or PNG with a colour profile that was taken from a
// file of the same format.
func encode(w io.Writer, mime string, m image.Image, quality int, colour []byte) error {
	if mime == typePNG {
		const header = 8 + 25 // signature and IHDR: the profile comes next
		return png.Encode(&splicer{w: w, at: header, insert: colour}, m)
	}
	const start = 2 // SOI
	return jpeg.Encode(&splicer{w: w, at: start, insert: colour}, m, &jpeg.Options{Quality: quality})
}

// splicer writes through to w, and insert after the first at bytes.
type splicer struct {
	w      io.Writer
	at     int
	insert []byte
}

// Write implements io.Writer.
func (s *splicer) Write(p []byte) (int, error) {
	if s.insert == nil || len(p) < s.at {
		s.at -= len(p)
		return s.w.Write(p)
	}
	n, err := s.w.Write(p[:s.at])
	if err == nil {
		_, err = s.w.Write(s.insert)
	}
	s.insert = nil
	if err != nil {
		return n, err
	}
	m, err := s.w.Write(p[n:])
	return n + m, err
}

// thumbnail returns m made small, as a JPEG, or a PNG where it is transparent;
// nil if it is small already.
func thumbnail(mime string, m image.Image, colour []byte) ([]byte, error) {
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	if w <= thumbSide && h <= thumbSide {
		return nil, nil
	}
	tw, th := thumbSide, max(1, h*thumbSide/w)
	if h > w {
		tw, th = max(1, w*thumbSide/h), thumbSide
	}
	small := image.NewRGBA(image.Rect(0, 0, tw, th))
	draw.BiLinear.Scale(small, small.Rect, m, m.Bounds(), draw.Src, nil)
	as := typeJPEG
	if !small.Opaque() {
		as = typePNG
	}
	if _, photo := m.(*image.YCbCr); !photo || as != mime || len(colour) > maxThumbColour {
		colour = nil // it would not fit what the thumbnail is made of
	}
	var b bytes.Buffer
	if err := encode(&b, as, small, thumbQuality, colour); err != nil {
		return nil, fmt.Errorf("make a thumbnail: %w", err)
	}
	return b.Bytes(), nil
}

func opaque(m image.Image) bool {
	o, ok := m.(interface{ Opaque() bool })
	return ok && o.Opaque()
}
