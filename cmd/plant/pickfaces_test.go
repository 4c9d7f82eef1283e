package plant

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// tasksOf waits until n tasks of a kind are open at the overseas site.
func (c *client) tasksOf(kind wms.TaskKind, n int) []wms.Task {
	c.t.Helper()
	var list struct{ Data []wms.Task }
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(25 * time.Millisecond) {
		c.must("GET", "/v1/tasks?status=open&warehouse=overseas&kind="+string(kind), nil, &list)
		if len(list.Data) == n {
			return list.Data
		}
	}
	c.t.Fatalf("%d %s tasks open, want %d: %+v", len(list.Data), kind, n, list.Data)
	return nil
}

// face is one pick face as it stands.
func (c *client) face(at wms.LocationID) (out wms.PickFaceState) {
	c.t.Helper()
	var list struct{ Data []wms.PickFaceState }
	c.must("GET", "/v1/warehouses/overseas/pick-faces", nil, &list)
	for _, f := range list.Data {
		if f.Location == at {
			out = f
		}
	}
	return out
}

// begins an assembly as soon as the network has heard of its components.
func (c *client) begins(body obj, a *wms.Assembly) {
	c.t.Helper()
	for end := time.Now().Add(time.Minute); c.call("POST", "/v1/assemblies", body, a) != http.StatusCreated; time.Sleep(25 * time.Millisecond) {
		if time.Now().After(end) {
			c.t.Fatal("the assembly does not begin")
		}
	}
}

// upload sends a file and gives the answer as it is.
func (c *client) upload(path, file string) (int, string) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), "POST", c.url+path, strings.NewReader(file))
	if err != nil {
		c.t.Fatal(err)
	}
	c.n++
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Content-Type", "text/csv")
	req.Header.Set("Idempotency-Key", fmt.Sprintf("%s-%d", c.t.Name(), c.n))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return res.StatusCode, string(raw)
}

func TestPickFacesAreFilled(t *testing.T) {
	_, c := start(t, t.TempDir())
	shelf := c.shelves(40)
	face, reserve, other := shelf[0].ID, shelf[20].ID, shelf[30].ID
	c.must("PUT", "/v1/items/A", obj{"description": "A"}, nil)
	put := "/v1/warehouses/overseas/pick-faces/"
	c.refused("invalid_min_max", "PUT", put+string(face), obj{"sku": "A", "min": 5, "max": 4})
	c.refused("unknown_sku", "PUT", put+string(face), obj{"sku": "NONE", "min": 1, "max": 4})
	c.refused("unknown_pick_face", "DELETE", put+string(other), nil)
	stock := func(at wms.LocationID, qty int) {
		c.must("POST", "/v1/stock/adjustments", obj{"warehouse": "overseas", "location": at, "sku": "A", "delta": qty, "reason": "opening"}, nil)
	}
	stock(reserve, 30)
	file := "warehouse,location,sku,min,max\noverseas," + string(face) + ",A,4,12\n"
	wrong := file + "overseas,NOWHERE,A,4,12\n"
	if code, body := c.upload("/v1/imports/pick-faces", wrong); code != http.StatusUnprocessableEntity || !strings.Contains(body, `"row":3`) {
		t.Fatalf("%d %s", code, body)
	}
	if code, body := c.upload("/v1/imports/pick-faces?dry_run=true", file); code != http.StatusOK || c.face(face).SKU != "" {
		t.Fatalf("%d %s", code, body)
	}
	if code, body := c.upload("/v1/imports/pick-faces", file); code != http.StatusOK {
		t.Fatalf("%d %s", code, body)
	}
	x := c.tasksOf(wms.TaskReplenish, 1)[0]
	if x.From != reserve || x.To != face || x.Qty != 12 {
		t.Fatalf("task %+v", x)
	}
	if f := c.face(face); f.State != "coming" || f.Coming != 12 {
		t.Errorf("face %+v", f)
	}
	if s := c.scan(x, string(reserve)); s.Step != "scan_item" || s.Qty != 12 {
		t.Errorf("step %+v", s)
	}
	c.refused("qty_differs", "POST", "/v1/tasks/"+string(x.ID)+"/confirm", obj{"scans": []string{"A"}, "qty": 3})
	c.refused("wrong_scan", "POST", "/v1/tasks/"+string(x.ID)+"/confirm", obj{"scans": []string{"A", string(other)}})
	c.scan(x, "A", string(face))
	if at := c.at("A"); at[face] != 12 || at[reserve] != 18 {
		t.Fatalf("stock %v", at)
	}
	// Below the least: up to the most. Fewer are there than the books say.
	c.must("POST", "/v1/stock/moves", obj{"warehouse": "overseas", "sku": "A", "qty": 9, "from": face, "to": other}, nil)
	for _, x := range c.tasksOf(wms.TaskReplenish, 1) {
		if x.Qty != 9 || x.From != reserve {
			t.Fatalf("task %+v", x)
		}
		c.scan(x)
		c.must("POST", "/v1/tasks/"+string(x.ID)+"/exception", obj{"code": "short", "qty": 2}, nil)
	}
	if n := c.available("A"); n != 23 {
		t.Errorf("%d available after 7 were not found", n)
	}
	again := c.tasksOf(wms.TaskReplenish, 1)[0]
	// Somebody takes the units away: the work goes, and other is made.
	c.must("POST", "/v1/stock/moves", obj{"warehouse": "overseas", "sku": "A", "qty": 11, "from": reserve, "to": other}, nil)
	for end := time.Now().Add(time.Minute); ; time.Sleep(25 * time.Millisecond) {
		if x := c.tasksOf(wms.TaskReplenish, 1)[0]; x.ID != again.ID {
			if x.From != other {
				t.Errorf("task %+v", x)
			}
			break
		}
		if time.Now().After(end) {
			t.Fatal("work whose units are gone stays")
		}
	}
	c.must("DELETE", put+string(face), nil, nil)
	c.tasksOf(wms.TaskReplenish, 0)
}

func TestKitsAreWork(t *testing.T) {
	_, c := start(t, t.TempDir())
	shelf := c.shelves(40)
	bolts, plates, goes := shelf[10].ID, shelf[11].ID, shelf[12].ID
	var bench struct{ Data []wms.Location }
	c.must("GET", "/v1/warehouses/overseas/locations?kind=bench", nil, &bench)
	at := bench.Data[0].ID
	for _, sku := range []string{"KIT", "BOLT", "PLATE"} {
		c.must("PUT", "/v1/items/"+sku, obj{}, nil)
	}
	c.must("PUT", "/v1/items/KIT/bom", obj{"lines": []wms.BOMLine{{SKU: "BOLT", Qty: 4}, {SKU: "PLATE", Qty: 1}}}, nil)
	stock := func(sku string, at wms.LocationID, qty int) {
		c.must("POST", "/v1/stock/adjustments", obj{"warehouse": "overseas", "location": at, "sku": sku, "delta": qty, "reason": "opening"}, nil)
	}
	stock("BOLT", bolts, 10)
	stock("BOLT", shelf[13].ID, 3)
	stock("PLATE", plates, 2)
	make2 := obj{"warehouse": "overseas", "sku": "KIT", "qty": 2, "location": goes, "lot": "K1", "bench": at}
	var a wms.Assembly
	c.begins(make2, &a)
	work := c.tasksOf(wms.TaskAssemble, 2)
	if work[0].SKU != "BOLT" || work[0].Qty != 8 || work[0].To != at {
		t.Fatalf("tasks %+v", work)
	}
	// One bolt is broken and another takes its place; the same person goes on
	// from part to part, and makes the kits.
	c.scan(work[0])
	c.must("POST", "/v1/tasks/"+string(work[0].ID)+"/exception", obj{"code": "damaged", "qty": 1}, nil)
	work = c.tasksOf(wms.TaskAssemble, 3)
	s := c.scan(work[0], string(work[0].From), string(work[0].SKU), string(at))
	steps := 0
	for s.Next != "" || !s.Done {
		if s.Done {
			var next struct{ Step wms.Step }
			c.must("GET", "/v1/tasks/"+string(s.Next), nil, &next)
			s = next.Step
		}
		c.must("POST", "/v1/tasks/"+string(s.Task)+"/confirm", obj{"scans": s.Expect[:1]}, &s)
		if steps++; steps > 20 {
			t.Fatalf("no end: %+v", s)
		}
	}
	c.must("GET", "/v1/assemblies/"+a.ID, nil, &a)
	if at := c.at("KIT"); a.Status != "done" || at[goes] != 2 {
		t.Fatalf("%+v, kits at %v", a, at)
	}
	if c.inStatus("BOLT", wms.Damaged) != 1 || c.inStatus("BOLT", wms.Available) != 4 || c.inStatus("PLATE", wms.Available) != 0 {
		t.Errorf("bolts %v plates %v", c.stockBy("overseas", "BOLT"), c.stockBy("overseas", "PLATE"))
	}
	c.tasksOf(wms.TaskAssemble, 0)
	// Taken apart, and too few bolts to begin with another two.
	c.refused("insufficient_stock", "POST", "/v1/assemblies", make2)
	make2["disassemble"] = true
	c.begins(make2, &a)
	kit := c.tasksOf(wms.TaskAssemble, 1)[0]
	// Cancelled when the kits are at the bench: they are put away again.
	c.scan(kit, string(goes), "KIT", string(at))
	c.must("POST", "/v1/assemblies/"+a.ID+"/cancel", nil, nil)
	if x := c.putaways(1)[0]; x.From != at || x.SKU != "KIT" || x.Qty != 2 {
		t.Errorf("put-away %+v", x)
	}
	c.tasksOf(wms.TaskAssemble, 0)
}

// text reads a file that the API streams.
func (c *client) text(path string) string {
	c.t.Helper()
	req, err := http.NewRequest("GET", c.url+path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		c.t.Fatalf("GET %s: %d %s %v", path, res.StatusCode, raw, err)
	}
	return string(raw)
}

// What places take is imported, told by the export, and comes back from it.
func TestPlacesAreImported(t *testing.T) {
	_, c := start(t, t.TempDir())
	cold := string(c.shelves(30)[29].ID)
	head := "warehouse,id,kind,max_weight_g,temperature,hazards,classes\n"
	file := head + "overseas," + cold + ",shelf,5000,frozen,3 8,A B\n"
	for _, wrong := range []string{"overseas,NOWHERE,shelf,1,,,\n", "overseas," + cold + "X,shelf,1,,,\n", "overseas,IN-1,shelf,1,,,\n"} {
		if code, body := c.upload("/v1/imports/locations", file+wrong); code != http.StatusUnprocessableEntity || !strings.Contains(body, `"row":3`) {
			t.Errorf("%q: %d %s", wrong, code, body)
		}
	}
	rule := func() wms.LocationRule {
		var l wms.Location
		c.must("GET", "/v1/warehouses/overseas/locations/"+cold, nil, &l)
		return *l.Rule
	}
	if code, body := c.upload("/v1/imports/locations?dry_run=true", file); code != http.StatusOK || rule().MaxWeightG != 0 {
		t.Fatalf("%d %s", code, body)
	}
	if code, body := c.upload("/v1/imports/locations", file); code != http.StatusOK {
		t.Fatalf("%d %s", code, body)
	}
	if r := rule(); r.MaxWeightG != 5000 || r.Temperature != wms.Frozen || len(r.Hazards) != 2 || len(r.Classes) != 2 {
		t.Errorf("rule %+v", r)
	}
	lines := strings.Split(strings.ReplaceAll(c.text("/v1/exports/locations"), "\r", ""), "\n")
	at := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "overseas,"+cold+",") })
	if at < 0 || !strings.HasSuffix(lines[at], ",0,5000,frozen,3 8,A B,false,") {
		t.Fatalf("the export says otherwise: %q", lines[max(0, at)])
	}
	if code, body := c.upload("/v1/imports/locations", lines[0]+"\n"+lines[at]+"\n"); code != http.StatusOK || rule().MaxWeightG != 5000 {
		t.Errorf("an exported row does not come back: %d %s", code, body)
	}
}
