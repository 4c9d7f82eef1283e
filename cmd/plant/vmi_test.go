package plant

import (
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/supply"
)

// TestSupplierKeepsItsItemsInStock: an agreement, the supplier's own view by
// its token, a proposal by hand and one by itself, the shipment with lots, its
// receipt, what came of it; and what a supplier may not see or do.
func TestSupplierKeepsItsItemsInStock(t *testing.T) {
	p, c := startWith(t, t.TempDir(), asleep)
	for _, id := range []string{"ACME", "BOLT"} {
		c.must("PUT", "/v1/suppliers/"+id, obj{"name": id}, nil)
	}
	c.stockUp("central", "VM-A", 20)
	for _, sku := range []string{"VM-A", "VM-B", "VM-C"} {
		c.must("PUT", "/v1/items/"+sku, obj{"description": "cup " + sku, "weight_g": 100}, nil)
	}
	week := supply.Week(p.Clock.Now())
	past := map[supply.Asked][]int64{}
	for ago := int64(1); ago <= 20; ago++ {
		past[supply.Asked{Warehouse: "central", SKU: "VM-A", Week: week - ago}] = []int64{7}
	}
	if _, err := p.do(t.Context(), store.Network, "test.past", func(tx store.Tx) error {
		seen, err := supply.Seen(tx)
		if err != nil {
			return err
		}
		return supply.Count(tx, seen, seen, past)
	}); err != nil {
		t.Fatal(err)
	}
	agree := func(id, supplier string, skus ...obj) obj {
		return obj{"supplier": supplier, "warehouse": "central", "items": skus, "min_days": 14, "max_days": 56, "lead_days": 1, "ahead_days": 30, "auto_qty": 10}
	}
	c.must("PUT", "/v1/vmi/agreements/A1", agree("A1", "ACME", obj{"sku": "VM-A"}, obj{"sku": "VM-B", "min": 5, "max": 40}), nil)
	c.must("PUT", "/v1/vmi/agreements/B1", agree("B1", "BOLT", obj{"sku": "VM-C", "max": 9}), nil)
	c.refused("item_agreed", "PUT", "/v1/vmi/agreements/B2", agree("B2", "BOLT", obj{"sku": "VM-B"}))
	c.refused("unknown_supplier", "PUT", "/v1/vmi/agreements/B2", agree("B2", "NOBODY", obj{"sku": "VM-C"}))

	token := func(supplier string) *client {
		var made struct{ Secret string }
		c.nokey("POST", "/v1/tokens", obj{"name": supplier, "roles": []string{"supplier"}, "supplier": supplier}, &made)
		return &client{t: t, url: c.url, token: made.Secret, n: 1_000_000 * int(supplier[0])}
	}
	acme, bolt := token("ACME"), token("BOLT")
	for _, path := range []string{"/v1/stock", "/v1/items", "/v1/orders", "/v1/proposals", "/v1/suppliers", "/v1/receipts", "/v1/warehouses", "/v1/board"} {
		acme.refused("forbidden", "GET", path, nil)
	}
	acme.refused("forbidden", "PUT", "/v1/vmi/agreements/A1", agree("A1", "ACME", obj{"sku": "VM-A"}))
	var own struct{ Data []wms.VMIAgreement }
	if acme.must("GET", "/v1/vmi/agreements?supplier=BOLT", nil, &own); len(own.Data) != 1 || own.Data[0].ID != "A1" {
		t.Errorf("agreements of ACME: %+v", own.Data)
	}
	acme.refused("unknown_agreement", "GET", "/v1/vmi/agreements/B1/items", nil)
	look := func(sku wms.SKU) (out wms.VMIItem) {
		t.Helper()
		var list struct{ Data []wms.VMIItem }
		acme.must("GET", "/v1/vmi/agreements/A1/items", nil, &list)
		for _, x := range list.Data {
			if x.SKU == sku {
				out = x
			}
		}
		return out
	}
	a, b := look("VM-A"), look("VM-B")
	if a.Free != 20 || a.Min < 10 || a.Max < 40 || a.Wanted != a.Max-20 || a.CoverDays == nil || len(a.Mean) != 8 || a.Description != "cup VM-A" {
		t.Errorf("VM-A: %+v", a)
	}
	if b.Min != 5 || b.Max != 40 || b.Wanted != 40 || b.CoverDays != nil {
		t.Errorf("VM-B: %+v", b)
	}

	soon := p.Clock.Now().AddDate(0, 0, 3).Format(time.RFC3339)
	propose := func(sku string, qty int64) obj {
		return obj{"agreement": "A1", "arrives_at": soon, "lines": []obj{{"sku": sku, "qty": qty}}}
	}
	acme.refused("above_most", "POST", "/v1/vmi/proposals", propose("VM-B", 41))
	acme.refused("item_not_agreed", "POST", "/v1/vmi/proposals", propose("VM-C", 1))
	acme.refused("invalid_day", "POST", "/v1/vmi/proposals", obj{"agreement": "A1", "arrives_at": p.Clock.Now().AddDate(0, 3, 0).Format(time.RFC3339), "lines": []obj{{"sku": "VM-B", "qty": 1}}})
	bolt.refused("unknown_agreement", "POST", "/v1/vmi/proposals", propose("VM-B", 1))
	var big, small wms.VMIProposal
	acme.must("POST", "/v1/vmi/proposals", propose("VM-B", 30), &big)
	acme.must("POST", "/v1/vmi/proposals", propose("VM-B", 10), &small)
	acme.refused("above_most", "POST", "/v1/vmi/proposals", propose("VM-B", 1))
	if big.Status != wms.VMIProposed || small.Status != wms.VMIApproved {
		t.Errorf("30 units are %s, 10 are %s: 10 are approved by themselves", big.Status, small.Status)
	}
	acme.refused("forbidden", "POST", "/v1/vmi/proposals/approve", obj{"ids": []string{big.ID}})
	acme.refused("proposal_state", "POST", "/v1/vmi/proposals/"+big.ID+"/ship", obj{})
	bolt.refused("unknown_proposal", "POST", "/v1/vmi/proposals/"+big.ID+"/withdraw", nil)
	c.must("POST", "/v1/vmi/proposals/approve", obj{"ids": []string{big.ID}, "note": "fine"}, nil)
	if b = look("VM-B"); b.OnOrder != 40 || b.Wanted != 0 {
		t.Errorf("with 40 approved: %+v", b)
	}

	acme.refused("invalid_qty", "POST", "/v1/vmi/proposals/"+big.ID+"/ship", obj{"lines": []obj{{"sku": "VM-B", "qty": 31}}})
	acme.must("POST", "/v1/vmi/proposals/"+big.ID+"/ship", obj{"lines": []obj{{"sku": "VM-B", "qty": 20, "lot": "L1"}, {"sku": "VM-B", "qty": 8, "lot": "L2"}}, "reference": "DN-7"}, &big)
	acme.refused("proposal_state", "POST", "/v1/vmi/proposals/"+big.ID+"/ship", obj{})
	var rec wms.Receipt
	eventually(t, "the shipment is announced", func() bool { return c.call("GET", "/v1/receipts/"+string(big.Receipt), nil, &rec) == 200 })
	if rec.Supplier != "ACME" || rec.Warehouse != "central" || len(rec.Lines) != 2 || rec.Lines[0].Lot != "L1" || rec.Status != wms.ReceiptExpected {
		t.Errorf("receipt %+v", rec)
	}
	eventually(t, "the shipment counts once", func() bool { return look("VM-B").OnOrder == 38 })
	c.must("POST", "/v1/receipts/"+string(rec.ID)+"/lines", obj{"sku": "VM-B", "qty": 20, "lot": "L1"}, nil)
	c.must("POST", "/v1/receipts/"+string(rec.ID)+"/close", nil, nil)
	var list struct{ Data []wms.VMIProposal }
	eventually(t, "what came is told", func() bool {
		acme.must("GET", "/v1/vmi/proposals?status=received", nil, &list)
		return len(list.Data) == 1
	})
	if l := list.Data[0].Lines[0]; l.Qty != 30 || l.Received != 20 {
		t.Errorf("received: %+v", l)
	}
	// What ends shows nothing any more and can't be approved.
	c.must("PUT", "/v1/vmi/agreements/B1", agree("B1", "BOLT", obj{"sku": "VM-C", "max": 90}), nil)
	var late wms.VMIProposal
	bolt.must("POST", "/v1/vmi/proposals", obj{"agreement": "B1", "arrives_at": soon, "lines": []obj{{"sku": "VM-C", "qty": 50}}}, &late)
	ended := agree("B1", "BOLT", obj{"sku": "VM-C"})
	ended["ended"] = true
	c.must("PUT", "/v1/vmi/agreements/B1", ended, nil)
	c.refused("agreement_ended", "POST", "/v1/vmi/proposals/approve", obj{"ids": []string{late.ID}})
	var none struct{ Data []wms.VMIItem }
	if bolt.must("GET", "/v1/vmi/agreements/B1/items", nil, &none); len(none.Data) != 0 {
		t.Errorf("of an ended agreement: %+v", none.Data)
	}
	c.must("POST", "/v1/vmi/proposals/reject", obj{"ids": []string{late.ID}}, nil)
	acme.must("GET", "/v1/vmi/proposals?status=rejected", nil, &list)
	if len(list.Data) != 0 {
		t.Errorf("ACME sees %+v", list.Data)
	}
}
