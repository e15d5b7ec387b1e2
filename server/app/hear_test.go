package app_test

import (
	"maps"
	"slices"
)

// hear takes a frame that answers nothing; the lock is held.
func (d *device) hear(f *frame) {
	switch f.Type {
	case "message", "messages":
		d.hearMessages(f)
	case "message.updated":
		d.put(d.view(f.Message.ConversationID), *f.Message, false)
	case "note":
		f.Note.Kind = "note"
		d.note(d.view(f.Note.ConversationID), *f.Note, true)
	case "event":
		d.note(d.view(f.Event.ConversationID), *f.Event, true)
	case "receipt":
		d.view(f.ConversationID).readUpTo(map[string]int64{f.Reader: f.Seq})
	case "unread":
		id := f.ConversationID
		if !d.who.staff() {
			id = d.who.id
		} else {
			d.unreadTotal = *f.UnreadTotal
		}
		d.count(d.view(id), f.Rev, *f.Unread)
	case "conversation":
		d.summarize(d.view(f.Conversation.ID), *f.Conversation)
	case "resync":
		d.resync()
	case "presence":
		d.hearPresence(f)
	case "typing", "viewing", "announcement":
	default:
		d.complain("was sent a frame of type %q: %+v", f.Type, *f)
	}
}

func (d *device) hearMessages(f *frame) {
	all := f.Messages
	if f.Message != nil {
		all = append(all, *f.Message)
	}
	for _, m := range all {
		d.put(d.view(m.ConversationID), m, true)
	}
	if d.who.staff() {
		for _, s := range f.Conversations {
			d.count(d.view(s.ID), s.Rev, s.Unread)
		}
		return
	}
	d.count(d.view(d.who.id), f.Rev, *f.Unread)
}

func (d *device) resync() {
	if d.who.staff() {
		d.changes()
		return
	}
	d.sync(d.view(d.who.id))
}

func (d *device) put(v *view, m message, live bool) {
	if wrong := v.put(m, live); wrong != "" {
		d.w.blame(diverging, "%s: conversation %s: %s", d.name, v.id, wrong)
	}
}

func (d *device) note(v *view, e entry, live bool) {
	if wrong := v.note(e, live); wrong != "" {
		d.w.blame(diverging, "%s: conversation %s: %s", d.name, v.id, wrong)
	}
}

func (d *device) count(v *view, rev, unread int64) {
	side := deskSide
	if !d.who.staff() {
		side = customerSide
	}
	if before, contradicts := d.w.model.counted(v.id, side, rev, unread); contradicts {
		d.w.blame(wrongUnread, "%s: conversation %s: the %s's unread at rev %d is %d, and was %d", d.name, v.id, side, rev, unread, before)
	}
	v.count(rev, unread)
}

func (d *device) summarize(v *view, s summary) {
	d.count(v, s.Rev, s.Unread)
	v.summarize(s)
	if s.Customer != nil && !d.attended[s.ID] {
		d.online[s.ID] = s.Customer.Online
	}
}

func (d *device) hearPresence(f *frame) {
	if f.Agent != nil {
		d.colleagues[f.Agent.ID] = f.Status == "online"
	} else if f.Online != nil {
		d.online[f.ConversationID] = *f.Online
	}
}

// attend asks which customers came and went while the device was away. From the
// answer on frames tell, and no summary does. The lock is held.
func (d *device) attend() {
	ids := slices.Sorted(maps.Keys(d.views))
	d.ask(map[string]any{"type": "presence", "conversation_ids": ids}, func(a *frame) {
		if a == nil {
			return
		}
		if a.Type != "present" || a.HasMore {
			d.refused("presence", a)
			return
		}
		for _, id := range ids {
			d.online[id], d.attended[id] = false, true
		}
		for _, there := range a.Customers {
			d.online[there.ConversationID] = true
		}
	})
}
