//go:build unix

package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// goJSON makes `go test -json` lines from "action package test output" written with |.
func goJSON(lines ...string) string {
	var b strings.Builder
	for _, line := range lines {
		f := append(strings.Split(line, "|"), "", "", "", "")
		b.WriteString(`{"Action":"` + f[0] + `","Package":"` + f[1] + `","Test":"` + f[2] + `","Output":"` + f[3] + `"}` + "\n")
	}
	return b.String()
}

func TestCountGo(t *testing.T) {
	cases := []struct {
		name    string
		output  string
		passed  int
		skipped int
		failed  []string
		shown   string // must be printed
		hidden  string // must not be printed
	}{
		{
			name: "a parent of passing subtests is not counted",
			output: goJSON("run|p|T", "run|p|T/a", "output|p|T/a|noise", "pass|p|T/a", "run|p|T/b", "pass|p|T/b",
				"pass|p|T", "run|p|U", "pass|p|U", "pass|p"),
			passed: 3,
			hidden: "noise",
		},
		{
			name: "a failing subtest counts once, its sibling passes",
			output: goJSON("run|p|T", "run|p|T/a", "output|p|T/a|the reason", "run|p|T/b", "pass|p|T/b",
				"fail|p|T/a", "fail|p|T", "fail|p"),
			passed: 1,
			failed: []string{"p T/a"},
			shown:  "the reason",
		},
		{
			name:   "a parent that fails by itself counts",
			output: goJSON("run|p|T", "run|p|T/a", "pass|p|T/a", "output|p|T|its own words", "fail|p|T", "fail|p"),
			passed: 1,
			failed: []string{"p T"},
			shown:  "its own words",
		},
		{
			name:    "only the long tests may be skipped",
			output:  goJSON("run|p|T", "output|p|T|no database", "skip|p|T", "run|p|L", "output|p|L|needs --long", "skip|p|L", "pass|p"),
			skipped: 1,
			failed:  []string{"p T (skipped)"},
			shown:   "no database",
		},
		{
			name: "tests that had begun fall with a panic",
			output: goJSON("run|p|Done", "pass|p|Done", "run|p|T", "run|p|T/a", "run|p|U", "output|p|U|panic: boom",
				"output|p||FAIL p", "fail|p"),
			passed: 1,
			failed: []string{"p T/a (did not end)", "p U (did not end)"},
			shown:  "panic: boom",
		},
		{
			name: "a package that does not build counts once",
			output: `{"ImportPath":"p [p.test]","Action":"build-output","Output":"x.go:1: no such thing\n"}` + "\n" +
				`{"ImportPath":"p [p.test]","Action":"build-fail"}` + "\n" +
				`{"Action":"fail","Package":"p","FailedBuild":"p [p.test]"}` + "\n",
			failed: []string{"p"},
			shown:  "no such thing",
		},
		{
			name:   "a package that exits after passing tests counts once",
			output: goJSON("run|p|T", "pass|p|T", "output|p||main says no", "fail|p"),
			passed: 1,
			failed: []string{"p"},
			shown:  "main says no",
		},
		{
			name:   "a package of which no end was reported counts",
			output: goJSON("run|p|T", "pass|p|T"),
			passed: 1,
			failed: []string{"p"},
		},
		{
			name:   "a package without tests is nothing",
			output: goJSON("start|p", "output|p||no test files", "skip|p"),
		},
		{
			name:   "a subtest's name may hold a slash",
			output: goJSON("run|p|T", "run|p|T/a/b", "pass|p|T/a/b", "pass|p|T", "pass|p"),
			passed: 1,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			check(t, countGo, c.output, c.passed, c.skipped, c.failed, c.shown, c.hidden)
		})
	}
}

func TestCountNode(t *testing.T) {
	cases := []struct {
		name    string
		output  string
		passed  int
		skipped int
		failed  []string
		shown   string
		hidden  string
	}{
		{
			name: "figures are shown",
			output: `{"type":"pass","name":"a","file":"f"}
{"type":"figure","file":"f","text":"median 3 ms"}`,
			passed: 1,
			shown:  "median 3 ms",
		},
		{
			name: "suites are not counted",
			output: `{"type":"output","file":"f","text":"noise"}
{"type":"pass","name":"s > a","file":"f"}
{"type":"pass","name":"s","file":"f","suite":true}`,
			passed: 1,
			hidden: "noise",
		},
		{
			name: "a suite that fails by a test of its own is not counted, one with a bad hook is",
			output: `{"type":"output","file":"f","text":"what it printed"}
{"type":"fail","name":"s > a","file":"f","error":"the reason"}
{"type":"fail","name":"s","file":"f","suite":true,"below":true}
{"type":"fail","name":"h","file":"f","suite":true,"error":"hook"}`,
			failed: []string{"f s > a", "f h"},
			shown:  "what it printed",
		},
		{
			name: "skips and todos",
			output: `{"type":"pass","name":"a","file":"f","skip":"why not"}
{"type":"pass","name":"b","file":"f","skip":"only with --long"}
{"type":"pass","name":"c","file":"f","todo":true}`,
			skipped: 1,
			failed:  []string{"f a (skipped)", "f c (todo)"},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			check(t, countNode, c.output, c.passed, c.skipped, c.failed, c.shown, c.hidden)
		})
	}
}

func TestCountVitest(t *testing.T) {
	report := filepath.Join(t.TempDir(), "report.json")
	err := os.WriteFile(report, []byte(`{"testResults":[
		{"name":"/x/a.ts","status":"failed","assertionResults":[
			{"fullName":"one","status":"passed"},{"fullName":"two","status":"failed"},
			{"fullName":"three","status":"todo"},{"fullName":"soak, --long","status":"skipped"}]},
		{"name":"/x/b.ts","status":"failed","message":"does not compile","assertionResults":[]}]}`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	count := func(_ io.Reader, sum *tally, out io.Writer) error { return countVitest(report, "/x", sum, out) }
	check(t, count, "", 1, 1, []string{"a.ts two", "a.ts three (skipped)", "b.ts"}, "does not compile", "")
}

func check(t *testing.T, count counter, output string, passed, skipped int, failed []string, shown, hidden string) {
	t.Helper()
	var sum tally
	var out strings.Builder
	if err := count(strings.NewReader(output), &sum, &out); err != nil {
		t.Fatal(err)
	}
	if sum.Passed != passed || sum.Skipped != skipped || !slices.Equal(sum.Failures, failed) {
		t.Errorf("counted %d passed, %d skipped, failed %q; want %d, %d, %q",
			sum.Passed, sum.Skipped, sum.Failures, passed, skipped, failed)
	}
	if !strings.Contains(out.String(), shown) {
		t.Errorf("did not print %q:\n%s", shown, &out)
	}
	if hidden != "" && strings.Contains(out.String(), hidden) {
		t.Errorf("printed %q:\n%s", hidden, &out)
	}
}
