package fanout

import (
	"bytes"
	"encoding/json"
	"slices"
)

// What a payload of the bus is: its first byte.
const (
	newsPayload  = 'n'
	boardPayload = 'b'
)

// FactHears is the board's kind of "somebody here hears of it": of a customer's
// id (its value is their connections), or agentsHear.
const FactHears = 'h'

// agentsHear stands for the agents; no conversation has this id.
const agentsHear = 0

var yes = json.RawMessage("1")

// anyElsewhere reports whether another node has, or may have, somebody to tell
// of id.
func (h *Hub) anyElsewhere(id int64) bool {
	var room [4]string
	return len(h.board.Hearing(room[:0], FactHears, id)) > 0
}

// envelope is what the bus carries of news.
type envelope struct {
	Packets  []Packet       `json:"p"`
	Progress []sentProgress `json:"n,omitempty"`
}

// sentProgress says for whom the news came along: a node may have somebody of
// whom the sender did not know.
type sentProgress struct {
	Progress
	For audience `json:"for"`
}

type audience uint8

const (
	forAgents audience = 1 << iota
	forCustomer
)

// letter is an envelope to one node.
type letter struct {
	node              string
	packets, progress [][]byte
}

// mail is what goes to other nodes: one letter each, with what its own sessions
// need. What several get is encoded once.
type mail struct{ letters []letter }

func (m *mail) to(node string) *letter {
	for i := range m.letters {
		if m.letters[i].node == node {
			return &m.letters[i]
		}
	}
	m.letters = append(m.letters, letter{node: node})
	return &m.letters[len(m.letters)-1]
}

// post gives other nodes what their sessions are to be told.
func (h *Hub) post(packets []Packet, progress []Progress) {
	agents := h.board.Hearing(nil, FactHears, agentsHear)
	var m mail
	for i := range packets {
		p := &packets[i]
		if nodes := h.concerned(p, agents); len(nodes) > 0 {
			if b, err := json.Marshal(p); err == nil {
				for _, node := range nodes {
					l := m.to(node)
					l.packets = append(l.packets, b)
				}
			}
		}
	}
	for i := range progress {
		h.postProgress(&m, &progress[i], agents)
	}
	for i := range m.letters {
		h.bus.Publish(m.letters[i].node, m.letters[i].payload())
	}
}

// postProgress tells the nodes that got the news how far it brings them: those
// of agents, and those of the customer.
func (h *Hub) postProgress(m *mail, p *Progress, agents []string) {
	var encoded [forAgents + forCustomer + 1][]byte
	add := func(node string, to audience) {
		if encoded[to] == nil {
			encoded[to], _ = json.Marshal(sentProgress{*p, to}) //nolint:errchkjson // numbers only
		}
		l := m.to(node)
		l.progress = append(l.progress, encoded[to])
	}
	mine := h.board.Hearing(nil, FactHears, p.Conversation)
	for _, node := range agents {
		if slices.Contains(mine, node) {
			add(node, forAgents|forCustomer)
		} else {
			add(node, forAgents)
		}
	}
	for _, node := range mine {
		if !slices.Contains(agents, node) {
			add(node, forCustomer)
		}
	}
}

// concerned lists the nodes whose sessions p is for.
func (h *Hub) concerned(p *Packet, agents []string) []string {
	switch p.To {
	case ToAgents:
		return agents
	case ToCustomer:
		if p.Close == nil {
			return h.board.Hearing(nil, FactHears, p.ID)
		}
	}
	return []string{Everybody} // an order to close must miss nobody
}

// payload is an envelope, put together from its encoded parts.
func (l *letter) payload() []byte {
	n := 16
	for _, b := range l.packets {
		n += len(b) + 1
	}
	for _, b := range l.progress {
		n += len(b) + 1
	}
	out := append(make([]byte, 0, n), newsPayload)
	out = append(out, `{"p":[`...)
	out = append(out, bytes.Join(l.packets, []byte{','})...)
	if len(l.progress) > 0 {
		out = append(out, `],"n":[`...)
		out = append(out, bytes.Join(l.progress, []byte{','})...)
	}
	return append(out, `]}`...)
}

// hear takes what another node published.
func (h *Hub) hear(from string, payload []byte) {
	if len(payload) == 0 {
		return
	}
	switch payload[0] {
	case newsPayload:
		h.receive(payload[1:])
	case boardPayload:
		h.board.receive(from, payload[1:])
	}
}

// receive takes another node's news.
func (h *Hub) receive(payload []byte) {
	var e envelope
	if json.Unmarshal(payload, &e) != nil {
		return // not of this version: the watch tells what it meant
	}
	for i := range e.Packets {
		h.deliver(&e.Packets[i])
	}
	for i := range e.Progress {
		if p := &e.Progress[i]; h.covers(p) {
			h.onRemote(p.Progress)
		}
	}
}

// covers reports whether the news came for all whom it concerns here. If not,
// the watch tells it.
func (h *Hub) covers(p *sentProgress) bool {
	return (p.For&forAgents != 0 || !h.AgentsHere()) && (p.For&forCustomer != 0 || len(h.customer(p.Conversation)) == 0)
}
