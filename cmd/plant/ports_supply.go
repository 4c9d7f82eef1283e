package plant

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/masterdata"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/supply"
)

// SupplyRules implements api.Supply.
func (p *Plant) SupplyRules(context.Context) ([]wms.SupplyRule, error) {
	return view(p, supply.Rules)
}

// PutSupplyRule implements api.Supply.
func (p *Plant) PutSupplyRule(ctx context.Context, c api.Call, n wms.SupplyRule) (wms.SupplyRule, error) {
	out, _, err := command(ctx, p, c, store.Network, "supply_rule.put", func(tx store.Tx) (wms.SupplyRule, error) {
		place := func(w wms.WarehouseID) error { _, err := p.House(w); return err }
		supplier := func(id string) error { _, err := masterdata.Suppliers.Get(tx, id); return err }
		return supply.PutRule(tx, n, c.Actor.User, place, supplier, p.known(tx))
	})
	return out, err
}

// DeleteSupplyRule implements api.Supply.
func (p *Plant) DeleteSupplyRule(ctx context.Context, c api.Call, id string) error {
	_, _, err := command(ctx, p, c, store.Network, "supply_rule.delete", func(tx store.Tx) (bool, error) { return true, supply.DeleteRule(tx, id) })
	return err
}

// AskSupplyRun implements api.Supply.
func (p *Plant) AskSupplyRun(ctx context.Context, c api.Call) (wms.SupplyRun, error) {
	out, _, err := command(ctx, p, c, store.Network, "supply.ask", func(tx store.Tx) (wms.SupplyRun, error) { return supply.Ask(tx, c.Actor.User) })
	return out, err
}

// SupplyRun implements api.Supply.
func (p *Plant) SupplyRun(_ context.Context, id string) (wms.SupplyRun, error) {
	run, err := view(p, func(r store.Reader) (wms.SupplyRun, error) { return supply.Run(r, id) })
	p.supply.mu.Lock()
	defer p.supply.mu.Unlock()
	if p.supply.running == id {
		run.Done = p.supply.done
	}
	if run.EndedAt != nil {
		run.Done = run.Series
	}
	return run, err
}

// Proposals implements api.Supply.
func (p *Plant) Proposals(_ context.Context, status string, w wms.WarehouseID, page api.Page) ([]wms.Proposal, string, error) {
	out, err := view(p, func(r store.Reader) ([]wms.Proposal, error) {
		return supply.List(r, page.After, page.Limit, func(x wms.Proposal) bool {
			return (status == "" || x.Status == status) && (w == "" || x.Warehouse == w)
		})
	})
	return out, nextCursor(out, page, func(x wms.Proposal) string { return x.ID }), err
}

// DecideProposals implements api.Supply. What is approved is carried out
// within seconds.
func (p *Plant) DecideProposals(ctx context.Context, c api.Call, v wms.ProposalVerdict, approve bool) ([]wms.Proposal, error) {
	out, _, err := command(ctx, p, c, store.Network, "proposal.decide", func(tx store.Tx) ([]wms.Proposal, error) {
		return supply.Decide(tx, v, c.Actor.User, approve)
	})
	return out, err
}
