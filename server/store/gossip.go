package store

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

// gossipKept is for how long a node's entry is kept: others read every few
// seconds, and who missed one asks.
const gossipKept = 30 * time.Second

// WriteGossip implements fanout.GossipRecords. payload is at most some
// megabytes.
func (db *DB) WriteGossip(ctx context.Context, node string, number int64, payload []byte) error {
	now, err := db.Clock(ctx)
	if err != nil {
		return err
	}
	return db.fail("write for the other nodes", db.Write(ctx, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM gossip WHERE node=? AND at<?", node, now-gossipKept.Milliseconds())
		if err == nil {
			_, err = tx.ExecContext(ctx, "INSERT INTO gossip (node, number, at, payload) VALUES (?, ?, ?, ?)", node, number, now, payload)
		}
		return err
	}))
}

// ReadGossip implements fanout.GossipRecords.
func (db *DB) ReadGossip(ctx context.Context, node string, after int64) (payloads [][]byte, last int64, err error) {
	var entries []struct {
		Number  int64
		Payload []byte
	}
	err = db.SelectContext(ctx, &entries, "SELECT number, payload FROM gossip WHERE node=? AND number>? ORDER BY number", node, after)
	for _, e := range entries {
		payloads, after = append(payloads, e.Payload), e.Number
	}
	return payloads, after, db.fail("read what another node wrote", err)
}

// DropGossip implements fanout.GossipRecords.
func (db *DB) DropGossip(ctx context.Context, node string) error {
	return db.fail("forget what was written for the other nodes", db.Write(ctx, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM gossip WHERE node=?", node)
		return err
	}))
}
