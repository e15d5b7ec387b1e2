package app_test

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kefu/server/testkit/testdesk"
)

// crowd are customers who send as much as they can, and send again what was
// refused.
type crowd struct {
	t       *testing.T
	desk    *testdesk.Desk
	burst   int // what each sends before it waits for the answers
	members []*member
	stop    chan struct{}
	running sync.WaitGroup
	refused atomic.Int64
	stored  atomic.Int64
}

// member is one of them, in one goroutine at a time.
type member struct {
	testdesk.Person
	line    *line
	made    int
	waiting []string         // what is not acked, by client_id
	acked   map[string]int64 // seq by client_id
}

func newCrowd(t *testing.T, d *testdesk.Desk, n, burst int) *crowd {
	t.Helper()
	c := &crowd{t: t, desk: d, burst: burst, stop: make(chan struct{})}
	for i := range n {
		m := &member{Person: d.Visitor(fmt.Sprint("customer ", i)), acked: map[string]int64{}}
		l, _, err := dial(d.URL, m.Token)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.close(false) })
		m.line = l
		c.members = append(c.members, m)
	}
	return c
}

// begin has everybody send until rest.
func (c *crowd) begin() {
	for _, m := range c.members {
		c.running.Go(func() {
			for {
				select {
				case <-c.stop:
					return
				case <-time.After(20 * time.Millisecond):
				}
				for len(m.waiting) < c.burst {
					m.made++
					m.waiting = append(m.waiting, fmt.Sprint("c", m.made))
				}
				if !c.send(m) {
					return
				}
			}
		})
	}
}

// send sends what m has waiting and takes the answers; false: there are none.
func (c *crowd) send(m *member) bool {
	for _, id := range m.waiting {
		m.line.write(map[string]any{"type": "message.send", "id": id, "client_id": id, "kind": "text", "text": id})
	}
	patience := time.After(time.Minute)
	var again []string
	for answers := len(m.waiting); answers > 0; {
		select {
		case raw, more := <-m.line.in:
			if !more {
				c.t.Errorf("%s's connection has ended: %v", m.Name, m.line.err)
				return false
			}
			switch f := decode(raw); {
			case f.Type == "ack":
				answers--
				c.stored.Add(1)
				if was := m.acked[f.ID]; was != 0 && was != f.Message.Seq {
					c.t.Errorf("%s's %s has seq %d and %d", m.Name, f.ID, was, f.Message.Seq)
				}
				m.acked[f.ID] = f.Message.Seq
			case f.Type == "error" && f.Code == "unavailable":
				answers--
				c.refused.Add(1)
				again = append(again, f.ID)
			case f.Type == "error":
				c.t.Errorf("%s is answered %s", m.Name, raw)
				return false
			}
		case <-patience:
			c.t.Errorf("%s waits for %d answers", m.Name, answers)
			return false
		}
	}
	if m.waiting = again; len(again) > 0 {
		time.Sleep(300 * time.Millisecond) // clients wait longer
	}
	return true
}

// rest ends it: whatever was refused is sent until it is stored.
func (c *crowd) rest() {
	c.t.Helper()
	close(c.stop)
	c.running.Wait()
	deadline := time.Now().Add(time.Minute)
	for _, m := range c.members {
		for len(m.waiting) > 0 && c.send(m) {
			if time.Now().After(deadline) {
				c.t.Fatalf("%s can't get rid of %d messages", m.Name, len(m.waiting))
			}
		}
	}
}

// check compares what is stored with what was acked: each once, where the ack said.
func (c *crowd) check() {
	c.t.Helper()
	for _, m := range c.members {
		var all []message
		for more := true; more; {
			var page struct {
				Items []message `json:"items"`
			}
			status, raw, err := call(c.desk.URL, http.MethodGet, fmt.Sprintf("/my/messages?limit=200&after_seq=%d", len(all)), m.Token, nil, &page)
			if err != nil || status != http.StatusOK {
				c.t.Fatalf("%s's history: HTTP %d %s %v", m.Name, status, raw, err)
			}
			all = append(all, page.Items...)
			more = len(page.Items) > 0
		}
		if len(all) != m.made || len(m.acked) != m.made {
			c.t.Errorf("%s sent %d messages; %d are acked and %d stored", m.Name, m.made, len(m.acked), len(all))
		}
		for i, s := range all {
			if s.Seq != int64(i+1) || m.acked[s.ClientID] != s.Seq {
				c.t.Errorf("%s's %s stands at %d and was acked at %d", m.Name, s.ClientID, s.Seq, m.acked[s.ClientID])
			}
		}
	}
}
