package store_test

import (
	"strings"
	"sync"
	"testing"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
)

func open(t *testing.T, address string) *store.DB {
	t.Helper()
	db, err := store.Open(address, testkit.Options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() }) //nolint:errcheck // the test is over
	return db
}

func TestMigrateTwice(t *testing.T) {
	testkit.EachEmpty(t, func(t *testing.T, address string) {
		db := open(t, address)
		if err := db.Compatible(t.Context()); err != nil {
			t.Errorf("an empty database: %v", err)
		}
		if n, err := db.Migrate(t.Context()); err != nil || n == 0 {
			t.Fatalf("the first time: %d, %v", n, err)
		}
		if n, err := db.Migrate(t.Context()); err != nil || n != 0 {
			t.Errorf("the second time: %d, %v", n, err)
		}
	})
}

// TestNodesThatStartTogether: one migrates, the others wait for it.
func TestNodesThatStartTogether(t *testing.T) {
	testkit.EachEmpty(t, func(t *testing.T, address string) {
		var starting sync.WaitGroup
		var mu sync.Mutex
		total := 0
		for range 4 {
			db := open(t, address)
			starting.Go(func() {
				n, err := db.Migrate(t.Context())
				if err != nil {
					t.Errorf("a node could not start: %v", err)
					return
				}
				mu.Lock()
				total += n
				mu.Unlock()
				// What it waited for is there.
				if _, err := db.UnreadConversations(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		starting.Wait()
		if int64(total) != store.SchemaVersion() {
			t.Errorf("%d migrations were carried out, of %d", total, store.SchemaVersion())
		}
	})
}

// TestNewerSchemaThatIsMarkedIsRefused with a sentence that says what to do.
func TestNewerSchemaThatIsMarkedIsRefused(t *testing.T) {
	testkit.EachAddress(t, func(t *testing.T, address string) {
		db := testkit.OpenDatabase(t, address)
		if _, err := db.Exec("UPDATE schema_compat SET min_version=?, reason='messages moved' WHERE id=1", store.SchemaVersion()+1); err != nil {
			t.Fatal(err)
		}
		_, err := open(t, address).Migrate(t.Context())
		if err == nil || !strings.Contains(err.Error(), "needs a newer kefu") || !strings.Contains(err.Error(), "messages moved") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v", err)
		}
	})
}

// TestOlderBinaryOnANewerSchema: this binary is the older one; the schema was
// widened by a newer, and does not mind.
func TestOlderBinaryOnANewerSchema(t *testing.T) {
	testkit.EachAddress(t, func(t *testing.T, address string) {
		newer := testkit.OpenDatabase(t, address)
		for _, s := range []string{
			"ALTER TABLE messages ADD COLUMN language VARCHAR(8) NOT NULL DEFAULT ''",
			"ALTER TABLE conversations ADD COLUMN team_id BIGINT NOT NULL DEFAULT 0",
			"CREATE TABLE teams (id BIGINT PRIMARY KEY)",
		} {
			if _, err := newer.Exec(s); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := newer.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (?, 1)", store.SchemaVersion()+1); err != nil {
			t.Fatal(err)
		}
		older := open(t, address)
		if n, err := older.Migrate(t.Context()); err != nil || n != 0 {
			t.Fatalf("%d, %v", n, err)
		}
		r := newRoom(t, older)
		li := r.customer("o-li")
		r.do(send(li.ID, li, "c", "x"))
		r.do(patch(li.ID, han, desk.Patch{Status: ref(desk.StatusResolved)}))
		if s, err := older.Summaries(t.Context(), []int64{li.ID}); err != nil || len(s) != 1 || s[0].LastMessage.Text != "x" {
			t.Errorf("%+v, %v", s, err)
		}
	})
}
