package plant

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// as is the same plant seen by somebody with one role.
func (c *client) as(role string, warehouses ...string) *client {
	c.t.Helper()
	var token struct{ Secret string }
	body, err := json.Marshal(obj{"name": role, "roles": []string{role}, "warehouses": warehouses})
	if err != nil {
		c.t.Fatal(err)
	}
	req, err := http.NewRequest("POST", c.url+"/v1/tokens", bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	c.read(req, 201, &token)
	return &client{t: c.t, url: c.url, token: token.Secret}
}

// read sends a request and gives the answer, which must have a status.
func (c *client) read(req *http.Request, status int, out any) string {
	c.t.Helper()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != status {
		c.t.Fatalf("%s %s: %d %v %s", req.Method, req.URL.Path, res.StatusCode, err, raw)
	}
	if out != nil {
		if err := json.Unmarshal(raw, out); err != nil {
			c.t.Fatal(err)
		}
	}
	return string(raw)
}

var erika = wms.ShipTo{Name: "Erika Mustermann", Address: "Heidestraße 17", Postcode: "51147", Phone: "+49 221 4710815", Email: "erika@example.org", Country: "Germany"}

// buy places an order of one unit.
func (c *client) buy(sku string, to wms.ShipTo) wms.OrderID {
	c.t.Helper()
	var o wms.OrderView
	c.must("POST", "/v1/orders", obj{"ship_to": to, "lines": []obj{{"sku": sku, "qty": 1}}}, &o)
	return o.ID
}

// shipTo is what somebody is shown; the status is that of the answer.
func (c *client) shipTo(id wms.OrderID, more string) (wms.Destination, int) {
	c.t.Helper()
	var d wms.Destination
	code := c.call("GET", "/v1/orders/"+string(id)+"/ship-to"+more, nil, &d)
	return d, code
}

func (c *client) seesClear(id wms.OrderID, to wms.ShipTo) {
	c.t.Helper()
	d, code := c.shipTo(id, "")
	if code != 200 || d.Masked || d.Name != to.Name || d.Address != to.Address || d.Postcode != to.Postcode || d.Phone != to.Phone || d.Email != to.Email || d.Country != to.Country {
		c.t.Errorf("%d %+v, want all of %+v in clear", code, d, to)
	}
}

func (c *client) seesMasked(id wms.OrderID) {
	c.t.Helper()
	d, code := c.shipTo(id, "")
	want := wms.Destination{Order: id, Masked: true, Name: "E*** M***", Address: "***", Postcode: "51***", Phone: "+49 *** 815", Email: "***", Country: "Germany"}
	if code != 200 || d != want {
		c.t.Errorf("%d %+v, want %+v", code, d, want)
	}
}

func TestShipToIsShownByNeed(t *testing.T) {
	p, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/P", obj{"description": "p"}, nil)
	c.shelve("P", "", 10)
	id := c.buy("P", erika)
	picker, receiver := c.as("picker", "overseas"), c.as("receiver")
	away, other := c.as("supervisor", "central"), c.as("picker", "overseas")
	c.seesClear(id, erika)
	c.as("supervisor").seesClear(id, erika)
	c.as("supervisor", "central", "overseas").seesClear(id, erika)
	for _, who := range []*client{picker, receiver, away, other, c.as("planner"), c.as("auditor")} {
		who.seesMasked(id)
	}
	if _, code := c.as("device").shipTo(id, ""); code != 403 {
		t.Errorf("a device: %d", code)
	}
	if _, code := (&client{t: t, url: c.url, token: "adm_wrong"}).shipTo(id, ""); code != 401 {
		t.Errorf("nobody: %d", code)
	}
	var accesses []wms.Access
	read := func(query string) []wms.Access {
		t.Helper()
		var page struct{ Data []wms.Access }
		c.as("auditor").must("GET", "/v1/privacy/accesses"+query, nil, &page)
		return page.Data
	}
	if accesses = read(""); len(accesses) != 3 {
		t.Fatalf("%d lines in the access log, want 3: %+v", len(accesses), accesses)
	}

	// A picker who holds the pack task of the order sees it, as long as that
	// lasts; who picks it does not.
	deadline := time.Now().Add(20 * time.Second)
	seen := map[wms.TaskKind]bool{}
	for !seen[wms.TaskLoad] {
		if time.Now().After(deadline) {
			t.Fatalf("no load task; had %v", seen)
		}
		var list struct{ Data []wms.Task }
		c.must("GET", "/v1/tasks?status=open&warehouse=overseas", nil, &list)
		for _, task := range list.Data {
			who := picker
			if task.Kind == wms.TaskLoad {
				who = receiver
			}
			var step wms.Step
			who.must("POST", "/v1/tasks/"+string(task.ID)+"/claim", nil, &step)
			if need := task.Kind == wms.TaskPack || task.Kind == wms.TaskLoad; need {
				who.seesClear(id, erika)
				other.seesMasked(id)
				last := read("?order=" + string(id))
				if a := last[len(last)-1]; a.Task != task.ID || a.Order != id || a.By == "" || a.At.IsZero() {
					t.Errorf("the access log says %+v", a)
				}
				seen[task.Kind] = true
			} else {
				who.seesMasked(id)
			}
			for n := 0; !step.Done && n < 20; n++ {
				who.must("POST", "/v1/tasks/"+string(task.ID)+"/confirm", wms.Confirmation{Scans: []string{step.Expect[0]}}, &step)
			}
			who.seesMasked(id)
		}
		time.Sleep(10 * time.Millisecond)
	}
	if !seen[wms.TaskPack] {
		t.Error("nobody packed")
	}

	// Why: the reason given, which names nobody.
	if _, code := c.shipTo(id, "?reason="+url.QueryEscape("asks where it is")); code != 200 {
		t.Errorf("with a reason: %d", code)
	}
	if _, code := c.shipTo(id, "?reason="+url.QueryEscape("Frau Mustermann rief an")); code != 422 {
		t.Errorf("with a reason that names her: %d", code)
	}
	if accesses = read("?limit=100"); len(accesses) != 6 || accesses[5].Why != "asks where it is" || accesses[5].By != "admin" || accesses[5].From == "" {
		t.Errorf("the access log is %+v", accesses)
	}
	for _, role := range []string{"picker", "receiver", "supervisor", "planner", "device"} {
		for _, path := range []string{"/v1/privacy/accesses", "/v1/privacy/erasures"} {
			if code := c.as(role).call("GET", path, nil, nil); code != 403 {
				t.Errorf("%s reads %s: %d", role, path, code)
			}
		}
	}

	// The label's hook reads and logs.
	to, err := p.LabelAddress(t.Context(), wms.Actor{User: "w-1"}, wms.ShipmentID(id)+".1", id, "overseas-T1")
	if err != nil || to.Name != erika.Name || to.Country != "Germany" {
		t.Errorf("label: %+v %v", to, err)
	}
	if accesses = read(""); len(accesses) != 7 || accesses[6].By != "w-1" || accesses[6].Task != "overseas-T1" || !strings.HasPrefix(accesses[6].Why, "label of") {
		t.Errorf("the label's line: %+v", accesses)
	}
	c.must("POST", "/v1/privacy/erasures", obj{"order": id, "reason": "case 1"}, nil)
	if to, err := p.LabelAddress(t.Context(), wms.Actor{User: "w-1"}, "s", id, ""); err != nil || to != (wms.ShipTo{Country: "Germany"}) {
		t.Errorf("label after the erasure: %+v %v", to, err)
	}
}

func TestErasureOverHTTP(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/P", obj{"description": "p"}, nil)
	c.shelve("P", "", 10)
	var hers []wms.OrderID
	for range 3 {
		hers = append(hers, c.buy("P", erika))
	}
	his := c.buy("P", wms.ShipTo{Name: "Max Mustermann", Phone: "0221 4710815", Country: "Germany"})
	bare := c.buy("P", wms.ShipTo{Country: "Germany"})
	before := c.available("P")
	for _, role := range []string{"picker", "receiver", "supervisor", "planner", "auditor", "device"} {
		if code := c.as(role).call("POST", "/v1/privacy/erasures", obj{"order": hers[0], "reason": "case 1"}, nil); code != 403 {
			t.Errorf("%s erases: %d", role, code)
		}
	}
	for code, body := range map[string]obj{
		"invalid_erasure":     {"reason": "case 1"},
		"invalid_reason":      {"order": hers[0]},
		"reason_names_person": {"customer": obj{"name": "Erika Mustermann"}, "reason": "letter of Erika Mustermann"},
		"unknown_order":       {"orders": []string{string(hers[0]), "NONE"}, "reason": "case 1"},
		"no_such_customer":    {"customer": obj{"name": "Nobody"}, "reason": "case 1"},
		"invalid_customer":    {"customer": obj{}, "reason": "case 1"},
		"unknown_field":       {"customer": obj{"nam": "x"}, "reason": "case 1"},
		"invalid_orders":      {"orders": make([]string, 1001), "reason": "case 1"},
	} {
		c.refused(code, "POST", "/v1/privacy/erasures", body)
	}
	c.seesClear(hers[0], erika)

	ask := obj{"customer": obj{"name": " ERIKA mustermann", "phone": "0221-4710815"}, "reason": "case 2026-117"}
	var dry, out, again wms.ErasureAnswer
	c.must("POST", "/v1/privacy/erasures?dry_run=true", ask, &dry)
	if !dry.DryRun || !slices.Equal(dry.Orders, hers) {
		t.Errorf("dry run: %+v", dry)
	}
	c.seesClear(hers[2], erika)
	key := c.n
	c.must("POST", "/v1/privacy/erasures", ask, &out)
	if out.DryRun || out.ID != 1 || !slices.Equal(out.Orders, hers) || out.Done == nil || out.By != "admin" || out.Cause != wms.ErasedByRequest {
		t.Errorf("erasure: %+v", out)
	}
	c.n = key
	c.must("POST", "/v1/privacy/erasures", ask, &again) // the client got no answer and asks again
	if again.ID != out.ID || !slices.Equal(again.Orders, hers) || again.Done == nil {
		t.Errorf("the same again: %+v", again)
	}
	for _, id := range hers {
		if _, code := c.shipTo(id, ""); code != 410 {
			t.Errorf("%s after the erasure: %d", id, code)
		}
		if _, code := c.as("planner").shipTo(id, ""); code != 410 {
			t.Errorf("%s, masked, after the erasure: %d", id, code)
		}
	}
	if d, code := c.shipTo(his, ""); code != 200 || d.Name != "Max Mustermann" {
		t.Errorf("another customer: %d %+v", code, d)
	}
	c.must("POST", "/v1/privacy/erasures", obj{"orders": []wms.OrderID{hers[0], his, bare, his}, "reason": "case 2"}, &out)
	if !slices.Equal(out.Orders, []wms.OrderID{his}) || !slices.Equal(out.Without, []wms.OrderID{hers[0], bare}) {
		t.Errorf("of three orders: %+v", out)
	}
	var list struct{ Data []wms.Erasure }
	c.as("auditor").must("GET", "/v1/privacy/erasures", nil, &list)
	if len(list.Data) != 2 || list.Data[0].Reason != "case 2026-117" || list.Data[1].Done == nil {
		t.Errorf("erasures: %+v", list.Data)
	}
	// Orders and stock stay whole: all are shipped.
	if after := c.available("P"); after != before {
		t.Errorf("%d available, before the erasure %d", after, before)
	}
	c.workAll("overseas", func() bool {
		var o wms.OrderView
		c.must("GET", "/v1/orders/"+string(bare), nil, &o)
		return o.Status == wms.OrderShipped
	})
}

// TestRetention lets days pass at the site.
func TestRetention(t *testing.T) {
	p, c := startWith(t, t.TempDir(), func(o *Options) { o.Network.Privacy.KeepDays, o.NoSync = 3, true })
	c.must("PUT", "/v1/items/P", obj{"description": "p"}, nil)
	c.shelve("P", "", dueBatch+20)
	open := c.buy("P", erika)
	var ended []wms.OrderID
	for range dueBatch + 5 {
		id := c.buy("P", erika)
		c.must("POST", "/v1/orders/"+string(id)+"/cancel", nil, nil)
		ended = append(ended, id)
	}
	pass := func(d time.Duration) { p.Clock.Start(p.Clock.Now().Add(d)) }
	pass(50 * time.Hour)
	late := c.buy("P", erika)
	c.must("POST", "/v1/orders/"+string(late)+"/cancel", nil, nil)
	time.Sleep(2 * privacyTick)
	c.seesClear(ended[0], erika)
	pass(24 * time.Hour)
	last := ended[len(ended)-1]
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if _, code := c.shipTo(last, ""); code == 410 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("nothing was erased after four days")
		}
	}
	if _, code := c.shipTo(ended[0], ""); code != 410 {
		t.Errorf("the first: %d", code)
	}
	c.seesClear(open, erika)
	c.seesClear(late, erika)
	var list struct{ Data []wms.Erasure }
	c.must("GET", "/v1/privacy/erasures", nil, &list)
	n := 0
	for _, e := range list.Data {
		n += len(e.Orders)
		if e.Cause != wms.ErasedByRetention || e.By != "system" || len(e.Orders) > dueBatch {
			t.Errorf("erasure %+v", e)
		}
	}
	if n != len(ended) || len(list.Data) != 2 {
		t.Errorf("%d orders in %d erasures, want %d in 2", n, len(list.Data), len(ended))
	}
}

// TestPersonalDataIsNowhereElse reads all that the API lists of an order.
func TestPersonalDataIsNowhereElse(t *testing.T) {
	p, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/P", obj{"description": "p"}, nil)
	c.shelve("P", "", 10)
	id := c.buy("P", erika)
	for _, path := range []string{"/v1/orders/" + string(id), "/v1/orders", "/v1/events?limit=1000&after=0", "/v1/tasks", "/v1/privacy/erasures", "/v1/privacy/accesses", "/metrics"} {
		req, err := http.NewRequest("GET", c.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+c.token)
		if text := c.read(req, 200, nil); strings.Contains(text, "Mustermann") || strings.Contains(text, "4710815") || strings.Contains(text, "Heidestra") {
			t.Errorf("%s shows personal data: %s", path, text)
		}
	}
	records, err := p.Store.Records(0, 10000)
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprintf("%+v", records); strings.Contains(text, "Mustermann") || !strings.Contains(text, string(id)) {
		t.Error("the journal holds personal data, or nothing of the order")
	}
}

// TestPersonalDataOfArchivedOrders: sealed orders keep their data where it can
// be destroyed, and lose it like others.
func TestPersonalDataOfArchivedOrders(t *testing.T) {
	dir := t.TempDir()
	p, c := startWith(t, dir, func(o *Options) { o.Network.Privacy.KeepDays = 3 })
	c.must("PUT", "/v1/items/P", obj{"description": "p"}, nil)
	c.shelve("P", "", 10)
	var ids []wms.OrderID
	for range 3 {
		id := c.buy("P", erika)
		c.must("POST", "/v1/orders/"+string(id)+"/cancel", nil, nil)
		ids = append(ids, id)
	}
	rows := 0
	for until := time.Now().Add(20 * time.Second); rows < 9; { // an order and its two places in lists each
		made, err := p.Archive(t.Context(), p.Store.Now(), wms.System("test"))
		if err != nil || time.Now().After(until) {
			t.Fatal(made, err)
		}
		for _, a := range made {
			rows += int(a.Rows)
		}
	}
	c.seesClear(ids[0], erika)
	c.as("planner").seesMasked(ids[1])
	c.must("POST", "/v1/privacy/erasures", obj{"order": ids[0], "reason": "case 1"}, nil)
	if _, code := c.shipTo(ids[0], ""); code != 410 {
		t.Errorf("after the erasure: %d", code)
	}
	c.seesClear(ids[1], erika)
	p.Clock.Start(p.Clock.Now().Add(100 * time.Hour))
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if _, code := c.shipTo(ids[2], ""); code == 410 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the data of archived orders is kept for ever")
		}
	}
	files := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(path)
		if bytes.Contains(raw, []byte("Mustermann")) || bytes.Contains(raw, []byte("4710815")) {
			t.Errorf("%s holds personal data", path)
		}
		if strings.HasSuffix(path, ".aisle") && bytes.Contains(raw, []byte(ids[0])) {
			files++
		}
		return err
	})
	if err != nil || files == 0 {
		t.Errorf("no archive names an order (%v): nothing was looked at", err)
	}
}

// TestNoBareHashOfARequest: who guesses a request can not prove it by the
// journal.
func TestNoBareHashOfARequest(t *testing.T) {
	dir := t.TempDir()
	p, c := start(t, dir)
	c.must("PUT", "/v1/items/P", obj{"description": "p"}, nil)
	id := c.buy("P", erika)
	body := obj{"customer": obj{"name": erika.Name}, "reason": "case 1"}
	c.must("POST", "/v1/privacy/erasures", body, nil)
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	hash := sha256.New()
	for _, part := range []string{"POST", "/v1/privacy/erasures", "admin", string(raw)} {
		hash.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		hash.Write([]byte(part))
	}
	var bare [32]byte
	hash.Sum(bare[:0])
	blind := p.Vault.Blind(bare)
	file, err := os.ReadFile(filepath.Join(dir, "aisle.db"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(file, bare[:]) {
		t.Error("the data file holds the bare hash of a request")
	}
	if !bytes.Contains(file, blind[:]) || !bytes.Contains(file, []byte(id)) {
		t.Error("the keyed hash is not found: this test looks for the wrong thing")
	}
}
