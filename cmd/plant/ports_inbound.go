package plant

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/inbound"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/masterdata"
	"github.com/aisle-wms/aisle/wms/store"
)

func (p *Plant) hall(h *House) inbound.Hall {
	return inbound.Hall{Site: h.Site, Item: items.Get, Held: p.lotStopped, SerialAt: p.serialAt, Supplier: supplier, AQL: masterdata.AQLFor,
		Bound: boundFor, Shut: func(l wms.Location) bool { return h.craneOf(l.ID) != "" && !h.craneWorks(l.Device) },
		Mode: putawayMode, Rules: masterdata.Rules, Block: masterdata.Block, Bill: masterdata.Bill}
}

// serialAt says in which warehouse and place a serial is on hand.
func (p *Plant) serialAt(r store.Reader, sku wms.SKU, serial string) (string, error) {
	for _, h := range p.Houses {
		rows, err := ledger.OfItem(r, h.Partition(), sku)
		if err != nil {
			return "", err
		}
		for _, st := range rows {
			if st.Serial == serial && st.OnHand > 0 {
				at, err := ledger.LocationOf(r, h.Partition(), st.Place)
				return string(h.Site.ID) + " " + string(at), err
			}
		}
	}
	return "", nil
}

// houseOf finds the warehouse in an id such as central-D000001, or refuses.
func (p *Plant) houseOf(id, mark, what string) (*House, error) {
	if i := strings.LastIndex(id, mark); i > 0 {
		if h, ok := p.houses[wms.WarehouseID(id[:i])]; ok {
			return h, nil
		}
	}
	return nil, wms.Refuse(wms.NotFound, "unknown_"+what, "no %s %q", what, id)
}

// OpenReceipt implements api.Inbound.
func (p *Plant) OpenReceipt(ctx context.Context, c api.Call, rec wms.Receipt) (wms.Receipt, error) {
	h, err := p.House(rec.Warehouse)
	if err != nil {
		return rec, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "receipt.open", func(tx store.Tx) (wms.Receipt, error) {
		return p.hall(h).Open(tx, rec)
	})
	return out, err
}

func (p *Plant) receiptHouse(id wms.ReceiptID) (*House, error) {
	for _, h := range p.Houses {
		_, err := view(p, func(r store.Reader) (wms.Receipt, error) { return inbound.Get(r, h.Partition(), id) })
		if err == nil {
			return h, nil
		}
		if wms.CodeOf(err) != "unknown_receipt" {
			return nil, err
		}
	}
	return nil, wms.Refuse(wms.NotFound, "unknown_receipt", "no receipt %q", id)
}

// Receipt implements api.Inbound.
func (p *Plant) Receipt(_ context.Context, id wms.ReceiptID) (wms.Receipt, error) {
	h, err := p.receiptHouse(id)
	if err != nil {
		return wms.Receipt{}, err
	}
	return view(p, func(r store.Reader) (wms.Receipt, error) { return inbound.Get(r, h.Partition(), id) })
}

// ListReceipts implements api.Inbound: warehouse by warehouse.
func (p *Plant) ListReceipts(_ context.Context, page api.Page) ([]wms.Receipt, string, error) {
	out, err := view(p, func(r store.Reader) ([]wms.Receipt, error) {
		var all []wms.Receipt
		for _, h := range p.Houses {
			list, err := inbound.List(store.Everything(r), h.Partition(), wms.ReceiptID(page.After), page.Limit)
			if err != nil {
				return nil, err
			}
			all = append(all, list...)
		}
		slices.SortFunc(all, func(a, b wms.Receipt) int { return cmp.Compare(a.ID, b.ID) })
		return all[:min(len(all), page.Limit)], nil
	})
	return out, nextCursor(out, page, func(r wms.Receipt) string { return string(r.ID) }), err
}

// Receive implements api.Inbound.
func (p *Plant) Receive(ctx context.Context, c api.Call, id wms.ReceiptID, l wms.ReceiveLine) (wms.Receipt, error) {
	h, err := p.receiptHouse(id)
	if err != nil {
		return wms.Receipt{}, err
	}
	out, res, err := command(ctx, p, c, h.Partition(), "receipt.receive", func(tx store.Tx) (wms.Receipt, error) {
		if err := fillLine(tx, id, &l); err != nil {
			return wms.Receipt{}, err
		}
		if err := base(tx, l.SKU, &l.Qty, &l.Unit); err != nil {
			return wms.Receipt{}, err
		}
		return p.hall(h).Receive(tx, id, l)
	})
	if err == nil {
		p.settle(ctx, res)
	}
	return out, err
}

// CloseReceipt implements api.Inbound.
func (p *Plant) CloseReceipt(ctx context.Context, c api.Call, id wms.ReceiptID) (wms.Receipt, error) {
	h, err := p.receiptHouse(id)
	if err != nil {
		return wms.Receipt{}, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "receipt.close", func(tx store.Tx) (wms.Receipt, error) { return inbound.Close(tx, id) })
	return out, err
}

// NewAppointment implements api.Appointments.
func (p *Plant) NewAppointment(ctx context.Context, c api.Call, a wms.Appointment) (wms.Appointment, error) {
	h, err := p.House(a.Warehouse)
	if err != nil {
		return a, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "appointment.plan", func(tx store.Tx) (wms.Appointment, error) {
		return p.hall(h).Appoint(tx, a)
	})
	return out, err
}

// Appointment implements api.Appointments.
func (p *Plant) Appointment(_ context.Context, id wms.AppointmentID) (wms.Appointment, error) {
	h, err := p.houseOf(string(id), "-D", "appointment")
	if err != nil {
		return wms.Appointment{}, err
	}
	return view(p, func(r store.Reader) (wms.Appointment, error) { return inbound.Appointment(r, h.Partition(), id) })
}

// ListAppointments implements api.Appointments: in the order of ids.
func (p *Plant) ListAppointments(_ context.Context, w wms.WarehouseID, page api.Page) ([]wms.Appointment, string, error) {
	return listByHouse(p, w, page, func(r store.Reader, part store.Partition) ([]wms.Appointment, error) {
		return inbound.Appointments(r, part, wms.AppointmentID(page.After), page.Limit)
	}, func(a wms.Appointment) string { return string(a.ID) })
}

// TurnAppointment implements api.Appointments.
func (p *Plant) TurnAppointment(ctx context.Context, c api.Call, id wms.AppointmentID, to string) (wms.Appointment, error) {
	h, err := p.houseOf(string(id), "-D", "appointment")
	if err != nil {
		return wms.Appointment{}, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "appointment."+to, func(tx store.Tx) (wms.Appointment, error) {
		return inbound.Turn(tx, id, to)
	})
	return out, err
}

// listByHouse merges the lists of one warehouse, or of all, by id.
func listByHouse[T any](p *Plant, w wms.WarehouseID, page api.Page, of func(store.Reader, store.Partition) ([]T, error), id func(T) string) ([]T, string, error) {
	houses := p.Houses
	if w != "" {
		h, err := p.House(w)
		if err != nil {
			return nil, "", err
		}
		houses = []*House{h}
	}
	out, err := view(p, func(r store.Reader) ([]T, error) {
		all := []T{}
		for _, h := range houses {
			list, err := of(r, h.Partition())
			if err != nil {
				return nil, err
			}
			all = append(all, list...)
		}
		slices.SortFunc(all, func(a, b T) int { return cmp.Compare(id(a), id(b)) })
		return all[:min(len(all), page.Limit)], nil
	})
	return out, nextCursor(out, page, id), err
}

// Inspection implements api.Inbound.
func (p *Plant) Inspection(_ context.Context, id wms.InspectionID) (wms.QualityInspection, error) {
	h, err := p.houseOf(string(id), "-Q", "inspection")
	if err != nil {
		return wms.QualityInspection{}, err
	}
	return view(p, func(r store.Reader) (wms.QualityInspection, error) { return inbound.Inspection(r, h.Partition(), id) })
}

// ListInspections implements api.Inbound: in the order of ids.
func (p *Plant) ListInspections(_ context.Context, w wms.WarehouseID, status string, page api.Page) ([]wms.QualityInspection, string, error) {
	return listByHouse(p, w, page, func(r store.Reader, part store.Partition) ([]wms.QualityInspection, error) {
		return inbound.Inspections(r, part, status, wms.InspectionID(page.After), page.Limit)
	}, func(q wms.QualityInspection) string { return string(q.ID) })
}

// JudgeInspection implements api.Inbound.
func (p *Plant) JudgeInspection(ctx context.Context, c api.Call, id wms.InspectionID, s wms.SampleResult) (wms.QualityInspection, error) {
	h, err := p.houseOf(string(id), "-Q", "inspection")
	if err != nil {
		return wms.QualityInspection{}, err
	}
	out, res, err := command(ctx, p, c, h.Partition(), "inspection.judge", func(tx store.Tx) (wms.QualityInspection, error) {
		return p.hall(h).Judge(tx, id, c.Actor.User, s)
	})
	if err == nil {
		p.settle(ctx, res)
	}
	return out, err
}
