package files

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
	"kefu/server/testkit/smalldisk"
)

// house is a service on a real database, with people in it.
type house struct {
	*Service
	db     *store.DB
	clock  *clock
	li, wu desk.Principal // customers
	han    desk.Principal // an agent
	temp   string
}

// atMost is a bound that stays.
func atMost(bytes int64) func() int64 { return func() int64 { return bytes } }

func newHouse(t testing.TB, c Config, b Blobs) *house {
	t.Helper()
	db, err := store.Open(testkit.NewAddress(t, "sqlite"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	h := &house{db: db, clock: &clock{noon}, temp: t.TempDir()}
	c.TempDir = h.temp
	if h.Service, err = New(c, b, db, newLinks(t, "a secret", h.clock), h.clock.Now); err != nil {
		t.Fatal(err)
	}
	h.li, h.wu = h.customer(t, "o-li"), h.customer(t, "o-wu")
	agent, err := db.CreateAgent(t.Context(), desk.Agent{Name: "Han Mei", Role: desk.RoleSupervisor, KeyPrefix: "sk_1", KeyHash: []byte("hash")})
	if err != nil {
		t.Fatal(err)
	}
	h.han = agent.Principal()
	return h
}

func (h *house) customer(t testing.TB, openid string) desk.Principal {
	t.Helper()
	c, _, err := h.db.EnsureCustomer(t.Context(), desk.Customer{OpenID: openid, Channel: desk.ChannelWeb})
	if err != nil {
		t.Fatal(err)
	}
	return c.Principal()
}

func (h *house) upload(t testing.TB, who desk.Principal, name string, file []byte) desk.Attachment {
	t.Helper()
	a, err := h.Upload(t.Context(), who, name, bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// change carries a change out as the corridor does.
func (h *house) change(t testing.TB, c desk.Change) *desk.Message {
	t.Helper()
	w := h.db.NewGroupWriter()
	defer w.Close() //nolint:errcheck // the commit has its own error
	if err := w.Commit(t.Context(), []*desk.Change{&c}); err != nil || c.Result.Err != nil {
		t.Fatal(err, c.Result.Err)
	}
	return c.Result.Message
}

func (h *house) send(t testing.TB, conversation int64, by desk.Principal, clientID string, a desk.Attachment) *desk.Message {
	t.Helper()
	return h.change(t, desk.Change{ConversationID: conversation, By: by, Send: &desk.NewMessage{ClientID: clientID, Kind: desk.KindImage, Attachment: &a}})
}

func (h *house) recall(t testing.TB, by desk.Principal, m *desk.Message) {
	t.Helper()
	h.change(t, desk.Change{ConversationID: m.ConversationID, By: by, Recall: &desk.RecallMessage{Seq: m.Seq}})
}

func TestUpload(t *testing.T) {
	eachBlobs(t, func(t *testing.T, b Blobs) {
		h := newHouse(t, Config{}, b)
		photo := withSegments(asJPEG(t, quarters(1200, 800)), metadataSegments(6)...)
		got := h.upload(t, h.li, "../../我的 照片.png", photo)
		if got.Name != "我的 照片.png.jpg" || got.Mime != typeJPEG || got.Width != 800 || got.Height != 1200 || !got.HasThumbnail || len(got.ID) != 26 {
			t.Errorf("stored as %+v", got)
		}
		content, meta, err := h.Open(t.Context(), got.ID, false)
		if err != nil {
			t.Fatal(err)
		}
		defer content.Close() //nolint:errcheck // it was only read
		stored, err := io.ReadAll(content)
		if err != nil || int64(len(stored)) != got.Size || meta.ETag != `"`+keyOf(stored)+`"` || !meta.Inline {
			t.Errorf("%d bytes of %d, %v, %+v", len(stored), got.Size, err, meta)
		}
		checkNoTraces(t, stored)
		if _, meta, err := h.Open(t.Context(), got.ID, true); err != nil || meta.Mime != typeJPEG || !strings.Contains(meta.ETag, "thumb") {
			t.Errorf("the thumbnail: %+v, %v", meta, err)
		}
		text := h.upload(t, h.han, "notes", []byte("hello"))
		if text.Name != "notes.txt" || text.Mime != typeText || text.Size != 5 || text.HasThumbnail {
			t.Errorf("stored as %+v", text)
		}
		if _, _, err := h.Open(t.Context(), text.ID, true); desk.CodeOf(err) != desk.CodeNotFound {
			t.Errorf("a text's thumbnail: %v", err)
		}
		checkFiles(t, h.temp, 0)
	})
}

func TestUploadRefuses(t *testing.T) {
	disk := newDisk(t)
	h := newHouse(t, Config{MaxBytes: atMost(1000)}, disk)
	for _, c := range []struct {
		name string
		body io.Reader
		want desk.Code
		says string
	}{
		{"at the limit", strings.NewReader(strings.Repeat("x", 1000)), "", ""},
		{"a byte above", strings.NewReader(strings.Repeat("x", 1001)), desk.CodeTooLarge, "1000 bytes"},
		{"far above", &endless{size: 1 << 40}, desk.CodeTooLarge, "1000 bytes"},
		{"nothing", strings.NewReader(""), desk.CodeBadRequest, "empty"},
		{"html named as a picture", strings.NewReader("<html><script>alert(1)</script>"), desk.CodeBadRequest, "text/html"},
		{"broken off", io.MultiReader(strings.NewReader("hello"), failing{strings.NewReader("")}), desk.CodeBadRequest, "broke off"},
		{"cut by the server", http.MaxBytesReader(nil, io.NopCloser(strings.NewReader("hello")), 2), desk.CodeTooLarge, "1000 bytes"},
		{"a gif and a script", strings.NewReader("GIF89a/*\x00\x00\x00\x00\x00*/=1;alert(1)//"), desk.CodeBadRequest, "picture"},
		{"a picture too large", bytes.NewReader(hugePNG(100_000, 100_000)), desk.CodeTooLarge, "100000 x 100000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := h.Upload(t.Context(), h.li, "innocent.jpg", c.body)
			if desk.CodeOf(err) != c.want || err != nil && !strings.Contains(desk.AsError(err).Detail, c.says) {
				t.Errorf("got %v, want %s that says %q", err, c.want, c.says)
			}
		})
	}
	checkFiles(t, disk.root, 1)
	checkFiles(t, h.temp, 0)
}

// TestUploadOnFullDisk: an upload that finds no room leaves nothing behind,
// wherever the room ends.
func TestUploadOnFullDisk(t *testing.T) {
	for _, full := range []string{"temporary", "stored"} {
		h := newHouse(t, Config{}, newDisk(t)) // its database has another disk
		smalldisk.Each(t, 64<<10, func(t *testing.T, disk *smalldisk.Disk) {
			root, temp := disk.Path, t.TempDir()
			if full == "temporary" {
				root, temp = temp, root
			}
			d, err := NewDisk(root)
			if err != nil {
				t.Fatal(err)
			}
			h.blobs, h.config.TempDir = d, temp
			_, err = h.Upload(t.Context(), h.li, "a.txt", strings.NewReader(strings.Repeat("x", 1<<20)))
			checkFull(t, err)
			checkFiles(t, root, 0)
			checkFiles(t, temp, 0)
			disk.Free()
			h.upload(t, h.li, "b.txt", []byte("there is room for this"))
		})
	}
}

// TestUploadStreams: a large file takes no more memory than a small one.
func TestUploadStreams(t *testing.T) {
	const size = 100 << 20
	for _, c := range []struct {
		name  string
		blobs Blobs
	}{{"disk", newDisk(t)}, {"s3 client", discarding(t)}} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t, Config{MaxBytes: atMost(size)}, c.blobs)
			wav := io.MultiReader(bytes.NewReader(asWAV(0)), &endless{size: size - 1000})
			took := allocated(func() {
				if _, err := h.Upload(t.Context(), h.li, "long.wav", wav); err != nil {
					t.Fatal(err)
				}
			})
			if took > 8<<20 {
				t.Errorf("%d bytes of memory for a file of %d", took, size)
			}
		})
	}
}

// TestSpoolHasNoName: a process that dies amid an upload leaves nothing, for
// the file has no name even while it is written.
func TestSpoolHasNoName(t *testing.T) {
	h := newHouse(t, Config{}, newDisk(t))
	looked := false
	look := reader(func([]byte) (int, error) {
		looked = true
		checkFiles(t, h.temp, 0)
		return 0, io.EOF
	})
	if _, err := h.Upload(t.Context(), h.li, "a.txt", io.MultiReader(strings.NewReader("hello"), look)); err != nil || !looked {
		t.Error(err, looked)
	}
}

type reader func([]byte) (int, error)

func (r reader) Read(p []byte) (int, error) { return r(p) }

func TestEqualUploadsAtOnce(t *testing.T) {
	disk := newDisk(t)
	h := newHouse(t, Config{}, disk)
	photo := asJPEG(t, quarters(900, 600))
	ids := make([]string, 8)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() {
			a, err := h.Upload(t.Context(), h.li, fmt.Sprint(i, ".jpg"), bytes.NewReader(photo))
			if err != nil {
				t.Error(err)
			}
			ids[i] = a.ID
		})
	}
	wg.Wait()
	checkFiles(t, disk.root, 2) // one picture, one thumbnail
	seen := map[string]bool{}
	for _, id := range ids {
		if seen[id] {
			t.Errorf("two uploads have the id %q", id)
		}
		seen[id] = true
		if content, _, err := h.Open(t.Context(), id, false); err != nil {
			t.Error(err)
		} else {
			_ = content.Close()
		}
	}
}

func TestWhoMay(t *testing.T) {
	h := newHouse(t, Config{}, newDisk(t))
	lis := h.upload(t, h.li, "li.txt", []byte("li's"))
	hans := h.upload(t, h.han, "han.txt", []byte("han's"))
	other := h.han
	other.ID++ // an agent of the same role
	sameNumber := h.han
	sameNumber.ID = h.li.ID
	for _, c := range []struct {
		name           string
		who            desk.Principal
		id             string
		may, mayAttach bool
	}{
		{"a customer's own", h.li, lis.ID, true, true},
		{"another customer's", h.wu, lis.ID, false, false},
		{"a customer's, for an agent", h.han, lis.ID, true, false},
		{"a customer's, for an agent of the same number", sameNumber, lis.ID, true, false},
		{"an agent's own", h.han, hans.ID, true, true},
		{"an agent's, for another", other, hans.ID, true, false},
		{"an agent's that was not sent, for a customer", h.li, hans.ID, false, false},
		{"none", h.han, "aaaaaaaaaaaaaaaaaaaaaaaaaa", false, false},
		{"no id", h.han, "", false, false},
		{"a path", h.han, "../../etc/passwd", false, false},
		{"nobody", desk.Principal{}, lis.ID, false, false},
	} {
		err := h.May(t.Context(), c.who, c.id)
		if c.may && err != nil || !c.may && desk.CodeOf(err) != desk.CodeNotFound {
			t.Errorf("%s: May says %v", c.name, err)
		}
		a, err := h.Attachment(t.Context(), c.who, c.id)
		if c.mayAttach && (err != nil || a.ID != c.id) || !c.mayAttach && desk.CodeOf(err) != desk.CodeNotFound {
			t.Errorf("%s: Attachment says %+v, %v", c.name, a, err)
		}
	}
	h.send(t, h.li.ID, h.han, "1", hans)
	if err := h.May(t.Context(), h.li, hans.ID); err != nil {
		t.Errorf("what an agent sent: %v", err)
	}
	if err := h.May(t.Context(), h.wu, hans.ID); desk.CodeOf(err) != desk.CodeNotFound {
		t.Errorf("what an agent sent to another: %v", err)
	}
}

// TestRecalledIsGone: a file ends with the last message that carries it.
func TestRecalledIsGone(t *testing.T) {
	h := newHouse(t, Config{}, newDisk(t))
	a := h.upload(t, h.li, "photo.png", asPNG(t, quarters(600, 600)))
	open := func() error {
		for _, thumbnail := range []bool{false, true} {
			content, _, err := h.Open(context.Background(), a.ID, thumbnail)
			if err != nil {
				return err
			}
			_ = content.Close()
		}
		return nil
	}
	if err := open(); err != nil {
		t.Fatalf("before it was sent: %v", err)
	}
	first, second := h.send(t, h.li.ID, h.li, "1", a), h.send(t, h.li.ID, h.li, "2", a)
	h.recall(t, h.li, first)
	h.recall(t, h.li, first)
	if err := open(); err != nil {
		t.Errorf("while one message still carries it: %v", err)
	}
	h.recall(t, h.li, second)
	if err := open(); desk.CodeOf(err) != desk.CodeNotFound {
		t.Errorf("after the last was recalled: %v", err)
	}
	if _, err := h.Attachment(t.Context(), h.li, a.ID); err != nil {
		t.Errorf("a message that is sent again finds no file: %v", err)
	}
}

// TestLostContent: a record whose content is gone is a missing file, and the
// log learns more.
func TestLostContent(t *testing.T) {
	d := newDisk(t)
	h := newHouse(t, Config{}, d)
	a := h.upload(t, h.li, "a.txt", []byte("hello"))
	if err := os.RemoveAll(d.root); err != nil {
		t.Fatal(err)
	}
	_, _, err := h.Open(t.Context(), a.ID, false)
	if desk.CodeOf(err) != desk.CodeNotFound || errors.Unwrap(err) == nil {
		t.Errorf("got %v", err)
	}
}

func TestTypesAreTold(t *testing.T) {
	h := newHouse(t, Config{Types: []string{"image/png", "image/gif", "image/png"}}, newDisk(t))
	if strings.Join(h.Types(), " ") != "image/gif image/png" {
		t.Errorf("%v", h.Types())
	}
	if _, err := New(Config{Types: []string{"text/html"}}, nil, nil, nil, time.Now); err == nil {
		t.Error("html was allowed")
	}
}
