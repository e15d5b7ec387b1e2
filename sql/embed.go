// Package sql carries the migrations in the binary: the same names for each
// dialect, applied in the order of their numbers.
package sql

import "embed"

// Migrations holds mysql/NNNNN_name.sql and sqlite/NNNNN_name.sql.
//
//go:embed mysql/*.sql sqlite/*.sql
var Migrations embed.FS
