package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
	"kefu/server/testkit/smalldisk"
)

// TestFileThatBecomesReadOnly: it is read all the while, what is sent is
// unavailable, and when it can be written again it is.
func TestFileThatBecomesReadOnly(t *testing.T) {
	smalldisk.EachReadOnly(t, func(t *testing.T, d *smalldisk.Disk, readOnly func(bool)) {
		address := "sqlite:" + filepath.Join(d.Path, "db", "kefu.db")
		before := testkit.OpenDatabase(t, address)
		li := newRoom(t, before).customer("o-li")
		if err := before.Close(); err != nil {
			t.Fatal(err)
		}
		readOnly(true)
		db, err := store.Open(address, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() }) //nolint:errcheck // the test is over
		r := newRoom(t, db)
		if err := r.w.Commit(t.Context(), []*desk.Change{send(li.ID, li, "c", "x")}); desk.CodeOf(err) != desk.CodeUnavailable {
			t.Errorf("a send is answered %v", err)
		}
		if _, err := db.CreateAgent(t.Context(), desk.Agent{Name: "Han Mei", Role: desk.RoleAgent, KeyPrefix: "sk_han", KeyHash: []byte("x")}); desk.CodeOf(err) != desk.CodeUnavailable {
			t.Errorf("an agent is made: %v", err)
		}
		readOnly(false)
		if got := r.do(send(li.ID, li, "c", "x")); got.Message.Seq != 1 {
			t.Errorf("afterwards: %+v", got.Message)
		}
		if _, err := db.CreateAgent(t.Context(), desk.Agent{Name: "Han Mei", Role: desk.RoleAgent, KeyPrefix: "sk_han", KeyHash: []byte("x")}); err != nil {
			t.Errorf("afterwards an agent: %v", err)
		}
	})
}

// TestLogShrinks: what a long read makes SQLite's log grow to does not stay.
func TestLogShrinks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kefu.db")
	db := testkit.OpenDatabase(t, "sqlite:"+path)
	r := newRoom(t, db)
	li := r.customer("o-li")
	size := func() int64 {
		info, err := os.Stat(path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	reading, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer reading.Close() //nolint:errcheck // the test is over
	long := func(text string) {
		t.Helper()
		if _, err := reading.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	long("BEGIN")
	long("SELECT COUNT(*) FROM messages")
	const grown = store.LogLimit + 8<<20
	if _, err := db.Exec("CREATE TABLE ballast AS SELECT zeroblob(?) AS b", grown); err != nil {
		t.Fatal(err)
	}
	if size() < grown {
		t.Fatalf("the log has %d bytes", size())
	}
	long("ROLLBACK")
	for i := 0; i < 5 || i < 500 && size() > store.LogLimit; i++ { // each commit may be the one that finds the log copied
		r.do(send(li.ID, li, fmt.Sprint("c", i), "x"))
		time.Sleep(time.Millisecond)
	}
	if size() > store.LogLimit {
		t.Errorf("afterwards the log has %d bytes", size())
	}
}

// TestRefusalIsToldUntilItEnds: of a disk that is full.
func TestRefusalIsToldUntilItEnds(t *testing.T) {
	smalldisk.Each(t, 8<<20, func(t *testing.T, d *smalldisk.Disk) {
		db := testkit.OpenDatabase(t, "sqlite:"+filepath.Join(d.Path, "kefu.db"))
		r := newRoom(t, db)
		li := r.customer("o-li")
		if err := db.CheckWrites(t.Context()); err != nil {
			t.Errorf("before: %v", err)
		}
		d.Fill()
		for i := 0; ; i++ { // the log has some room of its own
			err := r.w.Commit(t.Context(), []*desk.Change{send(li.ID, li, "c"+string(rune(i+100)), "x")})
			if err != nil {
				if desk.CodeOf(err) != desk.CodeUnavailable {
					t.Errorf("a send is answered %v", err)
				}
				break
			}
			if i == 5000 {
				t.Fatal("the disk is not full")
			}
		}
		if err := db.Check(t.Context()); err != nil {
			t.Errorf("it can't be read: %v", err)
		}
		for range 3 {
			if db.CheckWrites(t.Context()) == nil {
				t.Error("nothing tells that the disk is full")
			}
		}
		d.Free()
		waitFor(t, "the refusal to end", func() bool { return db.CheckWrites(t.Context()) == nil })
		r.do(send(li.ID, li, "last", "x"))
		recount(r)
	})
}
