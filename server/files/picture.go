package files

import (
	"context"
	"errors"
	"image"
	"image/color"
	"io"

	"kefu/server/desk"
)

const (
	thumbSide = 480 // pixels: a thumbnail fits a square of this side
	// The qualities trade size for looks: a thumbnail is looked at in
	// passing, a turned photograph replaces the original.
	thumbQuality  = 80
	turnedQuality = 90
	// maxThumbBytes is above any thumbnail: thumbSide squared pixels of four
	// bytes, uncompressed, and a colour profile.
	maxThumbBytes = 4*thumbSide*thumbSide + 2*maxThumbColour
	// maxThumbColour is the largest colour profile that a thumbnail carries.
	maxThumbColour = 16 << 10
)

// picture is what is known of a picture that may be stored.
type picture struct {
	mime          string
	width, height int // upright
	thumbnail     []byte
}

// pictures looks at pictures, few at a time: decoding needs much memory.
type pictures struct {
	maxPixels int64
	// slots has as many places as pictures may be decoded at once. One that
	// needs much takes all of them.
	slots chan struct{}
	// whole is held while taking more than one slot, so that two that need
	// all never wait for each other.
	whole chan struct{}
}

// decodesAtOnce bounds how many small pictures are decoded at the same time.
const decodesAtOnce = 2

func newPictures(maxPixels int64) *pictures {
	return &pictures{maxPixels: maxPixels, slots: make(chan struct{}, decodesAtOnce), whole: make(chan struct{}, 1)}
}

// take reads the picture of type mime from in and writes what is to be stored
// to out: without metadata, upright. It returns too_large for too many pixels,
// and bad_request for a damaged picture; it waits for its turn until ctx ends.
func (p *pictures) take(ctx context.Context, mime string, in io.ReadSeeker, out outFile) (picture, error) {
	cost, err := p.measure(mime, in)
	if err != nil {
		return picture{}, err
	}
	// Little memory and long waiting are the choice for a large picture.
	release, err := p.enter(ctx, cost > 2*p.maxPixels)
	if err != nil {
		return picture{}, err
	}
	defer release()
	pic, err := process(mime, in, out)
	if errors.Is(err, errDamaged) {
		return picture{}, &desk.Error{Code: desk.CodeBadRequest, Detail: "the file begins as " + mime + ", but the picture is damaged or not of a kind that can be read", Cause: err}
	}
	return pic, err
}

// outFile is where a picture is written: *os.File.
type outFile interface {
	io.ReadWriteSeeker
	Truncate(size int64) error
}

// enter waits for one slot, or for all.
func (p *pictures) enter(ctx context.Context, all bool) (release func(), err error) {
	want, got := 1, 0
	if all {
		want = cap(p.slots)
		select {
		case p.whole <- struct{}{}:
			defer func() { <-p.whole }()
		case <-ctx.Done():
			return nil, busy(ctx.Err())
		}
	}
	release = func() {
		for range got {
			<-p.slots
		}
	}
	for got < want {
		select {
		case p.slots <- struct{}{}:
			got++
		case <-ctx.Done():
			release()
			return nil, busy(ctx.Err())
		}
	}
	return release, nil
}

func busy(cause error) error {
	return &desk.Error{Code: desk.CodeUnavailable, Detail: "the desk is busy with other pictures; upload it again later", Cause: cause}
}

// measure reads the picture's head and refuses what would take too much
// memory to decode, before anything is decoded. It returns the bytes that
// decoding takes, at most eight for each pixel that is allowed.
func (p *pictures) measure(mime string, in io.ReadSeeker) (cost int64, err error) {
	c, err := decodeConfig(mime, in)
	if err != nil {
		return 0, &desk.Error{Code: desk.CodeBadRequest, Detail: "the file begins as " + mime + ", but the picture's size cannot be read", Cause: err}
	}
	pixels := int64(c.Width) * int64(c.Height)
	if c.Width <= 0 || c.Height <= 0 {
		return 0, desk.Errorf(desk.CodeBadRequest, "the picture has no pixels")
	}
	if pixels > p.maxPixels {
		return 0, desk.Errorf(desk.CodeTooLarge, "the picture has %d x %d pixels; at most %d are allowed", c.Width, c.Height, p.maxPixels)
	}
	perPixel := int64(4)
	switch c.ColorModel {
	case color.RGBA64Model, color.NRGBA64Model:
		perPixel = 8
	}
	if mime == typeJPEG && progressive(in) {
		// Go's decoder keeps every coefficient, in four bytes, of up to three
		// planes until the end, beside the picture.
		perPixel = 15
	}
	cost = perPixel * pixels
	if cost > 8*p.maxPixels {
		return 0, desk.Errorf(desk.CodeTooLarge, "the picture has %d x %d pixels; of its kind at most %d are allowed", c.Width, c.Height, 8*p.maxPixels/perPixel)
	}
	return cost, nil
}

// process does the work of take.
func process(mime string, in io.ReadSeeker, out outFile) (picture, error) {
	s, err := strip(mime, out, in)
	if err != nil {
		return picture{}, err
	}
	if s.animated && mime == typeWebP {
		// No decoder for these: they are stored as they are built, and shown
		// without a thumbnail.
		c, err := decodeConfig(mime, out)
		return picture{mime: mime, width: c.Width, height: c.Height}, err
	}
	m, err := decode(mime, out)
	if err != nil {
		return picture{}, err
	}
	if _, ok := m.(*image.CMYK); ok {
		s.colour = nil // what we write of it is RGB
	}
	if s.orientation != 1 && !s.animated {
		m = turn(m, s.orientation)
		if mime, err = rewrite(mime, out, m, s.colour); err != nil {
			return picture{}, err
		}
	}
	pic := picture{mime: mime, width: m.Bounds().Dx(), height: m.Bounds().Dy()}
	pic.thumbnail, err = thumbnail(mime, m, s.colour)
	return pic, err
}
