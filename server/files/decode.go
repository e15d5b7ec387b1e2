package files

import (
	"bufio"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"
)

// decodeConfig reads the picture's size from its head.
func decodeConfig(mime string, r io.ReadSeeker) (c image.Config, err error) {
	err = decoding(r, func() (err error) {
		switch mime {
		case typeJPEG:
			c, err = jpeg.DecodeConfig(r)
		case typePNG:
			c, err = png.DecodeConfig(r)
		case typeGIF:
			c, err = gif.DecodeConfig(r)
		case typeWebP:
			c, err = webp.DecodeConfig(r)
		}
		return err
	})
	return c, err
}

// decode decodes the picture, of an animation the first frame.
func decode(mime string, r io.ReadSeeker) (m image.Image, err error) {
	err = decoding(r, func() (err error) {
		switch mime {
		case typeJPEG:
			m, err = jpeg.Decode(r)
		case typePNG:
			m, err = png.Decode(r)
		case typeGIF:
			m, err = decodeGIF(r)
		case typeWebP:
			m, err = webp.Decode(r)
		}
		return err
	})
	return m, err
}

// decodeGIF decodes the first frame, on its place on the whole screen.
func decodeGIF(r io.ReadSeeker) (image.Image, error) {
	c, err := gif.DecodeConfig(r)
	if err != nil {
		return nil, err
	}
	if _, err = r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	frame, err := gif.Decode(r)
	if err != nil {
		return nil, err
	}
	screen := image.Rect(0, 0, c.Width, c.Height)
	if frame.Bounds() == screen {
		return frame, nil
	}
	whole := image.NewNRGBA(screen)
	draw.Draw(whole, frame.Bounds(), frame, frame.Bounds().Min, draw.Src)
	return whole, nil
}

// decoding runs a decoder from the beginning of r. Decoders are fed by
// strangers: a panic in one is the picture's fault and nobody else's.
func decoding(r io.Seeker, run func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = damaged(fmt.Sprint(p))
		}
	}()
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := run(); err != nil {
		return fmt.Errorf("%w: %w", errDamaged, err)
	}
	return nil
}

// progressive reports whether a JPEG comes in passes of growing detail.
func progressive(r io.ReadSeeker) bool {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return false
	}
	in := bufio.NewReader(r)
	for {
		marker, err := nextMarker(in, nil)
		switch {
		case err != nil, marker == jpegEOI, marker == jpegSOS:
			return false
		case marker == jpegSOF2:
			return true
		case marker == jpegSOI, marker == jpegTEM, marker >= jpegRST0 && marker <= jpegRST7:
			continue
		}
		var length [2]byte
		if _, err := io.ReadFull(in, length[:]); err != nil {
			return false
		}
		if err := discard(in, int64(length[0])<<8+int64(length[1])-2); err != nil {
			return false
		}
	}
}
