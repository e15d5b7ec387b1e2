package desk

import (
	"errors"
	"fmt"
	"testing"
)

func TestParseID(t *testing.T) {
	for s, want := range map[string]int64{
		"1": 1, "17": 17, "9223372036854775807": 1<<63 - 1,
		"": 0, "0": 0, "01": 0, "-1": 0, "+1": 0, " 1": 0, "1 ": 0, "1.0": 0, "1e3": 0, "0x1": 0, "1_0": 0, "１": 0, "a": 0,
		"9223372036854775808": 0, "9999999999999999999": 0, "10000000000000000000": 0,
	} {
		id, err := ParseID(s)
		if id != want || (err == nil) != (want > 0) || err != nil && CodeOf(err) != CodeNotFound {
			t.Errorf("%q: %d, %v", s, id, err)
		}
	}
}

func TestParseMessageID(t *testing.T) {
	m := Message{ConversationID: 17, Seq: 42}
	if c, n, err := ParseMessageID(m.ID()); c != 17 || n != 42 || err != nil {
		t.Errorf("%s: %d, %d, %v", m.ID(), c, n, err)
	}
	for _, s := range []string{"", "17", "17-", "-42", "17-0", "0-1", "17--42", "17-42-1", "17-r42", "17 - 42", "17-042", "--"} {
		if _, _, err := ParseMessageID(s); CodeOf(err) != CodeNotFound {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestErrorsShowTheClientNothingInside(t *testing.T) {
	inside := errors.New("dial tcp 10.0.0.7: refused")
	for _, c := range []struct {
		err  error
		code Code
	}{
		{inside, CodeInternal}, {fmt.Errorf("read: %w", Unavailable(inside)), CodeUnavailable},
		{fmt.Errorf("read: %w", Errorf(CodeNotFound, "there is no such file")), CodeNotFound},
	} {
		e := AsError(c.err)
		if e.Code != c.code || CodeOf(c.err) != c.code {
			t.Errorf("%v: %s", c.err, e.Code)
		}
		if e.Detail == "" || e.Detail == inside.Error() {
			t.Errorf("%v tells the client %q", c.err, e.Detail)
		}
	}
	if !errors.Is(Unavailable(inside), inside) || AsError(nil) != nil || CodeOf(nil) != "" {
		t.Error("a cause is lost, or no error is one")
	}
}
