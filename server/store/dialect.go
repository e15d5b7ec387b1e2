package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"io/fs"
	"time"

	"kefu/server/desk"

	"github.com/pressly/goose/v3"
)

// dialect is all that differs between the databases.
type dialect interface {
	// name is the folder of the migrations, and what logs say.
	name() string
	// now is an expression: the database's clock in ms since 1970, UTC.
	now() string
	// integer is what CAST makes a whole number by.
	integer() string
	// forUpdate ends a SELECT whose rows are about to be written.
	forUpdate() string
	// inOrder joins a table that is read after those before it.
	inOrder() string
	// onDuplicate follows the rows of an INSERT and precedes what is set
	// where a row with this key is there already.
	onDuplicate(key string) string
	// incoming is, after onDuplicate, what the INSERT brought for a column.
	incoming(column string) string
	// isDuplicate: the statement broke a unique key.
	isDuplicate(error) bool
	// mayRetry: the database took the transaction back and asks for another try.
	mayRetry(error) bool
	// isDown: the database cannot be reached or refuses to work now; the
	// same statement may succeed later.
	isDown(error) bool
	// refusesWrites: the database answers, but stores nothing now: it has no
	// room, or only lets itself be read.
	refusesWrites(error) bool
	// isStale: of what is down, that connections made before may be to blame.
	isStale(error) bool
	// isLocked: another transaction holds a row for longer than the statement
	// waits, if it waits at all.
	isLocked(error) bool
	// isNoTable: the statement names a table that does not exist.
	isNoTable(error) bool
	// goose makes the provider of the migrations in fsys.
	goose(db *sql.DB, fsys fs.FS) (*goose.Provider, error)
	// openGroup begins a transaction on conn and loads what the group needs,
	// with the conversations' rows locked in the order of their ids.
	openGroup(ctx context.Context, conn *groupConn, want groupWants) (*groupState, error)
	// saveGroup writes out and commits.
	saveGroup(ctx context.Context, conn *groupConn, w *groupWrites) error
}

// optimist is a dialect of a database that is far enough away for a group to be
// written without reading it first.
type optimist interface {
	// saveUnseen writes out a group, all in one transaction, if each
	// conversation is there and has the rev of which the group knew, and now (ms)
	// is the database's time by clockError at most once they are locked, and who
	// was nameless still is: else errStale, the transaction still open. errLook: it
	// sent nothing, since it can't write this unseen.
	saveUnseen(ctx context.Context, conn *groupConn, w *groupWrites, known *groupState) error
}

// groupWants names what a group of changes needs to see.
type groupWants struct {
	ids      []int64 // of conversations, ascending, without repeats
	messages []clientKey
	notes    []clientKey
	tags     []int64 // conversations whose tags are about to change
	profiles bool    // customers as a whole: some are about to be edited
	look     bool    // something that no writer remembers
	// customers are those of ids whose customers must be read.
	customers []int64
}

// customerColumns are the columns that are read of the customers.
func (w *groupWants) customerColumns() string {
	if w.profiles {
		return customerColumns
	}
	return writerColumns
}

// clientKey names a message or a note by what its sender called it.
type clientKey struct {
	conversation int64
	clientID     string
}

// groupState is what was found, by the ids that were asked for.
type groupState struct {
	now           int64 // ms, the database's clock, after the locks were taken
	conversations map[int64]*heldRow
	customers     map[int64]*desk.Customer
	messages      map[clientKey]*desk.Message
	notes         map[clientKey]*desk.Activity
	tags          map[int64][]string
	nameless      []int64 // customers, of what is remembered only
}

func newGroupState(n int) *groupState {
	return &groupState{
		conversations: make(map[int64]*heldRow, n),
		customers:     make(map[int64]*desk.Customer, n),
	}
}

// groupWrites is what a group of changes writes.
type groupWrites struct {
	messages      []*desk.Message
	activity      []*desk.Activity
	conversations []*heldRow
	// rest runs after the inserts, in order.
	rest []statement
	// lenient: if rest meets fewer rows than it should, somebody has deleted them.
	lenient bool
}

func (w *groupWrites) empty() bool { return len(w.conversations) == 0 && len(w.rest) == 0 }

type statement struct {
	text string
	args []any
	rows int64 // that it should meet at the least
}

// groupConn is a connection that commits groups, and the statements it keeps ready.
type groupConn struct {
	*sql.Conn
	prepared map[string]*sql.Stmt
	batch    batch
	since    time.Time
}

// forget closes the statements that were kept ready.
func (c *groupConn) forget() {
	for _, s := range c.prepared {
		s.Close() //nolint:errcheck // the connection's end closes them too
	}
	c.prepared = nil
}

// Options changes how a database is opened.
type Options struct {
	// Wrap is given the MySQL driver's connector, to watch what passes; nil
	// leaves it as it is. Tests record statements with it.
	Wrap func(driver.Connector) driver.Connector
	// MaxConns bounds the connections to the server, beside one for each
	// GroupWriter; half of them are for what customers ask. 0 means 32.
	MaxConns int
	// ConnectWithin bounds the making of a connection, greetings included; 0
	// means 5 s. The pool makes some under no other bound, one after the other:
	// a server that takes connections and stays silent must not stop that.
	ConnectWithin time.Duration
}
