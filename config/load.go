package config

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"
	_ "time/tzdata" // time zones of sites, also where the system has none
)

// maxFileBytes bounds what is read of one file.
const maxFileBytes = 8 << 20

//go:embed demo
var demo embed.FS

// Demo is the network that the product ships with.
func Demo() (*Network, error) { return load(demo, "demo/network.yaml", "config/") }

//go:embed scenarios
var scenarios embed.FS

// Scenarios lists what else Scenario knows.
func Scenarios() []string {
	out := []string{"demo"}
	entries, err := scenarios.ReadDir("scenarios")
	if err != nil {
		panic(err) // it is embedded
	}
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// Scenario is a network that the product ships with, by name.
func Scenario(name string) (*Network, error) {
	if name == "demo" {
		return Demo()
	}
	return load(scenarios, path.Join("scenarios", name, "network.yaml"), "config/")
}

// Load reads a network file and the site files it names.
func Load(file string) (*Network, error) {
	dir, name := filepath.Split(file)
	if dir == "" {
		dir = "."
	}
	shown := dir
	if dir == "." {
		shown = ""
	}
	return load(os.DirFS(dir), name, shown)
}

// load reads from fsys; shown is put before file names in errors.
func load(fsys fs.FS, name, shown string) (*Network, error) {
	n := &Network{}
	if err := read(fsys, name, shown, n); err != nil {
		return nil, err
	}
	for _, site := range n.Sites {
		w := &Warehouse{}
		file := path.Join(path.Dir(name), site)
		if !fs.ValidPath(file) {
			return nil, n.At.Errorf("site file %q must lie beside or below the network file", site)
		}
		if err := read(fsys, file, shown, w); err != nil {
			return nil, err
		}
		n.Warehouses = append(n.Warehouses, w)
	}
	if err := n.check(); err != nil {
		return nil, err
	}
	return n, nil
}

func read(fsys fs.FS, name, shown string, out any) error {
	f, err := fsys.Open(name)
	if err != nil {
		var p *fs.PathError
		if errors.As(err, &p) {
			err = p.Err
		}
		return fmt.Errorf("%s%s: %w", shown, name, err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("%s%s: %w", shown, name, err)
	}
	if info.Size() > maxFileBytes || !info.Mode().IsRegular() {
		return fmt.Errorf("%s%s: not a file of at most %d bytes", shown, name, maxFileBytes)
	}
	raw, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fmt.Errorf("%s%s: %w", shown, name, err)
	}
	return decode(shown+name, raw, out)
}

// check proves what single values cannot show: ids, references, geometry.
func (n *Network) check() error {
	n.byID = map[string]*Warehouse{}
	for _, w := range n.Warehouses {
		if other, dup := n.byID[w.ID]; dup {
			return w.At.Errorf("warehouse %q is there already (%s)", w.ID, other.At.File)
		}
		n.byID[w.ID] = w
		if w.Lat == 0 && w.Lon == 0 {
			return w.At.Errorf("warehouse %q stands at lat 0, lon 0, in the open sea: give its coordinates", w.ID)
		}
		zone, err := time.LoadLocation(w.TimeZone)
		if err != nil || w.TimeZone == "Local" {
			return w.At.Errorf("time_zone %q is unknown: write an IANA name such as \"Europe/London\"", w.TimeZone)
		}
		w.Zone = zone
		f := &faults{most: 1}
		if w.build(f); f.full() {
			return f.first()
		}
	}
	if err := n.checkTariffs(); err != nil {
		return err
	}
	people, badges, devices := &ids{what: "person"}, &ids{what: "badge"}, &ids{what: "device"}
	for _, w := range n.Warehouses {
		f := &faults{most: 1}
		if w.check(n, people, badges, devices, f); f.full() {
			return f.first()
		}
	}
	return nil
}

// ids finds duplicates.
type ids struct {
	what string
	seen map[string]At
}

func (s *ids) add(id string, at At) error {
	if other, dup := s.seen[id]; dup {
		return at.Errorf("%s %q is there already (%s:%d): ids are unique", s.what, id, other.File, other.Line)
	}
	if s.seen == nil {
		s.seen = map[string]At{}
	}
	s.seen[id] = at
	return nil
}
