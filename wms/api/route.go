package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/aisle-wms/aisle/wms"
)

// Roles. An admin may do everything; every other right is in the table of
// routes.
const (
	RolePicker     = "picker"
	RoleReceiver   = "receiver"
	RoleSupervisor = "supervisor"
	RolePlanner    = "planner"
	RoleAdmin      = "admin"
	RoleDevice     = "device"
	RoleAuditor    = "auditor"
	RoleSupplier   = "supplier" // of tokens only: a supplier that keeps its items in stock itself
)

// Roles lists all of them.
var Roles = []string{RolePicker, RoleReceiver, RoleSupervisor, RolePlanner, RoleAdmin, RoleDevice, RoleAuditor, RoleSupplier}

var (
	// everybody of the house; a supplier is not.
	everybody = []string{RolePicker, RoleReceiver, RoleSupervisor, RolePlanner, RoleAdmin, RoleDevice, RoleAuditor}
	adminOnly = []string{}
	// floor are those who work on tasks.
	floor = []string{RolePicker, RoleReceiver, RoleSupervisor}
	// lookers see the state of the whole site.
	lookers = []string{RoleSupervisor, RolePlanner, RoleAuditor}
	// sellers enter and cancel customers' orders.
	sellers = []string{RoleSupervisor, RolePlanner}
)

func join(sets ...[]string) []string { return slices.Concat(sets...) }

// route is a line of the one table that says what there is, who may call it
// and which query parameters it takes. Admins are always among the roles.
type route struct {
	method, path string
	roles        []string
	query        []string // names allowed; paged lists also take after, cursor and limit
	paged        bool
	stream       bool // no time limit; answers by itself
	slow         bool // takes a whole file
	owned        bool // heeds the owners that a caller is limited to; else they are refused
	unlimited    bool // only for callers limited to no warehouse and no owner
	unscoped     bool // any token may call it, whatever its scopes
	missing      bool // its port is nil
	do           func(r *request) (answer, error)
}

// answer is what a route answers: nothing (204) without a body.
type answer struct {
	status int
	body   any
}

func ok(body any) answer { return answer{http.StatusOK, body} }

func created(body any) answer { return answer{http.StatusCreated, body} }

var nothing = answer{status: http.StatusNoContent}

// streamed says that the route wrote its answer itself.
var streamed = answer{}

// list is the answer of every list.
type list[T any] struct {
	Data []T     `json:"data"`
	Next *string `json:"next"`
}

// listed makes a list's answer; next is a port's cursor.
func listed[T any](data []T, next string) answer {
	if data == nil {
		data = []T{}
	}
	out := list[T]{Data: data}
	if next != "" {
		cursor := encodeCursor(next)
		out.Next = &cursor
	}
	return ok(out)
}

// request is one authenticated call of a route.
type request struct {
	*gin.Context
	ctx    context.Context
	face   *face
	who    Identity
	token  string
	body   []byte
	vals   url.Values
	owners map[wms.SKU]string // see ownerOf
}

// handler runs a route: who calls, may they, is it well formed, then the port.
func (f *face) handler(rt route) gin.HandlerFunc {
	return func(c *gin.Context) {
		ctx, cancel := c.Request.Context(), context.CancelFunc(func() {})
		switch {
		case rt.slow:
			allowSlow(c.Writer)
			ctx, cancel = context.WithTimeout(ctx, slowTimeout)
		case !rt.stream:
			ctx, cancel = f.withTimeout(c)
		}
		defer cancel()
		r := &request{Context: c, ctx: ctx, face: f}
		ans, err := r.bounded(rt)
		switch {
		case err != nil && c.Writer.Written():
			f.Logger.Error("request failed after its answer began", "path", c.Request.URL.Path, "err", err)
		case err != nil:
			f.fail(c, err)
		case ans.status == streamed.status:
		case ans.body == nil:
			c.Status(ans.status)
			c.Writer.WriteHeaderNow()
		default:
			c.Header("Cache-Control", "no-store")
			c.JSON(ans.status, ans.body)
		}
	}
}

// bounded runs a route among at most so many; streams have a bound of their own.
func (r *request) bounded(rt route) (answer, error) {
	if rt.stream {
		_ = http.NewResponseController(r.Writer).SetReadDeadline(time.Time{}) // nothing more is read; not all writers can
		return r.run(rt)
	}
	end, err := r.face.begin()
	if err != nil {
		return answer{}, err
	}
	defer end()
	return r.run(rt)
}

func (r *request) run(rt route) (answer, error) {
	if err := r.authenticate(); err != nil {
		return answer{}, err
	}
	if !mayCall(r.who.Roles, rt.roles) {
		return answer{}, wms.Refuse(wms.Forbidden, codeForbidden,
			"this needs one of the roles %v; you have %v", append([]string{RoleAdmin}, rt.roles...), r.who.Roles)
	}
	if err := r.mayReach(rt); err != nil {
		return answer{}, err
	}
	if rt.missing {
		return answer{}, notAvailable(rt.method + " " + rt.path)
	}
	if err := r.checkQuery(rt); err != nil {
		return answer{}, err
	}
	return rt.do(r)
}

// mayCall is the whole of authorization by role: deny unless listed.
func mayCall(has, allowed []string) bool {
	for _, role := range has {
		if role == RoleAdmin || slices.Contains(allowed, role) {
			return true
		}
	}
	return false
}

func notAvailable(what string) *wms.Error {
	return wms.Refuse(wms.Unavailable, codeNotAvailable, "%s is not available in this program", what)
}

// notReady shows a refusal's words and hides any other error's.
func notReady(err error) *wms.Error {
	var e *wms.Error
	if errors.As(err, &e) {
		return wms.Refuse(wms.Unavailable, codeNotReady, "%s", e.Words)
	}
	return wms.Refuse(wms.Unavailable, codeNotReady, "the program is starting or stopping")
}

var errPanicked = errors.New("panic")

// routes is the table. Its order is that of docs/api.md.
func (f *face) routes() []route {
	return slices.Concat(f.accountRoutes(), f.userRoutes(), f.masterRoutes(), f.masterDataRoutes(), f.stockRoutes(), f.orderRoutes(),
		f.inboundRoutes(), f.appointmentRoutes(), f.inspectionRoutes(), f.returnRoutes(), f.workRoutes(), f.machineRoutes(), f.eventRoutes(), f.importRoutes(),
		f.systemRoutes(),
		f.privacyRoutes(),
		f.inventoryRoutes(),
		f.pickFaceRoutes(),
		f.emptiesRoutes(),
		f.auditRoutes(),
		f.scanRoutes(),
		f.labelRoutes(),
		f.supportRoutes(),
		f.problemRoutes(),
		f.visionRoutes(),
		f.pickPolicyRoutes(),
		f.slottingRoutes(),
		f.boardRoutes(),
		f.twinRoutes(),
	)
}
