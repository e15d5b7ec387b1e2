package store_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/journal"
	"kefu/server/store"
	"kefu/server/testkit"
)

// TestPoisonousChangeFailsAlone: one that the database refuses, past the rules,
// among good ones in the same group.
func TestPoisonousChangeFailsAlone(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		people := r.customers(6)
		poison := send(people[2].ID, people[2], "poison", strings.Repeat("😀", 20_000)) // 80 KB: more than the column holds
		if db.Dialect() == "sqlite" {
			// Its columns have no bounds: a row that is there already stands in the way.
			if _, err := db.Exec("INSERT INTO messages (conversation_id, seq, client_id, sender_role, sender_id, sender_name, kind, created_at) VALUES (?,1,'odd','system',0,'','text',1)", people[2].ID); err != nil {
				t.Fatal(err)
			}
		}
		var group []*desk.Change
		for i, li := range people {
			if i == 2 {
				group = append(group, poison)
			}
			if i != 2 {
				group = append(group, send(li.ID, li, "good", "x"), note(li.ID, han, "n", "x"))
			}
		}
		if err := r.w.Commit(t.Context(), group); err == nil || desk.CodeOf(err) == desk.CodeUnavailable {
			t.Fatalf("the whole group: %v", err)
		}
		// The journal commits them one by one.
		var answered sync.WaitGroup
		j := journal.New(journal.Config{Committers: []journal.Committer{db.NewGroupWriter()}, Log: slog.New(slog.DiscardHandler), Publish: func(g []*desk.Change) {
			for range g {
				answered.Done()
			}
		}})
		for _, c := range group {
			answered.Add(1)
			if err := j.Submit(c); err != nil {
				t.Fatal(err)
			}
		}
		answered.Wait()
		if err := j.Close(context.Background()); err != nil {
			t.Error(err)
		}
		for _, c := range group {
			if (c == poison) != (c.Result.Err != nil) {
				t.Errorf("%s: %v", describe(c), c.Result.Err)
			}
		}
		if code := desk.CodeOf(poison.Result.Err); code != desk.CodeInternal {
			t.Errorf("the poisonous one is answered %s: it would be sent again for ever", code)
		}
		if strings.Contains(desk.AsError(poison.Result.Err).Detail, "😀") {
			t.Error("its text is in the answer")
		}
	})
}

const killEvery = 3 * time.Millisecond

// TestKilledConnectionsHeal: an administrator, or a proxy, ends connections at
// any moment; nobody who sends notices more than a wait.
func TestKilledConnectionsHeal(t *testing.T) {
	db := testkit.OpenDatabase(t, testkit.NewAddress(t, "mysql"))
	r := newRoom(t, db)
	people := r.customers(4)
	ctx, stop := context.WithCancel(t.Context())
	var killing sync.WaitGroup
	killed := 0
	admin, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close() //nolint:errcheck // the test is over
	var stored atomic.Int64
	killing.Go(func() {
		wait, before := killEvery, int64(0)
		for ctx.Err() == nil {
			// Only this database's own, and not the one that kills.
			rows, err := admin.QueryContext(ctx, "SELECT ID FROM information_schema.PROCESSLIST WHERE DB=DATABASE() AND ID<>CONNECTION_ID()")
			if err != nil {
				continue
			}
			var ids []int64
			for rows.Next() {
				var id int64
				if rows.Scan(&id) == nil {
					ids = append(ids, id)
				}
			}
			rows.Close() //nolint:errcheck // read
			for _, id := range ids {
				if _, err := admin.ExecContext(ctx, fmt.Sprint("KILL CONNECTION ", id)); err == nil {
					killed++
				}
			}
			// On a slow machine nothing would be stored from one time to the next.
			if now := stored.Load(); now > before {
				wait, before = killEvery, now
			} else {
				wait = min(2*wait, time.Second)
			}
			time.Sleep(wait)
		}
	})
	var all []*desk.Change
	for i := range 150 {
		var group []*desk.Change
		for k, li := range people {
			group = append(group, send(li.ID, li, fmt.Sprint("c", i, "-", k), "x"))
		}
		// As a client does: what was unavailable is sent again under the same client_id.
		for {
			if i%2 == 1 {
				r.w.Trust() // it is written unseen, as far as it is remembered
			}
			err := r.w.Commit(t.Context(), group)
			if err == nil {
				stored.Add(1)
				break
			}
			if desk.CodeOf(err) != desk.CodeUnavailable {
				t.Fatalf("a killed connection shows as %v", err)
			}
		}
		all = append(all, group...)
	}
	stop()
	killing.Wait()
	if killed < 10 {
		t.Fatalf("only %d connections were killed", killed)
	}
	for _, li := range people {
		if c := r.conversation(li.ID); c.LastSeq != 150 || c.DeskUnread != 150 {
			t.Errorf("%d messages, %d unread", c.LastSeq, c.DeskUnread)
		}
	}
	for _, c := range all {
		if c.Result.Err != nil || c.Result.Message == nil {
			t.Fatalf("%+v", c.Result)
		}
	}
	recount(r)
}

// TestContextEndsACommit: a group whose time is over is unavailable, and the
// writer works on.
func TestContextEndsACommit(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		li := r.customer("o-li")
		r.do(send(li.ID, li, "c1", "x"))
		// Somebody holds the row.
		tx, err := db.Beginx()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec("UPDATE conversations SET priority=priority WHERE id=?", li.ID); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		start := time.Now()
		if err := r.w.Commit(ctx, []*desk.Change{send(li.ID, li, "c2", "x")}); desk.CodeOf(err) != desk.CodeUnavailable {
			t.Errorf("%v", err)
		}
		if took := time.Since(start); took > 20*time.Second { // six tries would take 24
			t.Errorf("it took %v", took)
		}
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
		if again := r.do(send(li.ID, li, "c2", "x")); again.Message.Seq != 2 {
			t.Errorf("%+v", again.Message)
		}
	})
}

func TestDatabaseThatIsAwayIsUnavailable(t *testing.T) {
	db, err := store.Open("mysql:kefu:x@tcp(127.0.0.1:1)/kefu", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // never connected
	w := db.NewGroupWriter()
	if err := w.Commit(t.Context(), []*desk.Change{send(1, han, "c", "x")}); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("a group: %v", err)
	}
	if _, err := db.Conversation(t.Context(), 1); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("a read: %v", err)
	}
	if err := db.Check(t.Context()); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("the check: %v", err)
	}
	if _, err := store.Open("postgres:x", store.Options{}); err == nil || !strings.Contains(err.Error(), "sqlite: or mysql:") {
		t.Errorf("an unknown database: %v", err)
	}
}
