package api

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"reflect"
	"sort"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/aisle-wms/aisle/wms"
)

const (
	maxBodyBytes = 1 << 20
	maxBodyDepth = 16
	bodyWait     = 20 * time.Second
	slowestBytes = 256 << 10 // per second, from a client whose body is large
)

// readBody reads a request's body, at most limit bytes and not for ever.
func readBody(w http.ResponseWriter, req *http.Request, limit int64, wait time.Duration) ([]byte, error) {
	control := http.NewResponseController(w)
	wait += time.Duration(limit/slowestBytes) * time.Second
	timed := control.SetReadDeadline(time.Now().Add(wait)) == nil
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, limit))
	if timed && err == nil {
		_ = control.SetReadDeadline(time.Time{})
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, invalid(codeBodyTooLarge, "the body is larger than %d bytes", limit).With("limit_bytes", limit)
	case errors.Is(err, os.ErrDeadlineExceeded):
		w.Header().Set("Connection", "close") // what is left of it must not be waited for
		return nil, invalid(codeBodyTooSlow, "the body did not arrive within %d seconds", int(wait.Seconds()))
	case err != nil:
		return nil, invalid(codeMalformed, "the body could not be read to its end")
	}
	return body, nil
}

// decodeJSON decodes one JSON object into the struct that into points to. It
// is stricter than encoding/json: every name must be a field's, in the right
// case and only once; nothing may follow; the error names the field by path.
func decodeJSON(body []byte, into any) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return invalid(codeEmptyBody, "the body is empty; a JSON object is needed")
	}
	if !utf8.Valid(body) {
		return invalid(codeMalformed, "the body is not valid UTF-8")
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	shape := shapeCheck{dec: dec}
	if err := shape.value(reflect.TypeOf(into).Elem(), "", 0); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return invalid(codeMalformed, "something follows the JSON object at byte %d", dec.InputOffset())
	}
	if err := json.Unmarshal(body, into); err != nil {
		return decodeError(err)
	}
	return nil
}

// decodeError words an error of encoding/json.
func decodeError(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return wrongType(wrong.Field, wantedOf(wrong.Type), wms.Say("%s", wrong.Value))
	}
	var when *time.ParseError
	if errors.As(err, &when) {
		return invalid(codeWrongType, "%q is no time; RFC 3339 is needed, such as 2026-03-01T08:00:00Z", when.Value)
	}
	return invalid(codeWrongType, "a value has the wrong form")
}

func wrongType(field string, want, got wms.Words) error {
	if field == "" {
		return invalid(codeWrongType, "the body must be %s, not %s", want, got)
	}
	return invalid(codeWrongType, "%s must be %s, not %s", field, want, got).With("field", field)
}

// wantedOf says in words what JSON a Go type takes.
func wantedOf(t reflect.Type) wms.Words {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Bool:
		return wms.Say("true or false")
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return wms.Say("a whole number")
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return wms.Say("a whole number, not negative")
	case reflect.Float32, reflect.Float64:
		return wms.Say("a number")
	case reflect.String:
		return wms.Say("a string")
	case reflect.Slice, reflect.Array:
		return wms.Say("a list")
	default:
		return wms.Say("an object")
	}
}

// shapeCheck walks a JSON text along a Go type and finds the first name that
// is no field, is there twice, or the first value of the wrong form.
type shapeCheck struct {
	dec *json.Decoder
}

var textType = reflect.TypeFor[encoding.TextUnmarshaler]()

func (s shapeCheck) value(t reflect.Type, path string, depth int) error {
	if depth > maxBodyDepth {
		return invalid(codeTooDeep, "the body is nested deeper than %d levels", maxBodyDepth)
	}
	token, err := s.next()
	if err != nil {
		return err
	}
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	delim, isDelim := token.(json.Delim)
	if !isDelim {
		return checkScalar(t, path, token)
	}
	if t != nil && (isText(t) || !takes(t, delim)) {
		want := wantedOf(t)
		if isText(t) {
			want = wms.Say("a string")
		}
		return wrongType(path, want, map[json.Delim]wms.Words{'{': wms.Say("an object"), '[': wms.Say("a list")}[delim])
	}
	if delim == '{' {
		return s.object(t, path, depth)
	}
	return s.list(t, path, depth)
}

func (s shapeCheck) next() (json.Token, error) {
	token, err := s.dec.Token()
	if err == nil {
		return token, nil
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, invalid(codeMalformed, "the JSON ends too early, at byte %d", s.dec.InputOffset())
	}
	at := s.dec.InputOffset()
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = syntax.Offset
		return nil, invalid(codeMalformed, "the body is not JSON: %s, at byte %d", syntax.Error(), at)
	}
	return nil, invalid(codeMalformed, "the body is not JSON, at byte %d", at)
}

func isText(t reflect.Type) bool { return reflect.PointerTo(t).Implements(textType) }

func takes(t reflect.Type, delim json.Delim) bool {
	switch t.Kind() {
	case reflect.Interface:
		return true
	case reflect.Struct, reflect.Map:
		return delim == '{'
	case reflect.Slice, reflect.Array:
		return delim == '['
	default:
		return false
	}
}

// checkScalar finds a scalar where an object or list is needed; the exact
// form of numbers and texts is for encoding/json to refuse.
func checkScalar(t reflect.Type, path string, token json.Token) error {
	if t == nil || t.Kind() == reflect.Interface || isText(t) {
		return nil
	}
	if token == nil {
		if path == "" {
			return wrongType("", wantedOf(t), wms.Say("null"))
		}
		return nil
	}
	switch t.Kind() {
	case reflect.Struct, reflect.Map, reflect.Slice, reflect.Array:
		return wrongType(path, wantedOf(t), tokenName(token))
	default:
		return nil
	}
}

func tokenName(token json.Token) wms.Words {
	switch token.(type) {
	case bool:
		return wms.Say("true or false")
	case json.Number:
		return wms.Say("a number")
	case string:
		return wms.Say("a string")
	default:
		return wms.Say("null")
	}
}

func (s shapeCheck) object(t reflect.Type, path string, depth int) error {
	var fields map[string]reflect.Type
	if t != nil && t.Kind() == reflect.Struct {
		fields = fieldsOf(t)
	}
	seen := map[string]bool{}
	for s.dec.More() {
		token, err := s.next()
		if err != nil {
			return err
		}
		name, _ := token.(string)
		full := name
		if path != "" {
			full = path + "." + name
		}
		if seen[name] {
			return invalid(codeDuplicateField, "%s is there twice", full).With("field", full)
		}
		seen[name] = true
		inner, known := fields[name]
		if fields != nil && !known {
			return unknownField(full, fields)
		}
		if fields == nil && t != nil && t.Kind() == reflect.Map {
			inner = t.Elem()
		}
		if err := s.value(inner, full, depth+1); err != nil {
			return err
		}
	}
	_, err := s.next()
	return err
}

func (s shapeCheck) list(t reflect.Type, path string, depth int) error {
	var inner reflect.Type
	if t != nil && t.Kind() == reflect.Slice {
		inner = t.Elem()
	}
	for i := 0; s.dec.More(); i++ {
		if err := s.value(inner, fmt.Sprintf("%s[%d]", path, i), depth+1); err != nil {
			return err
		}
	}
	_, err := s.next()
	return err
}

func unknownField(name string, fields map[string]reflect.Type) *wms.Error {
	known := make([]string, 0, len(fields))
	for field := range fields {
		known = append(known, field)
	}
	sort.Strings(known)
	return invalid(codeUnknownField, "there is no field %s here; known are %s", name, strings.Join(known, ", ")).
		With("field", name)
}

// fieldCache keeps fieldsOf's answers; it holds the few types of the bodies.
var fieldCache sync.Map // reflect.Type → map[string]reflect.Type

// fieldsOf lists the JSON names of a struct's fields.
func fieldsOf(t reflect.Type) map[string]reflect.Type {
	if known, ok := fieldCache.Load(t); ok {
		return known.(map[string]reflect.Type)
	}
	fields := make(map[string]reflect.Type, t.NumField())
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" && name != "-" && f.IsExported() {
			fields[name] = f.Type
		}
	}
	fieldCache.Store(t, fields)
	return fields
}
