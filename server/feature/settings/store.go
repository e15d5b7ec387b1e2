package settings

import (
	"context"

	"kefu/server/desk"
	"kefu/server/store"

	"github.com/jmoiron/sqlx"
)

// records keeps the one row.
type records struct{ db *store.DB }

// row is one version of what was changed.
type row struct {
	Version   int64  `db:"version"`
	Document  string `db:"document"`
	AgentID   int64  `db:"agent_id"`
	UpdatedAt int64  `db:"updated_at"` // ms
}

const selectRow = "SELECT version, document, agent_id, updated_at FROM settings WHERE id=1"

func (r records) version(ctx context.Context) (v int64, err error) {
	err = r.db.GetContext(ctx, &v, "SELECT version FROM settings WHERE id=1")
	return v, r.db.Fail("read the settings' version", err)
}

func (r records) read(ctx context.Context) (stored row, err error) {
	err = r.db.GetContext(ctx, &stored, selectRow)
	return stored, r.db.Fail("read the settings", err)
}

// replace stores what edit makes of the document, under the next version;
// conflict if the present one is not version.
func (r records) replace(ctx context.Context, version, agent int64, edit func(document string) (string, error)) (stored row, err error) {
	err = r.db.Write(ctx, func(tx *sqlx.Tx) error {
		if err := tx.GetContext(ctx, &stored, selectRow+r.db.ForUpdate()); err != nil {
			return err
		}
		if stored.Version != version {
			return desk.Errorf(desk.CodeConflict, "somebody else has changed the settings meanwhile: read them again; their version is %d, not %d", stored.Version, version)
		}
		document, err := edit(stored.Document)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE settings SET version=version+1, document=?, agent_id=?, updated_at="+r.db.Now()+" WHERE id=1", document, agent); err != nil {
			return err
		}
		return tx.GetContext(ctx, &stored, selectRow)
	})
	return stored, r.db.Fail("store the settings", err)
}

// agentName returns the name of who changed them; "" if nobody did.
func (r records) agentName(ctx context.Context, id int64) (string, error) {
	if id == 0 {
		return "", nil
	}
	a, err := r.db.AgentByID(ctx, id)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return "", nil
	}
	return a.Name, err
}
