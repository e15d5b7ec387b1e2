package store_test

import (
	"context"
	"fmt"
	"testing"

	"kefu/server/desk"
	"kefu/server/store"
)

var (
	han = desk.Principal{Role: desk.RoleAgent, ID: 3, Name: "Han Mei"}
	wu  = desk.Principal{Role: desk.RoleSupervisor, ID: 4, Name: "Wu"}
)

// room is a database and a writer of its groups.
type room struct {
	t  *testing.T
	db *store.DB
	w  *store.GroupWriter
}

func newRoom(t *testing.T, db *store.DB) *room {
	t.Helper()
	w := db.NewGroupWriter()
	t.Cleanup(func() { w.Close() }) //nolint:errcheck // the test is over
	return &room{t, db, w}
}

// customer makes one.
func (r *room) customer(openid string) desk.Principal {
	r.t.Helper()
	c, _, err := r.db.EnsureCustomer(r.t.Context(), desk.Customer{OpenID: openid, Channel: desk.ChannelWeb, Name: desk.CleanName("Li " + openid)})
	if err != nil {
		r.t.Fatal(err)
	}
	return c.Principal()
}

// customers makes n.
func (r *room) customers(n int) []desk.Principal {
	r.t.Helper()
	out := make([]desk.Principal, n)
	for i := range out {
		out[i] = r.customer(fmt.Sprintf("o-%04d", i))
	}
	return out
}

// commit commits a group that the database must take; each change has its own
// answer.
func (r *room) commit(group ...*desk.Change) {
	r.t.Helper()
	if err := r.w.Commit(r.t.Context(), group); err != nil {
		r.t.Fatal(err)
	}
}

// do commits a change that must succeed.
func (r *room) do(c *desk.Change) *desk.Result {
	r.t.Helper()
	r.commit(c)
	if c.Result.Err != nil {
		r.t.Fatal(c.Result.Err)
	}
	return &c.Result
}

func (r *room) conversation(id int64) desk.Conversation {
	r.t.Helper()
	c, err := r.db.Conversation(r.t.Context(), id)
	if err != nil {
		r.t.Fatal(err)
	}
	return c
}

func (r *room) history(id int64) []*desk.Message {
	r.t.Helper()
	ms, err := r.db.MessagesAfter(r.t.Context(), id, 0, 1_000_000)
	if err != nil {
		r.t.Fatal(err)
	}
	return ms
}

// number runs a query of one number.
func (r *room) number(query string, args ...any) (n int64) {
	r.t.Helper()
	if err := r.db.GetContext(context.Background(), &n, query, args...); err != nil {
		r.t.Fatal(err)
	}
	return n
}

func send(conversation int64, by desk.Principal, clientID, text string) *desk.Change {
	return &desk.Change{ConversationID: conversation, By: by, Send: &desk.NewMessage{ClientID: clientID, Kind: desk.KindText, Text: text}}
}

func read(conversation int64, by desk.Principal, seq int64) *desk.Change {
	return &desk.Change{ConversationID: conversation, By: by, Read: &desk.ReadUpTo{Seq: seq}}
}

func recall(conversation int64, by desk.Principal, seq int64) *desk.Change {
	return &desk.Change{ConversationID: conversation, By: by, Recall: &desk.RecallMessage{Seq: seq}}
}

func note(conversation int64, by desk.Principal, clientID, text string) *desk.Change {
	return &desk.Change{ConversationID: conversation, By: by, Note: &desk.NewNote{ClientID: clientID, Text: text}}
}

func patch(conversation int64, by desk.Principal, p desk.Patch) *desk.Change {
	return &desk.Change{ConversationID: conversation, By: by, Patch: &p}
}

func ref[T any](v T) *T { return &v }
