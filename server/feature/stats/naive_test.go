package stats_test

import (
	"encoding/json"
	"math"
	"slices"
	"sort"
	"strconv"
	"testing"
	"time"

	"kefu/server/feature/stats"
	"kefu/server/store"
)

// What follows counts by the definitions alone, each thing anew from messages
// and activity, and as simply as can be.

type naiveMessage struct {
	Conversation int64  `db:"conversation_id"`
	Seq          int64  `db:"seq"`
	Role         string `db:"sender_role"`
	Sender       int64  `db:"sender_id"`
	At           int64  `db:"created_at"`
	RecalledAt   int64  `db:"recalled_at"`

	agent   int64 // whose it is
	channel string
}

type naiveEvent struct {
	Conversation int64  `db:"conversation_id"`
	Rev          int64  `db:"rev"`
	AfterSeq     int64  `db:"after_seq"`
	Kind         string `db:"kind"`
	Agent        int64  `db:"agent_id"`
	Data         []byte `db:"data"`
	At           int64  `db:"created_at"`

	seq      int64 // of data
	from     string
	assignee int64
}

type naiveEpisode struct {
	conversation, opened, firstSeq, lastSeq int64
	byCustomer                              bool
	channel                                 string
	assignee                                int64
	reply, replier                          int64
	resolved, resolver                      int64
}

type naive struct {
	messages []naiveMessage
	episodes []naiveEpisode

	// Times as a zone's clocks show them: what a test asks again and again.
	zone   string
	locals map[int64]local
}

// local is a time as the clocks of a place show it.
type local struct {
	day           string
	hour, weekday int // from 1, a Monday
}

func (n *naive) local(at int64, zone *time.Location) local {
	if n.zone != zone.String() {
		n.zone, n.locals = zone.String(), map[int64]local{}
	}
	l, known := n.locals[at]
	if !known {
		t := time.UnixMilli(at).In(zone)
		l = local{t.Format(time.DateOnly), t.Hour(), (int(t.Weekday())+6)%7 + 1}
		n.locals[at] = l
	}
	return l
}

func recount(t *testing.T, db *store.DB) *naive {
	t.Helper()
	n := &naive{}
	var events []naiveEvent
	var channels []struct {
		ID      int64  `db:"id"`
		Channel string `db:"channel"`
	}
	for query, into := range map[string]any{
		"SELECT conversation_id, seq, sender_role, sender_id, created_at, recalled_at FROM messages ORDER BY conversation_id, seq":                &n.messages,
		"SELECT conversation_id, rev, after_seq, kind, agent_id, data, created_at FROM activity WHERE kind<>'note' ORDER BY conversation_id, rev": &events,
		"SELECT id, channel FROM customers": &channels,
	} {
		if err := db.Select(into, query); err != nil {
			t.Fatal(err)
		}
	}
	for i := range events {
		events[i].parse(t)
	}
	for _, c := range channels {
		n.conversation(c.ID, c.Channel, slices.DeleteFunc(slices.Clone(events), func(e naiveEvent) bool { return e.Conversation != c.ID }))
	}
	return n
}

func (e *naiveEvent) parse(t *testing.T) {
	t.Helper()
	if e.Data == nil {
		return
	}
	var data struct {
		Seq      int64
		From     any
		Assignee struct{ ID string }
	}
	if err := json.Unmarshal(e.Data, &data); err != nil {
		t.Fatal(err)
	}
	e.seq = data.Seq
	e.from, _ = data.From.(string)
	e.assignee, _ = strconv.ParseInt(data.Assignee.ID, 10, 64)
}

func (n *naive) conversation(id int64, channel string, events []naiveEvent) {
	var mine []*naiveMessage
	for i := range n.messages {
		if m := &n.messages[i]; m.Conversation == id {
			m.channel = channel
			mine = append(mine, m)
		}
	}
	for _, m := range mine {
		m.agent = m.Sender
		if m.Role == "customer" {
			m.agent = assigned(events, func(e naiveEvent) bool { return e.AfterSeq < m.Seq })
		}
	}
	var openings []naiveEvent
	for _, e := range events {
		if e.Kind == "opened" && e.seq > 0 && (e.from == "new" || e.from == "resolved") {
			openings = append(openings, e)
		}
	}
	for i, o := range openings {
		next := int64(math.MaxInt64)
		if i+1 < len(openings) {
			next = openings[i+1].Rev
		}
		n.episodes = append(n.episodes, naiveSpan(id, channel, o, next, mine, events))
	}
}

// assigned is who had the conversation after the last event that fits.
func assigned(events []naiveEvent, fits func(naiveEvent) bool) (agent int64) {
	for _, e := range events {
		if (e.Kind == "assigned" || e.Kind == "unassigned") && fits(e) {
			agent = e.assignee
		}
	}
	return agent
}

func naiveSpan(id int64, channel string, opening naiveEvent, next int64, messages []*naiveMessage, events []naiveEvent) naiveEpisode {
	first := messages[opening.seq-1]
	e := naiveEpisode{conversation: id, channel: channel, opened: first.At, firstSeq: first.Seq, lastSeq: math.MaxInt64, byCustomer: first.Role == "customer"}
	end := next
	for _, x := range events {
		if x.Rev <= opening.Rev || x.Rev >= next {
			continue
		}
		switch {
		case x.Kind == "resolved":
			e.resolved, e.resolver, e.lastSeq, end = x.At, x.Agent, x.AfterSeq, x.Rev
		case x.Kind == "pending", x.Kind == "opened" && x.seq == 0:
			e.resolved, e.resolver, e.lastSeq, end = 0, 0, math.MaxInt64, next
		}
	}
	e.assignee = assigned(events, func(x naiveEvent) bool { return x.Rev < end })
	for _, m := range messages {
		if e.byCustomer && e.reply == 0 && m.Role == "agent" && m.RecalledAt == 0 && m.Seq > e.firstSeq && m.Seq <= e.lastSeq {
			e.reply, e.replier = m.At, m.Sender
		}
	}
	return e
}

// times finds the smallest value that a share of all do not exceed.
func times(values []float64) stats.Times {
	sort.Float64s(values)
	at := func(share float64) *float64 {
		for i, v := range values {
			if float64(i+1) >= share*float64(len(values))-1e-9 {
				return &v
			}
		}
		return nil
	}
	return stats.Times{Count: len(values), Median: at(0.5), P90: at(0.9)}
}

// naiveCell chooses what is counted.
type naiveCell struct {
	when    func(local) bool
	channel string
	agent   int64 // -1: any
}

func (n *naive) wants(c naiveCell, at int64, channel string, agent int64, zone *time.Location) bool {
	return at > 0 && (c.channel == "" || c.channel == channel) && (c.agent < 0 || c.agent == agent) && c.when(n.local(at, zone))
}

func (n *naive) figures(c naiveCell, zone *time.Location) stats.Figures {
	var f stats.Figures
	var responses, resolutions []float64
	for _, e := range n.episodes {
		if n.wants(c, e.opened, e.channel, e.assignee, zone) {
			f.Opened++
			if e.byCustomer && e.reply == 0 {
				f.Unanswered++
			}
		}
		if e.reply > 0 && n.wants(c, e.opened, e.channel, e.replier, zone) {
			responses = append(responses, float64(e.reply-e.opened)/1000)
		}
		if n.wants(c, e.resolved, e.channel, e.resolver, zone) {
			f.Resolved++
			resolutions = append(resolutions, float64(e.resolved-e.opened)/1000)
		}
	}
	for _, m := range n.messages {
		if n.wants(c, m.At, m.channel, m.agent, zone) && m.Role == "customer" {
			f.Received++
		} else if n.wants(c, m.At, m.channel, m.agent, zone) && m.Role == "agent" {
			f.Sent++
		}
	}
	f.FirstResponse, f.Resolution = times(responses), times(resolutions)
	return f
}
