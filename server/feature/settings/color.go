package settings

import (
	"math"
	"strconv"
)

// textColor returns white or black, whichever can be read on a color of the
// form #rrggbb: one of the two always has a contrast of 4.5 and more, which is
// what WCAG AA asks of texts. White where both have.
func textColor(color string) string {
	if 1.05/(luminance(color)+0.05) >= 4.5 {
		return "#ffffff"
	}
	return "#000000"
}

// luminance is WCAG's relative luminance of a color, 0 to 1.
func luminance(color string) float64 {
	rgb, _ := strconv.ParseUint(color[1:], 16, 32) // checked when it was set
	part := func(shift int) float64 {
		c := float64(rgb>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}
