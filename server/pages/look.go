package pages

import (
	"bytes"
	"html"
)

// mark stands in the loader and in the chat's pages for how the widget is to
// look, so that neither has to ask for it.
const mark = "__KEFU_LOOK__"

// looked returns f with the look, a JSON object, in the place of its mark. The
// last one of each file is kept: a look changes when an admin changes it.
func (p *Pages) looked(f *file) *file {
	if f == nil || p.cfg.Look == nil || !bytes.Contains(f.content, []byte(mark)) {
		return f
	}
	look := p.cfg.Look()
	p.mu.Lock()
	defer p.mu.Unlock()
	if kept := p.dressed[f.name]; kept.file != nil && bytes.Equal(kept.look, look) {
		return kept.file
	}
	place, with := []byte(mark), []byte(html.EscapeString(string(look)))
	if !f.isPage() {
		place, with = []byte(`"`+mark+`"`), look
	}
	made := newFile(f.name, bytes.ReplaceAll(f.content, place, with))
	p.dressed[f.name] = dressed{look: look, file: made}
	return made
}

// dressed is a file with a look in it.
type dressed struct {
	look []byte
	file *file
}
