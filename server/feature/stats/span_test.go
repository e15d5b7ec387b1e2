package stats

import (
	"context"
	"strings"
	"testing"
	"time"
)

func TestSpan(t *testing.T) {
	for _, c := range []struct {
		name, tz, from, to string
		begins, ends       string // in UTC
		hours              int
	}{
		{"a plain day", "Asia/Shanghai", "2026-11-01", "2026-11-01", "2026-10-31T16:00:00Z", "2026-11-01T16:00:00Z", 24},
		{"the day on which clocks go back", "America/New_York", "2026-11-01", "2026-11-01", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z", 25},
		{"the day on which they go forward", "Europe/Berlin", "2026-03-29", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", 23},
		{"a zone of three quarters", "Asia/Kathmandu", "2026-11-01", "2026-11-02", "2026-10-31T18:15:00Z", "2026-11-02T18:15:00Z", 48},
		{"a midnight that does not exist", "Asia/Beirut", "2026-03-29", "2026-03-29", "2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z", 23},
		{"the evening before it", "Asia/Beirut", "2026-03-28", "2026-03-28", "2026-03-27T22:00:00Z", "2026-03-28T22:00:00Z", 24},
		{"a midnight that comes twice", "America/Havana", "2026-11-01", "2026-11-01", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z", 25},
		{"half an hour of summer time", "Australia/Lord_Howe", "2026-04-05", "2026-04-05", "2026-04-04T13:00:00Z", "2026-04-05T13:30:00Z", 24},
	} {
		s, err := newSpan(c.from, c.to, c.tz)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		at := func(ms int64) string { return time.UnixMilli(ms).UTC().Format(time.RFC3339) }
		if at(s.from) != c.begins || at(s.to) != c.ends || len(s.cells)/4 != c.hours {
			t.Errorf("%s: from %s to %s, %d quarters", c.name, at(s.from), at(s.to), len(s.cells))
		}
		all := s.stretches(func(cell) bool { return true })
		if len(all) != 1 || all[0].from*slotMillis != s.from || all[0].to*slotMillis != s.to {
			t.Errorf("%s: the whole is %v", c.name, all)
		}
		for i := range s.cells {
			local := time.UnixMilli(s.from + int64(i)*slotMillis).In(s.zone)
			got, ok := s.at(s.from + int64(i)*slotMillis + slotMillis - 1)
			if !ok || s.days[got.day] != local.Format(time.DateOnly) || int(got.hour) != local.Hour() || int(got.weekday) != (int(local.Weekday())+6)%7 {
				t.Errorf("%s: %v is in %+v", c.name, local, got)
			}
		}
		if _, ok := s.at(s.from - 1); ok {
			t.Errorf("%s holds what was before", c.name)
		}
		if _, ok := s.at(s.to); ok {
			t.Errorf("%s holds what comes after", c.name)
		}
	}
}

func TestStretchesOfAnHour(t *testing.T) {
	s, err := newSpan("2026-10-31", "2026-11-02", "America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	got := s.stretches(func(c cell) bool { return c.hour == 1 })
	if len(got) != 3 || got[0].to-got[0].from != 4 || got[1].to-got[1].from != 8 || got[2].to-got[2].from != 4 || got[0].from < got[1].from {
		t.Errorf("one o'clock, twice on the first of November: %v", got)
	}
}

func TestPercentiles(t *testing.T) {
	for n, want := range map[int][2]float64{0: {}, 1: {1, 1}, 2: {1, 2}, 3: {2, 3}, 10: {5, 9}, 11: {6, 10}, 100: {50, 90}, 101: {51, 91}} {
		var l ladder
		for i := n; i > 0; i-- {
			l = append(l, timed{int64(i) * 1000, groups{0, 1, 2, 3, 4, 5, 6}})
		}
		for g, got := range l.times(8) {
			switch {
			case n == 0 || g == 7:
				if got != (Times{}) {
					t.Errorf("of none: %+v", got)
				}
			case got.Count != n || *got.Median != want[0] || *got.P90 != want[1]:
				t.Errorf("of %d: %d, %v, %v, not %v", n, got.Count, *got.Median, *got.P90, want)
			}
		}
	}
}

func TestCSVIsHarmless(t *testing.T) {
	var b strings.Builder
	names := []string{`=HYPERLINK("http://x")`, "+1", "-1", "@x", "\tx", "＝1", "李雷, \"x\"", "", "a=b"}
	err := writeCSV(t.Context(), &b, names, func(context.Context, func(...string) error) error { return nil })
	want := "\ufeff\"'=HYPERLINK(\"\"http://x\"\")\",'+1,'-1,'@x,'\tx,'＝1,\"李雷, \"\"x\"\"\",,a=b\r\n"
	if err != nil || b.String() != want {
		t.Errorf("%q, not %q: %v", b.String(), want, err)
	}
}
