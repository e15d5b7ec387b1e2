package desk

import "time"

// Upload is a stored file, and whose it is.
type Upload struct {
	Attachment
	// SHA256 names the stored bytes, in lower-case hex: uploads with equal
	// bytes share them.
	SHA256 string
	// OwnerRole and OwnerID say who uploaded it: RoleCustomer or RoleAgent.
	OwnerRole Role
	OwnerID   int64
	// ConversationID is where it was sent last, or, before that, the
	// customer's own conversation; 0 for an agent's that was never sent.
	ConversationID int64
	// Sent counts the messages that carry it, Recalled those of them that
	// were taken back.
	Sent, Recalled int64
	CreatedAt      time.Time
}

// Gone reports whether every message that carried the file was taken back.
func (u *Upload) Gone() bool { return u.Sent > 0 && u.Recalled >= u.Sent }

// OwnedBy reports whether p uploaded it.
func (u *Upload) OwnedBy(p Principal) bool {
	return u.OwnerRole == p.Role.Sender() && u.OwnerID == p.ID
}
