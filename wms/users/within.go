package users

import (
	"slices"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

const (
	roleAdmin = "admin"
	// maxMakers bounds the chain of tokens that made tokens.
	maxMakers = 4
)

// tokenIdentity is what a token may do now: no more than whoever made it. A
// token whose maker is gone, was disabled or has nothing in common with it any
// more is not known.
func tokenIdentity(r store.Reader, id string, now time.Time, depth int) (who Identity, ends time.Time, err error) {
	t, ok, err := tokens.Get(r, store.Network, id)
	if err != nil {
		return who, ends, err
	}
	if !ok || t.RevokedAt != nil || depth > maxMakers || t.ExpiresAt != nil && !now.Before(*t.ExpiresAt) {
		return who, ends, errUnknown
	}
	if t.ExpiresAt != nil {
		ends = *t.ExpiresAt
	}
	who = Identity{User: wms.UserID(id), Name: t.Name, Roles: t.Roles, Warehouses: t.Warehouses, Owners: t.Owners, Scopes: t.Scopes, Supplier: t.Supplier}
	if t.CreatedBy == AdminUser {
		return who, ends, nil
	}
	var maker Identity
	if strings.HasPrefix(string(t.CreatedBy), "token-") {
		var makerEnds time.Time
		if maker, makerEnds, err = tokenIdentity(r, string(t.CreatedBy), now, depth+1); err != nil {
			return who, ends, err
		}
		if !makerEnds.IsZero() && (ends.IsZero() || makerEnds.Before(ends)) {
			ends = makerEnds
		}
	} else if maker, err = identityOf(r, t.CreatedBy); err != nil {
		return who, ends, err
	}
	who, ok = who.within(maker)
	if !ok {
		return who, ends, errUnknown
	}
	return who, ends, nil
}

// within cuts a token's rights to its maker's; false if nothing is left.
func (i Identity) within(maker Identity) (Identity, bool) {
	if !slices.Contains(maker.Roles, roleAdmin) {
		i.Roles = both(i.Roles, maker.Roles)
	}
	places, ok := common(i.Warehouses, maker.Warehouses)
	owners, also := common(i.Owners, maker.Owners)
	i.Warehouses, i.Owners = places, owners
	return i, ok && also && len(i.Roles) > 0 && !maker.MustChange
}

func both[T comparable](a, b []T) []T {
	return slices.DeleteFunc(slices.Clone(a), func(x T) bool { return !slices.Contains(b, x) })
}

// common intersects two lists of which an empty one means all; false if they
// have nothing in common.
func common[T comparable](a, b []T) ([]T, bool) {
	switch {
	case len(a) == 0:
		return b, true
	case len(b) == 0:
		return a, true
	}
	out := both(a, b)
	return out, len(out) > 0
}
