package lif

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// MaxBytes bounds a file, MaxWarnings how many warnings are kept.
const (
	MaxBytes    = 64 << 20
	MaxWarnings = 1000
)

// Warning is something that does not keep to the format, and where.
type Warning struct {
	Path string `json:"path"` // layouts[0].nodes[3].nodePosition
	Text string `json:"text"`
}

func (w Warning) String() string { return w.Path + ": " + w.Text }

// Read reads a file leniently.
func Read(in io.Reader) (File, []Warning, error) {
	var f File
	raw, err := io.ReadAll(io.LimitReader(in, MaxBytes+1))
	if err != nil {
		return f, nil, err
	}
	if len(raw) > MaxBytes {
		return f, nil, fmt.Errorf("lif: the file has more than %d bytes", MaxBytes)
	}
	var doc any
	if err := json.Unmarshal(raw, &doc); err != nil {
		return f, nil, fmt.Errorf("lif: no JSON: %w", err)
	}
	if _, ok := doc.(map[string]any); !ok {
		return f, nil, errors.New("lif: the document must be an object with metaInformation and layouts")
	}
	r := &reading{}
	r.fill(reflect.ValueOf(&f).Elem(), doc, "", nil)
	if len(f.Layouts) == 0 {
		return f, r.warnings, errors.New("lif: there is no layout in it")
	}
	return f, r.warnings, nil
}

type reading struct{ warnings []Warning }

func (r *reading) warn(path, format string, args ...any) {
	if len(r.warnings) < MaxWarnings {
		r.warnings = append(r.warnings, Warning{path, fmt.Sprintf(format, args...)})
	}
}

// rule is what a field's tag says.
type rule struct {
	required bool
	values   []string // all that are allowed; none: any
}

func ruleOf(f reflect.StructField) (name string, r rule) {
	name, _, _ = strings.Cut(f.Tag.Get("json"), ",")
	for _, word := range strings.Split(f.Tag.Get("lif"), ",") {
		switch word {
		case "":
		case "required":
			r.required = true
		default:
			r.values = append(r.values, word)
		}
	}
	return name, r
}

// fill reads raw into v as far as it can.
func (r *reading) fill(v reflect.Value, raw any, path string, values []string) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		n := len(r.warnings)
		r.fill(v.Elem(), raw, path, values)
		if len(r.warnings) > n && v.Elem().IsZero() {
			v.SetZero() // an optional part that could not be read is left out
		}
	case reflect.Struct:
		r.object(v, raw, path)
	case reflect.Slice:
		list, ok := raw.([]any)
		if !ok {
			r.warn(path, "is %s, must be a list; left out", kind(raw))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), len(list), len(list)))
		for i, x := range list {
			r.fill(v.Index(i), x, fmt.Sprintf("%s[%d]", path, i), nil)
		}
	case reflect.String:
		r.text(v, raw, path, values)
	case reflect.Float64:
		r.number(v, raw, path)
	case reflect.Bool:
		r.truth(v, raw, path)
	}
}

func (r *reading) object(v reflect.Value, raw any, path string) {
	m, ok := raw.(map[string]any)
	if !ok {
		r.warn(path, "is %s, must be an object; left out", kind(raw))
		return
	}
	left := maps.Clone(m)
	for i := range v.NumField() {
		name, rule := ruleOf(v.Type().Field(i))
		key := name
		x, had := m[name]
		if !had {
			for _, other := range slices.Sorted(maps.Keys(left)) {
				if strings.EqualFold(strings.TrimSpace(other), name) {
					key, x, had = other, m[other], true
					r.warn(join(path, other), "taken for %s", name)
					break
				}
			}
		}
		delete(left, key)
		switch {
		case had && x != nil:
			r.fill(v.Field(i), x, join(path, name), rule.values)
		case rule.required:
			r.warn(join(path, name), "is missing")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		r.warn(join(path, name), "is not in the format; left out")
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func (r *reading) text(v reflect.Value, raw any, path string, values []string) {
	s, ok := raw.(string)
	if !ok {
		switch x := raw.(type) {
		case float64:
			s = strconv.FormatFloat(x, 'f', -1, 64)
		case bool:
			s = strconv.FormatBool(x)
		default:
			r.warn(path, "is %s, must be a text; left out", kind(raw))
			return
		}
		r.warn(path, "is %s, must be a text; read as %q", kind(raw), s)
	}
	if len(values) > 0 && !slices.Contains(values, s) {
		if up := strings.ToUpper(strings.TrimSpace(s)); slices.Contains(values, up) {
			r.warn(path, "is %q; read as %q", s, up)
			s = up
		} else {
			r.warn(path, "is %q, must be one of %s; left out", s, strings.Join(values, ", "))
			return
		}
	}
	v.SetString(s)
}

func (r *reading) number(v reflect.Value, raw any, path string) {
	n, ok := raw.(float64)
	if s, isText := raw.(string); !ok && isText {
		x, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
		if err == nil && !math.IsNaN(x) && !math.IsInf(x, 0) {
			r.warn(path, "is the text %q; read as a number", s)
			n, ok = x, true
		}
	}
	if !ok {
		r.warn(path, "is %s, must be a number; left out", kind(raw))
		return
	}
	v.SetFloat(n)
}

func (r *reading) truth(v reflect.Value, raw any, path string) {
	b, ok := raw.(bool)
	if s, isText := raw.(string); !ok && isText {
		if x, err := strconv.ParseBool(strings.ToLower(strings.TrimSpace(s))); err == nil {
			r.warn(path, "is the text %q; read as %v", s, x)
			b, ok = x, true
		}
	}
	if !ok {
		r.warn(path, "is %s, must be true or false; left out", kind(raw))
		return
	}
	v.SetBool(b)
}

func kind(raw any) string {
	switch x := raw.(type) {
	case nil:
		return "null"
	case string:
		if len(x) > 40 {
			x = x[:40] + "…"
		}
		return fmt.Sprintf("the text %q", x)
	case float64:
		return fmt.Sprintf("the number %v", x)
	case bool:
		return strconv.FormatBool(x)
	case []any:
		return "a list"
	}
	return "an object"
}
