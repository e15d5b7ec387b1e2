package files

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"slices"
	"testing"
)

// This file makes the files that the tests upload.

// The colours of quarters' quarters, as they lie: two above, two below.
var (
	red    = color.NRGBA{200, 30, 30, 255}
	green  = color.NRGBA{30, 180, 30, 255}
	blue   = color.NRGBA{30, 30, 200, 255}
	yellow = color.NRGBA{210, 200, 30, 255}
)

// quarters returns a picture in four colours: red, green above blue, yellow.
func quarters(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := [4]color.NRGBA{red, green, blue, yellow}[2*(2*y/h)+2*x/w]
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// asGIF returns an animation of n equal frames.
func asGIF(t testing.TB, w, h, n int) []byte {
	t.Helper()
	g := gif.GIF{}
	for range n {
		m := image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{red, green, blue, yellow})
		for i := range m.Pix {
			m.Pix[i] = byte(i % 4)
		}
		g.Image, g.Delay = append(g.Image, m), append(g.Delay, 10)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The traces that must not survive: the place where a photograph was taken,
// and who took it.
const (
	secretPlace  = "KEFU-GPS-31.2304N-121.4737E"
	secretAuthor = "KEFU-AUTHOR-LI-LEI"
)

// tiff returns an EXIF block with an orientation, an author and a GPS block.
func tiff(order binary.AppendByteOrder, orientation uint16) []byte {
	b := []byte("II*\x00")
	if order == binary.BigEndian {
		b = []byte("MM\x00*")
	}
	b = order.AppendUint32(b, 8)
	const entries, gpsEntries = 3, 1
	text := uint32(8 + 2 + 12*entries + 4)
	gps := text + uint32(len(secretAuthor)) + 1
	entry := func(tag, kind uint16, count, value uint32) {
		b = order.AppendUint16(b, tag)
		b = order.AppendUint16(b, kind)
		b = order.AppendUint32(b, count)
		if kind == 3 {
			b = order.AppendUint16(b, uint16(value))
			b = order.AppendUint16(b, 0)
		} else {
			b = order.AppendUint32(b, value)
		}
	}
	b = order.AppendUint16(b, entries)
	entry(0x0112, 3, 1, uint32(orientation))
	entry(0x013b, 2, uint32(len(secretAuthor))+1, text)
	entry(0x8825, 4, 1, gps)
	b = order.AppendUint32(b, 0)
	b = append(append(b, secretAuthor...), 0)
	b = order.AppendUint16(b, gpsEntries)
	entry(0x001b, 7, uint32(len(secretPlace)), gps+2+12*gpsEntries+4)
	b = order.AppendUint32(b, 0)
	return append(b, secretPlace...)
}

// withSegments puts segments behind a JPEG's beginning.
func withSegments(jpeg []byte, segments ...[]byte) []byte {
	return slices.Concat(jpeg[:2], slices.Concat(segments...), jpeg[2:])
}

func exifSegment(orientation uint16) []byte {
	return jpegSegment(jpegAPP1, append([]byte("Exif\x00\x00"), tiff(binary.LittleEndian, orientation)...))
}

// iccSegment holds a colour profile, as far as a stripper can tell.
func iccSegment() []byte {
	return jpegSegment(jpegAPP2, append([]byte("ICC_PROFILE\x00\x01\x01"), bytes.Repeat([]byte("kefu-icc"), 40)...))
}

// metadataSegments are all the ways in which a JPEG tells more than it shows.
func metadataSegments(orientation uint16) [][]byte {
	return [][]byte{
		exifSegment(orientation),
		jpegSegment(jpegAPP1, []byte("http://ns.adobe.com/xap/1.0/\x00<x>"+secretPlace+"</x>")),
		jpegSegment(jpegAPP0+13, []byte("Photoshop 3.0\x008BIM"+secretAuthor)),
		jpegSegment(0xfe, []byte(secretPlace)),
		jpegSegment(jpegAPP2, []byte("MPF\x00"+secretAuthor)),
	}
}

func pngChunkOf(kind string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, kind...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// withChunks puts chunks behind a PNG's header.
func withChunks(png []byte, chunks ...[]byte) []byte {
	const header = 8 + 25
	return slices.Concat(png[:header], slices.Concat(chunks...), png[header:])
}

// hugePNG declares w by h pixels and holds next to nothing.
func hugePNG(w, h uint32) []byte {
	ihdr := binary.BigEndian.AppendUint32(nil, w)
	ihdr = binary.BigEndian.AppendUint32(ihdr, h)
	ihdr = append(ihdr, 8, 6, 0, 0, 0)
	return slices.Concat([]byte(pngSignature), pngChunkOf("IHDR", ihdr), pngChunkOf("IDAT", []byte{0x78, 0x9c, 3, 0, 0, 0, 0, 1}), pngChunkOf("IEND", nil))
}

// withComment puts a comment and an XMP block behind a GIF's header and palette.
func withComment(gif []byte) []byte {
	start := 13
	if gif[10]&0x80 != 0 {
		start += 3 << (gif[10]&7 + 1)
	}
	comment := append([]byte{gifExtension, 0xfe, byte(len(secretPlace))}, secretPlace...)
	xmp := append([]byte{gifExtension, gifApp, 11}, "XMP DataXMP"...)
	xmp = append(append(xmp, byte(len(secretAuthor))), secretAuthor...)
	return slices.Concat(gif[:start], append(comment, 0), append(xmp, 0), gif[start:])
}

func webpChunkOf(kind string, data []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(data)))
	b = append(b, data...)
	if len(data)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

func webpOf(chunks ...[]byte) []byte {
	body := slices.Concat(chunks...)
	return slices.Concat(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(4+len(body))), []byte("WEBP"), body)
}

// vp8l returns the lossless bit stream of a picture in one colour: five codes
// of one symbol each, so that no pixel takes a bit.
func vp8l(w, h int, c color.NRGBA) []byte {
	var bits []bool
	put := func(value, n int) {
		for i := range n {
			bits = append(bits, value>>i&1 == 1)
		}
	}
	put(0x2f, 8)
	put(w-1, 14)
	put(h-1, 14)
	put(1, 1) // alpha is used
	put(0, 3) // version
	put(0, 3) // no transform, no colour cache, one group of codes
	for _, symbol := range []uint8{c.G, c.R, c.B, c.A, 0} {
		put(1, 1) // a simple code
		put(0, 1) // of one symbol
		put(1, 1) // in eight bits
		put(int(symbol), 8)
	}
	b := make([]byte, (len(bits)+7)/8)
	for i, bit := range bits {
		if bit {
			b[i/8] |= 1 << (i % 8)
		}
	}
	return b
}

// asWebP returns a picture in one colour, with EXIF if orientation is not 0.
func asWebP(w, h int, c color.NRGBA, orientation uint16) []byte {
	picture := webpChunkOf("VP8L", vp8l(w, h, c))
	if orientation == 0 {
		return webpOf(picture)
	}
	vp8x := []byte{webpHasEXIF | webpHasXMP | 1<<4, 0, 0, 0, byte(w - 1), byte((w - 1) >> 8), 0, byte(h - 1), byte((h - 1) >> 8), 0}
	return webpOf(webpChunkOf("VP8X", vp8x), picture, webpChunkOf("EXIF", tiff(binary.BigEndian, orientation)), webpChunkOf("XMP ", []byte(secretAuthor)))
}

// asAnimatedWebP returns two frames.
func asAnimatedWebP(w, h int) []byte {
	vp8x := []byte{webpAnimation, 0, 0, 0, byte(w - 1), byte((w - 1) >> 8), 0, byte(h - 1), byte((h - 1) >> 8), 0}
	frame := make([]byte, 16)
	copy(frame[6:], vp8x[4:])
	frame[12] = 100
	frame = append(frame, webpChunkOf("VP8L", vp8l(w, h, red))...)
	return webpOf(webpChunkOf("VP8X", vp8x), webpChunkOf("ANIM", make([]byte, 6)), webpChunkOf("ANMF", frame), webpChunkOf("ANMF", frame), webpChunkOf("EXIF", tiff(binary.LittleEndian, 1)))
}

func asZip(t testing.TB, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte("<x/>")); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// asWAV returns ms of silence.
func asWAV(ms int) []byte {
	const rate = 8000 // bytes a second: 8 kHz, one byte each
	data := make([]byte, rate*ms/1000)
	b := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(36+len(data)))
	b = append(b, "WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00"...)
	b = binary.LittleEndian.AppendUint32(b, rate)
	b = binary.LittleEndian.AppendUint32(b, rate)
	b = append(b, 1, 0, 8, 0)
	b = binary.LittleEndian.AppendUint32(append(b, "data"...), uint32(len(data)))
	return append(b, data...)
}

func box(kind string, parts ...[]byte) []byte {
	body := slices.Concat(parts...)
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(8+len(body))), kind...), body...)
}

// asMP4 returns a film's head with tracks of the kinds given.
func asMP4(brand string, ms uint32, tracks ...string) []byte {
	mvhd := make([]byte, 100)
	binary.BigEndian.PutUint32(mvhd[12:], 1000)
	binary.BigEndian.PutUint32(mvhd[16:], ms)
	moov := [][]byte{box("mvhd", mvhd)}
	for _, kind := range tracks {
		moov = append(moov, box("trak", box("tkhd", make([]byte, 84)), box("mdia", box("hdlr", make([]byte, 8), []byte(kind), make([]byte, 13)))))
	}
	return slices.Concat(box("ftyp", []byte(brand), make([]byte, 4), []byte(brand)), box("mdat", make([]byte, 5000)), box("moov", moov...))
}

// asMP3 returns n frames of 48 kbit/s at 16 kHz (MPEG 2), as a WeChat recorder makes them.
func asMP3(n int, id3 bool) []byte {
	frame := make([]byte, 216) // 72 * 48000 / 16000
	copy(frame, []byte{0xff, 0xf3, 0x68, 0xc4})
	b := bytes.Repeat(frame, n)
	if id3 {
		b = append([]byte("ID3\x04\x00\x00\x00\x00\x01\x00"+string(make([]byte, 128))), b...)
	}
	return b
}

// asOpus returns an Ogg of two pages whose last ends at ms.
func asOpus(ms int) []byte {
	page := func(samples uint64, payload []byte) []byte {
		b := append([]byte("OggS\x00\x02"), binary.LittleEndian.AppendUint64(nil, samples)...)
		b = append(b, make([]byte, 12)...)
		b = append(b, 1, byte(len(payload)))
		return append(b, payload...)
	}
	const skip = 312
	head := append([]byte("OpusHead\x01\x01"), binary.LittleEndian.AppendUint16(nil, skip)...)
	head = append(head, make([]byte, 7)...)
	return append(page(0, head), page(uint64(skip+48*ms), make([]byte, 200))...)
}
