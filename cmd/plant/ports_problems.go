package plant

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/problems"
	"github.com/aisle-wms/aisle/wms/store"
)

// problemOf is what a report says of the task it was made at.
func problemOf(t wms.Task, by wms.UserID, e wms.Exception) wms.ProblemReport {
	p := wms.ProblemReport{Warehouse: t.Warehouse, Code: e.Code, Note: e.Note, Qty: e.Qty, Task: t.ID, Kind: t.Kind, Order: t.Order, SKU: t.SKU, Place: t.From, By: by}
	if p.Place == "" {
		p.Place = t.To
	}
	return p
}

func (p *Plant) problemHouse(id string) (*House, error) { return p.houseByID(id, "-Q", "problem") }

// ListProblems implements api.Problems.
func (p *Plant) ListProblems(_ context.Context, w wms.WarehouseID, all bool, limit int) ([]wms.ProblemReport, error) {
	return view(p, func(r store.Reader) ([]wms.ProblemReport, error) {
		out := []wms.ProblemReport{}
		for _, h := range p.Houses {
			if w != "" && h.Site.ID != w {
				continue
			}
			here, err := problems.List(r, h.Partition(), all, limit)
			if err != nil {
				return nil, err
			}
			out = append(out, here...)
		}
		return out, nil
	})
}

// Problem implements api.Problems.
func (p *Plant) Problem(_ context.Context, id string) (wms.ProblemReport, error) {
	h, err := p.problemHouse(id)
	if err != nil {
		return wms.ProblemReport{}, err
	}
	return view(p, func(r store.Reader) (wms.ProblemReport, error) { return problems.Get(r, h.Partition(), id) })
}

// NewProblem implements api.Problems.
func (p *Plant) NewProblem(ctx context.Context, c api.Call, n wms.NewProblem) (wms.ProblemReport, error) {
	h, err := p.House(n.Warehouse)
	if err != nil {
		return wms.ProblemReport{}, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "problem.report", func(tx store.Tx) (wms.ProblemReport, error) {
		return problems.Report(tx, wms.ProblemReport{Warehouse: n.Warehouse, Code: n.Code, Note: n.Note, Place: n.Place, SKU: n.SKU, By: c.Actor.User}, n.Photos)
	})
	return out, err
}

// KeepPhoto implements api.Problems.
func (p *Plant) KeepPhoto(ctx context.Context, c api.Call, w wms.WarehouseID, data []byte) (wms.ProblemReport, error) {
	h, err := p.House(w)
	if err != nil {
		return wms.ProblemReport{}, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "problem.photo", func(tx store.Tx) (wms.ProblemReport, error) {
		return problems.Keep(tx, data, c.Actor.User)
	})
	return out, err
}

// ProblemPhoto implements api.Problems.
func (p *Plant) ProblemPhoto(_ context.Context, id, hash string) (wms.Photo, error) {
	h, err := p.problemHouse(id)
	if err != nil {
		return wms.Photo{}, err
	}
	return view(p, func(r store.Reader) (wms.Photo, error) { return problems.Photo(r, h.Partition(), id, hash) })
}

// CloseProblem implements api.Problems.
func (p *Plant) CloseProblem(ctx context.Context, c api.Call, id, answer string) (wms.ProblemReport, error) {
	h, err := p.problemHouse(id)
	if err != nil {
		return wms.ProblemReport{}, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "problem.close", func(tx store.Tx) (wms.ProblemReport, error) {
		return problems.Close(tx, id, answer, c.Actor.User)
	})
	return out, err
}

// EraseProblem implements api.Problems.
func (p *Plant) EraseProblem(ctx context.Context, c api.Call, id string) error {
	h, err := p.problemHouse(id)
	if err != nil {
		return err
	}
	_, _, err = command(ctx, p, c, h.Partition(), "problem.erase", func(tx store.Tx) (bool, error) { return true, problems.Erase(tx, id) })
	return err
}
