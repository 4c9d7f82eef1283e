package api

import (
	"bytes"
	"context"
	"encoding/csv"
	"html/template"
	"net/http"
	"strconv"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// Manifests are the loads that carriers take away.
type Manifests interface {
	OpenManifest(ctx context.Context, c Call, n wms.NewManifest) (wms.Manifest, error)
	Manifest(ctx context.Context, id string) (wms.Manifest, error)
	ListManifests(ctx context.Context, w wms.WarehouseID, status wms.ManifestStatus, carrier string, p Page) ([]wms.Manifest, string, error)
	// ManifestCartons are those loaded, ManifestWaiting those that should be
	// and are not.
	ManifestCartons(ctx context.Context, id string) ([]wms.ManifestCarton, error)
	ManifestWaiting(ctx context.Context, id string) ([]wms.LeftBehind, error)
	ScanOn(ctx context.Context, c Call, id string, carton wms.HandlingUnitID) (wms.ManifestScan, error)
	CloseManifest(ctx context.Context, c Call, id string, v wms.CloseManifest) (wms.Manifest, error)
	CancelManifest(ctx context.Context, c Call, id string) (wms.Manifest, error)
	HandOver(ctx context.Context, c Call, id string, v wms.HandOver) (wms.Manifest, error)
	ManifestProof(ctx context.Context, id string) (wms.ManifestProof, error)
	ManifestPDF(ctx context.Context, m wms.Manifest, rows []wms.ManifestCarton) ([]byte, error)
}

func (f *face) manifestRoutes() []route {
	none := f.Manifests == nil
	chiefs := []string{RoleReceiver, RoleSupervisor}
	seers := join(floor, []string{RolePlanner, RoleAuditor})
	return []route{
		{method: "POST", path: "/v1/manifests", roles: chiefs, missing: none, do: openManifest},
		{method: "GET", path: "/v1/manifests", roles: seers, query: []string{"warehouse", "status", "carrier"}, paged: true, missing: none, do: listManifests},
		{method: "GET", path: "/v1/manifests/:id", roles: seers, missing: none, do: getManifest},
		{method: "GET", path: "/v1/manifests/:id/cartons", roles: seers, missing: none, do: manifestCartons},
		{method: "GET", path: "/v1/manifests/:id/waiting", roles: seers, missing: none, do: manifestWaiting},
		{method: "GET", path: "/v1/manifests/:id/document", roles: seers, query: []string{"format"}, missing: none, do: manifestDocument},
		{method: "GET", path: "/v1/manifests/:id/proof", roles: []string{RoleSupervisor, RoleAuditor}, missing: none, do: manifestProof},
		{method: "POST", path: "/v1/manifests/:id/cartons", roles: floor, missing: none, do: scanOn},
		{method: "POST", path: "/v1/manifests/:id/close", roles: chiefs, missing: none, do: closeManifest},
		{method: "POST", path: "/v1/manifests/:id/cancel", roles: chiefs, missing: none, do: cancelManifest},
		{method: "POST", path: "/v1/manifests/:id/hand-over", roles: chiefs, missing: none, do: handOver},
	}
}

func openManifest(r *request) (answer, error) {
	var in wms.NewManifest
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if err := r.bodyWarehouse(&in.Warehouse); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	m, err := r.face.Manifests.OpenManifest(r.ctx, call, in)
	if err != nil {
		return answer{}, err
	}
	return created(m), nil
}

// myManifest is the manifest of the path, if the caller may use its warehouse.
func (r *request) myManifest() (wms.Manifest, error) {
	id, err := r.id("id")
	if err != nil {
		return wms.Manifest{}, err
	}
	m, err := r.face.Manifests.Manifest(r.ctx, id)
	if err != nil {
		return m, err
	}
	return m, r.mayUse(m.Warehouse)
}

func listManifests(r *request) (answer, error) {
	w, err := r.warehouse()
	if err != nil {
		return answer{}, err
	}
	status, err := oneOf(r, "status", wms.ManifestStatuses)
	if err != nil {
		return answer{}, err
	}
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	all, next, err := r.face.Manifests.ListManifests(r.ctx, w, status, r.q("carrier"), p)
	if err != nil {
		return answer{}, err
	}
	return listed(onlyMine(r, all, func(m wms.Manifest) wms.WarehouseID { return m.Warehouse }), next), nil
}

func getManifest(r *request) (answer, error) {
	m, err := r.myManifest()
	return ok(m), err
}

func manifestCartons(r *request) (answer, error) {
	m, err := r.myManifest()
	if err != nil {
		return answer{}, err
	}
	all, err := r.face.Manifests.ManifestCartons(r.ctx, m.ID)
	return listed(all, ""), err
}

func manifestWaiting(r *request) (answer, error) {
	m, err := r.myManifest()
	if err != nil {
		return answer{}, err
	}
	all, err := r.face.Manifests.ManifestWaiting(r.ctx, m.ID)
	return listed(all, ""), err
}

func manifestProof(r *request) (answer, error) {
	m, err := r.myManifest()
	if err != nil {
		return answer{}, err
	}
	p, err := r.face.Manifests.ManifestProof(r.ctx, m.ID)
	return ok(p), err
}

// scanOnBody is a carton scanned onto the truck.
type scanOnBody struct {
	Carton wms.HandlingUnitID `json:"carton"`
}

func scanOn(r *request) (answer, error) {
	m, err := r.myManifest()
	if err != nil {
		return answer{}, err
	}
	if err := r.mayWork(wms.TaskLoad); err != nil {
		return answer{}, err
	}
	var in scanOnBody
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Manifests.ScanOn(r.ctx, call, m.ID, in.Carton)
	return ok(out), err
}

func closeManifest(r *request) (answer, error) {
	m, err := r.myManifest()
	if err != nil {
		return answer{}, err
	}
	var in wms.CloseManifest
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	m, err = r.face.Manifests.CloseManifest(r.ctx, call, m.ID, in)
	return ok(m), err
}

func cancelManifest(r *request) (answer, error) {
	m, err := r.myManifest()
	if err != nil {
		return answer{}, err
	}
	call, err := r.bodyless()
	if err != nil {
		return answer{}, err
	}
	m, err = r.face.Manifests.CancelManifest(r.ctx, call, m.ID)
	return ok(m), err
}

func handOver(r *request) (answer, error) {
	m, err := r.myManifest()
	if err != nil {
		return answer{}, err
	}
	var in wms.HandOver
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	m, err = r.face.Manifests.HandOver(r.ctx, call, m.ID, in)
	return ok(m), err
}

// manifestPage is what the driver is given.
var manifestPage = template.Must(template.New("manifest").Parse(`<!doctype html><meta charset="utf-8"><title>{{.M.ID}}</title>
<h1>{{.M.ID}}</h1><p>{{.M.Warehouse}} · {{.M.Carrier}} {{.M.Route}} · {{.M.Dock}} · {{.M.Status}} · {{.M.OpenedAt.UTC.Format "2006-01-02 15:04"}} UTC</p>
<p>vehicle: {{.M.Vehicle}} · seal: {{.M.Seal}} · cartons: {{.M.Cartons}} · shipments: {{.M.Shipments}} · weight: {{.M.WeightG}} g</p>
<table border="1" cellpadding="6" cellspacing="0"><tr><th>no.<th>carton<th>shipment<th>order<th>weight g<th>loaded</tr>
{{range .Rows}}<tr><td>{{.Seq}}<td>{{.Carton}}<td>{{.Shipment}}<td>{{.Order}}<td>{{.WeightG}}<td>{{.LoadedAt.UTC.Format "15:04"}}</tr>
{{end}}</table>{{if .M.LeftBehind}}<h2>left behind</h2><ul>{{range .M.LeftBehind}}<li>{{.Carton}}: {{.Reason}}</li>{{end}}</ul>{{end}}
<p>driver: ____________________ signature: ____________________ time: __________</p>
`))

func manifestDocument(r *request) (answer, error) {
	m, err := r.myManifest()
	if err != nil {
		return answer{}, err
	}
	format, err := oneOf(r, "format", []string{"html", "csv", "pdf"})
	if err != nil {
		return answer{}, err
	}
	all, err := r.face.Manifests.ManifestCartons(r.ctx, m.ID)
	if err != nil {
		return answer{}, err
	}
	var page bytes.Buffer
	kind := "text/html; charset=utf-8"
	switch format {
	case "pdf":
		doc, err := r.face.Manifests.ManifestPDF(r.ctx, m, all)
		if err != nil {
			return answer{}, err
		}
		page.Write(doc)
		kind = "application/pdf"
	case "csv":
		w := csv.NewWriter(&page)
		_ = w.Write([]string{"manifest", "no", "carton", "shipment", "order", "weight_g", "loaded_at"}) // a buffer never fails
		for _, x := range all {
			_ = w.Write([]string{m.ID, strconv.FormatInt(x.Seq, 10), cell(string(x.Carton)), cell(string(x.Shipment)), cell(string(x.Order)),
				strconv.FormatInt(x.WeightG, 10), x.LoadedAt.UTC().Format(time.RFC3339)})
		}
		w.Flush()
		kind = "text/csv; charset=utf-8"
	default:
		if err := manifestPage.Execute(&page, map[string]any{"M": m, "Rows": all}); err != nil {
			return answer{}, err
		}
	}
	r.Header("Cache-Control", "no-store")
	r.Data(http.StatusOK, kind, page.Bytes())
	return streamed, nil
}
