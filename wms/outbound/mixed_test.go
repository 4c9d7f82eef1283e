package outbound

import (
	"fmt"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
	"github.com/aisle-wms/aisle/wms/tasks"
)

const sortChutes = 3

// sortHall is a floor with a sorter whose three chutes take orders, five
// totes, and four items that each lie in two places.
type sortHall struct {
	t    testing.TB
	db   *store.Bolt
	p    store.Partition
	f    Floor
	down bool
	seq  uint32
	had  map[wms.SKU]int64 // units that were brought in
	ids  []wms.ShipmentID
}

var sortItems = []wms.SKU{"A", "B", "C", "D"}

func newSortHall(t testing.TB, db *store.Bolt, name string) *sortHall {
	h := &sortHall{t: t, db: db, p: store.Partition(name), had: map[wms.SKU]int64{}}
	site := &wms.Site{ID: wms.WarehouseID(name), ToBench: "sorter", ToteVolumeMM3: 1e9, ToteMaxG: 1e6, Locations: []wms.Location{
		{ID: "stack", Kind: wms.KindToteStack}, {ID: "ind", Kind: wms.KindInduction, Device: "sorter-1"}, {ID: "rej", Kind: wms.KindReject, Device: "sorter-1"},
		{ID: "bench", Kind: wms.KindBench}, {ID: "stage", Kind: wms.KindStaging}, {ID: "dock", Kind: wms.KindDockOut}, {ID: "check", Kind: wms.KindCheck}}}
	for n := int64(1); n <= sortChutes; n++ {
		site.Locations = append(site.Locations, wms.Location{ID: wms.LocationID(fmt.Sprint("ch-", n)), Kind: wms.KindChute, Device: "sorter-1", Chute: n})
	}
	for _, sku := range sortItems {
		for _, side := range []string{"L", "R"} {
			site.Locations = append(site.Locations, wms.Location{ID: wms.LocationID(string(sku) + "-" + side), Kind: wms.KindShelf})
		}
	}
	site.Index()
	h.f = Floor{Site: site, Down: func(wms.DeviceID) bool { return h.down }}
	h.do(func(tx store.Tx) error {
		for n := range 5 {
			if err := ledger.AddUnit(tx, wms.HandlingUnit{ID: wms.HandlingUnitID(fmt.Sprint("T-", n)), Kind: wms.Tote, Location: "stack"}); err != nil {
				return err
			}
		}
		for n := int64(1); n <= sortChutes; n++ {
			if _, err := h.f.AssignChute(tx, wms.ChuteAssignment{Sorter: "sorter-1", Chute: n, Orders: true}, "boss", nil, nil); err != nil {
				return err
			}
		}
		return nil
	})
	return h
}

func (h *sortHall) do(fn func(tx store.Tx) error) {
	h.t.Helper()
	storetest.Do(h.t, h.db, h.p, fn)
}

func (h *sortHall) view(fn func(r store.Reader) error) {
	h.t.Helper()
	if err := h.db.View(fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *sortHall) stock(at wms.LocationID, sku wms.SKU, qty int64) {
	h.had[sku] += qty
	h.do(func(tx store.Tx) error {
		return ledger.Receive(tx, ledger.Spot{SKU: sku, Place: ledger.At(at)}, qty, time.Time{}, "test.stock")
	})
}

// promise and release a shipment; the earlier the more urgent.
func (h *sortHall) promise(want map[wms.SKU]int64) wms.ShipmentID {
	id := wms.ShipmentID(fmt.Sprintf("S%02d", len(h.ids)+1))
	m := wms.PromisedShipment{ID: id, Order: wms.OrderID("O" + id), Priority: int64(len(h.ids) + 1)}
	for i, sku := range sortItems {
		if want[sku] > 0 {
			m.Lines = append(m.Lines, wms.PromisedLine{Line: i + 1, SKU: sku, Qty: want[sku], VolumeMM3: 1000, GTIN: gtinOf(sku)})
		}
	}
	h.ids = append(h.ids, id)
	h.do(func(tx store.Tx) error {
		if err := Promised(tx, m, false); err != nil {
			return err
		}
		_, err := h.f.Release(tx, id)
		return err
	})
	return id
}

func gtinOf(sku wms.SKU) string { return fmt.Sprintf("00000000000%03d", sku[0]) }

func (h *sortHall) shipment(id wms.ShipmentID) (s Shipment) {
	h.view(func(r store.Reader) (err error) { s, err = Get(r, h.p, id); return err })
	return s
}

// batch plans the open lines that may be sorted into so many totes.
func (h *sortHall) batch(totes int) {
	var c Cart
	h.view(func(r store.Reader) error {
		lines, err := h.f.OpenLines(r, 1000)
		c = Cart{Mixed: true, Totes: make([][]wms.TaskID, totes)}
		for i, l := range lines {
			c.Totes[i%totes] = append(c.Totes[i%totes], l.Task)
			c.Walk = append(c.Walk, l.Task)
		}
		return err
	})
	_, err := storetest.Try(h.db, h.p, func(tx store.Tx) error { _, err := h.f.OpenCart(tx, c); return err })
	if err != nil && wms.CodeOf(err) != "no_tote" {
		h.t.Fatal(err)
	}
}

// work lists the tasks that somebody may do.
func (h *sortHall) work() (out []wms.Task) {
	h.view(func(r store.Reader) error {
		return tasks.All(r, h.p, func(t wms.Task) (bool, error) {
			if t.Status == wms.TaskOpen || t.Status == wms.TaskAssigned {
				out = append(out, t)
			}
			return true, nil
		})
	})
	return out
}

func (h *sortHall) of(kind wms.TaskKind) (out []wms.Task) {
	for _, t := range h.work() {
		if t.Kind == kind {
			out = append(out, t)
		}
	}
	return out
}

const hand wms.UserID = "p1"

// confirm scans what is expected, once, and says whether the task is over.
func (h *sortHall) confirm(id wms.TaskID) (step wms.Step, err error) {
	_, err = storetest.Try(h.db, h.p, func(tx store.Tx) error {
		t, err := tasks.Claim(tx, id, hand)
		if err != nil {
			return err
		}
		now := tasks.StepOf(t, h.f.Places(t))
		if len(now.Expect) == 0 {
			return fmt.Errorf("task %+v expects nothing at %s", t, now.Step)
		}
		step, err = h.f.Confirm(tx, id, hand, wms.Confirmation{Scans: now.Expect[:1]})
		return err
	})
	return step, err
}

// finish does a task to its end.
func (h *sortHall) finish(id wms.TaskID) {
	h.t.Helper()
	for n := 0; ; n++ {
		step, err := h.confirm(id)
		if err != nil || n > 200 {
			h.t.Fatalf("%s: %v after %d scans", id, err, n)
		}
		if step.Done {
			return
		}
	}
}

func (h *sortHall) except(id wms.TaskID, e wms.Exception) error {
	_, err := storetest.Try(h.db, h.p, func(tx store.Tx) error {
		if _, err := tasks.Claim(tx, id, hand); err != nil {
			return err
		}
		_, err := h.f.Except(tx, id, hand, e)
		return err
	})
	return err
}

// sort lets the next unit at the induction pass the scanner. What the sorter
// reads is the item's code, or nothing; result is what it reports.
func (h *sortHall) sort(result string, full bool) bool {
	h.t.Helper()
	var waiting []wms.HandlingUnitID
	var code string
	h.view(func(r store.Reader) (err error) {
		if waiting, err = ledger.UnitsAt(r, h.p, "ind"); err != nil || len(waiting) == 0 {
			return err
		}
		rows, err := ledger.InPlace(r, h.p, ledger.In(waiting[len(waiting)-1]))
		if err == nil && len(rows) > 0 {
			code = string(rows[0].SKU)
			if len(h.ids)%2 == 0 {
				code = gtinOf(rows[0].SKU)
			}
		}
		return err
	})
	if len(waiting) == 0 {
		return false
	}
	if result == "no_read" {
		code = ""
	}
	h.seq++
	seq := h.seq
	var d Decision
	h.do(func(tx store.Tx) (err error) {
		d, err = h.f.Route(tx, code, func(int64) (int64, bool) { return 0, !full })
		if err != nil {
			return err
		}
		if code != "" && d.Unit == "" { // a cancelled one: by its label
			if d, err = h.f.Route(tx, string(waiting[len(waiting)-1]), func(int64) (int64, bool) { return 0, !full }); err != nil {
				return err
			}
		}
		d, err = h.f.Inducted(tx, "sorter-1", seq, d)
		return err
	})
	to := wms.LocationID("rej")
	if d.Chute > 0 && result == "diverted" {
		to = wms.LocationID(fmt.Sprint("ch-", d.Chute))
	}
	word := result
	if to == "rej" {
		word = "rejected"
	}
	h.do(func(tx store.Tx) error { return h.f.Sorted(tx, "sorter-1", seq, word, to) })
	return true
}

// books checks what must hold at any time, and answers how many units are in
// the building, and lost, by item.
func (h *sortHall) books() (inside map[wms.SKU]int64, lost int64) {
	h.t.Helper()
	inside = map[wms.SKU]int64{}
	h.view(func(r store.Reader) error {
		if _, err := ledger.Check(r, h.p); err != nil {
			return err
		}
		if _, err := tasks.Check(r, h.p); err != nil {
			return err
		}
		in, _, err := h.f.Batching(r)
		if err != nil {
			return err
		}
		held := map[wms.LocationID]bool{}
		for id, at := range in {
			if at != "" && held[at] {
				h.t.Fatalf("chute %s holds two shipments, %s is one", at, id)
			}
			held[at] = true
		}
		if len(in) > sortChutes {
			h.t.Fatalf("%d shipments are sorted at once, there are %d chutes", len(in), sortChutes)
		}
		return ledger.Each(r, h.p, func(st ledger.Stock) (bool, error) {
			switch {
			case !st.Place.Virtual():
				inside[st.SKU] += st.OnHand
			case st.Place == ledger.Loss:
				lost += st.OnHand
			}
			return true, nil
		})
	})
	return inside, lost
}

// TestBatchIsPartedByTheSorter goes through one batch: three orders that share
// items are one pick for each place, each order is complete at a chute of its
// own, and packed there.
func TestBatchIsPartedByTheSorter(t *testing.T) {
	db, _ := storetest.Open(t)
	h := newSortHall(t, db, "w")
	h.stock("A-L", "A", 10)
	h.stock("B-L", "B", 10)
	a := h.promise(map[wms.SKU]int64{"A": 2, "B": 1})
	b := h.promise(map[wms.SKU]int64{"A": 1})
	c := h.promise(map[wms.SKU]int64{"B": 3})
	d := h.promise(map[wms.SKU]int64{"A": 1}) // no chute is left for it
	h.batch(1)
	picks := h.of(wms.TaskPick)
	if len(picks) != 2 || picks[0].Qty+picks[1].Qty != 7 || picks[0].Unit != picks[1].Unit || picks[0].Shipment != "" {
		t.Fatalf("picks of the batch: %+v", picks)
	}
	for _, p := range picks {
		h.finish(p.ID)
	}
	for _, id := range []wms.ShipmentID{a, b, c} {
		if s := h.shipment(id); s.Status != wms.ShipmentPicking {
			t.Errorf("%s is %s", id, s.Status)
		}
	}
	lay := h.of(wms.TaskInduct)
	if len(lay) != 1 || !lay[0].Sorts() || len(lay[0].Goods) != 2 {
		t.Fatalf("emptying the tote: %+v", lay)
	}
	h.finish(lay[0].ID)
	for h.sort("diverted", false) {
	}
	packs := h.of(wms.TaskPack)
	if len(packs) != 3 {
		t.Fatalf("%d packings are open, want one for each order: %+v", len(packs), packs)
	}
	at := map[wms.LocationID]bool{}
	for _, p := range packs {
		at[p.From] = true
		if want := map[wms.ShipmentID]int{a: 3, b: 1, c: 3}[p.Shipment]; len(p.Parcels) != want {
			t.Errorf("%s: %d parcels in %s, want %d", p.Shipment, len(p.Parcels), p.From, want)
		}
		h.finish(p.ID)
	}
	if len(at) != 3 {
		t.Errorf("the orders lie in the chutes %v", at)
	}
	for _, l := range h.of(wms.TaskLoad) {
		h.finish(l.ID)
	}
	for _, id := range []wms.ShipmentID{a, b, c} {
		if s := h.shipment(id); s.Status != wms.ShipmentShipped || len(s.Packages) != 1 {
			t.Errorf("%s is %s with %v", id, s.Status, s.Packages)
		}
	}
	h.batch(1)
	if picks := h.of(wms.TaskPick); len(picks) != 1 || picks[0].Qty != 1 {
		t.Errorf("the one that had no chute (%s) now: %+v", d, picks)
	}
}

// TestBatchShort: where too little lies, the least urgent go short, the others
// are whole.
func TestBatchShort(t *testing.T) {
	db, _ := storetest.Open(t)
	h := newSortHall(t, db, "w")
	h.stock("A-L", "A", 6)
	a := h.promise(map[wms.SKU]int64{"A": 2})
	b := h.promise(map[wms.SKU]int64{"A": 2})
	c := h.promise(map[wms.SKU]int64{"A": 2})
	h.batch(1)
	three := int64(3)
	if err := h.except(h.of(wms.TaskPick)[0].ID, wms.Exception{Code: ExShort, Qty: &three}); err != nil {
		t.Fatal(err)
	}
	if sa, sb, sc := h.shipment(a), h.shipment(b), h.shipment(c); sa.Lines[0].Picked != 2 || sb.Lines[0].Picked != 1 || sb.Lines[0].Qty != 1 || sc.Status != wms.ShipmentCancelled {
		t.Errorf("a %+v, b %+v, c %+v", sa.Lines, sb.Lines, sc)
	}
	h.finish(h.of(wms.TaskInduct)[0].ID)
	for h.sort("diverted", false) {
	}
	if packs := h.of(wms.TaskPack); len(packs) != 2 {
		t.Errorf("packings: %+v", packs)
	}
	if _, lost := h.books(); lost != 3 {
		t.Errorf("%d are lost", lost)
	}
}

// TestFullChuteIsPackedOut: an order that is more than its chute holds is
// packed in parts, instead of waiting for parcels that find no room.
func TestFullChuteIsPackedOut(t *testing.T) {
	db, _ := storetest.Open(t)
	h := newSortHall(t, db, "w")
	h.stock("A-L", "A", 6)
	a := h.promise(map[wms.SKU]int64{"A": 6})
	h.batch(1)
	h.finish(h.of(wms.TaskPick)[0].ID)
	h.finish(h.of(wms.TaskInduct)[0].ID)
	for range 4 {
		h.sort("diverted", false)
	}
	if packs := h.of(wms.TaskPack); len(packs) != 0 {
		t.Fatalf("packed before it is whole: %+v", packs)
	}
	h.sort("diverted", true) // the fifth finds it full
	packs, rejects := h.of(wms.TaskPack), h.of(wms.TaskReject)
	if len(packs) != 1 || len(packs[0].Parcels) != 4 || len(rejects) != 1 || rejects[0].SKU != "A" {
		t.Fatalf("packings %+v, reject lane %+v", packs, rejects)
	}
	h.finish(packs[0].ID)
	h.finish(rejects[0].ID) // back to the induction
	for h.sort("diverted", false) {
	}
	if packs = h.of(wms.TaskPack); len(packs) != 1 || len(packs[0].Parcels) != 2 {
		t.Fatalf("the rest: %+v", packs)
	}
	h.finish(packs[0].ID)
	if s := h.shipment(a); s.Status != wms.ShipmentPacked || len(s.Packages) != 2 {
		t.Errorf("%s is %s in %v", a, s.Status, s.Packages)
	}
}

// TestUnreadParcelOfACancelledOrder: who found it in the reject lane has
// nothing to do any more once its unit is back on the shelf.
func TestUnreadParcelOfACancelledOrder(t *testing.T) {
	db, _ := storetest.Open(t)
	h := newSortHall(t, db, "w")
	h.stock("A-L", "A", 1)
	a := h.promise(map[wms.SKU]int64{"A": 1})
	h.batch(1)
	h.finish(h.of(wms.TaskPick)[0].ID)
	h.finish(h.of(wms.TaskInduct)[0].ID)
	h.sort("no_read", false)
	h.do(func(tx store.Tx) error { return h.f.CancelShipment(tx, wms.CancelShipment{Shipment: a}) })
	found := h.of(wms.TaskReject)
	if len(found) != 1 {
		t.Fatalf("reject lane: %+v", found)
	}
	if _, err := h.confirm(found[0].ID); err != nil { // it is scanned
		t.Fatal(err)
	}
	h.finish(h.of(wms.TaskPutAway)[0].ID)
	if left := h.work(); len(left) != 0 {
		t.Errorf("still to do: %+v", left)
	}
	if inside, _ := h.books(); inside["A"] != 1 {
		t.Errorf("in the building: %v", inside)
	}
}
