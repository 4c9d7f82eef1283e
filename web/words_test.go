package web_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/aisle-wms/aisle/wms/api"
)

// keysOfWords are the keys of the faces' words. That every key has words in
// each language is kept by the compiler and by i18n.test.ts.
func keysOfWords(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("src/i18n/*.ts")
	more, err2 := filepath.Glob("src/i18n/pairs/*.ts")
	if err != nil || err2 != nil || len(files) == 0 {
		t.Fatal(err, err2, files)
	}
	key := regexp.MustCompile(`(?m)^\s*'([a-z0-9_.-]+)':`)
	out := map[string]bool{}
	for _, name := range append(files, more...) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range key.FindAllStringSubmatch(string(text), -1) {
			out[m[1]] = true
		}
	}
	return out
}

// spoken are the enumerations of the contract that people read, and the keys
// of their words.
var spoken = map[string]string{
	"TaskKind": "task.", "Role": "role.", "OrderStatus": "order.", "StockStatus": "stock.", "LocationKind": "kind.",
	"ReturnStatus": "return.", "Exception.code": "report.", "Receipt.status": "receipt.", "Inspection.verdict": "verdict.",
	"Transfer.status": "transfer.", "Assembly.status": "assembly.", "LiveVehicle.waits_reason": "wait.", "Count.status": "count.",
	"VisionCheck.result": "vision.result.", "VisionCheck.decision": "vision.decide.", "VisionDifference.measure": "vision.measure.",
}

func TestWordsOfTheContract(t *testing.T) {
	var doc struct {
		Components struct {
			Schemas map[string]struct {
				Enum       []string
				Properties map[string]struct{ Enum []any }
			}
		}
	}
	if err := yaml.Unmarshal(api.OpenAPI, &doc); err != nil {
		t.Fatal(err)
	}
	keys := keysOfWords(t)
	for name, prefix := range spoken {
		schema, property, nested := strings.Cut(name, ".")
		values := doc.Components.Schemas[schema].Enum
		if nested {
			for _, v := range doc.Components.Schemas[schema].Properties[property].Enum {
				values = append(values, v.(string))
			}
		}
		if len(values) == 0 {
			t.Errorf("the contract has no enumeration %s", name)
		}
		for _, v := range values {
			if !keys[prefix+v] {
				t.Errorf("%s %q has no words: give '%s%s' to web/src/i18n/pairs", name, v, prefix, v)
			}
		}
	}
}

// families are events whose type has a part that the program fills in.
var families = map[string][]string{
	"task.*":        {"open", "assigned", "waiting", "done", "cancelled", "failed"},
	"shipment.*":    {"promised", "released", "picking", "packed", "shipped", "cancelled"},
	"mission.*":     {"planned", "assigned", "loaded", "done", "failed"},
	"transport.*":   {"waiting", "active", "done", "failed", "cancelled"},
	"zone.*":        {"open", "restricted", "evacuated"},
	"sorter.*":      {"diverted", "rejected", "recirculates", "lost"},
	"appointment.*": {"planned", "arrived", "left", "cancelled"},
	"inspection.*":  {"waiting", "accepted", "rejected"},
	"adjustment.*":  {"approved", "rejected"},
	"assembly.*":    {"done", "cancelled"},
	"stock_take.*":  {"done", "cancelled"},
	"print.*":       {"printed", "failed", "cancelled", "uncertain"},
	"supply_run.*":  {"done", "failed"},
	"proposal.*":    {"approved", "rejected"},
	"device.*":      {"pause", "resume", "clear-fault"},
	"wave.*":        {"released", "cancelled"},
	"vmi.*":         {"proposed", "approved", "shipped", "received", "rejected", "withdrawn"},
	"*.put":         {"owner", "supplier", "carrier", "quality_rule"}, // wms/masterdata
	"*": { // of orders and transfers
		"order.promised", "order.partly_promised", "order.backordered", "order.released", "order.picking", "order.packed",
		"order.partly_shipped", "order.shipped", "order.cancelled", "transfer.promised", "transfer.partly_promised",
		"transfer.backordered", "transfer.released", "transfer.picking", "transfer.packed", "transfer.partly_shipped",
		"transfer.shipped", "transfer.cancelled"},
}

// unseen are events that no face shows.
var unseen = []string{"thing.done", "row.put"}

// TestWordsOfEvents reads the source for the types of events.
func TestWordsOfEvents(t *testing.T) {
	keys, found := keysOfWords(t), 0
	want := func(at, event string) {
		found++
		if !keys["event."+event] && !slices.Contains(unseen, event) {
			t.Errorf("%s: event %q has no words: give 'event.%s' to web/src/i18n/pairs/events.ts", at, event, event)
		}
	}
	eachLiteral(t, "Event", "Type", func(at string, value ast.Expr) {
		if text, is := stringOf(value); is {
			want(at, text)
			return
		}
		sum, is := value.(*ast.BinaryExpr)
		if !is {
			return // copied from another event
		}
		prefix, _ := stringOf(sum.X)
		suffix, _ := stringOf(sum.Y)
		if families[prefix+"*"+suffix] == nil {
			t.Errorf("%s: an event with which parts for %q? Say it in families", at, prefix+"*"+suffix)
		}
		for _, part := range families[prefix+"*"+suffix] {
			want(at, prefix+part+suffix)
		}
	})
	if found < 100 {
		t.Errorf("only %d events found in the source: does the search still fit it?", found)
	}
}

// TestWordsOfSteps: each code of a step has a sentence, and says what to do.
func TestWordsOfSteps(t *testing.T) {
	keys, codes := keysOfWords(t), 0
	each(t, func(at string, n ast.Node) bool {
		group, is := n.(*ast.GenDecl)
		if !is || group.Tok != token.CONST || !strings.HasPrefix(group.Doc.Text(), "Step codes") {
			return true
		}
		for _, spec := range group.Specs {
			for _, v := range spec.(*ast.ValueSpec).Values {
				code, is := stringOf(v)
				if codes++; is && code != "done" && (!keys["step."+code] || !keys["step."+code+".do"]) {
					t.Errorf("%s: the step %q has no words: give 'step.%s' and 'step.%s.do' to web/src/i18n", at, code, code, code)
				}
			}
		}
		return true
	})
	if codes < 10 {
		t.Errorf("only %d codes of steps found in the source: does the search still fit it?", codes)
	}
}

func stringOf(e ast.Expr) (string, bool) {
	lit, is := e.(*ast.BasicLit)
	if !is || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

// eachLiteral visits the field of all literals of a type, by its bare name.
func eachLiteral(t *testing.T, kind, field string, visit func(at string, value ast.Expr)) {
	each(t, func(at string, n ast.Node) bool {
		lit, is := n.(*ast.CompositeLit)
		if !is {
			return true
		}
		name := ""
		switch typ := lit.Type.(type) {
		case *ast.Ident:
			name = typ.Name
		case *ast.SelectorExpr:
			name = typ.Sel.Name
		}
		for _, e := range lit.Elts {
			if kv, is := e.(*ast.KeyValueExpr); is && name == kind {
				if id, is := kv.Key.(*ast.Ident); is && id.Name == field {
					visit(at, kv.Value)
				}
			}
		}
		return true
	})
}

// each walks the source of the processes and of what wires them.
func each(t *testing.T, visit func(at string, n ast.Node) bool) {
	t.Helper()
	files := token.NewFileSet()
	for _, root := range []string{"../wms", "../cmd/plant"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(files, path, nil, parser.ParseComments)
			if err != nil {
				return err
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if n == nil {
					return false
				}
				return visit(strings.TrimPrefix(files.Position(n.Pos()).String(), "../"), n)
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
