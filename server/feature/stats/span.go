package stats

import (
	"strings"
	"time"
	_ "time/tzdata" // the names of time zones, on a machine that has none

	"kefu/server/desk"
)

// maxDays bounds a period. Its years are those whose days, and the ones beside
// them, are in the order of their texts and their slots.
const (
	maxDays             = 400
	firstYear, lastYear = 1971, 9998
)

// span is a period as its zone has it: slot by slot, the day and the hour that
// the clocks showed.
type span struct {
	from, to  int64 // ms since 1970; to is outside
	zone      *time.Location
	days      []string // dates
	firstSlot int64
	cells     []cell // of each slot
}

// cell is a place on the calendar.
type cell struct {
	day     int16 // of the period; -1: none
	weekday int8  // 0 is Monday
	hour    int8
}

// newSpan reads the days from and to, inclusive, in a zone; bad_request, with
// what is wrong with them.
func newSpan(from, to, tz string) (*span, error) {
	zone, err := time.LoadLocation(tz)
	if err != nil || tz == "" || tz == "Local" || strings.HasPrefix(tz, "/") {
		return nil, desk.Errorf(desk.CodeBadRequest, "tz must be the IANA name of a time zone, such as Asia/Shanghai")
	}
	first, err1 := time.Parse(time.DateOnly, from)
	last, err2 := time.Parse(time.DateOnly, to)
	if err1 != nil || err2 != nil {
		return nil, desk.Errorf(desk.CodeBadRequest, "from and to must be days, such as 2026-11-01")
	}
	days := int(last.Sub(first)/(24*time.Hour)) + 1
	switch {
	case first.Year() < firstYear || last.Year() > lastYear:
		return nil, desk.Errorf(desk.CodeBadRequest, "from and to must lie in the years %d to %d", firstYear, lastYear)
	case days < 1:
		return nil, desk.Errorf(desk.CodeBadRequest, "from must not be after to")
	case days > maxDays:
		return nil, desk.Errorf(desk.CodeBadRequest, "a period has at most %d days; this one has %d", maxDays, days)
	}
	s := &span{zone: zone, days: make([]string, days)}
	for i := range s.days {
		s.days[i] = first.AddDate(0, 0, i).Format(time.DateOnly)
	}
	s.from, s.to = midnight(first, zone), midnight(last.AddDate(0, 0, 1), zone)
	s.layOut()
	return s, nil
}

// midnight is the first moment of a date in a zone. Where clocks are changed at
// midnight that moment may not be 0:00, or there may be two of them.
func midnight(date time.Time, zone *time.Location) int64 {
	const step = slotMillis * time.Millisecond
	want := date.Format(time.DateOnly)
	t := time.Date(date.Year(), date.Month(), date.Day(), 0, 0, 0, 0, zone)
	for t.Format(time.DateOnly) < want {
		t = t.Add(step)
	}
	for before := t.Add(-step); before.Format(time.DateOnly) >= want; before = t.Add(-step) {
		t = before
	}
	return t.UnixMilli()
}

func (s *span) layOut() {
	s.firstSlot = s.from / slotMillis
	s.cells = make([]cell, (s.to+slotMillis-1)/slotMillis-s.firstSlot)
	index := make(map[string]int16, len(s.days))
	for i, d := range s.days {
		index[d] = int16(i) //nolint:gosec // at most maxDays
	}
	var day int16
	year, yearDay := 0, 0
	for i := range s.cells {
		t := time.UnixMilli((s.firstSlot + int64(i)) * slotMillis).In(s.zone)
		if t.Year() != year || t.YearDay() != yearDay {
			year, yearDay = t.Year(), t.YearDay()
			var known bool
			if day, known = index[t.Format(time.DateOnly)]; !known {
				day = -1
			}
		}
		s.cells[i] = cell{day, int8((t.Weekday() + 6) % 7), int8(t.Hour())} //nolint:gosec // below 24
	}
}

// at returns the cell of a time within the period.
func (s *span) at(ms int64) (cell, bool) { return s.ofSlot(ms / slotMillis) }

func (s *span) ofSlot(slot int64) (cell, bool) {
	i := slot - s.firstSlot
	if i < 0 || i >= int64(len(s.cells)) || s.cells[i].day < 0 {
		return cell{}, false
	}
	return s.cells[i], true
}

// stretch is a part of a period, in slots; to is outside.
type stretch struct{ from, to int64 }

// stretches lists what of the period fits, newest first; neighbours are one.
func (s *span) stretches(fits func(cell) bool) []stretch {
	var out []stretch
	for i := len(s.cells) - 1; i >= 0; i-- {
		slot := s.firstSlot + int64(i)
		if s.cells[i].day < 0 || !fits(s.cells[i]) {
			continue
		}
		if n := len(out); n > 0 && out[n-1].from == slot+1 {
			out[n-1].from = slot
			continue
		}
		out = append(out, stretch{slot, slot + 1})
	}
	return out
}
