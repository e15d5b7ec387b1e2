package app

import (
	"testing"

	"kefu/server/desk"
)

// TestNotRevoked: what was read may be older than who has just connected.
func TestNotRevoked(t *testing.T) {
	allowed := notRevoked([]desk.Agent{{ID: 1, TokenEpoch: 3}, {ID: 2, TokenEpoch: 3, Disabled: true}})
	for _, c := range []struct {
		name      string
		id, epoch int64
		want      bool
	}{
		{"a present credential", 1, 3, true},
		{"one of before the last revocation", 1, 2, false},
		{"a key that was made since", 1, 4, true},
		{"a disabled agent", 2, 3, false},
		{"an agent who was made since", 3, 1, true},
	} {
		if allowed(desk.Principal{ID: c.id, Epoch: c.epoch}) != c.want {
			t.Errorf("%s: allowed is not %v", c.name, c.want)
		}
	}
}
