package store

import (
	"errors"
	"testing"
)

// A line that is cut while a connection is being made is a database that is away.
func TestCutHandshakeIsDown(t *testing.T) {
	for text, down := range map[string]bool{"bad connection": true, "this authentication plugin is not supported": false} {
		if err := namedAtLast(errors.New(text)); (mysqlDialect{}).isDown(err) != down {
			t.Errorf("%q is taken for a database that is away: %v", text, !down)
		}
	}
}
