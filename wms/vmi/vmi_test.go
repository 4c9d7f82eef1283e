package vmi

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

var all = Known{Warehouse: func(wms.WarehouseID) error { return nil }, Supplier: func(string) error { return nil }, Item: func(wms.SKU) error { return nil }}

func agreement(id, supplier string) wms.VMIAgreement {
	return wms.VMIAgreement{ID: id, Supplier: supplier, Warehouse: "w", Items: []wms.VMIBound{{SKU: "A"}, {SKU: "B", Max: 10}}, MinDays: 7, MaxDays: 28, LeadDays: 2, AheadDays: 30, AutoQty: 5}
}

// TestWhoMayAgreeOnWhat: one supplier to an item in a warehouse, bounds that
// make sense, and no change of the parties.
func TestWhoMayAgreeOnWhat(t *testing.T) {
	s, _ := storetest.Open(t)
	put := func(a wms.VMIAgreement) string {
		_, err := storetest.Try(s, store.Network, func(tx store.Tx) error { _, err := PutAgreement(tx, a, "ann", all); return err })
		if err == nil {
			return ""
		}
		return wms.CodeOf(err)
	}
	other := agreement("A2", "BOLT")
	other.Items = []wms.VMIBound{{SKU: "B"}, {SKU: "C"}}
	changed := agreement("A1", "BOLT")
	upside := agreement("A3", "ACME")
	upside.Items = []wms.VMIBound{{SKU: "Z", Min: 9, Max: 3}}
	huge := agreement("A3", "ACME")
	huge.Items = []wms.VMIBound{{SKU: "Z", Min: 1 << 62}}
	short := agreement("A3", "ACME")
	short.Items, short.MaxDays = []wms.VMIBound{{SKU: "Z"}}, 3
	for _, c := range []struct {
		a    wms.VMIAgreement
		code string
	}{{agreement("A1", "ACME"), ""}, {other, "item_agreed"}, {changed, "agreement_differs"}, {upside, "invalid_agreement"}, {huge, "invalid_agreement"}, {short, "invalid_agreement"}, {agreement("no spaces", "ACME"), "invalid_id"}} {
		if got := put(c.a); got != c.code {
			t.Errorf("%s with %s: %q, want %q", c.a.ID, c.a.Supplier, got, c.code)
		}
	}
	ended := agreement("A1", "ACME")
	ended.Ended = true
	if put(ended) != "" || put(other) != "" {
		t.Error("once an agreement has ended, its items are free")
	}
}

// TestProposals: whatever suppliers and planners try, nothing passes the most
// of an item, nothing is shipped that was not approved, nothing is received that
// was not shipped, and another supplier sees none of it.
func TestProposals(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s, clock := storetest.Open(t)
		storetest.Do(t, s, store.Network, func(tx store.Tx) error {
			_, err := PutAgreement(tx, agreement("A1", "ACME"), "ann", all)
			return err
		})
		const most = 10
		var ids []string
		coming := func(r store.Reader) (n int64) {
			_ = Underway(r, func(p wms.VMIProposal) error {
				for _, l := range p.Lines {
					if l.SKU == "B" {
						n += l.Qty
					}
				}
				return nil
			})
			return n
		}
		try := func(fn func(tx store.Tx) error) error { _, err := storetest.Try(s, store.Network, fn); return err }
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			id := "V00000001"
			if len(ids) > 0 {
				id = rapid.SampledFrom(ids).Draw(rt, "id")
			}
			var was wms.VMIProposal
			_ = s.View(func(r store.Reader) (err error) { was, err = Get(r, id, ""); return err })
			supplier := rapid.SampledFrom([]string{"ACME", "ACME", "ACME", "BOLT"}).Draw(rt, "supplier")
			switch rapid.IntRange(0, 5).Draw(rt, "what") {
			case 0, 1:
				n := wms.NewVMIProposal{Agreement: "A1", ArrivesAt: clock.Now().AddDate(0, 0, rapid.IntRange(0, 40).Draw(rt, "days")),
					Lines: []wms.VMILine{{SKU: rapid.SampledFrom([]wms.SKU{"B", "B", "C"}).Draw(rt, "sku"), Qty: rapid.Int64Range(-1, 12).Draw(rt, "qty")}}}
				var made wms.VMIProposal
				err := try(func(tx store.Tx) (err error) {
					made, err = Propose(tx, supplier, n, "token-1", func(wms.VMIAgreement, wms.SKU) (int64, error) { return most - coming(tx), nil })
					return err
				})
				days := int(n.ArrivesAt.Sub(clock.Now()).Hours() / 24)
				if right := supplier == "ACME" && n.Lines[0].SKU == "B" && n.Lines[0].Qty > 0 && days >= 2 && days <= 30; !right && err == nil {
					rt.Fatalf("%s proposed %+v", supplier, n)
				}
				if err == nil {
					ids = append(ids, made.ID)
					before := int64(0)
					_ = s.View(func(r store.Reader) error {
						return Underway(r, func(p wms.VMIProposal) error {
							if p.Status == wms.VMIApproved && p.ID != made.ID {
								before += p.Lines[0].Qty
							}
							return nil
						})
					})
					if auto := made.Status == wms.VMIApproved; auto != (before+made.Lines[0].Qty <= 5) {
						rt.Fatalf("%d units are %s, %d were approved", made.Lines[0].Qty, made.Status, before)
					}
				}
			case 2:
				err := try(func(tx store.Tx) error {
					_, err := Decide(tx, wms.VMIVerdict{IDs: []string{id}}, "ann", true)
					return err
				})
				if (err == nil) != (was.Status == wms.VMIProposed) {
					rt.Fatalf("approve %s: %v", was.Status, err)
				}
			case 3:
				qty := rapid.Int64Range(0, 12).Draw(rt, "shipped")
				ship := wms.VMIShipment{Lines: []wms.ReceiptLine{{SKU: "B", Qty: qty}}}
				err := try(func(tx store.Tx) error { _, err := Ship(tx, supplier, id, ship); return err })
				if may := was.Status == wms.VMIApproved && supplier == "ACME" && qty > 0 && qty <= was.Lines[0].Qty; (err == nil) != may {
					rt.Fatalf("%s ships %d of %+v: %v", supplier, qty, was, err)
				}
			case 4:
				err := try(func(tx store.Tx) error { _, err := Withdraw(tx, supplier, id); return err })
				if may := supplier == "ACME" && (was.Status == wms.VMIProposed || was.Status == wms.VMIApproved); (err == nil) != may {
					rt.Fatalf("%s withdraws %s: %v", supplier, was.Status, err)
				}
			case 5:
				if err := try(func(tx store.Tx) error { return Received(tx, id, map[wms.SKU]int64{"B": 1}) }); was.ID != "" && err != nil {
					rt.Fatal(err)
				}
			}
			err := s.View(func(r store.Reader) error {
				if n := coming(r); n > most {
					rt.Fatalf("%d are coming, at most %d may", n, most)
				}
				due, err := Due(r)
				for _, p := range due {
					if p.ShippedAt == nil || p.Receipt == "" {
						rt.Fatalf("a receipt is due of %+v", p)
					}
				}
				return err
			})
			if err != nil {
				rt.Fatal(err)
			}
		}
	})
}
