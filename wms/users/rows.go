package users

import (
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// All rows are in the partition of the network. Names and PINs are personal
// or secret: their table's values never enter the journal.
var (
	accounts    = store.NewTable[account]("users", 1)                  // user → account
	privates    = store.NewTable[private]("user_private", 1).Private() // user → private
	seals       = store.NewTable[string]("user_seal", 1).Private()     // one row, see Seed
	badges      = store.NewTable[wms.UserID]("user_badges", 1)         // badge → user
	sessions    = store.NewTable[session]("sessions", 1)               // hex SHA-256 of the secret → session
	tokens      = store.NewTable[token]("tokens", 1)                   // token id → token
	tokenHashes = store.NewTable[string]("token_hashes", 1)            // hex SHA-256 of the secret → token id
	wrongs      = store.NewTable[wrong]("login_wrongs", 1)             // what was tried, hashed → wrong
	subjects    = store.NewTable[wms.UserID]("user_subjects", 1)       // hashed subject of a log-in provider → user
)

type account struct {
	Badge      string            `cbor:"1,keyasint"`
	Roles      []string          `cbor:"2,keyasint"`
	Warehouses []wms.WarehouseID `cbor:"3,keyasint,omitempty"`
	// Sessions are the keys of the open ones, oldest first.
	Sessions []string `cbor:"4,keyasint,omitempty"`
	Disabled bool     `cbor:"5,keyasint,omitempty"`
	Owners   []string `cbor:"6,keyasint,omitempty"`
	Language string   `cbor:"7,keyasint,omitempty"`
	// MustChange: the PIN was set by somebody else and is good for one thing
	// only: to set another.
	MustChange bool   `cbor:"8,keyasint,omitempty"`
	Origin     string `cbor:"9,keyasint,omitempty"`  // "" site file, "api", "oidc"
	Subject    string `cbor:"10,keyasint,omitempty"` // key in subjects
}

type private struct {
	Name    string `cbor:"1,keyasint"`
	PINHash string `cbor:"2,keyasint"`
}

type session struct {
	User      wms.UserID `cbor:"1,keyasint"`
	ExpiresAt time.Time  `cbor:"2,keyasint"` // wall time, as all here
	OpenedAt  time.Time  `cbor:"3,keyasint,omitempty"`
	SeenAt    time.Time  `cbor:"4,keyasint,omitempty"` // used last, give or take an eighth of the idle time
	From      string     `cbor:"5,keyasint,omitempty"`
}

type token struct {
	Name       string            `cbor:"1,keyasint"`
	Roles      []string          `cbor:"2,keyasint"`
	Warehouses []wms.WarehouseID `cbor:"3,keyasint,omitempty"`
	CreatedAt  time.Time         `cbor:"4,keyasint"`
	CreatedBy  wms.UserID        `cbor:"5,keyasint"`
	ExpiresAt  *time.Time        `cbor:"6,keyasint,omitempty"`
	RevokedAt  *time.Time        `cbor:"7,keyasint,omitempty"`
	Owners     []string          `cbor:"8,keyasint,omitempty"`
	Scopes     []string          `cbor:"9,keyasint,omitempty"`
	Supplier   string            `cbor:"10,keyasint,omitempty"`
}

// wrong counts failed log-ins with one badge, or from one address.
type wrong struct {
	Count int       `cbor:"1,keyasint"` // since the last lock
	Locks int       `cbor:"2,keyasint,omitempty"`
	Until time.Time `cbor:"3,keyasint,omitempty"`
	Last  time.Time `cbor:"4,keyasint"`
}

// identityOf reads a user who may log in.
func identityOf(r store.Reader, id wms.UserID) (Identity, error) {
	a, ok, err := accounts.Get(r, store.Network, id)
	if err != nil {
		return Identity{}, err
	}
	if !ok || a.Disabled {
		return Identity{}, errUnknown
	}
	p, _, err := privates.Get(r, store.Network, id)
	return Identity{User: id, Name: p.Name, Roles: a.Roles, Warehouses: a.Warehouses, Owners: a.Owners,
		Language: a.Language, MustChange: a.MustChange}, err
}
