package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"kefu/server/desk"

	"github.com/jmoiron/sqlx"
)

// EndLogin ends a login for good; it is remembered for keep. Again is harmless.
func (db *DB) EndLogin(ctx context.Context, l desk.Login, keep time.Duration) error {
	now := db.Now()
	err := db.Write(ctx, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO ended_logins (id, role, holder_id, ended_at, keep_until) VALUES (?,?,?,"+now+","+now+"+?)",
			l.ID, string(l.Role), l.HolderID, keep.Milliseconds())
		return err
	})
	if db.IsDuplicate(err) {
		return nil
	}
	return db.fail("end a login", err)
}

// LoginEnded reports whether the login with this id was ended.
func (db *DB) LoginEnded(ctx context.Context, id string) (bool, error) {
	var one int
	err := db.GetContext(ctx, &one, "SELECT 1 FROM ended_logins WHERE id=?", asciiOnly(id))
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, db.fail("look a login up", err)
}

// EndedLogins lists the logins that were ended since, in ms by the database's
// clock, and that clock.
func (db *DB) EndedLogins(ctx context.Context, since int64) (ended []desk.Login, now int64, err error) {
	if now, err = db.Clock(ctx); err != nil {
		return nil, 0, err
	}
	rows, err := db.QueryContext(ctx, "SELECT id, role, holder_id FROM ended_logins WHERE ended_at>=?", since)
	if err != nil {
		return nil, 0, db.fail("list ended logins", err)
	}
	defer rows.Close() //nolint:errcheck // an error of the rows shows in Err
	for rows.Next() {
		var l desk.Login
		if err := rows.Scan(&l.ID, &l.Role, &l.HolderID); err != nil {
			return nil, 0, db.fail("list ended logins", err)
		}
		ended = append(ended, l)
	}
	return ended, now, db.fail("list ended logins", rows.Err())
}

// ForgetLogins forgets ended logins whose last token has ended by itself.
func (db *DB) ForgetLogins(ctx context.Context) error {
	return db.fail("forget ended logins", db.Write(ctx, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM ended_logins WHERE keep_until<"+db.Now())
		return err
	}))
}
