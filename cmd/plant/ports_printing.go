package plant

import (
	"context"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/labels"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/printing"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// PrintFolder is where pdf printers have their folders.
const PrintFolder = "print"

func (p *Plant) newSpooler() *printing.Spooler {
	s := &printing.Spooler{Store: p.Store, Logger: p.Logger, Draw: p.drawJob, Folder: filepath.Join(p.Dir, PrintFolder), Look: p.PrintLook, First: p.HostRetry}
	for _, h := range p.Houses {
		s.Partitions = append(s.Partitions, h.Partition())
	}
	s.Alarm = func(part store.Partition, id wms.PrinterID, code string, words wms.Words) {
		if words.IsZero() {
			p.alarms.clear(code)
			return
		}
		p.alarms.raise(p.Clock.Now(), code, string(part)+"/"+string(id), "printer", words, "warning")
	}
	return s
}

func (p *Plant) printerHouse(r store.Reader, id wms.PrinterID) (*House, wms.Printer, error) {
	for _, h := range p.Houses {
		x, err := printing.Get(r, h.Partition(), id)
		if err == nil || wms.CodeOf(err) != "unknown_printer" {
			return h, x, err
		}
	}
	return nil, wms.Printer{}, printing.UnknownPrinter(id)
}

// PutPrinter implements api.Printing.
func (p *Plant) PutPrinter(ctx context.Context, c api.Call, x wms.Printer) (wms.PrinterView, error) {
	h, err := p.House(x.Warehouse)
	if err != nil {
		return wms.PrinterView{}, err
	}
	_, _, err = command(ctx, p, c, h.Partition(), "printer.put", func(tx store.Tx) (wms.Printer, error) {
		if at, _, err := p.printerHouse(tx, x.ID); err == nil && at != h {
			return x, wms.Refuse(wms.Conflict, "printer_elsewhere", "printer %s is in warehouse %s", x.ID, at.Site.ID)
		}
		return printing.Put(tx, x, p.PrintersAt, func(l wms.LocationID) bool { _, ok := h.Site.Location(l); return ok })
	})
	if err != nil {
		return wms.PrinterView{}, err
	}
	return p.Printer(ctx, x.ID)
}

// Printer implements api.Printing.
func (p *Plant) Printer(_ context.Context, id wms.PrinterID) (wms.PrinterView, error) {
	return view(p, func(r store.Reader) (wms.PrinterView, error) {
		h, x, err := p.printerHouse(r, id)
		if err != nil {
			return wms.PrinterView{}, err
		}
		return p.printerView(r, h, x)
	})
}

// Printers implements api.Printing.
func (p *Plant) Printers(_ context.Context, w wms.WarehouseID) ([]wms.PrinterView, error) {
	houses := p.Houses
	if w != "" {
		h, err := p.House(w)
		if err != nil {
			return nil, err
		}
		houses = []*House{h}
	}
	return view(p, func(r store.Reader) ([]wms.PrinterView, error) {
		out := []wms.PrinterView{}
		for _, h := range houses {
			all, err := printing.All(r, h.Partition())
			if err != nil {
				return nil, err
			}
			for _, x := range all {
				v, err := p.printerView(r, h, x)
				if err != nil {
					return nil, err
				}
				out = append(out, v)
			}
		}
		return out, nil
	})
}

func (p *Plant) printerView(r store.Reader, h *House, x wms.Printer) (wms.PrinterView, error) {
	v := wms.PrinterView{Printer: x, State: "idle"}
	doing := ""
	doing, v.Trouble, v.Message = p.spooler.How(x.ID)
	switch {
	case x.OutOfUse:
		v.State = "out_of_use"
	case v.Trouble != "":
		v.State = "trouble"
	case doing != "":
		v.State = doing
	}
	var err error
	v.Waiting, err = printing.Waiting(r, h.Partition(), x.ID)
	return v, err
}

// Print implements api.Printing.
func (p *Plant) Print(ctx context.Context, c api.Call, who api.Identity, n wms.NewPrintJob) (wms.PrintJob, error) {
	var h *House
	if err := p.Store.View(func(r store.Reader) (err error) { h, _, err = p.printerHouse(r, n.Printer); return err }); err != nil {
		return wms.PrintJob{}, err
	}
	task, err := p.mayPrint(ctx, c, who, h, n.Label, n.Of)
	if err != nil {
		return wms.PrintJob{}, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "print.ask", func(tx store.Tx) (wms.PrintJob, error) {
		return printing.New(tx, wms.PrintJob{Printer: n.Printer, Label: n.Label, Of: n.Of, Copies: n.Copies, By: c.Actor.User, Task: task})
	})
	return out, err
}

// mayPrint refuses a label that can not be drawn, or that shows what the
// caller may not see; an address is not read for that. task is the packing
// that the label belongs to, where it was printed for one.
func (p *Plant) mayPrint(ctx context.Context, c api.Call, who api.Identity, h *House, label, of string) (task wms.TaskID, err error) {
	if !slices.Contains(printing.Labels, label) {
		return "", nil // printing refuses it
	}
	if label != "carton" {
		_, err := p.label(ctx, c, who, api.LabelQuery{Kind: label, ID: of, Warehouse: h.Site.ID})
		return "", err
	}
	t, _, err := p.packingOf(h, of)
	if err != nil {
		return "", err
	}
	order := t.Order
	if order == "" {
		_, _, s, err := p.labelled(wms.HandlingUnitID(of), h.Site.ID, who)
		if err != nil {
			return "", err
		}
		order = s.Order
	}
	if order == "" {
		return "", wms.Refuse(wms.Conflict, "no_shipment", "%s goes to no customer, so it has no address", of)
	}
	o, err := view(p, func(r store.Reader) (orders.Order, error) { return orders.Get(r, order) })
	if err != nil {
		return "", err
	}
	if _, clear, err := p.needs(who, o); err != nil || clear {
		return t.ID, err
	}
	return "", wms.Refuse(wms.Forbidden, "address_hidden", "the label of %s shows an address that you may not see: who packs or loads it prints it, or a supervisor", of)
}

// packingOf is the packing that a carton's label is for, before there is a
// carton: the last job of that label names it.
func (p *Plant) packingOf(h *House, of string) (t wms.Task, ok bool, err error) {
	err = p.Store.View(func(r store.Reader) error {
		id, err := printing.Asked(r, h.Partition(), "carton", of)
		if err != nil || id == "" {
			return err
		}
		j, err := printing.Job(r, h.Partition(), id)
		if err != nil || j.Task == "" {
			return err
		}
		t, err = tasks.Get(r, h.Partition(), j.Task)
		ok = err == nil
		return err
	})
	return t, ok, err
}

func (p *Plant) jobHouse(id string) (*House, error) {
	part, err := printing.PartitionOf(id)
	if err != nil {
		return nil, err
	}
	if h, ok := p.houses[wms.WarehouseID(part)]; ok {
		return h, nil
	}
	return nil, printing.Unknown(id)
}

// PrintJob implements api.Printing.
func (p *Plant) PrintJob(_ context.Context, id string) (wms.PrintJob, error) {
	h, err := p.jobHouse(id)
	if err != nil {
		return wms.PrintJob{}, err
	}
	return view(p, func(r store.Reader) (wms.PrintJob, error) { return printing.Job(r, h.Partition(), id) })
}

// PrintJobs implements api.Printing.
func (p *Plant) PrintJobs(_ context.Context, q api.PrintQuery, page api.Page) ([]wms.PrintJob, string, error) {
	h, err := p.House(q.Warehouse)
	if err != nil {
		return nil, "", err
	}
	out, err := view(p, func(r store.Reader) ([]wms.PrintJob, error) {
		return printing.List(r, h.Partition(), printing.Query{Printer: q.Printer, Status: q.Status, Before: page.After, Limit: page.Limit})
	})
	return out, nextCursor(out, page, func(j wms.PrintJob) string { return j.ID }), err
}

func (p *Plant) changeJob(ctx context.Context, c api.Call, id, kind string, fn func(tx store.Tx) (wms.PrintJob, error)) (wms.PrintJob, error) {
	h, err := p.jobHouse(id)
	if err != nil {
		return wms.PrintJob{}, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), kind, fn)
	return out, err
}

// CancelPrint implements api.Printing.
func (p *Plant) CancelPrint(ctx context.Context, c api.Call, id string) (wms.PrintJob, error) {
	return p.changeJob(ctx, c, id, "print.cancel", func(tx store.Tx) (wms.PrintJob, error) { return printing.Cancel(tx, id) })
}

// ConfirmPrint implements api.Printing.
func (p *Plant) ConfirmPrint(ctx context.Context, c api.Call, id string) (wms.PrintJob, error) {
	return p.changeJob(ctx, c, id, "print.confirm", func(tx store.Tx) (wms.PrintJob, error) { return printing.Confirm(tx, id, c.Actor.User) })
}

// Reprint implements api.Printing.
func (p *Plant) Reprint(ctx context.Context, c api.Call, who api.Identity, id string, printer wms.PrinterID, reason string) (wms.PrintJob, error) {
	h, err := p.jobHouse(id)
	if err != nil {
		return wms.PrintJob{}, err
	}
	old, err := p.PrintJob(ctx, id)
	if err != nil {
		return old, err
	}
	if _, err := p.mayPrint(ctx, c, who, h, old.Label, old.Of); err != nil {
		return wms.PrintJob{}, err
	}
	return p.changeJob(ctx, c, id, "print.reprint", func(tx store.Tx) (wms.PrintJob, error) {
		return printing.Reprint(tx, id, printer, reason, c.Actor.User)
	})
}

// Passed implements api.Printing.
func (p *Plant) Passed(ctx context.Context, c api.Call, printer wms.PrinterID, unit wms.HandlingUnitID) (wms.PrintJob, error) {
	var h *House
	if err := p.Store.View(func(r store.Reader) (err error) { h, _, err = p.printerHouse(r, printer); return err }); err != nil {
		return wms.PrintJob{}, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "print.pass", func(tx store.Tx) (wms.PrintJob, error) {
		return printing.Pass(tx, printer, string(unit))
	})
	alarm := "applicator/" + string(printer)
	switch wms.CodeOf(err) {
	case "wrong_carton", "no_label_waits":
		p.alarms.raise(p.Clock.Now(), alarm, string(h.Site.ID)+"/"+string(printer), "wrong_carton", said(err), "warning")
	default:
		p.alarms.clear(alarm)
	}
	return out, err
}

// printFor prints by itself what a task needs, where there is a printer: the
// label of a carton that is packed. Once per label.
func (h *House) printFor(tx store.Tx, by wms.Actor, t wms.Task) error {
	if t.Kind != wms.TaskPack || len(t.Units) == 0 || t.Status != wms.TaskAssigned {
		return nil
	}
	return h.printLabel(tx, by, t, t.Units[0])
}

// printNext prints the label of a carton that was just opened at a bench.
func (h *House) printNext(tx store.Tx, by wms.Actor, step wms.Step) error {
	if step.Kind != wms.TaskPack || step.Step != tasks.PackItem {
		return nil
	}
	t, err := tasks.Get(tx, tx.Partition(), step.Task)
	if err != nil {
		return err
	}
	return h.printLabel(tx, by, t, t.Pack.Last().Label)
}

// printLabel prints a label of a packing where there is a printer, once.
func (h *House) printLabel(tx store.Tx, by wms.Actor, t wms.Task, label wms.HandlingUnitID) error {
	of := string(label)
	if before, err := printing.Asked(tx, tx.Partition(), "carton", of); err != nil || before != "" {
		return err
	}
	if waits, err := unlabelled(tx, tx.Partition(), t.Units[0]); err != nil || waits {
		return err // it is printed when its waybill comes
	}
	x, ok, err := printing.At(tx, tx.Partition(), by.Station, t.From, t.Zone)
	if err != nil || !ok {
		return err
	}
	_, err = printing.New(tx, wms.PrintJob{Printer: x.ID, Label: "carton", Of: of, By: by.User, Task: t.ID})
	if wms.CodeOf(err) == "printer_out_of_use" || wms.CodeOf(err) == "queue_full" {
		return nil // packing goes on; a supervisor prints the label elsewhere
	}
	return err
}

// drawJob makes the document of a job when it is sent.
func (p *Plant) drawJob(ctx context.Context, j wms.PrintJob, x wms.Printer) ([]byte, error) {
	h, err := p.House(j.Warehouse)
	if err != nil {
		return nil, err
	}
	var l labels.Label
	if j.Label == "carton" {
		l, err = p.cartonOf(ctx, h, j)
	} else {
		l, err = p.label(ctx, api.Call{Actor: wms.System("print")}, api.Identity{User: "system", Roles: []string{api.RoleAdmin}},
			api.LabelQuery{Kind: j.Label, ID: j.Of, Warehouse: h.Site.ID})
	}
	if err != nil {
		return nil, err
	}
	if x.Kind == "pdf" {
		return labels.PDF(l)
	}
	return labels.ZPL(l, int(x.DPI))
}

// cartonOf is the label of a carton with its address, which is read for who
// asked for it; before the carton is packed, by its packing.
func (p *Plant) cartonOf(ctx context.Context, h *House, j wms.PrintJob) (labels.Label, error) {
	_, u, s, err := p.labelled(wms.HandlingUnitID(j.Of), h.Site.ID, api.Identity{})
	if wms.CodeOf(err) == "unknown_handling_unit" && j.Task != "" {
		u.ID, u.SSCC = wms.HandlingUnitID(j.Of), j.Of
		s, err = view(p, func(r store.Reader) (outbound.Shipment, error) {
			t, err := tasks.Get(r, h.Partition(), j.Task)
			if err != nil {
				return outbound.Shipment{}, err
			}
			return outbound.Get(r, h.Partition(), t.Shipment)
		})
	}
	if err != nil {
		return labels.Label{}, err
	}
	if s.Order == "" {
		return labels.Label{}, wms.Refuse(wms.Conflict, "no_shipment", "%s goes to no customer, so it has no address", u.ID)
	}
	if s.Status == wms.ShipmentCancelled {
		return labels.Label{}, wms.Refuse(wms.Conflict, "shipment_cancelled", "shipment %s was cancelled: its carton needs no label", s.ID)
	}
	card := labels.Carton{SSCC: u.SSCC, From: h.Site.Name, Order: string(s.Order), Shipment: string(s.ID), Carrier: s.Carrier, Route: s.Route, WeightG: u.WeightG}
	if i := slices.Index(s.Packages, u.ID); i >= 0 && s.Status != wms.ShipmentPicking {
		card.Number, card.Of = i+1, len(s.Packages)
	}
	if err := p.waybillFor(ctx, h.Partition(), u.ID, &card); err != nil {
		return labels.Label{}, err
	}
	by := wms.Actor{User: j.By, Reason: "print job " + j.ID + ", copies " + strconv.FormatInt(j.Copies, 10)}
	to, err := p.LabelAddress(ctx, by, s.ID, s.Order, j.Task)
	if err != nil {
		return labels.Label{}, err
	}
	card.To = labels.Address{Name: to.Name, Street: to.Address, Postcode: to.Postcode, Country: to.Country, Phone: to.Phone}
	return labels.Shipping(card)
}
