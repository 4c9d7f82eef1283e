package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// The tests of this file walk the real table of routes, so that a new route is
// judged without anybody's help: by every role, by nobody, by somebody of
// another warehouse, of another owner, with a token for something else, and
// with a PIN that must be changed. What is expected stands in the contract.

// rolesInSpec are x-roles of a route, with admin.
func (s *spec) rolesInSpec(t *testing.T, rt route) []string {
	t.Helper()
	path := ginParameter.ReplaceAllString(rt.path, "{$1}")
	listed, is := s.at("paths", path, strings.ToLower(rt.method), "x-roles").([]any)
	if !is {
		t.Fatalf("%s %s: the contract does not say x-roles", rt.method, rt.path)
	}
	roles := []string{RoleAdmin}
	for _, r := range listed {
		roles = append(roles, r.(string))
	}
	return roles
}

// roleThatMay is a role that calls a route, admin only where nobody else may.
func roleThatMay(rt route) string {
	for _, role := range []string{RoleSupervisor, RolePlanner, RoleReceiver, RolePicker, RoleDevice, RoleAuditor} {
		if slices.Contains(rt.roles, role) {
			return role
		}
	}
	return RoleAdmin
}

func codeIn(body []byte) string {
	var doc struct{ Code string }
	_ = json.Unmarshal(body, &doc)
	return doc.Code
}

func TestRolesOfEveryRoute(t *testing.T) {
	c := newClient(t)
	routes := c.face.routes()
	if len(routes) < 40 {
		t.Fatalf("only %d routes", len(routes))
	}
	for _, rt := range routes {
		path, body := example(rt)
		may := c.spec.rolesInSpec(t, rt)
		for _, token := range []string{"", "stranger"} {
			if w := c.do(rt.method, path, token, body); w.Code != http.StatusUnauthorized {
				t.Errorf("%s %s as %q: %d, want 401", rt.method, path, token, w.Code)
			}
		}
		for _, role := range append([]string{"nobody"}, Roles...) {
			w := c.do(rt.method, path, role, body)
			switch allowed := slices.Contains(may, role); {
			case allowed && w.Code/100 != 2:
				t.Errorf("%s %s as %s: %d %s", rt.method, path, role, w.Code, w.Body)
			case !allowed && (w.Code != http.StatusForbidden || codeIn(w.Body.Bytes()) != codeForbidden):
				t.Errorf("%s %s as %s: %d %s, want 403", rt.method, path, role, w.Code, w.Body)
			}
		}
	}
}

// networkWide are the writes that concern no one warehouse, and why a caller
// who is limited to another warehouse may call them all the same.
var networkWide = map[string]string{
	"POST /v1/logout":              "one's own session",
	"POST /v1/me/pin":              "one's own PIN",
	"PUT /v1/items/:sku":           "items are the network's",
	"PUT /v1/items/:sku/bom":       "items are the network's",
	"POST /v1/orders":              "orders are the network's, which chooses the warehouses",
	"POST /v1/orders/:id/cancel":   "orders are the network's",
	"POST /v1/allocations/preview": "orders are the network's; writes nothing",
	"POST /v1/allocations/replan":  "orders are the network's",
	"POST /v1/imports/:kind":       "items are the network's; stock and locations are judged by row",
}

// showsCentral are the reads that name a warehouse to those of others: orders
// say who serves them.
var showsCentral = map[string]string{
	"GET /v1/orders":     "an order says which warehouses serve it",
	"GET /v1/orders/:id": "an order says which warehouses serve it",
}

func TestEveryRouteHeedsTheCallersWarehouses(t *testing.T) {
	c := newClient(t)
	for _, rt := range c.face.routes() {
		path, body := example(rt)
		name := rt.method + " " + rt.path
		w := c.do(rt.method, path, roleThatMay(rt)+"@front", body)
		switch {
		case w.Code == http.StatusForbidden && codeIn(w.Body.Bytes()) == codeForbiddenPlace:
		case codeIn(w.Body.Bytes()) == codeForbiddenGrant:
		case rt.stream, networkWide[name] != "" && w.Code/100 == 2, showsCentral[name] != "" && w.Code/100 == 2:
		case rt.method == "GET" && w.Code/100 == 2 && !strings.Contains(w.Body.String(), "central"):
		default:
			t.Errorf("%s of another warehouse: %d %s; refuse it with mayUse, or list it in networkWide with a reason", name, w.Code, w.Body)
		}
	}
}

// TestEveryRouteHeedsTheCallersOwners: the goods of the fakes are nobody's, so
// a caller limited to acme sees none of them.
func TestEveryRouteHeedsTheCallersOwners(t *testing.T) {
	c := newClient(t)
	for _, rt := range c.face.routes() {
		path, body := example(rt)
		w := c.do(rt.method, path, roleThatMay(rt)+"#acme", body)
		refused := w.Code == http.StatusForbidden && codeIn(w.Body.Bytes()) == codeForbiddenOwner
		switch {
		case !rt.owned && !refused:
			t.Errorf("%s %s of another owner: %d %s", rt.method, rt.path, w.Code, w.Body)
		case refused, w.Code == http.StatusForbidden && codeIn(w.Body.Bytes()) == codeForbiddenGrant:
		case w.Code/100 == 2 && !strings.Contains(w.Body.String(), `"sku"`):
		default:
			t.Errorf("%s %s shows goods of another owner: %d %s", rt.method, rt.path, w.Code, w.Body)
		}
	}
}

func TestEveryRouteHeedsScopesAndPINChanges(t *testing.T) {
	c := newClient(t)
	free := []string{"POST /v1/logout", "GET /v1/me", "POST /v1/me/pin"}
	for _, rt := range c.face.routes() {
		path, body := example(rt)
		name := rt.method + " " + rt.path
		role := roleThatMay(rt)
		w := c.do(rt.method, path, role+"!nothing:read", body)
		if is, want := codeIn(w.Body.Bytes()) == codeForbiddenScope, !slices.Contains(free, name); is != want {
			t.Errorf("%s with a token for something else: %d %s", name, w.Code, w.Body)
		}
		group, _, _ := strings.Cut(strings.TrimPrefix(rt.path, "/v1/"), "/")
		access := map[bool]string{true: "read", false: "write"}[rt.method == "GET"]
		for _, scope := range []string{group + ":" + access, rt.method + " " + rt.path[:strings.LastIndex(rt.path, "/")] + "/*",
			rt.method + " " + ginParameter.ReplaceAllString(rt.path, "{$1}")} {
			if w := c.do(rt.method, path, role+"!"+scope, body); w.Code/100 != 2 && codeIn(w.Body.Bytes()) != codeForbiddenGrant {
				t.Errorf("%s with a token for %s: %d %s", name, scope, w.Code, w.Body)
			}
		}
		w = c.do(rt.method, path, role+"?", body)
		if is, want := codeIn(w.Body.Bytes()) == codePINChange, !slices.Contains(free, name); is != want {
			t.Errorf("%s with a PIN that must be changed: %d %s", name, w.Code, w.Body)
		}
	}
}

func TestOwnersSeeTheirGoods(t *testing.T) {
	c := newClient(t)
	c.fake.owner = "acme"
	var items struct{ Data []map[string]any }
	c.wantOK("GET", "/v1/items?limit=100", "planner#acme", "", &items)
	if len(items.Data) != 10 {
		t.Errorf("acme sees %d of 10 items", len(items.Data))
	}
	for _, request := range []string{"GET /v1/items/S1", "GET /v1/orders/o-1", "POST /v1/orders", "POST /v1/orders/:id/cancel",
		"POST /v1/allocations/preview", "GET /v1/stock", "GET /v1/orders", "PUT /v1/items/:sku"} {
		method, template, _ := strings.Cut(request, " ")
		path, body := example(route{method: method, path: template})
		w := c.do(method, path, "planner#acme", body)
		if w.Code/100 != 2 || method == "GET" && !strings.Contains(w.Body.String(), "S1") {
			t.Errorf("%s of acme: %d %s", request, w.Code, w.Body)
		}
		w = c.do(method, path, "planner#globex", body)
		if w.Code != 403 && (w.Code != 200 || strings.Contains(w.Body.String(), "S1")) {
			t.Errorf("%s of globex: %d %s", request, w.Code, w.Body)
		}
	}
	c.wantProblem(403, codeForbiddenOwner, "PUT", "/v1/items/S1", "planner#acme", `{"description":"x","owner":"globex"}`)
}

func TestTokensHaveNoMoreThanTheirMaker(t *testing.T) {
	c := newClient(t)
	for _, tc := range []struct {
		maker, body string
		status      int
		code        string
	}{
		{"admin@central", `{"name":"x","roles":["picker"]}`, 403, codeForbiddenGrant},
		{"admin@central", `{"name":"x","roles":["picker"],"warehouses":["front"]}`, 403, codeForbiddenGrant},
		{"admin@central", `{"name":"x","roles":["admin"],"warehouses":["central"]}`, 201, ""},
		{"admin#acme", `{"name":"x","roles":["picker"]}`, 403, codeForbiddenGrant},
		{"admin#acme", `{"name":"x","roles":["picker"],"owners":["acme","globex"]}`, 403, codeForbiddenGrant},
		{"admin#acme,globex", `{"name":"x","roles":["picker"],"owners":["acme"]}`, 201, ""},
		{"admin!tokens:write,orders:read", `{"name":"x","roles":["planner"]}`, 403, codeForbiddenGrant},
		{"admin!tokens:write,orders:read", `{"name":"x","roles":["planner"],"scopes":["orders:write"]}`, 403, codeForbiddenGrant},
		{"admin!tokens:write,orders:read", `{"name":"x","roles":["planner"],"scopes":["GET /v1/orders/{id}"]}`, 201, ""},
		{"admin", `{"name":"x","roles":["planner"],"scopes":["odrers:read"]}`, 422, codeInvalidField},
		{"admin", `{"name":"x","roles":["planner"],"scopes":["GET /v1/orders/*","POST /v1/orders"]}`, 201, ""},
	} {
		w := c.do("POST", "/v1/tokens", tc.maker, tc.body)
		if w.Code != tc.status || codeIn(w.Body.Bytes()) != tc.code {
			t.Errorf("%s makes %s: %d %s", tc.maker, tc.body, w.Code, w.Body)
		}
	}
}

func TestWritesSayWhoWhenWhereAndWhy(t *testing.T) {
	c := newClient(t)
	say := header{"X-Reason": "客户来电", "X-Station": "bench-2", "X-Request-Id": "req-7"}
	w := c.do("POST", "/v1/orders", "planner", orderBody, say)
	if w.Code != 201 || w.Header().Get("X-Request-Id") != "req-7" {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	a := c.fake.calls["PlaceOrder"].Actor
	if a.User != "u-planner" || a.From != "192.0.2.1" || a.Reason != "客户来电" || a.Station != "bench-2" || a.Request != "req-7" {
		t.Errorf("actor %+v", a)
	}
	w = c.do("POST", "/v1/orders", "planner", orderBody, header{"X-Request-Id": "a b"})
	if id := w.Header().Get("X-Request-Id"); len(id) != 16 || c.fake.calls["PlaceOrder"].Actor.Request != id {
		t.Errorf("request id %q", id)
	}
	c.wantProblem(422, codeInvalidField, "POST", "/v1/orders", "planner", orderBody, header{"X-Reason": strings.Repeat("x", 201)})
	c.wantProblem(422, codeInvalidField, "POST", "/v1/orders", "planner", orderBody, header{"X-Station": "a\x01b"})
}

func TestPINsTakeNoIdempotencyKey(t *testing.T) {
	c := newClient(t)
	key := header{"Idempotency-Key": "k"}
	c.wantProblem(400, codeInvalidKey, "POST", "/v1/users/bob/pin", admin, bodies["POST /v1/users/:id/pin"], key)
	c.wantProblem(400, codeInvalidKey, "POST", "/v1/me/pin", "picker", bodies["POST /v1/me/pin"], key)
}
