package files

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"kefu/server/desk"
)

// Records keeps what is known of uploads; the store's database is one.
type Records interface {
	// CreateUpload stores u, whose id is new.
	CreateUpload(ctx context.Context, u desk.Upload) error
	// UploadByID returns an upload; not_found if there is none.
	UploadByID(ctx context.Context, id string) (desk.Upload, error)
}

// Service takes uploads and gives them back.
type Service struct {
	config   Config
	blobs    Blobs
	records  Records
	links    *Links
	now      func() time.Time
	pictures *pictures
}

// New returns the service. Its error is a sentence that says what is wrong
// with c.
func New(c Config, blobs Blobs, records Records, links *Links, now func() time.Time) (*Service, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	return &Service{config: c, blobs: blobs, records: records, links: links, now: now, pictures: newPictures(c.MaxPixels)}, nil
}

// Types are the MIME types that may be uploaded, in alphabetical order.
func (s *Service) Types() []string { return slices.Clone(s.config.Types) }

// Upload stores what r holds for who, under a name made of name, and returns
// it as a message may carry it. It returns bad_request for an empty file, a
// type that is not allowed, a damaged picture or a sender that breaks off,
// too_large above MaxBytes or for too many pixels, unavailable when there is
// no room or the store is away. Memory does not grow with the size, but for
// the decoding of pictures.
func (s *Service) Upload(ctx context.Context, who desk.Principal, name string, r io.Reader) (desk.Attachment, error) {
	u, err := s.upload(ctx, who, name, r)
	if err != nil {
		return desk.Attachment{}, storing("take an upload", err)
	}
	return u.Attachment, nil
}

func (s *Service) upload(ctx context.Context, who desk.Principal, name string, r io.Reader) (desk.Upload, error) {
	in, err := s.spool()
	if err != nil {
		return desk.Upload{}, err
	}
	defer in.discard()
	size, err := s.receive(in, r)
	if err != nil {
		return desk.Upload{}, err
	}
	kind, err := sniff(in, size, s.config.Types)
	if err != nil {
		return desk.Upload{}, err
	}
	u := desk.Upload{OwnerRole: who.Role.Sender(), OwnerID: who.ID, CreatedAt: s.now()}
	u.ID, u.Mime, u.DurationMS = newID(), kind.mime, kind.durationMS
	if who.IsCustomer() {
		u.ConversationID = who.ID // a customer and their conversation share the id
	}
	if !isPicture(kind.mime) {
		err = s.keep(ctx, &u, in, nil)
	} else {
		err = s.keepPicture(ctx, &u, in)
	}
	if err != nil {
		return desk.Upload{}, err
	}
	u.Name = cleanName(name, u.Mime)
	ctx, cancel := context.WithTimeout(ctx, recordWithin)
	defer cancel()
	return u, s.records.CreateUpload(ctx, u)
}

// recordWithin bounds how long the database may take for an upload's record:
// what is received and stored by then is worth a little patience.
const recordWithin = 10 * time.Second

// newID returns 130 random bits in lower-case base32.
func newID() string { return strings.ToLower(rand.Text()) }

// receive copies r to f up to the limit, and returns how much it was.
func (s *Service) receive(f io.Writer, r io.Reader) (int64, error) {
	sender := &noted{Reader: r}
	most := s.config.MaxBytes()
	size, err := io.Copy(f, io.LimitReader(sender, most+1))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(sender.err, &tooLarge), err == nil && size > most:
		return 0, tooLargeFile(most)
	case sender.err != nil:
		return 0, &desk.Error{Code: desk.CodeBadRequest, Detail: "the upload broke off before its end", Cause: sender.err}
	case err != nil:
		return 0, err
	case size == 0:
		return 0, desk.Errorf(desk.CodeBadRequest, "the file is empty")
	}
	return size, nil
}

// noted remembers how its reader failed, to tell the sender's fault from ours.
type noted struct {
	io.Reader
	err error
}

// Read implements io.Reader.
func (n *noted) Read(p []byte) (int, error) {
	k, err := n.Reader.Read(p)
	if err != nil && err != io.EOF {
		n.err = err
	}
	return k, err
}

// keepPicture makes of the picture in what is to be stored, and stores that.
func (s *Service) keepPicture(ctx context.Context, u *desk.Upload, in *spool) error {
	out, err := s.spool()
	if err != nil {
		return err
	}
	defer out.discard()
	pic, err := s.pictures.take(ctx, u.Mime, in, out)
	if err != nil {
		return err
	}
	u.Mime, u.Width, u.Height, u.HasThumbnail = pic.mime, pic.width, pic.height, pic.thumbnail != nil
	return s.keep(ctx, u, out, pic.thumbnail)
}

// keep stores the content, and before it the thumbnail: what is recorded is
// there in whole.
func (s *Service) keep(ctx context.Context, u *desk.Upload, content io.ReadSeeker, thumbnail []byte) error {
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read the upload: %w", err)
	}
	sum := sha256.New()
	var err error
	if u.Size, err = io.Copy(sum, content); err != nil {
		return fmt.Errorf("read the upload: %w", err)
	}
	u.SHA256 = hex.EncodeToString(sum.Sum(nil))
	if thumbnail != nil {
		if err := s.blobs.Put(ctx, u.SHA256+thumbSuffix, bytes.NewReader(thumbnail), int64(len(thumbnail))); err != nil {
			return err
		}
	}
	return s.blobs.Put(ctx, u.SHA256, content, u.Size)
}

// Attachment returns the upload as a message of who may carry it; not_found
// unless who uploaded it. One whose messages were all recalled is returned
// too: a message sent again must find what it was first sent with.
func (s *Service) Attachment(ctx context.Context, who desk.Principal, id string) (desk.Attachment, error) {
	u, err := s.record(ctx, id)
	if err != nil {
		return desk.Attachment{}, err
	}
	if !u.OwnedBy(who) {
		return desk.Attachment{}, noSuchFile()
	}
	return u.Attachment, nil
}

// May checks access by token: agents see all files, a customer their own
// uploads and what was sent in their conversation; anything else is not_found.
// A file that went to several customers is, by token, the last one's; the
// links in the messages open it for all of them.
func (s *Service) May(ctx context.Context, who desk.Principal, id string) error {
	u, err := s.record(ctx, id)
	if err != nil {
		return err
	}
	if who.Role.IsStaff() || who.IsCustomer() && (u.OwnedBy(who) || u.ConversationID == who.ID) {
		return nil
	}
	return noSuchFile()
}

func noSuchFile() error { return desk.Errorf(desk.CodeNotFound, "there is no such file") }

// record reads an upload, sparing the database ids that cannot be.
func (s *Service) record(ctx context.Context, id string) (desk.Upload, error) {
	if id == "" || len(id) > 32 || strings.Trim(id, "abcdefghijklmnopqrstuvwxyz234567") != "" {
		return desk.Upload{}, noSuchFile()
	}
	return s.records.UploadByID(ctx, id)
}

// URL returns the signed link to an upload, or to its thumbnail.
func (s *Service) URL(id string, thumbnail bool) string { return s.links.URL(id, thumbnail) }

// spool is a temporary file that nothing finds after the process died.
type spool struct{ *os.File }

func (s *Service) spool() (*spool, error) {
	f, err := os.CreateTemp(s.config.TempDir, "kefu-upload-*")
	if err != nil {
		return nil, err
	}
	// Without its name it lives as long as it is open. Where a system can't
	// do that, discard removes it.
	_ = os.Remove(f.Name())
	return &spool{f}, nil
}

func (f *spool) discard() {
	_ = f.Close() // nothing in it is wanted any more
	_ = os.Remove(f.Name())
}
