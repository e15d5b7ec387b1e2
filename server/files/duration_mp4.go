package files

import (
	"encoding/binary"
	"io"
)

// movie is what an MP4's or MOV's head says.
type movie struct {
	durationMS     int64
	sound, picture bool // it has such a track
}

// readMovie walks the boxes (ISO 14496-12, 4.2) down to the movie's header
// and the kinds of its tracks.
func readMovie(f io.ReaderAt, size int64) movie {
	var m movie
	boxes := maxBoxes
	walkBoxes(f, 0, size, &boxes, &m)
	return m
}

// maxBoxes bounds the time that a walk takes. Films have a few dozen boxes on
// the way to what we look for.
const maxBoxes = 2000

func walkBoxes(f io.ReaderAt, from, to int64, boxes *int, m *movie) {
	for from+8 <= to && *boxes > 0 {
		*boxes--
		head := readAt(f, from, 16)
		if len(head) < 8 {
			return
		}
		length, start := int64(binary.BigEndian.Uint32(head)), int64(8)
		switch {
		case length == 0: // up to the end
			length = to - from
		case length == 1 && len(head) == 16:
			length, start = int64(binary.BigEndian.Uint64(head[8:])), 16
		}
		if length < start || length > to-from {
			return
		}
		switch string(head[4:8]) {
		case "moov", "trak", "mdia":
			walkBoxes(f, from+start, from+length, boxes, m)
		case "mvhd":
			m.durationMS = mvhdDuration(readAt(f, from+start, 32))
		case "hdlr":
			switch b := readAt(f, from+start, 12); {
			case len(b) < 12:
			case string(b[8:]) == "soun":
				m.sound = true
			case string(b[8:]) == "vide":
				m.picture = true
			}
		}
		from += length
	}
}

// mvhdDuration reads time scale and duration, which are wider in version 1.
func mvhdDuration(b []byte) int64 {
	if len(b) < 32 {
		return 0
	}
	scale, units := int64(binary.BigEndian.Uint32(b[12:])), int64(binary.BigEndian.Uint32(b[16:]))
	if b[0] == 1 {
		scale, units = int64(binary.BigEndian.Uint32(b[20:])), int64(binary.BigEndian.Uint64(b[24:]))
	}
	if scale <= 0 || units < 0 || units/scale > maxDurationMS/1000 {
		return 0
	}
	return units * 1000 / scale
}
