package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"sort"
	"testing"
	"time"

	"kefu/server/desk"
)

// fixedLinks signs as the files' links do, always the same.
type fixedLinks struct{}

func (fixedLinks) URL(id string, thumbnail bool) string {
	if thumbnail {
		return "/api/v1/files/" + id + "?thumbnail=1&s=sig"
	}
	return "/api/v1/files/" + id + "?s=sig"
}

var (
	encoder = Encoder{Links: fixedLinks{}}
	sentAt  = time.Date(2026, 11, 21, 11, 4, 5, 678_900_000, time.FixedZone("CST", 8*3600))
)

func sampleMessage() *desk.Message {
	return &desk.Message{ConversationID: 17, OpenID: "o6_bmj", Seq: 42, ClientID: "5f0c-1", Sender: desk.Sender{Role: desk.RoleCustomer, ID: 17, Name: "Li Lei"},
		Kind: desk.KindText, Text: "你好 👋 <b>&", CreatedAt: sentAt}
}

func sampleAnswer() *desk.Message {
	return &desk.Message{ConversationID: 17, OpenID: "o6_bmj", Seq: 43, ClientID: "a-1", Sender: desk.Sender{Role: desk.RoleAgent, ID: 3, Name: "Han Mei"},
		Kind: desk.KindText, Text: "Hello", CreatedAt: sentAt, ReadAt: sentAt.Add(time.Second)}
}

func recalledMessage() *desk.Message {
	m := sampleMessage()
	m.Text, m.RecalledAt = "", sentAt.Add(time.Minute)
	return m
}

func samplePicture(thumbnail bool) *desk.Message {
	m := sampleMessage()
	m.Kind, m.Text = desk.KindImage, ""
	m.Attachment = &desk.Attachment{ID: "u7", Name: "照片.jpg", Mime: "image/jpeg", Size: 123456, Width: 800, Height: 600, HasThumbnail: thumbnail}
	return m
}

func sampleCard() *desk.Message {
	m := sampleMessage()
	m.Kind, m.Text = desk.KindCard, ""
	m.Card = &desk.Card{Title: "羊毛衫", ImageURL: "https://shop.example/i.jpg", Price: "¥199", URL: "https://shop.example/p/1", Fields: raw(`{"颜色":"红"}`)}
	return m
}

func sampleVoice() *desk.Message {
	m := sampleMessage()
	m.Kind, m.Text = desk.KindVoice, ""
	m.Attachment = &desk.Attachment{ID: "u9", Name: "v.mp3", Mime: "audio/mpeg", Size: 900, DurationMS: 2500}
	return m
}

func sampleNote() desk.Activity {
	return desk.Activity{ConversationID: 17, Rev: 58, AfterSeq: 42, Kind: desk.ActivityNote, AgentID: 3, AgentName: "Han Mei", ClientID: "n-1",
		Text: "asks for a refund", Mentions: []int64{4}, CreatedAt: sentAt}
}

func sampleEvent() desk.Activity {
	return desk.Activity{ConversationID: 17, Rev: 59, AfterSeq: 42, Kind: desk.ActivityAssigned, AgentID: 3, AgentName: "Han Mei",
		Data: map[string]any{"assignee": map[string]any{"id": "4", "name": "Wu"}}, CreatedAt: sentAt}
}

func openedEvent() desk.Activity {
	return desk.Activity{ConversationID: 17, Rev: 2, AfterSeq: 1, Kind: desk.ActivityOpened, Data: map[string]any{"from": "new", "seq": 1}, CreatedAt: sentAt}
}

func sampleSummary() *desk.Summary {
	return &desk.Summary{
		Conversation: desk.Conversation{ID: 17, Status: desk.StatusOpen, Assignee: 3, Priority: desk.PriorityNormal, LastSeq: 42, Rev: 57, DeskUnread: 3,
			CustomerUnread: 9, WaitingSince: sentAt, CreatedAt: sentAt.Add(-time.Hour), UpdatedAt: sentAt},
		Customer:     desk.Customer{ID: 17, OpenID: "o6_bmj", Channel: desk.ChannelWeChat, Name: "Li Lei", AvatarURL: "https://wx.example/a.jpg", Profile: map[string]string{"phone": "1"}},
		AssigneeName: "Han Mei", Tags: []string{"vip"}, LastMessage: sampleMessage(), Online: true,
	}
}

func samplePage() *Page {
	return NewPage(&desk.Page{URL: "https://shop.example/p/1?size=m", Title: "羊毛衫 <b>", Since: sentAt})
}

func message(m *desk.Message) *Message { w := encoder.Message(m); return &w }

func total(n int64) *int64 { return &n }

func yes(b bool) *bool { return &b }

// serverFrames is one of every frame and variant that the desk sends.
func serverFrames() map[string]any {
	limits := Limits{MaxFrameBytes: MaxClientFrame, MaxTextChars: desk.MaxTextChars, FramesPerSecond: 20, MaxUploadBytes: 20 << 20, UploadTypes: []string{"image/png", "application/pdf"}}
	mine := NewMyConversation(&desk.Conversation{ID: 17, LastSeq: 42, Rev: 57, CustomerUnread: 2, Status: desk.StatusOpen, CustomerReadSeq: 40, DeskReadSeq: 41})
	note, event, opened := sampleNote(), sampleEvent(), openedEvent()
	noteFrame, opensAt := NewNote(&note), Time(sentAt)
	activity := NewActivity([]desk.Activity{note, event, opened})
	states := []ConversationState{{ID: "17", Rev: 57, Unread: 3}}
	bare, visiting := sampleSummary(), sampleSummary()
	visiting.Customer.Channel, visiting.Page = desk.ChannelWeb, &desk.Page{URL: "https://shop.example/p/1?size=m", Title: "羊毛衫 <b>", Since: sentAt}
	bare.Assignee, bare.Tags, bare.LastMessage, bare.WaitingSince, bare.Customer.AvatarURL, bare.Online = 0, nil, nil, time.Time{}, "", false
	refused := desk.Error{Code: desk.CodeRateLimited, Detail: "too many frames; wait for retry_after_ms", RetryAfter: 1500 * time.Millisecond}
	frames := map[string]any{
		"welcome for a customer": Welcome{Type: TypeWelcome, SessionID: "s1", Me: NewMe(desk.Principal{Role: desk.RoleCustomer, ID: 17, OpenID: "o6_bmj", Name: "Li Lei"}),
			ServerTime: Time(sentAt), Conversation: &mine, Limits: limits},
		"welcome for an agent": Welcome{Type: TypeWelcome, SessionID: "s2", Me: NewMe(desk.Principal{Role: desk.RoleSupervisor, ID: 3, Name: "Han Mei"}),
			ServerTime: Time(sentAt), UnreadTotal: total(0), Cursor: "mi4n3k", Limits: limits},
		"ack":                                   Ack{Type: TypeAck, ID: raw(`7`)},
		"ack of a message":                      Ack{Type: TypeAck, ID: raw(`"a-2"`), Message: message(sampleMessage())},
		"ack of a customer's message":           Ack{Type: TypeAck, ID: raw(`"a-2"`), Message: message(sampleMessage()), Rev: 57},
		"ack of a note":                         Ack{Type: TypeAck, ID: raw(`10`), Note: &noteFrame},
		"error":                                 NewError(raw(`3`), desk.Errorf(desk.CodeNotFound, "there is no such conversation")),
		"error without an id":                   NewError(nil, desk.Errorf(desk.CodeBadRequest, "type must be the frame's type")),
		"error with a time to wait":             NewError(raw(`4`), &refused),
		"error that tells nothing inside":       NewError(raw(`5`), errors.New("dial tcp 10.0.0.7:3306: refused")),
		"error with a marked-up id":             NewError(raw(`"<\u2028>"`), desk.Errorf(desk.CodeConflict, "no")),
		"message to agents":                     MessageFrame{Type: TypeMessage, Message: message(sampleMessage()), Conversations: states},
		"message to a customer":                 MessageFrame{Type: TypeMessage, Message: message(sampleAnswer()), Rev: 58, Unread: total(0)},
		"message with a picture":                MessageFrame{Type: TypeMessage, Message: message(samplePicture(true)), Conversations: states},
		"message with a small picture":          MessageFrame{Type: TypeMessage, Message: message(samplePicture(false)), Conversations: states},
		"message with a card":                   MessageFrame{Type: TypeMessage, Message: message(sampleCard()), Conversations: states},
		"message with a voice":                  MessageFrame{Type: TypeMessage, Message: message(sampleVoice()), Conversations: states},
		"messages to agents":                    MessagesFrame{Type: TypeMessages, Messages: encoder.Messages([]*desk.Message{sampleMessage(), sampleAnswer()}), Conversations: states},
		"messages to a customer":                MessagesFrame{Type: TypeMessages, Messages: encoder.Messages([]*desk.Message{sampleMessage(), sampleAnswer()}), Rev: 58, Unread: total(1)},
		"message.updated":                       MessageUpdated{Type: TypeMessageUpdated, Message: *message(recalledMessage())},
		"note":                                  NoteFrame{Type: TypeNote, Note: noteFrame},
		"event":                                 EventFrame{Type: TypeEvent, Event: NewEvent(&event)},
		"event that no agent did":               EventFrame{Type: TypeEvent, Event: NewEvent(&opened)},
		"event without data":                    EventFrame{Type: TypeEvent, Event: NewEvent(&desk.Activity{ConversationID: 17, Rev: 60, AfterSeq: 42, Kind: desk.ActivityPending, CreatedAt: sentAt})},
		"receipt":                               ReceiptFrame{Type: TypeReceipt, ConversationID: "17", Reader: string(desk.DeskSide), Seq: 42, ReadAt: Time(sentAt)},
		"typing":                                TypingFrame{Type: TypeTyping, ConversationID: "17", Who: Who{Role: "agent", Name: "Han Mei"}},
		"typing of a colleague":                 TypingFrame{Type: TypeTyping, ConversationID: "17", Who: Who{Role: "agent", ID: "3", Name: "Han Mei"}},
		"unread for a customer":                 UnreadFrame{Type: TypeUnread, Unread: 0, Rev: 60},
		"unread for agents":                     UnreadFrame{Type: TypeUnread, ConversationID: "17", Unread: 0, Rev: 60, UnreadTotal: total(0)},
		"conversation":                          ConversationFrame{Type: TypeConversation, Conversation: encoder.Conversation(sampleSummary())},
		"conversation of a visitor on a page":   ConversationFrame{Type: TypeConversation, Conversation: encoder.Conversation(visiting)},
		"conversation with as little as may be": ConversationFrame{Type: TypeConversation, Conversation: encoder.Conversation(bare)},
		"presence for customers":                PresenceFrame{Type: TypePresence, Available: yes(false)},
		"presence for customers who wait":       PresenceFrame{Type: TypePresence, Available: yes(false), OpensAt: &opensAt},
		"presence of a customer":                PresenceFrame{Type: TypePresence, ConversationID: "17", Online: yes(false)},
		"presence of a customer on a page":      PresenceFrame{Type: TypePresence, ConversationID: "17", Online: yes(true), Page: samplePage()},
		"presence of an agent":                  PresenceFrame{Type: TypePresence, Agent: &AgentRef{ID: "3", Name: "Han Mei"}, Status: string(desk.AgentOnline)},
		"present":                               Present{Type: TypePresent, ID: raw(`16`), Customers: []Visiting{{ConversationID: "17"}, {ConversationID: "18", Page: samplePage()}}, Answered: 500, HasMore: true},
		"present nobody":                        Present{Type: TypePresent, ID: raw(`17`), Customers: []Visiting{}},
		"synced for a customer": Synced{Type: "synced", ID: raw(`11`), ConversationID: "17", Messages: encoder.Messages([]*desk.Message{sampleAnswer()}), Rev: 60,
			ReadSeq: ReadSeq{Customer: 40, Desk: 41}, Unread: 1, Updated: encoder.Messages([]*desk.Message{recalledMessage()})},
		"synced for an agent": Synced{Type: TypeSynced, ID: raw(`12`), ConversationID: "17", Messages: encoder.Messages(nil), HasMore: true, Rev: 60,
			Updated: encoder.Messages(nil), Activity: &activity},
		"changed":             Changed{Type: TypeChanged, ID: raw(`14`), Conversations: encoder.Conversations([]desk.Summary{*sampleSummary()}), Cursor: "mi4n3k.h", HasMore: true},
		"changed none":        Changed{Type: TypeChanged, ID: raw(`13`), Conversations: encoder.Conversations(nil), Cursor: "mi4n3k"},
		"resync":              Resync{Type: TypeResync},
		"announcement":        Announcement{Type: TypeAnnouncement, ID: "5", Text: "明天放假", CreatedAt: Time(sentAt)},
		"viewing":             ViewingFrame{Type: TypeViewing, ConversationID: "17", Agents: []AgentRef{{ID: "3", Name: "Han Mei"}}},
		"viewing by nobody":   ViewingFrame{Type: TypeViewing, ConversationID: "17", Agents: []AgentRef{}},
		"pong for a customer": Pong{Type: TypePong, ID: raw(`15`), ServerTime: Time(sentAt), LastSeq: total(0), Rev: total(0)},
		"pong for an agent":   Pong{Type: TypePong, ID: raw(`16`), ServerTime: Time(sentAt), Cursor: "mi4n3k", UnreadTotal: total(7)},
	}
	return frames
}

func TestEncodeServerGolden(t *testing.T) {
	table := serverFrames()
	if *update {
		writeGolden(t, "server_frames.json", table)
	}
	frames := golden(t, "server_frames.json")
	sameNames(t, frames, table)
	for name, frame := range table {
		if got, want := string(Encode(frame)), compact(t, frames[name]); got != want {
			t.Errorf("%s: the desk sends\n%s\nand not\n%s", name, got, want)
		}
	}
}

// writeGolden writes a frame a line, by name.
func writeGolden(t *testing.T, file string, table map[string]any) {
	t.Helper()
	names := make([]string, 0, len(table))
	for name := range table {
		names = append(names, name)
	}
	sort.Strings(names)
	var b bytes.Buffer
	for i, name := range names {
		b.WriteString(map[bool]string{true: "{\n  ", false: ",\n  "}[i == 0])
		quoted, err := json.Marshal(name)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(quoted)
		b.WriteString(": ")
		b.Write(Encode(table[name]))
	}
	b.WriteString("\n}\n")
	if err := os.WriteFile(filepath.Join("testdata", file), b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestPlainGolden: what the plain dialect shows.
func TestPlainGolden(t *testing.T) {
	recalled, bare := recalledMessage(), samplePicture(true)
	bare.Attachment.Name = ""
	plain := func(m *desk.Message, forAgent bool) json.RawMessage { return encoder.EncodePlain(m, forAgent) }
	table := map[string]any{
		"text to an agent":           plain(sampleMessage(), true),
		"text to a customer":         plain(sampleAnswer(), false),
		"picture to an agent":        plain(samplePicture(true), true),
		"picture without a name":     plain(bare, false),
		"card to a customer":         plain(sampleCard(), false),
		"announcement to a customer": json.RawMessage(Announcement{Type: TypeAnnouncement, ID: "5", Text: "明天放假", CreatedAt: Time(sentAt)}.EncodePlain()),
		"error":                      json.RawMessage(EncodePlainError(desk.Errorf(desk.CodeTooLarge, "text must be at most 4000 characters long"))),
	}
	if *update {
		writeGolden(t, "plain_server_frames.json", table)
	}
	frames := golden(t, "plain_server_frames.json")
	sameNames(t, frames, table)
	for name, frame := range table {
		if got, want := string(frame.(json.RawMessage)), compact(t, frames[name]); got != want {
			t.Errorf("%s: %s, not %s", name, got, want)
		}
	}
	if b := encoder.EncodePlain(recalled, true); b != nil {
		t.Errorf("a recalled message shows %s", b)
	}
}
