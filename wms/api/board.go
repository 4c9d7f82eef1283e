package api

import (
	"context"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// Boards tell how the supply chain does.
type Boards interface {
	Board(ctx context.Context, q BoardQuery) (wms.Board, error)
	// BoardCodes are the figures' codes.
	BoardCodes() []string
	// BoardEvents lists events behind a figure. A page may be short, or empty, and
	// still have a next one.
	BoardEvents(ctx context.Context, figure string, q BoardQuery, p Page) ([]wms.BoardEvent, string, error)
}

// BoardQuery is what is asked of the board: days, both inclusive.
type BoardQuery struct {
	From, To  time.Time
	Warehouse wms.WarehouseID
	SKU       wms.SKU
}

// maxBoardDays bounds a span; defaultBoardDays is one that nobody named.
const (
	maxBoardDays     = 400
	defaultBoardDays = 28
)

func (f *face) boardRoutes() []route {
	none := f.Boards == nil
	asks := []string{"from", "to", "warehouse", "sku"}
	return []route{
		{method: "GET", path: "/v1/board", roles: lookers, query: asks, missing: none, do: getBoard},
		{method: "GET", unlimited: true, path: "/v1/board/export", roles: lookers, query: append(slices.Clone(asks), "format", "of"), slow: true, missing: none, do: exportBoard},
		{method: "GET", path: "/v1/board/figures/:id/events", roles: lookers, query: asks, paged: true, missing: none, do: boardEvents},
	}
}

func (r *request) boardQuery() (q BoardQuery, err error) {
	day := func(name string) (time.Time, error) {
		text := r.q(name)
		if text == "" {
			return time.Time{}, nil
		}
		t, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return t, badParameter(name, "must be a day such as 2026-03-01")
		}
		return t, nil
	}
	if q.From, err = day("from"); err != nil {
		return q, err
	}
	if q.To, err = day("to"); err != nil {
		return q, err
	}
	if q.To.IsZero() && !q.From.IsZero() {
		q.To = q.From.AddDate(0, 0, defaultBoardDays-1)
	}
	if !q.To.IsZero() && q.From.IsZero() {
		q.From = q.To.AddDate(0, 0, 1-defaultBoardDays)
	}
	if q.From.After(q.To) || q.To.Sub(q.From) >= maxBoardDays*24*time.Hour {
		return q, badParameter("from", "must not be after to, nor more than %d days before it", maxBoardDays)
	}
	if q.Warehouse, err = r.warehouse(); err != nil {
		return q, err
	}
	if q.Warehouse == "" && len(r.who.Warehouses) > 0 {
		return q, badParameter("warehouse", "must be one of those that you may see")
	}
	q.SKU = wms.SKU(r.q("sku"))
	if len(r.who.Owners) > 0 { // of others' goods nothing is told
		owner := ""
		if q.SKU != "" {
			if owner, err = r.ownerOf(q.SKU); err != nil {
				return q, err
			}
		}
		if err := r.mayOwn(owner); err != nil {
			return q, err
		}
	}
	return q, nil
}

func (r *request) board() (wms.Board, error) {
	q, err := r.boardQuery()
	if err != nil {
		return wms.Board{}, err
	}
	return r.face.Boards.Board(r.ctx, q)
}

func getBoard(r *request) (answer, error) {
	out, err := r.board()
	return ok(out), err
}

// exportBoard answers a table of the figures, or of the items.
func exportBoard(r *request) (answer, error) {
	of, err := oneOf(r, "of", []string{"figures", "items"})
	if err != nil {
		return answer{}, err
	}
	b, err := r.board()
	if err != nil {
		return answer{}, err
	}
	number := func(v *float64) any {
		if v == nil {
			return ""
		}
		return *v
	}
	if of == "items" {
		return r.table("board-items", []string{"sku", "shipped", "received", "returned", "lost", "on_hand", "turnover", "cover_days"}, func(row func([]any) error) error {
			for _, i := range b.Items {
				if err := row([]any{string(i.SKU), i.Shipped, i.Received, i.Returned, i.Lost, i.OnHand, number(i.Turnover), number(i.Cover)}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return r.table("board", []string{"from", "to", "warehouse", "sku", "family", "figure", "unit", "value", "of", "over", "target"}, func(row func([]any) error) error {
		for _, f := range b.Figures {
			if err := row([]any{b.From, b.To, string(b.Warehouse), string(b.SKU), f.Family, f.Code, f.Unit, number(f.Value), f.Of, f.Over, number(f.Target)}); err != nil {
				return err
			}
		}
		return nil
	})
}

func boardEvents(r *request) (answer, error) {
	code, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	if !slices.Contains(r.face.Boards.BoardCodes(), code) {
		return answer{}, wms.Refuse(wms.NotFound, "unknown_figure", "the board has no figure %.40q", code)
	}
	q, err := r.boardQuery()
	if err != nil {
		return answer{}, err
	}
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	list, next, err := r.face.Boards.BoardEvents(r.ctx, code, q, p)
	return listed(list, next), err
}
