package api

import (
	"context"
	"net/http"
	"testing"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["PUT /v1/vmi/agreements/:id"] = `{"supplier":"ACME","warehouse":"central","items":[{"sku":"S1","min":2,"max":9}],"min_days":7,"max_days":28,"lead_days":2,"ahead_days":30,"auto_qty":5}`
	bodies["POST /v1/vmi/proposals"] = `{"agreement":"A1","lines":[{"sku":"S1","qty":4}],"arrives_at":"2026-03-05T09:00:00Z"}`
	bodies["POST /v1/vmi/proposals/approve"] = `{"ids":["V00000001"]}`
	bodies["POST /v1/vmi/proposals/reject"] = `{"ids":["V00000001"],"note":"too early"}`
	bodies["POST /v1/vmi/proposals/:id/ship"] = `{"lines":[{"sku":"S1","qty":4,"lot":"L1"}],"reference":"DN-7"}`
	systemNouns["VMIAgreement"], systemNouns["VMIBound"], systemNouns["VMIItem"] = wms.VMIAgreement{}, wms.VMIBound{}, wms.VMIItem{}
	systemNouns["VMIProposal"], systemNouns["VMILine"], systemNouns["NewVMIProposal"] = wms.VMIProposal{}, wms.VMILine{}, wms.NewVMIProposal{}
	systemNouns["VMIShipment"], systemNouns["VMIVerdict"] = wms.VMIShipment{}, wms.VMIVerdict{}
}

func aVMIProposal() wms.VMIProposal {
	return wms.VMIProposal{ID: "V00000001", Agreement: "A1", Supplier: "ACME", Warehouse: "central", Status: wms.VMIShipped, Lines: []wms.VMILine{{SKU: "S1", Qty: 4}}, ArrivesAt: when,
		MadeBy: "token-1", MadeAt: when, DecidedBy: "ana", DecidedAt: &when, Note: "fine", Shipment: []wms.ReceiptLine{{SKU: "S1", Qty: 4, Lot: "L1"}}, Reference: "DN-7", Receipt: "VMI-V00000001", ShippedAt: &when}
}

func (f *fake) VMIAgreements(_ context.Context, supplier string) ([]wms.VMIAgreement, error) {
	return []wms.VMIAgreement{{ID: "A1", Supplier: "ACME", Warehouse: "central", Items: []wms.VMIBound{{SKU: "S1"}}, MinDays: 7, MaxDays: 28, AheadDays: 30, PutBy: "ana", PutAt: when}}, f.saw("VMIAgreements", supplier)
}

func (f *fake) PutVMIAgreement(_ context.Context, c Call, a wms.VMIAgreement) (wms.VMIAgreement, error) {
	a.PutAt = when
	return once(f, "PutVMIAgreement", c, a, func() wms.VMIAgreement { return a })
}

func (f *fake) VMIItems(_ context.Context, supplier, agreement string) ([]wms.VMIItem, error) {
	cover := 3.5
	return []wms.VMIItem{{Agreement: agreement, Warehouse: "central", SKU: "S1", Description: "cup", Free: 3, OnOrder: 1, Max: 9, Wanted: 5, CoverDays: &cover, Mean: []float64{6}, Low: []float64{2}, High: []float64{9}}}, f.saw("VMIItems", []string{supplier, agreement})
}

func (f *fake) VMIProposals(_ context.Context, supplier, status string, _ Page) ([]wms.VMIProposal, string, error) {
	return []wms.VMIProposal{aVMIProposal()}, "", f.saw("VMIProposals", []string{supplier, status})
}

func (f *fake) ProposeVMI(_ context.Context, c Call, supplier string, n wms.NewVMIProposal) (wms.VMIProposal, error) {
	return once(f, "ProposeVMI", c, []any{supplier, n}, aVMIProposal)
}

func (f *fake) DecideVMI(_ context.Context, c Call, v wms.VMIVerdict, approve bool) ([]wms.VMIProposal, error) {
	return once(f, "DecideVMI", c, []any{v, approve}, func() []wms.VMIProposal { return []wms.VMIProposal{aVMIProposal()} })
}

func (f *fake) WithdrawVMI(_ context.Context, c Call, supplier, id string) (wms.VMIProposal, error) {
	return once(f, "WithdrawVMI", c, []any{supplier, id}, aVMIProposal)
}

func (f *fake) ShipVMI(_ context.Context, c Call, supplier, id string, s wms.VMIShipment) (wms.VMIProposal, error) {
	return once(f, "ShipVMI", c, []any{supplier, id, s}, aVMIProposal)
}

func (f *fake) KnownSupplier(id string) error {
	if id != "ACME" {
		return wms.Refuse(wms.NotFound, "unknown_supplier", "no supplier %q", id)
	}
	return nil
}

// A supplier's token speaks for its supplier, whatever it asks for, and can't
// be more than that.
func TestSuppliersSpeakForThemselves(t *testing.T) {
	c := newClient(t)
	c.wantOK("GET", "/v1/vmi/agreements?supplier=OTHER", RoleSupplier, "", nil)
	if got := c.fake.last["VMIAgreements"]; got != "ACME" {
		t.Errorf("a supplier asked for another's agreements and got those of %v", got)
	}
	c.wantOK("GET", "/v1/vmi/agreements?supplier=OTHER", RolePlanner, "", nil)
	if got := c.fake.last["VMIAgreements"]; got != "OTHER" {
		t.Errorf("a planner asked for OTHER's and got those of %v", got)
	}
	for body, code := range map[string]string{
		`{"name":"a","roles":["supplier"]}`:                                            codeInvalidField,
		`{"name":"a","roles":["planner"],"supplier":"ACME"}`:                           codeInvalidField,
		`{"name":"a","roles":["supplier","planner"],"supplier":"ACME"}`:                codeInvalidField,
		`{"name":"a","roles":["supplier"],"supplier":"ACME","warehouses":["central"]}`: codeInvalidField,
		`{"name":"a","roles":["supplier"],"supplier":"NOBODY"}`:                        "unknown_supplier",
	} {
		if w := c.do("POST", "/v1/tokens", RoleAdmin, body); codeIn(w.Body.Bytes()) != code {
			t.Errorf("%s: %d %s, want %s", body, w.Code, w.Body, code)
		}
	}
	if w := c.do("POST", "/v1/tokens", RoleAdmin, `{"name":"a","roles":["supplier"],"supplier":"ACME"}`); w.Code != http.StatusCreated {
		t.Errorf("a supplier's token: %d %s", w.Code, w.Body)
	}
	if w := c.do("PATCH", "/v1/users/bob", RoleAdmin, `{"roles":["supplier"]}`); w.Code/100 == 2 {
		t.Errorf("a person became a supplier: %s", w.Body)
	}
}
