//go:build unix

// Package smalldisk gives tests disks that are really full: a small file system
// where one may be mounted (root on Linux), and everywhere a process whose
// files may not grow.
package smalldisk

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
)

// Disk is a folder whose disk can be filled.
type Disk struct {
	t       *testing.T
	Path    string
	mounted bool
}

// Each runs f with a disk of size bytes of each kind that can be had here; one
// can be everywhere. It is not for tests that run beside others: what bounds
// files bounds the whole process's.
func Each(t *testing.T, size int64, f func(t *testing.T, d *Disk)) {
	t.Helper()
	t.Run("small file system", func(t *testing.T) {
		d := &Disk{t: t, Path: t.TempDir(), mounted: true}
		if err := mount(d.Path, size); err != nil {
			if !errors.Is(err, fs.ErrPermission) && !errors.Is(err, errors.ErrUnsupported) {
				t.Fatal(err)
			}
			t.Logf("none may be mounted here (%v): the bounded process has to do", err)
			return
		}
		t.Cleanup(func() {
			if err := unmount(d.Path); err != nil {
				t.Error(err)
			}
		})
		f(t, d)
	})
	t.Run("bounded files", func(t *testing.T) {
		d := &Disk{t: t, Path: t.TempDir()}
		signal.Ignore(syscall.SIGXFSZ)
		t.Cleanup(func() { d.bound(unbounded) })
		d.bound(uint64(size))
		f(t, d)
	})
}

const unbounded = ^uint64(0)

// bound sets how large the process's files may be.
func (d *Disk) bound(bytes uint64) {
	d.t.Helper()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		d.t.Fatal(err)
	}
	limit.Cur = min(bytes, limit.Max)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		d.t.Fatal(err)
	}
}

func (d *Disk) ballast() string { return filepath.Join(d.Path, "ballast") }

// Fill leaves no room, until Free.
func (d *Disk) Fill() {
	d.t.Helper()
	if !d.mounted {
		d.bound(0)
		return
	}
	f, err := os.OpenFile(d.ballast(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		d.t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // it is ballast
	if _, err := io.Copy(f, endless{}); !errors.Is(err, syscall.ENOSPC) {
		d.t.Fatalf("filling the disk: %v", err)
	}
}

// Free makes room: what Fill took, and in a bounded process all that there is.
func (d *Disk) Free() {
	d.t.Helper()
	if !d.mounted {
		d.bound(unbounded)
		return
	}
	if err := os.Remove(d.ballast()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		d.t.Fatal(err)
	}
}

// Files lists what lies in the folder and below, but for what fills the disk.
func (d *Disk) Files() (paths []string) {
	d.t.Helper()
	err := filepath.WalkDir(d.Path, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && path != d.ballast() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return paths
}

type endless struct{}

// Read implements io.Reader.
func (endless) Read(b []byte) (int, error) { return len(b), nil }

// EachReadOnly runs f with a disk that can be made read-only while no file of
// it is open for writing: a file system, where one may be mounted; otherwise,
// for who is not root and so is bound by it, a folder with the name db in it.
func EachReadOnly(t *testing.T, f func(t *testing.T, d *Disk, readOnly func(bool))) {
	t.Helper()
	d := &Disk{t: t, Path: t.TempDir(), mounted: true}
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	err := mount(d.Path, 64<<20)
	if err == nil {
		t.Cleanup(func() { check(unmount(d.Path)) })
		f(t, d, func(on bool) { check(remount(d.Path, on)) })
		return
	}
	if os.Getuid() == 0 {
		t.Logf("root is bound by no permission, and may mount nothing here (%v): full disks have to do", err)
		return
	}
	t.Cleanup(func() { os.Chmod(filepath.Join(d.Path, "db"), 0o700) }) //nolint:errcheck // so that it can be removed
	f(t, d, func(on bool) {
		folder, file := os.FileMode(0o700), os.FileMode(0o600)
		if on {
			folder, file = 0o500, 0o400
		}
		check(os.Chmod(filepath.Join(d.Path, "db"), folder))
		for _, path := range d.Files() {
			check(os.Chmod(path, file))
		}
	})
}
