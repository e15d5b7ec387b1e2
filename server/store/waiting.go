package store

import (
	"database/sql"
	"errors"
	"slices"
	"time"

	"kefu/server/desk"
)

// waitingSince finds when the oldest message was written that the customer has
// no answer to: after the last agent's message that stands and after the last
// resolution; zero if there is none. Only a recall needs it, whose message is
// minutes old at most, so it reads little.
func (g *grouping) waitingSince(conv *desk.Conversation) (time.Time, error) {
	answered, err := g.lastResolution(conv.ID)
	if err != nil {
		return time.Time{}, err
	}
	if answered, err = g.lastAnswer(conv.ID, answered); err != nil {
		return time.Time{}, err
	}
	first, err := g.one("SELECT created_at FROM messages WHERE conversation_id=? AND seq>? AND sender_role='customer' AND recalled_at=0 ORDER BY seq LIMIT 1", conv.ID, answered)
	if err != nil || first != 0 {
		return at(first), err
	}
	for _, m := range g.pending(conv.ID) {
		if m.Seq > answered && m.Sender.Role == desk.RoleCustomer && !m.Recalled() {
			return m.CreatedAt, nil
		}
	}
	return time.Time{}, nil
}

// lastResolution returns the seq after which the conversation was resolved
// last, 0 if it never was.
func (g *grouping) lastResolution(conversation int64) (int64, error) {
	for _, a := range slices.Backward(g.writes.activity) {
		if a.ConversationID == conversation && a.Kind == desk.ActivityResolved {
			return a.AfterSeq, nil
		}
	}
	return g.one("SELECT after_seq FROM activity WHERE conversation_id=? AND kind='resolved' ORDER BY rev DESC LIMIT 1", conversation)
}

// lastAnswer returns the seq of the last agent's message that stands, if it is
// above after, otherwise after.
func (g *grouping) lastAnswer(conversation, after int64) (int64, error) {
	for _, m := range slices.Backward(g.pending(conversation)) {
		if m.Sender.Role == desk.RoleAgent && !m.Recalled() {
			return max(m.Seq, after), nil
		}
	}
	seq, err := g.one("SELECT seq FROM messages WHERE conversation_id=? AND seq>? AND sender_role='agent' AND recalled_at=0 ORDER BY seq DESC LIMIT 1", conversation, after)
	return max(seq, after), err
}

// pending lists the messages of a conversation that this group is about to
// store, in order.
func (g *grouping) pending(conversation int64) []*desk.Message {
	var out []*desk.Message
	for _, m := range g.writes.messages {
		if m.ConversationID == conversation {
			out = append(out, m)
		}
	}
	return out
}

// one runs a query of one number; 0 if it finds none.
func (g *grouping) one(query string, args ...any) (n int64, err error) {
	err = g.conn.QueryRowContext(g.ctx, query, args...).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return n, err
}
