package config

import (
	"errors"
	"net/url"
	"strings"
)

// address is the part of an address after its scheme, taken apart.
type address struct {
	user, password, hosts, path string
	query                       url.Values
}

// splitAddress cuts at the last @, so that a password may hold any character
// but ? as it is; %XX is understood.
func splitAddress(s string) (a address, err error) {
	s, query, _ := strings.Cut(s, "?")
	if a.query, err = url.ParseQuery(query); err != nil {
		return a, errors.New("has options that cannot be read")
	}
	if at := strings.LastIndexByte(s, '@'); at >= 0 {
		user, password, _ := strings.Cut(s[:at], ":")
		if a.user, err = url.PathUnescape(user); err == nil {
			a.password, err = url.PathUnescape(password)
		}
		if err != nil {
			return a, errors.New("has a % in its password that must be written %25")
		}
		s = s[at+1:]
	}
	a.hosts, a.path, _ = strings.Cut(s, "/")
	return a, nil
}
