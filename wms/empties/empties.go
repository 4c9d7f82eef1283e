// Package empties counts returnable load carriers: which types there are, how
// many of each lie where, and what each partner owes or is owed.
//
// The nouns: an account is a place of the building (never below zero) or a
// partner (a supplier, carrier or owner; below zero we owe them); a move takes
// a number of one type from one account to another, and corrections have an
// account too, so that each type sums to zero.
//
// Caveats: empties are counted, not numbered; totes and pallets with an id are
// handling units and are not counted here.
package empties

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

var (
	types    = store.NewTable[wms.EmptyType]("emptytype", 1)
	accounts = store.NewTable[int64]("empties", 1) // account, type
	moves    = store.NewTable[wms.EmptiesMove]("emptymove", 1)
)

// correction is the account of what is found or missing.
const correction = "@correction"

func place(l wms.LocationID) string { return "L:" + string(l) }
func partner(p string) string       { return "P:" + p }

// maxUnits bounds one move.
const maxUnits = 100_000

var typeID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$`)

// PutType sets a type, in the network's partition.
func PutType(tx store.Tx, t wms.EmptyType) (wms.EmptyType, error) {
	if !typeID.MatchString(t.ID) {
		return t, wms.Refuse(wms.Invalid, "invalid_id", "a type's id has 1 to 32 letters, digits, _ . or -; %q does not", t.ID)
	}
	if t.Deposit < 0 || t.Deposit > 1_000_000_000 {
		return t, wms.Refuse(wms.Invalid, "out_of_range", "deposit must be 0 to 1000000000, not %d", t.Deposit)
	}
	tx.Emit(wms.Event{Type: "empties.type_put", Subject: t.ID})
	return t, types.Put(tx, t, t.ID)
}

// Types lists them.
func Types(r store.Reader) ([]wms.EmptyType, error) {
	out := []wms.EmptyType{}
	err := types.Scan(r, store.Network, nil, func(_ store.KeyParts, t wms.EmptyType) (bool, error) {
		out = append(out, t)
		return true, nil
	})
	return out, err
}

func mustType(r store.Reader, id string) error {
	_, had, err := types.Get(r, store.Network, id)
	if err == nil && !had {
		err = wms.Refuse(wms.NotFound, "unknown_empty_type", "no type of empties %q", id)
	}
	return err
}

// Yard is what counting empties needs of the rest.
type Yard struct {
	Site *wms.Site
	// Partner refuses a business partner that nobody recorded.
	Partner func(r store.Reader, kind, id string) error
}

// side checks one side of a move and names its account.
func (y Yard) side(r store.Reader, at wms.LocationID, who string) (string, error) {
	switch {
	case at != "" && who != "":
		return "", wms.Refuse(wms.Invalid, "invalid_side", "a side of a move is a place or a partner, not both (%s, %s)", at, who)
	case at != "":
		_, err := y.Site.MustLocation(at)
		return place(at), err
	case who == "":
		return correction, nil
	}
	kind, id, ok := strings.Cut(who, ":")
	if !ok || id == "" || !slices.Contains([]string{"supplier", "carrier", "owner"}, kind) {
		return "", wms.Refuse(wms.Invalid, "invalid_partner", "a partner is supplier:ID, carrier:ID or owner:ID, not %q", who)
	}
	return partner(who), y.Partner(r, kind, id)
}

// Move books a move.
func (y Yard) Move(tx store.Tx, m wms.EmptiesMove, who wms.UserID) (wms.EmptiesMove, error) {
	if m.Qty < 1 || m.Qty > maxUnits {
		return m, wms.Refuse(wms.Invalid, "invalid_qty", "quantity must be 1 to %d, not %d", maxUnits, m.Qty)
	}
	if err := mustType(tx, m.Type); err != nil {
		return m, err
	}
	from, err := y.side(tx, m.From, m.FromPartner)
	if err != nil {
		return m, err
	}
	to, err := y.side(tx, m.To, m.ToPartner)
	if err != nil {
		return m, err
	}
	if from == to {
		return m, wms.Refuse(wms.Invalid, "same_place", "both sides of the move are the same")
	}
	if (from == correction || to == correction) && strings.TrimSpace(m.Note) == "" {
		return m, wms.Refuse(wms.Invalid, "missing_reason", "a correction needs a note that says why")
	}
	if err := add(tx, from, m.Type, -m.Qty); err != nil {
		return m, err
	}
	if err := add(tx, to, m.Type, m.Qty); err != nil {
		return m, err
	}
	n, err := tx.NextID("emptymove")
	if err != nil {
		return m, err
	}
	m.ID, m.Warehouse, m.By, m.At = fmt.Sprintf("%s-E%08d", tx.Partition(), n), y.Site.ID, who, tx.Now()
	tx.Emit(wms.Event{Type: "empties.moved", Subject: m.ID, Data: map[string]any{"type": m.Type, "qty": m.Qty, "from": string(m.From), "to": string(m.To),
		"from_partner": m.FromPartner, "to_partner": m.ToPartner}})
	return m, moves.Put(tx, m, m.ID)
}

func add(tx store.Tx, account, kind string, n int64) error {
	have, _, err := accounts.Get(tx, tx.Partition(), account, kind)
	if err != nil {
		return err
	}
	if at, is := strings.CutPrefix(account, "L:"); is && have+n < 0 {
		return wms.Refuse(wms.Conflict, "too_few_empties", "%d of %s wanted at %s, %d are there", -n, kind, at, have).With("available", have)
	}
	if have += n; have == 0 {
		return accounts.Delete(tx, account, kind)
	}
	return accounts.Put(tx, have, account, kind)
}

// Counts lists what lies where.
func (y Yard) Counts(r store.Reader) ([]wms.EmptiesCount, error) {
	out := []wms.EmptiesCount{}
	err := y.each(r, func(account, kind string, n int64) {
		if at, is := strings.CutPrefix(account, "L:"); is {
			out = append(out, wms.EmptiesCount{Type: kind, Location: wms.LocationID(at), Qty: n})
		}
	})
	return out, err
}

// Balances lists what partners owe.
func (y Yard) Balances(r store.Reader) ([]wms.EmptiesBalance, error) {
	all, err := Types(r)
	if err != nil {
		return nil, err
	}
	deposit := map[string]int64{}
	for _, t := range all {
		deposit[t.ID] = t.Deposit
	}
	out := []wms.EmptiesBalance{}
	err = y.each(r, func(account, kind string, n int64) {
		if who, is := strings.CutPrefix(account, "P:"); is {
			out = append(out, wms.EmptiesBalance{Warehouse: y.Site.ID, Partner: who, Type: kind, Qty: n, Deposit: n * deposit[kind]})
		}
	})
	return out, err
}

func (y Yard) each(r store.Reader, fn func(account, kind string, n int64)) error {
	return accounts.Scan(r, store.Partition(y.Site.ID), nil, func(k store.KeyParts, n int64) (bool, error) {
		account := k.Str()
		fn(account, k.Str(), n)
		return true, nil
	})
}

// Moves lists moves behind an id, in order.
func (y Yard) Moves(r store.Reader, after string, limit int) ([]wms.EmptiesMove, error) {
	out := []wms.EmptiesMove{}
	err := moves.ScanFrom(r, store.Partition(y.Site.ID), nil, []any{after}, func(_ store.KeyParts, m wms.EmptiesMove) (bool, error) {
		if m.ID != after {
			out = append(out, m)
		}
		return len(out) < limit, nil
	})
	return out, err
}

// Ask makes the work to bring empties from one place to another.
func (y Yard) Ask(tx store.Tx, n wms.EmptiesTask) (wms.Task, error) {
	if err := mustType(tx, n.Type); err != nil {
		return wms.Task{}, err
	}
	from, err := y.Site.MustLocation(n.From)
	if err != nil {
		return wms.Task{}, err
	}
	if _, err := y.Site.MustLocation(n.To); err != nil {
		return wms.Task{}, err
	}
	have, _, err := accounts.Get(tx, tx.Partition(), place(n.From), n.Type)
	if err != nil {
		return wms.Task{}, err
	}
	if n.Qty < 1 || n.From == n.To {
		return wms.Task{}, wms.Refuse(wms.Invalid, "invalid_qty", "say how many, at least 1, and two places; not %d from %s to %s", n.Qty, n.From, n.To)
	}
	if have < n.Qty {
		return wms.Task{}, wms.Refuse(wms.Conflict, "too_few_empties", "%d of %s wanted at %s, %d are there", n.Qty, n.Type, n.From, have).With("available", have)
	}
	return tasks.New(tx, wms.Task{Kind: wms.TaskEmpties, SKU: wms.SKU(n.Type), Qty: n.Qty, From: n.From, To: n.To, Zone: from.Zone})
}

func claimed(tx store.Tx, id wms.TaskID, who wms.UserID) (wms.Task, error) {
	t, err := tasks.Get(tx, tx.Partition(), id)
	switch {
	case err != nil:
		return t, err
	case tasks.Ended(t.Status):
		return t, wms.Refuse(wms.Conflict, "task_ended", "task %s is %s already", id, t.Status)
	case t.Status != wms.TaskAssigned || t.Assignee != who:
		return t, wms.Refuse(wms.Conflict, "not_claimed", "claim task %s before you work on it", id)
	}
	return t, nil
}

// Confirm walks the work by what was scanned.
func (y Yard) Confirm(tx store.Tx, id wms.TaskID, who wms.UserID, c wms.Confirmation) (wms.Step, error) {
	t, err := claimed(tx, id, who)
	if err != nil {
		return wms.Step{}, err
	}
	if t.StartedAt == nil {
		now := tx.Now()
		t.StartedAt = &now
	}
	_, finished, err := tasks.Advance(&t, c, nil)
	if err != nil {
		return wms.Step{}, err
	}
	if finished {
		t.Status, t.QtyDone = wms.TaskDone, t.Qty
		if _, err := y.Move(tx, wms.EmptiesMove{Type: string(t.SKU), Qty: t.Qty, From: t.From, To: t.To, Note: string(t.ID)}, who); err != nil {
			return wms.Step{}, err
		}
	}
	return tasks.StepOf(t, nil), tasks.Put(tx, t)
}

// Except ends or returns work that can't be done as asked: of what is short,
// missing or broken the count is put right, and what is there is asked for
// again.
func (y Yard) Except(tx store.Tx, id wms.TaskID, who wms.UserID, e wms.Exception) (wms.Step, error) {
	t, err := claimed(tx, id, who)
	if err != nil {
		return wms.Step{}, err
	}
	tx.Emit(wms.Event{Type: "task.exception", Subject: string(id), Data: map[string]any{"code": e.Code, "note": e.Note, "from": string(t.From), "to": string(t.To)}})
	over := tasks.StepOf(wms.Task{ID: t.ID, Kind: t.Kind, Status: wms.TaskDone}, nil)
	if !slices.Contains([]string{"short", "damaged", "not_found", "wrong_item"}, e.Code) {
		t.Status, t.Assignee, t.Step = wms.TaskOpen, "", 0
		return over, tasks.Put(tx, t)
	}
	missing := t.Qty
	if e.Qty != nil {
		if missing = t.Qty - *e.Qty; e.Code == "damaged" {
			missing = *e.Qty
		}
	}
	if missing < 0 || missing > t.Qty {
		return wms.Step{}, wms.Refuse(wms.Invalid, "invalid_qty", "%d of %s are asked for; qty must be 0 to %d, not %d", t.Qty, t.SKU, t.Qty, *e.Qty)
	}
	t.Status = wms.TaskFailed
	if err := tasks.Put(tx, t); err != nil {
		return wms.Step{}, err
	}
	if missing > 0 {
		if _, err := y.Move(tx, wms.EmptiesMove{Type: string(t.SKU), Qty: missing, From: t.From, Note: e.Code + " " + string(t.ID)}, who); err != nil {
			return wms.Step{}, err
		}
	}
	if left := t.Qty - missing; left > 0 {
		_, err = y.Ask(tx, wms.EmptiesTask{Type: string(t.SKU), Qty: left, From: t.From, To: t.To})
	}
	return over, err
}
