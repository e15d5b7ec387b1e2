package chat

import (
	"context"
	"strconv"
	"strings"

	"kefu/server/desk"
)

// Bounds of one answer to sync and changes.
const (
	DefaultLimit = 100
	MaxLimit     = 200
	// MaxChanges is more, as page follows page: who slept through thousands of
	// changes waits for every one.
	MaxChanges = 500
)

// limit returns a client's limit, or the default; bad_request if it is not
// from 1 to most.
func limit(asked *int, most int) (int, error) {
	if asked == nil {
		return DefaultLimit, nil
	}
	if *asked < 1 || *asked > most {
		return 0, desk.Errorf(desk.CodeBadRequest, "limit must be from 1 to %d", most)
	}
	return *asked, nil
}

// Synced is what a client lacks of a conversation.
type Synced struct {
	Conversation desk.Conversation
	Messages     []*desk.Message // after the asked seq, in order
	HasMore      bool
	Rev          int64           // what the client knows then; the conversation's, unless HasMore
	Updated      []*desk.Message // older ones that changed after the asked rev
	Activity     []desk.Activity // agents: after the asked rev
}

// Sync returns what changed after a seq and a rev. Repeating it until HasMore
// is false gives all.
func (s *Service) Sync(ctx context.Context, who desk.Principal, t Target, afterSeq, afterRev int64, asked *int) (r Synced, err error) {
	n, err := limit(asked, MaxLimit)
	if err != nil {
		return r, err
	}
	if afterSeq < 0 || afterRev < 0 {
		return r, desk.Errorf(desk.CodeBadRequest, "after_seq and after_rev must not be negative")
	}
	id, err := s.Resolve(ctx, who, t)
	if err != nil {
		return r, err
	}
	// The row first: what is read after it can only be newer, and is told again.
	if r.Conversation, err = s.records.Conversation(ctx, id); err != nil {
		return r, err
	}
	r.Rev = r.Conversation.Rev
	if r.Messages, err = s.records.MessagesAfter(ctx, id, afterSeq, n+1); err != nil {
		return r, err
	}
	if len(r.Messages) > n {
		// All messages first: the client may hold some beyond these, as they were
		// before they changed, and what changed is told up to those that it has.
		r.Messages, r.HasMore, r.Rev = r.Messages[:n], true, min(r.Rev, afterRev)
		return r, nil
	}
	if r.Conversation.Rev <= afterRev {
		return r, nil
	}
	var known int64
	if r.Updated, known, err = s.records.UpdatedSince(ctx, id, afterRev, afterSeq, n); err != nil {
		return r, err
	}
	if known > 0 {
		r.Rev, r.HasMore = known, true
	}
	if who.IsCustomer() {
		return r, nil
	}
	if r.Activity, err = s.records.Activity(ctx, id, afterRev, n+1); err != nil {
		return r, err
	}
	if len(r.Activity) > n {
		r.Activity, r.HasMore = r.Activity[:n], true
		r.Rev = min(r.Rev, r.Activity[n-1].Rev)
	}
	return r, nil
}

// Changes returns the conversations that changed since the cursor, and the
// next cursor. Without a cursor it returns none, but the present one.
func (s *Service) Changes(ctx context.Context, who desk.Principal, cursor string, asked *int) (changed []desk.Summary, next string, more bool, err error) {
	if who.IsCustomer() {
		return nil, "", false, desk.Errorf(desk.CodeForbidden, "changes is for agents")
	}
	n, err := limit(asked, MaxChanges)
	if err != nil {
		return nil, "", false, err
	}
	if cursor == "" {
		next, err = s.Cursor(ctx)
		return []desk.Summary{}, next, false, err
	}
	since, after, err := parseCursor(cursor)
	if err != nil {
		return nil, "", false, err
	}
	revisions, now, err := s.records.ChangedSince(ctx, since, after, n+1)
	if err != nil {
		return nil, "", false, err
	}
	next = formatCursor(max(now-Overlap.Milliseconds(), since), 0)
	if more = len(revisions) > n; more {
		revisions = revisions[:n]
		next = formatCursor(revisions[n-1].UpdatedAt, revisions[n-1].ConversationID)
	}
	ids := make([]int64, len(revisions))
	for i, r := range revisions {
		ids[i] = r.ConversationID
	}
	changed, err = s.records.Summaries(ctx, ids)
	for i := range changed {
		changed[i].Online, changed[i].Page = s.publisher.CustomerOnline(changed[i].ID), s.publisher.CustomerPage(changed[i].ID)
	}
	return changed, next, more, err
}

// Cursor is from when changes must be asked for by who starts to listen now.
func (s *Service) Cursor(ctx context.Context) (string, error) {
	if told := s.ToldCursor(); told != "" {
		return told, nil
	}
	now, err := s.records.Clock(ctx)
	return formatCursor(now-Overlap.Milliseconds(), 0), err
}

// ToldCursor is the cursor up to which everything was told to this node's
// agents; "" before the first look.
func (s *Service) ToldCursor() string {
	if c := s.cursor.Load(); c > 0 {
		return formatCursor(c, 0)
	}
	return ""
}

func formatCursor(ms, id int64) string {
	if id == 0 {
		return strconv.FormatInt(ms, 36)
	}
	return strconv.FormatInt(ms, 36) + "." + strconv.FormatInt(id, 36)
}

func parseCursor(s string) (ms, id int64, err error) {
	a, b, paged := strings.Cut(s, ".")
	ms, err = strconv.ParseInt(a, 36, 64)
	if err == nil && paged {
		id, err = strconv.ParseInt(b, 36, 64)
	}
	if err != nil || ms < 0 || id < 0 {
		return 0, 0, desk.Errorf(desk.CodeBadRequest, "cursor must be one that an earlier answer gave")
	}
	return ms, id, nil
}

// Offline is the pool of what was written while nobody of who's side was
// connected: at most the last MaxLimit messages, oldest first. Customers get
// the desk's, agents those of all customers.
func (s *Service) Offline(ctx context.Context, who desk.Principal) ([]*desk.Message, error) {
	if !who.IsCustomer() {
		return s.records.UnreadNewest(ctx, MaxLimit)
	}
	c, err := s.records.Conversation(ctx, who.ID)
	if err != nil {
		return nil, err
	}
	return s.records.Unread(ctx, c.ID, desk.CustomerSide, c.CustomerReadSeq, MaxLimit)
}

// State returns the conversation of a customer, as it stands.
func (s *Service) State(ctx context.Context, conversation int64) (desk.Conversation, error) {
	return s.records.Conversation(ctx, conversation)
}

// CountUnread is UnreadTotal for somebody who may be the first to want to know.
func (s *Service) CountUnread(ctx context.Context) (int64, error) {
	if s.tally.needsCount() {
		if err := s.tally.count(ctx, s.records); err != nil {
			return 0, err
		}
	}
	return s.tally.Total(), nil
}
