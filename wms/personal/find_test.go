package personal

import (
	"fmt"
	"slices"
	"testing"

	"github.com/aisle-wms/aisle/wms"
)

func TestFind(t *testing.T) {
	x := newSite(t)
	people := map[wms.OrderID]wms.ShipTo{
		"a1": {Name: "Zoë  Müller", Phone: "+49 (30) 1234-5678", Postcode: "10 115", Email: "Zoe@Example.org"},
		"a2": {Name: "ZOE\u0308 MU\u0308LLER", Phone: "030 12345678", Postcode: "10115"}, // accents apart
		"a3": {Name: "王小明", Phone: "+86 138 0013 8000"},
		"a4": {Name: "Zoë Müllers", Phone: "+49 30 12345679"},
		"a5": {Address: "nowhere"},
	}
	for id, to := range people {
		x.keep(id, to)
	}
	for i := range findBatch + 3 { // more than a part of the search
		x.keep(wms.OrderID(fmt.Sprintf("b%04d", i)), wms.ShipTo{Name: "Somebody Else"})
	}
	x.keep("z9", wms.ShipTo{Name: "王小明"})
	for _, c := range []struct {
		ask  wms.Customer
		want []wms.OrderID
	}{
		{wms.Customer{Name: "zoë müller"}, []wms.OrderID{"a1", "a2"}},
		{wms.Customer{Name: " 王小明 "}, []wms.OrderID{"a3", "z9"}},
		{wms.Customer{Phone: "0049 30 12345678"}, []wms.OrderID{"a1", "a2"}},
		{wms.Customer{Phone: "13800138000"}, []wms.OrderID{"a3"}},
		{wms.Customer{Phone: "8000"}, nil},
		{wms.Customer{Name: "Zoë Müller", Postcode: "10115", Email: "ZOE@example.ORG"}, []wms.OrderID{"a1"}},
		{wms.Customer{Name: "Zoë Müller", Postcode: "20115"}, nil},
		{wms.Customer{Name: "Müller"}, nil},
	} {
		got, _, err := x.v.Find(c.ask, t.Context().Err)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v %v, want %v", c.ask, got, err, c.want)
		}
	}
	for _, c := range []wms.Customer{{}, {Name: " "}, {Phone: "none"}} {
		if _, _, err := x.v.Find(c, t.Context().Err); wms.CodeOf(err) != "invalid_customer" {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestMasked(t *testing.T) {
	in := wms.ShipTo{Name: "Anna Schmidt", Address: "1 Way", Postcode: "SW1A 1AA", Phone: "+44 20 7946 0123", Email: "a@b.org", Country: "GB", Lat: new(float64)}
	want := wms.ShipTo{Name: "A*** S***", Address: "***", Postcode: "SW1A***", Phone: "+44 *** 123", Email: "***", Country: "GB"}
	if got := Masked(in); got != want {
		t.Errorf("%+v", got)
	}
	for in, want := range map[string]string{"王小明": "王***", "X": "***", "": ""} {
		if got := Masked(wms.ShipTo{Name: in}).Name; got != want {
			t.Errorf("name %q: %q", in, got)
		}
	}
	for in, want := range map[string]string{"020 7946 0123": "*** 123", "12345": "***", "": "", "+442079460123": "*** 123"} {
		if got := Masked(wms.ShipTo{Phone: in}).Phone; got != want {
			t.Errorf("phone %q: %q", in, got)
		}
	}
}
