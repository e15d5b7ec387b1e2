package files

import (
	"bytes"
	"encoding/binary"
	"io"
)

// maxDurationMS drops what a header claims beyond a day: it is wrong.
const maxDurationMS = 24 * 60 * 60 * 1000

// probe looks closer at a sound or a film: MP4s are told apart by their
// tracks, and the length is read where the file says it in few bytes.
func probe(f io.ReaderAt, size int64, mime string) (string, int64) {
	var ms int64
	switch mime {
	case "audio/wav":
		ms = wavDuration(f)
	case "audio/mpeg":
		ms = mp3Duration(f, size)
	case "audio/ogg":
		ms = oggDuration(f, size)
	case "audio/mp4", "video/mp4", "video/quicktime":
		movie := readMovie(f, size)
		ms = movie.durationMS
		if mime == "video/mp4" && movie.sound && !movie.picture {
			mime = "audio/mp4" // a browser's voice recording
		}
	}
	if ms < 0 || ms > maxDurationMS {
		ms = 0
	}
	return mime, ms
}

// readAt reads up to n bytes at off; fewer at the file's end, none on an error.
func readAt(f io.ReaderAt, off, n int64) []byte {
	if off < 0 {
		n, off = n+off, 0
	}
	if n <= 0 {
		return nil
	}
	b := make([]byte, n)
	got, _ := f.ReadAt(b, off) // what is missing is missing
	return b[:got]
}

// wavDuration divides the data by the bytes a second.
func wavDuration(f io.ReaderAt) int64 {
	const maxChunks = 64
	var rate int64
	off := int64(12)
	for range maxChunks {
		chunk := readAt(f, off, 8+16)
		if len(chunk) < 8 {
			return 0
		}
		length := int64(binary.LittleEndian.Uint32(chunk[4:]))
		switch string(chunk[:4]) {
		case "fmt ":
			if len(chunk) == 24 {
				rate = int64(binary.LittleEndian.Uint32(chunk[16:]))
			}
		case "data":
			if rate > 0 {
				return length * 1000 / rate
			}
			return 0
		}
		off += 8 + length + length&1
	}
	return 0
}

// oggDuration takes the last page's position (RFC 3533, 6), counted in the
// samples of the first page's codec: Opus always counts 48 kHz.
func oggDuration(f io.ReaderAt, size int64) int64 {
	first := readAt(f, 0, 128)
	var rate, skip int64
	if i := bytes.Index(first, []byte("OpusHead")); i >= 0 && len(first) >= i+12 {
		rate, skip = 48_000, int64(binary.LittleEndian.Uint16(first[i+10:]))
	} else if i := bytes.Index(first, []byte("\x01vorbis")); i >= 0 && len(first) >= i+16 {
		rate = int64(binary.LittleEndian.Uint32(first[i+12:]))
	}
	tail := readAt(f, size-1<<16, 1<<16)
	i := bytes.LastIndex(tail, []byte("OggS\x00"))
	if rate <= 0 || i < 0 || len(tail) < i+14 {
		return 0
	}
	samples := int64(binary.LittleEndian.Uint64(tail[i+6:])) - skip
	if samples <= 0 || samples/rate > maxDurationMS/1000 {
		return 0
	}
	return samples * 1000 / rate
}

// mp3Duration counts frames by the header that encoders of changing bit rates
// write into the first frame, and otherwise takes the first frame's bit rate
// for that of all, as WeChat's recorder makes them.
func mp3Duration(f io.ReaderAt, size int64) int64 {
	off := int64(0)
	if id3 := readAt(f, 0, 10); len(id3) == 10 && string(id3[:3]) == "ID3" {
		// Its length has seven bits a byte (id3v2.4.0, 3.1).
		off = 10 + int64(id3[6]&0x7f)<<21 + int64(id3[7]&0x7f)<<14 + int64(id3[8]&0x7f)<<7 + int64(id3[9]&0x7f)
	}
	frame := readAt(f, off, 4<<10)
	h, ok := parseMP3(frame)
	if !ok {
		return 0
	}
	for _, tag := range []string{"Xing", "Info"} {
		if i := bytes.Index(frame[:min(len(frame), 64)], []byte(tag)); i >= 0 && len(frame) >= i+12 && frame[i+7]&1 != 0 {
			return int64(binary.BigEndian.Uint32(frame[i+8:])) * h.samples * 1000 / h.sampleRate
		}
	}
	return (size - off) * 8 * 1000 / h.bitRate
}

// mp3Header is what an MPEG layer III frame's head says.
type mp3Header struct{ bitRate, sampleRate, samples int64 }

// parseMP3 reads the four bytes of ISO 11172-3, 2.4.1.3 and 13818-3.
func parseMP3(b []byte) (mp3Header, bool) {
	if len(b) < 4 || b[0] != 0xff || b[1]&0xe0 != 0xe0 {
		return mp3Header{}, false
	}
	version, layer := b[1]>>3&3, b[1]>>1&3
	bits, rate := b[2]>>4, b[2]>>2&3
	if version == 1 || layer != 1 || bits == 0 || bits == 15 || rate == 3 {
		return mp3Header{}, false
	}
	kbps1 := [15]int64{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
	kbps2 := [15]int64{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
	h := mp3Header{bitRate: kbps1[bits] * 1000, sampleRate: [3]int64{44100, 48000, 32000}[rate], samples: 1152}
	if version != 3 { // MPEG 2, or 2.5
		h.bitRate, h.samples = kbps2[bits]*1000, 576
		h.sampleRate /= 2
		if version == 0 {
			h.sampleRate /= 2
		}
	}
	return h, true
}
