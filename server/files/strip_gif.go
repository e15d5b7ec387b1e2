package files

import (
	"bufio"
	"io"
)

// The GIF89a blocks and extensions that are spoken of.
const (
	gifImage     = 0x2c
	gifExtension = 0x21
	gifTrailer   = 0x3b
	gifControl   = 0xf9
	gifApp       = 0xff
)

// stripGIF keeps the frames, how they follow each other and how often; other
// extensions (comments, texts, XMP) go, and all behind the end.
func stripGIF(w *bufio.Writer, r *bufio.Reader, s *stripped) error {
	var screen [13]byte
	if _, err := io.ReadFull(r, screen[:]); err != nil {
		return err
	}
	if v := string(screen[:6]); v != "GIF87a" && v != "GIF89a" {
		return damaged("no GIF")
	}
	if _, err := w.Write(screen[:]); err != nil {
		return err
	}
	if err := copyPalette(w, r, screen[10]); err != nil {
		return err
	}
	for frames := 0; ; {
		block, err := r.ReadByte()
		if err != nil {
			return err
		}
		switch block {
		case gifTrailer:
			if frames == 0 {
				return damaged("it has no frame")
			}
			return w.WriteByte(gifTrailer)
		case gifImage:
			frames++
			s.animated = frames > 1
			err = gifFrame(w, r)
		case gifExtension:
			err = gifExtended(w, r)
		default:
			return damaged("an unknown block")
		}
		if err != nil {
			return err
		}
	}
}

// copyPalette copies the colour table that flags announce, if there is one.
func copyPalette(w io.Writer, r io.Reader, flags byte) error {
	if flags&0x80 == 0 {
		return nil
	}
	_, err := io.CopyN(w, r, 3<<(flags&7+1))
	return err
}

func gifFrame(w *bufio.Writer, r *bufio.Reader) error {
	var frame [9]byte
	if _, err := io.ReadFull(r, frame[:]); err != nil {
		return err
	}
	if err := w.WriteByte(gifImage); err != nil {
		return err
	}
	if _, err := w.Write(frame[:]); err != nil {
		return err
	}
	if err := copyPalette(w, r, frame[8]); err != nil {
		return err
	}
	codeSize, err := r.ReadByte()
	if err != nil {
		return err
	}
	if err := w.WriteByte(codeSize); err != nil {
		return err
	}
	return subBlocks(w, r)
}

// gifExtended keeps graphic controls and the loop count.
func gifExtended(w *bufio.Writer, r *bufio.Reader) error {
	kind, err := r.ReadByte()
	if err != nil {
		return err
	}
	keep := kind == gifControl
	if kind == gifApp {
		app, err := r.Peek(12) // its own length, 11, and its name
		if err != nil {
			return err
		}
		name := string(app[1:])
		keep = app[0] == 11 && (name == "NETSCAPE2.0" || name == "ANIMEXTS1.0")
	}
	if !keep {
		return subBlocks(io.Discard, r)
	}
	if _, err := w.Write([]byte{gifExtension, kind}); err != nil {
		return err
	}
	return subBlocks(w, r)
}

// subBlocks copies a chain of blocks of up to 255 bytes, its empty end included.
func subBlocks(w io.Writer, r *bufio.Reader) error {
	for {
		n, err := r.ReadByte()
		if err != nil {
			return err
		}
		if _, err := w.Write([]byte{n}); err != nil {
			return err
		}
		if n == 0 {
			return nil
		}
		if _, err := io.CopyN(w, r, int64(n)); err != nil {
			return err
		}
	}
}
