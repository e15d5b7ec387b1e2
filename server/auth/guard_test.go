package auth

import (
	"fmt"
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/limit"
)

// guess is one wrong key from an address; it returns the answer's code.
func guess(g *guard, address, key string) desk.Code {
	a := newAttempt(address, HashStaffKey(key))
	if err := g.check(a); err != nil {
		return desk.CodeOf(err)
	}
	return desk.CodeOf(g.fail(a))
}

func TestGuardSlowsAnAddressDown(t *testing.T) {
	c := newClock()
	g := newGuard(true, limit.InProcess(c.now))
	for i := range guessesAtOnce {
		if got := guess(g, "192.0.2.1", fmt.Sprint("key", i)); got != desk.CodeUnauthorized {
			t.Fatalf("guess %d: %s", i, got)
		}
	}
	err := g.check(newAttempt("192.0.2.1", HashStaffKey("one more")))
	if e := desk.AsError(err); e == nil || e.Code != desk.CodeRateLimited || e.RetryAfter <= 0 || e.RetryAfter > guessesEvery {
		t.Fatalf("one more: %v", err)
	}
	if err := g.check(newAttempt("192.0.2.2", HashStaffKey("x"))); err != nil {
		t.Errorf("the neighbour is refused: %v", err)
	}
	if err := g.check(newAttempt("::ffff:192.0.2.1", HashStaffKey("x"))); err == nil {
		t.Error("the same address in IPv6 clothes is another")
	}
	c.advance(desk.AsError(err).RetryAfter)
	if got := guess(g, "192.0.2.1", "later"); got != desk.CodeUnauthorized {
		t.Errorf("after waiting: %s", got)
	}
	if got := guess(g, "192.0.2.1", "at once again"); got != desk.CodeRateLimited {
		t.Errorf("and at once again: %s", got)
	}
}

// A forgotten script that tries its old key for ever locks nobody else out.
func TestGuardAndTheForgottenScript(t *testing.T) {
	c := newClock()
	g := newGuard(true, limit.InProcess(c.now))
	limited := 0
	for range 1000 {
		if guess(g, "192.0.2.1", "the old key") == desk.CodeRateLimited {
			limited++
		}
		c.advance(time.Second)
	}
	if limited < 850 {
		t.Errorf("the script was slowed down %d times only", limited)
	}
	if err := g.check(newAttempt("192.0.2.1", HashStaffKey("the office's"))); err != nil {
		t.Errorf("the office behind the same address is locked out: %v", err)
	}
}

// Many addresses that guess together are slowed down; who never failed is not.
func TestGuardOverall(t *testing.T) {
	c := newClock()
	g := newGuard(true, limit.InProcess(c.now))
	for i := range overallAtOnce {
		if got := guess(g, fmt.Sprintf("198.51.%d.%d", i/250, i%250), fmt.Sprint(i)); got != desk.CodeUnauthorized {
			t.Fatalf("guess %d: %s", i, got)
		}
	}
	if got := guess(g, "198.51.0.7", "again"); got != desk.CodeRateLimited {
		t.Errorf("an address of the herd: %s", got)
	}
	if err := g.check(newAttempt("192.0.2.1", HashStaffKey("x"))); err != nil {
		t.Errorf("an honest address is locked out: %v", err)
	}
	c.advance(suspectedFor)
	if got := guess(g, "198.51.0.7", "again"); got != desk.CodeUnauthorized {
		t.Errorf("later: %s", got)
	}
}

func TestGuardOff(t *testing.T) {
	g := newGuard(false, limit.InProcess(time.Now))
	for i := range 10_000 {
		if got := guess(g, "192.0.2.1", fmt.Sprint(i%7)); got != desk.CodeUnauthorized {
			t.Fatal(got)
		}
	}
}

func TestNetwork(t *testing.T) {
	for in, want := range map[string]string{
		"192.0.2.1":            "192.0.2.1",
		"::ffff:192.0.2.1":     "192.0.2.1",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"2001:db8:1:2::9":      "2001:db8:1:2::/64",
		"fe80::1%eth0":         "fe80::/64",
		"":                     "",
		"no address":           "no address",
	} {
		if got := network(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
