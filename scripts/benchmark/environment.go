//go:build linux

package main

import (
	"crypto/rand"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"time"

	_ "github.com/go-sql-driver/mysql" // to make databases, and to count
)

// environment is what there is to start servers with.
type environment struct {
	kefu     string // the binary
	mysql    string // user:password@tcp(host:port)/
	mysqlPID int
	redis    string
	work     string
}

// newDatabase makes an empty database and returns its data source.
func (e *environment) newDatabase() (string, error) {
	db, err := sql.Open("mysql", e.mysql)
	if err != nil {
		return "", err
	}
	defer db.Close() //nolint:errcheck // used once
	name := "bench_" + strings.ToLower(rand.Text()[:12])
	if _, err := db.Exec("CREATE DATABASE " + name + " CHARACTER SET utf8mb4"); err != nil {
		return "", err
	}
	return e.mysql + name, nil
}

// countMessages counts what a database holds.
func countMessages(source string) (n int64, err error) {
	db, err := sql.Open("mysql", source)
	if err != nil {
		return 0, err
	}
	defer db.Close() //nolint:errcheck // used once
	err = db.QueryRow("SELECT COUNT(*) FROM messages").Scan(&n)
	return n, err
}

// startYardstick starts the yardstick on a database of its own.
func (b *bench) startYardstick() (*target, error) {
	source, err := b.env.newDatabase()
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p, err := start(b.ctx, b.env.work, self, []string{yardstickCommand, source}, os.Environ())
	if err != nil {
		return nil, err
	}
	return &target{name: "yardstick", yardstick: true, urls: []string{p.url}, pids: []int{p.pid()}, database: b.env.mysqlPID,
		people: yardstickPeople{}, stop: p.stop, stored: func() (int64, error) { return countMessages(source) }}, nil
}

// yardstickPeople need no login.
type yardstickPeople struct{}

func (yardstickPeople) customer(i int) (string, error) { return fmt.Sprintf("customer-%d", i+1), nil }
func (yardstickPeople) agent(i int) (string, error)    { return fmt.Sprintf("agent-%d", i+1), nil }

// settle waits until the servers and their database are done with what they
// do behind the answers, at most for a while.
func (t *target) settle() {
	for range 20 {
		server, database := t.spent()
		time.Sleep(300 * time.Millisecond)
		if s, d := t.spent(); s+d-server-database <= 2*tick {
			return
		}
	}
}
