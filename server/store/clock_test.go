package store_test

import (
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
)

// TestTimesAreMillisecondsInUTC, whatever the server's time zone; that of the
// tests' own server is +08:00.
func TestTimesAreMillisecondsInUTC(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		if db.Dialect() == "mysql" {
			var server, session string
			if err := db.QueryRow("SELECT @@global.time_zone, @@session.time_zone").Scan(&server, &session); err != nil {
				t.Fatal(err)
			}
			if session != "+00:00" {
				t.Errorf("the session's time zone is %s: in one with summer time an hour would come twice", session)
			}
			t.Logf("the server's time zone is %s", server)
		}
		before := time.Now().Add(-time.Second)
		now, err := db.Clock(t.Context())
		if at := time.UnixMilli(now); err != nil || at.Before(before) || at.After(time.Now().Add(time.Second)) {
			t.Fatalf("the database's clock says %v, %v", at, err)
		}
		li := r.customer("o-li")
		m := r.do(send(li.ID, li, "c", "x")).Message
		c := r.conversation(li.ID)
		for name, at := range map[string]time.Time{"created_at": m.CreatedAt, "stored": r.history(li.ID)[0].CreatedAt, "active_at": c.ActiveAt, "updated_at": c.UpdatedAt,
			"waiting_since": c.WaitingSince, "conversation's": c.CreatedAt} {
			if at.Before(before) || at.After(time.Now().Add(time.Second)) || at.Location() != time.UTC || at.Nanosecond()%1e6 != 0 {
				t.Errorf("%s is %v", name, at)
			}
		}
		if !m.CreatedAt.Equal(r.history(li.ID)[0].CreatedAt) {
			t.Error("the message in the answer bears another time than the stored one")
		}
	})
}

// TestRecallWindowIsByTheDatabasesClock.
func TestRecallWindowIsByTheDatabasesClock(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		li := r.customer("o-li")
		r.do(send(li.ID, li, "c1", "x"))
		r.do(send(li.ID, li, "c2", "x"))
		if _, err := db.Exec("UPDATE messages SET created_at=created_at-? WHERE seq=1", desk.RecallWindow.Milliseconds()+1000); err != nil {
			t.Fatal(err)
		}
		late, early := recall(li.ID, li, 1), recall(li.ID, li, 2)
		r.commit(late, early)
		if desk.CodeOf(late.Result.Err) != desk.CodeConflict || early.Result.Err != nil {
			t.Errorf("late: %v, in time: %v", late.Result.Err, early.Result.Err)
		}
		if r.history(li.ID)[0].Recalled() {
			t.Error("the late one is recalled")
		}
	})
}
