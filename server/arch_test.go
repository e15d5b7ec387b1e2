package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
)

// law is the import law of the house: what each package may import beside the
// standard library, ours by its path below kefu/server, others by their
// module. Test files may import more. A new package needs a row; "feature/*"
// is the row of every feature.
var law = map[string][]string{
	// The nouns and the rules know nobody.
	"desk": {},
	"wire": {"desk"},

	// The corridor. chat and journal know neither SQL nor HTTP nor websockets:
	// what they need from below is declared where it is used.
	"chat":     {"desk"},
	"journal":  {"desk"},
	"routing":  {"desk"},
	"store":    {"desk", "kefu/sql", mysqlDriver, sqlx, goose, sqlite},
	"fanout":   {"desk", "wire", redis},
	"presence": {"desk"},
	"limit":    {redis, "golang.org/x/time"},
	// gateway alone knows melody; auth finds the credential in a request.
	"gateway": {"auth", "chat", "desk", "fanout", "limit", "wire", melody, gorilla},

	// Identity and the platform behind it. auth slows guessing down.
	"auth":   {"desk", "limit", "github.com/golang-jwt/jwt/v5"},
	"wechat": {"desk"},
	// The stand-in for WeChat's servers is nobody's but the tests'.
	"wechat/wechattest": {},

	"files": {"desk", "github.com/gabriel-vasile/mimetype", "github.com/minio/minio-go/v7", "golang.org/x/image"},

	// api asks the store's lists directly: they are reads without rules.
	"api":     {"auth", "chat", "desk", "store", "wire", "github.com/gin-gonic/gin", "github.com/danielgtaylor/huma/v2"},
	"pages":   {"desk", "kefu/frontend"},
	"metrics": {"desk", "github.com/prometheus/client_golang"},
	"config":  {"github.com/caarlos0/env/v11", "github.com/goccy/go-yaml"},
	// demo is a client: it knows the contract and nothing of the desk.
	"demo":      {gorilla},
	"feature/*": {"api", "desk", "store", "wire", sqlx, "github.com/danielgtaylor/huma/v2", "github.com/gin-gonic/gin"},

	// app wires all; the commands stand on it.
	"app": {everything},
	".":   {everything},

	// For tests only: law tests that nothing of the product imports them.
	"testkit":               {"desk", "store", "wire", mysqlDriver, gorilla},
	"testkit/testdesk":      {everything},
	"testkit/netfault":      {},
	"testkit/smalldisk":     {},
	"testkit/wechatstandin": {"wechat/wechattest"},
}

// The modules that the laws name one by one.
const (
	mysqlDriver = "github.com/go-sql-driver/mysql"
	sqlx        = "github.com/jmoiron/sqlx"
	goose       = "github.com/pressly/goose/v3"
	sqlite      = "modernc.org/sqlite"
	redis       = "github.com/redis/go-redis/v9"
	melody      = "github.com/olahol/melody"
	gorilla     = "github.com/gorilla/websocket"
	everything  = "*"
)

// kept names, whatever a row says, the only packages that may know a thing.
var kept = map[string][]string{
	"database/sql":        {"store", "feature/*", "testkit"},
	"database/sql/driver": {"store", "testkit"},
	mysqlDriver:           {"store", "testkit"},
	sqlite:                {"store"},
	melody:                {"gateway"},
	// app makes the one client that fanout and limit share.
	redis: {"fanout", "limit", "app"},
}

// stateful are package-level variables that are allowed although they change.
var stateful = map[string]string{
	"testkit.templates":  "a database is migrated once in a test process and copied from then on",
	"testkit.recorders":  "every database of a test process writes to one log of statements",
	"api.setUpLibraries": "gin and huma keep switches of their own in package variables; they are set once",
	"main.version":       "the linker sets it",
}

type sourceFile struct {
	pkg, name string // pkg: path below server, "." for the commands
	test      bool
	set       *token.FileSet
	ast       *ast.File
}

// sources parses every Go file below server.
func sources(t *testing.T) []sourceFile {
	t.Helper()
	var files []sourceFile
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".go") {
			return err
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, p, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		p = filepath.ToSlash(p)
		files = append(files, sourceFile{path.Dir(p), p, strings.HasSuffix(p, "_test.go"), set, f})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 50 {
		t.Fatalf("found %d files only: the test looks in the wrong place", len(files))
	}
	return files
}

// rowOf is the name under which the law knows a package.
func rowOf(pkg string) string {
	if _, named := law[pkg]; !named && strings.HasPrefix(pkg, "feature/") {
		return "feature/*"
	}
	return pkg
}

// allows reports whether a row allows an import.
func allows(row []string, what string) bool {
	for _, r := range row {
		if r == everything || what == r || strings.HasPrefix(what, r+"/") && strings.Contains(r, ".") {
			return true
		}
	}
	return false
}

func TestImportsKeepTheLaw(t *testing.T) {
	for _, f := range sources(t) {
		if f.test {
			continue
		}
		row, known := law[rowOf(f.pkg)]
		if !known {
			t.Errorf("%s: the package %s has no row in the law", f.name, f.pkg)
			continue
		}
		for _, spec := range f.ast.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			checkImport(t, f, row, imported)
		}
	}
}

func checkImport(t *testing.T, f sourceFile, row []string, imported string) {
	ours, isOurs := strings.CutPrefix(imported, "kefu/server/")
	if !isOurs {
		ours = imported
	}
	first, _, _ := strings.Cut(imported, "/")
	isStandard := !strings.Contains(first, ".") && first != "kefu"
	if !isStandard && !allows(row, ours) {
		t.Errorf("%s imports %s, which the law of %s does not allow", f.name, imported, f.pkg)
	}
	if who := kept[imported]; who != nil && !slices.Contains(who, rowOf(f.pkg)) {
		t.Errorf("%s imports %s: only %s may", f.name, imported, strings.Join(who, ", "))
	}
	if strings.HasPrefix(ours, "feature/") && strings.HasPrefix(f.pkg, "feature/") && isOurs {
		t.Errorf("%s imports %s: a feature never imports a feature", f.name, imported)
	}
	if isOurs && (strings.HasPrefix(ours, "testkit") || strings.HasSuffix(ours, "test")) && !strings.HasPrefix(f.pkg, "testkit") {
		t.Errorf("%s imports %s: the product imports nothing that is for tests", f.name, imported)
	}
	if strings.HasPrefix(imported, "net/http") && slices.Contains([]string{"desk", "chat", "journal", "routing", "store", "fanout", "presence"}, f.pkg) {
		t.Errorf("%s imports %s: HTTP ends at the gateway and the API", f.name, imported)
	}
}

func TestPackagesHaveNamesOfTheirOwn(t *testing.T) {
	for _, f := range sources(t) {
		switch base := path.Base(f.pkg); base {
		case "util", "utils", "common", "helper", "helpers", "misc", "shared", "base":
			t.Errorf("%s: a package named %s says nothing about what it holds", f.name, base)
		}
	}
}

func TestNothingHappensOnImport(t *testing.T) {
	for _, f := range sources(t) {
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s has an init function", f.set.Position(fn.Pos()))
			}
		}
	}
}

// TestPackagesKeepNoState: a package-level variable is an error, an embedded
// file or a table, which nothing changes. What it can't see is a change through
// a copy of a map or a slice.
func TestPackagesKeepNoState(t *testing.T) {
	vars := map[string]map[string]string{} // package -> variable -> where
	var product []sourceFile
	for _, f := range sources(t) {
		if f.test {
			continue
		}
		product = append(product, f)
		for name, where := range packageVars(f) {
			if vars[f.pkg] == nil {
				vars[f.pkg] = map[string]string{}
			}
			vars[f.pkg][name] = where
		}
	}
	for _, f := range product {
		for name, how := range changedNames(f.ast) {
			where, isVar := vars[f.pkg][name]
			if _, excused := stateful[path.Base(strings.Replace(f.pkg, ".", "main", 1))+"."+name]; isVar && !excused {
				t.Errorf("%s: the package variable %s is %s in %s", where, name, how, f.name)
			}
		}
	}
}

// packageVars lists a file's package-level variables; one whose very type is
// state counts as changed on the spot.
func packageVars(f sourceFile) map[string]string {
	out := map[string]string{}
	for _, d := range f.ast.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR {
			continue
		}
		for _, s := range g.Specs {
			for _, n := range s.(*ast.ValueSpec).Names {
				if n.Name != "_" {
					out[n.Name] = f.set.Position(n.Pos()).String()
				}
			}
		}
	}
	return out
}

// changedNames finds names that the file assigns to, writes through, takes the
// address of, or declares as something that only exists to change.
func changedNames(file *ast.File) map[string]string {
	out := map[string]string{}
	for _, d := range file.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok {
			changes(fn, localNames(fn), out)
			continue
		}
		changes(d, nil, out)
		ast.Inspect(d, func(n ast.Node) bool {
			if v, ok := n.(*ast.ValueSpec); ok && stateByMaking(v) {
				out[v.Names[0].Name] = "state by its making"
			}
			return true
		})
	}
	return out
}

// localNames lists what a function declares itself: a package variable of the
// same name is not meant in it.
func localNames(fn *ast.FuncDecl) map[string]bool {
	out := map[string]bool{}
	note := func(es ...ast.Expr) {
		for _, e := range es {
			if id, ok := e.(*ast.Ident); ok {
				out[id.Name] = true
			}
		}
	}
	ast.Inspect(fn, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.Field:
			for _, id := range x.Names {
				out[id.Name] = true
			}
		case *ast.ValueSpec:
			for _, id := range x.Names {
				out[id.Name] = true
			}
		case *ast.AssignStmt:
			if x.Tok == token.DEFINE {
				note(x.Lhs...)
			}
		case *ast.RangeStmt:
			if x.Tok == token.DEFINE {
				note(x.Key, x.Value)
			}
		}
		return true
	})
	return out
}

// changes notes in out what of n changes something that is not local.
func changes(n ast.Node, local map[string]bool, out map[string]string) {
	note := func(e ast.Expr, how string) {
		if name := root(e); name != "" && !local[name] {
			out[name] = how
		}
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.AssignStmt:
			if x.Tok != token.DEFINE {
				for _, l := range x.Lhs {
					note(l, "assigned to")
				}
			}
		case *ast.IncDecStmt:
			note(x.X, "changed")
		case *ast.UnaryExpr:
			if x.Op == token.AND {
				note(x.X, "shared by its address")
			}
		case *ast.CallExpr:
			if fn, ok := x.Fun.(*ast.Ident); ok && (fn.Name == "delete" || fn.Name == "clear") && len(x.Args) > 0 {
				note(x.Args[0], "emptied")
			}
		}
		return true
	})
}

// root is the variable that an expression reaches into, "" if none.
func root(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.IndexExpr:
		return root(x.X)
	case *ast.SelectorExpr:
		return root(x.X)
	case *ast.StarExpr:
		return root(x.X)
	case *ast.ParenExpr:
		return root(x.X)
	case *ast.Ident:
		return x.Name
	}
	return ""
}

// stateByMaking: a lock, a counter, a map made empty: things that only exist to change.
func stateByMaking(v *ast.ValueSpec) bool {
	if t := selector(v.Type); strings.HasPrefix(t, "sync.") || strings.HasPrefix(t, "atomic.") {
		return true
	}
	for _, e := range v.Values {
		if call, ok := e.(*ast.CallExpr); ok && (strings.HasPrefix(selector(call.Fun), "sync.") || selector(call.Fun) == "make") {
			return true
		}
	}
	return false
}

// selector writes pkg.Name, or a plain name, or "".
func selector(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.SelectorExpr:
		if id, ok := x.X.(*ast.Ident); ok {
			return id.Name + "." + x.Sel.Name
		}
	case *ast.IndexExpr:
		return selector(x.X)
	case *ast.Ident:
		return x.Name
	}
	return ""
}

// TestMigrationsHaveTheSameNames: each dialect has each migration.
func TestMigrationsHaveTheSameNames(t *testing.T) {
	names := func(dialect string) (out []string) {
		entries, err := os.ReadDir("../sql/" + dialect)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			out = append(out, e.Name())
		}
		sort.Strings(out)
		return out
	}
	mysql, sqlite := names("mysql"), names("sqlite")
	if len(mysql) == 0 || !slices.Equal(mysql, sqlite) {
		t.Errorf("sql/mysql has %v, sql/sqlite has %v", mysql, sqlite)
	}
}
