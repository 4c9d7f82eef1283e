package supply

import (
	"fmt"
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Ask records that somebody, or the night, wants a look. One that waits or
// runs already is it.
func Ask(tx store.Tx, who wms.UserID) (wms.SupplyRun, error) {
	if last, ok, err := LastRun(tx); err != nil || ok && (last.Status == "waiting" || last.Status == "running") {
		return last, err
	}
	n, err := tx.NextID("supplyrun")
	if err != nil {
		return wms.SupplyRun{}, err
	}
	run := wms.SupplyRun{ID: fmt.Sprintf("R%06d", n), Status: "waiting", AskedBy: who, AskedAt: tx.Now()}
	tx.Emit(wms.Event{Type: "supply_run.asked", Subject: run.ID})
	return run, runs.Put(tx, run, run.ID)
}

// Begin takes a waiting run up; one that was cut off is begun again.
func Begin(tx store.Tx, run wms.SupplyRun) error {
	run.Status = "running"
	return runs.Put(tx, run, run.ID)
}

// End records how a run ended.
func End(tx store.Tx, run wms.SupplyRun, problem string) error {
	now := tx.Now()
	if run.EndedAt, run.Status, run.Problem = &now, "done", problem; problem != "" {
		run.Status = "failed"
	}
	tx.Emit(wms.Event{Type: "supply_run." + run.Status, Subject: run.ID, Data: map[string]any{"series": run.Series, "proposals": run.Proposals, "problem": problem}})
	return runs.Put(tx, run, run.ID)
}

// LastRun reads the newest run.
func LastRun(r store.Reader) (run wms.SupplyRun, ok bool, err error) {
	err = runs.ScanBack(r, store.Network, nil, func(_ store.KeyParts, v wms.SupplyRun) (bool, error) {
		run, ok = v, true
		return false, nil
	})
	return run, ok, err
}

// Run reads a run.
func Run(r store.Reader, id string) (wms.SupplyRun, error) {
	run, ok, err := runs.Get(r, store.Network, id)
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_supply_run", "no supply run %q", id)
	}
	return run, err
}

// Replace puts a run's proposal for an item in a warehouse in the place of the
// one that is open; without one, it only takes that away.
func Replace(tx store.Tx, run string, w wms.WarehouseID, sku wms.SKU, p *wms.Proposal) (made wms.Proposal, err error) {
	old, had, err := open.Get(tx, store.Network, string(w), string(sku))
	if err != nil {
		return made, err
	}
	if had {
		was, err := Get(tx, old)
		if err != nil {
			return made, err
		}
		was.Status = wms.ProposalReplaced
		if err := proposals.Put(tx, was, was.ID); err != nil {
			return made, err
		}
		if err := open.Delete(tx, string(w), string(sku)); err != nil {
			return made, err
		}
	}
	if p == nil {
		return made, nil
	}
	n, err := tx.NextID("proposal")
	if err != nil {
		return made, err
	}
	made = *p
	made.ID, made.Run = fmt.Sprintf("B%08d", n), run
	tx.Emit(wms.Event{Type: "proposal.made", Subject: made.ID, Data: map[string]any{"kind": made.Kind, "warehouse": string(w), "sku": string(sku), "qty": made.Qty}})
	if err := open.Put(tx, made.ID, string(w), string(sku)); err != nil {
		return made, err
	}
	return made, proposals.Put(tx, made, made.ID)
}

// Get reads a proposal.
func Get(r store.Reader, id string) (wms.Proposal, error) {
	p, ok, err := proposals.Get(r, store.Network, id)
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_proposal", "no proposal %q", id)
	}
	return p, err
}

// List lists proposals by id, those after one.
func List(r store.Reader, after string, limit int, keep func(wms.Proposal) bool) (out []wms.Proposal, err error) {
	out = []wms.Proposal{}
	err = proposals.ScanFrom(r, store.Network, nil, []any{after}, func(_ store.KeyParts, p wms.Proposal) (bool, error) {
		if p.ID != after && keep(p) {
			out = append(out, p)
		}
		return len(out) < limit, nil
	})
	return out, err
}

// Open lists the items of a warehouse that have an open proposal.
func Open(r store.Reader, w wms.WarehouseID) (out []wms.SKU, err error) {
	err = open.Scan(r, store.Network, []any{string(w)}, func(k store.KeyParts, _ string) (bool, error) {
		k.Str()
		out = append(out, wms.SKU(k.Str()))
		return true, nil
	})
	return out, err
}

// Decide approves or rejects proposals, all or none.
func Decide(tx store.Tx, v wms.ProposalVerdict, who wms.UserID, approve bool) ([]wms.Proposal, error) {
	if len(v.IDs) == 0 || len(v.IDs) > MaxDecided {
		return nil, wms.Refuse(wms.Invalid, "invalid_ids", "name 1 to %d proposals, not %d", MaxDecided, len(v.IDs))
	}
	for id := range v.Qty {
		if !slices.Contains(v.IDs, id) {
			return nil, wms.Refuse(wms.Invalid, "invalid_ids", "a quantity is given for %s, which is not among the ids", id)
		}
	}
	now := tx.Now()
	var out []wms.Proposal
	for _, id := range v.IDs {
		p, err := Get(tx, id)
		if err != nil {
			return nil, err
		}
		if p.Status != wms.ProposalOpen {
			return nil, wms.Refuse(wms.Conflict, "proposal_decided", "proposal %s is %s already", id, p.Status)
		}
		p.Status, p.DecidedBy, p.DecidedAt, p.Note = wms.ProposalRejected, who, &now, v.Note
		if approve {
			p.Status = wms.ProposalApproved
			if q, other := v.Qty[id]; other {
				if q <= 0 || q > 1_000_000_000 {
					return nil, wms.Refuse(wms.Invalid, "invalid_qty", "quantity of %s must be 1 to 1,000,000,000, not %d", id, q)
				}
				p.Qty = q
			}
		}
		tx.Emit(wms.Event{Type: "proposal." + p.Status, Subject: id, Data: map[string]any{"qty": p.Qty, "note": v.Note}})
		if err := closeOpen(tx, p); err != nil {
			return nil, err
		}
		if approve {
			if err := unmade.Put(tx, true, id); err != nil {
				return nil, err
			}
		}
		if err := proposals.Put(tx, p, id); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// Unmade lists approved proposals whose receipt or transfer is not made yet.
func Unmade(r store.Reader, limit int) ([]wms.Proposal, error) {
	out := []wms.Proposal{}
	err := unmade.Scan(r, store.Network, nil, func(k store.KeyParts, _ bool) (bool, error) {
		p, err := Get(r, k.Str())
		out = append(out, p)
		return len(out) < limit, err
	})
	return out, err
}

// Made notes what was made of proposals.
func Made(tx store.Tx, list []wms.Proposal, what string) error {
	for _, p := range list {
		p, err := Get(tx, p.ID)
		if err != nil {
			return err
		}
		p.Made = what
		if err := unmade.Delete(tx, p.ID); err != nil {
			return err
		}
		tx.Emit(wms.Event{Type: "proposal.carried_out", Subject: p.ID, Data: map[string]any{"made": what}})
		if err := proposals.Put(tx, p, p.ID); err != nil {
			return err
		}
	}
	return nil
}
