package desk

import (
	"testing"
	"time"
)

func TestCanRead(t *testing.T) {
	c := Conversation{LastSeq: 9, CustomerReadSeq: 4, DeskReadSeq: 6}
	for _, x := range []struct {
		side Side
		seq  int64
		need bool
		code Code
	}{
		{DeskSide, 10, false, CodeBadRequest}, {DeskSide, 9, true, ""}, {DeskSide, 7, true, ""}, {DeskSide, 6, false, ""}, {DeskSide, 0, false, ""},
		{CustomerSide, 5, true, ""}, {CustomerSide, 4, false, ""}, {CustomerSide, 1 << 60, false, CodeBadRequest},
	} {
		need, err := c.CanRead(x.side, x.seq)
		if need != x.need || CodeOf(err) != x.code {
			t.Errorf("%s reads up to %d: %v, %v", x.side, x.seq, need, err)
		}
	}
	empty := Conversation{}
	if need, err := empty.CanRead(DeskSide, 0); need || err != nil {
		t.Errorf("reading nothing: %v, %v", need, err)
	}
}

func TestReadMovesOneSideOnly(t *testing.T) {
	c := Conversation{ID: 17, LastSeq: 9, Rev: 20, CustomerReadSeq: 4, DeskReadSeq: 6, CustomerUnread: 2, DeskUnread: 3}
	r := c.Read(DeskSide, 8, 1, noon)
	if *r != (Receipt{17, DeskSide, 8, noon}) {
		t.Errorf("the receipt %+v", r)
	}
	if c.DeskReadSeq != 8 || c.DeskUnread != 1 || c.CustomerReadSeq != 4 || c.CustomerUnread != 2 || c.Rev != 21 {
		t.Errorf("after the desk read: %+v", c)
	}
	c.Read(CustomerSide, 9, 0, noon)
	if c.CustomerReadSeq != 9 || c.CustomerUnread != 0 || c.DeskReadSeq != 8 || c.Rev != 22 {
		t.Errorf("after the customer read: %+v", c)
	}
}

func TestCanRecall(t *testing.T) {
	sent := func(by Principal, ago time.Duration) *Message {
		m := messageOf(by)
		m.CreatedAt = noon.Add(-ago)
		return m
	}
	recalled := sent(han, time.Hour)
	recalled.RecalledAt = noon.Add(-time.Minute)
	sameNumber := Principal{Role: RoleCustomer, ID: han.ID}
	for _, c := range []struct {
		name string
		m    *Message
		by   Principal
		need bool
		code Code
	}{
		{"one's own, at once", sent(li, 0), li, true, ""},
		{"at the last moment", sent(li, RecallWindow), li, true, ""},
		{"a moment too late", sent(li, RecallWindow+time.Millisecond), li, false, CodeConflict},
		{"another agent's", sent(han, 0), wu, false, CodeForbidden},
		{"the other side's", sent(han, 0), li, false, CodeForbidden},
		{"of the other side, under the same number", sent(han, 0), sameNumber, false, CodeForbidden},
		{"one's own from when one was no supervisor yet", sent(han, 0), Principal{Role: RoleSupervisor, ID: han.ID}, true, ""},
		{"repeated, long after", recalled, han, false, ""},
		{"somebody else's that is recalled", recalled, wu, false, CodeForbidden},
		{"somebody else's that is old", sent(han, time.Hour), wu, false, CodeForbidden},
	} {
		need, err := CanRecall(c.m, c.by, noon)
		if need != c.need || CodeOf(err) != c.code {
			t.Errorf("%s: %v, %v", c.name, need, err)
		}
	}
}

func TestRecallEmptiesAndCounts(t *testing.T) {
	for _, c := range []struct {
		name         string
		by           Principal
		readSeq      int64
		desk, custom int64
	}{
		{"what the desk has not read", li, 4, 1, 2}, {"what the desk has read", li, 5, 2, 2},
		{"what the customer has not read", han, 4, 2, 1}, {"what the customer has read", han, 5, 2, 2},
	} {
		conv := Conversation{ID: 17, LastSeq: 7, Rev: 30, CustomerReadSeq: c.readSeq, DeskReadSeq: c.readSeq, CustomerUnread: 2, DeskUnread: 2}
		m := messageOf(c.by)
		m.ConversationID, m.Seq, m.Attachment, m.Card = 17, 5, &Attachment{ID: "u"}, &Card{Title: "t"}
		a := conv.Recall(m, c.by, noon)
		if !m.Recalled() || m.Text != "" || m.Attachment != nil || m.Card != nil || m.Seq != 5 {
			t.Errorf("%s: the message %+v", c.name, m)
		}
		if conv.DeskUnread != c.desk || conv.CustomerUnread != c.custom || conv.Rev != 31 {
			t.Errorf("%s: the conversation %+v", c.name, conv)
		}
		if a.Kind != ActivityRecalled || a.Data["seq"] != int64(5) || a.AfterSeq != 7 || a.Rev != 31 || (a.AgentID == han.ID) != (c.by == han) {
			t.Errorf("%s: the event %+v", c.name, a)
		}
	}
}

func TestRecallMovesWait(t *testing.T) {
	for _, c := range []struct {
		name string
		conv Conversation
		from Role
		at   time.Time
		want bool
	}{
		{"the customer's oldest unanswered message", Conversation{Status: StatusOpen, WaitingSince: noon}, RoleCustomer, noon, true},
		{"a later one", Conversation{Status: StatusOpen, WaitingSince: noon}, RoleCustomer, noon.Add(time.Second), false},
		{"one that was answered", Conversation{Status: StatusOpen}, RoleCustomer, noon, false},
		{"an answer", Conversation{Status: StatusOpen}, RoleAgent, noon, true},
		{"an answer before the question that waits now", Conversation{Status: StatusPending, WaitingSince: noon}, RoleAgent, noon, true},
		{"an answer in what is resolved", Conversation{Status: StatusResolved}, RoleAgent, noon, false},
		{"a bot's message", Conversation{Status: StatusOpen, WaitingSince: noon}, RoleBot, noon, false},
	} {
		if got := c.conv.RecallMovesWait(&Message{Sender: Sender{Role: c.from}, CreatedAt: c.at}); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
