package people

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/simulator/client"
	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
)

const (
	// lookEvery is the wall time between two looks at a thing that is not
	// there yet, lookAround when one begins to look elsewhere, patience when
	// one gives up, and cooling how long one then leaves it alone.
	lookEvery  = 100 * time.Millisecond
	lookAround = 5 * time.Second
	patience   = 15 * time.Second
	cooling    = 2 * time.Second
)

// person is one simulated person at work. All of it belongs to one goroutine.
type person struct {
	*crew
	site  *site
	who   config.Person
	hands string // the place of what they carry
	zone  string
	kinds []wms.TaskKind
	api   client.Client // with their own token
	dice  *rand.Rand
	mem   memory
	log   *slog.Logger
}

// assignment is what the WMS hands out: a task and where it stands.
type assignment struct {
	Task wms.Task `json:"task"`
	Step wms.Step `json:"step"`
}

// work is a person's day.
func (p *person) work(ctx context.Context) error {
	for ctx.Err() == nil {
		if err := p.next(ctx); err != nil && ctx.Err() == nil {
			return fmt.Errorf("%s in %s: %w", p.who.ID, p.site.ID, err)
		}
	}
	return nil
}

// next does one piece of work: first what is owed from before.
func (p *person) next(ctx context.Context) error {
	if p.mem.Owed != nil {
		_, _, err := p.settle(ctx)
		return err
	}
	var a assignment
	found, err := p.ask(ctx, &a)
	if err != nil {
		return err
	}
	if !found {
		if err := p.returnEmpties(ctx); err != nil {
			return err
		}
		return client.Sleep(ctx, p.IdleEvery*time.Duration(70+p.dice.IntN(30))/100)
	}
	return p.do(ctx, a)
}

// ask asks for the next piece of work.
func (p *person) ask(ctx context.Context, a *assignment) (found bool, err error) {
	if len(p.kinds) == 0 {
		return false, client.Sleep(ctx, p.IdleEvery)
	}
	found, err = p.askFor(ctx, p.kinds, a)
	if client.CodeOf(err) != "forbidden_task_kind" {
		return found, p.shrug(ctx, err, "asks for work")
	}
	// The site file asks more of this person than their role allows: find out what.
	for _, k := range slices.Clone(p.kinds) {
		found, err = p.askFor(ctx, []wms.TaskKind{k}, a)
		if client.CodeOf(err) == "forbidden_task_kind" {
			p.log.Warn("may not do the work that the site file gives them", "kind", k, "roles", p.who.Roles)
			p.kinds = slices.DeleteFunc(p.kinds, func(x wms.TaskKind) bool { return x == k })
		} else if err != nil || found {
			return found, p.shrug(ctx, err, "asks for work")
		}
	}
	return false, nil
}

func (p *person) askFor(ctx context.Context, kinds []wms.TaskKind, a *assignment) (bool, error) {
	in := map[string]any{"warehouse": p.site.ID, "kinds": kinds}
	if p.zone != "" {
		in["zone"] = p.zone
	}
	return p.call(ctx, http.MethodPost, "/v1/work/next", "", in, a)
}

// shrug takes a refusal that a person can do nothing about: they wait a while.
func (p *person) shrug(ctx context.Context, err error, doing string) error {
	var refusal *client.Refusal
	if errors.As(err, &refusal) {
		p.log.Warn(doing+", and is refused", "error", err)
		return client.Sleep(ctx, cooling)
	}
	return err
}

// call speaks to the WMS as this person; when it does not know them, they log
// in.
func (p *person) call(ctx context.Context, method, path, key string, in, out any) (bool, error) {
	for {
		if p.api.Token == "" {
			if err := p.logIn(ctx); err != nil {
				return false, err
			}
		}
		found, err := p.api.Call(ctx, method, path, key, in, out)
		var refusal *client.Refusal
		if !errors.As(err, &refusal) || refusal.Status != http.StatusUnauthorized {
			return found, err
		}
		p.api.Token = ""
	}
}

func (p *person) logIn(ctx context.Context) error {
	for {
		var s wms.Session
		_, err := p.api.Call(ctx, http.MethodPost, "/v1/login", "", map[string]string{"badge": p.who.Badge, "pin": p.who.PIN}, &s)
		var refusal *client.Refusal
		if err == nil {
			p.api.Token = s.Token
			return nil
		} else if !errors.As(err, &refusal) {
			return err
		}
		p.log.Warn("cannot log in", "error", err)
		if err := client.Sleep(ctx, patience); err != nil {
			return err
		}
	}
}

// change changes the world and what the person remembers, together.
func (p *person) change(fn func(tx *world.Tx) error) error {
	before := p.mem
	err := p.w.Update(func(tx *world.Tx) error {
		if err := fn(tx); err != nil {
			return &physical{err}
		}
		return remember(tx, p.site.ID, p.who.ID, p.mem)
	})
	if err != nil {
		p.mem = before
	}
	return err
}

// physical marks that something can't be done in the world as it is now, as
// opposed to a world that can't be written.
type physical struct{ error }

func (e *physical) Unwrap() error { return e.error }

func impossible(err error) bool {
	var e *physical
	return errors.As(err, &e)
}

// outcome is what a person did and says of it.
type outcome struct {
	deed      deed
	scans     []string
	exception *wms.Exception // instead of scans
	stays     bool           // see Owed
}

// try does a deed and tells the WMS. plan looks at the world and says what is
// to be done; as long as it, or the deed, is impossible the person waits, and
// in the end reports that it can't be done. ok is false if the task is over
// for this person.
func (p *person) try(ctx context.Context, t wms.Task, plan func(tx *world.Tx) (outcome, error)) (step wms.Step, ok bool, err error) {
	for begun := time.Now(); ; {
		err := p.change(func(tx *world.Tx) error {
			out, err := plan(tx)
			if err != nil {
				return err
			}
			if err := out.deed.apply(tx); err != nil {
				return err
			}
			p.mem.Owed, err = p.owed(t, out)
			return err
		})
		switch {
		case err == nil:
			return p.settle(ctx)
		case !impossible(err):
			return step, false, err
		case time.Since(begun) > patience:
			return step, false, p.giveUp(ctx, t, err.Error())
		}
		if err := client.Sleep(ctx, lookEvery); err != nil {
			return step, false, err
		}
	}
}

func (p *person) owed(t wms.Task, out outcome) (*Owed, error) {
	o := &Owed{Task: t.ID, Kind: t.Kind, Path: "/v1/tasks/" + string(t.ID) + "/confirm", Moves: out.deed, Stays: out.stays}
	var body any = wms.Confirmation{Scans: out.scans}
	if out.exception != nil {
		o.Path, body = "/v1/tasks/"+string(t.ID)+"/exception", out.exception
	}
	p.mem.Calls++
	o.Key = fmt.Sprintf("%s-%s-%d", p.who.ID, t.ID, p.mem.Calls)
	var err error
	o.Body, err = json.Marshal(body)
	return o, err
}

// settle sends what is owed until it is answered.
func (p *person) settle(ctx context.Context) (step wms.Step, ok bool, err error) {
	o := p.mem.Owed
	_, err = p.call(ctx, http.MethodPost, o.Path, o.Key, o.Body, &step)
	var refusal *client.Refusal
	if errors.As(err, &refusal) {
		return step, false, p.refused(ctx, *o, refusal)
	}
	if err != nil {
		return step, false, err
	}
	err = p.change(func(*world.Tx) error { p.mem.Owed = nil; return nil })
	return step, err == nil, err
}

// overCodes are the refusals that mean: this task is not yours any more.
var overCodes = []string{"task_ended", "task_in_work", "not_claimed", "task_waiting", "unknown_task"}

// refused puts back what was done for nothing. Unless the task is simply over,
// the person reports it.
func (p *person) refused(ctx context.Context, o Owed, why *client.Refusal) error {
	over := slices.Contains(overCodes, why.Code)
	count := "people_refused"
	if over {
		count = "people_forgotten"
	} else if why.Code == "wrong_scan" {
		count = "people_wrong_scans"
	}
	level := slog.LevelWarn
	if over {
		level = slog.LevelDebug
	}
	p.log.Log(ctx, level, "confirmation refused", "task", o.Task, "kind", o.Kind, "error", why)
	forget := func(undo deed, stands bool) error {
		return p.change(func(tx *world.Tx) error {
			p.mem.Owed = nil
			tx.Count(count, 1)
			if stands {
				tx.SetBlob(standsPrefix+string(o.Task), []byte(p.who.ID))
			}
			return undo.undo(tx)
		})
	}
	undo := deed(o.Moves)
	if o.Stays {
		undo = nil
	}
	err := forget(undo, false)
	if impossible(err) {
		// Somebody went on with it: it counts for whoever took the task over.
		p.log.Warn("what was done for a task that is over stands", "task", o.Task, "why", err)
		err = forget(nil, true)
	}
	if err != nil || over {
		return err
	}
	if o.Path == "/v1/tasks/"+string(o.Task)+"/exception" {
		return client.Sleep(ctx, cooling)
	}
	return p.giveUp(ctx, wms.Task{ID: o.Task, Kind: o.Kind}, "refused: "+why.Detail)
}

// giveUp reports that a task can't be done now, and leaves it alone a while.
func (p *person) giveUp(ctx context.Context, t wms.Task, note string) error {
	p.log.Warn("gives a task up", "task", t.ID, "kind", t.Kind, "reason", note)
	code := "other"
	if t.Kind == wms.TaskPick || t.Kind == wms.TaskStation {
		code = "blocked"
	}
	_, _, err := p.try(ctx, t, func(tx *world.Tx) (outcome, error) {
		tx.Count("people_gave_up", 1)
		return outcome{exception: &wms.Exception{Code: code, Note: note}}, nil
	})
	if err != nil {
		return err
	}
	return client.Sleep(ctx, cooling)
}

// spend lets site time pass.
func (p *person) spend(ctx context.Context, d time.Duration) error {
	d = d * time.Duration(80+p.dice.IntN(41)) / 100
	return client.Sleep(ctx, time.Duration(float64(d)/p.Speed))
}

// thinking is how long units take, by hand.
func thinking(first time.Duration, each time.Duration, qty int64, most time.Duration) time.Duration {
	return min(most, first+each*time.Duration(min(qty, 1000)))
}

// walkTo walks to where one reaches a place of the world.
func (p *person) walkTo(ctx context.Context, place string) error {
	var to *config.Location
	err := p.w.View(func(tx *world.Tx) error {
		l, ok := p.site.standing(tx, place)
		to = l
		if !ok {
			to = nil
		}
		return nil
	})
	if err != nil || to == nil || to.ID == p.mem.At {
		return err
	}
	from, ok := p.site.Location(p.mem.At)
	if !ok {
		from = to
	}
	way := walkTime(distanceMM(p.site.Warehouse, from, to))
	err = client.Sleep(ctx, time.Duration(float64(way)/p.Speed))
	p.mem.At = to.ID // written with the next change
	return err
}

// expected says whether a task's unit is where it must be: a tote to be filled
// at the stack or on the cart of whoever began to fill it, a filled one in
// somebody's hands, anything else where the task says. A tote that is still
// at a bench, say, has not been emptied yet, though the WMS may think so.
func (p *person) expected(t wms.Task, at string) bool {
	holder, inHands := PersonAt(at)
	switch t.Kind {
	case wms.TaskPick, wms.TaskStation:
		return p.site.kind(at) == "tote_stack" || inHands && p.fills(t, holder)
	case wms.TaskInduct:
		return inHands
	case wms.TaskPutAway:
		return inHands || at == p.site.placeID(t.From)
	}
	return at == p.site.placeID(t.From)
}

// fills says whether a colleague works on the same cart load or at the same
// station. Of a guest one does not know.
func (p *person) fills(t wms.Task, who string) bool {
	for _, x := range p.site.People {
		if x.ID != who || !x.Simulated {
			continue
		}
		var m memory
		_ = p.w.View(func(tx *world.Tx) error { return recall(tx, p.site.ID, who, &m) })
		return t.Batch != "" && m.Batch == t.Batch || t.Kind == wms.TaskStation && p.site.zoneOf(x.Place) == p.zone
	}
	return true
}

// fetch brings a handling unit into the person's hands, from where it must be;
// only if it is not there for a while does one look around. ok is false if it
// could not be had and the task was given up.
func (p *person) fetch(ctx context.Context, t wms.Task, unit string) (ok bool, err error) {
	for begun := time.Now(); ; {
		at := ""
		_ = p.w.View(func(tx *world.Tx) error {
			if u, ok := tx.HandlingUnit(unit); ok {
				at = u.Place
			}
			return nil
		})
		if at == p.hands {
			return true, nil
		}
		if p.site.reachable(at) && (p.expected(t, at) || time.Since(begun) > lookAround) {
			if err := p.walkTo(ctx, at); err != nil {
				return false, err
			}
			err := p.change(func(tx *world.Tx) error { return tx.MoveHandlingUnit(unit, at, p.hands) })
			if err == nil || !impossible(err) {
				return err == nil, err
			}
		}
		if time.Since(begun) > patience {
			return false, p.giveUp(ctx, t, fmt.Sprintf("%s is not to be found (seen in %q)", unit, at))
		}
		if err := client.Sleep(ctx, lookEvery); err != nil {
			return false, err
		}
	}
}
