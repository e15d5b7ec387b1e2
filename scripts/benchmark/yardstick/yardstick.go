//go:build linux

// Package yardstick is the corridor of the desk and nothing else: the least
// that a server can do which keeps the promises of a message (committed before
// it is acked, numbered without gaps, stored once however often it is sent,
// pushed to every agent). The benchmark runs it beside the product: what the
// product costs above it is what its duties cost.
//
//	socket ─▶ session ─▶ writer: one group, two round trips ─▶ database
//	socket ◀─ session ◀─ hub ◀─────────────┘ commit: acks, one frame a group
//
// It speaks the frames of the wire contract that this needs: message.send, ack,
// message, messages and welcome. A token says who it is: customer-17, agent-3.
// There is no auth, no limit, no presence, no receipt, no drain. Never use it
// for anything else.
package yardstick

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"

	_ "github.com/go-sql-driver/mysql" // the database that it speaks to
)

// Serve serves on an address of its choice below 127.0.0.1 and tells it to out.
// It returns only when it fails.
func Serve(out io.Writer, database string) error {
	s, err := New(context.Background(), database)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(out, "http://"+l.Addr().String()); err != nil {
		return err
	}
	return http.Serve(l, s)
}

// server is the whole of it.
type server struct {
	hub    *hub
	writer *writer
}

// New makes the tables in an empty MariaDB database, a go-sql-driver data
// source, and starts the writer.
func New(ctx context.Context, database string) (http.Handler, error) {
	db, err := sql.Open("mysql", database+"?interpolateParams=true&multiStatements=true")
	if err != nil {
		return nil, err
	}
	for _, table := range tables {
		if _, err := db.ExecContext(ctx, table); err != nil {
			return nil, fmt.Errorf("making the tables: %w", err)
		}
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	h := newHub()
	w := &writer{conn: conn, in: make(chan *job, 4096), out: make(chan []*job, 4)}
	go w.write()
	go w.publish(h)
	return &server{hub: h, writer: w}, nil
}
