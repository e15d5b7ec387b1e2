package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"kefu/server/desk"
)

// S3Config says where an S3-compatible store is.
type S3Config struct {
	Endpoint  string // host or host:port, without a scheme
	Bucket    string // must exist
	Region    string // may be empty
	AccessKey string
	SecretKey string
	TLS       bool   // https, as it must be beyond one machine
	Prefix    string // before every key, such as "kefu/"
}

// S3 is a Blobs in a bucket.
type S3 struct {
	core   minio.Core
	bucket string
	prefix string
}

const (
	s3AskTime = 10 * time.Second // for an answer without content
	s3PutTime = 10 * time.Minute // for the largest upload on a slow line
	s3Tries   = 3                // somebody is waiting
)

// NewS3 returns the store in the bucket of c, after asking whether it is there.
func NewS3(ctx context.Context, c S3Config) (*S3, error) {
	client, err := minio.New(c.Endpoint, &minio.Options{
		Creds:  credentials.NewStaticV4(c.AccessKey, c.SecretKey, ""),
		Secure: c.TLS, Region: c.Region, MaxRetries: s3Tries,
	})
	if err != nil {
		return nil, fmt.Errorf("the S3 store at %q: %w", c.Endpoint, err)
	}
	ctx, cancel := context.WithTimeout(ctx, s3AskTime)
	defer cancel()
	switch there, err := client.BucketExists(ctx, c.Bucket); {
	case err != nil:
		return nil, fmt.Errorf("the S3 store at %q does not answer for bucket %q: %w", c.Endpoint, c.Bucket, err)
	case !there:
		return nil, fmt.Errorf("the S3 store at %q has no bucket %q; make it first", c.Endpoint, c.Bucket)
	}
	return &S3{core: minio.Core{Client: client}, bucket: c.Bucket, prefix: c.Prefix}, nil
}

// Put implements Blobs.
func (s *S3) Put(ctx context.Context, key string, r io.ReadSeeker, size int64) error {
	if err := checkKey(key); err != nil {
		return err
	}
	if there, err := s.size(ctx, key); err == nil && there == size {
		return nil
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("store a file: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, s3PutTime)
	defer cancel()
	// In one piece: it is streamed all the same, and either there or not,
	// where parts would have to be cleared away after a failure.
	_, err := s.core.Client.PutObject(ctx, s.bucket, s.prefix+key, r, size, minio.PutObjectOptions{
		ContentType: "application/octet-stream", DisableMultipart: true,
	})
	return s.fail("store a file", err)
}

// size asks for an object's size; errNoBlob if there is none.
func (s *S3) size(ctx context.Context, key string) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, s3AskTime)
	defer cancel()
	info, err := s.core.StatObject(ctx, s.bucket, s.prefix+key, minio.StatObjectOptions{})
	return info.Size, s.fail("look for a stored file", err)
}

// Open implements Blobs.
func (s *S3) Open(ctx context.Context, key string) (io.ReadSeekCloser, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	size, err := s.size(ctx, key)
	if err != nil {
		return nil, err
	}
	return &s3Content{ctx: ctx, store: s, key: key, size: size}, nil
}

// Delete implements Blobs.
func (s *S3) Delete(ctx context.Context, key string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s3AskTime)
	defer cancel()
	err := s.fail("delete a stored file", s.core.RemoveObject(ctx, s.bucket, s.prefix+key, minio.RemoveObjectOptions{}))
	if errors.Is(err, errNoBlob) {
		return nil
	}
	return err
}

// fail says what was being done: errNoBlob for what is not there, unavailable
// for everything else that a store in the network does to us.
func (s *S3) fail(doing string, err error) error {
	if err == nil {
		return nil
	}
	if minio.ToErrorResponse(err).Code == minio.NoSuchKey {
		return errNoBlob
	}
	return &desk.Error{Code: desk.CodeUnavailable, Detail: "the desk's file store does not answer; try it again later", Cause: fmt.Errorf("%s: %w", doing, err)}
}

// s3Content reads an object from wherever it was sought to: one request for
// each place that is read from, none before the first byte is wanted.
type s3Content struct {
	ctx    context.Context // of the request that reads
	store  *S3
	key    string
	size   int64
	offset int64
	body   io.ReadCloser
}

// Read implements io.Reader.
func (c *s3Content) Read(p []byte) (int, error) {
	if c.offset >= c.size {
		return 0, io.EOF
	}
	if c.body == nil {
		var o minio.GetObjectOptions
		if c.offset > 0 {
			if err := o.SetRange(c.offset, 0); err != nil {
				return 0, err
			}
		}
		body, _, _, err := c.store.core.GetObject(c.ctx, c.store.bucket, c.store.prefix+c.key, o)
		if err != nil {
			return 0, c.store.fail("read a stored file", err)
		}
		c.body = body
	}
	n, err := c.body.Read(p)
	c.offset += int64(n)
	return n, err
}

// Seek implements io.Seeker.
func (c *s3Content) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += c.offset
	case io.SeekEnd:
		offset += c.size
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning of a stored file")
	}
	if offset != c.offset && c.body != nil {
		_ = c.body.Close() // only reading it to its end could tell an error
		c.body = nil
	}
	c.offset = offset
	return offset, nil
}

// Close implements io.Closer.
func (c *s3Content) Close() error {
	if c.body == nil {
		return nil
	}
	err := c.body.Close()
	c.body = nil
	return err
}
