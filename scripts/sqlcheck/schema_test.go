package sqlcheck

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	sqle "github.com/dolthub/go-mysql-server"
	"github.com/dolthub/go-mysql-server/memory"
	"github.com/dolthub/go-mysql-server/sql"
	"vitess.io/vitess/go/vt/sqlparser"
)

// schema is the migrated schema in go-mysql-server's memory. It has no real locks, so
// one goroutine uses it.
type schema struct {
	engine *sqle.Engine
	ctx    *sql.Context
	tables map[string]bool
}

// newSchema runs every migration, in order, in an empty database.
func newSchema(t *testing.T) *schema {
	t.Helper()
	const name = "kefu"
	database := memory.NewDatabase(name)
	provider := memory.NewDBProvider(database)
	engine := sqle.NewDefault(provider)
	// Its error only says that its background threads were told to end.
	t.Cleanup(func() { _ = engine.Close() })
	session := memory.NewSession(sql.NewBaseSession(), provider)
	ctx := sql.NewContext(context.Background(), sql.WithSession(session))
	ctx.SetCurrentDatabase(name)
	s := &schema{engine: engine, ctx: ctx, tables: map[string]bool{}}

	parsers := parsersFor(t)
	for _, path := range migrationFiles(t) {
		up, _ := readMigration(t, parsers, path)
		for _, query := range up {
			if err := s.run(query); err != nil {
				t.Fatalf("%s: %v\n%s", path, err, query)
			}
		}
	}
	for table := range database.Tables() {
		s.tables[strings.ToLower(table)] = true
	}
	if len(s.tables) == 0 {
		t.Fatal("the migrations made no table")
	}
	return s
}

func (s *schema) run(query string) error {
	_, rows, _, err := s.engine.Query(s.ctx, query)
	if err != nil {
		return err
	}
	for {
		if _, err := rows.Next(s.ctx); err == io.EOF {
			return rows.Close(s.ctx)
		} else if err != nil {
			return err
		}
	}
}

// holdsTablesOf tells whether a statement reads or writes rows, and only of tables that
// the migrations made; those of goose and of tests are none.
func (s *schema) holdsTablesOf(stmt sqlparser.Statement) bool {
	switch stmt.(type) {
	case *sqlparser.Select, *sqlparser.Union, *sqlparser.Insert, *sqlparser.Update, *sqlparser.Delete:
	default:
		return false
	}
	ours, others := 0, 0
	_ = sqlparser.Walk(func(node sqlparser.SQLNode) (bool, error) {
		if table, ok := node.(sqlparser.TableName); ok && !table.IsEmpty() {
			if table.Qualifier.IsEmpty() && s.tables[strings.ToLower(table.Name.String())] {
				ours++
			} else if !isAlias(stmt, table) {
				others++
			}
		}
		return true, nil
	}, stmt)
	return ours > 0 && others == 0
}

// isAlias tells whether a table's name is one that the statement itself gives: an alias
// or a common table expression.
func isAlias(stmt sqlparser.Statement, table sqlparser.TableName) bool {
	found := false
	_ = sqlparser.Walk(func(node sqlparser.SQLNode) (bool, error) {
		switch n := node.(type) {
		case *sqlparser.AliasedTableExpr:
			found = found || n.As.String() == table.Name.String()
		case *sqlparser.CommonTableExpr:
			found = found || n.ID.String() == table.Name.String()
		}
		return !found, nil
	}, stmt)
	return found
}

// resolve looks up every table, column and function of a statement, with its
// placeholders left open.
func (s *schema) resolve(query string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the engine gave up: %v", p)
		}
	}()
	_, err = s.engine.PrepareQuery(s.ctx, query)
	return err
}
