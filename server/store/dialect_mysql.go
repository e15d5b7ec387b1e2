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
	if cfg.MaxAllowedPacket == mysql.NewConfig().MaxAllowedPacket {
		// As much as the server takes: one that is sent more ends the connection,
		// as a rule before it has said why.
		cfg.MaxAllowedPacket = 0
	}
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

func (mysqlDialect) inOrder() string { return " STRAIGHT_JOIN " }

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
	erOutOfRange       = 1690 // of what was to be computed
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
