// Package access keeps what may not be used for the moment: machines that are
// out of service, and zones of the floor that are closed, as by a fire alarm.
//
// The nouns: an Outage is a machine out of service; what lies where only it
// reaches is blocked; a Zone is a rectangle of the floor, open, restricted or
// evacuated. A Board is the picture of both that the loops of a warehouse look
// at without reading the store; it is made from the store at the start and
// after every change.
package access

import (
	"regexp"
	"slices"
	"sync/atomic"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

var (
	outages = store.NewTable[wms.Outage]("outage", 1)
	blocked = store.NewTable[int64]("outagesku", 1) // sku → told the network
	zones   = store.NewTable[wms.Zone]("zone", 1)
)

const maxZones = 1000

var zoneID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$`)

// OutOfService takes a machine out of service.
func OutOfService(tx store.Tx, site *wms.Site, d wms.DeviceID, reason string, by wms.UserID) (wms.Outage, error) {
	if reason == "" {
		return wms.Outage{}, wms.Refuse(wms.Invalid, "missing_reason", "say why %s is out of service, for example \"motor\"", d)
	}
	o, had, err := outages.Get(tx, tx.Partition(), string(d))
	if err != nil {
		return o, err
	}
	if had {
		return o, wms.Refuse(wms.Conflict, "out_of_service", "%s is out of service since %s: %s", d, o.Since.Format("15:04"), o.Reason)
	}
	o = wms.Outage{Device: d, Warehouse: site.ID, Reason: reason, By: by, Since: tx.Now()}
	if err := outages.Put(tx, o, string(d)); err != nil {
		return o, err
	}
	o.Blocked, err = block(tx, site)
	if err != nil {
		return o, err
	}
	tx.Emit(wms.Event{Type: "device.out_of_service", Subject: string(d), Data: map[string]any{"reason": reason, "by": string(by), "blocked": o.Blocked}})
	return o, Note(tx, o)
}

// Note records what was done about an outage.
func Note(tx store.Tx, o wms.Outage) error { return outages.Put(tx, o, string(o.Device)) }

// InService takes a machine into service again.
func InService(tx store.Tx, site *wms.Site, d wms.DeviceID) error {
	_, had, err := outages.Get(tx, tx.Partition(), string(d))
	if err != nil {
		return err
	}
	if !had {
		return wms.Refuse(wms.Conflict, "in_service", "%s is in service", d)
	}
	if err := outages.Delete(tx, string(d)); err != nil {
		return err
	}
	tx.Emit(wms.Event{Type: "device.in_service", Subject: string(d)})
	_, err = block(tx, site)
	return err
}

// block counts what lies free in rack cells of machines that are out of
// service, and tells the network what changed.
func block(tx store.Tx, site *wms.Site) (total int64, err error) {
	down, err := Outages(tx, tx.Partition())
	if err != nil {
		return 0, err
	}
	now := map[wms.SKU]int64{}
	for _, id := range site.Of(wms.KindRackCell) {
		l, _ := site.Location(id)
		if !slices.ContainsFunc(down, func(o wms.Outage) bool { return o.Device == l.Device }) {
			continue
		}
		if err := free(tx, id, now); err != nil {
			return 0, err
		}
	}
	var gone []wms.SKU
	err = blocked.Scan(tx, tx.Partition(), nil, func(k store.KeyParts, _ int64) (bool, error) {
		if sku := wms.SKU(k.Str()); now[sku] == 0 {
			gone = append(gone, sku)
		}
		return true, nil
	})
	if err != nil {
		return 0, err
	}
	skus := make([]wms.SKU, 0, len(now))
	for sku, n := range now {
		skus = append(skus, sku)
		total += n
	}
	slices.Sort(skus)
	for _, sku := range append(skus, gone...) {
		old, _, err := blocked.Get(tx, tx.Partition(), string(sku))
		if err != nil {
			return total, err
		}
		if old == now[sku] {
			continue
		}
		if err := blocked.Put(tx, now[sku], string(sku)); err != nil {
			return total, err
		}
		if now[sku] == 0 {
			if err := blocked.Delete(tx, string(sku)); err != nil {
				return total, err
			}
		}
		m := wms.SupplyBlocked{Warehouse: site.ID, SKU: sku, Qty: now[sku]}
		if err := tx.Send(store.Network, wms.MsgBlocked, m); err != nil {
			return total, err
		}
	}
	return total, nil
}

func free(r store.Tx, at wms.LocationID, sum map[wms.SKU]int64) error {
	units, err := ledger.UnitsAt(r, r.Partition(), at)
	if err != nil {
		return err
	}
	places := []ledger.Place{ledger.At(at)}
	for _, u := range units {
		places = append(places, ledger.In(u))
	}
	for _, p := range places {
		rows, err := ledger.InPlace(r, r.Partition(), p)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if row.StatusOrAvailable() == wms.Available && row.Free() > 0 {
				sum[row.SKU] += row.Free()
			}
		}
	}
	return nil
}

// Outages lists the machines out of service of a warehouse.
func Outages(r store.Reader, p store.Partition) ([]wms.Outage, error) {
	out := []wms.Outage{}
	err := outages.Scan(r, p, nil, func(_ store.KeyParts, o wms.Outage) (bool, error) {
		out = append(out, o)
		return true, nil
	})
	return out, err
}

// PutZone records a zone's rectangle; its state stays.
func PutZone(tx store.Tx, z wms.Zone) (wms.Zone, error) {
	if !zoneID.MatchString(z.ID) {
		return z, wms.Refuse(wms.Invalid, "invalid_id", "a zone's id is 1 to 40 letters, digits, dots, dashes or underscores, not %q", z.ID)
	}
	if z.WidthMM <= 0 || z.DepthMM <= 0 || z.WidthMM > 1<<40 || z.DepthMM > 1<<40 || max(z.XMM, -z.XMM, z.YMM, -z.YMM) > 1<<40 {
		return z, wms.Refuse(wms.Invalid, "invalid_zone", "a zone needs width_mm and depth_mm above 0")
	}
	old, had, err := zones.Get(tx, tx.Partition(), z.ID)
	if err != nil {
		return z, err
	}
	if all, err := Zones(tx, tx.Partition()); err != nil || (!had && len(all) >= maxZones) {
		if err == nil {
			err = wms.Refuse(wms.Conflict, "too_many", "a warehouse has at most %d zones", maxZones)
		}
		return z, err
	}
	z.State, z.Reason, z.By, z.Since, z.Paused = wms.ZoneOpen, "", "", nil, nil
	if had {
		z.State, z.Reason, z.By, z.Since, z.Paused = old.State, old.Reason, old.By, old.Since, old.Paused
	}
	tx.Emit(wms.Event{Type: "zone.put", Subject: z.ID, Data: map[string]any{"x_mm": z.XMM, "y_mm": z.YMM, "width_mm": z.WidthMM, "depth_mm": z.DepthMM}})
	return z, zones.Put(tx, z, z.ID)
}

// SetZone opens or closes a zone. To close it needs a reason.
func SetZone(tx store.Tx, id string, state wms.ZoneState, reason string, by wms.UserID) (wms.Zone, error) {
	z, err := GetZone(tx, tx.Partition(), id)
	if err != nil {
		return z, err
	}
	if state != wms.ZoneOpen && reason == "" {
		return z, wms.Refuse(wms.Invalid, "missing_reason", "say why zone %s is closed, for example \"fire alarm\"", id)
	}
	if z.State == state {
		return z, nil
	}
	now := tx.Now()
	z.State, z.Reason, z.By, z.Since = state, reason, by, &now
	tx.Emit(wms.Event{Type: "zone." + string(state), Subject: id, Data: map[string]any{"reason": reason, "by": string(by)}})
	return z, zones.Put(tx, z, id)
}

// SetPaused records which vehicles stand still for a zone.
func SetPaused(tx store.Tx, id string, devices []wms.DeviceID) error {
	z, err := GetZone(tx, tx.Partition(), id)
	if err != nil {
		return err
	}
	z.Paused = devices
	tx.Emit(wms.Event{Type: "zone.vehicles", Subject: id, Data: map[string]any{"paused": len(devices)}})
	return zones.Put(tx, z, id)
}

// GetZone reads a zone or refuses with unknown_zone.
func GetZone(r store.Reader, p store.Partition, id string) (wms.Zone, error) {
	z, ok, err := zones.Get(r, p, id)
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_zone", "no zone %q in %s", id, p)
	}
	return z, err
}

// Zones lists a warehouse's zones.
func Zones(r store.Reader, p store.Partition) ([]wms.Zone, error) {
	out := []wms.Zone{}
	err := zones.Scan(r, p, nil, func(_ store.KeyParts, z wms.Zone) (bool, error) {
		out = append(out, z)
		return true, nil
	})
	return out, err
}

// Board is what a warehouse's loops look at.
type Board struct{ now atomic.Pointer[Picture] }

// Picture of a moment; do not change it.
type Picture struct {
	Down  map[wms.DeviceID]bool
	Zones []wms.Zone // closed ones
}

// Load makes the board anew.
func (b *Board) Load(r store.Reader, p store.Partition) error {
	pic := &Picture{Down: map[wms.DeviceID]bool{}}
	down, err := Outages(r, p)
	if err != nil {
		return err
	}
	for _, o := range down {
		pic.Down[o.Device] = true
	}
	all, err := Zones(r, p)
	for _, z := range all {
		if z.State != wms.ZoneOpen || len(z.Paused) > 0 {
			pic.Zones = append(pic.Zones, z)
		}
	}
	b.now.Store(pic)
	return err
}

// Look is the board now.
func (b *Board) Look() *Picture {
	if pic := b.now.Load(); pic != nil {
		return pic
	}
	return &Picture{}
}

// Closed says why nobody may work at a place now, if so: its zone is closed,
// or only a machine that is out of service reaches it.
func (p *Picture) Closed(l wms.Location) (why string, closed bool) {
	if l.Kind == wms.KindRackCell && p.Down[l.Device] {
		return string(l.Device), true
	}
	for _, z := range p.Zones {
		if z.State != wms.ZoneOpen && z.Holds(l.XMM, l.YMM) {
			return z.ID, true
		}
	}
	return "", false
}
