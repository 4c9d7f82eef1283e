package opening

import (
	"path/filepath"
	"reflect"
	"sync"
	"testing"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/simulator/demand"
	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
)

// morning is the opening of the demo, computed once for all tests.
var morning = sync.OnceValues(func() (m struct {
	n *config.Network
	s *demand.Source
	r []Receipt
}, err error) {
	if m.n, err = config.Demo(); err != nil {
		return m, err
	}
	if m.s, err = demand.NewSource(7); err != nil {
		return m, err
	}
	m.r, err = Receipts(m.n, m.s)
	return m, err
})

func demo(t *testing.T) (*config.Network, *demand.Source, []Receipt) {
	t.Helper()
	m, err := morning()
	if err != nil {
		t.Fatal(err)
	}
	return m.n, m.s, m.r
}

func TestRackServesItsShareOfLines(t *testing.T) {
	n, s, receipts := demo(t)
	w, _ := n.Warehouse("central")
	rack, shelf, pallets := map[wms.SKU]map[string]int{}, map[wms.SKU]bool{}, 0
	for _, r := range receipts {
		for _, l := range r.Lines {
			if r.Warehouse != "central" {
				continue
			}
			loc, ok := w.Location(string(l.PutAwayTo))
			if !ok {
				t.Fatalf("no location %s", l.PutAwayTo)
			}
			if loc.Kind == "shelf" {
				shelf[l.SKU] = true
				continue
			}
			pallets++
			if rack[l.SKU] == nil {
				rack[l.SKU] = map[string]int{}
			}
			rack[l.SKU][loc.Device]++
		}
	}
	only := map[wms.SKU]bool{}
	for sku, devices := range rack {
		if !shelf[sku] {
			only[sku] = true
			if len(devices) != 2 || devices["crane-1"] < 2 || devices["crane-2"] < 2 {
				t.Errorf("%s has pallets at %v: want several at both cranes", sku, devices)
			}
		}
	}
	cells := len(w.LocationsOf("rack_cell"))
	t.Logf("%d items only in the rack, %d in rack and shelf, %d pallets in %d cells", len(only), len(rack)-len(only), pallets, cells)
	if len(only) < 45 || len(only) > 60 || pallets > cells*85/100 {
		t.Errorf("%d rack items, %d pallets in %d cells", len(only), pallets, cells)
	}
	for _, first := range []int{300, 2000} {
		lines, fromRack, bulk := 0, 0, 0
		for i := range first {
			for _, l := range s.Order(i).Lines {
				lines++
				switch {
				case only[l.SKU]:
					fromRack++
				case l.Qty >= w.Flow.BulkFromUnits:
					bulk++
				}
			}
		}
		share := float64(fromRack) / float64(lines)
		t.Logf("first %d orders: %.1f %% of %d lines are rack items, %.1f %% bulk", first, 100*share, lines, 100*float64(bulk)/float64(lines))
		if share < 0.12 || share > 0.16 {
			t.Errorf("first %d orders: rack share %.3f", first, share)
		}
	}
}

func TestCentralAloneServesTheFirst3000Orders(t *testing.T) {
	n, s, receipts := demo(t)
	w, _ := n.Warehouse("central")
	loose, pallet := map[wms.SKU]int64{}, map[wms.SKU]int64{}
	items := map[wms.WarehouseID]map[wms.SKU]bool{}
	for _, r := range receipts {
		if items[r.Warehouse] == nil {
			items[r.Warehouse] = map[wms.SKU]bool{}
		}
		for _, l := range r.Lines {
			items[r.Warehouse][l.SKU] = true
			if r.Warehouse != "central" {
				continue
			}
			if l.Unit == "" {
				loose[l.SKU] += l.Qty
			} else {
				pallet[l.SKU] += l.Qty
			}
		}
	}
	for i := range 3000 {
		for _, l := range s.Order(i).Lines {
			from := loose
			if l.Qty >= w.Flow.BulkFromUnits || loose[l.SKU] == 0 {
				from = pallet
			}
			if from[l.SKU] -= l.Qty; from[l.SKU] < 0 {
				t.Fatalf("order %s: too little of %s", s.Order(i).Invoice, l.SKU)
			}
		}
	}
	if got := len(items["front"]); got > 900 || got < 800 {
		t.Errorf("front keeps %d items", got)
	}
	if got := len(items["overseas"]); got < 1000 {
		t.Errorf("overseas keeps %d items", got)
	}
	if got := len(items["central"]); got != len(s.Items()) {
		t.Errorf("central keeps %d of %d items", got, len(s.Items()))
	}
}

func TestReceiptsAreTheSameEachTime(t *testing.T) {
	n, s, a := demo(t)
	b, err := Receipts(n, s)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(a, b) {
		t.Error("two calls give two plans")
	}
	units := map[wms.HandlingUnitID]bool{}
	for _, r := range a {
		if len(r.Lines) > linesPerReceipt {
			t.Errorf("receipt %s has %d lines", r.ID, len(r.Lines))
		}
		for _, l := range r.Lines {
			if l.Unit == "" {
				continue
			}
			id := string(l.Unit)
			if len(id) != 18 || wms.CheckDigit(id[:17]) != id[17:] || units[l.Unit] {
				t.Errorf("SSCC %q", id)
			}
			units[l.Unit] = true
		}
	}
}

func TestWorldIsStockedOnce(t *testing.T) {
	n, _, receipts := demo(t)
	file := filepath.Join(t.TempDir(), "world.db")
	sum := func() (total int64, totes int) {
		w, err := world.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = w.Close() }()
		if err := LoadWorld(w, n, receipts); err != nil {
			t.Fatal(err)
		}
		err = w.Update(func(tx *world.Tx) error {
			for _, id := range tx.Places() {
				p, _ := tx.Place(id)
				for _, q := range p.Units {
					total += q
				}
			}
			for _, id := range tx.HandlingUnits() {
				u, _ := tx.HandlingUnit(id)
				for _, q := range u.Units {
					total += q
				}
				if u.Kind == "tote" {
					totes++
				}
			}
			return tx.AddLoose("central/STAGE-1", "stray", 1) // somebody worked here
		})
		if err != nil {
			t.Fatal(err)
		}
		return total, totes
	}
	var want int64
	for _, r := range receipts {
		for _, l := range r.Lines {
			want += l.Qty
		}
	}
	if got, totes := sum(); got != want || totes != len(Totes(n)) {
		t.Errorf("%d units, want %d; %d totes", got, want, totes)
	}
	if got, _ := sum(); got != want+1 {
		t.Errorf("%d units after a restart, want %d: the world was stocked again", got, want+1)
	}
}
