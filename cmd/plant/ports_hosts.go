package plant

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/hosts"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
)

const (
	hostTimeout  = 20 * time.Second // of one call to a host
	hostLastWait = 5 * time.Minute
	// alarmAfter is how many tries in vain make an alarm.
	alarmAfter = 3
	// inboxAbreast is how many orders of a list are placed at a time: they
	// share one write to the disk.
	inboxAbreast = 32
)

// systems are the ports of other systems, and of what helps when things stop.
func (p *Plant) systems() api.Systems {
	return api.Systems{
		Hosts:           p,
		Channels:        p,
		Comparisons:     p,
		Access:          p,
		Alarms:          p,
		EPCIS:           p,
		Paper:           p,
		Printing:        p,
		Packing:         p,
		Manifests:       p,
		Supply:          p,
		VMI:             p,
		Alerts:          p,
		StockCare:       p,
		Occasions:       p,
		Forecasts:       p,
		Stuck:           p,
		Sorters:         p,
		Carriers:        p,
		AllocationRules: p,
		Plans:           p,
		Replay:          p,
		Heats:           p,
		Layouts:         p,
		Waves:           p,
	}
}

func (p *Plant) newCourier() *hosts.Courier {
	first := cmp.Or(p.HostRetry, time.Second)
	alarm := func(id wms.HostID, what, code, level string, words wms.Words) {
		key := "host/" + string(id) + "/" + what
		if words.IsZero() {
			p.alarms.clear(key)
			return
		}
		p.alarms.raise(p.Clock.Now(), key, string(id), code, wms.Say("host %s: %s", id, words), level)
	}
	c := &hosts.Courier{Store: p.Store, Source: journal{p.Store}, Logger: p.Logger, Wall: time.Now,
		First: first, Last: max(first, min(hostLastWait, 300*first)), Park: 30 * first,
		Client: &http.Client{Timeout: hostTimeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	c.Failing = func(id wms.HostID, words wms.Words) {
		if words.IsZero() || c.Health(id).Failures >= alarmAfter {
			alarm(id, "down", "host_down", "critical", words)
		}
	}
	c.Refusing = func(id wms.HostID, words wms.Words) { alarm(id, "refuses", "host_refuses", "warning", words) }
	return c
}

func (p *Plant) hostView(r store.Reader, id wms.HostID) (wms.HostView, error) {
	v, err := hosts.View(r, id, journal{p.Store}.Last())
	health := p.courier.Health(id)
	v.Failures, v.LastError = health.Failures, health.LastError
	switch {
	case v.State != "current":
	case v.Failures > 0:
		v.State = "failing"
	case health.At < v.Last:
		v.State = "behind"
	}
	return v, err
}

// PutHost implements api.Hosts.
func (p *Plant) PutHost(ctx context.Context, c api.Call, h wms.NewHost) (wms.HostView, error) {
	_, _, err := command(ctx, p, c, store.Network, "host.put", func(tx store.Tx) (wms.Host, error) {
		return hosts.Put(tx, h, journal{p.Store}.Last())
	})
	return p.afterHost(h.ID, err)
}

func (p *Plant) afterHost(id wms.HostID, err error) (wms.HostView, error) {
	if err != nil {
		return wms.HostView{}, err
	}
	p.courier.Wake(id)
	return view(p, func(r store.Reader) (wms.HostView, error) { return p.hostView(r, id) })
}

// Host implements api.Hosts.
func (p *Plant) Host(_ context.Context, id wms.HostID) (wms.HostView, error) {
	return view(p, func(r store.Reader) (wms.HostView, error) { return p.hostView(r, id) })
}

// ListHosts implements api.Hosts.
func (p *Plant) ListHosts(context.Context) ([]wms.HostView, error) {
	return view(p, func(r store.Reader) ([]wms.HostView, error) {
		all, err := hosts.All(r)
		if err != nil {
			return nil, err
		}
		out := make([]wms.HostView, len(all))
		for i, h := range all {
			if out[i], err = p.hostView(r, h.ID); err != nil {
				return nil, err
			}
		}
		return out, nil
	})
}

// Deliveries implements api.Hosts; the cursor is the entry's number.
func (p *Plant) Deliveries(_ context.Context, id wms.HostID, page api.Page) ([]wms.Delivery, string, error) {
	after := uint64(0)
	if page.After != "" {
		n, err := strconv.ParseUint(page.After, 10, 63)
		if err != nil {
			return nil, "", badCursor(page.After)
		}
		after = n
	}
	out, err := view(p, func(r store.Reader) ([]wms.Delivery, error) { return hosts.Log(r, id, after, page.Limit) })
	return out, nextCursor(out, page, func(d wms.Delivery) string { return strconv.FormatUint(d.N, 10) }), err
}

// ParkedMessages implements api.Hosts.
func (p *Plant) ParkedMessages(_ context.Context, id wms.HostID, limit int) ([]wms.HostMessage, error) {
	return view(p, func(r store.Reader) ([]wms.HostMessage, error) {
		if _, err := hosts.Get(r, id); err != nil {
			return nil, err
		}
		return hosts.Parked(r, id, limit)
	})
}

// Replay implements api.Hosts.
func (p *Plant) Replay(ctx context.Context, c api.Call, id wms.HostID, in wms.Replay) (wms.HostView, error) {
	_, _, err := command(ctx, p, c, store.Network, "host.replay", func(tx store.Tx) (bool, error) { return true, hosts.Replay(tx, id, in.From) })
	return p.afterHost(id, err)
}

// DropMessage implements api.Hosts.
func (p *Plant) DropMessage(ctx context.Context, c api.Call, id wms.HostID, d wms.Drop) (wms.HostView, error) {
	_, _, err := command(ctx, p, c, store.Network, "host.drop", func(tx store.Tx) (bool, error) { return true, hosts.DropParked(tx, id, d) })
	return p.afterHost(id, err)
}

// VerifyInbox implements api.Hosts.
func (p *Plant) VerifyInbox(_ context.Context, id wms.HostID, timestamp, signature string, body []byte) error {
	secret, err := view(p, func(r store.Reader) (string, error) { return hosts.Secret(r, id) })
	if err != nil {
		return err
	}
	return hosts.Verify(secret, time.Now(), timestamp, signature, body)
}

// Inbox implements api.Hosts: each order is a command of its own.
func (p *Plant) Inbox(ctx context.Context, id wms.HostID, from string, list []wms.NewOrder) ([]wms.InboxResult, error) {
	h, err := view(p, func(r store.Reader) (wms.Host, error) { return hosts.Get(r, id) })
	if err != nil {
		return nil, err
	}
	out, errs := make([]wms.InboxResult, len(list)), make([]error, len(list))
	var wg sync.WaitGroup
	for i, n := range list {
		wg.Go(func() { out[i], errs[i] = p.inboxOrder(ctx, h, from, n) })
		if (i+1)%inboxAbreast == 0 {
			wg.Wait()
		}
	}
	wg.Wait()
	return out, errors.Join(errs...)
}

func (p *Plant) inboxOrder(ctx context.Context, h wms.Host, from string, n wms.NewOrder) (wms.InboxResult, error) {
	res := wms.InboxResult{ID: string(n.ID), Status: "accepted"}
	_, err := p.Store.Do(ctx, store.Command{Partition: store.Network, Kind: "order.place",
		Actor: wms.Actor{User: wms.UserID("host:" + string(h.ID)), From: from},
		Run: func(tx store.Tx) ([]byte, error) {
			order, repeated, err := p.placeOnce(tx, string(h.ID), n, func(n wms.NewOrder) wms.NewOrder { return hosts.Incoming(h, n) })
			res.Order = order
			if repeated {
				res.Status = "repeated"
			}
			return nil, err
		}})
	var no *wms.Error
	if errors.As(err, &no) {
		return wms.InboxResult{ID: string(n.ID), Status: "refused", Order: res.Order, Code: no.Code, Message: no.Message}, nil
	}
	return res, err
}

// placeOnce places an order of another system, unless it came before.
func (p *Plant) placeOnce(tx store.Tx, source string, n wms.NewOrder, as func(wms.NewOrder) wms.NewOrder) (wms.OrderID, bool, error) {
	return hosts.Once(tx, source, n, func(n wms.NewOrder) (wms.OrderID, error) {
		n = as(n)
		if _, err := orders.Get(tx, n.ID); err == nil {
			return n.ID, wms.Refuse(wms.Conflict, "order_exists", "order %s is here already and did not come from %s; give the host a prefix", n.ID, source)
		}
		o, err := p.Book.Place(tx, n)
		return o.ID, err
	})
}
