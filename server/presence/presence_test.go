package presence

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kefu/server/desk"
	"kefu/server/fanout"
)

// told keeps what was told, in order.
type told struct {
	mu   sync.Mutex
	said []string
}

func (t *told) TellPresence(who desk.Principal, online bool) {
	t.say(fmt.Sprint(who.WireID(), map[bool]string{true: " came", false: " went"}[online]))
}

func (t *told) TellAvailable(available bool) { t.say(fmt.Sprint("available ", available)) }

func (t *told) TellPage(who desk.Principal, p *desk.Page) {
	t.say(fmt.Sprint(who.WireID(), " at ", p.URL, " ", p.Title))
}

func (t *told) say(s string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.said = append(t.said, s)
}

// take returns what was told since it was asked last.
func (t *told) take() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := strings.Join(t.said, ", ")
	t.said = nil
	return s
}

var (
	li  = desk.Principal{Role: desk.RoleCustomer, ID: 3, OpenID: "o-li"}
	han = desk.Principal{Role: desk.RoleAgent, ID: 3, Name: "Han"}
	wu  = desk.Principal{Role: desk.RoleAdmin, ID: 4, Name: "Wu"}
)

// tell runs the steps and checks what each made the tracker tell.
func tell(t *testing.T, steps func(m *Tracker, expect func(want string))) {
	synctest.Test(t, func(t *testing.T) {
		heard := &told{}
		m := New(heard, fanout.NewBoard(nil), func(int64) bool { return false }, LeaveDelay)
		step := 0
		steps(m, func(want string) {
			t.Helper()
			synctest.Wait()
			step++
			if got := heard.take(); got != want {
				t.Errorf("step %d told %q, not %q", step, got, want)
			}
		})
		m.Close()
	})
}

// TestLeavingIsToldLate: exactly ten seconds after the last connection went.
func TestLeavingIsToldLate(t *testing.T) {
	tell(t, func(m *Tracker, expect func(string)) {
		m.Join(li, true)
		expect("o-li came")
		m.Join(li, true)
		expect("")
		m.Leave(li, true)
		time.Sleep(time.Hour)
		expect("") // another connection stands
		m.Leave(li, true)
		time.Sleep(LeaveDelay - time.Millisecond)
		expect("")
		if !m.Online(desk.CustomerSide, 3) {
			t.Error("offline before it is told")
		}
		time.Sleep(time.Millisecond)
		expect("o-li went")
		if m.Online(desk.CustomerSide, 3) || m.Online(desk.DeskSide, 3) {
			t.Error("still online")
		}
	})
}

// TestReloadIsNoLeaving: who comes back in time never went.
func TestReloadIsNoLeaving(t *testing.T) {
	tell(t, func(m *Tracker, expect func(string)) {
		m.Join(li, true)
		expect("o-li came")
		for range 5 {
			m.Leave(li, true)
			time.Sleep(LeaveDelay - time.Second)
			m.Join(li, true)
			time.Sleep(2 * LeaveDelay)
			expect("")
		}
		m.Leave(li, true)
		time.Sleep(LeaveDelay)
		expect("o-li went")
		m.Join(li, true)
		expect("o-li came")
	})
}

// TestAvailable: customers hear of the first agent and the last, not of those between.
func TestAvailable(t *testing.T) {
	tell(t, func(m *Tracker, expect func(string)) {
		if m.Available() {
			t.Error("available before anybody came")
		}
		m.Join(han, true)
		expect("3 came, available true")
		m.Join(wu, true)
		expect("4 came")
		m.Join(li, true) // of the same number as an agent
		expect("o-li came")
		if n := len(m.Agents()); n != 2 || !m.Available() {
			t.Errorf("%d agents", n)
		}
		m.Leave(han, true)
		time.Sleep(LeaveDelay)
		expect("3 went")
		m.Leave(wu, true)
		time.Sleep(LeaveDelay - time.Millisecond)
		if !m.Available() {
			t.Error("unavailable before it is told")
		}
		time.Sleep(time.Millisecond)
		expect("4 went, available false")
	})
}

// TestOpeningChanged: only who waits for nobody to come wants to know.
func TestOpeningChanged(t *testing.T) {
	tell(t, func(m *Tracker, expect func(string)) {
		m.OpeningChanged()
		expect("available false")
		m.Join(han, true)
		m.OpeningChanged()
		expect("3 came, available true")
	})
}

// TestSilentVisitorsAreNobodysNews: agents hear only of customers who have a
// conversation, and of one who has written meanwhile when they go.
func TestSilentVisitorsAreNobodysNews(t *testing.T) {
	tell(t, func(m *Tracker, expect func(string)) {
		m.Join(li, false)
		expect("")
		m.Leave(li, false)
		time.Sleep(LeaveDelay)
		expect("")
		m.Join(li, false)
		expect("")
		m.Leave(li, true)
		time.Sleep(LeaveDelay)
		expect("o-li went")
		m.Leave(li, true) // once more than they came
		time.Sleep(LeaveDelay)
		expect("")
	})
}

func TestCloseTellsNothingMore(t *testing.T) {
	tell(t, func(m *Tracker, expect func(string)) {
		m.Join(han, true)
		m.Join(li, true)
		expect("3 came, available true, o-li came")
		m.Leave(li, true)
		m.Close()
		m.Leave(han, true)
		time.Sleep(time.Hour)
		expect("")
	})
}
