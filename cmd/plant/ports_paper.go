package plant

import (
	"context"
	"errors"
	"strconv"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/counting"
	"github.com/aisle-wms/aisle/wms/inbound"
	"github.com/aisle-wms/aisle/wms/labels"
	"github.com/aisle-wms/aisle/wms/paper"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// PrintList implements api.Paper.
func (p *Plant) PrintList(ctx context.Context, c api.Call, w wms.WarehouseID, kind wms.TaskKind, limit int) (wms.PaperList, error) {
	h, err := p.House(w)
	if err != nil {
		return wms.PaperList{}, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "paper.print", func(tx store.Tx) (wms.PaperList, error) {
		l, err := paper.New(tx, kind, limit, c.Actor.User, func(t wms.Task) bool {
			_, closed := h.closedTask(t)
			return !closed && (t.Kind != wms.TaskCount || t.Ref != "" && counting.Blocked(tx, tx.Partition(), t.From, tx.Now()) == nil)
		})
		if err != nil || kind != wms.TaskCount {
			return l, err
		}
		for _, row := range l.Rows {
			t, err := tasks.Get(tx, tx.Partition(), row.Task)
			if err != nil {
				return l, err
			}
			if err := counting.HoldForPaper(tx, t); err != nil {
				return l, err
			}
		}
		return l, nil
	})
	return out, err
}

// PrintReceipt implements api.Paper.
func (p *Plant) PrintReceipt(ctx context.Context, c api.Call, w wms.WarehouseID, id wms.ReceiptID) (wms.PaperList, error) {
	h, err := p.House(w)
	if err != nil {
		return wms.PaperList{}, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "paper.print", func(tx store.Tx) (wms.PaperList, error) {
		rec, err := inbound.Get(tx, tx.Partition(), id)
		if err != nil {
			return wms.PaperList{}, err
		}
		return paper.Receive(tx, rec, c.Actor.User)
	})
	return out, err
}

// PaperPDF implements api.Paper.
func (p *Plant) PaperPDF(_ context.Context, l wms.PaperList) ([]byte, error) {
	s := labels.Sheet{Title: l.ID, Note: string(l.Kind) + "   " + string(l.Warehouse) + "   " + string(l.Receipt) + "   " + l.CreatedAt.UTC().Format("2006-01-02 15:04") + " UTC",
		Foot: "name / 姓名 ____________________   time / 时间 ____________"}
	switch l.Kind {
	case wms.TaskCount:
		s.Columns = []labels.Column{{Name: "row", Width: 1}, {Name: "location", Width: 4}, {Name: "item", Width: 4}, {Name: "lot / serial", Width: 4}, {Name: "counted", Width: 3}}
	case wms.PaperReceive:
		s.Columns = []labels.Column{{Name: "row", Width: 1}, {Name: "item", Width: 5}, {Name: "lot", Width: 3}, {Name: "expected", Width: 2}, {Name: "lot, expiry", Width: 4}, {Name: "received", Width: 2}, {Name: "damaged", Width: 2}}
	default:
		s.Columns = []labels.Column{{Name: "row", Width: 1}, {Name: "from", Width: 3}, {Name: "item", Width: 4}, {Name: "lot", Width: 2}, {Name: "qty", Width: 2}, {Name: "into / unit", Width: 3}, {Name: "to", Width: 3}, {Name: "done", Width: 2}}
	}
	for _, x := range l.Rows {
		row, qty := strconv.Itoa(x.Row), strconv.FormatInt(x.Qty, 10)
		switch l.Kind {
		case wms.TaskCount:
			s.Rows = append(s.Rows, []string{row, string(x.From)}, nil, nil) // room for more items than one
		case wms.PaperReceive:
			s.Rows = append(s.Rows, []string{row, string(x.SKU), x.Lot, qty})
		default:
			s.Rows = append(s.Rows, []string{row, string(x.From), string(x.SKU), x.Lot, qty, string(x.Unit), string(x.To)})
		}
	}
	return labels.SheetPDF(s)
}

func (p *Plant) paperHouse(id string) (*House, error) {
	part, err := paper.PartitionOf(id)
	if err != nil {
		return nil, err
	}
	if h, ok := p.houses[wms.WarehouseID(part)]; ok {
		return h, nil
	}
	return nil, wms.Refuse(wms.NotFound, "unknown_list", "no paper list %q", id)
}

// PaperList implements api.Paper.
func (p *Plant) PaperList(_ context.Context, id string) (wms.PaperList, error) {
	h, err := p.paperHouse(id)
	if err != nil {
		return wms.PaperList{}, err
	}
	return view(p, func(r store.Reader) (wms.PaperList, error) { return paper.Get(r, h.Partition(), id) })
}

// KeyIn implements api.Paper: all results or none, errors by row.
func (p *Plant) KeyIn(ctx context.Context, c api.Call, id string, results []wms.PaperResult) (wms.PaperList, []api.RowError, error) {
	h, err := p.paperHouse(id)
	if err != nil {
		return wms.PaperList{}, nil, err
	}
	var wrong []api.RowError
	out, res, err := command(ctx, p, c, h.Partition(), "paper.key", func(tx store.Tx) (wms.PaperList, error) {
		wrong = nil
		l, err := paper.Get(tx, tx.Partition(), id)
		if err != nil {
			return l, err
		}
		for _, r := range results {
			var no *wms.Error
			switch err := p.keyRow(tx, h, &l, r); {
			case errors.As(err, &no):
				wrong = append(wrong, api.RowError{Row: r.Row, Code: no.Code, Message: no.Message})
			case err != nil:
				return l, err
			}
		}
		if len(wrong) > 0 {
			return l, errDryRun
		}
		return l, paper.Keyed(tx, l)
	})
	if errors.Is(err, errDryRun) {
		return out, wrong, nil
	}
	if err == nil {
		p.settle(ctx, res)
		return mustKeyed(p.PaperList(ctx, id))
	}
	return out, nil, err
}

func mustKeyed(l wms.PaperList, err error) (wms.PaperList, []api.RowError, error) { return l, nil, err }

// keyRow does to a row's task what a person at a handheld would have scanned.
func (p *Plant) keyRow(tx store.Tx, h *House, l *wms.PaperList, r wms.PaperResult) error {
	row, err := paper.Row(l, r.Row)
	if err != nil {
		return err
	}
	if l.Kind == wms.TaskCount || l.Kind == wms.PaperReceive || r.Skip {
		return p.keyEntries(tx, h, l, row, r)
	}
	t, err := tasks.Get(tx, tx.Partition(), row.Task)
	if err != nil {
		return err
	}
	who, qty := paper.Who(l.ID), row.Qty
	if r.Qty != nil {
		qty = *r.Qty
	}
	if qty < 0 || qty > row.Qty {
		return wms.Refuse(wms.Invalid, "invalid_qty", "row %d asks for %d; %d were written", r.Row, row.Qty, qty)
	}
	if qty < row.Qty {
		if t.Kind != wms.TaskPick {
			return wms.Refuse(wms.Invalid, "invalid_qty", "row %d moves %d or nothing: leave it out", r.Row, row.Qty)
		}
		if _, err := h.Floor.Except(tx, t.ID, who, wms.Exception{Code: "short", Qty: &qty, Note: "paper list " + l.ID}); err != nil {
			return err
		}
	} else {
		f := wms.Confirmation{}
		script := tasks.Script(t, h.Floor.Places(t))
		for i, line := range script {
			scan := line.Expect[0]
			if i == len(script)-1 && r.To != "" {
				scan = string(r.To)
			}
			f.Scans = append(f.Scans, scan)
		}
		if _, err := h.Floor.Confirm(tx, t.ID, who, f); err != nil {
			return err
		}
	}
	row.Done = &qty
	return nil
}
