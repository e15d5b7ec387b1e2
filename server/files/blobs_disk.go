package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Disk is a Blobs in a folder: <root>/ab/cd/abcd…, so that no folder grows
// large. Several processes may share the folder.
type Disk struct{ root string }

const (
	// diskTemp begins the names of files that are being written; they lie in
	// the root, on the same file system as where they go.
	diskTemp = ".writing-"
	// staleAfter is how old such a file must be for its writer to be dead.
	staleAfter = 24 * time.Hour
)

// NewDisk returns the store in folder root, which it makes if need be, and
// removes what writers that died left half done.
func NewDisk(root string) (*Disk, error) {
	if err := os.MkdirAll(root, 0o750); err != nil {
		return nil, fmt.Errorf("make the folder of uploads: %w", err)
	}
	entries, err := os.ReadDir(root)
	if err != nil {
		return nil, fmt.Errorf("read the folder of uploads: %w", err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && strings.HasPrefix(e.Name(), diskTemp) && time.Since(info.ModTime()) > staleAfter {
			_ = os.Remove(filepath.Join(root, e.Name())) // another process may have been faster
		}
	}
	return &Disk{root: root}, nil
}

func (d *Disk) path(key string) (string, error) {
	if err := checkKey(key); err != nil {
		return "", err
	}
	return filepath.Join(d.root, key[:2], key[2:4], key), nil
}

// Put implements Blobs.
func (d *Disk) Put(_ context.Context, key string, r io.ReadSeeker, size int64) error {
	path, err := d.path(key)
	if err != nil {
		return err
	}
	if info, err := os.Stat(path); err == nil && info.Size() == size {
		// Its writer may not have got to this yet.
		return storing("store a file", syncFolder(filepath.Dir(path)))
	}
	return storing("store a file", d.write(path, r, size))
}

// write makes the file under another name and moves it to path when it is
// complete: two that write the same end with the one or the other, both equal.
func (d *Disk) write(path string, r io.ReadSeeker, size int64) (err error) {
	f, err := os.CreateTemp(d.root, diskTemp+"*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	if err := fill(f, r, size); err != nil {
		_ = f.Close() // the first error tells more
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	// The new names, of the file and perhaps of its folders, must last too.
	return errors.Join(syncFolder(folder), syncFolder(filepath.Dir(folder)), syncFolder(d.root))
}

// fill writes r to f and waits until the disk has it.
func fill(f *os.File, r io.ReadSeeker, size int64) error {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return err
	}
	n, err := io.Copy(f, r)
	if err != nil {
		return err
	}
	if n != size {
		return fmt.Errorf("the content has %d bytes, not %d", n, size)
	}
	return f.Sync()
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Open implements Blobs.
func (d *Disk) Open(_ context.Context, key string) (io.ReadSeekCloser, error) {
	path, err := d.path(key)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errNoBlob
	}
	if err != nil {
		return nil, fmt.Errorf("open a stored file: %w", err)
	}
	return f, nil
}

// Delete implements Blobs.
func (d *Disk) Delete(_ context.Context, key string) error {
	path, err := d.path(key)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete a stored file: %w", err)
	}
	return nil
}
