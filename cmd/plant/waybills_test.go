package plant

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/simulator/carrier"
	"github.com/aisle-wms/aisle/wms"
	shipping "github.com/aisle-wms/aisle/wms/carriers"
	"github.com/aisle-wms/aisle/wms/store"
)

const carrierSecret = "a secret of carriers, 32 letters"

func twinCarrier(t *testing.T) *carrier.Carrier {
	t.Helper()
	tw, err := carrier.Listen("127.0.0.1:0", "AISLE", carrierSecret)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = tw.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	return tw
}

func flatRate(days, price int64) map[string]any {
	return map[string]any{"currency": "EUR", "volumetric_divisor": 5000, "surcharge_permille": 100,
		"zones": []map[string]any{{"id": "all", "countries": []string{"*"}, "days": days, "breaks": []map[string]any{{"above_g": 0, "up_to_g": 30000, "price": price}}}}}
}

// workOn works on tasks of some kinds only.
func (c *client) workOn(warehouse string, kinds string, until func() bool) {
	c.t.Helper()
	for end := time.Now().Add(60 * time.Second); !until(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			c.t.Fatal("not done after 60 s")
		}
		var list struct{ Data []wms.Task }
		c.must("GET", "/v1/tasks?status=open&warehouse="+warehouse, nil, &list)
		for _, t := range list.Data {
			var step wms.Step
			if !strings.Contains(kinds, string(t.Kind)) || c.call("POST", "/v1/tasks/"+string(t.ID)+"/claim", nil, &step) >= 300 {
				continue
			}
			for n := 0; !step.Done && n < 50; n++ {
				c.must("POST", "/v1/tasks/"+string(t.ID)+"/confirm", wms.Confirmation{Scans: []string{step.Expect[0]}}, &step)
			}
		}
	}
}

// webhook brings events as a carrier's system does.
func (c *client) webhook(secret, events string) (int, []wms.TrackingResult) {
	c.t.Helper()
	body := []byte(`{"events":[` + events + `],"what":"ever"}`)
	req, err := http.NewRequestWithContext(c.t.Context(), "POST", c.url+"/v1/tracking/yunda", bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("X-Data-Digest", shipping.Digest("md5", secret, body))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	var out struct{ Data []wms.TrackingResult }
	_ = json.NewDecoder(res.Body).Decode(&out)
	return res.StatusCode, out.Data
}

// Rates choose who carries an order; the carrier's system gives the number for
// its label; tracking comes back by webhook, each event once, up to the proof
// of delivery. Another order is forced to a second carrier, which has a range,
// and then cancelled: its waybills are void, and the first carrier knows.
func TestCarriers(t *testing.T) {
	p, c := startWith(t, t.TempDir(), func(o *Options) { o.HostRetry = 10 * time.Millisecond })
	tw := twinCarrier(t)
	for _, id := range []string{"post", "yunda"} {
		c.must("PUT", "/v1/carriers/"+id, map[string]any{"name": id}, nil)
	}
	hole := flatRate(1, 5)
	hole["zones"].([]map[string]any)[0]["breaks"] = []map[string]any{{"above_g": 10, "up_to_g": 30000, "price": 5}}
	if code := c.call("PUT", "/v1/carriers/post/services/economy", hole, nil); code != 422 {
		t.Errorf("a rate table with a hole: %d", code)
	}
	c.must("PUT", "/v1/carriers/post/services/economy", flatRate(200, 300), nil)
	c.must("PUT", "/v1/carriers/yunda/services/express", flatRate(0, 900), nil)
	c.must("PUT", "/v1/carriers/yunda/link", map[string]any{"url": tw.URL(), "account": "AISLE", "secret": carrierSecret, "codes": map[string]any{"SIGNED": "delivered", "GOT": "picked_up"}}, nil)
	c.must("PUT", "/v1/carriers/post/ranges/r1", map[string]any{"warehouse": "overseas", "prefix": "RR", "suffix": "DE", "from": 47312482, "to": 47312483, "width": 8, "check": "s10"}, nil)

	c.provide("CR", 9)
	place := func() (o wms.OrderView) {
		c.must("POST", "/v1/orders", map[string]any{"ship_to": map[string]any{"country": "Germany", "name": "Erika Mustermann", "address": "Weg 1", "postcode": "10115"}, "lines": []map[string]any{{"sku": "CR", "qty": 2}}}, &o)
		return o
	}
	o := place()
	shipment := string(o.Shipments[0].ID)
	c.workOn("overseas", "pick induct pack", func() bool { c.must("GET", "/v1/orders/"+string(o.ID), nil, &o); return o.Status == wms.OrderPacked })
	var ch wms.CarrierChoice
	c.must("GET", "/v1/shipments/"+shipment+"/carrier", nil, &ch)
	if ch.Carrier != "yunda" || ch.Price != 990 || ch.Late || len(ch.Considered) != 2 || ch.Considered[0].Verdict != "too_late" {
		t.Errorf("chosen %+v", ch)
	}
	var tr wms.ShipmentTracking
	eventually(t, "the number of the carrier", func() bool {
		c.must("GET", "/v1/shipments/"+shipment+"/tracking", nil, &tr)
		return len(tr.Parcels) == 1 && tr.Parcels[0].Status == wms.WaybillIssued
	})
	w := tr.Parcels[0]
	if got := tw.Parcels(); len(got) != 1 || got[0].Number != w.Number || got[0].Receiver.Name != "Erika Mustermann" || got[0].Reference != w.ID || w.Mark == "" || w.WeightG != 600 {
		t.Errorf("twin %+v, waybill %+v", got, w)
	}
	if code := c.call("GET", "/v1/labels/carton/"+string(w.Unit)+"?warehouse=overseas&format=zpl", nil, nil); code != 200 {
		t.Errorf("label: %d", code)
	}
	c.workOn("overseas", "load", func() bool { return c.status(o.ID) == wms.OrderShipped })

	event := func(id, code, at, more string) string {
		return fmt.Sprintf(`{"id":%q,"number":%q,"code":%q,"at":%q,"text":"call Erika"%s}`, id, w.Number, code, at, more)
	}
	now := p.Clock.Now()
	early, later := now.Add(-2*time.Hour).Format(time.RFC3339), now.Add(-time.Hour).Format(time.RFC3339)
	both := event("e2", "SIGNED", later, `,"proof":"POD-77","handed":"neighbour"`) + "," + event("e1", "GOT", early, "") + "," + event("e3", "MOON", later, "")
	if code, _ := c.webhook("not the secret that we have", both); code != 401 {
		t.Errorf("a wrong signature: %d", code)
	}
	for round, want := range []string{"accepted", "repeated", "repeated"} {
		code, got := c.webhook(carrierSecret, both)
		if code != 200 || len(got) != 3 || got[0].Status != want || got[1].Status != want || got[2].Code != "unknown_tracking_code" {
			t.Errorf("round %d: %d %+v", round, code, got)
		}
	}
	var byHand struct{ Data []wms.TrackingResult }
	c.must("POST", "/v1/carriers/yunda/tracking", map[string]any{"events": []map[string]any{{"id": "e1", "number": w.Number, "code": "picked_up", "at": early}, {"id": "e9", "number": "NOBODY1", "code": "picked_up", "at": early}}}, &byHand)
	if byHand.Data[0].Status != "repeated" || byHand.Data[1].Code != "unknown_number" {
		t.Errorf("by hand %+v", byHand.Data)
	}
	c.must("GET", "/v1/shipments/"+shipment+"/tracking", nil, &tr)
	if e := tr.Parcels[0].Events; tr.Delivered != 1 || len(e) != 2 || e[0].Status != wms.TrackPickedUp || tr.Proof[0].Proof != "POD-77" || tr.Parcels[0].Tracking != wms.TrackDelivered {
		t.Errorf("tracking %+v", tr)
	}

	b := place()
	second := string(b.Shipments[0].ID)
	var bills []wms.ParcelView
	look := func() []wms.ParcelView {
		var tr wms.ShipmentTracking
		c.call("GET", "/v1/shipments/"+second+"/tracking", nil, &tr) // at first the warehouse does not know it
		bills = tr.Parcels
		return bills
	}
	c.workOn("overseas", "pick induct", func() bool { return len(look()) == 1 && bills[0].Status == wms.WaybillIssued })
	if code := c.call("POST", "/v1/shipments/"+second+"/carrier", map[string]any{"carrier": "post", "service": "economy", "reason": " "}, nil); code != 422 {
		t.Errorf("forced without a reason: %d", code)
	}
	c.must("POST", "/v1/shipments/"+second+"/carrier", map[string]any{"carrier": "post", "service": "economy", "reason": "as the customer asked"}, &ch)
	if look(); len(bills) != 2 || bills[1].Number != "RR473124829DE" || bills[1].Source != "range" || !ch.Late || ch.ForcedBy == "" {
		t.Errorf("forced %+v, waybills %+v", ch, bills)
	}
	c.must("POST", "/v1/orders/"+string(b.ID)+"/cancel", nil, nil)
	eventually(t, "both waybills void, and the twin told", func() bool {
		look()
		got := tw.Parcels()
		return bills[0].Status == wms.WaybillVoid && bills[1].Status == wms.WaybillVoid && len(got) == 2 && got[1].Cancelled && !got[0].Cancelled
	})
	leaked := ""
	records, err := p.Store.Records(0, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, r := range records {
		raw, _ := json.Marshal(r)
		if bytes.Contains(raw, []byte("Mustermann")) || bytes.Contains(raw, []byte("call Erika")) || bytes.Contains(raw, []byte(carrierSecret)) {
			leaked = r.Kind
		}
		for _, e := range r.Events {
			if e.Type == "shipment.tracking" {
				told++
			}
		}
	}
	if leaked != "" || told != 2 {
		t.Errorf("personal in %q, %d tracking events for hosts", leaked, told)
	}
	if err := p.Store.View(func(r store.Reader) error {
		left, err := shipping.Ranges(r, "overseas", "post")
		if err == nil && left[0].Left != 1 {
			t.Errorf("%d numbers left", left[0].Left)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
