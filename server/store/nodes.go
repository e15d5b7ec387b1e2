package store

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

// nodesKept is for how long a node that ended leaves its row.
const nodesKept = time.Hour

// Beat renews a node's lease, by the database's clock, and returns the nodes
// whose leases stand: those that did the same less than lease ago. deaf says
// that the node does not reach the others by their bus; anyDeaf, whether any
// that lives said so last. id is 1 to 32 characters of ASCII.
func (db *DB) Beat(ctx context.Context, id string, deaf bool, lease time.Duration) (living []string, anyDeaf bool, err error) {
	now, err := db.Clock(ctx)
	if err != nil {
		return nil, false, err
	}
	err = db.Write(ctx, func(tx *sqlx.Tx) error {
		done, err := tx.ExecContext(ctx, "UPDATE nodes SET beat_at="+db.Now()+", deaf=? WHERE id=?", deaf, id)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n > 0 {
			return err
		}
		if _, err = tx.ExecContext(ctx, "DELETE FROM nodes WHERE beat_at<?", now-nodesKept.Milliseconds()); err != nil {
			return err
		}
		if _, err = tx.ExecContext(ctx, "DELETE FROM gossip WHERE at<?", now-nodesKept.Milliseconds()); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO nodes (id, beat_at, deaf) VALUES (?, "+db.Now()+", ?)", id, deaf)
		return err
	})
	if err != nil {
		return nil, false, db.fail("renew the node's lease", err)
	}
	var nodes []struct {
		ID   string
		Deaf bool
	}
	err = db.SelectContext(ctx, &nodes, "SELECT id, deaf FROM nodes WHERE beat_at>=? ORDER BY id", now-lease.Milliseconds())
	for _, n := range nodes {
		living, anyDeaf = append(living, n.ID), anyDeaf || n.Deaf
	}
	return living, anyDeaf, db.fail("list the nodes", err)
}
