package files

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"kefu/server/desk"
)

var noon = time.Date(2026, 11, 21, 12, 10, 0, 0, time.UTC)

// clock is a time that a test moves.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func newLinks(t testing.TB, secret string, c *clock) *Links {
	t.Helper()
	l, err := NewLinks([]byte(secret), c.Now)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// parts takes a link apart as the router does.
func parts(t *testing.T, link string) (id, v, e, s string) {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	id, ok := strings.CutPrefix(u.Path, "/api/v1/files/")
	if !ok {
		t.Fatalf("the link %q leads elsewhere", link)
	}
	q := u.Query()
	return id, q.Get("v"), q.Get("e"), q.Get("s")
}

func TestLinks(t *testing.T) {
	c := &clock{noon}
	l := newLinks(t, "a secret", c)
	id, v, e, s := parts(t, l.URL("abc", false))
	tid, tv, te, ts := parts(t, l.URL("abc", true))
	if id != "abc" || v != "" || tid != "abc" || tv != "thumb" {
		t.Fatalf("links to %q %q and %q %q", id, v, tid, tv)
	}
	for _, k := range []struct {
		name        string
		id, v, e, s string
		valid       bool
	}{
		{"the file", id, v, e, s, true},
		{"the thumbnail", tid, tv, te, ts, true},
		{"another file", "abd", v, e, s, false},
		{"a file whose id goes on", "abc\n", v, e, s, false},
		{"the thumbnail's signature for the file", id, "", te, ts, false},
		{"the file's signature for the thumbnail", id, "thumb", e, s, false},
		{"an unknown variant", id, "big", e, s, false},
		{"a later end", id, v, e[:9] + "9", s, false},
		{"another spelling of the end", id, v, "+" + e, s, false},
		{"a zero before the end", id, v, "0" + e, s, false},
		{"no end", id, v, "", s, false},
		{"no signature", id, v, e, "", false},
		{"a shorter signature", id, v, e, s[:21], false},
		{"a longer signature", id, v, e, s + "A", false},
		{"another signature", id, v, e, "A" + s[1:], s[0] == 'A'},
	} {
		err := l.Verify(k.id, k.v, k.e, k.s)
		if k.valid && err != nil || !k.valid && (desk.CodeOf(err) != desk.CodeForbidden || !strings.Contains(err.Error(), "not valid")) {
			t.Errorf("%s: %v", k.name, err)
		}
	}
	if newLinks(t, "another secret", c).Verify(id, v, e, s) == nil {
		t.Error("another desk's link was taken")
	}
	if _, err := NewLinks(nil, c.Now); err == nil {
		t.Error("links without a secret")
	}
}

func TestLinksEnd(t *testing.T) {
	c := &clock{noon}
	l := newLinks(t, "a secret", c)
	link := l.URL("abc", false)
	id, v, e, s := parts(t, link)
	c.now = noon.Add(49 * time.Minute)
	if l.URL("abc", false) != link {
		t.Error("two links of the same hour differ: a browser could not cache")
	}
	c.now = noon.Add(50 * time.Minute)
	if l.URL("abc", false) == link {
		t.Error("links never move on")
	}
	c.now = noon.Add(24 * time.Hour)
	if err := l.Verify(id, v, e, s); err != nil {
		t.Errorf("a link must be good for a day: %v", err)
	}
	c.now = noon.Add(25 * time.Hour)
	err := l.Verify(id, v, e, s)
	if desk.CodeOf(err) != desk.CodeForbidden || !strings.Contains(err.Error(), "expired") {
		t.Errorf("after 25 hours: %v", err)
	}
}
