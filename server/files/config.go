package files

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// Config bounds what may be uploaded. The zero value of a field means its default.
type Config struct {
	// MaxBytes returns the largest file, in bytes, as it is sent: it may be
	// another one for the next upload. 20 MiB if nil.
	MaxBytes func() int64
	// MaxPixels is the largest picture, width times height; 50 million if
	// zero. Decoding takes up to eight bytes of memory for each pixel.
	MaxPixels int64
	// Types are the MIME types that may be uploaded; DefaultTypes if empty.
	Types []string
	// TempDir is where an upload waits while it is looked at; it must exist
	// and hold some files of MaxBytes. The system's temporary folder, which
	// may be memory, if empty.
	TempDir string
}

const (
	defaultMaxBytes  = 20 << 20
	defaultMaxPixels = 50_000_000
)

// The types that need a name of their own in the code.
const (
	typeJPEG = "image/jpeg"
	typePNG  = "image/png"
	typeGIF  = "image/gif"
	typeWebP = "image/webp"
	typeText = "text/plain"
	typeZip  = "application/zip"
	typeDocx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	typeXlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	typePptx = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
)

// extensions are, for each type that is allowed unless configured otherwise,
// the name extensions that fit it, the usual one first.
var extensions = map[string][]string{
	typeJPEG:          {".jpg", ".jpeg", ".jpe", ".jfif"},
	typePNG:           {".png", ".apng"},
	typeGIF:           {".gif"},
	typeWebP:          {".webp"},
	"application/pdf": {".pdf"},
	typeText:          {".txt", ".text", ".log", ".md", ".csv", ".tsv", ".json", ".srt", ".vtt", ".vcf", ".ics", ".yaml", ".yml", ".ini", ".conf"},
	typeZip:           {".zip"},
	typeDocx:          {".docx"},
	typeXlsx:          {".xlsx"},
	typePptx:          {".pptx"},
	"audio/mpeg":      {".mp3"},
	"audio/mp4":       {".m4a", ".mp4"},
	"audio/aac":       {".aac"},
	"audio/ogg":       {".ogg", ".oga", ".opus"},
	"audio/wav":       {".wav"},
	"audio/amr":       {".amr"},
	"audio/webm":      {".webm", ".weba"},
	"video/mp4":       {".mp4", ".m4v"},
	"video/quicktime": {".mov", ".qt"},
	"video/webm":      {".webm"},
}

// DefaultTypes returns the MIME types that may be uploaded if nothing else is
// configured, in alphabetical order.
func DefaultTypes() []string {
	types := make([]string, 0, len(extensions))
	for t := range extensions {
		types = append(types, t)
	}
	slices.Sort(types)
	return types
}

// isPicture reports whether t is a picture that we can measure and free of
// its metadata.
func isPicture(t string) bool {
	return t == typeJPEG || t == typePNG || t == typeGIF || t == typeWebP
}

// never reports whether t is a type that a browser might run, or might be
// talked into running. No configuration allows it.
func never(t string) bool {
	if t == typeDocx || t == typeXlsx || t == typePptx { // "openxml" is no XML
		return false
	}
	for _, part := range []string{"html", "svg", "xml", "script", "php", "python", "perl", "ruby", "lua", "x-tcl", "x-shockwave", "java", "executable", "chrome-extension", "rfc822"} {
		if strings.Contains(t, part) {
			return true
		}
	}
	return false
}

// withDefaults fills in what is zero and checks the rest. Its errors are
// sentences for whoever wrote the configuration.
func (c Config) withDefaults() (Config, error) {
	if c.MaxBytes == nil {
		c.MaxBytes = func() int64 { return defaultMaxBytes }
	}
	if c.MaxPixels == 0 {
		c.MaxPixels = defaultMaxPixels
	}
	if c.MaxPixels < 0 {
		return c, fmt.Errorf("the largest picture must be above zero")
	}
	if len(c.Types) == 0 {
		c.Types = DefaultTypes()
		return c, nil
	}
	types := make([]string, 0, len(c.Types))
	for _, t := range c.Types {
		t = strings.ToLower(strings.TrimSpace(t))
		if err := checkType(t); err != nil {
			return c, err
		}
		types = append(types, t)
	}
	slices.Sort(types)
	c.Types = slices.Compact(types)
	return c, nil
}

func checkType(t string) error {
	switch {
	case never(t):
		return fmt.Errorf("uploads of type %q are never allowed: a browser might run them", t)
	case strings.HasPrefix(t, "image/") && !isPicture(t):
		return fmt.Errorf("uploads of type %q cannot be allowed: of pictures, only %s, %s, %s and %s can be freed of their metadata", t, typeJPEG, typePNG, typeGIF, typeWebP)
	}
	if _, known := extensions[t]; !known && mimetype.Lookup(t) == nil {
		return fmt.Errorf("uploads of type %q cannot be recognised by their content; the types known to work are %s", t, strings.Join(DefaultTypes(), ", "))
	}
	return nil
}
