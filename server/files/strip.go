package files

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// stripped tells what a stripper met on its way.
type stripped struct {
	// orientation is EXIF's: how the picture must be turned to stand
	// upright, 1 if not at all.
	orientation int
	// colour is the colour profile as the file holds it (JPEG segments, PNG
	// chunks), for carrying it over to a turned picture; nil if there is none
	// or it is unreasonably large.
	colour []byte
	// animated: there is more than one frame.
	animated bool
}

// maxColourBytes bounds the colour profile that is carried over.
const maxColourBytes = 1 << 20

func (s *stripped) addColour(part ...[]byte) {
	for _, p := range part {
		if len(s.colour)+len(p) <= maxColourBytes {
			s.colour = append(s.colour, p...)
		}
	}
}

// errDamaged is what strippers return for a picture that is not built as its
// format says.
var errDamaged = errors.New("the picture is damaged")

func damaged(what string) error { return fmt.Errorf("%w: %s", errDamaged, what) }

// strip copies the picture of type mime from r to w without metadata: what it
// does not know to be needed for showing the picture stays behind, and so
// does what follows the picture's end. The picture itself is copied byte for
// byte. Memory stays small whatever the size. It returns errDamaged for what
// is not built as mime says; w then holds rubbish.
func strip(mime string, w io.Writer, r io.ReadSeeker) (stripped, error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return stripped{}, err
	}
	out := bufio.NewWriterSize(w, 64<<10)
	s := stripped{orientation: 1}
	var err error
	switch mime {
	case typeJPEG:
		err = stripJPEG(out, bufio.NewReaderSize(r, 64<<10), &s)
	case typePNG:
		err = stripPNG(out, bufio.NewReaderSize(r, 64<<10), &s)
	case typeGIF:
		err = stripGIF(out, bufio.NewReaderSize(r, 64<<10), &s)
	case typeWebP:
		err = stripWebP(out, r, &s)
	default:
		err = fmt.Errorf("%s is no picture that can be stripped", mime)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = damaged("it ends too early")
	}
	if err == nil {
		err = out.Flush()
	}
	return s, err
}
