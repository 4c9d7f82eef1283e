package carriers

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

func aService() wms.CarrierService {
	return wms.CarrierService{Carrier: "post", Service: "parcel", Currency: "EUR", VolumetricDivisor: 5000, SurchargePermille: 125, Zones: []wms.RateZone{
		{ID: "home", Countries: []string{"Germany"}, Days: 1, Surcharge: 10, Breaks: []wms.WeightBreak{{AboveG: 0, UpToG: 1000, Price: 450}, {AboveG: 1000, UpToG: 5000, Price: 620}}},
		{ID: "rest", Countries: []string{"*"}, Days: 5, Breaks: []wms.WeightBreak{{AboveG: 0, UpToG: 5000, Price: 1500}}}}}
}

func TestFaultyRatesHaveNames(t *testing.T) {
	if err := checkService(aService()); err != nil {
		t.Fatal(err)
	}
	for code, spoil := range map[string]func(s *wms.CarrierService){
		"rate_hole":        func(s *wms.CarrierService) { s.Zones[0].Breaks[1].AboveG = 1001 },
		"rate_overlap":     func(s *wms.CarrierService) { s.Zones[0].Breaks[1].AboveG = 999 },
		"invalid_break":    func(s *wms.CarrierService) { s.Zones[0].Breaks[0].UpToG = 0 },
		"invalid_breaks":   func(s *wms.CarrierService) { s.Zones[1].Breaks = nil },
		"zone_overlap":     func(s *wms.CarrierService) { s.Zones[1].Countries = []string{"Germany"} },
		"empty_zone":       func(s *wms.CarrierService) { s.Zones[1].Countries = nil },
		"invalid_zone":     func(s *wms.CarrierService) { s.Zones[1].ID = "home" },
		"invalid_zones":    func(s *wms.CarrierService) { s.Zones = nil },
		"invalid_currency": func(s *wms.CarrierService) { s.Currency = "euro" },
		"invalid_country":  func(s *wms.CarrierService) { s.Zones[0].Countries = []string{""} },
		"out_of_range":     func(s *wms.CarrierService) { s.Zones[0].Breaks[0].Price = -1 },
		"invalid_id":       func(s *wms.CarrierService) { s.Service = "a b" },
	} {
		s := aService()
		spoil(&s)
		if err := checkService(s); wms.CodeOf(err) != code {
			t.Errorf("%v, want %s", err, code)
		}
	}
}

// A first break above nothing is a hole too.
func TestRatesBeginAtNothing(t *testing.T) {
	s := aService()
	s.Zones[1].Breaks[0].AboveG = 1
	if err := checkService(s); wms.CodeOf(err) != "rate_hole" {
		t.Error(err)
	}
}

func TestPrices(t *testing.T) {
	for _, c := range []struct {
		country            string
		weight, volume     int64
		price, chargeableG int64
		verdict, arrives   string
	}{
		{"Germany", 1000, 0, 518, 1000, "", "2026-01-06"},        // (450+10)·1.125 = 517.5, up
		{"Germany", 1001, 0, 709, 1001, "", "2026-01-06"},        // 630·1.125 = 708.75
		{"Germany", 10, 10_000_000, 709, 2000, "", "2026-01-06"}, // 10 dm³ are 2 kg at 5000 cm³/kg
		{"Germany", 10, 5_000_001, 709, 1001, "", "2026-01-06"},  // begun grams count
		{"France", 0, 0, 1688, 1, "", "2026-01-10"},              // 1687.5
		{"France", 5001, 0, 0, 5001, "too_heavy", ""},
	} {
		got := rate(aService(), Parcel{Country: c.country, WeightG: c.weight, VolumeMM3: c.volume, Day: "2026-01-05"})
		if got.Price != c.price || got.ChargeableG != c.chargeableG || got.Verdict != c.verdict || got.Arrives != c.arrives {
			t.Errorf("%+v: %+v", c, got)
		}
	}
}

// What is chosen is on time if anything is, and nothing on time is cheaper.
func TestChoiceIsCheapestOnTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []wms.CarrierService
		for i := range rapid.IntRange(0, 8).Draw(t, "services") {
			s := aService()
			s.Service, s.Inactive = string(rune('a'+i)), rapid.IntRange(0, 5).Draw(t, "inactive") == 0
			s.Zones[1].Days = rapid.Int64Range(0, 6).Draw(t, "days")
			s.Zones[1].Breaks[0].Price = rapid.Int64Range(1, 9).Draw(t, "price")
			s.SurchargePermille = 0
			all = append(all, s)
		}
		p := Parcel{Country: "France", WeightG: rapid.Int64Range(1, 6000).Draw(t, "weight"), Day: "2026-01-05", Due: rapid.SampledFrom([]string{"", "2026-01-07", "2026-01-04"}).Draw(t, "due")}
		ch := Choose(all, p)
		if len(ch.Considered) != len(all) {
			t.Fatalf("%d considered of %d", len(ch.Considered), len(all))
		}
		could, punctual, cheapest := false, false, int64(1<<60)
		for _, s := range all {
			c := rate(s, p)
			if c.Verdict != "" {
				continue
			}
			could = true
			if onTime(c, p) {
				punctual, cheapest = true, min(cheapest, c.Price)
			}
		}
		switch {
		case could != (ch.Carrier != ""):
			t.Fatalf("chosen %+v", ch)
		case punctual && (ch.Late || ch.Price != cheapest):
			t.Fatalf("%+v, %d is the cheapest on time", ch, cheapest)
		case could && !punctual && !ch.Late:
			t.Fatalf("late, and not said: %+v", ch)
		}
		for _, c := range ch.Considered {
			if c.Verdict == "" {
				t.Fatalf("no verdict: %+v", c)
			}
		}
	})
}

func TestNumbersOfKnownForms(t *testing.T) {
	if got := numberOf(wms.NumberRange{Prefix: "RR", Suffix: "DE", Width: 8, Check: checkS10}, 47312482); got != "RR473124829DE" {
		t.Error(got)
	}
	if got := numberOf(wms.NumberRange{Prefix: "0952110", Width: 10, Check: checkGS1}, 1); got != wms.WithCheckDigit("09521100000000001") {
		t.Error(got)
	}
}

const here = store.Partition("w1")

func carton(n int) Carton {
	return Carton{Unit: wms.HandlingUnitID("C" + string(rune('A'+n))), Shipment: "S", Order: "O", Carrier: "post", Country: "Germany", WeightG: 500}
}

func bill(t *testing.T, s store.Store, unit wms.HandlingUnitID) (w wms.Waybill) {
	t.Helper()
	if err := s.View(func(r store.Reader) (err error) { w, _, err = OfUnit(r, here, unit); return err }); err != nil {
		t.Fatal(err)
	}
	return w
}

// Numbers of a range are used once each, run out with an event and a list for
// alarms, are refused when there are none, and a new range serves who waits.
func TestRangeIsUsedOnceAndRunsOut(t *testing.T) {
	s, _ := storetest.Open(t)
	put := func(n wms.NumberRange, parts ...store.Partition) error {
		_, err := storetest.Try(s, here, func(tx store.Tx) error { _, err := PutRange(tx, n, append(parts, here)); return err })
		return err
	}
	r := wms.NumberRange{ID: "r1", Carrier: "post", Prefix: "AB", From: 5, To: 7, Width: 4, WarnBelow: 1}
	if err := put(r); err != nil {
		t.Fatal(err)
	}
	begin := func(n int) error {
		_, err := storetest.Try(s, here, func(tx store.Tx) error { _, _, err := Begin(tx, carton(n)); return err })
		return err
	}
	var got []string
	for n := range 4 {
		for range 2 { // the second time changes nothing
			if err := begin(n); err != nil {
				t.Fatal(err)
			}
		}
		got = append(got, bill(t, s, carton(n).Unit).Number)
	}
	if !slices.Equal(got, []string{"AB0005", "AB0006", "AB0007", ""}) {
		t.Errorf("numbers %v", got)
	}
	w := bill(t, s, carton(3).Unit)
	if w.Status != wms.WaybillWaiting || w.Error != noNumbers {
		t.Errorf("%+v", w)
	}
	if err := s.View(func(r store.Reader) error {
		low, err := LowRanges(r, here)
		if len(low) != 1 || low[0] != (Low{"post", 0}) {
			t.Errorf("low %+v", low)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := storetest.Try(s, here, func(tx store.Tx) error { _, err := take(tx, "post"); return err }); wms.CodeOf(err) != "no_tracking_numbers" {
		t.Error(err)
	}
	for code, n := range map[string]wms.NumberRange{
		"range_in_use":   {ID: "r1", Carrier: "post", Prefix: "AB", From: 5, To: 6, Width: 4},
		"range_overlap":  {ID: "r2", Carrier: "post", Prefix: "AB", From: 7, To: 70, Width: 4},
		"invalid_range":  {ID: "r2", Carrier: "post", From: 7, To: 70000, Width: 4},
		"invalid_check":  {ID: "r2", Carrier: "post", From: 7, To: 70, Width: 4, Check: "s10"},
		"invalid_number": {ID: "r2", Carrier: "post", Prefix: "ab", From: 7, To: 70, Width: 4},
	} {
		if err := put(n); wms.CodeOf(err) != code {
			t.Errorf("%v, want %s", err, code)
		}
	}
	r.To = 20
	if err := put(r); err != nil {
		t.Fatal(err)
	}
	storetest.Do(t, s, here, func(tx store.Tx) error { _, err := Retry(tx, w.ID); return err })
	if w = bill(t, s, carton(3).Unit); w.Number != "AB0008" || w.Status != wms.WaybillIssued {
		t.Errorf("%+v", w)
	}
	// A number typed by hand is never given again.
	storetest.Do(t, s, here, func(tx store.Tx) error { return numbers.Put(tx, w.ID, "post", "AB0009") })
	if err := begin(4); err != nil {
		t.Fatal(err)
	}
	if w := bill(t, s, carton(4).Unit); w.Number != "AB0010" {
		t.Errorf("%+v", w)
	}
}

func TestNoRatesNoRangeNoWaybill(t *testing.T) {
	s, _ := storetest.Open(t)
	storetest.Do(t, s, here, func(tx store.Tx) error {
		carrier, service, err := Begin(tx, carton(0))
		if carrier != "post" || service != "" {
			t.Errorf("%q %q", carrier, service)
		}
		return err
	})
	if w := bill(t, s, carton(0).Unit); w.ID != "" {
		t.Errorf("%+v", w)
	}
}
