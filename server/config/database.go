package config

import (
	"errors"
	"path/filepath"
	"strings"
)

// Driver is the kind of database.
type Driver string

// The drivers.
const (
	SQLite Driver = "sqlite"
	MySQL  Driver = "mysql" // MariaDB too
)

// Database is where everything is kept.
type Database struct {
	Driver Driver
	Path   string // of SQLite's file
	DSN    Secret // of MySQL, as github.com/go-sql-driver/mysql writes it; holds the password
}

// Address is what the store opens: the driver, ":" and the path or the DSN. It
// holds the password.
func (d Database) Address() string {
	if d.Driver == MySQL {
		return string(MySQL) + ":" + d.DSN.Reveal()
	}
	return string(d.Driver) + ":" + d.Path
}

// String tells the database apart without its password.
func (d Database) String() string {
	if d.Driver == MySQL {
		dsn := d.DSN.Reveal()
		at := strings.LastIndexByte(dsn, '@')
		return "mysql:" + dsn[at+1:]
	}
	return string(d.Driver) + ":" + d.Path
}

func (c *checker) database(s string) Database {
	kind, rest, _ := strings.Cut(s, ":")
	switch Driver(kind) {
	case SQLite:
		if rest == "" || rest == ":memory:" || strings.ContainsAny(rest, "?#\x00") {
			c.wrong("database", "must name SQLite's file, such as sqlite:data/kefu.db")
		}
		return Database{Driver: SQLite, Path: filepath.Clean(rest)}
	case MySQL:
		if err := checkDSN(rest); err != nil {
			c.wrong("database", "%s: it must look like mysql:user:password@tcp(host:3306)/kefu", err)
		}
		return Database{Driver: MySQL, DSN: Secret(rest)}
	}
	c.wrong("database", "names no kind of database: it must begin with sqlite: or mysql:, such as sqlite:data/kefu.db")
	return Database{}
}

// checkDSN finds the mistakes people make in a DSN,
// [user[:password]@][net[(addr)]]/dbname[?param=value]; the driver, which only
// the store knows, finds the rest. Its errors show nothing of the DSN.
func checkDSN(dsn string) error {
	if strings.HasPrefix(dsn, "//") {
		return errors.New("is written as a URL, which the driver does not take")
	}
	slash := strings.LastIndexByte(dsn, '/') // the driver's rule: the last one
	if slash >= 0 {
		if query := strings.LastIndexByte(dsn[:slash], '?'); query > 0 && strings.Contains(dsn[query:slash], "=") {
			return errors.New("has a slash in its options that must be written %2F")
		}
	}
	if slash < 0 {
		return errors.New("names no database after a slash")
	}
	if name, _, _ := strings.Cut(dsn[slash+1:], "?"); name == "" {
		return errors.New("names no database after the slash")
	}
	address := dsn[:slash]
	address = address[strings.LastIndexByte(address, '@')+1:]
	if open := strings.IndexByte(address, '('); open >= 0 && !strings.HasSuffix(address, ")") {
		return errors.New("has a host without its closing bracket")
	} else if open < 0 && strings.Contains(address, ":") {
		return errors.New("has a host without tcp( ) around it")
	}
	return nil
}
