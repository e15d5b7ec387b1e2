package demo

import (
	"bytes"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"
)

// TestPhoto keeps the pictures for looking where KEFU_TEST_PICTURES names a folder.
func TestPhoto(t *testing.T) {
	for _, name := range photoNames() {
		for seed := range uint64(2) {
			data, err := photo(name, seed, photoHeight/2)
			if err != nil {
				t.Fatal(err)
			}
			img, err := jpeg.Decode(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			colours := map[[3]uint32]bool{}
			for y := 0; y < photoHeight/2; y += 10 {
				for x := 0; x < photoHeight/2*4/3; x += 10 {
					r, g, b, _ := img.At(x, y).RGBA()
					colours[[3]uint32{r >> 12, g >> 12, b >> 12}] = true
				}
			}
			if len(colours) < 60 {
				t.Errorf("the photo of %s has %d colours: that is no photo", name, len(colours))
			}
			if dir := os.Getenv("KEFU_TEST_PICTURES"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, name+string(rune('0'+seed))+".jpg"), data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if _, err := photo("moon", 1, 30); err == nil {
		t.Error("there is a photo of the moon")
	}
}
