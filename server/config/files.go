package config

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
)

// Files is where uploads are kept: in the folder Disk, or in a bucket if S3 is set.
type Files struct {
	Disk string
	S3   *S3
}

// S3 is a bucket of S3 or of what speaks its language.
type S3 struct {
	Endpoint  string // host[:port]
	Bucket    string
	Region    string
	AccessKey string
	SecretKey Secret
	TLS       bool
}

// String tells the place apart without its secret.
func (f Files) String() string {
	if f.S3 != nil {
		return "s3://" + f.S3.Endpoint + "/" + f.S3.Bucket
	}
	return "disk:" + f.Disk
}

func (c *checker) files(s, dataDir string) Files {
	kind, rest, _ := strings.Cut(s, ":")
	switch {
	case s == "disk":
		return Files{Disk: filepath.Join(dataDir, "files")}
	case kind == "disk" && rest != "":
		return Files{Disk: filepath.Clean(rest)}
	case kind == "s3" && strings.HasPrefix(rest, "//"):
		bucket, err := parseS3(rest[2:])
		if err != nil {
			c.wrong("files", "%s: it must look like s3://key:secret@host/bucket?region=eu-west-1&tls=on", err)
		}
		return Files{S3: bucket}
	}
	c.wrong("files", "must be disk, disk:folder, or s3://key:secret@host/bucket?region=eu-west-1&tls=on")
	return Files{}
}

func parseS3(s string) (*S3, error) {
	a, err := splitAddress(s)
	if err != nil {
		return nil, err
	}
	b := &S3{Endpoint: a.hosts, Bucket: a.path, Region: "us-east-1", AccessKey: a.user, SecretKey: Secret(a.password), TLS: true}
	switch {
	case b.AccessKey == "" || b.SecretKey == "":
		return nil, errors.New("has no key and secret before the host")
	case b.Endpoint == "" || strings.ContainsAny(b.Endpoint, ", "):
		return nil, errors.New("names no host")
	case b.Bucket == "" || strings.Contains(b.Bucket, "/"):
		return nil, errors.New("names no bucket after the host")
	}
	for key := range a.query {
		switch v := a.query.Get(key); {
		case key == "region" && v != "":
			b.Region = v
		case key == "region":
		case key == "tls" && (v == "on" || v == "true" || v == ""):
		case key == "tls" && (v == "off" || v == "false"):
			b.TLS = false
		case key == "tls":
			return nil, errors.New("has a tls that is neither on nor off")
		default:
			return nil, fmt.Errorf("has the unknown option %q", key)
		}
	}
	return b, nil
}
