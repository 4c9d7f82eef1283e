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
)

type account struct {
	Badge      string            `cbor:"1,keyasint"`
	Roles      []string          `cbor:"2,keyasint"`
	Warehouses []wms.WarehouseID `cbor:"3,keyasint,omitempty"`
	// Sessions are the keys of the open ones, oldest first.
	Sessions []string `cbor:"4,keyasint,omitempty"`
	Disabled bool     `cbor:"5,keyasint,omitempty"`
}

type private struct {
	Name    string `cbor:"1,keyasint"`
	PINHash string `cbor:"2,keyasint"`
}

type session struct {
	User      wms.UserID `cbor:"1,keyasint"`
	ExpiresAt time.Time  `cbor:"2,keyasint"` // wall time
}

type token struct {
	Name       string            `cbor:"1,keyasint"`
	Roles      []string          `cbor:"2,keyasint"`
	Warehouses []wms.WarehouseID `cbor:"3,keyasint,omitempty"`
	CreatedAt  time.Time         `cbor:"4,keyasint"`
	CreatedBy  wms.UserID        `cbor:"5,keyasint"`
	ExpiresAt  *time.Time        `cbor:"6,keyasint,omitempty"`
	RevokedAt  *time.Time        `cbor:"7,keyasint,omitempty"`
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
	return Identity{User: id, Name: p.Name, Roles: a.Roles, Warehouses: a.Warehouses}, err
}
