package store

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

// nodesKept is for how long a node that ended leaves its row.
const nodesKept = time.Hour

// Beat renews a node's lease, by the database's clock, and returns the nodes
// whose leases stand: those that did the same less than lease ago. id is 1 to
// 32 characters of ASCII.
func (db *DB) Beat(ctx context.Context, id string, lease time.Duration) (living []string, err error) {
	now, err := db.Clock(ctx)
	if err != nil {
		return nil, err
	}
	err = db.Write(ctx, func(tx *sqlx.Tx) error {
		done, err := tx.ExecContext(ctx, "UPDATE nodes SET beat_at="+db.Now()+" WHERE id=?", id)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n > 0 {
			return err
		}
		if _, err = tx.ExecContext(ctx, "DELETE FROM nodes WHERE beat_at<?", now-nodesKept.Milliseconds()); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO nodes (id, beat_at) VALUES (?, "+db.Now()+")", id)
		return err
	})
	if err != nil {
		return nil, db.fail("renew the node's lease", err)
	}
	err = db.SelectContext(ctx, &living, "SELECT id FROM nodes WHERE beat_at>=? ORDER BY id", now-lease.Milliseconds())
	return living, db.fail("list the nodes", err)
}
