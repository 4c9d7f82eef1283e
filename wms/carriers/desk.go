package carriers

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Desk asks carriers' systems for waybills. One goroutine per carrier that has
// something open; what it holds in memory is one round.
type Desk struct {
	Store      store.Store
	Partitions []store.Partition
	Client     *http.Client // must not follow redirects
	Logger     *slog.Logger
	// Parties reads who sends and who receives a carton; it is asked when a
	// call is made, and what it says is forgotten then.
	Parties func(ctx context.Context, w wms.Waybill) (sender, receiver Party, err error)
	// Issued is told, inside the command, of a waybill that got its number.
	Issued func(tx store.Tx, w wms.Waybill) error
	// Alarm tells of something a person must look at; "" ends it.
	Alarm func(id, source, code string, words wms.Words)
	// First and Last bound the wait after a failure: it doubles.
	First, Last time.Duration

	mu    sync.Mutex
	state map[string]*health
}

// health is what only the desk knows of a carrier.
type health struct {
	failures int64
	last     string
	busy     bool
}

const (
	// brokenAfter failures in a row a carrier is only tried now and again, with
	// one waybill.
	brokenAfter = 5
	// round is how many waybills are asked for in one go, abreast how many at a
	// time.
	round, abreast = 40, 4
	lookAround     = 100 * time.Millisecond
	// tendEvery is how often what waits for a number or a day is looked at.
	tendEvery = time.Second
)

// How a carrier's system is: failures in a row and the last one's words.
func (d *Desk) How(carrier string) (state string, failures int64, last string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	h := d.state[carrier]
	switch {
	case h == nil || h.failures == 0:
		return "working", 0, ""
	case h.failures >= brokenAfter:
		return "broken", h.failures, h.last
	}
	return "failing", h.failures, h.last
}

// Run asks until ctx ends.
func (d *Desk) Run(ctx context.Context) error {
	d.mu.Lock()
	d.state = map[string]*health{}
	d.mu.Unlock()
	var wg sync.WaitGroup
	defer wg.Wait()
	standing := map[string]store.Partition{} // alarms, and where they are
	for ctx.Err() == nil {
		seq := d.Store.Seq()
		work, err := d.open()
		if err != nil {
			return orEnd(ctx, err)
		}
		for carrier := range work {
			if d.begin(carrier) {
				wg.Go(func() { d.serve(ctx, carrier) })
			}
		}
		if err := d.tend(ctx, work, standing); err != nil {
			return orEnd(ctx, err)
		}
		wait, cancel := context.WithTimeout(ctx, tendEvery)
		err = d.Store.Wait(wait, seq)
		cancel()
		if err == nil {
			rest(ctx, lookAround)
		}
	}
	return nil
}

func orEnd(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func rest(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// open is what is to be done, by carrier, the oldest first.
func (d *Desk) open() (map[string][]wms.Waybill, error) {
	out := map[string][]wms.Waybill{}
	err := d.Store.View(func(r store.Reader) error {
		for _, p := range d.Partitions {
			err := open.Scan(r, p, nil, func(_ store.KeyParts, id string) (bool, error) {
				w, err := Get(r, p, id)
				if err == nil && len(out[w.Carrier]) < round {
					out[w.Carrier] = append(out[w.Carrier], w)
				}
				return true, err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

func (d *Desk) begin(carrier string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	h := d.state[carrier]
	if h == nil {
		h = &health{}
		d.state[carrier] = h
	}
	if h.busy {
		return false
	}
	h.busy = true
	return true
}

// serve makes rounds of a carrier's open waybills until there are none, and
// rests after one that was in vain.
func (d *Desk) serve(ctx context.Context, carrier string) {
	defer func() {
		d.mu.Lock()
		d.state[carrier].busy = false
		d.mu.Unlock()
	}()
	for ctx.Err() == nil {
		l, secret, todo, err := d.todo(carrier)
		if err != nil && ctx.Err() == nil {
			d.Logger.Error("waybills not read", "carrier", carrier, "error", err)
		}
		if err != nil || len(todo) == 0 {
			return
		}
		var wg sync.WaitGroup
		errs := make([]error, len(todo))
		slots := make(chan struct{}, abreast)
		for i, w := range todo {
			slots <- struct{}{}
			wg.Go(func() { errs[i] = d.one(ctx, l, secret, w); <-slots })
		}
		wg.Wait()
		if ctx.Err() != nil {
			return
		}
		if wait := d.note(carrier, errs); wait > 0 {
			rest(ctx, wait)
		}
	}
}

// todo is what a carrier's system is to be asked or told now.
func (d *Desk) todo(carrier string) (l wms.CarrierLink, secret string, todo []wms.Waybill, err error) {
	err = d.Store.View(func(r store.Reader) (err error) {
		if l, _, err = Link(r, carrier); err == nil {
			secret, err = Secret(r, carrier)
		}
		return err
	})
	if err != nil || l.Paused && l.URL != "" {
		return l, secret, nil, err
	}
	all, err := d.open()
	for _, w := range all[carrier] {
		if w.Ask && (l.URL != "" || w.Status != wms.WaybillWaiting) {
			todo = append(todo, w)
		}
	}
	if _, failures, _ := d.How(carrier); failures >= brokenAfter && len(todo) > 1 {
		todo = todo[failures%int64(len(todo)):][:1] // one tries whether it works again, not always the same
	}
	return l, secret, todo, err
}

// note counts a round; it was in vain if nothing worked.
func (d *Desk) note(carrier string, errs []error) time.Duration {
	var last error
	worked := false
	for _, err := range errs {
		if err == nil {
			worked = true
		} else {
			last = err
		}
	}
	d.mu.Lock()
	h := d.state[carrier]
	before := h.failures
	if worked {
		h.failures, h.last = 0, ""
	} else {
		h.failures, h.last = h.failures+1, last.Error()
	}
	now := h.failures
	d.mu.Unlock()
	switch {
	case worked && before > 0:
		d.Alarm("carrier/"+carrier+"/down", carrier, "carrier_down", wms.Words{})
	case now >= brokenAfter:
		d.Alarm("carrier/"+carrier+"/down", carrier, "carrier_down", wms.Say("carrier %s gives no waybills, %d tries in vain, the last: %v", carrier, now, last))
	}
	if last == nil {
		return 0
	}
	wait := d.First << min(now, 20)
	if wait <= 0 || wait > d.Last {
		wait = d.Last
	}
	return wait - time.Duration(rand.Int64N(int64(wait)/2+1))
}

// one does what is to be done for a waybill.
func (d *Desk) one(ctx context.Context, l wms.CarrierLink, secret string, w wms.Waybill) error {
	part := store.Partition(w.Warehouse)
	a := asked{Do: "cancel", Reference: w.ID}
	if w.Status == wms.WaybillVoiding || w.Stray {
		if w.Source == "carrier" {
			a.Waybill = w.Number
		}
	} else {
		from, to, err := d.Parties(ctx, w)
		if err != nil {
			return err
		}
		a = asked{Do: "create", Reference: w.ID, Service: w.Service, Order: string(w.Order), WeightG: w.WeightG, Sender: &from, Receiver: &to}
	}
	var g given
	var err error
	if l.URL != "" { // else there is nobody to tell
		g, err = call(ctx, d.Client, l, secret, a)
	}
	var no errRefused
	if err != nil && !errors.As(err, &no) {
		return d.wrote(ctx, part, w.ID, err.Error())
	}
	return d.do(ctx, part, "waybill.answer", func(tx store.Tx) error { return d.answered(tx, w.ID, a.Do, g, no.code) })
}

// answered applies what a carrier said. A waybill that was given a number, or
// ended, in the meantime stays as it is; the carrier is told by the next round.
func (d *Desk) answered(tx store.Tx, id, did string, g given, refused string) error {
	w, err := Get(tx, tx.Partition(), id)
	if err != nil {
		return err
	}
	if did == "cancel" { // refused: it has nothing to cancel, or did already
		w.Stray = false
		if w.Status == wms.WaybillVoiding {
			w.Status = wms.WaybillVoid
		}
		return put(tx, w)
	}
	if w.Status != wms.WaybillWaiting {
		return nil
	}
	if refused != "" {
		w.Status, w.Error = wms.WaybillRefused, "the carrier refuses it: "+refused
		tx.Emit(wms.Event{Type: "waybill.refused", Subject: w.ID, Data: facts(w)})
		return put(tx, w)
	}
	w.Number, w.Source, w.Mark, w.SortCode, w.RouteCode = g.Waybill, "carrier", g.Mark, g.SortCode, g.RouteCode
	if err := issue(tx, w); err != nil {
		return err
	}
	return d.Issued(tx, w)
}

// wrote keeps with a waybill why it has no number yet, and gives the error
// back for the count of failures.
func (d *Desk) wrote(ctx context.Context, part store.Partition, id, words string) error {
	err := d.do(ctx, part, "waybill.delayed", func(tx store.Tx) error {
		w, err := Get(tx, tx.Partition(), id)
		if err != nil || w.Error == words {
			return err
		}
		w.Error = words
		return put(tx, w)
	})
	return errors.Join(errors.New(words), err)
}

func (d *Desk) do(ctx context.Context, part store.Partition, kind string, fn func(tx store.Tx) error) error {
	_, err := d.Store.Do(ctx, store.Command{Partition: part, Kind: kind, Actor: wms.System(kind),
		Run: func(tx store.Tx) ([]byte, error) { return nil, fn(tx) }})
	return err
}
