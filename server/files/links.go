package files

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"time"

	"kefu/server/desk"
)

// variantThumb is the link parameter v that asks for the thumbnail.
const variantThumb = "thumb"

const (
	linkPath = "/api/v1/files/"
	// linkLife is how long a link is good for at least.
	linkLife = 24 * time.Hour
	// linkStep is the grain of a link's end: links to one file made within
	// the same step are equal, so that a browser's cache knows them again.
	linkStep = time.Hour
	// linkKeyLabel sets the key apart from every other use of the secret,
	// and links of this form from those of another.
	linkKeyLabel = "kefu file links v1"
)

// Links makes and checks the addresses under which a file can be had without
// a token, as an <img> and the mini-program need.
type Links struct {
	key []byte
	now func() time.Time
}

// NewLinks returns the links of the desk whose secret is given. All nodes of
// a desk have the same secret, so each takes the others' links. secret must
// not be empty.
func NewLinks(secret []byte, now func() time.Time) (*Links, error) {
	if len(secret) == 0 {
		return nil, fmt.Errorf("file links need the desk's secret")
	}
	key, err := hkdf.Key(sha256.New, secret, nil, linkKeyLabel, sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("derive the key of file links: %w", err)
	}
	return &Links{key: key, now: now}, nil
}

// URL returns the relative, signed link to a file or its thumbnail, good for
// 24 to 25 hours.
func (l *Links) URL(id string, thumbnail bool) string {
	variant, more := "", ""
	if thumbnail {
		variant, more = variantThumb, "&v="+variantThumb
	}
	end := l.now().Truncate(linkStep).Add(linkLife + linkStep).Unix()
	return fmt.Sprintf("%s%s?e=%d&s=%s%s", linkPath, id, end, l.sign(id, variant, end), more)
}

// Verify checks the parameters of a link to id: v (variant), e (end) and s
// (signature), as they came. It returns forbidden for a link that is over or
// was not made by this desk.
func (l *Links) Verify(id, variant, e, s string) error {
	end, err := strconv.ParseInt(e, 10, 64)
	// A signature covers one spelling of the time only.
	if err != nil || strconv.FormatInt(end, 10) != e || !hmac.Equal([]byte(l.sign(id, variant, end)), []byte(s)) {
		return desk.Errorf(desk.CodeForbidden, "the link is not valid")
	}
	if l.now().Unix() >= end {
		return desk.Errorf(desk.CodeForbidden, "the link has expired; read the message again for a new one")
	}
	return nil
}

// sign returns 128 bits of HMAC-SHA256 as 22 characters. The parts are told
// apart by line breaks, which neither an id of ours nor a variant has; an id
// from a link that has one signs something that URL never signs.
func (l *Links) sign(id, variant string, end int64) string {
	mac := hmac.New(sha256.New, l.key)
	fmt.Fprintf(mac, "%d\n%s\n%s", end, variant, id)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
}
