package demo

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"
)

// photoHeight is how high photos are unless Options say otherwise, pixels; they
// are a third wider.
const photoHeight = 840

// photoNames are the things that photo knows.
func photoNames() []string { return []string{"headphones", "parcel"} }

// photo paints what a customer might have photographed, as a JPEG. The seed
// turns the light and the thing a little, so that no two are the same.
func photo(name string, seed uint64, height int) ([]byte, error) {
	p := newPainting(rand.New(rand.NewPCG(seed, 7)), height)
	switch name {
	case "headphones":
		p.headphones()
	case "parcel":
		p.parcel()
	default:
		return nil, fmt.Errorf("there is no picture of %s", name)
	}
	p.grain()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, p.img, &jpeg.Options{Quality: 86}); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// rgb is a colour, each part from 0 to 1.
type rgb [3]float64

func (c rgb) mix(d rgb, t float64) rgb {
	t = clamp(t)
	return rgb{c[0] + (d[0]-c[0])*t, c[1] + (d[1]-c[1])*t, c[2] + (d[2]-c[2])*t}
}

// painting is a canvas in units of its height: x from -0.67 to 0.67, y from
// -0.5 (top) to 0.5.
type painting struct {
	img    *image.RGBA
	width  int // pixels, as height
	height int
	random *rand.Rand
	tilt   float64 // of the thing, radians
	hue    float64 // which colour the thing has, 0 to 1
}

func newPainting(random *rand.Rand, height int) *painting {
	width := height * 4 / 3
	return &painting{img: image.NewRGBA(image.Rect(0, 0, width, height)), width: width, height: height, random: random, tilt: 0.3 * (random.Float64() - 0.5), hue: random.Float64()}
}

// shape is a signed distance: below 0 inside.
type shape func(x, y float64) float64

// paint lays a colour over what is inside a shape; soft is the width of its
// edge, at least a pixel.
func (p *painting) paint(s shape, soft, opacity float64, c func(x, y float64) rgb) {
	soft = math.Max(soft, 1.2/float64(p.height))
	const block = 16 // pixels; a block that lies far outside needs no closer look
	reach := 1.5*block/float64(p.height) + soft
	for by := 0; by < p.height; by += block {
		for bx := 0; bx < p.width; bx += block {
			if s(p.place(bx+block/2, by+block/2)) > reach {
				continue
			}
			for py := by; py < min(by+block, p.height); py++ {
				for px := bx; px < min(bx+block, p.width); px++ {
					x, y := p.place(px, py)
					if a := opacity * clamp(0.5-s(x, y)/soft); a > 0 {
						p.blend(px, py, c(x, y), a)
					}
				}
			}
		}
	}
}

// place is where a pixel lies.
func (p *painting) place(px, py int) (x, y float64) {
	h := float64(p.height)
	return (float64(px) - float64(p.width)/2) / h, (float64(py) - h/2) / h
}

func (p *painting) blend(px, py int, c rgb, opacity float64) {
	under := p.img.RGBAAt(px, py)
	old := rgb{float64(under.R) / 255, float64(under.G) / 255, float64(under.B) / 255}
	n := old.mix(c, opacity)
	p.img.SetRGBA(px, py, color.RGBA{level(n[0]), level(n[1]), level(n[2]), 255})
}

func level(v float64) uint8 { return uint8(math.Round(255 * clamp(v))) }

func plain(c rgb) func(x, y float64) rgb { return func(float64, float64) rgb { return c } }

// lit is a colour with light from the upper left.
func lit(light, dark rgb, cx, cy, r float64) func(x, y float64) rgb {
	return func(x, y float64) rgb { return light.mix(dark, 0.5+((x-cx)*0.6+(y-cy)*0.8)/(2*r)) }
}

func everywhere(_, _ float64) float64 { return -1 }

// ellipse is near enough a distance for thin edges.
func ellipse(cx, cy, rx, ry float64) shape {
	return func(x, y float64) float64 {
		return (math.Hypot((x-cx)/rx, (y-cy)/ry) - 1) * math.Min(rx, ry)
	}
}

// box is a rectangle with round corners.
func box(cx, cy, w, h, r float64) shape {
	return func(x, y float64) float64 {
		dx, dy := math.Abs(x-cx)-w/2+r, math.Abs(y-cy)-h/2+r
		return math.Hypot(math.Max(dx, 0), math.Max(dy, 0)) + math.Min(math.Max(dx, dy), 0) - r
	}
}

// arch is the upper half of a ring.
func arch(cx, cy, rx, ry, width float64) shape {
	ring := ellipse(cx, cy, rx, ry)
	return func(x, y float64) float64 { return math.Max(math.Abs(ring(x, y))-width/2, y-cy) }
}

// polygon has straight sides; its corners go round clockwise.
func polygon(corners ...[2]float64) shape {
	return func(x, y float64) float64 {
		d := math.Inf(-1)
		for i, a := range corners {
			b := corners[(i+1)%len(corners)]
			ex, ey := b[0]-a[0], b[1]-a[1]
			d = math.Max(d, ((x-a[0])*ey-(y-a[1])*ex)/math.Hypot(ex, ey))
		}
		return d
	}
}

// turned turns a shape around the middle.
func turned(s shape, angle float64) shape {
	sin, cos := math.Sincos(-angle)
	return func(x, y float64) float64 { return s(x*cos-y*sin, x*sin+y*cos) }
}

// table is the ground that things stand on, and the wall behind it.
func (p *painting) table(wall, top, near rgb) {
	p.paint(everywhere, 0, 1, func(x, y float64) rgb {
		light := math.Exp(-((x+0.3)*(x+0.3) + (y+0.35)*(y+0.35)) * 2.2)
		return wall.mix(rgb{1, 0.98, 0.94}, 0.45*light)
	})
	p.paint(box(0, 0.5, 3, 0.56, 0), 0.006, 1, func(x, y float64) rgb {
		wood := 0.03 * math.Sin(70*y+4*math.Sin(5*x)+9*math.Sin(1.3*x))
		c := top.mix(near, (y-0.22)/0.3)
		return rgb{c[0] + wood, c[1] + wood*0.8, c[2] + wood*0.6}
	})
}

func (p *painting) headphones() {
	p.table(rgb{0.80, 0.82, 0.83}, rgb{0.76, 0.60, 0.44}, rgb{0.60, 0.44, 0.30})
	light, dark := rgb{0.34, 0.36, 0.42}, rgb{0.07, 0.08, 0.10}
	if p.hue > 0.5 {
		light, dark = rgb{0.93, 0.92, 0.90}, rgb{0.60, 0.59, 0.58}
	}
	p.paint(ellipse(0.02, 0.35, 0.44, 0.055), 0.07, 0.5, plain(rgb{0.16, 0.09, 0.05}))
	t := p.tilt * 0.4
	part := func(s shape, c func(x, y float64) rgb) { p.paint(turned(s, t), 0, 1, c) }
	part(arch(0, 0.02, 0.30, 0.37, 0.062), lit(light, dark, 0, -0.15, 0.32))
	part(arch(0, 0.03, 0.292, 0.355, 0.018), plain(dark.mix(rgb{}, 0.35)))
	p.paint(turned(arch(-0.02, 0.0, 0.306, 0.375, 0.008), t), 0.012, 0.5, plain(rgb{1, 1, 1}))
	for _, side := range []float64{-1, 1} {
		x := side * 0.30
		part(box(x, 0.04, 0.032, 0.15, 0.012), lit(rgb{0.88, 0.88, 0.89}, rgb{0.45, 0.45, 0.47}, x, 0.04, 0.05))
		part(ellipse(x-side*0.052, 0.185, 0.072, 0.148), lit(dark.mix(rgb{0.22, 0.2, 0.2}, 0.7), rgb{0.05, 0.05, 0.06}, x, 0.18, 0.15))
		part(ellipse(x, 0.185, 0.088, 0.156), lit(light, dark, x, 0.185, 0.14))
		part(ellipse(x+side*0.012, 0.185, 0.060, 0.118), lit(dark, light, x, 0.185, 0.16))
		part(ellipse(x+side*0.015, 0.185, 0.052, 0.108), lit(light.mix(dark, 0.35), dark, x, 0.17, 0.12))
		p.paint(turned(ellipse(x-0.024, 0.12, 0.016, 0.05), t), 0.03, 0.55, plain(rgb{1, 1, 1}))
	}
	// What the customer means: a scratch.
	p.paint(turned(box(0.33, 0.2, 0.004, 0.075, 0.002), 0.18+t), 0.003, 0.75, plain(rgb{0.95, 0.93, 0.88}))
	p.paint(turned(box(0.342, 0.215, 0.003, 0.04, 0.001), 0.24+t), 0.003, 0.6, plain(rgb{0.95, 0.93, 0.88}))
}

func (p *painting) parcel() {
	p.table(rgb{0.72, 0.75, 0.74}, rgb{0.55, 0.55, 0.54}, rgb{0.38, 0.38, 0.37})
	s := 0.02 * p.tilt
	p.paint(ellipse(0.05, 0.34, 0.50, 0.07), 0.09, 0.5, plain(rgb{0.08, 0.08, 0.09}))
	card := rgb{0.80, 0.63, 0.44}
	front := polygon([2]float64{-0.38, -0.06 + s}, [2]float64{0.14, 0.0}, [2]float64{0.14, 0.36}, [2]float64{-0.38, 0.27})
	side := polygon([2]float64{0.14, 0.0}, [2]float64{0.40, -0.11}, [2]float64{0.39, 0.20}, [2]float64{0.14, 0.36})
	top := polygon([2]float64{-0.38, -0.06 + s}, [2]float64{-0.10, -0.17}, [2]float64{0.40, -0.11}, [2]float64{0.14, 0.0})
	p.paint(front, 0, 1, lit(card, rgb{0.62, 0.46, 0.30}, -0.1, 0.15, 0.4))
	p.paint(side, 0, 1, lit(rgb{0.60, 0.45, 0.30}, rgb{0.42, 0.30, 0.19}, 0.27, 0.12, 0.3))
	p.paint(top, 0, 1, lit(rgb{0.90, 0.75, 0.56}, card, 0, -0.1, 0.4))
	// Tape over the top and down the front.
	tape := rgb{0.90, 0.84, 0.70}
	p.paint(polygon([2]float64{-0.145, -0.034}, [2]float64{0.13, -0.143}, [2]float64{0.20, -0.134}, [2]float64{-0.075, -0.026}), 0, 0.8, plain(tape))
	p.paint(polygon([2]float64{-0.145, -0.034}, [2]float64{-0.075, -0.026}, [2]float64{-0.075, 0.09}, [2]float64{-0.145, 0.08}), 0, 0.8, plain(tape.mix(rgb{0.7, 0.6, 0.45}, 0.3)))
	p.label()
	// The dented corner.
	p.paint(polygon([2]float64{0.02, 0.345}, [2]float64{0.06, 0.24}, [2]float64{0.15, 0.20}, [2]float64{0.22, 0.25}, [2]float64{0.20, 0.33}, [2]float64{0.13, 0.38}), 0.02, 0.9, lit(rgb{0.58, 0.43, 0.28}, rgb{0.22, 0.15, 0.09}, 0.11, 0.28, 0.1))
	for i, c := range [][4]float64{{0.07, 0.26, 0.11, -0.5}, {0.11, 0.24, 0.13, 0.3}, {0.14, 0.27, 0.09, -0.9}} {
		crease := box(0, 0, c[2], 0.004+0.001*float64(i), 0.002)
		at := func(x, y float64) float64 { return turned(crease, c[3])(x-c[0], y-c[1]) }
		p.paint(at, 0.008, 0.7, plain(rgb{0.93, 0.80, 0.62}))
	}
}

// label is the address on the parcel: lines and bars too small to be read.
func (p *painting) label() {
	shear := func(s shape) shape { return func(x, y float64) float64 { return s(x, y-0.115*(x+0.24)) } }
	p.paint(shear(box(-0.24, 0.175, 0.19, 0.13, 0.004)), 0, 0.97, plain(rgb{0.96, 0.96, 0.94}))
	for i := range 4 {
		w := 0.06 + 0.05*p.random.Float64()
		p.paint(shear(box(-0.32+w/2, 0.13+float64(i)*0.016, w, 0.006, 0.001)), 0, 0.8, plain(rgb{0.25, 0.25, 0.28}))
	}
	for x := -0.32; x < -0.16; {
		w := 0.0015 + 0.004*p.random.Float64()
		p.paint(shear(box(x, 0.215, w, 0.035, 0)), 0, 0.95, plain(rgb{0.08, 0.08, 0.1}))
		x += w + 0.0025 + 0.004*p.random.Float64()
	}
}

// grain is what a telephone's sensor adds, and its lens takes at the corners.
func (p *painting) grain() {
	for py := range p.height {
		for px := range p.width {
			x, y := p.place(px, py)
			shade, noise := 1-0.35*(x*x+y*y), 0.018*p.random.NormFloat64()
			c := p.img.RGBAAt(px, py)
			f := func(v uint8) uint8 { return level(float64(v)/255*shade + noise) }
			p.img.SetRGBA(px, py, color.RGBA{f(c.R), f(c.G), f(c.B), 255})
		}
	}
}
