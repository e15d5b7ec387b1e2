package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"
)

type mysqlDialect struct{}

// openMySQL opens two pools on dsn: one for single statements, one for groups,
// whose few connections may send several statements in one round trip.
func openMySQL(dsn string, o Options) (*DB, error) {
	cfg, err := mysql.ParseDSN(dsn)
	if err != nil {
		return nil, fmt.Errorf("the address of the MySQL database: %w", err)
	}
	cfg.ClientFoundRows = true   // RowsAffected counts matches, as in SQLite
	cfg.InterpolateParams = true // a prepare for each statement would double the round trips
	cfg.ParseTime, cfg.Loc = true, time.UTC
	if cfg.Timeout == 0 {
		cfg.Timeout = 3 * time.Second
	}
	if cfg.Params == nil {
		cfg.Params = map[string]string{}
	}
	if cfg.Collation == "" {
		cfg.Collation = "utf8mb4_unicode_520_ci"
	}
	cfg.Params["sql_mode"] = "'STRICT_ALL_TABLES,NO_ZERO_DATE,ONLY_FULL_GROUP_BY,NO_ENGINE_SUBSTITUTION'"
	// In a zone with summer time an hour of autumn would come twice.
	cfg.Params["time_zone"] = "'+00:00'"
	cfg.Logger = silent{} // what went wrong is in the error; the driver would say it twice
	if o.MaxConns == 0 {
		o.MaxConns = 32
	}
	if o.ConnectWithin == 0 {
		o.ConnectWithin = 5 * time.Second
	}
	db := &DB{dialect: mysqlDialect{}, idle: (o.MaxConns + 1) / 2}
	pool := func(multi bool, conns int) (*sql.DB, error) {
		c := cfg.Clone()
		c.MultiStatements = multi
		connector, err := mysql.NewConnector(c)
		if err != nil {
			return nil, fmt.Errorf("the address of the MySQL database: %w", err)
		}
		if o.Wrap != nil {
			connector = o.Wrap(connector)
		}
		p := sql.OpenDB(prepared{connector, multi, o.ConnectWithin})
		p.SetMaxOpenConns(conns)
		p.SetMaxIdleConns(db.idle)
		p.SetConnMaxLifetime(connLife)
		return p, nil
	}
	own, err := pool(false, db.idle)
	if err != nil {
		return nil, err
	}
	customers, err := pool(false, db.idle)
	if err != nil {
		return nil, err
	}
	if db.groups, err = pool(true, 0); err != nil { // as many as there are writers
		return nil, err
	}
	db.DB, db.customers = sqlx.NewDb(own, "mysql"), sqlx.NewDb(customers, "mysql")
	return db, nil
}

// silent drops what the driver would log.
type silent struct{}

func (silent) Print(...any) {}

// prepared sets each new connection up. The isolation level no DSN parameter
// sets on both MySQL and MariaDB 10; under this one a locking read of given
// rows locks nothing between them.
type prepared struct {
	driver.Connector
	groups bool
	within time.Duration
}

const (
	setIsolation = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"
	// A node that was stopped amid a group may hold its rows for long: a group
	// that has some of them in it waits this long, and goes on without them.
	setLockWait = "SET SESSION innodb_lock_wait_timeout=2"
	// A group names its rows by whole unique keys: there is nothing to find out
	// by looking each of them up before they are read, which is what the
	// optimizer does otherwise.
	setNoDives = "SET SESSION eq_range_index_dive_limit=1"
)

func (c prepared) Connect(ctx context.Context) (driver.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, c.within)
	defer cancel()
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, namedAtLast(err)
	}
	exec := conn.(driver.ExecerContext).ExecContext
	set := setIsolation
	if c.groups {
		set += "; " + setLockWait
	}
	_, err = exec(ctx, set, nil)
	if err == nil && c.groups {
		if _, err = exec(ctx, setNoDives, nil); isNumber(err, erUnknownVariable) {
			err = nil // it is slower without
		}
	}
	if err != nil {
		conn.Close() //nolint:errcheck // the first error says more
		return nil, err
	}
	return conn, nil
}

// namedAtLast makes known an error of the driver's that it does not export: the
// line was cut before the handshake could be answered.
func namedAtLast(err error) error {
	if err.Error() == "bad connection" {
		return driver.ErrBadConn
	}
	return err
}

func (mysqlDialect) name() string { return "mysql" }

func (mysqlDialect) now() string { return "CAST(UNIX_TIMESTAMP(NOW(3))*1000 AS SIGNED)" }

func (mysqlDialect) integer() string { return "SIGNED" }

func (mysqlDialect) forUpdate() string { return " FOR UPDATE" }

func (mysqlDialect) onDuplicate(string) string { return " ON DUPLICATE KEY UPDATE " }

func (mysqlDialect) incoming(column string) string { return "VALUES(" + column + ")" }

// Error numbers of MySQL and MariaDB.
const (
	erCheckRead        = 1020 // record changed since last read (MariaDB's snapshot isolation)
	erDiskFull         = 1021
	erErrorOnWrite     = 1026
	erGetErrno         = 1030 // the storage engine's, such as no space left
	erOutOfMemory      = 1037
	erConCount         = 1040 // too many connections
	erOutOfResources   = 1041
	erUnknownCommand   = 1047 // Galera: the node is not ready
	erServerShutdown   = 1053
	erDupEntry         = 1062
	erRecordFileFull   = 1114
	erHostBlocked      = 1129 // too many connections broke off
	erCantCreateThread = 1135
	erNoSuchTable      = 1146
	erUserLimit        = 1203 // max_user_connections
	erUnknownVariable  = 1193
	erLockWaitTimeout  = 1205
	erDeadlock         = 1213
	erUserResources    = 1226
	erOptionPrevents   = 1290 // --read-only
	erQueryInterrupted = 1317
	erReadOnly         = 1792
	erSuperReadOnly    = 1836
	erConnKilled       = 1927
	erStatementTimeout = 1969 // MariaDB's max_statement_time
	erLockNowait       = 3572
	erClientIdle       = 4031 // MySQL ends a connection that was idle for too long
)

func isNumber(err error, numbers ...uint16) bool {
	var e *mysql.MySQLError
	if !errors.As(err, &e) {
		return false
	}
	for _, n := range numbers {
		if e.Number == n {
			return true
		}
	}
	return false
}

func (mysqlDialect) isDuplicate(err error) bool { return isNumber(err, erDupEntry) }

func (mysqlDialect) isNoTable(err error) bool { return isNumber(err, erNoSuchTable) }

func (mysqlDialect) mayRetry(err error) bool {
	return isNumber(err, erDeadlock, erLockWaitTimeout, erLockNowait, erCheckRead)
}

func (d mysqlDialect) isStale(err error) bool { return !d.mayRetry(err) }

func (mysqlDialect) isLocked(err error) bool { return isNumber(err, erLockWaitTimeout, erLockNowait) }

func (mysqlDialect) refusesWrites(err error) bool {
	return isNumber(err, erDiskFull, erErrorOnWrite, erGetErrno, erRecordFileFull, erOptionPrevents, erReadOnly, erSuperReadOnly)
}

func (d mysqlDialect) isDown(err error) bool {
	var network net.Error
	return d.mayRetry(err) || d.refusesWrites(err) || errors.As(err, &network) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, mysql.ErrInvalidConn) || errors.Is(err, sql.ErrConnDone) ||
		// What the server said was not an answer: it ended the connection.
		errors.Is(err, mysql.ErrPktSync) || errors.Is(err, mysql.ErrPktSyncMul) || errors.Is(err, mysql.ErrMalformPkt) || errors.Is(err, io.EOF) ||
		isNumber(err, erOutOfMemory, erConCount, erOutOfResources, erUnknownCommand, erServerShutdown, erHostBlocked, erCantCreateThread,
			erUserLimit, erUserResources, erQueryInterrupted, erConnKilled, erStatementTimeout, erClientIdle)
}

func (mysqlDialect) goose(db *sql.DB, fsys fs.FS) (*goose.Provider, error) {
	return goose.NewProvider(goose.DialectMySQL, db, fsys, goose.WithSessionLocker(namedLock{}), goose.WithDisableGlobalRegistry(true))
}

// namedLock lets one node migrate while the others wait. It ends with the
// connection, so that a node which dies in the middle blocks nobody.
type namedLock struct{}

// migrateWait bounds the wait for another node's migration, in seconds.
const migrateWait = 300

func (namedLock) SessionLock(ctx context.Context, conn *sql.Conn) error {
	var got sql.NullInt64
	if err := conn.QueryRowContext(ctx, "SELECT GET_LOCK('kefu_migrate', ?)", migrateWait).Scan(&got); err != nil {
		return err
	}
	if got.Int64 != 1 {
		return fmt.Errorf("another node has been migrating for %d seconds", migrateWait)
	}
	return nil
}

func (namedLock) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "DO RELEASE_LOCK('kefu_migrate')")
	return err
}

// openGroup takes one round trip: everything goes in one text, and the answers
// come back one after another.
func (d mysqlDialect) openGroup(ctx context.Context, conn *groupConn, want groupWants) (*groupState, error) {
	var b strings.Builder
	args := make([]any, 0, len(want.ids)*2+len(want.messages)*2)
	idArgs := func(ids []int64) {
		for _, id := range ids {
			args = append(args, id)
		}
	}
	in := marks(len(want.ids))
	b.WriteString("BEGIN; SELECT " + conversationColumns + " FROM conversations WHERE id IN (" + in + ") ORDER BY id FOR UPDATE; ")
	idArgs(want.ids)
	// The clock is read after the locks: rows that change later bear later times.
	b.WriteString("SELECT " + customerColumns + ", " + d.now() + " FROM customers WHERE id IN (" + in + ")")
	idArgs(want.ids)
	keyed := func(columns, table, index string, keys []clientKey) {
		if len(keys) == 0 {
			return
		}
		b.WriteString("; SELECT " + columns + " FROM " + table + " FORCE INDEX (" + index + ") WHERE (conversation_id, client_id) IN (" +
			strings.TrimSuffix(strings.Repeat("(?,?),", len(keys)), ",") + ")")
		for _, k := range keys {
			args = append(args, k.conversation, k.clientID)
		}
	}
	// A table that was nearly empty when it was last looked at would be read
	// by conversation: each one's whole history.
	keyed(messageColumns, "messages", "uq_messages_client", want.messages)
	keyed(activityColumns, "activity", "uq_activity_client", want.notes)
	if len(want.tags) > 0 {
		b.WriteString("; SELECT conversation_id, tag FROM conversation_tags WHERE conversation_id IN (" + marks(len(want.tags)) + ") ORDER BY tag")
		idArgs(want.tags)
	}
	rows, err := conn.QueryContext(ctx, b.String(), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // an error of the rows shows in Err
	state := newGroupState(len(want.ids))
	steps := []func(*sql.Rows) error{state.scanConversation, state.scanCustomerNow}
	if len(want.messages) > 0 {
		steps = append(steps, state.scanMessage)
	}
	if len(want.notes) > 0 {
		steps = append(steps, state.scanNote)
	}
	if len(want.tags) > 0 {
		steps = append(steps, state.scanTag)
	}
	for i, scan := range steps {
		if i > 0 && !rows.NextResultSet() {
			return nil, errors.Join(errors.New("the database answered fewer results than it was asked for"), rows.Err())
		}
		for rows.Next() {
			if err := scan(rows); err != nil {
				return nil, err
			}
		}
	}
	return state, rows.Err()
}

// saveGroup takes one round trip too, the COMMIT included.
func (mysqlDialect) saveGroup(ctx context.Context, conn *groupConn, w *groupWrites) error {
	var b strings.Builder
	args := make([]any, 0, 16*(len(w.messages)+len(w.conversations)))
	insert := func(head string, columns, n int) {
		b.WriteString(head)
		one := "(" + marks(columns) + "),"
		b.WriteString(strings.TrimSuffix(strings.Repeat(one, n), ","))
	}
	if n := len(w.messages); n > 0 {
		insert("INSERT INTO messages ("+messageColumns+") VALUES ", messageColumnCount, n)
		b.WriteString("; ")
		for _, m := range w.messages {
			args = appendMessage(args, m)
		}
	}
	if n := len(w.activity); n > 0 {
		insert("INSERT INTO activity ("+activityColumns+") VALUES ", activityColumnCount, n)
		b.WriteString("; ")
		for _, a := range w.activity {
			args = appendActivity(args, a)
		}
	}
	same, rest := advances(w.conversations)
	for i := range same {
		s := same[i].statement()
		b.WriteString(s.text + "; ")
		args = append(args, s.args...)
	}
	if n := len(rest); n > 0 {
		// The rows exist and are locked: the insert always becomes the update.
		insert("INSERT INTO conversations ("+conversationColumns+") VALUES ", conversationColumnCount, n)
		b.WriteString(" ON DUPLICATE KEY UPDATE ")
		for i, c := range conversationChanging {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(c + "=VALUES(" + c + ")")
		}
		b.WriteString("; ")
		for _, r := range rest {
			args = appendConversation(args, &r.Conversation)
		}
	}
	for _, s := range w.rest {
		b.WriteString(s.text + "; ")
		args = append(args, s.args...)
	}
	b.WriteString("COMMIT")
	_, err := conn.ExecContext(ctx, b.String(), args...)
	return err
}
