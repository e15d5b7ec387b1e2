package files

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// The JPEG markers (ITU-T T.81, table B.1) that are spoken of.
const (
	jpegTEM  = 0x01
	jpegSOF0 = 0xc0
	jpegSOF2 = 0xc2
	jpegRST0 = 0xd0
	jpegRST7 = 0xd7
	jpegSOI  = 0xd8
	jpegEOI  = 0xd9
	jpegSOS  = 0xda
	jpegDRI  = 0xdd
	jpegAPP0 = 0xe0
	jpegAPP1 = 0xe1
	jpegAPP2 = 0xe2
	jpegAPPE = 0xee
)

// stripJPEG keeps the tables, frames and scans, and of the application
// segments those that change the look: JFIF's (without its thumbnail), colour
// profiles and Adobe's colour transform. Thus EXIF, XMP, IPTC, comments,
// makers' notes and pictures hidden behind the end are gone.
func stripJPEG(w *bufio.Writer, r *bufio.Reader, s *stripped) error {
	var soi [2]byte
	if _, err := io.ReadFull(r, soi[:]); err != nil {
		return err
	}
	if soi != [2]byte{0xff, jpegSOI} {
		return damaged("no JPEG")
	}
	if _, err := w.Write(soi[:]); err != nil {
		return err
	}
	buf := make([]byte, 1<<16)
	marker, err := nextMarker(r, nil)
	for err == nil && marker != jpegEOI {
		marker, err = jpegPart(w, r, marker, buf, s)
	}
	if err != nil {
		return err
	}
	_, err = w.Write([]byte{0xff, jpegEOI})
	return err
}

// jpegPart copies or drops what marker begins, and returns the next marker.
func jpegPart(w *bufio.Writer, r *bufio.Reader, marker byte, buf []byte, s *stripped) (byte, error) {
	if marker == jpegSOI {
		return 0, damaged("a JPEG within a JPEG")
	}
	if marker == jpegTEM || marker >= jpegRST0 && marker <= jpegRST7 {
		return nextMarker(r, nil) // they stand alone, and mean nothing here
	}
	payload, err := segment(r, buf)
	if err != nil {
		return 0, err
	}
	if payload = keepJPEG(marker, payload, s); payload == nil {
		return nextMarker(r, nil)
	}
	if _, err := w.Write(jpegSegment(marker, payload)); err != nil {
		return 0, err
	}
	if marker == jpegSOS {
		return nextMarker(r, w) // the compressed data has no length
	}
	return nextMarker(r, nil)
}

// segment reads a segment's length and payload into buf.
func segment(r *bufio.Reader, buf []byte) ([]byte, error) {
	var length [2]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return nil, err
	}
	n := int(binary.BigEndian.Uint16(length[:]))
	if n < 2 {
		return nil, damaged("a segment without length")
	}
	payload := buf[:n-2]
	_, err := io.ReadFull(r, payload)
	return payload, err
}

// jpegSegment returns the whole segment: marker, length, payload.
func jpegSegment(marker byte, payload []byte) []byte {
	head := binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(payload)+2))
	return append(head, payload...)
}

// keepJPEG returns what of a segment stays; nil: nothing.
func keepJPEG(marker byte, payload []byte, s *stripped) []byte {
	switch {
	case marker >= jpegSOF0 && marker <= jpegDRI: // frames, tables, scans
		return payload
	case marker == jpegAPP0 && len(payload) >= 14 && bytes.HasPrefix(payload, []byte("JFIF\x00")):
		jfif := payload[:14]
		jfif[12], jfif[13] = 0, 0 // no thumbnail
		return jfif
	case marker == jpegAPP1 && bytes.HasPrefix(payload, []byte("Exif\x00")) && len(payload) > 6:
		if o := orientation(payload[6:]); s.orientation == 1 {
			s.orientation = o
		}
	case marker == jpegAPP2 && bytes.HasPrefix(payload, []byte("ICC_PROFILE\x00")):
		s.addColour(jpegSegment(marker, payload))
		return payload
	case marker == jpegAPPE && bytes.HasPrefix(payload, []byte("Adobe")):
		return payload
	}
	return nil
}

// nextMarker goes on to the next marker. What stands before it is a scan's
// compressed data and copied to scan, or, if scan is nil, rubbish and dropped,
// as decoders do.
func nextMarker(r *bufio.Reader, scan *bufio.Writer) (byte, error) {
	for {
		part, err := r.ReadSlice(0xff)
		full := errors.Is(err, bufio.ErrBufferFull)
		if err != nil && !full {
			return 0, err
		}
		if !full {
			part = part[:len(part)-1]
		}
		if scan != nil {
			if _, err := scan.Write(part); err != nil {
				return 0, err
			}
		}
		if full {
			continue
		}
		code := byte(0xff)
		for code == 0xff { // fill bytes
			if code, err = r.ReadByte(); err != nil {
				return 0, err
			}
		}
		// A stuffed zero or a restart belongs to the scan.
		if code != 0 && (scan == nil || code < jpegRST0 || code > jpegRST7) {
			return code, nil
		}
		if scan != nil {
			if _, err := scan.Write([]byte{0xff, code}); err != nil {
				return 0, err
			}
		}
	}
}
