package files

import (
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"
)

// maxNameBytes bounds a stored file name: what every file system takes, with
// room for what a browser adds to it.
const maxNameBytes = 200

// cleanName makes of a sender's file name one that is safe to show and to
// save: no path, no control characters, nothing that turns the direction of
// writing around, none of the characters that Windows refuses, at most
// maxNameBytes long, and an extension that fits what was found. A name whose
// extension lies gets the right one behind it: "photo.exe" that is a JPEG
// becomes "photo.exe.jpg".
func cleanName(name, mime string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(cleanRune, strings.ToValidUTF8(name, ""))
	name = strings.Trim(strings.Join(strings.Fields(name), " "), " .")

	ext := path.Ext(name)
	if fits := fitting(mime); !slices.Contains(fits, strings.ToLower(ext)) {
		ext = ""
		if len(fits) > 0 {
			ext = fits[0]
		}
	} else {
		name = strings.TrimRight(strings.TrimSuffix(name, ext), " .")
	}
	if name == "" {
		name = "file"
	}
	return cutAtRune(name, maxNameBytes-len(ext)) + ext
}

// cleanRune drops (-1) or replaces what must not be in a name.
func cleanRune(r rune) rune {
	const zeroWidthJoiner = 0x200d // holds emoji together
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.Is(unicode.Cc, r), r != zeroWidthJoiner && unicode.Is(unicode.Cf, r):
		return -1
	case strings.ContainsRune(`<>:"|?*`, r):
		return '_'
	}
	return r
}

// fitting returns the extensions that fit a type, the usual one first.
func fitting(mime string) []string {
	if fits, ok := extensions[mime]; ok {
		return fits
	}
	if m := mimetype.Lookup(mime); m != nil && m.Extension() != "" {
		return []string{m.Extension()}
	}
	return nil
}

// cutAtRune cuts s to at most max bytes without splitting a character.
func cutAtRune(s string, max int) string {
	if len(s) <= max {
		return s
	}
	for max > 0 && !utf8.RuneStart(s[max]) {
		max--
	}
	return strings.TrimRight(s[:max], " .")
}

// disposition returns the Content-Disposition header of RFC 6266: the name in
// ASCII for old programs, and in UTF-8 by RFC 8187 for all others.
func disposition(inline bool, name string) string {
	kind := "attachment"
	if inline {
		kind = "inline"
	}
	ascii := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' || r == '%' {
			return '_'
		}
		return r
	}, name)
	// PathEscape leaves some characters that RFC 8187 wants escaped.
	escaped := strings.NewReplacer("'", "%27", "(", "%28", ")", "%29", "*", "%2A", ",", "%2C", ";", "%3B", ":", "%3A", "=", "%3D", "@", "%40").Replace(url.PathEscape(name))
	return kind + `; filename="` + ascii + `"; filename*=UTF-8''` + escaped
}
