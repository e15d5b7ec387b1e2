// Package store keeps the desk in a SQL database: MySQL, MariaDB or SQLite.
// One set of statements serves all; dialect.go says what differs, and
// dialect_mysql.go and dialect_sqlite.go are all that knows a driver.
package store
