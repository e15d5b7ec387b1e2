package api

import (
	"io"
	"net/http"
	"time"
)

// patient is a body that may take its time as long as something comes.
type patient struct {
	io.ReadCloser
	control *http.ResponseController
}

// Read implements io.Reader.
func (p *patient) Read(b []byte) (int, error) {
	// Not every connection has deadlines; then the server's own hold.
	_ = p.control.SetReadDeadline(time.Now().Add(idleUpload))
	return p.ReadCloser.Read(b)
}
