package inbound

import (
	"fmt"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

var (
	inspections = store.NewTable[wms.QualityInspection]("inspection", 1)
	// inspecting finds the waiting inspection of a receipt's item and lot.
	inspecting = store.NewTable[wms.InspectionID]("inspecting", 1)
)

// Inspection reads one or refuses with unknown_inspection.
func Inspection(r store.Reader, p store.Partition, id wms.InspectionID) (wms.QualityInspection, error) {
	q, ok, err := inspections.Get(r, p, string(id))
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_inspection", "no inspection %q", id)
	}
	return q, err
}

// Inspections reads up to limit of a status (all if empty) behind an id.
func Inspections(r store.Reader, p store.Partition, status string, after wms.InspectionID, limit int) ([]wms.QualityInspection, error) {
	var out []wms.QualityInspection
	err := inspections.ScanFrom(r, p, nil, []any{string(after)}, func(_ store.KeyParts, q wms.QualityInspection) (bool, error) {
		if q.ID != after && (status == "" || q.Status == status) {
			out = append(out, q)
		}
		return len(out) < limit, nil
	})
	return out, err
}

// sampled makes received goods wait for an inspection, if a rule wants one:
// the first line of an item and lot begins it, further ones make its lot
// larger, and the sample with it.
func (h Hall) sampled(tx store.Tx, rec wms.Receipt, b *wms.Booked) error {
	aql, err := h.AQL(tx, rec.Supplier, b.SKU)
	if err != nil || aql == "" {
		return err
	}
	id, had, err := inspecting.Get(tx, tx.Partition(), string(rec.ID), string(b.SKU), b.Lot)
	if err != nil {
		return err
	}
	var q wms.QualityInspection
	if had {
		if q, err = Inspection(tx, tx.Partition(), id); err != nil {
			return err
		}
	} else if q, err = h.newInspection(tx, rec, *b, aql); err != nil {
		return err
	}
	q.Qty += b.Qty
	plan, ok := PlanFor(q.Qty, q.AQL)
	if !ok {
		return fmt.Errorf("no sampling plan for AQL %q", q.AQL)
	}
	q.Letter, q.Sample, q.Accept, q.Reject = plan.Letter, plan.Sample, plan.Accept, plan.Reject
	part := wms.SampledPart{Location: b.Location, HandlingUnit: b.HandlingUnit, Qty: b.Qty}
	q.Goods = append(q.Goods, part)
	b.Status, b.Inspection, b.Reason = wms.Quarantine, q.ID, "waits for inspection"
	t, err := tasks.Get(tx, tx.Partition(), q.Task)
	if err != nil {
		return err
	}
	if t.Qty = q.Sample; !tasks.Ended(t.Status) {
		if err := tasks.Put(tx, t); err != nil {
			return err
		}
	}
	return inspections.Put(tx, q, string(q.ID))
}

func (h Hall) newInspection(tx store.Tx, rec wms.Receipt, b wms.Booked, aql string) (wms.QualityInspection, error) {
	n, err := tx.NextID("inspection")
	if err != nil {
		return wms.QualityInspection{}, err
	}
	q := wms.QualityInspection{ID: wms.InspectionID(fmt.Sprintf("%s-Q%06d", tx.Partition(), n)), Warehouse: wms.WarehouseID(tx.Partition()),
		Receipt: rec.ID, Supplier: rec.Supplier, SKU: b.SKU, Lot: b.Lot, AQL: aql, Status: wms.InspectionWaiting, CreatedAt: tx.Now()}
	it, err := h.Item(tx, b.SKU)
	if err != nil {
		return q, err
	}
	t := wms.Task{Kind: wms.TaskInspect, SKU: b.SKU, Lot: b.Lot, GTIN: it.GTIN, From: b.Location, Ref: string(q.ID)}
	if loc, ok := h.Site.Location(b.Location); ok {
		t.Zone = loc.Zone
	}
	if t, err = tasks.New(tx, t); err != nil {
		return q, err
	}
	q.Task = t.ID
	tx.Emit(wms.Event{Type: "inspection.opened", Subject: string(q.ID), Data: map[string]any{"receipt": string(rec.ID), "sku": string(b.SKU), "lot": b.Lot, "aql": aql}})
	return q, inspecting.Put(tx, q.ID, string(rec.ID), string(b.SKU), b.Lot)
}

// Judge decides by what the sample showed. Accepted goods may be sold but for
// the defective units found; rejected ones are held.
func (h Hall) Judge(tx store.Tx, id wms.InspectionID, who wms.UserID, s wms.SampleResult) (wms.QualityInspection, error) {
	q, err := Inspection(tx, tx.Partition(), id)
	if err != nil {
		return q, err
	}
	if q.Status != wms.InspectionWaiting {
		return q, wms.Refuse(wms.Conflict, "inspection_"+q.Status, "inspection %s is %s already", id, q.Status)
	}
	if s.Inspected > q.Qty || s.Defects < 0 || s.Defects > s.Inspected {
		return q, wms.Refuse(wms.Invalid, "invalid_result", "of %d units, %d were inspected and %d defective: that can't be", q.Qty, s.Inspected, s.Defects)
	}
	if s.Inspected < q.Sample && s.Defects < q.Reject {
		return q, wms.Refuse(wms.Conflict, "sample_too_small", "the plan for %d units at AQL %s wants a sample of %d; %d were inspected", q.Qty, q.AQL, q.Sample, s.Inspected).
			With("sample", q.Sample)
	}
	now := tx.Now()
	q.Inspected, q.Defects, q.Note, q.DecidedAt, q.DecidedBy = s.Inspected, s.Defects, s.Note, &now, who
	q.Status = wms.InspectionAccepted
	if s.Defects >= q.Reject {
		q.Status = wms.InspectionRejected
	}
	if err := h.release(tx, q); err != nil {
		return q, err
	}
	if err := inspecting.Delete(tx, string(q.Receipt), string(q.SKU), q.Lot); err != nil {
		return q, err
	}
	t, err := tasks.Get(tx, tx.Partition(), q.Task)
	if err != nil {
		return q, err
	}
	if !tasks.Ended(t.Status) { // decided without it
		t.Status = wms.TaskCancelled
		if err := tasks.Put(tx, t); err != nil {
			return q, err
		}
	}
	tx.Emit(wms.Event{Type: "inspection." + q.Status, Subject: string(id), Data: map[string]any{"receipt": string(q.Receipt), "supplier": q.Supplier,
		"sku": string(q.SKU), "lot": q.Lot, "qty": q.Qty, "inspected": q.Inspected, "defects": q.Defects}})
	return q, inspections.Put(tx, q, string(id))
}

// release turns the goods of a decided inspection into what they are now.
func (h Hall) release(tx store.Tx, q wms.QualityInspection) error {
	mode, err := h.Mode(tx, tx.Partition())
	if err != nil {
		return err
	}
	broken := q.Defects
	for _, part := range q.Goods {
		place := ledger.At(part.Location)
		if part.HandlingUnit != "" {
			place = ledger.In(part.HandlingUnit)
		}
		rows, err := ledger.InPlace(tx, tx.Partition(), place)
		if err != nil {
			return err
		}
		left, good := part.Qty, int64(0)
		for _, st := range rows {
			if st.SKU != q.SKU || st.Lot != q.Lot || st.Status != wms.Quarantine {
				continue
			}
			n := min(left, st.Free())
			left -= n
			bad := min(n, broken)
			broken -= bad
			good += n - bad
			if err := turn(tx, st.Spot, wms.Damaged, bad, q.Status); err != nil {
				return err
			}
			if err := turn(tx, st.Spot, statusAfter(q), n-bad, q.Status); err != nil {
				return err
			}
		}
		if q.Status == wms.InspectionAccepted && good > 0 && mode != wms.PutawayManual && h.Site.Kind(part.Location) == wms.KindDockIn {
			d := Due{Dock: part.Location, Unit: part.HandlingUnit, SKU: q.SKU, Lot: q.Lot, Qty: good, Why: "inspection"}
			if err := AddDue(tx, d); err != nil {
				return err
			}
		}
	}
	return nil
}

// turn gives units another status where they lie.
func turn(tx store.Tx, from ledger.Spot, status wms.StockStatus, qty int64, why string) error {
	if qty == 0 {
		return nil
	}
	to := from
	if to.Status = status; status == wms.Available {
		to.Status = ""
	}
	return ledger.Move(tx, from, to, qty, "inspection."+why)
}

func statusAfter(q wms.QualityInspection) wms.StockStatus {
	if q.Status == wms.InspectionAccepted {
		return wms.Available
	}
	return wms.OnHold
}

// ConfirmInspection walks the handheld's script of an inspection; its last
// confirmation carries, as quantity, how many of the sample are defective.
func (h Hall) ConfirmInspection(tx store.Tx, id wms.TaskID, who wms.UserID, c wms.Confirmation) (wms.Step, error) {
	t, err := h.claimed(tx, id, who)
	if err != nil {
		return wms.Step{}, err
	}
	defects := c.Qty
	c.Qty = nil // it counts defects, not the sample
	_, finished, err := tasks.Advance(&t, c, nil)
	if err != nil {
		return wms.Step{}, err
	}
	if !finished {
		return tasks.StepOf(t, nil), tasks.Put(tx, t)
	}
	if defects == nil {
		return wms.Step{}, wms.Refuse(wms.Invalid, "missing_qty", "say how many of the %d are defective, 0 if none", t.Qty)
	}
	t.Status, t.QtyDone = wms.TaskDone, t.Qty
	if err := tasks.Put(tx, t); err != nil {
		return wms.Step{}, err
	}
	_, err = h.Judge(tx, wms.InspectionID(t.Ref), who, wms.SampleResult{Inspected: t.Qty, Defects: *defects})
	return tasks.StepOf(t, nil), err
}
