package fanout

import (
	"kefu/server/desk"
	"kefu/server/wire"
)

// Bounds of a frame of several messages: their number, and their size, which
// keeps it well under wire.MaxServerFrame.
const (
	maxMessagesFrame = 256
	maxMessagesBytes = wire.MaxServerFrame / 2
)

// mostBytes is the most that m can take in a frame, roughly: JSON may write six
// bytes for one.
func mostBytes(m *desk.Message) int {
	n := 1024 + 6*(len(m.Text)+len(m.Sender.Name)+len(m.OpenID))
	if a := m.Attachment; a != nil {
		n += 6 * len(a.Name)
	}
	if c := m.Card; c != nil {
		n += 6 * (len(c.Title) + len(c.ImageURL) + len(c.Price) + len(c.URL) + len(c.Fields))
	}
	return n
}

// fitting returns how many of ms, at least one, go into one frame.
func fitting(ms []*desk.Message) int {
	bytes := 0
	for i, m := range ms {
		if bytes += mostBytes(m); i > 0 && (bytes > maxMessagesBytes || i == maxMessagesFrame) {
			return i
		}
	}
	return len(ms)
}

// Tell tells everyone concerned, here and on other nodes, what was committed.
func (h *Hub) Tell(news []desk.News, unreadTotal int64) { h.tell(news, unreadTotal, true) }

// TellHere tells this node's sessions only.
func (h *Hub) TellHere(news []desk.News, unreadTotal int64) { h.tell(news, unreadTotal, false) }

func (h *Hub) tell(news []desk.News, unreadTotal int64, everywhere bool) {
	everywhere = everywhere && h.bus != nil
	agentsElsewhere := everywhere && h.anyElsewhere(agentsHear)
	t := telling{encoder: h.encoder, plain: everywhere || h.plain.Load() > 0, unreadTotal: unreadTotal}
	t.findOld(news)
	if agentsElsewhere || h.AgentsHere() {
		t.agents(news)
	}
	var progress []Progress
	for i := range news {
		n := &news[i]
		elsewhere := everywhere && h.anyElsewhere(n.Conversation.ID)
		if elsewhere || hears(h.customer(n.Conversation.ID), n) {
			t.customer(n)
		}
		if elsewhere || agentsElsewhere {
			c := &n.Conversation
			progress = append(progress, Progress{Conversation: c.ID, From: n.RevFrom, Rev: c.Rev, Seq: c.LastSeq, CustomerRead: c.CustomerReadSeq, DeskRead: c.DeskReadSeq})
		}
	}
	h.send(t.packets, progress, everywhere)
}

// hears reports whether any of a customer's sessions is to be told n: one that
// sent a message is shown it by the answer.
func hears(sessions []Session, n *desk.News) bool {
	return len(sessions) > 1 || len(sessions) == 1 && (n.Session == "" || sessions[0].ID() != n.Session)
}

// telling turns news into packets.
type telling struct {
	encoder     wire.Encoder
	plain       bool // somebody may speak the plain dialect
	unreadTotal int64
	packets     []Packet
	old         map[*desk.Message]bool // not for the plain dialect
}

func (t *telling) add(to Audience, id int64, frame any) *Packet {
	t.packets = append(t.packets, Packet{To: to, ID: id, Frame: wire.Encode(frame)})
	return &t.packets[len(t.packets)-1]
}

// findOld notes the messages of news that may have been told before.
func (t *telling) findOld(news []desk.News) {
	for i := range news {
		for _, m := range news[i].Messages {
			if !m.CreatedAt.Before(news[i].OldBefore) {
				continue
			}
			if t.old == nil {
				t.old = map[*desk.Message]bool{}
			}
			t.old[m] = true
		}
	}
}

// agents tells the rest, news by news, and then the messages of all news,
// gathered into as few frames as may be. In this order a connection that breaks
// in between has lost nothing for good: messages are asked for by seq, the rest
// by rev, and the rev that a frame of messages tells is the highest of all.
func (t *telling) agents(news []desk.News) {
	messages := make([]*desk.Message, 0, len(news))
	states := newStates(len(news))
	for i := range news {
		t.agentRest(&news[i])
	}
	bytes := 0
	flush := func() {
		if len(messages) > 0 {
			t.agentMessages(messages, states.list)
			messages, bytes = messages[:0], 0
			states.reset()
		}
	}
	for i := range news {
		n := &news[i]
		for _, m := range n.Messages {
			if bytes += mostBytes(m); bytes > maxMessagesBytes || len(messages) == maxMessagesFrame {
				flush()
				bytes = mostBytes(m)
			}
			messages = append(messages, m)
			states.keep(n)
		}
	}
	flush()
}

// states are those of a frame's conversations: each one's last.
type states struct {
	list []wire.ConversationState
	at   map[int64]int // where in list a conversation is
}

// newStates makes room for n conversations.
func newStates(n int) *states {
	return &states{list: make([]wire.ConversationState, 0, n), at: make(map[int64]int, n)}
}

func (s *states) keep(n *desk.News) {
	c := &n.Conversation
	i, known := s.at[c.ID]
	if !known {
		i = len(s.list)
		s.at[c.ID] = i
		s.list = append(s.list, wire.ConversationState{ID: desk.FormatID(c.ID)})
	}
	s.list[i].Rev, s.list[i].Unread = c.Rev, c.DeskUnread
}

func (s *states) reset() {
	s.list = s.list[:0]
	clear(s.at)
}

func (t *telling) agentMessages(ms []*desk.Message, states []wire.ConversationState) {
	var p *Packet
	if len(ms) == 1 {
		m := t.encoder.Message(ms[0])
		p = t.add(ToAgents, 0, wire.MessageFrame{Type: wire.TypeMessage, Message: &m, Conversations: states})
	} else {
		p = t.add(ToAgents, 0, wire.MessagesFrame{Type: wire.TypeMessages, Messages: t.encoder.Messages(ms), Conversations: states})
	}
	t.plainMessages(p, ms, desk.CustomerSide)
}

// plainMessages adds what the plain dialect shows: the other side's messages only.
func (t *telling) plainMessages(p *Packet, ms []*desk.Message, from desk.Side) {
	if !t.plain {
		return
	}
	for _, m := range ms {
		if m.Sender.Role.Side() != from || t.old[m] {
			continue
		}
		if frame := t.encoder.EncodePlain(m, from == desk.CustomerSide); frame != nil {
			p.Plain = append(p.Plain, PlainMessage{Conversation: m.ConversationID, Seq: m.Seq, Frame: frame})
		}
	}
}

func (t *telling) agentRest(n *desk.News) {
	for _, m := range n.Updated {
		t.add(ToAgents, 0, wire.MessageUpdated{Type: wire.TypeMessageUpdated, Message: t.encoder.Message(m)})
	}
	for i := range n.Activity {
		a := &n.Activity[i]
		if a.Kind == desk.ActivityNote {
			t.add(ToAgents, 0, wire.NoteFrame{Type: wire.TypeNote, Note: wire.NewNote(a)})
		} else {
			t.add(ToAgents, 0, wire.EventFrame{Type: wire.TypeEvent, Event: wire.NewEvent(a)})
		}
	}
	for i := range n.Receipts {
		t.add(ToAgents, 0, receipt(&n.Receipts[i]))
	}
	if n.Unread {
		t.add(ToAgents, 0, wire.UnreadFrame{Type: wire.TypeUnread, ConversationID: desk.FormatID(n.Conversation.ID),
			Unread: n.Conversation.DeskUnread, Rev: n.Conversation.Rev, UnreadTotal: &t.unreadTotal})
	}
}

func receipt(r *desk.Receipt) wire.ReceiptFrame {
	return wire.ReceiptFrame{Type: wire.TypeReceipt, ConversationID: desk.FormatID(r.ConversationID), Reader: string(r.Reader), Seq: r.Seq, ReadAt: wire.Time(r.ReadAt)}
}

// customer tells the customer theirs: never notes, never events.
func (t *telling) customer(n *desk.News) {
	id, first := n.Conversation.ID, len(t.packets)
	unread := n.Conversation.CustomerUnread
	for ms := n.Messages; len(ms) > 0; {
		some := ms[:fitting(ms)]
		ms = ms[len(some):]
		var p *Packet
		if len(some) == 1 {
			m := t.encoder.Message(some[0])
			p = t.add(ToCustomer, id, wire.MessageFrame{Type: wire.TypeMessage, Message: &m, Rev: n.Conversation.Rev, Unread: &unread})
		} else {
			p = t.add(ToCustomer, id, wire.MessagesFrame{Type: wire.TypeMessages, Messages: t.encoder.Messages(some), Rev: n.Conversation.Rev, Unread: &unread})
		}
		t.plainMessages(p, some, desk.DeskSide)
		p.Except = n.Session
	}
	for _, m := range n.Updated {
		t.add(ToCustomer, id, wire.MessageUpdated{Type: wire.TypeMessageUpdated, Message: t.encoder.Message(m)})
	}
	for i := range n.Receipts {
		t.add(ToCustomer, id, receipt(&n.Receipts[i]))
	}
	if n.Unread {
		t.add(ToCustomer, id, wire.UnreadFrame{Type: wire.TypeUnread, Unread: unread, Rev: n.Conversation.Rev})
	}
	if first < len(t.packets) {
		last := &t.packets[len(t.packets)-1]
		last.Seq, last.Rev = n.Conversation.LastSeq, n.Conversation.Rev
	}
}

// TellSummaries shows agents conversations as they now stand.
func (h *Hub) TellSummaries(summaries []desk.Summary, everywhere bool) {
	if !h.AgentsHere() && !(everywhere && h.AgentsAnywhere()) {
		return
	}
	packets := make([]Packet, 0, len(summaries))
	for i := range summaries {
		s := &summaries[i]
		s.Online, s.Page = h.CustomerOnline(s.ID), h.CustomerPage(s.ID)
		if s.LastSeq == 0 {
			continue // lists show conversations that have messages
		}
		packets = append(packets, Packet{To: ToAgents, Frame: wire.Encode(wire.ConversationFrame{Type: wire.TypeConversation, Conversation: h.encoder.Conversation(s)})})
	}
	h.send(packets, nil, everywhere)
}

// TellTyping shows the other side, and the agents, that who is writing; what is
// internal only the agents.
func (h *Hub) TellTyping(who desk.Principal, conversation int64, internal bool) {
	frame := wire.TypingFrame{Type: wire.TypeTyping, ConversationID: desk.FormatID(conversation), Who: wire.Who{Role: string(who.Role.Sender()), Name: who.Name}}
	packets := make([]Packet, 0, 2)
	if !who.IsCustomer() {
		if !internal {
			packets = append(packets, Packet{To: ToCustomer, ID: conversation, Frame: wire.Encode(frame)})
		}
		frame.Who.ID = desk.FormatID(who.ID)
	}
	packets = append(packets, Packet{To: ToAgents, Frame: wire.Encode(frame)})
	h.send(packets, nil, true)
}

// TellViewing shows this node's agents who has a conversation open.
func (h *Hub) TellViewing(conversation int64, agents []desk.Principal) {
	h.send([]Packet{{To: ToAgents, Frame: wire.Encode(Viewing(conversation, agents))}}, nil, false)
}

// Viewing is the frame that tells who has a conversation open.
func Viewing(conversation int64, agents []desk.Principal) wire.ViewingFrame {
	refs := make([]wire.AgentRef, len(agents))
	for i, a := range agents {
		refs[i] = wire.AgentRef{ID: desk.FormatID(a.ID), Name: a.Name}
	}
	return wire.ViewingFrame{Type: wire.TypeViewing, ConversationID: desk.FormatID(conversation), Agents: refs}
}
