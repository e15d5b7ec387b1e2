package store_test

import (
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
)

func TestEndedLogins(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		li := newRoom(t, db).customer("o-li")
		han, err := db.CreateAgent(ctx, desk.Agent{Name: "Han Mei", Role: desk.RoleAgent, KeyPrefix: "sk_han", KeyHash: []byte("x")})
		if err != nil {
			t.Fatal(err)
		}
		has := func(id string, want bool) {
			t.Helper()
			if c, got, err := db.CustomerOfLogin(ctx, li.ID, id); got != want || err != nil || c.OpenID != "o-li" {
				t.Errorf("a customer's login %q has ended: %v, %v", id, got, err)
			}
			if a, got, err := db.AgentOfLogin(ctx, han.ID, id); got != want || err != nil || a.Name != "Han Mei" {
				t.Errorf("an agent's login %q has ended: %v, %v", id, got, err)
			}
		}
		if _, _, err := db.CustomerOfLogin(ctx, 99, "KEPT"); desk.CodeOf(err) != desk.CodeNotFound {
			t.Errorf("nobody's: %v", err)
		}
		if _, _, err := db.AgentOfLogin(ctx, 99, "KEPT"); desk.CodeOf(err) != desk.CodeNotFound {
			t.Errorf("nobody's: %v", err)
		}
		before, err := db.Clock(ctx)
		if err != nil {
			t.Fatal(err)
		}
		gone, kept := desk.Login{ID: "GONE", Role: desk.RoleAdmin, HolderID: 3}, desk.Login{ID: "KEPT", Role: desk.RoleCustomer, HolderID: 4}
		for _, l := range []desk.Login{gone, kept, kept} {
			keep := time.Hour
			if l == gone {
				keep = -time.Second
			}
			if err := db.EndLogin(ctx, l, keep); err != nil {
				t.Fatal(err)
			}
		}
		has("GONE", true)
		has("KEPT", true)
		has("kept", false)
		has("KEPT ", false)
		has("", false)
		has("好", false)
		ended, now, err := db.EndedLogins(ctx, before)
		if err != nil || len(ended) != 2 || now < before {
			t.Errorf("ended since: %v, %d, %v", ended, now, err)
		}
		if later, _, err := db.EndedLogins(ctx, now+1); err != nil || len(later) != 0 {
			t.Errorf("ended later: %v, %v", later, err)
		}
		if err := db.ForgetLogins(ctx); err != nil {
			t.Fatal(err)
		}
		has("GONE", false)
		has("KEPT", true)
	})
}
