package chat

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"kefu/server/desk"
	"kefu/server/testkit"
)

// held reads summaries from the real database when it is let.
type held struct {
	Records
	asked chan []int64
	let   chan struct{}
	once  sync.Once
}

func (h *held) Summaries(ctx context.Context, ids []int64) ([]desk.Summary, error) {
	h.once.Do(func() {
		h.asked <- ids
		<-h.let
	})
	return h.Records.Summaries(ctx, ids)
}

// TestSummariesAreCoalesced: however often a conversation changes while its
// summary is being loaded, it is loaded once more, and the last one shown is
// the truth.
func TestSummariesAreCoalesced(t *testing.T) {
	slow := &held{asked: make(chan []int64, 1), let: make(chan struct{})}
	n := newNode(t, testkit.OpenDatabase(t, testkit.NewAddress(t, "sqlite")), nil, func(r Records) Records { slow.Records = r; return slow })
	n.showSummaries()
	li, han := n.customer("o-li"), n.agent("Han")
	hans := n.join(han, false)
	n.send(li, Target{}, "c1", "hello")
	<-slow.asked
	for i := range 30 {
		n.edit(han, li.ID, desk.Patch{Tags: &[]string{fmt.Sprint("tag", i)}})
	}
	close(slow.let)
	hans.await("the last summary", func(f frame) bool { return fmt.Sprint(f.at("conversation", "tags")) == "[tag29]" })
	hans.await("the last event", func(f frame) bool { return fmt.Sprint(f.at("event", "data", "added")) == "[tag29]" })
	if n := hans.types()["conversation"]; n > 3 {
		t.Errorf("%d summaries for 31 changes", n)
	}
	if n := hans.types()["event"]; n != 31 {
		t.Errorf("%d events: those are never thinned", n)
	}
}

// TestMessagesNeedNoSummary: lists learn of a new message from its own frame.
func TestMessagesNeedNoSummary(t *testing.T) {
	n := newNode(t, testkit.OpenDatabase(t, testkit.NewAddress(t, "sqlite")), nil, nil)
	n.showSummaries()
	li, han := n.customer("o-li"), n.agent("Han")
	hans := n.join(han, false)
	n.send(li, Target{}, "c1", "hello")
	hans.await("that it is open", ofType("conversation"))
	hans.forget()
	n.send(li, Target{}, "c2", "again")
	n.send(han, to(li.ID), "a1", "yes")
	n.edit(han, li.ID, desk.Patch{Priority: ref(desk.PriorityHigh)}) // this one does
	hans.await("the summary", func(f frame) bool { return f.at("conversation", "priority") == "high" })
	if n := hans.types()["conversation"]; n != 1 {
		t.Errorf("%d summaries", n)
	}
}
