package api

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// Headers by which a caller says more about a write, and which request an
// answer belongs to.
const (
	requestIDHeader = "X-Request-Id"
	reasonHeader    = "X-Reason"
	stationHeader   = "X-Station"
	maxReasonBytes  = 200
)

// Security is who administers users, and how much a caller may ask for.
type Security struct {
	Users Users
	// RequestsPerS is how many requests a second one token or session may make
	// for long, twice as many for a moment; default 5,000. RequestsAtOnce is
	// how many run at once; default 1,024.
	RequestsPerS, RequestsAtOnce int
	// BodyTimeout bounds how long a body of usual size may take to arrive;
	// default 20 s.
	BodyTimeout time.Duration
	Now         func() time.Time // wall time; default time.Now
	// Enrolment is there with a certificate authority of our own. PublicURL is
	// where browsers reach this program, EnrolURL where devices do that do not
	// trust it yet.
	Enrolment           Enrolment
	PublicURL, EnrolURL string
	SignOn              SignOn // a log-in provider; nil: none
}

// requestID is the caller's own, if it is one, else a random one.
func requestID(req *http.Request) string {
	if id := req.Header.Get(requestIDHeader); len(id) <= 64 && visibleASCII(id) {
		return id
	}
	var raw [8]byte
	_, _ = rand.Read(raw[:]) // crypto/rand never fails
	return hex.EncodeToString(raw[:])
}

// actor says who writes, from where and why.
func (r *request) actor() (wms.Actor, error) {
	a := wms.Actor{User: r.who.User, From: r.RemoteIP(), Reason: r.GetHeader(reasonHeader), Station: r.GetHeader(stationHeader),
		Request: r.Writer.Header().Get(requestIDHeader)}
	if len(a.Reason) > maxReasonBytes || !printable(a.Reason) {
		return a, invalid(codeInvalidField, "the header %s must be at most %d printable characters", reasonHeader, maxReasonBytes)
	}
	if len(a.Station) > maxIDBytes || !printable(a.Station) {
		return a, invalid(codeInvalidField, "the header %s must be at most %d printable characters", stationHeader, maxIDBytes)
	}
	return a, nil
}

// mayReach is what is asked besides the role: nothing that is not said to
// heed a limit is answered to a caller who has it.
func (r *request) mayReach(rt route) error {
	switch {
	case r.who.MustChange && !rt.unscoped:
		return wms.Refuse(wms.Forbidden, codePINChange, "set a PIN of your own first: POST /v1/me/pin")
	case rt.unlimited && len(r.who.Warehouses) > 0:
		return wms.Refuse(wms.Forbidden, codeForbiddenPlace, "this is about the whole network, and you are limited to some warehouses")
	case len(r.who.Owners) > 0 && (rt.unlimited || !rt.owned):
		return wms.Refuse(wms.Forbidden, codeForbiddenOwner, "this is not limited to one owner's goods, and you are")
	case len(r.who.Scopes) > 0 && !rt.unscoped && !slices.ContainsFunc(r.who.Scopes, func(s string) bool { return inScope(s, rt.method, rt.path) }):
		return wms.Refuse(wms.Forbidden, codeForbiddenScope, "this token is for %v only", r.who.Scopes)
	}
	return nil
}

// inScope says whether a scope covers a route: group:read (GET), group:write
// (all else), where the group is what follows /v1/, or METHOD /v1/path in
// which * stands for one part, and at the end for all that follow.
func inScope(scope, method, path string) bool {
	if group, access, is := strings.Cut(scope, ":"); is && !strings.Contains(scope, "/") {
		first, _, _ := strings.Cut(strings.TrimPrefix(path, "/v1/"), "/")
		return (group == "*" || group == first) && (access == "read") == (method == http.MethodGet)
	}
	verb, pattern, _ := strings.Cut(scope, " ")
	if verb != "*" && verb != method {
		return false
	}
	parts, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	for i, p := range parts {
		switch {
		case i >= len(have):
			return false
		case p == "*" && i == len(parts)-1:
			return true
		case p == "*" || p == have[i] || strings.HasPrefix(have[i], ":") && p == "{"+have[i][1:]+"}":
		default:
			return false
		}
	}
	return len(parts) == len(have)
}

// mayGrant refuses a token that would have more than its maker, or whose
// scopes mean nothing.
func (r *request) mayGrant(n NewToken) error {
	refuse := func(what string) error {
		return wms.Refuse(wms.Forbidden, codeForbiddenGrant, "a token can't have more than you: %s", what).With("field", what)
	}
	for _, s := range n.Scopes {
		if !slices.ContainsFunc(r.face.routes(), func(rt route) bool { return inScope(s, rt.method, rt.path) }) {
			return invalid(codeInvalidField, "the scope %q covers nothing; write GET /v1/orders/{id}, GET /v1/orders/*, orders:read or orders:write", s).
				With("field", "scopes")
		}
	}
	switch {
	case !mayCall(r.who.Roles, nil) && !covers(r.who.Roles, n.Roles):
		return refuse("roles")
	case len(r.who.Warehouses) > 0 && (len(n.Warehouses) == 0 || !covers(r.who.Warehouses, n.Warehouses)):
		return refuse("warehouses")
	case len(r.who.Owners) > 0 && (len(n.Owners) == 0 || !covers(r.who.Owners, n.Owners)):
		return refuse("owners")
	case len(r.who.Scopes) > 0 && (len(n.Scopes) == 0 || !r.scopesCover(n.Scopes)):
		return refuse("scopes")
	}
	return nil
}

func covers[T comparable](all, some []T) bool {
	return !slices.ContainsFunc(some, func(x T) bool { return !slices.Contains(all, x) })
}

// scopesCover says whether every route that the new scopes reach is one that
// the caller's reach, too.
func (r *request) scopesCover(scopes []string) bool {
	reach := func(scopes []string, rt route) bool {
		return slices.ContainsFunc(scopes, func(s string) bool { return inScope(s, rt.method, rt.path) })
	}
	for _, rt := range r.face.routes() {
		if reach(scopes, rt) && !reach(r.who.Scopes, rt) {
			return false
		}
	}
	return true
}

// mayOwn refuses goods of an owner that the caller is not limited to.
func (r *request) mayOwn(owner string) error {
	if len(r.who.Owners) > 0 && !slices.Contains(r.who.Owners, owner) {
		return wms.Refuse(wms.Forbidden, codeForbiddenOwner, "these goods belong to an owner that you may not see")
	}
	return nil
}

// mineOnly drops the rows of owners that the caller may not see.
func mineOnly[T any](r *request, rows []T, of func(T) string) []T {
	if len(r.who.Owners) == 0 {
		return rows
	}
	return slices.DeleteFunc(slices.Clone(rows), func(row T) bool { return !slices.Contains(r.who.Owners, of(row)) })
}

func (r *request) myItem(sku wms.SKU) (wms.Item, error) {
	item, err := r.face.Items.Item(r.ctx, sku)
	if err != nil {
		return item, err
	}
	if err := r.mayOwn(item.Owner); err != nil {
		return wms.Item{}, err
	}
	return item, nil
}

// mayPutItem lets a caller with one owner leave it out, and nobody take
// another's item over.
func (r *request) mayPutItem(item *wms.Item) error {
	if len(r.who.Owners) == 0 {
		return nil
	}
	if item.Owner == "" && len(r.who.Owners) == 1 {
		item.Owner = r.who.Owners[0]
	}
	if err := r.mayOwn(item.Owner); err != nil {
		return err
	}
	before, err := r.face.Items.Item(r.ctx, item.SKU)
	if wms.CodeOf(err) == "unknown_sku" {
		return nil
	}
	return cmp.Or(err, r.mayOwn(before.Owner))
}

// ownerOf is the owner of an item, asked for once per request.
func (r *request) ownerOf(sku wms.SKU) (string, error) {
	if owner, known := r.owners[sku]; known {
		return owner, nil
	}
	if r.face.Items == nil {
		return "", notAvailable("items")
	}
	item, err := r.face.Items.Item(r.ctx, sku)
	if err != nil && wms.CodeOf(err) != "unknown_sku" {
		return "", err
	}
	if r.owners == nil {
		r.owners = map[wms.SKU]string{}
	}
	r.owners[sku] = item.Owner
	return item.Owner, nil
}

// mayOrder refuses lines of other owners' items.
func (r *request) mayOrder(lines []wms.OrderLine) error {
	if len(r.who.Owners) == 0 {
		return nil
	}
	for _, l := range lines {
		owner, err := r.ownerOf(l.SKU)
		if err != nil {
			return err
		}
		if err := r.mayOwn(owner); err != nil {
			return err
		}
	}
	return nil
}

func (r *request) myOrder(id wms.OrderID) (wms.OrderView, error) {
	order, err := r.face.Orders.Order(r.ctx, id)
	if err != nil {
		return order, err
	}
	if err := r.mayOrder(order.Plain()); err != nil {
		return wms.OrderView{}, err
	}
	return order, nil
}

// myOrders drops orders of other owners' goods.
func (r *request) myOrders(orders []wms.OrderView) ([]wms.OrderView, error) {
	if len(r.who.Owners) == 0 {
		return orders, nil
	}
	var mine []wms.OrderView
	for _, o := range orders {
		switch err := r.mayOrder(o.Plain()); {
		case err == nil:
			mine = append(mine, o)
		case wms.CodeOf(err) != codeForbiddenOwner:
			return nil, err
		}
	}
	return mine, nil
}

// myStock drops stock of other owners: of the row, else of its item.
func (r *request) myStock(rows []wms.StockRow) ([]wms.StockRow, error) {
	if len(r.who.Owners) == 0 {
		return rows, nil
	}
	var mine []wms.StockRow
	for _, row := range rows {
		owner := row.Owner
		if owner == "" {
			var err error
			if owner, err = r.ownerOf(row.SKU); err != nil {
				return nil, err
			}
		}
		if r.mayOwn(owner) == nil {
			mine = append(mine, row)
		}
	}
	return mine, nil
}
