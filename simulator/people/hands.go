package people

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/simulator/client"
	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
)

const (
	// followEvery is the wall time between two looks at the event stream.
	followEvery = 100 * time.Millisecond
	followLimit = 1000
	handsBlob   = "people/hands"
)

// handsMemory is how far the event stream was followed. The last event's
// effect and Seq are one change of the world, so each happens once.
type handsMemory struct {
	Seq uint64 `json:"seq"`
	// Trouble is the exception reported last, Carried the unit of the carrying
	// task done last: later events of the same command say the rest.
	Trouble *trouble    `json:"trouble,omitempty"`
	Carried *assignedTo `json:"carried,omitempty"`
}

type trouble struct {
	Task wms.TaskID `json:"task"`
	Code string     `json:"code"`
}

type assignedTo struct {
	Kind wms.TaskKind `json:"kind"`
	Unit string       `json:"unit"`
	Site string       `json:"site"`
	Who  string       `json:"who"`
}

// hands do in the world what people who are not played confirm in the WMS.
type hands struct {
	*crew
	played map[string]bool
	mem    handsMemory
}

// follow reads the event stream until ctx ends.
func (c *crew) follow(ctx context.Context, played map[string]bool) error {
	h := &hands{crew: c, played: played}
	err := c.w.View(func(tx *world.Tx) error {
		if raw := tx.Blob(handsBlob); raw != nil {
			return json.Unmarshal(raw, &h.mem)
		}
		return nil
	})
	for err == nil && ctx.Err() == nil {
		err = h.page(ctx)
	}
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// page handles the next events, and waits if there are no more.
func (h *hands) page(ctx context.Context) error {
	var page struct {
		Data []wms.Published `json:"data"`
		Next *string         `json:"next"`
		Last uint64          `json:"last"`
	}
	q := url.Values{"after": {strconv.FormatUint(h.mem.Seq, 10)}, "limit": {strconv.Itoa(followLimit)}}
	if _, err := h.api.Call(ctx, http.MethodGet, "/v1/events?"+q.Encode(), "", nil, &page); err != nil {
		if client.CodeOf(err) == "" {
			return err
		}
		h.Logger.Error("can't follow what guests do", "error", err)
		return client.Sleep(ctx, patience)
	}
	for _, e := range page.Data {
		if err := h.event(ctx, e); err != nil {
			return err
		}
		h.mem.Seq = e.Seq
	}
	if page.Last > h.mem.Seq || len(page.Data) > 0 {
		h.mem.Seq = max(h.mem.Seq, page.Last)
		if err := h.w.Update(h.remember); err != nil {
			return err
		}
	}
	if page.Next != nil {
		return nil
	}
	return client.Sleep(ctx, followEvery)
}

func (h *hands) remember(tx *world.Tx) error {
	raw, err := json.Marshal(h.mem)
	tx.SetBlob(handsBlob, raw)
	return err
}

// event looks whether an event tells of a guest's work.
func (h *hands) event(ctx context.Context, e wms.Published) error {
	text := func(name string) string { s, _ := e.Data[name].(string); return s }
	switch e.Type {
	case "task.exception":
		h.mem.Trouble = &trouble{wms.TaskID(e.Subject), text("code")}
	case "task.done", "task.failed":
		if who := text("assignee"); who != "" && !h.played[who] {
			return h.ended(ctx, e, who)
		}
	case "receipt.received":
		return h.unloaded(ctx, e, text)
	case "parcel.made":
		if s, who := h.sites[text("warehouse")], text("by"); s != nil && who != "" && !h.played[who] {
			return h.act(ctx, e, s.ID, who, func(tx *world.Tx) (deed, error) { return laidOn(s, who, e.Subject, text), nil })
		}
	case "unit.moved":
		c := h.mem.Carried
		if c == nil || c.Unit != e.Subject || text("why") != "carry" && text("why") != "tote.return" {
			return nil
		}
		h.mem.Carried = nil
		s := h.sites[c.Site]
		if text("why") == "tote.return" { // a tote of a batch; what they did not find in it is gone
			return h.act(ctx, e, c.Site, c.Who, func(tx *world.Tx) (deed, error) {
				u, ok := tx.HandlingUnit(c.Unit)
				if !ok {
					return nil, world.ErrNoUnit
				}
				return emptied(s, u), nil
			})
		}
		return h.act(ctx, e, c.Site, c.Who, func(tx *world.Tx) (deed, error) {
			if u, ok := tx.HandlingUnit(c.Unit); ok && s.beyond(u.Place, c.Kind) {
				return nil, nil
			}
			return putDown(tx, c.Unit, s.placeID(wms.LocationID(text("to"))))
		})
	}
	return nil
}

// laidOn is what a guest did who took a unit out of a tote of a batch.
func laidOn(s *site, who, parcel string, text func(string) string) deed {
	at := s.placeID(wms.LocationID(text("at")))
	if strings.HasPrefix(text("at"), "CART-") {
		at = handsOf(s.ID, who)
	}
	return deed{{Do: "inside", Unit: text("tote"), SKU: text("sku"), Qty: -1}, parcelOf(parcel, text("sku"), at)}
}

// unloaded brings a handling unit that a guest received into the building: it
// has no other way in. The opening stock is there already; loose units appear
// when somebody takes them.
func (h *hands) unloaded(ctx context.Context, e wms.Published, text func(string) string) error {
	unit, warehouse := text("unit"), text("warehouse")
	s, ok := h.sites[warehouse]
	qty, _ := e.Data["qty"].(float64)
	if unit == "" || !ok || text("supplier") == openingSupplier {
		return nil
	}
	return h.act(ctx, e, warehouse, "", func(tx *world.Tx) (deed, error) {
		dock := s.placeID(wms.LocationID(text("location")))
		there, known := tx.HandlingUnit(unit)
		if known && there.Place != dock {
			return nil, nil // it was brought in another way
		}
		if !known {
			u := world.HandlingUnit{ID: unit, Kind: cmp.Or(text("unit_kind"), string(wms.Pallet)), Place: dock,
				LengthMM: 1200, WidthMM: 800, HeightMM: 1400, TareG: 25_000}
			if err := tx.Create(u); err != nil {
				return nil, err
			}
		}
		return nil, tx.AddInside(unit, text("sku"), int64(qty))
	})
}

// openingSupplier sends what is in the building from the first morning on.
const openingSupplier = "opening"

// ended does what a guest's task was for.
func (h *hands) ended(ctx context.Context, e wms.Published, who string) error {
	var a assignment
	if _, err := h.api.Call(ctx, http.MethodGet, "/v1/tasks/"+url.PathEscape(e.Subject), "", nil, &a); err != nil {
		if client.CodeOf(err) == "" {
			return err
		}
		h.Logger.Error("can't look at a guest's task", "task", e.Subject, "error", err)
		return nil
	}
	t := a.Task
	s, ok := h.sites[string(t.Warehouse)]
	if !ok {
		return nil
	}
	lost := int64(0)
	if m := h.mem.Trouble; m != nil && m.Task == t.ID && (m.Code == "short" || m.Code == "not_found") {
		lost = t.Qty - t.QtyDone
	}
	h.mem.Trouble = nil
	switch t.Kind {
	case wms.TaskInduct, wms.TaskReject:
		h.mem.Carried = &assignedTo{t.Kind, string(t.Unit), s.ID, who}
		return nil
	}
	if e.Type == "task.failed" && lost == 0 {
		return nil // nothing was touched
	}
	return h.act(ctx, e, s.ID, who, func(tx *world.Tx) (deed, error) {
		owed, err := OwedAnswers(tx)
		if err != nil {
			return nil, err
		}
		for _, o := range owed {
			if o.Task == t.ID {
				return nil, errAtWork
			}
		}
		if stands := standsPrefix + string(t.ID); tx.Blob(stands) != nil {
			tx.SetBlob(stands, nil)
			return nil, nil
		}
		return guestDeed(tx, s, t, handsOf(s.ID, who), lost)
	})
}

// errAtWork: the person that the guest took a task from has done it already,
// and is about to learn that it is not theirs any more.
var errAtWork = errors.New("a colleague is still at it")

// beyond says whether a carried unit has gone further than where its task
// brings it: somebody was quicker than the guest, and a machine has it.
func (s *site) beyond(place string, k wms.TaskKind) bool {
	kind := s.kind(place)
	return !s.reachable(place) || kind == "chute" || kind == "induction" || (kind == "reject" && k == wms.TaskInduct)
}

// guestDeed is what a guest's confirmed task did. Units that they reported
// missing are gone: the guest has the last word on what lies there.
func guestDeed(tx *world.Tx, s *site, t wms.Task, hands string, lost int64) (deed, error) {
	switch t.Kind {
	case wms.TaskPick, wms.TaskStation:
		if err := supply(tx, s, t, t.QtyDone+lost); err != nil {
			return nil, err
		}
		var d deed
		var found int64
		if t.Kind == wms.TaskPick {
			d, found = take(tx, s.placeID(t.From), string(t.SKU), t.QtyDone+lost)
		} else {
			d, found = takeInside(tx, string(t.FromUnit), string(t.SKU), t.QtyDone+lost)
		}
		if found < t.QtyDone {
			return nil, fmt.Errorf("%d of %s found, %d confirmed: %w", found, t.SKU, t.QtyDone, world.ErrTooFew)
		}
		if t.QtyDone == 0 {
			return d, nil
		}
		return append(d, putInto(tx, s, string(t.Unit), hands, string(t.SKU), t.QtyDone)...), nil
	case wms.TaskPack:
		return pack(tx, s, t)
	case wms.TaskLoad:
		d, _, err := load(tx, s, t, time.Now().UTC())
		return d, err
	case wms.TaskPutAway:
		return putAway(tx, s, t)
	}
	return nil, nil
}

// supply brings what a guest took into the building if it was not there:
// stock that somebody booked by hand, by an adjustment or a receipt of their
// own, has no other way in.
func supply(tx *world.Tx, s *site, t wms.Task, need int64) error {
	if t.Kind == wms.TaskStation {
		_, found := takeInside(tx, string(t.FromUnit), string(t.SKU), need)
		if found < need {
			return tx.AddInside(string(t.FromUnit), string(t.SKU), need-found)
		}
		return nil
	}
	place := s.placeID(t.From)
	if _, found := take(tx, place, string(t.SKU), need); found < need {
		return tx.AddLoose(place, string(t.SKU), need-found)
	}
	return nil
}

// act does a guest's deed together with the note that it is done. What stays
// impossible is left out: the end check will find it.
func (h *hands) act(ctx context.Context, e wms.Published, site, who string, plan func(tx *world.Tx) (deed, error)) error {
	before := h.mem.Seq
	for begun := time.Now(); ; {
		h.mem.Seq = e.Seq
		err := h.w.Update(func(tx *world.Tx) error {
			tx.AddPlace(handsOf(site, who), 0)
			d, err := plan(tx)
			if err == nil {
				err = d.apply(tx)
			}
			if err != nil {
				return &physical{err}
			}
			return h.remember(tx)
		})
		if err == nil || !impossible(err) {
			return err
		}
		h.mem.Seq = before
		if time.Since(begun) > patience && !errors.Is(err, errAtWork) {
			h.Logger.Error("what a guest confirmed can't be done in the twin", "person", who, "event", e.Type, "subject", e.Subject, "error", err)
			return nil
		}
		if err := client.Sleep(ctx, lookEvery); err != nil {
			return err
		}
	}
}
