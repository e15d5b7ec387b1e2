package stats

import (
	"context"
	"database/sql"
	"fmt"
	"sort"

	"kefu/server/api"
	"kefu/server/desk"
	"kefu/server/wire"
)

// maxEpisodes bounds what one period reads. A million take about two seconds.
const maxEpisodes = 1_500_000

// filter chooses what is counted.
type filter struct {
	channel desk.Channel // "": any
	agent   int64        // 0: nobody's
	byAgent bool
}

func (f filter) wants(agent int64) bool { return !f.byAgent || agent == f.agent }

// and adds the channel to a condition.
func (f filter) and(condition string, args ...any) (string, []any) {
	if f.channel == "" {
		return condition, args
	}
	return condition + " AND channel=?", append(args, string(f.channel))
}

// channels is the order of the table of channels.
func channels() []desk.Channel { return []desk.Channel{desk.ChannelWeChat, desk.ChannelWeb} }

func channelIndex(c desk.Channel) int {
	for i, x := range channels() {
		if x == c {
			return i
		}
	}
	return len(channels())
}

// parse reads an input; bad_request, with what is wrong with it.
func (in *PeriodInput) parse() (*span, filter, error) {
	f, err := in.filter()
	if err != nil {
		return nil, f, err
	}
	s, err := newSpan(in.From, in.To, in.TZ)
	return s, f, err
}

func (in *PeriodInput) filter() (filter, error) {
	f := filter{channel: desk.Channel(in.Channel), byAgent: in.Agent != ""}
	if in.Agent != "" && in.Agent != "none" {
		id, err := desk.ParseID(in.Agent)
		if err != nil {
			return f, desk.Errorf(desk.CodeBadRequest, "agent must be an agent's id, or none")
		}
		f.agent = id
	}
	return f, nil
}

func (f *Feature) getPeriod(ctx context.Context, _ desk.Principal, in *PeriodInput) (*api.Body[Period], error) {
	p, err := f.period(ctx, in)
	if err != nil {
		return nil, err
	}
	return &api.Body[Period]{Body: *p}, nil
}

// period answers what happened. Many who ask for the same share the answer.
func (f *Feature) period(ctx context.Context, in *PeriodInput) (*Period, error) {
	s, only, err := in.parse()
	if err != nil {
		return nil, err
	}
	key := fmt.Sprintf("%s %s %s %s %s", in.From, in.To, in.TZ, in.Channel, in.Agent)
	return f.periods.get(ctx, key, func(ctx context.Context) (*Period, error) {
		b := newBoard(s)
		if err := f.records.fill(ctx, b, only); err != nil {
			return nil, err
		}
		b.finish()
		m, err := f.records.mark(ctx)
		if err != nil {
			return nil, err
		}
		names, err := f.names(ctx)
		if err != nil {
			return nil, err
		}
		p := b.period(names)
		p.From, p.To, p.TZ, p.CatchingUp = in.From, in.To, in.TZ, !m.caughtUp
		return p, nil
	})
}

// fill reads all that a period needs: three ranges of indexes.
func (r records) fill(ctx context.Context, b *board, only filter) error {
	for _, read := range []func(context.Context, *board, filter) error{r.fillOpened, r.fillResolved, r.fillMessages} {
		if err := read(ctx, b, only); err != nil {
			return r.db.Fail("read the figures of a period", err)
		}
	}
	return nil
}

func (r records) fillOpened(ctx context.Context, b *board, only filter) error {
	where, args := only.and("opened_at>=? AND opened_at<?", b.span.from, b.span.to)
	read := 0
	return r.each(ctx, "SELECT opened_at, channel, assignee_id, by_customer, reply_at, reply_by FROM stats_episodes WHERE "+where, args, func(rows *sql.Rows) error {
		var e episode
		if err := rows.Scan(&e.openedAt, &e.channel, &e.assignee, &e.byCustomer, &e.replyAt, &e.replyBy); err != nil {
			return err
		}
		if read++; read > maxEpisodes {
			return errTooMany()
		}
		c, ok := b.span.at(e.openedAt)
		if !ok {
			return nil
		}
		if only.wants(e.assignee) {
			unanswered := e.byCustomer && e.replyAt == 0
			b.add(b.groups(c, channelIndex(e.channel), e.assignee), func(f *Figures) {
				f.Opened++
				if unanswered {
					f.Unanswered++
				}
			})
		}
		if e.byCustomer && e.replyAt != 0 && only.wants(e.replyBy) {
			b.response = append(b.response, timed{e.replyAt - e.openedAt, b.groups(c, channelIndex(e.channel), e.replyBy)})
		}
		return nil
	})
}

func (r records) fillResolved(ctx context.Context, b *board, only filter) error {
	where, args := only.and("resolved_at>=? AND resolved_at<?", b.span.from, b.span.to)
	read := 0
	return r.each(ctx, "SELECT resolved_at, channel, resolved_by, opened_at FROM stats_episodes WHERE "+where, args, func(rows *sql.Rows) error {
		var e episode
		if err := rows.Scan(&e.resolvedAt, &e.channel, &e.resolvedBy, &e.openedAt); err != nil {
			return err
		}
		if read++; read > maxEpisodes {
			return errTooMany()
		}
		if c, ok := b.span.at(e.resolvedAt); ok && only.wants(e.resolvedBy) {
			gs := b.groups(c, channelIndex(e.channel), e.resolvedBy)
			b.add(gs, func(f *Figures) { f.Resolved++ })
			b.solution = append(b.solution, timed{e.resolvedAt - e.openedAt, gs})
		}
		return nil
	})
}

func (r records) fillMessages(ctx context.Context, b *board, only filter) error {
	where, args := only.and("slot>=? AND slot<?", b.span.firstSlot, b.span.firstSlot+int64(len(b.span.cells)))
	return r.each(ctx, "SELECT slot, channel, agent_id, received, sent FROM stats_slots WHERE "+where, args, func(rows *sql.Rows) error {
		var slot, agent int64
		var channel desk.Channel
		var t traffic
		if err := rows.Scan(&slot, &channel, &agent, &t.received, &t.sent); err != nil {
			return err
		}
		if c, ok := b.span.ofSlot(slot); ok && only.wants(agent) {
			b.add(b.groups(c, channelIndex(channel), agent), func(f *Figures) {
				f.Received += int(t.received)
				f.Sent += int(t.sent)
			})
		}
		return nil
	})
}

func errTooMany() error {
	return desk.Errorf(desk.CodeBadRequest, "more than %d conversations lie in this period; ask for a shorter one", maxEpisodes)
}

// period writes the board out as tables.
func (b *board) period(names map[int64]string) *Period {
	p := &Period{Total: b.figures[groupTotal]}
	for i, d := range b.span.days {
		p.Days = append(p.Days, Day{d, b.figures[groupDays+i]})
	}
	for h := range 24 {
		p.Hours = append(p.Hours, Hour{h, b.figures[groupHours+h]})
	}
	for d := range 7 {
		p.Weekdays = append(p.Weekdays, Weekday{d + 1, b.figures[groupWeekdays+d]})
		for h := range 24 {
			p.WeekHours = append(p.WeekHours, WeekHour{d + 1, h, b.figures[groupWeek+d*24+h]})
		}
	}
	for i, c := range channels() {
		p.Channels = append(p.Channels, ByChannel{string(c), b.figures[groupChannels+i]})
	}
	p.Agents = make([]ByAgent, 0, len(b.agentIDs))
	for _, id := range b.agentIDs {
		p.Agents = append(p.Agents, ByAgent{agentRef(id, names), b.figures[b.agents[id]]})
	}
	sort.SliceStable(p.Agents, func(i, k int) bool { return before(p.Agents[i].Agent, p.Agents[k].Agent) })
	return p
}

// names are all agents' names.
func (f *Feature) names(ctx context.Context) (map[int64]string, error) {
	agents, err := f.records.db.Agents(ctx)
	names := make(map[int64]string, len(agents))
	for _, a := range agents {
		names[a.ID] = a.Name
	}
	return names, err
}

// agentRef names an agent; nil for nobody.
func agentRef(id int64, names map[int64]string) *wire.AgentRef {
	if id == 0 {
		return nil
	}
	return &wire.AgentRef{ID: desk.FormatID(id), Name: names[id]}
}

// before orders agents by name, nobody last.
func before(a, b *wire.AgentRef) bool {
	if a == nil || b == nil {
		return a != nil
	}
	return a.Name < b.Name || a.Name == b.Name && a.ID < b.ID
}
