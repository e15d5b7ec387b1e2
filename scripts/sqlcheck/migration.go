package sqlcheck

import (
	"fmt"
	"strings"

	"vitess.io/vitess/go/vt/sqlparser"
)

// splitMigration returns the statements of a goose migration, those of its way up and
// those of its way down. Comments are dropped.
func splitMigration(parser *sqlparser.Parser, text string) (up, down []string, err error) {
	into := &up
	var pending strings.Builder
	var whole bool // between StatementBegin and StatementEnd: one statement, whatever it holds
	flush := func() error {
		pieces := []string{strings.TrimSpace(pending.String())}
		if !whole {
			if pieces, err = parser.SplitStatementToPieces(pending.String()); err != nil {
				return fmt.Errorf("split into statements: %w", err)
			}
		}
		for _, piece := range pieces {
			if piece = strings.TrimSpace(piece); piece != "" {
				*into = append(*into, piece)
			}
		}
		pending.Reset()
		return nil
	}
	for _, line := range strings.Split(text, "\n") {
		directive, isDirective := strings.CutPrefix(strings.TrimSpace(line), "-- +goose ")
		if !isDirective {
			if !strings.HasPrefix(strings.TrimSpace(line), "--") {
				pending.WriteString(line + "\n")
			}
			continue
		}
		if err := flush(); err != nil {
			return nil, nil, err
		}
		switch directive {
		case "Up":
			into = &up
		case "Down":
			into = &down
		case "StatementBegin":
			whole = true
		case "StatementEnd":
			whole = false
		case "NO TRANSACTION":
		default:
			return nil, nil, fmt.Errorf("unknown directive %q", directive)
		}
	}
	return up, down, flush()
}
