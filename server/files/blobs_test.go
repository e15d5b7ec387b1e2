package files

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"kefu/server/desk"
	"kefu/server/testkit/smalldisk"
)

func newDisk(t testing.TB) *Disk {
	t.Helper()
	d, err := NewDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// newS3 returns a store in an S3 server in this process, and the server.
func newS3(t testing.TB) (*S3, *httptest.Server) {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("kefu"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(gofakes3.New(backend, gofakes3.WithIntegrityCheck(true)).Server())
	t.Cleanup(server.Close)
	s, err := NewS3(t.Context(), s3At(server, "kefu"))
	if err != nil {
		t.Fatal(err)
	}
	return s, server
}

func s3At(server *httptest.Server, bucket string) S3Config {
	return S3Config{
		Endpoint: strings.TrimPrefix(server.URL, "http://"), Bucket: bucket, Region: "us-east-1",
		AccessKey: "access", SecretKey: "secret", Prefix: "desk/",
	}
}

// eachBlobs runs a test on every kind of store.
func eachBlobs(t *testing.T, test func(t *testing.T, b Blobs)) {
	t.Run("disk", func(t *testing.T) { test(t, newDisk(t)) })
	t.Run("s3", func(t *testing.T) {
		s, _ := newS3(t)
		test(t, s)
	})
}

func keyOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

func put(t testing.TB, b Blobs, content []byte) string {
	t.Helper()
	key := keyOf(content)
	if err := b.Put(t.Context(), key, bytes.NewReader(content), int64(len(content))); err != nil {
		t.Fatal(err)
	}
	return key
}

func readAll(t testing.TB, b Blobs, key string) []byte {
	t.Helper()
	r, err := b.Open(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // it was only read
	content, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestBlobs(t *testing.T) {
	eachBlobs(t, func(t *testing.T, b Blobs) {
		content := bytes.Repeat([]byte("0123456789"), 1000)
		key := put(t, b, content)
		put(t, b, content) // again is well
		if got := readAll(t, b, key); !bytes.Equal(got, content) {
			t.Errorf("read %d bytes of %d", len(got), len(content))
		}
		r, err := b.Open(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		checkSeeks(t, r)
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		if err := b.Delete(t.Context(), key); err != nil {
			t.Error(err)
		}
		if _, err := b.Open(t.Context(), key); !errors.Is(err, errNoBlob) {
			t.Errorf("after the end: %v", err)
		}
		if err := b.Delete(t.Context(), key); err != nil {
			t.Errorf("deleting again: %v", err)
		}
	})
}

func checkSeeks(t *testing.T, r io.ReadSeeker) {
	t.Helper()
	for _, k := range []struct {
		offset int64
		whence int
		at     int64
		want   string
	}{
		{0, io.SeekEnd, 10000, ""},
		{0, io.SeekStart, 0, "01234"},
		{3, io.SeekCurrent, 8, "89012"},
		{9997, io.SeekStart, 9997, "789"},
		{-10000, io.SeekEnd, 0, "01234"},
		{20000, io.SeekStart, 20000, ""},
	} {
		at, err := r.Seek(k.offset, k.whence)
		if err != nil || at != k.at {
			t.Errorf("seek %d, %d: at %d, %v", k.offset, k.whence, at, err)
		}
		buf := make([]byte, 5)
		n, err := io.ReadFull(r, buf)
		if string(buf[:n]) != k.want || err != nil && n == 5 {
			t.Errorf("at %d: read %q, %v; want %q", k.at, buf[:n], err, k.want)
		}
	}
	if _, err := r.Seek(-1, io.SeekStart); err == nil {
		t.Error("it was sought to before the beginning")
	}
}

func TestBlobsRefuseForeignKeys(t *testing.T) {
	eachBlobs(t, func(t *testing.T, b Blobs) {
		for _, key := range []string{"", "../../etc/passwd", strings.Repeat("a", 63), strings.Repeat("A", 64), strings.Repeat("a", 64) + ".exe", strings.Repeat("a", 61) + "/.."} {
			if err := b.Put(t.Context(), key, strings.NewReader("x"), 1); err == nil {
				t.Errorf("put %q", key)
			}
			if _, err := b.Open(t.Context(), key); err == nil || errors.Is(err, errNoBlob) {
				t.Errorf("open %q: %v", key, err)
			}
			if err := b.Delete(t.Context(), key); err == nil {
				t.Errorf("delete %q", key)
			}
		}
	})
}

// TestEqualPutsAtOnce: whoever comes last, the content is whole.
func TestEqualPutsAtOnce(t *testing.T) {
	eachBlobs(t, func(t *testing.T, b Blobs) {
		content := bytes.Repeat([]byte("the same picture "), 20_000)
		key := keyOf(content)
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				if err := b.Put(t.Context(), key, bytes.NewReader(content), int64(len(content))); err != nil {
					t.Error(err)
					return
				}
				if !bytes.Equal(readAll(t, b, key), content) {
					t.Error("what was just stored is not whole")
				}
			})
		}
		wg.Wait()
		if d, ok := b.(*Disk); ok {
			checkFiles(t, d.root, 1)
		}
	})
}

// checkFiles counts the files under root.
func checkFiles(t testing.TB, root string, want int) {
	t.Helper()
	var found []string
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			found = append(found, path)
		}
		return err
	})
	if err != nil || len(found) != want {
		t.Errorf("there are %q, %v; want %d files", found, err, want)
	}
}

// failing breaks off in the middle.
type failing struct{ io.ReadSeeker }

func (f failing) Read(p []byte) (int, error) {
	n, err := f.ReadSeeker.Read(p[:min(len(p), 1000)])
	if err == io.EOF {
		err = errors.New("the line is cut")
	}
	return n, err
}

func TestNoHalfBlob(t *testing.T) {
	eachBlobs(t, func(t *testing.T, b Blobs) {
		content := bytes.Repeat([]byte("x"), 100_000)
		key := keyOf(content)
		for name, r := range map[string]io.ReadSeeker{
			"broken off": failing{bytes.NewReader(content[:50_000])},
			"too short":  bytes.NewReader(content[:50_000]),
		} {
			if err := b.Put(t.Context(), key, r, int64(len(content))); err == nil {
				t.Errorf("%s: no error", name)
			}
			if _, err := b.Open(t.Context(), key); !errors.Is(err, errNoBlob) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if d, ok := b.(*Disk); ok {
			checkFiles(t, d.root, 0)
		}
		put(t, b, content)
	})
}

func TestDiskClearsUpAfterTheDead(t *testing.T) {
	root := t.TempDir()
	old, young := filepath.Join(root, diskTemp+"1"), filepath.Join(root, diskTemp+"2")
	for _, path := range []string{old, young} {
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	yesterday := time.Now().Add(-staleAfter - time.Hour)
	if err := os.Chtimes(old, yesterday, yesterday); err != nil {
		t.Fatal(err)
	}
	if _, err := NewDisk(root); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a dead writer's file is still there: %v", err)
	}
	if _, err := os.Stat(young); err != nil {
		t.Errorf("a living writer's file is gone: %v", err)
	}
}

// TestFullDisk writes to disks that are really full.
func TestFullDisk(t *testing.T) {
	smalldisk.Each(t, 64<<10, func(t *testing.T, disk *smalldisk.Disk) {
		d, err := NewDisk(disk.Path)
		if err != nil {
			t.Fatal(err)
		}
		small := put(t, d, []byte("there is room for this"))
		content := make([]byte, 1<<20)
		full := func() error {
			return d.Put(t.Context(), keyOf(content), bytes.NewReader(content), int64(len(content)))
		}
		checkFull(t, full())
		checkFiles(t, disk.Path, 1)
		disk.Fill()
		checkFull(t, full())
		if n := len(disk.Files()); n != 1 {
			t.Errorf("%d files", n)
		}
		if got := readAll(t, d, small); string(got) != "there is room for this" {
			t.Errorf("read %q", got)
		}
		disk.Free()
		put(t, d, []byte("there is room again"))
	})
}

// TestDiskThatTakesNothing: what a disk says that was remounted read-only, or
// is broken.
func TestDiskThatTakesNothing(t *testing.T) {
	for _, e := range []error{syscall.EROFS, syscall.EIO, syscall.EDQUOT} {
		if err := storing("store a file", &fs.PathError{Op: "write", Path: "x", Err: e}); desk.CodeOf(err) != desk.CodeUnavailable {
			t.Errorf("%v gave %v", e, err)
		}
	}
}

func checkFull(t *testing.T, err error) {
	t.Helper()
	if desk.CodeOf(err) != desk.CodeUnavailable || !strings.Contains(desk.AsError(err).Detail, "disk is full") {
		t.Errorf("a full disk gave %v", err)
	}
}

func TestS3Away(t *testing.T) {
	s, server := newS3(t)
	key := put(t, s, []byte("hello"))
	if _, err := NewS3(t.Context(), s3At(server, "nobucket")); err == nil || !strings.Contains(err.Error(), "nobucket") {
		t.Errorf("a bucket that is not there: %v", err)
	}
	server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if err := s.Put(ctx, keyOf([]byte("more")), strings.NewReader("more"), 4); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("put: %v", err)
	}
	if _, err := s.Open(ctx, key); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("open: %v", err)
	}
	if err := s.Delete(ctx, key); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("delete: %v", err)
	}
}

// endless is a large content that is nowhere in memory.
type endless struct{ at, size int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.at >= e.size {
		return 0, io.EOF
	}
	n := min(int64(len(p)), e.size-e.at)
	for i := range p[:n] {
		p[i] = byte((e.at + int64(i)) % 251)
	}
	e.at += n
	return int(n), nil
}

func (e *endless) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += e.at
	case io.SeekEnd:
		offset += e.size
	}
	e.at = offset
	return offset, nil
}

// TestDiskStreams puts far more than the memory that it may take.
func TestDiskStreams(t *testing.T) {
	const size = 200 << 20
	d := newDisk(t)
	took := allocated(func() {
		if err := d.Put(t.Context(), strings.Repeat("a", 64), &endless{size: size}, size); err != nil {
			t.Fatal(err)
		}
	})
	if took > 2<<20 {
		t.Errorf("%d bytes of memory for a file of %d", took, size)
	}
}

func allocated(run func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	run()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func ExampleLinks_URL() {
	links, _ := NewLinks([]byte("the desk's secret"), func() time.Time { return time.Unix(1_795_000_000, 0) })
	fmt.Println(links.URL("vq3tz", true))
	// Output: /api/v1/files/vq3tz?e=1795089600&s=-yBQ0JY9AGSdYm13_2U5gw&v=thumb
}
