package settings

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"kefu/server/desk"
)

// Bounds of what admins may set.
const (
	maxNameChars     = 64
	maxGreetingChars = 500
	maxLabelChars    = 24
	maxOrigins       = 100
	maxClosedDates   = 366
	maxSpans         = 6
	hexColor         = `^#[0-9a-f]{6}$`
)

// Range is what a number may be, both ends included.
type Range struct {
	Min int64 `json:"min"`
	Max int64 `json:"max"`
}

// LimitBounds are the ranges of the limits.
type LimitBounds struct {
	MaxUploadBytes          Range `json:"max_upload_bytes"`
	CustomerFramesPerSecond Range `json:"customer_frames_per_second"`
	AgentFramesPerSecond    Range `json:"agent_frames_per_second"`
	ConnectionsPerIdentity  Range `json:"connections_per_identity"`
}

// bounds: below the least, honest clients would be refused.
func bounds() LimitBounds {
	return LimitBounds{
		MaxUploadBytes:          Range{1 << 10, 1 << 30},
		CustomerFramesPerSecond: Range{5, 1000},
		AgentFramesPerSecond:    Range{20, 1000},
		ConnectionsPerIdentity:  Range{1, 10_000},
	}
}

// check refuses what must not be set, naming the field, and tidies the rest:
// texts are trimmed, lists put in order.
func (f *Feature) check(p *Patch) error {
	if err := line(p.DeskName, "desk_name", 1, maxNameChars); err != nil {
		return err
	}
	if err := oneOf(p.Language, "language", "zh-CN", "en"); err != nil {
		return err
	}
	if err := f.checkOrigins(p.AllowedOrigins); err != nil {
		return err
	}
	for _, check := range []func() error{p.Limits.check, p.Widget.check, p.OpeningHours.check} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func wrong(field, what string, args ...any) error {
	return desk.Errorf(desk.CodeBadRequest, "%s %s", field, fmt.Sprintf(what, args...))
}

// text trims v and bounds its length.
func text(v *string, field string, least, most int) error {
	if v == nil {
		return nil
	}
	*v = strings.TrimSpace(*v)
	if n := utf8.RuneCountInString(*v); n < least || n > most {
		return wrong(field, "must be %d to %d characters long", least, most)
	}
	return nil
}

// line is a text on one line.
func line(v *string, field string, least, most int) error {
	if v != nil && strings.ContainsFunc(strings.TrimSpace(*v), unicode.IsControl) {
		return wrong(field, "must stand on one line, without control characters")
	}
	return text(v, field, least, most)
}

func oneOf(v *string, field string, allowed ...string) error {
	if v != nil && !slices.Contains(allowed, *v) {
		return wrong(field, "must be %s", strings.Join(allowed, " or "))
	}
	return nil
}

func (f *Feature) checkOrigins(v *[]string) error {
	if v == nil {
		return nil
	}
	if len(*v) > maxOrigins {
		return wrong("allowed_origins", "must be at most %d", maxOrigins)
	}
	clean := []string{}
	for i, s := range *v {
		origin, err := f.o.ParseOrigin(strings.TrimSpace(s))
		if err != nil {
			return wrong(fmt.Sprintf("allowed_origins[%d]", i), "must be scheme and host alone, such as https://shop.example.com")
		}
		if !slices.Contains(clean, origin) && !slices.Contains(f.o.FixedOrigins, origin) {
			clean = append(clean, origin)
		}
	}
	*v = clean
	return nil
}

func (l *LimitsPatch) check() error {
	if l == nil {
		return nil
	}
	b := bounds()
	return firstOf(
		within(l.MaxUploadBytes, "limits.max_upload_bytes", b.MaxUploadBytes),
		within(l.CustomerFramesPerSecond, "limits.customer_frames_per_second", b.CustomerFramesPerSecond),
		within(l.AgentFramesPerSecond, "limits.agent_frames_per_second", b.AgentFramesPerSecond),
		within(l.ConnectionsPerIdentity, "limits.connections_per_identity", b.ConnectionsPerIdentity),
	)
}

func within[N int | int64](v *N, field string, r Range) error {
	if v != nil && (int64(*v) < r.Min || int64(*v) > r.Max) {
		return wrong(field, "must be a whole number from %d to %d", r.Min, r.Max)
	}
	return nil
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *WidgetPatch) check() error {
	if w == nil {
		return nil
	}
	if w.Color != nil {
		*w.Color = strings.ToLower(strings.TrimSpace(*w.Color))
		if ok, _ := regexp.MatchString(hexColor, *w.Color); !ok {
			return wrong("widget.color", "must be a color of the form #rrggbb")
		}
	}
	if err := firstOf(line(w.Title, "widget.title", 0, maxNameChars), oneOf(w.Side, "widget.side", "left", "right")); err != nil {
		return err
	}
	if g := w.Greeting; g != nil {
		if err := firstOf(text(g.ZH, "widget.greeting.zh", 0, maxGreetingChars), text(g.EN, "widget.greeting.en", 0, maxGreetingChars)); err != nil {
			return err
		}
	}
	if w.Launcher != nil && w.Launcher.Label != nil {
		l := w.Launcher.Label
		return firstOf(line(l.ZH, "widget.launcher.label.zh", 0, maxLabelChars), line(l.EN, "widget.launcher.label.en", 0, maxLabelChars))
	}
	return nil
}

func (o *OpeningPatch) check() error {
	if o == nil {
		return nil
	}
	if o.TimeZone != nil {
		// "" would be UTC, and Local the server's own, different on each node.
		if _, err := time.LoadLocation(*o.TimeZone); err != nil || *o.TimeZone == "" || *o.TimeZone == "Local" {
			return wrong("opening_hours.time_zone", "must be the name of a time zone, such as Asia/Shanghai")
		}
	}
	if o.Week != nil {
		for day, spans := range o.Week.days() {
			if err := checkDay(spans, "opening_hours.week."+strings.ToLower(time.Weekday(day).String())); err != nil {
				return err
			}
		}
	}
	return checkDates(o.ClosedDates)
}

// checkDay puts a day's spans in order.
func checkDay(spans *[]Span, field string) error {
	if *spans == nil {
		*spans = []Span{}
	}
	if len(*spans) > maxSpans {
		return wrong(field, "must have at most %d spans", maxSpans)
	}
	for i, s := range *spans {
		from, okFrom := minutesOf(s.From)
		to, okTo := minutesOf(s.To)
		if !okFrom || !okTo || from >= to {
			return wrong(fmt.Sprintf("%s[%d]", field, i), "must be from and to as HH:MM, from before to; 24:00 is the day's end")
		}
	}
	slices.SortFunc(*spans, func(a, b Span) int { return strings.Compare(a.From, b.From) })
	for i := 1; i < len(*spans); i++ {
		if (*spans)[i].From < (*spans)[i-1].To {
			return wrong(field, "must have spans that do not overlap")
		}
	}
	return nil
}

func checkDates(dates *[]string) error {
	const field = "opening_hours.closed_dates"
	if dates == nil {
		return nil
	}
	if len(*dates) > maxClosedDates {
		return wrong(field, "must be at most %d", maxClosedDates)
	}
	for i, s := range *dates {
		if _, err := time.Parse(time.DateOnly, s); err != nil {
			return wrong(fmt.Sprintf("%s[%d]", field, i), "must be a date, YYYY-MM-DD")
		}
	}
	slices.Sort(*dates)
	*dates = slices.Compact(*dates)
	return nil
}
