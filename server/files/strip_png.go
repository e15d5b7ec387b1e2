package files

import (
	"bufio"
	"encoding/binary"
	"io"
)

const pngSignature = "\x89PNG\r\n\x1a\n"

// stripPNG keeps the chunks that make the picture (PNG 3rd edition, 11) and
// its animation; texts, times, EXIF and unknown chunks go, and all behind the
// end.
func stripPNG(w *bufio.Writer, r *bufio.Reader, s *stripped) error {
	var head [8]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return err
	}
	if string(head[:]) != pngSignature {
		return damaged("no PNG")
	}
	if _, err := w.Write(head[:]); err != nil {
		return err
	}
	for first := true; ; first = false {
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return err
		}
		kind := string(head[4:])
		if first != (kind == "IHDR") {
			return damaged("its header is not its first chunk")
		}
		if err := pngChunk(w, r, head, kind, s); err != nil {
			return err
		}
		if kind == "IEND" {
			return nil
		}
	}
}

// pngChunk copies or drops the chunk whose length and kind are head.
func pngChunk(w *bufio.Writer, r *bufio.Reader, head [8]byte, kind string, s *stripped) error {
	length := int64(binary.BigEndian.Uint32(head[:]))
	if length > 1<<31-1 {
		return damaged("a chunk is too long")
	}
	rest := length + 4 // the checksum
	switch kind {
	case "eXIf":
		if length > 1<<16 {
			break
		}
		exif := make([]byte, rest)
		if _, err := io.ReadFull(r, exif); err != nil {
			return err
		}
		s.orientation = orientation(exif[:length])
		return nil
	case "iCCP", "cHRM", "gAMA", "sRGB", "cICP":
		if length > maxColourBytes {
			break
		}
		chunk := make([]byte, rest)
		if _, err := io.ReadFull(r, chunk); err != nil {
			return err
		}
		s.addColour(head[:], chunk)
		if _, err := w.Write(head[:]); err != nil {
			return err
		}
		_, err := w.Write(chunk)
		return err
	case "acTL":
		s.animated = true
		fallthrough
	case "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "sBIT", "bKGD", "pHYs", "fcTL", "fdAT":
		if _, err := w.Write(head[:]); err != nil {
			return err
		}
		_, err := io.CopyN(w, r, rest)
		return err
	}
	return discard(r, rest)
}

// discard drops the next n bytes of r; an error if there are fewer.
func discard(r io.Reader, n int64) error {
	_, err := io.CopyN(io.Discard, r, n)
	return err
}
