package app_test

import (
	"math/rand/v2"
	"net/http"
	"time"
)

// act is one thing that somebody may do, as often as its weight says.
type act struct {
	weight int
	do     func(p *person, d *device, r *rand.Rand)
}

// acts are what a side does at random.
func acts(staff bool) []act {
	all := []act{
		{45, (*person).writes}, {8, (*person).resends}, {10, (*person).reads}, {9, (*person).recalls},
		{3, (*person).reconnects}, {4, (*person).sendsByREST}, {2, (*person).readsByREST}, {3, (*person).types},
		{2, (*person).syncs}, {2, (*person).steals}, {1, (*person).readsTooMuch}, {1, (*person).forgets},
	}
	if staff {
		return append(all, act{8, (*person).notes}, act{6, (*person).patches}, act{2, (*person).claims})
	}
	return append(all, act{2, (*person).pries})
}

// act does things at random until the world rests.
func (p *person) act() {
	defer p.w.acting.Done()
	r := p.w.random(p.name, -2)
	all, sum := acts(p.staff()), 0
	for _, a := range all {
		sum += a.weight
	}
	for {
		select {
		case <-p.w.idle:
			return
		case <-p.w.stop:
			return
		case <-time.After(time.Duration(r.Int64N(int64(2 * p.w.pace.of(p.staff()))))):
		}
		n := r.IntN(sum)
		for _, a := range all {
			if n -= a.weight; n < 0 {
				a.do(p, p.devices[r.IntN(len(p.devices))], r)
				break
			}
		}
	}
}

// about is the conversation that an act is about.
func (p *person) about(r *rand.Rand) string {
	if p.staff() {
		return p.w.customers[r.IntN(len(p.w.customers))].id
	}
	return p.id
}

var words = []string{"你好", "hello", "在吗？", "Where is my order?", "退款", "thanks 🙏", "quote ' \" \\ ; --", "line\nbreak", "100 %", "ünïcödé"}

func someText(r *rand.Rand) string {
	text := words[r.IntN(len(words))]
	for r.IntN(3) == 0 {
		text += " " + words[r.IntN(len(words))]
	}
	return text
}

// writes sends one to three new messages at once.
func (p *person) writes(d *device, r *rand.Rand) {
	to := p.about(r)
	for range 1 + r.IntN(3) {
		s := p.compose(to, someText(r))
		if r.IntN(10) == 0 {
			s.kind = "card"
		}
		p.post(d, s)
	}
}

// resends sends again what was sent from any device, acked or not.
func (p *person) resends(d *device, r *rand.Rand) {
	if s := p.earlier(r); s != nil {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.send(s)
	}
}

// forgets gives up on a message that is on its way, as a closed browser does.
func (p *person) forgets(d *device, r *rand.Rand) {
	s := p.compose(p.about(r), someText(r))
	p.post(d, s)
	d.dropSoon()
	p.w.model.forget(s)
}

// head is how far the device has a conversation. The lock is held.
func (d *device) head(conversation string) int64 { return d.view(conversation).head }

func (p *person) reads(d *device, r *rand.Rand) {
	id := p.about(r)
	d.mu.Lock()
	defer d.mu.Unlock()
	seq := d.head(id)
	switch r.IntN(4) {
	case 0:
		seq = r.Int64N(seq + 1)
	case 1, 2:
		seq = max(seq-r.Int64N(8), 0) // some stay unread
	}
	p.w.model.read(id, p.side(), seq, false)
	d.ask(p.named(id, map[string]any{"type": "message.read", "seq": seq}), func(a *frame) {
		switch {
		case a == nil:
		case a.Type == "ack":
			p.w.model.read(id, p.side(), seq, true)
		default:
			d.refused("a read", a)
		}
	})
}

// named adds which conversation is meant, as agents must.
func (p *person) named(conversation string, f map[string]any) map[string]any {
	if p.staff() {
		f["conversation_id"] = conversation
	}
	return f
}

// expect asks for something that must be refused.
func (p *person) expect(d *device, code string, f map[string]any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ask(f, func(a *frame) {
		if a != nil && a.Code != code && a.Code != "unavailable" {
			d.complain("%v was answered %s %s %s, want %s", f, a.Type, a.Code, a.Detail, code)
		}
	})
}

func (p *person) readsTooMuch(d *device, r *rand.Rand) {
	p.expect(d, "bad_request", p.named(p.about(r), map[string]any{"type": "message.read", "seq": 1_000_000}))
}

// pries asks for another customer's conversation.
func (p *person) pries(d *device, r *rand.Rand) {
	other := p.w.customers[r.IntN(len(p.w.customers))]
	if other == p {
		return
	}
	frames := []map[string]any{
		{"type": "sync", "conversation_id": other.id, "after_seq": 0},
		{"type": "message.read", "conversation_id": other.id, "seq": 1},
		{"type": "message.send", "conversation_id": other.id, "client_id": "pry", "kind": "text", "text": "?"},
		{"type": "message.recall", "message_id": other.id + "-1"},
	}
	p.expect(d, "not_found", frames[r.IntN(len(frames))])
}

// steals sends under the client_id of somebody else's message.
func (p *person) steals(d *device, r *rand.Rand) {
	id := p.about(r)
	d.mu.Lock()
	m, found := d.view(id).messages[1+r.Int64N(max(d.head(id), 1))]
	d.mu.Unlock()
	if found && m.Sender.ID != p.wireID() {
		p.expect(d, "conflict", p.named(id, map[string]any{"type": "message.send", "client_id": m.ClientID, "kind": "text", "text": "stolen"}))
	}
}

func (p *person) recalls(d *device, r *rand.Rand) {
	id := p.about(r)
	d.mu.Lock()
	seq := 1 + r.Int64N(max(d.head(id), 1))
	if r.IntN(2) == 0 {
		seq = max(d.head(id)-r.Int64N(6), 1) // likely not to have been read
	}
	m, found := d.view(id).messages[seq]
	d.mu.Unlock()
	if !found {
		return
	}
	f := map[string]any{"type": "message.recall", "message_id": m.ID}
	if m.Sender.ID != p.wireID() {
		p.expect(d, "forbidden", f)
		return
	}
	if made, err := time.Parse(time.RFC3339Nano, m.CreatedAt); err != nil || time.Since(made) > time.Minute {
		return // near the two minutes nobody knows which way it goes
	}
	p.w.model.recall(id, m.ID, false)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ask(f, func(a *frame) {
		switch {
		case a == nil:
		case a.Type == "ack":
			p.w.model.recall(id, m.ID, true)
		default:
			d.refused("a recall", a)
		}
	})
}

func (p *person) reconnects(d *device, r *rand.Rand) {
	select {
	case d.drop <- r.IntN(2) == 0:
	default:
	}
}

func (p *person) types(d *device, r *rand.Rand) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tell(p.named(p.about(r), map[string]any{"type": "typing"}))
	if p.staff() {
		d.tell(map[string]any{"type": "viewing", "conversation_id": p.about(r)})
	}
}

func (p *person) syncs(d *device, r *rand.Rand) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.line != nil {
		d.sync(d.view(p.about(r)))
	}
}

func (p *person) notes(d *device, r *rand.Rand) {
	var mentions []string
	if r.IntN(2) == 0 {
		mentions = []string{p.w.agents[r.IntN(len(p.w.agents))].id}
	}
	p.post(d, p.compile(p.about(r), someText(r), mentions))
}

// ask makes a REST call; what it may not answer is complained of.
func (p *person) ask(r *rand.Rand, method, path string, body, into any, good ...int) (status int) {
	status, raw, err := call(p.w.node(r), method, path, p.token, body, into)
	if p.w.faults && err != nil || status == http.StatusServiceUnavailable {
		return 0
	}
	for _, g := range good {
		if err == nil && status == g {
			return status
		}
	}
	p.w.complain("%s: %s %s: HTTP %d %s %v", p.name, method, path, status, raw, err)
	return 0
}

// home is the path of a conversation's calls.
func (p *person) home(conversation string) string {
	if p.staff() {
		return "/conversations/" + conversation
	}
	return "/my"
}

// sendsByREST sends something new, or what was sent by a frame.
func (p *person) sendsByREST(_ *device, r *rand.Rand) {
	s := p.earlier(r)
	if s == nil || s.note || s.kind != "text" || r.IntN(2) == 0 {
		s = p.compose(p.about(r), someText(r))
		p.w.model.sent(s)
	}
	p.w.model.attempt(s, nil)
	var got message
	if p.ask(r, http.MethodPost, p.home(s.conversation)+"/messages", map[string]any{"client_id": s.clientID, "text": s.text}, &got, 200, 201) == 0 {
		return
	}
	if wrong := p.w.model.messageAcked(s, &got); wrong != "" {
		p.w.complain("%s: message %s by REST: %s: %+v", p.name, s.clientID, wrong, got)
	}
}

func (p *person) readsByREST(d *device, r *rand.Rand) {
	id := p.about(r)
	d.mu.Lock()
	seq := d.head(id)
	d.mu.Unlock()
	p.w.model.read(id, p.side(), seq, false)
	if p.ask(r, http.MethodPost, p.home(id)+"/read", map[string]any{"seq": seq}, nil, 200) != 0 {
		p.w.model.read(id, p.side(), seq, true)
	}
}

func (p *person) patches(_ *device, r *rand.Rand) {
	id, change := p.about(r), map[string]any{}
	statuses := []string{"open", "pending", "resolved"}
	switch r.IntN(5) {
	case 0, 1:
		change["status"] = statuses[r.IntN(len(statuses))]
	case 2:
		change["tags"] = [][]string{{}, {"vip"}, {"vip", "退款"}, {"退款"}}[r.IntN(4)]
	case 3:
		change["priority"] = []string{"low", "normal", "high", "urgent"}[r.IntN(4)]
	case 4:
		change["assignee_id"] = any(p.w.agents[r.IntN(len(p.w.agents))].id)
		if r.IntN(2) == 0 {
			change["assignee_id"] = nil
		}
	}
	status, _ := change["status"].(string)
	p.w.model.edit(id, status)
	p.ask(r, http.MethodPatch, "/conversations/"+id, change, nil, 200)
}

func (p *person) claims(_ *device, r *rand.Rand) {
	id := p.about(r)
	p.w.model.edit(id, "")
	p.ask(r, http.MethodPost, "/conversations/"+id+"/claim", nil, nil, 200, 409)
}
