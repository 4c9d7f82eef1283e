package inventory

import (
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

// warned remembers which lots an event has warned of: sku, lot, expiry.
var warned = store.NewTable[bool]("expirywarned", 1)

// ItemOf reads the item master.
type ItemOf func(r store.Reader, sku wms.SKU) (wms.Item, error)

// verdict on stock that expires.
type verdict uint8

const (
	fresh verdict = iota
	soon          // warn
	short         // less than the item's least life left
	over          // expired
)

func judge(st ledger.Stock, it wms.Item, warnDays int64, now time.Time) verdict {
	_, road := st.Place.Transfer()
	switch {
	case st.Expires.IsZero() || st.Place.Virtual() || road || st.OnHand == 0 || st.StatusOrAvailable() != wms.Available:
		return fresh
	case !st.Expires.After(now):
		return over
	case st.Expires.Before(now.AddDate(0, 0, int(it.MinShipDays))):
		return short
	case st.Expires.Before(now.AddDate(0, 0, int(it.MinShipDays+warnDays))):
		return soon
	}
	return fresh
}

// lookRows is after about how many rows a look for what expires takes a rest.
const lookRows = 5000

// Expiring finds the spots that a sweep must look at, without a command. It
// looks at some thousand rows from an item on, and says at which item to go
// on: a read that visited all of a large warehouse would keep the store from
// using its free pages again for as long. No item: it has seen the last.
func Expiring(r store.Reader, p store.Partition, item ItemOf, now time.Time, from wms.SKU) (spots []ledger.Spot, next wms.SKU, err error) {
	s, err := SettingsOf(r, p)
	if err != nil {
		return nil, "", err
	}
	seen, last := 0, from
	err = ledger.EachFrom(r, p, from, func(st ledger.Stock) (bool, error) {
		if seen++; seen > lookRows && st.SKU != last {
			next = st.SKU
			return false, nil
		}
		last = st.SKU
		if st.Expires.IsZero() {
			return true, nil
		}
		it, err := item(r, st.SKU)
		if err != nil {
			return false, err
		}
		v := judge(st, it, s.WarnDays, now)
		if v == soon {
			_, had, err := warned.Get(r, p, string(st.SKU), st.Lot, st.Expires)
			if err != nil || had {
				return true, err
			}
		}
		if v != fresh {
			spots = append(spots, st.Spot)
		}
		return true, nil
	})
	return spots, next, err
}

// Sweep takes expired stock out of sale, holds what has too little life left
// to be shipped, and warns of what expires soon.
func Sweep(tx store.Tx, item ItemOf, spots []ledger.Spot) (wms.Swept, []ledger.Reservation, error) {
	out := wms.Swept{Warehouse: wms.WarehouseID(tx.Partition())}
	s, err := SettingsOf(tx, tx.Partition())
	if err != nil {
		return out, nil, err
	}
	var freed []ledger.Reservation
	for _, spot := range spots {
		row, err := ledger.RowAt(tx, tx.Partition(), spot)
		if err != nil {
			return out, nil, err
		}
		it, err := item(tx, spot.SKU)
		if err != nil {
			return out, nil, err
		}
		to, kind := spot, ""
		switch judge(ledger.Stock{Spot: spot, Row: row}, it, s.WarnDays, tx.Now()) {
		case fresh:
			continue
		case over:
			to.Status, kind = wms.Expired, "stock.expired"
			out.Expired += row.OnHand
		case short:
			to.Status, kind = wms.OnHold, "stock.too_short"
			out.TooShort += row.OnHand
		case soon:
			kind = "stock.expiring"
			if _, had, err := warned.Get(tx, tx.Partition(), string(spot.SKU), spot.Lot, row.Expires); err != nil || had {
				if err != nil {
					return out, nil, err
				}
				continue
			}
			if err := warned.Put(tx, true, string(spot.SKU), spot.Lot, row.Expires); err != nil {
				return out, nil, err
			}
			out.Warned++
		}
		tx.Emit(wms.Event{Type: kind, Subject: string(spot.SKU), Data: map[string]any{"lot": spot.Lot, "qty": row.OnHand,
			"place": string(spot.Place), "expires": row.Expires.Format(time.RFC3339)}})
		if to == spot {
			continue
		}
		f, err := ledger.Lose(tx, spot, to, row.OnHand, kind)
		if err != nil {
			return out, nil, err
		}
		freed = append(freed, f...)
	}
	return out, freed, nil
}
