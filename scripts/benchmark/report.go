//go:build linux

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"
)

// report is what a benchmark found.
type report struct {
	Machine  string     `json:"machine"`
	Sections []*section `json:"sections"`
}

// section is one scenario's.
type section struct {
	Name    string    `json:"name"`
	About   string    `json:"about"`
	Figures []*figure `json:"figures"`
	Notes   []string  `json:"notes,omitempty"`
	Failed  string    `json:"failed,omitempty"`
}

// figure is one line of the table: what each run measured.
type figure struct {
	What      string    `json:"what"`
	Unit      string    `json:"unit"`
	Product   []float64 `json:"product"`
	Yardstick []float64 `json:"yardstick,omitempty"`
	Budget    *budget   `json:"budget,omitempty"`
	Met       *bool     `json:"met,omitempty"`
}

// budget is what a figure must keep.
type budget struct {
	OfRatio bool    `json:"of_ratio"` // of the product's figure to the yardstick's; false: of the figure itself
	AtLeast bool    `json:"at_least"` // false: at most
	Limit   float64 `json:"limit"`
}

func ratioAtLeast(limit float64) *budget { return &budget{true, true, limit} }
func ratioAtMost(limit float64) *budget  { return &budget{true, false, limit} }
func atMost(limit float64) *budget       { return &budget{false, false, limit} }
func atLeast(limit float64) *budget      { return &budget{false, true, limit} }

func (b *budget) String() string {
	s := "≤ "
	if b.AtLeast {
		s = "≥ "
	}
	s += short(b.Limit)
	if b.OfRatio {
		s += "×"
	}
	return s
}

// keeps reports whether f keeps its budget; known is false if it can't be told.
func (f *figure) keeps() (met, known bool) {
	if f.Budget == nil || len(f.Product) == 0 || f.Budget.OfRatio && len(f.Yardstick) == 0 {
		return false, false
	}
	v := median(f.Product)
	if f.Budget.OfRatio {
		v = f.ratio()
	}
	if f.Budget.AtLeast {
		return v >= f.Budget.Limit, true
	}
	return v <= f.Budget.Limit, true
}

func (f *figure) ratio() float64 {
	if y := median(f.Yardstick); y > 0 {
		return median(f.Product) / y
	}
	return 0
}

func (r *report) begin(name, about string) {
	r.Sections = append(r.Sections, &section{Name: name, About: about})
}

func (r *report) last() *section { return r.Sections[len(r.Sections)-1] }

func (r *report) fail(err error) { r.last().Failed = err.Error() }

// note adds a sentence under the section, once.
func (r *report) note(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(r.last().Notes, text) {
		r.last().Notes = append(r.last().Notes, text)
	}
}

// add notes one run's figure; runs of the same thing gather in one line.
func (r *report) add(ofYardstick bool, what, unit string, v float64, b *budget) {
	s := r.last()
	i := slices.IndexFunc(s.Figures, func(f *figure) bool { return f.What == what && f.Unit == unit })
	if i < 0 {
		s.Figures = append(s.Figures, &figure{What: what, Unit: unit, Budget: b, Product: []float64{}})
		i = len(s.Figures) - 1
	}
	f := s.Figures[i]
	if ofYardstick {
		f.Yardstick = append(f.Yardstick, v)
	} else {
		f.Product = append(f.Product, v)
	}
	if met, known := f.keeps(); known {
		f.Met = &met
	}
}

func (r *report) writeJSON(file string) error {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(b, '\n'), 0o644)
}

// print writes the tables: medians, with the spread of the runs behind them.
func (r *report) print(out io.Writer, markdown bool) {
	fmt.Fprintf(out, "Measured on %s. Medians, and behind ± half of what lies between the lowest and the highest run; ratio: product to yardstick.\n", r.Machine)
	for _, s := range r.Sections {
		rows := [][]string{{"", "product", "yardstick", "ratio", "budget", ""}}
		for _, f := range s.Figures {
			rows = append(rows, f.row())
		}
		if markdown {
			fmt.Fprintf(out, "\n### %s\n\n%s\n\n", s.Name, s.About)
		} else {
			fmt.Fprintf(out, "\n%s: %s\n", s.Name, s.About)
		}
		if len(rows) > 1 {
			printRows(out, rows, markdown)
		}
		if markdown && len(s.Notes) > 0 {
			fmt.Fprintln(out)
		}
		for _, n := range s.Notes {
			fmt.Fprintln(out, n)
		}
		if s.Failed != "" {
			fmt.Fprintln(out, "FAILED:", s.Failed)
		}
	}
}

func (f *figure) row() []string {
	row := []string{f.What, spread(f.Product, f.Unit), spread(f.Yardstick, f.Unit), "", "", ""}
	if len(f.Yardstick) > 0 && len(f.Product) > 0 {
		row[3] = fmt.Sprintf("%.2f", f.ratio())
	}
	if f.Budget != nil {
		row[4] = f.Budget.String()
		if met, known := f.keeps(); known && met {
			row[5] = "met"
		} else if known {
			row[5] = "MISSED"
		}
	}
	return row
}

func printRows(out io.Writer, rows [][]string, markdown bool) {
	width := make([]int, len(rows[0]))
	for _, r := range rows {
		for i, c := range r {
			width[i] = max(width[i], utf8.RuneCountInString(c))
		}
	}
	for n, r := range rows {
		var b strings.Builder
		for i, c := range r {
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(c))
			if markdown {
				b.WriteString("| " + c + pad + " ")
			} else {
				b.WriteString("  " + c + pad)
			}
		}
		if markdown {
			fmt.Fprintln(out, b.String()+"|")
			if n == 0 {
				fmt.Fprintln(out, strings.Repeat("| --- ", len(width))+"|")
			}
			continue
		}
		fmt.Fprintln(out, strings.TrimRight(b.String(), " "))
	}
}

// median of runs; 0 of none.
func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(v))
	if n := len(s); n%2 == 0 {
		return (s[n/2-1] + s[n/2]) / 2
	}
	return s[len(s)/2]
}

func spread(v []float64, unit string) string {
	if len(v) == 0 {
		return ""
	}
	s := short(median(v))
	if len(v) > 1 {
		s += " ±" + short((slices.Max(v)-slices.Min(v))/2)
	}
	return s + " " + unit
}

// short writes three digits, or whole thousands with a comma.
func short(v float64) string {
	switch {
	case v >= 1000:
		return fmt.Sprintf("%d,%03d", int64(v+.5)/1000, int64(v+.5)%1000)
	case v >= 100 || v == float64(int64(v)):
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}
