package chat

import (
	"slices"
	"testing"
)

// TestRenamed: also who was made and renamed between two looks; and of nobody at
// the first one, when nothing was shown yet.
func TestRenamed(t *testing.T) {
	n := &names{}
	for _, look := range []struct {
		now  map[int64]string
		want []int64
	}{
		{map[int64]string{1: "Admin", 2: "Han"}, nil},
		{map[int64]string{1: "Admin", 2: "Han"}, nil},
		{map[int64]string{1: "Admin", 2: "Han Mei", 3: "Wu"}, []int64{2, 3}},
		{map[int64]string{1: "Admin", 2: "Han Mei", 3: "Wu"}, nil},
	} {
		got := n.renamed(look.now)
		slices.Sort(got)
		if !slices.Equal(got, look.want) {
			t.Errorf("of %v renamed are %v, not %v", look.now, got, look.want)
		}
		n.use(look.now)
	}
}
