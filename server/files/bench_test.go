package files

import (
	"bytes"
	"testing"
)

// BenchmarkPhoto is what the sender of a phone's upright photograph waits for,
// beside the network: 12 megapixels, to be turned.
func BenchmarkPhoto(b *testing.B) {
	h := newHouse(b, Config{}, newDisk(b))
	photo := withSegments(asJPEG(b, quarters(4032, 3024)), exifSegment(6))
	b.SetBytes(int64(len(photo)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := h.Upload(b.Context(), h.li, "photo.jpg", bytes.NewReader(photo)); err != nil {
			b.Fatal(err)
		}
	}
}
