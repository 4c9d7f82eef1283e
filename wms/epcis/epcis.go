// Package epcis says what happened in the words of EPCIS 2.0 (GS1, JSON-LD)
// and of its Core Business Vocabulary 2.0.
//
// The nouns are the standard's: an Event has a what (EPCs as GS1 Digital Link
// URIs, or quantities of a class), a when, a where (read point and business
// location) and a why (business step, disposition, transactions).
//
// Caveats: an item without a GTIN, and every location, order and receipt, is
// named by a URN of ours (urn:aisle:item:…), which only we resolve. EPCIS has
// no word for a corrected count: a gain is commissioned, a loss decommissioned.
package epcis

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// Document holds events.
type Document struct {
	Context       []string  `json:"@context"`
	Type          string    `json:"type"`
	SchemaVersion string    `json:"schemaVersion"`
	CreationDate  time.Time `json:"creationDate"`
	Body          Body      `json:"epcisBody"`
}

// Body of a document.
type Body struct {
	EventList []Event `json:"eventList"`
}

// Event is an ObjectEvent, AggregationEvent or TransactionEvent.
type Event struct {
	Type                string        `json:"type"`
	EventID             string        `json:"eventID"`
	EventTime           time.Time     `json:"eventTime"`
	EventTimeZoneOffset string        `json:"eventTimeZoneOffset"`
	ParentID            string        `json:"parentID,omitempty"`
	EPCList             []string      `json:"epcList,omitempty"`
	ChildEPCs           []string      `json:"childEPCs,omitempty"`
	QuantityList        []Quantity    `json:"quantityList,omitempty"`
	ChildQuantityList   []Quantity    `json:"childQuantityList,omitempty"`
	Action              string        `json:"action"`
	BizStep             string        `json:"bizStep,omitempty"`
	Disposition         string        `json:"disposition,omitempty"`
	ReadPoint           *Place        `json:"readPoint,omitempty"`
	BizLocation         *Place        `json:"bizLocation,omitempty"`
	BizTransactionList  []Transaction `json:"bizTransactionList,omitempty"`
}

// Quantity of a class of things; without a unit of measure, pieces.
type Quantity struct {
	EPCClass string `json:"epcClass"`
	Quantity int64  `json:"quantity"`
}

// Place is a read point or business location.
type Place struct {
	ID string `json:"id"`
}

// Transaction is a business document: po is an order, desadv a delivery.
type Transaction struct {
	Type           string `json:"type"`
	BizTransaction string `json:"bizTransaction"`
}

// Context is the JSON-LD context of the standard.
const Context = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"

// NewDocument wraps events.
func NewDocument(at time.Time, events []Event) Document {
	if events == nil {
		events = []Event{}
	}
	return Document{Context: []string{Context}, Type: "EPCISDocument", SchemaVersion: "2.0", CreationDate: at.UTC(), Body: Body{events}}
}

const link = "https://id.gs1.org"

func urn(kind string, parts ...string) string {
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	return "urn:aisle:" + kind + ":" + strings.Join(parts, ":")
}

// Class names an item, of a lot if there is one.
func Class(sku wms.SKU, gtin, lot string) string {
	if gtin == "" || len(gtin) > 14 {
		if lot != "" {
			return urn("item", string(sku), lot)
		}
		return urn("item", string(sku))
	}
	u := link + "/01/" + strings.Repeat("0", 14-len(gtin)) + gtin
	if lot != "" {
		u += "/10/" + url.PathEscape(lot)
	}
	return u
}

// Unit names a handling unit: by its SSCC if that is its name.
func Unit(id string) string {
	if len(id) == 18 && strings.Trim(id, "0123456789") == "" {
		return link + "/00/" + id
	}
	return urn("unit", id)
}

// Of says an event of ours in the standard's words; false if it has none.
// gtin finds an item's GTIN.
func Of(e wms.Published, gtin func(wms.SKU) string) ([]Event, bool) {
	m := maker{e: e, gtin: gtin}
	switch e.Type {
	case "receipt.received":
		o := m.object("OBSERVE", "receiving", "in_progress")
		sku := m.text("sku")
		o.QuantityList = m.qty(sku, m.text("lot"), m.num("qty"))
		if unit := m.text("unit"); unit != "" {
			o.EPCList = []string{Unit(unit)}
		}
		o.BizTransactionList = []Transaction{{"desadv", urn("receipt", e.Subject)}}
		return m.some(o)
	case "stock.moved":
		return m.moved()
	case "stock.adjusted":
		delta := m.num("delta")
		o := m.object("ADD", "commissioning", "active")
		if delta < 0 {
			o, delta = m.object("DELETE", "decommissioning", "inactive"), -delta
		}
		o.QuantityList = m.qty(e.Subject, m.text("lot"), delta)
		o.ReadPoint = m.at(m.text("location"))
		return m.some(o)
	case "shipment.shipped":
		return m.shipped()
	}
	return nil, false
}

type maker struct {
	e    wms.Published
	gtin func(wms.SKU) string
	n    int
}

// base of an event. Its id is made of the sequence number: the same however
// often it is asked for.
func (m *maker) base(kind, action, step, disposition string) Event {
	m.n++
	sum := sha256.Sum256([]byte("aisle event " + strconv.FormatUint(m.e.Seq, 10) + "/" + strconv.Itoa(m.n)))
	sum[6], sum[8] = sum[6]&0x0f|0x80, sum[8]&0x3f|0x80 // a UUID of version 8
	h := hex.EncodeToString(sum[:16])
	return Event{Type: kind, EventID: "urn:uuid:" + h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:],
		EventTime: m.e.Time.UTC(), EventTimeZoneOffset: "+00:00", Action: action, BizStep: step, Disposition: disposition,
		BizLocation: &Place{urn("warehouse", string(m.e.Warehouse))}}
}

func (m *maker) object(action, step, disposition string) Event {
	return m.base("ObjectEvent", action, step, disposition)
}

func (m *maker) some(e ...Event) ([]Event, bool) { return e, m.e.Warehouse != "" }

func (m *maker) at(location string) *Place {
	if location == "" {
		return nil
	}
	return &Place{urn("location", string(m.e.Warehouse), location)}
}

func (m *maker) text(name string) string { s, _ := m.e.Data[name].(string); return s }

func (m *maker) num(name string) int64 { return number(m.e.Data[name]) }

func number(v any) int64 {
	switch n := v.(type) {
	case int64:
		return n
	case uint64:
		return int64(n)
	case int:
		return int64(n)
	}
	return 0
}

func (m *maker) qty(sku, lot string, n int64) []Quantity {
	return []Quantity{{Class(wms.SKU(sku), m.gtin(wms.SKU(sku)), lot), n}}
}

// moved says moves inside the building: what comes in and goes out has events
// of its own.
func (m *maker) moved() ([]Event, bool) {
	from, to := m.text("from"), m.text("to")
	if strings.HasPrefix(from, "@") || strings.HasPrefix(to, "@") {
		return nil, false
	}
	goods := m.qty(m.e.Subject, m.text("lot"), m.num("qty"))
	if status := m.text("status"); status != "" {
		o := m.object("OBSERVE", "holding", "non_sellable_other")
		if status == string(wms.Available) {
			o.BizStep, o.Disposition = "inspecting", "sellable_accessible"
		}
		o.QuantityList, o.ReadPoint = goods, m.place(from)
		return m.some(o)
	}
	if unit, into := strings.CutPrefix(to, "U:"); into {
		a := m.base("AggregationEvent", "ADD", "loading", "in_progress")
		if m.text("why") == "pick" {
			a.BizStep = "picking"
		}
		if strings.HasPrefix(Unit(unit), link) {
			a.BizStep = "packing"
		}
		a.ParentID, a.ChildQuantityList = Unit(unit), goods
		return m.some(a)
	}
	o := m.object("OBSERVE", "storing", "sellable_accessible")
	o.QuantityList, o.ReadPoint = goods, m.place(to)
	return m.some(o)
}

func (m *maker) place(p string) *Place {
	if l, is := strings.CutPrefix(p, "L:"); is {
		return m.at(l)
	}
	return nil
}

func (m *maker) shipped() ([]Event, bool) {
	order := []Transaction{{"po", urn("order", m.text("order"))}}
	var packages []string
	for _, p := range list(m.e.Data["packages"]) {
		if s, is := p.(string); is {
			packages = append(packages, Unit(s))
		}
	}
	var goods []Quantity
	for _, l := range list(m.e.Data["lines"]) {
		if line, is := l.(map[string]any); is {
			sku, _ := line["sku"].(string)
			if n := number(line["qty"]); n > 0 {
				goods = append(goods, m.qty(sku, "", n)...)
			}
		}
	}
	o := m.object("OBSERVE", "shipping", "in_transit")
	o.EPCList, o.QuantityList, o.BizTransactionList = packages, goods, order
	t := m.base("TransactionEvent", "ADD", "shipping", "in_transit")
	t.EPCList, t.QuantityList = packages, goods
	t.BizTransactionList = append(order, Transaction{"desadv", urn("shipment", m.e.Subject)})
	if len(packages)+len(goods) == 0 {
		return nil, false
	}
	return m.some(o, t)
}

func list(v any) []any { l, _ := v.([]any); return l }
