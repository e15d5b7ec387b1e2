package netfault

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"
)

// echo answers every connection with a word and then with what it is sent.
func echo(t *testing.T, word string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() }) //nolint:errcheck // the test is over
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()         //nolint:errcheck // it ends either way
				io.WriteString(c, word) //nolint:errcheck // the test sees what came
				io.Copy(c, c)           //nolint:errcheck // the test sees what came
			}()
		}
	}()
	return l.Addr().String()
}

func dial(t *testing.T, p *Proxy) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", p.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })                 //nolint:errcheck // the test is over
	c.SetDeadline(time.Now().Add(20 * time.Second)) //nolint:errcheck // seen when reading
	return c
}

func want(t *testing.T, c net.Conn, text string) {
	t.Helper()
	got := make([]byte, len(text))
	if _, err := io.ReadFull(c, got); err != nil || string(got) != text {
		t.Fatalf("got %q, %v; want %q", got, err, text)
	}
}

func TestProxyCarriesHoldsAndMoves(t *testing.T) {
	p := New(t, echo(t, "one"))
	c := dial(t, p)
	want(t, c, "one")
	for _, held := range []Fault{{HoldUp: true}, {HoldDown: true}} {
		p.Set(held)
		if _, err := c.Write([]byte("held")); err != nil {
			t.Fatal(err)
		}
		c.SetReadDeadline(time.Now().Add(50 * time.Millisecond)) //nolint:errcheck // seen when reading
		if n, err := c.Read(make([]byte, 1)); err == nil {
			t.Fatalf("%+v let %d bytes through", held, n)
		}
		c.SetReadDeadline(time.Now().Add(20 * time.Second)) //nolint:errcheck // seen when reading
		p.Set(Fault{Delay: time.Millisecond})
		want(t, c, "held")
	}
	p.Move(echo(t, "other"))
	if _, err := c.Read(make([]byte, 1)); err == nil {
		t.Error("a connection stayed when its target moved")
	}
	want(t, dial(t, p), "other")
}

func TestProxyCuts(t *testing.T) {
	p := New(t, echo(t, ""))
	c := dial(t, p)
	c.Write([]byte("x")) //nolint:errcheck // seen when reading
	want(t, c, "x")
	p.CutAfter(func() int64 { return 1500 }) // both ways together
	c.Write(bytes.Repeat([]byte("y"), 1000)) //nolint:errcheck // seen when reading
	got, err := io.ReadAll(c)
	if err == nil || len(got) > 500 {
		t.Errorf("%d bytes came, and then %v", len(got), err)
	}
	p.Set(Fault{Refuse: true})
	if refused, err := net.Dial("tcp", p.Addr()); err == nil { // the reset may come before Dial has ended
		refused.SetDeadline(time.Now().Add(20 * time.Second)) //nolint:errcheck // seen when reading
		if _, err := refused.Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("a refused connection was kept: %v", err)
		}
		refused.Close() //nolint:errcheck // it was refused
	}
	p.Set(Fault{})
	c = dial(t, p)
	c.Write([]byte("z")) //nolint:errcheck // seen when reading
	want(t, c, "z")
}

func TestProxyJudgesWhatIsSent(t *testing.T) {
	p := New(t, echo(t, ""))
	stays := dial(t, p)
	stays.Write([]byte("a")) //nolint:errcheck // seen when reading
	want(t, stays, "a")
	p.Turn(echo(t, "other"))
	want(t, dial(t, p), "other")
	stays.Write([]byte("b")) //nolint:errcheck // seen when reading
	want(t, stays, "b")
	if n := p.Open(); n != 2 {
		t.Errorf("%d are open", n)
	}
	p.Judge(func(b []byte) Fate {
		switch string(b) {
		case "lost":
			return Lost
		case "held":
			return AnswerIsHeld
		case "answer":
			return AnswerLost
		}
		return Carried
	})
	for _, text := range []string{"lost", "answer"} {
		c := dial(t, p)
		want(t, c, "other")
		c.Write([]byte(text)) //nolint:errcheck // seen when reading
		if got, err := io.ReadAll(c); err == nil || len(got) > 0 {
			t.Errorf("of %q came %q, %v", text, got, err)
		}
	}
	stays.Write([]byte("held"))                                  //nolint:errcheck // seen when reading
	stays.SetReadDeadline(time.Now().Add(50 * time.Millisecond)) //nolint:errcheck // seen when reading
	if n, err := stays.Read(make([]byte, 1)); err == nil {
		t.Errorf("%d bytes of the answer came", n)
	}
}
