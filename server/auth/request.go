package auth

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// CookieName is the console's session cookie, which holds an agent's token.
const CookieName = "kefu_session"

// FromRequest returns the credential that r carries, "" if none, and whether
// it is the console's cookie: then, and only then, the caller must check the
// origin (SameOrigin). The first one present decides, in the order of
// protocol.md: the header, ?token= if query allows that for this address, the
// cookie.
func FromRequest(r *http.Request, query bool) (credential string, byCookie bool) {
	if scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " "); strings.EqualFold(scheme, "Bearer") {
		if token = strings.TrimSpace(token); token != "" {
			return token, false
		}
	}
	if query {
		if token := r.URL.Query().Get("token"); token != "" {
			return token, false
		}
	}
	if c, err := r.Cookie(CookieName); err == nil && c.Value != "" {
		return c.Value, true
	}
	return "", false
}

// SameOrigin reports whether r was made by a page of the desk itself: its
// Origin is the host that r asks for, or one of allowed ("scheme://host[:port]",
// such as the desk's public address, which a proxy may have replaced). A
// missing Origin is not the desk's.
func SameOrigin(r *http.Request, allowed []string) bool {
	origin := r.Header.Get("Origin")
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return false
	}
	for _, a := range allowed {
		if strings.EqualFold(a, origin) {
			return true
		}
	}
	return strings.EqualFold(withoutDefaultPort(u.Host), withoutDefaultPort(r.Host))
}

// withoutDefaultPort makes example.com of example.com:443: browsers leave the
// default port out of Origin, other clients may not leave it out of Host.
func withoutDefaultPort(host string) string {
	for _, port := range []string{":80", ":443"} {
		if bare, ok := strings.CutSuffix(host, port); ok {
			return bare
		}
	}
	return host
}

// ClientIP returns the address that r came from: the peer's, or, if the peer
// is a trusted proxy, the last address in X-Forwarded-For that is none. What
// stands left of it anybody may have written.
func ClientIP(r *http.Request, trusted []netip.Prefix) string {
	peer := peerAddr(r)
	if !isTrusted(peer, trusted) {
		return addrText(peer, r.RemoteAddr)
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	client := peer
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		client = hop.Unmap()
		if !isTrusted(client, trusted) {
			break
		}
	}
	return addrText(client, r.RemoteAddr)
}

// Network returns what one party can be told by, for limits: an IPv4 address,
// or the /64 of an IPv6 address.
func Network(clientIP string) string { return network(clientIP) }

// IsHTTPS reports whether the browser came by TLS: to us, or to a trusted
// proxy that says so in X-Forwarded-Proto.
func IsHTTPS(r *http.Request, trusted []netip.Prefix) bool {
	if r.TLS != nil {
		return true
	}
	proto, _, _ := strings.Cut(r.Header.Get("X-Forwarded-Proto"), ",")
	return strings.EqualFold(strings.TrimSpace(proto), "https") && isTrusted(peerAddr(r), trusted)
}

func peerAddr(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	addr, _ := netip.ParseAddr(host)
	return addr.Unmap()
}

func isTrusted(addr netip.Addr, trusted []netip.Prefix) bool {
	if !addr.IsValid() {
		return false
	}
	for _, p := range trusted {
		if p.Contains(addr.WithZone("")) {
			return true
		}
	}
	return false
}

func addrText(addr netip.Addr, otherwise string) string {
	if addr.IsValid() {
		return addr.String()
	}
	return otherwise
}
