package sqlcheck

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"vitess.io/vitess/go/vt/sqlparser"
)

// hot are the tables that every message touches. Sharded databases cannot keep foreign
// keys on them.
var hot = []string{"messages", "conversations", "activity", "customers"}

// forbiddenText finds what the parser accepts and its tree no longer shows, in a
// statement whose strings and comments were taken out.
var forbiddenText = []struct {
	pattern *regexp.Regexp
	why     string
}{
	{regexp.MustCompile(`\|\|`), "|| joins strings on SQLite and means OR on MySQL: use CONCAT or OR"},
	{regexp.MustCompile(`->`), "MariaDB lacks -> and ->>: use JSON_UNQUOTE(JSON_EXTRACT())"},
	{regexp.MustCompile(`(?i)\breturning\b`), "RETURNING is unknown to MySQL"},
	{regexp.MustCompile(`(?i)\butf8mb4_0900_`), "MariaDB 10.11 lacks the utf8mb4_0900 collations: use utf8mb4_unicode_520_ci"},
	{regexp.MustCompile(`(?i)\bwith\s+parser\b|\bfulltext\b`), "TiDB and Vitess lack full-text indexes"},
	{regexp.MustCompile(`(?i)^\s*create\s+(or\s+replace\s+)?(definer\s*=\s*\S+\s+)?(trigger|procedure|function|event|sequence)\b`), "no triggers, procedures, functions, events or sequences"},
	{regexp.MustCompile(`(?i)^\s*create\s+or\s+replace\s+table\b`), "CREATE OR REPLACE TABLE is MariaDB's alone"},
}

var stringsAndComments = regexp.MustCompile("(?s)'(?:[^'\\\\]|\\\\.|'')*'|\"(?:[^\"\\\\]|\\\\.|\"\")*\"|`[^`]*`|/\\*.*?\\*/|--[^\n]*")

// unportable says what in a statement does not run the same on MySQL 8.0 to 8.4, MariaDB
// from 10.6, and (as far as a desk may grow out of one MySQL) Vitess and TiDB. It is empty
// when nothing is wrong. stmt is query, parsed.
func unportable(query string, stmt sqlparser.Statement) []string {
	var found []string
	bare := stringsAndComments.ReplaceAllString(query, "''")
	for _, f := range forbiddenText {
		if f.pattern.MatchString(bare) {
			found = append(found, f.why)
		}
	}
	_ = sqlparser.Walk(func(node sqlparser.SQLNode) (bool, error) {
		if why := unportableNode(node); why != "" && !slices.Contains(found, why) {
			found = append(found, why)
		}
		return true, nil
	}, stmt)
	return found
}

func unportableNode(node sqlparser.SQLNode) string {
	switch n := node.(type) {
	case *sqlparser.Insert:
		if n.RowAlias != nil {
			return "MariaDB lacks INSERT … AS new: use VALUES(column)"
		}
	case *sqlparser.Select:
		return unportableLock(n.Lock)
	case *sqlparser.Union:
		return unportableLock(n.Lock)
	case *sqlparser.JSONTableExpr:
		return "TiDB lacks JSON_TABLE"
	case *sqlparser.IndexDefinition:
		for _, column := range n.Columns {
			if column.Expression != nil {
				return "MariaDB lacks functional indexes: index a stored generated column"
			}
		}
	case *sqlparser.CreateTable:
		return hotForeignKey(n.Table, n.TableSpec)
	case *sqlparser.AlterTable:
		for _, option := range n.AlterOptions {
			if add, ok := option.(*sqlparser.AddConstraintDefinition); ok && isForeignKey(add.ConstraintDefinition) && isHot(n.Table) {
				return hotForeignKeyText(n.Table)
			}
		}
	}
	return ""
}

func unportableLock(lock sqlparser.Lock) string {
	switch lock {
	case sqlparser.NoLock, sqlparser.ForUpdateLock, sqlparser.ForUpdateLockNoWait:
		return ""
	case sqlparser.ForUpdateLockSkipLocked:
		return "TiDB lacks SKIP LOCKED"
	}
	return "only FOR UPDATE locks alike everywhere; no FOR SHARE"
}

func hotForeignKey(table sqlparser.TableName, spec *sqlparser.TableSpec) string {
	if spec == nil || !isHot(table) {
		return ""
	}
	if slices.ContainsFunc(spec.Constraints, isForeignKey) {
		return hotForeignKeyText(table)
	}
	return ""
}

func isForeignKey(c *sqlparser.ConstraintDefinition) bool {
	_, is := c.Details.(*sqlparser.ForeignKeyDefinition)
	return is
}

func isHot(table sqlparser.TableName) bool {
	return slices.Contains(hot, strings.ToLower(table.Name.String()))
}

func hotForeignKeyText(table sqlparser.TableName) string {
	return fmt.Sprintf("no foreign key on %s: a sharded database cannot keep it", table.Name.String())
}
