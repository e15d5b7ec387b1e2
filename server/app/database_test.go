package app_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
)

// backWithin is how soon a desk serves again when its database does: within
// five seconds, but the machine may be slow.
const backWithin = time.Minute

// A database that is restarted, or dies and comes back, in the middle of the
// work costs nothing that was acked, and the desk goes on by itself.
func TestDatabaseRestartLosesNothing(t *testing.T) {
	t.Parallel()
	m := newMariaDB(t)
	busy := testdesk.Start(t, m.database(), unbounded)
	still := newStillDesk(t, m.database())
	w := newWorld(t, []string{busy.URL}, testdesk.AdminKey, true, worldSize{customers: 8, agents: 3, devices: 2})
	w.begin()
	w.pause(500 * time.Millisecond)

	away := watchReady(busy.URL)
	m.ctl("stop")
	away.sees(t, http.StatusServiceUnavailable)
	m.ctl("start")
	w.wantBack()
	away.want(t, "a restart")
	still.wantFirstSend("restarted")

	w.pause(500 * time.Millisecond)
	away = watchReady(busy.URL)
	m.ctl("kill")
	away.sees(t, http.StatusServiceUnavailable)
	w.wantUnavailable()
	m.ctl("start")
	w.wantBack()
	away.want(t, "a kill")
	still.wantFirstSend("killed and started")

	w.pause(500 * time.Millisecond)
	w.rest()
	w.check()
	w.end()
}

// wantBack fails unless messages are stored again soon, and /readyz says so.
func (w *world) wantBack() {
	w.t.Helper()
	start := time.Now()
	p := w.customers[0]
	s := p.compose(p.id, "are you back?")
	w.model.sent(s)
	var got message
	status, raw := 0, []byte(nil)
	if !eventually(backWithin, func() bool {
		w.model.attempt(s, nil)
		status, raw, _ = call(w.nodes[0], http.MethodPost, "/my/messages", p.token, map[string]any{"client_id": s.clientID, "text": s.text}, &got)
		return status/100 == 2
	}) {
		w.t.Fatalf("the desk stores nothing %s after its database is back: HTTP %d %s", backWithin, status, raw)
	}
	if wrong := w.model.messageAcked(s, &got); wrong != "" {
		w.complain("the first message after the database's return: %s", wrong)
	}
	if !eventually(backWithin, func() bool { return ready(w.nodes[0]) == http.StatusOK }) {
		w.complain("/readyz is not 200 %s after the database is back", backWithin)
	}
	w.t.Logf("served again %s after the database was", time.Since(start).Round(time.Millisecond))
}

// wantUnavailable fails unless a send is answered, soon and honestly.
func (w *world) wantUnavailable() {
	w.t.Helper()
	p := w.customers[1]
	s := p.compose(p.id, "is anybody there?")
	w.model.sent(s)
	w.model.attempt(s, nil)
	start := time.Now()
	status, raw, err := call(w.nodes[0], http.MethodPost, "/my/messages", p.token, map[string]any{"client_id": s.clientID, "text": s.text}, nil)
	if err != nil || status != http.StatusServiceUnavailable || !strings.Contains(string(raw), `"unavailable"`) {
		w.complain("a send without a database is answered HTTP %d %s %v", status, raw, err)
	}
	if took := time.Since(start); took > 30*time.Second {
		w.complain("a send without a database is answered after %s", took)
	}
}

// readyWatch looks whether /readyz ever says 503, and nothing but 200 otherwise.
type readyWatch struct {
	stop, done chan struct{}
	mu         sync.Mutex
	seen       map[int]int
}

func watchReady(base string) *readyWatch {
	r := &readyWatch{stop: make(chan struct{}), done: make(chan struct{}), seen: map[int]int{}}
	go func() {
		defer close(r.done)
		for {
			status := ready(base)
			r.mu.Lock()
			r.seen[status]++
			r.mu.Unlock()
			select {
			case <-r.stop:
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
	}()
	return r
}

// sees waits until /readyz has said so.
func (r *readyWatch) sees(t *testing.T, status int) {
	t.Helper()
	if !eventually(time.Minute, func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		return r.seen[status] > 0
	}) {
		t.Errorf("/readyz never says %d", status)
	}
}

func (r *readyWatch) want(t *testing.T, when string) {
	t.Helper()
	r.sees(t, http.StatusOK)
	close(r.stop)
	<-r.done
	for status := range r.seen {
		if status != http.StatusOK && status != http.StatusServiceUnavailable {
			t.Errorf("during %s /readyz answered %d", when, status)
		}
	}
	if r.seen[http.StatusServiceUnavailable] == 0 || r.seen[http.StatusOK] == 0 {
		t.Errorf("during %s /readyz answered %v, want 503 and then 200", when, r.seen)
	}
}

// stillDesk is a desk on which nothing happens while its database is away.
type stillDesk struct {
	t               *testing.T
	customer, agent *testkit.Client
	conversation    string
	sends           int
}

func newStillDesk(t *testing.T, address string) *stillDesk {
	d := testdesk.Start(t, address, nil)
	p := d.Visitor("Li Lei")
	s := &stillDesk{t: t, customer: d.Dial(p), agent: d.Dial(d.Agent("Han Mei", "agent")), conversation: p.ID}
	s.wantFirstSend("started")
	return s
}

// wantFirstSend sends once from each side: it is stored at the first try.
func (s *stillDesk) wantFirstSend(after string) {
	s.t.Helper()
	for _, c := range []*testkit.Client{s.customer, s.agent} {
		s.sends++
		id := formatInt(int64(s.sends))
		f := map[string]any{"type": "message.send", "client_id": id, "kind": "text", "text": after}
		if c == s.agent {
			f["conversation_id"] = s.conversation
		}
		a := c.Ask(f)
		if a.Type() != "ack" || a.At("message", "seq") != float64(s.sends) {
			s.t.Errorf("the first send on an idle desk whose database was %s is answered %v", after, a)
		}
	}
}
