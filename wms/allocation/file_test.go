package allocation

import (
	"encoding/json"
	"strings"
	"testing"
)

const goodFile = `{"warehouses":[{"id":"A","lat":52,"lon":-1,"fixed_ship":3,"max_shipments":5,"stock":{"x":4,"y":0}},
{"id":"B","lat":53,"lon":-2,"fixed_ship":4,"stock":{"x":1}}],
"orders":[{"id":"1","lat":51,"lon":0,"lines":[["x",2],["x",1],["z",3]]}],
"per_km_shipment":0.01,"per_unit":0.05,"per_unit_km":0.0004,"short_penalty_per_unit":5,"split_penalty":1}`

func TestFileBecomesAProblem(t *testing.T) {
	var f File
	if err := json.Unmarshal([]byte(goodFile), &f); err != nil {
		t.Fatal(err)
	}
	p, err := f.Problem()
	if err != nil {
		t.Fatal(err)
	}
	if p.MaxShipments[0] != 5 || p.MaxShipments[1] != NoLimit {
		t.Errorf("limits %v", p.MaxShipments)
	}
	if lines := p.Orders[0].Lines; len(lines) != 2 || lines[0].Qty != 3 {
		t.Errorf("lines of one item are one demand: %v", lines)
	}
	plan, err := Batch(p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Short) != 1 || p.Items[plan.Short[0].Item] != "z" || plan.Short[0].Qty != 3 {
		t.Errorf("nobody has z, so 3 are short: %+v", plan.Short)
	}
}

func TestBadFilesAreNamed(t *testing.T) {
	for _, c := range []struct{ old, with, want string }{
		{`"lat":52,`, ``, `warehouses[0] "A": lat is missing`},
		{`"lon":-1,`, `"lon":null,`, `warehouses[0] "A": lon is missing`},
		{`"lat":52`, `"lat":152`, `warehouses[0] "A": lat is 152, must be -90 to 90`},
		{`"fixed_ship":3,`, ``, `warehouses[0] "A": fixed_ship is missing`},
		{`"fixed_ship":4`, `"fixed_ship":-4`, `warehouses[1] "B": fixed_ship is -4`},
		{`"max_shipments":5`, `"max_shipments":-5`, `warehouses[0] "A": max_shipments is -5`},
		{`"y":0`, `"y":-1`, `warehouses[0] "A": stock of "y" is -1`},
		{`"y":0`, `"x":1`, `stock of "x" stands twice`},
		{`"y":0`, `"y":1.5`, `stock of "y" is not a whole number`},
		{`"y":0`, `"y":null`, `stock of "y" is not a whole number`},
		{`,"stock":{"x":1}`, ``, `warehouses[1] "B": stock is missing`},
		{`"id":"B"`, `"id":"A"`, `warehouses[1] "A": the id is empty or taken`},
		{`"id":"1"`, `"id":""`, `orders[0] "": the id is empty or taken`},
		{`"lat":51,`, ``, `orders[0] "1": lat is missing`},
		{`["x",2]`, `["x",-2]`, `orders[0] "1": line 1 is -2 of "x"`},
		{`["x",2]`, `["x",0]`, `line 1 is 0 of "x"`},
		{`["x",2]`, `["x"]`, `["x"] is not a line`},
		{`["x",2]`, `["x",2.5]`, `["x",2.5] is not a line`},
		{`["x",2]`, `[null,2]`, `[null,2] is not a line`},
		{`["x",2]`, `["",2]`, `line 1 is 2 of ""`},
		{`[["x",2],["x",1],["z",3]]`, `[]`, `orders[0] "1" has no lines`},
		{`"per_km_shipment":0.01,`, ``, `per_km_shipment is missing`},
		{`"per_unit":0.05`, `"per_unit":-0.05`, `per_unit is -0.05`},
		{`"split_penalty":1`, `"split_penalty":1e300`, `split_penalty is 1e+300`},
		{`"split_penalty":1`, `"split_penalty":1,"time_limit_ms":0`, `time_limit_ms is 0`},
		{`"orders":[{"id":"1","lat":51,"lon":0,"lines":[["x",2],["x",1],["z",3]]}],`, ``, `warehouses and orders are needed`},
		{`{"x":4,"y":0}`, `[4]`, `stock must be`},
	} {
		text := strings.Replace(goodFile, c.old, c.with, 1)
		if text == goodFile {
			t.Fatalf("%q is not in the good file", c.old)
		}
		var f File
		err := json.Unmarshal([]byte(text), &f)
		if err == nil {
			_, err = f.Problem()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s instead of %s:\n got %v\nwant %s", c.with, c.old, err, c.want)
		}
	}
}

func TestTooManyWarehousesAreRefused(t *testing.T) {
	p := &Problem{}
	for range MaxWarehouses + 1 {
		p.Warehouses = append(p.Warehouses, "w")
		p.MaxShipments = append(p.MaxShipments, NoLimit)
	}
	if _, err := Batch(p, Options{}); err == nil || !strings.Contains(err.Error(), "at most 64") {
		t.Errorf("got %v", err)
	}
}

func FuzzFile(f *testing.F) {
	f.Add([]byte(goodFile))
	f.Add([]byte(`{"warehouses":[],"orders":[]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var file File
		if json.Unmarshal(raw, &file) != nil {
			return
		}
		p, err := file.Problem()
		if err != nil || len(p.Orders) > 50 {
			return
		}
		plan, err := Batch(p, Options{Work: 200})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Audit(plan); err != nil {
			t.Fatal(err)
		}
	})
}
