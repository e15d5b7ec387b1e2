package chat

import "kefu/server/desk"

// Published answers and publishes a group that was committed, or failed. The
// journal calls it in the order of commits.
func (s *Service) Published(group []*desk.Change) {
	news := make([]desk.News, 0, len(group))
	var refresh []int64
	for _, c := range group {
		r := &c.Result
		if r.Err == nil {
			s.tally.see(desk.Revision{ConversationID: c.ConversationID, Rev: r.RevTo, DeskUnread: r.Conversation.DeskUnread})
			if n, any := newsOf(c); any {
				news = append(news, n)
			}
			if r.SummaryChanged {
				refresh = append(refresh, c.ConversationID)
			}
		}
		s.answer(c)
	}
	if len(news) > 0 {
		s.publisher.Tell(news, s.tally.Total())
	}
	// Only now: what a panic kept from being told the watch tells.
	for _, c := range group {
		if r := &c.Result; r.Changed() {
			quiet := r.QuietUntil.UnixMilli() < s.cursor.Load()
			s.told.advance(c.ConversationID, r.RevFrom, &r.Conversation, quiet)
		}
	}
	s.summaries.refresh(refresh)
}

// answer calls who waits for c. A panic there is theirs alone.
func (s *Service) answer(c *desk.Change) {
	if c.Done == nil {
		return
	}
	defer func() {
		if p := recover(); p != nil {
			s.log.Error("a panic while answering", "conversation", c.ConversationID, "panic", p)
		}
	}()
	c.Done(c)
}

// newsOf returns what others are told of a change. A resend is told again: the
// first telling may have died with its process.
func newsOf(c *desk.Change) (n desk.News, any bool) {
	r := &c.Result
	n = desk.News{Conversation: r.Conversation, OpenID: r.OpenID, RevFrom: r.RevFrom, RevTo: r.RevTo, Activity: r.Activity}
	switch {
	case c.Send != nil:
		n.Messages = []*desk.Message{r.Message}
		if c.By.IsCustomer() {
			n.Session = c.Send.Session
		}
		return n, true
	case c.Recall != nil:
		n.Updated, n.Unread = []*desk.Message{r.Message}, true
	case r.Receipt != nil:
		n.Receipts, n.Unread = []desk.Receipt{*r.Receipt}, true
	}
	return n, r.Changed() || r.Duplicate
}
