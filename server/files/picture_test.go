package files

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kefu/server/desk"
)

// took is a picture as it would be stored.
type took struct {
	picture
	file []byte
}

func take(t testing.TB, p *pictures, mime string, file []byte) (took, error) {
	t.Helper()
	out, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close() //nolint:errcheck // a test's file
	pic, err := p.take(t.Context(), mime, bytes.NewReader(file), out)
	if err != nil {
		return took{}, err
	}
	stored, err := os.ReadFile(out.Name())
	if err != nil {
		t.Fatal(err)
	}
	return took{pic, stored}, nil
}

func mustTake(t testing.TB, mime string, file []byte) took {
	t.Helper()
	got, err := take(t, newPictures(defaultMaxPixels), mime, file)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func checkNoTraces(t testing.TB, file []byte) {
	t.Helper()
	for _, trace := range []string{secretPlace, secretAuthor, "Exif", "eXIf", "EXIF", "<script"} {
		if bytes.Contains(file, []byte(trace)) {
			t.Errorf("%q is still in the stored picture", trace)
		}
	}
}

func samePixels(t testing.TB, mime string, a, b []byte) {
	t.Helper()
	ma, err := decode(mime, bytes.NewReader(a))
	if err != nil {
		t.Fatal(err)
	}
	mb, err := decode(mime, bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if ma.Bounds() != mb.Bounds() {
		t.Fatalf("the pictures are %v and %v large", ma.Bounds(), mb.Bounds())
	}
	for y := ma.Bounds().Min.Y; y < ma.Bounds().Max.Y; y++ {
		for x := ma.Bounds().Min.X; x < ma.Bounds().Max.X; x++ {
			if !near(ma.At(x, y), mb.At(x, y), 0) {
				t.Fatalf("pixel %d,%d changed", x, y)
			}
		}
	}
}

func near(a, b color.Color, within int) bool {
	ar, ag, ab, aa := a.RGBA()
	br, bg, bb, ba := b.RGBA()
	for _, d := range []int{int(ar) - int(br), int(ag) - int(bg), int(ab) - int(bb), int(aa) - int(ba)} {
		if max(d, -d)>>8 > within || within == 0 && d != 0 {
			return false
		}
	}
	return true
}

func TestMetadataGoesAndPixelsStay(t *testing.T) {
	plainJPEG, plainPNG, plainGIF := asJPEG(t, quarters(120, 80)), asPNG(t, quarters(120, 80)), asGIF(t, 60, 40, 3)
	script := []byte("<script>alert(1)</script>")
	plainVP8X := webpChunkOf("VP8X", []byte{1 << 4, 0, 0, 0, 29, 0, 0, 19, 0, 0}) // of the flags only alpha
	for _, c := range []struct {
		name, mime string
		file       []byte
		plain      []byte // as it must be stored
	}{
		{"jpeg", typeJPEG, append(withSegments(plainJPEG, metadataSegments(1)...), script...), plainJPEG},
		{"jpeg with a colour profile", typeJPEG, withSegments(plainJPEG, exifSegment(1), iccSegment()), withSegments(plainJPEG, iccSegment())},
		{"jpeg with a second picture behind", typeJPEG, slices.Concat(plainJPEG, withSegments(plainJPEG, exifSegment(3))), plainJPEG},
		{"jpeg with rubbish between segments", typeJPEG, slices.Concat(plainJPEG[:2], script, plainJPEG[2:]), plainJPEG},
		{"png", typePNG, append(withChunks(plainPNG,
			pngChunkOf("eXIf", tiff(binary.BigEndian, 1)), pngChunkOf("tEXt", []byte("Author\x00"+secretAuthor)), pngChunkOf("iTXt", []byte("x\x00\x00\x00\x00\x00"+secretPlace)),
			pngChunkOf("zTXt", []byte(secretPlace)), pngChunkOf("tIME", make([]byte, 7)), pngChunkOf("prVt", script)), script...), plainPNG},
		{"png with a colour profile", typePNG, withChunks(plainPNG, pngChunkOf("sRGB", []byte{0}), pngChunkOf("tEXt", script)), withChunks(plainPNG, pngChunkOf("sRGB", []byte{0}))},
		{"gif", typeGIF, append(withComment(plainGIF), script...), plainGIF},
		{"webp", typeWebP, append(asWebP(30, 20, green, 1), script...), webpOf(plainVP8X, webpChunkOf("VP8L", vp8l(30, 20, green)))},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := mustTake(t, c.mime, c.file)
			checkNoTraces(t, got.file)
			if !bytes.Equal(got.file, c.plain) {
				t.Errorf("%d bytes were stored, not the %d of the plain picture", len(got.file), len(c.plain))
			}
			samePixels(t, c.mime, c.file, got.file)
			if again := mustTake(t, c.mime, got.file); !bytes.Equal(again.file, got.file) {
				t.Error("stripping again changes it again")
			}
		})
	}
}

// corners are the colours of a picture's quarters: above left, above right,
// below left, below right.
func corners(t *testing.T, mime string, file []byte) [4]color.Color {
	t.Helper()
	m, err := decode(mime, bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	b := m.Bounds()
	w, h := b.Dx(), b.Dy()
	return [4]color.Color{m.At(w/4, h/4), m.At(w*3/4, h/4), m.At(w/4, h*3/4), m.At(w*3/4, h*3/4)}
}

// TestOrientation takes the quarters as EXIF 2.32, 4.6.4 A, says they must be
// shown: the 0th row and the 0th column of orientation 6 are the right side
// and the top.
func TestOrientation(t *testing.T) {
	want := [9][4]color.NRGBA{
		1: {red, green, blue, yellow},
		2: {green, red, yellow, blue},
		3: {yellow, blue, green, red},
		4: {blue, yellow, red, green},
		5: {red, blue, green, yellow},
		6: {blue, red, yellow, green},
		7: {yellow, green, blue, red},
		8: {green, yellow, red, blue},
	}
	big, grey := quarters(641, 403), image.NewGray(image.Rect(0, 0, 64, 40))
	for i := range grey.Pix {
		grey.Pix[i] = 90
	}
	for o := uint16(1); o <= 8; o++ {
		for _, c := range []struct {
			name, mime string
			file       []byte
		}{
			{"jpeg", typeJPEG, withSegments(asJPEG(t, big), exifSegment(o), iccSegment())},
			{"png", typePNG, withChunks(asPNG(t, big), pngChunkOf("sRGB", []byte{0}), pngChunkOf("eXIf", tiff(binary.LittleEndian, o)))},
		} {
			got := mustTake(t, c.mime, c.file)
			w, h := 641, 403
			if o >= 5 {
				w, h = h, w
			}
			if got.width != w || got.height != h || got.mime != c.mime {
				t.Errorf("%s %d: %d x %d %s", c.name, o, got.width, got.height, got.mime)
			}
			for which, file := range map[string][]byte{"picture": got.file, "thumbnail": got.thumbnail} {
				mime := c.mime
				if which == "thumbnail" {
					mime = typeJPEG
				}
				for i, colour := range corners(t, mime, file) {
					if !near(colour, want[o][i], 12) {
						t.Errorf("%s %d: quarter %d of the %s is %v, want %v", c.name, o, i, which, colour, want[o][i])
					}
				}
				checkNoTraces(t, file)
			}
			profile := []byte("kefu-icc")
			if c.mime == typePNG {
				profile = []byte("sRGB")
			}
			if !bytes.Contains(got.file, profile) {
				t.Errorf("%s %d: the colour profile is gone", c.name, o)
			}
		}
		if got := mustTake(t, typeJPEG, withSegments(asJPEG(t, grey), exifSegment(o))); (got.width == 64) != (o < 5) {
			t.Errorf("grey %d: %d x %d", o, got.width, got.height)
		}
	}
	turned := mustTake(t, typeWebP, asWebP(30, 20, green, 6))
	if turned.mime != typeJPEG && turned.mime != typePNG || turned.width != 20 || turned.height != 30 {
		t.Errorf("a turned webp became %d x %d %s", turned.width, turned.height, turned.mime)
	}
	checkNoTraces(t, turned.file)
}

// TestTurnKeepsSubsampling turns each kind of photograph by planes.
func TestTurnKeepsSubsampling(t *testing.T) {
	for _, ratio := range []image.YCbCrSubsampleRatio{
		image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420, image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411,
	} {
		for _, size := range []image.Point{{1, 1}, {7, 5}, {64, 32}} {
			m := image.NewYCbCr(image.Rect(0, 0, size.X, size.Y), ratio)
			flat := image.NewNRGBA(m.Rect)
			for i := range m.Y {
				m.Y[i] = byte(i)
			}
			for i := range m.Cb {
				m.Cb[i], m.Cr[i] = 90, 170
			}
			for y := range size.Y {
				for x := range size.X {
					flat.Set(x, y, m.At(x, y))
				}
			}
			for o := 2; o <= 8; o++ {
				got, want := turn(m, o), turn(flat, o)
				if got.Bounds() != want.Bounds() {
					t.Fatalf("%v %v %d: %v, want %v", ratio, size, o, got.Bounds(), want.Bounds())
				}
				for y := range want.Bounds().Dy() {
					for x := range want.Bounds().Dx() {
						if !near(got.At(x, y), want.At(x, y), 1) {
							t.Fatalf("%v %v %d: pixel %d,%d is %v, want %v", ratio, size, o, x, y, got.At(x, y), want.At(x, y))
						}
					}
				}
			}
		}
	}
}

func TestThumbnail(t *testing.T) {
	glass := quarters(1000, 500)
	for i := 3; i < len(glass.Pix); i += 4 {
		glass.Pix[i] = 100
	}
	for _, c := range []struct {
		name, mime string
		file       []byte
		w, h       int // of the thumbnail; 0: none
		as         string
	}{
		{"small enough", typeJPEG, asJPEG(t, quarters(480, 480)), 0, 0, ""},
		{"a pixel too wide", typeJPEG, asJPEG(t, quarters(481, 20)), 480, 19, typeJPEG},
		{"wide", typePNG, asPNG(t, quarters(1600, 400)), 480, 120, typeJPEG},
		{"high", typeJPEG, asJPEG(t, quarters(300, 900)), 160, 480, typeJPEG},
		{"a line", typePNG, asPNG(t, quarters(1, 2000)), 1, 480, typeJPEG},
		{"transparent", typePNG, asPNG(t, glass), 480, 240, typePNG},
		{"animated", typeGIF, asGIF(t, 960, 500, 2), 480, 250, typeJPEG},
		{"webp", typeWebP, asWebP(960, 480, blue, 0), 480, 240, typeJPEG},
		{"animated webp", typeWebP, asAnimatedWebP(960, 480), 0, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := mustTake(t, c.mime, c.file)
			if c.w == 0 {
				if got.thumbnail != nil {
					t.Error("it has a thumbnail")
				}
				return
			}
			m, kind, err := image.Decode(bytes.NewReader(got.thumbnail))
			if err != nil || "image/"+kind != c.as || m.Bounds().Dx() != c.w || m.Bounds().Dy() != c.h {
				t.Errorf("got %s %v, %v; want %s of %d x %d", kind, m.Bounds(), err, c.as, c.w, c.h)
			}
		})
	}
	animated := mustTake(t, typeWebP, asAnimatedWebP(960, 480))
	checkNoTraces(t, animated.file)
	if animated.width != 960 || animated.height != 480 {
		t.Errorf("an animated webp is said to be %d x %d", animated.width, animated.height)
	}
}

func TestHostilePictures(t *testing.T) {
	jpg, pngFile := asJPEG(t, quarters(200, 200)), asPNG(t, quarters(200, 200))
	hugeGIF := asGIF(t, 4, 4, 1)
	hugeGIF[6], hugeGIF[7], hugeGIF[8], hugeGIF[9] = 0xff, 0xff, 0xff, 0xff
	hugeJPEG := slices.Clone(jpg)
	sof := bytes.Index(hugeJPEG, []byte{0xff, jpegSOF0})
	copy(hugeJPEG[sof+5:], []byte{0xff, 0xff, 0xff, 0xff})
	lyingWebP := webpOf(webpChunkOf("VP8X", []byte{1 << 4, 0, 0, 0, 9, 0, 0, 9, 0, 0}), webpChunkOf("VP8L", vp8l(16000, 16000, red)))
	for _, c := range []struct {
		name, mime string
		file       []byte
		want       desk.Code
	}{
		{"png of a billion pixels", typePNG, hugePNG(100_000, 100_000), desk.CodeTooLarge},
		{"png whose size overflows", typePNG, hugePNG(1<<31-1, 1<<31-1), ""},
		{"png without pixels", typePNG, hugePNG(0, 5), desk.CodeBadRequest},
		{"png that ends too early", typePNG, pngFile[:len(pngFile)/2], desk.CodeBadRequest},
		{"png without its end", typePNG, pngFile[:len(pngFile)-12], desk.CodeBadRequest},
		{"png with little behind its size", typePNG, hugePNG(100, 100), desk.CodeBadRequest},
		{"png with a chunk of 4 GB", typePNG, withChunks(pngFile, []byte("\xff\xff\xff\xfftEXt")), desk.CodeBadRequest},
		{"gif head before a script", typeGIF, []byte("GIF89a/*\x00\x00\x00\x00\x00*/=1;alert(1)//"), desk.CodeBadRequest},
		{"gif of four billion pixels", typeGIF, hugeGIF, desk.CodeTooLarge},
		{"gif of its head only", typeGIF, asGIF(t, 4, 4, 1)[:13], desk.CodeBadRequest},
		{"jpeg of four billion pixels", typeJPEG, hugeJPEG, desk.CodeTooLarge},
		{"jpeg that ends too early", typeJPEG, jpg[:len(jpg)-30], desk.CodeBadRequest},
		{"jpeg of its first bytes", typeJPEG, []byte("\xff\xd8\xff"), desk.CodeBadRequest},
		{"jpeg head before html", typeJPEG, []byte("\xff\xd8\xff\xe0<html><script>alert(1)</script>"), desk.CodeBadRequest},
		{"webp larger within than without", typeWebP, lyingWebP, desk.CodeBadRequest},
		{"webp of 256 million pixels", typeWebP, asWebP(16000, 16000, red, 0), desk.CodeTooLarge},
		{"webp with a chunk longer than itself", typeWebP, webpOf([]byte("VP8L\xff\xff\xff\x7f")), desk.CodeBadRequest},
		{"webp cut short", typeWebP, asWebP(30, 30, red, 1)[:60], desk.CodeBadRequest},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := take(t, newPictures(defaultMaxPixels), c.mime, c.file)
			code := desk.CodeOf(err)
			if c.want == "" && code != desk.CodeTooLarge && code != desk.CodeBadRequest || c.want != "" && code != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

// TestPixelLimit: what counts is memory, so a picture that decodes to more
// bytes a pixel may have fewer.
func TestPixelLimit(t *testing.T) {
	p := newPictures(100 * 100)
	if _, err := take(t, p, typePNG, asPNG(t, quarters(100, 100))); err != nil {
		t.Errorf("a picture at the limit: %v", err)
	}
	_, err := take(t, p, typePNG, asPNG(t, quarters(101, 100)))
	if desk.CodeOf(err) != desk.CodeTooLarge || !strings.Contains(err.Error(), "101 x 100") {
		t.Errorf("a picture above the limit: %v", err)
	}
	progressive := asJPEG(t, quarters(100, 100))
	progressive[bytes.Index(progressive, []byte{0xff, jpegSOF0})+1] = jpegSOF2
	if _, err := take(t, p, typeJPEG, progressive); desk.CodeOf(err) != desk.CodeTooLarge {
		t.Errorf("a progressive picture at the limit: %v", err)
	}
}

// TestDecodingTakesTurns: two small pictures at a time, one large alone, and
// who waits gives up when its request ends.
func TestDecodingTakesTurns(t *testing.T) {
	p := newPictures(1000)
	must := func(all bool) func() {
		t.Helper()
		release, err := p.enter(t.Context(), all)
		if err != nil {
			t.Fatal(err)
		}
		return release
	}
	refused := func(all bool, when string) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if _, err := p.enter(ctx, all); desk.CodeOf(err) != desk.CodeUnavailable {
			t.Errorf("%s: %v", when, err)
		}
	}
	first, second := must(false), must(false)
	refused(false, "a third picture")
	first()
	refused(true, "a large picture beside a small one")
	second()
	large := must(true)
	refused(false, "a small picture beside a large one")
	refused(true, "a second large picture")
	large()
	must(true)()
}
