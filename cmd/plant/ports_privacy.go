package plant

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/personal"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

func (p *Plant) openVault(ctx context.Context) (err error) {
	p.Vault, err = personal.Open(ctx, personal.Options{Dir: p.Dir, Store: p.Store, Logger: p.Logger, Ended: endedAt})
	p.Book.Personal = p.Vault
	return err
}

// endedAt is when an order was shipped or cancelled. Orders cancelled before
// that was noted count from when they were placed.
func endedAt(r store.Reader, id wms.OrderID) (time.Time, bool) {
	o, err := orders.Get(r, id)
	if err != nil || o.Status != wms.OrderShipped && o.Status != wms.OrderCancelled {
		return time.Time{}, false
	}
	for _, at := range []time.Time{o.EndedAt, o.ShippedAt, o.PlacedAt} {
		if !at.IsZero() {
			return at, true
		}
	}
	return time.Time{}, false
}

// ShipTo implements api.Privacy.
func (p *Plant) ShipTo(ctx context.Context, c api.Call, who api.Identity, id wms.OrderID, reason string) (wms.Destination, error) {
	o, err := view(p, func(r store.Reader) (orders.Order, error) { return orders.Get(r, id) })
	if err != nil {
		return wms.Destination{}, err
	}
	task, clear, err := p.needs(who, o)
	if err != nil {
		return wms.Destination{}, err
	}
	out := wms.Destination{Order: id, Masked: !clear, Country: o.Country}
	to := wms.ShipTo{}
	if clear {
		to, err = p.disclose(ctx, c.Actor, id, task, reason)
	} else {
		to, err = view(p, func(r store.Reader) (wms.ShipTo, error) {
			to, _, err := p.Vault.Read(r, id)
			return personal.Masked(to), err
		})
	}
	if err != nil {
		return wms.Destination{}, err
	}
	out.Name, out.Address, out.Postcode, out.Phone, out.Email, out.Lat, out.Lon = to.Name, to.Address, to.Postcode, to.Phone, to.Email, to.Lat, to.Lon
	return out, nil
}

// needs says whether somebody may see an order's destination in clear:
// administrators and supervisors of a warehouse that serves it, and who packs
// or loads it at this moment.
func (p *Plant) needs(who api.Identity, o orders.Order) (task wms.TaskID, clear bool, err error) {
	if slices.Contains(who.Roles, api.RoleAdmin) {
		return "", true, nil
	}
	serves := func(w wms.WarehouseID) bool {
		return slices.ContainsFunc(o.Shipments, func(s orders.Shipment) bool { return s.Warehouse == w })
	}
	if slices.Contains(who.Roles, api.RoleSupervisor) && (len(who.Warehouses) == 0 || slices.ContainsFunc(who.Warehouses, serves)) {
		return "", true, nil
	}
	if !slices.Contains(who.Roles, api.RolePicker) && !slices.Contains(who.Roles, api.RoleReceiver) {
		return "", false, nil
	}
	task, err = view(p, func(r store.Reader) (wms.TaskID, error) {
		for _, h := range p.Houses {
			if !serves(h.Site.ID) || len(who.Warehouses) > 0 && !slices.Contains(who.Warehouses, h.Site.ID) {
				continue
			}
			mine, err := tasks.OfPerson(r, h.Partition(), who.User)
			if err != nil {
				return "", err
			}
			for _, t := range mine {
				if t.Order == o.ID && t.Status == wms.TaskAssigned && (t.Kind == wms.TaskPack || t.Kind == wms.TaskLoad) {
					return t.ID, nil
				}
			}
		}
		return "", nil
	})
	return task, task != "", err
}

// disclose reads an order's personal data in clear and logs who saw it.
func (p *Plant) disclose(ctx context.Context, by wms.Actor, id wms.OrderID, task wms.TaskID, why string) (wms.ShipTo, error) {
	var to wms.ShipTo
	_, err := p.Store.Do(ctx, store.Command{Partition: store.Network, Kind: "personal.disclose", Actor: by,
		Run: func(tx store.Tx) (_ []byte, err error) {
			to, _, err = p.Vault.Disclose(tx, by, id, task, why)
			return nil, err
		}})
	return to, err
}

// LabelAddress is what stands on the label of a shipment: for the code that
// prints it, on behalf of who works on a task. It leaves a line in the access
// log. What was erased, and what was never given, comes back empty but for
// the country.
func (p *Plant) LabelAddress(ctx context.Context, by wms.Actor, shipment wms.ShipmentID, order wms.OrderID, task wms.TaskID) (wms.ShipTo, error) {
	o, err := view(p, func(r store.Reader) (orders.Order, error) { return orders.Get(r, order) })
	if err != nil {
		return wms.ShipTo{}, err
	}
	to, err := p.disclose(ctx, by, order, task, "label of shipment "+string(shipment))
	if wms.CodeOf(err) == "personal_erased" {
		err = nil
	}
	to.Country = o.Country
	return to, err
}

// Erase implements api.Privacy.
func (p *Plant) Erase(ctx context.Context, c api.Call, e wms.NewErasure, dryRun bool) (wms.ErasureAnswer, error) {
	ids, unreadable, err := p.toErase(ctx, e)
	if err != nil {
		return wms.ErasureAnswer{}, err
	}
	known := func(r store.Reader) func(wms.OrderID) error {
		return func(id wms.OrderID) error { _, err := orders.Get(r, id); return err }
	}
	if dryRun {
		out, err := view(p, func(r store.Reader) (wms.ErasureAnswer, error) { return p.Vault.DryRun(r, ids, known(r)) })
		out.Unreadable = unreadable
		return out, err
	}
	out, _, err := command(ctx, p, c, store.Network, "personal.erase", func(tx store.Tx) (wms.ErasureAnswer, error) {
		if len(ids) == 0 {
			return wms.ErasureAnswer{}, wms.Refuse(wms.NotFound, "no_such_customer", "no order holds personal data that matches").With("unreadable", unreadable)
		}
		out, err := p.Vault.Begin(tx, c.Actor, wms.ErasedByRequest, e.Reason, ids, known(tx))
		out.Unreadable = unreadable
		return out, err
	})
	if err != nil {
		return wms.ErasureAnswer{}, err
	}
	out.Erasure, err = p.Vault.Finish(ctx, out.ID)
	return out, err
}

// toErase lists the orders that a request means.
func (p *Plant) toErase(ctx context.Context, e wms.NewErasure) (ids []wms.OrderID, unreadable int, err error) {
	ways := 0
	for _, given := range []bool{e.Order != "", len(e.Orders) > 0, e.Customer != nil} {
		if given {
			ways++
		}
	}
	if ways != 1 {
		return nil, 0, wms.Refuse(wms.Invalid, "invalid_erasure", "exactly one of order, orders and customer says what to erase")
	}
	if e.Customer != nil {
		return p.Vault.Find(*e.Customer, ctx.Err)
	}
	if e.Order != "" {
		return []wms.OrderID{e.Order}, 0, nil
	}
	return e.Orders, 0, nil
}

// Erasures implements api.Privacy.
func (p *Plant) Erasures(_ context.Context, page api.Page) ([]wms.Erasure, string, error) {
	after, err := numberCursor(page)
	if err != nil {
		return nil, "", err
	}
	out, err := view(p, func(r store.Reader) ([]wms.Erasure, error) { return personal.Erasures(r, after, page.Limit) })
	return out, nextCursor(out, page, func(e wms.Erasure) string { return strconv.FormatUint(e.ID, 10) }), err
}

// Accesses implements api.Privacy.
func (p *Plant) Accesses(_ context.Context, order wms.OrderID, page api.Page) ([]wms.Access, string, error) {
	after, err := numberCursor(page)
	if err != nil {
		return nil, "", err
	}
	out, err := view(p, func(r store.Reader) ([]wms.Access, error) { return personal.Accesses(r, order, after, page.Limit) })
	return out, nextCursor(out, page, func(a wms.Access) string { return strconv.FormatUint(a.ID, 10) }), err
}

func numberCursor(page api.Page) (uint64, error) {
	if page.After == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(page.After, 10, 63)
	if err != nil {
		return 0, badCursor(page.After)
	}
	return n, nil
}

// privacyTick is how often, in wall time, the keeper looks whether a new day
// has begun at the site.
const privacyTick = time.Second

// dueBatch bounds the orders of one erasure by retention.
const dueBatch = 200

// keepPrivacy makes keys ahead of need and, once a site day, erases what has
// been kept long enough and makes store and keys agree, until ctx ends.
func (p *Plant) keepPrivacy(ctx context.Context) error {
	tick := time.NewTicker(privacyTick)
	defer tick.Stop()
	day := ""
	for {
		if err := p.Vault.Ahead(); err != nil && ctx.Err() == nil {
			p.Logger.Error("no new keys for personal data", "error", err)
		}
		if today := p.Store.Now().Format(time.DateOnly); today != day {
			err := errors.Join(p.Vault.FinishAll(ctx), p.Vault.Reconcile(ctx, gently(ctx)), p.eraseDue(ctx))
			if ctx.Err() != nil {
				return nil
			}
			if err != nil {
				p.Logger.Error("personal data was not looked after, trying again", "error", err)
			} else {
				day = today
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// gently leaves most of the processor to others between the parts of a long
// reading.
func gently(ctx context.Context) func() error {
	return func() error {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(5 * time.Millisecond):
			return nil
		}
	}
}

// eraseDue erases the personal data of orders that ended long enough ago.
func (p *Plant) eraseDue(ctx context.Context) error {
	days := p.Network.Privacy.KeepDays
	if days == 0 {
		return nil
	}
	for ctx.Err() == nil {
		before := p.Store.Now().AddDate(0, 0, -int(days))
		batch, err := view(p, func(r store.Reader) ([]personal.Due, error) { return personal.DueBefore(r, before, dueBatch) })
		if err != nil || len(batch) == 0 {
			return err
		}
		var begun wms.ErasureAnswer
		_, err = p.do(ctx, store.Network, "personal.erase", func(tx store.Tx) error {
			ids, err := p.stillDue(tx, batch, before)
			if err == nil && len(ids) > 0 {
				begun, err = p.Vault.Begin(tx, wms.System("personal.erase"), wms.ErasedByRetention,
					"kept for "+strconv.FormatInt(days, 10)+" days after the order ended", ids, func(wms.OrderID) error { return nil })
			}
			if err != nil {
				return err
			}
			return personal.Looked(tx, batch)
		})
		if err == nil && begun.ID != 0 {
			_, err = p.Vault.Finish(ctx, begun.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// stillDue leaves out orders that went on after they ended (one cancelled too
// late is shipped), ended again later, or hold nothing any more.
func (p *Plant) stillDue(r store.Reader, batch []personal.Due, before time.Time) ([]wms.OrderID, error) {
	var ids []wms.OrderID
	for _, d := range batch {
		kept, _, err := p.Vault.Has(r, d.Order)
		if err != nil {
			return nil, err
		}
		at, ended := endedAt(r, d.Order)
		if _, err := orders.Get(r, d.Order); wms.CodeOf(err) == "unknown_order" {
			at, ended = d.Ended, true // it is in the archive, where only ended orders go
		}
		if kept && ended && at.Before(before) {
			ids = append(ids, d.Order)
		}
	}
	return ids, nil
}

// EraseStopped is Erase on the data folder of a site that does not run. Site
// time stands still.
func EraseStopped(ctx context.Context, dir string, by wms.Actor, e wms.NewErasure, dryRun bool) (out wms.ErasureAnswer, err error) {
	s, err := openStill(dir)
	if err != nil {
		return out, err
	}
	p := &Plant{Options: Options{Dir: dir}, Store: s}
	if err := p.openVault(ctx); err != nil {
		return out, errors.Join(err, s.Close())
	}
	out, err = p.Erase(ctx, api.Call{Actor: by}, e, dryRun)
	return out, errors.Join(err, p.Close())
}

// RenewKeys is for a folder whose keys of personal data are lost: it gets new
// ones, and the data is recorded as erased. It counts the orders.
func RenewKeys(ctx context.Context, dir string, by wms.Actor, reason string) (int, error) {
	s, err := openStill(dir)
	if err != nil {
		return 0, err
	}
	n, err := personal.RenewKeys(ctx, personal.Options{Dir: dir, Store: s, Ended: endedAt}, by, reason)
	return n, errors.Join(err, s.Close())
}

func openStill(dir string) (*store.Bolt, error) {
	return store.Open(store.Options{File: filepath.Join(dir, store.FileName), Clock: func() time.Time { return time.Time{} }})
}
