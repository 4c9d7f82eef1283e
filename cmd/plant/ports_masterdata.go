package plant

import (
	"context"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/masterdata"
	"github.com/aisle-wms/aisle/wms/store"
)

// supplier reads one; nobody must be recorded to send goods.
func supplier(r store.Reader, id string) (wms.Supplier, error) {
	s, err := masterdata.Suppliers.Get(r, id)
	if wms.CodeOf(err) == "unknown_supplier" {
		return wms.Supplier{ID: id}, nil
	}
	return s, err
}

func putawayMode(r store.Reader, p store.Partition) (string, error) {
	s, err := masterdata.SettingsOf(r, p)
	return s.Putaway, err
}

// billFor notes what was done with units of an item, if it has an owner.
func billFor(tx store.Tx, sku wms.SKU, kind string, qty int64) error {
	it, err := items.Get(tx, sku)
	if err != nil {
		return err
	}
	return masterdata.Bill(tx, it.Owner, kind, qty)
}

const (
	// storageEvery is the least wall time between two looks for what owners
	// have on hand on a day that none is noted for yet.
	storageEvery = 2 * time.Second
	// storageShare is how much longer than a look it is until the next.
	storageShare = 100
)

// noteStorage notes once a day of site time what each owner has on hand.
func (p *Plant) noteStorage(ctx context.Context, h *House) error {
	day := wms.DayOf(p.Clock.Now())
	if h.storedDay == day || time.Now().Before(h.storedNext) {
		return nil
	}
	began := time.Now()
	defer func() { h.storedNext = time.Now().Add(max(storageEvery, storageShare*time.Since(began))) }()
	onHand := map[string]int64{}
	err := p.Store.View(func(r store.Reader) error {
		owners, err := masterdata.Owners.List(r, "", 1)
		if err != nil || len(owners) == 0 {
			return err
		}
		owner := map[wms.SKU]string{}
		return ledger.Each(r, h.Partition(), func(st ledger.Stock) (bool, error) {
			if st.Place.Virtual() || st.OnHand <= 0 {
				return true, nil
			}
			of, known := owner[st.SKU]
			if !known {
				it, err := items.Get(r, st.SKU)
				if err != nil {
					return false, err
				}
				of = it.Owner
				owner[st.SKU] = of
			}
			if of != "" {
				onHand[of] += st.OnHand
			}
			return true, nil
		})
	})
	if err != nil || len(onHand) == 0 {
		return ignoreDone(ctx, err)
	}
	_, err = p.do(ctx, h.Partition(), "owner.storage", func(tx store.Tx) error {
		_, err := masterdata.Store(tx, onHand)
		return err
	})
	h.storedDay = day
	return ignoreDone(ctx, err)
}

// PutSupplier implements api.MasterData.
func (p *Plant) PutSupplier(ctx context.Context, c api.Call, v wms.Supplier) (wms.Supplier, error) {
	return putIn(ctx, p, c, masterdata.Suppliers, "supplier.put", v)
}

// Supplier implements api.MasterData.
func (p *Plant) Supplier(_ context.Context, id string) (wms.Supplier, error) {
	return getFrom(p, masterdata.Suppliers, id)
}

// ListSuppliers implements api.MasterData.
func (p *Plant) ListSuppliers(_ context.Context, page api.Page) ([]wms.Supplier, string, error) {
	return listFrom(p, masterdata.Suppliers, page, func(v wms.Supplier) string { return v.ID })
}

// PutCarrier implements api.MasterData.
func (p *Plant) PutCarrier(ctx context.Context, c api.Call, v wms.Carrier) (wms.Carrier, error) {
	return putIn(ctx, p, c, masterdata.Carriers, "carrier.put", v)
}

// Carrier implements api.MasterData.
func (p *Plant) Carrier(_ context.Context, id string) (wms.Carrier, error) {
	return getFrom(p, masterdata.Carriers, id)
}

// ListCarriers implements api.MasterData.
func (p *Plant) ListCarriers(_ context.Context, page api.Page) ([]wms.Carrier, string, error) {
	return listFrom(p, masterdata.Carriers, page, func(v wms.Carrier) string { return v.ID })
}

// PutOwner implements api.MasterData.
func (p *Plant) PutOwner(ctx context.Context, c api.Call, v wms.Owner) (wms.Owner, error) {
	return putIn(ctx, p, c, masterdata.Owners, "owner.put", v)
}

// Owner implements api.MasterData.
func (p *Plant) Owner(_ context.Context, id string) (wms.Owner, error) {
	return getFrom(p, masterdata.Owners, id)
}

// ListOwners implements api.MasterData.
func (p *Plant) ListOwners(_ context.Context, page api.Page) ([]wms.Owner, string, error) {
	return listFrom(p, masterdata.Owners, page, func(v wms.Owner) string { return v.ID })
}

func putIn[T any](ctx context.Context, p *Plant, c api.Call, b masterdata.Book[T], kind string, v T) (T, error) {
	out, _, err := command(ctx, p, c, store.Network, kind, func(tx store.Tx) (T, error) { return b.Put(tx, v) })
	return out, err
}

func getFrom[T any](p *Plant, b masterdata.Book[T], id string) (T, error) {
	return view(p, func(r store.Reader) (T, error) { return b.Get(r, id) })
}

func listFrom[T any](p *Plant, b masterdata.Book[T], page api.Page, id func(T) string) ([]T, string, error) {
	out, err := view(p, func(r store.Reader) ([]T, error) { return b.List(r, page.After, page.Limit) })
	return out, nextCursor(out, page, id), err
}

// OwnerActivities implements api.MasterData: warehouse by warehouse, by day.
func (p *Plant) OwnerActivities(_ context.Context, id string, from, to time.Time) ([]wms.Activity, error) {
	first, last := wms.DayOf(from), "9999"
	if !to.IsZero() {
		last = wms.DayOf(to)
	}
	return view(p, func(r store.Reader) ([]wms.Activity, error) {
		owner, err := masterdata.Owners.Get(r, id)
		if err != nil {
			return nil, err
		}
		out := []wms.Activity{}
		for _, h := range p.Houses {
			list, err := masterdata.ActivitiesOf(r, h.Partition(), owner, first, last)
			if err != nil {
				return nil, err
			}
			out = append(out, list...)
		}
		return out, nil
	})
}

// PutSettings implements api.MasterData.
func (p *Plant) PutSettings(ctx context.Context, c api.Call, s wms.Settings) (wms.Settings, error) {
	h, err := p.House(s.Warehouse)
	if err != nil {
		return s, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "warehouse.put", func(tx store.Tx) (wms.Settings, error) { return masterdata.PutSettings(tx, s) })
	return out, err
}

// Settings implements api.MasterData.
func (p *Plant) Settings(_ context.Context, w wms.WarehouseID) (wms.Settings, error) {
	h, err := p.House(w)
	if err != nil {
		return wms.Settings{}, err
	}
	return view(p, func(r store.Reader) (wms.Settings, error) { return masterdata.SettingsOf(r, h.Partition()) })
}

// PutLocationRule implements api.MasterData.
func (p *Plant) PutLocationRule(ctx context.Context, c api.Call, w wms.WarehouseID, id wms.LocationID, rule wms.LocationRule) (wms.Location, error) {
	h, err := p.House(w)
	if err != nil {
		return wms.Location{}, err
	}
	_, _, err = command(ctx, p, c, h.Partition(), "location.put", func(tx store.Tx) (wms.LocationRule, error) {
		return rule, masterdata.PutRule(tx, h.Site, id, rule)
	})
	if err != nil {
		return wms.Location{}, err
	}
	return p.Location(ctx, w, id)
}

// Location implements api.MasterData.
func (p *Plant) Location(_ context.Context, w wms.WarehouseID, id wms.LocationID) (wms.Location, error) {
	h, err := p.House(w)
	if err != nil {
		return wms.Location{}, err
	}
	l, err := h.Site.MustLocation(id)
	if err != nil {
		return l, err
	}
	rule, err := view(p, func(r store.Reader) (wms.LocationRule, error) { return masterdata.RuleOf(r, h.Partition(), id) })
	l.Rule = &rule
	return l, err
}

// PutQualityRule implements api.MasterData.
func (p *Plant) PutQualityRule(ctx context.Context, c api.Call, v wms.QualityRule) (wms.QualityRule, error) {
	return putIn(ctx, p, c, masterdata.QualityRules, "quality_rule.put", v)
}

// QualityRule implements api.MasterData.
func (p *Plant) QualityRule(_ context.Context, id string) (wms.QualityRule, error) {
	return getFrom(p, masterdata.QualityRules, id)
}

// ListQualityRules implements api.MasterData.
func (p *Plant) ListQualityRules(_ context.Context, page api.Page) ([]wms.QualityRule, string, error) {
	return listFrom(p, masterdata.QualityRules, page, func(v wms.QualityRule) string { return v.ID })
}
