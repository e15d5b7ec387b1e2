package presence

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"kefu/server/desk"
)

// saw keeps what was stored; it refuses while away.
type saw struct {
	away    bool
	batches []string
}

func (s *saw) store(what string, ids []int64) error {
	if s.away {
		return desk.Unavailable(errors.New("away"))
	}
	s.batches = append(s.batches, fmt.Sprint(what, " ", len(ids), " from ", ids[0]))
	return nil
}

func (s *saw) SawCustomers(_ context.Context, ids []int64) error { return s.store("customers", ids) }
func (s *saw) SawAgents(_ context.Context, ids []int64) error    { return s.store("agents", ids) }

func TestSeen(t *testing.T) {
	to := &saw{}
	var log strings.Builder
	s := NewSeen(to, slog.New(slog.NewTextHandler(&log, nil)))
	expect := func(want ...string) {
		t.Helper()
		s.Flush(t.Context())
		if fmt.Sprint(to.batches) != fmt.Sprint(want) {
			t.Errorf("stored %v, not %v", to.batches, want)
		}
		to.batches = nil
	}
	expect()
	for range 3 {
		s.Note(li)
	}
	expect("customers 1 from 3")
	expect()
	to.away = true
	s.Note(han)
	expect()
	to.away = false
	expect("agents 1 from 3")
	for id := range 1200 {
		s.Note(desk.Principal{Role: desk.RoleCustomer, ID: int64(1200 - id)})
	}
	expect("customers 500 from 1", "customers 500 from 501", "customers 200 from 1001")
	to.away = true
	for id := range maxSeen + 10 {
		s.Note(desk.Principal{Role: desk.RoleCustomer, ID: int64(id)})
	}
	expect()
	s.Note(desk.Principal{Role: desk.RoleCustomer, ID: maxSeen + 20})
	if n := len(s.waiting[desk.CustomerSide]); n != maxSeen {
		t.Errorf("%d wait", n)
	}
	if log.Len() > 0 {
		t.Errorf("a database that is away is told of again and again: %.200s", log.String())
	}
}

// Each connection's begin and its end count, a second one's too.
func TestBothEndsAreSeen(t *testing.T) {
	tell(t, func(m *Tracker, _ func(string)) {
		n := 0
		m.UseSeen(func(who desk.Principal) {
			if who.OpenID == li.OpenID {
				n++
			}
		})
		for i, f := range []func(){func() { m.Join(li, false) }, func() { m.Join(li, true) }, func() { m.Leave(li, true) }, func() { m.Leave(li, true) }} {
			if f(); n != i+1 {
				t.Errorf("after step %d seen %d times", i, n)
			}
		}
	})
}
