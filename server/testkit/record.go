package testkit

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"os"
	"sync"
)

// recorder writes each statement that it sees for the first time to a file,
// as a JSON string a line.
type recorder struct {
	mu   sync.Mutex
	file string
	seen map[string]bool
}

var recorders sync.Map // file -> *recorder

func recorderOf(file string) *recorder {
	r, _ := recorders.LoadOrStore(file, &recorder{file: file, seen: map[string]bool{}})
	return r.(*recorder)
}

func (r *recorder) note(statement string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seen[statement] {
		return
	}
	r.seen[statement] = true
	line, err := json.Marshal(statement)
	if err != nil {
		return
	}
	f, err := os.OpenFile(r.file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		panic("testkit: cannot record statements: " + err.Error())
	}
	defer f.Close()             //nolint:errcheck // written below
	f.Write(append(line, '\n')) //nolint:errcheck // what is missing is missed by who reads it
}

// recording is a connector whose connections record what they are asked.
type recording struct {
	driver.Connector
	to *recorder
}

// fullConn is what go-sql-driver's connections can do.
type fullConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.NamedValueChecker
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

type recordingConn struct {
	fullConn
	to *recorder
}

// Connect implements driver.Connector.
func (r recording) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := r.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return recordingConn{c.(fullConn), r.to}, nil
}

func (c recordingConn) PrepareContext(ctx context.Context, q string) (driver.Stmt, error) {
	c.to.note(q)
	return c.fullConn.PrepareContext(ctx, q)
}

func (c recordingConn) ExecContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Result, error) {
	c.to.note(q)
	return c.fullConn.ExecContext(ctx, q, args)
}

func (c recordingConn) QueryContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Rows, error) {
	c.to.note(q)
	return c.fullConn.QueryContext(ctx, q, args)
}
