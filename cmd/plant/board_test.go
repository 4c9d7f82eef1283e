package plant

import (
	"encoding/json"
	"math"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/aisle-wms/aisle/wms"
)

// figure is one of the board's, as the API has it.
func figure(b wms.Board, code string) wms.BoardFigure {
	for _, f := range b.Figures {
		if f.Code == code {
			return f
		}
	}
	return wms.BoardFigure{}
}

// TestBoard: orders are promised, one of them in part, a count is right and
// another is not. The board says so over HTTP, from the network to the item,
// with the events behind it; a start later it says the same.
func TestBoard(t *testing.T) {
	dir := t.TempDir()
	p, c, stop := startStoppable(t, dir, func(*Plant) {}, asleep)
	c.stockUp("overseas", "BRD-1", 10)
	c.stockUp("overseas", "BRD-2", 3)
	for _, n := range []int{2, 3, 9} {
		c.must("POST", "/v1/orders", obj{"ship_to": obj{"country": "DE"}, "lines": []obj{{"sku": "BRD-1", "qty": n}}}, nil)
	}
	var b wms.Board
	read := func(query string) wms.Board {
		var out wms.Board
		c.must("GET", "/v1/board"+query, nil, &out)
		return out
	}
	eventually(t, "the board has counted", func() bool { b = read(""); return figure(b, "fill_rate").Over == 3 })
	fill := figure(b, "fill_rate")
	if fill.Value == nil || math.Abs(*fill.Value-2/3.0) > 1e-9 || fill.Of != 2 || len(fill.Trend) != 28 || fill.Trend[27] == nil || fill.Trend[26] != nil || len(b.Parts) != len(p.Houses) {
		t.Errorf("fill rate %+v, %d parts", fill, len(b.Parts))
	}
	if f := figure(b, "returns_turnaround"); f.Value != nil || f.Behind {
		t.Errorf("no return came, and its turnaround is %+v", f)
	}
	one := read("?warehouse=overseas&sku=BRD-2")
	if len(one.Items) != 1 || one.Items[0].OnHand != 3 || figure(one, "fill_rate").Value != nil {
		t.Errorf("of one item: %+v", one.Items)
	}
	if items := read("?warehouse=overseas").Items; len(items) < 2 {
		t.Errorf("items of a warehouse: %+v", items)
	}

	// The events behind the three orders sum up to what the figure is over.
	placed := 0
	for path := "/v1/board/figures/fill_rate/events?limit=2"; path != ""; {
		var page struct {
			Data []wms.BoardEvent
			Next *string
		}
		c.must("GET", path, nil, &page)
		for _, e := range page.Data {
			if e.Type == "order.placed" {
				placed++
			}
		}
		if path = ""; page.Next != nil {
			path = "/v1/board/figures/fill_rate/events?limit=2&cursor=" + *page.Next
		}
	}
	if placed != 3 {
		t.Errorf("%d orders are behind the figure, want 3", placed)
	}
	// What one warehouse has none of any more is out there, with what took it.
	c.stockUp("overseas", "BRD-3", 4)
	c.stockUp("central", "BRD-3", 4)
	var shelf struct{ Data []wms.StockRow }
	c.must("GET", "/v1/stock?warehouse=overseas&sku=BRD-3", nil, &shelf)
	for _, row := range shelf.Data {
		if row.OnHand > 0 {
			c.must("POST", "/v1/stock/adjustments", obj{"warehouse": "overseas", "location": row.Location, "sku": "BRD-3", "delta": -4, "reason": "test"}, nil)
		}
	}
	eventually(t, "it is out of stock", func() bool { return figure(read("?warehouse=overseas&sku=BRD-3"), "stock_out_rate").Of == 1 })
	if f := figure(read("?sku=BRD-3"), "stock_out_rate"); f.Value == nil || *f.Value != 0.5 || !f.Behind || *f.Trend[27] != 0.5 {
		t.Errorf("of both warehouses: %+v", f)
	}
	var behind struct{ Data []wms.BoardEvent }
	if c.must("GET", "/v1/board/figures/stock_out_rate/events?warehouse=overseas", nil, &behind); len(behind.Data) == 0 {
		t.Error("nothing is behind the stock-out")
	}
	for _, e := range behind.Data {
		if e.Subject != "BRD-3" {
			t.Errorf("behind the stock-out: %+v", e)
		}
	}
	c.refused("unknown_figure", "GET", "/v1/board/figures/luck/events", nil)
	c.refused("invalid_parameter", "GET", "/v1/board?from=2026-03-02&to=2026-03-01", nil)
	if _, kind, doc := c.document("/v1/board/export"); !strings.HasPrefix(kind, "text/csv") || !strings.Contains(string(doc), "inventory,fill_rate,share,0.666") {
		t.Errorf("the table is %s:\n%s", kind, doc)
	}
	if _, _, doc := c.document("/metrics"); !strings.Contains(string(doc), `aisle_board{figure="fill_rate",warehouse=""} 0.666`) {
		t.Error("the figure is not among the metrics")
	}

	dashboard, err := os.ReadFile("../../docs/grafana/aisle.json")
	if err != nil {
		t.Fatal(err)
	}
	_, _, metrics := c.document("/metrics")
	for _, name := range regexp.MustCompile(`aisle_[a-z_]+`).FindAllString(string(dashboard), -1) {
		if !strings.Contains(string(metrics), "\n"+name) {
			t.Errorf("the dashboard shows %s, which is not among the metrics", name)
		}
	}
	for _, code := range regexp.MustCompile(`figure=\\"([a-z_0-9]+)`).FindAllStringSubmatch(string(dashboard), -1) {
		if figure(b, code[1]).Code == "" {
			t.Errorf("the dashboard shows the figure %s, which the board has not", code[1])
		}
	}

	before, _ := json.Marshal(read("?to=" + b.To))
	if err := keepBoard(t.Context(), p.Store, p.board); err != nil {
		t.Fatal(err)
	}
	counted := p.board.Seq()
	stop()
	begins := uint64(0)
	_, c, _ = startStoppable(t, dir, func(p *Plant) { begins = p.board.Seq() }, asleep)
	if begins < counted {
		t.Errorf("the board begins at record %d again, %d were counted and kept", begins, counted)
	}
	eventually(t, "a start later it is the same", func() bool {
		after, _ := json.Marshal(func() (out wms.Board) { c.must("GET", "/v1/board?to="+b.To, nil, &out); return out }())
		return string(after) == string(before)
	})
}
