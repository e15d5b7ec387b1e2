package stats

import "kefu/server/wire"

// Now is the desk at this moment.
type Now struct {
	At              string      `json:"at" format:"date-time" doc:"by the database's clock"`
	CustomersOnline int         `json:"customers_online"`
	AgentsOnline    int         `json:"agents_online"`
	Open            int         `json:"open" doc:"open conversations"`
	Pending         int         `json:"pending" doc:"conversations that wait for the customer"`
	Waiting         int         `json:"waiting" doc:"open conversations whose customer is unanswered"`
	Unassigned      int         `json:"unassigned" doc:"open conversations that nobody has"`
	LongestWait     *Wait       `json:"longest_wait" doc:"null when nobody waits"`
	Agents          []AgentLoad `json:"agents" nullable:"false" doc:"who is online, and who is not but has open conversations; by name"`
}

// Wait is one unanswered customer.
type Wait struct {
	ConversationID string  `json:"conversation_id"`
	CustomerName   string  `json:"customer_name"`
	Since          string  `json:"since" format:"date-time"`
	Seconds        float64 `json:"seconds"`
}

// AgentLoad is what one agent has to do.
type AgentLoad struct {
	Agent       wire.AgentRef `json:"agent"`
	Status      string        `json:"status" enum:"online,away,offline"`
	Open        int           `json:"open" doc:"open conversations assigned to them"`
	Waiting     int           `json:"waiting" doc:"those of them whose customer is unanswered"`
	LongestWait *Wait         `json:"longest_wait" doc:"null when nobody waits for them"`
}

// Times tells how long something took.
type Times struct {
	Count  int      `json:"count" doc:"how many episodes the percentiles are of"`
	Median *float64 `json:"median_seconds" nullable:"true" doc:"null without any"`
	P90    *float64 `json:"p90_seconds" nullable:"true" doc:"the 90th percentile; null without any"`
}

// Figures is what was counted in one cell of a table.
type Figures struct {
	Opened        int   `json:"opened" doc:"episodes that were opened"`
	Unanswered    int   `json:"unanswered" doc:"those of them that a customer opened and no human has replied to, resolved or not"`
	Resolved      int   `json:"resolved" doc:"episodes that were resolved"`
	Received      int   `json:"received" doc:"customers' messages"`
	Sent          int   `json:"sent" doc:"agents' messages"`
	FirstResponse Times `json:"first_response" doc:"from the customer's opening message to the first human reply, of the episodes that were opened here"`
	Resolution    Times `json:"resolution" doc:"from the opening message to the last resolved, of the episodes that were resolved here"`
}

// Day is one day of the period.
type Day struct {
	Date string `json:"date" format:"date" doc:"in the zone asked for"`
	Figures
}

// Hour is an hour of the day, over all days of the period.
type Hour struct {
	Hour int `json:"hour" minimum:"0" maximum:"23"`
	Figures
}

// Weekday is a day of the week, over all weeks of the period.
type Weekday struct {
	Weekday int `json:"weekday" minimum:"1" maximum:"7" doc:"1 is Monday"`
	Figures
}

// WeekHour is an hour of the week.
type WeekHour struct {
	Weekday int `json:"weekday" minimum:"1" maximum:"7" doc:"1 is Monday"`
	Hour    int `json:"hour" minimum:"0" maximum:"23"`
	Figures
}

// ByAgent is one agent's share.
type ByAgent struct {
	Agent *wire.AgentRef `json:"agent" doc:"null: nobody's"`
	Figures
}

// ByChannel is one channel's share.
type ByChannel struct {
	Channel string `json:"channel" enum:"wechat,web"`
	Figures
}

// Period is what happened over a period. Every list is complete: cells without
// anything are there, but for agents'.
type Period struct {
	From       string      `json:"from" format:"date"`
	To         string      `json:"to" format:"date" doc:"the last day, inclusive"`
	TZ         string      `json:"tz"`
	CatchingUp bool        `json:"catching_up" doc:"the desk is still counting what was there before it counted; the figures grow"`
	Total      Figures     `json:"total"`
	Days       []Day       `json:"days" nullable:"false"`
	Hours      []Hour      `json:"hours" nullable:"false" doc:"24"`
	Weekdays   []Weekday   `json:"weekdays" nullable:"false" doc:"7, from Monday"`
	WeekHours  []WeekHour  `json:"week_hours" nullable:"false" doc:"168, from Monday 0:00"`
	Agents     []ByAgent   `json:"agents" nullable:"false" doc:"by name; nobody's last"`
	Channels   []ByChannel `json:"channels" nullable:"false"`
}

// Episode is a span of a conversation from its opening to its resolution.
type Episode struct {
	Number               int            `json:"number" doc:"1 is the conversation's first"`
	FirstSeq             int64          `json:"first_seq" doc:"the message that opened it"`
	LastSeq              int64          `json:"last_seq" doc:"the last message before the resolution, or so far"`
	Messages             int64          `json:"messages" doc:"how many were written, those taken back included"`
	OpenedBy             string         `json:"opened_by" enum:"customer,desk"`
	OpenedAt             string         `json:"opened_at" format:"date-time"`
	Assignee             *wire.AgentRef `json:"assignee" doc:"the last one that it had"`
	FirstReplyAt         *string        `json:"first_reply_at" nullable:"true" format:"date-time"`
	FirstReplyBy         *wire.AgentRef `json:"first_reply_by"`
	ResolvedAt           *string        `json:"resolved_at" nullable:"true" format:"date-time" doc:"null: it goes on"`
	ResolvedBy           *wire.AgentRef `json:"resolved_by"`
	FirstResponseSeconds *float64       `json:"first_response_seconds" nullable:"true" doc:"null without a reply, and when the desk opened it"`
	ResolutionSeconds    *float64       `json:"resolution_seconds" nullable:"true"`
}

// Counted is a conversation that a figure counts.
type Counted struct {
	Conversation wire.Conversation `json:"conversation" doc:"as it stands now"`
	Episode      *Episode          `json:"episode" doc:"the one that is counted; null for figures that count conversations or messages"`
	Value        *float64          `json:"value" nullable:"true" doc:"seconds of first_response, resolution and waiting; the number of messages of received and sent; otherwise null"`
}
