package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
	"kefu/server/testkit/netfault"

	"github.com/go-sql-driver/mysql"
)

// faulty is a database behind two lines: what connects through front comes to
// the database by way of back, until front is turned.
type faulty struct {
	*room
	front, back *netfault.Proxy
	server      string // its own address
}

func newFaulty(t *testing.T, o store.Options) *faulty {
	t.Helper()
	address := testkit.NewAddress(t, "mysql")
	testkit.OpenDatabase(t, address)
	cfg, err := mysql.ParseDSN(strings.TrimPrefix(address, "mysql:"))
	if err != nil {
		t.Fatal(err)
	}
	f := &faulty{server: cfg.Addr, back: netfault.New(t, cfg.Addr)}
	f.front = netfault.New(t, f.back.Addr())
	cfg.Addr = f.front.Addr()
	o.Wrap = testkit.Options().Wrap
	db, err := store.Open("mysql:"+cfg.FormatDSN(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() }) //nolint:errcheck // the test is over
	f.room = newRoom(t, db)
	return f
}

// silence keeps back whatever passes on the connections there are, and leads
// new ones past that.
func (f *faulty) silence() {
	f.back.Set(netfault.Fault{HoldUp: true, HoldDown: true})
	f.front.Turn(f.server)
}

func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

// untilTold is a context whose time is over when the test says so.
type untilTold struct {
	context.Context
	over chan struct{}
}

func (c untilTold) Done() <-chan struct{} { return c.over }

func (c untilTold) Err() error {
	select {
	case <-c.over:
		return context.DeadlineExceeded
	default:
		return c.Context.Err()
	}
}

// TestConnectionThatEndsInACommit: whether the group was stored or not, it is
// then stored once, and each sender is answered with what is stored.
func TestConnectionThatEndsInACommit(t *testing.T) {
	f := newFaulty(t, store.Options{})
	people := f.customers(3)
	for i, c := range []struct {
		name     string
		fate     netfault.Fate
		stored   bool // by the time that it is tried again
		answered bool
	}{
		{"before the server has it", netfault.Lost, false, true},
		{"in its middle", netfault.Broken, false, true},
		{"before its answer", netfault.AnswerLost, true, true},
		{"it outlasts the group's time", netfault.AnswerIsHeld, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var met atomic.Int32
			f.front.Judge(func(piece []byte) netfault.Fate {
				if bytes.HasSuffix(piece, []byte("; COMMIT")) && met.Add(1) == 1 {
					return c.fate
				}
				return netfault.Carried
			})
			defer f.front.Judge(nil)
			changes := func() (group []*desk.Change) {
				for _, li := range people {
					group = append(group, send(li.ID, li, c.name[:2]+fmt.Sprint(i), "x"), note(li.ID, han, fmt.Sprint("n", i), "x"))
				}
				return group
			}
			ctx := untilTold{t.Context(), make(chan struct{})}
			group := changes()
			var looking sync.WaitGroup
			if !c.answered {
				looking.Go(func() { // until the server has stored it
					defer close(ctx.over)
					for limit := time.Now().Add(time.Minute); time.Now().Before(limit); time.Sleep(20 * time.Millisecond) {
						if h, err := f.db.MessagesAfter(t.Context(), people[0].ID, 0, 100); err == nil && len(h) == i+1 {
							return
						}
					}
				})
			}
			err := f.w.Commit(ctx, group)
			looking.Wait()
			if !c.answered {
				if desk.CodeOf(err) != desk.CodeUnavailable {
					t.Fatalf("without an answer: %v", err)
				}
				group = changes()
				err = f.w.Commit(t.Context(), group)
			}
			if err != nil || met.Load() == 0 {
				t.Fatalf("%v; met %d commits", err, met.Load())
			}
			for k, li := range people {
				r := group[2*k].Result
				if r.Err != nil || r.Message.Seq != int64(i+1) || r.Duplicate != c.stored {
					t.Errorf("%+v", r)
				}
				if h := f.history(li.ID); len(h) != i+1 {
					t.Errorf("%d messages", len(h))
				}
			}
			recount(f.room)
		})
	}
}

// TestDeadlockIsTriedAgain: the database takes the group back, and takes it the
// next time.
func TestDeadlockIsTriedAgain(t *testing.T) {
	f := newFaulty(t, store.Options{})
	people := f.customers(2)
	low, high := people[0], people[1]
	var begun atomic.Int32
	f.front.Judge(func(piece []byte) netfault.Fate {
		if bytes.Contains(piece, []byte("BEGIN; SELECT")) {
			begun.Add(1)
		}
		return netfault.Carried
	})
	for try := 0; ; try++ { // a machine may be so slow that the group's patience with a lock ends first
		begun.Store(0)
		group := f.deadlock(low, high, fmt.Sprint("c", try))
		if desk.CodeOf(group[1].Result.Err) == desk.CodeUnavailable && try < 5 {
			continue
		}
		if group[0].Result.Err != nil || group[1].Result.Err != nil {
			t.Fatalf("%+v, %+v", group[0].Result, group[1].Result)
		}
		break
	}
	if n := begun.Load(); n < 2 {
		t.Errorf("the group was tried %d times: there was no deadlock", n)
	}
}

// deadlock commits a group while another transaction takes its two
// conversations in the wrong order.
func (f *faulty) deadlock(low, high desk.Principal, clientID string) []*desk.Change {
	f.t.Helper()
	other, err := f.db.Beginx()
	if err != nil {
		f.t.Fatal(err)
	}
	defer other.Rollback() //nolint:errcheck // it may be over
	write := func(query string, args ...any) {
		f.t.Helper()
		if _, err := other.Exec(query, args...); err != nil {
			f.t.Fatal(err)
		}
	}
	// What has written more is not the one that is taken back.
	write("UPDATE customers SET name=CONCAT(name, 'x')")
	write("UPDATE conversations SET rev=rev+1 WHERE id=?", high.ID)
	done := make(chan error, 1)
	group := []*desk.Change{send(low.ID, low, clientID, "x"), send(high.ID, high, clientID, "x")}
	go func() { done <- f.w.Commit(f.t.Context(), group) }()
	f.untilWaiting(done)
	write("UPDATE conversations SET rev=rev+1 WHERE id=?", low.ID)
	if err := errors.Join(other.Commit(), <-done); err != nil {
		f.t.Fatal(err)
	}
	return group
}

// untilWaiting returns when a transaction waits for a lock, or the group is done.
func (f *faulty) untilWaiting(done chan error) {
	f.t.Helper()
	waitFor(f.t, "the group to wait for a lock", func() bool {
		return f.number("SELECT COUNT(*) FROM information_schema.INNODB_TRX JOIN information_schema.PROCESSLIST ON ID=trx_mysql_thread_id WHERE DB=DATABASE() AND trx_state='LOCK WAIT'") > 0 || len(done) > 0
	})
}

// waitFor asks no more often than InnoDB looks anew at what it tells of its
// transactions.
func waitFor(t *testing.T, what string, f func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !f(); time.Sleep(150 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// TestLockedConversationHoldsUpNoOther: another node was stopped amid a group.
func TestLockedConversationHoldsUpNoOther(t *testing.T) {
	f := newFaulty(t, store.Options{})
	people := f.customers(3)
	held := people[1]
	other, err := f.db.Beginx()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Exec("SELECT id FROM conversations WHERE id=? FOR UPDATE", held.ID); err != nil {
		t.Fatal(err)
	}
	var group []*desk.Change
	for _, li := range people {
		group = append(group, send(li.ID, li, "c1", "x"), send(li.ID, li, "c2", "x"))
	}
	if err := f.w.Commit(t.Context(), group); err != nil {
		t.Fatal(err)
	}
	for i, c := range group {
		if want := map[bool]desk.Code{true: desk.CodeUnavailable}[c.ConversationID == held.ID]; desk.CodeOf(c.Result.Err) != want {
			t.Errorf("change %d is answered %v", i, c.Result.Err)
		}
	}
	if err := other.Rollback(); err != nil {
		t.Fatal(err)
	}
	if r := f.do(send(held.ID, held, "c1", "x")); r.Message.Seq != 1 || r.Duplicate {
		t.Errorf("when it is free: %+v", r)
	}
	recount(f.room)
}

// TestSilentConnectionsGoTogether: what one connection has shown to lead
// nowhere is not found out again for each that was made with it.
func TestSilentConnectionsGoTogether(t *testing.T) {
	f := newFaulty(t, store.Options{MaxConns: 16})
	li := f.customer("o-li")
	// reads asks all at once; each has so much time.
	reads := func(each time.Duration) (failed int32) {
		var wrong atomic.Int32
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				var one int
				if err := f.db.GetContext(within(t, each), &one, "SELECT 1 FROM (SELECT SLEEP(0.2)) AS s"); err != nil {
					wrong.Add(1)
				}
			})
		}
		all.Wait()
		return wrong.Load()
	}
	waitFor(t, "eight to be asking at the same time", func() bool {
		if n := reads(time.Minute); n > 0 {
			t.Fatalf("%d failed", n)
		}
		return f.front.Open() >= 8
	})
	f.silence()
	if _, err := f.db.Conversation(within(t, 100*time.Millisecond), li.ID); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Fatalf("on a silent connection: %v", err)
	}
	if n := reads(time.Minute); n > 0 {
		t.Errorf("after that %d failed", n)
	}
	f.do(send(li.ID, li, "c", "x"))
}

// TestSilentServerStopsNoOther: connections that were being made when the
// server fell silent end in time, and others are made.
func TestSilentServerStopsNoOther(t *testing.T) {
	f := newFaulty(t, store.Options{MaxConns: 2, ConnectWithin: 500 * time.Millisecond})
	li := f.customer("o-li")
	f.back.Set(netfault.Fault{HoldUp: true, HoldDown: true})
	var asking sync.WaitGroup
	for i := range 10 {
		asking.Go(func() {
			// When the first gives up, the pool makes a connection for those who still wait.
			if _, err := f.db.Conversation(within(t, time.Duration(200+100*i)*time.Millisecond), li.ID); desk.CodeOf(err) != desk.CodeUnavailable {
				t.Errorf("a silent server: %v", err)
			}
		})
	}
	asking.Wait()
	f.silence()
	waitFor(t, "an answer of a server that gives one", func() bool { // who waits for a connection may get the failure of an old one
		_, err := f.db.Conversation(within(t, 5*time.Second), li.ID)
		return err == nil
	})
}

// TestCustomersDoNotHoldUpTheDesk: however many of them ask.
func TestCustomersDoNotHoldUpTheDesk(t *testing.T) {
	f := newFaulty(t, store.Options{MaxConns: 4})
	li := f.customer("o-li")
	customers := desk.AskedBy(t.Context(), desk.CustomerSide)
	ctx, stop := context.WithCancel(customers)
	var asking sync.WaitGroup
	for range 10 {
		asking.Go(func() {
			var one int
			f.db.GetContext(ctx, &one, "SELECT SLEEP(60)") //nolint:errcheck // it is ended
		})
	}
	waitFor(t, "the customers' connections to be busy", func() bool {
		return f.number("SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE DB=DATABASE() AND INFO LIKE 'SELECT SLEEP(60)%'") == 2
	})
	if _, err := f.db.Conversation(within(t, time.Minute/2), li.ID); err != nil {
		t.Errorf("the desk is answered %v", err)
	}
	late, cancel := context.WithTimeout(customers, 50*time.Millisecond)
	defer cancel()
	if _, err := f.db.Conversation(late, li.ID); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("one more customer is answered %v", err)
	}
	stop()
	asking.Wait()
	customers, cancel = context.WithTimeout(customers, 20*time.Second)
	defer cancel()
	if _, err := f.db.Conversation(customers, li.ID); err != nil {
		t.Errorf("a customer is then answered %v", err)
	}
}

// TestRefusalsThatPassAreUnavailable: what a server says when it can't work now
// must not look like a message that can't be stored.
func TestRefusalsThatPassAreUnavailable(t *testing.T) {
	db, err := store.Open("mysql:kefu:x@tcp(127.0.0.1:1)/kefu", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // never connected
	for number, want := range map[uint16]desk.Code{
		1021: desk.CodeUnavailable, 1026: desk.CodeUnavailable, 1030: desk.CodeUnavailable, 1037: desk.CodeUnavailable, 1040: desk.CodeUnavailable,
		1041: desk.CodeUnavailable, 1047: desk.CodeUnavailable, 1053: desk.CodeUnavailable, 1114: desk.CodeUnavailable, 1129: desk.CodeUnavailable,
		1135: desk.CodeUnavailable, 1203: desk.CodeUnavailable, 1205: desk.CodeUnavailable, 1213: desk.CodeUnavailable, 1226: desk.CodeUnavailable,
		1290: desk.CodeUnavailable, 1317: desk.CodeUnavailable, 1792: desk.CodeUnavailable, 1836: desk.CodeUnavailable, 1927: desk.CodeUnavailable,
		1969: desk.CodeUnavailable, 4031: desk.CodeUnavailable,
		1062: desk.CodeInternal, 1064: desk.CodeInternal, 1406: desk.CodeInternal,
	} {
		if got := desk.CodeOf(db.Fail("x", fmt.Errorf("y: %w", &mysql.MySQLError{Number: number}))); got != want {
			t.Errorf("error %d is %s, want %s", number, got, want)
		}
	}
	for _, err := range []error{mysql.ErrInvalidConn, mysql.ErrPktSync, mysql.ErrMalformPkt, context.DeadlineExceeded} {
		if got := desk.CodeOf(db.Fail("x", err)); got != desk.CodeUnavailable {
			t.Errorf("%v is %s", err, got)
		}
	}
	if got := desk.CodeOf(db.Fail("x", errors.New("odd"))); got != desk.CodeInternal {
		t.Errorf("an odd error is %s", got)
	}
}
