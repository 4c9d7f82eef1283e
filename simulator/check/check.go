// Package check compares the twin's building with the books: what lies where,
// what left on trucks, what was ordered, and how often machines and people
// did something. It is the only package of the simulator that reads the
// store; it changes nothing.
//
// A Violation is one sentence about one difference. What is under way is none:
// a unit on a machine or in somebody's hands with open work, a deed whose
// confirmation is still owed. So the comparison may be made at any moment, and
// is sharp when the floor is quiet.
package check

import (
	"fmt"
	"maps"
	"slices"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// Options of Compare.
type Options struct {
	// Journal is what CountJournal counted, shortly before; nil: the journal
	// is not compared.
	Journal map[string]int64
}

// Report is what Compare found. The counts are the twin's own.
type Report struct {
	OrdersShipped int64 // whole orders
	LinesShipped  int64 // whole lines
	UnitsShipped  int64
	AGVMissions   int64
	ASRSCycles    int64
	SorterDiverts int64
	HumanPicks    int64
	Violations    []string
}

// Counters of the twin's machines.
const (
	countAGV    = "agv_missions"
	countASRS   = "asrs_cycles"
	countDivert = "sorter_diverts"
)

// comparison is one run of Compare.
type comparison struct {
	r    store.Reader
	twin *twin
	rep  Report
}

func (c *comparison) violated(format string, args ...any) {
	c.rep.Violations = append(c.rep.Violations, fmt.Sprintf(format, args...))
}

// Compare looks at the store and the world as they are now.
func Compare(r store.Reader, net *config.Network, w *world.World, o Options) (Report, error) {
	t, err := look(w)
	if err != nil {
		return Report{}, err
	}
	c := &comparison{r: r, twin: t}
	var total counts
	for _, site := range net.Warehouses {
		b, err := readBooks(r, site)
		if err != nil {
			return c.rep, err
		}
		c.loose(b)
		c.units(b)
		if err := c.shipments(b); err != nil {
			return c.rep, err
		}
		total.add(b.counts)
		c.sound(store.Partition(site.ID))
	}
	if err := c.orders(); err != nil {
		return c.rep, err
	}
	if _, err := orders.Check(r); err != nil {
		c.violated("the network's books contradict themselves: %v", err)
	}
	c.counted(total, o.Journal)
	return c.rep, nil
}

// sound checks that a partition's books agree with themselves.
func (c *comparison) sound(p store.Partition) {
	if _, err := ledger.Check(c.r, p); err != nil {
		c.violated("the ledger contradicts itself: %v", err)
	}
	if _, err := tasks.Check(c.r, p); err != nil {
		c.violated("the tasks contradict themselves: %v", err)
	}
}

// counts are what the WMS says was done, and what is under way and may be
// done in the world already.
type counts struct {
	picks, missions, cycles          int64
	openMissions, openCycles, sorter int64
}

func (a *counts) add(b counts) {
	a.picks += b.picks
	a.missions += b.missions
	a.cycles += b.cycles
	a.openMissions += b.openMissions
	a.openCycles += b.openCycles
	a.sorter += b.sorter
}

// counted compares how often things happened.
func (c *comparison) counted(wms counts, journal map[string]int64) {
	same := func(what string, twin, books, underWay int64) {
		if twin < books || twin > books+underWay {
			c.violated("the twin counted %d %s, the WMS %d (%d under way)", twin, what, books, underWay)
		}
	}
	n := c.twin.counts
	same("vehicle missions delivered", n[countAGV], wms.missions, wms.openMissions)
	same("crane jobs done", n[countASRS], wms.cycles, wms.openCycles)
	same("picks", n[countPicks], wms.picks, c.twin.owedPicks())
	if journal != nil {
		same("diverts", n[countDivert], journal[JournalDiverts], wms.sorter)
		same("vehicle missions delivered", n[countAGV], journal[JournalMissions], wms.openMissions)
		same("picks", n[countPicks], journal[JournalPicks], c.twin.owedPicks())
		same("orders shipped whole", c.rep.OrdersShipped, journal[JournalOrders], c.twin.owedLoads())
	}
	c.rep.AGVMissions, c.rep.ASRSCycles, c.rep.SorterDiverts, c.rep.HumanPicks = n[countAGV], n[countASRS], n[countDivert], n[countPicks]
}

// What CountJournal counts.
const (
	JournalOrders   = "orders_shipped"
	JournalPicks    = "picks"
	JournalDiverts  = "sorter_diverts"
	JournalMissions = "agv_missions"
)

// CountJournal counts the events of the whole journal. records is the store's
// Records. It reads for itself: call it outside a View.
func CountJournal(records func(after uint64, limit int) ([]store.Record, error)) (map[string]int64, error) {
	const page = 2000
	out := map[string]int64{}
	for after := uint64(0); ; {
		list, err := records(after, page)
		if err != nil || len(list) == 0 {
			return out, err
		}
		for _, rec := range list {
			for _, e := range rec.Events {
				if name := counterOf(e); name != "" {
					out[name]++
				}
			}
			after = rec.Seq
		}
	}
}

func counterOf(e wms.Event) string {
	switch e.Type {
	case "order.shipped":
		return JournalOrders
	case "sorter.diverted":
		return JournalDiverts
	case "mission.done":
		if e.Data["class"] == "vehicle" {
			return JournalMissions
		}
	case "task.done":
		if k := e.Data["kind"]; k == string(wms.TaskPick) || k == string(wms.TaskStation) {
			return JournalPicks
		}
	}
	return ""
}

// differences names the items of which two heaps hold different quantities.
func differences(twin, books map[string]int64, say func(sku string, twin, books int64)) {
	all := maps.Clone(twin)
	if all == nil {
		all = map[string]int64{}
	}
	for sku := range books {
		if _, ok := all[sku]; !ok {
			all[sku] = 0
		}
	}
	for _, sku := range slices.Sorted(maps.Keys(all)) {
		if twin[sku] != books[sku] {
			say(sku, twin[sku], books[sku])
		}
	}
}
