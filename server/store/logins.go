package store

import (
	"context"
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

// CustomerOfLogin returns a customer, and whether the login with this id was
// ended; "" is none that could be. not_found if there is no such customer.
func (db *DB) CustomerOfLogin(ctx context.Context, id int64, login string) (c desk.Customer, ended bool, err error) {
	row := db.QueryRowContext(ctx, "SELECT "+customerColumns+", "+loginEnded+" FROM customers WHERE id=?", asciiOnly(login), id)
	err = scanCustomer(andScan{row, &ended}, &c)
	return c, ended, db.fail("read a customer", notFound(err, "customer"))
}

// AgentOfLogin returns an agent, and whether the login with this id was ended;
// "" is none that could be. not_found if there is no such agent.
func (db *DB) AgentOfLogin(ctx context.Context, id int64, login string) (a desk.Agent, ended bool, err error) {
	row := db.QueryRowContext(ctx, "SELECT "+agentColumns+", "+loginEnded+" FROM agents WHERE id=?", asciiOnly(login), id)
	err = scanAgent(andScan{row, &ended}, &a)
	return a, ended, db.fail("read an agent", notFound(err, "agent"))
}

const loginEnded = "EXISTS (SELECT 1 FROM ended_logins WHERE ended_logins.id=?)"

// andScan is a row with one column more than its reader knows of.
type andScan struct {
	scanner
	last any
}

// Scan implements scanner.
func (a andScan) Scan(dest ...any) error { return a.scanner.Scan(append(dest, a.last)...) }

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
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	return db.fail("forget ended logins", db.Write(ctx, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM ended_logins WHERE keep_until<"+db.Now())
		return err
	}))
}
