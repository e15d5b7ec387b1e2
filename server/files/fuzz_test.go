package files

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"
)

// FuzzStrip feeds the strippers with anything: they never panic; what they
// make of a picture that can be decoded can be decoded too, and is as large;
// and there is nothing left to strip from it.
func FuzzStrip(f *testing.F) {
	kinds := []string{typeJPEG, typePNG, typeGIF, typeWebP}
	for _, seed := range [][]byte{
		withSegments(asJPEG(f, quarters(16, 16)), metadataSegments(6)...),
		withChunks(asPNG(f, quarters(16, 16)), pngChunkOf("eXIf", tiff(binary.BigEndian, 3)), pngChunkOf("tEXt", []byte("x"))),
		withComment(asGIF(f, 8, 8, 2)),
		asWebP(8, 8, red, 6),
		asAnimatedWebP(8, 8),
		{},
	} {
		for kind := range kinds {
			f.Add(byte(kind), seed)
		}
	}
	f.Fuzz(func(t *testing.T, kind byte, file []byte) {
		mime := kinds[int(kind)%len(kinds)]
		var out bytes.Buffer
		s, err := strip(mime, &out, bytes.NewReader(file))
		if err != nil {
			if !errors.Is(err, errDamaged) {
				t.Fatalf("a damaged picture gave %v", err)
			}
			return
		}
		if s.orientation < 1 || s.orientation > 8 {
			t.Fatalf("orientation %d", s.orientation)
		}
		var again bytes.Buffer
		if _, err := strip(mime, &again, bytes.NewReader(out.Bytes())); err != nil || !bytes.Equal(again.Bytes(), out.Bytes()) {
			t.Fatalf("stripping what was stripped: %v, %d bytes of %d", err, again.Len(), out.Len())
		}
		c, err := decodeConfig(mime, bytes.NewReader(file))
		if err != nil || c.Width*c.Height > 1<<16 {
			return
		}
		before, err := decode(mime, bytes.NewReader(file))
		if err != nil {
			return
		}
		after, err := decode(mime, bytes.NewReader(out.Bytes()))
		if err != nil {
			t.Fatalf("a picture that could be decoded no longer can: %v", err)
		}
		if before.Bounds() != after.Bounds() {
			t.Fatalf("a picture of %v became one of %v", before.Bounds(), after.Bounds())
		}
	})
}

// FuzzSniff feeds the sniffers and the duration readers with anything.
func FuzzSniff(f *testing.F) {
	for _, seed := range [][]byte{
		asZip(f, "[Content_Types].xml", "word/document.xml"), asWAV(10), asMP3(3, true), asOpus(100), asMP4("isom", 100, "soun", "vide"), []byte("你好"), asWebP(8, 8, red, 1),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := sniff(bytes.NewReader(file), int64(len(file)), DefaultTypes())
		if err == nil && (never(got.mime) || got.durationMS < 0 || got.durationMS > maxDurationMS) {
			t.Fatalf("%+v", got)
		}
		for _, mime := range []string{"audio/wav", "audio/mpeg", "audio/ogg", "video/mp4"} {
			if _, ms := probe(bytes.NewReader(file), int64(len(file)), mime); ms < 0 || ms > maxDurationMS {
				t.Fatalf("%s of %d ms", mime, ms)
			}
		}
	})
}
