package desk

import (
	"encoding/json"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of what is sent.
const (
	MaxTextChars    = 4000 // code points, after trimming
	MaxClientIDLen  = 64
	MaxCardChars    = 500  // of each text in a card
	MaxCardURLBytes = 2048 // of each link in a card
	MaxCardFields   = 4096 // bytes of a card's fields
	MaxMentions     = 50
	MaxTags         = 20
	MaxTagChars     = 32
)

// ValidClientID checks 1 to 64 printable ASCII characters without spaces.
func ValidClientID(s string) error {
	if s == "" || len(s) > MaxClientIDLen {
		return Errorf(CodeBadRequest, "client_id must be 1 to %d characters long", MaxClientIDLen)
	}
	for i := 0; i < len(s); i++ {
		if s[i] <= ' ' || s[i] > '~' {
			return Errorf(CodeBadRequest, "client_id must be printable ASCII without spaces")
		}
	}
	return nil
}

// CleanText trims s and checks 1 to MaxTextChars code points of valid UTF-8.
func CleanText(s string) (string, error) {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return "", Errorf(CodeBadRequest, "text must not be empty")
	case len(s) > 4*MaxTextChars || utf8.RuneCountInString(s) > MaxTextChars:
		return "", Errorf(CodeTooLarge, "text must be at most %d characters long", MaxTextChars)
	case !utf8.ValidString(s):
		return "", Errorf(CodeBadRequest, "text must be valid UTF-8")
	}
	return s, nil
}

// CleanName trims a display name, drops control characters and cuts it to
// MaxNameChars code points. The result may be empty.
func CleanName(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Bidi_Control) {
			return -1 // a name must not reorder or break the text around it
		}
		return r
	}, s)
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) > MaxNameChars {
		s = strings.TrimSpace(string([]rune(s)[:MaxNameChars]))
	}
	return s
}

// HTTPSURL reports whether s is an absolute https address with a host, of at
// most max bytes.
func HTTPSURL(s string, max int) bool {
	if len(s) > max {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && u.Hostname() != "" && u.User == nil
}

// Validate checks a page: a web address with a host, and a short title, which
// is trimmed.
func (p *Page) Validate() error {
	u, err := url.Parse(p.URL)
	if err != nil || len(p.URL) > MaxPageURLBytes || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return Errorf(CodeBadRequest, "url must be an http or https address of at most %d bytes, without a password", MaxPageURLBytes)
	}
	p.Title = strings.TrimSpace(p.Title)
	if utf8.RuneCountInString(p.Title) > MaxPageTitleChars {
		return Errorf(CodeBadRequest, "title must be at most %d characters long", MaxPageTitleChars)
	}
	return nil
}

// Validate checks a card: a title, and otherwise texts and https links only.
func (c *Card) Validate() error {
	c.Title = strings.TrimSpace(c.Title)
	if c.Title == "" {
		return Errorf(CodeBadRequest, "a card needs a title")
	}
	for name, s := range map[string]string{"title": c.Title, "price": c.Price} {
		if utf8.RuneCountInString(s) > MaxCardChars {
			return Errorf(CodeTooLarge, "a card's %s must be at most %d characters long", name, MaxCardChars)
		}
	}
	for name, s := range map[string]string{"image_url": c.ImageURL, "url": c.URL} {
		if s != "" && !HTTPSURL(s, MaxCardURLBytes) {
			return Errorf(CodeBadRequest, "a card's %s must be an https link", name)
		}
	}
	if len(c.Fields) > MaxCardFields {
		return Errorf(CodeTooLarge, "a card's fields must be at most %d bytes long", MaxCardFields)
	}
	return validCardFields(c.Fields)
}

// validCardFields takes texts only: an object of texts, or a list of objects of texts.
func validCardFields(raw json.RawMessage) error {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	var object map[string]string
	var list []map[string]string
	if json.Unmarshal(raw, &object) == nil || json.Unmarshal(raw, &list) == nil {
		return nil
	}
	return Errorf(CodeBadRequest, "a card's fields must be an object of texts, or a list of such objects")
}

// CleanTags trims, drops repeats and checks tags: at most MaxTags, each 1 to
// MaxTagChars code points without commas. Order is kept.
func CleanTags(tags []string) ([]string, error) {
	out := make([]string, 0, len(tags))
	seen := map[string]bool{}
	for _, t := range tags {
		t = strings.TrimSpace(t)
		if t == "" || utf8.RuneCountInString(t) > MaxTagChars || strings.ContainsAny(t, ",\n\r\t") || !utf8.ValidString(t) {
			return nil, Errorf(CodeBadRequest, "a tag must be 1 to %d characters long, without commas or line breaks", MaxTagChars)
		}
		if !seen[t] {
			seen[t] = true
			out = append(out, t)
		}
	}
	if len(out) > MaxTags {
		return nil, Errorf(CodeBadRequest, "a conversation has at most %d tags", MaxTags)
	}
	return out, nil
}
