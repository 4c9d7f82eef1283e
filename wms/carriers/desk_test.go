package carriers

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/simulator/carrier"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

const secret = "0123456789abcdef"

// rig is a running desk against the twin, with one carrier.
type rig struct {
	t     *testing.T
	s     *store.Bolt
	clock *storetest.Clock
	tw    *carrier.Carrier
	desk  *Desk

	mu     sync.Mutex
	alarms map[string]string // code by id
	issued int
}

func newRig(t *testing.T, l wms.CarrierLink) *rig {
	t.Helper()
	r := &rig{t: t, alarms: map[string]string{}}
	r.s, r.clock = storetest.Open(t)
	var err error
	if r.tw, err = carrier.Listen("127.0.0.1:0", "AISLE", secret); err != nil {
		t.Fatal(err)
	}
	r.tw.HMAC = l.Sign == SignHMAC
	l.Carrier, l.URL, l.Account = "post", r.tw.URL(), "AISLE"
	storetest.Do(t, r.s, store.Network, func(tx store.Tx) error {
		_, err := PutLink(tx, wms.NewCarrierLink{CarrierLink: l, Secret: secret})
		return err
	})
	r.desk = &Desk{Store: r.s, Partitions: []store.Partition{here}, Logger: slog.New(slog.DiscardHandler), Client: http.DefaultClient,
		First: time.Millisecond, Last: 20 * time.Millisecond,
		Parties: func(context.Context, wms.Waybill) (Party, Party, error) {
			return Party{Name: "We"}, Party{Name: "Erika", Address: "Weg 1", Postcode: "311121"}, nil
		},
		Issued: func(store.Tx, wms.Waybill) error { r.mu.Lock(); defer r.mu.Unlock(); r.issued++; return nil },
		Alarm: func(id, _, code string, words wms.Words) {
			r.mu.Lock()
			defer r.mu.Unlock()
			if words.IsZero() {
				delete(r.alarms, id)
			} else {
				r.alarms[id] = code
			}
		}}
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { _ = r.tw.Run(ctx) })
	wg.Go(func() {
		if err := r.desk.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { cancel(); wg.Wait() })
	return r
}

func (r *rig) begin(n int) {
	r.t.Helper()
	storetest.Do(r.t, r.s, here, func(tx store.Tx) error { _, _, err := Begin(tx, carton(n)); return err })
}

func (r *rig) until(what string, ok func() bool) {
	r.t.Helper()
	for end := time.Now().Add(60 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			r.t.Fatalf("never: %s; %+v, %+v", what, bill(r.t, r.s, carton(0).Unit), r.tw.Parcels())
		}
	}
}

func (r *rig) becomes(n int, want wms.WaybillStatus) wms.Waybill {
	r.t.Helper()
	r.until("waybill "+string(want), func() bool { return bill(r.t, r.s, carton(n).Unit).Status == want })
	return bill(r.t, r.s, carton(n).Unit)
}

func (r *rig) alarm(code string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.alarms {
		if c == code {
			return true
		}
	}
	return false
}

func TestWaybillComesWithItsMarks(t *testing.T) {
	for _, sign := range []string{SignMD5, SignHMAC} {
		r := newRig(t, wms.CarrierLink{Sign: sign})
		r.begin(0)
		w := r.becomes(0, wms.WaybillIssued)
		if p := r.tw.Parcels(); len(p) != 1 || p[0].Number != w.Number || p[0].Reference != w.ID || p[0].Receiver.Name != "Erika" {
			t.Errorf("%s: %+v %+v", sign, p, w)
		}
		if w.Source != "carrier" || w.Mark != "杭州 311" || w.SortCode != "311-B12 08" || w.RouteCode != "R311" {
			t.Errorf("%s: %+v", sign, w)
		}
	}
}

// However the carrier's system fails, the waybill waits, an alarm says so
// after some tries, and it goes on by itself: the carrier sees one parcel.
func TestFaultsOfTheCarrier(t *testing.T) {
	for name, f := range map[string]carrier.Faults{
		"errors": {Status: 500}, "busy": {Status: 429}, "hangs up": {Lost: true}, "too slow": {Slow: time.Minute}, "wrong signature": {WrongSign: true},
		"of another parcel": {WrongReference: true}, "no JSON": {Garbage: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, wms.CarrierLink{TimeoutMS: 100})
			r.tw.Set(f)
			r.begin(0)
			r.begin(1)
			r.until("an alarm", func() bool { return r.alarm("carrier_down") })
			if state, n, last := r.desk.How("post"); state != "broken" || n < brokenAfter || last == "" {
				t.Errorf("%s %d %q", state, n, last)
			}
			if w := bill(t, r.s, carton(0).Unit); w.Status != wms.WaybillWaiting || w.Number != "" {
				t.Errorf("%+v", w)
			}
			r.tw.Set(carrier.Faults{})
			// A busy machine may still be too slow for 100 ms.
			storetest.Do(t, r.s, store.Network, func(tx store.Tx) error {
				_, err := PutLink(tx, wms.NewCarrierLink{CarrierLink: wms.CarrierLink{Carrier: "post", URL: r.tw.URL(), Account: "AISLE", TimeoutMS: 30_000}})
				return err
			})
			a, b := r.becomes(0, wms.WaybillIssued), r.becomes(1, wms.WaybillIssued)
			if p := r.tw.Parcels(); len(p) != 2 || a.Number == b.Number || p[0].Cancelled {
				t.Errorf("%+v", p)
			}
			r.until("no alarm", func() bool { return !r.alarm("carrier_down") })
		})
	}
}

// A refusal is not tried again by itself, its words (which repeat the address)
// are kept nowhere, and a person goes on: asks again, or types a number.
func TestRefusedWaybill(t *testing.T) {
	r := newRig(t, wms.CarrierLink{})
	r.tw.Set(carrier.Faults{Refuse: "NO_SERVICE"})
	r.begin(0)
	r.begin(1)
	w, other := r.becomes(0, wms.WaybillRefused), r.becomes(1, wms.WaybillRefused)
	if !strings.Contains(w.Error, "NO_SERVICE") || strings.Contains(w.Error, "Weg") {
		t.Errorf("%+v", w)
	}
	r.until("an alarm", func() bool { return r.alarm("waybill_refused") })
	r.tw.Set(carrier.Faults{})
	storetest.Do(t, r.s, here, func(tx store.Tx) error { _, err := Retry(tx, w.ID); return err })
	w = r.becomes(0, wms.WaybillIssued)
	for number, code := range map[string]string{"x": "invalid_number", w.Number: "duplicate_number"} {
		if _, err := storetest.Try(r.s, here, func(tx store.Tx) error { _, err := Type(tx, other.ID, number); return err }); wms.CodeOf(err) != code {
			t.Errorf("%s: %v", number, err)
		}
	}
	storetest.Do(t, r.s, here, func(tx store.Tx) error { _, err := Type(tx, other.ID, "HAND-0001"); return err })
	if other = r.becomes(1, wms.WaybillIssued); other.Number != "HAND-0001" || other.Source != "manual" {
		t.Errorf("%+v", other)
	}
	r.until("no alarm", func() bool { return !r.alarm("waybill_refused") })
}

// A number that another carton has already is not taken.
func TestCarrierGivesANumberTwice(t *testing.T) {
	r := newRig(t, wms.CarrierLink{})
	r.begin(0)
	r.becomes(0, wms.WaybillIssued)
	r.tw.Set(carrier.Faults{SameNumber: true})
	r.begin(1)
	r.until("an alarm", func() bool { return r.alarm("carrier_down") })
	if w := bill(t, r.s, carton(1).Unit); w.Status != wms.WaybillWaiting || w.Number != "" {
		t.Errorf("%+v", w)
	}
}

// A carrier that is silent for too long is passed over: a range gives the
// number, and what the carrier's system made of the question is cancelled.
func TestFallbackToARange(t *testing.T) {
	r := newRig(t, wms.CarrierLink{FallbackAfterS: 60})
	storetest.Do(t, r.s, here, func(tx store.Tx) error {
		_, err := PutRange(tx, wms.NumberRange{ID: "r", Carrier: "post", Prefix: "FB", From: 1, To: 9, Width: 6}, []store.Partition{here})
		return err
	})
	r.tw.Set(carrier.Faults{Lost: true})
	r.begin(0)
	r.until("it was asked", func() bool { n, _ := r.tw.Calls(); return n > 2 })
	if w := bill(t, r.s, carton(0).Unit); w.Status != wms.WaybillWaiting {
		t.Errorf("too early: %+v", w)
	}
	r.clock.Add(61 * time.Second)
	if w := r.becomes(0, wms.WaybillIssued); w.Number != "FB000001" || w.Source != "range" {
		t.Errorf("%+v", w)
	}
	r.tw.Set(carrier.Faults{})
	r.until("the stray number is cancelled", func() bool { p := r.tw.Parcels(); return len(p) == 1 && p[0].Cancelled })
	r.until("nothing is open", func() bool { w := bill(t, r.s, carton(0).Unit); return !w.Stray && w.Status == wms.WaybillIssued })
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.issued != 1 {
		t.Errorf("told %d times of its number", r.issued)
	}
}

// What was void while it waited or after it was given is cancelled there.
func TestVoidIsToldToTheCarrier(t *testing.T) {
	r := newRig(t, wms.CarrierLink{})
	r.begin(0)
	r.becomes(0, wms.WaybillIssued)
	storetest.Do(t, r.s, here, func(tx store.Tx) error { return Void(tx, "S") })
	w := r.becomes(0, wms.WaybillVoid)
	if p := r.tw.Parcels(); len(p) != 1 || !p[0].Cancelled || w.VoidedAt == nil {
		t.Errorf("%+v %+v", p, w)
	}
	if _, err := storetest.Try(r.s, here, func(tx store.Tx) error { _, err := Type(tx, w.ID, "HAND1"); return err }); wms.CodeOf(err) != "waybill_ended" {
		t.Error(err)
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add(`{"success":true,"reference":"r","waybill":"YT1234","mark":"杭州"}`)
	f.Add(`{"success":false,"reference":"r","code":"X"}`)
	f.Fuzz(func(t *testing.T, body string) {
		g, err := answerOf(asked{Do: "create", Reference: "r"}, []byte(body))
		if err == nil && (!numberForm.MatchString(g.Waybill) || !goodText(g.Mark, 60)) {
			t.Fatalf("%q passed: %+v", body, g)
		}
	})
}
