package testkit

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"kefu/server/store"

	"github.com/go-sql-driver/mysql"
)

// template is what a database holds when it was migrated and nothing was written
// to it. Tests make hundreds of databases, and to copy one is a small part of the
// work of migrating it.
type template struct {
	file   []byte // SQLite's
	tables string // MySQL's, as statements
	rows   []templateRow
}

// templateRow is one that a migration wrote.
type templateRow struct {
	insert string
	values []any
}

// templates are made once in each process, by dialect.
var templates sync.Map // dialect -> func() (*template, error)

// fill makes an empty database what it is after its migration.
func fill(t testing.TB, dialect, address string) {
	t.Helper()
	made, _ := templates.LoadOrStore(dialect, sync.OnceValues(func() (*template, error) { return newTemplate(t, dialect) }))
	from, err := made.(func() (*template, error))()
	if err == nil {
		err = from.copyTo(address)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// newTemplate migrates a database of t's.
func newTemplate(t testing.TB, dialect string) (*template, error) {
	address := newEmpty(t, dialect)
	db, err := store.Open(address, store.Options{})
	if err != nil {
		return nil, err
	}
	from := &template{}
	if _, err = db.Migrate(context.Background()); err == nil && dialect == "mysql" {
		err = from.read(db)
	}
	if err := errors.Join(err, db.Close()); err != nil { // the last to close SQLite's brings all into one file
		return nil, err
	}
	if dialect == "sqlite" {
		from.file, err = os.ReadFile(strings.TrimPrefix(address, "sqlite:"))
	}
	return from, err
}

// read takes a MySQL database's tables, and the rows that are in them.
func (x *template) read(db *store.DB) error {
	var names []string
	if err := db.Select(&names, "SHOW TABLES"); err != nil {
		return err
	}
	for _, name := range names {
		var same, text string
		if err := db.QueryRow("SHOW CREATE TABLE `"+name+"`").Scan(&same, &text); err != nil {
			return err
		}
		x.tables += text + ";\n"
		if err := x.readRows(db, name); err != nil {
			return err
		}
	}
	return nil
}

func (x *template) readRows(db *store.DB, table string) error {
	rows, err := db.Queryx("SELECT * FROM `" + table + "`")
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to their end
	for rows.Next() {
		values, err := rows.SliceScan()
		if err != nil {
			return err
		}
		for i, v := range values {
			if b, text := v.([]byte); text {
				values[i] = string(b)
			}
		}
		x.rows = append(x.rows, templateRow{"INSERT INTO `" + table + "` VALUES (?" + strings.Repeat(",?", len(values)-1) + ")", values})
	}
	return rows.Err()
}

func (x *template) copyTo(address string) error {
	if file, lite := strings.CutPrefix(address, "sqlite:"); lite {
		return os.WriteFile(filepath.Clean(file), x.file, 0o600)
	}
	cfg, err := mysql.ParseDSN(strings.TrimPrefix(address, "mysql:"))
	if err != nil {
		return err
	}
	cfg.MultiStatements, cfg.InterpolateParams = true, true
	db, err := sql.Open("mysql", cfg.FormatDSN())
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // used once
	if _, err := db.Exec(x.tables); err != nil {
		return err
	}
	for _, row := range x.rows {
		if _, err := db.Exec(row.insert, row.values...); err != nil {
			return err
		}
	}
	return nil
}
