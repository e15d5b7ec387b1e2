package api_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"kefu/server/config"
	"kefu/server/testkit"
)

// picture is a PNG, wide enough to get a thumbnail.
func picture(t *testing.T) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 800, 600))
	for x := range 800 {
		for y := range 600 {
			m.Set(x, y, color.RGBA{uint8(x), uint8(y), uint8(x * y), 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// form is a scenario's upload of content under a field and a name.
func form(t *testing.T, field, name string, content []byte) (body []byte, header http.Header) {
	t.Helper()
	var b bytes.Buffer
	f := multipart.NewWriter(&b)
	part, err := f.CreateFormFile(field, name)
	if err != nil {
		t.Fatal(err)
	}
	part.Write(content) //nolint:errcheck // a buffer takes all
	f.Close()           //nolint:errcheck // a buffer takes all
	return b.Bytes(), http.Header{"Content-Type": {f.FormDataContentType()}}
}

func (w *world) upload(t *testing.T, as string, content []byte) map[string]any {
	t.Helper()
	body, header := form(t, "file", "photo.png", content)
	a := w.do(t, scenario{as: as, call: "POST /uploads", body: body, header: header})
	if a.Status != 201 {
		t.Fatalf("uploading: %d %s", a.Status, a.Raw)
	}
	return a.Body
}

func TestUploads(t *testing.T) {
	testkit.EachAddress(t, func(t *testing.T, address string) {
		w := newWorld(t, address, func(c *config.Config) { c.MaxUploadBytes = 3 << 20 })
		image := picture(t)
		body, header := form(t, "file", "../photo.png", image)
		wrongField, wrongHeader := form(t, "picture", "photo.png", image)
		html, htmlHeader := form(t, "file", "page.png", []byte("<html><script>alert(1)</script></html>"))
		empty, emptyHeader := form(t, "file", "empty.txt", nil)
		large, largeHeader := form(t, "file", "large.txt", bytes.Repeat([]byte("large "), 600_000))
		w.run(t, []scenario{
			{name: "a picture", as: "customer", call: "POST /uploads", body: body, header: header, status: 201,
				want: object{"id": some, "name": "photo.png", "mime": "image/png", "width": 800, "height": 600, "url": some, "thumbnail_url": some}},
			{name: "by an agent", as: "agent", call: "POST /uploads", body: body, header: header, status: 201},
			{name: "another field", as: "customer", call: "POST /uploads", body: wrongField, header: wrongHeader, status: 400, code: "bad_request"},
			{name: "not what its name says", as: "customer", call: "POST /uploads", body: html, header: htmlHeader, status: 400, code: "bad_request"},
			{name: "empty", as: "customer", call: "POST /uploads", body: empty, header: emptyHeader, status: 400, code: "bad_request"},
			{name: "too large", as: "customer", call: "POST /uploads", body: large, header: largeHeader, status: 413, code: "too_large"},
			{name: "no form", as: "customer", call: "POST /uploads", body: object{"file": "x"}, status: 400, code: "bad_request"},
			{name: "without a token", as: "nobody", call: "POST /uploads", body: body, header: header, status: 401, code: "unauthorized"},
			{name: "?token= does not count", as: "nobody", call: "POST /uploads?token=" + w.as("customer").Token, body: body, header: header, status: 401, code: "unauthorized"},
		})
	})
}

func TestFiles(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		image := picture(t)
		stored := w.upload(t, "customer", image)
		id, url, thumb := stored["id"].(string), stored["url"].(string), stored["thumbnail_url"].(string)
		file, token := "GET /files/"+id, "?token="+w.as("customer").Token
		w.run(t, []scenario{
			{name: "by its link", call: "GET /!" + url[1:], status: 200},
			{name: "its thumbnail by its link", call: "GET /!" + thumb[1:], status: 200},
			{name: "HEAD", call: "HEAD /!" + url[1:], status: 200},
			{name: "a range", call: "GET /!" + url[1:], header: http.Header{"Range": {"bytes=1-3"}}, status: 206},
			{name: "the picture's link does not open the thumbnail", call: "GET /!" + url[1:] + "&v=thumb", status: 403, code: "forbidden"},
			{name: "a link that was tampered with", call: "GET /!" + strings.Replace(url[1:], "e=1", "e=2", 1), status: 403, code: "forbidden"},
			{name: "a wrong link is not mended by a token", as: "customer", call: file + "?e=1&s=x", status: 403, code: "forbidden"},
			{name: "by the owner's token", as: "customer", call: file, status: 200},
			{name: "by ?token=", call: file + token, status: 200},
			{name: "the thumbnail by a token", as: "agent", call: file + "?v=thumb", status: 200},
			{name: "by an agent's token", as: "agent", call: file, status: 200},
			{name: "by another customer's", as: "other", call: file, status: 404, code: "not_found"},
			{name: "without any", as: "nobody", call: file, status: 401, code: "unauthorized"},
			{name: "by a wrong one", as: "stranger", call: file, status: 401, code: "unauthorized"},
			{name: "one that is not there", as: "agent", call: "GET /files/nothing", status: 404, code: "not_found"},
			{name: "POST", as: "agent", call: "POST /files/" + id, status: 405, code: "bad_request"},
		})
		a := w.do(t, scenario{call: "GET /!" + url[1:]})
		if h := a.Header; h.Get("Content-Type") != "image/png" || h.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(h.Get("Content-Disposition"), "inline") ||
			!strings.HasPrefix(h.Get("Cache-Control"), "private, max-age=") || !bytes.HasPrefix(a.Raw, []byte("\x89PNG")) {
			t.Errorf("the file came with %v", h)
		}

		sent := w.must(t, "customer", "POST /my/messages", object{"kind": "image", "attachment": stored})
		w.run(t, []scenario{
			{name: "another's upload can't be sent", as: "other", call: "POST /my/messages", body: object{"kind": "image", "attachment": object{"id": id}}, status: 404, code: "not_found"},
			{name: "a picture is no film", as: "customer", call: "POST /my/messages", body: object{"kind": "video", "attachment": object{"id": id}}, status: 400, code: "bad_request"},
			{name: "the message carries the link", as: "customer", call: "GET /my/messages", status: 200, want: object{"items": are("attachment.url", sent.At("attachment", "url"))}},
		})
		customer := w.Dial(w.as("customer"))
		customer.Ask(map[string]any{"type": "message.recall", "message_id": sent["id"]})
		w.run(t, []scenario{
			{name: "a recalled file is gone", call: "GET /!" + url[1:], status: 404, code: "not_found"},
			{name: "for agents too", as: "agent", call: file, status: 404, code: "not_found"},
		})
	})
}
