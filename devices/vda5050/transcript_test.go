package vda5050

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

var update = flag.Bool("update", false, "write the golden files anew")

// talk plays the vehicle's part against a session and writes down all that is
// said. Everything published is validated.
type talk struct {
	t    *testing.T
	s    *session
	now  time.Time
	log  strings.Builder
	head message.Uint // of states

	version Version // of what is published
}

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func newTalk(t *testing.T) *talk {
	return &talk{t: t, now: noon, s: newSession(testSettings("m1")), version: Version21}
}

func testSettings(nonce string) settings {
	return settings{
		vehicle: "agv-1", resendAfter: time.Second, silentAfter: 35 * time.Second, nonce: nonce, protocolName: "VDA 5050 2.1",
		identity: message.Header{Version: message.Version21, Manufacturer: "aisle", SerialNumber: "C001"},
	}
}

func (p *talk) note(format string, args ...any) { fmt.Fprintf(&p.log, format+"\n", args...) }

// do hands an event to the session and writes down what follows.
func (p *talk) do(e any) error {
	p.t.Helper()
	acts, err := p.s.step(p.now, e)
	if err != nil {
		p.note("   refused: %v", err)
	}
	for _, a := range acts {
		switch {
		case a.order != nil:
			raw, err := profiles[p.version].order(*a.order)
			p.publish("order", raw, err)
		case a.instant != nil:
			raw, err := profiles[p.version].instant(*a.instant)
			p.publish("instantActions", raw, err)
		case a.responses != nil:
			raw, err := message.MarshalResponses(*a.responses)
			p.publish("responses", raw, err)
		case a.zones != nil:
			raw, err := message.MarshalZoneSet(*a.zones)
			p.publish("zoneSet", raw, err)
		case a.report.Status != nil:
			st := a.report.Status
			p.note("   status online=%t ready=%t mode=%s fault=%q", st.Online, st.Ready, st.Mode, st.Fault)
		case a.report.Vehicle != nil:
			p.report(a.report.Vehicle)
		}
	}
	return err
}

func (p *talk) publish(topic string, raw []byte, err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
	mustValidate(p.t, map[Version]string{Version21: "schema-2.1.0", Version30: "schema-3.0"}[p.version], topic, raw)
	p.note("   -> %s %s", topic, raw)
}

func (p *talk) report(v *devices.VehicleState) {
	line := fmt.Sprintf("   vehicle order=%s reached=%d released=%d last=%s idle=%t", v.OrderID, v.StepsReached, v.StepsReleased, v.LastNode, v.Idle)
	for _, id := range sortedKeys(v.Actions) {
		line += fmt.Sprintf(" %s=%s", id, v.Actions[id])
	}
	if v.Cancelled != "" {
		line += " cancelled=" + v.Cancelled
	}
	if v.Rejected != "" {
		line += " rejected=" + v.Rejected
	}
	for _, e := range v.Errors {
		line += fmt.Sprintf(" %s(%s)", e.Type, e.Description)
	}
	p.note("%s", line)
}

func sortedKeys(m map[string]devices.ActionState) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	for i := range keys {
		for j := i; j > 0 && keys[j] < keys[j-1]; j-- {
			keys[j], keys[j-1] = keys[j-1], keys[j]
		}
	}
	return keys
}

func (p *talk) wait(d time.Duration) {
	p.now = p.now.Add(d)
	p.note("wait %v", d)
	_ = p.do(evTick{})
}

func (p *talk) start(id string, steps, horizon []devices.Step) error {
	p.note("start %s %s | %s", id, names(steps), names(horizon))
	return p.do(evStart{devices.Order{ID: id, Steps: steps, Horizon: horizon}})
}

func (p *talk) extend(id string, steps, horizon []devices.Step) error {
	p.note("extend %s %s | %s", id, names(steps), names(horizon))
	return p.do(evExtend{id, steps, horizon})
}

func (p *talk) cancel(id string) error {
	p.note("cancel %s", id)
	return p.do(evCancel{id})
}

func (p *talk) link(up bool) {
	p.note("link up=%t", up)
	_ = p.do(evLink{up})
}

func (p *talk) connection(state string) {
	p.note("<- connection %s", state)
	_ = p.do(evConnection{state})
}

// state says where the vehicle is with its order: "M1/0 N1/2" for order M1,
// update 0, last node N1 with sequence 2; then what remains: "N2/4", or
// "(N3/6)" if not released; actions as "p1=RUNNING", errors as
// "!orderError:M1/1".
func (p *talk) state(words string) {
	p.t.Helper()
	p.now = p.now.Add(10 * time.Millisecond)
	st := message.State{Header: p.s.identity, OperatingMode: message.ModeAutomatic, SafetyState: message.SafetyState{EStop: message.EStopNone}}
	st.HeaderID, st.Timestamp = p.head, message.Timestamp(p.now)
	p.head++
	for i, w := range strings.Fields(words) {
		switch {
		case i == 0:
			id, update := cut(w)
			st.OrderID, st.OrderUpdateID = id, update
		case i == 1:
			st.LastNodeID, st.LastNodeSequenceID = cut(w)
		case strings.HasPrefix(w, "?"), strings.HasPrefix(w, "+"):
			extra(&st, w)
		case strings.HasPrefix(w, "!"):
			kind, ref, _ := strings.Cut(w[1:], ":")
			e := message.Error{ErrorType: kind, ErrorLevel: message.LevelWarning}
			if id, update, ok := strings.Cut(ref, "/"); ok {
				e.ErrorReferences = []message.ErrorReference{{ReferenceKey: "orderId", ReferenceValue: id}, {ReferenceKey: "orderUpdateId", ReferenceValue: update}}
			}
			st.Errors = append(st.Errors, e)
		case strings.Contains(w, "="):
			id, status, _ := strings.Cut(w, "=")
			a := message.ActionState{ActionID: id, ActionStatus: message.ActionStatus(status)}
			if strings.Contains(id, "cancel") {
				a.ActionType = message.ActionCancelOrder
			}
			st.ActionStates = append(st.ActionStates, a)
		default:
			n := message.NodeState{Released: !strings.HasPrefix(w, "(")}
			n.NodeID, n.SequenceID = cut(strings.Trim(w, "()"))
			st.NodeStates = append(st.NodeStates, n)
		}
	}
	p.note("<- state %s", words)
	_ = p.do(evState{st})
}

// extra reads what only 3.0 has: "?ask-1:Z1=REQUESTED" asks for zone Z1 of set
// S1, "?ask-2:/E1=REQUESTED" for edge E1, "+S1=ENABLED" lists a zone set.
func extra(st *message.State, w string) {
	if st.Extra == nil {
		st.Extra = &message.StateOf30{}
	}
	id, status, _ := strings.Cut(w[1:], "=")
	if w[0] == '+' {
		st.Extra.ZoneSets = append(st.Extra.ZoneSets, message.ZoneSetState{ZoneSetID: id, MapID: "floor", Status: status})
		return
	}
	id, what, _ := strings.Cut(id, ":")
	if edge, ok := strings.CutPrefix(what, "/"); ok {
		st.Extra.EdgeRequests = append(st.Extra.EdgeRequests, message.EdgeRequest{RequestID: id, Type: "CORRIDOR", EdgeID: edge, SequenceID: 1, Status: status})
		return
	}
	st.Extra.ZoneRequests = append(st.Extra.ZoneRequests, message.ZoneRequest{RequestID: id, Type: "ACCESS", ZoneID: what, ZoneSetID: "S1", Status: status})
}

func cut(w string) (string, message.Uint) {
	id, n, _ := strings.Cut(w, "/")
	var u message.Uint
	_ = json.Unmarshal([]byte(n), &u)
	return id, u
}

// online brings the session to where orders can be given, and leaves that out
// of the log.
func (p *talk) online() {
	p.link(true)
	_ = p.do(evFactsheet{})
	p.state("/0 N0/0 aisle-stateRequest-m1-1=FINISHED")
	p.log.Reset()
}

func (p *talk) golden(name string) {
	p.t.Helper()
	file := filepath.Join("testdata", "transcripts", name+".txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			p.t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(p.log.String()), 0o644); err != nil {
			p.t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		p.t.Fatal(err)
	}
	if d := cmp.Diff(string(want), p.log.String()); d != "" {
		p.t.Errorf("%s (-want +got):\n%s", file, d)
	}
}

func names(steps []devices.Step) string {
	var out []string
	for _, s := range steps {
		w := s.Node
		for _, a := range s.Actions {
			w += "+" + a.Type
		}
		out = append(out, w)
	}
	return strings.Join(out, " ")
}

// path makes steps from words: "N1", "N2+pick:p1".
func path(words string) []devices.Step {
	var out []devices.Step
	for _, w := range strings.Fields(words) {
		node, act, has := strings.Cut(w, "+")
		var i int64
		_, _ = fmt.Sscanf(node, "N%d", &i)
		st := devices.Step{Node: node, X: 2000 * i, Map: "floor", AllowedDeviation: 100}
		if has {
			kind, id, _ := strings.Cut(act, ":")
			st.Actions = []devices.Action{{ID: id, Type: kind, Station: "S" + node[1:], HandlingUnit: "HU1"}}
		}
		out = append(out, st)
	}
	return out
}

func mustValidate(t *testing.T, version, topic string, raw []byte) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(raw)))
	if err == nil {
		err = schemaOf(t, version, topic).Validate(doc)
	}
	if err != nil {
		t.Fatalf("%s breaks the schema: %v\n%s", topic, err, raw)
	}
}

var compiled = map[string]*jsonschema.Schema{}

func schemaOf(t *testing.T, version, topic string) *jsonschema.Schema {
	t.Helper()
	file := filepath.Join("testdata", version, topic+".schema")
	if s := compiled[file]; s != nil {
		return s
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(file, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(file)
	if err != nil {
		t.Fatal(err)
	}
	compiled[file] = s
	return s
}
