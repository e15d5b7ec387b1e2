// Command wechatstandin runs the stand-in for WeChat's servers beside a desk,
// for tests in other languages. It prints its address and ends with its
// standard input.
//
//	POST /stand-in/login?openid=…   what wx.login does there: {"code": …}
//	POST /stand-in/block?openid=…   the platform holds their logins back from now on
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"kefu/server/wechat/wechattest"
)

func main() {
	appID := flag.String("app-id", "wx0123456789abcdef", "the one mini-program's AppID")
	secret := flag.String("secret", "secret", "its AppSecret")
	flag.Parse()
	if err := run(*appID, *secret); err != nil {
		log.Fatal(err)
	}
}

// run serves until the standard input ends.
func run(appID, secret string) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	server := &http.Server{Handler: handler(wechattest.New(appID, secret)), ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	if _, err := fmt.Printf("http://%s\n", listener.Addr()); err != nil {
		return fmt.Errorf("print the address: %w", err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, os.Stdin)
		ended <- err
	}()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case err := <-ended:
		if err != nil {
			return fmt.Errorf("wait for the end: %w", err)
		}
		return server.Close()
	}
}

func handler(platform *wechattest.Server) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", platform)
	mux.HandleFunc("POST /stand-in/block", func(w http.ResponseWriter, r *http.Request) {
		platform.Block(r.URL.Query().Get("openid"))
		w.WriteHeader(http.StatusNoContent)
	})
	return mux
}
