package stats

import (
	"net/http"

	"kefu/server/api"
)

// Register implements api.Feature.
func (f *Feature) Register(r *api.Router) {
	api.Handle(r, api.Call{
		ID: "statsNow", Method: http.MethodGet, Path: "/stats/now", Tag: "stats", Access: api.Supervisors,
		Summary: "What goes on now: who is online, what is open, who waits; at most two seconds old",
	}, f.getNow)
	api.Handle(r, api.Call{
		ID: "statsPeriod", Method: http.MethodGet, Path: "/stats/period", Tag: "stats", Access: api.Supervisors,
		Summary: "What happened over a period: by day, hour, weekday, agent and channel; a few seconds behind",
	}, f.getPeriod)
	api.Handle(r, api.Call{
		ID: "statsConversations", Method: http.MethodGet, Path: "/stats/conversations", Tag: "stats", Access: api.Supervisors,
		Summary: "The conversations that a figure counts, newest first; an episode each, so one conversation may come twice",
	}, f.listCounted)
	api.Handle(r, api.Call{
		ID: "statsExport", Method: http.MethodGet, Path: "/stats/export", Tag: "stats", Access: api.Supervisors, Produces: "text/csv",
		Summary: "A table of the dashboard as CSV (UTF-8 with a byte order mark), to be saved",
	}, f.export)
	api.Handle(r, api.Call{
		ID: "listEpisodes", Method: http.MethodGet, Path: "/conversations/{id}/episodes", Tag: "conversations", Access: api.Agents,
		Errors: []int{http.StatusNotFound}, Summary: "The conversation's episodes, each from its opening to its resolution, newest first",
	}, f.listEpisodes)
}

// PeriodInput asks for a period.
type PeriodInput struct {
	From    string `query:"from" format:"date" example:"2026-11-01" doc:"the first day, in the zone tz"`
	To      string `query:"to" format:"date" example:"2026-11-30" doc:"the last day, inclusive; at most 400 days in all"`
	TZ      string `query:"tz" default:"UTC" maxLength:"64" doc:"an IANA time zone, such as Asia/Shanghai"`
	Channel string `query:"channel" enum:"wechat,web" doc:"only this channel"`
	Agent   string `query:"agent" maxLength:"19" doc:"only this agent's: an id, or none for nobody's"`
}

// CellInput asks for what one cell counts.
type CellInput struct {
	PeriodInput
	Figure  string          `query:"figure" enum:"online,open,pending,waiting,unassigned,opened,unanswered,resolved,received,sent,first_response,resolution" doc:"the first five are of now and take no period"`
	Weekday int             `query:"weekday" minimum:"1" maximum:"7" doc:"only this day of the week; 1 is Monday"`
	Hour    api.OptionalInt `query:"hour" minimum:"0" maximum:"23" doc:"only this hour of the day"`
	Sort    string          `query:"sort" enum:"newest,longest" default:"newest" doc:"longest is for first_response and resolution; waiting is always so"`
}

type countedInput struct {
	CellInput
	api.Paging
}

type exportInput struct {
	CellInput
	Table string `query:"table" required:"true" enum:"days,hours,weekdays,week_hours,agents,channels,conversations" doc:"conversations takes figure and the cell, as GET /stats/conversations does"`
}

type episodesInput struct {
	api.ConversationID
	api.Paging
}
