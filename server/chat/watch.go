package chat

import (
	"context"
	"time"

	"kefu/server/desk"
)

const (
	// watchEvery is how often a node looks for what it has not told. Nodes
	// that can't reach each other find each other's messages that much later:
	// within two seconds, together with the look itself and the telling.
	watchEvery = 1500 * time.Millisecond
	// Overlap is longer than any transaction may last: a change that was
	// numbered before a look may be committed after it.
	Overlap = 15 * time.Second
	// watchPage bounds what one look takes at a time.
	watchPage = 500
	// tellers is of how many conversations a look tells at the same time.
	tellers = 8
	// catchUp bounds how many messages of one conversation are told at once;
	// who was away longer asks sync.
	catchUp = 200
)

// Run does what happens behind the sends until ctx ends.
func (s *Service) Run(ctx context.Context) {
	go s.summaries.run(ctx)
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	var since int64
	for {
		next, err := s.look(ctx, since)
		if err != nil && ctx.Err() == nil {
			s.log.Warn("cannot look for changes; trying again", "error", err)
		}
		if err == nil {
			since = next
			s.cursor.Store(next)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// look tells this node's sessions what changed since and was not told. It
// returns from when the next look must start.
func (s *Service) look(ctx context.Context, since int64) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	start, err := s.records.Clock(ctx)
	if err != nil {
		return 0, err
	}
	next := start - Overlap.Milliseconds()
	if since == 0 { // what a transaction numbered before and commits now is news to those who have connected
		since, s.began = next, start
	}
	if !s.publisher.AgentsAnywhere() {
		s.tally.forget()
	} else if s.tally.needsCount() {
		if err := s.tally.count(ctx, s.records); err != nil {
			return 0, err
		}
	}
	for at, after := since, int64(0); ; {
		changed, _, err := s.records.ChangedSince(ctx, at, after, watchPage)
		if err != nil {
			return 0, err
		}
		s.tally.see(changed...)
		if err := s.tellAll(ctx, changed, since); err != nil {
			return 0, err
		}
		if len(changed) < watchPage {
			break
		}
		last := changed[len(changed)-1]
		at, after = last.UpdatedAt, last.ConversationID
	}
	return next, nil
}

// tellAll tells what of changed conversations was not told yet, of some at a
// time: each takes several queries, and without a bus there is much to tell.
func (s *Service) tellAll(ctx context.Context, changed []desk.Revision, since int64) error {
	slots := make(chan struct{}, tellers)
	failed := make(chan error, len(changed))
	for _, r := range changed {
		slots <- struct{}{}
		go func() {
			failed <- s.tellRest(ctx, r, since)
			<-slots
		}()
	}
	var first error
	for range changed {
		if err := <-failed; first == nil {
			first = err
		}
	}
	return first
}

// tellRest tells what of a changed conversation was not told yet. since is the
// start of the look, for conversations of which nothing is remembered.
func (s *Service) tellRest(ctx context.Context, r desk.Revision, since int64) error {
	known, ok := s.told.get(r.ConversationID)
	if ok && known.rev >= r.Rev || r.Rev == 0 { // 0: a customer who has not written yet
		return nil
	}
	if !s.publisher.Concerned(r.ConversationID) { // most, on a node without agents: other nodes' news doesn't come here
		s.told.reach(&desk.Conversation{ID: r.ConversationID, Rev: r.Rev, LastSeq: r.LastSeq, CustomerReadSeq: known.customerRead, DeskReadSeq: known.deskReadSeq})
		return nil
	}
	c, err := s.records.Conversation(ctx, r.ConversationID)
	if err != nil {
		return err
	}
	if !ok {
		if known, err = s.reconstruct(ctx, &c, since); err != nil {
			return err
		}
	}
	news := desk.News{Conversation: c, RevFrom: known.rev, RevTo: c.Rev, Unread: true}
	if !ok {
		news.OldBefore = time.UnixMilli(s.began)
	}
	if news.Messages, err = s.records.MessagesAfter(ctx, c.ID, known.seq, catchUp); err != nil {
		return err
	}
	if news.Activity, err = s.records.Activity(ctx, c.ID, known.rev, catchUp); err != nil {
		return err
	}
	if news.Updated, _, err = s.records.UpdatedSince(ctx, c.ID, known.rev, known.seq, catchUp); err != nil {
		return err
	}
	for side, was := range map[desk.Side]int64{desk.CustomerSide: known.customerRead, desk.DeskSide: known.deskReadSeq} {
		if now := c.ReadSeq(side); now > was {
			news.Receipts = append(news.Receipts, desk.Receipt{ConversationID: c.ID, Reader: side, Seq: now, ReadAt: c.UpdatedAt})
		}
	}
	summaries, err := s.records.Summaries(ctx, []int64{c.ID})
	if err != nil {
		return err
	}
	s.publisher.TellHere([]desk.News{news}, s.tally.Total())
	s.publisher.TellSummaries(summaries, false)
	s.told.reach(&c)
	return nil
}

// reconstruct guesses, on the safe side, how far a conversation was known at
// since: messages and entries written later were not.
func (s *Service) reconstruct(ctx context.Context, c *desk.Conversation, since int64) (mark, error) {
	m := markOf(c)
	low := max(c.LastSeq-catchUp, 0)
	recent, err := s.records.MessagesAfter(ctx, c.ID, low, catchUp)
	if err != nil {
		return m, err
	}
	for i := len(recent) - 1; i >= 0 && recent[i].CreatedAt.UnixMilli() >= since; i-- {
		m.seq = recent[i].Seq - 1
	}
	// Reads carry no time of their own here: tell them again.
	m.customerRead, m.deskReadSeq = 0, 0
	m.rev = max(c.Rev-catchUp, 0)
	entries, err := s.records.Activity(ctx, c.ID, m.rev, catchUp)
	if err != nil {
		return m, err
	}
	m.rev = c.Rev
	for i := len(entries) - 1; i >= 0 && entries[i].CreatedAt.UnixMilli() >= since; i-- {
		m.rev = entries[i].Rev - 1
	}
	return m, nil
}
