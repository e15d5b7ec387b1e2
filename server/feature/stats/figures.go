package stats

import (
	"cmp"
	"slices"
)

// timed is how long something took, and which groups it belongs to.
type timed struct {
	millis int64
	groups groups
}

// groups are the cells of all tables to which one thing belongs.
type groups [7]int32

// ladder counts times by group, and finds their percentiles.
type ladder []timed

// times fills in what is known of each group: count, median and 90th
// percentile, by nearest rank.
func (l ladder) times(n int) []Times {
	out := make([]Times, n)
	for _, t := range l {
		for _, g := range t.groups {
			out[g].Count++
		}
	}
	slices.SortFunc(l, func(a, b timed) int { return cmp.Compare(a.millis, b.millis) })
	seen := make([]int, n)
	for _, t := range l {
		for _, g := range t.groups {
			seen[g]++
			if seen[g] == rank(out[g].Count, 50) {
				out[g].Median = seconds(t.millis)
			}
			if seen[g] == rank(out[g].Count, 90) {
				out[g].P90 = seconds(t.millis)
			}
		}
	}
	return out
}

// rank is the nearest rank of a percentile among n values, from 1.
func rank(n, percent int) int { return (n*percent + 99) / 100 }

func seconds(millis int64) *float64 {
	s := float64(max(millis, 0)) / 1000
	return &s
}

// board has a cell for each row of each table of a period.
type board struct {
	span     *span
	agents   map[int64]int32
	agentIDs []int64
	figures  []Figures
	response ladder
	solution ladder
}

// Where the tables begin among the cells; agents come last, as they turn up.
const (
	groupTotal    = 0
	groupHours    = 1
	groupWeekdays = groupHours + 24
	groupWeek     = groupWeekdays + 7
	groupChannels = groupWeek + 7*24
	groupDays     = groupChannels + 3 // the third is a channel that nobody knows
)

func newBoard(s *span) *board {
	return &board{span: s, agents: map[int64]int32{}, figures: make([]Figures, groupDays+len(s.days))}
}

// groups finds the cells of what happened in a cell of the calendar.
func (b *board) groups(c cell, channel int, agent int64) groups {
	a, known := b.agents[agent]
	if !known {
		a = int32(len(b.figures)) //nolint:gosec // a desk has hundreds
		b.agents[agent] = a
		b.agentIDs = append(b.agentIDs, agent)
		b.figures = append(b.figures, Figures{})
	}
	return groups{
		groupTotal, groupHours + int32(c.hour), groupWeekdays + int32(c.weekday), groupWeek + int32(c.weekday)*24 + int32(c.hour),
		groupChannels + int32(channel), groupDays + int32(c.day), a, //nolint:gosec // below 3
	}
}

// add changes the figures of all groups.
func (b *board) add(gs groups, change func(*Figures)) {
	for _, g := range gs {
		change(&b.figures[g])
	}
}

// finish fills in the times.
func (b *board) finish() {
	response, solution := b.response.times(len(b.figures)), b.solution.times(len(b.figures))
	for i := range b.figures {
		b.figures[i].FirstResponse, b.figures[i].Resolution = response[i], solution[i]
	}
}
