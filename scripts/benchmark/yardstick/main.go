//go:build linux

// Command yardstick is the corridor of the desk and nothing else: the least
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
package main

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"

	_ "github.com/go-sql-driver/mysql"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address to serve on")
	database := flag.String("database", "", "go-sql-driver data source of an empty MariaDB database")
	flag.Parse()
	if err := serve(*listen, *database); err != nil {
		fmt.Fprintln(os.Stderr, "yardstick:", err)
		os.Exit(1)
	}
}

func serve(listen, database string) error {
	s, err := newServer(context.Background(), database)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	fmt.Println("http://" + l.Addr().String())
	return http.Serve(l, s)
}

// server is the whole program.
type server struct {
	hub    *hub
	writer *writer
}

// newServer makes the tables and starts the writer.
func newServer(ctx context.Context, database string) (*server, error) {
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
