//go:build linux

package yardstick

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/go-sql-driver/mysql"
)

// job is one message on its way.
type job struct {
	incoming
	from         *session
	conversation int64

	seq, at   int64 // at: ms
	duplicate bool
	err       error
}

// writer commits all that waits in one transaction, and then the next.
type writer struct {
	conn *sql.Conn
	in   chan *job
	out  chan []*job
}

// maxGroup bounds a transaction.
const maxGroup = 256

func (w *writer) write() {
	for first := range w.in {
		g := append(make([]*job, 0, 16), first)
		for len(g) < maxGroup && len(w.in) > 0 {
			g = append(g, <-w.in)
		}
		if err := w.commit(g); err != nil {
			fmt.Fprintln(os.Stderr, "yardstick: commit:", err)
			for _, j := range g {
				j.err = err
			}
		}
		w.out <- g
	}
}

// commit stores a group. It hopes that nothing was sent before: only when the
// unique key says otherwise does it look.
func (w *writer) commit(g []*job) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	var err error
	for look, try := false, 0; try < 10; try++ {
		if err = w.try(ctx, g, look); err == nil {
			return nil
		}
		if _, rollback := w.conn.ExecContext(ctx, "ROLLBACK"); rollback != nil {
			return errors.Join(err, rollback)
		}
		var number *mysql.MySQLError
		if !errors.As(err, &number) || number.Number != 1062 && number.Number != 1213 {
			return err
		}
		look = look || number.Number == 1062
	}
	return err
}

// publish answers and pushes what was committed while the next group is written.
func (w *writer) publish(h *hub) {
	for g := range w.out {
		all := group{Type: "messages"}
		for _, j := range g {
			if j.err != nil {
				j.from.push(encode(failure{Type: "error", ID: j.ID, Code: "unavailable"}))
				continue
			}
			m := j.wire()
			j.from.push(encode(ack{Type: "ack", ID: j.ID, Message: m}))
			all.Messages = append(all.Messages, m)
			all.Conversations = append(all.Conversations, state{ID: m.ConversationID, Rev: m.Seq, Unread: m.Seq})
			if j.from.role == "agent" {
				if devices := h.of(j.conversation); len(devices) > 0 {
					frame := encode(single{Type: "message", Message: m, Rev: j.seq})
					for _, s := range devices {
						s.push(frame)
					}
				}
			}
		}
		if agents := *h.agents.Load(); len(all.Messages) > 0 && len(agents) > 0 {
			frame := encode(all)
			for _, s := range agents {
				s.push(frame)
			}
		}
	}
}
