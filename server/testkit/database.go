// Package testkit is what tests of several packages share: a database of each
// dialect, a desk in process, clients that follow a script. The product
// imports none of it.
package testkit

import (
	"context"
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kefu/server/store"

	"github.com/go-sql-driver/mysql"
)

// Dialects are the databases that everything is tested on.
var dialects = []string{"sqlite", "mysql"}

// EachDatabase runs f on a fresh, migrated database of each dialect. The MySQL
// one is made on the server that KEFU_TEST_MYSQL names, and dropped again.
func EachDatabase(t *testing.T, f func(t *testing.T, db *store.DB)) {
	t.Helper()
	EachAddress(t, func(t *testing.T, address string) { f(t, OpenDatabase(t, address)) })
}

// EachAddress runs f with the address of a fresh, migrated database of each dialect.
func EachAddress(t *testing.T, f func(t *testing.T, address string)) {
	t.Helper()
	for _, d := range dialects {
		t.Run(d, func(t *testing.T) { f(t, NewAddress(t, d)) })
	}
}

// EachEmpty is EachAddress with databases that have no tables yet.
func EachEmpty(t *testing.T, f func(t *testing.T, address string)) {
	t.Helper()
	for _, d := range dialects {
		t.Run(d, func(t *testing.T) { f(t, newEmpty(t, d)) })
	}
}

// NewAddress makes a database that was migrated and in which nothing was written
// yet, and returns its address.
func NewAddress(t testing.TB, dialect string) string {
	t.Helper()
	address := newEmpty(t, dialect)
	fill(t, dialect, address)
	return address
}

func newEmpty(t testing.TB, dialect string) string {
	t.Helper()
	if dialect == "sqlite" {
		return "sqlite:" + filepath.Join(t.TempDir(), "kefu.db")
	}
	return OnMySQL(t, os.Getenv("KEFU_TEST_MYSQL"))
}

// OnMySQL makes an empty database on a server that is named as KEFU_TEST_MYSQL
// names one, and returns its address.
func OnMySQL(t testing.TB, server string) string {
	t.Helper()
	return "mysql:" + newMySQL(t, server)
}

// OpenDatabase opens and migrates a database, and closes it when the test ends.
func OpenDatabase(t testing.TB, address string) *store.DB {
	t.Helper()
	db, err := store.Open(address, Options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() }) //nolint:errcheck // the test is over
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if _, err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	return db
}

// Options are those of every database that tests open: they record the
// statements for the MySQL 8 parser, if it is to read them.
func Options() store.Options {
	file := os.Getenv("KEFU_TEST_SQL_LOG")
	if file == "" {
		return store.Options{}
	}
	return store.Options{Wrap: func(c driver.Connector) driver.Connector { return recording{c, recorderOf(file)} }}
}

// newMySQL makes an empty database on a server and returns its DSN.
func newMySQL(t testing.TB, dsn string) string {
	t.Helper()
	if dsn == "" {
		t.Fatal("KEFU_TEST_MYSQL names no server: run scripts/test, which starts one, or set it to user:password@tcp(host:port)/")
	}
	cfg, err := mysql.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	cfg.DBName = ""
	server, err := sql.Open("mysql", cfg.FormatDSN())
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close() //nolint:errcheck // used once
	name := "kefu_test_" + strings.ToLower(rand.Text()[:12])
	if _, err := server.Exec("CREATE DATABASE " + name + " CHARACTER SET utf8mb4"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server, err := sql.Open("mysql", cfg.FormatDSN())
		if err == nil {
			server.Exec("DROP DATABASE " + name) //nolint:errcheck // the server goes with the tests
			server.Close()                       //nolint:errcheck // used once
		}
	})
	cfg.DBName = name
	return cfg.FormatDSN()
}
