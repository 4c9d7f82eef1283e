package api

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// fake stands for everything behind the ports. It remembers the last call of
// each and, like the store, the answers of calls with a key.
type fake struct {
	mu        sync.Mutex
	last      map[string]any
	calls     map[string]Call
	done      map[string]Call // by key
	answers   map[string]any
	ran       map[string]int // how often a command really ran
	fail      error          // answered by everything when set
	panics    bool
	events    []wms.Published
	grew      chan struct{}
	sessions  map[string]bool
	rowErrors []RowError
	owner     string // of every item
}

func newFake() *fake {
	return &fake{last: map[string]any{}, calls: map[string]Call{}, done: map[string]Call{}, answers: map[string]any{},
		ran: map[string]int{}, grew: make(chan struct{}), sessions: map[string]bool{}}
}

var when = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

func (f *fake) saw(name string, in any) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last[name] = in
	if f.panics {
		panic("secret cause")
	}
	return f.fail
}

// once runs a command as the store would.
func once[T any](f *fake, name string, c Call, in any, run func() T) (T, error) {
	var zero T
	if err := f.saw(name, in); err != nil {
		return zero, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls[name] = c
	if before, known := f.done[c.Key]; known && c.Key != "" {
		if before.Fingerprint != c.Fingerprint {
			return zero, wms.Refuse(wms.Invalid, codeKeyReused, "this idempotency key was already used")
		}
		return f.answers[c.Key].(T), nil
	}
	f.ran[name]++
	out := run()
	if c.Key != "" {
		f.done[c.Key], f.answers[c.Key] = c, out
	}
	return out, nil
}

func (f *fake) PutItem(_ context.Context, c Call, item wms.Item) (wms.Item, error) {
	return once(f, "PutItem", c, item, func() wms.Item { return item })
}

func (f *fake) Item(_ context.Context, sku wms.SKU) (wms.Item, error) {
	if strings.HasPrefix(string(sku), "NO") {
		return wms.Item{}, wms.Refuse(wms.NotFound, "unknown_sku", "no item %q", sku).With("sku", sku)
	}
	return wms.Item{SKU: sku, Description: "a thing", Owner: f.owner}, f.saw("Item", sku)
}

// ListItems pages through ten items; its cursor is not fit for a URL.
func (f *fake) ListItems(_ context.Context, p Page) ([]wms.Item, string, error) {
	from := 0
	if p.After != "" {
		from, _ = strconv.Atoi(strings.TrimPrefix(p.After, "\x00\xff&"))
	}
	to := min(from+p.Limit, 10)
	var items []wms.Item
	for i := from; i < to; i++ {
		items = append(items, wms.Item{SKU: wms.SKU("S" + strconv.Itoa(i)), Owner: f.owner})
	}
	next := ""
	if to < 10 {
		next = "\x00\xff&" + strconv.Itoa(to)
	}
	return items, next, f.saw("ListItems", p)
}

func (f *fake) Warehouses() []Warehouse {
	return []Warehouse{{ID: "central", Name: "Central", Mode: "machines"}, {ID: "front", Name: "Front", Mode: "people"}}
}

func (f *fake) Locations(w wms.WarehouseID, kind wms.LocationKind, p Page) ([]wms.Location, string, error) {
	return []wms.Location{{ID: "A-01", Kind: wms.KindShelf}}, "", f.saw("Locations", []any{w, kind, p})
}

func (f *fake) Floor(w wms.WarehouseID) (wms.Floor, error) {
	return wms.Floor{Warehouse: w, Name: "Central"}, f.saw("Floor", w)
}

func (f *fake) ListStock(_ context.Context, q StockQuery, _ Page) ([]wms.StockRow, string, error) {
	a := wms.LocationID("A-01")
	return []wms.StockRow{{Warehouse: "central", Location: &a, SKU: "S1", Status: wms.Available, OnHand: 5, Available: 5},
		{Warehouse: "front", SKU: "S1", Status: wms.Available, Reserved: 2, Available: -2}}, "", f.saw("ListStock", q)
}

func (f *fake) Adjust(_ context.Context, c Call, a wms.Adjustment) (wms.Adjusted, error) {
	return once(f, "Adjust", c, a, func() wms.Adjusted {
		return wms.Adjusted{Warehouse: a.Warehouse, Location: a.Location, SKU: a.SKU, OnHand: 3}
	})
}

func (f *fake) Move(_ context.Context, c Call, m wms.StockMove) (wms.StockMove, error) {
	return once(f, "Move", c, m, func() wms.StockMove { return m })
}

func (f *fake) Hold(_ context.Context, c Call, h wms.Hold) (wms.Held, error) {
	return once(f, "Hold", c, h, func() wms.Held { return wms.Held{Qty: 1} })
}

func order(id wms.OrderID) wms.OrderView {
	return wms.OrderView{ID: id, Status: wms.OrderPromised, PlacedAt: when,
		Lines:     []wms.OrderedLine{{OrderLine: wms.OrderLine{SKU: "S1", Qty: 2}, Replaced: 1, For: 1}},
		Promises:  []wms.Promise{{Line: 1, Warehouse: "central", Qty: 2, ShipDate: "2026-03-02"}},
		Shipments: []wms.ShipmentView{{ID: "sh-1", Warehouse: "central", Status: wms.ShipmentPromised}}}
}

func (f *fake) PlaceOrder(_ context.Context, c Call, o wms.NewOrder) (wms.OrderView, error) {
	return once(f, "PlaceOrder", c, o, func() wms.OrderView {
		return order(wms.OrderID("o-" + strconv.Itoa(f.ran["PlaceOrder"])))
	})
}

func (f *fake) Order(_ context.Context, id wms.OrderID) (wms.OrderView, error) {
	return order(id), f.saw("Order", id)
}

func (f *fake) ListOrders(_ context.Context, s wms.OrderStatus, _ Page) ([]wms.OrderView, string, error) {
	return []wms.OrderView{order("o-1")}, "", f.saw("ListOrders", s)
}

func (f *fake) CancelOrder(_ context.Context, c Call, id wms.OrderID) (wms.OrderView, error) {
	return once(f, "CancelOrder", c, id, func() wms.OrderView { return order(id) })
}

func (f *fake) Preview(_ context.Context, o wms.NewOrder) (wms.Preview, error) {
	return wms.Preview{Considered: []wms.ConsideredPlace{{Warehouse: "central", Chosen: true}}}, f.saw("Preview", o)
}

func (f *fake) Replan(_ context.Context, c Call) (map[string]any, error) {
	return once(f, "Replan", c, nil, func() map[string]any { return wms.Replanned{}.JSON() })
}

func receipt(id wms.ReceiptID) wms.Receipt {
	return wms.Receipt{ID: id, Warehouse: "central", Status: "expected"}
}

func (f *fake) OpenReceipt(_ context.Context, c Call, r wms.Receipt) (wms.Receipt, error) {
	return once(f, "OpenReceipt", c, r, func() wms.Receipt { return receipt("r-1") })
}

func (f *fake) Receipt(_ context.Context, id wms.ReceiptID) (wms.Receipt, error) {
	return receipt(id), f.saw("Receipt", id)
}

func (f *fake) ListReceipts(_ context.Context, p Page) ([]wms.Receipt, string, error) {
	return []wms.Receipt{receipt("r-1")}, "", f.saw("ListReceipts", p)
}

func (f *fake) Receive(_ context.Context, c Call, id wms.ReceiptID, l wms.ReceiveLine) (wms.Receipt, error) {
	return once(f, "Receive", c, l, func() wms.Receipt { return receipt(id) })
}

func (f *fake) CloseReceipt(_ context.Context, c Call, id wms.ReceiptID) (wms.Receipt, error) {
	return once(f, "CloseReceipt", c, id, func() wms.Receipt { return receipt(id) })
}

// task makes tasks whose id begins with their kind: putaway-1.
func task(id wms.TaskID) (wms.Task, wms.Step) {
	kind, _, _ := strings.Cut(string(id), "-")
	t := wms.Task{ID: id, Warehouse: "central", Kind: wms.TaskKind(kind), Status: wms.TaskOpen, CreatedAt: when}
	return t, wms.Step{Task: id, Kind: t.Kind, Step: "scan_location", Prompt: "Go to A-01"}
}

func (f *fake) ListTasks(_ context.Context, q TaskQuery, _ Page) ([]wms.Task, string, error) {
	t, _ := task("pick-1")
	return []wms.Task{t}, "", f.saw("ListTasks", q)
}

func (f *fake) Task(_ context.Context, id wms.TaskID) (wms.Task, wms.Step, error) {
	t, s := task(id)
	return t, s, f.saw("Task", id)
}

func (f *fake) Next(_ context.Context, c Call, n NextWork) (wms.Task, wms.Step, error) {
	t, err := once(f, "Next", c, n, func() wms.Task { t, _ := task("pick-1"); return t })
	_, s := task("pick-1")
	if n.Zone == "empty" {
		t = wms.Task{}
	}
	return t, s, err
}

func (f *fake) Claim(_ context.Context, c Call, id wms.TaskID) (wms.Task, wms.Step, error) {
	t, err := once(f, "Claim", c, id, func() wms.Task { t, _ := task(id); return t })
	_, s := task(id)
	return t, s, err
}

func (f *fake) Mine(_ context.Context, w wms.WarehouseID, who wms.UserID) ([]wms.Claimed, error) {
	t, s := task("pick-1")
	return []wms.Claimed{{Task: t, Script: []wms.Step{s}}}, f.saw("Mine", []any{w, who})
}

func (f *fake) Confirm(_ context.Context, c Call, id wms.TaskID, in wms.Confirmation) (wms.Step, error) {
	if slices.Contains(in.Scans, "WRONG") {
		return wms.Step{}, wms.Refuse(wms.Invalid, "wrong_scan", "Scanned WRONG, expected item S1").
			With("scanned", "WRONG").With("expected", []string{"S1"})
	}
	return once(f, "Confirm", c, in, func() wms.Step { _, s := task(id); return s })
}

func (f *fake) Undo(_ context.Context, c Call, id wms.TaskID) (wms.Step, error) {
	return once(f, "Undo", c, id, func() wms.Step { _, s := task(id); return s })
}

func (f *fake) Except(_ context.Context, c Call, id wms.TaskID, e wms.Exception) (wms.Step, error) {
	return once(f, "Except", c, e, func() wms.Step { _, s := task(id); s.Done = true; return s })
}

func transport(id wms.TransportID) wms.Transport {
	return wms.Transport{ID: id, Warehouse: "central", HandlingUnit: "P1", From: "A", To: "B", Status: "waiting", CreatedAt: when}
}

func (f *fake) NewTransport(_ context.Context, c Call, t wms.Transport) (wms.Transport, error) {
	return once(f, "NewTransport", c, t, func() wms.Transport { return transport("t-1") })
}

func (f *fake) Transport(_ context.Context, id wms.TransportID) (wms.Transport, error) {
	return transport(id), f.saw("Transport", id)
}

func (f *fake) ListTransports(_ context.Context, w wms.WarehouseID, status string, _ Page) ([]wms.Transport, string, error) {
	return []wms.Transport{transport("t-1")}, "", f.saw("ListTransports", []any{w, status})
}

func (f *fake) CancelTransport(_ context.Context, c Call, id wms.TransportID) (wms.Transport, error) {
	return once(f, "CancelTransport", c, id, func() wms.Transport { return transport(id) })
}

func device(id wms.DeviceID) wms.DeviceView {
	return wms.DeviceView{ID: id, Warehouse: "central", Class: "vehicle", Protocol: "vda5050"}
}

func (f *fake) Devices() []wms.DeviceView { return []wms.DeviceView{device("agv-1")} }

func (f *fake) Device(id wms.DeviceID) (wms.DeviceView, error) {
	return device(id), f.saw("Device", id)
}

func (f *fake) Command(_ context.Context, c Call, _ wms.DeviceID, verb string) error {
	_, err := once(f, "Command", c, verb, func() bool { return true })
	return err
}

func (f *fake) Live(w wms.WarehouseID) (wms.Live, error) {
	return wms.Live{Warehouse: w, Time: when}, f.saw("Live", w)
}

func (f *fake) Fleet() []wms.LiveVehicle { return []wms.LiveVehicle{{ID: "agv-1", State: "idle"}} }

func (f *fake) KPIs(_ context.Context, from, to time.Time) (map[string]float64, error) {
	return map[string]float64{"orders_per_hour": 12}, f.saw("KPIs", []time.Time{from, to})
}

// add publishes events; every fifth sequence number is another's and unseen.
func (f *fake) add(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for range n {
		seq := uint64(len(f.events) + 1)
		f.events = append(f.events, wms.Published{Seq: seq, Time: when, Type: "order.placed", V: 1, Subject: "o-" + strconv.Itoa(int(seq))})
	}
	close(f.grew)
	f.grew = make(chan struct{})
}

func (f *fake) After(_ context.Context, seq uint64, limit int) ([]wms.Published, uint64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fail != nil {
		return nil, 0, f.fail
	}
	var found []wms.Published
	for seq < uint64(len(f.events)) && len(found) < limit {
		e := f.events[seq]
		seq++
		if seq%5 != 0 {
			found = append(found, e)
		}
	}
	return found, seq, nil
}

func (f *fake) Wait(ctx context.Context, seq uint64) error {
	for {
		f.mu.Lock()
		grew, there := f.grew, uint64(len(f.events)) > seq
		f.mu.Unlock()
		if there {
			return nil
		}
		select {
		case <-grew:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (f *fake) Last() uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return uint64(len(f.events))
}

func (f *fake) BadgeLogin(_ context.Context, badge, pin, _ string) (wms.Session, error) {
	if badge == "LOCKED" {
		return wms.Session{}, wms.Refuse(wms.Forbidden, codeLockedOut, "too many wrong PINs").With("retry_after_s", 300)
	}
	if badge != "P-01" || pin != "1234" {
		return wms.Session{}, wms.Refuse(wms.Unauthorized, "wrong_badge_or_pin", "badge and PIN do not belong together")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sessions["picker+"] = true
	return wms.Session{User: "ana", Name: "Ana", Roles: []string{"picker"}, Token: "picker+", ExpiresAt: time.Now().Add(time.Hour)}, nil
}

func (f *fake) Logout(_ context.Context, token string) error { return f.saw("Logout", token) }

// Authenticate knows tokens of the form
// role[+role…][@warehouse[,warehouse…]][#owner[,owner…]][!scope[,scope…]][?], where ? says that
// the PIN must be changed.
func (f *fake) Authenticate(_ context.Context, whole string) (Identity, error) {
	token, mustChange := strings.CutSuffix(whole, "?")
	token, scopes, scoped := strings.Cut(token, "!")
	token, owners, owned := strings.Cut(token, "#")
	roles, places, limited := strings.Cut(token, "@")
	token = whole
	who := Identity{User: wms.UserID("u-" + token), Name: token, Roles: strings.FieldsFunc(roles, func(c rune) bool { return c == '+' })}
	if limited {
		for _, w := range strings.Split(places, ",") {
			who.Warehouses = append(who.Warehouses, wms.WarehouseID(w))
		}
	}
	if owned {
		who.Owners = strings.Split(owners, ",")
	}
	if scoped {
		who.Scopes = strings.Split(scopes, ",")
	}
	who.MustChange = mustChange
	if slices.Contains(who.Roles, RoleSupplier) {
		who.Supplier = "ACME"
	}
	for _, role := range who.Roles {
		if !slices.Contains(Roles, role) && role != "nobody" {
			return Identity{}, wms.Refuse(wms.Unauthorized, codeUnauthenticated, "unknown token")
		}
	}
	return who, nil
}

func (f *fake) NewToken(_ context.Context, c Call, n NewToken) (Token, error) {
	return once(f, "NewToken", c, n, func() Token {
		return Token{ID: "token-1", Name: n.Name, Roles: n.Roles, Warehouses: []wms.WarehouseID{}, Owners: []string{}, Scopes: []string{}, CreatedAt: when, Secret: "tok_x"}
	})
}

func (f *fake) ListTokens(_ context.Context, p Page) ([]Token, string, error) {
	return []Token{{ID: "token-1", Roles: []string{"planner"}, Warehouses: []wms.WarehouseID{}, Owners: []string{}, Scopes: []string{}}}, "", f.saw("ListTokens", p)
}

func (f *fake) RevokeToken(_ context.Context, c Call, id string) error {
	_, err := once(f, "RevokeToken", c, id, func() bool { return true })
	return err
}

func (f *fake) Import(_ context.Context, c Call, b ImportBatch, dryRun bool) ([]RowError, error) {
	_, err := once(f, "Import", c, b, func() bool { return dryRun })
	return f.rowErrors, err
}

// options wires the fake to every port.
func (f *fake) options() Options {
	return Options{
		Security:       Security{Users: f},
		InventoryPorts: f.inventoryPorts(),
		MasterData:     f,
		Scans:          f,
		PickFaces:      f,
		Empties:        f,
		Labels:         f,
		Problems:       f,
		Vision:         f,
		PickPolicies:   f,
		Slotting:       f,
		Boards:         f,
		Twin:           fakeTwin{f},
		Items:          f, Sites: f, Stock: f, Orders: f, Inbound: f, Returns: f, Work: f, Transports: f, Machines: f, Events: f,
		Audit:   f,
		Figures: f, Login: f, Tokens: f, Imports: f,
		Systems: f.systems(), Privacy: f, Support: f}
}

func mustJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}
