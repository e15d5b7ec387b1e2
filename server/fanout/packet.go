package fanout

import (
	"encoding/json"
	"runtime"

	"kefu/server/desk"
	"kefu/server/wire"
)

// Audience is to whom a packet goes.
type Audience string

// The audiences.
const (
	ToAgents    Audience = "agents"
	ToCustomer  Audience = "customer"  // all connections of Packet.ID
	ToCustomers Audience = "customers" // everybody's
	ToAgent     Audience = "agent"     // all connections of Packet.ID
)

// Packet is something to be told, encoded once for all who hear it.
type Packet struct {
	To Audience `json:"to"`
	ID int64    `json:"id,omitempty"`
	// Except is a session that needs not hear it.
	Except string `json:"except,omitempty"`
	// Frame is for sessions of kefu.v1; empty: nothing.
	Frame json.RawMessage `json:"frame,omitempty"`
	// Plain is for sessions of the plain dialect; empty: nothing.
	Plain []PlainMessage `json:"plain,omitempty"`
	// Seq and Rev are how far the frame brings a customer; 0: no further.
	Seq int64 `json:"seq,omitempty"`
	Rev int64 `json:"rev,omitempty"`
	// Close ends the sessions instead; with Login only those of that login.
	Close *CloseOrder `json:"close,omitempty"`
	Login string      `json:"login,omitempty"`
}

// PlainMessage is a frame of the plain dialect and which message it shows, so
// that a session can tell what it has shown already. Seq is 0 for what is no
// message of a conversation.
type PlainMessage struct {
	Conversation int64           `json:"c"`
	Seq          int64           `json:"s"`
	Frame        json.RawMessage `json:"f"`
}

// CloseOrder is how a session is to be closed.
type CloseOrder struct {
	Code   int    `json:"code"`
	Reason string `json:"reason"`
}

// Progress is from where to where news brings who hears it.
type Progress struct {
	Conversation int64 `json:"c"`
	From         int64 `json:"from"` // rev
	Rev          int64 `json:"rev"`
	Seq          int64 `json:"seq"`
	CustomerRead int64 `json:"cr"`
	DeskRead     int64 `json:"dr"`
}

// deliver gives p to the sessions here that it concerns.
func (h *Hub) deliver(p *Packet) {
	switch p.To {
	case ToCustomer:
		give(h.customer(p.ID), p)
	case ToAgents:
		give(*h.agents.Load(), p)
	case ToAgent:
		for _, s := range *h.agents.Load() {
			if s.Principal().ID == p.ID {
				give([]Session{s}, p)
			}
		}
	case ToCustomers:
		for i := range h.customers {
			sh := &h.customers[i]
			sh.mu.RLock()
			mine := make([][]Session, 0, len(sh.by))
			for _, sessions := range sh.by {
				mine = append(mine, sessions)
			}
			sh.mu.RUnlock()
			for _, sessions := range mine {
				give(sessions, p)
			}
		}
	}
}

// atOnce is how many sessions are given a packet before whatever else is ready,
// answers to senders above all, has its turn: hundreds of agents must not hold
// them up.
const atOnce = 64

func give(sessions []Session, p *Packet) {
	for i, s := range sessions {
		if i%atOnce == 0 && len(sessions) > atOnce {
			runtime.Gosched()
		}
		switch {
		case p.Except != "" && s.ID() == p.Except:
		case p.Login != "" && s.Principal().Login != p.Login:
		case p.Close != nil:
			s.Close(p.Close.Code, p.Close.Reason)
		default:
			s.Deliver(p)
		}
	}
}

// send delivers here and, if everywhere, to the other nodes.
func (h *Hub) send(packets []Packet, progress []Progress, everywhere bool) {
	for i := range packets {
		h.deliver(&packets[i])
	}
	if everywhere && h.bus != nil {
		h.post(packets, progress)
	}
}

// ToCustomer tells one customer's connections a frame. Those of the plain
// dialect hear announcements only.
func (h *Hub) ToCustomer(id int64, frame any) {
	p := Packet{To: ToCustomer, ID: id, Frame: wire.Encode(frame)}
	if a, ok := frame.(wire.Announcement); ok {
		p.Plain = []PlainMessage{{Frame: a.EncodePlain()}}
	}
	h.send([]Packet{p}, nil, true)
}

// RecheckAgents ends the connections of this node's agents whom allowed
// refuses, as revoked.
func (h *Hub) RecheckAgents(allowed func(desk.Principal) bool) {
	for _, s := range *h.agents.Load() {
		if !allowed(s.Principal()) {
			s.Close(wire.ClosePolicy, wire.ReasonRevoked)
		}
	}
}

// RenameAgents tells this node's sessions how their agents are called now.
func (h *Hub) RenameAgents(names map[int64]string) {
	for _, s := range *h.agents.Load() {
		if who := s.Principal(); names[who.ID] != "" && names[who.ID] != who.Name {
			s.Rename(names[who.ID])
		}
	}
}

// RevokeAgent ends all connections of an agent, on every node.
func (h *Hub) RevokeAgent(id int64) {
	h.send([]Packet{{To: ToAgent, ID: id, Close: revoked()}}, nil, true)
}

func revoked() *CloseOrder { return &CloseOrder{wire.ClosePolicy, wire.ReasonRevoked} }

// EndLogin ends the connections of a login: on every node or on this one only.
func (h *Hub) EndLogin(l desk.Login, everywhere bool) {
	p := Packet{To: ToAgent, ID: l.HolderID, Login: l.ID, Close: revoked()}
	if l.Role == desk.RoleCustomer {
		p.To = ToCustomer
	}
	h.send([]Packet{p}, nil, everywhere)
}

// TellPresence shows this node's agents that somebody came or went. Each node
// tells its own: all know who is where.
func (h *Hub) TellPresence(who desk.Principal, online bool) {
	frame := wire.PresenceFrame{Type: wire.TypePresence}
	if who.IsCustomer() {
		frame.ConversationID, frame.Online = desk.FormatID(who.ID), &online
	} else {
		frame.Agent = &wire.AgentRef{ID: desk.FormatID(who.ID), Name: who.Name}
		frame.Status = string(desk.AgentOffline)
		if online {
			frame.Status = string(desk.AgentOnline)
		}
	}
	h.send([]Packet{{To: ToAgents, Frame: wire.Encode(frame)}}, nil, false)
}

// TellPage shows this node's agents where a customer who is online is.
func (h *Hub) TellPage(who desk.Principal, p *desk.Page) {
	online := true
	frame := wire.PresenceFrame{Type: wire.TypePresence, ConversationID: desk.FormatID(who.ID), Online: &online, Page: wire.NewPage(p)}
	h.send([]Packet{{To: ToAgents, Frame: wire.Encode(frame)}}, nil, false)
}

// TellAvailable shows this node's customers whether anybody is there to answer.
func (h *Hub) TellAvailable(available bool) {
	h.send([]Packet{{To: ToCustomers, Frame: wire.Encode(h.Available(available))}}, nil, false)
}

// Available is the frame that tells a customer whether anybody is there, and
// if nobody is, when the desk opens.
func (h *Hub) Available(available bool) wire.PresenceFrame {
	f := wire.PresenceFrame{Type: wire.TypePresence, Available: &available}
	if !available {
		f.OpensAt = wire.OptionalTime(h.opensAt())
	}
	return f
}
