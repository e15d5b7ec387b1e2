package demo

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// agent is one whom the demo made.
type agent struct {
	*session
	id, name, role, key string
}

// actor is a customer with what is said with them.
type actor struct {
	*session
	script
	token, openID  string
	conversation   string
	last           int64  // seq of the last message
	desk           int64  // seq of the last message that the desk has read
	claimed        *agent // who has the conversation
	unseen         bool   // the customer does not look any more
	order, parcel  string // what {order} and {parcel} become
	labelled, seen bool
}

// hire makes the agents. A name that the desk has already gets a number.
func (d *demo) hire(ctx context.Context) error {
	var there struct {
		Items []struct {
			Name string `json:"name"`
		} `json:"items"`
	}
	if err := d.rest.call(ctx, "GET", "/agents?limit=200", d.Key, nil, &there); err != nil {
		return err
	}
	var taken []string
	for _, a := range there.Items {
		taken = append(taken, a.Name)
	}
	for _, m := range d.staff {
		name := m.name
		for n := 2; slices.Contains(taken, name); n++ {
			name = fmt.Sprintf("%s %d", m.name, n)
		}
		var made struct {
			Agent struct {
				ID string `json:"id"`
			} `json:"agent"`
			StaffKey string `json:"staff_key"`
		}
		if err := d.rest.call(ctx, "POST", "/agents", d.Key, frame{"name": name, "role": m.role}, &made); err != nil {
			return err
		}
		d.agents = append(d.agents, &agent{session: newSession(d.rest.base, made.StaffKey), id: made.Agent.ID, name: name, role: m.role, key: made.StaffKey})
	}
	return nil
}

// agentOf finds who is called so in the texts; the first one for nobody.
func (d *demo) agentOf(name string) *agent {
	i := max(0, slices.IndexFunc(d.staff, func(m staffMember) bool { return m.name == name }))
	return d.agents[i]
}

// cast makes the customers' parts: one of each conversation that is written
// down, then the same again under other names.
func (d *demo) cast() []*actor {
	out := make([]*actor, d.Customers)
	for i := range out {
		s := d.scripts[i%len(d.scripts)]
		if i >= len(d.scripts) {
			s.name, s.profile = d.newName(s.lang), nil
		}
		out[i] = &actor{script: s, order: fmt.Sprintf("LF26%02d%02d%04d", 1+d.random.IntN(12), 1+d.random.IntN(28), d.random.IntN(10000)),
			parcel: fmt.Sprintf("SF14%011d", d.random.Int64N(1e11))}
	}
	return out
}

func (d *demo) newName(lang string) string {
	lists := d.names[lang]
	first, second := lists[0][d.random.IntN(len(lists[0]))], lists[1][d.random.IntN(len(lists[1]))]
	if lang == "zh" {
		return first + second
	}
	return first + " " + second
}

// enter logs the customer in as a new web visitor.
func (d *demo) enter(ctx context.Context, a *actor) error {
	var in struct {
		Token    string `json:"token"`
		Customer struct {
			OpenID string `json:"openid"`
		} `json:"customer"`
	}
	if err := d.rest.call(ctx, "POST", "/auth/visitor", "", frame{"name": a.name}, &in); err != nil {
		return err
	}
	a.token, a.openID = in.Token, in.Customer.OpenID
	a.session = newSession(d.rest.base, in.Token)
	var own struct {
		ID string `json:"id"`
	}
	if err := d.rest.call(ctx, "GET", "/my/conversation", a.token, nil, &own); err != nil {
		return err
	}
	a.conversation = own.ID
	return nil
}

// label writes what the desk knows of the customer, once there is a conversation.
func (d *demo) label(ctx context.Context, a *actor) error {
	if a.labelled {
		return nil
	}
	a.labelled = true
	by := d.agentOf(a.agent)
	edit := frame{}
	if len(a.tags) > 0 {
		edit["tags"] = a.tags
	}
	if a.priority != "normal" {
		edit["priority"] = a.priority
	}
	if len(edit) > 0 {
		if err := d.rest.call(ctx, "PATCH", "/conversations/"+a.conversation, by.key, edit, nil); err != nil {
			return err
		}
	}
	if len(a.profile) == 0 {
		return nil
	}
	return d.rest.call(ctx, "PATCH", "/customers/"+url.PathEscape(a.openID), by.key, frame{"profile": a.profile}, nil)
}

// fill in the numbers of a text.
func (a *actor) text(s string) string {
	return strings.NewReplacer("{order}", a.order, "{parcel}", a.parcel).Replace(s)
}

// newClientID makes a message's own id.
func newClientID() string { return rand.Text() }

// typingTime is how long a person takes to write so much.
func typingTime(text string) time.Duration {
	return min(900*time.Millisecond+time.Duration(len([]rune(text)))*90*time.Millisecond, 7*time.Second)
}

func (a *actor) leave() {
	if a.session != nil {
		a.session.leave()
	}
}
