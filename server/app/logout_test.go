package app_test

import (
	"testing"

	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
)

// A logout through one node ends the login's connections to another one, with
// no bus between them.
func TestALogoutReachesOtherNodes(t *testing.T) {
	t.Parallel()
	testkit.EachAddress(t, func(t *testing.T, address string) {
		a, b := testdesk.Start(t, address, nil), testdesk.Start(t, address, nil)
		li, wang := a.Visitor("Li Lei"), a.Visitor("Wang")
		login := func() testdesk.Person {
			return testdesk.Person{Token: a.Must("POST", "/api/v1/auth/agent", "", map[string]any{"staff_key": testdesk.AdminKey}).At("token").(string)}
		}
		office, home := login(), login()
		ends := map[string]*testkit.Client{"the agent": b.Dial(office), "the customer": b.Dial(li)}
		stays := map[string]*testkit.Client{"the agent's other login": b.Dial(home), "another customer": b.Dial(wang)}
		for _, p := range []testdesk.Person{office, li} {
			a.Must("POST", "/api/v1/auth/logout", p.Token, nil)
			if got := b.Call("GET", "/api/v1/me", p.Token, nil); got.Status != 401 {
				t.Errorf("the other node answers %d", got.Status)
			}
		}
		for who, c := range ends {
			if code, reason := c.CloseCode(); code != 1008 || reason != "revoked" {
				t.Errorf("%s: closed with %d %s", who, code, reason)
			}
		}
		for who, c := range stays {
			if f := c.Ask(map[string]any{"type": "ping"}); f.Type() != "pong" {
				t.Errorf("%s got %v", who, f)
			}
		}
	})
}
