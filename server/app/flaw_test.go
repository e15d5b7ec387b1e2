package app_test

import (
	"fmt"
	"strings"
)

// flaw is a kind of what may be wrong at the end.
type flaw string

const (
	lost        flaw = "lost"       // acked, and not there
	duplicated  flaw = "duplicated" // there twice, or under two numbers
	disorder    flaw = "out of order"
	hole        flaw = "holes"           // a seq is missing where others around it are
	diverging   flaw = "diverging views" // a client, a node or a direction of reading tells something else
	wrongUnread flaw = "wrong unread"
	stale       flaw = "stale presence"
	slow        flaw = "slow recoveries"
	unhealthy   flaw = "unhealthy nodes"
	other       flaw = "other"
)

// flaws are all kinds, the worst first.
func flaws() []flaw {
	return []flaw{lost, duplicated, disorder, hole, diverging, wrongUnread, stale, slow, unhealthy, other}
}

// tally counts what was found.
type tally map[flaw]int

func (t tally) sum() (n int) {
	for _, k := range t {
		n += k
	}
	return n
}

func (t tally) String() string {
	var parts []string
	for _, f := range flaws() {
		parts = append(parts, fmt.Sprintf("%d %s", t[f], f))
	}
	return strings.Join(parts, ", ")
}

// flawOf is the worst kind among differences, each of which begins with its kind.
func flawOf(differences []string) flaw {
	for _, f := range flaws() {
		for _, d := range differences {
			if strings.HasPrefix(d, string(f)+": ") {
				return f
			}
		}
	}
	return other
}
