package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	subprotocol   = "kefu.v1"
	answerTimeout = 20 * time.Second
	maxDials      = 6
)

// session is one person's WebSocket. It connects when it is first used, and
// again when the connection was lost. Safe for concurrent use.
type session struct {
	url, token string

	mu      sync.Mutex // also: one writer at a time
	conn    *websocket.Conn
	waiting map[int64]chan answer
	last    int64 // id of the last request
}

// answer is a frame under a request's id; err when the connection ended first.
type answer struct {
	Type    string   `json:"type"`
	ID      int64    `json:"id"`
	Message *message `json:"message"`
	refusal
	err error
}

// message is what the demo wants to know of one.
type message struct {
	ID  string `json:"id"`
	Seq int64  `json:"seq"`
}

type frame map[string]any

// errLost is a connection that ended with a question open.
var errLost = errors.New("the connection was lost")

func newSession(base, token string) *session {
	return &session{url: "ws" + strings.TrimPrefix(base, "http") + "/ws", token: token, waiting: map[int64]chan answer{}}
}

// ask sends a frame and waits for its answer. A frame that the desk refuses
// for now, or whose answer was lost, is sent again: under the same client_id
// that is harmless.
func (s *session) ask(ctx context.Context, f frame) (answer, error) {
	var a answer
	err := patiently(ctx, func() (err error) {
		for try := 0; ; try++ {
			a, err = s.once(ctx, f)
			if !errors.Is(err, errLost) || try == maxDials {
				return err
			}
			if err := pause(ctx, time.Duration(try)*time.Second); err != nil {
				return err
			}
		}
	})
	if err != nil {
		err = fmt.Errorf("%v: %w", f["type"], err)
	}
	return a, err
}

func (s *session) once(ctx context.Context, f frame) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	back := make(chan answer, 1)
	if err := s.send(ctx, f, back); err != nil {
		return answer{}, err
	}
	select {
	case <-ctx.Done():
		return answer{}, ctx.Err()
	case a := <-back:
		if a.Type == "error" {
			return a, &a.refusal
		}
		return a, a.err
	}
}

// tell sends a frame that has no answer.
func (s *session) tell(ctx context.Context, f frame) error { return s.send(ctx, f, nil) }

func (s *session) send(ctx context.Context, f frame, back chan answer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.connect(ctx); err != nil {
		return err
	}
	if back != nil {
		s.last++
		f["id"] = s.last
		s.waiting[s.last] = back
	}
	b, err := json.Marshal(f)
	if err != nil {
		return err
	}
	s.conn.SetWriteDeadline(time.Now().Add(answerTimeout)) //nolint:errcheck // seen when writing
	if err := s.conn.WriteMessage(websocket.TextMessage, b); err != nil {
		s.drop(s.conn)
		return fmt.Errorf("%w: %w", errLost, err)
	}
	return nil
}

// connect makes sure of a connection; s.mu is held.
func (s *session) connect(ctx context.Context) error {
	if s.conn != nil {
		return nil
	}
	dialer := websocket.Dialer{HandshakeTimeout: answerTimeout, Subprotocols: []string{subprotocol}}
	conn, res, err := dialer.DialContext(ctx, s.url, http.Header{"Authorization": {"Bearer " + s.token}})
	if err != nil {
		if res != nil && res.StatusCode < 500 && res.StatusCode != http.StatusTooManyRequests {
			return fmt.Errorf("the desk refused the connection: HTTP %d", res.StatusCode)
		}
		return fmt.Errorf("%w: %w", errLost, err)
	}
	s.conn = conn
	go s.listen(conn)
	return nil
}

// listen hands answers to those who asked; everything else is for real clients.
func (s *session) listen(conn *websocket.Conn) {
	for {
		_, b, err := conn.ReadMessage()
		s.mu.Lock()
		if err != nil {
			s.drop(conn)
			s.mu.Unlock()
			return
		}
		var a answer
		if json.Unmarshal(b, &a) == nil && s.waiting[a.ID] != nil {
			s.waiting[a.ID] <- a
			delete(s.waiting, a.ID)
		}
		s.mu.Unlock()
	}
}

// drop forgets a connection and tells who waits for it; s.mu is held.
func (s *session) drop(conn *websocket.Conn) {
	conn.Close() //nolint:errcheck // it is over
	if s.conn != conn {
		return
	}
	s.conn = nil
	for id, back := range s.waiting {
		back <- answer{err: errLost}
		delete(s.waiting, id)
	}
}

// leave says good-bye.
func (s *session) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil {
		return
	}
	bye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	s.conn.WriteControl(websocket.CloseMessage, bye, time.Now().Add(time.Second)) //nolint:errcheck // it is closed anyway
	s.drop(s.conn)
}
