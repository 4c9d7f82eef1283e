// Package counting finds out what really lies in a warehouse while orders
// flow: cycle counts by location or rule, zero-checks after picks, recounts by
// another person, approval of large differences.
//
// A count compares with the books at the moment of its last scan, inside one
// command, and reckons with what pickers have in their hands. From the first
// scan of its location to the last nobody may begin to take from there or put
// there; a count that takes too long lapses. Differences, not quantities, are
// what waits for recount and approval, so that orders may go on meanwhile.
package counting

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// States of a count and of its locations.
const (
	Open      = "open"
	Recount   = "recount"
	Approval  = "approval"
	Done      = "done"
	Rejected  = "rejected"
	Cancelled = "cancelled"
)

// lock keeps others from a location while it is counted.
type lock struct {
	Task  wms.TaskID `cbor:"1,keyasint"`
	Until time.Time  `cbor:"2,keyasint"`
}

var (
	counts    = store.NewTable[wms.Count]("count", 1)
	locations = store.NewTable[wms.CountLocation]("countloc", 1) // count, location
	active    = store.NewTable[string]("countopen", 1)           // location → count
	locks     = store.NewTable[lock]("countlock", 1)             // location
	counted   = store.NewTable[time.Time]("counted", 1)          // location → when last
)

// MaxLocations bounds one count.
const MaxLocations = 20_000

// Desk counts one site.
type Desk struct {
	Site     *wms.Site
	Settings wms.StockSettings
	// Item reads the item master, or refuses with unknown_sku.
	Item func(r store.Reader, sku wms.SKU) (wms.Item, error)
}

func (d Desk) partition() store.Partition { return store.Partition(d.Site.ID) }

// Begin makes a count with a task for each location.
func (d Desk) Begin(tx store.Tx, n wms.NewCount) (wms.Count, error) {
	c := wms.Count{Warehouse: d.Site.ID, Rule: n.Rule, Status: Open, ShowExpected: n.ShowExpected, CreatedAt: tx.Now()}
	if (len(n.Locations) == 0) == (n.Rule == "") {
		return c, wms.Refuse(wms.Invalid, "invalid_count", "a count names either locations or a rule")
	}
	where, err := d.chosen(tx, n)
	if err != nil {
		return c, err
	}
	if len(where) == 0 {
		return c, wms.Refuse(wms.Conflict, "nothing_to_count", "no location of %s is to be counted by rule %q now", d.Site.ID, n.Rule)
	}
	if len(where) > MaxLocations {
		return c, wms.Refuse(wms.Invalid, "too_many_locations", "a count has at most %d locations, this one would have %d; use limit or a zone", MaxLocations, len(where))
	}
	seq, err := tx.NextID("count")
	if err != nil {
		return c, err
	}
	c.ID = fmt.Sprintf("%s-C%05d", tx.Partition(), seq)
	c.Total, c.Open = len(where), len(where)
	for _, l := range where {
		loc := wms.CountLocation{Location: l, Status: Open, Counters: []wms.UserID{}}
		if err := d.ask(tx, c.ID, &loc); err != nil {
			return c, err
		}
	}
	tx.Emit(wms.Event{Type: "count.begun", Subject: c.ID, Data: map[string]any{"locations": c.Total, "rule": c.Rule}})
	return c, counts.Put(tx, c, c.ID)
}

// ask makes the task of counting a location.
func (d Desk) ask(tx store.Tx, id string, loc *wms.CountLocation) error {
	zone := ""
	if l, ok := d.Site.Location(loc.Location); ok {
		zone = l.Zone
	}
	t, err := tasks.New(tx, wms.Task{Kind: wms.TaskCount, Priority: countPriority, From: loc.Location, Zone: zone, Ref: id, Note: loc.Status})
	if err != nil {
		return err
	}
	loc.Task = t.ID
	if err := active.Put(tx, id, string(loc.Location)); err != nil {
		return err
	}
	return locations.Put(tx, *loc, id, string(loc.Location))
}

// countPriority puts counts behind the work for orders.
const countPriority = 1 << 40

func (d Desk) chosen(r store.Tx, n wms.NewCount) ([]wms.LocationID, error) {
	if n.Rule != "" {
		return d.byRule(r, n)
	}
	var out []wms.LocationID
	for _, id := range n.Locations {
		l, err := d.Site.MustLocation(id)
		if err != nil {
			return nil, err
		}
		if l.Kind == wms.KindDevice || l.Kind == wms.KindCart {
			return nil, wms.Refuse(wms.Invalid, "not_countable", "%s is a %s: only places where goods lie can be counted", id, l.Kind)
		}
		if other, had, err := active.Get(r, d.partition(), string(id)); err != nil {
			return nil, err
		} else if had {
			return nil, wms.Refuse(wms.Conflict, "already_counting", "location %s is in count %s already", id, other).With("count", other)
		}
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out, nil
}

func (d Desk) byRule(r store.Tx, n wms.NewCount) ([]wms.LocationID, error) {
	type candidate struct {
		id   wms.LocationID
		last time.Time
	}
	var found []candidate
	rule, zone, _ := strings.Cut(n.Rule, ":")
	if !slices.Contains([]string{"all", "zone", "abc", "zero", "oldest"}, rule) || (rule == "zone") != (zone != "") {
		return nil, wms.Refuse(wms.Invalid, "unknown_rule", "rule %q is not one of all, zone:NAME, abc, zero, oldest", n.Rule)
	}
	for _, l := range d.Site.Locations {
		if l.Kind != wms.KindShelf && l.Kind != wms.KindCheck && l.Kind != wms.KindDockIn && l.Kind != wms.KindStaging {
			continue
		}
		if rule == "zone" && l.Zone != zone {
			continue
		}
		if _, had, err := active.Get(r, d.partition(), string(l.ID)); err != nil {
			return nil, err
		} else if had {
			continue
		}
		last, _, err := counted.Get(r, d.partition(), string(l.ID))
		if err != nil {
			return nil, err
		}
		if take, err := d.due(r, rule, l, last); err != nil {
			return nil, err
		} else if take {
			found = append(found, candidate{l.ID, last})
		}
	}
	limit := n.Limit
	if rule == "oldest" {
		slices.SortStableFunc(found, func(a, b candidate) int { return a.last.Compare(b.last) })
		if limit <= 0 {
			limit = 50
		}
	}
	var out []wms.LocationID
	for _, c := range found {
		if limit > 0 && len(out) == limit {
			break
		}
		out = append(out, c.id)
	}
	return out, nil
}

// due says whether a rule takes a location.
func (d Desk) due(r store.Tx, rule string, l wms.Location, last time.Time) (bool, error) {
	if rule == "all" || rule == "zone" || (rule == "oldest" && l.Kind == wms.KindShelf) {
		return true, nil
	}
	if l.Kind != wms.KindShelf {
		return false, nil
	}
	rows, err := ledger.InPlace(r, d.partition(), ledger.At(l.ID))
	if err != nil || rule == "zero" {
		return len(rows) == 0, err
	}
	days := int64(0)
	for _, st := range rows {
		it, err := d.Item(r, st.SKU)
		if err != nil {
			return false, err
		}
		n := map[string]int64{"A": d.Settings.DaysA, "B": d.Settings.DaysB}[it.Class]
		if n == 0 {
			n = d.Settings.DaysC
		}
		if days == 0 || n < days {
			days = n
		}
	}
	return days > 0 && !last.AddDate(0, 0, int(days)).After(r.Now()), nil
}

// Get reads a count with its locations, or refuses with unknown_count.
func Get(r store.Reader, p store.Partition, id string) (wms.Count, error) {
	c, err := head(r, p, id)
	if err != nil {
		return c, err
	}
	c.Locations = []wms.CountLocation{}
	return c, locations.Scan(r, p, []any{id}, func(_ store.KeyParts, l wms.CountLocation) (bool, error) {
		if l.Differences == nil {
			l.Differences = []wms.CountDifference{}
		}
		c.Locations = append(c.Locations, l)
		return true, nil
	})
}

func head(r store.Reader, p store.Partition, id string) (wms.Count, error) {
	c, ok, err := counts.Get(r, p, id)
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_count", "no count %q", id)
	}
	return c, err
}

// List reads up to limit counts of a warehouse behind an id.
func List(r store.Reader, p store.Partition, after string, limit int) ([]wms.Count, error) {
	var out []wms.Count
	err := counts.ScanFrom(r, p, nil, []any{after}, func(_ store.KeyParts, c wms.Count) (bool, error) {
		if c.ID != after {
			out = append(out, c)
		}
		return len(out) < limit, nil
	})
	return out, err
}

// Cancel gives up what of a count is not done.
func (d Desk) Cancel(tx store.Tx, id string) (wms.Count, error) {
	c, err := Get(tx, tx.Partition(), id)
	if err != nil || c.Status == Done || c.Status == Cancelled {
		return c, err
	}
	for _, l := range c.Locations {
		if l.Status != Open && l.Status != Recount && l.Status != Approval {
			continue
		}
		if t, err := tasks.Get(tx, tx.Partition(), l.Task); err != nil {
			return c, err
		} else if !tasks.Ended(t.Status) {
			t.Status = wms.TaskCancelled
			if err := tasks.Put(tx, t); err != nil {
				return c, err
			}
		}
		l.Status = Cancelled
		if err := d.close(tx, id, l); err != nil {
			return c, err
		}
	}
	now := tx.Now()
	c.Status, c.EndedAt, c.Open, c.Waiting = Cancelled, &now, 0, 0
	tx.Emit(wms.Event{Type: "count.cancelled", Subject: id})
	if err := counts.Put(tx, c, id); err != nil {
		return c, err
	}
	return Get(tx, tx.Partition(), id)
}

// close records a location's end in a count and lets everybody at it again.
func (d Desk) close(tx store.Tx, id string, l wms.CountLocation) error {
	l.Tally, l.Unit = nil, ""
	if err := locks.Delete(tx, string(l.Location)); err != nil {
		return err
	}
	if l.Status == Done || l.Status == Rejected || l.Status == Cancelled {
		if err := active.Delete(tx, string(l.Location)); err != nil {
			return err
		}
	}
	return locations.Put(tx, l, id, string(l.Location))
}

// Blocked refuses to take from or put to a location that is being counted.
func Blocked(r store.Reader, p store.Partition, at wms.LocationID, now time.Time) error {
	if at == "" {
		return nil
	}
	l, had, err := locks.Get(r, p, string(at))
	if err != nil || !had || !now.Before(l.Until) {
		return err
	}
	return wms.Refuse(wms.Conflict, "location_in_count", "location %s is being counted; go on as soon as the count is confirmed", at).
		With("location", at).With("task", l.Task)
}

// Guard refuses scans of other tasks that would take from or put to a
// location that is being counted. What is in somebody's hands already may go
// on: the count reckons with it.
func Guard(r store.Reader, p store.Partition, t wms.Task, script []tasks.Line, scans []string, now time.Time) error {
	if t.Kind == wms.TaskCount || t.Step >= len(script) {
		return nil
	}
	switch script[t.Step].Code {
	case tasks.ScanLocation, tasks.ScanItem, tasks.ScanSerial:
		if t.Kind == wms.TaskPick {
			return Blocked(r, p, t.From, now)
		}
	}
	if script[len(script)-1].Code != tasks.ScanPlace {
		return nil
	}
	for _, s := range scans {
		if err := Blocked(r, p, wms.LocationID(tasks.Payload(s)), now); err != nil {
			return err
		}
	}
	return nil
}

// MayClaim refuses a recount to whoever counted before.
func MayClaim(r store.Reader, p store.Partition, t wms.Task, who wms.UserID) error {
	if t.Kind != wms.TaskCount {
		return nil
	}
	l, had, err := locations.Get(r, p, t.Ref, string(t.From))
	if err == nil && had && l.Status == Recount && len(l.Counters) > 0 && l.Counters[len(l.Counters)-1] == who {
		return wms.Refuse(wms.Conflict, "same_counter", "location %s must be counted again by somebody else", t.From)
	}
	return err
}
