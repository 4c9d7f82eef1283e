package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"github.com/aisle-wms/aisle/wms"
)

// spec is openapi.yaml, with its schemas ready to judge answers.
type spec struct {
	doc      map[string]any
	compiler *jsonschema.Compiler
	schemas  map[string]*jsonschema.Schema
}

const specURL = "file:///openapi.json"

// loaded is kept because its schemas are slow to compile; tests of this
// package do not run in parallel.
var loaded *spec

func loadSpec(t testing.TB) *spec {
	t.Helper()
	if loaded != nil {
		return loaded
	}
	var doc map[string]any
	if err := yaml.Unmarshal(OpenAPI, &doc); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource(specURL, parsed); err != nil {
		t.Fatal(err)
	}
	loaded = &spec{doc: doc, compiler: c, schemas: map[string]*jsonschema.Schema{}}
	return loaded
}

func (s *spec) at(path ...string) any {
	var v any = s.doc
	for _, name := range path {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	return v
}

func (s *spec) schema(t testing.TB, pointer string) *jsonschema.Schema {
	t.Helper()
	if known := s.schemas[pointer]; known != nil {
		return known
	}
	schema, err := s.compiler.Compile(specURL + pointer)
	if err != nil {
		t.Fatalf("schema %s: %v", pointer, err)
	}
	s.schemas[pointer] = schema
	return schema
}

// check judges an answer by the schema of its route and status.
func (s *spec) check(t testing.TB, method, route string, w *httptest.ResponseRecorder) {
	t.Helper()
	kind, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
	escape := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D")
	pointer := "#/paths/" + escape.Replace(route) + "/" + strings.ToLower(method) + "/responses/" + itoa(w.Code)
	if response, _ := s.at("paths", route, strings.ToLower(method), "responses", itoa(w.Code)).(map[string]any); response["$ref"] != nil {
		pointer = response["$ref"].(string)
	}
	switch {
	case kind == "application/problem+json":
		pointer = "#/components/schemas/Problem"
	case w.Code == http.StatusNoContent:
		if s.at("paths", route, strings.ToLower(method), "responses", "204") == nil {
			t.Errorf("%s %s answered 204, which is not in the spec", method, route)
		}
		return
	case kind == "application/json":
		pointer += "/content/application~1json/schema"
	default:
		return
	}
	body, err := jsonschema.UnmarshalJSON(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatalf("%s %s answered no JSON: %s", method, route, w.Body)
	}
	if err := s.schema(t, pointer).Validate(body); err != nil {
		t.Errorf("%s %s: %v\n%s", method, route, err, w.Body)
	}
}

func itoa(n int) string { b, _ := json.Marshal(n); return string(b) }

var ginParameter = regexp.MustCompile(`[:*](\w+)`)

func TestSpecAndRoutesAgree(t *testing.T) {
	s := loadSpec(t)
	face := newFace(newFake().options().withDefaults())
	var have, want []string
	for _, r := range face.engine().Routes() {
		path := ginParameter.ReplaceAllString(r.Path, "{$1}")
		if strings.HasPrefix(path, "/v1/") || slices.Contains([]string{"/healthz", "/readyz", "/metrics", "/openapi.yaml"}, path) {
			have = append(have, r.Method+" "+path)
		}
	}
	paths := s.at("paths").(map[string]any)
	for path, item := range paths {
		for method := range item.(map[string]any) {
			if method != "parameters" {
				want = append(want, strings.ToUpper(method)+" "+path)
			}
		}
	}
	sort.Strings(have)
	sort.Strings(want)
	if !slices.Equal(have, want) {
		t.Errorf("routes %v\nspec %v", missing(have, want), missing(want, have))
	}
	for _, rt := range face.routes() {
		s.checkRoute(t, rt)
	}
}

// missing are the entries of a that b has not.
func missing(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(x string) bool { return slices.Contains(b, x) })
}

// checkRoute compares a route's roles and parameters with the spec's.
func (s *spec) checkRoute(t *testing.T, rt route) {
	t.Helper()
	path, method := ginParameter.ReplaceAllString(rt.path, "{$1}"), strings.ToLower(rt.method)
	op, _ := s.at("paths", path, method).(map[string]any)
	var roles, query []string
	listed, is := op["x-roles"].([]any)
	if !is {
		t.Errorf("%s %s: the spec does not say x-roles", rt.method, path)
	}
	for _, r := range listed {
		roles = append(roles, r.(string))
	}
	want := slices.DeleteFunc(slices.Clone(rt.roles), func(r string) bool { return r == RoleAdmin })
	sort.Strings(roles)
	sort.Strings(want)
	if want = slices.Compact(want); !slices.Equal(roles, want) {
		t.Errorf("%s %s: x-roles %v, the table says %v", rt.method, path, roles, want)
	}
	key := false
	parameters, _ := op["parameters"].([]any)
	for _, p := range parameters {
		parameter := p.(map[string]any)
		if ref, ok := parameter["$ref"].(string); ok {
			parameter = s.at("components", "parameters", ref[strings.LastIndex(ref, "/")+1:]).(map[string]any)
		}
		if parameter["in"] == "query" {
			query = append(query, parameter["name"].(string))
		}
		key = key || parameter["name"] == "Idempotency-Key"
	}
	wantQuery := slices.Clone(rt.query)
	if rt.paged {
		wantQuery = append(wantQuery, "after", "cursor", "limit")
	}
	sort.Strings(query)
	sort.Strings(wantQuery)
	if !slices.Equal(query, wantQuery) {
		t.Errorf("%s %s: spec has the parameters %v, the table %v", rt.method, path, query, wantQuery)
	}
	keyless := []string{"/v1/logout", "/v1/me/pin", "/v1/users/{id}/pin", "/v1/tokens", "/v1/allocations/preview",
		"/v1/warehouses/{id}/pick-policies/compare", "/v1/twin/devices/{id}/faults", "/v1/devices/{id}/test", "/v1/warehouses/{id}/layout/check", "/v1/warehouses/{id}/layout/import-lif"}
	if write := rt.method != "GET" && !slices.Contains(keyless, path); write != key {
		t.Errorf("%s %s: Idempotency-Key in the spec: %v, want %v", rt.method, path, key, write)
	}
}

func TestSpecKnowsEveryFieldOfTheNouns(t *testing.T) {
	s := loadSpec(t)
	for name, v := range map[string]any{
		"Session": wms.Session{}, "Me": whoami{}, "LoginOptions": loginOptions{}, "OIDCProvider": oidcProvider{}, "User": User{}, "NewUser": NewUser{}, "UserChange": UserChange{},
		"NewPIN": NewPIN{}, "OwnPIN": OwnPIN{}, "OpenSession": OpenSession{}, "NewToken": NewToken{}, "Token": Token{}, "Item": wms.Item{},
		"Warehouse": Warehouse{}, "Location": wms.Location{}, "Floor": wms.Floor{}, "FloorShape": wms.FloorShape{},
		"FloorNode": wms.FloorNode{}, "FloorEdge": wms.FloorEdge{}, "ImportReport": ImportReport{}, "RowError": RowError{},
		"StockRow": wms.StockRow{}, "Adjustment": wms.Adjustment{}, "Adjusted": wms.Adjusted{}, "Freed": wms.Freed{},
		"StockMove": wms.StockMove{}, "Hold": wms.Hold{}, "Held": wms.Held{}, "ShipTo": wms.ShipTo{},
		"OrderLine": wms.OrderLine{}, "OrderedLine": wms.OrderedLine{}, "NewOrder": wms.NewOrder{}, "Promise": wms.Promise{}, "Shipment": wms.ShipmentView{},
		"Order": wms.OrderView{}, "Preview": wms.Preview{}, "ConsideredPlace": wms.ConsideredPlace{},
		"Return": wms.Return{}, "ReturnLine": wms.ReturnLine{}, "NewReturn": wms.NewReturn{},
		"NewReturnLine": wms.NewReturnLine{}, "Inspection": wms.Inspection{}, "Appointment": wms.Appointment{}, "Discrepancy": wms.Discrepancy{}, "Booked": wms.Booked{},
		"QualityInspection": wms.QualityInspection{}, "SampledPart": wms.SampledPart{}, "SampleResult": wms.SampleResult{},
		"QualityRule": wms.QualityRule{}, "Supplier": wms.Supplier{}, "Carrier": wms.Carrier{}, "Owner": wms.Owner{}, "Activity": wms.Activity{},
		"Settings": wms.Settings{}, "LocationRule": wms.LocationRule{}, "ReceiptLine": wms.ReceiptLine{}, "Receipt": wms.Receipt{}, "ReceiveLine": wms.ReceiveLine{}, "NextWork": NextWork{},
		"Task": wms.Task{}, "Step": wms.Step{}, "WorkItem": workItem{}, "Confirmation": wms.Confirmation{},
		"Exception": wms.Exception{}, "NewTransport": newTransportBody{}, "Transport": wms.Transport{}, "Mission": wms.Mission{},
		"Device": wms.DeviceView{}, "Live": wms.Live{}, "LiveVehicle": wms.LiveVehicle{}, "LiveCrane": wms.LiveCrane{},
		"LiveChute": wms.LiveChute{}, "LivePerson": wms.LivePerson{}, "Alarm": wms.Alarm{}, "Event": wms.Published{},
		"EventPage":   eventPage{},
		"Destination": wms.Destination{}, "Customer": wms.Customer{}, "NewErasure": wms.NewErasure{},
		"Erasure": wms.Erasure{}, "ErasureAnswer": wms.ErasureAnswer{}, "Access": wms.Access{},
	} {
		s.checkFields(t, name, v)
	}
	for name, v := range systemNouns {
		s.checkFields(t, name, v)
	}
}

// checkFields compares a schema's properties with a type's fields.
func (s *spec) checkFields(t *testing.T, name string, v any) {
	t.Helper()
	properties, _ := s.at("components", "schemas", name, "properties").(map[string]any)
	var have, want []string
	for field := range properties {
		have = append(have, field)
	}
	for field := range fieldsOf(reflect.TypeOf(v)) {
		want = append(want, field)
	}
	if more := missing(have, want); len(more) > 0 {
		t.Errorf("schema %s has %v, which %T has not", name, more, v)
	}
	if less := missing(want, have); len(less) > 0 {
		t.Errorf("schema %s lacks %v of %T", name, less, v)
	}
}

func TestSpecKnowsEveryEnumeration(t *testing.T) {
	s := loadSpec(t)
	for name, want := range map[string][]string{
		"Role": Roles, "OrderStatus": texts(wms.OrderStatuses), "TaskKind": texts(taskKinds), "TaskStatus": texts(taskStatuses),
		"TransportStatus": transportStatuses, "LocationKind": texts(locationKinds), "ReturnStatus": returnStatuses,
	} {
		have := []string{}
		for _, v := range s.at("components", "schemas", name, "enum").([]any) {
			have = append(have, v.(string))
		}
		if less, more := missing(want, have), missing(have, want); len(less)+len(more) > 0 {
			t.Errorf("enumeration %s: lacks %v, has %v too many", name, less, more)
		}
	}
}

func texts[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}
