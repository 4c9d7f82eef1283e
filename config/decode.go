package config

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// decode reads YAML into out, a pointer to a struct whose fields carry `cfg`
// tags: the key, then "required", "min=", "max=" (of a number) and
// "oneof=a|b". A struct with a field At is told where it stands.
func decode(file string, raw []byte, out any) error {
	d := decoder{file: file}
	var doc yaml.Node
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		return d.syntax(err)
	}
	if len(doc.Content) == 0 {
		return At{file, 1}.Errorf("the file is empty")
	}
	return d.value(doc.Content[0], "", reflect.ValueOf(out).Elem(), rule{})
}

type decoder struct{ file string }

// rule is what a cfg tag says.
type rule struct {
	key      string
	required bool
	min, max *float64
	oneOf    []string
}

func ruleOf(tag string) rule {
	parts := strings.Split(tag, ",")
	r := rule{key: parts[0]}
	for _, p := range parts[1:] {
		name, value, _ := strings.Cut(p, "=")
		switch name {
		case "required":
			r.required = true
		case "min", "max":
			f, err := strconv.ParseFloat(value, 64)
			if err != nil {
				panic("config: bad tag " + tag)
			}
			if name == "min" {
				r.min = &f
			} else {
				r.max = &f
			}
		case "oneof":
			r.oneOf = strings.Split(value, "|")
		default:
			panic("config: bad tag " + tag)
		}
	}
	return r
}

// scalar is a type that reads itself from text; its error says what would be
// right.
type scalar interface{ parse(string) error }

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

func (d decoder) syntax(err error) error {
	line, msg := 1, err.Error()
	if m := yamlLine.FindStringSubmatch(msg); m != nil {
		msg = m[2]
		if n, err := strconv.Atoi(m[1]); err == nil {
			line = n
		}
	}
	return At{d.file, line}.Errorf("not readable as YAML: %s", msg)
}

func (d decoder) at(n *yaml.Node) At { return At{d.file, n.Line} }

func (d decoder) value(n *yaml.Node, key string, v reflect.Value, r rule) error {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		return d.at(n).Errorf("anchors and aliases are not used here: write it out")
	}
	if s, ok := v.Addr().Interface().(scalar); ok {
		if n.Kind != yaml.ScalarNode {
			return d.wrong(n, key, "one value")
		}
		if err := s.parse(n.Value); err != nil {
			return d.wrong(n, key, err.Error())
		}
		return nil
	}
	switch v.Kind() {
	case reflect.Pointer:
		p := reflect.New(v.Type().Elem())
		v.Set(p)
		return d.value(n, key, p.Elem(), r)
	case reflect.Struct:
		return d.structure(n, key, v)
	case reflect.Slice:
		if n.Kind != yaml.SequenceNode {
			return d.wrong(n, key, "a list")
		}
		v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
		for i, c := range n.Content {
			if err := d.value(c, key, v.Index(i), r); err != nil {
				return err
			}
		}
		if r.required && len(n.Content) == 0 {
			return d.wrong(n, key, "a list with at least one entry")
		}
		return nil
	case reflect.String:
		return d.text(n, key, v, r)
	case reflect.Bool:
		if n.ShortTag() != "!!bool" {
			return d.wrong(n, key, "true or false")
		}
		v.SetBool(strings.EqualFold(n.Value, "true"))
		return nil
	case reflect.Int64:
		i, err := strconv.ParseInt(n.Value, 10, 64)
		if n.ShortTag() != "!!int" || err != nil {
			return d.wrong(n, key, "a whole number"+unitOf(key))
		}
		v.SetInt(i)
		return d.inRange(n, key, float64(i), r)
	case reflect.Float64:
		f, err := strconv.ParseFloat(n.Value, 64)
		if tag := n.ShortTag(); tag != "!!int" && tag != "!!float" || err != nil || f != f {
			return d.wrong(n, key, "a number"+unitOf(key))
		}
		v.SetFloat(f)
		return d.inRange(n, key, f, r)
	}
	panic("config: no rule for " + v.Type().String())
}

func (d decoder) text(n *yaml.Node, key string, v reflect.Value, r rule) error {
	if n.Kind == yaml.ScalarNode && n.ShortTag() != "!!str" && n.Value != "" {
		return d.wrong(n, key, fmt.Sprintf("text: write it in quotes, %q", n.Value))
	}
	if n.ShortTag() != "!!str" || (r.required && n.Value == "") {
		return d.wrong(n, key, "text")
	}
	if r.oneOf != nil {
		ok := false
		for _, o := range r.oneOf {
			ok = ok || o == n.Value
		}
		if !ok {
			return d.wrong(n, key, "one of "+strings.Join(r.oneOf, ", "))
		}
	}
	v.SetString(n.Value)
	return nil
}

func (d decoder) inRange(n *yaml.Node, key string, f float64, r rule) error {
	switch {
	case r.min != nil && r.max != nil && (f < *r.min || f > *r.max):
		return d.wrong(n, key, fmt.Sprintf("from %s to %s%s", plain(*r.min), plain(*r.max), strings.TrimPrefix(unitOf(key), " of")))
	case r.min != nil && f < *r.min:
		return d.wrong(n, key, fmt.Sprintf("at least %s%s", plain(*r.min), strings.TrimPrefix(unitOf(key), " of")))
	case r.max != nil && f > *r.max:
		return d.wrong(n, key, fmt.Sprintf("at most %s%s", plain(*r.max), strings.TrimPrefix(unitOf(key), " of")))
	}
	return nil
}

func plain(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func (d decoder) structure(n *yaml.Node, key string, v reflect.Value) error {
	if n.Kind != yaml.MappingNode {
		return d.wrong(n, key, "a block of \"key: value\" lines")
	}
	t := v.Type()
	fields, rules, keys := map[string]int{}, make([]rule, t.NumField()), []string{}
	for i := range t.NumField() {
		if tag := t.Field(i).Tag.Get("cfg"); tag != "" {
			rules[i] = ruleOf(tag)
			fields[rules[i].key] = i
			keys = append(keys, rules[i].key)
		} else if t.Field(i).Type == reflect.TypeFor[At]() {
			v.Field(i).Set(reflect.ValueOf(d.at(n)))
		}
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		f, ok := fields[k.Value]
		if !ok || k.Kind != yaml.ScalarNode {
			return d.at(k).Errorf("unknown key %q%s", k.Value, suggest(k.Value, keys))
		}
		if line, dup := seen[k.Value]; dup {
			return d.at(k).Errorf("%q is given twice (first on line %d): keep one", k.Value, line)
		}
		seen[k.Value] = k.Line
		if err := d.value(n.Content[i+1], k.Value, v.Field(f), rules[f]); err != nil {
			return err
		}
	}
	for _, k := range keys {
		if _, ok := seen[k]; !ok && rules[fields[k]].required {
			return d.at(n).Errorf("%q is missing%s", k, in(key))
		}
	}
	return nil
}

func in(key string) string {
	if key == "" {
		return ""
	}
	return " in " + key
}

// wrong makes the error of one value: what it is, and what would be right.
func (d decoder) wrong(n *yaml.Node, key, right string) error {
	what := map[yaml.Kind]string{yaml.SequenceNode: "a list", yaml.MappingNode: "a block"}[n.Kind]
	if n.Kind == yaml.ScalarNode {
		if what = strconv.Quote(n.Value); n.Value == "" {
			what = "empty"
		}
	}
	if key == "" {
		key = "the file"
	}
	return d.at(n).Errorf("%s is %s: it must be %s", key, what, right)
}

var units = []struct{ suffix, unit string }{
	{"_mm_per_s2", "mm/s²"}, {"_mm_per_s", "mm/s"}, {"_mrad_per_s", "mrad/s"}, {"_mm", "mm"}, {"_ms", "ms"},
	{"_ml", "ml"}, {"_g", "g"}, {"_wh", "Wh"}, {"_w", "W"}, {"_km", "km"}, {"_permille", "per mille"},
}

// unitOf is the unit that a key's name ends with, as words of an error.
func unitOf(key string) string {
	for _, u := range units {
		if strings.HasSuffix(key, u.suffix) {
			return " of " + u.unit
		}
	}
	return ""
}

// suggest names the known key that is nearest to an unknown one, else all.
func suggest(unknown string, known []string) string {
	best, bestDistance := "", 4
	for _, k := range known {
		distance := editDistance(unknown, k)
		if stem, _, ok := strings.Cut(k, "_mm"); ok && strings.HasPrefix(unknown, stem) {
			distance = min(distance, 3) // width, width_m, width_cm
		}
		if distance < bestDistance {
			best, bestDistance = k, distance
		}
	}
	if best != "" {
		return fmt.Sprintf(": did you mean %q?", best)
	}
	return ": known are " + strings.Join(known, ", ")
}

// editDistance is Levenshtein's: insertions, deletions and replacements.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			diagonal, row[j] = row[j], min(row[j]+1, row[j-1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
