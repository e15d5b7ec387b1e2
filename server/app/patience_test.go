package app

import (
	"net"
	"testing"
	"time"

	"kefu/server/config"
	"kefu/server/limit"
)

// silent is a server that takes connections and never answers: a Redis that hangs.
func silent(t *testing.T) string {
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
			t.Cleanup(func() { c.Close() }) //nolint:errcheck // the test is over
		}
	}()
	return l.Addr().String()
}

// TestRedisThatHangs: who is limited waits as long as the limiter is patient,
// and not as long as the connection is.
func TestRedisThatHangs(t *testing.T) {
	client := newRedis(config.Redis{Addrs: []string{silent(t)}})
	defer client.Close() //nolint:errcheck // the test is over
	fastest := time.Hour // on a machine that stands still now and then
	for range 8 {        // each a limiter of its own: one alone would give Redis a rest
		start := time.Now()
		limit.NewShared(client, "k", time.Now).Limiter("x", limit.Rate{PerSecond: 1, Burst: 1}, 1).Allow("k", 1)
		fastest = min(fastest, time.Since(start))
	}
	// 50 ms; a connection waits 2 s for its answer.
	if fastest > 1500*time.Millisecond {
		t.Errorf("each call took %v", fastest)
	}
}
