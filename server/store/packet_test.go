package store_test

import (
	"context"
	"database/sql/driver"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"kefu/server/desk"
	"kefu/server/journal"
	"kefu/server/store"
	"kefu/server/testkit"

	"github.com/go-sql-driver/mysql"
)

// throughJournal has a journal commit the changes as one group, if it can, and
// waits for their answers.
func throughJournal(t *testing.T, w *store.GroupWriter, changes []*desk.Change) {
	t.Helper()
	var answered sync.WaitGroup
	answered.Add(len(changes))
	held := heldUntilAll{w, make(chan struct{})}
	j := journal.New(journal.Config{Committers: []journal.Committer{held}, Log: slog.New(slog.DiscardHandler), Publish: func(g []*desk.Change) {
		for range g {
			answered.Done()
		}
	}})
	for _, c := range changes {
		if err := j.Submit(c); err != nil {
			t.Fatal(err)
		}
	}
	close(held.submitted)
	answered.Wait()
	if err := j.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

// heldUntilAll commits nothing until all is submitted, and stays open.
type heldUntilAll struct {
	*store.GroupWriter
	submitted chan struct{}
}

func (h heldUntilAll) Commit(ctx context.Context, group []*desk.Change) error {
	<-h.submitted
	return h.GroupWriter.Commit(ctx, group)
}

func (heldUntilAll) Close() error { return nil }

// TestGroupThatIsTooLong: what does not fit into one packet is stored all the
// same, each change for itself.
func TestGroupThatIsTooLong(t *testing.T) {
	cfg, err := mysql.ParseDSN(strings.TrimPrefix(testkit.NewAddress(t, "mysql"), "mysql:"))
	if err != nil {
		t.Fatal(err)
	}
	cfg.MaxAllowedPacket = 64 << 10
	r := newRoom(t, testkit.OpenDatabase(t, "mysql:"+cfg.FormatDSN()))
	people := r.customers(40)
	for i, name := range []string{"read first", "from memory"} {
		long := func() (group []*desk.Change) {
			for _, li := range people {
				group = append(group, send(li.ID, li, fmt.Sprint("c", i), strings.Repeat("很", 1000)))
			}
			return group
		}
		r.w.Trust()
		err := r.w.Commit(t.Context(), long())
		if err == nil || desk.CodeOf(err) == desk.CodeUnavailable || !strings.Contains(err.Error(), "max_allowed_packet") {
			t.Fatalf("%s: as a group: %v", name, err)
		}
		connection := r.w.ConnectionID(t)
		r.w.Trust()
		group := long()
		throughJournal(t, r.w, group)
		for k, c := range group {
			if c.Result.Err != nil || c.Result.Message.Seq != int64(i+1) || c.Result.Duplicate {
				t.Errorf("%s: change %d: %+v", name, k, c.Result)
			}
		}
		if now := r.w.ConnectionID(t); now != connection {
			t.Errorf("%s: it cost the connection", name)
		}
	}
	recount(r)
}

// TestChangeThatIsTooLongForTheServer: one that the server would not even read
// fails alone, and costs nobody the connection.
func TestChangeThatIsTooLongForTheServer(t *testing.T) {
	r := newRoom(t, testkit.OpenDatabase(t, testkit.NewAddress(t, "mysql")))
	people := r.customers(3)
	r.do(send(people[0].ID, people[0], "first", "x"))
	connection := r.w.ConnectionID(t)
	var group []*desk.Change
	for _, li := range people {
		group = append(group, send(li.ID, li, "c", "x"))
	}
	poison := group[1]
	poison.Send.Text = strings.Repeat("x", int(r.number("SELECT @@max_allowed_packet")))
	throughJournal(t, r.w, group)
	for i, c := range group {
		if (c == poison) != (c.Result.Err != nil) {
			t.Errorf("change %d: %v", i, c.Result.Err)
		}
	}
	if code := desk.CodeOf(poison.Result.Err); code != desk.CodeInternal {
		t.Errorf("it is answered %s: it would be sent again for ever", code)
	}
	if now := r.w.ConnectionID(t); now != connection {
		t.Error("it cost the connection")
	}
	recount(r)
}

// misspelling sends another name in place of a variable's.
type misspelling struct {
	driver.Connector
	name string
	met  *atomic.Int32
}

type execer interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ExecerContext
	driver.QueryerContext
	driver.NamedValueChecker
	driver.SessionResetter
	driver.Validator
}

type misspelt struct {
	execer
	in *misspelling
}

func (m *misspelling) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := m.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return misspelt{c.(execer), m}, nil
}

func (c misspelt) ExecContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Result, error) {
	if strings.Contains(q, c.in.name) {
		c.in.met.Add(1)
		q = strings.ReplaceAll(q, c.in.name, "no_such_variable")
	}
	return c.execer.ExecContext(ctx, q, args)
}

// TestServerWithoutAVariable: a server that does not know what only saves time
// is worked with; one that does not know what is relied on is not.
func TestServerWithoutAVariable(t *testing.T) {
	address := testkit.NewAddress(t, "mysql")
	li := newRoom(t, testkit.OpenDatabase(t, address)).customer("o-li")
	for name, well := range map[string]bool{"eq_range_index_dive_limit": true, "innodb_lock_wait_timeout": false} {
		var met atomic.Int32
		db, err := store.Open(address, store.Options{Wrap: func(c driver.Connector) driver.Connector { return &misspelling{c, name, &met} }})
		if err != nil {
			t.Fatal(err)
		}
		r := newRoom(t, db)
		err = r.w.Commit(t.Context(), []*desk.Change{send(li.ID, li, name, "x")})
		if well && err != nil || !well && (err == nil || desk.CodeOf(err) == desk.CodeUnavailable) {
			t.Errorf("without %s: %v", name, err)
		}
		if met.Load() == 0 {
			t.Errorf("%s was never set", name)
		}
		db.Close() //nolint:errcheck // the writer's connection is what is left of it
	}
}
