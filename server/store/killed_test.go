package store_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit/netfault"
)

// TestKilledStatementsHeal: an administrator, or what watches for slow ones, kills
// statements. MariaDB leaves some an UPDATE undone then, or all that follows in a
// text, and says nothing: yet what is answered is done, and done as a whole.
func TestKilledStatementsHeal(t *testing.T) {
	f := newFaulty(t, store.Options{})
	li := f.remembering(1)[0]
	admin, err := f.db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close() //nolint:errcheck // the test is over
	var writer int64
	var victim atomic.Pointer[string] // what the text has in it that is killed next
	killed := make(chan struct{}, 1)
	f.front.Judge(func(piece []byte) netfault.Fate {
		if v := victim.Load(); v != nil && bytes.Contains(piece, []byte(*v)) && victim.CompareAndSwap(v, nil) {
			go func() {
				time.Sleep(time.Duration(rand.IntN(150)) * time.Microsecond)      //nolint:gosec // any moment
				admin.ExecContext(t.Context(), fmt.Sprint("KILL QUERY ", writer)) //nolint:errcheck // it may be gone
				killed <- struct{}{}
			}()
		}
		return netfault.Carried
	})
	// commits tries until it is stored, as a client does.
	commits := func(text string, c func() *desk.Change) {
		t.Helper()
		for {
			writer = f.w.ConnectionID(t)
			victim.Store(&text)
			change := c()
			err := f.w.Commit(within(t, time.Second/2), []*desk.Change{change})
			if victim.Swap(nil) == nil {
				<-killed
			}
			if err == nil && change.Result.Err == nil {
				return
			}
			if err != nil && desk.CodeOf(err) != desk.CodeUnavailable || err == nil {
				t.Fatalf("a killed statement shows as %v, %v", err, change.Result.Err)
			}
		}
	}
	rounds := 40
	if os.Getenv("KEFU_TEST_LONG") != "" {
		rounds = 400
	}
	for i := range rounds {
		commits("UPDATE conversations", func() *desk.Change { return send(li.ID, li, fmt.Sprint("c", i), "x") })
		commits("SET read_at", func() *desk.Change { return read(li.ID, han, int64(i+2)) })
		commits("body=NULL", func() *desk.Change { return recall(li.ID, li, int64(i+2)) })
		commits("UPDATE customers", func() *desk.Change {
			return patch(li.ID, han, desk.Patch{Customer: &desk.CustomerPatch{Name: ref(fmt.Sprint("Li ", i))}})
		})
		if m := f.history(li.ID)[i+1]; !m.Recalled() || m.Text != "" || m.ReadAt.IsZero() {
			t.Fatalf("message %d is not read and taken back: %+v", i, m)
		}
		if c, err := f.db.CustomerByID(t.Context(), li.ID); err != nil || c.Name != fmt.Sprint("Li ", i) {
			t.Fatalf("renamed %d times: %q, %v", i, c.Name, err)
		}
	}
	recount(f.room)
}
