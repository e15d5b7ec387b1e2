package files

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// The flags of a WebP's VP8X chunk.
const (
	webpHasXMP    = 1 << 2
	webpHasEXIF   = 1 << 3
	webpAnimation = 1 << 1
)

// stripWebP keeps the chunks that make the picture (RFC 9649, 2.7) and its
// animation; EXIF, XMP and unknown chunks go, and all behind the end. The
// first pass adds up what stays, since the size stands at the beginning.
func stripWebP(w *bufio.Writer, r io.ReadSeeker, s *stripped) error {
	size := int64(4) // "WEBP"
	err := eachChunk(r, func(c webpChunk, data io.Reader) error {
		switch {
		case c.keep():
			size += 8 + c.padded()
		case c.kind() == "EXIF" && c.length() <= 1<<16:
			exif := make([]byte, c.length())
			if _, err := io.ReadFull(data, exif); err != nil {
				return err
			}
			if len(exif) > 6 && string(exif[:6]) == "Exif\x00\x00" { // some writers copy it from a JPEG
				exif = exif[6:]
			}
			s.orientation = orientation(exif)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if _, err := w.Write(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(size))); err != nil {
		return err
	}
	if _, err := w.WriteString("WEBP"); err != nil {
		return err
	}
	return eachChunk(r, func(c webpChunk, data io.Reader) error {
		if !c.keep() {
			return nil
		}
		if _, err := w.Write(c[:]); err != nil {
			return err
		}
		if c.kind() == "VP8X" {
			return copyVP8X(w, data, c, s)
		}
		if _, err := io.CopyN(w, data, c.length()); err != nil {
			return err
		}
		if c.padded() > c.length() {
			return w.WriteByte(0)
		}
		return nil
	})
}

func copyVP8X(w *bufio.Writer, data io.Reader, c webpChunk, s *stripped) error {
	if c.length() != 10 {
		return damaged("its header is not of the right length")
	}
	var vp8x [10]byte
	if _, err := io.ReadFull(data, vp8x[:]); err != nil {
		return err
	}
	s.animated = vp8x[0]&webpAnimation != 0
	vp8x[0] &^= webpHasXMP | webpHasEXIF
	_, err := w.Write(vp8x[:])
	return err
}

// webpChunk is a chunk's header: its kind and its length.
type webpChunk [8]byte

func (c webpChunk) kind() string  { return string(c[:4]) }
func (c webpChunk) length() int64 { return int64(binary.LittleEndian.Uint32(c[4:])) }
func (c webpChunk) padded() int64 { return c.length() + c.length()&1 }

func (c webpChunk) keep() bool {
	switch c.kind() {
	case "VP8X", "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP":
		return true
	}
	return false
}

// eachChunk calls visit with each chunk up to the end that the file's own
// header names. visit may leave data unread.
func eachChunk(r io.ReadSeeker, visit func(c webpChunk, data io.Reader) error) error {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return err
	}
	in := bufio.NewReaderSize(r, 64<<10)
	var head [12]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return err
	}
	if string(head[:4]) != "RIFF" || string(head[8:]) != "WEBP" {
		return damaged("no WebP")
	}
	left := int64(binary.LittleEndian.Uint32(head[4:])) - 4
	for left > 0 {
		var c webpChunk
		if _, err := io.ReadFull(in, c[:]); err != nil {
			return err
		}
		if left -= 8 + c.padded(); left < -1 { // some writers forget the last padding
			return damaged("a chunk is longer than the file")
		}
		data := &io.LimitedReader{R: in, N: c.padded()}
		if err := visit(c, data); err != nil {
			return err
		}
		if err := discard(in, data.N); err != nil {
			if left < 0 && errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
	}
	return nil
}
