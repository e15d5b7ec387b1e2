package gateway

import (
	"encoding/binary"
	"net"
	"sync"
)

// corked gathers the frames that are written to a connection while it is known
// that more follow, and lets them out in one go: a system call costs more than
// a frame. A frame that comes in pieces is put together for the same reason. It
// waits for nothing: what is held back goes out with the frame behind it, which
// is in line already.
type corked struct {
	net.Conn
	buffers *sync.Pool  // of *[]byte
	more    func() bool // whether frames of data stand behind the one being written; nil until there are frames

	// Its writer's own, which is one goroutine at a time.
	held *[]byte
	left int // bytes of a frame that are still to come
}

// mostHeld bounds what is held back, in bytes.
const mostHeld = 64 << 10

// Write implements net.Conn. An error may be that of an earlier frame: the
// connection is lost either way.
func (c *corked) Write(b []byte) (int, error) {
	if c.more == nil || len(b) < 2 && c.left == 0 { // the handshake; no frame is that short, but its last piece may be
		return c.Conn.Write(b)
	}
	control := false
	if c.left == 0 {
		control = b[0]&8 != 0
		c.left = frameSize(b)
	}
	if c.left -= len(b); c.left < 0 {
		c.left = 0
	}
	hold := !control && (c.left > 0 || c.more())
	if c.held == nil {
		if !hold {
			return c.Conn.Write(b)
		}
		c.held, _ = c.buffers.Get().(*[]byte)
		if c.held == nil {
			c.held = new([]byte)
		}
	}
	if control { // it goes out as it is: lingering knows it by its bytes
		if err := c.flush(); err != nil {
			return 0, err
		}
		return c.Conn.Write(b)
	}
	*c.held = append(*c.held, b...)
	if hold && len(*c.held) < mostHeld {
		return len(b), nil
	}
	if err := c.flush(); err != nil {
		return 0, err
	}
	return len(b), nil
}

// flush lets out what was held back.
func (c *corked) flush() error {
	held := c.held
	c.held = nil
	_, err := c.Conn.Write(*held)
	if cap(*held) <= 2*mostHeld {
		*held = (*held)[:0]
		c.buffers.Put(held)
	}
	return err
}

// frameSize is how long a frame is that begins with b, whose header is whole:
// servers' frames bear no mask.
func frameSize(b []byte) int {
	switch n := int(b[1] & 0x7f); {
	case n == 126 && len(b) >= 4:
		return 4 + int(binary.BigEndian.Uint16(b[2:]))
	case n == 127 && len(b) >= 10:
		return 10 + int(binary.BigEndian.Uint64(b[2:]))
	default:
		return 2 + n
	}
}
