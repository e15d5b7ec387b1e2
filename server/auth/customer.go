package auth

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"kefu/server/desk"
)

// How the openids of the web begin. WeChat's own are kept as they are, and
// never begin so.
const (
	visitorStart  = "v_" // and 128 random bits
	externalStart = "x_" // and the shop's id, or "." and its hash
)

// Bounds of what a login brings.
const (
	MaxExternalIDChars = 255 // code points
	maxCodeBytes       = 512
	maxPlainExternal   = 60 // bytes of an external id that is shown as it is
)

// VisitorRequest is what a web page knows of its visitor. All may be empty.
type VisitorRequest struct {
	// VisitorID is what the page believes to be its visitor's openid. It
	// proves nothing, and nothing depends on it.
	VisitorID string
	Name      string
	// ExternalID is the shop's own id of the person, 1 to MaxExternalIDChars,
	// and Signature its proof: lower-case hex HMAC-SHA256 of the id's UTF-8
	// bytes under the identity secret.
	ExternalID string
	Signature  string
	// Token is the token that came along with the request; one that is wrong
	// or ended longer than RefreshGrace ago counts as none.
	Token string
}

// LoginWeChat logs in who holds the code of wx.login. name and avatarURL fill
// what is not known yet; the avatar must be an https link. Errors: forbidden on
// a desk without WeChat, bad_request, and those of WeChat.OpenID.
func (s *Service) LoginWeChat(ctx context.Context, code, name, avatarURL string) (Session, error) {
	switch {
	case s.wechat == nil:
		return Session{}, desk.Errorf(desk.CodeForbidden, "WeChat login is not set up on this desk")
	case code == "" || len(code) > maxCodeBytes:
		return Session{}, desk.Errorf(desk.CodeBadRequest, "code must be what wx.login gave")
	case avatarURL != "" && !desk.HTTPSURL(avatarURL, desk.MaxAvatarBytes):
		return Session{}, desk.Errorf(desk.CodeBadRequest, "avatar_url must be an https link of at most %d bytes", desk.MaxAvatarBytes)
	}
	openID, err := s.wechat.OpenID(ctx, code)
	if err != nil {
		return Session{}, fmt.Errorf("WeChat login: %w", err)
	}
	if strings.HasPrefix(openID, visitorStart) || strings.HasPrefix(openID, externalStart) {
		return Session{}, errors.New("WeChat login: the platform gave an openid of the web's form")
	}
	return s.ensure(ctx, desk.Customer{
		OpenID: openID, Channel: desk.ChannelWeChat, Name: desk.CleanName(name), AvatarURL: avatarURL,
	}, "")
}

// LoginVisitor logs in a web page's visitor: the shop's own user if there is an
// external id, otherwise whose token came along, otherwise a new visitor. A
// visitor who turns out to be the shop's user stays linked to them. Errors:
// forbidden for an external id on a desk without an identity secret,
// unauthorized for one whose signature is wrong, bad_request.
func (s *Service) LoginVisitor(ctx context.Context, r VisitorRequest) (Session, error) {
	name := desk.CleanName(r.Name)
	if r.ExternalID == "" && r.Signature != "" {
		return Session{}, desk.Errorf(desk.CodeBadRequest, "a signature needs its external_id")
	}
	if r.ExternalID != "" {
		if err := s.checkExternal(r.ExternalID, r.Signature); err != nil {
			return Session{}, err
		}
	}
	known, login, err := s.tokenCustomer(ctx, r.Token)
	if err != nil {
		return Session{}, err
	}
	switch {
	case r.ExternalID != "":
		return s.loginExternal(ctx, r.ExternalID, name, known)
	case known != nil:
		if name == "" || known.Name != "" {
			return s.customerSession(*known, login)
		}
		return s.ensure(ctx, desk.Customer{OpenID: known.OpenID, Channel: known.Channel, Name: name}, login)
	}
	random := make([]byte, 16)
	_, _ = rand.Read(random) // never fails
	return s.ensure(ctx, desk.Customer{OpenID: visitorStart + hex.EncodeToString(random), Channel: desk.ChannelWeb, Name: name}, "")
}

// tokenCustomer returns the customer whose token it is, nil if it is nobody's,
// and the login it is of.
func (s *Service) tokenCustomer(ctx context.Context, token string) (c *desk.Customer, login string, err error) {
	if len(token) > maxCredentialBytes || !looksLikeToken(token) {
		return nil, "", nil
	}
	h, err := s.holder(ctx, token, RefreshGrace)
	if desk.CodeOf(err) == desk.CodeUnauthorized {
		return nil, "", nil
	}
	return h.customer, h.login, err
}

// checkExternal checks that the shop vouches for id.
func (s *Service) checkExternal(id, signature string) error {
	if len(s.identitySecret) == 0 {
		return desk.Errorf(desk.CodeForbidden, "external_id is not set up on this desk: it has no identity secret")
	}
	if utf8.RuneCountInString(id) > MaxExternalIDChars || !utf8.ValidString(id) || strings.ContainsFunc(id, unicode.IsControl) {
		return desk.Errorf(desk.CodeBadRequest, "external_id must be at most %d characters long, without control characters", MaxExternalIDChars)
	}
	mac := hmac.New(sha256.New, s.identitySecret)
	mac.Write([]byte(id))
	// Compared as text: upper-case hex is not the signature.
	if want := hex.EncodeToString(mac.Sum(nil)); !hmac.Equal([]byte(want), []byte(signature)) {
		return desk.Errorf(desk.CodeUnauthorized, "the signature is not the external_id's lower-case hex HMAC-SHA256 under the desk's identity secret")
	}
	return nil
}

// loginExternal logs in the shop's own user, and links the visitor they were
// until now.
func (s *Service) loginExternal(ctx context.Context, id, name string, known *desk.Customer) (Session, error) {
	session, err := s.ensure(ctx, desk.Customer{
		OpenID: ExternalOpenID(id), Channel: desk.ChannelWeb, Name: name, ExternalID: id,
	}, "")
	if err != nil {
		return Session{}, err
	}
	// A visitor linked before stays so: on a shared computer the token may
	// have come from somebody else.
	if known != nil && strings.HasPrefix(known.OpenID, visitorStart) && known.LinkedTo == 0 {
		if err := s.accounts.LinkVisitor(ctx, known.ID, session.Customer.ID); err != nil {
			return Session{}, fmt.Errorf("linking the visitor: %w", err)
		}
	}
	return session, nil
}

// ExternalOpenID returns the openid of a shop's own user: the id itself where
// an address can show it, otherwise its hash. Different ids have different
// openids.
func ExternalOpenID(id string) string {
	if plainExternal(id) {
		return externalStart + id
	}
	sum := sha256.Sum256([]byte(id))
	return externalStart + "." + hex.EncodeToString(sum[:])
}

// plainExternal takes letters, digits and . _ - of ASCII, beginning with a
// letter or digit, so that no such id looks like a hash.
func plainExternal(id string) bool {
	for i := range len(id) {
		if !isBase62(id[i:i+1]) && (i == 0 || strings.IndexByte("._-", id[i]) < 0) {
			return false
		}
	}
	return id != "" && len(id) <= maxPlainExternal
}

// ensure finds or makes the customer and opens a session of a login; "" begins one.
func (s *Service) ensure(ctx context.Context, c desk.Customer, login string) (Session, error) {
	customer, _, err := s.accounts.EnsureCustomer(desk.AskedBy(ctx, desk.CustomerSide), c)
	if err != nil {
		return Session{}, fmt.Errorf("finding the customer: %w", err)
	}
	return s.customerSession(customer, login)
}
