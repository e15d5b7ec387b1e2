package app_test

import (
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
)

// When people were seen last follows their connections, not only their logins,
// and not more often than by the minute.
func TestLastSeen(t *testing.T) {
	t.Parallel()
	testkit.EachAddress(t, func(t *testing.T, address string) {
		d := testdesk.Start(t, address, nil)
		li, silent, han := d.Visitor("Li Lei"), d.Visitor("Silent"), d.Agent("Han Mei", "agent")
		if seen := d.Must("GET", "/api/v1/agents", testdesk.AdminKey, nil).At("items").([]any)[1].(map[string]any)["last_seen_at"]; seen != nil {
			t.Errorf("who was never here was seen %v", seen)
		}
		db := testkit.OpenDatabase(t, address)
		const long = 1_700_000_000_000
		justNow := time.Now().Add(-3 * time.Second).UnixMilli()
		for openid, at := range map[string]int64{li.OpenID: long, silent.OpenID: long} {
			if _, err := db.Exec("UPDATE customers SET last_seen_at=? WHERE openid=?", at, openid); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := db.Exec("UPDATE agents SET last_seen_at=? WHERE id=1", justNow); err != nil {
			t.Fatal(err)
		}
		d.Dial(li)
		d.Dial(han)
		d.Dial(testdesk.Person{Token: testdesk.AdminKey})
		d.Stop()
		now := time.Now()
		if at := lastSeen(t, db, li); now.Sub(at) > time.Minute {
			t.Errorf("the customer was seen %v", at)
		}
		if at := lastSeen(t, db, silent); at.UnixMilli() != long {
			t.Errorf("who was not here was seen %v", at)
		}
		agents, err := db.Agents(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range agents {
			if a.Name == "Han Mei" && now.Sub(a.LastSeenAt) > time.Minute || a.ID == 1 && a.LastSeenAt.UnixMilli() != justNow {
				t.Errorf("%s was seen %v", a.Name, a.LastSeenAt)
			}
		}
	})
}

func lastSeen(t *testing.T, db *store.DB, p testdesk.Person) time.Time {
	t.Helper()
	c, err := db.CustomerByOpenID(t.Context(), p.OpenID)
	if err != nil || c.Channel != desk.ChannelWeb {
		t.Fatal(c, err)
	}
	return c.LastSeenAt
}
