package chat

import (
	"context"
	"encoding/json"
	"sort"
	"sync"

	"kefu/server/desk"
)

// FactViewing is the board's kind of "agents here have it open": of a
// conversation's id.
const FactViewing = 'v'

// viewing knows which agents have which conversation open: here by session, on
// other nodes as the board says.
type viewing struct {
	publisher Publisher
	board     Board
	mu        sync.Mutex
	sessions  map[string]view
	open      map[int64]map[string]desk.Principal // conversation -> session -> agent
}

type view struct {
	conversation int64
	agent        desk.Principal
}

func newViewing(p Publisher, b Board) *viewing {
	v := &viewing{publisher: p, board: b, sessions: map[string]view{}, open: map[int64]map[string]desk.Principal{}}
	b.Watch(FactViewing, func(id int64) {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.tell(id)
	})
	return v
}

// Typing shows the other side, and the agents, that who is writing; what an
// agent writes internally only the agents. Nothing is kept.
func (s *Service) Typing(ctx context.Context, who desk.Principal, t Target, internal bool) error {
	id, err := s.Resolve(ctx, who, t)
	if err == nil {
		s.publisher.TellTyping(who, id, internal && !who.IsCustomer())
	}
	return err
}

// View notes that the agent's session has a conversation open, "" for none,
// and shows the other agents.
func (s *Service) View(who desk.Principal, session, conversationID string) error {
	if who.IsCustomer() {
		return desk.Errorf(desk.CodeForbidden, "viewing is for agents")
	}
	var id int64
	if conversationID != "" {
		var err error
		if id, err = desk.ParseID(conversationID); err != nil {
			return err
		}
	}
	s.viewing.set(session, who, id)
	return nil
}

// Viewing lists which conversations agents have open, for an agent who has just
// come.
func (s *Service) Viewing() map[int64][]desk.Principal {
	v := s.viewing
	v.mu.Lock()
	defer v.mu.Unlock()
	out := make(map[int64][]desk.Principal, len(v.open))
	for id := range v.open {
		out[id] = v.agents(id)
	}
	v.board.Each(FactViewing, func(id int64, _ []json.RawMessage) { out[id] = v.agents(id) })
	return out
}

// Leave forgets what a session that ended had open.
func (s *Service) Leave(session string) { s.viewing.set(session, desk.Principal{}, 0) }

func (v *viewing) set(session string, who desk.Principal, id int64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	was, known := v.sessions[session]
	if known && was.conversation == id || !known && id == 0 {
		return
	}
	if known {
		delete(v.sessions, session)
		delete(v.open[was.conversation], session)
		if len(v.open[was.conversation]) == 0 {
			delete(v.open, was.conversation)
		}
		v.changed(was.conversation)
	}
	if id == 0 {
		return
	}
	v.sessions[session] = view{id, who}
	if v.open[id] == nil {
		v.open[id] = map[string]desk.Principal{}
	}
	v.open[id][session] = who
	v.changed(id)
}

// viewer is an agent as the board has them.
type viewer struct {
	ID   int64  `json:"i"`
	Name string `json:"n"`
}

// changed tells here and, by the board, on the other nodes; the lock is held.
func (v *viewing) changed(id int64) {
	var fact json.RawMessage
	if len(v.open[id]) > 0 {
		viewers := make([]viewer, 0, len(v.open[id]))
		for _, who := range v.open[id] {
			viewers = append(viewers, viewer{who.ID, who.Name})
		}
		fact, _ = json.Marshal(viewers) //nolint:errcheck // names and numbers
	}
	v.board.Set(FactViewing, id, fact)
	v.tell(id)
}

// rename takes over how agents are called now, and tells where that shows.
func (v *viewing) rename(now map[int64]string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for id, sessions := range v.open {
		changed := false
		for session, who := range sessions {
			if name := now[who.ID]; name != "" && name != who.Name {
				who.Name, changed = name, true
				sessions[session], v.sessions[session] = who, view{id, who}
			}
		}
		if changed {
			v.changed(id)
		}
	}
}

// tell shows who has a conversation open; the lock is held, so that what is told last is true.
func (v *viewing) tell(id int64) { v.publisher.TellViewing(id, v.agents(id)) }

// agents lists who has a conversation open, each agent once; the lock is held.
func (v *viewing) agents(id int64) []desk.Principal {
	byID := map[int64]desk.Principal{}
	for _, fact := range v.board.Others(FactViewing, id) {
		var elsewhere []viewer
		if json.Unmarshal(fact, &elsewhere) == nil {
			for _, x := range elsewhere {
				byID[x.ID] = desk.Principal{Role: desk.RoleAgent, ID: x.ID, Name: x.Name}
			}
		}
	}
	for _, who := range v.open[id] {
		byID[who.ID] = who
	}
	agents := make([]desk.Principal, 0, len(byID))
	for _, who := range byID {
		agents = append(agents, who)
	}
	sort.Slice(agents, func(i, k int) bool { return agents[i].ID < agents[k].ID })
	return agents
}
