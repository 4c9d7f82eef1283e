package plant

import (
	"context"
	"strconv"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/labels"
	"github.com/aisle-wms/aisle/wms/manifests"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

func (p *Plant) manifestHouse(id string) (*House, error) { return p.houseByID(id, "-M", "manifest") }

// OpenManifest implements api.Manifests.
func (p *Plant) OpenManifest(ctx context.Context, c api.Call, n wms.NewManifest) (wms.Manifest, error) {
	h, err := p.House(n.Warehouse)
	if err != nil {
		return wms.Manifest{}, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "manifest.open", func(tx store.Tx) (wms.Manifest, error) {
		return manifests.Open(tx, h.Site, n, c.Actor.User)
	})
	return out, err
}

// Manifest implements api.Manifests.
func (p *Plant) Manifest(_ context.Context, id string) (wms.Manifest, error) {
	return ofManifest(p, id, func(r store.Reader, h *House) (wms.Manifest, error) { return manifests.Get(r, h.Partition(), id) })
}

// ListManifests implements api.Manifests.
func (p *Plant) ListManifests(_ context.Context, w wms.WarehouseID, status wms.ManifestStatus, carrier string, page api.Page) ([]wms.Manifest, string, error) {
	id := func(m wms.Manifest) string { return m.ID }
	out, err := listAll(p, w, page, func(r store.Reader, part store.Partition, after string, limit int) ([]wms.Manifest, error) {
		return manifests.List(r, part, status, carrier, after, limit)
	}, id)
	return out, nextCursor(out, page, id), err
}

// ManifestCartons implements api.Manifests.
func (p *Plant) ManifestCartons(_ context.Context, id string) ([]wms.ManifestCarton, error) {
	return ofManifest(p, id, func(r store.Reader, h *House) ([]wms.ManifestCarton, error) {
		return manifests.Cartons(r, h.Partition(), id)
	})
}

// ManifestWaiting implements api.Manifests.
func (p *Plant) ManifestWaiting(_ context.Context, id string) ([]wms.LeftBehind, error) {
	return ofManifest(p, id, func(r store.Reader, h *House) ([]wms.LeftBehind, error) {
		m, err := manifests.Get(r, h.Partition(), id)
		if err != nil || manifests.Running(m) != nil {
			return nil, err
		}
		return h.Floor.WaitingFor(r, m.Carrier, m.Route, m.Dock)
	})
}

// ManifestProof implements api.Manifests.
func (p *Plant) ManifestProof(_ context.Context, id string) (wms.ManifestProof, error) {
	return ofManifest(p, id, func(r store.Reader, h *House) (wms.ManifestProof, error) {
		return manifests.Proof(r, h.Partition(), id)
	})
}

func ofManifest[T any](p *Plant, id string, fn func(store.Reader, *House) (T, error)) (T, error) {
	h, err := p.manifestHouse(id)
	if err != nil {
		var none T
		return none, err
	}
	return view(p, func(r store.Reader) (T, error) { return fn(r, h) })
}

// ScanOn implements api.Manifests.
func (p *Plant) ScanOn(ctx context.Context, c api.Call, id string, carton wms.HandlingUnitID) (wms.ManifestScan, error) {
	h, err := p.manifestHouse(id)
	if err != nil {
		return wms.ManifestScan{}, err
	}
	carton = wms.HandlingUnitID(tasks.Payload(string(carton)))
	out, _, err := command(ctx, p, c, h.Partition(), "manifest.scan", func(tx store.Tx) (out wms.ManifestScan, err error) {
		m, err := manifests.Get(tx, tx.Partition(), id)
		if err != nil {
			return out, err
		}
		k, err := outbound.CartonOf(tx, tx.Partition(), carton)
		if err != nil {
			return out, err
		}
		if err := goesOn(tx, m, k); err != nil {
			return out, err
		}
		out.Shipment = k.Shipment
		if out.Scanned, out.Of, err = h.Floor.LoadOne(tx, k, m.Dock, c.Actor.User); err != nil {
			return out, err
		}
		out.Manifest, err = manifests.Get(tx, tx.Partition(), id)
		return out, err
	})
	return out, err
}

// goesOn refuses a carton that does not belong on a manifest, with the reason.
func goesOn(tx store.Tx, m wms.Manifest, k wms.PackedCarton) error {
	if err := manifests.Running(m); err != nil {
		return err
	}
	switch {
	case k.Manifest != "":
		return wms.Refuse(wms.Conflict, "loaded_already", "carton %s is on manifest %s already", k.ID, k.Manifest).With("manifest", k.Manifest)
	case k.Status == string(wms.ShipmentCancelled):
		return wms.Refuse(wms.Conflict, "shipment_cancelled", "carton %s is of shipment %s, which was cancelled: bring it back to be unpacked", k.ID, k.Shipment)
	case k.Status == "removed":
		return wms.Refuse(wms.Conflict, "carton_removed", "carton %s was taken out of shipment %s: set it aside", k.ID, k.Shipment)
	case k.Carrier != m.Carrier:
		return wms.Refuse(wms.Conflict, "wrong_carrier", "carton %s goes with %s, this load is of %s", k.ID, k.Carrier, m.Carrier).With("carrier", k.Carrier)
	case m.Route != "" && k.Route != m.Route:
		return wms.Refuse(wms.Conflict, "wrong_route", "carton %s goes on route %s, this load is of route %s", k.ID, k.Route, m.Route).With("route", k.Route)
	}
	right, found, err := manifests.For(tx, tx.Partition(), k.Carrier, k.Route, m.Dock)
	if err == nil && found && right.ID != m.ID {
		err = wms.Refuse(wms.Conflict, "wrong_route", "carton %s goes on route %s, for which manifest %s is open", k.ID, k.Route, right.ID).With("manifest", right.ID)
	}
	return err
}

// CloseManifest implements api.Manifests.
func (p *Plant) CloseManifest(ctx context.Context, c api.Call, id string, v wms.CloseManifest) (wms.Manifest, error) {
	return p.changeManifest(ctx, c, id, "manifest.close", func(tx store.Tx, h *House) (wms.Manifest, error) {
		m, err := manifests.Get(tx, tx.Partition(), id)
		if err != nil {
			return m, err
		}
		if err := manifests.Running(m); err != nil {
			return m, err
		}
		waiting, err := h.Floor.WaitingFor(tx, m.Carrier, m.Route, m.Dock)
		if err != nil {
			return m, err
		}
		return manifests.Close(tx, id, v, waiting, c.Actor.User)
	})
}

// CancelManifest implements api.Manifests.
func (p *Plant) CancelManifest(ctx context.Context, c api.Call, id string) (wms.Manifest, error) {
	return p.changeManifest(ctx, c, id, "manifest.cancel", func(tx store.Tx, _ *House) (wms.Manifest, error) {
		return manifests.Cancel(tx, id, c.Actor.User)
	})
}

// HandOver implements api.Manifests.
func (p *Plant) HandOver(ctx context.Context, c api.Call, id string, v wms.HandOver) (wms.Manifest, error) {
	return p.changeManifest(ctx, c, id, "manifest.hand_over", func(tx store.Tx, _ *House) (wms.Manifest, error) {
		return manifests.HandedOver(tx, id, v, c.Actor.User)
	})
}

func (p *Plant) changeManifest(ctx context.Context, c api.Call, id, kind string, fn func(store.Tx, *House) (wms.Manifest, error)) (wms.Manifest, error) {
	h, err := p.manifestHouse(id)
	if err != nil {
		return wms.Manifest{}, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), kind, func(tx store.Tx) (wms.Manifest, error) { return fn(tx, h) })
	return out, err
}

// ManifestPDF implements api.Manifests.
func (p *Plant) ManifestPDF(_ context.Context, m wms.Manifest, rows []wms.ManifestCarton) ([]byte, error) {
	s := labels.Sheet{Title: m.ID, Note: string(m.Warehouse) + "   " + m.Carrier + " " + m.Route + "   " + string(m.Dock) + "   " + m.OpenedAt.UTC().Format("2006-01-02 15:04") +
		" UTC   vehicle / 车牌 " + m.Vehicle + "   seal / 封条 " + m.Seal,
		Foot: "driver / 司机 ____________________   signature / 签名 ____________________   time / 时间 ____________",
		Columns: []labels.Column{{Name: "no.", Width: 1}, {Name: "carton / 纸箱", Width: 5}, {Name: "shipment / 发货单", Width: 5}, {Name: "order / 订单", Width: 5},
			{Name: "g", Width: 2}}}
	for _, x := range rows {
		s.Rows = append(s.Rows, []string{strconv.FormatInt(x.Seq, 10), string(x.Carton), string(x.Shipment), string(x.Order), strconv.FormatInt(x.WeightG, 10)})
	}
	return labels.SheetPDF(s)
}
