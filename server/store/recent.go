package store

import (
	"errors"
	"hash/maphash"

	"kefu/server/desk"
)

// Nearly no message is a resend, and the table's unique key refuses the one
// that is: so a group is stored without asking first which of its messages are
// there already. Those that this writer remembers are asked for; one that it
// does not costs a second try, and asking always for a while, since resends
// come in crowds: after a failure, a start, the end of another node.

const (
	// maxRecent bounds each half of what a writer remembers, in messages of
	// some 20 bytes.
	maxRecent = 16_384
	// suspicious is how many groups are asked about after a resend that was
	// not remembered.
	suspicious = 100
)

// errUnasked: what became of a change depends on whether its message is stored
// already, and that was not asked.
var errUnasked = errors.New("it was not asked whether the message is stored")

// recent remembers the messages that a writer has stored or found lately. It
// is a hint only: it forgets, and may take a message for another.
type recent struct {
	seed       maphash.Seed
	young, old map[uint64]struct{}
	suspicion  int // groups of which all messages are asked for
}

func newRecent() recent {
	return recent{seed: maphash.MakeSeed(), young: map[uint64]struct{}{}, suspicion: suspicious}
}

func (r *recent) sum(k clientKey) uint64 { return maphash.Comparable(r.seed, k) }

func (r *recent) has(k clientKey) bool {
	sum := r.sum(k)
	_, young := r.young[sum]
	_, old := r.old[sum]
	return young || old
}

func (r *recent) add(k clientKey) {
	if len(r.young) >= maxRecent {
		r.young, r.old = r.old, r.young
		clear(r.young)
		if r.young == nil {
			r.young = map[uint64]struct{}{}
		}
	}
	r.young[r.sum(k)] = struct{}{}
}

// suspect has all messages asked for, for a while.
func (r *recent) suspect() { r.suspicion = suspicious }

// committed remembers a group's messages.
func (r *recent) committed(group []*desk.Change) {
	r.suspicion = max(r.suspicion-1, 0)
	for _, c := range group {
		if c.Send == nil || c.Result.Err != nil {
			continue
		}
		k := clientKey{c.ConversationID, c.Send.ClientID}
		if c.Result.Duplicate && !r.has(k) {
			r.suspect()
		}
		r.add(k)
	}
}
