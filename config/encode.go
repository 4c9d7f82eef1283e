package config

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// pair is a key of a block and its value: a scalar as JSON writes it, a []any
// or a []pair.
type pair struct {
	key   string
	value any
}

// tree is what decode would read v from: the opposite of it. Values that are
// left out mean what their zero does.
func tree(v any) []pair { return block(reflect.ValueOf(v).Elem()) }

func block(v reflect.Value) []pair {
	var out []pair
	for i := range v.NumField() {
		tag := v.Type().Field(i).Tag.Get("cfg")
		if tag == "" {
			continue
		}
		r := ruleOf(tag)
		if f := v.Field(i); r.required || !f.IsZero() && (f.Kind() != reflect.Slice || f.Len() > 0) {
			out = append(out, pair{r.key, plainValue(f)})
		}
	}
	return out
}

func plainValue(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Pointer:
		return plainValue(v.Elem())
	case reflect.Struct:
		return block(v)
	case reflect.Slice:
		out := make([]any, v.Len())
		for i := range out {
			out[i] = plainValue(v.Index(i))
		}
		return out
	default:
		raw, err := json.Marshal(v.Interface())
		if err != nil {
			panic("config: " + err.Error()) // numbers, texts and booleans always encode
		}
		return string(raw)
	}
}

func writeJSON(b *strings.Builder, v any) {
	switch v := v.(type) {
	case []pair:
		b.WriteByte('{')
		for i, p := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(b, "%q:", p.key)
			writeJSON(b, p.value)
		}
		b.WriteByte('}')
	case []any:
		b.WriteByte('[')
		for i, x := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			writeJSON(b, x)
		}
		b.WriteByte(']')
	case string:
		b.WriteString(v)
	}
}

// writeYAML writes a block; what has no list of blocks inside goes on one line.
func writeYAML(b *strings.Builder, block []pair, depth int) {
	indent := strings.Repeat("  ", depth)
	for _, p := range block {
		switch v := p.value.(type) {
		case []any:
			if flat(v) {
				fmt.Fprintf(b, "%s%s: %s\n", indent, p.key, onLine(v))
				continue
			}
			fmt.Fprintf(b, "%s%s:\n", indent, p.key)
			for _, x := range v {
				inner, _ := x.([]pair)
				if flatBlock(inner) {
					fmt.Fprintf(b, "%s  - %s\n", indent, onLine(inner))
					continue
				}
				var part strings.Builder
				writeYAML(&part, inner, depth+2)
				fmt.Fprintf(b, "%s  - %s", indent, strings.TrimLeft(part.String(), " "))
			}
		case []pair:
			if flatBlock(v) {
				fmt.Fprintf(b, "%s%s: %s\n", indent, p.key, onLine(v))
				continue
			}
			fmt.Fprintf(b, "%s%s:\n", indent, p.key)
			writeYAML(b, v, depth+1)
		case string:
			fmt.Fprintf(b, "%s%s: %s\n", indent, p.key, v)
		}
	}
}

// flat says whether a list holds scalars only; an empty one does.
func flat(list []any) bool {
	for _, x := range list {
		if _, scalar := x.(string); !scalar {
			return false
		}
	}
	return true
}

// flatBlock says whether a block holds scalars and lists of them only, few
// enough for a line.
func flatBlock(block []pair) bool {
	if len(block) > 8 {
		return false
	}
	for _, p := range block {
		switch v := p.value.(type) {
		case []pair:
			return false
		case []any:
			if !flat(v) {
				return false
			}
		}
	}
	return true
}

func onLine(v any) string {
	switch v := v.(type) {
	case []pair:
		parts := make([]string, len(v))
		for i, p := range v {
			parts[i] = p.key + ": " + onLine(p.value)
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		parts := make([]string, len(v))
		for i, x := range v {
			parts[i] = onLine(x)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	default:
		return fmt.Sprint(v)
	}
}
