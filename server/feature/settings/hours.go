package settings

import (
	"slices"
	"time"
	_ "time/tzdata" // the names of time zones, on a machine that has none
)

// horizon is how far ahead an opening is looked for: beyond every closed date
// that can be set and a week.
const horizon = 366 + 7

// next returns when the desk opens next: the zero time while it is open, and
// when it never opens.
func (h *OpeningHours) next(now time.Time, zone *time.Location) time.Time {
	if !h.Enabled || h.Week.closed() {
		return time.Time{}
	}
	now = now.In(zone)
	for ahead := range horizon {
		day := now.AddDate(0, 0, ahead)
		if _, closed := slices.BinarySearch(h.ClosedDates, day.Format(time.DateOnly)); closed {
			continue
		}
		for _, span := range h.Week.day(day.Weekday()) { // in order
			from, to := span.on(day)
			switch {
			case from.After(now):
				return from
			case to.After(now):
				return time.Time{}
			}
		}
	}
	return time.Time{}
}

// on returns the span of a day, in the day's zone.
func (s Span) on(day time.Time) (from, to time.Time) {
	at := func(clock string) time.Time {
		minutes, _ := minutesOf(clock) // checked when it was set
		return time.Date(day.Year(), day.Month(), day.Day(), 0, minutes, 0, 0, day.Location())
	}
	return at(s.From), at(s.To)
}

// minutesOf reads HH:MM, from 00:00 to 24:00, as minutes since midnight.
func minutesOf(clock string) (int, bool) {
	if clock == "24:00" {
		return 24 * 60, true
	}
	t, err := time.Parse("15:04", clock)
	return t.Hour()*60 + t.Minute(), err == nil && len(clock) == 5
}

// days lists the hours of each day, Sunday first, as time.Weekday counts.
func (w *Week) days() [7]*[]Span {
	return [7]*[]Span{&w.Sunday, &w.Monday, &w.Tuesday, &w.Wednesday, &w.Thursday, &w.Friday, &w.Saturday}
}

func (w *Week) day(d time.Weekday) []Span { return *w.days()[d] }

// closed reports whether no day has hours.
func (w *Week) closed() bool {
	days := w.days()
	return !slices.ContainsFunc(days[:], func(spans *[]Span) bool { return len(*spans) > 0 })
}
