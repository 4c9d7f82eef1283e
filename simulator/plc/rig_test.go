package plc_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/plc"
	twin "github.com/aisle-wms/aisle/simulator/plc"
	"github.com/aisle-wms/aisle/simulator/world"
)

// rig is a twin with one crane, one sorter and one vision station on a real
// socket, and what is needed to drive it.
type rig struct {
	t      *testing.T
	dir    string
	addr   string
	world  *world.World
	server *twin.Server
	crane  twin.CraneHandle
	sorter twin.SorterHandle
	vision twin.Handle
	part   int // of the test: job ids and counts are its own
	base   map[string]int64
}

// each runs parts of a test one after the other on one rig, for a server takes
// its time to start: every part finds an empty building.
func (r *rig) each(parts ...func(*testing.T)) {
	t := r.t
	for i, part := range parts {
		name := strings.Split(runtime.FuncForPC(reflect.ValueOf(part).Pointer()).Name(), ".test")[1]
		t.Run(strings.TrimSuffix(name, "-fm"), func(t *testing.T) {
			r.t, r.part = t, i+1
			r.base = map[string]int64{}
			for _, n := range []string{"asrs_cycles", "sorter_diverts"} {
				r.base[n] = r.counted(n)
			}
			r.update(func(tx *world.Tx) error {
				for _, id := range tx.HandlingUnits() {
					if err := tx.Remove(id); err != nil {
						return err
					}
				}
				return nil
			})
			part(t)
		})
	}
	r.t = t
}

// name makes a job id of this part of the test.
func (r *rig) name(job string) string { return fmt.Sprintf("part%d-%s", r.part, job) }

const password = "correct horse"

func logger() *slog.Logger {
	if os.Getenv("PLC_LOG") == "" {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(os.Stderr, nil))
}

func freeAddr(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// certificates are made once: RSA keys are slow under the race detector.
var certificates = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "plc-certificates")
	if err != nil {
		return "", err
	}
	for _, name := range []string{"server", "other", "client"} {
		_, err := devices.EnsureCertificate(devices.Certificate{CertFile: filepath.Join(dir, name+".crt"), KeyFile: filepath.Join(dir, name+".key"),
			ApplicationURI: "urn:aisle:twin:plc", Name: name, Hosts: []string{"127.0.0.1", "localhost"}, Now: time.Now()})
		if err != nil {
			return "", err
		}
	}
	return dir, nil
})

func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "4"); err != nil { // they mostly wait
		panic(err)
	}
	code := m.Run()
	if dir, err := certificates(); err == nil {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

func cert(t *testing.T, name string) string {
	dir, err := certificates()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, name)
}

const chutes = 12

func newRig(t *testing.T, speed float64) *rig {
	r := &rig{t: t, dir: t.TempDir(), addr: freeAddr(t)}
	w, err := world.Open(filepath.Join(r.dir, "world.db"))
	if err != nil {
		t.Fatal(err)
	}
	r.world = w
	t.Cleanup(func() { _ = w.Close() })
	r.update(func(tx *world.Tx) error {
		for x := 1; x <= 10; x++ {
			for y := 1; y <= 4; y++ {
				for side := 1; side <= 2; side++ {
					for depth := 1; depth <= 2; depth++ {
						tx.AddPlace(cell(side, x, y, depth), 1)
					}
				}
			}
		}
		for _, p := range []string{"w/in", "w/out", "w/vis", "w/pass", "w/check"} {
			tx.AddPlace(p, 1)
		}
		for _, p := range []string{"w/ind1", "w/ind2"} {
			tx.AddPlace(p, 0)
		}
		for n := range chutes + 1 {
			tx.AddPlace(fmt.Sprintf("w/chute%02d", n), 0)
		}
		return nil
	})
	r.build(speed)
	return r
}

func cell(side, x, y, depth int) string { return fmt.Sprintf("w/c%d-%d-%d-%d", side, x, y, depth) }

// build makes server and devices on the world.
func (r *rig) build(speed float64) {
	s, err := twin.NewServer(twin.Config{Addr: r.addr, CertFile: cert(r.t, "server.crt"), KeyFile: cert(r.t, "server.key"),
		Users: map[string]string{"wcs": password, "guest": "guest"}, Speed: speed, Logger: logger(),
		Namespaces: []string{"urn:somebody:else"}}, r.world)
	if err != nil {
		r.t.Fatal(err)
	}
	r.server = s
	r.crane, err = s.AddCrane(twin.Crane{ID: "crane-1", Prefix: "Crane1", Warehouse: "w", Model: "twin",
		CellPlace: func(s devices.Spot) string {
			if s.Side < 1 || s.Side > 2 || s.X < 1 || s.X > 10 || s.Y < 1 || s.Y > 4 || s.Depth < 1 || s.Depth > 2 {
				return ""
			}
			return cell(int(s.Side), int(s.X), int(s.Y), int(s.Depth))
		},
		Stations:   []twin.Station{{Place: "w/in", Direction: 1, XMM: -800}, {Place: "w/out", Direction: 2, XMM: -800}},
		BayPitchMM: 1000, LevelPitchMM: 1500, XSpeedMMPerS: 3500, XAccelMMPerS2: 1200, YSpeedMMPerS: 1200, YAccelMMPerS2: 1000, Fork: 3 * time.Second})
	if err != nil {
		r.t.Fatal(err)
	}
	cfg := twin.Sorter{ID: "sorter-1", Prefix: "Sorter1", Warehouse: "w", Model: "twin", InductionPlaces: []string{"w/ind1", "w/ind2"},
		LoopMM: 60_000, BeltMMPerS: 1800, GapMM: 1200, DecideWithin: 15 * time.Second, Seed: 7, MaxRounds: 2}
	for n := range chutes + 1 {
		cfg.Chutes = append(cfg.Chutes, twin.Chute{Place: fmt.Sprintf("w/chute%02d", n), BeltMM: 4000 + 4000*int64(n), Capacity: 200})
	}
	r.sorter, err = s.AddSorter(cfg)
	if err != nil {
		r.t.Fatal(err)
	}
	r.vision, err = s.AddVision(twin.Vision{ID: "vision-1", Prefix: "Vision1", Warehouse: "w", Model: "twin", ScanPlace: "w/vis",
		PassPlace: "w/pass", CheckPlace: "w/check", VerdictWithin: 10 * time.Second, Measure: time.Second, Move: time.Second})
	if err != nil {
		r.t.Fatal(err)
	}
}

// run starts something that ends with the test.
func run(t *testing.T, name string, fn func(ctx context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := fn(ctx); err != nil && ctx.Err() == nil {
			t.Errorf("%s: %v", name, err)
		}
	}()
	stop = sync.OnceFunc(func() { cancel(); <-ended })
	t.Cleanup(stop)
	return stop
}

// start runs the twin.
func (r *rig) start() { run(r.t, "twin", r.server.Run) }

func (r *rig) update(fn func(tx *world.Tx) error) {
	r.t.Helper()
	if err := r.world.Update(fn); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) put(id, place string) {
	r.t.Helper()
	r.update(func(tx *world.Tx) error {
		return tx.Create(world.HandlingUnit{ID: id, Kind: "tote", Place: place, LengthMM: 600, WidthMM: 400, HeightMM: 300, TareG: 2100})
	})
}

func (r *rig) where(id string) (place string) {
	_ = r.world.View(func(tx *world.Tx) error {
		if u, ok := tx.HandlingUnit(id); ok {
			place = u.Place
		}
		return nil
	})
	return place
}

func (r *rig) counted(name string) (n int64) {
	_ = r.world.View(func(tx *world.Tx) error { n = tx.Counted(name); return nil })
	return n - r.base[name]
}

// wcs is our side: one connection with its devices, and what they reported.
type wcs struct {
	crane   devices.Crane
	sorter  devices.Sorter
	vision  devices.Vision
	jobs    chan devices.JobDone
	inducts chan devices.Induction
	diverts chan devices.DivertDone
	scans   chan devices.VisionScan
	stop    func()
}

func (r *rig) config() plc.Config {
	return plc.Config{Endpoint: "opc.tcp://" + r.addr, ServerThumbprint: r.server.Thumbprint(), User: "wcs", Password: password,
		ClientCert: cert(r.t, "client.crt"), ClientKey: cert(r.t, "client.key"), Logger: logger()}
}

func (r *rig) connect(cfg plc.Config) *wcs {
	r.t.Helper()
	s, err := plc.New(cfg)
	if err != nil {
		r.t.Fatal(err)
	}
	w := &wcs{crane: s.Crane("crane-1", "Crane1", 2), sorter: s.Sorter("sorter-1", "Sorter1", chutes), vision: s.Vision("vision-1", "Vision1"),
		jobs: make(chan devices.JobDone, 1000), inducts: make(chan devices.Induction, 1000), diverts: make(chan devices.DivertDone, 1000),
		scans: make(chan devices.VisionScan, 1000)}
	var stops []func()
	stops = append(stops, run(r.t, "connection", s.Run))
	for _, d := range []devices.Device{w.crane, w.sorter, w.vision} {
		stops = append(stops, run(r.t, d.ID(), func(ctx context.Context) error { return d.Run(ctx, w.take) }))
	}
	w.stop = func() {
		for _, s := range stops {
			s()
		}
	}
	return w
}

func (w *wcs) take(rep devices.Report) {
	switch {
	case rep.Job != nil:
		w.jobs <- *rep.Job
	case rep.Induct != nil:
		w.inducts <- *rep.Induct
	case rep.Divert != nil:
		w.diverts <- *rep.Divert
	case rep.Scan != nil:
		w.scans <- *rep.Scan
	}
}

// soon waits for something that must come true.
func soon(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(40 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("did not come true: %s", what)
}

func receive[T any](t *testing.T, what string, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(40 * time.Second):
		t.Fatalf("no %s came", what)
		panic("unreachable")
	}
}

// handled waits until both tails of the sorter's rings reached their heads.
func (r *rig) handled() {
	r.t.Helper()
	soon(r.t, "the rings are handled", func() bool {
		var m struct{ Ih, It, Ch, Ct uint32 }
		_ = r.world.View(func(tx *world.Tx) error { return json.Unmarshal(tx.Blob("plc/sorter-1"), &m) })
		return m.Ih == m.It && m.Ch == m.Ct
	})
}
