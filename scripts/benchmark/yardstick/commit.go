//go:build linux

package yardstick

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// tables are as few columns as a message needs, in the product's order of keys.
var tables = []string{
	`CREATE TABLE conversations (id BIGINT NOT NULL PRIMARY KEY, last_seq BIGINT NOT NULL, unread BIGINT NOT NULL,
	 last_message_at BIGINT NOT NULL, last_preview VARCHAR(128) NOT NULL, KEY ix_inbox (last_message_at)) ENGINE=InnoDB`,
	`CREATE TABLE messages (conversation_id BIGINT NOT NULL, seq BIGINT NOT NULL, client_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	 sender VARCHAR(64) NOT NULL, kind VARCHAR(10) NOT NULL, body TEXT NOT NULL, created_at BIGINT NOT NULL,
	 PRIMARY KEY (conversation_id, seq), UNIQUE KEY uq_client (conversation_id, client_id)) ENGINE=InnoDB`,
}

// key names a message by what its sender called it.
type key struct {
	conversation int64
	clientID     string
}

// try takes two round trips: number the conversations, which locks them in the
// order of their ids; insert and commit. With look, a third finds what was stored before.
func (w *writer) try(ctx context.Context, g []*job, look bool) error {
	fresh := g
	if look {
		var err error
		if fresh, err = w.unknown(ctx, g); err != nil {
			return err
		}
		if len(fresh) == 0 {
			_, err = w.conn.ExecContext(ctx, "COMMIT")
			return err
		}
	}
	last, err := w.number(ctx, fresh, !look)
	if err != nil {
		return err
	}
	now := time.Now().UnixMilli()
	args := make([]any, 0, 7*len(fresh))
	for _, j := range fresh {
		last[j.conversation]++
		j.seq, j.at = last[j.conversation], now
		args = append(args, j.conversation, j.seq, j.ClientID, j.from.name, j.Kind, j.Text, now)
	}
	_, err = w.conn.ExecContext(ctx, "INSERT INTO messages (conversation_id,seq,client_id,sender,kind,body,created_at) VALUES "+
		rowsOf(7, len(fresh))+";COMMIT", args...)
	if err != nil || !look {
		return err
	}
	for _, j := range g { // twice in this group
		if j.duplicate && j.seq == 0 {
			i := slices.IndexFunc(fresh, func(o *job) bool { return o.conversation == j.conversation && o.ClientID == j.ClientID })
			j.seq, j.at = fresh[i].seq, fresh[i].at
		}
	}
	return nil
}

// number raises each conversation's last seq by what it is about to get and
// returns what it was.
func (w *writer) number(ctx context.Context, g []*job, begin bool) (map[int64]int64, error) {
	count := make(map[int64]int64, len(g))
	text := make(map[int64]string, len(g))
	ids := make([]int64, 0, len(g))
	for _, j := range g {
		if count[j.conversation] == 0 {
			ids = append(ids, j.conversation)
		}
		count[j.conversation]++
		text[j.conversation] = j.Text
	}
	slices.Sort(ids)
	args := make([]any, 0, 5*len(ids))
	now := time.Now().UnixMilli()
	for _, id := range ids {
		preview := []rune(text[id])
		args = append(args, id, count[id], count[id], now, string(preview[:min(len(preview), 30)]))
	}
	query := "INSERT INTO conversations (id,last_seq,unread,last_message_at,last_preview) VALUES " + rowsOf(5, len(ids)) +
		" ON DUPLICATE KEY UPDATE last_seq=last_seq+VALUES(last_seq), unread=unread+VALUES(unread), last_message_at=VALUES(last_message_at), last_preview=VALUES(last_preview)" +
		" RETURNING id,last_seq"
	if begin {
		query = "BEGIN;" + query
	}
	rows, err := w.conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // an error of the rows shows in Err
	last := make(map[int64]int64, len(ids))
	for rows.Next() {
		var id, seq int64
		if err := rows.Scan(&id, &seq); err != nil {
			return nil, err
		}
		last[id] = seq - count[id]
	}
	return last, rows.Err()
}

// unknown locks the group's conversations, fills in what was stored before and
// returns the rest.
func (w *writer) unknown(ctx context.Context, g []*job) (fresh []*job, err error) {
	ids, keys := make([]any, 0, len(g)), make([]any, 0, 2*len(g))
	for _, j := range g {
		ids = append(ids, j.conversation)
		keys = append(keys, j.conversation, j.ClientID)
	}
	rows, err := w.conn.QueryContext(ctx, fmt.Sprintf("BEGIN;SELECT id,last_seq FROM conversations WHERE id IN %s ORDER BY id FOR UPDATE;"+
		"SELECT conversation_id,client_id,seq,created_at FROM messages WHERE (conversation_id,client_id) IN (%s)", rowsOf(len(ids), 1), rowsOf(2, len(g))), append(ids, keys...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // an error of the rows shows in Err
	for rows.Next() {  // they are locked: that is all that was wanted of them
	}
	rows.NextResultSet()
	stored := map[key][2]int64{}
	for rows.Next() {
		var k key
		var v [2]int64
		if err := rows.Scan(&k.conversation, &k.clientID, &v[0], &v[1]); err != nil {
			return nil, err
		}
		stored[k] = v
	}
	coming := map[key]bool{}
	for _, j := range g {
		k := key{j.conversation, j.ClientID}
		v, known := stored[k]
		j.duplicate = known || coming[k]
		if j.seq, j.at = v[0], v[1]; !j.duplicate {
			fresh, coming[k] = append(fresh, j), true
		}
	}
	return fresh, rows.Err()
}

// rowsOf is n rows of as many placeholders as there are columns.
func rowsOf(columns, n int) string {
	one := "(" + strings.TrimSuffix(strings.Repeat("?,", columns), ",") + "),"
	return strings.TrimSuffix(strings.Repeat(one, n), ",")
}
