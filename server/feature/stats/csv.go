package stats

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"kefu/server/desk"
	"kefu/server/wire"

	"github.com/danielgtaylor/huma/v2"
)

// csvFile is a table that is sent as a file.
type csvFile struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        func(huma.Context)
}

// byteOrderMark lets Excel know that it is UTF-8.
const byteOrderMark = "\ufeff"

// rows writes the rows of a table; an error ends the file before its end.
type rows func(ctx context.Context, write func(cells ...string) error) error

func newCSV(name string, header []string, body rows) *csvFile {
	return &csvFile{
		ContentType: "text/csv; charset=utf-8",
		Disposition: fmt.Sprintf("attachment; filename=%q", name),
		Body: func(c huma.Context) {
			if err := writeCSV(c.Context(), c.BodyWriter(), header, body); err != nil {
				panic(http.ErrAbortHandler) // the client must not take a part for the whole
			}
		},
	}
}

func writeCSV(ctx context.Context, to io.Writer, header []string, body rows) error {
	if _, err := io.WriteString(to, byteOrderMark); err != nil {
		return err
	}
	w := csv.NewWriter(to)
	w.UseCRLF = true
	write := func(cells ...string) error {
		for i := range cells {
			cells[i] = harmless(cells[i])
		}
		return w.Write(cells)
	}
	err := write(header...)
	if err == nil {
		err = body(ctx, write)
	}
	w.Flush()
	if err == nil {
		err = w.Error()
	}
	return err
}

// harmless keeps a spreadsheet from taking a text for a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}

// exportTimeout bounds a file; a year's conversations take minutes.
const exportTimeout = 10 * time.Minute

func (f *Feature) export(ctx context.Context, _ desk.Principal, in *exportInput) (*csvFile, error) {
	if in.Table == "conversations" {
		return f.exportConversations(ctx, &in.CellInput)
	}
	p, err := f.period(ctx, &in.PeriodInput)
	if err != nil {
		return nil, err
	}
	head, all := p.table(in.Table)
	name := fmt.Sprintf("kefu-%s-%s-%s.csv", in.Table, p.From, p.To)
	return newCSV(name, append(head, figureHeader()...), func(_ context.Context, write func(...string) error) error {
		for _, r := range all {
			if err := write(append(r.key, r.figures.cells()...)...); err != nil {
				return err
			}
		}
		return nil
	}), nil
}

// row is one of a period's tables.
type row struct {
	key     []string
	figures Figures
}

// table returns the columns that name its rows, and the rows.
func (p *Period) table(name string) (head []string, all []row) {
	add := func(f Figures, key ...string) { all = append(all, row{key, f}) }
	switch name {
	case "days":
		for _, r := range p.Days {
			add(r.Figures, r.Date)
		}
		return []string{"date"}, all
	case "hours":
		for _, r := range p.Hours {
			add(r.Figures, strconv.Itoa(r.Hour))
		}
		return []string{"hour"}, all
	case "weekdays":
		for _, r := range p.Weekdays {
			add(r.Figures, strconv.Itoa(r.Weekday))
		}
		return []string{"weekday"}, all
	case "week_hours":
		for _, r := range p.WeekHours {
			add(r.Figures, strconv.Itoa(r.Weekday), strconv.Itoa(r.Hour))
		}
		return []string{"weekday", "hour"}, all
	case "channels":
		for _, r := range p.Channels {
			add(r.Figures, r.Channel)
		}
		return []string{"channel"}, all
	}
	for _, r := range p.Agents {
		id, name := refCells(r.Agent)
		add(r.Figures, id, name)
	}
	return []string{"agent_id", "agent"}, all
}

func refCells(a *wire.AgentRef) (id, name string) {
	if a == nil {
		return "", ""
	}
	return a.ID, a.Name
}

func figureHeader() []string {
	return []string{"opened", "unanswered", "resolved", "received", "sent",
		"first_responses", "first_response_median_seconds", "first_response_p90_seconds",
		"resolutions", "resolution_median_seconds", "resolution_p90_seconds"}
}

func (f *Figures) cells() []string {
	var out []string
	for _, n := range []int{f.Opened, f.Unanswered, f.Resolved, f.Received, f.Sent} {
		out = append(out, strconv.Itoa(n))
	}
	for _, t := range []Times{f.FirstResponse, f.Resolution} {
		out = append(out, strconv.Itoa(t.Count), number(t.Median), number(t.P90))
	}
	return out
}

func number(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', -1, 64)
}

// exportConversations sends what a figure counts, page by page. The first page
// is read before, so that a refusal is one.
func (f *Feature) exportConversations(ctx context.Context, in *CellInput) (*csvFile, error) {
	const limit = 200
	page, err := f.counted(ctx, in, "", limit)
	if err != nil {
		return nil, err
	}
	zone := time.UTC
	name := fmt.Sprintf("kefu-%s.csv", in.Figure)
	if s, _, err := in.parse(); err == nil {
		zone, name = s.zone, fmt.Sprintf("kefu-%s-%s-%s.csv", in.Figure, in.From, in.To)
	}
	head := []string{"conversation_id", "customer", "channel", "status", "assignee", "value", "episode", "messages", "opened_by", "opened_at",
		"first_reply_at", "first_reply_by", "resolved_at", "resolved_by", "first_response_seconds", "resolution_seconds"}
	return newCSV(name, head, func(ctx context.Context, write func(...string) error) error {
		ctx, cancel := context.WithTimeout(ctx, exportTimeout)
		defer cancel()
		for {
			for i := range page.Items {
				if err := write(page.Items[i].cells(zone)...); err != nil {
					return err
				}
			}
			if page.NextCursor == nil {
				return nil
			}
			var err error
			if page, err = f.counted(ctx, in, *page.NextCursor, limit); err != nil {
				return err
			}
		}
	}), nil
}

func (c *Counted) cells(zone *time.Location) []string {
	_, assignee := refCells(c.Conversation.Assignee)
	out := []string{c.Conversation.ID, c.Conversation.Customer.Name, c.Conversation.Customer.Channel, c.Conversation.Status, assignee, number(c.Value)}
	e := c.Episode
	if e == nil {
		return append(out, make([]string, 10)...)
	}
	_, replied := refCells(e.FirstReplyBy)
	_, resolved := refCells(e.ResolvedBy)
	return append(out, strconv.Itoa(e.Number), strconv.FormatInt(e.Messages, 10), e.OpenedBy, local(&e.OpenedAt, zone),
		local(e.FirstReplyAt, zone), replied, local(e.ResolvedAt, zone), resolved, number(e.FirstResponseSeconds), number(e.ResolutionSeconds))
}

// local writes a time as spreadsheets read it, in the zone that was asked for.
func local(at *string, zone *time.Location) string {
	if at == nil {
		return ""
	}
	t, err := time.Parse(wire.TimeFormat, *at)
	if err != nil {
		return *at
	}
	return t.In(zone).Format("2006-01-02 15:04:05")
}
