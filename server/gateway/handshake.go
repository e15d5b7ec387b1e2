package gateway

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"math"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"kefu/server/desk"
	"kefu/server/wire"

	"github.com/gorilla/websocket"
)

// newUpgrader keeps little memory for a connection that is idle: a small
// buffer to read with, and one to write with only while it writes.
func newUpgrader() *websocket.Upgrader {
	return &websocket.Upgrader{
		ReadBufferSize: 256, WriteBufferSize: 1024, WriteBufferPool: &sync.Pool{},
		Subprotocols: []string{wire.Subprotocol},
		CheckOrigin:  func(*http.Request) bool { return true }, // done before, where it matters
	}
}

// handshakeOf keeps of r only what the handshake needs.
func handshakeOf(r *http.Request) *http.Request {
	h := http.Header{}
	for _, name := range []string{"Connection", "Upgrade", "Sec-Websocket-Version", "Sec-Websocket-Key", "Sec-Websocket-Protocol"} {
		if v := r.Header.Values(name); len(v) > 0 {
			h[name] = v
		}
	}
	return &http.Request{Method: r.Method, Header: h, Host: r.Host, Proto: r.Proto, ProtoMajor: r.ProtoMajor, ProtoMinor: r.ProtoMinor}
}

// hijacked stands for the response of a connection that was taken over already.
type hijacked struct {
	conn   net.Conn
	header http.Header
}

func (w *hijacked) Header() http.Header {
	if w.header == nil {
		w.header = http.Header{}
	}
	return w.header
}

// Write and WriteHeader answer a failed handshake: they only end it.
func (w *hijacked) Write(b []byte) (int, error) { return len(b), nil }
func (w *hijacked) WriteHeader(int)             {}

// Hijack implements http.Hijacker. The buffers are of no use to anyone.
func (w *hijacked) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return w.conn, bufio.NewReadWriter(bufio.NewReaderSize(w.conn, 16), bufio.NewWriterSize(w.conn, 16)), nil
}

// lingering is a connection whose Close lets the peer read the close frame.
// Closing a socket that holds unread bytes resets it, and a reset takes with
// it what the peer has not read yet: a client that sent too much would never
// learn so.
type lingering struct {
	net.Conn
	once sync.Once
}

const (
	lingerFor   = 2 * time.Second
	lingerBytes = 32 << 20
)

func newLingering(c net.Conn) net.Conn { return &lingering{Conn: c} }

// Close implements net.Conn; it returns at once.
func (c *lingering) Close() error {
	c.once.Do(func() {
		half, ok := c.Conn.(interface{ CloseWrite() error })
		if !ok || half.CloseWrite() != nil {
			c.Conn.Close() //nolint:errcheck // nothing is left to be said
			return
		}
		time.AfterFunc(lingerFor, func() { c.Conn.Close() }) //nolint:errcheck // it may be closed
		go func() {
			c.Conn.SetReadDeadline(time.Now().Add(lingerFor))        //nolint:errcheck // a dead connection ends the copy
			io.Copy(io.Discard, io.LimitReader(c.Conn, lingerBytes)) //nolint:errcheck // what comes now is for nobody
			c.Conn.Close()                                           //nolint:errcheck // it is over
		}()
	})
	return nil
}

// The close frame that gorilla writes for a message over the limit has no
// reason text; the contract wants one.
var (
	tooBigFrame   = []byte{0x88, 2, wire.CloseTooLarge >> 8, wire.CloseTooLarge & 0xff}
	tooLargeFrame = append([]byte{0x88, byte(2 + len(wire.ReasonTooLarge)), wire.CloseTooLarge >> 8, wire.CloseTooLarge & 0xff}, wire.ReasonTooLarge...)
)

// Write implements net.Conn.
func (c *lingering) Write(b []byte) (int, error) {
	if bytes.Equal(b, tooBigFrame) {
		_, err := c.Conn.Write(tooLargeFrame)
		return len(b), err
	}
	return c.Conn.Write(b)
}

// problemStatus is the HTTP status of a refusal before the upgrade.
var problemStatus = map[desk.Code]int{
	desk.CodeBadRequest: 400, desk.CodeUnauthorized: 401, desk.CodeForbidden: 403, desk.CodeBlocked: 403,
	desk.CodeRateLimited: 429, desk.CodeUnavailable: 503,
}

// writeProblem writes a problem document (RFC 9457).
func writeProblem(w http.ResponseWriter, e *desk.Error) {
	status := problemStatus[e.Code]
	if status == 0 {
		status = http.StatusInternalServerError
	}
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	if e.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(e.RetryAfter.Seconds()))))
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]any{ //nolint:errcheck // who left hears nothing
		"type": "about:blank", "title": http.StatusText(status), "status": status, "detail": e.Detail, "code": e.Code,
	})
}
