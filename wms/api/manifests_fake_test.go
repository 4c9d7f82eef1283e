package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["POST /v1/manifests"] = `{"warehouse":"central","carrier":"dhl","route":"R1","dock":"DOCK-OUT-1"}`
	bodies["POST /v1/manifests/:id/cartons"] = `{"carton":"095211010000000016"}`
	bodies["POST /v1/manifests/:id/close"] = `{"reason":"the truck is full","vehicle":"AB-12","seal":"77"}`
	bodies["POST /v1/manifests/:id/hand-over"] = `{"driver":"Jo","signature":"Jo","vehicle":"AB-12"}`
	systemNouns["Manifest"], systemNouns["ManifestCarton"], systemNouns["LeftBehind"] = wms.Manifest{}, wms.ManifestCarton{}, wms.LeftBehind{}
	systemNouns["NewManifest"], systemNouns["CloseManifest"], systemNouns["HandOver"] = wms.NewManifest{}, wms.CloseManifest{}, wms.HandOver{}
	systemNouns["ManifestProof"], systemNouns["ManifestScan"], systemNouns["ScanOn"] = wms.ManifestProof{}, wms.ManifestScan{}, scanOnBody{}
}

func fakeManifest(id string) wms.Manifest {
	return wms.Manifest{ID: id, Warehouse: "central", Carrier: "dhl", Dock: "DOCK-OUT-1", Status: wms.ManifestOpen, OpenedAt: when}
}

func (f *fake) OpenManifest(_ context.Context, c Call, n wms.NewManifest) (wms.Manifest, error) {
	return once(f, "OpenManifest", c, n, func() wms.Manifest { return fakeManifest("central-M00001") })
}

func (f *fake) Manifest(_ context.Context, id string) (wms.Manifest, error) {
	return fakeManifest(id), f.saw("Manifest", id)
}

func (f *fake) ListManifests(_ context.Context, w wms.WarehouseID, status wms.ManifestStatus, carrier string, p Page) ([]wms.Manifest, string, error) {
	return []wms.Manifest{fakeManifest("central-M00001")}, "", f.saw("ListManifests", w)
}

func (f *fake) ManifestCartons(_ context.Context, id string) ([]wms.ManifestCarton, error) {
	return []wms.ManifestCarton{{Seq: 1, Carton: "095211010000000016", Shipment: "s-1", Order: "o-1", LoadedAt: when}}, f.saw("ManifestCartons", id)
}

func (f *fake) ManifestWaiting(_ context.Context, id string) ([]wms.LeftBehind, error) {
	return []wms.LeftBehind{{Carton: "095211010000000016", Shipment: "s-1"}}, f.saw("ManifestWaiting", id)
}

func (f *fake) ScanOn(_ context.Context, c Call, id string, carton wms.HandlingUnitID) (wms.ManifestScan, error) {
	return once(f, "ScanOn", c, carton, func() wms.ManifestScan {
		return wms.ManifestScan{Manifest: fakeManifest(id), Shipment: "s-1", Scanned: 1, Of: 1}
	})
}

func (f *fake) CloseManifest(_ context.Context, c Call, id string, v wms.CloseManifest) (wms.Manifest, error) {
	return once(f, "CloseManifest", c, v, func() wms.Manifest { return fakeManifest(id) })
}

func (f *fake) CancelManifest(_ context.Context, c Call, id string) (wms.Manifest, error) {
	return once(f, "CancelManifest", c, id, func() wms.Manifest { return fakeManifest(id) })
}

func (f *fake) HandOver(_ context.Context, c Call, id string, v wms.HandOver) (wms.Manifest, error) {
	return once(f, "HandOver", c, v, func() wms.Manifest { return fakeManifest(id) })
}

func (f *fake) ManifestProof(_ context.Context, id string) (wms.ManifestProof, error) {
	return wms.ManifestProof{Manifest: id, Driver: "Jo", At: when}, f.saw("ManifestProof", id)
}

func (f *fake) ManifestPDF(_ context.Context, m wms.Manifest, _ []wms.ManifestCarton) ([]byte, error) {
	return []byte("%PDF-"), f.saw("ManifestPDF", m.ID)
}
