package app_test

import (
	"fmt"
	"reflect"
	"sort"
	"strings"
	"time"
)

// viewsAgreeWithin is how long a client may lag when all is quiet: the watch
// of another node, a hole, a ping, on a machine that may be slow.
const viewsAgreeWithin = time.Minute

// checkViews compares every device's views with what is stored, as soon as
// they agree.
func (w *world) checkViews(told map[string]*truth) {
	w.t.Helper()
	deadline := time.Now().Add(viewsAgreeWithin)
	for _, p := range w.everybody() {
		for _, d := range p.devices {
			if d.isAway() {
				continue
			}
			var wrong []string
			if !eventually(time.Until(deadline), func() bool { wrong = d.differences(told); return len(wrong) == 0 }) {
				if len(wrong) > 10 {
					wrong = append(wrong[:10], fmt.Sprintf("and %d more", len(wrong)-10))
				}
				w.blame(flawOf(wrong), "%s, connected %d times, lately to %s, differs:\n\t%s", d.name, d.connections, d.base, strings.Join(wrong, "\n\t"))
			}
		}
	}
}

func (w *world) connections() (n int) {
	for _, p := range w.everybody() {
		for _, d := range p.devices {
			d.mu.Lock()
			n += d.connections
			d.mu.Unlock()
		}
	}
	return n
}

func (d *device) isAway() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.away
}

// differences lists in what the device's views are not what is stored.
func (d *device) differences(told map[string]*truth) (wrong []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.line == nil {
		return []string{string(diverging) + ": it is offline"}
	}
	bad := func(f flaw, format string, args ...any) {
		wrong = append(wrong, fmt.Sprintf(string(f)+": "+format, args...))
	}
	if !d.caught {
		bad(diverging, "it has not caught up")
	}
	var total int64
	for id, t := range told {
		total += t.agents.Unread
		if !d.who.staff() && id != d.who.id {
			continue
		}
		v := d.views[id]
		if v == nil {
			bad(diverging, "conversation %s is unknown", id)
			continue
		}
		t.compareMessages(v, bad)
		if d.who.staff() {
			t.compareSummary(v, bad)
			t.compareActivity(v, bad)
		} else if v.unread != t.mine.Unread {
			bad(wrongUnread, "unread is %d at rev %d, want %d at %d", v.unread, v.unreadRev, t.mine.Unread, t.mine.Rev)
		}
	}
	for id := range d.views {
		if told[id] == nil || !d.who.staff() && id != d.who.id {
			bad(diverging, "it knows of conversation %s", id)
		}
	}
	return wrong
}

func (t *truth) compareMessages(v *view, bad complaint) {
	if v.head != int64(len(t.messages)) || len(v.messages) != len(t.messages) {
		bad(hole, "conversation %s: holds %d messages up to %d, want %d", v.id, len(v.messages), v.head, len(t.messages))
	}
	for i := range t.messages {
		m := &t.messages[i]
		held, ok := v.messages[m.Seq]
		if !ok {
			continue
		}
		if wrong := contradiction(m, &held); wrong != "" {
			bad(diverging, "conversation %s: %s", v.id, wrong)
		}
		if (held.RecalledAt == nil) != (m.RecalledAt == nil) {
			bad(diverging, "conversation %s: recalled_at of seq %d is %v, want %v", v.id, m.Seq, value(held.RecalledAt), value(m.RecalledAt))
		}
		if v.isRead(&held) != (m.ReadAt != nil) {
			bad(diverging, "conversation %s: seq %d is read: %v, want read at %v", v.id, m.Seq, v.isRead(&held), value(m.ReadAt))
		}
		if v.base >= 0 && m.Seq > v.base && !v.told[m.Seq] {
			bad(hole, "conversation %s: seq %d was never told, though the device was connected since seq %d", v.id, m.Seq, v.base)
		}
	}
}

func value(s *string) string {
	if s == nil {
		return "null"
	}
	return *s
}

func (t *truth) compareSummary(v *view, bad complaint) {
	want, have := &t.agents, &v.stands
	if v.unread != want.Unread {
		bad(wrongUnread, "conversation %s: unread is %d at rev %d, want %d at %d", v.id, v.unread, v.unreadRev, want.Unread, want.Rev)
	}
	sort.Strings(have.Tags)
	sort.Strings(want.Tags)
	if have.Status != want.Status || have.Priority != want.Priority || !reflect.DeepEqual(have.Assignee, want.Assignee) || !reflect.DeepEqual(have.Tags, want.Tags) {
		bad(diverging, "conversation %s: the summary is %s %s %v %v at rev %d, want %s %s %v %v at %d", v.id,
			have.Status, have.Priority, have.Assignee, have.Tags, have.Rev, want.Status, want.Priority, want.Assignee, want.Tags, want.Rev)
	}
}

func (t *truth) compareActivity(v *view, bad complaint) {
	if len(v.activity) != len(t.activity) {
		bad(diverging, "conversation %s: holds %d notes and events, want %d", v.id, len(v.activity), len(t.activity))
	}
	for i := range t.activity {
		want := &t.activity[i]
		have, ok := v.activity[want.Rev]
		switch {
		case !ok:
			bad(diverging, "conversation %s: %s %s is unknown", v.id, want.Kind, want.ID)
		case have.ID != want.ID || have.Kind != want.Kind || have.Text != want.Text || have.AfterSeq != want.AfterSeq || have.CreatedAt != want.CreatedAt || !reflect.DeepEqual(have.Agent, want.Agent):
			bad(diverging, "conversation %s: %s is %+v, want %+v", v.id, want.ID, have, *want)
		case v.base >= 0 && want.Rev > v.baseRev && !v.toldRevs[want.Rev]:
			bad(diverging, "conversation %s: %s %s was never told, though the device was connected since rev %d", v.id, want.Kind, want.ID, v.baseRev)
		}
	}
}
