//go:build linux

package yardstick

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// session is one connection: a goroutine that reads and one that writes.
type session struct {
	conn         *websocket.Conn
	role, name   string // name: customer-17, agent-3
	conversation int64  // a customer's
	out          chan []byte
	done         chan struct{}
}

const (
	pingEvery = 25 * time.Second
	idle      = 60 * time.Second
)

// ServeHTTP takes the connection over at once, so that net/http's buffers of
// the request are freed.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("token")
	role, id, _ := strings.Cut(name, "-")
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || r.URL.Path != "/ws" || role != "customer" && role != "agent" {
		http.Error(w, "the yardstick serves /ws?token=customer-N and /ws?token=agent-N only", http.StatusUnauthorized)
		return
	}
	raw, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	one := &session{role: role, name: name, conversation: n, out: make(chan []byte, 32), done: make(chan struct{})}
	if role == "agent" {
		one.out = make(chan []byte, 4096)
	}
	h := r.Header
	up := &http.Request{Method: r.Method, Host: r.Host, Proto: r.Proto, ProtoMajor: r.ProtoMajor, ProtoMinor: r.ProtoMinor, Header: http.Header{
		"Connection": h["Connection"], "Upgrade": h["Upgrade"], "Sec-Websocket-Key": h["Sec-Websocket-Key"],
		"Sec-Websocket-Version": h["Sec-Websocket-Version"], "Sec-Websocket-Protocol": h["Sec-Websocket-Protocol"]}}
	go func() {
		if one.conn, err = upgrader.Upgrade(&hijacked{conn: raw}, up, nil); err != nil {
			raw.Close() //nolint:errcheck // the handshake failed
			return
		}
		s.run(one)
	}()
}

var upgrader = &websocket.Upgrader{ReadBufferSize: 512, WriteBufferSize: 1024, WriteBufferPool: &sync.Pool{},
	Subprotocols: []string{"kefu.v1"}, CheckOrigin: func(*http.Request) bool { return true }}

func (s *server) run(one *session) {
	s.hub.join(one)
	defer s.hub.leave(one)
	w := welcome{Type: "welcome"}
	if one.role == "customer" {
		w.Conversation = &state{ID: strconv.FormatInt(one.conversation, 10)}
	}
	one.push(encode(w))
	go one.writeAll()
	defer close(one.done)
	one.conn.SetReadLimit(64 << 10)
	alive := func(string) error { return one.conn.SetReadDeadline(time.Now().Add(idle)) }
	one.conn.SetPongHandler(alive)
	for alive("") == nil {
		_, b, err := one.conn.ReadMessage()
		if err != nil {
			return
		}
		j := &job{from: one, conversation: one.conversation}
		if json.Unmarshal(b, &j.incoming) != nil || j.Type != "message.send" || j.ClientID == "" {
			one.push(encode(failure{Type: "error", ID: j.ID, Code: "bad_request"}))
			continue
		}
		if one.role == "agent" {
			j.conversation, _ = strconv.ParseInt(j.ConversationID, 10, 64)
		}
		s.writer.in <- j
	}
}

// push never blocks: who doesn't read is cut off.
func (one *session) push(frame []byte) {
	select {
	case one.out <- frame:
	default:
		one.conn.NetConn().Close() //nolint:errcheck // it is lost either way
	}
}

func (one *session) writeAll() {
	defer one.conn.NetConn().Close() //nolint:errcheck // the reader ends by it
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	for {
		kind, b := websocket.TextMessage, []byte(nil)
		select {
		case <-one.done:
			return
		case <-ping.C:
			kind = websocket.PingMessage
		case b = <-one.out:
		}
		one.conn.SetWriteDeadline(time.Now().Add(10 * time.Second)) //nolint:errcheck // seen when writing
		if one.conn.WriteMessage(kind, b) != nil {
			return
		}
	}
}
