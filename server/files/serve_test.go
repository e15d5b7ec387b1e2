package files

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"testing"

	"kefu/server/desk"
)

// discarding returns a client of an S3 server that keeps nothing, so that
// only the client's memory is seen.
func discarding(t *testing.T) *S3 {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if r.Method == http.MethodHead && strings.Count(r.URL.Path, "/") > 2 {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.Header().Set("ETag", `"0"`)
	}))
	t.Cleanup(server.Close)
	s, err := NewS3(t.Context(), s3At(server, "kefu"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// get asks the service for an upload over a real connection.
func (h *house) get(t *testing.T, method, id string, thumbnail bool, header http.Header) (*http.Response, []byte) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h.Serve(w, r, id, thumbnail); err != nil {
			http.Error(w, string(desk.CodeOf(err)), http.StatusTeapot)
		}
	}))
	defer server.Close()
	req, err := http.NewRequestWithContext(t.Context(), method, server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range header {
		req.Header[k] = v
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // it was only read
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, body
}

func TestServeHeaders(t *testing.T) {
	h := newHouse(t, Config{}, newDisk(t))
	glass := quarters(900, 900)
	glass.Pix[3] = 0
	for _, c := range []struct {
		name, file string
		content    []byte
		thumbnail  bool
		mime       string
		kind       string
	}{
		{"picture", "照片.png", asPNG(t, glass), false, typePNG, "inline"},
		{"thumbnail", "照片.png", asPNG(t, glass), true, typePNG, "inline"},
		{"photo's thumbnail", "a.jpg", asJPEG(t, quarters(600, 600)), true, typeJPEG, "inline"},
		{"voice", "a.mp3", asMP3(10, true), false, "audio/mpeg", "inline"},
		{"video", "a.mp4", asMP4("isom", 10, "vide"), false, "video/mp4", "inline"},
		{"text", "a.txt", []byte("你好"), false, "text/plain; charset=utf-8", "attachment"},
		{"text that might be html", "a.html", []byte("see <script>alert(1)</script>"), false, "text/plain; charset=utf-8", "attachment"},
		{"pdf", "a.pdf", []byte("%PDF-1.4\n"), false, "application/pdf", "attachment"},
		{"zip", "a.zip", asZip(t, "a"), false, typeZip, "attachment"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := h.upload(t, h.li, c.file, c.content)
			resp, body := h.get(t, http.MethodGet, a.ID, c.thumbnail, nil)
			want := map[string]string{
				"Content-Type":            c.mime,
				"X-Content-Type-Options":  "nosniff",
				"Content-Security-Policy": "default-src 'none'; sandbox",
				"Cache-Control":           "private, max-age=3600, immutable",
				"Content-Length":          fmt.Sprint(len(body)),
				"Accept-Ranges":           "bytes",
			}
			for k, v := range want {
				if got := resp.Header.Get(k); got != v {
					t.Errorf("%s is %q, want %q", k, got, v)
				}
			}
			if got := resp.Header.Get("Content-Disposition"); !strings.HasPrefix(got, c.kind+";") || strings.Contains(got, ".html\"") {
				t.Errorf("Content-Disposition is %q", got)
			}
			if resp.StatusCode != http.StatusOK || len(body) == 0 {
				t.Errorf("status %d, %d bytes", resp.StatusCode, len(body))
			}
		})
	}
}

func TestServeRanges(t *testing.T) {
	eachBlobs(t, func(t *testing.T, b Blobs) {
		h := newHouse(t, Config{}, b)
		a := h.upload(t, h.li, "a.txt", []byte("0123456789"))
		whole, _ := h.get(t, http.MethodGet, a.ID, false, nil)
		etag := whole.Header.Get("ETag")
		for _, c := range []struct {
			name   string
			method string
			header http.Header
			status int
			body   string
		}{
			{"all", "GET", nil, 200, "0123456789"},
			{"head", "HEAD", nil, 200, ""},
			{"beginning", "GET", http.Header{"Range": {"bytes=0-3"}}, 206, "0123"},
			{"middle", "GET", http.Header{"Range": {"bytes=4-5"}}, 206, "45"},
			{"end", "GET", http.Header{"Range": {"bytes=-2"}}, 206, "89"},
			{"beyond the end", "GET", http.Header{"Range": {"bytes=20-"}}, 416, "invalid range: failed to overlap\n"},
			{"known already", "GET", http.Header{"If-None-Match": {etag}}, 304, ""},
			{"a range of the same", "GET", http.Header{"Range": {"bytes=8-"}, "If-Range": {etag}}, 206, "89"},
			{"a range of another", "GET", http.Header{"Range": {"bytes=8-"}, "If-Range": {`"other"`}}, 200, "0123456789"},
		} {
			resp, body := h.get(t, c.method, a.ID, false, c.header)
			if resp.StatusCode != c.status || string(body) != c.body {
				t.Errorf("%s: %d %q, want %d %q", c.name, resp.StatusCode, body, c.status, c.body)
			}
		}
	})
}

func TestServeRefuses(t *testing.T) {
	h := newHouse(t, Config{}, newDisk(t))
	resp, body := h.get(t, http.MethodGet, "nosuchfile", false, nil)
	if resp.StatusCode != http.StatusTeapot || string(body) != "not_found\n" || resp.Header.Get("ETag") != "" {
		t.Errorf("%d %q %v", resp.StatusCode, body, resp.Header)
	}
}

// form writes fields, in order, as a browser does.
func form(t *testing.T, fields ...[3]string) (body *bytes.Buffer, contentType string) {
	t.Helper()
	body = new(bytes.Buffer)
	w := multipart.NewWriter(body)
	for _, f := range fields {
		head := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name="%s"; filename="%s"`, f[0], f[1])}, "Content-Type": {"image/jpeg"}}
		part, err := w.CreatePart(head)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, f[2]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return body, w.FormDataContentType()
}

func TestReceive(t *testing.T) {
	h := newHouse(t, Config{MaxBytes: atMost(1000)}, newDisk(t))
	large := strings.Repeat("x", 200_000)
	for _, c := range []struct {
		name   string
		fields [][3]string
		want   desk.Code
	}{
		{"a file", [][3]string{{"file", "问题.txt", "hello"}}, ""},
		{"a file behind another field", [][3]string{{"note", "", "x"}, {"file", "a.txt", "hello"}}, ""},
		{"no file", [][3]string{{"picture", "a.txt", "hello"}}, desk.CodeBadRequest},
		{"a large file", [][3]string{{"file", "a.txt", large}}, desk.CodeTooLarge},
		{"html called a jpeg", [][3]string{{"file", "a.jpg", "<html>"}}, desk.CodeBadRequest},
		{"an empty file", [][3]string{{"file", "a.jpg", ""}}, desk.CodeBadRequest},
	} {
		for _, chunked := range []bool{false, true} {
			body, contentType := form(t, c.fields...)
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/uploads", body)
			r.Header.Set("Content-Type", contentType)
			if chunked {
				r.ContentLength = -1
			}
			a, err := h.Receive(httptest.NewRecorder(), r, h.li)
			if desk.CodeOf(err) != c.want {
				t.Errorf("%s: %v, want %q", c.name, err, c.want)
			}
			if c.want == "" && (a.Mime != typeText || a.Size != 5 || !strings.HasSuffix(a.Name, ".txt")) {
				t.Errorf("%s: %+v", c.name, a)
			}
		}
	}
	for _, c := range []struct{ name, contentType, body string }{
		{"json", "application/json", `{"file": "x"}`},
		{"no boundary", "multipart/form-data", "x"},
		{"not what it says", "multipart/form-data; boundary=b", "rubbish"},
		{"cut in the file", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhel"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/uploads", strings.NewReader(c.body))
		r.Header.Set("Content-Type", c.contentType)
		if _, err := h.Receive(httptest.NewRecorder(), r, h.li); desk.CodeOf(err) != desk.CodeBadRequest {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
