package app_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"kefu/server/app"
	"kefu/server/config"
	"kefu/server/fanout"
	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
)

// balancer is an nginx that runs configs/nginx.conf before some nodes.
type balancer struct{ plain, tls string }

// newBalancer starts nginx with the sample, in which only names, addresses and
// places are put in, as its head asks of whoever uses it.
func newBalancer(t *testing.T, nodes ...string) balancer {
	t.Helper()
	sample, err := os.ReadFile("../../configs/nginx.conf")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certificate(t, dir)
	b := balancer{plain: freeAddress(t), tls: freeAddress(t)}
	conf := string(sample)
	put := func(from, to string) {
		t.Helper()
		if strings.Count(conf, from) != 1 {
			t.Fatalf("configs/nginx.conf has %d times %q", strings.Count(conf, from), from)
		}
		conf = strings.Replace(conf, from, to, 1)
	}
	for i, node := range nodes {
		put(fmt.Sprintf("10.0.0.1%d:8080", i+1), strings.TrimPrefix(node, "http://"))
	}
	put("listen 80;", "listen "+freeAddress(t)+";")
	put("listen 443 ssl http2;", "listen "+b.plain+"; listen "+b.tls+" ssl http2;")
	put("/etc/ssl/desk.example.com.pem", filepath.Join(dir, "cert.pem"))
	put("/etc/ssl/desk.example.com.key", filepath.Join(dir, "key.pem"))
	put("http {\n", "http {\n access_log off;\n"+temporary(dir))
	put("worker_rlimit_nofile 200000;", "daemon off; pid nginx.pid;")
	file := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(file, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, dir, "-t", "-p", dir, "-e", "error.log", "-c", file)
	c := nginx(dir, "-p", dir, "-e", "error.log", "-c", file)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Process.Signal(os.Interrupt) //nolint:errcheck // it may have ended
		c.Wait()                       //nolint:errcheck // it was told to end
	})
	if !eventually(time.Minute, func() bool { return answers("http://" + b.plain + "/chat") }) {
		log, _ := os.ReadFile(filepath.Join(dir, "error.log"))
		t.Fatalf("nginx does not answer:\n%s", log)
	}
	return b
}

// temporary names the folders that nginx would make elsewhere.
func temporary(dir string) string {
	var s strings.Builder
	for _, what := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		fmt.Fprintf(&s, "%s_temp_path %s;\n", what, filepath.Join(dir, what))
	}
	return s.String()
}

func nginx(dir string, args ...string) *exec.Cmd {
	c := exec.Command("nginx", args...) //nolint:noctx // it ends with the test
	c.Dir, c.Env = dir, append(os.Environ(), "PATH="+os.Getenv("PATH")+":/usr/sbin")
	if c.Err != nil {
		c = exec.Command("/usr/sbin/nginx", args...) //nolint:noctx // where Debian has it, which is not in everybody's PATH
		c.Dir = dir
	}
	return c
}

func run(t *testing.T, dir string, args ...string) {
	t.Helper()
	if out, err := nginx(dir, args...).CombinedOutput(); err != nil || strings.Contains(string(out), "[warn]") {
		t.Fatalf("nginx %v: %v\n%s", args, err, out)
	}
}

func answers(url string) bool {
	res, err := http.Get(url) //nolint:noctx // a loopback address
	if err != nil {
		return false
	}
	res.Body.Close() //nolint:errcheck // only the status counts
	return res.StatusCode < 500
}

// certificate writes a certificate that nobody trusts, and its key.
func certificate(t *testing.T, dir string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"desk.example.com"}, NotAfter: time.Now().Add(time.Hour)}
	cert, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: cert}, "key.pem": {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestBehindABalancer: two nodes behind nginx, set up as configs/nginx.conf has
// it, are one desk; when one of them is taken away its customers come back to
// the other, and no call fails.
func TestBehindABalancer(t *testing.T) {
	t.Parallel()
	bus, address := new(fanout.MemoryBus), testkit.NewAddress(t, "mysql")
	joined := func(c *config.Config, o *app.Options) {
		c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
		o.Bus = bus.Node()
	}
	one, two := testdesk.Start(t, address, joined), testdesk.Start(t, address, joined)
	b := newBalancer(t, one.URL, two.URL)
	desk := testdesk.At(t, "http://"+b.plain)
	han := desk.Agent("Han Mei", "agent")
	agent := desk.Dial(han)
	var people []testdesk.Person
	var phones []*testkit.Client
	for i := range 5 {
		p := desk.Visitor(fmt.Sprint("customer ", i))
		people, phones = append(people, p), append(phones, desk.Dial(p))
	}
	for i, phone := range phones {
		phone.Ask(map[string]any{"type": "message.send", "client_id": "c-1", "kind": "text", "text": fmt.Sprint("from ", i)})
		agent.Message(fmt.Sprint("from ", i))
	}

	// Each node has some of the six; those of the one that ends come back.
	one.Stop()
	moved := 0
	for i, c := range append(phones, agent) {
		if !closed(c) {
			continue
		}
		moved++
		if c == agent {
			agent = desk.Dial(han)
		} else {
			phones[i] = desk.Dial(people[i])
		}
	}
	if moved == 0 || moved == 6 { // as a rule three, but nginx's processes count each for a moment by itself
		t.Errorf("%d of 6 connections were at one of two nodes", moved)
	}
	for i, p := range people {
		text := fmt.Sprint("to ", i)
		desk.Must(http.MethodPost, "/api/v1/conversations/"+p.ID+"/messages", han.Token, map[string]any{"kind": "text", "text": text})
		phones[i].Message(text)
		agent.Message(text)
	}
	overTLS(t, b, han)
}

// closed reports whether a connection was ended by a node that stops.
func closed(c *testkit.Client) bool {
	c.TrySend(map[string]any{"type": "ping"}) //nolint:errcheck // the answer tells
	_, err := c.TryTake(30*time.Second, func(f testkit.Frame) bool { return f.Type() == "pong" })
	var end *websocket.CloseError
	return errors.As(err, &end) && end.Code == websocket.CloseGoingAway
}

// overTLS logs an agent in as a browser does: the node knows that its visitor
// came by TLS, and marks the cookie so.
func overTLS(t *testing.T, b balancer, p testdesk.Person) {
	t.Helper()
	insecure := &tls.Config{InsecureSkipVerify: true} //nolint:gosec // its certificate was made above
	browser := http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{TLSClientConfig: insecure, ForceAttemptHTTP2: true}}
	res, err := browser.Post("https://"+b.tls+"/api/v1/auth/agent", "application/json", strings.NewReader(`{"staff_key":"`+p.Token+`"}`)) //nolint:noctx // it has a limit
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close() //nolint:errcheck // the head is enough
	if res.ProtoMajor != 2 || len(res.Cookies()) == 0 || !res.Cookies()[0].Secure {
		t.Errorf("HTTP %d.%d %s, cookies %v", res.ProtoMajor, res.ProtoMinor, res.Status, res.Cookies())
	}
	for _, hidden := range []string{"/metrics", "/readyz", "/debug/pprof/"} {
		res, err := browser.Get("https://" + b.tls + hidden) //nolint:noctx // it has a limit
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close() //nolint:errcheck // only the status counts
		if res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: HTTP %d", hidden, res.StatusCode)
		}
	}
}
