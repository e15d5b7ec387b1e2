// Package sqlcheck holds no program, only tests: that MySQL 8 understands the SQL which
// the product's own tests could only run on MariaDB. It reads every migration in
// sql/mysql, and every statement that the product sent to MySQL during its Go tests
// (KEFU_SQL_LOG names the record: a JSON string on each line).
//
// It is a module of its own, so that the product does not carry two SQL parsers.
package sqlcheck
