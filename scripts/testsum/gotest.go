//go:build unix

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"sort"
	"strings"
)

// goEvent is one line of `go test -json`; see `go doc test2json`.
type goEvent struct {
	Action      string
	Package     string
	Test        string
	Output      string
	Elapsed     float64
	ImportPath  string // of build-output
	FailedBuild string // on a package's fail: the ImportPath whose build failed
}

// goTest is a test that has begun, or a package when its name is empty.
type goTest struct {
	output   clipped
	started  bool
	parent   bool // has subtests, and is therefore counted only when it fails by itself
	culprit  bool // a subtest failed
	finished bool
}

// goPackage is one package's run.
type goPackage struct {
	tests  map[string]*goTest
	output clipped
	passed int
	failed int
}

type goCounter struct {
	t        *tally
	out      io.Writer
	packages map[string]*goPackage
	builds   map[string]*clipped
}

// countGo counts the output of `go test -json`. Counted are the leaves: a test with
// subtests counts only when it fails by itself. A package that fails without a failing
// test (it does not build, exits, panics, runs out of time) is one failure more, a test
// that had begun and never ended is one each.
func countGo(stdout io.Reader, t *tally, out io.Writer) error {
	c := &goCounter{t: t, out: out, packages: map[string]*goPackage{}, builds: map[string]*clipped{}}
	lines := bufio.NewReader(stdout)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			c.line(line)
		}
		if err == io.EOF {
			c.unfinished()
			return nil
		}
		if err != nil {
			return fmt.Errorf("read go test's output: %w", err)
		}
	}
}

func (c *goCounter) line(line []byte) {
	var e goEvent
	if !bytes.HasPrefix(line, []byte("{")) || json.Unmarshal(line, &e) != nil {
		_, _ = c.out.Write(line) // not go test's: worth seeing
		return
	}
	switch {
	case e.Action == "build-output":
		build := c.builds[e.ImportPath]
		if build == nil {
			build = &clipped{}
			c.builds[e.ImportPath] = build
		}
		_, _ = build.Write([]byte(e.Output))
	case e.Package == "":
	case e.Test == "":
		c.packageEvent(e)
	default:
		c.testEvent(e)
	}
}

func (c *goCounter) pkg(path string) *goPackage {
	p := c.packages[path]
	if p == nil {
		p = &goPackage{tests: map[string]*goTest{}}
		c.packages[path] = p
	}
	return p
}

func (p *goPackage) test(name string) *goTest {
	t := p.tests[name]
	if t == nil {
		t = &goTest{}
		p.tests[name] = t
	}
	return t
}

// parents yields the tests around the named one, innermost first.
func (p *goPackage) parents(name string) []*goTest {
	var found []*goTest
	for {
		i := strings.LastIndexByte(name, '/')
		if i < 0 {
			return found
		}
		name = name[:i]
		// A subtest's own name may hold a slash, so not every prefix is a test.
		if t := p.tests[name]; t != nil {
			found = append(found, t)
		}
	}
}

func (c *goCounter) testEvent(e goEvent) {
	p := c.pkg(e.Package)
	test := p.test(e.Test)
	switch e.Action {
	case "run":
		test.started = true
		for _, parent := range p.parents(e.Test) {
			parent.parent = true
		}
	case "output":
		_, _ = test.output.Write([]byte(e.Output))
	case "pass":
		if !test.parent {
			c.t.pass()
			p.passed++
		}
		test.finish()
	case "fail":
		c.failedTest(e, p, test)
	case "skip":
		reason := test.output.String()
		if !test.parent && !c.t.skip(e.Package+" "+e.Test, reason) {
			p.failed++
			fmt.Fprintf(c.out, "SKIPPED %s %s\n%s", e.Package, e.Test, reason)
		}
		test.finish()
	}
}

func (t *goTest) finish() {
	t.finished = true
	t.output = clipped{}
}

func (c *goCounter) failedTest(e goEvent, p *goPackage, test *goTest) {
	for _, parent := range p.parents(e.Test) {
		parent.culprit = true
	}
	if !test.culprit {
		c.t.fail(e.Package + " " + e.Test)
		p.failed++
	}
	// A parent's own words are shown even when a subtest is to blame: they tell the setting.
	fmt.Fprintf(c.out, "FAILED %s %s\n", e.Package, e.Test)
	test.output.writeTo(c.out)
	test.finish()
}

func (c *goCounter) packageEvent(e goEvent) {
	p := c.pkg(e.Package)
	switch e.Action {
	case "output":
		_, _ = p.output.Write([]byte(e.Output))
	case "skip": // no test files
		delete(c.packages, e.Package)
	case "pass":
		if p.passed+p.failed > 0 {
			fmt.Fprintf(c.out, "ok   %s  %d passed  %.1fs\n", e.Package, p.passed, e.Elapsed)
		}
		delete(c.packages, e.Package)
	case "fail":
		c.failedPackage(e, p)
		delete(c.packages, e.Package)
	}
}

func (c *goCounter) failedPackage(e goEvent, p *goPackage) {
	c.abandoned(e.Package, p)
	if build := c.builds[e.FailedBuild]; e.FailedBuild != "" && build != nil {
		build.writeTo(c.out)
	}
	if p.failed == 0 {
		c.t.fail(e.Package)
		p.output.writeTo(c.out)
	}
	fmt.Fprintf(c.out, "FAIL %s  %d passed, %d failed  %.1fs\n", e.Package, p.passed, max(p.failed, 1), e.Elapsed)
}

// abandoned counts the tests that had begun when their package ended: one of them
// panicked or hung, and the others fell with it.
func (c *goCounter) abandoned(path string, p *goPackage) {
	var names []string
	for name, test := range p.tests {
		if test.started && !test.finished {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		test := p.tests[name]
		fmt.Fprintf(c.out, "DID NOT END %s %s\n", path, name)
		test.output.writeTo(c.out)
		if !test.parent || !p.unfinishedBelow(name) {
			c.t.fail(path + " " + name + " (did not end)")
			p.failed++
		}
	}
}

func (p *goPackage) unfinishedBelow(name string) bool {
	for other, test := range p.tests {
		if strings.HasPrefix(other, name+"/") && test.started && !test.finished {
			return true
		}
	}
	return false
}

// unfinished counts the packages that go test never reported the end of.
func (c *goCounter) unfinished() {
	var paths []string
	for path := range c.packages {
		paths = append(paths, path)
	}
	sort.Strings(paths)
	for _, path := range paths {
		c.failedPackage(goEvent{Package: path}, c.packages[path])
	}
}
