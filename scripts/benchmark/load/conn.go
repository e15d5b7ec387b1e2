//go:build linux

// Package load is many clients in one process: WebSockets that do as little
// work as can be, since they share the machine with what they measure. Frames
// are looked at by their first bytes and by the client ids in them; the time at
// which a message was due stands in its client id.
//
//	Dial ─▶ Line: a reader goroutine ─▶ what it counts, and what a Run asked for
package load

import (
	"bufio"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// conn is the client's side of one WebSocket.
type conn struct {
	net.Conn
	r *bufio.Reader

	mu    sync.Mutex // of writing
	frame []byte

	in, out atomic.Int64 // bytes, frame headers included
}

const (
	opText  = 1
	opClose = 8
	opPing  = 9
	opPong  = 10

	mask      = 0x5a // of every byte: all that the protocol asks for is that there is one
	patience  = 20 * time.Second
	perSource = 20_000 // connections from one loopback address: the system has 28,000 ports for each
)

// sources spreads connections over loopback addresses.
type sources struct{ n atomic.Int64 }

// next is the loopback address that the next connection comes from.
func (s *sources) next() net.Addr {
	n := (s.n.Add(1) - 1) / perSource
	return &net.TCPAddr{IP: net.IPv4(127, 0, 0, byte(1+n%200))}
}

// dial connects to address (host:port) and shakes hands. buffer is what the
// reader holds, in bytes.
func (s *sources) dial(address, token string, buffer int) (*conn, error) {
	d := net.Dialer{Timeout: patience, LocalAddr: s.next(), Control: portLater}
	raw, err := d.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: raw, r: bufio.NewReaderSize(raw, buffer)}
	raw.SetDeadline(time.Now().Add(patience)) //nolint:errcheck // seen when reading
	if err := c.shakeHands(address, token); err != nil {
		raw.Close() //nolint:errcheck // the first error says more
		return nil, fmt.Errorf("the handshake: %w", err)
	}
	raw.SetDeadline(time.Time{}) //nolint:errcheck // seen when reading
	return c, nil
}

// portLater has the system choose the port when it connects: only then does it
// know that one which an ended connection to another server had is free; see ip(7).
func portLater(_, _ string, raw syscall.RawConn) error {
	const bindAddressNoPort = 24 // IP_BIND_ADDRESS_NO_PORT
	var err error
	if control := raw.Control(func(fd uintptr) { err = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_IP, bindAddressNoPort, 1) }); control != nil {
		return control
	}
	return err
}

func (c *conn) shakeHands(address, token string) error {
	k := make([]byte, 16)
	_, _ = rand.Read(k) // never fails
	if _, err := fmt.Fprintf(c.Conn, "GET /ws?token=%s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: kefu.v1\r\n\r\n",
		token, address, base64.StdEncoding.EncodeToString(k)); err != nil {
		return err
	}
	for first := true; ; first = false {
		line, err := c.r.ReadString('\n')
		if err != nil {
			return err
		}
		if first && !strings.HasPrefix(line, "HTTP/1.1 101") {
			return errors.New(strings.TrimSpace(line))
		}
		if line == "\r\n" {
			return nil
		}
	}
}

// errClosed is a close frame from the server.
var errClosed = errors.New("the server closed the connection")

// next returns the next text frame's payload, good until the call after. It
// answers pings itself. big is what it may grow for frames beyond the buffer.
func (c *conn) next(big *[]byte) ([]byte, error) {
	for {
		op, b, err := c.read(big)
		switch {
		case err != nil:
			return nil, err
		case op == opText:
			return b, nil
		case op == opPing:
			if err := c.write(opPong, b); err != nil {
				return nil, err
			}
		case op == opClose:
			if len(b) > 2 {
				return nil, fmt.Errorf("%w: %d %s", errClosed, binary.BigEndian.Uint16(b), b[2:])
			}
			return nil, errClosed
		}
	}
}

// read reads one frame. Servers that are measured here send whole messages.
func (c *conn) read(big *[]byte) (op byte, payload []byte, err error) {
	h, err := c.r.Peek(2)
	if err != nil {
		return 0, nil, err
	}
	op = h[0] & 0xf
	n, header := int(h[1]&127), 2
	switch n {
	case 126:
		header = 4
	case 127:
		header = 10
	}
	if header > 2 {
		if h, err = c.r.Peek(header); err != nil {
			return 0, nil, err
		}
		if header == 4 {
			n = int(binary.BigEndian.Uint16(h[2:]))
		} else {
			n = int(binary.BigEndian.Uint64(h[2:]))
		}
	}
	c.r.Discard(header) //nolint:errcheck // it was peeked
	c.in.Add(int64(header + n))
	if n <= c.r.Size() {
		if payload, err = c.r.Peek(n); err == nil {
			c.r.Discard(n) //nolint:errcheck // it was peeked
		}
		return op, payload, err
	}
	if cap(*big) < n {
		*big = make([]byte, n)
	}
	payload = (*big)[:n]
	_, err = io.ReadFull(c.r, payload)
	return op, payload, err
}

// write sends one frame.
func (c *conn) write(op byte, payload []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	f := append(c.frame[:0], 0x80|op)
	switch n := len(payload); {
	case n < 126:
		f = append(f, 0x80|byte(n))
	default: // frames from here stay under 64 KiB
		f = append(f, 0x80|126, byte(n>>8), byte(n))
	}
	f = append(f, mask, mask, mask, mask)
	for _, b := range payload {
		f = append(f, b^mask)
	}
	c.frame = f
	c.out.Add(int64(len(f)))
	_, err := c.Conn.Write(f)
	return err
}
