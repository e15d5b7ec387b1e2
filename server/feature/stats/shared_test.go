package stats

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kefu/server/desk"
)

func TestSharedAnswers(t *testing.T) {
	s := newShared[int64](time.Hour, 1)
	var made atomic.Int64
	begun, open := make(chan struct{}), make(chan struct{})
	slow := func(context.Context) (int64, error) {
		if made.Add(1) == 1 {
			close(begun)
		}
		<-open
		return made.Load(), nil
	}
	gone, leave := context.WithCancel(t.Context())
	first := make(chan error)
	go func() {
		_, err := s.get(gone, "a", slow)
		first <- err
	}()
	<-begun
	leave()
	if err := <-first; !errors.Is(err, context.Canceled) {
		t.Errorf("who left got %v", err)
	}
	var asking sync.WaitGroup
	for range 20 {
		asking.Go(func() {
			if n, err := s.get(t.Context(), "a", slow); n != 1 || err != nil {
				t.Errorf("got %d, %v: the answer was made again, or died with who asked first", n, err)
			}
		})
	}
	short, end := context.WithTimeout(t.Context(), time.Millisecond)
	defer end()
	if _, err := s.get(short, "a", slow); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("who waited too long got %v", err)
	}
	close(open)
	asking.Wait()
	if n, err := s.get(t.Context(), "b", slow); n != 2 || err != nil {
		t.Errorf("another question got %d, %v", n, err)
	}
	broken := errors.New("broken")
	for want := int64(3); want < 5; want++ {
		_, err := s.get(t.Context(), "c", func(context.Context) (int64, error) { made.Add(1); return 0, broken })
		if !errors.Is(err, broken) || made.Load() != want {
			t.Errorf("a failure was kept: %v, made %d times", err, made.Load())
		}
	}
	s.lasts = 0
	for want := int64(5); want < 7; want++ {
		if _, err := s.get(t.Context(), "d", slow); err != nil || made.Load() != want {
			t.Errorf("what is stale was given: made %d times, %v", made.Load(), err)
		}
		time.Sleep(2 * time.Millisecond)
	}
}
