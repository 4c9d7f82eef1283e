// Package api is the HTTP face of Aisle: routes, authentication, idempotency
// headers, problem documents and the event stream. It knows the nouns of
// package wms and, through the small interfaces below, what the program can
// do; cmd fills them in.
package api

import (
	"context"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// Call carries what every write knows about its caller. Key is empty when the
// client sent no Idempotency-Key; Fingerprint covers method, path, user and
// body. The same Key and Fingerprint after a success give the same answer;
// another Fingerprint is refused with code idempotency_key_reused.
type Call struct {
	Actor       wms.Actor
	Key         string
	Fingerprint [32]byte
}

// Page asks for a part of a list. After is the cursor of an earlier answer;
// the second result of a list method is the next cursor, "" at the end.
type Page struct {
	After string
	Limit int // 1 to 1000
}

// Items is the item master.
type Items interface {
	PutItem(ctx context.Context, c Call, item wms.Item) (wms.Item, error)
	Item(ctx context.Context, sku wms.SKU) (wms.Item, error)
	ListItems(ctx context.Context, p Page) ([]wms.Item, string, error)
}

// Warehouse is an entry of GET /v1/warehouses.
type Warehouse struct {
	ID   wms.WarehouseID `json:"id"`
	Name string          `json:"name"`
	Mode string          `json:"mode"`
	Lat  float64         `json:"lat"`
	Lon  float64         `json:"lon"`
}

// Sites is what does not change while the program runs.
type Sites interface {
	Warehouses() []Warehouse
	Locations(w wms.WarehouseID, kind wms.LocationKind, p Page) ([]wms.Location, string, error)
	Floor(w wms.WarehouseID) (wms.Floor, error)
}

// StockQuery filters GET /v1/stock; empty fields match all.
type StockQuery struct {
	SKU       wms.SKU
	Warehouse wms.WarehouseID
	Location  wms.LocationID
	Lot       string
}

// Stock is what is where.
type Stock interface {
	ListStock(ctx context.Context, q StockQuery, p Page) ([]wms.StockRow, string, error)
	Adjust(ctx context.Context, c Call, a wms.Adjustment) (wms.Adjusted, error)
	Move(ctx context.Context, c Call, m wms.StockMove) (wms.StockMove, error)
	Hold(ctx context.Context, c Call, h wms.Hold) (wms.Held, error)
}

// Orders are the customers' orders.
type Orders interface {
	PlaceOrder(ctx context.Context, c Call, o wms.NewOrder) (wms.OrderView, error)
	Order(ctx context.Context, id wms.OrderID) (wms.OrderView, error)
	ListOrders(ctx context.Context, status wms.OrderStatus, p Page) ([]wms.OrderView, string, error)
	CancelOrder(ctx context.Context, c Call, id wms.OrderID) (wms.OrderView, error)
	Preview(ctx context.Context, o wms.NewOrder) (wms.Preview, error)
}

// Inbound is receiving.
type Inbound interface {
	Appointments
	Inspections
	OpenReceipt(ctx context.Context, c Call, r wms.Receipt) (wms.Receipt, error)
	Receipt(ctx context.Context, id wms.ReceiptID) (wms.Receipt, error)
	ListReceipts(ctx context.Context, p Page) ([]wms.Receipt, string, error)
	Receive(ctx context.Context, c Call, id wms.ReceiptID, l wms.ReceiveLine) (wms.Receipt, error)
	CloseReceipt(ctx context.Context, c Call, id wms.ReceiptID) (wms.Receipt, error)
}

// TaskQuery filters GET /v1/tasks.
type TaskQuery struct {
	Warehouse wms.WarehouseID
	Assignee  wms.UserID
	Status    wms.TaskStatus
	Kind      wms.TaskKind
}

// NextWork asks for the next best task of these kinds (POST /v1/work/next).
type NextWork struct {
	Warehouse wms.WarehouseID `json:"warehouse"`
	Kinds     []wms.TaskKind  `json:"kinds,omitempty"` // default: all the user may do
	Zone      string          `json:"zone,omitempty"`
}

// Work is what people do.
type Work interface {
	ListTasks(ctx context.Context, q TaskQuery, p Page) ([]wms.Task, string, error)
	Task(ctx context.Context, id wms.TaskID) (wms.Task, wms.Step, error)
	// Next claims and returns the next task, or a zero Task when there is none.
	Next(ctx context.Context, c Call, n NextWork) (wms.Task, wms.Step, error)
	Claim(ctx context.Context, c Call, id wms.TaskID) (wms.Task, wms.Step, error)
	// Mine is what a person has in hand, with what waits for it in the same
	// batch, in order.
	Mine(ctx context.Context, w wms.WarehouseID, who wms.UserID) ([]wms.Claimed, error)
	Confirm(ctx context.Context, c Call, id wms.TaskID, f wms.Confirmation) (wms.Step, error)
	Except(ctx context.Context, c Call, id wms.TaskID, e wms.Exception) (wms.Step, error)
	// Undo takes back the last confirmed step.
	Undo(ctx context.Context, c Call, id wms.TaskID) (wms.Step, error)
}

// Transports bring handling units somewhere by machines.
type Transports interface {
	NewTransport(ctx context.Context, c Call, t wms.Transport) (wms.Transport, error)
	Transport(ctx context.Context, id wms.TransportID) (wms.Transport, error)
	ListTransports(ctx context.Context, w wms.WarehouseID, status string, p Page) ([]wms.Transport, string, error)
	CancelTransport(ctx context.Context, c Call, id wms.TransportID) (wms.Transport, error)
}

// Machines are the devices and their live picture.
type Machines interface {
	// TestConnection dials a machine's address and tells how far one gets.
	TestConnection(ctx context.Context, id wms.DeviceID) (wms.ConnectionTest, error)
	Devices() []wms.DeviceView
	Device(id wms.DeviceID) (wms.DeviceView, error)
	Command(ctx context.Context, c Call, id wms.DeviceID, verb string) error // pause, resume, clear-fault
	Live(w wms.WarehouseID) (wms.Live, error)
	Fleet() []wms.LiveVehicle
}

// Events is the published projection of the journal.
type Events interface {
	// After returns events with Seq > seq; it may return none with a larger
	// last Seq to go on from.
	After(ctx context.Context, seq uint64, limit int) (events []wms.Published, last uint64, err error)
	// Wait returns when there may be something after seq, or ctx ends.
	Wait(ctx context.Context, seq uint64) error
	Last() uint64
}

// Figures are counters and indicators.
type Figures interface {
	KPIs(ctx context.Context, from, to time.Time) (map[string]float64, error)
}

// Login knows users, sessions and tokens. Authenticate takes a bearer token
// or a session cookie's value.
type Login interface {
	BadgeLogin(ctx context.Context, badge, pin, from string) (wms.Session, error)
	Logout(ctx context.Context, token string) error
	Authenticate(ctx context.Context, token string) (Identity, error)
}

// Identity is who calls.
type Identity struct {
	User       wms.UserID
	Name       string
	Roles      []string          // picker, receiver, supervisor, planner, admin, device, auditor
	Warehouses []wms.WarehouseID // empty: all
	Owners     []string          // of goods; empty: all
	Scopes     []string          // what a token is for; empty: whatever its roles may
	Supplier   string            // whom a supplier's token speaks for
	Language   string            // "" if not chosen
	MustChange bool              // may only set another PIN
}

// Ready says why the program can't serve yet, or nil.
type Ready func() error

// NewToken is the body of POST /v1/tokens: a program's right to call, with
// the roles and warehouses that it is limited to.
type NewToken struct {
	Name       string            `json:"name"`
	Roles      []string          `json:"roles"`
	Warehouses []wms.WarehouseID `json:"warehouses,omitempty"` // empty: all
	Owners     []string          `json:"owners,omitempty"`     // empty: all
	// Scopes are METHOD /v1/path with * for a part, or group:read and
	// group:write; empty: whatever the roles may.
	Scopes []string `json:"scopes,omitempty"`
	// Supplier is whom a token with the role supplier speaks for; it may do
	// nothing else.
	Supplier  string     `json:"supplier,omitempty"`
	ExpiresAt *time.Time `json:"expires_at,omitempty"` // default: never
}

// Token is an API token as GET /v1/tokens shows it. Secret is there only in
// the answer that made it.
type Token struct {
	ID         string            `json:"id"`
	Name       string            `json:"name"`
	Roles      []string          `json:"roles"`
	Warehouses []wms.WarehouseID `json:"warehouses"`
	Owners     []string          `json:"owners"`
	Scopes     []string          `json:"scopes"`
	Supplier   string            `json:"supplier,omitempty"`
	CreatedAt  time.Time         `json:"created_at"`
	CreatedBy  wms.UserID        `json:"created_by"`
	ExpiresAt  *time.Time        `json:"expires_at,omitempty"`
	Secret     string            `json:"secret,omitempty"`
}

// Tokens are the API tokens of programs.
type Tokens interface {
	NewToken(ctx context.Context, c Call, n NewToken) (Token, error)
	ListTokens(ctx context.Context, p Page) ([]Token, string, error)
	RevokeToken(ctx context.Context, c Call, id string) error
}

// ImportBatch is a file of POST /v1/imports/{kind}, decoded: the list of its
// kind is filled. Rows[i] is the file's row of entry i (of an order: its
// first row), counted from 1 with the header.
type ImportBatch struct {
	Kind      string // items, locations, stock, orders, receipts, pick-faces
	Rows      []int
	Items     []wms.Item
	Locations []ImportLocation
	Stock     []ImportStock
	Orders    []wms.NewOrder
	Receipts  []wms.Receipt
	PickFaces []wms.PickFace
}

// ImportLocation is a place and the warehouse it is in.
type ImportLocation struct {
	Warehouse wms.WarehouseID
	wms.Location
}

// ImportStock is opening stock: Qty more of a SKU at a place.
type ImportStock struct {
	Warehouse    wms.WarehouseID
	Location     wms.LocationID
	SKU          wms.SKU
	Lot          string
	HandlingUnit wms.HandlingUnitID
	Qty          int64
}

// RowError says what is wrong with a row of an import.
type RowError struct {
	Row     int       `json:"row"`
	Column  string    `json:"column,omitempty"`
	Code    string    `json:"code"`
	Message string    `json:"message"`
	Words   wms.Words `json:"-"` // what Message was made of, where another language is wanted
}

// ImportReport answers an import that was, or would be, carried out.
type ImportReport struct {
	Kind   string `json:"kind"`
	DryRun bool   `json:"dry_run"`
	Rows   int    `json:"rows"`
}

// Imports takes whole files: all rows or none. A dry run checks everything
// and writes nothing. Errors by row are not an error of the call.
type Imports interface {
	Import(ctx context.Context, c Call, b ImportBatch, dryRun bool) ([]RowError, error)
}
