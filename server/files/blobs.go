package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"

	"kefu/server/desk"
)

// Blobs keeps bytes under the name of their content. Disk and S3 are Blobs.
// A key is 64 hex digits, perhaps with thumbSuffix behind.
type Blobs interface {
	// Put stores the size bytes of r, read from its beginning, under key. It
	// returns nil only when they will survive a crash. A key that is there
	// already is well: its content is the same. Whatever fails, no part of
	// the content can be had under key. A store that is full or away gives
	// unavailable.
	Put(ctx context.Context, key string, r io.ReadSeeker, size int64) error
	// Open returns the content, which must be closed; errNoBlob if there is
	// none. ctx must live as long as the content is read.
	Open(ctx context.Context, key string) (io.ReadSeekCloser, error)
	// Delete removes the content; nil if there is none. Uploads share equal
	// content, so the caller must know that no other one has it.
	Delete(ctx context.Context, key string) error
}

// errNoBlob says that nothing is stored under a key.
var errNoBlob = errors.New("nothing is stored under this key")

// thumbSuffix makes a thumbnail's key of its picture's.
const thumbSuffix = ".thumb"

// checkKey keeps anything but our own keys from becoming a path.
func checkKey(key string) error {
	hex := strings.TrimSuffix(key, thumbSuffix)
	if len(hex) != 64 || strings.Trim(hex, "0123456789abcdef") != "" {
		return fmt.Errorf("%q is no key of a stored file", key)
	}
	return nil
}

// storing says what was being done, and makes unavailable of a disk that is
// full, or can't be written to now.
func storing(doing string, err error) error {
	if err == nil {
		return nil
	}
	var known *desk.Error
	if errors.As(err, &known) {
		return err
	}
	err = fmt.Errorf("%s: %w", doing, err)
	for _, full := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, full) {
			return &desk.Error{Code: desk.CodeUnavailable, Detail: "the desk's disk is full, so the file was not stored; upload it again later", Cause: err}
		}
	}
	for _, broken := range []error{syscall.EROFS, syscall.EIO} {
		if errors.Is(err, broken) {
			return &desk.Error{Code: desk.CodeUnavailable, Detail: "the desk's disk takes nothing, so the file was not stored; upload it again later", Cause: err}
		}
	}
	return err
}
