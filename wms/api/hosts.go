package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/aisle-wms/aisle/wms"
)

// Hosts are the connections to other systems.
type Hosts interface {
	PutHost(ctx context.Context, c Call, h wms.NewHost) (wms.HostView, error)
	Host(ctx context.Context, id wms.HostID) (wms.HostView, error)
	ListHosts(ctx context.Context) ([]wms.HostView, error)
	Deliveries(ctx context.Context, id wms.HostID, p Page) ([]wms.Delivery, string, error)
	ParkedMessages(ctx context.Context, id wms.HostID, limit int) ([]wms.HostMessage, error)
	Replay(ctx context.Context, c Call, id wms.HostID, r wms.Replay) (wms.HostView, error)
	DropMessage(ctx context.Context, c Call, id wms.HostID, d wms.Drop) (wms.HostView, error)
	// VerifyInbox checks the signature of a call to the inbox.
	VerifyInbox(ctx context.Context, id wms.HostID, timestamp, signature string, body []byte) error
	// Inbox takes a host's orders: each is accepted, repeated or refused on
	// its own.
	Inbox(ctx context.Context, id wms.HostID, from string, orders []wms.NewOrder) ([]wms.InboxResult, error)
}

const (
	maxInboxBytes  = 4 << 20
	maxInboxOrders = 1000
)

func (f *face) hostRoutes() []route {
	none := f.Hosts == nil
	return []route{
		{method: "GET", unlimited: true, path: "/v1/hosts", roles: lookers, missing: none, do: listHosts},
		{method: "PUT", unlimited: true, path: "/v1/hosts/:id", roles: adminOnly, missing: none, do: putHost},
		{method: "GET", unlimited: true, path: "/v1/hosts/:id", roles: lookers, missing: none, do: getHost},
		{method: "GET", unlimited: true, path: "/v1/hosts/:id/deliveries", roles: lookers, paged: true, missing: none, do: listDeliveries},
		{method: "GET", unlimited: true, path: "/v1/hosts/:id/parked", roles: lookers, missing: none, do: listParked},
		{method: "POST", unlimited: true, path: "/v1/hosts/:id/replay", roles: sellers, missing: none, do: replay},
		{method: "POST", unlimited: true, path: "/v1/hosts/:id/drop", roles: sellers, missing: none, do: drop},
	}
}

func (r *request) hostID() (wms.HostID, error) {
	id, err := r.id("id")
	return wms.HostID(id), err
}

func listHosts(r *request) (answer, error) {
	hosts, err := r.face.Hosts.ListHosts(r.ctx)
	if err != nil {
		return answer{}, err
	}
	return listed(hosts, ""), nil
}

func putHost(r *request) (answer, error) {
	id, err := r.hostID()
	if err != nil {
		return answer{}, err
	}
	var in wms.NewHost
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if in.ID != "" && in.ID != id {
		return answer{}, invalid(codeInvalidField, "the body's id %q is not the path's %q", in.ID, id).With("field", "id")
	}
	in.ID = id
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Hosts.PutHost(r.ctx, call, in)
	if err != nil {
		return answer{}, err
	}
	return ok(out), nil
}

func getHost(r *request) (answer, error) {
	id, err := r.hostID()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Hosts.Host(r.ctx, id)
	if err != nil {
		return answer{}, err
	}
	return ok(out), nil
}

func listDeliveries(r *request) (answer, error) {
	id, err := r.hostID()
	if err != nil {
		return answer{}, err
	}
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	out, next, err := r.face.Hosts.Deliveries(r.ctx, id, p)
	if err != nil {
		return answer{}, err
	}
	return listed(out, next), nil
}

func listParked(r *request) (answer, error) {
	id, err := r.hostID()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Hosts.ParkedMessages(r.ctx, id, maxLimit)
	if err != nil {
		return answer{}, err
	}
	return listed(out, ""), nil
}

func replay(r *request) (answer, error) {
	id, err := r.hostID()
	if err != nil {
		return answer{}, err
	}
	var in wms.Replay
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Hosts.Replay(r.ctx, call, id, in)
	if err != nil {
		return answer{}, err
	}
	return ok(out), nil
}

func drop(r *request) (answer, error) {
	id, err := r.hostID()
	if err != nil {
		return answer{}, err
	}
	var in wms.Drop
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	call.Actor.Reason = in.Reason
	out, err := r.face.Hosts.DropMessage(r.ctx, call, id, in)
	if err != nil {
		return answer{}, err
	}
	return ok(out), nil
}

// inbox is open: the signature says who calls.
func (f *face) inbox(c *gin.Context) {
	if f.Hosts == nil {
		f.fail(c, notAvailable("POST /v1/inbox"))
		return
	}
	ctx, cancel := f.withTimeout(c)
	defer cancel()
	r := &request{Context: c, ctx: ctx, face: f}
	status, body, err := r.inbox()
	if err != nil {
		f.fail(c, err)
		return
	}
	c.Header("Cache-Control", "no-store")
	c.JSON(status, body)
}

func (r *request) inbox() (int, any, error) {
	id, err := r.id("host")
	if err != nil {
		return 0, nil, err
	}
	if err := r.read(maxInboxBytes); err != nil {
		return 0, nil, err
	}
	host := wms.HostID(id)
	err = r.face.Hosts.VerifyInbox(r.ctx, host, r.GetHeader("Aisle-Timestamp"), r.GetHeader("Aisle-Signature"), r.body)
	if err != nil {
		return 0, nil, err
	}
	orders, isList, err := ordersOf(r.body)
	if err != nil {
		return 0, nil, err
	}
	results, err := r.face.Hosts.Inbox(r.ctx, host, r.RemoteIP(), orders)
	if err != nil {
		return 0, nil, err
	}
	if isList {
		return http.StatusOK, list[wms.InboxResult]{Data: filled(results)}, nil
	}
	one := results[0]
	switch one.Status {
	case "refused":
		kind := wms.Invalid
		if one.Code == "order_differs" || one.Code == "order_exists" || one.Code == "insufficient_stock" {
			kind = wms.Conflict
		}
		return 0, nil, wms.Refuse(kind, one.Code, "%s", one.Message)
	case "repeated":
		return http.StatusOK, one, nil
	}
	return http.StatusCreated, one, nil
}

// ordersOf reads one order, a list of them, or one per line.
func ordersOf(body []byte) (orders []wms.NewOrder, isList bool, err error) {
	body = bytes.TrimSpace(body)
	if len(body) == 0 || body[0] != '[' {
		var one wms.NewOrder
		if err := decodeJSON(body, &one); err != nil {
			return nil, false, err
		}
		return []wms.NewOrder{one}, false, checkInbox(one, 0)
	}
	var raw []json.RawMessage
	if err := json.Unmarshal(body, &raw); err != nil {
		return nil, true, invalid(codeMalformed, "the body is not a JSON list of orders: %s", err)
	}
	if len(raw) == 0 || len(raw) > maxInboxOrders {
		return nil, true, invalid(codeInvalidField, "a list holds 1 to %d orders, this one has %d", maxInboxOrders, len(raw))
	}
	for i, one := range raw {
		var o wms.NewOrder
		err := decodeJSON(one, &o)
		if err == nil {
			err = checkInbox(o, i)
		}
		if err != nil {
			e, _ := refusalOf(err)
			return nil, true, invalid(e.Code, "order %d of the list: %s", i+1, e.Message).With("index", i)
		}
		orders = append(orders, o)
	}
	return orders, true, nil
}

func checkInbox(o wms.NewOrder, i int) error {
	if o.ID == "" || len(o.ID) > maxIDBytes || !printable(string(o.ID)) {
		return invalid(codeInvalidField, "id must be the order's own in your system, 1 to %s printable characters", strconv.Itoa(maxIDBytes)).
			With("field", "id").With("index", i)
	}
	return nil
}
