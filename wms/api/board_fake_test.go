package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	systemNouns["Board"], systemNouns["BoardFigure"], systemNouns["BoardIndex"] = wms.Board{}, wms.BoardFigure{}, wms.BoardIndex{}
	systemNouns["BoardPart"], systemNouns["BoardItem"], systemNouns["BoardEvent"] = wms.BoardPart{}, wms.BoardItem{}, wms.BoardEvent{}
}

func (f *fake) Board(_ context.Context, q BoardQuery) (wms.Board, error) {
	v := 0.5
	return wms.Board{From: "2026-03-01", To: "2026-03-02", Warehouse: q.Warehouse, SKU: q.SKU,
		Figures: []wms.BoardFigure{{Code: "fill_rate", Family: "inventory", Unit: "share", Value: &v, Of: 1, Over: 2, Better: "high", Target: &v, Trend: []*float64{nil, &v}, Behind: true}},
		Index:   wms.BoardIndex{Value: &v, Response: &v, Cost: &v, Stock: &v, Fill: &v, Capacity: &v},
		Parts:   []wms.BoardPart{{Warehouse: "central", Values: map[string]*float64{"fill_rate": &v}}},
		Items:   []wms.BoardItem{{SKU: "S1", Shipped: 1, Received: 2, Returned: 3, Lost: 4, OnHand: 5, Turnover: &v, Cover: &v}}}, f.saw("Board", q)
}

func (f *fake) BoardCodes() []string { return []string{"x-1", "fill_rate"} }

func (f *fake) BoardEvents(_ context.Context, figure string, q BoardQuery, p Page) ([]wms.BoardEvent, string, error) {
	return []wms.BoardEvent{{Seq: 1, Time: "2026-03-02T08:00:00Z", Type: "order.placed", Subject: "O1", Warehouse: "central", Data: map[string]any{"lines": 2}}}, "", f.saw("BoardEvents", []any{figure, q, p})
}
