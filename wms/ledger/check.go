package ledger

import (
	"fmt"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Counts is what Check looked at.
type Counts struct {
	Rows, Reservations, Units int
}

// Check recomputes what must always hold in a partition: nothing negative in
// the building, the sum over all spots of an item zero, reserved quantities
// equal to the sum of the reservations and never above what is on hand, every
// index entry with its record and the reverse, every handling unit that holds
// stock known.
func Check(r store.Reader, p store.Partition) (Counts, error) {
	var c Counts
	reserved := map[Spot]int64{}
	err := reservations.Scan(r, p, nil, func(k store.KeyParts, res Reservation) (bool, error) {
		c.Reservations++
		reserved[res.Spot] += res.Qty
		_, had, err := reservationAt.Get(r, p, append(res.Spot.byPlace(), res.ID)...)
		if err == nil && !had {
			err = fmt.Errorf("%s: reservation %s is missing in the index", p, res.ID)
		}
		if err == nil && res.Qty <= 0 {
			err = fmt.Errorf("%s: reservation %s of %d units", p, res.ID, res.Qty)
		}
		return true, err
	})
	if err != nil {
		return c, err
	}
	if err := checkRows(r, p, &c, reserved); err != nil {
		return c, err
	}
	for s := range reserved {
		return c, fmt.Errorf("%s: reservations on %s in %s, where there is no stock", p, s.SKU, s.Place)
	}
	indexed := 0
	err = rowsAt.Scan(r, p, nil, func(store.KeyParts, none) (bool, error) { indexed++; return true, nil })
	if err == nil && indexed != c.Rows {
		err = fmt.Errorf("%s: %d stock rows, %d in the index by place", p, c.Rows, indexed)
	}
	if err != nil {
		return c, err
	}
	return c, EachUnit(r, p, func(u wms.HandlingUnit) (bool, error) {
		c.Units++
		_, had, err := unitsAt.Get(r, p, string(u.Location), string(u.ID))
		if err == nil && !had {
			err = fmt.Errorf("%s: handling unit %s is missing in the index of %s", p, u.ID, u.Location)
		}
		return true, err
	})
}

func checkRows(r store.Reader, p store.Partition, c *Counts, reserved map[Spot]int64) error {
	var sku wms.SKU
	var sum int64
	done := func() error {
		if sum != 0 {
			return fmt.Errorf("%s: the moves of %s sum to %d, not to zero", p, sku, sum)
		}
		return nil
	}
	err := Each(r, p, func(s Stock) (bool, error) {
		c.Rows++
		if s.SKU != sku {
			if err := done(); err != nil {
				return false, err
			}
			sku, sum = s.SKU, 0
		}
		sum += s.OnHand
		if !s.Place.Virtual() && (s.OnHand < 0 || s.Reserved < 0 || s.Reserved > s.OnHand) {
			return false, fmt.Errorf("%s: %s in %s: %d on hand, %d reserved", p, s.SKU, s.Place, s.OnHand, s.Reserved)
		}
		if s.Serial != "" && !s.Place.Virtual() {
			if s.OnHand > 1 {
				return false, fmt.Errorf("%s: %d of %s in %s have the serial %s", p, s.OnHand, s.SKU, s.Place, s.Serial)
			}
			at, _, err := serials.Get(r, p, s.Serial, string(s.SKU))
			if err == nil && at.Spot != s.Spot {
				err = fmt.Errorf("%s: serial %s of %s lies in %s, its record says %s", p, s.Serial, s.SKU, s.Place, at.Spot.Place)
			}
			if err != nil {
				return false, err
			}
		}
		if s.Reserved != reserved[s.Spot] {
			return false, fmt.Errorf("%s: %s in %s: %d reserved, but its reservations sum to %d", p, s.SKU, s.Place, s.Reserved, reserved[s.Spot])
		}
		delete(reserved, s.Spot)
		if u, ok := s.Place.Unit(); ok {
			if _, had, err := Unit(r, p, u); err != nil || !had {
				return false, fmt.Errorf("%s: %d of %s in handling unit %s, which is not known (%v)", p, s.OnHand, s.SKU, u, err)
			}
		}
		return true, nil
	})
	if err != nil {
		return err
	}
	return done()
}
