package wms

import "time"

// AlarmCase is an alarm with whoever looks after it. It survives a restart.
type AlarmCase struct {
	Alarm
	Owner          UserID     `json:"owner,omitempty" cbor:"7,keyasint,omitempty"`
	AcknowledgedBy UserID     `json:"acknowledged_by,omitempty" cbor:"8,keyasint,omitempty"`
	AcknowledgedAt *time.Time `json:"acknowledged_at,omitempty" cbor:"9,keyasint,omitempty"`
	Note           string     `json:"note,omitempty" cbor:"10,keyasint,omitempty"`
	ClearedAt      *time.Time `json:"cleared_at,omitempty" cbor:"11,keyasint,omitempty"`
	// Told are the rules by which it was passed on, and when.
	Told map[string]time.Time `json:"told" cbor:"12,keyasint,omitempty"`
}

// AlarmRule says to whom an alarm is passed on when nobody has acknowledged it
// in time.
type AlarmRule struct {
	ID    string   `json:"id" cbor:"1,keyasint"`
	Level string   `json:"level" cbor:"2,keyasint"`           // the least: info, warning, critical
	Codes []string `json:"codes" cbor:"3,keyasint,omitempty"` // only these; none: all
	// AfterS is the age in seconds of site time; 0: at once.
	AfterS int64 `json:"after_s" cbor:"4,keyasint,omitempty"`
	// Via is email, webhook, wecom or teams. URL is for the last three.
	Via string `json:"via" cbor:"5,keyasint"`
	URL string `json:"url,omitempty" cbor:"6,keyasint,omitempty"`
	// SMTP is host:port of the mail server; with User it is logged in to, over
	// TLS only.
	SMTP string   `json:"smtp,omitempty" cbor:"7,keyasint,omitempty"`
	From string   `json:"from,omitempty" cbor:"8,keyasint,omitempty"`
	To   []string `json:"to" cbor:"9,keyasint,omitempty"`
	User string   `json:"user,omitempty" cbor:"10,keyasint,omitempty"`
	// PerHour bounds what the rule sends; default 20. What is held back is
	// sent when there is room, if the alarm still stands.
	PerHour int64 `json:"per_hour,omitempty" cbor:"11,keyasint,omitempty"`
}

// NewAlarmRule is the body of PUT /v1/alarm-rules/{id}. Without a password the
// old one stays.
type NewAlarmRule struct {
	AlarmRule
	Password string `json:"password,omitempty"`
}
