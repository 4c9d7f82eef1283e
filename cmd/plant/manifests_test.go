package plant

import (
	"strings"
	"testing"

	"github.com/aisle-wms/aisle/wms"
)

// packedFor orders cubes and packs them; with two cartons if asked.
func (b benchDay) packedFor(qty int, two bool) (wms.OrderView, []wms.PackedCarton) {
	b.t.Helper()
	o, pack := b.atBench(line("CUBE", qty))
	b.claim(pack)
	s := b.scan(pack, 0, string(pack.Unit))
	if two {
		s = b.scan(pack, 0, "small", "CUBE", string(pack.Units[0]), "small")
	}
	s = b.scan(pack, 0, s.Expect[len(s.Expect)-1])
	b.scan(pack, 0, s.Expect[0])
	b.await(o, wms.OrderPacked)
	return o, b.cartonsOf(o)
}

func (b benchDay) manifest(id string) (m wms.Manifest) {
	b.t.Helper()
	b.must("GET", "/v1/manifests/"+id, nil, &m)
	return m
}

func TestAManifestFromOpenToHandOver(t *testing.T) {
	b := newBench(t)
	two, cartons := b.packedFor(4, true)
	carrier := cartons[0].Carrier
	b.refused("missing_carrier", "POST", "/v1/manifests", obj{"warehouse": "overseas", "carrier": ""})
	b.refused("not_a_dock", "POST", "/v1/manifests", obj{"warehouse": "overseas", "carrier": carrier, "dock": firstShelf(b.client, "overseas")})
	var m, other wms.Manifest
	b.must("POST", "/v1/manifests", obj{"warehouse": "overseas", "carrier": "someone else"}, &other)
	b.must("POST", "/v1/manifests", obj{"warehouse": "overseas", "carrier": carrier, "departs_at": "2030-01-02T03:04:05Z"}, &m)
	b.refused("manifest_open", "POST", "/v1/manifests", obj{"warehouse": "overseas", "carrier": carrier})
	b.refused("manifest_empty", "POST", "/v1/manifests/"+m.ID+"/close", obj{"reason": "x"})

	// What may not go on, and why.
	on := func(id string, carton wms.HandlingUnitID) (s wms.ManifestScan) {
		b.t.Helper()
		b.must("POST", "/v1/manifests/"+id+"/cartons", obj{"carton": carton}, &s)
		return s
	}
	b.refused("unknown_carton", "POST", "/v1/manifests/"+m.ID+"/cartons", obj{"carton": "095211019990000017"})
	b.refused("wrong_carrier", "POST", "/v1/manifests/"+other.ID+"/cartons", obj{"carton": cartons[0].ID})
	gone, lost := b.packedFor(1, false)
	b.must("POST", "/v1/orders/"+string(gone.ID)+"/cancel", nil, nil)
	b.await(gone, wms.OrderCancelled)
	b.refused("shipment_cancelled", "POST", "/v1/manifests/"+m.ID+"/cartons", obj{"carton": lost[0].ID})
	_, pack := b.atBench(line("CUBE", 1))
	b.refused("unknown_carton", "POST", "/v1/manifests/"+m.ID+"/cartons", obj{"carton": pack.Units[0]})
	if cartons[0].Route != "" {
		var r wms.Manifest
		b.must("POST", "/v1/manifests", obj{"warehouse": "overseas", "carrier": carrier, "route": "nowhere"}, &r)
		b.refused("wrong_route", "POST", "/v1/manifests/"+r.ID+"/cartons", obj{"carton": cartons[0].ID})
		b.must("POST", "/v1/manifests/"+r.ID+"/cancel", nil, nil)
		b.refused("manifest_closed", "POST", "/v1/manifests/"+r.ID+"/cartons", obj{"carton": cartons[0].ID})
	}
	b.must("POST", "/v1/manifests/"+other.ID+"/cancel", nil, nil)

	// One carton of two: the load can't be closed.
	if s := on(m.ID, "]C100"+cartons[1].ID); s.Scanned != 1 || s.Of != 2 || s.Manifest.Cartons != 0 {
		t.Errorf("scan %+v", s)
	}
	b.refused("loaded_already", "POST", "/v1/manifests/"+m.ID+"/cartons", obj{"carton": cartons[1].ID})
	b.refused("loading_unfinished", "POST", "/v1/manifests/"+m.ID+"/close", obj{"reason": "x"})
	if s := on(m.ID, cartons[0].ID); s.Scanned != 2 || s.Manifest.Cartons != 2 || s.Manifest.Shipments != 1 || s.Manifest.Status != wms.ManifestLoading || s.Manifest.WeightG != 2200 {
		t.Errorf("scan %+v", s)
	}
	b.await(two, wms.OrderShipped)
	b.refused("loaded_already", "POST", "/v1/manifests/"+m.ID+"/cartons", obj{"carton": cartons[0].ID})
	b.refused("manifest_in_use", "POST", "/v1/manifests/"+m.ID+"/cancel", nil)

	// By the load task as ever, and one that stays behind.
	byTask, _ := b.packedFor(2, false)
	load := b.task(byTask, wms.TaskLoad)
	b.finish(load, b.claim(load))
	b.await(byTask, wms.OrderShipped)
	stays, left := b.packedFor(1, false)
	var waiting struct{ Data []wms.LeftBehind }
	b.must("GET", "/v1/manifests/"+m.ID+"/waiting", nil, &waiting)
	if len(waiting.Data) != 1 || waiting.Data[0].Carton != left[0].ID {
		t.Errorf("waiting %+v", waiting.Data)
	}
	b.refused("left_behind_unexplained", "POST", "/v1/manifests/"+m.ID+"/close", obj{})
	b.refused("not_left_behind", "POST", "/v1/manifests/"+m.ID+"/close", obj{"left_behind": []obj{{"carton": cartons[0].ID, "reason": "x"}}})
	b.refused("manifest_not_closed", "POST", "/v1/manifests/"+m.ID+"/hand-over", obj{"driver": "Jo Driver"})
	b.must("POST", "/v1/manifests/"+m.ID+"/close", obj{"left_behind": []obj{{"carton": left[0].ID, "reason": "crushed at the corner"}}, "seal": "S-77"}, &m)
	if m.Status != wms.ManifestClosed || m.Cartons != 3 || m.Shipments != 2 || len(m.LeftBehind) != 1 || m.LeftBehind[0].Reason != "crushed at the corner" {
		t.Errorf("manifest %+v", m)
	}
	b.refused("manifest_closed", "POST", "/v1/manifests/"+m.ID+"/cartons", obj{"carton": left[0].ID})
	for format, kind := range map[string]string{"html": "text/html", "csv": "text/csv", "pdf": "application/pdf"} {
		status, is, doc := b.document("/v1/manifests/" + m.ID + "/document?format=" + format)
		if status != 200 || !strings.HasPrefix(is, kind) || format != "pdf" && strings.Count(string(doc), string(cartons[0].ID)) != 1 {
			t.Errorf("%s: %d %s\n%s", format, status, is, doc)
		}
	}

	// The driver takes it; the name is in no event.
	b.refused("missing_driver", "POST", "/v1/manifests/"+m.ID+"/hand-over", obj{"driver": " "})
	b.refused("missing_vehicle", "POST", "/v1/manifests/"+m.ID+"/hand-over", obj{"driver": "Jo Driver"})
	b.must("POST", "/v1/manifests/"+m.ID+"/hand-over", obj{"driver": "Jo Driver", "vehicle": "AB-CD 12", "signature": "img/77"}, &m)
	if m.Status != wms.ManifestHanded || m.Vehicle != "AB-CD 12" || m.Seal != "S-77" {
		t.Errorf("manifest %+v", m)
	}
	b.refused("manifest_not_closed", "POST", "/v1/manifests/"+m.ID+"/hand-over", obj{"driver": "Jo Driver", "vehicle": "X"})
	var proof wms.ManifestProof
	b.must("GET", "/v1/manifests/"+m.ID+"/proof", nil, &proof)
	if proof.Driver != "Jo Driver" || proof.Signature != "img/77" || proof.Seal != "S-77" {
		t.Errorf("proof %+v", proof)
	}
	b.event("manifest.closed", m.ID)
	b.event("manifest.handed_over", m.ID)
	if _, _, events := b.document("/v1/events?after=0&limit=1000"); strings.Contains(string(events), "Jo Driver") {
		t.Error("the driver's name is in an event")
	}

	// What stayed behind goes on a manifest that opens by itself.
	load = b.task(stays, wms.TaskLoad)
	b.finish(load, b.claim(load))
	b.await(stays, wms.OrderShipped)
	var k wms.PackedCarton
	b.must("GET", "/v1/cartons/"+string(left[0].ID), nil, &k)
	if auto := b.manifest(k.Manifest); auto.ID == m.ID || !auto.Auto || auto.Status != wms.ManifestLoading || auto.Cartons != 1 {
		t.Errorf("manifest of what stayed behind: %+v", auto)
	}
	var list struct{ Data []wms.Manifest }
	b.must("GET", "/v1/manifests?warehouse=overseas&status=handed_over&carrier="+carrier, nil, &list)
	if len(list.Data) != 1 || list.Data[0].ID != m.ID {
		t.Errorf("list %+v", list.Data)
	}
	var all struct{ Data []wms.ManifestCarton }
	b.must("GET", "/v1/manifests/"+m.ID+"/cartons", nil, &all)
	if len(all.Data) != 3 || all.Data[2].Seq != 3 || all.Data[0].LoadedBy == "" {
		t.Errorf("cartons %+v", all.Data)
	}
}
