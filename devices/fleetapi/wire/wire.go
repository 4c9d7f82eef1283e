// Package wire is what goes between Aisle and a maker's fleet controller: JSON
// over HTTPS, and the signature of callbacks. Adapter and twin share it;
// docs/adding-a-device.md lists the calls.
//
// What comes from outside is checked for size, names, words and ranges before
// anybody believes it. Unknown fields are ignored: controllers are newer than
// we are.
package wire

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/aisle-wms/aisle/devices"
)

// Limits of one message.
const (
	BodyLimit  = 1 << 20
	TextLimit  = 200
	MaxEntries = 2000
	// AskLimit is how many transports one question may name.
	AskLimit = 100
)

// Order is the body of POST /v1/transports. Its ID is the caller's.
type Order struct {
	ID       string     `json:"id"`
	From     string     `json:"from,omitempty"`
	Vehicle  string     `json:"from_vehicle,omitempty"` // instead of From: it has the load on board
	To       string     `json:"to"`
	Load     string     `json:"load"`
	Priority int64      `json:"priority,omitempty"`
	Deadline *time.Time `json:"deadline,omitempty"`
	Callback string     `json:"callback,omitempty"` // where changes are told
}

// Transport as the controller sees it. Revision grows with each change.
type Transport struct {
	ID       string             `json:"id"`
	State    devices.CarryPhase `json:"state"`
	Revision uint64             `json:"revision"`
	Vehicle  string             `json:"vehicle,omitempty"`
	Asks     devices.Handover   `json:"asks,omitempty"`
	Code     string             `json:"code,omitempty"` // of a failure: one of the Codes
	Reason   string             `json:"reason,omitempty"`
}

// Codes of failures that pass by themselves, if nothing was picked up.
const (
	CodeNoVehicle    = "no_vehicle"
	CodeVehicleFault = "vehicle_fault"
	CodeSourceEmpty  = "source_empty"
	CodeTargetFull   = "target_full"
)

// List answers GET /v1/transports?ids=a,b: those of them that the controller
// knows. Boot changes with each of its starts.
type List struct {
	Boot       string      `json:"boot"`
	Transports []Transport `json:"transports"`
}

// Vehicle is one of the maker's.
type Vehicle struct {
	ID        string `json:"id"`
	XMM       int64  `json:"x_mm"`
	YMM       int64  `json:"y_mm"`
	ThetaMrad int64  `json:"theta_mrad"`
	Battery   int32  `json:"battery_permille"`
	State     string `json:"state"`
	Load      string `json:"load,omitempty"`
	Transport string `json:"transport,omitempty"`
}

// Station is a place that vehicles serve. Load is what its reader reads.
type Station struct {
	ID   string `json:"id"`
	Load string `json:"load,omitempty"`
}

// Status answers GET /v1/status.
type Status struct {
	Boot     string    `json:"boot"`
	Vehicles []Vehicle `json:"vehicles"`
	Stations []Station `json:"stations"`
}

// Callback says that a transport has changed. It is no truth, only a reason to
// look.
type Callback struct {
	ID       string `json:"id"`
	Revision uint64 `json:"revision"`
}

// Name says whether s may name a vehicle, a transport or a start.
func Name(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_' && r != '.' {
			return false
		}
	}
	return true
}

var phases = map[devices.CarryPhase]bool{devices.CarryQueued: true, devices.CarryAssigned: true, devices.CarryPicking: true, devices.CarryCarrying: true,
	devices.CarryDelivered: true, devices.CarryFailed: true, devices.CarryCancelled: true}

var handovers = map[devices.Handover]bool{devices.HandoverNone: true, devices.HandoverPick: true, devices.HandoverDrop: true}

// ParseList reads a List and checks it.
func ParseList(raw []byte) (l List, err error) {
	if err := parse(raw, &l); err != nil {
		return l, err
	}
	if !Name(l.Boot) || len(l.Transports) > MaxEntries {
		return l, fmt.Errorf("a list of %d transports with boot %.40q", len(l.Transports), l.Boot)
	}
	for _, t := range l.Transports {
		if !Name(t.ID) || !phases[t.State] || !handovers[t.Asks] || t.Vehicle != "" && !Name(t.Vehicle) || len(t.Reason) > TextLimit || len(t.Code) > TextLimit {
			return l, fmt.Errorf("transport %.40q in state %.40q on %.40q", t.ID, string(t.State), t.Vehicle)
		}
		if t.State == devices.CarryCarrying && t.Vehicle == "" {
			return l, fmt.Errorf("transport %s is carried by no vehicle", t.ID)
		}
	}
	return l, nil
}

// farMM bounds what a position can be.
const farMM = 10_000_000

// ParseStatus reads a Status and checks it.
func ParseStatus(raw []byte) (s Status, err error) {
	if err := parse(raw, &s); err != nil {
		return s, err
	}
	if !Name(s.Boot) || len(s.Vehicles) > MaxEntries || len(s.Stations) > MaxEntries {
		return s, fmt.Errorf("%d vehicles and %d stations with boot %.40q", len(s.Vehicles), len(s.Stations), s.Boot)
	}
	for _, v := range s.Vehicles {
		if !Name(v.ID) || v.Battery < 0 || v.Battery > 1000 || max(v.XMM, -v.XMM, v.YMM, -v.YMM) > farMM || len(v.State) > 20 ||
			len(v.Load) > 64 || len(v.Transport) > 64 || max(v.ThetaMrad, -v.ThetaMrad) > 1_000_000 {
			return s, fmt.Errorf("vehicle %.40q at %d, %d with battery %d", v.ID, v.XMM, v.YMM, v.Battery)
		}
	}
	for _, p := range s.Stations {
		if p.ID == "" || len(p.ID) > 64 || len(p.Load) > 64 {
			return s, fmt.Errorf("station %.40q", p.ID)
		}
	}
	return s, nil
}

func parse(raw []byte, v any) error {
	if len(raw) > BodyLimit {
		return fmt.Errorf("%d bytes, at most %d are read", len(raw), BodyLimit)
	}
	return json.Unmarshal(raw, v)
}

// Headers of a callback: when it was signed (Unix seconds) and the signature.
const (
	TimeHeader      = "X-Fleet-Time"
	SignatureHeader = "X-Fleet-Signature"
)

// maxAge of a callback, so that an old one is not played again.
const maxAge = 5 * time.Minute

// Sign a callback with the secret that both sides know.
func Sign(secret string, at time.Time, body []byte) (stamp, signature string) {
	stamp = strconv.FormatInt(at.Unix(), 10)
	return stamp, mac(secret, stamp, body)
}

func mac(secret, stamp string, body []byte) string {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(stamp + "."))
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

// Signed says whether a callback is the controller's and not old.
func Signed(secret string, now time.Time, stamp, signature string, body []byte) bool {
	at, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || secret == "" {
		return false
	}
	if age := now.Sub(time.Unix(at, 0)); age > maxAge || age < -maxAge {
		return false
	}
	return hmac.Equal([]byte(signature), []byte(mac(secret, stamp, body)))
}
