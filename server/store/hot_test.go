package store_test

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/store"
)

// hot is what a desk sends to its database for each message and each request,
// and by its timers, as far as it has a plan.
func hot(t *testing.T, r *room) map[string]func() {
	h := heat{t, r, 0}
	all := h.groups()
	for _, some := range []map[string]func(){h.conversations(), h.lists(), h.tags(), h.people(), h.nodes()} {
		maps.Copy(all, some)
	}
	return all
}

type heat struct {
	*testing.T
	*room
	n int // makes client ids
}

func (h *heat) must(err error) {
	h.T.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *heat) groups() map[string]func() {
	li := func(id int64) desk.Principal { return desk.Principal{Role: desk.RoleCustomer, ID: id, OpenID: "o"} }
	next := func() string { h.n++; return fmt.Sprint("new", h.n) }
	return map[string]func(){
		"a group": func() {
			name := next()
			var group []*desk.Change
			for id := int64(100); id < 140; id++ {
				group = append(group, send(id, li(id), name, "x"), note(id, han, name, "x"), read(id, han, 4))
			}
			group = append(group, send(7, li(7), "c3", "resend"), recall(100, li(100), 11), patch(8, han, desk.Patch{Tags: &[]string{"vip"}, Customer: &desk.CustomerPatch{Name: ref("x")}}))
			h.commit(group...)
		},
		"a group from memory": func() {
			for range 2 { // the second is not read
				name := next()
				h.w.Trust()
				var group []*desk.Change
				for id := int64(300); id < 340; id++ {
					group = append(group, send(id, li(id), name, "x"), send(id, han, "too"+name, "x"))
				}
				h.commit(group...)
			}
		},
		"a group of one": func() {
			name := next()
			h.commit(send(200, li(200), name, "x"), note(200, han, name, "x"))
			seq := h.do(send(201, han, name, "x")).Message.Seq
			h.do(send(201, han, name+"too", "x"))
			h.do(read(201, li(201), seq))
		},
		"a file and its recall": func() {
			c := send(210, li(210), next(), "")
			c.Send.Kind, c.Send.Attachment = desk.KindFile, &desk.Attachment{ID: "up-210", Name: "x"}
			seq := h.do(c).Message.Seq
			h.do(recall(210, li(210), seq))
		},
	}
}

func (h *heat) conversations() map[string]func() {
	ctx, db := h.Context(), h.db
	return map[string]func(){
		"a conversation":       func() { _, err := db.Conversation(ctx, 17); h.must(err) },
		"history after":        func() { _, err := db.MessagesAfter(ctx, 17, 5, 100); h.must(err) },
		"history before":       func() { _, err := db.MessagesBefore(ctx, 17, 0, 50); h.must(err) },
		"a message":            func() { _, err := db.Message(ctx, 17, 3); h.must(err) },
		"unread of one":        func() { _, err := db.Unread(ctx, 17, desk.DeskSide, 3, 200); h.must(err) },
		"a customer's unread":  func() { _, err := db.Unread(ctx, 17, desk.CustomerSide, 3, 200); h.must(err) },
		"activity":             func() { _, err := db.Activity(ctx, 17, 1, 100); h.must(err) },
		"updated":              func() { _, _, err := db.UpdatedSince(ctx, 17, 1, 10, 50); h.must(err) },
		"changed since":        func() { _, _, err := db.ChangedSince(ctx, 6300, 0, 500); h.must(err) },
		"changed since, paged": func() { _, _, err := db.ChangedSince(ctx, 6300, 3901, 500); h.must(err) },
		"what is unread":       func() { _, err := db.UnreadConversations(ctx); h.must(err) },
		"the newest unread":    func() { _, err := db.UnreadNewest(ctx, 50); h.must(err) },
		"summaries":            func() { _, err := db.Summaries(ctx, []int64{3, 17, 40, 41, 42, 99}); h.must(err) },
		"an upload":            func() { _, err := db.UploadByID(ctx, "up-17"); h.must(err) },
		"agents' load":         func() { _, err := db.OpenConversations(ctx, []int64{1, 2, 3}); h.must(err) },
		"an agent's, renamed":  func() { _, err := db.AssignedTo(ctx, 3, 1000); h.must(err) },
	}
}

// middle is a place in the middle of the lists.
var middle = store.Place{ActiveAt: 60_000_000, ID: 3000}.String()

func (h *heat) list(f store.ConversationFilter, cursors ...string) func() {
	return func() {
		for _, c := range append(cursors, "") {
			_, _, err := h.db.Conversations(h.Context(), f, c, 50)
			h.must(err)
		}
	}
}

func (h *heat) lists() map[string]func() {
	three, nobody := ref(int64(3)), new(int64)
	return map[string]func(){
		"all":               h.list(store.ConversationFilter{}, middle),
		"the open":          h.list(store.ConversationFilter{Status: desk.StatusOpen}, middle),
		"the resolved":      h.list(store.ConversationFilter{Status: desk.StatusResolved}, middle),
		"one's own":         h.list(store.ConversationFilter{Assignee: three}, middle),
		"nobody's":          h.list(store.ConversationFilter{Status: desk.StatusOpen, Assignee: nobody}, middle),
		"the unread":        h.list(store.ConversationFilter{Unread: true}, middle),
		"the open unread":   h.list(store.ConversationFilter{Status: desk.StatusOpen, Unread: true}, middle),
		"one's own unread":  h.list(store.ConversationFilter{Assignee: three, Unread: true}, middle),
		"by a part of name": h.list(store.ConversationFilter{Query: "Li 3"}, middle),
	}
}

// tags are lists by a tag: that few bear, that many bear, and that many bore in
// times past.
func (h *heat) tags() map[string]func() {
	h.db.SortTagged(300)
	all := map[string]func(){}
	for _, tag := range []string{"vip", "many", "past"} {
		for name, f := range map[string]store.ConversationFilter{
			"": {}, ", resolved": {Status: desk.StatusResolved}, ", one's own": {Assignee: ref(int64(3))}, ", one's own open": {Status: desk.StatusOpen, Assignee: ref(int64(3))},
			", unread": {Unread: true}, ", by name": {Status: desk.StatusResolved, Query: "Li 3"},
		} {
			f.Tag = tag
			all["tagged "+tag+name] = h.list(f, middle)
		}
	}
	return all
}

func (h *heat) people() map[string]func() {
	ctx, db := h.Context(), h.db
	return map[string]func(){
		"a token's agent":      func() { _, _, err := db.AgentOfLogin(ctx, 3, "LOGIN-3"); h.must(err) },
		"a token's customer":   func() { _, _, err := db.CustomerOfLogin(ctx, 17, "LOGIN-3"); h.must(err) },
		"an agent":             func() { _, err := db.AgentByID(ctx, 3); h.must(err) },
		"a staff key":          func() { _, err := db.AgentByKeyPrefix(ctx, "p3"); h.must(err) },
		"a customer":           func() { _, err := db.CustomerByID(ctx, 17); h.must(err) },
		"a customer by openid": func() { _, err := db.CustomerByOpenID(ctx, "o-17"); h.must(err) },
		"a customer's login": func() {
			_, _, err := db.EnsureCustomer(ctx, desk.Customer{OpenID: "o-17", Channel: desk.ChannelWeb})
			h.must(err)
		},
		"a visitor's identity":   func() { h.must(db.LinkVisitor(ctx, 18, 17)) },
		"earlier visitors":       func() { _, err := db.Earlier(ctx, 17, 20); h.must(err) },
		"customers, first page":  func() { _, _, err := db.Customers(ctx, "", "", 50); h.must(err) },
		"customers, second page": func() { _, _, err := db.Customers(ctx, "", "2s", 50); h.must(err) },
		"customers by name":      func() { _, _, err := db.Customers(ctx, "Li 3", "2s", 50); h.must(err) },
		"customers seen":         func() { h.must(db.SawCustomers(ctx, []int64{3, 17, 40, 41})) },
		"agents seen":            func() { h.must(db.SawAgents(ctx, []int64{3, 17, 40, 41})) },
		"logins that ended":      func() { _, _, err := db.EndedLogins(ctx, 3_990_000); h.must(err) },
		"logins forgotten":       func() { h.must(db.ForgetLogins(ctx)) },
	}
}

func (h *heat) nodes() map[string]func() {
	ctx, db := h.Context(), h.db
	beat := func() { _, _, err := db.Beat(ctx, "a", false, time.Second); h.must(err) }
	return map[string]func(){
		"a node's first beat": func() { _, _, err := db.Beat(ctx, fmt.Sprint("node", h.n), false, time.Second); h.n++; h.must(err) },
		"a node's beat":       func() { beat(); beat() },
		"gossip": func() {
			h.n++
			h.must(db.WriteGossip(ctx, "a", int64(h.n), []byte("x")))
			_, _, err := db.ReadGossip(ctx, "a", 0)
			h.must(err)
		},
		"a node's last word": func() { h.must(db.DropGossip(ctx, "a")) },
		"the schema's mark":  func() { h.must(db.Compatible(ctx)) },
	}
}
