package demo

import (
	"bufio"
	"embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed texts/*.txt
var texts embed.FS

// library is everything that is written down.
type library struct {
	staff   []staffMember
	scripts []script // Chinese and English by turns
	talks   map[string][][]line
	names   map[string][2][]string // by language: first list, second list
}

type staffMember struct{ name, role string }

// script is a customer and what is said with them.
type script struct {
	lang, name, agent string // agent: "" for nobody
	tags              []string
	priority          string
	profile           map[string]string
	lines             []line
}

// line is one thing that happens.
type line struct {
	op   op
	what string // picture, card, file or recall; "" for a text
	arg  string // the text, or the name of the thing
}

// op says whose line it is: the first sign of it.
type op byte

const (
	opCustomer op = '>'
	opAgent    op = '<'
	opNote     op = '!'
	opDo       op = '='
)

// whose are the signs at the beginning of a line of a conversation.
const whose = "><!="

// load reads the texts. An error is a mistake in them, with file and line.
func load() (*library, error) {
	l := &library{talks: map[string][][]line{}, names: map[string][2][]string{}}
	for _, part := range []struct {
		file string
		read func(r *reader) error
	}{
		{"staff.txt", l.readStaff}, {"names.txt", l.readNames}, {"live.txt", l.readTalks},
		{"zh.txt", l.readScripts}, {"en.txt", l.readScripts},
	} {
		if err := read(part.file, part.read); err != nil {
			return nil, err
		}
	}
	l.scripts = byTurns(l.scripts)
	return l, nil
}

// reader gives the lines of a file that say something.
type reader struct {
	lang    string
	scanner *bufio.Scanner
	text    string
	number  int
}

func read(file string, f func(*reader) error) error {
	in, err := texts.Open("texts/" + file)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it is embedded
	r := &reader{lang: strings.TrimSuffix(file, ".txt"), scanner: bufio.NewScanner(in)}
	if err := f(r); err != nil {
		return fmt.Errorf("texts/%s, line %d: %w", file, r.number, err)
	}
	return nil
}

func (r *reader) next() bool {
	for r.scanner.Scan() {
		r.number++
		r.text = strings.TrimSpace(r.scanner.Text())
		if r.text != "" && !strings.HasPrefix(r.text, "#") {
			return true
		}
	}
	return false
}

// fields cuts the line at its bars.
func (r *reader) fields(n int) ([]string, error) {
	parts := strings.Split(r.text, "|")
	if len(parts) != n {
		return nil, fmt.Errorf("has %d fields, not %d", len(parts), n)
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts, nil
}

func (l *library) readStaff(r *reader) error {
	for r.next() {
		f, err := r.fields(2)
		if err != nil {
			return err
		}
		l.staff = append(l.staff, staffMember{name: f[0], role: f[1]})
	}
	return nil
}

func (l *library) readNames(r *reader) error {
	for r.next() {
		words := strings.Fields(r.text)
		lists := l.names[words[0]]
		at := 0
		if lists[0] != nil {
			at = 1
		}
		lists[at] = words[1:]
		l.names[words[0]] = lists
	}
	return nil
}

func (l *library) readTalks(r *reader) error {
	lang := ""
	for r.next() {
		if at, ok := strings.CutPrefix(r.text, "@"); ok {
			lang = strings.TrimSpace(at)
			l.talks[lang] = append(l.talks[lang], nil)
			continue
		}
		said, err := parseLine(r.text)
		if err != nil {
			return err
		}
		last := len(l.talks[lang]) - 1
		if last < 0 {
			return fmt.Errorf("a line before the first @")
		}
		l.talks[lang][last] = append(l.talks[lang][last], said)
	}
	return nil
}

func (l *library) readScripts(r *reader) error {
	var s *script
	for r.next() {
		if head, ok := strings.CutPrefix(r.text, "@"); ok {
			r.text = head
			made, err := l.newScript(r)
			if err != nil {
				return err
			}
			l.scripts = append(l.scripts, made)
			s = &l.scripts[len(l.scripts)-1]
			continue
		}
		if s == nil {
			return fmt.Errorf("a line before the first @")
		}
		if field, ok := strings.CutPrefix(r.text, "%"); ok {
			name, value, ok := strings.Cut(field, ":")
			if !ok {
				return fmt.Errorf("a profile field needs a colon")
			}
			s.profile[strings.TrimSpace(name)] = strings.TrimSpace(value)
			continue
		}
		said, err := parseLine(r.text)
		if err != nil {
			return err
		}
		s.lines = append(s.lines, said)
	}
	return nil
}

func (l *library) newScript(r *reader) (script, error) {
	f, err := r.fields(4)
	if err != nil {
		return script{}, err
	}
	s := script{lang: r.lang, name: f[0], agent: f[1], tags: strings.Fields(f[2]), priority: f[3], profile: map[string]string{}}
	if s.agent == "-" {
		s.agent = ""
	} else if !slices.ContainsFunc(l.staff, func(m staffMember) bool { return m.name == s.agent }) {
		return s, fmt.Errorf("staff.txt has no %s", s.agent)
	}
	return s, nil
}

// parseLine reads one line of a conversation.
func parseLine(text string) (line, error) {
	sign, rest := op(text[0]), strings.TrimSpace(text[1:])
	if !strings.ContainsRune(whose, rune(sign)) {
		return line{}, fmt.Errorf("must begin with one of %s", whose)
	}
	said := line{op: sign, arg: rest}
	if inner, ok := strings.CutPrefix(rest, "["); ok && sign != opNote && sign != opDo {
		inside, after, closed := strings.Cut(inner, "]")
		if !closed {
			return line{}, fmt.Errorf("[ without ]")
		}
		said.what, said.arg, _ = strings.Cut(inside, " ")
		if said.what == "recall" {
			said.arg = strings.TrimSpace(after)
		}
	}
	if said.arg == "" {
		return line{}, fmt.Errorf("says nothing")
	}
	return said, said.check()
}

// check finds names of things that do not exist.
func (s line) check() error {
	known := map[string][]string{
		"picture": photoNames(), "card": cardNames(), "file": {"invoice", "label"},
	}
	verb, _, _ := strings.Cut(s.arg, " ")
	switch {
	case s.op == opDo && !slices.Contains([]string{"open", "pending", "resolved", "assign", "read", "unseen", "later"}, verb):
		return fmt.Errorf("there is no = %s", verb)
	case s.what != "" && s.what != "recall" && !slices.Contains(known[s.what], s.arg):
		return fmt.Errorf("there is no [%s %s]", s.what, s.arg)
	}
	return nil
}

// byTurns mixes the languages evenly, so that the first N are a fair sample.
func byTurns(all []script) []script {
	total, taken := map[string]int{}, map[string]int{}
	for _, s := range all {
		total[s.lang]++
	}
	place := make(map[*script]float64, len(all))
	order := make([]*script, len(all))
	for i := range all {
		s := &all[i]
		place[s] = (float64(taken[s.lang]) + 0.5) / float64(total[s.lang])
		taken[s.lang]++
		order[i] = s
	}
	slices.SortStableFunc(order, func(a, b *script) int {
		switch {
		case place[a] < place[b]:
			return -1
		case place[a] > place[b]:
			return 1
		}
		return 0
	})
	out := make([]script, len(all))
	for i, s := range order {
		out[i] = *s
	}
	return out
}
