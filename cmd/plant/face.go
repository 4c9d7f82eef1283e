package plant

import (
	"context"
	"io/fs"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/masterdata"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
)

// Handler is the HTTP face over the plant.
func (p *Plant) Handler(web fs.FS) http.Handler {
	return api.New(api.Options{
		Security:       p.security(),
		InventoryPorts: p.inventoryPorts(),
		MasterData:     p,
		Scans:          p,
		PickFaces:      p,
		Empties:        p,
		Labels:         p,
		Problems:       p,
		Vision:         p,
		PickPolicies:   p,
		Slotting:       p,
		Boards:         p,
		Twin:           p.Twin,
		Items:          p, Sites: p, Stock: p, Orders: p, Inbound: p, Returns: p, Work: p, Transports: p, Machines: p,
		Audit:  p,
		Events: journal{p.Store}, Figures: p, Login: login{p.Users}, Tokens: tokens{p.Users}, Imports: p,
		Systems: p.systems(), Privacy: p, Support: p,
		Blind: p.Vault.Blind, Ready: func() error { return nil }, Web: web, Metrics: p.metrics(), Logger: p.Logger})
}

// Warehouses implements api.Sites.
func (p *Plant) Warehouses() []api.Warehouse {
	var out []api.Warehouse
	for _, h := range p.Houses {
		w := h.Config
		out = append(out, api.Warehouse{ID: h.Site.ID, Name: w.Name, Mode: w.Mode, Lat: w.Lat, Lon: w.Lon})
	}
	return out
}

// Locations implements api.Sites; the cursor is the last id, in file order.
func (p *Plant) Locations(w wms.WarehouseID, kind wms.LocationKind, page api.Page) ([]wms.Location, string, error) {
	h, err := p.House(w)
	if err != nil {
		return nil, "", err
	}
	rules, err := view(p, func(r store.Reader) (map[wms.LocationID]wms.LocationRule, error) {
		return masterdata.Rules(r, h.Partition())
	})
	if err != nil {
		return nil, "", err
	}
	out := []wms.Location{}
	begun := page.After == ""
	for _, l := range h.Site.Locations {
		if begun && (kind == "" || l.Kind == kind) {
			if len(out) == page.Limit {
				return out, string(out[len(out)-1].ID), nil
			}
			if rule, had := rules[l.ID]; had {
				l.Rule = &rule
			}
			out = append(out, l)
		}
		begun = begun || string(l.ID) == page.After
	}
	return out, "", nil
}

// Floor implements api.Sites.
func (p *Plant) Floor(w wms.WarehouseID) (wms.Floor, error) {
	h, err := p.House(w)
	if err != nil {
		return wms.Floor{}, err
	}
	c := h.Config
	f := wms.Floor{Warehouse: w, Name: c.Name, WidthMM: c.Layout.WidthMM, DepthMM: c.Layout.DepthMM,
		Shapes: []wms.FloorShape{}, Nodes: []wms.FloorNode{}, Edges: []wms.FloorEdge{}}
	for _, s := range c.Shapes() {
		f.Shapes = append(f.Shapes, wms.FloorShape{ID: s.ID, Kind: s.Kind, Label: s.Label, XMM: s.XMM, YMM: s.YMM, WidthMM: s.WidthMM, DepthMM: s.DepthMM})
	}
	if rm := c.Layout.Roadmap; rm != nil {
		for _, n := range rm.Nodes {
			f.Nodes = append(f.Nodes, wms.FloorNode{ID: n.ID, XMM: n.XMM, YMM: n.YMM})
		}
		for _, e := range rm.Edges {
			f.Edges = append(f.Edges, wms.FloorEdge{From: e.From, To: e.To})
		}
		f.Zones = floorZones(rm)
	}
	for _, s := range c.Layout.Sorters {
		if s.Field != nil {
			f.Fields = append(f.Fields, floorField(&s))
		}
	}
	return f, nil
}

// KPIs implements api.Figures: totals since the start of the journal, and the
// orders by state. A time window is not kept yet: the last hour is in /v1/live.
func (p *Plant) KPIs(_ context.Context, from, to time.Time) (map[string]float64, error) {
	out := map[string]float64{}
	for k, v := range p.counter.totals() {
		out[k] = float64(v)
	}
	counts, err := view(p, orders.Counts)
	for s, n := range counts {
		out["orders_"+string(s)] = float64(n)
	}
	out["availability_lag_ms_p50"] = float64(p.lag.quantile(0.5).Milliseconds())
	out["availability_lag_ms_p99"] = float64(p.lag.quantile(0.99).Milliseconds())
	if err != nil {
		return out, err
	}
	return out, p.returnFigures(out, from, to)
}

// metrics are the program's figures in the Prometheus format.
func (p *Plant) metrics() http.Handler {
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	count := func(name, help, figure string) {
		reg.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, func() float64 {
			return float64(p.counter.totals()[figure])
		}))
	}
	count("aisle_orders_shipped_total", "Orders shipped whole.", "orders_shipped")
	count("aisle_shipments_shipped_total", "Shipments shipped.", "shipments_shipped")
	count("aisle_lines_picked_total", "Picks confirmed by people.", "lines_picked")
	count("aisle_sorter_diverts_total", "Items diverted to their chute.", "sorter_diverts")
	count("aisle_vehicle_missions_total", "Vehicle missions delivered.", "missions_done")
	count("aisle_crane_missions_total", "Crane legs done.", "crane_missions")
	reg.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "aisle_alarms", Help: "Alarms that stand."},
		func() float64 { return float64(len(p.alarms.list())) }))
	reg.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "aisle_availability_lag_seconds",
		Help: "99 of 100 of the last 1024 changes of what a channel can sell were told within this."},
		func() float64 { return p.lag.quantile(0.99).Seconds() }))
	reg.MustRegister(orderGauge{p}, boardGauge{p})
	return promhttp.HandlerFor(reg, promhttp.HandlerOpts{})
}

// orderGauge counts orders by status at each scrape.
type orderGauge struct{ p *Plant }

var orderDesc = prometheus.NewDesc("aisle_orders", "Orders by status.", []string{"status"}, nil)

// Describe implements prometheus.Collector.
func (orderGauge) Describe(ch chan<- *prometheus.Desc) { ch <- orderDesc }

// Collect implements prometheus.Collector.
func (g orderGauge) Collect(ch chan<- prometheus.Metric) {
	counts, err := view(g.p, func(r store.Reader) (map[wms.OrderStatus]int64, error) { return orders.Counts(r) })
	if err != nil {
		return
	}
	for s, n := range counts {
		ch <- prometheus.MustNewConstMetric(orderDesc, prometheus.GaugeValue, float64(n), string(s))
	}
}
