package messages

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// phrase is a format string, or a code, and where the source has it.
type phrase struct {
	text, at string
}

// source is what the packages of the module say: found by reading their
// source, so that a new refusal is found without anybody's help.
type source struct {
	formats, codes []phrase
	faults         []string // calls whose format is no constant
}

// speaker is a function that passes its parameters on as the format, and
// perhaps the code, of a refusal: wms.Refuse itself, or a wrapper of it.
type speaker struct {
	format, code int // places of the parameters; code -1: none
}

// root of the module, seen from this package.
const root = "../.."

// folder is a package: its files without tests.
type folder struct {
	files  []*ast.File
	consts map[string]string
	funcs  map[string]speaker
}

func readSource(t *testing.T) source {
	t.Helper()
	set := token.NewFileSet()
	folders := map[string]*folder{}
	for _, top := range []string{"wms", "cmd"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			dir := filepath.Dir(name)
			if folders[dir] == nil {
				folders[dir] = &folder{consts: map[string]string{}, funcs: map[string]speaker{}}
			}
			folders[dir].files = append(folders[dir].files, file)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var all source
	for _, f := range folders {
		f.collect()
		for _, file := range f.files {
			all.scan(set, f, file)
		}
	}
	return all
}

// collect finds the package's string constants and, until there are no more,
// the functions that pass a format on.
func (f *folder) collect() {
	for _, file := range f.files {
		for _, d := range file.Decls {
			if g, is := d.(*ast.GenDecl); is && g.Tok == token.CONST {
				f.constants(g)
			}
		}
	}
	for grown := true; grown; {
		grown = false
		for _, file := range f.files {
			for _, d := range file.Decls {
				fn, is := d.(*ast.FuncDecl)
				if !is || fn.Body == nil {
					continue
				}
				if _, known := f.funcs[fn.Name.Name]; known {
					continue
				}
				if s, passes := f.passesOn(fn); passes {
					f.funcs[fn.Name.Name] = s
					grown = true
				}
			}
		}
	}
}

func (f *folder) constants(g *ast.GenDecl) {
	for _, spec := range g.Specs {
		v, is := spec.(*ast.ValueSpec)
		if !is {
			continue
		}
		for i, value := range v.Values {
			if text, is := f.constant(value); is {
				f.consts[v.Names[i].Name] = text
			}
		}
	}
}

// constant is the value of a literal, a sum of them, or a package constant.
func (f *folder) constant(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, e.Kind == token.STRING && err == nil
	case *ast.BinaryExpr:
		left, ok := f.constant(e.X)
		right, also := f.constant(e.Y)
		return left + right, ok && also && e.Op == token.ADD
	case *ast.Ident:
		text, known := f.consts[e.Name]
		return text, known
	case *ast.ParenExpr:
		return f.constant(e.X)
	}
	return "", false
}

// speakerOf says whether a call speaks, and with which arguments.
func (f *folder) speakerOf(call *ast.CallExpr) (speaker, bool) {
	switch fun := call.Fun.(type) {
	case *ast.SelectorExpr:
		of, is := fun.X.(*ast.Ident)
		switch {
		case is && of.Name == "wms" && fun.Sel.Name == "Refuse":
			return speaker{format: 2, code: 1}, true
		case is && of.Name == "wms" && fun.Sel.Name == "Say":
			return speaker{format: 0, code: -1}, true
		}
	case *ast.Ident:
		if fun.Name == "Refuse" && len(call.Args) > 2 { // package wms itself
			return speaker{format: 2, code: 1}, true
		}
		s, known := f.funcs[fun.Name]
		return s, known
	}
	return speaker{}, false
}

func (f *folder) passesOn(fn *ast.FuncDecl) (found speaker, passes bool) {
	places := parameters(fn)
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		call, is := n.(*ast.CallExpr)
		if !is {
			return true
		}
		s, speaks := f.speakerOf(call)
		if !speaks || s.format >= len(call.Args) {
			return true
		}
		format, is := call.Args[s.format].(*ast.Ident)
		if !is {
			return true
		}
		if place, own := places[format.Name]; own {
			found, passes = speaker{format: place, code: -1}, true
			if s.code >= 0 {
				if code, is := call.Args[s.code].(*ast.Ident); is {
					if place, own := places[code.Name]; own {
						found.code = place
					}
				}
			}
		}
		return true
	})
	return found, passes
}

func parameters(fn *ast.FuncDecl) map[string]int {
	places, at := map[string]int{}, 0
	for _, field := range fn.Type.Params.List {
		for _, name := range field.Names {
			places[name.Name] = at
			at++
		}
	}
	return places
}

func (s *source) scan(set *token.FileSet, f *folder, file *ast.File) {
	var within map[string]int // parameters of the function around
	ast.Inspect(file, func(n ast.Node) bool {
		if fn, is := n.(*ast.FuncDecl); is {
			within = parameters(fn)
		}
		call, is := n.(*ast.CallExpr)
		if !is {
			return true
		}
		sp, speaks := f.speakerOf(call)
		if !speaks || sp.format >= len(call.Args) {
			return true
		}
		at := set.Position(call.Pos()).String()
		if sp.code >= 0 {
			if code, known := f.constant(call.Args[sp.code]); known {
				s.codes = append(s.codes, phrase{code, at})
			}
		}
		format := call.Args[sp.format]
		if text, known := f.constant(format); known {
			s.formats = append(s.formats, phrase{text, at})
			return true
		}
		name, is := format.(*ast.Ident)
		if _, passed := within[nameOf(name)]; !is || !passed {
			s.faults = append(s.faults, at)
		}
		return true
	})
}

func nameOf(i *ast.Ident) string {
	if i == nil {
		return ""
	}
	return i.Name
}
