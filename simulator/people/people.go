package people

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/simulator/client"
	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
)

// Config says who is played and how. URL and Network are needed.
type Config struct {
	URL string // of the WMS: http://127.0.0.1:8080
	// Token of an administrator or supervisor, to follow what guests confirm;
	// without one, guests have no hands in the twin.
	Token   string
	Network *config.Network
	Speed   float64 // site seconds per wall second; 1 if not given
	Seed    uint64
	// Barcode is what is printed on a unit of an item; its number if not given.
	Barcode func(sku string) string
	// IdleEvery is the wall time between two questions for work of somebody
	// who has none; 1 s if not given.
	IdleEvery time.Duration
	Logger    *slog.Logger
	Faults    Faults
}

// Faults are mistakes that the people are told to make, for trials of the end
// check.
type Faults struct {
	// DoublePickNth: the pick of that number, counted from 1 over the world's
	// life, takes twice what is confirmed, if it is there. 0: never.
	DoublePickNth int
}

// playable are the kinds of work that people know how to do.
var playable = []wms.TaskKind{wms.TaskPick, wms.TaskStation, wms.TaskInduct, wms.TaskPack, wms.TaskLoad,
	wms.TaskPutAway, wms.TaskReject}

// crew is what all people of one run share.
type crew struct {
	Config
	w     *world.World
	api   client.Client
	sites map[string]*site
}

func newCrew(c Config, w *world.World) *crew {
	if c.Speed <= 0 {
		c.Speed = 1
	}
	if c.IdleEvery <= 0 {
		c.IdleEvery = time.Second
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Barcode == nil {
		c.Barcode = func(sku string) string { return sku }
	}
	all := 1
	sites := map[string]*site{}
	for _, s := range c.Network.Warehouses {
		sites[s.ID] = newSite(s)
		all += len(s.People)
	}
	return &crew{Config: c, w: w, sites: sites,
		api: client.Client{URL: c.URL, Token: c.Token, HTTP: client.Pool(all), Logger: c.Logger}}
}

// Run plays all simulated people, and lends guests hands, until ctx ends. An
// error is one of the world's; whatever the WMS does, people wait or go on.
func Run(ctx context.Context, c Config, w *world.World) error {
	crew := newCrew(c, w)
	defer crew.api.HTTP.CloseIdleConnections()
	people, err := crew.people()
	if err != nil {
		return err
	}
	played := map[string]bool{}
	jobs := make([]func(context.Context) error, 0, len(people)+1)
	for _, p := range people {
		played[p.who.ID] = true
		jobs = append(jobs, p.work)
	}
	if c.Token != "" {
		jobs = append(jobs, func(ctx context.Context) error { return crew.follow(ctx, played) })
	}
	crew.Logger.Info("people start", "people", len(people))
	return together(ctx, jobs)
}

// ActAsHands lends hands to everybody who confirms work, for a twin whose
// people are not played. Run does it for guests already.
func ActAsHands(ctx context.Context, c Config, w *world.World) error {
	crew := newCrew(c, w)
	defer crew.api.HTTP.CloseIdleConnections()
	if c.Token == "" {
		return errors.New("people: to follow what others confirm, a token of an administrator or supervisor is needed")
	}
	return together(ctx, []func(context.Context) error{func(ctx context.Context) error { return crew.follow(ctx, nil) }})
}

// together runs jobs until ctx ends or one of them fails.
func together(ctx context.Context, jobs []func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var running sync.WaitGroup
	var failed sync.Once
	var first error
	for _, job := range jobs {
		running.Go(func() {
			if err := job(ctx); err != nil && ctx.Err() == nil {
				failed.Do(func() { first = err })
				cancel(err)
			}
		})
	}
	running.Wait()
	return first
}

// people lists the simulated ones, each with what they remember.
func (c *crew) people() ([]*person, error) {
	var out []*person
	for _, w := range c.Network.Warehouses {
		for _, who := range w.People {
			if !who.Simulated {
				continue
			}
			p, err := c.person(c.sites[w.ID], who)
			if err != nil {
				return nil, err
			}
			out = append(out, p)
		}
	}
	return out, nil
}

func (c *crew) person(s *site, who config.Person) (*person, error) {
	p := &person{crew: c, site: s, who: who, hands: handsOf(s.ID, who.ID), zone: s.zoneOf(who.Place),
		api: client.Client{URL: c.URL, HTTP: c.api.HTTP, Logger: c.Logger}, log: c.Logger.With("person", who.ID)}
	for _, k := range who.Work {
		if slices.Contains(playable, wms.TaskKind(k)) {
			p.kinds = append(p.kinds, wms.TaskKind(k))
		}
	}
	name := fnv.New64a()
	_, _ = name.Write([]byte(s.ID + "/" + who.ID)) // a hash never fails
	p.dice = rand.New(rand.NewPCG(c.Seed, name.Sum64()))
	err := c.w.Update(func(tx *world.Tx) error {
		tx.AddPlace(p.hands, 0)
		return recall(tx, s.ID, who.ID, &p.mem)
	})
	if p.mem.At == "" {
		p.mem.At = who.Place
	}
	if _, ok := s.Location(p.mem.At); !ok {
		_, p.mem.At, _ = cut(s.stack)
	}
	return p, err
}

// MoveByHand moves one empty tote to another place behind everybody's back: a
// trial of the end check. It takes the tote that is asked for last.
func MoveByHand(w *world.World) error {
	return w.Update(func(tx *world.Tx) error {
		ids := tx.HandlingUnits()
		for _, id := range slices.Backward(ids) {
			u, _ := tx.HandlingUnit(id)
			wh, local, _ := cut(u.Place)
			if u.Kind != string(wms.Tote) || len(u.Units) > 0 || local == "" || local[0] == '@' {
				continue
			}
			for _, to := range tx.Places() {
				there, name, _ := cut(to)
				if there == wh && to != u.Place && name[0] != '@' && tx.MoveHandlingUnit(id, u.Place, to) == nil {
					return nil
				}
			}
		}
		return fmt.Errorf("people: there is no empty tote to move")
	})
}
