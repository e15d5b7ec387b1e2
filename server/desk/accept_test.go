package desk

import (
	"reflect"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

var (
	li  = Principal{Role: RoleCustomer, ID: 17, OpenID: "o-li", Name: "Li Lei"}
	han = Principal{Role: RoleAgent, ID: 3, Name: "Han Mei"}
	wu  = Principal{Role: RoleSupervisor, ID: 4, Name: "Wu"}
)

func messageOf(p Principal) *Message {
	return &Message{Kind: KindText, Text: "x", Sender: Sender{Role: p.Role.Sender(), ID: p.ID, Name: p.Name}}
}

func TestAcceptByStatus(t *testing.T) {
	for _, c := range []struct {
		name           string
		before         Conversation
		from           Principal
		status         Status
		events         []map[string]any
		rev            int64
		waiting        time.Time
		desk, customer int64
	}{
		{"a customer's first message opens", Conversation{Status: StatusNew}, li, StatusOpen,
			[]map[string]any{{"from": "new", "seq": int64(1)}}, 2, noon, 1, 0},
		{"an agent's first message opens", Conversation{Status: StatusNew}, han, StatusOpen,
			[]map[string]any{{"from": "new", "seq": int64(1)}}, 2, time.Time{}, 0, 1},
		{"a customer's next message does not open again", Conversation{Status: StatusOpen, LastSeq: 4, Rev: 9, DeskUnread: 2}, li, StatusOpen,
			nil, 10, noon, 3, 0},
		{"a customer's message opens what was resolved", Conversation{Status: StatusResolved, LastSeq: 4, Rev: 9}, li, StatusOpen,
			[]map[string]any{{"from": "resolved", "seq": int64(5)}}, 11, noon, 1, 0},
		{"a customer's message opens what was pending", Conversation{Status: StatusPending, LastSeq: 4, Rev: 9}, li, StatusOpen,
			[]map[string]any{{"from": "pending", "seq": int64(5)}}, 11, noon, 1, 0},
		{"an agent's message opens nothing", Conversation{Status: StatusResolved, LastSeq: 4, Rev: 9}, han, StatusResolved, nil, 10, time.Time{}, 0, 1},
		{"an agent's message answers who waits", Conversation{Status: StatusOpen, LastSeq: 4, Rev: 9, WaitingSince: noon.Add(-time.Hour), DeskUnread: 2}, han,
			StatusOpen, nil, 10, time.Time{}, 2, 1},
		{"a bot's message answers nobody", Conversation{Status: StatusPending, LastSeq: 4, Rev: 9, WaitingSince: noon.Add(-time.Hour)}, Principal{Role: RoleBot},
			StatusPending, nil, 10, noon.Add(-time.Hour), 0, 1},
		{"who waits already waits since then", Conversation{Status: StatusOpen, LastSeq: 4, Rev: 9, WaitingSince: noon.Add(-time.Hour)}, li,
			StatusOpen, nil, 10, noon.Add(-time.Hour), 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			conv, m := c.before, messageOf(c.from)
			conv.ID, conv.Assignee = 17, 3
			events := conv.Accept(m, c.from, noon)
			var data []map[string]any
			for _, e := range events {
				if e.Kind != ActivityOpened || (e.AgentID == han.ID) != (c.from == han) || e.AfterSeq != m.Seq-1 || e.Rev != conv.Rev {
					t.Errorf("the event %+v", e)
				}
				data = append(data, e.Data)
			}
			if !reflect.DeepEqual(data, c.events) {
				t.Errorf("events %v, not %v", data, c.events)
			}
			if m.ConversationID != 17 || m.Seq != c.before.LastSeq+1 || !m.CreatedAt.Equal(noon) || conv.LastSeq != m.Seq || !conv.ActiveAt.Equal(noon) {
				t.Errorf("the message %+v of %+v", m, conv)
			}
			if conv.Status != c.status || conv.Assignee != 3 || conv.Rev != c.rev || !conv.WaitingSince.Equal(c.waiting) {
				t.Errorf("the conversation %+v", conv)
			}
			if conv.DeskUnread != c.desk || conv.CustomerUnread != c.customer {
				t.Errorf("unread of the desk %d and the customer %d, not %d and %d", conv.DeskUnread, conv.CustomerUnread, c.desk, c.customer)
			}
		})
	}
}

func TestSidesAndSenders(t *testing.T) {
	for role, want := range map[Role]struct {
		side   Side
		sender Role
		staff  bool
	}{
		RoleCustomer: {CustomerSide, RoleCustomer, false}, RoleAgent: {DeskSide, RoleAgent, true}, RoleSupervisor: {DeskSide, RoleAgent, true},
		RoleAdmin: {DeskSide, RoleAgent, true}, RoleBot: {DeskSide, RoleBot, false}, RoleSystem: {DeskSide, RoleSystem, false},
	} {
		if role.Side() != want.side || role.Sender() != want.sender || role.IsStaff() != want.staff {
			t.Errorf("%s: side %s, sender %s, staff %v", role, role.Side(), role.Sender(), role.IsStaff())
		}
	}
	if li.WireID() != "o-li" || han.WireID() != "3" {
		t.Errorf("wire ids %s and %s", li.WireID(), han.WireID())
	}
}
