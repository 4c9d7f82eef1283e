package plant

import (
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/counting"
	"github.com/aisle-wms/aisle/wms/paper"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// keyEntries ends a row of a count or a delivery, or gives a row's work back.
func (p *Plant) keyEntries(tx store.Tx, h *House, l *wms.PaperList, row *wms.PaperRow, r wms.PaperResult) error {
	done := int64(0)
	for _, e := range r.Entries {
		done += e.Qty
	}
	var err error
	switch {
	case r.Skip:
		done, row.Skipped = 0, true
		if row.Task != "" {
			_, err = p.exceptTask(tx, h, row.Task, paper.Who(l.ID), wms.Exception{Code: "other", Note: "paper list " + l.ID})
		}
	case r.Qty != nil || r.To != "":
		return wms.Refuse(wms.Invalid, "invalid_qty", "row %d is counted or received: say entries, not qty", row.Row)
	case l.Kind == wms.TaskCount:
		err = p.keyCount(tx, h, l, *row, r.Entries)
	default:
		for _, e := range r.Entries {
			if err = p.keyReceived(tx, h, l, *row, e); err != nil {
				break
			}
		}
	}
	if err != nil {
		return err
	}
	row.Done = &done
	return nil
}

// keyCount scans what was written down, as a counter at a handheld would.
func (p *Plant) keyCount(tx store.Tx, h *House, l *wms.PaperList, row wms.PaperRow, entries []wms.PaperEntry) error {
	t, err := tasks.Get(tx, tx.Partition(), row.Task)
	if err != nil {
		return err
	}
	held, err := counting.HeldFor(tx, tx.Partition(), t, tx.Now())
	if err != nil {
		return err
	}
	if !held {
		return wms.Refuse(wms.Conflict, "count_lapsed", "row %d was printed too long ago and others may have been at %s: skip it and count again", row.Row, row.From)
	}
	at := string(t.From)
	steps := []wms.Confirmation{{Scans: []string{at}}}
	for _, e := range entries {
		scans := []string{string(e.SKU)}
		if e.Lot != "" {
			scans = append(scans, e.Lot)
		}
		qty := e.Qty
		steps = append(steps, wms.Confirmation{Scans: append(scans, e.Serials...), Qty: &qty})
	}
	steps = append(steps, wms.Confirmation{Scans: []string{at}})
	if len(entries) == 0 { // asked whether it is really empty
		steps = append(steps, wms.Confirmation{Scans: []string{at}})
	}
	for _, f := range steps {
		if _, err := p.confirmTask(tx, h, t.ID, paper.Who(l.ID), f); err != nil {
			return err
		}
	}
	return nil
}

func (p *Plant) keyReceived(tx store.Tx, h *House, l *wms.PaperList, row wms.PaperRow, e wms.PaperEntry) error {
	in := wms.ReceiveLine{SKU: e.SKU, Qty: e.Qty, Lot: e.Lot, Expires: e.Expires, Serials: e.Serials, Damaged: e.Damaged}
	if in.SKU == "" {
		in.SKU = row.SKU
	}
	if in.Lot == "" && in.SKU == row.SKU {
		in.Lot = row.Lot
	}
	_, err := p.hall(h).Receive(tx, l.Receipt, in)
	return err
}
