package supply

import (
	"fmt"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// A transfer that is not proposed to come to a level stands beside the item's
// proposal by its rule, so that one may be approved without the other.

// DropMoves takes open proposals of such transfers away, at most so many, and
// says whether there are more.
func DropMoves(tx store.Tx, most int) (more bool, err error) {
	var ids []string
	err = moves.Scan(tx, store.Network, nil, func(_ store.KeyParts, id string) (bool, error) {
		ids = append(ids, id)
		return len(ids) <= most, nil
	})
	if err != nil {
		return false, err
	}
	for _, id := range ids[:min(len(ids), most)] {
		p, err := Get(tx, id)
		if err != nil {
			return false, err
		}
		p.Status = wms.ProposalReplaced
		if err := closeOpen(tx, p); err != nil {
			return false, err
		}
		if err := proposals.Put(tx, p, p.ID); err != nil {
			return false, err
		}
	}
	return len(ids) > most, nil
}

// AddMove puts a proposal of such a transfer.
func AddMove(tx store.Tx, run string, p wms.Proposal) error {
	if p.Cause == "" || p.Cause == wms.CauseLevel {
		return fmt.Errorf("supply: a transfer of %s to %s has no cause of its own", p.SKU, p.Warehouse)
	}
	n, err := tx.NextID("proposal")
	if err != nil {
		return err
	}
	p.ID, p.Run = fmt.Sprintf("B%08d", n), run
	tx.Emit(wms.Event{Type: "proposal.made", Subject: p.ID, Data: map[string]any{"kind": p.Kind, "warehouse": string(p.Warehouse), "sku": string(p.SKU), "qty": p.Qty, "cause": p.Cause}})
	if err := moves.Put(tx, p.ID, string(p.Warehouse), string(p.SKU), string(p.From)); err != nil {
		return err
	}
	return proposals.Put(tx, p, p.ID)
}

// closeOpen takes a proposal off the list of those to decide.
func closeOpen(tx store.Tx, p wms.Proposal) error {
	if p.Cause == "" || p.Cause == wms.CauseLevel {
		return open.Delete(tx, string(p.Warehouse), string(p.SKU))
	}
	return moves.Delete(tx, string(p.Warehouse), string(p.SKU), string(p.From))
}

// MaxAdvised bounds the items of an advice.
const MaxAdvised = 1000

// Advise puts the advice for a warehouse in the place of an earlier one.
func Advise(tx store.Tx, a wms.PlaceAdvice) error {
	if n := len(a.Items); n > MaxAdvised {
		a.Left, a.Items = int64(n-MaxAdvised), a.Items[:MaxAdvised]
	}
	return advice.Put(tx, a, string(a.Warehouse))
}

// Advices lists the advice of all warehouses.
func Advices(r store.Reader) ([]wms.PlaceAdvice, error) {
	out := []wms.PlaceAdvice{}
	err := advice.Scan(r, store.Network, nil, func(_ store.KeyParts, a wms.PlaceAdvice) (bool, error) {
		out = append(out, a)
		return true, nil
	})
	return out, err
}
