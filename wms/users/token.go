package users

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// NewToken is what a program's token is to be limited to.
type NewToken struct {
	Name       string
	Roles      []string
	Warehouses []wms.WarehouseID // empty: all
	Owners     []string          // empty: all
	Scopes     []string          // empty: whatever the roles may
	Supplier   string            // whom a supplier's token speaks for
	ExpiresAt  *time.Time        // wall time; nil: never
}

// Token is an API token. Secret is there only when it was just made.
type Token struct {
	ID         string
	Name       string
	Roles      []string
	Warehouses []wms.WarehouseID
	Owners     []string
	Scopes     []string
	Supplier   string
	CreatedAt  time.Time
	CreatedBy  wms.UserID
	ExpiresAt  *time.Time
	Secret     string
}

func (t token) shown(id string) Token {
	shown := Token{ID: id, Name: t.Name, Roles: t.Roles, Warehouses: t.Warehouses, Owners: t.Owners, Scopes: t.Scopes, Supplier: t.Supplier, CreatedAt: t.CreatedAt,
		CreatedBy: t.CreatedBy, ExpiresAt: t.ExpiresAt}
	if shown.Warehouses == nil {
		shown.Warehouses = []wms.WarehouseID{}
	}
	if shown.Owners == nil {
		shown.Owners = []string{}
	}
	if shown.Scopes == nil {
		shown.Scopes = []string{}
	}
	return shown
}

// NewToken makes an API token. Its secret can't be read again.
func (u *Users) NewToken(ctx context.Context, by wms.Actor, n NewToken) (Token, error) {
	now := u.now().UTC()
	switch {
	case strings.TrimSpace(n.Name) == "" || len(n.Name) > 100:
		return Token{}, wms.Refuse(wms.Invalid, "invalid_field", "name must be 1 to 100 characters").With("field", "name")
	case len(n.Roles) == 0:
		return Token{}, wms.Refuse(wms.Invalid, "invalid_field", "roles must name at least one role").With("field", "roles")
	case n.ExpiresAt != nil && !now.Before(*n.ExpiresAt):
		return Token{}, wms.Refuse(wms.Invalid, "invalid_field", "expires_at must be in the future").With("field", "expires_at")
	}
	secret, sum, err := u.secret("tok_")
	if err != nil {
		return Token{}, err
	}
	row := token{Name: n.Name, Roles: n.Roles, Warehouses: n.Warehouses, Owners: n.Owners, Scopes: n.Scopes, Supplier: n.Supplier, CreatedAt: now, CreatedBy: by.User, ExpiresAt: n.ExpiresAt}
	result, err := u.store.Do(ctx, store.Command{Partition: store.Network, Kind: "token.create", Actor: by,
		Run: func(tx store.Tx) ([]byte, error) { return createToken(tx, row, sum) }})
	if err != nil {
		return Token{}, err
	}
	made := row.shown(string(result.Answer))
	made.Secret = secret
	return made, nil
}

func createToken(tx store.Tx, row token, sum [sha256.Size]byte) (id []byte, err error) {
	n, err := tx.NextID("token")
	if err != nil {
		return nil, err
	}
	if n > maxTokens {
		if err := checkTokenRoom(tx); err != nil {
			return nil, err
		}
	}
	name := fmt.Sprintf("token-%d", n)
	if err := tokens.Put(tx, row, name); err != nil {
		return nil, err
	}
	if err := tokenHashes.Put(tx, name, keyOf(sum)); err != nil {
		return nil, err
	}
	tx.Emit(wms.Event{Type: "token.created", Subject: name})
	return []byte(name), nil
}

// checkTokenRoom bounds how many tokens are valid at once.
func checkTokenRoom(tx store.Tx) error {
	valid := 0
	err := tokenHashes.Scan(tx, store.Network, nil, func(store.KeyParts, string) (bool, error) {
		valid++
		return valid < maxTokens, nil
	})
	if err == nil && valid >= maxTokens {
		return wms.Refuse(wms.Conflict, "too_many_tokens", "there are %d tokens; revoke one first", maxTokens)
	}
	return err
}

// ListTokens lists those that were not revoked, in the order of their ids,
// behind the id after; next is "" at the end.
func (u *Users) ListTokens(after string, limit int) (found []Token, next string, err error) {
	err = u.store.View(func(r store.Reader) error {
		start := []any{}
		if after != "" {
			start = append(start, after)
		}
		return tokens.ScanFrom(r, store.Network, nil, start, func(k store.KeyParts, t token) (bool, error) {
			id := k.Str()
			if id == after || t.RevokedAt != nil {
				return true, k.Err()
			}
			if len(found) == limit {
				next = found[limit-1].ID
				return false, nil
			}
			found = append(found, t.shown(id))
			return true, k.Err()
		})
	})
	return found, next, err
}

// RevokeToken ends a token at once. To revoke it again is no error.
func (u *Users) RevokeToken(ctx context.Context, by wms.Actor, id string) error {
	_, err := u.store.Do(ctx, store.Command{Partition: store.Network, Kind: "token.revoke", Actor: by,
		Run: func(tx store.Tx) ([]byte, error) {
			t, ok, err := tokens.Get(tx, store.Network, id)
			if err != nil {
				return nil, err
			}
			if !ok {
				return nil, wms.Refuse(wms.NotFound, "unknown_token", "there is no token %q", id)
			}
			if t.RevokedAt != nil {
				return nil, nil
			}
			now := u.now().UTC()
			t.RevokedAt = &now
			if err := dropHash(tx, id); err != nil {
				return nil, err
			}
			tx.Emit(wms.Event{Type: "token.revoked", Subject: id})
			return nil, tokens.Put(tx, t, id)
		}})
	u.forget()
	return err
}

// dropHash removes the way from the secret to the token.
func dropHash(tx store.Tx, id string) error {
	return tokenHashes.Scan(tx, store.Network, nil, func(k store.KeyParts, of string) (bool, error) {
		if of != id {
			return true, nil
		}
		key := k.Str()
		if err := k.Err(); err != nil {
			return false, err
		}
		return false, tokenHashes.Delete(tx, key)
	})
}
