// Package plant is one running Aisle: the store, the processes on it, the
// pumps that carry messages between partitions, the loops that release and
// plan work, and the control of the machines. It wires packages together and
// holds no rules of its own; with cmd/twin and cmd/aisle it is the only place
// that knows them all.
//
// The nouns: a Plant has one House per warehouse; a House has its site, its
// outbound floor, its pick planner and, where there are machines, its Line of
// them.
package plant

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/access"
	"github.com/aisle-wms/aisle/wms/allocation"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/board"
	shipping "github.com/aisle-wms/aisle/wms/carriers"
	"github.com/aisle-wms/aisle/wms/hosts"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/manifests"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/personal"
	"github.com/aisle-wms/aisle/wms/printing"
	"github.com/aisle-wms/aisle/wms/replay"
	"github.com/aisle-wms/aisle/wms/rules"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
	"github.com/aisle-wms/aisle/wms/transfers"
	"github.com/aisle-wms/aisle/wms/transports"
	"github.com/aisle-wms/aisle/wms/users"
)

// Options of Open.
type Options struct {
	Network *config.Network
	Dir     string  // the data folder
	Speed   float64 // site seconds per wall second
	Logger  *slog.Logger
	Twin    api.Twin // of the machines, if it runs in this process
	// ArchiveAfterDays is for how many days of site time a month that has ended
	// stays before it is sealed; 0: until the archive command is called.
	ArchiveAfterDays int
	// SkipMove leaves one move out of the ledger, for trials of the end check.
	SkipMove bool
	// Enrolment, PublicURL and EnrolURL are those of api.Security.
	Enrolment           api.Enrolment
	PublicURL, EnrolURL string
	// NoSync leaves out fsync: only for tests.
	NoSync bool
	// Tail is what was logged last, for the support bundle; may be nil.
	Tail *LogTail
	// HostRetry is the wall time to wait after a first failure to reach
	// another system; default 1 s.
	HostRetry time.Duration
	// AlarmGrace is the wall time after a start in which no alarm counts as
	// over; default a minute.
	AlarmGrace time.Duration
	// PINMemoryKiB is the memory that a new PIN's hash takes to compute;
	// default 19 MiB. Less only for tests.
	PINMemoryKiB uint32
	// Planning is what is planned of orders in the background.
	Planning Planning
	// PrintersAt are networks beside the private ones that printers may be in;
	// PrintLook is the wall time between two questions to a printer, default 1 s.
	PrintersAt printing.Reachable
	PrintLook  time.Duration
	// DropDir is the folder that files are taken from; empty: none. DropLook is
	// the wall time between two looks, default 1 s.
	DropDir  string
	DropLook time.Duration
	// ReplayMB is the room for pictures of the floors as they were; 0: none are
	// kept.
	ReplayMB int64
	// LabelWait is the wall time that a label waits for its waybill; default 5 s.
	LabelWait time.Duration
}

// Plant is the running system. Open it, Run it, Close it.
type Plant struct {
	Options
	Store  *store.Bolt
	Users  *users.Users
	Book   orders.Book
	Houses []*House
	Clock  *SiteClock
	Vault  *personal.Vault

	houses map[wms.WarehouseID]*House
	// auditing has room for the one who recomputes the past, replanning for the
	// one who plans promises anew.
	auditing, replanning, comparing chan struct{}
	replans                         replans
	prices                          atomic.Pointer[orders.Prices]
	demand                          atomic.Pointer[orders.Daily]
	rules                           rules.Shelf
	arrivals                        arrivals

	alarms      *alarms
	intruders   intruders // stand among the alarms
	counter     *counter
	board       *board.Book
	care        sync.Mutex // held while stock is looked at
	careSeen    careDesk
	wires       Wires
	courier     *hosts.Courier
	spooler     *printing.Spooler
	waybillDesk *shipping.Desk
	recorder    *replay.Recorder // nil: no pictures are kept
	signOn      api.SignOn       // nil: badge and PIN only
	supply      supplyDesk
	lag         lagMeter
	sentBy      map[string][]time.Time // by alarm rule, in the last hour
	// fileLayouts are the layouts of the site files; the network has those
	// that the site runs with.
	fileLayouts map[wms.WarehouseID][]byte
}

// House is one warehouse of the plant.
type House struct {
	heats   heats
	Config  *config.Warehouse
	Site    *wms.Site
	Floor   outbound.Floor
	Line    *Line // nil without machines
	access  access.Board
	dead    atomic.Pointer[map[wms.DeviceID]bool] // cranes whose aisles nothing is taken from
	pickers []*pickPlanner                        // of the shelf areas
	people  *peopleSeen
	pace    *pace
	// When put-away was planned last and how long it may rest, the last day
	// whose stored goods are noted and when to look again; of the work loop
	// alone.
	putawayAt, storedNext time.Time
	putawayPause          time.Duration
	facesAt               time.Time // when pick faces were looked at last
	slotsAt               time.Time // and the running slotting plan
	storedDay             string
	live                  liveCache
	swept                 string // the day of the last expiry sweep
	// links are the connections to PLCs and other controllers.
	links []devices.Connection
}

// liveCache is the last live picture, so that many viewers cost no more than
// one.
type liveCache struct {
	mu      sync.Mutex
	at      time.Time
	picture wms.Live
	slowAt  time.Time
	slow    wms.Live
}

// Partition of the house in the store.
func (h *House) Partition() store.Partition { return store.Partition(h.Site.ID) }

// Open opens the store in the data folder and seeds users and equipment.
func Open(ctx context.Context, o Options) (*Plant, error) {
	p := &Plant{Options: o, houses: map[wms.WarehouseID]*House{}, auditing: make(chan struct{}, 1), replanning: make(chan struct{}, 1), comparing: make(chan struct{}, 1), replans: replans{wake: make(chan struct{}, 1)}, alarms: newAlarms(), counter: newCounter()}
	p.Clock = NewSiteClock(o.Speed)
	var err error
	p.Store, err = store.Open(store.Options{File: filepath.Join(o.Dir, store.FileName), Clock: p.Clock.Now, Logger: o.Logger, NoSync: o.NoSync, Extras: Extras})
	if err != nil {
		return nil, err
	}
	p.Clock.Start(p.Store.LastTime())
	if err := p.openBoard(); err != nil {
		return nil, errors.Join(err, p.Store.Close())
	}
	if err := p.takeLayouts(ctx); err != nil {
		return nil, errors.Join(err, p.Store.Close())
	}
	for _, w := range p.Network.Warehouses {
		h, err := newHouse(w)
		if err != nil {
			return nil, errors.Join(err, p.Store.Close())
		}
		if o.SkipMove {
			h.Floor.LeaveOut = &atomic.Int64{}
			h.Floor.LeaveOut.Store(skippedMove)
		}
		p.Houses = append(p.Houses, h)
		p.houses[h.Site.ID] = h
	}
	p.Book = orders.Book{Item: items.Get, Lanes: lanes{p.Network}, Departures: lanes{p.Network}, LateDay: float64(p.Network.LateDayCost),
		Weights: allocation.Weights{Split: float64(p.Network.SplitPenalty), Short: 1e7}}
	p.courier, p.spooler, p.waybillDesk, p.sentBy = p.newCourier(), p.newSpooler(), p.newDesk(), map[string][]time.Time{}
	for _, h := range p.Houses {
		if err := p.refreshAccess(h); err != nil {
			return nil, errors.Join(err, p.Store.Close())
		}
	}
	p.Book.KeepBack, p.Book.Prices, p.Book.Rules = p.keepBack, p.prices.Load, p.rulesFor
	if err := p.openReplay(); err != nil {
		return nil, errors.Join(err, p.Store.Close())
	}
	if err := p.openVault(ctx); err != nil {
		return nil, errors.Join(err, p.Store.Close())
	}
	if err := p.seed(ctx); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

func newHouse(w *config.Warehouse) (*House, error) {
	site := siteOf(w)
	h := &House{Config: w, Site: site, Floor: outbound.Floor{Site: site}, people: newPeopleSeen(), pace: newPace()}
	h.Floor.Ship = shipBy
	h.Floor.Down = func(d wms.DeviceID) bool { return h.access.Look().Down[d] }
	h.Floor.Shut = func(l wms.Location) bool {
		if dead := h.dead.Load(); dead != nil && l.Kind == wms.KindRackCell && (*dead)[l.Device] {
			return true
		}
		_, closed := h.access.Look().Closed(l)
		return closed
	}
	h.Floor.Bench, h.Floor.Loaded = bench(), manifests.Load
	var err error
	h.pickers, err = newPickPlanners(w, site)
	return h, err
}

// skippedMove is which return of a tote SkipMove leaves out.
const skippedMove = 3

// House finds a warehouse or refuses with unknown_warehouse.
func (p *Plant) House(id wms.WarehouseID) (*House, error) {
	h, ok := p.houses[id]
	if !ok {
		return nil, wms.Refuse(wms.NotFound, "unknown_warehouse", "no warehouse %q", id)
	}
	return h, nil
}

// Run pumps messages and plans work until ctx ends. Machines run on their own
// (see Line.Run).
func (p *Plant) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	errs := make(chan error, 2*len(p.Houses)+8)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	start := func(fn func(context.Context) error) {
		wg.Go(func() {
			if err := fn(ctx); err != nil && ctx.Err() == nil {
				errs <- err
				cancel()
			}
		})
	}
	start(func(ctx context.Context) error { return p.Store.Deliver(ctx, p.handlers()) })
	start(func(ctx context.Context) error { return countJournal(ctx, p.Store, p.counter, p.board) })
	start(p.ServeBackups)
	start(p.archiveDaily)
	start(p.courier.Run)
	start(p.spooler.Run)
	start(p.waybillDesk.Run)
	start(p.watchDrops)
	start(p.tellChannels)
	start(p.keepAlarms)
	start(p.keepPrivacy)
	if p.Planning.Replan {
		start(p.keepReplanned)
	}
	start(p.keepPrices)
	if p.recorder != nil {
		start(p.keepPictures)
	}
	start(p.keepSupply)
	for _, h := range p.Houses {
		start(func(ctx context.Context) error { return p.work(ctx, h) })
		for _, s := range h.links {
			start(s.Run)
		}
		if h.Line != nil {
			start(h.Line.Run)
		}
	}
	wg.Wait()
	select {
	case err := <-errs:
		return err
	default:
		return nil
	}
}

// Close closes the store and the keys.
func (p *Plant) Close() error { return errors.Join(p.Store.Close(), p.Vault.Close()) }

// handlers say what each kind of message does in the partition it goes to.
func (p *Plant) handlers() map[string]store.Handler {
	h := map[string]store.Handler{}
	p.recallHandlers(h)
	handle(h, wms.MsgTransit, transfers.Sent)
	handle(h, wms.MsgPromise, promised)
	handle(h, wms.MsgCancel, func(tx store.Tx, m wms.CancelShipment) error {
		return errors.Join(p.floorOf(tx).CancelShipment(tx, m), voidIfCancelled(tx, m.Shipment))
	})
	handle(h, wms.MsgReduce, func(tx store.Tx, m wms.ReduceShipment) error { return p.floorOf(tx).Reduce(tx, m) })
	handle(h, wms.MsgProgress, p.Book.Progressed)
	handle(h, wms.MsgTooLate, p.Book.CancelledTooLate)
	handle(h, wms.MsgShort, p.Book.GivenBack)
	handle(h, wms.MsgSupply, func(tx store.Tx, m wms.SupplyChange) error {
		p.replans.because("stock")
		return p.Book.SupplyChanged(tx, m)
	})
	p.returnMessages(h)
	handle(h, wms.MsgBlocked, p.blocked)
	handle(h, wms.MsgCorrectItem, items.Correct)
	return h
}

func (p *Plant) floorOf(tx store.Tx) outbound.Floor {
	return p.houses[wms.WarehouseID(tx.Partition())].Floor
}

func handle[T any](to map[string]store.Handler, kind string, fn func(tx store.Tx, m T) error) {
	to[kind] = func(tx store.Tx, m store.Message) error {
		var v T
		if err := store.Decode(m.Payload, &v); err != nil {
			return fmt.Errorf("message %s %d from %s: %w", m.Kind, m.Seq, m.From, err)
		}
		return fn(tx, v)
	}
}

// do runs a command of the system itself.
func (p *Plant) do(ctx context.Context, part store.Partition, kind string, fn func(tx store.Tx) error) (store.Result, error) {
	return p.Store.Do(ctx, store.Command{Partition: part, Kind: kind, Actor: wms.System(kind),
		Run: func(tx store.Tx) ([]byte, error) { return nil, fn(tx) }})
}

// SiteClock turns wall time into site time: from where it stood, so many site
// seconds per wall second. It never goes back.
type SiteClock struct {
	speed float64
	mu    sync.Mutex
	wall  time.Time
	site  time.Time
}

// NewSiteClock starts at the wall time.
func NewSiteClock(speed float64) *SiteClock {
	now := time.Now()
	return &SiteClock{speed: speed, wall: now, site: now.UTC()}
}

// Start goes on from where site time stood before, if that is later.
func (c *SiteClock) Start(last time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if last.After(c.site) {
		c.site = last.UTC()
	} else if !last.IsZero() && c.speed != 1 {
		c.site = last.UTC() // a simulated site slept while it was down
	}
	c.wall = time.Now()
}

// Now is the site time.
func (c *SiteClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.site.Add(time.Duration(float64(time.Since(c.wall)) * c.speed))
}

// Quiet says whether no machine carries anything and nobody has work begun.
func (p *Plant) Quiet() bool {
	quiet := true
	err := p.Store.View(func(r store.Reader) error {
		for _, h := range p.Houses {
			open, err := transports.Open(r, h.Partition())
			if err != nil {
				return err
			}
			busy, err := tasks.WithStatus(r, h.Partition(), wms.TaskAssigned, 1, nil)
			if err != nil {
				return err
			}
			if len(open)+len(busy) > 0 {
				quiet = false
			}
		}
		return nil
	})
	return err == nil && quiet
}

// FirstTime is the site time of the first record.
func (p *Plant) FirstTime() time.Time {
	records, err := p.Store.Records(0, 1)
	if err != nil || len(records) == 0 {
		return p.Clock.Now()
	}
	return records[0].Time
}
