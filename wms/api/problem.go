package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/messages"
)

// Codes of the face itself. Codes of the business (insufficient_stock,
// wrong_scan …) come from behind the ports, in a *wms.Error.
const (
	codeMalformed        = "malformed_json"
	codeEmptyBody        = "empty_body"
	codeBodyTooLarge     = "body_too_large"
	codeUnknownField     = "unknown_field"
	codeDuplicateField   = "duplicate_field"
	codeWrongType        = "wrong_type"
	codeTooDeep          = "too_deep"
	codeInvalidField     = "invalid_field"
	codeInvalidPath      = "invalid_path"
	codeUnknownParameter = "unknown_parameter"
	codeInvalidParameter = "invalid_parameter"
	codeInvalidCursor    = "invalid_cursor"
	codeInvalidKey       = "invalid_idempotency_key"
	codeKeyReused        = "idempotency_key_reused"
	codeUnauthenticated  = "unauthenticated"
	codeForbidden        = "forbidden"
	codeForbiddenPlace   = "forbidden_warehouse"
	codeForbiddenKind    = "forbidden_task_kind"
	codeForbiddenOwner   = "forbidden_owner"
	codeForbiddenScope   = "forbidden_scope"
	codeForbiddenGrant   = "forbidden_grant"
	codePINChange        = "pin_change_needed"
	codeCrossSite        = "cross_site"
	codeEnrolment        = "enrolment_code"
	codeLockedOut        = "locked_out"
	codeTooManyRequests  = "too_many_requests"
	codeOverloaded       = "overloaded"
	codeBodyTooSlow      = "body_too_slow"
	codeNoRoute          = "no_such_route"
	codeMethod           = "method_not_allowed"
	codeUnknownWarehouse = "unknown_warehouse"
	codeNotAvailable     = "not_available"
	codeNotReady         = "not_ready"
	codeTimeout          = "timeout"
	codeTooManyStreams   = "too_many_streams"
	codeInternal         = "internal"
	codeErased           = "personal_erased"
)

// statuses is the one table of codes whose status does not follow from the
// kind of the refusal.
var statuses = map[string]int{
	codeMalformed:        http.StatusBadRequest,
	codeEmptyBody:        http.StatusBadRequest,
	codeTooDeep:          http.StatusBadRequest,
	codeInvalidKey:       http.StatusBadRequest,
	codeBodyTooLarge:     http.StatusRequestEntityTooLarge,
	codeUnknownField:     http.StatusUnprocessableEntity,
	codeDuplicateField:   http.StatusUnprocessableEntity,
	codeWrongType:        http.StatusUnprocessableEntity,
	codeInvalidField:     http.StatusUnprocessableEntity,
	codeInvalidPath:      http.StatusUnprocessableEntity,
	codeUnknownParameter: http.StatusUnprocessableEntity,
	codeInvalidParameter: http.StatusUnprocessableEntity,
	codeInvalidCursor:    http.StatusUnprocessableEntity,
	codeKeyReused:        http.StatusUnprocessableEntity,
	codeUnauthenticated:  http.StatusUnauthorized,
	codeForbidden:        http.StatusForbidden,
	codeForbiddenPlace:   http.StatusForbidden,
	codeForbiddenKind:    http.StatusForbidden,
	codeForbiddenOwner:   http.StatusForbidden,
	codeForbiddenScope:   http.StatusForbidden,
	codeForbiddenGrant:   http.StatusForbidden,
	codePINChange:        http.StatusForbidden,
	codeCrossSite:        http.StatusForbidden,
	codeEnrolment:        http.StatusForbidden,
	codeLockedOut:        http.StatusTooManyRequests,
	codeTooManyRequests:  http.StatusTooManyRequests,
	codeOverloaded:       http.StatusServiceUnavailable,
	codeBodyTooSlow:      http.StatusRequestTimeout,
	codeNoRoute:          http.StatusNotFound,
	codeUnknownWarehouse: http.StatusNotFound,
	codeMethod:           http.StatusMethodNotAllowed,
	codeNotAvailable:     http.StatusNotImplemented,
	codeNotReady:         http.StatusServiceUnavailable,
	codeTimeout:          http.StatusServiceUnavailable,
	codeTooManyStreams:   http.StatusServiceUnavailable,
	codeInternal:         http.StatusInternalServerError,
	codeErased:           http.StatusGone,
	codeImport:           http.StatusUnprocessableEntity,
	codeNoImport:         http.StatusNotFound,
	codeSheet:            http.StatusUnprocessableEntity,
}

// kindStatus is the status of a refusal whose code is not in statuses.
var kindStatus = map[wms.ErrorKind]int{
	wms.Invalid:      http.StatusUnprocessableEntity,
	wms.NotFound:     http.StatusNotFound,
	wms.Conflict:     http.StatusConflict,
	wms.Forbidden:    http.StatusForbidden,
	wms.Unauthorized: http.StatusUnauthorized,
	wms.Unavailable:  http.StatusServiceUnavailable,
}

// invalid refuses a request for its own form.
func invalid(code, format string, args ...any) *wms.Error {
	return wms.Refuse(wms.Invalid, code, format, args...)
}

// refusalOf turns any error into what may be shown, and its status. Errors
// that are no refusals keep their text to themselves.
func refusalOf(err error) (*wms.Error, int) {
	var e *wms.Error
	if !errors.As(err, &e) {
		if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
			e = wms.Refuse(wms.Unavailable, codeTimeout,
				"the request did not finish in time; it may have happened: send it again with the same Idempotency-Key")
		} else {
			e = wms.Refuse(wms.Unavailable, codeInternal, "something went wrong here; the log says what")
		}
	}
	if status, ok := statuses[e.Code]; ok {
		return e, status
	}
	if status, ok := kindStatus[e.Kind]; ok {
		return e, status
	}
	return e, http.StatusInternalServerError
}

// problem is the RFC 9457 document of a refusal in a language: its arguments
// become members beside the standard ones, which they can't replace.
func problem(e *wms.Error, status int, in messages.Language) map[string]any {
	doc := make(map[string]any, len(e.Args)+5)
	for name, value := range e.Args {
		if rows, is := value.([]RowError); is {
			value = rowsIn(in, rows)
		}
		doc[name] = value
	}
	doc["type"] = "about:blank"
	doc["title"] = in.Title(e.Code)
	doc["status"] = status
	doc["detail"] = in.Detail(e)
	doc["code"] = e.Code
	return doc
}

// wrongRow makes a RowError; its format is a constant, as wms.Refuse's is.
func wrongRow(row int, column, code, format string, values ...any) RowError {
	words := wms.Say(format, values...)
	return RowError{Row: row, Column: column, Code: code, Message: words.String(), Words: words}
}

// words are those of the row's error, also where only its Message was set.
func (e RowError) words() wms.Words {
	if e.Words.Format == "" {
		return wms.Say("%s", e.Message)
	}
	return e.Words
}

func rowsIn(in messages.Language, rows []RowError) []RowError {
	rows = slices.Clone(rows)
	for i, row := range rows {
		rows[i].Message = in.Say(row.words())
	}
	return rows
}

// writeProblem answers with err's problem document and logs what is hidden.
func writeProblem(w http.ResponseWriter, req *http.Request, log *slog.Logger, err error) {
	e, status := refusalOf(err)
	if !errors.Is(err, e) { // its text is hidden from the client
		level := slog.LevelError
		switch {
		case errors.Is(err, context.Canceled):
			level = slog.LevelInfo // the client hung up
		case e.Code == codeTimeout:
			level = slog.LevelWarn
		}
		log.Log(req.Context(), level, "request failed", "request", w.Header().Get(requestIDHeader), "method", req.Method, "path", req.URL.Path, "code", e.Code, "err", err)
	}
	in := messages.Best(req.Header.Values("Accept-Language"))
	body, encErr := json.Marshal(problem(e, status, in))
	if encErr != nil {
		log.Error("problem document has an unprintable argument", "code", e.Code, "err", encErr)
		body, _ = json.Marshal(problem(&wms.Error{Kind: e.Kind, Code: e.Code, Message: e.Message, Words: e.Words}, status, in))
	}
	header := w.Header()
	header.Set("Content-Type", "application/problem+json")
	header.Set("Content-Language", string(in))
	header.Add("Vary", "Accept-Language")
	header.Set("Cache-Control", "no-store")
	if status == http.StatusUnauthorized {
		header.Set("WWW-Authenticate", `Bearer realm="aisle"`)
	}
	if wait, known := e.Args["retry_after_s"]; known {
		header.Set("Retry-After", fmt.Sprint(wait))
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may be gone
}
