// Package guard keeps the house rules that a compiler does not: who may import
// whom, that planners and control are pure, how long a file may be, and that
// no file knows the machine it was written on. It has tests only.
package guard

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
)

const module = "github.com/aisle-wms/aisle"

// pkg is what `go list` says of a package; its tests are not part of it.
type pkg struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Imports    []string

	name string // the import path within the module
}

// ours lists the packages of the module once.
var ours = sync.OnceValues(func() ([]pkg, error) {
	var stderr bytes.Buffer
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Dir,GoFiles,Imports", "./...")
	cmd.Dir, cmd.Stderr = root, &stderr
	raw, err := cmd.Output()
	if err != nil {
		return nil, errors.New(stderr.String())
	}
	var all []pkg
	for d := json.NewDecoder(bytes.NewReader(raw)); ; {
		var p pkg
		if err := d.Decode(&p); err == io.EOF {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		if name, ok := inModule(p.ImportPath); ok {
			p.name = name
			all = append(all, p)
		}
	}
})

// root of the module, seen from this package.
const root = "../.."

func inModule(importPath string) (string, bool) {
	if importPath == module {
		return ".", true
	}
	return strings.CutPrefix(importPath, module+"/")
}

func packages(t *testing.T) []pkg {
	t.Helper()
	all, err := ours()
	if err != nil {
		t.Fatal("go list:", err)
	}
	if len(all) < 20 {
		t.Fatalf("go list found only %d packages of the module", len(all))
	}
	return all
}

// A pattern names one package, or with "/..." also all below it.
func matches(pattern, name string) bool {
	tree, below := strings.CutSuffix(pattern, "/...")
	return name == tree || below && strings.HasPrefix(name, tree+"/")
}

func matchesAny(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, name) })
}

var planners = []string{"routing/...", "slotting/...", "replenish/...", "wms/allocation/...", "wms/picking/...", "wms/putaway/...", "wms/packing/..."}

// room is a part of the house; the first one that matches a package is its.
type room struct {
	packages []string
	may      []string // what they may import of ours
	itself   bool     // and whatever else is in the same tree
}

var rooms = []room{
	{packages: []string{"wms", "config", "devices", "web"}},
	{packages: planners, may: []string{"wms"}, itself: true},
	// Tests of other packages use storetest; a test below says that only tests do.
	{packages: []string{"wms/store", "wms/store/storetest"}, may: []string{"wms"}, itself: true},
	// What scanners send: pure, and for everybody below wms.
	{packages: []string{"wms/gs1"}, may: []string{"wms"}},
	// Pictures from outside, checked without decoding them: pure, as gs1.
	{packages: []string{"wms/pictures"}, may: []string{"wms"}},
	{packages: []string{"wms/ledger", "wms/tasks"}, may: []string{"wms", "wms/store", "wms/gs1"}},
	{packages: []string{"wms/control/..."}, may: append([]string{"wms", "devices"}, planners...), itself: true},
	{packages: []string{"wms/messages"}, may: []string{"wms"}},
	{packages: []string{"wms/api"}, may: []string{"wms", "wms/messages"}},
	{packages: []string{"wms/labels"}, may: []string{"wms", "wms/gs1"}},
	// Whatever else is below wms is a process: it never imports another one.
	{packages: []string{"wms/..."}, may: append([]string{"wms", "wms/store", "wms/ledger", "wms/tasks", "wms/gs1", "wms/pictures"}, planners...)},
	{packages: []string{"devices/..."}, may: []string{"devices"}, itself: true},
	{packages: []string{"simulator/check"}, may: []string{"config", "devices", "routing/...", "simulator/...", "wms/..."}},
	// The twin's vehicles, its old crane and its maker's fleet share their wire formats with the
	// master, and nothing that thinks.
	{packages: []string{"simulator/..."}, may: []string{"config", "devices", "devices/vda5050/message", "devices/telegram/wire", "devices/fleetapi/wire", "routing/...", "simulator/...", "wms"}},
	{packages: []string{"cmd/localca"}},
	{packages: []string{"cmd/signon"}, may: []string{"wms", "wms/users"}},
	// Certificates of vehicles are of the site's authority; their passwords are kept as the broker hashes them.
	{packages: []string{"cmd/enrolment"}, may: []string{"cmd/localca", "config", "devices", "devices/broker"}},
	// The real side knows nothing of the twin, and the twin nothing of the
	// store: cmd/aisle brings them together.
	{packages: []string{"cmd/plant"}, may: append([]string{"cmd/enrolment", "cmd/signon", "config", "devices/...", "wms/..."}, planners...)},
	{packages: []string{"cmd/twin"}, may: []string{"cmd/enrolment", "config", "devices", "simulator/...", "wms"}},
	// What it runs is the product's planning and its own world.
	{packages: []string{"cmd/trade"}, may: append([]string{"cmd/plant", "config", "simulator/demand", "wms", "wms/orders", "wms/supply"}, planners...)},
	{packages: []string{"cmd/..."}, may: []string{"..."}},
}

func roomOf(name string) (room, bool) {
	i := slices.IndexFunc(rooms, func(r room) bool { return matchesAny(r.packages, name) })
	if i < 0 {
		return room{}, false
	}
	return rooms[i], true
}

// tree is the root of the tree that a package of a room belongs to: for
// routing/traffic it is routing, for devices/vda5050/message devices/vda5050.
func tree(name string) string {
	parts := strings.Split(name, "/")
	if parts[0] == "wms" || parts[0] == "devices" {
		return path.Join(parts[:min(2, len(parts))]...)
	}
	return parts[0]
}

func (r room) allows(from, to string) bool {
	return slices.Contains(r.may, "...") || matchesAny(r.may, to) || r.itself && tree(from) == tree(to)
}

func TestWhoMayImportWhom(t *testing.T) {
	for _, p := range packages(t) {
		r, ok := roomOf(p.name)
		if !ok {
			t.Errorf("%s is in no room of the house: docs/architecture.md says which there are, and rooms in this file what each may import", p.name)
			continue
		}
		for _, i := range p.Imports {
			if name, mine := inModule(i); mine && !r.allows(p.name, name) {
				t.Errorf("%s imports %s; of ours it may import only %s", p.name, name, strings.Join(r.may, ", "))
			}
		}
	}
}

// Programs' own tests may import everything; these packages are for tests only.
func TestTestPackagesStayInTests(t *testing.T) {
	for _, p := range packages(t) {
		for _, i := range p.Imports {
			if name, mine := inModule(i); mine && strings.HasSuffix(name, "test") {
				t.Errorf("%s imports %s outside its tests", p.name, name)
			}
		}
	}
}

// libraries that only those may know who wrap them, so that they can be
// replaced.
var libraries = map[string][]string{
	"go.etcd.io/bbolt":                    {"wms/store", "simulator/world"},
	"github.com/gin-gonic/gin":            {"wms/api"},
	"github.com/eclipse/paho.mqtt.golang": {"devices/vda5050", "simulator/vehicle"},
	"github.com/mochi-mqtt/server":        {"devices/broker"},
	"github.com/gopcua/opcua":             {"devices/plc"},
	"github.com/awcullen/opcua":           {"simulator/plc"},
	"github.com/spf13/cobra":              {"cmd/aisle"},
	"github.com/go-pdf/fpdf":              {"wms/labels"},
	"github.com/boombuler/barcode":        {"wms/labels"},
	"github.com/coreos/go-oidc":           {"cmd/signon"},
	"rsc.io/qr":                           {"cmd/localca"},
}

func TestLibrariesAreKnownByTheirWrappersOnly(t *testing.T) {
	for _, p := range packages(t) {
		for _, i := range p.Imports {
			for library, wrappers := range libraries {
				if (i == library || strings.HasPrefix(i, library+"/")) && !slices.Contains(wrappers, p.name) {
					t.Errorf("%s imports %s; only %s may", p.name, i, strings.Join(wrappers, " and "))
				}
			}
		}
	}
}

// The rules themselves: what they must catch, and what they must let pass.
func TestRules(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"wms/orders", "wms/store", true},
		{"wms/orders", "wms/allocation", true},
		{"wms/orders", "wms/outbound", false},
		{"wms/outbound", "wms/tasks", true},
		{"wms/outbound", "wms/control", false},
		{"wms/tasks", "wms/ledger", false},
		{"wms/store", "wms/ledger", false},
		{"wms", "wms/store", false},
		{"wms/api", "wms/orders", false},
		{"wms/control", "wms/store", false},
		{"wms/control/fleet", "routing/traffic", true},
		{"wms/control/fleet", "devices", true},
		{"wms/control/fleet", "devices/vda5050", false},
		{"routing/traffic", "routing", true},
		{"routing", "config", false},
		{"slotting", "routing", false},
		{"devices/vda5050", "devices/vda5050/message", true},
		{"devices/vda5050", "devices/plc", false},
		{"devices/plc", "wms", false},
		{"simulator/people", "wms/ledger", false},
		{"simulator/vehicle", "devices/vda5050", false},
		{"simulator/check", "wms/store", true},
		{"cmd/plant", "simulator/world", false},
		{"cmd/twin", "wms/store", false},
		{"cmd/aisle", "simulator/check", true},
	} {
		r, ok := roomOf(c.from)
		if !ok {
			t.Errorf("%s is in no room", c.from)
		} else if got := r.allows(c.from, c.to); got != c.want {
			t.Errorf("%s may import %s: %v, want %v", c.from, c.to, got, c.want)
		}
	}
	if _, ok := roomOf("lib"); ok {
		t.Error("a package that nobody planned has a room")
	}
}
