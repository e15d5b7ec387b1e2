package sqlcheck

import (
	"slices"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	parsers := parsersFor(t)
	cases := []struct {
		name  string
		query string
		bad   bool
	}{
		{name: "a placeholder", query: "SELECT a FROM t WHERE b = ? AND c IN (?, ?)"},
		{name: "an upsert", query: "INSERT INTO t (a, b) VALUES (?, ?) ON DUPLICATE KEY UPDATE b = VALUES(b)"},
		{name: "MariaDB's RETURNING", query: "INSERT INTO t (a) VALUES (1) RETURNING a", bad: true},
		{name: "MariaDB's ADD COLUMN IF NOT EXISTS", query: "ALTER TABLE t ADD COLUMN IF NOT EXISTS b INT", bad: true},
		{name: "MariaDB's CREATE INDEX IF NOT EXISTS", query: "CREATE INDEX IF NOT EXISTS i ON t (a)", bad: true},
		{name: "MariaDB's sequence", query: "CREATE SEQUENCE s", bad: true},
		{name: "a word that MySQL 8 reserves, as a name", query: "CREATE TABLE t (id INT PRIMARY KEY, `rank` INT)"},
		{name: "nonsense", query: "SELEC 1", bad: true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if _, err := parse(parsers, c.query); (err != nil) != c.bad {
				t.Errorf("error %v; want one: %t", err, c.bad)
			}
		})
	}
}

func TestUnportable(t *testing.T) {
	parsers := parsersFor(t)
	cases := []struct {
		name  string
		query string
		want  string // part of what is found; empty: nothing is
	}{
		{"plain", "SELECT a FROM t WHERE b = 'x || y' FOR UPDATE", ""},
		{"a forbidden word in a string", "INSERT INTO t (a) VALUES ('no RETURNING, no FULLTEXT')", ""},
		{"upsert by VALUES", "INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = VALUES(a)", ""},
		{"upsert by alias", "INSERT INTO t (a) VALUES (1) AS new ON DUPLICATE KEY UPDATE a = new.a", "AS new"},
		{"arrow", "SELECT j->>'$.a' FROM t", "->>"},
		{"short arrow, deep within", "SELECT a FROM t WHERE b IN (SELECT j->'$.a' FROM u)", "->>"},
		{"share", "SELECT a FROM t FOR SHARE", "FOR SHARE"},
		{"old share", "SELECT a FROM t LOCK IN SHARE MODE", "FOR SHARE"},
		{"skip locked", "SELECT a FROM t FOR UPDATE SKIP LOCKED", "SKIP LOCKED"},
		{"pipes", "SELECT a || b FROM t", "||"},
		{"collation", "CREATE TABLE t (id INT PRIMARY KEY) COLLATE utf8mb4_0900_ai_ci", "utf8mb4_unicode_520_ci"},
		{"functional index", "CREATE TABLE t (id INT PRIMARY KEY, s VARCHAR(9), KEY k ((lower(s))))", "generated column"},
		{"stored generated column", "CREATE TABLE t (id INT PRIMARY KEY, s VARCHAR(9), l VARCHAR(9) GENERATED ALWAYS AS (lower(s)) STORED, KEY k (l))", ""},
		{"full text", "CREATE TABLE t (id INT PRIMARY KEY, s TEXT, FULLTEXT KEY k (s))", "full-text"},
		{"foreign key on a hot table", "CREATE TABLE messages (id INT PRIMARY KEY, c INT, CONSTRAINT f FOREIGN KEY (c) REFERENCES conversations (id))", "foreign key on messages"},
		{"foreign key added to a hot table", "ALTER TABLE messages ADD CONSTRAINT f FOREIGN KEY (c) REFERENCES conversations (id)", "foreign key on messages"},
		{"foreign key elsewhere", "CREATE TABLE t (id INT PRIMARY KEY, c INT, CONSTRAINT f FOREIGN KEY (c) REFERENCES u (id))", ""},
		{"JSON_TABLE", "SELECT v FROM t, JSON_TABLE('[1]', '$[*]' COLUMNS (v INT PATH '$')) AS j", "JSON_TABLE"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			stmt, err := parse(parsers, c.query)
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Join(unportable(c.query, stmt), "; ")
			if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
				t.Errorf("found %q; want %q", got, c.want)
			}
		})
	}
}

func TestSplitMigration(t *testing.T) {
	up, down, err := splitMigration(parsersFor(t)[0], `-- +goose NO TRANSACTION
-- +goose Up
-- a comment; with a semicolon
CREATE TABLE a (id INT); -- after it
INSERT INTO a VALUES ('x;y');
-- +goose StatementBegin
SELECT 1; SELECT 2
-- +goose StatementEnd
-- +goose Down
DROP TABLE a;
`)
	if err != nil {
		t.Fatal(err)
	}
	if len(up) != 3 || up[1] != "-- after it\nINSERT INTO a VALUES ('x;y')" || up[2] != "SELECT 1; SELECT 2" {
		t.Errorf("up: %q", up)
	}
	if !slices.Equal(down, []string{"DROP TABLE a"}) {
		t.Errorf("down: %q", down)
	}
}

func TestShorten(t *testing.T) {
	cases := []struct{ query, want string }{
		{"INSERT INTO t VALUES (?,?)", "INSERT INTO t VALUES (?,?)"},
		{"INSERT INTO t VALUES (?,?),(?,?),(?,?) ON DUPLICATE KEY UPDATE a=VALUES(a)", "INSERT INTO t VALUES (?,?),(?,?) ON DUPLICATE KEY UPDATE a=VALUES(a)"},
		{"SELECT 1 FROM t WHERE a IN (?, ?, ?) AND b IN (?)", "SELECT 1 FROM t WHERE a IN (?,?) AND b IN (?)"},
		{"SELECT 1 FROM t WHERE (a,b) IN ((?,?),(?,?),(?,?))", "SELECT 1 FROM t WHERE (a,b) IN ((?,?),(?,?))"},
	}
	for _, c := range cases {
		if got := shorten(c.query); got != c.want {
			t.Errorf("shorten(%q) = %q; want %q", c.query, got, c.want)
		}
	}
}

func TestResolve(t *testing.T) {
	schema := newSchema(t)
	cases := []struct {
		name  string
		query string
		bad   bool
	}{
		{name: "known columns", query: "SELECT id, rev FROM conversations WHERE updated_at>=? AND id>? ORDER BY updated_at, id LIMIT ?"},
		{name: "an unknown column", query: "SELECT id, nothing FROM conversations", bad: true},
		{name: "an unknown table", query: "SELECT id FROM nothing", bad: true},
		{name: "an unknown function", query: "SELECT NOTHING(id) FROM conversations", bad: true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if err := schema.resolve(c.query); (err != nil) != c.bad {
				t.Errorf("error %v; want one: %t", err, c.bad)
			}
		})
	}
}
