package settings

// Settings is what admins may change while the desk runs.
type Settings struct {
	DeskName string `json:"desk_name" doc:"what customers see as the desk's name"`
	Language string `json:"language" enum:"zh-CN,en" doc:"of the customer's side, where nothing else says it"`
	// AllowedOrigins are added to those of the configuration.
	AllowedOrigins []string     `json:"allowed_origins" nullable:"false" doc:"pages that may carry the widget, beside fixed_origins"`
	Limits         DeskLimits   `json:"limits"`
	Widget         Widget       `json:"widget"`
	OpeningHours   OpeningHours `json:"opening_hours"`
}

// DeskLimits are those that can be changed while the desk runs.
type DeskLimits struct {
	MaxUploadBytes          int64 `json:"max_upload_bytes" doc:"of one file"`
	CustomerFramesPerSecond int   `json:"customer_frames_per_second" doc:"of one connection, in the long run"`
	AgentFramesPerSecond    int   `json:"agent_frames_per_second" doc:"of one connection, in the long run"`
	ConnectionsPerIdentity  int   `json:"connections_per_identity" doc:"devices and tabs of one customer or agent; one more closes the oldest"`
}

// Widget is how the chat looks on a shop's page.
type Widget struct {
	Title     string   `json:"title" doc:"empty: the desk's name"`
	Color     string   `json:"color" doc:"#rrggbb"`
	TextColor string   `json:"text_color" doc:"what is read best on the color, at least 4.5:1; the desk works it out"`
	Side      string   `json:"side" enum:"left,right"`
	Greeting  Texts    `json:"greeting" doc:"empty: the widget's own words"`
	Launcher  Launcher `json:"launcher"`
}

// Texts is a text in the languages that customers are spoken to in.
type Texts struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// Launcher is the button that opens the chat.
type Launcher struct {
	Visible bool  `json:"visible" doc:"a page without the button opens the chat by a call of its own"`
	Label   Texts `json:"label" doc:"empty: the button shows its picture only"`
}

// OpeningHours say when the desk is meant to answer.
type OpeningHours struct {
	Enabled     bool     `json:"enabled" doc:"false: nobody is told when the desk opens"`
	TimeZone    string   `json:"time_zone" doc:"an IANA name, such as Asia/Shanghai"`
	Week        Week     `json:"week"`
	ClosedDates []string `json:"closed_dates" nullable:"false" doc:"days without hours, YYYY-MM-DD in the time zone, in order"`
}

// Week has the hours of each weekday; an empty day is closed.
type Week struct {
	Monday    []Span `json:"monday" nullable:"false"`
	Tuesday   []Span `json:"tuesday" nullable:"false"`
	Wednesday []Span `json:"wednesday" nullable:"false"`
	Thursday  []Span `json:"thursday" nullable:"false"`
	Friday    []Span `json:"friday" nullable:"false"`
	Saturday  []Span `json:"saturday" nullable:"false"`
	Sunday    []Span `json:"sunday" nullable:"false"`
}

// Span is a part of a day.
type Span struct {
	From string `json:"from" doc:"HH:MM" example:"09:00"`
	To   string `json:"to" doc:"HH:MM, after from; 24:00 is the day's end" example:"18:00"`
}

// Patch changes what is given: inside limits, widget, greeting and launcher too;
// a list, and a week, is replaced as a whole.
type Patch struct {
	DeskName       *string       `json:"desk_name,omitempty" doc:"1 to 64 characters on one line"`
	Language       *string       `json:"language,omitempty" enum:"zh-CN,en"`
	AllowedOrigins *[]string     `json:"allowed_origins,omitempty" doc:"all of those added, at most 100, such as https://shop.example.com"`
	Limits         *LimitsPatch  `json:"limits,omitempty"`
	Widget         *WidgetPatch  `json:"widget,omitempty"`
	OpeningHours   *OpeningPatch `json:"opening_hours,omitempty"`
}

// LimitsPatch changes limits, within the bounds that GET /settings tells.
type LimitsPatch struct {
	MaxUploadBytes          *int64 `json:"max_upload_bytes,omitempty"`
	CustomerFramesPerSecond *int   `json:"customer_frames_per_second,omitempty"`
	AgentFramesPerSecond    *int   `json:"agent_frames_per_second,omitempty"`
	ConnectionsPerIdentity  *int   `json:"connections_per_identity,omitempty"`
}

// WidgetPatch changes the widget's look.
type WidgetPatch struct {
	Title    *string        `json:"title,omitempty" doc:"at most 64 characters; empty: the desk's name"`
	Color    *string        `json:"color,omitempty" doc:"#rrggbb"`
	Side     *string        `json:"side,omitempty" enum:"left,right"`
	Greeting *TextsPatch    `json:"greeting,omitempty" doc:"at most 500 characters each"`
	Launcher *LauncherPatch `json:"launcher,omitempty"`
}

// TextsPatch changes a text in some languages.
type TextsPatch struct {
	ZH *string `json:"zh,omitempty"`
	EN *string `json:"en,omitempty"`
}

// LauncherPatch changes the button.
type LauncherPatch struct {
	Visible *bool       `json:"visible,omitempty"`
	Label   *TextsPatch `json:"label,omitempty" doc:"at most 24 characters each"`
}

// OpeningPatch changes the opening hours.
type OpeningPatch struct {
	Enabled     *bool     `json:"enabled,omitempty"`
	TimeZone    *string   `json:"time_zone,omitempty" doc:"an IANA name, such as Asia/Shanghai"`
	Week        *Week     `json:"week,omitempty" doc:"at most 6 spans a day, which do not overlap"`
	ClosedDates *[]string `json:"closed_dates,omitempty" doc:"all of them, at most 366, YYYY-MM-DD"`
}

// Defaults returns the settings of a desk of this name and these limits, for
// what the configuration says nothing about.
func Defaults(deskName string, maxUploadBytes int64, connectionsPerIdentity int) Settings {
	day := func() []Span { return []Span{{"09:00", "18:00"}} }
	return Settings{
		DeskName: deskName, Language: "zh-CN", AllowedOrigins: []string{},
		Limits: DeskLimits{MaxUploadBytes: maxUploadBytes, CustomerFramesPerSecond: 20, AgentFramesPerSecond: 100, ConnectionsPerIdentity: connectionsPerIdentity},
		Widget: Widget{Color: "#4353e0", TextColor: textColor("#4353e0"), Side: "right", Launcher: Launcher{Visible: true}},
		OpeningHours: OpeningHours{TimeZone: "Asia/Shanghai", ClosedDates: []string{}, Week: Week{
			Monday: day(), Tuesday: day(), Wednesday: day(), Thursday: day(), Friday: day(), Saturday: []Span{}, Sunday: []Span{},
		}},
	}
}
