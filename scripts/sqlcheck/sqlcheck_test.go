package sqlcheck

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vitess.io/vitess/go/vt/sqlparser"
)

// fewest is the least number of distinct statements that a record of a whole test run
// holds: with fewer, the recorder is broken, and this check would check nothing.
const fewest = 30

const migrations = "../../sql/mysql/*.sql"

func parsersFor(t *testing.T) []*sqlparser.Parser {
	t.Helper()
	parsers, err := newParsers()
	if err != nil {
		t.Fatal(err)
	}
	return parsers
}

func TestMigrations(t *testing.T) {
	parsers := parsersFor(t)
	for _, path := range migrationFiles(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			up, down := readMigration(t, parsers, path)
			if len(up) == 0 {
				t.Error("holds no statement on its way up")
			}
			for _, query := range slices.Concat(up, down) {
				checkStatement(t, parsers, query)
			}
		})
	}
}

// TestSchema builds the whole schema in an engine that behaves as MySQL 8 does.
func TestSchema(t *testing.T) {
	newSchema(t)
}

func TestStatements(t *testing.T) {
	parsers := parsersFor(t)
	queries := distinct(t, parsers[0], recorded(t))
	schema := newSchema(t)
	resolved := 0
	for _, query := range queries {
		stmt := checkStatement(t, parsers, query)
		if stmt == nil || !schema.holdsTablesOf(stmt) {
			continue
		}
		resolved++
		if err := schema.resolve(query); err != nil {
			t.Errorf("on the migrated schema: %v\n%s", err, query)
		}
	}
	if len(queries) < fewest {
		t.Errorf("only %d distinct statements; want at least %d: do the Go tests record them?", len(queries), fewest)
	}
	t.Logf("%d distinct statements, %d of them resolved against the schema", len(queries), resolved)
	if resolved < fewest {
		t.Errorf("only %d statements use tables of the schema; want at least %d", resolved, fewest)
	}
}

func checkStatement(t *testing.T, parsers []*sqlparser.Parser, query string) sqlparser.Statement {
	t.Helper()
	stmt, err := parse(parsers, query)
	if err != nil {
		t.Errorf("%v\n%s", err, query)
		return nil
	}
	for _, why := range unportable(query, stmt) {
		t.Errorf("%s\n%s", why, query)
	}
	return stmt
}

func migrationFiles(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob(migrations)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no migrations in %s (%v)", migrations, err)
	}
	slices.Sort(paths)
	return paths
}

func readMigration(t *testing.T, parsers []*sqlparser.Parser, path string) (up, down []string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	up, down, err = splitMigration(parsers[0], string(text))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return up, down
}

// distinct splits the texts, each sent in one go, into statements, and returns those that
// differ in more than how many rows they are about.
func distinct(t *testing.T, parser *sqlparser.Parser, texts []string) []string {
	t.Helper()
	var all []string
	for _, text := range texts {
		pieces, err := parser.SplitStatementToPieces(text)
		if err != nil {
			t.Errorf("cannot be split into statements: %v\n%s", err, text)
		}
		for _, piece := range pieces {
			all = append(all, shorten(strings.TrimSpace(piece)))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// recorded returns the texts of the record.
func recorded(t *testing.T) []string {
	t.Helper()
	path := os.Getenv("KEFU_SQL_LOG")
	if path == "" {
		t.Fatal("KEFU_SQL_LOG is not set: run scripts/test")
	}
	queries, err := readRecord(path)
	if err != nil {
		t.Fatal(err)
	}
	return queries
}

func readRecord(path string) (queries []string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the record of statements: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var query string
		if err := json.Unmarshal(lines.Bytes(), &query); err != nil {
			return nil, fmt.Errorf("%s:%d: not a JSON string: %w", path, n, err)
		}
		queries = append(queries, query)
	}
	return queries, lines.Err()
}
