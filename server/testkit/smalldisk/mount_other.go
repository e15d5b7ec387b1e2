//go:build unix && !linux

package smalldisk

import "errors"

func mount(string, int64) error { return errors.ErrUnsupported }

func unmount(string) error { return nil }

func remount(string, bool) error { return nil }
