package plant

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	shipping "github.com/aisle-wms/aisle/wms/carriers"
	"github.com/aisle-wms/aisle/wms/labels"
	"github.com/aisle-wms/aisle/wms/masterdata"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

const (
	// labelWait is how long a label waits for its waybill, wall time.
	labelWait    = 5 * time.Second
	carrierAgain = 2 * time.Minute
)

func (p *Plant) newDesk() *shipping.Desk {
	first := cmp.Or(p.HostRetry, time.Second)
	d := &shipping.Desk{Store: p.Store, Logger: p.Logger, First: first, Last: max(first, min(carrierAgain, 120*first)), Parties: p.parties,
		Client: &http.Client{Timeout: time.Minute + time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	for _, h := range p.Houses {
		d.Partitions = append(d.Partitions, h.Partition())
	}
	d.Issued = func(tx store.Tx, w wms.Waybill) error { return p.printIssued(tx, w) }
	d.Alarm = func(id, source, code string, words wms.Words) {
		if words.IsZero() {
			p.alarms.clear(id)
			return
		}
		p.alarms.raise(p.Clock.Now(), id, source, code, words, "warning")
	}
	return d
}

// parties are who sends and who receives a carton: the address is read for
// the carrier, with a line in the access log.
func (p *Plant) parties(ctx context.Context, w wms.Waybill) (from, to shipping.Party, err error) {
	h, err := p.House(w.Warehouse)
	if err != nil {
		return from, to, err
	}
	a, err := p.LabelAddress(ctx, wms.Actor{User: wms.UserID("carrier:" + w.Carrier), Reason: "waybill " + w.ID}, w.Shipment, w.Order, "")
	return shipping.Party{Name: h.Site.Name}, shipping.Party{Name: a.Name, Phone: a.Phone, Address: a.Address, Postcode: a.Postcode, Country: a.Country}, err
}

// shipBy chooses who carries a carton's shipment, and has its number made.
func shipBy(tx store.Tx, s outbound.Shipment, carton wms.HandlingUnitID, weightG, volumeMM3 int64) (string, string, error) {
	return shipping.Begin(tx, shipping.Carton{Unit: carton, Shipment: s.ID, Order: s.Order, Carrier: s.Carrier, Service: s.Service,
		Country: s.Country, WeightG: weightG, VolumeMM3: volumeMM3, Due: s.Due})
}

// voidIfCancelled ends the waybills of a shipment that is not sent after all.
func voidIfCancelled(tx store.Tx, id wms.ShipmentID) error {
	s, err := outbound.Get(tx, tx.Partition(), id)
	if wms.CodeOf(err) == "unknown_shipment" {
		return nil
	}
	if err != nil || s.Status != wms.ShipmentCancelled {
		return err
	}
	return shipping.Void(tx, id)
}

// unlabelled says that a carton's label waits for its waybill.
func unlabelled(r store.Reader, part store.Partition, carton wms.HandlingUnitID) (bool, error) {
	w, had, err := shipping.OfUnit(r, part, carton)
	return had && (w.Status == wms.WaybillWaiting || w.Status == wms.WaybillRefused), err
}

// printIssued prints the label that waited for its waybill, if its carton is
// being packed at this moment.
func (p *Plant) printIssued(tx store.Tx, w wms.Waybill) error {
	all, err := tasks.OfShipment(tx, tx.Partition(), w.Shipment)
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.Kind == wms.TaskPack && len(t.Units) > 0 && t.Units[0] == w.Unit {
			return p.houses[w.Warehouse].printFor(tx, wms.Actor{User: t.Assignee}, t)
		}
	}
	return nil
}

// waybillFor adds what a carrier gave for a carton to its label; it waits a
// moment for a waybill that is on its way.
func (p *Plant) waybillFor(ctx context.Context, part store.Partition, unit wms.HandlingUnitID, card *labels.Carton) error {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(p.LabelWait, labelWait))
	defer cancel()
	for {
		seq := p.Store.Seq()
		var had bool
		w, err := view(p, func(r store.Reader) (w wms.Waybill, err error) {
			w, had, err = shipping.OfUnit(r, part, unit)
			return w, err
		})
		switch {
		case err != nil || !had:
			return err
		case w.Status == wms.WaybillIssued:
			card.Tracking, card.Mark, card.SortCode = w.Number, w.Mark, w.SortCode
			card.Route, card.Service = cmp.Or(w.RouteCode, card.Route), w.Service
			return nil
		case w.Status == wms.WaybillRefused:
			return wms.Refuse(wms.Conflict, "waybill_refused", "carrier %s refuses carton %s (%s): choose another service, ask again, or type a number", w.Carrier, unit, w.Error)
		case w.Status != wms.WaybillWaiting:
			return wms.Refuse(wms.Conflict, "waybill_void", "the waybill of carton %s is void: it is not sent", unit)
		}
		if p.Store.Wait(ctx, seq) != nil || ctx.Err() != nil {
			return wms.Refuse(wms.Unavailable, "waybill_waiting", "carton %s has no waybill of carrier %s yet (%s): it is asked for again and again; ask for the label later, or type a number",
				unit, w.Carrier, cmp.Or(w.Error, "no answer yet"))
		}
	}
}

// PutCarrierService implements api.Carriers.
func (p *Plant) PutCarrierService(ctx context.Context, c api.Call, s wms.CarrierService) (wms.CarrierService, error) {
	out, _, err := command(ctx, p, c, store.Network, "carrier.service_put", func(tx store.Tx) (wms.CarrierService, error) {
		if _, err := masterdata.Carriers.Get(tx, s.Carrier); err != nil {
			return s, err
		}
		for _, w := range s.Warehouses {
			if _, err := p.House(w); err != nil {
				return s, err
			}
		}
		return shipping.PutService(tx, s)
	})
	return out, err
}

// CarrierServices implements api.Carriers.
func (p *Plant) CarrierServices(_ context.Context, carrier string) ([]wms.CarrierService, error) {
	return view(p, func(r store.Reader) ([]wms.CarrierService, error) { return shipping.ServicesOf(r, carrier) })
}

// Quote implements api.Carriers.
func (p *Plant) Quote(_ context.Context, q wms.QuoteQuery) (wms.CarrierChoice, error) {
	if _, err := p.House(q.Warehouse); err != nil {
		return wms.CarrierChoice{}, err
	}
	for _, day := range []string{q.Day, q.Due} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
			return wms.CarrierChoice{}, wms.Refuse(wms.Invalid, "invalid_date", "a day is YYYY-MM-DD, not %q", day)
		}
	}
	if q.WeightG < 0 || q.VolumeMM3 < 0 {
		return wms.CarrierChoice{}, wms.Refuse(wms.Invalid, "out_of_range", "weight and volume can't be negative: %d g, %d mm³", q.WeightG, q.VolumeMM3)
	}
	now := p.Clock.Now()
	all, err := view(p, shipping.Services)
	out := shipping.Choose(all, shipping.Parcel{Warehouse: q.Warehouse, Country: q.Country, WeightG: q.WeightG, VolumeMM3: q.VolumeMM3,
		Day: cmp.Or(q.Day, now.Format(time.DateOnly)), Due: q.Due})
	out.At = now
	return out, err
}

// PutRange implements api.Carriers.
func (p *Plant) PutRange(ctx context.Context, c api.Call, n wms.NumberRange) (wms.NumberRange, error) {
	h, err := p.House(n.Warehouse)
	if err != nil {
		return n, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "carrier.range_put", func(tx store.Tx) (wms.NumberRange, error) {
		if _, err := masterdata.Carriers.Get(tx, n.Carrier); err != nil {
			return n, err
		}
		return shipping.PutRange(tx, n, p.parts())
	})
	return out, err
}

func (p *Plant) parts() []store.Partition {
	out := make([]store.Partition, len(p.Houses))
	for i, h := range p.Houses {
		out[i] = h.Partition()
	}
	return out
}

// NumberRanges implements api.Carriers.
func (p *Plant) NumberRanges(_ context.Context, carrier string, w wms.WarehouseID) ([]wms.NumberRange, error) {
	return view(p, func(r store.Reader) ([]wms.NumberRange, error) {
		out := []wms.NumberRange{}
		for _, h := range p.Houses {
			if w != "" && w != h.Site.ID {
				continue
			}
			some, err := shipping.Ranges(r, h.Partition(), carrier)
			if err != nil {
				return nil, err
			}
			out = append(out, some...)
		}
		return out, nil
	})
}

// PutLink implements api.Carriers.
func (p *Plant) PutLink(ctx context.Context, c api.Call, l wms.NewCarrierLink) (wms.CarrierLinkView, error) {
	_, _, err := command(ctx, p, c, store.Network, "carrier.link_put", func(tx store.Tx) (wms.CarrierLink, error) {
		if _, err := masterdata.Carriers.Get(tx, l.Carrier); err != nil {
			return l.CarrierLink, err
		}
		return shipping.PutLink(tx, l)
	})
	if err != nil {
		return wms.CarrierLinkView{}, err
	}
	return p.CarrierLink(ctx, l.Carrier)
}

// CarrierLink implements api.Carriers.
func (p *Plant) CarrierLink(_ context.Context, carrier string) (wms.CarrierLinkView, error) {
	had := false
	l, err := view(p, func(r store.Reader) (l wms.CarrierLink, err error) {
		l, had, err = shipping.Link(r, carrier)
		return l, err
	})
	if err == nil && !had {
		err = wms.Refuse(wms.NotFound, "no_link", "carrier %q has no link to a system of its own", carrier)
	}
	v := wms.CarrierLinkView{CarrierLink: l}
	v.State, v.Failures, v.LastError = p.waybillDesk.How(carrier)
	switch {
	case l.URL == "":
		v.State = "none"
	case l.Paused:
		v.State = "paused"
	}
	return v, err
}

// VerifyTracking implements api.Carriers.
func (p *Plant) VerifyTracking(_ context.Context, carrier, digest string, body []byte) error {
	var secret string
	l, err := view(p, func(r store.Reader) (l wms.CarrierLink, err error) {
		if secret, err = shipping.Secret(r, carrier); err == nil {
			l, _, err = shipping.Link(r, carrier)
		}
		return l, err
	})
	if err != nil {
		return err
	}
	return shipping.Verify(cmp.Or(l.Sign, shipping.SignMD5), secret, digest, body)
}

// Track implements api.Carriers: each event is a command of its own.
func (p *Plant) Track(ctx context.Context, by wms.Actor, carrier string, list []wms.NewTracking) ([]wms.TrackingResult, error) {
	l, err := view(p, func(r store.Reader) (wms.CarrierLink, error) {
		if _, err := masterdata.Carriers.Get(r, carrier); err != nil {
			return wms.CarrierLink{}, err
		}
		l, _, err := shipping.Link(r, carrier)
		l.Carrier = carrier
		return l, err
	})
	if err != nil {
		return nil, err
	}
	out := make([]wms.TrackingResult, len(list))
	for i, n := range list {
		if out[i], err = p.trackOne(ctx, by, l, n); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (p *Plant) trackOne(ctx context.Context, by wms.Actor, l wms.CarrierLink, n wms.NewTracking) (wms.TrackingResult, error) {
	res := wms.TrackingResult{ID: n.ID, Status: "accepted"}
	_, err := shipping.Read(l, n, p.Clock.Now())
	var part store.Partition
	if err == nil {
		part, err = view(p, func(r store.Reader) (store.Partition, error) {
			return shipping.Holder(r, p.parts(), l.Carrier, n.Number)
		})
	}
	switch {
	case err != nil:
	case part == "":
		err = shipping.UnknownNumber(l.Carrier, n.Number)
	default:
		_, err = p.Store.Do(ctx, store.Command{Partition: part, Kind: "shipment.track", Actor: by, Run: func(tx store.Tx) ([]byte, error) {
			shipment, repeated, err := shipping.Track(tx, l, n)
			res.Shipment = shipment
			if repeated {
				res.Status = "repeated"
			}
			return nil, err
		}})
	}
	var no *wms.Error
	if errors.As(err, &no) {
		return wms.TrackingResult{ID: n.ID, Status: "refused", Code: no.Code, Message: no.Message}, nil
	}
	return res, err
}

// shipmentAt finds a shipment and its warehouse.
func (p *Plant) shipmentAt(r store.Reader, id wms.ShipmentID) (*House, outbound.Shipment, error) {
	for _, h := range p.Houses {
		s, err := outbound.Get(r, h.Partition(), id)
		if err == nil || wms.CodeOf(err) != "unknown_shipment" {
			return h, s, err
		}
	}
	return nil, outbound.Shipment{}, wms.Refuse(wms.NotFound, "unknown_shipment", "no shipment %q", id)
}

// ShipmentTracking implements api.Carriers.
func (p *Plant) ShipmentTracking(_ context.Context, id wms.ShipmentID) (wms.ShipmentTracking, error) {
	return view(p, func(r store.Reader) (wms.ShipmentTracking, error) {
		h, s, err := p.shipmentAt(r, id)
		if err != nil {
			return wms.ShipmentTracking{}, err
		}
		out := wms.ShipmentTracking{Shipment: id, Order: s.Order, Warehouse: h.Site.ID, Status: s.Status, Carrier: s.Carrier, Service: s.Service}
		all, err := shipping.OfShipment(r, h.Partition(), id)
		if err != nil {
			return out, err
		}
		for _, w := range all {
			parcel := wms.ParcelView{Waybill: w}
			if parcel.Events, err = shipping.EventsOf(r, h.Partition(), w.ID); err != nil {
				return out, err
			}
			if w.Tracking == wms.TrackDelivered {
				out.Delivered++
			}
			for _, e := range parcel.Events {
				if e.Status == wms.TrackDelivered {
					out.Proof = append(out.Proof, e)
				}
			}
			out.Parcels = append(out.Parcels, parcel)
		}
		return out, nil
	})
}

// Choice implements api.Carriers: the one that was made, or the one that would
// be made for the whole shipment now.
func (p *Plant) Choice(ctx context.Context, id wms.ShipmentID) (wms.CarrierChoice, error) {
	var q wms.QuoteQuery
	var made bool
	ch, err := view(p, func(r store.Reader) (ch wms.CarrierChoice, err error) {
		h, s, err := p.shipmentAt(r, id)
		if err != nil {
			return ch, err
		}
		q = wms.QuoteQuery{Warehouse: h.Site.ID, Country: s.Country, Due: s.Due}
		if q.Country == "" { // promised before shipments knew it
			if o, err := orders.Get(r, s.Order); err == nil {
				q.Country = o.Country
			}
		}
		for _, l := range s.Lines {
			q.WeightG += l.Qty * l.WeightG
			q.VolumeMM3 += l.Qty * l.VolumeMM3
		}
		ch, made, err = shipping.Chosen(r, h.Partition(), id)
		return ch, err
	})
	if err != nil || made {
		return ch, err
	}
	ch, err = p.Quote(ctx, q)
	ch.Shipment = id
	return ch, err
}

// ForceService implements api.Carriers.
func (p *Plant) ForceService(ctx context.Context, c api.Call, id wms.ShipmentID, f wms.ForcedService) (wms.CarrierChoice, error) {
	var h *House
	if err := p.Store.View(func(r store.Reader) (err error) { h, _, err = p.shipmentAt(r, id); return err }); err != nil {
		return wms.CarrierChoice{}, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "shipment.carrier", func(tx store.Tx) (wms.CarrierChoice, error) {
		s, err := outbound.Get(tx, tx.Partition(), id)
		if err != nil {
			return wms.CarrierChoice{}, err
		}
		if err := outbound.MaySetCarrier(s); err != nil {
			return wms.CarrierChoice{}, err
		}
		ch, err := shipping.Force(tx, s.Order, id, f, c.Actor.User)
		if err != nil {
			return ch, err
		}
		return ch, h.Floor.SetCarrier(tx, id, f.Carrier, f.Service)
	})
	return out, err
}

func (p *Plant) waybillHouse(id string) (*House, error) {
	part, err := shipping.PartitionOf(id)
	if err != nil {
		return nil, err
	}
	if h, ok := p.houses[wms.WarehouseID(part)]; ok {
		return h, nil
	}
	return nil, shipping.Unknown(id)
}

// Waybills implements api.Carriers; the cursor is the last id.
func (p *Plant) Waybills(_ context.Context, w wms.WarehouseID, status wms.WaybillStatus, page api.Page) ([]wms.Waybill, string, error) {
	h, err := p.House(w)
	if err != nil {
		return nil, "", err
	}
	out, err := view(p, func(r store.Reader) ([]wms.Waybill, error) {
		return shipping.List(r, h.Partition(), status, page.After, page.Limit)
	})
	return out, nextCursor(out, page, func(w wms.Waybill) string { return w.ID }), err
}

// Waybill implements api.Carriers.
func (p *Plant) Waybill(_ context.Context, id string) (wms.Waybill, error) {
	h, err := p.waybillHouse(id)
	if err != nil {
		return wms.Waybill{}, err
	}
	return view(p, func(r store.Reader) (wms.Waybill, error) { return shipping.Get(r, h.Partition(), id) })
}

func (p *Plant) changeWaybill(ctx context.Context, c api.Call, id, kind string, fn func(tx store.Tx) (wms.Waybill, error)) (wms.Waybill, error) {
	h, err := p.waybillHouse(id)
	if err != nil {
		return wms.Waybill{}, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), kind, func(tx store.Tx) (wms.Waybill, error) {
		w, err := fn(tx)
		if err == nil && w.Status == wms.WaybillIssued {
			err = p.printIssued(tx, w)
		}
		return w, err
	})
	return out, err
}

// TypeWaybill implements api.Carriers.
func (p *Plant) TypeWaybill(ctx context.Context, c api.Call, id, number string) (wms.Waybill, error) {
	return p.changeWaybill(ctx, c, id, "waybill.typed", func(tx store.Tx) (wms.Waybill, error) { return shipping.Type(tx, id, number) })
}

// RetryWaybill implements api.Carriers.
func (p *Plant) RetryWaybill(ctx context.Context, c api.Call, id string) (wms.Waybill, error) {
	return p.changeWaybill(ctx, c, id, "waybill.retried", func(tx store.Tx) (wms.Waybill, error) { return shipping.Retry(tx, id) })
}
