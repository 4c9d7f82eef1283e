package plant

import (
	"context"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/hosts"
	"github.com/aisle-wms/aisle/wms/inbound"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
)

// Compare implements api.Comparisons.
func (p *Plant) Compare(ctx context.Context, c api.Call, id wms.HostID, in wms.NewComparison) (wms.Comparison, error) {
	now := p.Clock.Now()
	at := now
	if in.At != nil {
		at = in.At.UTC()
	}
	if at.After(now) {
		return wms.Comparison{}, wms.Refuse(wms.Invalid, "future_time", "at must not be after site time, which is %s", now.Format(time.RFC3339))
	}
	s := stockScan{plant: p, at: at, heldAfter: map[hosts.Place]int64{}, closing: map[string][]int{},
		books: hosts.Books{Now: map[hosts.Place]int64{}, Guesses: map[hosts.Place][]hosts.Guess{}}}
	if err := s.read(id); err != nil {
		return wms.Comparison{}, err
	}
	equal, differences := hosts.Compare(at, in.Rows, s.books)
	out, _, err := command(ctx, p, c, store.Network, "host.compare", func(tx store.Tx) (wms.Comparison, error) {
		return hosts.PutComparison(tx, wms.Comparison{Host: id, At: at, Rows: int64(len(in.Rows)), Equal: equal,
			Differences: differences, Seq: s.last * eventsPerRecord})
	})
	if err != nil {
		return out, err
	}
	key := "host/" + string(id) + "/compare"
	if out.Unexplained > 0 {
		p.alarms.raise(now, key, string(id), "stock_differs", wms.Say("host %s: nothing explains %d differences of stock, see its comparison %d",
			id, out.Unexplained, out.N), "warning")
	} else {
		p.alarms.clear(key)
	}
	return out, nil
}

// Comparison implements api.Comparisons.
func (p *Plant) Comparison(_ context.Context, id wms.HostID, n uint64) (wms.Comparison, error) {
	return view(p, func(r store.Reader) (wms.Comparison, error) { return hosts.GetComparison(r, id, n) })
}

// ListComparisons implements api.Comparisons: newest first.
func (p *Plant) ListComparisons(_ context.Context, id wms.HostID, page api.Page) ([]wms.Comparison, string, error) {
	before := uint64(0)
	if page.After != "" {
		n, err := strconv.ParseUint(page.After, 10, 62)
		if err != nil {
			return nil, "", badCursor(page.After)
		}
		before = n
	}
	out, err := view(p, func(r store.Reader) ([]wms.Comparison, error) { return hosts.Comparisons(r, id, before, page.Limit) })
	return out, nextCursor(out, page, func(c wms.Comparison) string { return strconv.FormatUint(c.N, 10) }), err
}

// stockScan collects what a comparison looks at: the stock in one look, and
// the journal up to that look.
type stockScan struct {
	plant *Plant
	host  wms.Host
	at    time.Time
	books hosts.Books
	last  uint64 // the last record of the look
	from  uint64 // the first event whose changes are causes
	// heldAfter is how much was put on hold since the moment compared.
	heldAfter map[hosts.Place]int64
	// closing are changes that the host is told of when their receipt is
	// closed.
	closing map[string][]int
}

func (s *stockScan) read(id wms.HostID) error {
	err := s.plant.Store.ViewAt(func(r store.Reader, seq uint64) (err error) {
		s.last = seq
		if s.host, err = hosts.Get(r, id); err != nil {
			return err
		}
		if s.from, s.books.Compared, err = hosts.Position(r, id); err != nil {
			return err
		}
		if s.books.TakenAt, err = hosts.Taken(r, id); err != nil {
			return err
		}
		for _, h := range s.plant.Houses {
			if err := s.count(r, h); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := s.changes(); err != nil {
		return err
	}
	for place, n := range s.heldAfter {
		for i, g := range s.books.Guesses[place] {
			if g.Kind == "held" {
				s.books.Guesses[place][i].Qty -= n
			}
		}
	}
	return nil
}

// count reads a warehouse's stock, and the ways of counting it.
func (s *stockScan) count(r store.Reader, h *House) error {
	held := map[hosts.Place]int64{}
	err := ledger.Each(r, h.Partition(), func(st ledger.Stock) (bool, error) {
		if place := (hosts.Place{Warehouse: h.Site.ID, SKU: st.SKU}); !st.Place.Virtual() {
			s.books.Now[place] += st.OnHand
			if st.StatusOrAvailable() != wms.Available {
				held[place] += st.OnHand
			}
		}
		return true, nil
	})
	if err != nil {
		return err
	}
	guess := func(place hosts.Place, g hosts.Guess) { s.books.Guesses[place] = append(s.books.Guesses[place], g) }
	for place, n := range held {
		guess(place, hosts.Guess{Kind: "held", What: "the host counts only what may be sold", Qty: n})
	}
	err = orders.EachSupply(r, "", func(sku wms.SKU, w wms.WarehouseID, st orders.Stock) (bool, error) {
		if w == h.Site.ID && st.Promised > 0 {
			guess(hosts.Place{Warehouse: w, SKU: sku}, hosts.Guess{Kind: "unshipped", What: "the host has deducted what is promised and not shipped", Qty: st.Promised})
		}
		return true, nil
	})
	if err != nil {
		return err
	}
	for after := wms.ReceiptID(""); ; {
		list, err := inbound.List(r, h.Partition(), after, 500)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, rec := range list {
			after = rec.ID
			if rec.Status == wms.ReceiptClosed {
				continue
			}
			due, arrived := map[wms.SKU]int64{}, map[wms.SKU]int64{}
			for _, l := range rec.Lines {
				due[l.SKU] += max(0, l.Qty-l.Received)
				arrived[l.SKU] += l.Received
			}
			for sku, n := range arrived { // also if it came before what the scan looks at
				if n > 0 {
					guess(hosts.Place{Warehouse: h.Site.ID, SKU: sku}, hosts.Guess{Kind: "not_confirmed", What: "receipt", Qty: n, Ref: string(rec.ID)})
				}
			}
			for sku, n := range due {
				if n > 0 {
					guess(hosts.Place{Warehouse: h.Site.ID, SKU: sku}, hosts.Guess{Kind: "in_transit",
						What: "the host counts a delivery that has not arrived", Qty: -n, Ref: string(rec.ID)})
				}
			}
		}
	}
}

// changes walks the journal from the first cause, or the moment compared if
// that is earlier, to the look.
func (s *stockScan) changes() error {
	for seq := min(s.from/eventsPerRecord, s.before(s.at)); seq < s.last; {
		records, err := s.plant.Store.Records(seq, 2000)
		if err != nil {
			return err
		}
		if len(records) == 0 {
			return nil
		}
		for _, rec := range records {
			if seq = rec.Seq; seq <= s.last {
				s.add(rec)
			}
		}
	}
	return nil
}

// before is the last record not after a moment.
func (s *stockScan) before(at time.Time) uint64 {
	n := sort.Search(int(s.last), func(i int) bool {
		records, err := s.plant.Store.Records(uint64(i), 1)
		return err == nil && len(records) > 0 && records[0].Time.After(at)
	})
	return uint64(n)
}

// add takes a record's changes of stock: what came into the building or left
// it, and what became unsaleable.
func (s *stockScan) add(rec store.Record) {
	w := warehouseOf(rec.Partition)
	if w == "" {
		return
	}
	what, ref, confirm, told := s.told(rec, w)
	for i, e := range rec.Events {
		if e.Type != "stock.moved" {
			continue
		}
		qty := asInt(e.Data["qty"])
		from, to := placeOf(e.Data["from"]), placeOf(e.Data["to"])
		place := hosts.Place{Warehouse: w, SKU: wms.SKU(e.Subject)}
		if from.Virtual() == to.Virtual() {
			if rec.Time.After(s.at) {
				s.heldAfter[place] += qty * heldBy(e.Data)
			}
			continue
		}
		if to.Virtual() {
			qty = -qty
		}
		c := hosts.Change{Place: place, At: rec.Time, Seq: eventSeq(rec.Seq, i), Qty: qty, What: what, Ref: ref, Told: told, Confirm: confirm}
		if c.What == "" {
			c.What, _ = e.Data["why"].(string)
		}
		if c.Seq <= s.from && !c.At.After(s.at) {
			continue // its time was compared before
		}
		s.books.Changes = append(s.books.Changes, c)
		if told && confirm == 0 {
			s.closing[ref] = append(s.closing[ref], len(s.books.Changes)-1)
		}
	}
}

// told says by which of a record's events, if by any, the host learns of its
// changes. A host that hears of closed receipts only learns then.
func (s *stockScan) told(rec store.Record, w wms.WarehouseID) (what, ref string, confirm uint64, told bool) {
	for i, e := range rec.Events {
		noun, verb, _ := strings.Cut(e.Type, ".")
		if noun == "task" || noun == "unit" || noun == "order" || e.Type == "stock.moved" {
			continue
		}
		pub := wms.Published{Seq: eventSeq(rec.Seq, i), Time: rec.Time, Type: e.Type, Subject: e.Subject, Warehouse: w, Data: e.Data}
		if verb == "closed" && hosts.Wants(s.host, pub) {
			for _, at := range s.closing[e.Subject] {
				s.books.Changes[at].Confirm = pub.Seq
			}
			delete(s.closing, e.Subject)
		}
		if what == "" || noun == "receipt" || noun == "shipment" || noun == "return" {
			what, ref = noun, e.Subject
			if e.Type == "stock.adjusted" {
				what = "adjustment"
			}
		}
		if told && confirm > 0 {
			continue
		}
		if hosts.Wants(s.host, pub) {
			confirm, told = pub.Seq, true
			continue
		}
		pub.Type = noun + ".closed"
		told = told || ((noun == "receipt" || noun == "return") && hosts.Wants(s.host, pub))
	}
	if !told { // the host may want the plain moves
		told = hosts.Wants(s.host, wms.Published{Type: "stock.moved", Warehouse: w})
		for i, e := range rec.Events {
			if told && e.Type == "stock.moved" {
				confirm = eventSeq(rec.Seq, i)
			}
		}
	}
	return what, ref, confirm, told
}

func placeOf(v any) ledger.Place {
	s, _ := v.(string)
	return ledger.Place(s)
}

// heldBy is 1 if a move takes stock out of sale, -1 if it brings it back.
func heldBy(data map[string]any) int64 {
	from, changed := data["was"].(string)
	to, _ := data["status"].(string)
	switch {
	case !changed:
	case from == string(wms.Available):
		return 1
	case to == string(wms.Available):
		return -1
	}
	return 0
}
