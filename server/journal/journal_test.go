package journal

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"kefu/server/desk"
)

// committer is a database of the test: it holds a commit back until it is let
// through, and fails as it is told.
type committer struct {
	began  chan []*desk.Change // told of each group before it is committed
	let    chan struct{}       // lets one commit through; nil: all pass at once
	fail   func(group []*desk.Change) error
	closed int
}

func (c *committer) Commit(ctx context.Context, group []*desk.Change) error {
	if c.began != nil {
		c.began <- append([]*desk.Change(nil), group...)
	}
	if c.let != nil {
		select {
		case <-c.let:
		case <-ctx.Done():
			return desk.Unavailable(ctx.Err())
		}
	}
	if c.fail != nil {
		if err := c.fail(group); err != nil {
			return err
		}
	}
	for _, x := range group {
		x.Result = desk.Result{RevTo: 1}
	}
	return nil
}

func (c *committer) Close() error {
	c.closed++
	return nil
}

// published gathers what was published, and waits for it.
type published struct {
	mu     sync.Mutex
	groups [][]*desk.Change
	more   chan struct{}
}

func newPublished() *published { return &published{more: make(chan struct{}, 10_000)} }

func (p *published) take(group []*desk.Change) {
	p.mu.Lock()
	p.groups = append(p.groups, group)
	p.mu.Unlock()
	p.more <- struct{}{}
}

// wait waits until n changes were published and returns them in order.
func (p *published) wait(t *testing.T, n int) []*desk.Change {
	t.Helper()
	limit := time.After(30 * time.Second)
	for {
		p.mu.Lock()
		var all []*desk.Change
		for _, g := range p.groups {
			all = append(all, g...)
		}
		p.mu.Unlock()
		if len(all) >= n {
			return all
		}
		select {
		case <-p.more:
		case <-limit:
			t.Fatalf("%d of %d changes were published", len(all), n)
		}
	}
}

func (p *published) sizes() []int {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []int
	for _, g := range p.groups {
		out = append(out, len(g))
	}
	return out
}

func start(t *testing.T, cfg Config) (*Journal, *published) {
	t.Helper()
	p := newPublished()
	if cfg.Publish == nil {
		cfg.Publish = p.take
	}
	// A machine that stands still for seconds is no slow database.
	cfg.Patience = time.Hour
	if cfg.Timeout == 0 {
		cfg.Timeout = time.Hour
	}
	cfg.Log = slog.New(slog.DiscardHandler)
	return New(cfg), p
}

func submit(t *testing.T, j *Journal, conversation int64, n int) []*desk.Change {
	t.Helper()
	var out []*desk.Change
	for range n {
		c := &desk.Change{ConversationID: conversation}
		if err := j.Submit(c); err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

func closeJournal(t *testing.T, j *Journal) {
	t.Helper()
	if err := j.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

// TestGroupFormsWhileOneIsWritten: the first goes alone and at once; what
// comes meanwhile goes together, at most MaxGroup.
func TestGroupFormsWhileOneIsWritten(t *testing.T) {
	c := &committer{began: make(chan []*desk.Change), let: make(chan struct{})}
	j, p := start(t, Config{Committers: []Committer{c}, MaxGroup: 8})
	want := submit(t, j, 1, 1)
	if g := <-c.began; len(g) != 1 {
		t.Fatalf("the first group has %d", len(g))
	}
	want = append(want, submit(t, j, 1, 11)...)
	if j.Waiting() != 12 {
		t.Errorf("%d wait", j.Waiting())
	}
	c.let <- struct{}{}
	if g := <-c.began; len(g) != 8 {
		t.Errorf("the second group has %d", len(g))
	}
	c.let <- struct{}{}
	if g := <-c.began; len(g) != 3 {
		t.Errorf("the third group has %d", len(g))
	}
	c.let <- struct{}{}
	got := p.wait(t, 12)
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("change %d was published out of order", i)
		}
	}
	closeJournal(t, j)
	if j.Waiting() != 0 || c.closed != 1 {
		t.Errorf("%d wait, closed %d times", j.Waiting(), c.closed)
	}
}

// TestPublishesWhileTheNextIsWritten: a slow publisher does not stop the next
// commit, and the order stays.
func TestPublishesWhileTheNextIsWritten(t *testing.T) {
	c := &committer{began: make(chan []*desk.Change, 10)}
	publishing, goOn := make(chan struct{}), make(chan struct{})
	p := newPublished()
	first := true
	j, _ := start(t, Config{Committers: []Committer{c}, Publish: func(g []*desk.Change) {
		if first {
			first = false
			close(publishing)
			<-goOn
		}
		p.take(g)
	}})
	want := submit(t, j, 1, 1)
	<-c.began
	<-publishing
	want = append(want, submit(t, j, 1, 1)...)
	<-c.began // it is being committed although the first is still being published
	close(goOn)
	if got := p.wait(t, 2); got[0] != want[0] || got[1] != want[1] {
		t.Error("published out of order")
	}
	closeJournal(t, j)
}

// TestConversationKeepsItsWriter: whatever the others do, a conversation's
// changes are committed in the order in which they came.
func TestConversationKeepsItsWriter(t *testing.T) {
	var mu sync.Mutex
	writerOf, order := map[int64]int{}, map[int64][]*desk.Change{}
	note := func(w int) *committer {
		return &committer{fail: func(g []*desk.Change) error {
			mu.Lock()
			defer mu.Unlock()
			for _, c := range g {
				if was, known := writerOf[c.ConversationID]; known && was != w {
					return errors.New("another writer had this conversation")
				}
				writerOf[c.ConversationID] = w
				order[c.ConversationID] = append(order[c.ConversationID], c)
			}
			return nil
		}}
	}
	j, p := start(t, Config{Committers: []Committer{note(0), note(1), note(2)}})
	want := map[int64][]*desk.Change{}
	for range 50 {
		for id := int64(1); id <= 9; id++ {
			want[id] = append(want[id], submit(t, j, id, 1)...)
		}
	}
	for _, c := range p.wait(t, 450) {
		if c.Result.Err != nil {
			t.Fatal(c.Result.Err)
		}
	}
	closeJournal(t, j)
	for id, cs := range want {
		for i := range cs {
			if order[id][i] != cs[i] {
				t.Fatalf("conversation %d was committed out of order", id)
			}
		}
	}
	if len(writerOf) != 9 || writerOf[1] == writerOf[2] {
		t.Errorf("writers %v", writerOf)
	}
}

func TestFullQueueIsUnavailable(t *testing.T) {
	c := &committer{began: make(chan []*desk.Change), let: make(chan struct{})}
	j, p := start(t, Config{Committers: []Committer{c}, Queue: 3})
	submit(t, j, 1, 1)
	<-c.began
	submit(t, j, 1, 3)
	if err := j.Submit(&desk.Change{ConversationID: 1}); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("one too many: %v", err)
	}
	c.let <- struct{}{}
	<-c.began
	submit(t, j, 1, 1) // there is room again
	c.let <- struct{}{}
	<-c.began
	c.let <- struct{}{}
	p.wait(t, 5)
	closeJournal(t, j)
}

// TestCloseDrains: what was accepted is committed and published before Close
// returns, and nothing is accepted after it.
func TestCloseDrains(t *testing.T) {
	c := &committer{began: make(chan []*desk.Change, 100), let: make(chan struct{})}
	j, p := start(t, Config{Committers: []Committer{c, &committer{}}, MaxGroup: 2})
	submit(t, j, 2, 1)
	<-c.began
	submit(t, j, 2, 5)
	submit(t, j, 1, 5)
	done := make(chan error, 1)
	go func() { done <- j.Close(context.Background()) }()
	for {
		if err := j.Submit(&desk.Change{ConversationID: 3}); err != nil {
			if desk.CodeOf(err) != desk.CodeUnavailable {
				t.Error(err)
			}
			break
		}
	}
	select {
	case <-done:
		t.Fatal("closed while changes waited")
	default:
	}
	close(c.let)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if n := len(p.wait(t, 11)); n < 11 || j.Waiting() != 0 {
		t.Errorf("%d published, %d wait", n, j.Waiting())
	}
	if err := j.Close(context.Background()); err != nil || c.closed != 1 {
		t.Errorf("closing again: %v; the committer was closed %d times", err, c.closed)
	}
}

// TestUnavailableFailsTheGroupAtOnce: a database that is away is not asked
// again for each change.
func TestUnavailableFailsTheGroupAtOnce(t *testing.T) {
	tries := 0
	down := desk.Unavailable(errors.New("refused"))
	c := &committer{began: make(chan []*desk.Change), let: make(chan struct{}), fail: func(g []*desk.Change) error {
		if tries++; tries == 2 {
			return down
		}
		return nil
	}}
	j, p := start(t, Config{Committers: []Committer{c}})
	submit(t, j, 1, 1)
	<-c.began
	submit(t, j, 1, 4)
	c.let <- struct{}{}
	<-c.began
	c.let <- struct{}{}
	got := p.wait(t, 5)
	for _, x := range got[1:] {
		if !errors.Is(x.Result.Err, down) {
			t.Errorf("%v", x.Result.Err)
		}
	}
	submit(t, j, 1, 1)
	<-c.began
	c.let <- struct{}{}
	if last := p.wait(t, 6)[5]; last.Result.Err != nil || tries != 3 {
		t.Errorf("afterwards: %v after %d tries", last.Result.Err, tries)
	}
	closeJournal(t, j)
}

// retried runs one group of five through a journal whose first try of it
// fails; bad says what a change alone comes to.
func retried(t *testing.T, first func() error, bad map[int64]func() error) (results []error, sizes []int) {
	t.Helper()
	var tried []int
	c := &committer{began: make(chan []*desk.Change, 100), let: make(chan struct{}, 100)}
	c.fail = func(g []*desk.Change) error {
		tried = append(tried, len(g))
		if len(g) > 1 {
			return first()
		}
		if f := bad[g[0].ConversationID]; f != nil {
			return f()
		}
		return nil
	}
	var observed []int
	j, p := start(t, Config{Committers: []Committer{c}, Observe: func(size int, _ time.Duration, _ error) { observed = append(observed, size) }})
	submit(t, j, 100, 1)
	<-c.began
	for id := int64(1); id <= 5; id++ {
		submit(t, j, id, 1)
	}
	for range 100 {
		c.let <- struct{}{}
	}
	for _, x := range p.wait(t, 6)[1:] {
		results = append(results, x.Result.Err)
	}
	closeJournal(t, j)
	if len(observed) != len(tried) {
		t.Errorf("observed %v of %v", observed, tried)
	}
	return results, tried[1:]
}

func TestPoisonousChangeFailsAlone(t *testing.T) {
	poison := errors.New("data too long")
	results, sizes := retried(t, func() error { return poison }, map[int64]func() error{3: func() error { return poison }})
	for i, err := range results {
		if (i == 2) != (err != nil) || i == 2 && !errors.Is(err, poison) {
			t.Errorf("change %d: %v", i+1, err)
		}
	}
	if len(sizes) != 6 || sizes[0] != 5 {
		t.Errorf("tried groups of %v", sizes)
	}
}

// TestPanicOfTheCommitterFailsAlone: the writer goes on.
func TestPanicOfTheCommitterFailsAlone(t *testing.T) {
	results, _ := retried(t, func() error { panic("oh") }, map[int64]func() error{2: func() error { panic("oh") }})
	for i, err := range results {
		if (i == 1) != (err != nil) || i == 1 && desk.CodeOf(err) != desk.CodeInternal {
			t.Errorf("change %d: %v", i+1, err)
		}
	}
}

// TestDatabaseGoesAwayDuringTheRetry: what was committed alone stays so, the
// rest is unavailable without being tried.
func TestDatabaseGoesAwayDuringTheRetry(t *testing.T) {
	results, sizes := retried(t, func() error { return errors.New("odd") }, map[int64]func() error{3: func() error { return desk.Unavailable(errors.New("gone")) }})
	for i, err := range results {
		if want := map[bool]desk.Code{true: "", false: desk.CodeUnavailable}[i < 2]; desk.CodeOf(err) != want {
			t.Errorf("change %d: %v", i+1, err)
		}
	}
	if len(sizes) != 4 {
		t.Errorf("tried groups of %v", sizes)
	}
}

// TestPanicWhilePublishingStopsNobody: the next group is published all the same.
func TestPanicWhilePublishingStopsNobody(t *testing.T) {
	p := newPublished()
	first := true
	j, _ := start(t, Config{Committers: []Committer{&committer{}}, Publish: func(g []*desk.Change) {
		p.take(g)
		if first {
			first = false
			panic("oh")
		}
	}})
	submit(t, j, 1, 1)
	p.wait(t, 1)
	submit(t, j, 1, 1)
	p.wait(t, 2)
	closeJournal(t, j)
}

func TestCommitHasALimitOfTime(t *testing.T) {
	c := &committer{let: make(chan struct{})}
	j, p := start(t, Config{Committers: []Committer{c}, Timeout: 20 * time.Millisecond})
	submit(t, j, 1, 1)
	if got := p.wait(t, 1); desk.CodeOf(got[0].Result.Err) != desk.CodeUnavailable {
		t.Errorf("%v", got[0].Result.Err)
	}
	closeJournal(t, j)
}

// TestManySendersAtOnce: under the race detector.
func TestManySendersAtOnce(t *testing.T) {
	var groups []int
	var mu sync.Mutex
	j, p := start(t, Config{Committers: []Committer{&committer{}, &committer{}}, Queue: 10_000, Observe: func(n int, _ time.Duration, _ error) {
		mu.Lock()
		groups = append(groups, n)
		mu.Unlock()
	}})
	var senders sync.WaitGroup
	for s := range int64(20) {
		senders.Go(func() {
			for range 100 {
				if err := j.Submit(&desk.Change{ConversationID: s}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	senders.Wait()
	p.wait(t, 2000)
	closeJournal(t, j)
	sum := 0
	for _, n := range groups {
		sum += n
		if n > 256 {
			t.Errorf("a group of %d", n)
		}
	}
	if sum != 2000 {
		t.Errorf("%d committed in %d groups", sum, len(p.sizes()))
	}
}
