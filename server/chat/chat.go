// Package chat is the service of conversations: it owns every change of one.
// It checks who asks for what, hands the change to the journal, and tells the
// sessions concerned what came of it.
//
//	Send, Read, Recall, Note, Edit ─▶ Journal ─▶ published ─▶ Publisher
//	                                               watch ─────────▲
//
// It knows neither SQL nor sockets: what it needs from below is declared here.
package chat

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync/atomic"

	"kefu/server/desk"
)

// Journal commits changes, in order, and calls each one's Done.
type Journal interface {
	// Submit returns at once; an error means that the change was not taken.
	Submit(*desk.Change) error
}

// Records reads what is committed.
type Records interface {
	Conversation(ctx context.Context, id int64) (desk.Conversation, error)
	CustomerByOpenID(ctx context.Context, openid string) (desk.Customer, error)
	CustomerByID(ctx context.Context, id int64) (desk.Customer, error)
	AgentByID(ctx context.Context, id int64) (desk.Agent, error)
	// AssignedTo lists conversations that an agent has and that are not
	// resolved, at most limit.
	AssignedTo(ctx context.Context, agent int64, limit int) ([]int64, error)
	Summaries(ctx context.Context, ids []int64) ([]desk.Summary, error)
	MessagesAfter(ctx context.Context, conversation, after int64, limit int) ([]*desk.Message, error)
	UpdatedSince(ctx context.Context, conversation, rev, upTo int64, limit int) (updated []*desk.Message, known int64, err error)
	Activity(ctx context.Context, conversation, after int64, limit int) ([]desk.Activity, error)
	Unread(ctx context.Context, conversation int64, side desk.Side, readSeq int64, limit int) ([]*desk.Message, error)
	UnreadNewest(ctx context.Context, limit int) ([]*desk.Message, error)
	UnreadConversations(ctx context.Context) ([]desk.Revision, error)
	ChangedSince(ctx context.Context, since, afterID int64, limit int) (changed []desk.Revision, now int64, err error)
	Clock(ctx context.Context) (ms int64, err error)
}

// Uploads finds files that were uploaded.
type Uploads interface {
	// Attachment returns the upload id if who may send it, not_found if not.
	Attachment(ctx context.Context, who desk.Principal, id string) (desk.Attachment, error)
}

// Publisher tells sessions, here and on other nodes, what happened. Its calls
// never block and never fail: who misses something finds it in the database.
type Publisher interface {
	// Tell tells everyone concerned of what was committed.
	Tell(news []desk.News, unreadTotal int64)
	// TellHere does the same for this node's sessions only.
	TellHere(news []desk.News, unreadTotal int64)
	// TellSummaries shows agents conversations as they now stand; everywhere
	// or on this node only.
	TellSummaries(summaries []desk.Summary, everywhere bool)
	// TellTyping shows the other side, and the agents, that who is writing;
	// what is internal only the agents.
	TellTyping(who desk.Principal, conversation int64, internal bool)
	// TellViewing shows agents who has a conversation open.
	TellViewing(conversation int64, agents []desk.Principal)
	// CustomerOnline reports whether the customer is connected anywhere.
	CustomerOnline(id int64) bool
	// CustomerPage returns where the customer is; nil if that is not known.
	CustomerPage(id int64) *desk.Page
	// Concerned reports whether this node has a session to tell of conversation.
	Concerned(conversation int64) bool
	// AgentsAnywhere reports whether any agent is connected, to this node or to
	// another that this one tells.
	AgentsAnywhere() bool
}

// Board is where the nodes of a desk say what others must know: small facts, of
// a kind and about an id. Its calls never wait.
type Board interface {
	// Set makes a fact of this node's; nil takes it back.
	Set(kind byte, id int64, value json.RawMessage)
	// Others returns what other nodes say, Each of which ids they say anything.
	Others(kind byte, id int64) []json.RawMessage
	Each(kind byte, f func(id int64, values []json.RawMessage))
	// Watch is called once for a kind: changed is told of every change elsewhere.
	Watch(kind byte, changed func(id int64))
}

// Service carries conversations.
type Service struct {
	journal   Journal
	records   Records
	uploads   Uploads
	publisher Publisher
	log       *slog.Logger

	told      *told
	summaries *summaries
	viewing   *viewing
	names     names
	tally     tally
	cursor    atomic.Int64 // ms; everything changed up to it was told
	began     int64        // ms, the database's clock at the first look; the watch's own
}

// New returns a service. Attach the journal with Use before anything is sent,
// and start Run for what happens behind the sends.
func New(records Records, uploads Uploads, publisher Publisher, board Board, log *slog.Logger) *Service {
	s := &Service{records: records, uploads: uploads, publisher: publisher, log: log, told: newTold()}
	s.summaries = newSummaries(s)
	s.viewing = newViewing(publisher, board)
	return s
}

// Use attaches the journal, whose groups must be given to Published.
func (s *Service) Use(j Journal) { s.journal = j }

// UnreadTotal is the number of customers' messages that the desk has not read.
// It may lag by two seconds, while agents are connected.
func (s *Service) UnreadTotal() int64 { return s.tally.Total() }
