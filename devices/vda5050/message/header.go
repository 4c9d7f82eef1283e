package message

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Topic is the last level of an MQTT topic.
type Topic string

// The topics of version 2.1.
const (
	TopicOrder          Topic = "order"
	TopicInstantActions Topic = "instantActions"
	TopicState          Topic = "state"
	TopicVisualization  Topic = "visualization"
	TopicConnection     Topic = "connection"
	TopicFactsheet      Topic = "factsheet"
)

// Versions as headers carry them.
const (
	Version20 = "2.0.0"
	Version21 = "2.1.0"
)

// Header begins every message. HeaderID counts per topic.
type Header struct {
	HeaderID     Uint   `json:"headerId"`
	Timestamp    string `json:"timestamp"`
	Version      string `json:"version"`
	Manufacturer string `json:"manufacturer"`
	SerialNumber string `json:"serialNumber"`
}

// Timestamp writes a time as headers carry it.
func Timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// Time reads the header's timestamp; zero if it cannot be read.
func (h *Header) Time() time.Time {
	t, err := time.Parse(time.RFC3339Nano, h.Timestamp)
	if err != nil {
		return time.Time{}
	}
	return t
}

// Uint is an unsigned number that also reads 4.0 and "4".
type Uint uint32

// UnmarshalJSON reads leniently; what is no whole number is an error.
func (u *Uint) UnmarshalJSON(raw []byte) error {
	s := string(bytes.Trim(raw, `"`))
	if s == "null" || s == "" {
		return nil
	}
	if n, err := strconv.ParseUint(s, 10, 32); err == nil {
		*u = Uint(n)
		return nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f < 0 || f > 1<<32-1 || f != float64(uint32(f)) {
		return fmt.Errorf("%.40q is not a whole number from 0 to 4294967295", raw)
	}
	*u = Uint(f)
	return nil
}

// CheckName says what is wrong with a manufacturer or serial number: both are
// topic levels.
func CheckName(what, name string) error {
	if name == "" {
		return fmt.Errorf("%s is empty", what)
	}
	if i := strings.IndexFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("_.:-", r)
	}); i >= 0 {
		return fmt.Errorf("%s %q holds %q: only letters, digits and _ . : - may stand in a topic", what, name, name[i])
	}
	return nil
}
