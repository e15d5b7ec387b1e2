package smalldisk

import (
	"fmt"
	"syscall"
)

// mount needs root, as a rule.
func mount(path string, size int64) error {
	return syscall.Mount("tmpfs", path, "tmpfs", 0, fmt.Sprintf("size=%d", size))
}

func unmount(path string) error { return syscall.Unmount(path, 0) }

func remount(path string, readOnly bool) error {
	flags := uintptr(syscall.MS_REMOUNT)
	if readOnly {
		flags |= syscall.MS_RDONLY
	}
	return syscall.Mount("tmpfs", path, "tmpfs", flags, "")
}
