package settings

import (
	"context"
	"net/http"

	"kefu/server/api"
	"kefu/server/desk"
	"kefu/server/wire"
)

// DeskSettings is what staff see of the settings: agents what they work with, admins all.
type DeskSettings struct {
	Version      int64        `json:"version" doc:"PATCH needs it"`
	DeskName     string       `json:"desk_name"`
	Language     string       `json:"language" enum:"zh-CN,en"`
	Widget       Widget       `json:"widget"`
	OpeningHours OpeningHours `json:"opening_hours"`

	AllowedOrigins *[]string      `json:"allowed_origins,omitempty" doc:"admins: those that were added"`
	FixedOrigins   *[]string      `json:"fixed_origins,omitempty" doc:"admins: those of the configuration"`
	PublicURL      string         `json:"public_url,omitempty" doc:"admins: the address customers see, if the configuration says one"`
	Limits         *DeskLimits    `json:"limits,omitempty" doc:"admins"`
	Bounds         *LimitBounds   `json:"bounds,omitempty" doc:"admins: what the limits may be"`
	Defaults       *Settings      `json:"defaults,omitempty" doc:"admins: the settings before anything was changed"`
	WeChat         *MiniProgram   `json:"wechat,omitempty" doc:"admins"`
	UpdatedAt      *string        `json:"updated_at,omitempty" format:"date-time" doc:"admins: the last change, if there was one"`
	UpdatedBy      *wire.AgentRef `json:"updated_by,omitempty" doc:"admins"`
}

// MiniProgram is what the configuration says of the mini-program.
type MiniProgram struct {
	Configured bool   `json:"configured"`
	AppID      string `json:"app_id,omitempty"`
}

// PublicSettings is what anybody may know: what the widget needs before a login.
type PublicSettings struct {
	DeskName string `json:"desk_name"`
	Language string `json:"language" enum:"zh-CN,en"`
	Widget   Widget `json:"widget"`
}

// Register implements api.Feature.
func (f *Feature) Register(r *api.Router) {
	const tag = "settings"
	api.Handle(r, api.Call{
		ID: "getSettings", Method: http.MethodGet, Path: "/settings", Tag: tag, Access: api.Agents,
		Summary: "The desk's settings: admins see all, agents what they work with",
	}, f.get)
	api.Handle(r, api.Call{
		ID: "editSettings", Method: http.MethodPatch, Path: "/settings", Tag: tag, Access: api.Admins, Errors: []int{http.StatusConflict},
		Summary: "Change what is given; 409 if somebody else changed them meanwhile",
	}, f.edit)
	api.Handle(r, api.Call{
		ID: "getPublicSettings", Method: http.MethodGet, Path: "/settings/public", Tag: tag, Access: api.Anyone,
		Summary: "What the widget needs before a login",
	}, f.public)
	api.Handle(r, api.Call{
		ID: "testWechat", Method: http.MethodPost, Path: "/settings/wechat/test", Tag: tag, Access: api.Admins, Errors: []int{http.StatusTooManyRequests},
		Summary: "Ask WeChat whether it knows the mini-program",
	}, f.testWeChat)
}

func (f *Feature) get(ctx context.Context, who desk.Principal, _ *api.Nothing) (*api.Body[DeskSettings], error) {
	if err := f.look(ctx); err != nil { // who has just changed them elsewhere reads them here
		return nil, err
	}
	return f.show(ctx, who)
}

func (f *Feature) show(ctx context.Context, who desk.Principal) (*api.Body[DeskSettings], error) {
	s := f.now.Load()
	shown := DeskSettings{Version: s.version, DeskName: s.DeskName, Language: s.Language, Widget: s.Widget, OpeningHours: s.OpeningHours}
	if who.Role != desk.RoleAdmin {
		return &api.Body[DeskSettings]{Body: shown}, nil
	}
	fixed, limits := append([]string{}, f.o.FixedOrigins...), bounds()
	shown.AllowedOrigins, shown.FixedOrigins, shown.Limits, shown.Bounds, shown.Defaults = &s.AllowedOrigins, &fixed, &s.Limits, &limits, &f.o.Defaults
	shown.PublicURL = f.o.PublicURL
	shown.WeChat = &MiniProgram{Configured: f.o.WeChat != nil, AppID: f.o.WeChatAppID}
	if s.version > 0 {
		name, err := f.records.agentName(ctx, s.agentID)
		if err != nil {
			return nil, err
		}
		at := wire.Time(s.at)
		shown.UpdatedAt, shown.UpdatedBy = &at, &wire.AgentRef{ID: desk.FormatID(s.agentID), Name: name}
	}
	return &api.Body[DeskSettings]{Body: shown}, nil
}

type settingsEdit struct {
	Body struct {
		Version int64 `json:"version" doc:"of the settings that were read"`
		Patch
	}
}

func (f *Feature) edit(ctx context.Context, who desk.Principal, in *settingsEdit) (*api.Body[DeskSettings], error) {
	if err := f.change(ctx, who, in.Body.Version, in.Body.Patch); err != nil {
		return nil, err
	}
	return f.show(ctx, who)
}

// publicFor is how long the public part may be kept by whom it passes.
const publicFor = "public, max-age=30"

type publicOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         PublicSettings
}

func (f *Feature) public(context.Context, desk.Principal, *api.Nothing) (*publicOutput, error) {
	return &publicOutput{CacheControl: publicFor, Body: f.Public()}, nil
}

// Public returns what anybody may know, as it is now.
func (f *Feature) Public() PublicSettings {
	s := f.Current()
	return PublicSettings{DeskName: s.DeskName, Language: s.Language, Widget: s.Widget}
}
