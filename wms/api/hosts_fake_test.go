package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

// systemNouns are the schemas of the ports in Systems.
var systemNouns = map[string]any{
	"Host": wms.HostView{}, "NewHost": wms.NewHost{}, "HostMessage": wms.HostMessage{}, "Delivery": wms.Delivery{},
	"Replay": wms.Replay{}, "Drop": wms.Drop{}, "InboxResult": wms.InboxResult{},
	"Channel": wms.Channel{}, "Fence": wms.Fence{}, "Buffer": wms.Buffer{}, "Availability": wms.Availability{},
	"HostStock": wms.HostStock{}, "NewComparison": wms.NewComparison{}, "Comparison": wms.Comparison{},
	"Difference": wms.Difference{}, "Cause": wms.Cause{},
}

func (f *fake) systems() Systems {
	return Systems{
		Hosts:       f,
		Channels:    f,
		Comparisons: f,
		Access:      f,
		Alarms:      f,
		EPCIS:       f,
		Paper:       f,
		Printing:    f,
		Manifests:   f, Packing: f,
		Supply:          f,
		VMI:             f,
		Alerts:          f,
		StockCare:       f,
		Occasions:       f,
		Forecasts:       f,
		Stuck:           f,
		Sorters:         f,
		Carriers:        f,
		AllocationRules: f,
		Plans:           f,
		Replay:          f,
		Heats:           f,
		Layouts:         f,
		Waves:           f,
	}
}

func init() {
	bodies["PUT /v1/hosts/:id"] = `{"kind":"erp","url":"https://erp.example/aisle","secret":"0123456789abcdef","events":["receipt.*"]}`
	bodies["POST /v1/hosts/:id/replay"] = `{"from":1}`
	bodies["POST /v1/hosts/:id/drop"] = `{"seq":1,"reason":"booked by hand"}`
}

func hostView(id wms.HostID) wms.HostView {
	return wms.HostView{Host: wms.Host{ID: id, Kind: "erp", Events: []string{}, Batch: 20}, State: "current"}
}

func (f *fake) PutHost(_ context.Context, c Call, h wms.NewHost) (wms.HostView, error) {
	return once(f, "PutHost", c, h, func() wms.HostView { return hostView(h.ID) })
}

func (f *fake) Host(_ context.Context, id wms.HostID) (wms.HostView, error) {
	return hostView(id), f.saw("Host", id)
}

func (f *fake) ListHosts(context.Context) ([]wms.HostView, error) {
	return []wms.HostView{hostView("erp")}, f.saw("ListHosts", nil)
}

func (f *fake) Deliveries(_ context.Context, id wms.HostID, _ Page) ([]wms.Delivery, string, error) {
	return []wms.Delivery{{N: 1, Seq: 10, Key: "receipt:R1", Type: "receipt.closed", At: when, Result: "delivered", Attempts: 1}}, "", f.saw("Deliveries", id)
}

func (f *fake) ParkedMessages(_ context.Context, id wms.HostID, _ int) ([]wms.HostMessage, error) {
	return []wms.HostMessage{{ID: "msg-1", Seq: 1, Key: "receipt:R1", Type: "receipt.closed", V: 1, Time: when, Data: map[string]any{}}}, f.saw("ParkedMessages", id)
}

func (f *fake) Replay(_ context.Context, c Call, id wms.HostID, r wms.Replay) (wms.HostView, error) {
	return once(f, "Replay", c, r, func() wms.HostView { return hostView(id) })
}

func (f *fake) DropMessage(_ context.Context, c Call, id wms.HostID, d wms.Drop) (wms.HostView, error) {
	return once(f, "DropMessage", c, d, func() wms.HostView { return hostView(id) })
}

func (f *fake) VerifyInbox(_ context.Context, id wms.HostID, _, signature string, _ []byte) error {
	if signature != "right" {
		return wms.Refuse(wms.Unauthorized, "bad_signature", "wrong")
	}
	return f.saw("VerifyInbox", id)
}

func (f *fake) Inbox(_ context.Context, _ wms.HostID, _ string, orders []wms.NewOrder) ([]wms.InboxResult, error) {
	var out []wms.InboxResult
	for _, o := range orders {
		res := wms.InboxResult{ID: string(o.ID), Status: "accepted", Order: o.ID}
		switch o.ID {
		case "again":
			res.Status = "repeated"
		case "other":
			res = wms.InboxResult{ID: string(o.ID), Status: "refused", Code: "order_differs", Message: "other content"}
		}
		out = append(out, res)
	}
	return out, f.saw("Inbox", orders)
}
