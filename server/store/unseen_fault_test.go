package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
	"kefu/server/testkit/netfault"

	"github.com/jmoiron/sqlx"
)

// behind commits c while another transaction has done f and holds what that
// locked; it ends when c waits for it.
func (f *faulty) behind(c *desk.Change, do func(*sqlx.Tx) error, end func(*sqlx.Tx) error) {
	f.t.Helper()
	f.w.Exec(f.t, "SET innodb_lock_wait_timeout=50") // however slow the machine is
	tx, err := f.db.Beginx()
	if err != nil {
		f.t.Fatal(err)
	}
	defer tx.Rollback() //nolint:errcheck // it is over
	if err := do(tx); err != nil {
		f.t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- f.w.Commit(f.t.Context(), []*desk.Change{c}) }()
	f.untilWaiting(done)
	if err := end(tx); err != nil {
		f.t.Fatal(err)
	}
	if err := <-done; err != nil || c.Result.Err != nil {
		f.t.Fatal(err, c.Result.Err)
	}
}

// TestUnseenGroupWaitsForALock: it writes when it has it, what is so then, and
// bears the time of that.
func TestUnseenGroupWaitsForALock(t *testing.T) {
	f := newFaulty(t, store.Options{})
	li := f.remembering(1)[0]
	lock := func(tx *sqlx.Tx) error {
		_, err := tx.Exec("SELECT id FROM conversations WHERE id=? FOR UPDATE", li.ID)
		return err
	}
	c := send(li.ID, li, "c2", "x")
	var freed int64
	f.behind(c, lock, func(tx *sqlx.Tx) error {
		time.Sleep(700 * time.Millisecond)
		var err error
		freed, err = f.db.Clock(t.Context())
		return errors.Join(err, tx.Rollback())
	})
	if at := c.Result.Message.CreatedAt.UnixMilli(); c.Result.Message.Seq != 2 || at < freed-500 {
		t.Errorf("message %d bears a time that is %d ms before it could be written", c.Result.Message.Seq, freed-at)
	}

	f.w.Trust()
	c = send(li.ID, li, "c4", "x")
	f.behind(c, func(tx *sqlx.Tx) error {
		_, err := tx.Exec("INSERT INTO messages (conversation_id, seq, client_id, sender_role, sender_id, sender_name, kind, created_at) VALUES (?,3,'c3','customer',?,'','text',1)", li.ID, li.ID)
		if err == nil {
			_, err = tx.Exec("UPDATE conversations SET last_seq=last_seq+1, rev=rev+1, desk_unread=desk_unread+1 WHERE id=?", li.ID)
		}
		return err
	}, (*sqlx.Tx).Commit)
	if c.Result.Message.Seq != 4 {
		t.Errorf("the message behind another's is number %d", c.Result.Message.Seq)
	}
	recount(f.room)
}

// TestMemoryEndsWithTheConnection: another server may be at the end of the next
// one, that lost what the one before had not passed on to it.
func TestMemoryEndsWithTheConnection(t *testing.T) {
	db, _ := testkit.WatchedMySQL(t)
	r := newRoom(t, db)
	people := r.remembering(2)
	li, wang := people[0], people[1]
	r.do(send(li.ID, li, "lost", "x"))
	r.exec("DELETE FROM messages WHERE conversation_id=? AND seq=2", li.ID)
	r.exec("UPDATE conversations SET last_seq=1, desk_unread=1 WHERE id=?", li.ID) // and something else has its rev
	r.w.EndConnection(t)
	r.do(send(wang.ID, wang, "c2", "x"))
	r.w.Trust()
	if m := r.do(send(li.ID, li, "c2", "x")).Message; m.Seq != 2 {
		t.Errorf("the message is stored under %d", m.Seq)
	}
	recount(r)
}

// TestConnectionThatEndsInAnUnseenGroup: see TestConnectionThatEndsInACommit.
func TestConnectionThatEndsInAnUnseenGroup(t *testing.T) {
	f := newFaulty(t, store.Options{})
	people := f.remembering(3)
	for i, fate := range []netfault.Fate{netfault.Lost, netfault.Broken, netfault.AnswerLost, netfault.AnswerIsHeld} {
		for _, li := range people { // it remembers them again
			f.do(read(li.ID, han, int64(i+1)))
		}
		f.w.Trust()
		var met atomic.Int32
		f.front.Judge(func(piece []byte) netfault.Fate {
			if bytes.Contains(piece, []byte("BEGIN; UPDATE")) && met.Add(1) == 1 {
				return fate
			}
			return netfault.Carried
		})
		changes := func() (group []*desk.Change) {
			for _, li := range people {
				group = append(group, send(li.ID, li, fmt.Sprint("c", i), "x"))
			}
			return group
		}
		group, ctx := changes(), untilTold{t.Context(), make(chan struct{})}
		var looking sync.WaitGroup
		if fate == netfault.AnswerIsHeld {
			looking.Go(func() {
				defer close(ctx.over)
				waitFor(t, "it to be stored", func() bool { return f.conversation(people[0].ID).LastSeq == int64(i+2) })
			})
		}
		err := f.w.Commit(ctx, group)
		looking.Wait()
		if fate == netfault.AnswerIsHeld {
			if desk.CodeOf(err) != desk.CodeUnavailable {
				t.Fatalf("without an answer: %v", err)
			}
			group = changes()
			err = f.w.Commit(t.Context(), group)
		}
		if err != nil || met.Load() != 1 {
			t.Fatalf("fate %d: %v; met %d groups", fate, err, met.Load())
		}
		for _, c := range group {
			if r := c.Result; r.Err != nil || r.Message.Seq != int64(i+2) {
				t.Errorf("fate %d: %+v", fate, r)
			}
		}
		recount(f.room)
	}
}

// TestUnseenGroupDeadlocks: it is tried again, and read then.
func TestUnseenGroupDeadlocks(t *testing.T) {
	f := newFaulty(t, store.Options{})
	people := f.remembering(2)
	f.w.Exec(t, "SET innodb_lock_wait_timeout=50") // however slow the machine is
	connection := f.w.ConnectionID(t)
	var unseen, read atomic.Int32
	f.front.Judge(func(piece []byte) netfault.Fate {
		if bytes.Contains(piece, []byte("BEGIN; UPDATE")) {
			unseen.Add(1)
		}
		if bytes.Contains(piece, []byte("BEGIN; SELECT")) {
			read.Add(1)
		}
		return netfault.Carried
	})
	for _, c := range f.deadlock(people[0], people[1], "c2") {
		if c.Result.Err != nil || c.Result.Message.Seq != 2 {
			t.Errorf("%+v", c.Result)
		}
	}
	if f.w.ConnectionID(t) != connection {
		t.Error("the connection was given up, and all that goes with it")
	}
	if unseen.Load() != 1 || read.Load() == 0 {
		t.Errorf("it was written unseen %d times and read %d times", unseen.Load(), read.Load())
	}
	recount(f.room)
}
