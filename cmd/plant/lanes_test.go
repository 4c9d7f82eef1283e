package plant

import (
	"errors"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/wms"
)

// TestOffersRefuse: a destination that can't be served is named, with a code
// of its own.
func TestOffersRefuse(t *testing.T) {
	net, err := config.Demo()
	if err != nil {
		t.Fatal(err)
	}
	l := lanes{net}
	at := func(v float64) *float64 { return &v }
	for _, c := range []struct {
		country, service string
		lat, lon         *float64
		code             string
	}{
		{"GB", "", at(51.5), at(-0.1), ""},
		{"Unspecified", "", nil, nil, ""},
		{"Narnia", "", nil, nil, "unknown_country"},
		{"", "", nil, nil, "unknown_country"},
		{"GB", "", at(51.5), nil, "invalid_position"},
		{"GB", "", nil, at(1), "invalid_position"},
		{"GB", "", at(91), at(1), "invalid_position"},
		{"GB", "same-day", at(55.95), at(-3.19), "tariff_hole"}, // Edinburgh
		{"GB", "by owl", at(51.5), at(-0.1), "no_lane"},
		{"JP", "same-day", at(35.7), at(139.7), "no_lane"},
	} {
		offers, err := l.Offers(c.country, c.lat, c.lon, c.service, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
		var r *wms.Error
		if c.code == "" && (err != nil || len(offers) == 0) || c.code != "" && (!errors.As(err, &r) || r.Code != c.code) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
