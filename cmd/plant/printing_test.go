package plant

import (
	"context"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/simulator/printer"
	"github.com/aisle-wms/aisle/wms"
)

func twinPrinter(t *testing.T) *printer.Printer {
	t.Helper()
	tw, err := printer.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = tw.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	return tw
}

// The label of a carton comes out at the bench when its packing begins, once;
// labels are asked for, wait for paper with an alarm, and are reprinted for a
// reason; an applicator wants its cartons in order.
func TestPrinting(t *testing.T) {
	p, c := startWith(t, t.TempDir(), func(o *Options) { o.PrintLook = 20 * time.Millisecond; o.HostRetry = 20 * time.Millisecond })
	bench, line := twinPrinter(t), twinPrinter(t)
	var stations []string
	for _, kind := range []wms.LocationKind{wms.KindBench, wms.KindChute} {
		for _, l := range p.houses["overseas"].Site.Of(kind) {
			stations = append(stations, string(l))
		}
	}
	put := func(id string, body map[string]any) int { return c.call("PUT", "/v1/printers/"+id, body, nil) }
	zpl := map[string]any{"warehouse": "overseas", "kind": "zpl", "address": bench.Address(), "stations": stations}
	if code := put("b1", zpl); code != 200 {
		t.Fatal(code)
	}
	for id, body := range map[string]map[string]any{
		"far": {"warehouse": "overseas", "kind": "zpl", "address": "8.8.8.8:9100"}, "b2": {"warehouse": "overseas", "kind": "zpl", "address": bench.Address(), "stations": []string{"moon"}},
		"b1": {"warehouse": "central", "kind": "zpl", "address": bench.Address()},
	} {
		if code := put(id, body); code < 400 {
			t.Errorf("printer %s %v: %d", id, body, code)
		}
	}
	c.provide("PR", 5)
	var o wms.OrderView
	c.must("POST", "/v1/orders", map[string]any{"ship_to": map[string]any{"country": "Germany", "name": "Erika", "address": "Weg 1"}, "lines": []map[string]any{{"sku": "PR", "qty": 2}}}, &o)
	c.workAll("overseas", func() bool {
		c.must("GET", "/v1/orders/"+string(o.ID), nil, &o)
		return o.Status == wms.OrderShipped
	})
	sscc := o.Shipments[0].SSCC[0]
	var jobs struct{ Data []wms.PrintJob }
	eventually(t, "the carton's label", func() bool {
		c.must("GET", "/v1/print-jobs?warehouse=overseas&status=printed", nil, &jobs)
		return len(jobs.Data) == 1
	})
	j := jobs.Data[0]
	if out := bench.Printed(); len(out) != 1 || out[0].Fields < 50 || j.Of != sscc || j.Label != "carton" || j.Task == "" {
		t.Errorf("%d labels, job %+v", len(out), j)
	}

	bench.Set(printer.Faults{PaperOut: true})
	shelf := firstShelf(c, "overseas")
	ask := map[string]any{"printer": "b1", "label": "location", "of": shelf}
	c.must("POST", "/v1/print-jobs", ask, &j)
	var v wms.PrinterView
	eventually(t, "paper is out", func() bool {
		c.must("GET", "/v1/printers/b1", nil, &v)
		return v.Trouble == "paper_out" && v.Waiting == 1
	})
	eventually(t, "an alarm", func() bool {
		var list struct{ Data []wms.AlarmCase }
		c.must("GET", "/v1/alarms", nil, &list)
		for _, a := range list.Data {
			if a.Code == "printer" {
				return true
			}
		}
		return false
	})
	bench.Set(printer.Faults{})
	printed := func(id string) {
		t.Helper()
		eventually(t, id+" printed", func() bool { c.must("GET", "/v1/print-jobs/"+id, nil, &j); return j.Status == wms.PrintPrinted })
	}
	printed(j.ID)
	if code := c.call("POST", "/v1/print-jobs/"+j.ID+"/reprint", map[string]any{"reason": " "}, nil); code != 422 {
		t.Errorf("no reason: %d", code)
	}
	c.must("POST", "/v1/print-jobs/"+j.ID+"/reprint", map[string]any{"reason": "torn"}, &j)
	printed(j.ID)
	if len(bench.Printed()) != 3 {
		t.Errorf("%d labels", len(bench.Printed()))
	}
	for _, wrong := range []map[string]any{{"printer": "nobody", "label": "lpn", "of": "x"}, {"printer": "b1", "label": "lpn", "of": "nothing"}, {"printer": "b1", "label": "poster", "of": "x"}} {
		if code := c.call("POST", "/v1/print-jobs", wrong, nil); code < 400 {
			t.Errorf("%v: %d", wrong, code)
		}
	}
	for _, do := range []string{"cancel", "confirm"} {
		if code := c.call("POST", "/v1/print-jobs/"+j.ID+"/"+do, nil, nil); code != 409 {
			t.Errorf("%s of what is printed: %d", do, code)
		}
	}

	if code := put("a1", map[string]any{"warehouse": "overseas", "kind": "zpl", "address": line.Address(), "applies": true}); code != 200 {
		t.Fatal(code)
	}
	c.must("POST", "/v1/print-jobs", map[string]any{"printer": "a1", "label": "carton", "of": sscc}, &j)
	if code := c.call("POST", "/v1/printers/a1/passings", map[string]any{"handling_unit": "C-OTHER"}, nil); code != 409 {
		t.Errorf("another carton: %d", code)
	}
	c.must("POST", "/v1/printers/a1/passings", map[string]any{"handling_unit": sscc}, &j)
	printed(j.ID)
	if len(line.Printed()) != 1 {
		t.Errorf("applied %d", len(line.Printed()))
	}
}
