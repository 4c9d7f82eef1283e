package users

import (
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// OfBadge says whose badge a code is.
func OfBadge(r store.Reader, badge string) (id wms.UserID, ok bool, err error) {
	return badges.Get(r, store.Network, badge)
}
