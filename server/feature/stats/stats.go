// Package stats is the dashboard: what goes on now, what happened over a
// period, and the conversations behind every figure.
//
//	messages, activity ─▶ follower, each second ─▶ walk ─▶ stats_episodes, stats_slots ─▶ figures
//	                                                └▶ how far each conversation is counted, in the same transaction
//
// # Definitions
//
// An episode is the span from the message that opened a conversation to its
// resolution. The first message opens one, and so does a customer's message
// after a resolution. Out of pending nothing begins: the episode went on. Who
// takes a resolution back by hand (sets it open or pending) lets the same
// episode go on, and the last "resolved" counts.
//
// First response time runs from the customer's message that opened the episode
// to the first reply of a human agent in it. An episode that the desk opened
// has none, and one without a reply has none yet. A reply that was taken back
// is no reply: the next one that stands counts. Bots and the system answer
// nobody. An opening that was taken back still was one.
//
// Resolution time runs from the message that opened the episode, whoever wrote
// it, to the last "resolved".
//
// Opened, unanswered and first response are counted where the episode was
// opened, resolved and resolution time where it was resolved: so what is said
// of a day that is over hardly changes.
//
// Messages received are the customers', sent are the agents'; those of bots and
// of the system are neither. One that was taken back stays counted: it was
// written, and what is said of the past does not change.
//
// Whose a figure is: sent is the writer's, first response the first replier's,
// resolved and resolution time the resolver's; opened, unanswered and received
// are the assignee's (of an episode the last one that it had, of a message the
// one at that time).
//
// Median and 90th percentile are exact, by nearest rank: the smallest value
// that at least half, or nine tenths, of the values do not exceed.
//
// Days, weekdays and hours are those of the zone that was asked for. All zones
// in use differ by multiples of a quarter of an hour, and so messages are
// counted by the quarter.
package stats

import (
	"crypto/rand"
	"log/slog"
	"time"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/wire"
)

// Sessions knows who is connected. Its calls never block.
type Sessions interface {
	// CustomersOnline is how many customers are connected, to any node.
	CustomersOnline() int
	// OnlineCustomers lists them, the newest first.
	OnlineCustomers() []int64
	CustomerOnline(id int64) bool
	AgentStatus(id int64) desk.AgentStatus
}

// Feature answers what the dashboard asks, and follows what happens.
type Feature struct {
	records  records
	sessions Sessions
	encoder  wire.Encoder
	log      *slog.Logger
	now      *shared[*Now]
	periods  *shared[*Period]

	// The follower's own, which is one goroutine's.
	holder string          // names this node
	lease  time.Duration   // lease, but in tests
	page   int             // page, but in tests
	known  map[int64]int64 // conversation -> rev up to which it is counted, of those that changed lately
}

// How old a shared answer may be. Several supervisors who watch cost as much
// as one.
const (
	nowLasts    = 1500 * time.Millisecond
	periodLasts = 5 * time.Second
	// periodsAtOnce bounds the memory: a million episodes take some 100 MB.
	periodsAtOnce = 2
)

// New returns the feature; start Run. To register its routes only, db, sessions
// and log may be nil.
func New(db *store.DB, sessions Sessions, encoder wire.Encoder, log *slog.Logger) *Feature {
	return &Feature{
		records: records{db}, sessions: sessions, encoder: encoder, log: log,
		now: newShared[*Now](nowLasts, 1), periods: newShared[*Period](periodLasts, periodsAtOnce), holder: rand.Text(), lease: lease, page: page,
	}
}
