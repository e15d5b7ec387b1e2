package store

import (
	"context"
	"database/sql"
	"time"

	"kefu/server/desk"

	"github.com/jmoiron/sqlx"
)

const (
	// connLife is for how long a connection is used: one that leads to a
	// server which is no longer the right one goes by itself.
	connLife = 5 * time.Minute
	// renewEvery bounds how often all idle connections are thrown away.
	renewEvery = time.Second
)

// asked is the pool for whoever asks under ctx: customers have connections of
// their own, so that however many of them ask, the desk is answered.
func (db *DB) asked(ctx context.Context) *sqlx.DB {
	if db.customers != nil && desk.Asking(ctx) == desk.CustomerSide {
		return db.customers
	}
	return db.DB
}

// GetContext is sqlx's, on a connection of the side that asks.
func (db *DB) GetContext(ctx context.Context, dest any, query string, args ...any) error {
	return db.asked(ctx).GetContext(ctx, dest, query, args...)
}

// SelectContext is sqlx's, on a connection of the side that asks.
func (db *DB) SelectContext(ctx context.Context, dest any, query string, args ...any) error {
	return db.asked(ctx).SelectContext(ctx, dest, query, args...)
}

// QueryContext is sql's, on a connection of the side that asks.
func (db *DB) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return db.asked(ctx).QueryContext(ctx, query, args...)
}

// QueryRowContext is sql's, on a connection of the side that asks.
func (db *DB) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return db.asked(ctx).QueryRowContext(ctx, query, args...)
}

// BeginTxx is sqlx's, on a connection of the side that asks.
func (db *DB) BeginTxx(ctx context.Context, o *sql.TxOptions) (*sqlx.Tx, error) {
	return db.asked(ctx).BeginTxx(ctx, o)
}

// pools are all of the database's connections but those that a GroupWriter holds.
func (db *DB) pools() []*sql.DB {
	pools := []*sql.DB{db.DB.DB, db.groups}
	if db.customers != nil {
		pools = append(pools, db.customers.DB)
	}
	return pools
}

// renew throws the idle connections away after one has failed: they may lead
// to a server that is gone, or that takes no writes any more, and each would
// cost somebody a failure, or a long wait, before it went by itself.
func (db *DB) renew() {
	now, last := time.Now().UnixNano(), db.renewed.Load()
	if now-last < int64(renewEvery) || !db.renewed.CompareAndSwap(last, now) {
		return
	}
	db.renewNow()
}

func (db *DB) renewNow() {
	for _, p := range db.pools() {
		p.SetMaxIdleConns(0)
		p.SetMaxIdleConns(db.idle)
	}
}
