package desk

import "time"

// Role says what somebody is to the desk.
type Role string

// The roles. Bot and system only ever send; nobody logs in as one.
const (
	RoleCustomer   Role = "customer"
	RoleAgent      Role = "agent"
	RoleSupervisor Role = "supervisor"
	RoleAdmin      Role = "admin"
	RoleBot        Role = "bot"
	RoleSystem     Role = "system"
)

// IsStaff reports whether r logs in with a staff key.
func (r Role) IsStaff() bool { return r == RoleAgent || r == RoleSupervisor || r == RoleAdmin }

// Sender is the role that messages show: every member of staff is an agent
// to the customer.
func (r Role) Sender() Role {
	if r.IsStaff() {
		return RoleAgent
	}
	return r
}

// Side returns the reader that r belongs to: agents, the bot and the system
// are one side.
func (r Role) Side() Side {
	if r == RoleCustomer {
		return CustomerSide
	}
	return DeskSide
}

// Side is one of the two readers of a conversation.
type Side string

// The two sides; the values are those of the receipt frame's reader.
const (
	CustomerSide Side = "customer"
	DeskSide     Side = "desk"
)

// Other returns the opposite side.
func (s Side) Other() Side {
	if s == CustomerSide {
		return DeskSide
	}
	return CustomerSide
}

// Channel is the way a customer came to the desk.
type Channel string

// The channels.
const (
	ChannelWeChat Channel = "wechat"
	ChannelWeb    Channel = "web"
)

// Principal is an authenticated identity: who acts, never what they present
// as proof.
type Principal struct {
	Role Role
	// ID is customers.id or agents.id. A customer and their one conversation
	// share it.
	ID int64
	// OpenID is set for customers.
	OpenID string
	Name   string
	// Epoch is an agent's TokenEpoch when the credential was checked: one that
	// has been raised since revokes it.
	Epoch int64
	// Login is the login that the credential is of; "" for a staff key.
	Login string
	// ExpiresAt ends connections opened with the credential; zero for a
	// staff key, which ends only by revocation.
	ExpiresAt time.Time
}

// Login is one time that somebody logged in: their tokens since then are of it.
type Login struct {
	ID       string
	Role     Role
	HolderID int64 // customers.id or agents.id
}

// IsCustomer reports whether p is a customer.
func (p Principal) IsCustomer() bool { return p.Role == RoleCustomer }

// Side returns the side p reads for.
func (p Principal) Side() Side { return p.Role.Side() }

// WireID is the id that clients see: a customer's openid, an agent's number.
func (p Principal) WireID() string {
	if p.IsCustomer() {
		return p.OpenID
	}
	return FormatID(p.ID)
}

// Customer is a person who asks.
type Customer struct {
	ID        int64
	OpenID    string
	Channel   Channel
	Name      string
	AvatarURL string
	// Profile holds free fields that agents keep (phone, email, …): at most
	// MaxProfileFields, keys and values within MaxProfileChars.
	Profile map[string]string
	Blocked bool
	// ExternalID is the shop's own id of the person, vouched for by its
	// signature; "" if unknown.
	ExternalID string
	// LinkedTo is the customer this visitor turned out to be; 0 if none.
	LinkedTo   int64
	CreatedAt  time.Time
	LastSeenAt time.Time
}

// Bounds of a customer's profile.
const (
	MaxProfileFields = 32
	MaxProfileChars  = 500
	// MaxNameChars bounds display names of customers and agents, in code points.
	MaxNameChars = 64
	// MaxAvatarBytes bounds an avatar's address.
	MaxAvatarBytes = 512
)

// Principal returns c as the one who acts.
func (c Customer) Principal() Principal {
	return Principal{Role: RoleCustomer, ID: c.ID, OpenID: c.OpenID, Name: c.Name}
}

// AgentStatus is whether an agent is at their desk.
type AgentStatus string

// The statuses of an agent. Offline is computed, never stored: nobody is
// connected.
const (
	AgentOnline  AgentStatus = "online"
	AgentAway    AgentStatus = "away"
	AgentOffline AgentStatus = "offline"
)

// Agent is a person who answers.
type Agent struct {
	ID        int64
	Name      string
	Role      Role
	AvatarURL string
	Disabled  bool
	// KeyPrefix is the public part of the staff key, for looking it up and
	// for telling keys apart in a list.
	KeyPrefix string
	// KeyHash is the hash of the whole staff key.
	KeyHash []byte
	// TokenEpoch is raised when the key is rotated or the agent disabled:
	// tokens issued under an older epoch are worth nothing.
	TokenEpoch int64
	CreatedAt  time.Time
	LastSeenAt time.Time // connected, or no longer, to the minute; zero: never
}

// Page is where a web visitor is on the shop's site. It is kept only while
// they are online.
type Page struct {
	URL   string // http or https
	Title string // may be empty
	Since time.Time
}

// Bounds of a page.
const (
	MaxPageURLBytes   = 2000
	MaxPageTitleChars = 200
)

// Principal returns a as the one who acts.
func (a Agent) Principal() Principal {
	return Principal{Role: a.Role, ID: a.ID, Name: a.Name, Epoch: a.TokenEpoch}
}
