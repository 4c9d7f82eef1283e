package hosts

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

var comparisons = store.NewTable[wms.Comparison]("hostcompare", 1) // host, n

// MaxCompareRows bounds a host's stock file, maxDifferences what is kept of a
// comparison's result.
const (
	MaxCompareRows = 100_000
	maxDifferences = 5000
	maxRefs        = 20
	maxGuesses     = 10
)

// Place is an item in a warehouse.
type Place struct {
	Warehouse wms.WarehouseID
	SKU       wms.SKU
}

// Change is a quantity that came into a building or left it.
type Change struct {
	Place
	At   time.Time
	Seq  uint64 // of the event
	Qty  int64
	What string // receipt, shipment, adjustment …
	Ref  string
	// Told: the host is told of such changes; by the event Confirm, 0 if that
	// has not happened yet.
	Told    bool
	Confirm uint64
}

// Guess is a way of counting that would explain a quantity.
type Guess struct {
	Kind, What string
	Qty        int64 // ours - host, if the host counts so
	Ref        string
}

// Books is what a comparison looks at: what is on hand now, all changes since
// the causes are looked for (in order), ways of counting, and when the host
// took an event (zero time: not yet).
type Books struct {
	Now     map[Place]int64
	Changes []Change
	Guesses map[Place][]Guess
	// Compared is the last sequence number that an earlier comparison knew:
	// what the host was not told before it, it learned from that one.
	Compared uint64
	TakenAt  func(seq uint64) time.Time
}

// Compare explains each difference between a host's stock and ours at a
// moment.
func Compare(at time.Time, theirs []wms.HostStock, b Books) (equal int64, out []wms.Difference) {
	ours, host := map[Place]int64{}, map[Place]int64{}
	for p, n := range b.Now {
		ours[p] = n
	}
	for _, r := range theirs {
		host[Place{r.Warehouse, r.SKU}] += r.Qty
	}
	causes := map[Place][]wms.Cause{}
	for _, c := range b.Changes {
		switch {
		case c.At.After(at):
			ours[c.Place] -= c.Qty
		case !c.Told && c.Seq <= b.Compared:
		case !c.Told:
			causes[c.Place] = addCause(causes[c.Place], "not_told", c)
		case c.Confirm == 0 || b.TakenAt(c.Confirm).IsZero() || b.TakenAt(c.Confirm).After(at):
			causes[c.Place] = addCause(causes[c.Place], "not_confirmed", c)
		}
	}
	places := map[Place]bool{}
	for p := range ours {
		places[p] = true
	}
	for p := range host {
		places[p] = true
	}
	for p := range places {
		if ours[p] == host[p] {
			equal++
			continue
		}
		d := wms.Difference{Warehouse: p.Warehouse, SKU: p.SKU, Ours: ours[p], Host: host[p]}
		explain(&d, causes[p], b.Guesses[p])
		out = append(out, d)
	}
	slices.SortFunc(out, func(x, y wms.Difference) int {
		unexplained := func(d wms.Difference) int { return min(1, int(max(d.Rest, -d.Rest))) }
		return cmp.Or(unexplained(y)-unexplained(x), cmp.Compare(x.Warehouse, y.Warehouse), cmp.Compare(x.SKU, y.SKU))
	})
	return equal, out
}

func addCause(list []wms.Cause, kind string, c Change) []wms.Cause {
	i := slices.IndexFunc(list, func(x wms.Cause) bool { return x.Kind == kind && x.What == c.What })
	if i < 0 {
		list = append(list, wms.Cause{Kind: kind, What: c.What})
		i = len(list) - 1
	}
	list[i].Qty += c.Qty
	if len(list[i].Refs) < maxRefs {
		list[i].Refs = append(list[i].Refs, fmt.Sprintf("%s (%d)", c.Ref, c.Seq))
	}
	return list
}

// explain finds the causes that make the difference come out exactly: the
// facts, and the fewest ways of counting with them; or, if nothing does, the
// facts alone and a rest.
func explain(d *wms.Difference, facts []wms.Cause, guesses []Guess) {
	diff := d.Ours - d.Host
	sum := int64(0)
	for _, c := range facts {
		sum += c.Qty
	}
	all := slices.Clone(facts)
	guesses = guesses[:min(len(guesses), maxGuesses)]
	if chosen, found := exact(diff-sum, guesses); found {
		d.Causes = all
		for _, g := range chosen {
			c := wms.Cause{Kind: g.Kind, Qty: g.Qty, What: g.What}
			if g.Ref != "" {
				c.Refs = []string{g.Ref}
			}
			d.Causes = append(d.Causes, c)
		}
		d.Causes = slices.DeleteFunc(d.Causes, func(c wms.Cause) bool { return c.Qty == 0 })
		return
	}
	d.Causes = slices.DeleteFunc(all, func(c wms.Cause) bool { return c.Qty == 0 })
	d.Rest = diff - sum
}

// exact finds the fewest guesses that sum to want.
func exact(want int64, guesses []Guess) (best []Guess, found bool) {
	for set := range 1 << len(guesses) {
		var chosen []Guess
		sum := int64(0)
		for i, g := range guesses {
			if set>>i&1 == 1 {
				sum += g.Qty
				chosen = append(chosen, g)
			}
		}
		if sum == want && (!found || len(chosen) < len(best)) {
			best, found = chosen, true
		}
	}
	return best, found
}

// PutComparison keeps a comparison.
func PutComparison(tx store.Tx, c wms.Comparison) (wms.Comparison, error) {
	n, err := tx.NextID("hostcompare/" + string(c.Host))
	if err != nil {
		return c, err
	}
	c.N, c.MadeAt = n, tx.Now()
	for _, d := range c.Differences {
		if d.Rest != 0 {
			c.Unexplained++
		} else {
			c.Explained++
		}
	}
	c.Differences = c.Differences[:min(len(c.Differences), maxDifferences)]
	tx.Emit(wms.Event{Type: "host.compared", Subject: string(c.Host), Data: map[string]any{
		"n": n, "equal": c.Equal, "explained": c.Explained, "unexplained": c.Unexplained}})
	return c, comparisons.Put(tx, c, string(c.Host), n)
}

// GetComparison reads one or refuses.
func GetComparison(r store.Reader, id wms.HostID, n uint64) (wms.Comparison, error) {
	c, ok, err := comparisons.Get(r, store.Network, string(id), n)
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_comparison", "host %s has no comparison %d", id, n)
	}
	return c, err
}

// Comparisons lists up to limit, newest first, before number n (0: from the
// newest), without their differences.
func Comparisons(r store.Reader, id wms.HostID, n uint64, limit int) ([]wms.Comparison, error) {
	if _, err := Get(r, id); err != nil {
		return nil, err
	}
	if n == 0 {
		n = 1 << 62
	}
	out := []wms.Comparison{}
	err := comparisons.ScanBackFrom(r, store.Network, []any{string(id)}, []any{string(id), n}, func(_ store.KeyParts, c wms.Comparison) (bool, error) {
		c.Differences = nil
		out = append(out, c)
		return len(out) < limit, nil
	})
	return out, err
}

// Position is from which sequence number on a host's differences have their
// causes: its last comparison or the day it was connected, or, if that is
// earlier, the oldest message that it has not taken.
func Position(r store.Reader, id wms.HostID) (from, compared uint64, err error) {
	c, _, err := cursors.Get(r, store.Network, string(id))
	if err != nil {
		return 0, 0, err
	}
	compared = c.Start
	last, err := Comparisons(r, id, 0, 1)
	if err != nil {
		return 0, 0, err
	}
	if len(last) > 0 {
		compared = last[0].Seq
	}
	from = min(compared, max(c.Start, c.Seq))
	err = parkedBy.Scan(r, store.Network, []any{string(id)}, func(_ store.KeyParts, p parked) (bool, error) {
		from = min(from, p.Message.Seq-1)
		return true, nil
	})
	return from, compared, err
}

// Taken says when a host first took each event, as far as the log knows; what
// it does not know was taken before if the cursor is past it.
func Taken(r store.Reader, id wms.HostID) (func(seq uint64) time.Time, error) {
	c, _, err := cursors.Get(r, store.Network, string(id))
	if err != nil {
		return nil, err
	}
	at, waits := map[uint64]time.Time{}, map[uint64]bool{}
	err = log.Scan(r, store.Network, []any{string(id)}, func(_ store.KeyParts, d wms.Delivery) (bool, error) {
		if _, had := at[d.Seq]; !had && d.Result != "parked" {
			at[d.Seq] = d.At
		}
		return true, nil
	})
	if err == nil {
		err = parkedBy.Scan(r, store.Network, []any{string(id)}, func(_ store.KeyParts, p parked) (bool, error) {
			waits[p.Message.Seq] = true
			return true, nil
		})
	}
	return func(seq uint64) time.Time {
		if t, known := at[seq]; known && !waits[seq] {
			return t
		}
		if waits[seq] || seq > c.High {
			return time.Time{}
		}
		return time.Unix(1, 0)
	}, err
}
