// Package carriers knows what carriers charge, chooses the service of a
// shipment, gives its cartons their tracking numbers and takes in what
// carriers tell of them.
//
// The nouns: a Service has a rate table (network's partition); a Range is
// tracking numbers given to one warehouse, each used once; a Link is a
// carrier's own system, which is asked for waybills; a Waybill is the number of
// one carton: waiting, then issued, refused or void; the Desk asks the
// carriers' systems for those that wait, one after the other, and tells them of
// those that are void.
//
// Caveats: no address is kept here: the Desk reads it when it asks, and forgets
// it. What a carrier is asked is named by the waybill's id, so asking again
// gives the same number. A number is never used twice, also not after a void.
package carriers

import (
	"regexp"
	"slices"
	"strings"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

var (
	services = store.NewTable[wms.CarrierService]("carrierservice", 1) // network: carrier, service
	links    = store.NewTable[wms.CarrierLink]("carrierlink", 1)       // network: carrier
	secrets  = store.NewTable[string]("carriersecret", 1).Private()    // network: carrier
	ranges   = store.NewTable[wms.NumberRange]("carrierrange", 1)      // warehouse: carrier, id
	choices  = store.NewTable[wms.CarrierChoice]("carrierchoice", 1)   // warehouse: shipment
	waybills = store.NewTable[wms.Waybill]("waybill", 1)               // warehouse: id
	ofUnit   = store.NewTable[string]("waybillunit", 1)                // warehouse: unit → its last waybill
	ofShip   = store.NewTable[string]("waybillship", 1)                // warehouse: shipment, id
	open     = store.NewTable[string]("waybillopen", 1)                // warehouse: id; what the desk has to do
	refused  = store.NewTable[string]("waybillrefused", 1)             // warehouse: id
	numbers  = store.NewTable[string]("waybillnumber", 1)              // warehouse: carrier, number → id
	seen     = store.NewTable[wms.ShipmentID]("trackseen", 1)          // warehouse: carrier, event
	events   = store.NewTable[wms.TrackingEvent]("trackevent", 1)      // warehouse: waybill, unix ms, event
)

// Limits.
const (
	maxServices = 500 // of the network
	maxZones    = 100
	maxBreaks   = 200
	maxPrice    = 1_000_000_000_000
	maxGrams    = 100_000_000
	maxRanges   = 100 // of a carrier in a warehouse
	minSecret   = 16
	maxCodes    = 500
)

var (
	idForm       = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$`)
	currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)
	numberForm   = regexp.MustCompile(`^[A-Z0-9-]{4,40}$`)
	codeForm     = regexp.MustCompile(`^[A-Za-z0-9_.:/-]{1,64}$`)
)

func checkID(what, id string) error {
	if !idForm.MatchString(id) {
		return wms.Refuse(wms.Invalid, "invalid_id", "%s must be 1 to 40 letters, digits, dots, dashes or underscores, not %q", what, id).With("field", what)
	}
	return nil
}

func between(name string, v, low, high int64) error {
	if v < low || v > high {
		return wms.Refuse(wms.Invalid, "out_of_range", "%s must be %d to %d, not %d", name, low, high, v).With("field", name)
	}
	return nil
}

// PutService records a service with its rates.
func PutService(tx store.Tx, s wms.CarrierService) (wms.CarrierService, error) {
	if err := checkService(s); err != nil {
		return s, err
	}
	all, err := Services(tx)
	if err != nil {
		return s, err
	}
	for _, o := range all {
		if o.Currency != s.Currency && (o.Carrier != s.Carrier || o.Service != s.Service) {
			return s, wms.Refuse(wms.Conflict, "other_currency", "rates are compared, so they have one currency: %s/%s is in %s, not %s", o.Carrier, o.Service, o.Currency, s.Currency)
		}
	}
	if len(all) >= maxServices && !slices.ContainsFunc(all, func(o wms.CarrierService) bool { return o.Carrier == s.Carrier && o.Service == s.Service }) {
		return s, wms.Refuse(wms.Conflict, "too_many_services", "there are %d services already", maxServices)
	}
	tx.Emit(wms.Event{Type: "carrier.service_put", Subject: s.Carrier, Data: map[string]any{"service": s.Service, "zones": len(s.Zones), "inactive": s.Inactive}})
	return s, services.Put(tx, s, s.Carrier, s.Service)
}

// Services lists all of them, by carrier and name.
func Services(r store.Reader) ([]wms.CarrierService, error) {
	var out []wms.CarrierService
	err := services.Scan(r, store.Network, nil, func(_ store.KeyParts, s wms.CarrierService) (bool, error) {
		out = append(out, s)
		return true, nil
	})
	return out, err
}

// ServicesOf lists those of a carrier.
func ServicesOf(r store.Reader, carrier string) ([]wms.CarrierService, error) {
	out := []wms.CarrierService{}
	err := services.Scan(r, store.Network, []any{carrier}, func(_ store.KeyParts, s wms.CarrierService) (bool, error) {
		out = append(out, s)
		return true, nil
	})
	return out, err
}

// PutLink records how a carrier's system is spoken with.
func PutLink(tx store.Tx, n wms.NewCarrierLink) (wms.CarrierLink, error) {
	l := n.CarrierLink
	if l.Sign == "" {
		l.Sign = SignMD5
	}
	if l.TimeoutMS == 0 {
		l.TimeoutMS = defaultTimeoutMS
	}
	if err := checkLink(l); err != nil {
		return l, err
	}
	_, had, err := secrets.Get(tx, store.Network, l.Carrier)
	if err != nil {
		return l, err
	}
	if n.Secret != "" || !had {
		if len(n.Secret) < minSecret {
			return l, wms.Refuse(wms.Invalid, "weak_secret", "the secret shared with a carrier needs %d characters or more, this has %d", minSecret, len(n.Secret))
		}
		if err := secrets.Put(tx, n.Secret, l.Carrier); err != nil {
			return l, err
		}
	}
	tx.Emit(wms.Event{Type: "carrier.link_put", Subject: l.Carrier, Data: map[string]any{"asks": l.URL != "", "paused": l.Paused}})
	return l, links.Put(tx, l, l.Carrier)
}

const (
	defaultTimeoutMS = 5000
	maxTimeoutMS     = 60_000
	maxFallbackS     = 7 * 24 * 3600
)

func checkLink(l wms.CarrierLink) error {
	if l.URL != "" && !goodURL(l.URL) {
		return wms.Refuse(wms.Invalid, "invalid_url", "url must be http:// or https:// with a host and no user, not %q", l.URL)
	}
	if l.Sign != SignMD5 && l.Sign != SignHMAC {
		return wms.Refuse(wms.Invalid, "invalid_sign", "sign must be %s or %s, not %q", SignMD5, SignHMAC, l.Sign)
	}
	if len(l.Account) > 64 {
		return wms.Refuse(wms.Invalid, "invalid_account", "an account has at most 64 bytes, %q has %d", l.Account, len(l.Account))
	}
	if err := between("timeout_ms", l.TimeoutMS, 100, maxTimeoutMS); err != nil {
		return err
	}
	if err := between("fallback_after_s", l.FallbackAfterS, 0, maxFallbackS); err != nil {
		return err
	}
	if len(l.Codes) > maxCodes {
		return wms.Refuse(wms.Invalid, "too_many_codes", "a carrier has at most %d codes, not %d", maxCodes, len(l.Codes))
	}
	for code, means := range l.Codes {
		if !codeForm.MatchString(code) || !slices.Contains(wms.TrackStatuses, means) {
			return wms.Refuse(wms.Invalid, "invalid_tracking_code", "the code %q must mean one of %v, not %q", code, wms.TrackStatuses, means)
		}
	}
	return nil
}

// Link reads a carrier's; false if there is none.
func Link(r store.Reader, carrier string) (wms.CarrierLink, bool, error) {
	return links.Get(r, store.Network, carrier)
}

// Links lists all of them.
func Links(r store.Reader) ([]wms.CarrierLink, error) {
	var out []wms.CarrierLink
	err := links.Scan(r, store.Network, nil, func(_ store.KeyParts, l wms.CarrierLink) (bool, error) {
		out = append(out, l)
		return true, nil
	})
	return out, err
}

// Secret is what a carrier and we sign with; empty if there is none.
func Secret(r store.Reader, carrier string) (string, error) {
	s, _, err := secrets.Get(r, store.Network, carrier)
	return s, err
}

func goodText(s string, most int) bool {
	return len(s) <= most && strings.TrimSpace(s) == s && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}
