package store_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"kefu/server/store"
	"kefu/server/testkit"
)

// TestGossip: each node's entries are read in order, from where the reader
// stands, and apart from the others'.
func TestGossip(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		large := bytes.Repeat([]byte{0, 0xff, '\n'}, 300_000)
		for i, p := range [][]byte{[]byte("one"), large, []byte("three")} {
			if err := db.WriteGossip(ctx, "a", int64(i+1), p); err != nil {
				t.Fatal(err)
			}
		}
		if err := db.WriteGossip(ctx, "b", 1, []byte("another's")); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			node        string
			after, last int64
			want        [][]byte
		}{
			{"a", 0, 3, [][]byte{[]byte("one"), large, []byte("three")}},
			{"a", 2, 3, [][]byte{[]byte("three")}},
			{"a", 3, 3, nil},
			{"A", 0, 0, nil},
			{"b", 0, 1, [][]byte{[]byte("another's")}},
		} {
			got, last, err := db.ReadGossip(ctx, c.node, c.after)
			if err != nil || last != c.last || !slices.EqualFunc(got, c.want, bytes.Equal) {
				t.Errorf("of %s after %d: %d entries, last %d, %v", c.node, c.after, len(got), last, err)
			}
		}
		if err := db.DropGossip(ctx, "a"); err != nil {
			t.Fatal(err)
		}
		if got, _, err := db.ReadGossip(ctx, "a", 0); len(got) > 0 || err != nil {
			t.Errorf("%d entries are left, %v", len(got), err)
		}
		if got, _, err := db.ReadGossip(ctx, "b", 0); len(got) != 1 || err != nil {
			t.Errorf("of the other %d entries are left, %v", len(got), err)
		}
	})
}

// TestBeat: who renewed their leases is listed, and whether any of them is deaf.
func TestBeat(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		for _, c := range []struct {
			node    string
			deaf    bool
			lease   time.Duration
			living  []string
			anyDeaf bool
		}{
			{"a", false, time.Hour, []string{"a"}, false},
			{"b", true, time.Hour, []string{"a", "b"}, true},
			{"a", false, time.Hour, []string{"a", "b"}, true},
			{"b", false, time.Hour, []string{"a", "b"}, false},
		} {
			living, deaf, err := db.Beat(t.Context(), c.node, c.deaf, c.lease)
			if err != nil || deaf != c.anyDeaf || !slices.Equal(living, c.living) {
				t.Errorf("%s, deaf %v: %v live, deaf %v, %v", c.node, c.deaf, living, deaf, err)
			}
		}
		time.Sleep(50 * time.Millisecond)
		living, _, err := db.Beat(t.Context(), "c", false, 20*time.Millisecond)
		if err != nil || slices.Contains(living, "a") || slices.Contains(living, "b") {
			t.Errorf("%v live, whose leases have run out; %v", living, err)
		}
	})
}
