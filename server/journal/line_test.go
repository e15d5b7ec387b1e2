package journal

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"kefu/server/desk"
)

var (
	customer = desk.Principal{Role: desk.RoleCustomer, ID: 1}
	agent    = desk.Principal{Role: desk.RoleAgent, ID: 2}
)

// held is a committer that lets one group through at a time.
func held() *committer {
	return &committer{began: make(chan []*desk.Change), let: make(chan struct{})}
}

// ask submits up to n changes of by and returns how many were taken; a refused
// one must be unavailable.
func ask(t *testing.T, j *Journal, by desk.Principal, n int) (taken int) {
	t.Helper()
	for range n {
		err := j.Submit(&desk.Change{ConversationID: 1, By: by})
		if err != nil {
			if desk.CodeOf(err) != desk.CodeUnavailable {
				t.Errorf("refused with %v", err)
			}
			return taken
		}
		taken++
	}
	return taken
}

// of counts the changes of a group by side.
func of(group []*desk.Change) (desks, customers int) {
	for _, c := range group {
		if c.By.IsCustomer() {
			customers++
		} else {
			desks++
		}
	}
	return desks, customers
}

// TestNeitherSideWaitsBehindAFloodOfTheOther: each has half of the next group,
// or all that the other leaves.
func TestNeitherSideWaitsBehindAFloodOfTheOther(t *testing.T) {
	for name, flood := range map[string]desk.Principal{"customers": customer, "desk": agent} {
		t.Run(name, func(t *testing.T) {
			few := agent
			if flood == agent {
				few = customer
			}
			c := held()
			j, p := start(t, Config{Committers: []Committer{c}, MaxGroup: 8})
			ask(t, j, flood, 1)
			<-c.began
			if n := ask(t, j, flood, 1000); n != 1000 {
				t.Fatalf("only %d were taken", n)
			}
			ask(t, j, few, 6)
			for i, want := range []int{4, 2, 0} {
				c.let <- struct{}{}
				desks, customers := of(<-c.began)
				if few == customer {
					desks, customers = customers, desks
				}
				if desks != want || customers != 8-want {
					t.Errorf("group %d has %d of those few and %d of the flood", i, desks, customers)
				}
			}
			close(c.let)
			go func() {
				for range c.began {
				}
			}()
			p.wait(t, 1007)
			closeJournal(t, j)
			close(c.began)
		})
	}
}

// TestEachSideIsBoundedAlone: when no more customers may wait, the desk may.
func TestEachSideIsBoundedAlone(t *testing.T) {
	c := held()
	j, p := start(t, Config{Committers: []Committer{c}, Queue: 10, MaxGroup: 4})
	ask(t, j, customer, 1)
	<-c.began
	if n := ask(t, j, customer, 100); n != 10 {
		t.Errorf("%d customers' changes wait", n)
	}
	if n := ask(t, j, agent, 100); n != 10 {
		t.Errorf("%d of the desk's wait", n)
	}
	if n := j.Waiting(); n != 21 {
		t.Errorf("%d wait", n)
	}
	close(c.let)
	go func() {
		for range c.began {
		}
	}()
	p.wait(t, 21)
	closeJournal(t, j)
	close(c.began)
}

// TestRefusesAtOnceWhatWouldWaitTooLong: the slower the database, the fewer
// wait for it; when it is fast again, they may be many again.
func TestRefusesAtOnceWhatWouldWaitTooLong(t *testing.T) {
	now := time.Unix(0, 0)
	l := newLine(&Config{Queue: 1000, MaxGroup: 10, Patience: 2 * time.Second, Now: func() time.Time { return now }})
	// fills puts customers' changes in line behind the group that is being
	// written until one is refused; n wait then.
	fill := func() (n int) {
		for l.put(&desk.Change{By: customer}) {
		}
		return len(l.custom)
	}
	// groups has the next groups take so long each, and the last be written.
	groups := func(took time.Duration) {
		for range 20 {
			l.put(&desk.Change{By: customer})
			l.take()
			now = now.Add(took)
		}
		l.takeAll(nil)
		l.put(&desk.Change{By: customer})
		l.take()
	}
	groups(0)
	if n := fill(); n != 1000 {
		t.Errorf("of a fast database %d wait", n)
	}
	groups(100 * time.Millisecond)
	// 0.1 s until the present group is written, then 0.1 s for each five.
	if n := fill(); n < 95 || n > 105 {
		t.Errorf("at 0.1 s for a group %d wait", n)
	}
	if !l.put(&desk.Change{By: agent}) {
		t.Error("the desk is refused for customers' sake")
	}
	groups(time.Second)
	if n := fill(); n != 10 {
		t.Errorf("at 1 s for a group %d wait", n)
	}
	groups(0)
	if n := fill(); n != 1000 {
		t.Errorf("of a database that is fast again %d wait", n)
	}
	groups(0)
	now = now.Add(3 * time.Second) // the present group hangs
	if n := fill(); n != 10 {
		t.Errorf("behind a group that hangs %d wait", n)
	}
}

// TestFewWaitWhileTheDatabaseIsAway: they find out whether it is back; the
// others are not kept waiting for that.
func TestFewWaitWhileTheDatabaseIsAway(t *testing.T) {
	var away atomic.Bool
	away.Store(true)
	c := held()
	c.fail = func([]*desk.Change) error {
		if away.Load() {
			return desk.Unavailable(errors.New("gone"))
		}
		return nil
	}
	j, p := start(t, Config{Committers: []Committer{c}})
	ask(t, j, customer, 1)
	<-c.began
	ask(t, j, customer, 300)
	c.let <- struct{}{}
	if got := p.wait(t, 301); desk.CodeOf(got[300].Result.Err) != desk.CodeUnavailable {
		t.Errorf("who waited is answered %v", got[300].Result.Err)
	}
	ask(t, j, customer, 1)
	<-c.began
	if n := ask(t, j, customer, 300); n != probing {
		t.Errorf("%d customers wait", n)
	}
	if n := ask(t, j, agent, 300); n != probing {
		t.Errorf("%d of the desk wait", n)
	}
	away.Store(false)
	c.let <- struct{}{}
	<-c.began
	if n := ask(t, j, customer, 200); n != 200 {
		t.Errorf("when it is back %d may wait", n)
	}
	close(c.let)
	go func() {
		for range c.began {
		}
	}()
	got := p.wait(t, 301+1+2*probing+200)
	for _, x := range got[301:] {
		if x.Result.Err != nil {
			t.Errorf("afterwards: %v", x.Result.Err)
		}
	}
	closeJournal(t, j)
	close(c.began)
}
