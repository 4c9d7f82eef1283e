package lif

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"reflect"
	"slices"
	"strings"
)

// Version is the version of the format that Write writes.
const Version = "1.0.0"

// Write writes a file that keeps to the schema, or says what does not.
func Write(out io.Writer, f File) error {
	if err := Check(f); err != nil {
		return err
	}
	lists(reflect.ValueOf(&f).Elem())
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return e.Encode(f)
}

// Check says what in a file breaks the format: an empty name, a value that is
// not allowed, a node, edge or station that is given twice, an edge or station
// whose node is not there.
func Check(f File) error {
	if len(f.Layouts) == 0 {
		return fmt.Errorf("lif: layouts: at least one is needed")
	}
	if err := keeps(reflect.ValueOf(f), ""); err != nil {
		return err
	}
	layouts := map[string]bool{}
	for i, l := range f.Layouts {
		path := fmt.Sprintf("layouts[%d]", i)
		if layouts[l.LayoutID] {
			return fmt.Errorf("lif: %s: layout %q is given twice", path, l.LayoutID)
		}
		layouts[l.LayoutID] = true
		if err := l.check(path); err != nil {
			return err
		}
	}
	return nil
}

func (l Layout) check(path string) error {
	nodes, edges, stations := map[string]bool{}, map[string]bool{}, map[string]bool{}
	once := func(seen map[string]bool, what, id string) error {
		if seen[id] {
			return fmt.Errorf("lif: %s: %s %q is given twice", path, what, id)
		}
		seen[id] = true
		return nil
	}
	for _, n := range l.Nodes {
		if err := once(nodes, "node", n.NodeID); err != nil {
			return err
		}
	}
	for _, e := range l.Edges {
		if err := once(edges, "edge", e.EdgeID); err != nil {
			return err
		}
		for _, n := range []string{e.StartNodeID, e.EndNodeID} {
			if !nodes[n] {
				return fmt.Errorf("lif: %s: edge %q: there is no node %q", path, e.EdgeID, n)
			}
		}
	}
	for _, s := range l.Stations {
		if err := once(stations, "station", s.StationID); err != nil {
			return err
		}
		for _, n := range s.InteractionNodeIDs {
			if !nodes[n] {
				return fmt.Errorf("lif: %s: station %q: there is no node %q", path, s.StationID, n)
			}
		}
	}
	return nil
}

// keeps walks everything: required texts are not empty, values are allowed,
// numbers are numbers.
func keeps(v reflect.Value, path string) error {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return keeps(v.Elem(), path)
	case reflect.Slice:
		for i := range v.Len() {
			if err := keeps(v.Index(i), fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
	case reflect.Float64:
		if n := v.Float(); math.IsNaN(n) || math.IsInf(n, 0) {
			return fmt.Errorf("lif: %s: %v is no number", path, n)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name, rule := ruleOf(v.Type().Field(i))
			field := v.Field(i)
			if field.Kind() == reflect.String {
				s := field.String()
				if s == "" && rule.required {
					return fmt.Errorf("lif: %s: is empty", join(path, name))
				}
				if s != "" && len(rule.values) > 0 && !slices.Contains(rule.values, s) {
					return fmt.Errorf("lif: %s: is %q, must be one of %s", join(path, name), s, strings.Join(rule.values, ", "))
				}
				continue
			}
			if err := keeps(field, join(path, name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// lists makes required lists that are nil empty, as the schema wants them.
func lists(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			lists(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			lists(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Field(i)
			_, rule := ruleOf(v.Type().Field(i))
			if field.Kind() == reflect.Slice && field.IsNil() && rule.required {
				field.Set(reflect.MakeSlice(field.Type(), 0, 0))
				continue
			}
			lists(field)
		}
	}
}
