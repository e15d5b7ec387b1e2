package api

import (
	"context"

	"kefu/server/auth"
	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/wire"
)

// Agent is what colleagues see of an agent; admins see more.
type Agent struct {
	ID         string  `json:"id"`
	Name       string  `json:"name"`
	Role       string  `json:"role" enum:"agent,supervisor,admin"`
	Status     string  `json:"status" enum:"online,away,offline"`
	AvatarURL  string  `json:"avatar_url,omitempty"`
	Disabled   *bool   `json:"disabled,omitempty" doc:"true, or left out; to admins always there"`
	KeyPrefix  *string `json:"key_prefix,omitempty" doc:"admins: tells staff keys apart"`
	CreatedAt  *string `json:"created_at,omitempty" format:"date-time" doc:"admins"`
	LastSeenAt *string `json:"last_seen_at,omitempty" format:"date-time" doc:"admins: the last connection or its end, to the minute; left out: never"`
	Open       *int64  `json:"open_conversations,omitempty" doc:"assigned to them and open; in lists"`
}

// AgentWithKey is an agent and their new staff key, which is never shown again.
type AgentWithKey struct {
	Agent    Agent  `json:"agent"`
	StaffKey string `json:"staff_key"`
}

// agent returns g as somebody of role sees them.
func (a *api) agent(g desk.Agent, role desk.Role) Agent {
	w := Agent{ID: desk.FormatID(g.ID), Name: g.Name, Role: string(g.Role), Status: string(a.cfg.Sessions.AgentStatus(g.ID)), AvatarURL: g.AvatarURL}
	if g.Disabled || role == desk.RoleAdmin {
		w.Disabled = &g.Disabled
	}
	if role == desk.RoleAdmin {
		w.KeyPrefix, w.CreatedAt, w.LastSeenAt = &g.KeyPrefix, wire.OptionalTime(g.CreatedAt), wire.OptionalTime(g.LastSeenAt)
	}
	return w
}

// listAgents cuts its pages here: a desk has hundreds of agents at the most.
func (a *api) listAgents(ctx context.Context, who desk.Principal, in *Paging) (*Body[Page[Agent]], error) {
	after, err := ParseCursor(in.Cursor, 0)
	if err != nil {
		return nil, err
	}
	all, err := a.cfg.Records.Agents(ctx)
	if err != nil {
		return nil, err
	}
	items, ids, next := []Agent{}, []int64{}, ""
	for _, g := range all { // by id
		if g.ID <= after {
			continue
		}
		if len(items) == in.Limit {
			next = FormatCursor(ids[len(ids)-1])
			break
		}
		items, ids = append(items, a.agent(g, who.Role)), append(ids, g.ID)
	}
	open, err := a.cfg.Records.OpenConversations(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		n := open[id]
		items[i].Open = &n
	}
	return &Body[Page[Agent]]{NewPage(items, next)}, nil
}

type agentCreate struct {
	Body struct {
		Name      string `json:"name" minLength:"1" maxLength:"64"`
		Role      string `json:"role,omitempty" enum:"agent,supervisor,admin" default:"agent"`
		AvatarURL string `json:"avatar_url,omitempty" maxLength:"512" doc:"an https link"`
	}
}

func (a *api) createAgent(ctx context.Context, who desk.Principal, in *agentCreate) (*Body[AgentWithKey], error) {
	g := desk.Agent{Role: desk.Role(in.Body.Role), AvatarURL: in.Body.AvatarURL}
	var err error
	if g.Name, err = cleanAgentName(in.Body.Name); err != nil {
		return nil, err
	}
	if err = checkAvatar(g.AvatarURL); err != nil {
		return nil, err
	}
	key := ""
	if key, g.KeyPrefix, g.KeyHash, err = auth.NewStaffKey(); err != nil {
		return nil, err
	}
	if g, err = a.cfg.Records.CreateAgent(ctx, g); err != nil {
		return nil, err
	}
	return &Body[AgentWithKey]{AgentWithKey{Agent: a.agent(g, who.Role), StaffKey: key}}, nil
}

func cleanAgentName(s string) (string, error) {
	if s = desk.CleanName(s); s == "" {
		return "", desk.Errorf(desk.CodeBadRequest, "name must not be empty")
	}
	return s, nil
}

func checkAvatar(s string) error {
	if s != "" && !desk.HTTPSURL(s, desk.MaxAvatarBytes) {
		return desk.Errorf(desk.CodeBadRequest, "avatar_url must be an https link of at most %d bytes", desk.MaxAvatarBytes)
	}
	return nil
}

// AgentID is the part of an input that names an agent.
type AgentID struct {
	ID string `path:"id" doc:"the agent's id"`
}

type agentEdit struct {
	AgentID
	Body struct {
		Name      *string `json:"name,omitempty" minLength:"1" maxLength:"64"`
		Role      *string `json:"role,omitempty" enum:"agent,supervisor,admin"`
		AvatarURL *string `json:"avatar_url,omitempty" maxLength:"512" doc:"an https link; empty removes it"`
		Disabled  *bool   `json:"disabled,omitempty"`
	}
}

func (a *api) editAgent(ctx context.Context, who desk.Principal, in *agentEdit) (*Body[Agent], error) {
	b := &in.Body
	p := store.AgentPatch{AvatarURL: b.AvatarURL, Disabled: b.Disabled}
	if b.Name != nil {
		name, err := cleanAgentName(*b.Name)
		if err != nil {
			return nil, err
		}
		p.Name = &name
	}
	if b.AvatarURL != nil {
		if err := checkAvatar(*b.AvatarURL); err != nil {
			return nil, err
		}
	}
	if b.Role != nil {
		role := desk.Role(*b.Role)
		p.Role = &role
	}
	g, err := a.updateAgent(ctx, in.ID, p)
	if err != nil {
		return nil, err
	}
	return &Body[Agent]{a.agent(g, who.Role)}, nil
}

func (a *api) rotateStaffKey(ctx context.Context, who desk.Principal, in *AgentID) (*Body[AgentWithKey], error) {
	key, prefix, hash, err := auth.NewStaffKey()
	if err != nil {
		return nil, err
	}
	g, err := a.updateAgent(ctx, in.ID, store.AgentPatch{KeyPrefix: prefix, KeyHash: hash})
	if err != nil {
		return nil, err
	}
	return &Body[AgentWithKey]{AgentWithKey{Agent: a.agent(g, who.Role), StaffKey: key}}, nil
}

// updateAgent changes an agent, and ends their connections if they may not go on.
func (a *api) updateAgent(ctx context.Context, wireID string, p store.AgentPatch) (desk.Agent, error) {
	id, err := desk.ParseID(wireID)
	if err != nil {
		return desk.Agent{}, err
	}
	g, revoked, err := a.cfg.Records.UpdateAgent(ctx, id, p)
	if err != nil {
		return desk.Agent{}, err
	}
	if revoked {
		a.cfg.Sessions.RevokeAgent(id)
	}
	if a.cfg.AgentChanged != nil {
		a.cfg.AgentChanged()
	}
	return g, nil
}
