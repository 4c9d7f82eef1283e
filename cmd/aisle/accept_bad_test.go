package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"go.etcd.io/bbolt"

	"github.com/aisle-wms/aisle/wms/store"
)

// badStart is a start that must be refused with one clear line, status 2, and
// nothing changed.
type badStart struct {
	name string
	args []string
	want []string // in the one line on stderr
}

func TestBadStartsChangeNothing(t *testing.T) {
	at, taken, demo := freePorts(t), occupied(t), "../../config/demo/network.yaml"
	unknown, unreachable := badNetworks(t)
	up := func(more ...string) []string {
		return with(append([]string{"up", "--data", fresh}, at.flags()...), more...)
	}
	for _, c := range []badStart{
		{"no such command", []string{"fly"}, []string{`"fly"`}},
		{"no such flag", up("--sped", "3"), []string{"--sped"}},
		{"no such planner", []string{"plan", "world"}, []string{`"world"`, "--help"}},
		{"an argument too many", up("now"), []string{`"now"`}},
		{"speed of nothing", up("--speed", "0"), []string{"--speed 0", "above 0"}},
		{"speed in words", up("--speed", "fast"), []string{`"fast"`, "--speed"}},
		{"demand neither on nor off", up("--demand", "maybe"), []string{`--demand "maybe"`, "on or off"}},
		{"people neither on nor off", up("--people", "1"), []string{`--people "1"`, "on or off"}},
		{"fewer than no orders", up("--orders", "-1"), []string{"--orders -1"}},
		{"an end without orders", up("--exit"), []string{"--exit needs --orders"}},
		{"an unknown fault", up("--fault", "rain"), []string{`--fault "rain"`}},
		{"no such scenario", up("--scenario", "nowhere.yaml"), []string{"nowhere.yaml", "demo, sorting-robots", "no such file"}},
		{"unknown key in a site file", up("--scenario", unknown), []string{"front.yaml:7:", `"latt"`, `"lat"`}},
		{"unreachable station", up("--scenario", unreachable), []string{"front.yaml:", "HO-1", "cannot be reached"}},
		{"serve: unknown key in a site file", []string{"serve", "--config", unknown, "--data", fresh}, []string{"front.yaml:7:", `"latt"`}},
		{"simulate: unreachable station", []string{"simulate", "--config", unreachable, "--data", fresh}, []string{"front.yaml:", "cannot be reached"}},
		{"serve without a network", []string{"serve", "--data", fresh}, []string{`"config"`}},
		{"simulate: people without a token", []string{"simulate", "--config", demo, "--data", fresh, "--people", "on"}, []string{"--token"}},
		{"web port in use", up("--http", taken), []string{taken, "in use", "--http"}},
		{"broker port in use", up("--mqtt", taken), []string{taken, "in use"}},
		{"PLC port in use", up("--opcua", taken), []string{taken, "in use"}},
		{"simulate: PLC port in use", []string{"simulate", "--config", demo, "--data", fresh, "--opcua", taken}, []string{taken, "in use"}},
		{"no such address", up("--http", "nowhere"), []string{"nowhere"}},
		{"data folder in a file", up("--data", demo), []string{demo}},
		{"verify: no data folder", []string{"verify", "--data", fresh}, []string{fresh}},
		{"verify: no folder named", []string{"verify"}, []string{`"data"`}},
		{"backup: no data folder", []string{"backup", "--data", fresh, filepath.Join(fresh, "copy.db")}, []string{fresh}},
		{"restore: no such file", []string{"restore", "nowhere.db", "--data", fresh}, []string{"nowhere.db", "no such file"}},
		{"enroll: nothing to copy", []string{"enroll", "--from", "nowhere", "--to", fresh}, []string{"nowhere", "no such file"}},
		{"checkpoint: no data folder", []string{"checkpoint", "--data", fresh, filepath.Join(fresh, "point")}, []string{fresh}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for i, a := range c.args {
				c.args[i] = strings.ReplaceAll(a, fresh, filepath.Join(dir, fresh))
			}
			refused(t, c)
			if made := picture(t, dir); strings.Count(made, "\n") > 1 {
				t.Errorf("something was made:\n%s", made)
			}
		})
	}
}

// fresh stands for a data folder that is not there yet, in the arguments of a
// bad start.
const fresh = "fresh-data"

// refused runs a bad start and looks at what it says.
func refused(t *testing.T, c badStart) {
	t.Helper()
	p := start(t, c.args...)
	status := p.wait(readyLimit)
	said := strings.TrimRight(p.stderr.String(), "\n")
	if status != exitUsage {
		t.Errorf("status %d, want %d: %s", status, exitUsage, said)
	}
	if !strings.HasPrefix(said, "aisle: ") || strings.Contains(said, "\n") {
		t.Errorf("not one line: %s", said)
	}
	for _, want := range c.want {
		if !strings.Contains(said, want) {
			t.Errorf("%s: does not say %q", said, want)
		}
	}
}

// with is a list of arguments and some more; the list stays as it is.
func with(args []string, more ...string) []string { return append(args[:len(args):len(args)], more...) }

// The same with a folder that has been used: what is in it stays as it is.
func TestBadStartsOnUsedFolder(t *testing.T) {
	t.Parallel()
	data, at, taken := stockedFolder(t), freePorts(t), occupied(t)
	good := append([]string{"up", "--data", data, "--demand", "off", "--people", "off"}, at.flags()...)
	before := picture(t, data)
	for _, c := range []badStart{
		{"web port in use", with(good, "--http", taken), []string{taken, "in use"}},
		{"broker port in use", with(good, "--mqtt", taken), []string{taken, "in use"}},
		{"PLC port in use", with(good, "--opcua", taken), []string{taken, "in use"}},
	} {
		t.Run(c.name, func(t *testing.T) { refused(t, c) })
	}
	makeNewer(t, filepath.Join(data, store.FileName))
	newer := picture(t, data)
	for _, c := range []badStart{
		{"up: a newer version's data", good, []string{store.FileName, "newer"}},
		{"serve: a newer version's data", append([]string{"serve", "--config", "../../config/demo/network.yaml", "--data", data}, at.flags()...), []string{store.FileName, "newer"}},
		{"verify: a newer version's data", []string{"verify", "--data", data}, []string{store.FileName, "newer"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			refused(t, c)
			if after := picture(t, data); after != newer {
				t.Errorf("something was changed; there was\n%s\nnow there is\n%s", newer, after)
			}
		})
	}
	if after := picture(t, data); before == newer || after != newer {
		t.Error("the picture of a folder shows nothing")
	}
}

// A folder is one process's: a second one is refused, and disturbs nobody.
func TestFolderInUse(t *testing.T) {
	t.Parallel()
	data, at := stockedFolder(t), freePorts(t)
	first := start(t, append([]string{"up", "--data", data, "--demand", "off", "--people", "off"}, at.flags()...)...)
	first.until(readyLimit, "it was ready", func() bool { return ready(at.http) })
	refused(t, badStart{args: append([]string{"up", "--data", data}, freePorts(t).flags()...), want: []string{data}})
	refused(t, badStart{args: []string{"verify", "--data", data}, want: []string{data}})

	file := filepath.Join(t.TempDir(), "copy.db")
	if status, _, errs := command(t, "backup", "--data", data, file); status != 0 {
		t.Errorf("backup of a running site: status %d: %s", status, errs)
	}
	if !ready(at.http) {
		t.Error("the first process is not ready any more")
	}
	first.interrupt()
	verify(t, data)

	copied := filepath.Join(t.TempDir(), "restored")
	if status, _, errs := command(t, "restore", file, "--data", copied); status != 0 {
		t.Fatalf("restore: status %d: %s", status, errs)
	}
	verify(t, copied)
}

// occupied is an address that somebody listens on.
func occupied(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().String()
}

// badNetworks are two copies of the demo network with a fault in each.
func badNetworks(t *testing.T) (unknownKey, unreachable string) {
	t.Helper()
	a, b := copyDemo(t), copyDemo(t)
	edit(t, filepath.Join(a, "front.yaml"), "\nlat: 51.529\n", "\nlatt: 51.529\n")
	edit(t, filepath.Join(b, "front.yaml"), "{through: [N0608, P-HO-1], both_ways: true, ", "{through: [P-HO-1, N0608], ")
	return filepath.Join(a, "network.yaml"), filepath.Join(b, "network.yaml")
}

// picture is what is in a folder, each file with a sum of its content.
func picture(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			fmt.Fprintln(&b, path)
			return err
		}
		raw, err := os.ReadFile(path)
		sum := sha256.Sum256(raw)
		fmt.Fprintln(&b, path, hex.EncodeToString(sum[:8]))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// makeNewer writes into a data file what a later version would: a file format
// that this program does not know.
func makeNewer(t *testing.T, file string) {
	t.Helper()
	db, err := bbolt.Open(file, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		state, err := store.Encode(map[int]any{1: 99, 8: [][]byte{{1}}})
		if err != nil {
			return err
		}
		c := crc32.MakeTable(crc32.Castagnoli)
		sum := crc32.Update(crc32.Checksum([]byte("state"), c), c, state)
		return tx.Bucket([]byte("meta")).Put([]byte("state"), binary.BigEndian.AppendUint32(state, sum))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// Every command explains itself.
func TestHelpEverywhere(t *testing.T) {
	var walk func(cmd *cobra.Command, path []string)
	walk = func(cmd *cobra.Command, path []string) {
		var out, errs buffer
		if status := run(append(path, "--help"), &out, &errs); status != 0 {
			t.Errorf("aisle %s --help: status %d: %s", strings.Join(path, " "), status, errs.String())
		}
		if said := out.String(); !strings.Contains(said, "Usage:") || !strings.Contains(said, "aisle") || cmd.Short == "" {
			t.Errorf("aisle %s --help says only %q", strings.Join(path, " "), said)
		}
		for _, c := range cmd.Commands() {
			walk(c, append(path[:len(path):len(path)], c.Name()))
		}
	}
	root := newRoot()
	walk(root, nil)
	for _, name := range []string{"up", "serve", "simulate", "verify", "backup", "restore", "enroll", "plan"} {
		if c, _, err := root.Find([]string{name}); err != nil || c == root {
			t.Errorf("there is no command %s", name)
		}
	}
	if status, out, errs := command(t, "completion", "bash"); status != 0 || !strings.Contains(out, "aisle") {
		t.Errorf("completion: status %d: %s", status, errs)
	}
}
