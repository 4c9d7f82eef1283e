package orders

import (
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Recent lists customers' orders that were placed since a moment and not
// cancelled, the newest first, at most so many.
func Recent(r store.Reader, since time.Time, most int) ([]Order, error) {
	return recent(r, "", since, most)
}

// RecentTransfers lists transfers asked for since a moment, the newest first,
// at most so many.
func RecentTransfers(r store.Reader, since time.Time, most int) ([]Order, error) {
	return recent(r, transfersBefore, since, most)
}

func recent(r store.Reader, index string, since time.Time, most int) (out []Order, err error) {
	err = byStatus.ScanBack(r, store.Network, []any{index}, func(_ store.KeyParts, id wms.OrderID) (bool, error) {
		o, err := Get(r, id)
		if err != nil || o.PlacedAt.Before(since) {
			return false, err
		}
		if !o.Cancelled && (o.To == "") == (index == "") {
			out = append(out, o)
		}
		return len(out) < most, nil
	})
	return out, err
}
