package gateway

import (
	"bytes"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
)

// line keeps each write as it comes.
type line struct {
	net.Conn
	writes [][]byte
	broken error
}

func (l *line) Write(b []byte) (int, error) {
	if l.broken != nil {
		return 0, l.broken
	}
	l.writes = append(l.writes, bytes.Clone(b))
	return len(b), nil
}

// frame is a server's frame of text.
func frame(text string) []byte {
	switch n := len(text); {
	case n < 126:
		return append([]byte{0x81, byte(n)}, text...)
	case n < 1<<16:
		return append([]byte{0x81, 126, byte(n >> 8), byte(n)}, text...)
	default:
		return append([]byte{0x81, 127, 0, 0, 0, 0, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}, text...)
	}
}

func TestCork(t *testing.T) {
	ping := []byte{0x89, 0}
	long, huge := strings.Repeat("x", 3000), strings.Repeat("y", 70_000)
	type step struct {
		write  []byte
		behind bool // frames stand behind it
	}
	for name, c := range map[string]struct {
		steps []step
		want  []string
	}{
		"one frame goes out at once":        {[]step{{frame("a"), false}}, []string{string(frame("a"))}},
		"those with more behind them wait":  {[]step{{frame("a"), true}, {frame("b"), true}, {frame("c"), false}, {frame("d"), false}}, []string{string(frame("a")) + string(frame("b")) + string(frame("c")), string(frame("d"))}},
		"pieces are put together":           {[]step{{frame(long)[:1024], false}, {frame(long)[1024:], false}}, []string{string(frame(long))}},
		"pieces of a huge one":              {[]step{{frame(huge)[:1024], true}, {frame(huge)[1024:], false}, {frame("b"), false}}, []string{string(frame(huge)), string(frame("b"))}},
		"pieces, with more behind":          {[]step{{frame(long)[:1024], true}, {frame(long)[1024:], true}, {frame("b"), false}}, []string{string(frame(long)) + string(frame("b"))}},
		"control frames are let through":    {[]step{{frame("a"), true}, {ping, true}, {frame("b"), false}}, []string{string(frame("a")), string(ping), string(frame("b"))}},
		"a control frame alone":             {[]step{{ping, false}, {frame("b"), false}}, []string{string(ping), string(frame("b"))}},
		"what is held back has a bound":     {[]step{{frame(huge), true}, {frame("b"), false}}, []string{string(frame(huge)), string(frame("b"))}},
		"an empty frame is a frame as well": {[]step{{frame(""), true}, {frame("b"), false}}, []string{string(frame("")) + string(frame("b"))}},
	} {
		t.Run(name, func(t *testing.T) {
			to, behind := &line{}, false
			k := &corked{Conn: to, buffers: &sync.Pool{}, more: func() bool { return behind }}
			for _, s := range c.steps {
				behind = s.behind
				if n, err := k.Write(s.write); n != len(s.write) || err != nil {
					t.Fatalf("Write answers %d, %v", n, err)
				}
			}
			if len(to.writes) != len(c.want) {
				t.Fatalf("%d writes, want %d", len(to.writes), len(c.want))
			}
			for i, w := range c.want {
				if string(to.writes[i]) != w {
					t.Errorf("write %d is %.60q, want %.60q", i, to.writes[i], w)
				}
			}
		})
	}
}

// TestCorkChangesNoByte: frames of every length around that of the buffer,
// in the pieces in which they are written, come out as they went in.
func TestCorkChangesNoByte(t *testing.T) {
	const buffer = 512
	to, n := &line{}, 0
	k := &corked{Conn: to, buffers: &sync.Pool{}, more: func() bool { n++; return n%3 > 0 }}
	var want []byte
	for length := range 3 * buffer {
		f := frame(strings.Repeat(string(rune('a'+length%26)), length))
		want = append(want, f...)
		for _, piece := range [][]byte{f[:min(buffer, len(f))], f[min(buffer, len(f)):]} {
			if len(piece) == 0 {
				continue
			}
			if wrote, err := k.Write(piece); wrote != len(piece) || err != nil {
				t.Fatalf("Write answers %d, %v", wrote, err)
			}
		}
	}
	n = 2
	last := frame("the last")
	k.Write(last) //nolint:errcheck // seen below
	if got := bytes.Join(to.writes, nil); !bytes.Equal(got, append(want, last...)) {
		t.Errorf("%d bytes came out, %d went in, or others", len(got), len(want)+len(last))
	}
}

func TestCorkOfADeadConnection(t *testing.T) {
	gone := errors.New("gone")
	k := &corked{Conn: &line{broken: gone}, buffers: &sync.Pool{}, more: func() bool { return true }}
	if _, err := k.Write(frame("a")); err != nil {
		t.Fatalf("nothing was written yet: %v", err)
	}
	k.more = func() bool { return false }
	if _, err := k.Write(frame("b")); !errors.Is(err, gone) {
		t.Fatalf("got %v", err)
	}
}

// What is not known to be frames, the answer to the handshake, goes through.
func TestCorkBeforeTheFrames(t *testing.T) {
	to := &line{}
	k := &corked{Conn: to, buffers: &sync.Pool{}}
	if _, err := k.Write([]byte("HTTP/1.1 101 Switching Protocols\r\n\r\n")); err != nil || len(to.writes) != 1 {
		t.Fatalf("%v, %q", err, to.writes)
	}
}
