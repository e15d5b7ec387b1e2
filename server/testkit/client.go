package testkit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"kefu/server/wire"

	"github.com/gorilla/websocket"
)

// Patience is how long a client waits for a frame before the test fails.
const Patience = 30 * time.Second

// Frame is any frame from the server, as a client of the contract reads it.
type Frame map[string]any

// Type is the frame's type, "" in the plain dialect.
func (f Frame) Type() string { s, _ := f["type"].(string); return s }

// At walks into the frame: At("message", "seq").
func (f Frame) At(path ...string) any {
	var v any = map[string]any(f)
	for _, p := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[p]
	}
	return v
}

// Client is a WebSocket client that follows a script. Frames are kept in the
// order in which they came until something takes them.
type Client struct {
	t    testing.TB
	conn *websocket.Conn

	write  sync.Mutex
	mu     sync.Mutex
	frames []Frame
	closed error // why nothing comes any more
	more   chan struct{}
}

// Dial connects to a desk, speaking kefu.v1, or plain frames if plain.
func Dial(t testing.TB, base, token string, plain bool) *Client {
	t.Helper()
	c, status, err := TryDial(t, base, token, plain)
	if err != nil {
		t.Fatalf("connecting: %v (HTTP %d)", err, status)
	}
	return c
}

// TryDial is Dial for a connection that may be refused; status is the HTTP
// status of the refusal.
func TryDial(t testing.TB, base, token string, plain bool) (c *Client, status int, err error) {
	t.Helper()
	dialer := websocket.Dialer{HandshakeTimeout: Patience}
	if !plain {
		dialer.Subprotocols = []string{wire.Subprotocol}
	}
	return DialWith(t, dialer, base, token, nil)
}

// DialWith connects as the dialer says, with these headers.
func DialWith(t testing.TB, dialer websocket.Dialer, base, token string, header http.Header) (c *Client, status int, err error) {
	t.Helper()
	url := strings.Replace(base, "http", "ws", 1) + "/ws"
	if token != "" {
		url += "?token=" + token
	}
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	defer cancel()
	conn, answer, err := dialer.DialContext(ctx, url, header)
	if answer != nil {
		status = answer.StatusCode
	}
	if err != nil {
		return nil, status, err
	}
	c = &Client{t: t, conn: conn, more: make(chan struct{}, 1)}
	t.Cleanup(c.Close)
	go c.read()
	return c, status, nil
}

func (c *Client) read() {
	for {
		_, b, err := c.conn.ReadMessage()
		c.mu.Lock()
		if err != nil {
			c.closed = err
		} else {
			var f Frame
			if err := json.Unmarshal(b, &f); err != nil {
				f = Frame{"type": "not JSON", "raw": string(b)}
			}
			c.frames = append(c.frames, f)
		}
		c.mu.Unlock()
		select {
		case c.more <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// Close ends the connection without a close frame, as a lost network does.
func (c *Client) Close() { c.conn.Close() } //nolint:errcheck // it may be closed

// Conn is the connection, for tests that misuse it.
func (c *Client) Conn() *websocket.Conn { return c.conn }

// Send writes a frame; v is marshalled unless it is a string.
func (c *Client) Send(v any) {
	c.t.Helper()
	if err := c.TrySend(v); err != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.t.Fatalf("sending: %v; the connection: %v", err, c.closed)
	}
}

// TrySend is Send for a connection that may be dead.
func (c *Client) TrySend(v any) error {
	b, ok := v.(string)
	if !ok {
		j, err := json.Marshal(v)
		if err != nil {
			return err
		}
		b = string(j)
	}
	c.write.Lock()
	defer c.write.Unlock()
	c.conn.SetWriteDeadline(time.Now().Add(Patience)) //nolint:errcheck // seen when writing
	return c.conn.WriteMessage(websocket.TextMessage, []byte(b))
}

// errWaited says that nothing fitting came in time.
var errWaited = errors.New("no such frame came in time")

// Take waits for the first frame that fits, and takes it out; others stay.
func (c *Client) Take(what string, fits func(Frame) bool) Frame {
	c.t.Helper()
	f, err := c.TryTake(Patience, fits)
	if err != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.t.Fatalf("waiting for %s: %v; there were %v", what, err, c.frames)
	}
	return f
}

// TryTake is Take with a limit of time, for what may not come. Its error is
// the connection's end if that came first.
func (c *Client) TryTake(within time.Duration, fits func(Frame) bool) (Frame, error) {
	deadline := time.After(within)
	for {
		c.mu.Lock()
		for i, f := range c.frames {
			if fits(f) {
				c.frames = append(c.frames[:i:i], c.frames[i+1:]...)
				c.mu.Unlock()
				return f, nil
			}
		}
		closed := c.closed
		c.mu.Unlock()
		if closed != nil {
			return nil, closed
		}
		select {
		case <-c.more:
		case <-deadline:
			return nil, errWaited
		}
	}
}

// OfType waits for the first frame of a type.
func (c *Client) OfType(frameType string) Frame {
	c.t.Helper()
	return c.Take("a frame of type "+frameType, func(f Frame) bool { return f.Type() == frameType })
}

// Ask sends a frame and waits for the answer under its id: an ack, an error or
// what the request is answered with.
func (c *Client) Ask(frame map[string]any) Frame {
	c.t.Helper()
	id := fmt.Sprintf("ask-%d", time.Now().UnixNano())
	frame["id"] = id
	c.Send(frame)
	return c.Take("the answer to "+fmt.Sprint(frame["type"]), func(f Frame) bool { return f["id"] == id })
}

// Message waits for a message with this text, alone or among several.
func (c *Client) Message(text string) Frame {
	c.t.Helper()
	var found Frame
	c.Take("the message "+text, func(f Frame) bool {
		found = messageIn(f, text)
		return found != nil
	})
	return found
}

func messageIn(f Frame, text string) Frame {
	if m, ok := f.At("message").(map[string]any); ok && f.Type() == wire.TypeMessage && m["text"] == text {
		return m
	}
	ms, _ := f["messages"].([]any)
	for _, x := range ms {
		if m, ok := x.(map[string]any); ok && f.Type() == wire.TypeMessages && m["text"] == text {
			return m
		}
	}
	return nil
}

// CloseCode waits for the connection's end and returns its code and reason; 0
// if it ended without a close frame.
func (c *Client) CloseCode() (code int, reason string) {
	c.t.Helper()
	_, err := c.TryTake(Patience, func(Frame) bool { return false })
	var closed *websocket.CloseError
	if errors.As(err, &closed) {
		return closed.Code, closed.Text
	}
	if errors.Is(err, errWaited) {
		c.t.Fatal("the connection was not closed")
	}
	return 0, ""
}

// Frames returns what came and was not taken.
func (c *Client) Frames() []Frame {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Frame(nil), c.frames...)
}
