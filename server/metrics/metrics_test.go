package metrics_test

import (
	"errors"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/metrics"
)

func scrape(t *testing.T, r *metrics.Recorder) string {
	t.Helper()
	w := httptest.NewRecorder()
	r.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if w.Code != 200 {
		t.Fatalf("scraping: %d %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func TestWhatIsCountedIsShown(t *testing.T) {
	r := metrics.New()
	r.Connected(desk.RoleAgent)
	r.Connected(desk.RoleAgent)
	r.Disconnected(desk.RoleAgent)
	r.Frame("message.send", "")
	r.Frame("message.send", desk.CodeConflict)
	by := desk.Principal{Role: desk.RoleSupervisor}
	r.Message(&desk.Change{By: by, Send: &desk.NewMessage{}})
	r.Message(&desk.Change{By: by, Send: &desk.NewMessage{}, Result: desk.Result{Duplicate: true}})
	r.Message(&desk.Change{By: by, Send: &desk.NewMessage{}, Result: desk.Result{Err: desk.Unavailable(errors.New("away"))}})
	r.Message(&desk.Change{By: by, Read: &desk.ReadUpTo{}})
	r.Group(3, 7*time.Millisecond, nil)
	r.Group(1, time.Second, desk.Unavailable(errors.New("away")))
	r.Request("/api/v1/agents", "GET", 200, time.Millisecond)
	r.Request("", "BREW", 404, time.Millisecond)
	r.Watch(func() int64 { return 42 })
	got := scrape(t, r)
	for _, want := range []string{
		`kefu_connections{role="agent"} 1`, `kefu_connections{role="customer"} 0`,
		`kefu_frames_total{result="ok",type="message.send"} 1`, `kefu_frames_total{result="conflict",type="message.send"} 1`, `kefu_errors_total{code="conflict"} 1`,
		`kefu_messages_total{result="stored",sender="agent"} 1`, `kefu_messages_total{result="duplicate",sender="agent"} 1`, `kefu_messages_total{result="unavailable",sender="agent"} 1`,
		`kefu_commit_groups_total{result="ok"} 1`, `kefu_commit_groups_total{result="unavailable"} 1`,
		`kefu_commit_group_size_sum 4`, `kefu_commit_seconds_bucket{le="0.01"} 1`, `kefu_queue_depth 42`,
		`kefu_http_requests_total{method="GET",route="/api/v1/agents",status="200"} 1`, `kefu_http_requests_total{method="other",route="none",status="404"} 1`,
		"go_goroutines", "process_open_fds",
	} {
		if !strings.Contains(got, want+"\n") && !strings.Contains(got, want+" ") {
			t.Errorf("the figures lack %s", want)
		}
	}
}

func TestRecordersAreApartAndSafe(t *testing.T) {
	a, b := metrics.New(), metrics.New()
	var all sync.WaitGroup
	for range 8 {
		all.Add(1)
		go func() {
			defer all.Done()
			for range 100 {
				a.Frame("ping", "")
				a.Watch(func() int64 { return 1 })
			}
		}()
	}
	scrape(t, a)
	all.Wait()
	if !strings.Contains(scrape(t, a), `kefu_frames_total{result="ok",type="ping"} 800`) {
		t.Error("frames were lost")
	}
	if strings.Contains(scrape(t, b), "kefu_frames_total{") {
		t.Error("one recorder shows the other's figures")
	}
}
