package plant

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"image"
	"image/png"
	"testing"

	"github.com/aisle-wms/aisle/wms"
)

func TestAProblemWithItsPhotoReachesTheSupervisor(t *testing.T) {
	_, c := start(t, t.TempDir())
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 12, 9))); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b.Bytes())
	hash, photo := hex.EncodeToString(sum[:]), obj{"warehouse": "overseas", "data": base64.StdEncoding.EncodeToString(b.Bytes())}
	c.refused("photo_not_awaited", "POST", "/v1/problems/photos", photo)

	// At a step of a task: the report stands with it, and the task is free again.
	dock, yard := c.shelves(2)[0].ID, c.shelves(2)[1].ID
	c.must("PUT", "/v1/empties/types/EUR", obj{"name": "Pool pallet"}, nil)
	c.must("POST", "/v1/warehouses/overseas/empties/moves", obj{"type": "EUR", "qty": 5, "to": dock, "note": "found"}, nil)
	var x wms.Task
	c.must("POST", "/v1/warehouses/overseas/empties/tasks", obj{"type": "EUR", "qty": 5, "from": dock, "to": yard}, &x)
	c.must("POST", "/v1/tasks/"+string(x.ID)+"/claim", nil, nil)
	c.refused("invalid_hash", "POST", "/v1/tasks/"+string(x.ID)+"/exception", obj{"code": "blocked", "photos": []string{"nonsense"}})
	c.must("POST", "/v1/tasks/"+string(x.ID)+"/exception", obj{"code": "blocked", "note": "a puddle", "photos": []string{hash}}, nil)
	var p wms.ProblemReport
	if c.must("POST", "/v1/problems/photos", photo, &p); p.Task != x.ID || p.Place != dock || p.Photos[0].State != wms.PhotoKept || p.Photos[0].Height != 9 {
		t.Fatalf("report %+v", p)
	}
	c.must("POST", "/v1/problems/photos", photo, nil) // its answer was lost

	var list struct{ Data []wms.ProblemReport }
	if c.must("GET", "/v1/problems?warehouse=overseas", nil, &list); len(list.Data) != 1 || list.Data[0].Note != "a puddle" {
		t.Fatalf("open %+v", list.Data)
	}
	c.must("POST", "/v1/problems/"+p.ID+"/close", obj{"answer": "wiped"}, &p)
	c.refused("problem_closed", "POST", "/v1/problems/"+p.ID+"/close", obj{})
	if c.must("GET", "/v1/problems?warehouse=overseas", nil, &list); len(list.Data) != 0 || p.Answer != "wiped" {
		t.Errorf("open %+v, closed %+v", list.Data, p)
	}
	c.must("DELETE", "/v1/problems/"+p.ID, nil, nil)
	c.refused("unknown_problem", "GET", "/v1/problems/"+p.ID+"/photos/"+hash, nil)
	if c.must("GET", "/v1/problems?warehouse=overseas&state=all", nil, &list); len(list.Data) != 0 {
		t.Errorf("erased, but there is %+v", list.Data)
	}
}
