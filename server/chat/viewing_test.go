package chat

import (
	"fmt"
	"testing"

	"kefu/server/desk"
	"kefu/server/testkit"
)

func TestViewing(t *testing.T) {
	n := newNode(t, testkit.OpenDatabase(t, testkit.NewAddress(t, "sqlite")), nil, nil)
	li, han, wu := n.customer("o-li"), n.agent("Han"), n.agent("Wu")
	hans, phone := n.join(han, false), n.join(li, false)
	shown := func() string {
		var all string
		for _, f := range hans.all() {
			all += fmt.Sprint(f["conversation_id"], ":")
			for _, a := range f["agents"].([]any) {
				all += fmt.Sprint(frame(a.(map[string]any)).at("name"), ",")
			}
			all += " "
		}
		hans.forget()
		return all
	}
	for _, step := range []struct {
		do   func() error
		want string
	}{
		{func() error { return n.chat.View(han, "s1", "1") }, "1:Han, "},
		{func() error { return n.chat.View(han, "s1", "1") }, ""},
		{func() error { return n.chat.View(han, "s2", "1") }, "1:Han, "}, // a second tab: still one agent
		{func() error { return n.chat.View(wu, "s3", "1") }, "1:Han,Wu, "},
		{func() error { return n.chat.View(wu, "s3", "2") }, "1:Han, 2:Wu, "},
		{func() error { n.chat.Leave("s1"); return nil }, "1:Han, "},
		{func() error { return n.chat.View(han, "s2", "") }, "1: "},
		{func() error { return n.chat.View(han, "s2", "") }, ""},
		{func() error { n.chat.Leave("s3"); return nil }, "2: "},
		{func() error { n.chat.Leave("s3"); return nil }, ""},
	} {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		if got := shown(); got != step.want {
			t.Errorf("shown was %q, not %q", got, step.want)
		}
	}
	if err := n.chat.View(li, "s4", "1"); desk.CodeOf(err) != desk.CodeForbidden {
		t.Errorf("a customer views: %v", err)
	}
	if err := n.chat.View(han, "s1", "x"); desk.CodeOf(err) != desk.CodeNotFound {
		t.Errorf("viewing what is no id: %v", err)
	}
	if got := phone.all(); len(got) > 0 {
		t.Errorf("the customer was told %v", got)
	}
}
