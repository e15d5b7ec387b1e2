//go:build linux

package main

import (
	"database/sql"
	"fmt"

	"kefu/scripts/benchmark/load"
)

// perConversation is how many messages each stored conversation has.
const perConversation = 10

// growth: a message costs the same whatever lies in the database.
func growth(b *bench) error {
	sizes := []int{10_000, 1_000_000}
	if b.o.full {
		sizes = append(sizes, 10_000_000)
	}
	if b.o.quick {
		sizes = []int{10_000, 100_000}
	}
	b.close()
	d, err := b.startDesk(deskOptions{})
	if err != nil {
		return err
	}
	defer d.close()
	if err := d.connect(customers, customers, agents); err != nil {
		return err
	}
	var first float64
	for _, size := range sizes {
		b.say(fmt.Sprintf("growth: storing %s messages", short(float64(size))))
		added, err := grow(d.source, size/perConversation)
		if err != nil {
			return err
		}
		d.sent += added
		d.settle()
		prefix := label("%s stored", short(float64(size)))
		note, times := b.noteThroughput(prefix+"32 senders, ", false), b.noteTimes(prefix+"200 msg/s, ", nil)
		var costs []float64
		if err := b.turns([]*target{d.target}, load.Mode{Senders: 32}, func(t *target, s *sample) {
			note(t, s)
			costs = append(costs, s.each(s.server+s.database))
		}); err != nil {
			return err
		}
		if first == 0 {
			first = median(costs)
		} else {
			b.report.add(false, prefix+"CPU of both, to that with "+short(float64(sizes[0])), "times", median(costs)/first, atMost(1.25))
		}
		if err := b.turns([]*target{d.target}, load.Mode{Rate: 200}, times); err != nil {
			return err
		}
	}
	return nil
}

// grow adds conversations of the past until there are n of them, in order of
// their keys, and returns how many messages that brought. One in twenty is open,
// one in a hundred has something unread.
func grow(source string, n int) (messages int64, err error) {
	db, err := sql.Open("mysql", source)
	if err != nil {
		return 0, err
	}
	defer db.Close() //nolint:errcheck // used once
	const base, batch = 10_000_000, 20_000
	var have int
	if err := db.QueryRow("SELECT COUNT(*) FROM conversations WHERE id>?", base).Scan(&have); err != nil {
		return 0, err
	}
	for from := have; from < n; from += batch {
		to := min(from+batch, n)
		// MariaDB's sequence tables: seq_1_to_10 has ten rows.
		rows := fmt.Sprintf("seq_%d_to_%d", from+1, to)
		for _, text := range []string{
			"INSERT INTO customers (id,openid,channel,name,profile,created_at,last_seen_at) SELECT %[1]d+seq, CONCAT('grown-',seq), 'web', CONCAT('Grown ',seq), '{}', 1700000000000+seq, 1700000000000+seq FROM %[2]s",
			"INSERT INTO conversations (id,status,assignee_id,priority,last_seq,rev,customer_read_seq,desk_read_seq,desk_unread,active_at,created_at,updated_at) " +
				"SELECT %[1]d+seq, IF(seq%%20=0,'open','resolved'), seq%%7, 'normal', %[3]d, %[3]d+2, %[3]d, %[3]d-(seq%%100=0), seq%%100=0, 1700000000000+seq, 1700000000000, 1700000000000+seq FROM %[2]s",
			"INSERT INTO messages (conversation_id,seq,client_id,sender_role,sender_id,sender_name,kind,body,created_at) " +
				"SELECT %[1]d+c.seq, m.seq, CONCAT('g',m.seq), 'customer', %[1]d+c.seq, 'Grown', 'text', 'something that was said a long time ago, and is kept', 1700000000000+c.seq FROM %[2]s c, seq_1_to_%[3]d m",
		} {
			if _, err := db.Exec(fmt.Sprintf(text, base, rows, perConversation)); err != nil {
				return messages, fmt.Errorf("storing messages: %w", err)
			}
		}
		messages += int64(to-from) * perConversation
	}
	rows, err := db.Query("ANALYZE TABLE customers, conversations, messages")
	if err != nil {
		return messages, err
	}
	return messages, rows.Close()
}
