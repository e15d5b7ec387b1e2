package fanout

import "encoding/json"

// shelves hold one node's facts, each on the shelf of its kind and id: a span
// of shelves is a part of all facts of which every node knows what belongs to
// it, so that all can be told, and compared, in parts.
type shelves [shelfCount]map[fact]json.RawMessage

const shelfCount = 256

func (k fact) shelf() int {
	return int((uint64(k.id)*0x9E3779B97F4A7C15 + uint64(k.kind)*0xC2B2AE3D27D4EB4F) >> 56)
}

func (s *shelves) get(k fact) json.RawMessage { return s[k.shelf()][k] }

// set puts a fact on its shelf, nil takes it off.
func (s *shelves) set(k fact, value json.RawMessage) {
	shelf := &s[k.shelf()]
	if value == nil {
		delete(*shelf, k)
		return
	}
	if *shelf == nil {
		*shelf = map[fact]json.RawMessage{}
	}
	(*shelf)[k] = value
}

// size is how many facts there are.
func (s *shelves) size() (n int) {
	for _, shelf := range s {
		n += len(shelf)
	}
	return n
}

// span returns the end of a span of shelves that begins at from and holds about
// boardPart facts; it is one shelf at least.
func (s *shelves) span(from int) (to int) {
	n := 0
	for to = from; to < shelfCount; to++ {
		if n += len(s[to]); n > boardPart && to > from {
			return to
		}
	}
	return shelfCount
}

// backlog remembers which facts were told lately, so that who missed a little
// need not be told everything.
type backlog struct {
	told  []toldFact // in order of seq
	floor int64      // what was told up to here is not remembered
}

type toldFact struct {
	seq int64
	fact
}

// backlogSize bounds what is remembered: one payload must carry it.
const backlogSize = 4000

func (l *backlog) note(seq int64, k fact) {
	if len(l.told) >= 2*backlogSize {
		old := l.told[:len(l.told)-backlogSize]
		l.floor = old[len(old)-1].seq
		l.told = append([]toldFact(nil), l.told[len(old):]...)
	}
	l.told = append(l.told, toldFact{seq, k})
}

// since returns which facts were told after seq; false: nobody remembers, or it
// is too many for one payload.
func (l *backlog) since(seq int64) (facts map[fact]bool, ok bool) {
	if seq < l.floor {
		return nil, false
	}
	facts = map[fact]bool{}
	for i := len(l.told) - 1; i >= 0 && l.told[i].seq > seq; i-- {
		if facts[l.told[i].fact] = true; len(facts) > backlogSize {
			return nil, false
		}
	}
	return facts, true
}
