package netfault

// Fate is what becomes of a piece that a client sends, and of its connection.
type Fate int

// The fates.
const (
	Carried      Fate = iota // all is well
	Lost                     // reset before the target sees any of it
	Broken                   // reset when the target has seen half of it
	AnswerLost               // the target gets it; reset when it answers
	AnswerIsHeld             // the target gets it; nothing that it answers comes any more
)

// Judge has f say what becomes of each piece that a client sends; nil: all is
// carried. f is called from several goroutines.
func (p *Proxy) Judge(f func(piece []byte) Fate) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.judge = f
}

// Turn has what connects from now on carried elsewhere, and leaves what is
// connected where it is.
func (p *Proxy) Turn(target string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.target = target
}

// Open is the number of connections.
func (p *Proxy) Open() int { return len(p.open()) }

// sent returns how many of the client's bytes are carried, and whether the
// connection goes on.
func (l *link) sent(b []byte) (n int, goesOn bool) {
	l.proxy.mu.Lock()
	judge := l.proxy.judge
	l.proxy.mu.Unlock()
	if judge == nil {
		return len(b), true
	}
	switch fate := judge(b); fate {
	case Lost:
		return 0, false
	case Broken:
		return len(b) / 2, false
	default:
		if fate != Carried {
			l.answers.Store(int32(fate))
		}
		return len(b), true
	}
}

// answered returns the same of the target's bytes.
func (l *link) answered(b []byte) (n int, goesOn bool) {
	switch Fate(l.answers.Load()) {
	case AnswerLost:
		return 0, false
	case AnswerIsHeld:
		return 0, true
	}
	return len(b), true
}
