package auth

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestFromRequest(t *testing.T) {
	for _, c := range []struct {
		name, header, query, cookie string
		queryCounts                 bool
		want                        string
		byCookie                    bool
	}{
		{name: "nothing"},
		{name: "header", header: "Bearer h", query: "q", cookie: "c", queryCounts: true, want: "h"},
		{name: "header, in another case", header: "bearer  h ", want: "h"},
		{name: "another scheme does not count", header: "Basic eDp5", cookie: "c", want: "c", byCookie: true},
		{name: "an empty bearer does not count", header: "Bearer ", cookie: "c", want: "c", byCookie: true},
		{name: "query", query: "q", cookie: "c", queryCounts: true, want: "q"},
		{name: "query where it does not count", query: "q", want: ""},
		{name: "cookie after query that does not count", query: "q", cookie: "c", want: "c", byCookie: true},
		{name: "cookie", cookie: "c", queryCounts: true, want: "c", byCookie: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/ws?token="+c.query, nil)
			if c.header != "" {
				r.Header.Set("Authorization", c.header)
			}
			if c.cookie != "" {
				r.AddCookie(&http.Cookie{Name: CookieName, Value: c.cookie})
			}
			if got, byCookie := FromRequest(r, c.queryCounts); got != c.want || byCookie != c.byCookie {
				t.Errorf("got %q %v", got, byCookie)
			}
		})
	}
}

func TestSameOrigin(t *testing.T) {
	for _, c := range []struct {
		origin, host string
		want         bool
	}{
		{"", "desk.example", false},
		{"null", "desk.example", false},
		{"https://desk.example", "desk.example", true},
		{"https://DESK.example", "desk.example", true},
		{"http://desk.example:8080", "desk.example:8080", true},
		{"https://desk.example", "desk.example:443", true},
		{"https://desk.example:8443", "desk.example", false},
		{"https://evil.example", "desk.example", false},
		{"https://desk.example.evil.example", "desk.example", false},
		{"https://desk.example@evil.example", "desk.example", false},
		{"https://public.example", "10.0.0.7:8080", true},
		{"http://public.example", "10.0.0.7:8080", false},
		{"file://desk.example", "desk.example", false},
		{"chrome-extension://desk.example", "desk.example", false},
	} {
		r := httptest.NewRequest("POST", "/", nil)
		r.Host = c.host
		r.Header.Set("Origin", c.origin)
		if got := SameOrigin(r, []string{"https://public.example"}); got != c.want {
			t.Errorf("a page of %q on %q: %v", c.origin, c.host, got)
		}
	}
}

func TestClientIP(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	for _, c := range []struct {
		name, peer string
		forwarded  []string
		want       string
	}{
		{"no proxy", "203.0.113.5:1234", nil, "203.0.113.5"},
		{"no proxy, and a lie", "203.0.113.5:1234", []string{"198.51.100.1"}, "203.0.113.5"},
		{"a proxy", "10.0.0.7:1234", []string{"198.51.100.1"}, "198.51.100.1"},
		{"a proxy by IPv6", "[::1]:1234", []string{"2001:db8::9"}, "2001:db8::9"},
		{"a proxy that says nothing", "10.0.0.7:1234", nil, "10.0.0.7"},
		{"two proxies", "10.0.0.7:1234", []string{"198.51.100.1, 10.0.0.8"}, "198.51.100.1"},
		{"two headers", "10.0.0.7:1234", []string{"198.51.100.1", "10.0.0.8"}, "198.51.100.1"},
		{"a client that lies to the proxy", "10.0.0.7:1234", []string{"1.1.1.1, 198.51.100.1"}, "198.51.100.1"},
		{"nonsense", "10.0.0.7:1234", []string{"unknown"}, "10.0.0.7"},
		{"nonsense beyond a proxy", "10.0.0.7:1234", []string{"<script>, 10.0.0.8"}, "10.0.0.8"},
		{"IPv4 in IPv6", "[::ffff:10.0.0.7]:1234", []string{"::ffff:198.51.100.1"}, "198.51.100.1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr = c.peer
			r.Header["X-Forwarded-For"] = c.forwarded
			if got := ClientIP(r, trusted); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestIsHTTPS(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for _, c := range []struct {
		name, peer, proto string
		tls, want         bool
	}{
		{"plain", "203.0.113.5:1", "", false, false},
		{"TLS", "203.0.113.5:1", "", true, true},
		{"anybody says so", "203.0.113.5:1", "https", false, false},
		{"the proxy says so", "10.0.0.7:1", "https", false, true},
		{"the proxy says no", "10.0.0.7:1", "http", false, false},
		{"a chain", "10.0.0.7:1", "https, http", false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr = c.peer
			r.Header.Set("X-Forwarded-Proto", c.proto)
			if c.tls {
				r.TLS = &tls.ConnectionState{}
			}
			if got := IsHTTPS(r, trusted); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
