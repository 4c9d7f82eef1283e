package api

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/aisle-wms/aisle/wms"
)

// client calls a handler and judges every answer by the spec.
type client struct {
	t    *testing.T
	fake *fake
	http.Handler
	spec *spec
	face *face
}

func newClient(t *testing.T, change ...func(*Options)) *client {
	t.Helper()
	f := newFake()
	o := f.options()
	for _, c := range change {
		c(&o)
	}
	return &client{t: t, fake: f, Handler: New(o), spec: loadSpec(t), face: newFace(o.withDefaults())}
}

type header = map[string]string

// do sends a request as token, which may be empty.
func (c *client) do(method, path, token, body string, headers ...header) *httptest.ResponseRecorder {
	c.t.Helper()
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for _, h := range headers {
		for name, value := range h {
			req.Header.Set(name, value)
		}
	}
	w := httptest.NewRecorder()
	c.ServeHTTP(w, req)
	c.spec.check(c.t, method, c.template(req.URL.EscapedPath()), w)
	return w
}

// template is the spec's path that a request's path is one of.
func (c *client) template(path string) string {
	best := path
	for template := range c.spec.at("paths").(map[string]any) {
		if template == path {
			return path
		}
		pattern := "^" + regexp.MustCompile(`\\\{\w+\\\}`).ReplaceAllString(regexp.QuoteMeta(template), "[^/]+") + "$"
		if regexp.MustCompile(pattern).MatchString(path) {
			best = template
		}
	}
	return best
}

func (c *client) wantOK(method, path, token, body string, into any, headers ...header) {
	c.t.Helper()
	w := c.do(method, path, token, body, headers...)
	if w.Code/100 != 2 {
		c.t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	if into != nil {
		if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
			c.t.Fatal(err)
		}
	}
}

func (c *client) wantProblem(status int, code, method, path, token, body string, headers ...header) map[string]any {
	c.t.Helper()
	w := c.do(method, path, token, body, headers...)
	var doc map[string]any
	_ = json.Unmarshal(w.Body.Bytes(), &doc)
	if w.Code != status || doc["code"] != code {
		c.t.Fatalf("%s %s: got %d %s, want %d %s", method, path, w.Code, w.Body, status, code)
	}
	if w.Header().Get("Content-Type") != "application/problem+json" {
		c.t.Errorf("content type %q", w.Header().Get("Content-Type"))
	}
	return doc
}

const (
	admin     = RoleAdmin
	itemBody  = `{"description":"a thing","weight_g":12}`
	orderBody = `{"ship_to":{"country":"GB"},"lines":[{"sku":"S1","qty":2}]}`
)

// bodies are good bodies of the routes that need one.
var bodies = map[string]string{
	"POST /v1/tokens":              `{"name":"erp","roles":["planner"],"warehouses":["central"]}`,
	"PUT /v1/items/:sku":           itemBody,
	"POST /v1/stock/adjustments":   `{"warehouse":"central","location":"A-01","sku":"S1","delta":-1,"reason":"broken"}`,
	"POST /v1/stock/moves":         `{"warehouse":"central","sku":"S1","from":"A-01","to":"A-02","qty":1}`,
	"POST /v1/stock/holds":         `{"warehouse":"central","lot":"L1","reason":"recall"}`,
	"POST /v1/orders":              orderBody,
	"POST /v1/allocations/preview": orderBody,
	"POST /v1/receipts":            `{"warehouse":"central","lines":[{"sku":"S1","qty":5}]}`,
	"POST /v1/receipts/:id/lines":  `{"sku":"S1","qty":5,"damaged":false}`,
	"POST /v1/work/next":           `{"warehouse":"central"}`,
	"POST /v1/tasks/:id/confirm":   `{"scans":["A-01"]}`,
	"POST /v1/tasks/:id/exception": `{"code":"short","qty":1}`,
	"POST /v1/transports":          `{"warehouse":"central","handling_unit":"P1","to":"B"}`,
	"POST /v1/imports/:kind":       "sku,description\nS1,a thing\n",
}

// example is a request that fits a route. Load tasks are the one kind that
// pickers, receivers and supervisors all work on.
func example(rt route) (path, body string) {
	path = strings.NewReplacer(":kind", "items", ":label", "sscc", ":sku", "S1", ":n", "1").Replace(rt.path)
	id := "x-1"
	if strings.HasPrefix(path, "/v1/tasks/") {
		id = "load-1"
	}
	if strings.HasPrefix(path, "/v1/warehouses/") {
		id = "central"
	}
	path = strings.ReplaceAll(path, ":id", id)
	if rt.path == "/v1/audit/stock" {
		path += "?as_of=7&warehouse=central"
	}
	if rt.path == "/v1/allocations/compare" {
		path += "?a=WI-000001&b=WI-000002"
	}
	if rt.path == "/v1/replay" {
		path += "?warehouse=central&from=2026-03-02T09:00:00Z"
	}
	if rt.path == "/v1/replay/span" || strings.HasPrefix(rt.path, "/v1/board") || rt.path == "/v1/heat" || rt.path == "/v1/due" || rt.path == "/v1/layout" || rt.path == "/v1/live" || rt.method == "GET" && (rt.path == "/v1/print-jobs" || rt.path == "/v1/waybills") {
		path += "?warehouse=central"
	}
	return path, bodies[rt.method+" "+rt.path]
}

func TestOtherWarehousesAreForbidden(t *testing.T) {
	c := newClient(t)
	for _, request := range []string{
		"GET /v1/warehouses/central/locations", "GET /v1/layout?warehouse=central", "GET /v1/stock?warehouse=central",
		"POST /v1/stock/adjustments", "POST /v1/stock/moves", "POST /v1/stock/holds", "POST /v1/receipts", "GET /v1/receipts/r-1",
		"POST /v1/receipts/r-1/lines", "POST /v1/receipts/r-1/close", "POST /v1/work/next", "GET /v1/tasks?warehouse=central",
		"GET /v1/tasks/pick-1", "POST /v1/tasks/pick-1/claim", "POST /v1/tasks/pick-1/confirm", "POST /v1/tasks/pick-1/exception",
		"POST /v1/transports", "GET /v1/transports?warehouse=central", "GET /v1/transports/t-1", "POST /v1/transports/t-1/cancel",
		"GET /v1/devices?warehouse=central", "GET /v1/devices/agv-1", "POST /v1/devices/agv-1/pause", "GET /v1/live?warehouse=central",
	} {
		method, path, _ := strings.Cut(request, " ")
		key := regexp.MustCompile(`/(r|t|pick|agv)-1`).ReplaceAllString(request, "/:id")
		c.wantProblem(403, codeForbiddenPlace, method, path, RoleSupervisor+"@front", bodies[key])
	}
}

func TestListsShowTheCallersWarehousesOnly(t *testing.T) {
	c := newClient(t)
	for _, path := range []string{"/v1/tasks", "/v1/receipts", "/v1/transports", "/v1/devices", "/v1/fleet"} {
		var out struct{ Data []any }
		c.wantOK("GET", path, RoleSupervisor+"@front,overseas", "", &out)
		if len(out.Data) != 0 {
			t.Errorf("%s shows %v", path, out.Data)
		}
		c.wantOK("GET", path, RoleSupervisor+"@front,central", "", &out)
		if len(out.Data) != 1 {
			t.Errorf("%s shows %v", path, out.Data)
		}
	}
	var stock struct{ Data []wms.StockRow }
	c.wantOK("GET", "/v1/stock", RolePicker+"@front", "", &stock)
	if len(stock.Data) != 1 || stock.Data[0].Location != nil || c.fake.last["ListStock"].(StockQuery).Warehouse != "front" {
		t.Errorf("stock %+v", stock)
	}
}

func TestMissingPortsAnswer501(t *testing.T) {
	c := newClient(t, func(o *Options) { *o = Options{Login: o.Login} })
	for _, rt := range c.face.routes() {
		if !rt.missing {
			continue
		}
		path, body := example(rt)
		c.wantProblem(501, codeNotAvailable, rt.method, path, admin, body)
	}
	c.wantProblem(501, codeNotAvailable, "GET", "/control", "", "")
	c = newClient(t, func(o *Options) { *o = Options{} })
	c.wantProblem(501, codeNotAvailable, "POST", "/v1/login", "", `{"badge":"P-01","pin":"1234"}`)
	c.wantProblem(401, codeUnauthenticated, "GET", "/v1/me", admin, "")
}

func TestBadRequestsSayWhatIsWrong(t *testing.T) {
	c := newClient(t)
	for _, tc := range []struct {
		name, request, body string
		status              int
		code, detail        string
	}{
		{"no body", "POST /v1/orders", "", 400, codeEmptyBody, "a JSON object is needed"},
		{"blank body", "POST /v1/orders", " \n", 400, codeEmptyBody, "a JSON object is needed"},
		{"cut off", "POST /v1/orders", `{"lines":[`, 400, codeMalformed, "ends too early"},
		{"no JSON", "POST /v1/orders", `{lines}`, 400, codeMalformed, "at byte 1"},
		{"a list", "POST /v1/orders", `[]`, 422, codeWrongType, "must be an object, not a list"},
		{"null", "POST /v1/orders", `null`, 422, codeWrongType, "must be an object, not null"},
		{"more behind it", "POST /v1/orders", orderBody + `{}`, 400, codeMalformed, "something follows"},
		{"unknown field", "POST /v1/orders", `{"ship_to":{"country":"GB","town":"X"}}`, 422, codeUnknownField, "no field ship_to.town"},
		{"unknown in list", "POST /v1/orders", `{"lines":[{"sku":"S1","qty":1},{"quantity":1}]}`, 422, codeUnknownField, "lines[1].quantity here; known are lot, min_days, qty, sku, unit"},
		{"wrong case", "POST /v1/orders", `{"Lines":[]}`, 422, codeUnknownField, "no field Lines"},
		{"twice", "POST /v1/orders", `{"lines":[{"qty":1,"qty":9}]}`, 422, codeDuplicateField, "lines[0].qty is there twice"},
		{"fraction", "POST /v1/orders", `{"lines":[{"sku":"S1","qty":1.5}]}`, 422, codeWrongType, "qty must be a whole number"},
		{"too big a number", "POST /v1/orders", `{"lines":[{"sku":"S1","qty":99999999999999999999}]}`, 422, codeWrongType, "qty must be a whole number"},
		{"text for number", "POST /v1/orders", `{"lines":[{"sku":"S1","qty":"1"}]}`, 422, codeWrongType, "not string"},
		{"number for list", "POST /v1/orders", `{"lines":7}`, 422, codeWrongType, "lines must be a list, not a number"},
		{"object for text", "POST /v1/orders", `{"channel":{}}`, 422, codeWrongType, "channel must be a string, not an object"},
		{"no time", "POST /v1/orders", `{"ship_by":"tomorrow"}`, 422, codeWrongType, "RFC 3339"},
		{"object for time", "POST /v1/orders", `{"ship_by":{}}`, 422, codeWrongType, "ship_by must be a string"},
		{"no UTF-8", "POST /v1/orders", "{\"id\":\"\xff\"}", 400, codeMalformed, "UTF-8"},
		{"too deep", "POST /v1/orders", `{"lines":` + strings.Repeat("[", 400), 422, codeWrongType, "lines[0] must be an object"},
		{"no lines", "POST /v1/orders", `{"ship_to":{"country":"GB"},"lines":[]}`, 422, codeInvalidField, "at least one line"},
		{"too large", "POST /v1/orders", `{"id":"` + strings.Repeat("x", maxBodyBytes) + `"}`, 413, codeBodyTooLarge, "1048576"},
		{"body where none belongs", "POST /v1/orders/o-1/cancel", `{"why":1}`, 422, codeUnknownField, "no field why"},
		{"other sku", "PUT /v1/items/S1", `{"sku":"S2"}`, 422, codeInvalidField, `"S2" is not the path's "S1"`},
		{"both", "POST /v1/stock/moves", `{"sku":"S","handling_unit":"P","from":"A","to":"B"}`, 422, codeInvalidField, "exactly one of"},
		{"none", "POST /v1/stock/holds", `{"reason":"x"}`, 422, codeInvalidField, "exactly one of"},
		{"no warehouse", "POST /v1/stock/adjustments", `{"sku":"S"}`, 422, codeInvalidField, "warehouse is needed"},
		{"unknown warehouse", "GET /v1/stock?warehouse=mars", "", 404, codeUnknownWarehouse, "there are central, front"},
		{"status given", "POST /v1/receipts", `{"status":"closed"}`, 422, codeInvalidField, "status is not"},
		{"received given", "POST /v1/receipts", `{"lines":[{"received":1}]}`, 422, codeInvalidField, "lines[0].received"},
		{"exception", "POST /v1/tasks/pick-1/exception", `{"code":"bored"}`, 422, codeInvalidField, "short damaged"},
		{"kind", "POST /v1/work/next", `{"warehouse":"central","kinds":["nap"]}`, 422, codeInvalidField, `"nap"`},
		{"nothing to move", "POST /v1/transports", `{"to":"B"}`, 422, codeInvalidField, "handling_unit and to"},
		{"role", "POST /v1/tokens", `{"name":"x","roles":["king"]}`, 422, codeInvalidField, `"king"`},
		{"token's warehouse", "POST /v1/tokens", `{"name":"x","roles":["picker"],"warehouses":["mars"]}`, 404, codeUnknownWarehouse, "mars"},
		{"unknown parameter", "GET /v1/orders?state=x", "", 422, codeUnknownParameter, "known are status, after, cursor, limit"},
		{"parameter twice", "GET /v1/orders?status=x&status=y", "", 422, codeInvalidParameter, "stands twice"},
		{"malformed query", "GET /v1/orders?status=%zz", "", 422, codeInvalidParameter, "malformed"},
		{"unprintable", "GET /v1/stock?sku=%00", "", 422, codeInvalidParameter, "not printable"},
		{"status", "GET /v1/orders?status=lost", "", 422, codeInvalidParameter, "must be one of backordered"},
		{"kind of place", "GET /v1/warehouses/central/locations?kind=sofa", "", 422, codeInvalidParameter, "must be one of shelf"},
		{"limit 0", "GET /v1/items?limit=0", "", 422, codeInvalidParameter, "from 1 to 1000"},
		{"limit 1001", "GET /v1/items?limit=1001", "", 422, codeInvalidParameter, "from 1 to 1000"},
		{"cursor", "GET /v1/items?after=%21", "", 422, codeInvalidCursor, "answered as next"},
		{"time", "GET /v1/kpis?from=noon", "", 422, codeInvalidParameter, "RFC 3339"},
		{"no span", "GET /v1/kpis?from=2026-03-02T08:00:00Z&to=2026-03-01T08:00:00Z", "", 422, codeInvalidParameter, "before to"},
		{"which warehouse", "GET /v1/live", "", 422, codeInvalidParameter, "warehouse is needed"},
		{"id", "GET /v1/orders/%20", "", 422, codeInvalidPath, "1 to 128"},
		{"long id", "GET /v1/orders/" + strings.Repeat("x", 129), "", 422, codeInvalidPath, "1 to 128"},
		{"control character", "GET /v1/orders/a%0Ab", "", 422, codeInvalidPath, "1 to 128"},
		{"event", "GET /v1/events?after=x", "", 422, codeInvalidParameter, "sequence"},
		{"live page", "GET /v1/events?live=central", "", 422, codeInvalidParameter, "text/event-stream"},
		{"no route", "GET /v1/nothing", "", 404, codeNoRoute, "/v1/nothing"},
		{"trailing slash", "GET /v1/orders/", "", 404, codeNoRoute, "/v1/orders/"},
		{"method", "DELETE /v1/orders/o-1", "", 405, codeMethod, "does not take DELETE"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c.t = t
			method, path, _ := strings.Cut(tc.request, " ")
			doc := c.wantProblem(tc.status, tc.code, method, path, admin, tc.body)
			if !strings.Contains(doc["detail"].(string), tc.detail) {
				t.Errorf("detail %q lacks %q", doc["detail"], tc.detail)
			}
		})
	}
}

func TestDeepBodiesAreRefused(t *testing.T) {
	var free struct {
		Args map[string]any `json:"args"`
	}
	err := decodeJSON([]byte(`{"args":`+strings.Repeat(`{"a":`, 100)+"1"+strings.Repeat("}", 101)), &free)
	if wms.CodeOf(err) != codeTooDeep {
		t.Fatalf("got %v", err)
	}
}

func TestRefusalsOfTheBusinessKeepTheirWordsAndArguments(t *testing.T) {
	c := newClient(t)
	doc := c.wantProblem(404, "unknown_sku", "GET", "/v1/items/NO-1", admin, "")
	if doc["sku"] != "NO-1" || doc["title"] != "Unknown sku" || doc["type"] != "about:blank" || doc["status"] != 404.0 {
		t.Errorf("problem %v", doc)
	}
	doc = c.wantProblem(422, "wrong_scan", "POST", "/v1/tasks/pick-1/confirm", RolePicker, `{"scans":["WRONG"]}`)
	if doc["scanned"] != "WRONG" || mustJSON(doc["expected"]) != `["S1"]` {
		t.Errorf("problem %v", doc)
	}
	for kind, status := range kindStatus {
		c.fake.fail = (&wms.Error{Kind: kind, Code: "some_code", Message: "words"}).With("code", "forged").With("detail", "forged")
		if doc := c.wantProblem(status, "some_code", "GET", "/v1/orders/o-1", admin, ""); doc["detail"] != "words" {
			t.Errorf("problem %v", doc)
		}
	}
	c.fake.fail = (&wms.Error{Kind: wms.Conflict, Code: "odd", Message: "words"}).With("odd", func() {})
	c.wantProblem(409, "odd", "GET", "/v1/orders/o-1", admin, "")
}

func TestInternalErrorsShowNothing(t *testing.T) {
	c := newClient(t)
	c.fake.fail = io.ErrShortWrite
	doc := c.wantProblem(500, codeInternal, "GET", "/v1/orders/o-1", admin, "")
	if strings.Contains(mustJSON(doc), io.ErrShortWrite.Error()) {
		t.Errorf("problem %v shows the cause", doc)
	}
	c.fake.fail, c.fake.panics = nil, true
	doc = c.wantProblem(500, codeInternal, "GET", "/v1/orders/o-1", admin, "")
	if strings.Contains(mustJSON(doc), "secret cause") {
		t.Errorf("problem %v shows the panic", doc)
	}
}

func TestIdempotencyKeyAndFingerprint(t *testing.T) {
	c := newClient(t)
	key := header{"Idempotency-Key": "invoice-536365"}
	var first, again wms.OrderView
	c.wantOK("POST", "/v1/orders", "planner", orderBody, &first, key)
	c.wantOK("POST", "/v1/orders", "planner", orderBody, &again, key)
	if first.ID != again.ID || c.fake.ran["PlaceOrder"] != 1 {
		t.Fatalf("first %s, again %s, ran %d times", first.ID, again.ID, c.fake.ran["PlaceOrder"])
	}
	c.wantProblem(422, codeKeyReused, "POST", "/v1/orders", "planner", strings.Replace(orderBody, "2", "3", 1), key)
	c.wantProblem(422, codeKeyReused, "POST", "/v1/orders/o-1/cancel", "planner", "", key)

	var other wms.OrderView
	c.wantOK("POST", "/v1/orders", "supervisor", orderBody, &other, key)
	if other.ID == first.ID {
		t.Fatal("another user's key met this one's")
	}
	for _, bad := range []string{"", " ", "a b", "a\tb", "ä", strings.Repeat("x", 256)} {
		c.wantProblem(400, codeInvalidKey, "POST", "/v1/orders", "planner", orderBody, header{"Idempotency-Key": bad})
	}
	c.wantOK("POST", "/v1/orders", "planner", orderBody, nil, header{"Idempotency-Key": strings.Repeat("x", 255)})
	c.wantProblem(400, codeInvalidKey, "POST", "/v1/tokens", admin, bodies["POST /v1/tokens"], key)
}

func TestCallsNameTheirActor(t *testing.T) {
	c := newClient(t)
	c.wantOK("POST", "/v1/stock/adjustments", "supervisor", bodies["POST /v1/stock/adjustments"], nil)
	call := c.fake.calls["Adjust"]
	if call.Actor.User != "u-supervisor" || call.Actor.From != "192.0.2.1" || call.Actor.Reason != "broken" || call.Key != "" {
		t.Fatalf("call %+v", call)
	}
}

func TestPagesFollowTheCursor(t *testing.T) {
	c := newClient(t)
	for _, name := range []string{"after", "cursor"} {
		var skus []wms.SKU
		next := ""
		for range 10 {
			var page struct {
				Data []wms.Item
				Next *string
			}
			c.wantOK("GET", "/v1/items?limit=4&"+name+"="+next, admin, "", &page)
			for _, item := range page.Data {
				skus = append(skus, item.SKU)
			}
			if page.Next == nil {
				break
			}
			next = *page.Next
		}
		if len(skus) != 10 || skus[9] != "S9" {
			t.Fatalf("got %v", skus)
		}
	}
}

func TestIDsOfThePathAreUnescapedOnce(t *testing.T) {
	c := newClient(t)
	for escaped, want := range map[string]wms.SKU{"A%2FB": "A/B", "A+B": "A+B", "A%20B": "A B", "A%252F": "A%2F", "%E7%AE%B1": "箱"} {
		var item wms.Item
		c.wantOK("GET", "/v1/items/"+escaped, admin, "", &item)
		if item.SKU != want {
			t.Errorf("%s: got %q, want %q", escaped, item.SKU, want)
		}
	}
}

func TestNextWorkIsOfTheCallersKinds(t *testing.T) {
	c := newClient(t)
	var item workItem
	c.wantOK("POST", "/v1/work/next", "receiver@central", `{}`, &item)
	asked := c.fake.last["Next"].(NextWork)
	if asked.Warehouse != "central" || mustJSON(asked.Kinds) != `["load","putaway","count","inspect"]` {
		t.Fatalf("asked for %+v", asked)
	}
	if item.Task.ID != "pick-1" || item.Step.Expect == nil {
		t.Fatalf("item %+v", item)
	}
	if w := c.do("POST", "/v1/work/next", "picker", `{"warehouse":"central","zone":"empty"}`); w.Code != 204 || w.Body.Len() > 0 {
		t.Fatalf("nothing to do: %d %q", w.Code, w.Body)
	}
	c.wantProblem(403, codeForbiddenKind, "POST", "/v1/work/next", "receiver", `{"warehouse":"central","kinds":["pack"]}`)
	c.wantProblem(403, codeForbiddenKind, "POST", "/v1/tasks/pick-1/claim", "receiver", "")
	c.wantProblem(403, codeForbiddenKind, "POST", "/v1/tasks/pick-1/confirm", "receiver", `{"scans":[]}`)
	c.wantOK("POST", "/v1/tasks/pick-1/claim", "picker+receiver", "", nil)
}

func TestClaimCarriesStepAndTask(t *testing.T) {
	c := newClient(t)
	var out map[string]any
	c.wantOK("POST", "/v1/tasks/pick-1/claim", "picker", "", &out)
	detail, _ := out["task_detail"].(map[string]any)
	if out["task"] != "pick-1" || out["step"] != "scan_location" || out["done"] != false || detail["id"] != "pick-1" {
		t.Fatalf("got %v", out)
	}
}

func TestEveryCodeIsDocumented(t *testing.T) {
	doc, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	for code := range statuses {
		if !strings.Contains(string(doc), "`"+code+"`") {
			t.Errorf("docs/api.md does not name %s", code)
		}
	}
}
