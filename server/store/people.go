package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"

	"kefu/server/desk"

	"github.com/jmoiron/sqlx"
)

// CustomerByID returns a customer; not_found if there is none.
func (db *DB) CustomerByID(ctx context.Context, id int64) (desk.Customer, error) {
	return db.customer(ctx, "id=?", id)
}

// CustomerByOpenID returns a customer; not_found if there is none.
func (db *DB) CustomerByOpenID(ctx context.Context, openid string) (desk.Customer, error) {
	c, err := db.customer(ctx, "openid=?", asciiOnly(openid))
	if err == nil && c.OpenID != openid { // MySQL's ascii_bin takes no notice of spaces at the end
		return desk.Customer{}, notFound(sql.ErrNoRows, "customer")
	}
	return c, err
}

func (db *DB) customer(ctx context.Context, where string, arg any) (desk.Customer, error) {
	var c desk.Customer
	err := scanCustomer(db.QueryRowContext(ctx, "SELECT "+customerColumns+" FROM customers WHERE "+where, arg), &c)
	return c, db.fail("read a customer", notFound(err, "customer"))
}

// EnsureCustomer returns the customer with c's openid, making it, and its
// conversation, if it is new. A name or avatar given fills one that is empty.
func (db *DB) EnsureCustomer(ctx context.Context, c desk.Customer) (made desk.Customer, created bool, err error) {
	made, err = db.CustomerByOpenID(ctx, c.OpenID)
	if desk.CodeOf(err) == desk.CodeNotFound {
		err = db.Write(ctx, func(tx *sqlx.Tx) error { return insertCustomer(ctx, tx, db.Now(), c) })
		// Another login of the same person may have been faster.
		if created = err == nil; !created && !db.IsDuplicate(err) {
			return made, false, db.fail("make a customer", err)
		}
		made, err = db.CustomerByOpenID(ctx, c.OpenID)
	}
	if err != nil {
		return made, false, err
	}
	// What is empty is decided by the row itself: an agent may be naming them now.
	err = db.Write(ctx, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE customers SET name=CASE WHEN name='' THEN ? ELSE name END, "+
			"avatar_url=CASE WHEN avatar_url='' THEN ? ELSE avatar_url END, last_seen_at="+db.Now()+" WHERE id=?", c.Name, c.AvatarURL, made.ID)
		return err
	})
	if made.Name == "" {
		made.Name = c.Name
	}
	if made.AvatarURL == "" {
		made.AvatarURL = c.AvatarURL
	}
	return made, created, db.fail("update a customer", err)
}

func insertCustomer(ctx context.Context, tx *sqlx.Tx, now string, c desk.Customer) error {
	res, err := tx.ExecContext(ctx, "INSERT INTO customers (openid, channel, name, avatar_url, profile, external_id, created_at, last_seen_at) VALUES (?,?,?,?,?,?,"+now+","+now+")",
		c.OpenID, string(c.Channel), c.Name, c.AvatarURL, profileJSON(c.Profile), c.ExternalID)
	if err != nil {
		return err
	}
	id, err := res.LastInsertId()
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO conversations (id, status, priority, active_at, created_at, updated_at) VALUES (?,?,?,"+now+","+now+","+now+")",
		id, string(desk.StatusNew), string(desk.PriorityNormal))
	return err
}

// seenMillis is how exactly it is kept when somebody was seen last.
const seenMillis = "60000"

// SawCustomers notes that these customers were seen now, to the minute.
func (db *DB) SawCustomers(ctx context.Context, ids []int64) error {
	return db.saw(ctx, "customers", ids)
}

// SawAgents notes that these agents were seen now, to the minute.
func (db *DB) SawAgents(ctx context.Context, ids []int64) error { return db.saw(ctx, "agents", ids) }

func (db *DB) saw(ctx context.Context, table string, ids []int64) error {
	now := db.Now()
	text, args, err := sqlx.In("UPDATE "+table+" SET last_seen_at="+now+" WHERE id IN (?) AND last_seen_at<"+now+"-"+seenMillis, ids)
	if err != nil {
		return err
	}
	return db.fail("note who was seen", db.Write(ctx, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, text, args...)
		return err
	}))
}

// Earlier lists the visitors that turned out to be a customer, newest first, at
// most limit.
func (db *DB) Earlier(ctx context.Context, customer int64, limit int) ([]desk.Customer, error) {
	return db.listCustomers(ctx, "linked_to=?", []any{customer}, limit)
}

// LinkVisitor keeps the visitor's conversation as an earlier one of customer.
func (db *DB) LinkVisitor(ctx context.Context, visitor, customer int64) error {
	return db.fail("link a visitor", db.Write(ctx, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE customers SET linked_to=? WHERE id=? AND id<>?", customer, visitor, customer)
		return err
	}))
}

// Customers lists customers, newest first, whose name holds query or whose
// openid is query ("" for all).
func (db *DB) Customers(ctx context.Context, query, cursor string, limit int) (page []desk.Customer, next string, err error) {
	where, args := "id<?", []any{int64(1 << 62)}
	if cursor != "" {
		before, err := strconv.ParseInt(cursor, 36, 64)
		if err != nil {
			return nil, "", desk.Errorf(desk.CodeBadRequest, "cursor must be one that an earlier answer gave")
		}
		args[0] = before
	}
	if query != "" {
		where += " AND (name LIKE ? ESCAPE '!' OR openid=?)"
		args = append(args, "%"+escapeLike(query)+"%", asciiOnly(query))
	}
	page, err = db.listCustomers(ctx, where, args, limit+1)
	if len(page) > limit {
		page = page[:limit]
		next = strconv.FormatInt(page[limit-1].ID, 36)
	}
	return page, next, err
}

func (db *DB) listCustomers(ctx context.Context, where string, args []any, limit int) ([]desk.Customer, error) {
	rows, err := db.QueryContext(ctx, "SELECT "+customerColumns+" FROM customers WHERE "+where+" ORDER BY id DESC LIMIT ?", append(args, limit)...)
	if err != nil {
		return nil, db.fail("list customers", err)
	}
	defer rows.Close() //nolint:errcheck // an error of the rows shows in Err
	found := []desk.Customer{}
	for rows.Next() {
		var c desk.Customer
		if err := scanCustomer(rows, &c); err != nil {
			return nil, db.fail("list customers", err)
		}
		found = append(found, c)
	}
	return found, db.fail("list customers", rows.Err())
}

const agentColumns = "id, name, role, avatar_url, disabled, key_prefix, key_hash, token_epoch, created_at, last_seen_at"

func scanAgent(r scanner, a *desk.Agent) error {
	var created, seen int64
	err := r.Scan(&a.ID, &a.Name, &a.Role, &a.AvatarURL, &a.Disabled, &a.KeyPrefix, &a.KeyHash, &a.TokenEpoch, &created, &seen)
	a.CreatedAt, a.LastSeenAt = at(created), at(seen)
	return err
}

// AgentByID returns an agent; not_found if there is none.
func (db *DB) AgentByID(ctx context.Context, id int64) (desk.Agent, error) {
	return db.agent(ctx, "id=?", id)
}

// AgentByKeyPrefix returns the agent whose staff key has this public part;
// not_found if there is none.
func (db *DB) AgentByKeyPrefix(ctx context.Context, prefix string) (desk.Agent, error) {
	return db.agent(ctx, "key_prefix=?", asciiOnly(prefix))
}

func (db *DB) agent(ctx context.Context, where string, arg any) (desk.Agent, error) {
	var a desk.Agent
	err := scanAgent(db.QueryRowContext(ctx, "SELECT "+agentColumns+" FROM agents WHERE "+where, arg), &a)
	return a, db.fail("read an agent", notFound(err, "agent"))
}

// Agents lists all agents by id. A desk has hundreds of them at the most.
func (db *DB) Agents(ctx context.Context) ([]desk.Agent, error) {
	rows, err := db.QueryContext(ctx, "SELECT "+agentColumns+" FROM agents ORDER BY id")
	if err != nil {
		return nil, db.fail("list agents", err)
	}
	defer rows.Close() //nolint:errcheck // an error of the rows shows in Err
	out := []desk.Agent{}
	for rows.Next() {
		var a desk.Agent
		if err := scanAgent(rows, &a); err != nil {
			return nil, db.fail("list agents", err)
		}
		out = append(out, a)
	}
	return out, db.fail("list agents", rows.Err())
}

// OpenConversations counts for each of the agents the open conversations that
// are assigned to them; who has none is left out.
func (db *DB) OpenConversations(ctx context.Context, agents []int64) (map[int64]int64, error) {
	out := make(map[int64]int64, len(agents))
	if len(agents) == 0 {
		return out, nil
	}
	query, args, err := sqlx.In("SELECT assignee_id, COUNT(*) FROM conversations WHERE assignee_id IN (?) AND status = ? GROUP BY assignee_id", agents, desk.StatusOpen)
	if err != nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, db.fail("count agents' conversations", err)
	}
	defer rows.Close() //nolint:errcheck // an error of the rows shows in Err
	for rows.Next() {
		var id, n int64
		if err := rows.Scan(&id, &n); err != nil {
			return nil, db.fail("count agents' conversations", err)
		}
		out[id] = n
	}
	return out, db.fail("count agents' conversations", rows.Err())
}

// AssignedTo lists the conversations that an agent has and that are not
// resolved, at most limit.
func (db *DB) AssignedTo(ctx context.Context, agent int64, limit int) ([]int64, error) {
	var ids []int64
	err := db.SelectContext(ctx, &ids, "SELECT id FROM conversations WHERE assignee_id=? AND status IN (?,?) LIMIT ?",
		agent, string(desk.StatusOpen), string(desk.StatusPending), limit)
	return ids, db.fail("list an agent's conversations", err)
}

// CreateAgent stores a new agent and returns it with its id. A key that
// another agent has is a conflict.
func (db *DB) CreateAgent(ctx context.Context, a desk.Agent) (desk.Agent, error) {
	err := db.Write(ctx, func(tx *sqlx.Tx) error {
		res, err := tx.ExecContext(ctx, "INSERT INTO agents (name, role, avatar_url, key_prefix, key_hash, created_at) VALUES (?,?,?,?,?,"+db.Now()+")",
			a.Name, string(a.Role), a.AvatarURL, a.KeyPrefix, a.KeyHash)
		if err != nil {
			return err
		}
		a.ID, err = res.LastInsertId()
		return err
	})
	if db.IsDuplicate(err) {
		return a, desk.Errorf(desk.CodeConflict, "another agent has this staff key")
	}
	if err != nil {
		return a, db.fail("make an agent", err)
	}
	return db.AgentByID(ctx, a.ID)
}

// AgentPatch changes an agent; nil leaves as it is. A new key or disabling
// ends every token and connection of the agent.
type AgentPatch struct {
	Name      *string
	Role      *desk.Role
	AvatarURL *string
	Disabled  *bool
	KeyPrefix string // with KeyHash: a new staff key
	KeyHash   []byte
}

// ErrLastAdmin refuses to take the last admin away.
var ErrLastAdmin = desk.Errorf(desk.CodeConflict, "this is the last admin; make another one first")

// UpdateAgent applies p and returns the agent as it stands; not_found if there
// is none, conflict if no enabled admin would be left. revoked says that the
// agent's connections must end.
func (db *DB) UpdateAgent(ctx context.Context, id int64, p AgentPatch) (a desk.Agent, revoked bool, err error) {
	err = db.Write(ctx, func(tx *sqlx.Tx) error {
		a = desk.Agent{}
		if p.Role != nil || p.Disabled != nil {
			// All admins' rows, in one order: two who disable each other take turns.
			var admins []int64
			if err := tx.SelectContext(ctx, &admins, "SELECT id FROM agents WHERE role='admin' AND disabled=0 ORDER BY id"+db.dialect.forUpdate()); err != nil {
				return err
			}
		}
		row := tx.QueryRowContext(ctx, "SELECT "+agentColumns+" FROM agents WHERE id=?"+db.dialect.forUpdate(), id)
		if err := scanAgent(row, &a); err != nil {
			return notFound(err, "agent")
		}
		was := a
		applyAgentPatch(&a, p)
		if was.Role == desk.RoleAdmin && !was.Disabled && (a.Role != desk.RoleAdmin || a.Disabled) {
			if err := otherAdmin(ctx, tx, id); err != nil {
				return err
			}
		}
		// A role is part of what a token says, so changing it ends the old tokens too.
		revoked = a.Disabled && !was.Disabled || p.KeyHash != nil || a.Role != was.Role
		if revoked {
			a.TokenEpoch++
		}
		_, err := tx.ExecContext(ctx, "UPDATE agents SET name=?, role=?, avatar_url=?, disabled=?, key_prefix=?, key_hash=?, token_epoch=? WHERE id=?",
			a.Name, string(a.Role), a.AvatarURL, a.Disabled, a.KeyPrefix, a.KeyHash, a.TokenEpoch, id)
		return err
	})
	return a, revoked, db.fail("update an agent", err)
}

func applyAgentPatch(a *desk.Agent, p AgentPatch) {
	if p.Name != nil {
		a.Name = *p.Name
	}
	if p.Role != nil {
		a.Role = *p.Role
	}
	if p.AvatarURL != nil {
		a.AvatarURL = *p.AvatarURL
	}
	if p.Disabled != nil {
		a.Disabled = *p.Disabled
	}
	if p.KeyHash != nil {
		a.KeyPrefix, a.KeyHash = p.KeyPrefix, p.KeyHash
	}
}

func otherAdmin(ctx context.Context, tx *sqlx.Tx, id int64) error {
	var other int64
	err := tx.GetContext(ctx, &other, "SELECT id FROM agents WHERE role='admin' AND disabled=0 AND id<>? LIMIT 1", id)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrLastAdmin
	}
	return err
}
