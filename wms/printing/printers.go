package printing

import (
	"net/netip"
	"regexp"
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

var printers = store.NewTable[wms.Printer]("printer", 1)

// MaxPrinters of a warehouse.
const MaxPrinters = 200

var printerID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$`)

// Reachable are the addresses outside private networks that printers may have.
// A printer is sent customers' addresses, and whoever may set one could have
// the program connect to anything that it can reach: so it is the site's own
// network, unless whoever starts the program says otherwise.
type Reachable []netip.Prefix

// Check refuses an address that no printer may have. A name is refused: it
// could point elsewhere tomorrow.
func (r Reachable) Check(address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return wms.Refuse(wms.Invalid, "invalid_address", "address must be ip:port of the printer, such as 192.168.7.20:9100, not %q", address)
	}
	if at.Port() < 1024 {
		return wms.Refuse(wms.Invalid, "invalid_address", "port %d is none of a printer's: 1024 or above, usually 9100", at.Port())
	}
	ip := at.Addr().Unmap()
	if ip.IsPrivate() || ip.IsLoopback() || slices.ContainsFunc(r, func(p netip.Prefix) bool { return p.Contains(ip) }) {
		return nil
	}
	return wms.Refuse(wms.Invalid, "address_not_private", "%s is not in a private network: labels hold customers' addresses, so printers elsewhere must be allowed when the program starts", ip)
}

// Get reads a printer or refuses with unknown_printer.
func Get(r store.Reader, p store.Partition, id wms.PrinterID) (wms.Printer, error) {
	x, ok, err := printers.Get(r, p, string(id))
	if err == nil && !ok {
		err = UnknownPrinter(id)
	}
	return x, err
}

// UnknownPrinter refuses a printer's id.
func UnknownPrinter(id wms.PrinterID) error {
	return wms.Refuse(wms.NotFound, "unknown_printer", "no printer %q", id)
}

// All lists a warehouse's printers.
func All(r store.Reader, p store.Partition) ([]wms.Printer, error) {
	out := []wms.Printer{}
	err := printers.Scan(r, p, nil, func(_ store.KeyParts, x wms.Printer) (bool, error) {
		out = append(out, x)
		return true, nil
	})
	return out, err
}

// Waiting counts what is in a printer's queue.
func Waiting(r store.Reader, p store.Partition, id wms.PrinterID) (int, error) {
	return waits(r, p, id)
}

// Put sets a printer. known says whether a place exists.
func Put(tx store.Tx, p wms.Printer, allowed Reachable, known func(wms.LocationID) bool) (wms.Printer, error) {
	p.Warehouse = wms.WarehouseID(tx.Partition())
	if !printerID.MatchString(string(p.ID)) {
		return p, wms.Refuse(wms.Invalid, "invalid_id", "a printer's id is 1 to 40 letters, digits, dots, dashes or underscores, not %q", p.ID)
	}
	switch p.Kind {
	case "zpl":
		if err := allowed.Check(p.Address); err != nil {
			return p, err
		}
	case "pdf":
		if p.Address != "" || p.Applies {
			return p, wms.Refuse(wms.Invalid, "invalid_address", "a pdf printer is a folder of the program's own: it has no address and applies nothing")
		}
	default:
		return p, wms.Refuse(wms.Invalid, "invalid_kind", "a printer's kind is zpl or pdf, not %q", p.Kind)
	}
	if p.DPI == 0 {
		p.DPI = 203
	}
	if p.DPI != 203 && p.DPI != 300 {
		return p, wms.Refuse(wms.Invalid, "invalid_dpi", "dpi is 203 or 300, not %d", p.DPI)
	}
	if p.StandInAfterS < 0 || p.StandInAfterS > 86400 {
		return p, wms.Refuse(wms.Invalid, "invalid_after", "stand_in_after_s must be 0 to 86400, not %d", p.StandInAfterS)
	}
	if len(p.Stations) > 100 || len(p.Zone) > 40 {
		return p, wms.Refuse(wms.Invalid, "invalid_stations", "a printer has at most 100 stations")
	}
	for _, s := range p.Stations {
		if !known(s) {
			return p, wms.Refuse(wms.Invalid, "unknown_location", "no location %q in %s", s, p.Warehouse)
		}
	}
	if p.StandIn != "" {
		other, ok, err := printers.Get(tx, tx.Partition(), string(p.StandIn))
		if err != nil {
			return p, err
		}
		if !ok || p.StandIn == p.ID || other.Applies || p.Applies {
			return p, wms.Refuse(wms.Invalid, "invalid_stand_in", "%q can't stand in for %s: it must be another printer of %s, and neither may apply labels", p.StandIn, p.ID, p.Warehouse)
		}
	}
	old, had, err := printers.Get(tx, tx.Partition(), string(p.ID))
	if err != nil {
		return p, err
	}
	if !had {
		all, err := All(tx, tx.Partition())
		if err != nil {
			return p, err
		}
		if len(all) >= MaxPrinters {
			return p, wms.Refuse(wms.Conflict, "too_many_printers", "a warehouse has at most %d printers", MaxPrinters)
		}
	}
	if had && old.Applies != p.Applies {
		if n, err := waits(tx, tx.Partition(), p.ID); err != nil || n > 0 {
			if err == nil {
				err = wms.Refuse(wms.Conflict, "jobs_waiting", "%d jobs wait at printer %s: it can't become another kind of printer now", n, p.ID)
			}
			return p, err
		}
	}
	tx.Emit(wms.Event{Type: "printer.put", Subject: string(p.ID), Data: map[string]any{"kind": p.Kind, "out_of_use": p.OutOfUse}})
	return p, printers.Put(tx, p, string(p.ID))
}

// At finds the printer whose labels come out by themselves at a place: the one
// that a face names as its station, then one of that place, then of the zone.
func At(r store.Reader, p store.Partition, station string, at wms.LocationID, zone string) (wms.Printer, bool, error) {
	all, err := All(r, p)
	if err != nil {
		return wms.Printer{}, false, err
	}
	for _, right := range []func(wms.Printer) bool{
		func(x wms.Printer) bool {
			return station != "" && (string(x.ID) == station || slices.Contains(x.Stations, wms.LocationID(station)))
		},
		func(x wms.Printer) bool { return slices.Contains(x.Stations, at) },
		func(x wms.Printer) bool { return zone != "" && x.Zone == zone },
	} {
		if i := slices.IndexFunc(all, right); i >= 0 {
			return all[i], true, nil
		}
	}
	return wms.Printer{}, false, nil
}

// divert gives what waits at a printer to the one that stands in for it. What
// came from another one stays.
func divert(tx store.Tx, id wms.PrinterID) (int, error) {
	p, err := Get(tx, tx.Partition(), id)
	if err != nil || p.StandIn == "" {
		return 0, err
	}
	other, ok, err := printers.Get(tx, tx.Partition(), string(p.StandIn))
	if err != nil || !ok || other.OutOfUse || other.Applies {
		return 0, err
	}
	n := 0
	err = queue.Scan(tx, tx.Partition(), []any{string(id)}, func(_ store.KeyParts, job string) (bool, error) {
		j, err := Job(tx, tx.Partition(), job)
		if err != nil || j.Status != wms.PrintWaiting || j.StandsIn != "" {
			return true, err
		}
		if err := queue.Delete(tx, string(id), j.N); err != nil {
			return false, err
		}
		j.Printer, j.StandsIn, j.Attempts = other.ID, id, 0
		n++
		return true, put(tx, j)
	})
	if n > 0 {
		tx.Emit(wms.Event{Type: "print.diverted", Subject: string(id), Data: map[string]any{"to": string(other.ID), "jobs": n}})
	}
	return n, err
}
