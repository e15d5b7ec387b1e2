package store_test

import (
	"fmt"
	"strings"
	"testing"

	"kefu/server/store"
)

// fill makes a desk of n conversations (a multiple of 500) of ten messages,
// most of them resolved and read, and three hundred agents. Every 40th bears the
// tag vip, every other one many, the oldest third past.
func fill(t *testing.T, db *store.DB, n int) {
	t.Helper()
	run := func(query string, args ...any) {
		t.Helper()
		if _, err := db.Exec(query, args...); err != nil {
			t.Fatal(err)
		}
	}
	const batch = 500
	for from := 1; from <= n; from += batch {
		var customers, conversations, messages, activity []string
		for id := from; id < from+batch; id++ {
			status, unread := "resolved", 0
			if id%20 == 0 {
				status, unread = "open", 1
			} else if id%33 == 0 {
				status = "pending"
			}
			customers = append(customers, fmt.Sprintf("(%d,'o-%d','web','Li %d','{}',1,1)", id, id, id))
			conversations = append(conversations, fmt.Sprintf("(%d,'%s',%d,'normal',10,12,%d,%d,%d,%d)", id, status, id%7, unread, 20_000*id, 1000, 5000+id/3))
			for seq := 1; seq <= 10; seq++ {
				messages = append(messages, fmt.Sprintf("(%d,%d,'c%d','customer',%d,'Li','text','hello',1)", id, seq, seq, id))
			}
			activity = append(activity, fmt.Sprintf("(%d,2,1,'opened',NULL,1)", id), fmt.Sprintf("(%d,11,9,'recalled',NULL,1)", id), fmt.Sprintf("(%d,12,9,'note','n%d',1)", id, id))
		}
		run("INSERT INTO customers (id,openid,channel,name,profile,created_at,last_seen_at) VALUES " + strings.Join(customers, ","))
		run("INSERT INTO conversations (id,status,assignee_id,priority,last_seq,rev,desk_unread,active_at,created_at,updated_at) VALUES " + strings.Join(conversations, ","))
		run("INSERT INTO messages (conversation_id,seq,client_id,sender_role,sender_id,sender_name,kind,body,created_at) VALUES " + strings.Join(messages, ","))
		run("INSERT INTO activity (conversation_id,rev,after_seq,kind,client_id,created_at) VALUES " + strings.Join(activity, ","))
		var logins []string
		for id := from; id < from+batch; id++ {
			keep := int64(4e12) + int64(id) // far from now
			if id%100 == 0 {
				keep = int64(id)
			}
			logins = append(logins, fmt.Sprintf("('LOGIN-%d','customer',%d,%d,%d)", id, id, 1000*id, keep))
		}
		run("INSERT INTO ended_logins (id, role, holder_id, ended_at, keep_until) VALUES " + strings.Join(logins, ","))
		for tag, which := range map[string]string{"vip": "id%40=3", "many": "id%2=1", "past": fmt.Sprint("id<=", n/3)} {
			run("INSERT INTO conversation_tags (conversation_id, tag) SELECT id, ? FROM conversations WHERE "+which+" AND id BETWEEN ? AND ?", tag, from, from+batch-1)
		}
		run("INSERT INTO uploads (id, sha256, owner_role, owner_id, name, mime, size, created_at) SELECT CONCAT('up-',id), '', 'customer', id, 'x', 'text/plain', 1, 1 FROM conversations WHERE id BETWEEN ? AND ?", from, from+batch-1)
	}
	var agents []string
	for id := range 300 {
		agents = append(agents, fmt.Sprintf("('Han %d','agent','p%d','h',1)", id, id))
	}
	run("INSERT INTO agents (name,role,key_prefix,key_hash,created_at) VALUES " + strings.Join(agents, ","))
	if db.Dialect() == "sqlite" {
		run("ANALYZE")
		return
	}
	rows, err := db.Query("ANALYZE TABLE customers, conversations, messages, activity, conversation_tags, ended_logins, uploads, agents")
	if err != nil {
		t.Fatal(err)
	}
	rows.Close() //nolint:errcheck // only its doing is wanted
}
