package files

import (
	"syscall"
	"testing"
)

// mountSmall mounts a file system of 64 KiB, which only root may.
func mountSmall(path string) error {
	return syscall.Mount("tmpfs", path, "tmpfs", 0, "size=64k")
}

func unmount(t *testing.T, path string) {
	if err := syscall.Unmount(path, 0); err != nil {
		t.Error(err)
	}
}
