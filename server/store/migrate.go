package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"kefu/server/desk"
	migrations "kefu/sql"

	"github.com/pressly/goose/v3"
)

// Migrate brings the schema up to this binary's version and returns how many
// migrations that took. Nodes that start together wait for one another. It
// refuses, with a sentence, a schema that is marked incompatible with this
// binary; one that is only newer is well: migrations expand.
func (db *DB) Migrate(ctx context.Context) (int, error) {
	fsys, err := fs.Sub(migrations.Migrations, db.dialect.name())
	if err != nil {
		return 0, err
	}
	provider, err := db.dialect.goose(db.DB.DB, fsys)
	if err != nil {
		return 0, fmt.Errorf("read the migrations: %w", err)
	}
	for try := 1; ; try++ {
		n, met, err := db.migrate(ctx, provider)
		if err == nil || !met || try == maxTries {
			return n, err
		}
		pause(ctx, try+4)
	}
}

// migrate tries once. met: nodes that start together may have met, and who
// looks again finds the work done. Two processes on one SQLite file meet
// anywhere; on MySQL a node may look between another's making the list of
// versions and its first entry, which is no transaction there.
func (db *DB) migrate(ctx context.Context, provider *goose.Provider) (n int, met bool, err error) {
	oneFile := db.writing != nil
	if err := db.Compatible(ctx); err != nil {
		return 0, oneFile && desk.CodeOf(err) == desk.CodeUnavailable, err
	}
	results, err := provider.Up(ctx)
	if err != nil {
		return 0, oneFile || strings.Contains(err.Error(), "missing zero version"), db.fail("migrate the schema", err)
	}
	return len(results), false, nil
}

// SchemaVersion is the newest migration that this binary carries.
func SchemaVersion() int64 {
	entries, err := migrations.Migrations.ReadDir("mysql")
	if err != nil || len(entries) == 0 {
		panic("store: the binary carries no migrations")
	}
	var version int64
	if _, err := fmt.Sscanf(entries[len(entries)-1].Name(), "%d_", &version); err != nil {
		panic("store: a migration's name does not begin with its number")
	}
	return version
}

// Compatible returns an error if the schema is marked as one that binaries
// older than a newer version must not touch. A database without a schema is
// compatible.
func (db *DB) Compatible(ctx context.Context) error {
	var row struct {
		MinVersion int64  `db:"min_version"`
		Reason     string `db:"reason"`
	}
	err := db.GetContext(ctx, &row, "SELECT min_version, reason FROM schema_compat WHERE id=1")
	switch {
	case errors.Is(err, sql.ErrNoRows) || db.dialect.isNoTable(err):
		return nil
	case err != nil:
		return db.fail("read the schema's mark", err)
	case row.MinVersion > SchemaVersion():
		return fmt.Errorf("the database's schema needs a newer kefu: it is marked for schema version %d or later (%s) and this binary knows %d; start the newer binary, or restore the database from before its upgrade",
			row.MinVersion, row.Reason, SchemaVersion())
	}
	return nil
}

// WaitUntilUp waits until the database answers, at most for limit: a desk and
// its database are often started together.
func (db *DB) WaitUntilUp(ctx context.Context, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		err := db.PingContext(ctx)
		if err == nil || !db.dialect.isDown(err) && !errors.Is(err, os.ErrDeadlineExceeded) {
			return err
		}
		select {
		case <-ctx.Done():
			return desk.Unavailable(err)
		case <-time.After(250 * time.Millisecond):
		}
	}
}
