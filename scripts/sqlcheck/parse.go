package sqlcheck

import (
	"fmt"
	"regexp"

	"vitess.io/vitess/go/vt/sqlparser"
)

// versions are the oldest and the newest MySQL that the desk is made for.
var versions = []string{"8.0.30", "8.4.0"}

// newParsers returns one parser for each of versions.
func newParsers() ([]*sqlparser.Parser, error) {
	var parsers []*sqlparser.Parser
	for _, version := range versions {
		parser, err := sqlparser.New(sqlparser.Options{MySQLServerVersion: version})
		if err != nil {
			return nil, fmt.Errorf("parser for MySQL %s: %w", version, err)
		}
		parsers = append(parsers, parser)
	}
	return parsers, nil
}

// parse reads one statement as each MySQL does and returns its tree.
func parse(parsers []*sqlparser.Parser, query string) (stmt sqlparser.Statement, err error) {
	for i, parser := range parsers {
		// Strict: the plain Parse lets a table definition pass that it does not understand.
		if stmt, err = parser.ParseStrictDDL(query); err != nil {
			return nil, fmt.Errorf("MySQL %s: %w", versions[i], err)
		}
	}
	return stmt, nil
}

var (
	moreRows   = regexp.MustCompile(`(\((?:\?, ?)*\?\))(?:, ?\((?:\?, ?)*\?\))+`)
	moreValues = regexp.MustCompile(`(?i)\bIN ?\(\?(?:, ?\?)+\)`)
)

// shorten leaves two of the rows and values that a statement lists, since a list of 200
// is no other SQL than one of 2.
func shorten(query string) string {
	query = moreValues.ReplaceAllString(query, "IN (?,?)")
	return moreRows.ReplaceAllString(query, "$1,$1")
}
