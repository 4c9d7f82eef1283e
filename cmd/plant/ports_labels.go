package plant

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/labels"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/users"
)

// Label implements api.Labels.
func (p *Plant) Label(ctx context.Context, c api.Call, who api.Identity, q api.LabelQuery) ([]byte, error) {
	l, err := p.label(ctx, c, who, q)
	if err != nil {
		return nil, err
	}
	switch q.Format {
	case "pdf":
		return labels.PDF(l)
	case "zpl":
		return labels.ZPL(l, q.DPI)
	}
	return labels.PNG(l, q.DPI)
}

func (p *Plant) label(ctx context.Context, c api.Call, who api.Identity, q api.LabelQuery) (labels.Label, error) {
	switch q.Kind {
	case "location":
		h, err := p.House(q.Warehouse)
		if err != nil {
			return labels.Label{}, err
		}
		l, err := h.Site.MustLocation(wms.LocationID(q.ID))
		return labels.Location(string(l.ID), l.Zone), err
	case "item":
		it, err := view(p, func(r store.Reader) (wms.Item, error) { return items.Get(r, wms.SKU(q.ID)) })
		if err != nil {
			return labels.Label{}, err
		}
		return labels.Item(string(it.SKU), it.Description, it.GTIN, "", time.Time{})
	case "badge":
		return p.badgeLabel(who, q.ID)
	}
	return p.unitLabel(ctx, c, who, q)
}

// badgeLabel is for those who hand badges out: who holds the code can try to
// log in with it.
func (p *Plant) badgeLabel(who api.Identity, badge string) (labels.Label, error) {
	if !slices.Contains(who.Roles, api.RoleAdmin) && !slices.Contains(who.Roles, api.RoleSupervisor) {
		return labels.Label{}, wms.Refuse(wms.Forbidden, "forbidden", "badges are printed by supervisors")
	}
	id, err := view(p, func(r store.Reader) (wms.UserID, error) {
		id, ok, err := users.OfBadge(r, badge)
		if err == nil && !ok {
			err = wms.Refuse(wms.NotFound, "unknown_badge", "nobody has the badge %q", badge)
		}
		return id, err
	})
	if err != nil {
		return labels.Label{}, err
	}
	name := p.Houses[0].Site.Name
	return labels.Badge(badge, string(id), name), nil
}

// unitLabel is the label of a handling unit.
func (p *Plant) unitLabel(ctx context.Context, c api.Call, who api.Identity, q api.LabelQuery) (labels.Label, error) {
	h, u, s, err := p.labelled(wms.HandlingUnitID(q.ID), q.Warehouse, who)
	if err != nil {
		return labels.Label{}, err
	}
	if q.Kind == "lpn" {
		return labels.Plate(string(u.ID), strings.ToUpper(string(u.Kind))), nil
	}
	card := labels.Carton{SSCC: u.SSCC, From: h.Site.Name, Order: string(s.Order), Shipment: string(s.ID), Carrier: s.Carrier,
		Route: s.Route, WeightG: u.WeightG}
	if card.SSCC == "" && len(u.ID) == 18 {
		card.SSCC = string(u.ID)
	}
	if i := slices.Index(s.Packages, u.ID); i >= 0 && s.Status != wms.ShipmentPicking {
		card.Number, card.Of = i+1, len(s.Packages)
	}
	if q.Kind == "sscc" {
		return labels.Logistic(card)
	}
	if s.Order == "" {
		return labels.Label{}, wms.Refuse(wms.Conflict, "no_shipment", "%s goes to no customer, so it has no address", u.ID)
	}
	if err := p.waybillFor(ctx, h.Partition(), u.ID, &card); err != nil {
		return labels.Label{}, err
	}
	to, err := p.ShipTo(ctx, c, who, s.Order, "label")
	if err != nil {
		return labels.Label{}, err
	}
	card.To = labels.Address{Name: to.Name, Street: to.Address, Postcode: to.Postcode, Country: to.Country, Phone: to.Phone}
	return labels.Shipping(card)
}

// labelled finds a handling unit and the shipment it is bound to, in the
// warehouses that the caller may use.
func (p *Plant) labelled(id wms.HandlingUnitID, in wms.WarehouseID, who api.Identity) (h *House, u wms.HandlingUnit, s outbound.Shipment, err error) {
	err = p.Store.View(func(r store.Reader) error {
		for _, h = range p.Houses {
			if in != "" && h.Site.ID != in || len(who.Warehouses) > 0 && !slices.Contains(who.Warehouses, h.Site.ID) {
				continue
			}
			var ok bool
			var err error
			if u, ok, err = ledger.Unit(r, h.Partition(), id); err != nil {
				return err
			} else if !ok {
				continue
			}
			if u.Shipment != "" {
				s, err = outbound.Get(r, h.Partition(), u.Shipment)
			}
			return err
		}
		return wms.Refuse(wms.NotFound, "unknown_handling_unit", "no handling unit %q", id)
	})
	return h, u, s, err
}
