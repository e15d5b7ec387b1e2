package files

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"

	"kefu/server/desk"
)

const (
	zipEndBytes   = 22 // the end record without its comment
	zipEntryBytes = 46 // a directory entry without its name
	// maxZipEntries bounds the time that a listing takes; who sends more has
	// no office document.
	maxZipEntries = 10_000
)

func isOffice(mime string) bool { return mime == typeDocx || mime == typeXlsx || mime == typePptx }

// zipKind tells an office document from any other zip by the zip's own list
// of contents (APPNOTE.TXT 4.3.12 and 4.3.16), reading a little at a time.
// Programs in a zip's clothes get the name of their own type; what has no
// readable list is bad_request.
func zipKind(f io.ReaderAt, size int64) (string, error) {
	dir, err := zipDirectory(f, size)
	if err != nil {
		return "", err
	}
	var contentTypes bool
	kind := typeZip
	err = eachZipName(dir, func(name string) {
		switch {
		case name == "[Content_Types].xml":
			contentTypes = true
		case name == "META-INF/MANIFEST.MF" || name == "AndroidManifest.xml":
			kind = "application/java-archive"
		case kind != typeZip:
		case strings.HasPrefix(name, "word/"):
			kind = typeDocx
		case strings.HasPrefix(name, "xl/"):
			kind = typeXlsx
		case strings.HasPrefix(name, "ppt/"):
			kind = typePptx
		}
	})
	if err != nil {
		return "", err
	}
	if isOffice(kind) && !contentTypes {
		return typeZip, nil
	}
	return kind, nil
}

func damagedZip() error {
	return desk.Errorf(desk.CodeBadRequest, "the file begins as a zip, but is damaged or has no list of its contents")
}

// zipDirectory finds the list of contents.
func zipDirectory(f io.ReaderAt, size int64) (*bufio.Reader, error) {
	tail := make([]byte, min(size, zipEndBytes+1<<16))
	if _, err := f.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the upload's end: %w", err)
	}
	i := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if i < 0 || len(tail)-i < zipEndBytes {
		return nil, damagedZip()
	}
	end := tail[i:]
	length, offset := int64(binary.LittleEndian.Uint32(end[12:])), int64(binary.LittleEndian.Uint32(end[16:]))
	if offset+length > size {
		return nil, damagedZip()
	}
	return bufio.NewReader(io.NewSectionReader(f, offset, length)), nil
}

// eachZipName calls visit with the names in the list, up to maxZipEntries.
func eachZipName(dir *bufio.Reader, visit func(name string)) error {
	var entry [zipEntryBytes]byte
	for range maxZipEntries {
		if _, err := io.ReadFull(dir, entry[:]); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil || string(entry[:4]) != "PK\x01\x02" {
			return damagedZip()
		}
		name := make([]byte, binary.LittleEndian.Uint16(entry[28:]))
		if _, err := io.ReadFull(dir, name); err != nil {
			return damagedZip()
		}
		rest := int(binary.LittleEndian.Uint16(entry[30:])) + int(binary.LittleEndian.Uint16(entry[32:]))
		if _, err := dir.Discard(rest); err != nil {
			return damagedZip()
		}
		visit(string(name))
	}
	return nil
}
