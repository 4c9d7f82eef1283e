package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func TestGoodFilesLoad(t *testing.T) {
	n, err := Load(filepath.Join("testdata", "small.good.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	w, ok := n.Warehouse("one")
	if !ok {
		t.Fatal("no warehouse one")
	}
	// Where some locations are, reckoned by hand.
	for id, want := range map[string]string{
		"S01-01-1":      "shelf 3000 4500 aisle 1 side 1 bay 1 level 1 depth 1",
		"S02-12-2":      "shelf 6000 11500 aisle 2 side 2 bay 12 level 2 depth 1",
		"R1-A-001-01":   "rack_cell 23500 27350 aisle 1 side 1 bay 1 level 1 depth 1",
		"R1-B-010-03-2": "rack_cell 14500 23450 aisle 1 side 2 bay 10 level 3 depth 2",
		"R1-IN":         "pnd_in 28000 26000 aisle 1 side 0 bay 0 level 0 depth 0",
		"C2":            "chute 22000 6000 aisle 0 side 0 bay 2 level 0 depth 0",
	} {
		l, ok := w.Location(id)
		if !ok {
			t.Errorf("no location %s", id)
			continue
		}
		if got := fmt.Sprintf("%s %d %d aisle %d side %d bay %d level %d depth %d", l.Kind, l.XMM, l.YMM, l.Aisle, l.Side, l.Bay, l.Level, l.Depth); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
	if node, ok := w.Node("G1-1"); !ok || node != "P3" {
		t.Errorf("vehicles stop for G1-1 at %q", node)
	}
	if n.Privacy.KeepDays != 30 {
		t.Errorf("personal data is kept for %d days", n.Privacy.KeepDays)
	}
	if r := n.RegionOf("Near"); r == nil || r.ID != "NEAR" {
		t.Errorf("region of Near: %+v", r)
	} else if lanes, surcharge := n.LanesTo("one", r); len(lanes) != 1 || lanes[0].ID != "home" || surcharge != 400 {
		t.Errorf("lanes to Near: %v, surcharge %d", lanes, surcharge)
	}
	if b, ok := n.Lanes[0].BandFor(61); !ok || b.Days != 2 {
		t.Errorf("band for 61 km: %+v", b)
	}
}

// TestBadFilesAreNamed reads site files with a fault that can be seen in one
// place; each begins with the expected line and message.
func TestBadFilesAreNamed(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.bad.yaml"))
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		first, _, _ := strings.Cut(string(raw), "\n")
		want, ok := strings.CutPrefix(first, "# want: ")
		if !ok {
			t.Fatalf("%s does not begin with what is expected", file)
		}
		err = decode(file, raw, &Warehouse{})
		if err == nil || !strings.HasPrefix(err.Error(), file+":"+want) {
			t.Errorf("%s:\n got %v\nwant %s", file, err, want)
		}
	}
}

// edit is a fault made in a good file: what is replaced by what, and the
// expected message. The error must name the line where At (default: New)
// stands.
type edit struct{ name, file, old, new, at, want string }

const net, site = "small.good.yaml", "small-site.good.yaml"

var edits = []edit{
	{name: "missing site file", file: net, old: "[small-site.good.yaml]", new: "[none.yaml]", want: "none.yaml: file does not exist"},
	{name: "site outside", file: net, old: "[small-site.good.yaml]", new: "[../x.yaml]", at: "name: Small", want: `site file "../x.yaml" must lie beside`},
	{name: "same site twice", file: net, old: "[small-site.good.yaml]", new: "[small-site.good.yaml, small-site.good.yaml]", want: `warehouse "one" is there already`},
	{name: "unknown controller", file: site, old: "class: crane, protocol: plc, model: c, plc: plc", new: "class: crane, protocol: telegram, model: c, controller: old", want: `controller "old" is unknown`},
	{name: "sorter by telegram", file: site, old: "class: sorter, protocol: plc", new: "class: sorter, protocol: telegram", want: "a sorter does not speak telegram"},
	{name: "site never leaves", file: site, old: `cut_off: "18:00"`, new: "cut_off: \"18:00\"\nclosed: [Mon, Tue, Wed, Thu, Fri, Sat, Sun]", at: "id: one", want: `site "one" never leaves`},
	{name: "carrier never leaves", file: site, old: `cut_off: "18:00"`, new: "cut_off: \"18:00\"\nclosed: [Sat, Sun]\npickups:\n  - {carrier: parcel, closed: [Mon, Tue, Wed, Thu, Fri]}", at: "- {carrier: parcel", want: `carrier "parcel" never leaves`},
	{name: "pickup of nobody", file: site, old: `cut_off: "18:00"`, new: "cut_off: \"18:00\"\npickups: [{carrier: pigeon}]", at: "pickups", want: `carrier "pigeon" is unknown`},
	{name: "no such holiday", file: site, old: `cut_off: "18:00"`, new: "cut_off: \"18:00\"\nholidays: [2026-02-30]", at: "holidays", want: `a date such as "2026-12-25"`},
	{name: "broker without url", file: net, old: `, url: "tcp://127.0.0.1:1883"`, new: "", at: "mqtt:", want: "needs a url"},
	{name: "unknown carrier", file: net, old: "id: home, carrier: parcel", new: "id: home, carrier: pigeon", want: `carrier "pigeon" is unknown`},
	{name: "unknown region", file: net, old: "to: HOME", new: "to: MARS", want: `region "MARS" is unknown`},
	{name: "unknown warehouse", file: net, old: "id: home, carrier: parcel, from: [one]", new: "id: home, carrier: parcel, from: [two]", want: `warehouse "two" is unknown`},
	{name: "bands out of order", file: net, old: "{price: 400, days: 2", new: "{max_km: 50, price: 400, days: 2", want: "band 2 ends at 50 km, the one before at 60 km"},
	{name: "band never used", file: net, old: "{max_km: 60, price: 300", new: "{price: 300", want: "never used"},
	{name: "region without lane", file: net, old: "priced_as: HOME, surcharge: 400", new: "surcharge: 400", want: `no lane goes to region "NEAR"`},
	{name: "region without countries", file: net, old: "{id: WORLD, others: true}", new: "{id: WORLD}", want: `region "WORLD" has no countries`},
	{name: "place twice", file: net, old: "places: [Near]", new: "places: [Near, Home]", want: `country "Home" is there already`},
	{name: "country under two names", file: net, old: "places: [Near]", new: "countries: [Ireland, EIRE]", want: `country "IE" is there already`},
	{name: "unknown country", file: net, old: "places: [Near]", new: "countries: [Narnia]", want: `region "NEAR": country "Narnia" is unknown`},
	{name: "country as a place", file: net, old: "places: [Near]", new: "places: [Germany]", want: `place "Germany" is a country (DE)`},
	{name: "weight without a price", file: net, old: "split_shipment_penalty: 60", new: "weight_step: {free_g: 2000}\nsplit_shipment_penalty: 60", at: "- {id: home, carrier", want: `lane "home": weight above 2000 g has no price`},
	{name: "band without a price", file: net, old: "{max_km: 60, price: 300, days", new: "{max_km: 60, days", want: `"price" is missing`},
	{name: "lane without days", file: net, old: "price: 2000, days: 8,", new: "price: 2000,", want: `"days" is missing`},
	{name: "lane of minus days", file: net, old: "price: 2000, days: 8,", new: "price: 2000, days: -1,", want: "must be from 0 to 60"},
	{name: "lane in no time", file: net, old: "price: 2000, days: 8,", new: "price: 2000, days: 0,", at: "- {id: world", want: `lane "world": band 1 has days 0 without a max_km`},
	{name: "lane from nowhere", file: net, old: "id: world, carrier: parcel, from: [one]", new: "id: world, carrier: parcel, from: []", want: "from"},
	{name: "lane nobody uses", file: net, old: "id: world, carrier: parcel, from: [one], to: WORLD", new: "id: world, carrier: parcel, from: [one], to: NEAR", want: `lane "world" never delivers: region "NEAR" is priced as "HOME"`},
	{name: "warehouse twice in a lane", file: net, old: "id: world, carrier: parcel, from: [one]", new: "id: world, carrier: parcel, from: [one, one]", want: `warehouse "one" stands twice`},
	{name: "no coordinates", file: site, old: "lat: 52\n", new: "\n", at: "id: one", want: `"lat" is missing`},
	{name: "coordinates of the open sea", file: site, old: "lat: 52\nlon: -1.5", new: "lat: 0\nlon: 0", at: "id: one", want: `stands at lat 0, lon 0`},
	{name: "no shipment ever", file: site, old: "shipments_per_day: ", new: "shipments_per_day: -", want: "shipments_per_day"},
	{name: "priced as itself", file: net, old: "priced_as: HOME", new: "priced_as: NEAR", want: "not a region with lanes of its own"},
	{name: "shares", file: net, old: "share_of_items: 1,", new: "share_of_items: 0.5,", want: "must add up to 1"},
	{name: "days of keeping", file: net, old: "keep_days: 30", new: "keep_days: -1", want: `keep_days is "-1": it must be from 0 to 36500`},
	{name: "unknown word of privacy", file: net, old: "keep_days: 30", new: "keep: 30", want: "keep"},
	{name: "duplicate lane", file: net, old: "id: world,", new: "id: home,", want: `lane "home" is there already`},

	{name: "time zone", file: site, old: "Europe/London", new: "Mars/Base", at: "id: one", want: `time_zone "Mars/Base" is unknown`},
	{name: "duplicate location", file: site, old: "{id: STAGE,", new: "{id: TOTES,", want: `location "TOTES" is there already`},
	{name: "duplicate device", file: site, old: "{id: sorter-1,", new: "{id: crane-1,", want: `device "crane-1" is there already`},
	{name: "unknown model", file: site, old: "model: c,", new: "model: x,", want: `model "x" is not among models of cranes`},
	{name: "unknown plc", file: site, old: "plc: plc, prefix: Crane1", new: "plc: other, prefix: Crane1", want: `plc "other" is unknown`},
	{name: "prefix twice", file: site, old: "prefix: Sorter1", new: "prefix: Crane1", want: `prefix "plc Crane1" is there already`},
	{name: "crane over mqtt", file: site, old: "class: crane, protocol: plc", new: "class: crane, protocol: vda5050", want: "a crane does not speak vda5050"},
	{name: "fleet over plc", file: site, old: "people:", new: "  - {id: amr, class: fleet, protocol: plc, model: v, plc: plc, prefix: F}\npeople:", want: "a fleet does not speak plc"},
	{name: "fleet without controller", file: site, old: "people:", new: "  - {id: amr, class: fleet, protocol: fleetapi, model: v, controller: f}\npeople:", want: `controller "f" is unknown`},
	{name: "fleet in the open", file: site, old: "plcs:", new: "controllers:\n  - {id: f, protocol: fleetapi, url: \"http://127.0.0.1:1\"}\nplcs:", at: "{id: f,", want: "must look like https://host:8443"},
	{name: "fleet without token", file: site, old: "plcs:", new: "controllers:\n  - {id: f, protocol: fleetapi, url: \"https://127.0.0.1:1\"}\nplcs:", at: "{id: f,", want: "needs thumbprint_file and token_file"},
	{name: "vehicle without serial", file: site, old: `serial: "1", `, new: "", at: "{id: agv-1", want: "needs manufacturer, serial"},
	{name: "plc url", file: site, old: "opc.tcp://", new: "http://", want: "must look like opc.tcp://host:4840"},
	{name: "rack without crane", file: site, old: "device: crane-1", new: "device: crane-9", at: "- id: R1", want: `"crane-9" is not a device of class crane`},
	{name: "device without place", file: site, old: "people:", new: "  - {id: crane-2, class: crane, protocol: plc, model: c, plc: plc, prefix: C2}\npeople:", want: `device "crane-2" has no place`},
	{name: "pnd number twice", file: site, old: "{number: 2, direction: out", new: "{number: 1, direction: out", want: "P&D number 1 is there already"},
	{name: "no way out of the rack", file: site, old: "number: 2, direction: out", new: "number: 2, direction: in", at: "- id: R1", want: "one P&D in and one out"},
	{name: "unknown route", file: site, old: "routes: [near]", new: "routes: [nowhere]", want: `route "nowhere"`},
	{name: "route without chute", file: site, old: "routes: [near]", new: "routes: [far]", want: `route "near" has no chute in one`},
	{name: "chute without bench", file: site, old: "chutes: [1, 2]", new: "chutes: [1]", at: "{number: 2, location: C2", want: "chute 2 ends at no bench"},
	{name: "bench without chute", file: site, old: "chutes: [1, 2]", new: "chutes: [1, 2, 3]", want: "chute 3 is unknown"},
	{name: "no dock", file: site, old: "direction: out, x_mm: 39000", new: "direction: in, x_mm: 39000", at: "  width_mm: 40000", want: "one has no dock_out"},
	{name: "badge twice", file: site, old: "simulated: true}", new: "simulated: true}\n  - {id: bob, name: Bob, badge: B-ann, pin: \"1234\", roles: [picker]}", at: "{id: bob", want: `badge "B-ann" is there already`},
	{name: "short pin", file: site, old: `pin: "1234"`, new: `pin: "12"`, want: "at least 4 digits"},
	{name: "person nowhere", file: site, old: "place: TOTES", new: "place: MOON", want: `place "MOON" is not a location of one`},

	{name: "shelf out of the building", file: site, old: "aisles: 2,", new: "aisles: 20,", want: "reaches out of the building"},
	{name: "more places than fit", file: site, old: "bays: 10\n      levels: 3\n      depth: 2", new: "bays: 999\n      levels: 99\n      depth: 9", at: "- id: R1", want: "at most 1000000 make a site"},
	{name: "shelves too close", file: site, old: "aisle_spacing_mm: 3000", new: "aisle_spacing_mm: 2500", want: "overlaps shelf"},
	{name: "rack over shelves", file: site, old: "x_mm: 24000\n      y_mm: 26000", new: "x_mm: 14000\n      y_mm: 11000", at: "- id: R1", want: "overlaps shelf S"},
	{name: "place out of the building", file: site, old: "x_mm: 37000, y_mm: 10000", new: "x_mm: 47000, y_mm: 10000", want: "STAGE is out of the building"},
	{name: "place in a rack", file: site, old: "x_mm: 37000, y_mm: 10000", new: "x_mm: 20000, y_mm: 26000", want: "STAGE stands inside crane_aisle R1"},
	{name: "two places in one", file: site, old: "x_mm: 37000, y_mm: 10000", new: "x_mm: 39000, y_mm: 10000", want: "STAGE stands exactly where OUT does"},

	{name: "node twice", file: site, old: "{id: D,", new: "{id: A,", want: `node "A" is there already`},
	{name: "lane to nowhere", file: site, old: "[A, CHARGE]", new: "[A, X]", want: `node "X" is unknown`},
	{name: "edge twice", file: site, old: "{through: [A, CHARGE], both_ways: true}", new: "{through: [A, D]}", want: `edge "A>D" is there already`},
	{name: "station of unknown location", file: site, old: "location: G1-1", new: "location: G9-9", want: `location "G9-9" is unknown`},
	{name: "station at unknown node", file: site, old: "node: P3", new: "node: P9", want: `node "P9" is unknown`},
	{name: "two purposes", file: site, old: "node: P3", new: "node: P2", want: `node "P2" is station of R1-OUT and station of G1-1`},
	{name: "station that cannot be left", file: site, old: "{through: [D, P3], both_ways: true}", new: "{through: [D, P3]}", at: "{location: G1-1", want: "cannot be left"},
	{name: "station that cannot be reached", file: site, old: "{through: [D, P3], both_ways: true}", new: "{through: [P3, D]}", at: "{location: G1-1", want: "cannot be reached"},
	{name: "station in a through lane", file: site, old: "node: P3", new: "node: D", want: "lies in a through lane"},
	{name: "part without a way back", file: site, old: "[A, D, C, B, A]", new: "[B, A, D, C]", at: "{location: R1-OUT", want: "has no way back"},
	{name: "node without a lane", file: site, old: "- {id: CHARGE,", new: "- {id: LOST, x_mm: 30000, y_mm: 20000}\n      - {id: CHARGE,", at: "{id: LOST", want: `node "LOST" is a trap`},
	{name: "start in the lane", file: site, old: "start: PARK", new: "start: A", want: `start "A" is no parking`},
	{name: "nodes too close", file: site, old: "{id: CHARGE, x_mm: 30000, y_mm: 22000}", new: "{id: CHARGE, x_mm: 30000, y_mm: 23000}", want: "vehicles that turn there need"},
	{name: "lane past a node", file: site, old: "{id: CHARGE, x_mm: 30000, y_mm: 22000}", new: "{id: CHARGE, x_mm: 26000, y_mm: 25000}", at: "[A, CHARGE]", want: "a vehicle standing there needs"},
	{name: "lane through a shelf", file: site, old: "x_mm: 3000, y_mm: 3000", new: "x_mm: 29000, y_mm: 14000", at: "[A, CHARGE]", want: "leads through shelf S01-2E"},
	{name: "zone that cuts a station off", file: site, old: "    map: floor", new: "    zones:\n      - {id: z, kind: blocked, corners: [{x_mm: 1, y_mm: 1}, {x_mm: 39000, y_mm: 1}, {x_mm: 39000, y_mm: 29000}, {x_mm: 1, y_mm: 29000}]}\n    map: floor", at: "{location:", want: "cannot be reached"},
	{name: "zone without area", file: site, old: "    map: floor", new: "    zones:\n      - {id: z, kind: release, corners: [{x_mm: 1, y_mm: 1}, {x_mm: 2, y_mm: 2}, {x_mm: 3, y_mm: 3}]}\n    map: floor", at: "{id: z", want: "has no area"},
	{name: "limit without a speed", file: site, old: "    map: floor", new: "    zones:\n      - {id: z, kind: speed_limit, corners: [{x_mm: 1, y_mm: 1}, {x_mm: 2, y_mm: 2}, {x_mm: 3, y_mm: 1}]}\n    map: floor", at: "{id: z", want: "needs max_speed_mm_per_s"},
	{name: "zone out of the building", file: site, old: "    map: floor", new: "    zones:\n      - {id: z, kind: release, corners: [{x_mm: 1, y_mm: 1}, {x_mm: 99000, y_mm: 2}, {x_mm: 3, y_mm: 1}]}\n    map: floor", at: "{id: z", want: "out of the building"},
	{name: "more vehicles than parking", file: site, old: "people:", new: "  - {id: agv-2, class: vehicle, protocol: vda5050, version: \"2.1\", model: v, manufacturer: aisle, serial: \"2\", start: CHARGE}\npeople:", at: "    map: floor", want: "2 vehicles, but 1 parking nodes"},
}

func TestFaultsBetweenPlacesAreNamed(t *testing.T) {
	good := map[string]string{}
	for _, name := range []string{net, site} {
		raw, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		good[name] = string(raw)
	}
	for _, e := range edits {
		t.Run(e.name, func(t *testing.T) {
			if strings.Count(good[e.file], e.old) != 1 {
				t.Fatalf("%q is %d times in %s", e.old, strings.Count(good[e.file], e.old), e.file)
			}
			fsys := fstest.MapFS{}
			for name, text := range good {
				if name == e.file {
					text = strings.Replace(text, e.old, e.new, 1)
				}
				fsys[name] = &fstest.MapFile{Data: []byte(text)}
			}
			_, err := load(fsys, net, "")
			if err == nil || !strings.Contains(err.Error(), e.want) {
				t.Fatalf("got %v\nwant %s", err, e.want)
			}
			at := e.at
			if at == "" {
				at = strings.TrimPrefix(e.new, "\n")
			}
			text := string(fsys[e.file].Data)
			if line := 1 + strings.Count(text[:strings.Index(text, at)], "\n"); e.at != "" && !strings.HasPrefix(err.Error(), fmt.Sprintf("%s:%d:", e.file, line)) {
				t.Errorf("%v\nmust name line %d", err, line)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	files, _ := filepath.Glob(filepath.Join("testdata", "*.yaml"))
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		_, err := load(fstest.MapFS{
			net:  {Data: []byte("name: x\nsites: [" + site + "]\ncarriers: [{id: c, name: C}]\nregions: [{id: W, others: true}]\nlanes: [{id: w, carrier: c, from: [one], to: W, service: s, bands: [{price: 1, days: 1, route: r}]}]\n")},
			site: {Data: raw},
		}, net, "")
		if err != nil && strings.ContainsAny(err.Error(), "\n") {
			t.Errorf("an error of more than one line: %q", err)
		}
	})
}
