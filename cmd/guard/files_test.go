package guard

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// maxLines is how long a Go file may be that is not a test.
const maxLines = 500

// longFiles may be longer, each for its reason.
var longFiles = map[string]string{}

// Files that git keeps; all files of the tree where there is no git.
func files(t *testing.T) []string {
	t.Helper()
	cmd := exec.Command("git", "ls-files", "-z")
	cmd.Dir = root
	if raw, err := cmd.Output(); err == nil && len(raw) > 0 {
		return slices.DeleteFunc(strings.Split(strings.TrimRight(string(raw), "\x00"), "\x00"), func(f string) bool {
			_, err := os.Stat(filepath.Join(root, f)) // deleted, but not yet committed
			return err != nil
		})
	}
	var all []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && slices.Contains([]string{".git", "bin", "data", "data-sim", "dist", "node_modules"}, d.Name()) {
			return filepath.SkipDir
		}
		if d.Type().IsRegular() {
			name, err := filepath.Rel(root, path)
			all = append(all, name)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestFilesAreShort(t *testing.T) {
	for _, name := range files(t) {
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		lines := bytes.Count(read(t, name), []byte("\n"))
		if lines > maxLines && longFiles[name] == "" {
			t.Errorf("%s has %d lines, more than %d: split it by what it is about", name, lines, maxLines)
		}
		if lines <= maxLines && longFiles[name] != "" {
			t.Errorf("%s is short again: take it out of longFiles", name)
		}
	}
}

// machinePath finds a path that holds on one machine only: in a home folder,
// or in a folder for temporary files or of a build machine. A URL's path (as
// /v1/work/next) is none. The words stand apart, so that this file has none.
var machinePath = regexp.MustCompile(`(?:^|[\s"'` + "`" + `(=:,])(/(?:` + strings.Join([]string{"ho" + "me", "ro" + "ot", "tm" + "p", "wo" + "rk",
	"Us" + "ers", "mn" + "t", "var/tm" + "p", "worksp" + "ace", "bui" + "ld"}, "|") + `)/[\w.-]+|[A-Z]:\\\w+)`)

func TestNoMachinePaths(t *testing.T) {
	for _, name := range files(t) {
		raw := read(t, name)
		if bytes.IndexByte(raw, 0) >= 0 {
			continue // not a text
		}
		for i, line := range strings.Split(string(raw), "\n") {
			if m := machinePath.FindStringSubmatch(line); m != nil {
				t.Errorf("%s:%d: %s exists on one machine only", name, i+1, m[1])
			}
		}
	}
}

func TestMachinePath(t *testing.T) {
	for _, line := range []string{`open("/ho` + `me/ann/aisle")`, "cd /tm" + "p/run1", `C:` + `\Users`, "--data=/wo" + "rk/data"} {
		if !machinePath.MatchString(line) {
			t.Errorf("%q is a machine path", line)
		}
	}
	for _, line := range []string{`"POST /v1/wo` + `rk/next"`, "../tm" + "p/x", "https://example.org/ho" + "me/x", "/var/lib/aisle", "/etc/mosquitto"} {
		if machinePath.MatchString(line) {
			t.Errorf("%q is not a machine path", line)
		}
	}
}

// pure packages get clock, seed and everything else passed in: they call no
// clock, no network, no file, and no generator that all share.
var pure = append([]string{"wms", "wms/gs1", "wms/pictures", "wms/labels", "wms/control/...", "devices/vda5050/message", "cmd/trade"}, planners...)

// impure packages in those trees, each for its reason.
var impure = map[string]string{}

var (
	impureImports = []string{"net", "net/http", "os", "os/exec", "syscall", "math/rand", "log"}
	impureCalls   = map[string][]string{
		"time":         {"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer"},
		"math/rand/v2": {"Int", "IntN", "Int64", "Int64N", "Uint64", "Uint64N", "Uint32", "Uint32N", "N", "Float64", "Perm", "Shuffle", "NormFloat64", "ExpFloat64"},
	}
)

func TestPlannersAndControlArePure(t *testing.T) {
	for _, p := range packages(t) {
		if !matchesAny(pure, p.name) || impure[p.name] != "" {
			continue
		}
		for _, i := range p.Imports {
			if slices.Contains(impureImports, i) {
				t.Errorf("%s imports %s: what it needs must be passed in", p.name, i)
			}
		}
		for _, f := range p.GoFiles {
			for _, where := range calls(t, filepath.Join(p.Dir, f), impureCalls) {
				t.Errorf("%s/%s: what it needs must be passed in", p.name, where)
			}
		}
	}
}

// calls finds uses of the named functions of packages, by file:line.
func calls(t *testing.T, file string, of map[string][]string) []string {
	t.Helper()
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string][]string{}
	for _, i := range f.Imports {
		path := strings.Trim(i.Path.Value, `"`)
		name := filepath.Base(strings.TrimSuffix(path, "/v2"))
		if i.Name != nil {
			name = i.Name.Name
		}
		names[name] = of[path]
	}
	var found []string
	ast.Inspect(f, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := s.X.(*ast.Ident); ok && slices.Contains(names[x.Name], s.Sel.Name) {
			found = append(found, fmt.Sprintf("%s:%d: %s.%s", filepath.Base(file), set.Position(s.Pos()).Line, x.Name, s.Sel.Name))
		}
		return true
	})
	return found
}

// A word that says that something is not done, or that only one machine's
// users understand.
var unfinished = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|X` + `XX|HA` + `CK)\b`)

func TestNothingIsLeftUndone(t *testing.T) {
	for _, name := range files(t) {
		if !slices.Contains([]string{".go", ".ts", ".vue", ".mjs"}, filepath.Ext(name)) {
			continue
		}
		for i, line := range strings.Split(string(read(t, name)), "\n") {
			if unfinished.MatchString(line) {
				t.Errorf("%s:%d: %s", name, i+1, strings.TrimSpace(line))
			}
		}
	}
}
