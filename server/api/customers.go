package api

import (
	"context"

	"kefu/server/desk"
	"kefu/server/wire"
)

// Customer is what agents see of a customer.
type Customer struct {
	OpenID         string            `json:"openid"`
	ConversationID string            `json:"conversation_id"`
	Name           string            `json:"name"`
	AvatarURL      string            `json:"avatar_url,omitempty"`
	Channel        string            `json:"channel" enum:"wechat,web"`
	Profile        map[string]string `json:"profile"`
	Blocked        bool              `json:"blocked"`
	ExternalID     string            `json:"external_id,omitempty" doc:"the shop's own id of the person"`
	LinkedTo       string            `json:"linked_to,omitempty" doc:"the conversation of the customer that this visitor turned out to be"`
	Earlier        []EarlierIdentity `json:"earlier,omitempty" doc:"of one customer: the visitors that turned out to be them, newest first, at most 20"`
	Online         bool              `json:"online"`
	Page           *wire.Page        `json:"page,omitempty" doc:"where a web visitor is now; only while online"`
	CreatedAt      string            `json:"created_at" format:"date-time"`
	LastSeenAt     string            `json:"last_seen_at" format:"date-time" doc:"the last login, connection or its end, to the minute"`
}

// EarlierIdentity is a visitor who turned out to be a customer.
type EarlierIdentity struct {
	OpenID         string `json:"openid"`
	ConversationID string `json:"conversation_id"`
	CreatedAt      string `json:"created_at" format:"date-time"`
	LastSeenAt     string `json:"last_seen_at" format:"date-time"`
}

func (a *api) customer(c desk.Customer) Customer {
	w := Customer{
		OpenID: c.OpenID, ConversationID: desk.FormatID(c.ID), Name: c.Name, AvatarURL: c.AvatarURL, Channel: string(c.Channel),
		Profile: c.Profile, Blocked: c.Blocked, ExternalID: c.ExternalID, Online: a.cfg.Sessions.CustomerOnline(c.ID), Page: wire.NewPage(a.cfg.Sessions.CustomerPage(c.ID)),
		CreatedAt: wire.Time(c.CreatedAt), LastSeenAt: wire.Time(c.LastSeenAt),
	}
	if w.Profile == nil {
		w.Profile = map[string]string{}
	}
	if c.LinkedTo != 0 {
		w.LinkedTo = desk.FormatID(c.LinkedTo)
	}
	return w
}

type customerList struct {
	Paging
	Query string `query:"q" maxLength:"200" doc:"part of the name, or the whole openid"`
}

func (a *api) listCustomers(ctx context.Context, _ desk.Principal, in *customerList) (*Body[Page[Customer]], error) {
	found, next, err := a.cfg.Records.Customers(ctx, in.Query, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	items := make([]Customer, len(found))
	for i, c := range found {
		items[i] = a.customer(c)
	}
	return &Body[Page[Customer]]{NewPage(items, next)}, nil
}

// CustomerOpenID is the part of an input that names a customer.
type CustomerOpenID struct {
	OpenID string `path:"openid" doc:"the customer's openid"`
}

func (a *api) getCustomer(ctx context.Context, _ desk.Principal, in *CustomerOpenID) (*Body[Customer], error) {
	c, err := a.cfg.Records.CustomerByOpenID(ctx, in.OpenID)
	if err != nil {
		return nil, err
	}
	return a.oneCustomer(ctx, c)
}

// maxEarlier bounds how many earlier identities are shown.
const maxEarlier = 20

// oneCustomer answers c with what only the answer of one customer has.
func (a *api) oneCustomer(ctx context.Context, c desk.Customer) (*Body[Customer], error) {
	earlier, err := a.cfg.Records.Earlier(ctx, c.ID, maxEarlier)
	if err != nil {
		return nil, err
	}
	w := a.customer(c)
	for _, e := range earlier {
		w.Earlier = append(w.Earlier, EarlierIdentity{OpenID: e.OpenID, ConversationID: desk.FormatID(e.ID), CreatedAt: wire.Time(e.CreatedAt), LastSeenAt: wire.Time(e.LastSeenAt)})
	}
	return &Body[Customer]{w}, nil
}

type customerEdit struct {
	CustomerOpenID
	Body struct {
		Name      *string           `json:"name,omitempty" maxLength:"64"`
		AvatarURL *string           `json:"avatar_url,omitempty" maxLength:"512" doc:"an https link; empty removes it"`
		Profile   map[string]string `json:"profile,omitempty" doc:"fields to be set; one with an empty value is removed"`
		Blocked   *bool             `json:"blocked,omitempty" doc:"refuses what the customer sends"`
	}
}

func (a *api) editCustomer(ctx context.Context, who desk.Principal, in *customerEdit) (*Body[Customer], error) {
	c, err := a.cfg.Records.CustomerByOpenID(ctx, in.OpenID)
	if err != nil {
		return nil, err
	}
	p := desk.CustomerPatch{Name: in.Body.Name, AvatarURL: in.Body.AvatarURL, Profile: in.Body.Profile, Blocked: in.Body.Blocked}
	if p.Name != nil || p.AvatarURL != nil || p.Profile != nil || p.Blocked != nil {
		if err := a.edit(ctx, who, c.ID, desk.Patch{Customer: &p}); err != nil {
			return nil, err
		}
		if c, err = a.cfg.Records.CustomerByID(ctx, c.ID); err != nil {
			return nil, err
		}
	}
	return a.oneCustomer(ctx, c)
}
