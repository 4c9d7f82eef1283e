package demand

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/aisle-wms/aisle/wms"
)

func source(t *testing.T) *Source {
	t.Helper()
	s, err := NewSource(7)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEveryLineOfTheDataIsThere(t *testing.T) {
	s := source(t)
	if s.Len() != 8470 {
		t.Errorf("%d invoices, want 8470", s.Len())
	}
	var lines, units, all int64
	for n := range s.Len() {
		o := s.Order(n)
		if n > 0 && o.Placed.Before(s.Order(n-1).Placed) {
			t.Fatalf("order %s was placed before the one before it", o.Invoice)
		}
		all += int64(len(o.Lines))
		for _, l := range o.Lines {
			if _, ok := s.Item(l.SKU); !ok {
				t.Fatalf("no item %s", l.SKU)
			}
			if n < 300 {
				lines++
				units += l.Qty
			}
		}
	}
	if lines != 7551 || units != 94529 || all != 209256 {
		t.Errorf("the first 300 orders have %d lines and %d units, all have %d lines; want 7551, 94529, 209256", lines, units, all)
	}
}

func TestDerivedDataIsTheSameEachTime(t *testing.T) {
	a, b := source(t), source(t)
	if d := cmp.Diff(a.Items(), itemMasters(b.orders)); d != "" {
		t.Error(d)
	}
	towns := map[string]string{}
	moved := 0
	other, err := NewSource(8)
	if err != nil {
		t.Fatal(err)
	}
	for n := range a.Len() {
		o := a.Order(n)
		if again := b.Order(n); again.Invoice != o.Invoice || again.Town != o.Town {
			t.Fatalf("order %d is %s to %s, and then %s to %s", n, o.Invoice, o.Town, again.Invoice, again.Town)
		}
		if o.Country != homeCountry {
			continue
		}
		if was, ok := towns[o.Customer]; ok && was != o.Town {
			t.Fatalf("customer %s lives in %s and %s", o.Customer, was, o.Town)
		}
		towns[o.Customer] = o.Town
		if other.Order(n).Town != o.Town {
			moved++
		}
	}
	london := 0
	for _, town := range towns {
		if town == "London" {
			london++
		}
	}
	// London has 15 % of the people in the list.
	if share := float64(london) / float64(len(towns)); share < 0.11 || share > 0.19 {
		t.Errorf("%.0f %% of %d customers live in London", 100*share, len(towns))
	}
	if moved == 0 {
		t.Error("another seed placed everybody in the same town")
	}
}

func TestItemsFitTotesAndCarryValidBarcodes(t *testing.T) {
	s := source(t)
	codes := map[string]bool{}
	classes := map[string]int{}
	for _, i := range s.Items() {
		if v := i.VolumeMM3(); v < 80_000 || v > 650_000 || i.WeightG < 5 || i.WeightG > 400 {
			t.Errorf("%s: %d mm3, %d g", i.SKU, v, i.WeightG)
		}
		if i.LengthMM > 400 {
			t.Errorf("%s is %d mm long: no tote takes it", i.SKU, i.LengthMM)
		}
		if i.CaseQty < 12 || i.PalletQty%i.CaseQty != 0 || i.PalletQty < 24*i.CaseQty || i.PalletQty > 40*i.CaseQty {
			t.Errorf("%s: case of %d, pallet of %d", i.SKU, i.CaseQty, i.PalletQty)
		}
		if len(i.GTIN) != 13 || i.GTIN[:2] != "20" || wms.CheckDigit(i.GTIN[:12]) != i.GTIN[12:] || codes[i.GTIN] {
			t.Errorf("%s: GTIN %q", i.SKU, i.GTIN)
		}
		codes[i.GTIN] = true
		classes[i.Class]++
	}
	if classes["A"] == 0 || classes["A"] > classes["C"] || classes["B"] == 0 {
		t.Errorf("velocity classes %v", classes)
	}
}

func TestBadLinesAreNamed(t *testing.T) {
	for line, want := range map[string]string{
		"1\tA\t2": "3 fields", "1\tA\t0\t2009-12-01 07:45:00\t1\t2\tX": "qty", "1\tA\t1\tnoon\t1\t2\tX": "datetime",
		"1\tA\t1\t2009-12-01 07:45:00\tfree\t2\tX": "price",
	} {
		if _, _, err := parseLine(line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", line, err, want)
		}
	}
}
