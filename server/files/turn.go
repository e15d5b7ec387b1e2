package files

import (
	"image"

	"golang.org/x/image/draw"
)

// turn returns m as EXIF's orientation o (2 to 8) says it must be shown, in
// the colours that it has: a photograph keeps its subsampling.
func turn(m image.Image, o int) image.Image {
	switch m := m.(type) {
	case *image.Gray:
		pix, w, h := turnPlane(m.Pix[m.PixOffset(m.Rect.Min.X, m.Rect.Min.Y):], m.Stride, m.Rect.Dx(), m.Rect.Dy(), 1, o)
		return &image.Gray{Pix: pix, Stride: w, Rect: image.Rect(0, 0, w, h)}
	case *image.YCbCr:
		if ratio, ok := turnedRatio(m.SubsampleRatio, o); ok && m.Rect.Min == (image.Point{}) {
			return turnYCbCr(m, ratio, o)
		}
	}
	flat := image.NewNRGBA(image.Rect(0, 0, m.Bounds().Dx(), m.Bounds().Dy()))
	draw.Draw(flat, flat.Rect, m, m.Bounds().Min, draw.Src)
	pix, w, h := turnPlane(flat.Pix, flat.Stride, flat.Rect.Dx(), flat.Rect.Dy(), 4, o)
	return &image.NRGBA{Pix: pix, Stride: 4 * w, Rect: image.Rect(0, 0, w, h)}
}

// swapsSides reports whether orientation o makes the width the height.
func swapsSides(o int) bool { return o >= 5 }

// turnedRatio returns the subsampling after the turn; false if there is no such.
func turnedRatio(r image.YCbCrSubsampleRatio, o int) (image.YCbCrSubsampleRatio, bool) {
	switch {
	case !swapsSides(o), r == image.YCbCrSubsampleRatio444, r == image.YCbCrSubsampleRatio420:
		return r, true
	case r == image.YCbCrSubsampleRatio422:
		return image.YCbCrSubsampleRatio440, true
	case r == image.YCbCrSubsampleRatio440:
		return image.YCbCrSubsampleRatio422, true
	}
	return 0, false
}

func turnYCbCr(m *image.YCbCr, ratio image.YCbCrSubsampleRatio, o int) *image.YCbCr {
	// The chroma planes' size is where the last pixel lies.
	last := m.COffset(m.Rect.Max.X-1, m.Rect.Max.Y-1)
	cw, ch := last%m.CStride+1, last/m.CStride+1
	y, w, h := turnPlane(m.Y, m.YStride, m.Rect.Dx(), m.Rect.Dy(), 1, o)
	cb, cstride, _ := turnPlane(m.Cb, m.CStride, cw, ch, 1, o)
	cr, _, _ := turnPlane(m.Cr, m.CStride, cw, ch, 1, o)
	return &image.YCbCr{Y: y, Cb: cb, Cr: cr, YStride: w, CStride: cstride, SubsampleRatio: ratio, Rect: image.Rect(0, 0, w, h)}
}

// turnPlane turns w by h pixels of px bytes each, whose rows begin stride
// bytes apart, and returns them without gaps, with the new width and height.
func turnPlane(pix []byte, stride, w, h, px, o int) ([]byte, int, int) {
	// A row of the result walks the source from start by step; the next row
	// begins by down further.
	right, below := px, stride
	firstX, lastX := 0, (w-1)*px
	firstY, lastY := 0, (h-1)*stride
	var start, step, down int
	switch o {
	case 2: // mirrored
		start, step, down = lastX+firstY, -right, below
	case 3: // upside down
		start, step, down = lastX+lastY, -right, -below
	case 4: // upside down and mirrored
		start, step, down = firstX+lastY, right, -below
	case 5: // transposed
		start, step, down = firstX+firstY, below, right
	case 6: // to be turned right
		start, step, down = firstX+lastY, -below, right
	case 7: // transversed
		start, step, down = lastX+lastY, -below, -right
	case 8: // to be turned left
		start, step, down = lastX+firstY, below, -right
	default:
		start, step, down = 0, right, below
	}
	nw, nh := w, h
	if swapsSides(o) {
		nw, nh = h, w
	}
	out := make([]byte, nw*nh*px)
	to := 0
	for y := range nh {
		from := start + y*down
		for range nw {
			copy(out[to:to+px], pix[from:from+px])
			to += px
			from += step
		}
	}
	return out, nw, nh
}
