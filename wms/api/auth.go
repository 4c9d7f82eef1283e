package api

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/aisle-wms/aisle/wms"
)

// CookieName is the session cookie's.
const CookieName = "aisle_session"

// crossOrigin judges browsers' writes by Sec-Fetch-Site and Origin.
var crossOrigin = http.NewCrossOriginProtection()

func unauthenticated(why string) *wms.Error {
	return wms.Refuse(wms.Unauthorized, codeUnauthenticated, why)
}

// authenticate finds out who calls: by the bearer token, else by the session
// cookie. Only the cookie, which browsers send by themselves, needs the
// same-origin check.
func (r *request) authenticate() error {
	token, byCookie, err := tokenOf(r.Request)
	if err != nil {
		return err
	}
	if r.face.Login == nil {
		return unauthenticated("nobody can log in to this program")
	}
	address := addressOf(r.RemoteIP())
	if wait := r.face.strange.wait(address, r.face.Now()); wait > 0 {
		return tooMany(wait)
	}
	who, err := r.face.Login.Authenticate(r.ctx, token)
	if err != nil {
		if wms.CodeOf(err) == codeUnauthenticated {
			r.face.strange.take(address, r.face.Now())
		}
		return err
	}
	if wait := r.face.callers.take(string(who.User), r.face.Now()); wait > 0 {
		return tooMany(wait)
	}
	if byCookie {
		if err := sameOrigin(r.Request); err != nil {
			return err
		}
	}
	r.who, r.token = who, token
	return nil
}

// tokenOf takes the token from the request.
func tokenOf(req *http.Request) (token string, byCookie bool, err error) {
	if header := req.Header.Get("Authorization"); header != "" {
		scheme, rest, _ := strings.Cut(header, " ")
		token = strings.TrimSpace(rest)
		if !strings.EqualFold(scheme, "Bearer") || token == "" {
			return "", false, unauthenticated("the Authorization header must be: Bearer TOKEN")
		}
		return token, false, nil
	}
	cookie, err := req.Cookie(CookieName)
	if err != nil || cookie.Value == "" {
		return "", false, unauthenticated("log in, or send Authorization: Bearer TOKEN")
	}
	return cookie.Value, true, nil
}

func sameOrigin(req *http.Request) error {
	if err := crossOrigin.Check(req); err != nil {
		return wms.Refuse(wms.Forbidden, codeCrossSite, "a write with the session cookie must come from this site's own pages")
	}
	return nil
}

// login is open: it is how one becomes known.
func (f *face) login(c *gin.Context) {
	if f.Login == nil {
		f.fail(c, notAvailable("login"))
		return
	}
	ctx, cancel := f.withTimeout(c)
	defer cancel()
	r := &request{Context: c, ctx: ctx, face: f}
	if err := sameOrigin(c.Request); err != nil {
		f.fail(c, err)
		return
	}
	if wait := f.strange.take(addressOf(c.RemoteIP()), f.Now()); wait > 0 {
		f.fail(c, tooMany(wait))
		return
	}
	var in struct {
		Badge string `json:"badge"`
		PIN   string `json:"pin"`
	}
	if err := r.decode(&in); err != nil {
		f.fail(c, err)
		return
	}
	if !printable(in.Badge) || len(in.Badge) > maxIDBytes || len(in.PIN) > maxIDBytes {
		f.fail(c, invalid(codeInvalidField, "badge and pin must be at most %d printable characters", maxIDBytes))
		return
	}
	session, err := f.Login.BadgeLogin(ctx, in.Badge, in.PIN, c.RemoteIP())
	if err != nil {
		var e *wms.Error
		if errors.As(err, &e) {
			f.Logger.Warn("log-in refused", "badge", in.Badge, "from", c.RemoteIP(), "code", e.Code)
		}
		f.fail(c, err)
		return
	}
	f.setCookie(c, session.Token, time.Until(session.ExpiresAt))
	c.Header("Cache-Control", "no-store")
	c.JSON(http.StatusOK, tidySession(session))
}

func tidySession(s wms.Session) wms.Session {
	s.Roles, s.Warehouses, s.Owners = filled(s.Roles), filled(s.Warehouses), filled(s.Owners)
	return s
}

// setCookie sets the session cookie, or removes it when ttl is negative.
func (f *face) setCookie(c *gin.Context, token string, ttl time.Duration) {
	maxAge := max(int(ttl/time.Second), 1)
	if ttl < 0 {
		maxAge = -1
	}
	http.SetCookie(c.Writer, &http.Cookie{
		Name: CookieName, Value: token, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: f.SecureCookie || c.Request.TLS != nil, SameSite: http.SameSiteStrictMode,
	})
}

func (f *face) accountRoutes() []route {
	return []route{
		{method: "POST", path: "/v1/logout", roles: everybody, owned: true, unscoped: true, do: logout},
		{method: "GET", path: "/v1/me", roles: everybody, owned: true, unscoped: true, do: me},
		{method: "GET", path: "/v1/tokens", roles: adminOnly, owned: true, paged: true, missing: f.Tokens == nil, do: listTokens},
		{method: "POST", path: "/v1/tokens", roles: adminOnly, owned: true, missing: f.Tokens == nil, do: newToken},
		{method: "DELETE", path: "/v1/tokens/:id", roles: adminOnly, unlimited: true, missing: f.Tokens == nil, do: revokeToken},
	}
}

func logout(r *request) (answer, error) {
	if err := r.noBody(); err != nil {
		return answer{}, err
	}
	if err := r.face.Login.Logout(r.ctx, r.token); err != nil {
		return answer{}, err
	}
	r.face.setCookie(r.Context, "", -time.Second)
	return nothing, nil
}

// whoami is the answer of GET /v1/me: a Session without its secret.
type whoami struct {
	User       wms.UserID        `json:"user"`
	Name       string            `json:"name"`
	Roles      []string          `json:"roles"`
	Warehouses []wms.WarehouseID `json:"warehouses"` // empty: all
	Owners     []string          `json:"owners"`     // empty: all
	Scopes     []string          `json:"scopes"`     // empty: whatever the roles may
	Language   string            `json:"language,omitempty"`
	MustChange bool              `json:"must_change_pin,omitempty"`
}

func me(r *request) (answer, error) {
	w := r.who
	return ok(whoami{User: w.User, Name: w.Name, Roles: filled(w.Roles), Warehouses: filled(w.Warehouses),
		Owners: filled(w.Owners), Scopes: filled(w.Scopes), Language: w.Language, MustChange: w.MustChange}), nil
}

func listTokens(r *request) (answer, error) {
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	tokens, next, err := r.face.Tokens.ListTokens(r.ctx, p)
	if err != nil {
		return answer{}, err
	}
	return listed(tokens, next), nil
}

func newToken(r *request) (answer, error) {
	var in NewToken
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	if call.Key != "" {
		return answer{}, invalid(codeInvalidKey, "a new token is shown once only, so it can't be asked for again: send no Idempotency-Key")
	}
	for _, role := range in.Roles {
		if !slices.Contains(Roles, role) {
			return answer{}, invalid(codeInvalidField, "there is no role %q; known are %s", role, strings.Join(Roles, ", ")).
				With("field", "roles")
		}
	}
	for _, w := range in.Warehouses {
		if err := r.face.knownWarehouse(w); err != nil {
			return answer{}, err
		}
	}
	if err := r.supplierToken(in); err != nil {
		return answer{}, err
	}
	if err := r.mayGrant(in); err != nil {
		return answer{}, err
	}
	token, err := r.face.Tokens.NewToken(r.ctx, call, in)
	if err != nil {
		return answer{}, err
	}
	return created(token), nil
}

func revokeToken(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	if err := r.face.Tokens.RevokeToken(r.ctx, call, id); err != nil {
		return answer{}, err
	}
	return nothing, nil
}

// knownWarehouse refuses a warehouse that the network does not have.
func (f *face) knownWarehouse(w wms.WarehouseID) error {
	if f.Sites == nil {
		return nil
	}
	var known []string
	for _, site := range f.Sites.Warehouses() {
		if site.ID == w {
			return nil
		}
		known = append(known, string(site.ID))
	}
	return wms.Refuse(wms.NotFound, codeUnknownWarehouse, "there is no warehouse %q; there are %s", w, orNone(known)).
		With("warehouse", w)
}

// mayUse refuses a warehouse that does not exist or that is not among the
// caller's.
func (r *request) mayUse(w wms.WarehouseID) error {
	if len(r.who.Warehouses) > 0 && !slices.Contains(r.who.Warehouses, w) {
		return wms.Refuse(wms.Forbidden, codeForbiddenPlace, "you may not use the warehouse %q", w).With("warehouse", w)
	}
	return r.face.knownWarehouse(w)
}

// warehouse reads the parameter and checks that the caller may use it.
// A caller with one warehouse need not name it.
func (r *request) warehouse() (wms.WarehouseID, error) {
	w := wms.WarehouseID(r.q("warehouse"))
	if w == "" {
		if len(r.who.Warehouses) == 1 {
			return r.who.Warehouses[0], nil
		}
		return "", nil
	}
	return w, r.mayUse(w)
}

// needWarehouse is warehouse where all of them is no answer. In a network of
// one warehouse it need not be named.
func (r *request) needWarehouse() (wms.WarehouseID, error) {
	w, err := r.warehouse()
	if err != nil || w != "" {
		return w, err
	}
	if r.face.Sites != nil {
		if all := r.face.Sites.Warehouses(); len(all) == 1 {
			return all[0].ID, nil
		}
	}
	return "", badParameter("warehouse", "is needed")
}

// onlyMine drops the rows of warehouses that the caller may not see.
func onlyMine[T any](r *request, rows []T, of func(T) wms.WarehouseID) []T {
	if len(r.who.Warehouses) == 0 {
		return rows
	}
	return slices.DeleteFunc(slices.Clone(rows), func(row T) bool {
		return !slices.Contains(r.who.Warehouses, of(row))
	})
}
