package api

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/aisle-wms/aisle/wms"
)

const (
	defaultLimit   = 100
	maxLimit       = 1000
	maxIDBytes     = 128
	maxCursorBytes = 1024
	maxKeyBytes    = 255
)

// checkQuery refuses parameters that the route does not know, ones that stand
// twice, and values no id could be.
func (r *request) checkQuery(rt route) error {
	vals, err := url.ParseQuery(r.Request.URL.RawQuery)
	if err != nil {
		return invalid(codeInvalidParameter, "the query string is malformed")
	}
	allowed := rt.query
	if rt.paged {
		allowed = append(slices.Clone(allowed), "after", "cursor", "limit")
	}
	for name, values := range vals {
		switch {
		case !slices.Contains(allowed, name):
			return invalid(codeUnknownParameter, "there is no parameter %q here; known are %s",
				name, orNone(allowed)).With("parameter", name)
		case len(values) > 1:
			return badParameter(name, "stands twice")
		case len(values[0]) > maxCursorBytes || !printable(values[0]):
			return badParameter(name, "is too long or not printable")
		}
	}
	r.vals = vals
	return nil
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

func badParameter(name, why string, values ...any) *wms.Error {
	return invalid(codeInvalidParameter, "the parameter %s %s", name, wms.Say(why, values...)).With("parameter", name)
}

func printable(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, c := range s {
		if !unicode.IsPrint(c) {
			return false
		}
	}
	return true
}

// q is a query parameter, "" if absent.
func (r *request) q(name string) string { return r.vals.Get(name) }

// id is the path's {name}.
func (r *request) id(name string) (string, error) {
	v, err := url.PathUnescape(r.Param(name))
	if err != nil || strings.TrimSpace(v) == "" || len(v) > maxIDBytes || !printable(v) {
		return "", invalid(codeInvalidPath, "the %s in the path must be 1 to %d printable characters", name, maxIDBytes)
	}
	return v, nil
}

// page reads after (or cursor) and limit.
func (r *request) page() (Page, error) {
	p := Page{Limit: defaultLimit}
	if text := r.q("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > maxLimit {
			return p, badParameter("limit", "must be a whole number from 1 to %d", maxLimit)
		}
		p.Limit = n
	}
	cursor := r.q("after")
	if cursor == "" {
		cursor = r.q("cursor")
	}
	if cursor == "" {
		return p, nil
	}
	after, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(after) == 0 {
		return p, invalid(codeInvalidCursor, "the cursor is not one that a list answered as next")
	}
	p.After = string(after)
	return p, nil
}

// encodeCursor makes a port's cursor, which may be any bytes, fit for a URL.
func encodeCursor(next string) string { return base64.RawURLEncoding.EncodeToString([]byte(next)) }

// oneOf reads an enumerated parameter; "" if absent.
func oneOf[T ~string](r *request, name string, values []T) (T, error) {
	v := T(r.q(name))
	if v == "" || slices.Contains(values, v) {
		return v, nil
	}
	words := make([]string, len(values))
	for i, known := range values {
		words[i] = string(known)
	}
	return "", badParameter(name, "must be one of %s", strings.Join(words, ", "))
}

// when reads a time parameter.
func (r *request) when(name string, otherwise time.Time) (time.Time, error) {
	text := r.q(name)
	if text == "" {
		return otherwise, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, badParameter(name, "must be an RFC 3339 time such as 2026-03-01T08:00:00Z")
	}
	return t.UTC(), nil
}

// decode reads the body into a struct.
func (r *request) decode(into any) error {
	if err := r.read(maxBodyBytes); err != nil {
		return err
	}
	return decodeJSON(r.body, into)
}

// noBody accepts a missing body, {} or null only.
func (r *request) noBody() error {
	if err := r.read(maxBodyBytes); err != nil {
		return err
	}
	switch strings.TrimSpace(string(r.body)) {
	case "", "{}", "null":
		return nil
	}
	return decodeJSON(r.body, &struct{}{})
}

func (r *request) read(limit int64) error {
	if r.body != nil || r.Request.Body == nil {
		return nil
	}
	body, err := readBody(r.Writer, r.Request, limit, r.face.BodyTimeout)
	r.body = body
	return err
}

// call says who writes, and what makes the write the same one when it comes
// again. Keys of different users never meet.
func (r *request) call() (Call, error) {
	c := Call{}
	var err error
	if c.Actor, err = r.actor(); err != nil {
		return c, err
	}
	keys := r.Request.Header.Values("Idempotency-Key")
	if len(keys) == 0 {
		return c, nil
	}
	if len(keys) > 1 || !visibleASCII(keys[0]) || len(keys[0]) > maxKeyBytes {
		return c, invalid(codeInvalidKey, "Idempotency-Key must be one value of 1 to %d visible ASCII characters", maxKeyBytes)
	}
	c.Key = string(r.who.User) + " " + keys[0]
	c.Fingerprint = fingerprint(r.Request.Method, r.Request.URL.RequestURI(), string(r.who.User), r.body)
	if r.face.Blind != nil {
		c.Fingerprint = r.face.Blind(c.Fingerprint)
	}
	return c, nil
}

func visibleASCII(s string) bool {
	for i := range len(s) {
		if s[i] < 0x21 || s[i] > 0x7e {
			return false
		}
	}
	return s != ""
}

// fingerprint hashes the parts of a request, each behind its length.
func fingerprint(method, uri, user string, body []byte) (sum [32]byte) {
	h := sha256.New()
	for _, part := range []string{method, uri, user, string(body)} {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(part)))
		h.Write(size[:])
		_, _ = io.WriteString(h, part) // a hash never fails
	}
	h.Sum(sum[:0])
	return sum
}

// body1 reads the body and says who calls.
func (r *request) body1(into any) (Call, error) {
	if err := r.decode(into); err != nil {
		return Call{}, err
	}
	return r.call()
}

// putBody reads a PUT of what has the path's id; the body may repeat it in own.
func putBody[ID ~string](r *request, in any, own *ID) (Call, error) {
	id, err := r.id("id")
	if err != nil {
		return Call{}, err
	}
	call, err := r.body1(in)
	if err != nil {
		return Call{}, err
	}
	if *own != "" && string(*own) != id {
		return Call{}, invalid(codeInvalidField, "id is %q in the path and %q in the body", id, *own).With("field", "id")
	}
	*own = ID(id)
	return call, nil
}

// bodyless is the call of a write that has no body.
func (r *request) bodyless() (Call, error) {
	if err := r.noBody(); err != nil {
		return Call{}, err
	}
	return r.call()
}

// byID answers what a port knows under the path's id.
func byID[T any](r *request, get func(ctx context.Context, id string) (T, error)) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	out, err := get(r.ctx, id)
	return ok(out), err
}

// act does something without a body to what the path's id names.
func act[T any](r *request, do func(ctx context.Context, c Call, id string) (T, error)) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	call, err := r.bodyless()
	if err != nil {
		return answer{}, err
	}
	out, err := do(r.ctx, call, id)
	return ok(out), err
}
