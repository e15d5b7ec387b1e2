package settings

import (
	"strings"
	"testing"
	"time"
)

func TestNextOpening(t *testing.T) {
	office := Week{Monday: []Span{{"09:00", "12:00"}, {"13:30", "18:00"}}, Tuesday: []Span{{"09:00", "18:00"}}, Friday: []Span{{"22:00", "24:00"}}, Saturday: []Span{{"00:00", "02:00"}}}
	night := Week{Sunday: []Span{{"02:30", "03:30"}}, Monday: []Span{{"09:00", "10:00"}}}
	never := Week{}
	for _, c := range []struct {
		name, zone string
		week       Week
		closed     []string
		now, want  string // RFC 3339; "" is no time
	}{
		// 2026-11-23 is a Monday.
		{"before the morning", "Asia/Shanghai", office, nil, "2026-11-23T08:59:59+08:00", "2026-11-23T09:00:00+08:00"},
		{"on the stroke", "Asia/Shanghai", office, nil, "2026-11-23T09:00:00+08:00", ""},
		{"the last second", "Asia/Shanghai", office, nil, "2026-11-23T11:59:59+08:00", ""},
		{"lunch", "Asia/Shanghai", office, nil, "2026-11-23T12:00:00+08:00", "2026-11-23T13:30:00+08:00"},
		{"the evening", "Asia/Shanghai", office, nil, "2026-11-23T18:00:00+08:00", "2026-11-24T09:00:00+08:00"},
		{"over days without hours", "Asia/Shanghai", office, nil, "2026-11-24T18:00:00+08:00", "2026-11-27T22:00:00+08:00"},
		{"up to midnight", "Asia/Shanghai", office, nil, "2026-11-27T23:59:59+08:00", ""},
		{"past midnight", "Asia/Shanghai", office, nil, "2026-11-28T00:00:00+08:00", ""},
		{"the day is the zone's, not ours", "Asia/Shanghai", office, nil, "2026-11-23T02:00:00Z", ""},
		{"and so far west too", "America/Los_Angeles", office, nil, "2026-11-24T02:30:00Z", "2026-11-24T17:00:00Z"},
		{"a closed date", "Asia/Shanghai", office, []string{"2026-11-24"}, "2026-11-23T19:00:00+08:00", "2026-11-27T22:00:00+08:00"},
		{"closed today", "Asia/Shanghai", office, []string{"2026-11-23", "2026-11-24"}, "2026-11-23T10:00:00+08:00", "2026-11-27T22:00:00+08:00"},
		{"over the year's end", "Asia/Shanghai", Week{Friday: []Span{{"09:00", "10:00"}}}, nil, "2026-12-29T00:00:00+08:00", "2027-01-01T09:00:00+08:00"},
		{"never", "Asia/Shanghai", never, nil, "2026-11-23T08:00:00+08:00", ""},
		// Clocks in Berlin go from 02:00 to 03:00 on 2026-03-29, a Sunday, and back on 2026-10-25.
		{"an hour that there is not", "Europe/Berlin", night, nil, "2026-03-29T00:00:00+01:00", "2026-03-29T01:30:00Z"},
		{"an hour that there is twice", "Europe/Berlin", night, nil, "2026-10-25T00:00:00+02:00", "2026-10-25T02:30:00+02:00"},
		{"the same clock after the change", "Europe/Berlin", night, nil, "2026-03-29T12:00:00+02:00", "2026-03-30T09:00:00+02:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			zone, err := time.LoadLocation(c.zone)
			if err != nil {
				t.Fatal(err)
			}
			h := OpeningHours{Enabled: true, Week: c.week, ClosedDates: c.closed}
			now, want := instant(t, c.now), instant(t, c.want)
			got := h.next(now, zone)
			if off := got.Sub(want).Abs(); off > time.Hour || off > 0 && !strings.HasPrefix(c.name, "an hour that there is") { // Go leaves open which of the two
				t.Errorf("got %v, want %v", got, want)
			}
			h.Enabled = false
			if got := h.next(now, zone); !got.IsZero() {
				t.Errorf("switched off, it opens at %v", got)
			}
		})
	}
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	if s == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Every date of a year closed: the first one after it is found, and if there
// is none, the looking ends.
func TestAYearOff(t *testing.T) {
	day := instant(t, "2026-11-23T00:00:00Z")
	h := OpeningHours{Enabled: true, Week: Week{Monday: []Span{{"09:00", "10:00"}}}}
	for i := range maxClosedDates {
		h.ClosedDates = append(h.ClosedDates, day.AddDate(0, 0, i).Format(time.DateOnly))
	}
	if got, want := h.next(day, time.UTC), instant(t, "2027-11-29T09:00:00Z"); !got.Equal(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestTextColor(t *testing.T) {
	for color, want := range map[string]string{
		"#ffffff": "#000000", "#000000": "#ffffff", "#4353e0": "#ffffff", "#0a7d4f": "#ffffff", "#ffd400": "#000000", "#07c160": "#000000",
		"#767676": "#ffffff", "#777777": "#000000", // the two sides of 4.5:1 with white
	} {
		if got := textColor(color); got != want {
			t.Errorf("on %s stands %s, not %s", color, got, want)
		}
	}
	// Whatever the color, its text can be read.
	for rgb := 0; rgb <= 0xffffff; rgb += 0x030507 {
		color := hex(rgb)
		a, b := luminance(color), luminance(textColor(color))
		if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < 4.5 {
			t.Fatalf("%s on %s has a contrast of %.2f", textColor(color), color, ratio)
		}
	}
}

func hex(rgb int) string {
	const digits = "0123456789abcdef"
	b := []byte("#000000")
	for i := 6; i > 0; i-- {
		b[i], rgb = digits[rgb&15], rgb>>4
	}
	return string(b)
}

// Every outcome has its sentences.
func TestSentences(t *testing.T) {
	for _, o := range []Outcome{Works, NotConfigured, WrongAppID, WrongSecret, IPRefused, QuotaUsed, Busy, Unreachable, Unknown} {
		zh, en := Test{Outcome: o}.sentence("zh-CN"), Test{Outcome: o}.sentence("en")
		if zh == "" || en == "" || zh == en {
			t.Errorf("%s: %q, %q", o, zh, en)
		}
	}
}
