package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// RedisMode is how the Redis servers work together.
type RedisMode string

// The modes; "" is no Redis.
const (
	RedisNone     RedisMode = ""
	RedisSingle   RedisMode = "single"
	RedisSentinel RedisMode = "sentinel"
	RedisCluster  RedisMode = "cluster"
)

// Redis is what nodes find each other by; the zero value is none. Its fields
// are those of go-redis's UniversalOptions of the same names.
type Redis struct {
	Mode             RedisMode
	Addrs            []string // host:port
	Username         string
	Password         Secret
	SentinelUsername string
	SentinelPassword Secret
	MasterName       string // with Sentinel
	DB               int    // not with Cluster
	TLS              bool
}

// Configured reports whether there is a Redis.
func (r Redis) Configured() bool { return r.Mode != RedisNone }

// redisExample is what would be right, for the mistakes' sentences.
const redisExample = "it must look like redis://host:6379, redis+sentinel://host:26379,host:26379/mastername or redis+cluster://host:6379,host:6379"

func (c *checker) redis(s string) Redis {
	if s == "" {
		return Redis{}
	}
	r, err := parseRedis(s)
	if err != nil {
		c.wrong("redis", "%s: %s", err, redisExample)
	}
	return r
}

// parseRedis reads scheme://[user:password@]host[:port][,host…][/part][?query].
// It is no job for url.Parse, which takes one host only.
func parseRedis(s string) (Redis, error) {
	scheme, rest, _ := strings.Cut(s, "://")
	r := Redis{}
	base, mode, _ := strings.Cut(scheme, "+")
	switch base {
	case "redis":
	case "rediss":
		r.TLS = true
	default:
		return r, errors.New("begins with no known scheme")
	}
	port := "6379"
	switch mode {
	case "":
		r.Mode = RedisSingle
	case "sentinel":
		r.Mode, port = RedisSentinel, "26379"
	case "cluster":
		r.Mode = RedisCluster
	default:
		return r, errors.New("begins with no known scheme")
	}
	a, err := splitAddress(rest)
	if err != nil {
		return r, err
	}
	r.Username, r.Password = a.user, Secret(a.password)
	if r.Addrs, err = hostPorts(a.hosts, port); err != nil {
		return r, err
	}
	if r.Mode == RedisSingle && len(r.Addrs) > 1 {
		return r, errors.New("names several hosts, which only Sentinel and Cluster have")
	}
	if err := r.readQuery(a.query); err != nil {
		return r, err
	}
	return r, r.readPath(a.path)
}

func (r *Redis) readPath(path string) (err error) {
	db := path
	if r.Mode == RedisSentinel {
		r.MasterName, db, _ = strings.Cut(path, "/")
		if r.MasterName == "" {
			return errors.New("names no master after the hosts")
		}
	}
	if db == "" {
		return nil
	}
	if r.Mode == RedisCluster {
		return errors.New("names a database, which Cluster does not have")
	}
	if r.DB, err = strconv.Atoi(db); err != nil || r.DB < 0 || r.DB > 1023 {
		return errors.New("has a database that is no number")
	}
	return nil
}

func (r *Redis) readQuery(query url.Values) error {
	for key := range query {
		switch {
		case key == "sentinel_username" && r.Mode == RedisSentinel:
			r.SentinelUsername = query.Get(key)
		case key == "sentinel_password" && r.Mode == RedisSentinel:
			r.SentinelPassword = Secret(query.Get(key))
		default:
			return fmt.Errorf("has the unknown option %q", key)
		}
	}
	return nil
}

// hostPorts completes each host with its port.
func hostPorts(hosts, port string) ([]string, error) {
	var out []string
	for _, h := range strings.Split(hosts, ",") {
		host, p, err := net.SplitHostPort(h)
		if err != nil { // no port: the usual one
			host, p, err = net.SplitHostPort(h + ":" + port)
		}
		if n, perr := strconv.ParseUint(p, 10, 16); err != nil || perr != nil || n == 0 || host == "" {
			return nil, errors.New("has a host that is none")
		}
		out = append(out, net.JoinHostPort(host, p))
	}
	return out, nil
}
